"""
Limits on travel counted a second time: who goes which way, and what that asks of legs, trains, vehicles and money.

One person, one way and one day of departure at a time, in exact integers and fractions. A vehicle's round is out and
home again before it is used anew; what must lie within a day, or before the last day ends, is counted, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from planner.records import Fleet, Leg, Reading, Service
from planner.recount.roads import Way
from planner.rules.norms import UnitPrice

if TYPE_CHECKING:
    from planner.recount.ledger import Recount

NATIONAL = "national"
# Trains in one journey.
CHANGES = 3
PRICE_OF_COACH, SEATS_OF_COACH, PRICE_OF_MEALS = "PRI-04", "TRA-02", "PRI-03"
KINDS = ("leg", "trains", "vehicles", "vehicle_days", "money")
ON_THE_LAST_DAY = ("vehicle_days", "money")


class Asked(NamedTuple):
    """
    What a way asks of the limits on travel.

    ``fleets`` are any of which may carry a person, none where no limit is known; ``minutes`` one way on the road;
    ``paid`` says whether the ceiling on money counts the vehicle.
    """

    legs: tuple[str, ...] = ()
    trains: tuple[str, ...] = ()
    fleets: tuple[str, ...] = ()
    minutes: int = 0
    paid: bool = False


class Travel:
    """The limits on travel of one reading."""

    def __init__(self, recount: Recount) -> None:
        self.recount, self.case = recount, recount.case
        self.day_minutes = 60 * recount.scenario.driving_hours_per_day

    @cached_property
    def counted(self) -> bool:
        """Whether any of these limits has a figure."""
        known = [("money", "all"), *(("leg", place) for place in self.leg_places)]
        known += [("vehicles", fleet.id) for fleet in self.case.fleets] + [("trains", t.id) for t in self.trains]
        return any(self.recount.amount(kind, place) is not None for kind, place in known)

    @cached_property
    def trains(self) -> tuple[Service, ...]:
        """The trains of the case."""
        return tuple(service for service in self.case.services if service.kind == "train")

    @cached_property
    def leg_places(self) -> dict[str, list[Leg]]:
        """Legs by the name of their limit: all between the same ends are one."""
        named: dict[frozenset[str], str] = {}
        table: dict[str, list[Leg]] = {}
        for leg in self.case.legs:
            place = named.setdefault(frozenset((leg.from_id, leg.to_id)), f"{leg.from_id}-{leg.to_id}")
            table.setdefault(place, []).append(leg)
        return table

    @cached_property
    def _limited(self) -> dict[frozenset[str], str]:
        places = self.leg_places.items()
        return {
            frozenset((legs[0].from_id, legs[0].to_id)): place
            for place, legs in places
            if self.recount.amount("leg", place) is not None
        }

    def places(self, kind: str) -> frozenset[str]:
        """Return the places of a kind of limit on travel."""
        if kind == "leg":
            return frozenset(self.leg_places)
        if kind == "trains":
            return frozenset(train.id for train in self.trains)
        return frozenset(("all",)) if kind == "money" else frozenset(fleet.id for fleet in self.case.fleets)

    def leg_figure(self, place: str) -> Fraction | None:
        """Return people a day between the ends of a leg, ``None`` where a row of it has no figure."""
        figures = [leg.people_per_day for leg in self.leg_places[place]]
        known = [figure for figure in figures if figure is not None]
        return sum(known, Fraction(0)) if len(known) == len(figures) else None

    # Who goes which way

    def trips(self, origin: str, targets: Sequence[str]) -> Iterator[tuple[tuple[str, ...], tuple[Way, ...]]]:
        """Yield trains and ways, part after part, for every journey by train from a place to some targets."""
        roads = self.recount.roads
        for count in range(1, CHANGES + 1):
            for order in permutations(self.trains, count):
                parts, here = list[Way](), origin
                for train in order:
                    road, rail = roads.ways_to(train.from_id).get(here), roads.by_rail(train)
                    parts += [] if road is None or rail is None else [road, rail]
                    here = train.to_id
                if len(parts) < 2 * count:
                    continue
                for target in targets:
                    last = roads.ways_to(target).get(here)
                    if last is not None:
                        yield tuple(train.id for train in order), (*parts, last)

    def whole(self, order: tuple[str, ...], parts: tuple[Way, ...]) -> Way:
        """Return a journey by train as one way."""
        stations = {end for train in self.trains if train.id in order for end in (train.from_id, train.to_id)}
        shut = stations & self.recount.roads.gates
        return Way(
            target=parts[-1].target,
            road_minutes=sum(part.road_minutes for part in parts),
            other_minutes=sum(part.other_minutes for part in parts),
            km=sum((part.km for part in parts), Fraction(0)),
            gates=frozenset().union(shut, *(part.gates for part in parts)),
        )

    def by_road(self, origin: str, province: str, way: Way, *, hired: bool) -> Asked:
        """Return what a way by road, or by air, asks."""
        fleets = self._serving(province, hired=hired)
        paid = not hired and self.recount.amount("money", "all") is not None
        minutes = way.road_minutes if fleets or paid else 0
        return Asked(self._legs([(origin, way.target)]), (), fleets, minutes, paid)

    def by_train(self, origin: str, order: tuple[str, ...], target: str) -> Asked:
        """Return what a journey by train asks; no vehicle is counted for its roads."""
        named = {train.id: train for train in self.trains}
        ends = [origin, *(end for name in order for end in (named[name].from_id, named[name].to_id)), target]
        legs = set(self._legs([(ends[k], ends[k + 1]) for k in range(0, len(ends), 2)]))
        for name in order:
            legs.update(self._named(self.recount.roads.legs_by_rail(named[name])))
        return Asked(tuple(sorted(legs)), order, (), 0, False)

    def _legs(self, journeys: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        if not self._limited:
            return ()
        met = (self._named(self.recount.roads.legs_on(origin, target)) for origin, target in journeys)
        return tuple(sorted(set().union(*met)))

    def _named(self, legs: Sequence[Leg]) -> set[str]:
        ends = (frozenset((leg.from_id, leg.to_id)) for leg in legs)
        return {self._limited[pair] for pair in ends if pair in self._limited}

    def _serving(self, province: str, *, hired: bool) -> tuple[str, ...]:
        serving = [
            fleet.id
            for fleet in self.case.fleets
            if fleet.serves(hired=hired) and fleet.province in (province, NATIONAL)
        ]
        known = all(self.recount.amount("vehicles", name) is not None for name in serving)
        return tuple(sorted(serving)) if known else ()

    # What that asks, and what there is

    def asks(
        self, asked: Asked, fleet: str | None, out: tuple[int, int], num_days: int
    ) -> Iterator[tuple[str, str, int, int]]:
        """
        Yield kind, place, day and how much one person asks of a limit.

        Parameters
        ----------
        fleet
            The fleet that carries them, ``None`` where none is counted.
        out
            Day of departure and lag in days.
        num_days
            Days that are looked at; what lies after them is not counted.
        """
        day, lag = out
        yield from (("leg", place, day, 1) for place in asked.legs)
        yield from (("trains", train, day, 1) for train in asked.trains)
        there_and_back = 2 * asked.minutes
        if fleet is not None and there_and_back:
            # A day at the wheel is ``minutes / parts``: whole numbers, for there are many people to count.
            minutes, parts = self.day_minutes.as_integer_ratio()
            if there_and_back * parts <= minutes:
                yield "vehicles", fleet, day, there_and_back
            else:
                last = min(day + there_and_back * parts // minutes, num_days)
                yield from (("vehicles", fleet, on, minutes // parts) for on in range(day + 1, last))
            home = asked.minutes + (num_days - day - lag - 1) * minutes // parts
            yield "vehicle_days", fleet, num_days - 1, min(there_and_back, home)
        if asked.paid:
            yield "money", "all", num_days - 1, self.fare(asked.minutes)

    def fare(self, minutes: int) -> int:
        """Return a person's share of a coach for the time out and back, in whole units of money, rounded down."""
        coach, seats = self.case.prices[PRICE_OF_COACH], self.case.standards[SEATS_OF_COACH].value
        return int((self._cost(coach) / seats * 2 * minutes / self.day_minutes) // 1)

    @cached_property
    def meals(self) -> int:
        """A day's meals, in whole units of money; 0 where nobody set a ceiling."""
        if self.recount.amount("money", "all") is None:
            return 0
        return int(self._cost(self.case.prices[PRICE_OF_MEALS]) // 1)

    def _cost(self, price: UnitPrice) -> Fraction:
        ends = {Reading.FAVOURABLE: price.low, Reading.CENTRAL: price.value, Reading.STRICT: price.high}
        return ends[self.recount.reading]

    def capacity(self, kind: str, place: str, day: int) -> int | None:
        """Return what a limit lets through on a day; a limit over all days is told of those up to this one."""
        amount = self.recount.amount("vehicles" if kind == "vehicle_days" else kind, place)
        if amount is None:
            return None
        if kind == "leg":
            amount *= self._share(self.leg_places[place], day)
        elif kind == "trains":
            amount *= next(train.seats for train in self.trains if train.id == place)
        elif kind in ("vehicles", "vehicle_days"):
            days = day + 1 if kind == "vehicle_days" else 1
            amount *= self._seats(next(fleet for fleet in self.case.fleets if fleet.id == place)) * days
        return int(amount // 1)

    def _seats(self, fleet: Fleet) -> Fraction:
        """Return seat-minutes a day of one vehicle; a fleet keeps its spare, families hire what they use."""
        minutes = fleet.seats * self.day_minutes
        spared = not fleet.is_hired and "TRA-03" in self.case.standards
        return minutes / (1 + self.recount.floor("TRA-03")) if spared else Fraction(minutes)

    def _share(self, legs: Sequence[Leg], day: int) -> Fraction:
        ends = {legs[0].from_id, legs[0].to_id}
        junctions = sorted(ends & {junction.id for junction in self.case.junctions})
        return min(self.recount.share(name, day) for name in (*legs[0].ids, *junctions))
