"""
Quickest routes over public places, by scipy's compiled Dijkstra on whole minutes.

A journey takes the route with the fewest minutes (ties: fewer km, then the place ids in order), through any road place,
never through an airport unless it goes by air, never over a leg that touches a reception place. Routes are fixed: a
closed leg or junction stops departures on its days and changes no route.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.records import Case, Leg

NO_WAY = -1
# One minute outweighs any route's metres; twice that leaves a half-metre for legs of no length, which keeps routes
# acyclic.
_METRES = 1 << 25
_EPSILON = 1
# Tables of routes kept for one case: scenarios of a study differ in few closed places and exit rules.
_KEPT = 64


@dataclass(frozen=True, slots=True, eq=False)
class Routes:
    """
    Quickest routes from every origin to every target.

    Parameters
    ----------
    road_minutes, other_minutes
        ``[origins, targets] int64``: minutes on roads and minutes by air, ``NO_WAY`` where nothing joins them.
    metres
        ``[origins, targets] int64``.
    gates
        ``[origins, targets] int64``: index into ``gate_sets``.
    gate_sets
        Places on routes whose closing stops departures; entry 0 is empty.
    """

    road_minutes: NDArray[np.int64]
    other_minutes: NDArray[np.int64]
    metres: NDArray[np.int64]
    gates: NDArray[np.int64]
    gate_sets: tuple[frozenset[str], ...]

    def lag_days(self, driving_hours_per_day: Fraction) -> NDArray[np.int64]:
        """
        Return days from departure to arrival, ``[origins, targets] int64``, ``NO_WAY`` where nothing joins them.

        lag = max(0, ceil(road / (60 d) + other / 1440) - 1), in exact fractions over one common denominator.
        """
        hours = Fraction(driving_hours_per_day)
        whole = 1440 * 60 * hours.numerator
        spent = self.road_minutes * (1440 * hours.denominator) + self.other_minutes * (60 * hours.numerator)
        lag: NDArray[np.int64] = np.maximum(0, -(-spent // whole) - 1)
        return np.where(self.road_minutes == NO_WAY, NO_WAY, lag)


class RouteFinder:
    """
    The routes of one case, each table found once: the scenarios of a study share most of them.

    It goes from worker to worker of a cluster, with what it has found.

    Parameters
    ----------
    case
        Its legs, junctions and sites are read.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self._found: dict[tuple[object, ...], Routes] = {}

    def quickest(
        self, origins: Sequence[str], targets: Sequence[str], *, by_air: Sequence[bool], gates: frozenset[str]
    ) -> Routes:
        """Return the quickest route from each origin to each target, as ``quickest_routes`` has it."""
        key = (tuple(origins), tuple(targets), tuple(by_air), gates)
        if key not in self._found:
            if len(self._found) == _KEPT:
                del self._found[next(iter(self._found))]
            self._found[key] = quickest_routes(self.case, origins, targets, by_air=by_air, gates=gates)
        return self._found[key]


def quickest_routes(
    case: Case,
    origins: Sequence[str],
    targets: Sequence[str],
    *,
    by_air: Sequence[bool],
    gates: frozenset[str],
) -> Routes:
    """
    Return the quickest route from each origin to each target.

    Parameters
    ----------
    origins, targets
        Place ids.
    by_air
        One flag a target: whether the journey may use air legs and airports.
    gates
        Ids of junctions and ``leg:FROM-TO`` that close on some day: routes say which of them they meet.
    """
    shape = (len(origins), len(targets))
    tables = [np.full(shape, NO_WAY, dtype=np.int64) for _ in range(3)]
    meets = np.zeros(shape, dtype=np.int64)
    sets: dict[frozenset[str], int] = {frozenset(): 0}
    for air in (False, True):
        columns = [k for k, flag in enumerate(by_air) if flag == air]
        if not columns:
            continue
        graph = _Graph(case, modes=("road", "air") if air else ("road",), gates=gates)
        trees = graph.towards([targets[k] for k in columns])
        for column, tree in zip(columns, trees, strict=True):
            rows, nodes = graph.rows(origins)
            for table, values in zip(tables, (tree.road_minutes, tree.other_minutes, tree.metres), strict=True):
                table[rows, column] = values[nodes]
            if tree.meets:
                for row, node in zip(rows, nodes, strict=True):
                    met = tree.meets.get(int(node), frozenset())
                    meets[row, column] = sets.setdefault(met, len(sets))
    return Routes(road_minutes=tables[0], other_minutes=tables[1], metres=tables[2], gates=meets, gate_sets=tuple(sets))


def rail_routes(case: Case, pairs: Sequence[tuple[str, str]], gates: frozenset[str]) -> tuple[Routes, ...]:
    """Return for each pair of stations the quickest route over rail legs: one origin, one target."""
    graph, found = _Graph(case, modes=("rail",), gates=gates), []
    for origin, target in pairs:
        tree, (_, nodes) = graph.towards([target])[0], graph.rows([origin])
        reached = nodes[:, None]
        none = np.full((1, 1), NO_WAY, dtype=np.int64)
        road, other, metres = (
            table[reached] if reached.size and table.size else none
            for table in (tree.road_minutes, tree.other_minutes, tree.metres)
        )
        met = tree.meets.get(int(nodes[0]), frozenset()) if nodes.size else frozenset()
        found.append(Routes(road, other, metres, np.ones((1, 1), dtype=np.int64), (frozenset(), met)))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Tree:
    """Minutes and metres from every node to one target, and the gates met on the way."""

    road_minutes: NDArray[np.int64]
    other_minutes: NDArray[np.int64]
    metres: NDArray[np.int64]
    meets: dict[int, frozenset[str]]


class _Graph:
    """The legs of one way of travelling, as arrays; node order is id order, so ties fall to the smaller id."""

    def __init__(self, case: Case, *, modes: tuple[str, ...], gates: frozenset[str]) -> None:
        reception = {site.id for site in case.sites if site.kind == "reception"}
        legs = [leg for leg in case.legs if leg.mode in modes and not reception & {leg.from_id, leg.to_id}]
        self.ids = sorted({end for leg in legs for end in (leg.from_id, leg.to_id)})
        self.number = {place: k for k, place in enumerate(self.ids)}
        junctions = {junction.id for junction in case.junctions}
        flown = {end for leg in case.legs if leg.mode == "air" for end in (leg.from_id, leg.to_id)}
        # A train passes an airport as it passes any town.
        airports = junctions & flown if "road" in modes and "air" not in modes else set()
        self.shut_through = frozenset(self.number[place] for place in airports if place in self.number)
        self.gates, self.junctions = gates, junctions
        self._arcs(legs)

    def _arcs(self, legs: Sequence[Leg]) -> None:
        count = len(legs)
        tail = np.fromiter((self.number[leg.from_id] for leg in legs), np.int64, count)
        head = np.fromiter((self.number[leg.to_id] for leg in legs), np.int64, count)
        minutes = np.fromiter((leg.minutes for leg in legs), np.int64, count)
        metres = np.fromiter((round(leg.km * 1000) for leg in legs), np.int64, count)
        road = np.fromiter((leg.mode == "road" for leg in legs), np.bool_, count)
        weight = np.maximum(minutes * _METRES * 2 + metres * 2, _EPSILON)
        self.tail, self.head = np.concatenate([tail, head]), np.concatenate([head, tail])
        self.weight = np.concatenate([weight, weight])
        self.minutes, self.metres, self.road = (np.concatenate([x, x]) for x in (minutes, metres, road))
        self.leg_ids = [leg.ids for leg in legs] * 2
        # Parallel legs (road and air between the same places): the quicker one, roads first, is the one travelled.
        order = np.lexsort((~self.road, self.weight, self.head, self.tail))
        first = np.ones(order.size, dtype=np.bool_)
        first[1:] = (np.diff(self.tail[order]) != 0) | (np.diff(self.head[order]) != 0)
        keep = order[first]
        for name in ("tail", "head", "weight", "minutes", "metres", "road"):
            setattr(self, name, getattr(self, name)[keep])
        self.leg_ids = [self.leg_ids[k] for k in keep]

    def rows(self, origins: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the origins that stand on the graph: their positions and their nodes."""
        pairs = [(row, self.number[place]) for row, place in enumerate(origins) if place in self.number]
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def towards(self, targets: Sequence[str]) -> list[_Tree]:
        """Return one tree a target: Dijkstra on the reversed arcs, then the tight arc to the smallest next id."""
        nodes = [self.number.get(target, NO_WAY) for target in targets]
        known = sorted({node for node in nodes if node != NO_WAY})
        # Nothing passes through an airport by land; one may be where a train is boarded.
        trees = self._trees([node for node in known if node not in self.shut_through])
        for node in self.shut_through.intersection(known):
            trees |= self._trees([node])
        nowhere = np.full(len(self.ids), NO_WAY, dtype=np.int64)
        return [trees.get(node, _Tree(nowhere, nowhere, nowhere, {})) for node in nodes]

    def _trees(self, targets: list[int]) -> dict[int, _Tree]:
        if not targets:
            return {}
        size = len(self.ids)
        usable = ~np.isin(self.head, list(self.shut_through.difference(targets)))
        lengths = self.weight[usable].astype(np.float64)
        reverse = csr_array((lengths, (self.head[usable], self.tail[usable])), shape=(size, size))
        reach = dijkstra(reverse, indices=np.array(targets, dtype=np.int64))
        return {node: self._tree(node, row, usable) for node, row in zip(targets, reach, strict=True)}

    def _tree(self, target: int, reach: NDArray[np.float64], usable: NDArray[np.bool_]) -> _Tree:
        known = np.isfinite(reach)
        far = np.where(known, reach, -1).astype(np.int64)
        tight = usable & known[self.tail] & known[self.head] & (far[self.tail] == far[self.head] + self.weight)
        tight &= self.tail != target
        arcs = np.flatnonzero(tight)
        arcs = arcs[np.lexsort((self.head[arcs], self.tail[arcs]))]
        first = np.ones(arcs.size, dtype=np.bool_)
        first[1:] = np.diff(self.tail[arcs]) != 0
        step = np.full(known.size, NO_WAY, dtype=np.int64)
        step[self.tail[arcs[first]]] = arcs[first]
        road, other, metres = (np.full(known.size, NO_WAY, dtype=np.int64) for _ in range(3))
        road[target] = other[target] = metres[target] = 0
        meets: dict[int, frozenset[str]] = {}
        for node in np.argsort(far, kind="stable"):
            arc = step[node]
            if arc == NO_WAY:
                continue
            after = self.head[arc]
            road[node] = road[after] + (self.minutes[arc] if self.road[arc] else 0)
            other[node] = other[after] + (0 if self.road[arc] else self.minutes[arc])
            metres[node] = metres[after] + self.metres[arc]
            if self.gates:
                met = meets.get(int(after), frozenset()) | self._gates_on(int(arc), int(after), target)
                if met:
                    meets[int(node)] = met
        return _Tree(road, other, metres, meets)

    def _gates_on(self, arc: int, after: int, target: int) -> frozenset[str]:
        """Return the gates one arc meets: the leg itself, and the junction it leads to unless that is the end."""
        named = set(self.leg_ids[arc]) & self.gates
        place = self.ids[after]
        if after != target and place in self.junctions and place in self.gates:
            named.add(place)
        return frozenset(named)
