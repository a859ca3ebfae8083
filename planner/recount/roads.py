"""Quickest ways over the legs of a case, found again with a heap and fractions."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil

from planner.records import Case, Leg

MINUTES_A_DAY = 1440
# Minutes, km and legs of no length to a target: the order in which routes are preferred, before ids.
_Far = tuple[int, Fraction, int]
_Around = Mapping[str, list[tuple[str, Leg]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """
    A quickest route to one place.

    Parameters
    ----------
    road_minutes, other_minutes
        Minutes on roads and by air.
    gates
        Junctions and legs on it that close on some day.
    """

    target: str
    road_minutes: int
    other_minutes: int
    gates: frozenset[str]

    @property
    def minutes(self) -> int:
        """All minutes of travel."""
        return self.road_minutes + self.other_minutes

    def lag(self, driving_hours: Fraction) -> int:
        """Return days from departure to arrival."""
        spent = Fraction(self.road_minutes) / (60 * driving_hours) + Fraction(self.other_minutes, MINUTES_A_DAY)
        return max(0, ceil(spent) - 1)


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

    def ways_to(self, target: str) -> dict[str, Way]:
        """Return the quickest way to a place from every place that has one (ties: fewer km, then ids in order)."""
        if target not in self._ways:
            flying = any(c.id == target and c.mode == "air" for c in self.case.crossings)
            around = self._around(flying=flying)
            shut_through = frozenset() if flying else self._airports - {target}
            far = _reach(target, around, shut_through)
            self._ways[target] = self._follow(target, around, shut_through, far)
        return self._ways[target]

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

    def _around(self, *, flying: bool) -> _Around:
        """Return legs by place; none touches a reception place, and air legs only serve journeys by air."""
        receptions = {site.id for site in self.case.sites if site.kind == "reception"}
        around: defaultdict[str, list[tuple[str, Leg]]] = defaultdict(list)
        for leg in self.case.legs:
            if receptions & {leg.from_id, leg.to_id} or not (leg.mode == "road" or (flying and leg.mode == "air")):
                continue
            around[leg.from_id].append((leg.to_id, leg))
            around[leg.to_id].append((leg.from_id, leg))
        return around

    def _follow(
        self, target: str, around: _Around, shut_through: frozenset[str], far: Mapping[str, _Far]
    ) -> dict[str, Way]:
        """Walk each place's best step, nearest first; among equal steps the smallest next id is taken."""
        ways = {target: Way(target=target, road_minutes=0, other_minutes=0, gates=frozenset())}
        for place in sorted(far, key=lambda p: (far[p], p)):
            steps = [
                (other, leg.mode != "road", leg.ids, leg)
                for other, leg in around[place]
                if other in ways and other not in shut_through and _further(far[other], leg) == far[place]
            ]
            if place == target or not steps:
                continue
            other, _, _, leg = min(steps, key=lambda step: step[:3])
            met = {name for name in leg.ids if name in self.gates}
            if other != target and other in self._junctions and other in self.gates:
                met.add(other)
            rest, by_road = ways[other], leg.mode == "road"
            ways[place] = Way(
                target=target,
                gates=rest.gates | met,
                road_minutes=rest.road_minutes + (leg.minutes if by_road else 0),
                other_minutes=rest.other_minutes + (0 if by_road else leg.minutes),
            )
        return ways


def _further(ahead: _Far, leg: Leg) -> _Far:
    return (ahead[0] + leg.minutes, ahead[1] + leg.km, ahead[2] + (leg.minutes == 0 and leg.km == 0))


def _reach(target: str, around: _Around, shut_through: frozenset[str]) -> dict[str, _Far]:
    """Return how far every place is from the target; nothing passes through the places that are shut."""
    nearest: _Far = (0, Fraction(0), 0)
    best, heap = {target: nearest}, [(nearest, target)]
    while heap:
        far, place = heapq.heappop(heap)
        if best[place] != far or place in shut_through:
            continue
        for other, leg in around[place]:
            found = _further(far, leg)
            if other not in best or found < best[other]:
                best[other] = found
                heapq.heappush(heap, (found, other))
    return best
