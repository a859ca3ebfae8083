"""
One reading's pressure on everything that a deadline would need: people, paces, nights, days and kilometres.

Each number is the least that any plan could do with: what is not named in it stands in nobody's way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import NamedTuple

from planner.recount import SELF, VIA_SITE, Cohort, Recount, Way
from planner.requirements.arrivals import Chances, Window, first_chances
from planner.requirements.pace import Gate, Pace

ALL_FREE = "every published limit free"
ALONE = "this crossing alone, the others as published, all else free"
TOGETHER = "the crossings of the same people at one factor, all else free"
MINUTES_AN_HOUR = 60
DAYS_A_WEEK = 7


class Journey(NamedTuple):
    """People of a district and stream on their quickest way: minutes and kilometres by road, and days of travel."""

    people: int
    through_a_site: bool
    minutes: int
    km: Fraction
    days: int


class Pressure:
    """
    What one reading asks of a deadline.

    Parameters
    ----------
    recount
        The reading; its limits other than crossings are left out everywhere here.
    """

    def __init__(self, recount: Recount) -> None:
        self.recount, self.num_days = recount, recount.scenario.num_days
        self.window = Window(0, self.num_days - 1)
        self._alone: dict[str, int | None] = {}
        self._places: dict[int, int | None] = {}
        self._taken_in: dict[tuple[str, int, frozenset[str], int], int] = {}

    @cached_property
    def chances(self) -> Counter[Chances]:
        """People by the crossings they could be at, and from which day on."""
        return first_chances(self.recount, self.window)

    @property
    def stranded_people(self) -> int:
        """People whom no crossing could take in time, however wide it were."""
        return self.chances.get((), 0)

    def _open(self, crossing: str, day: int) -> Gate:
        return None if self.recount.share(crossing, day) > 0 else 0

    def _published(self, crossing: str, day: int) -> Gate:
        return self.recount.capacity("throughput", crossing, day)

    @cached_property
    def suffices(self) -> bool:
        """Whether the crossings as published let everyone across in time, were nothing else in the way."""
        return Pace(self.chances, self.window, self._published).least() is not None

    @cached_property
    def pace(self) -> int | None:
        """The least people a day across all crossings of any plan whatever; ``None`` where no pace does."""
        return Pace(self.chances, self.window, self._open, daily=True).least()

    def alone(self, crossing: str) -> int | None:
        """Return the least people a day of one crossing beside the others as published, ``None`` where none does."""
        if crossing not in self._alone:
            self._alone[crossing] = self._least_alone(crossing)
        return self._alone[crossing]

    def _least_alone(self, crossing: str) -> int | None:
        share = self.recount.share

        def gates(other: str, day: int) -> Gate:
            return share(other, day) if other == crossing else self._published(other, day)

        return Pace(self.chances, self.window, gates).least()

    @cached_property
    def alike(self) -> dict[tuple[str, ...], int | None]:
        """
        By group of crossings, the people a day of all of them at which its people cross, each at its share of them.

        In the units of what was published: a day of half a crossing counts half. ``None`` where no amount does, as for
        all groups when some people reach no crossing, and where the figure of a crossing is unknown or all are 0.
        """
        return {group: None if self.stranded_people else self._least_alike(group) for group in self.groups}

    def _least_alike(self, group: tuple[str, ...]) -> int | None:
        weight = self._weights(group)
        if weight is None:
            return None

        def gates(crossing: str, day: int) -> Gate:
            return weight[crossing] * self.recount.share(crossing, day)

        return Pace(self.of(group), self.window, gates).least()

    def _weights(self, group: tuple[str, ...]) -> dict[str, Fraction] | None:
        """Return each crossing's share of what all of a group pass, ``None`` where one has no figure or all are 0."""
        amounts = {crossing: self.recount.amount("throughput", crossing) for crossing in group}
        known = {crossing: amount for crossing, amount in amounts.items() if amount is not None}
        whole = sum(known.values(), Fraction(0))
        if len(known) < len(group) or not whole:
            return None
        return {crossing: amount / whole for crossing, amount in known.items()}

    def together(self, crossing: str) -> int | None:
        """Return a crossing's people a day when all crossings of the same people grow alike, ``None`` if none do."""
        group = next((group for group in self.groups if crossing in group), ())
        pace, weight = self.alike.get(group), self._weights(group)
        return None if pace is None or weight is None else ceil(pace * weight[crossing])

    @cached_property
    def all_alike(self) -> int | None:
        """The people a day of all crossings together, those of the same people at one factor; ``None`` if none do."""
        if self.stranded_people:
            return None
        paces = [pace for pace in self.alike.values() if pace is not None]
        return sum(paces) if len(paces) == len(self.alike) else None

    @cached_property
    def groups(self) -> list[tuple[str, ...]]:
        """Crossings that the same people could use, gathered: what one of them lacks another may make up for."""
        return groups_of(self.chances)

    def of(self, group: tuple[str, ...]) -> dict[Chances, int]:
        """Return the people who could use the crossings of a group."""
        return {chances: n for chances, n in self.chances.items() if chances and chances[0][0] in group}

    # Nights

    @cached_property
    def site_people(self) -> int:
        """People who pass a site."""
        return sum(journey.people for journey in self.journeys if journey.through_a_site)

    @cached_property
    def site_arrivals(self) -> Counter[int]:
        """People by the first day on which a site could take them in, the day after the last for those it never can."""
        came: Counter[int] = Counter()
        for cohort in self.recount.cohorts:
            if cohort.stream == VIA_SITE:
                for released, people in cohort.releases:
                    came[self._admitted(cohort, released)] += people
        return came

    def places(self, nights: int) -> int | None:
        """
        Return the least places at sites, all of them together, for stays of so many nights; ``None`` if none do.

        Whoever comes on a day or later is gone by the last day from which a crossing can be reached: each place serves
        as many of them as whole stays fit between.
        """
        if nights not in self._places:
            self._places[nights] = self._least_places(nights)
        return self._places[nights]

    def _least_places(self, nights: int) -> int | None:
        recount, most = self.recount, 0
        latest = max(
            (self.window.last - w.lag(recount.driving_hours) for ways in recount.site_exits.values() for w in ways),
            default=-1,
        )
        came, people = self.site_arrivals, 0
        for day in sorted(came, reverse=True):
            people += came[day]
            served = max(latest - day, 0) // nights
            if people and not served:
                return None
            most = max(most, -(-people // served)) if people else most
        return most

    def _admitted(self, cohort: Cohort, ready: int) -> int:
        """Return the first day on which a site could take someone in, the end of time where none can."""
        never = self.window.last + 1
        return min((self._first_in(site, lag, gates, ready) for site, lag, gates in cohort.ways), default=never)

    def _first_in(self, site: str, lag: int, gates: frozenset[str], ready: int) -> int:
        """Return the first day on which those ready on a day can be taken in by a site; cohorts share their ways."""
        key = (site, lag, gates, ready)
        if key not in self._taken_in:
            recount, never = self.recount, self.window.last + 1
            days = (day for day in range(ready, never - lag) if recount.all_open(gates, day))
            self._taken_in[key] = next((day + lag for day in days if recount.share(site, day + lag) > 0), never)
        return self._taken_in[key]

    # Roads

    @cached_property
    def journeys(self) -> tuple[Journey, ...]:
        """Everyone's quickest way to a crossing, straight or through a site."""
        return tuple(self._journeys())

    def _journeys(self) -> Iterator[Journey]:
        hours = self.recount.driving_hours
        for _, _, stream, people, ways in self.recount.by_stream:
            routes: list[tuple[Way, ...]]
            if stream == SELF:
                routes = [(way,) for way in ways]
            else:
                routes = [(way, self.recount.site_exits[way.target][0]) for way in ways]
            best = min(routes, key=lambda route: (sum(way.minutes for way in route), [way.target for way in route]))
            yield Journey(
                people=people,
                through_a_site=stream == VIA_SITE,
                minutes=sum(way.road_minutes for way in best),
                km=sum((way.km for way in best), Fraction(0)),
                days=min(sum(way.lag(hours) + 1 for way in route) for route in routes),
            )

    def travel_days(self) -> int:
        """Return person-days of travel."""
        return sum(journey.people * journey.days for journey in self.journeys)

    def driving_hours(self, *, all_carried: bool) -> Fraction:
        """Return hours at the wheel, there and back, of buses filled to what their spare seats leave."""
        minutes = sum(j.people * j.minutes for j in self.journeys if all_carried or j.through_a_site)
        return Fraction(2 * minutes, MINUTES_AN_HOUR) / self.seats

    def vehicle_km(self, *, all_carried: bool) -> Fraction:
        """Return kilometres of buses, there and back."""
        km = sum((j.people * j.km for j in self.journeys if all_carried or j.through_a_site), Fraction(0))
        return 2 * km / self.seats

    @property
    def seats(self) -> Fraction:
        """Seats of a bus that may be filled (TRA-02 less TRA-03)."""
        return self.recount.floor("TRA-02") * (1 - self.recount.floor("TRA-03"))

    def buses(self, *, all_carried: bool) -> int:
        """Return buses that are on the road for all hours a driver may drive, on every day."""
        return ceil(self.driving_hours(all_carried=all_carried) / (self.recount.floor("TRA-08") * self.num_days))

    def drivers(self, *, all_carried: bool) -> int:
        """Return drivers who drive all the hours they may, by day and by week."""
        by_week = self.recount.floor("TRA-09") * self.num_days / DAYS_A_WEEK
        most = min(self.recount.floor("TRA-08") * self.num_days, by_week)
        return ceil(self.driving_hours(all_carried=all_carried) / most)

    # Figures that come with a range

    def figure(self, price_id: str, *, more_helps: bool) -> Fraction:
        """Return a figure of the profiles at the end that this reading takes."""
        row, reading = self.recount.case.prices[price_id], self.recount.reading
        ends = {"favourable": row.high if more_helps else row.low, "central": row.value}
        return ends.get(str(reading), row.low if more_helps else row.high)


def groups_of(people: Counter[Chances]) -> list[tuple[str, ...]]:
    """Return crossings gathered by the people who could use them."""
    groups: list[set[str]] = []
    for chances in people:
        mine = {crossing for crossing, _ in chances}
        touched = [group for group in groups if group & mine]
        groups = [group for group in groups if not group & mine]
        if mine:
            groups.append(mine.union(*touched))
    return sorted(tuple(sorted(group)) for group in groups)
