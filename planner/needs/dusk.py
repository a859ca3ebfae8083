"""
Travel after dark, by the date and latitude of the place people travel to.

A day's journey is taken to begin at sunrise, which favours the plan: boarding (TRA-17) on the first day, then driving
up to the day's hours with a stop (TRA-06) after every stretch (TRA-05). What of it lies after sunset is dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta, timezone
from fractions import Fraction
from functools import cache, partial

from planner.recount import Recount
from planner.simulate import Daybook

MINUTES_AN_HOUR = 60
POLAR_DAY_MINUTES = 24 * MINUTES_AN_HOUR
# One of the two is the shortest day of a year, to a day or two and a minute.
SOLSTICES, SLACK_MIN = (date(2023, 6, 21), date(2023, 12, 22)), 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Dusk:
    """
    Travel after dark.

    Parameters
    ----------
    minutes
        Person-minutes on the road between sunset and arrival.
    legs, legs_after_sunset
        Days of travel by road, counted by person, and those of them that end after sunset.
    """

    minutes: Fraction
    legs: int
    legs_after_sunset: int

    @property
    def share(self) -> float | None:
        """Share of days of travel that end after sunset, ``None`` where nobody travels."""
        return round(self.legs_after_sunset / self.legs, 4) if self.legs else None


@cache
def daylight_minutes(lon: float, lat: float, day: date) -> int:
    """Return whole minutes from sunrise to sunset at a place; all day, or none, where the sun does not set or rise."""
    from astral import Observer, sun

    # The day of the place itself: in the east the sun of a summer's day rises while Greenwich still has the day before.
    here, zone = Observer(lat, lon), timezone(timedelta(hours=round(lon / 15)))
    try:
        rises, sets = sun.daylight(here, day, tzinfo=zone)
    except ValueError:
        # Beyond the polar circles: the sun's height at noon says which of the two it is.
        noon = sun.noon(here, day)
        return POLAR_DAY_MINUTES if sun.elevation(here, noon) > 0 else 0
    return int((sets - rises) / timedelta(minutes=1))


def shortest_daylight_minutes(lon: float, lat: float) -> int:
    """Return minutes from sunrise to sunset that no day at a place falls short of, a few less than the least."""
    return max(min(daylight_minutes(lon, lat, day) for day in SOLSTICES) - SLACK_MIN, 0)


def dusk_of(recount: Recount, book: Daybook) -> Dusk:
    """Return what of the journeys of a replay lies after dark, up to the deadline."""
    places = {crossing.id: (crossing.lon, crossing.lat) for crossing in recount.case.crossings}
    places |= {site.id: (site.lon, site.lat) for site in recount.case.sites}
    stretches = cache(partial(_stretches, recount))
    # Where a stretch is done by the dusk of the shortest day, no other day need be looked up.
    always_light = {place: shortest_daylight_minutes(float(lon), float(lat)) for place, (lon, lat) in places.items()}
    dark, legs, after = Fraction(0), 0, 0
    for journey, people in book.each_journey():
        lon, lat = places[journey.target]
        ratio = journey.road_minutes.as_integer_ratio()
        for day, (driven, took) in enumerate(stretches(*ratio), start=journey.leaves):
            if day >= book.num_days:
                break
            legs += people
            if took <= always_light[journey.target]:
                continue
            late = took - daylight_minutes(float(lon), float(lat), recount.date(day))
            if late > 0:
                after += people
                dark += people * min(late, driven)
    return Dusk(minutes=dark, legs=legs, legs_after_sunset=after)


def _stretches(recount: Recount, numerator: int, denominator: int) -> list[tuple[Fraction, Fraction]]:
    """Return, day by day of a journey, minutes at the wheel and minutes from sunrise until the stretch is done."""
    rows = list[tuple[Fraction, Fraction]]()
    left = Fraction(numerator, denominator)
    while left > 0:
        driven = min(left, recount.driving_hours * MINUTES_AN_HOUR)
        took = driven + _stops(recount, driven) + (0 if rows else recount.floor("TRA-17"))
        rows.append((driven, took))
        left -= driven
    return rows


def _stops(recount: Recount, driven: Fraction) -> Fraction:
    """Return minutes of rest on a stretch: one stop after every full stretch that another follows."""
    stretch = recount.floor("TRA-05") * MINUTES_AN_HOUR
    stops = max(-(-driven // stretch) - 1, 0)
    return stops * recount.floor("TRA-06")
