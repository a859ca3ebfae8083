"""Quickest ways over the legs of a case, found again with a heap and fractions."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

from planner.records import Case, Leg, Service

MINUTES_A_DAY = 1440
# Minutes, length and legs of no length to a target: the order in which routes are preferred, before ids.
_Far = tuple[int, int, int]


class _Step(NamedTuple):
    """One leg seen from one of its ends; its length is in whole parts of a km that measure every leg."""

    other: str
    minutes: int
    length: int
    still: int
    leg: Leg

    def further(self, ahead: _Far) -> _Far:
        """Return how far this end is from the target when the other end is ``ahead`` of it."""
        return (ahead[0] + self.minutes, ahead[1] + self.length, ahead[2] + self.still)


# Shares of places, and whether all of some gates are open, by day number.
Opened = tuple[dict[tuple[str, int], Fraction], dict[tuple[frozenset[str], int], bool]]
_Around = Mapping[str, list[_Step]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """
    A quickest route to one place.

    Parameters
    ----------
    road_minutes, other_minutes
        Minutes on roads and by air.
    km
        Length.
    gates
        Junctions and legs on it that close on some day.
    first, then
        The first leg of it and the place that leads to; ``None`` where there is none.
    """

    target: str
    road_minutes: int
    other_minutes: int
    gates: frozenset[str]
    km: Fraction = Fraction(0)
    first: Leg | None = None
    then: str = ""

    @property
    def minutes(self) -> int:
        """All minutes of travel."""
        return self.road_minutes + self.other_minutes

    def lag(self, driving_hours: Fraction) -> int:
        """Return days from departure to arrival."""
        # road / (60 d) + other / 1440, over one denominator.
        hours, parts = driving_hours.as_integer_ratio()
        spent = 24 * parts * self.road_minutes + hours * self.other_minutes
        return max(0, -(-spent // (MINUTES_A_DAY * hours)) - 1)


class Roads:
    """
    The ways that a case's legs leave open to journeys; no reading and no day changes them.

    Parameters
    ----------
    case
        Its legs, crossings, sites and junctions are read.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self._junctions = frozenset(j.id for j in case.junctions)
        self._ways: dict[str, dict[str, Way]] = {}
        self._rails: dict[str, dict[str, Way]] = {}
        self._opened: dict[date, Opened] = {}

    def under(self, case: Case) -> Roads:
        """Return the same roads for a case that differs in people, capacities and places only."""
        twin = Roads(case)
        twin._ways, twin._rails = self._ways, self._rails
        return twin

    def ways_to(self, target: str) -> dict[str, Way]:
        """Return the quickest way to a place from every place that has one (ties: fewer km, then ids in order)."""
        if target not in self._ways:
            flying = any(c.id == target and c.mode == "air" for c in self.case.crossings)
            around = self._by_road_and_air if flying else self._by_road
            shut_through = frozenset() if flying else self._airports - {target}
            far = _reach(target, around, shut_through)
            self._ways[target] = self._follow(target, around, shut_through, far)
        return self._ways[target]

    def opened_from(self, start: date) -> Opened:
        """Return the tables of what is open, to be filled by who counts days from a date: readings share them."""
        return self._opened.setdefault(start, ({}, {}))

    def receptions_by(self, place: str) -> list[tuple[str, frozenset[str]]]:
        """Return the reception places that a leg joins to a place, with the names of that leg."""
        return self._joined.get(place, [])

    @cached_property
    def _joined(self) -> Mapping[str, list[tuple[str, frozenset[str]]]]:
        receptions = {site.id for site in self.case.sites if site.kind == "reception"}
        table: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for leg in self.case.legs:
            for here, there in ((leg.from_id, leg.to_id), (leg.to_id, leg.from_id)):
                if there in receptions:
                    table.setdefault(here, []).append((there, frozenset(leg.ids)))
        return table

    def by_rail(self, train: Service) -> Way | None:
        """Return the quickest way of a train over rail legs, ``None`` where none joins its ends."""
        return self._rails_to(train.to_id).get(train.from_id)

    def _rails_to(self, target: str) -> dict[str, Way]:
        if target not in self._rails:
            around = self._around("rail")
            self._rails[target] = self._follow(target, around, frozenset(), _reach(target, around, frozenset()))
        return self._rails[target]

    def legs_on(self, origin: str, target: str) -> list[Leg]:
        """Return the legs of the quickest way from a place to a target, in order; there is one."""
        return _legs_along(self.ways_to(target), origin, target)

    def legs_by_rail(self, train: Service) -> list[Leg]:
        """Return the rail legs that a train runs over, in order; there are some."""
        return _legs_along(self._rails_to(train.to_id), train.from_id, train.to_id)

    @cached_property
    def gates(self) -> frozenset[str]:
        """Junctions and legs that some closure or weekday shuts altogether."""
        names = {c.place_id for c in self.case.closures if c.share_open == 0} | {
            row.place_id for row in self.case.calendar
        }
        return frozenset(n for n in names if n in self._junctions or n.startswith("leg:"))

    @cached_property
    def _airports(self) -> frozenset[str]:
        return (
            frozenset(e for leg in self.case.legs if leg.mode == "air" for e in (leg.from_id, leg.to_id))
            & self._junctions
        )

    @cached_property
    def _by_road(self) -> _Around:
        return self._around("road")

    @cached_property
    def _by_road_and_air(self) -> _Around:
        return self._around("road", "air")

    def _around(self, *modes: str) -> _Around:
        """Return the steps over legs of some modes, by place; none touches a reception place."""
        receptions = {site.id for site in self.case.sites if site.kind == "reception"}
        parts = lcm(*(Fraction(leg.km).denominator for leg in self.case.legs))
        around: defaultdict[str, list[_Step]] = defaultdict(list)
        for leg in self.case.legs:
            if leg.mode not in modes or receptions & {leg.from_id, leg.to_id}:
                continue
            minutes, length = leg.minutes, int(leg.km * parts)
            for here, other in ((leg.from_id, leg.to_id), (leg.to_id, leg.from_id)):
                around[here].append(_Step(other, minutes, length, int(minutes == length == 0), leg))
        return around

    def _follow(
        self, target: str, around: _Around, shut_through: frozenset[str], far: Mapping[str, _Far]
    ) -> dict[str, Way]:
        """Walk each place's best step, nearest first; among equal steps the smallest next id is taken."""
        ways = {target: Way(target=target, road_minutes=0, other_minutes=0, gates=frozenset())}
        for place in sorted(far, key=lambda p: (far[p], p)):
            steps = [
                step
                for step in around[place]
                if step.other in ways and step.other not in shut_through and step.further(far[step.other]) == far[place]
            ]
            if place == target or not steps:
                continue
            step = min(steps, key=lambda step: (step.other, step.leg.mode != "road", step.leg.ids))
            other, leg = step.other, step.leg
            met = {name for name in leg.ids if name in self.gates}
            if other != target and other in self._junctions and other in self.gates:
                met.add(other)
            rest, by_road = ways[other], leg.mode == "road"
            ways[place] = Way(
                target=target,
                gates=rest.gates | met,
                km=rest.km + leg.km,
                road_minutes=rest.road_minutes + (step.minutes if by_road else 0),
                other_minutes=rest.other_minutes + (0 if by_road else step.minutes),
                first=leg,
                then=other,
            )
        return ways


def _legs_along(ways: Mapping[str, Way], origin: str, target: str) -> list[Leg]:
    """Return the legs of the way from a place, one step at a time."""
    legs, here = list[Leg](), origin
    while here != target:
        way = ways[here]
        assert way.first is not None
        legs.append(way.first)
        here = way.then
    return legs


def _reach(target: str, around: _Around, shut_through: frozenset[str]) -> dict[str, _Far]:
    """Return how far every place is from the target; nothing passes through the places that are shut."""
    nearest: _Far = (0, 0, 0)
    best, heap = {target: nearest}, [(nearest, target)]
    while heap:
        far, place = heapq.heappop(heap)
        if best[place] != far or place in shut_through:
            continue
        for step in around[place]:
            found = step.further(far)
            if step.other not in best or found < best[step.other]:
                best[step.other] = found
                heapq.heappush(heap, (found, step.other))
    return best
