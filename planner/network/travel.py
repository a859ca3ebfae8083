"""
What journeys ask of the limits on travel: legs, trains, vehicles and money, counted on the day of departure.

A *round* takes people aboard, lets them off and brings the vehicle home before it is used again; one that fits in a day
of ``d`` hours at the wheel is driven within that day. So for a fleet, with m minutes one way and T days::

    on a day            sum over its departures of people x 2 m  <=  vehicles x seats x 60 d       where 2 m <= 60 d
    on a day            60 d for everyone whose round must cover that whole day                    where 2 m >  60 d
    over all days       2 m a person, or what of it must lie before the last day ends              <= the same x T

Nothing is rounded up. A round out on day p that arrives on day p + lag covers days p + 1 to p + floor(2 m / 60 d) - 1;
at least m + (T - p - lag - 1) x 60 d minutes of it lie before the end. Seats of several kinds are not mixed: a person
goes in one of the fleets of their province or nation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from planner.config import Scenario
from planner.network.limits import COACH_DAY, COACH_SEATS, LEG, MEALS, MINUTES_AN_HOUR, Limit, floor_of, leg_names
from planner.network.routes import NO_WAY, Routes
from planner.records import Case, Fleet, Reading, Span

Ints = NDArray[np.int64]
NATIONAL = "national"
SPARE = "TRA-03"
TRAVEL_KINDS = ("leg", "trains", "vehicles", "money")


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """
    What one way asks of the limits on travel.

    Parameters
    ----------
    legs, trains
        Places of the limits that count it.
    fleets
        Fleets any of which may carry it; none where no limit is known.
    minutes
        One way on the road, 0 where nothing counts them.
    paid
        Whether its vehicle is paid for out of the ceiling on money.
    """

    legs: tuple[str, ...] = ()
    trains: tuple[str, ...] = ()
    fleets: tuple[str, ...] = ()
    minutes: int = 0
    paid: bool = False


@dataclass(slots=True)
class Journeys:
    """
    The journeys of a world in the making, each once; number 0 is a way that no limit counts.

    Parameters
    ----------
    limits
        By id; a limit nobody published counts nothing.
    """

    case: Case
    limits: Mapping[str, Limit]
    known: dict[Journey, int] = field(default_factory=dict)

    @property
    def counted(self) -> bool:
        """Whether any limit on travel has a figure."""
        return any(limit.kind in TRAVEL_KINDS and limit.span is not None for limit in self.limits.values())

    def limited_legs(self) -> Mapping[str, str]:
        """Return, by both names, the place of each leg limit with a figure."""
        return {
            name: key.removeprefix(LEG)
            for name, key in leg_names(self.case).items()
            if key in self.limits and self.limits[key].span is not None
        }

    def number(self, routes: Routes, provinces: Sequence[str], *, hired: bool, trains: tuple[str, ...] = ()) -> Ints:
        """
        Return the number of each way's journey, ``[origins, targets] int64``.

        Parameters
        ----------
        provinces
            One an origin: whose vehicles serve it.
        hired
            Whether these are ways of families who travel by themselves.
        trains
            The trains of these ways.
        """
        numbers = np.zeros(routes.road_minutes.shape, dtype=np.int64)
        if not self.counted:
            return numbers
        legs = self.limited_legs()
        met = [tuple(sorted({legs[name] for name in names if name in legs})) for names in routes.gate_sets]
        paid = not hired and not trains and self.limits["money:all"].span is not None
        serving = {p: () if trains else self.serving(p, hired=hired) for p in set(provinces)}
        joined = np.nonzero(routes.road_minutes != NO_WAY)
        for origin, target in zip(*(index.tolist() for index in joined), strict=True):
            fleets = serving[provinces[origin]]
            minutes = int(routes.road_minutes[origin, target]) if fleets or paid else 0
            journey = Journey(
                legs=met[routes.gates[origin, target]], trains=trains, fleets=fleets, minutes=minutes, paid=paid
            )
            numbers[origin, target] = self.known.setdefault(journey, len(self.known) + 1)
        return numbers

    def serving(self, province: str, *, hired: bool) -> tuple[str, ...]:
        """Return the fleets that serve departures from a province; none where one of them has no figure."""
        fleets = [f for f in self.case.fleets if f.province in (NATIONAL, province) and f.serves(hired=hired)]
        if any(self.limits[f"vehicles:{f.id}"].span is None for f in fleets):
            return ()
        return tuple(sorted(f.id for f in fleets))

    def table(self) -> tuple[Journey, ...]:
        """Return the journeys by number."""
        return (Journey(), *self.known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """
    What a reading makes of vehicles and money.

    Parameters
    ----------
    day_minutes
        Minutes at the wheel a day.
    seats
        By fleet: seats of all its vehicles that are not kept spare.
    money_per_minute, money_per_night
        A person's share of a coach for a minute of its day, and a day's meals, in the currency of the case.
    """

    day_minutes: Fraction
    seats: Mapping[str, Fraction]
    money_per_minute: Fraction
    money_per_night: int

    def fare(self, journey: Journey) -> int:
        """Return what a round costs a person, rounded down."""
        return int((2 * journey.minutes * self.money_per_minute) // 1) if journey.paid else 0

    def long(self, journey: Journey) -> bool:
        """Return whether a round takes more than a day."""
        return 2 * journey.minutes > self.day_minutes

    def covered(self, journey: Journey) -> range:
        """Return the days after departure that a long round must wholly cover."""
        return range(1, int(2 * journey.minutes // self.day_minutes)) if self.long(journey) else range(0)

    def within(self, journey: Journey, days: Ints, lag: int, num_days: int) -> Ints:
        """Return the minutes of rounds out on some days that must lie before the last day ends, ``int64``."""
        whole, parts = self.day_minutes.as_integer_ratio()
        left: Ints = (num_days - days - lag - 1) * whole // parts
        return np.minimum(2 * journey.minutes, journey.minutes + left)


def rates(case: Case, scenario: Scenario, limits: Mapping[str, Limit], reading: Reading) -> Rates:
    """Return the rates of one reading."""
    day = scenario.driving_hours_per_day * MINUTES_AN_HOUR
    spare = floor_of(case, scenario, SPARE) if SPARE in case.standards else Fraction(0)
    seats = {}
    for fleet in case.fleets:
        span = limits[f"vehicles:{fleet.id}"].span
        if span is not None:
            seats[fleet.id] = _seats(fleet, span, reading) / (1 if fleet.is_hired else 1 + spare)
    counted = limits["money:all"].span is not None
    coach = _price(case, COACH_DAY, reading) / case.standards[COACH_SEATS].value / day if counted else Fraction(0)
    meals = int(_price(case, MEALS, reading) // 1) if counted else 0
    return Rates(day_minutes=day, seats=seats, money_per_minute=coach, money_per_night=meals)


def _seats(fleet: Fleet, span: Span, reading: Reading) -> Fraction:
    return fleet.seats * span.capacity_at(reading)


def _price(case: Case, row: str, reading: Reading) -> Fraction:
    """Return a price: the low end helps the plan."""
    known = case.prices[row]
    return Span(low=known.low, central=known.value, high=known.high).demand_at(reading)


def uses(
    rate: Rates, journey: Journey, fleet: str | None, when: tuple[Ints, int, int]
) -> Iterator[tuple[str, str, Ints, Ints | int]]:
    """
    Yield what a journey in a fleet asks of limits: kind, place, days and how much a person, one entry a day out.

    Parameters
    ----------
    when
        Days of departure ``int64``, the lag in days, and the days of the programme; a day beyond them is no day.
    """
    days, lag, num_days = when
    for leg in journey.legs:
        yield "leg", leg, days, 1
    for train in journey.trains:
        yield "trains", train, days, 1
    if fleet is not None and journey.minutes:
        if not rate.long(journey):
            yield "vehicles", fleet, days, 2 * journey.minutes
        for later in rate.covered(journey):
            yield "vehicles", fleet, days + later, int(rate.day_minutes // 1)
        yield "vehicle_days", fleet, np.full_like(days, num_days - 1), rate.within(journey, days, lag, num_days)
    if journey.paid:
        yield "money", "all", np.full_like(days, num_days - 1), rate.fare(journey)
