"""
The one translation into and out of OR-Tools' routing library, for every shape of the records.

Nodes are depots, stops and copies of the depots at which vehicles load again. Where it is tuned, matrices are
registered whole (a callback into Python for every arc costs more than the search), the first rounds come from parallel
insertion and guided local search follows; untuned, it is the library's own introductory example, for comparison.

Its parameters know no seed: the same limits in iterations give the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from planner.rounds import NEVER, Problem, Round, Trip, VehicleKind
from planner.rounds.reach import usable_kinds

Ints = NDArray[np.int64]
# Breaks offered to a vehicle, where its shift does not say how many it may need.
MOST_BREAKS = 30
_TIME, _LOAD, _LENGTH, _TRIPS, _LEAVING = "time", "load", "length", "trips", "leaving"


@dataclass(frozen=True, slots=True)
class _Nodes:
    """
    What stands where in the library's numbering.

    Parameters
    ----------
    place, service
        ``[nodes] int64``: the record's place, and the time from arriving to leaving.
    reload
        The depot of each copy, in order, after depots and stops.
    """

    place: Ints
    service: Ints
    depots: int
    stops: int
    reload: tuple[int, ...]

    @property
    def first_reload(self) -> int:
        """The first copy of a depot."""
        return self.depots + self.stops

    def __len__(self) -> int:
        return self.first_reload + len(self.reload)


class RoutingModel:
    """
    One problem as the routing library has it.

    Parameters
    ----------
    tuned
        Whether to search as well as we know how.
    """

    def __init__(self, problem: Problem, *, tuned: bool = True) -> None:
        self._problem, self._tuned = problem, tuned
        fleet = [(number, problem.kinds[number].count) for number in usable_kinds(problem)]
        self._kind_of = [number for number, count in fleet for _ in range(min(count, len(problem.stops)))]
        self._nodes = _nodes(problem, len(self._kind_of))
        kinds = [problem.kinds[number] for number in self._kind_of]
        self._manager = pywrapcp.RoutingIndexManager(
            len(self._nodes), len(kinds), [kind.start for kind in kinds], [kind.end for kind in kinds]
        )
        self._model = pywrapcp.RoutingModel(self._manager)
        self._transits: dict[tuple[str, int, int], int] = {}
        for vehicle, kind in enumerate(kinds):
            self._model.SetArcCostEvaluatorOfVehicle(
                self._transit("distance", kind.roads, kind.cost_per_distance), vehicle
            )
            self._model.SetFixedCostOfVehicle(kind.fixed_cost, vehicle)
        self._loads(kinds)
        self._may_leave_out(kinds)
        self._lengths(kinds)
        if _has_times(problem):
            self._times(kinds)

    def _transit(self, what: str, roads: int, times: int) -> int:
        """Return a registered transit: distance times a cost, or time with service."""
        key = (what, roads, times)
        if key not in self._transits:
            place, tables = self._nodes.place, self._problem.roads[roads]
            table = np.array(getattr(tables, what), dtype=np.int64)[np.ix_(place, place)] * times
            if what == "time":
                table = table + self._nodes.service[:, None]
            rows = table.tolist()
            if self._tuned:
                self._transits[key] = self._model.RegisterTransitMatrix(rows)
            else:
                node = self._manager.IndexToNode
                self._transits[key] = self._model.RegisterTransitCallback(lambda i, j: rows[node(i)][node(j)])
        return self._transits[key]

    def _loads(self, kinds: Sequence[VehicleKind]) -> None:
        """Hold every trip to its capacity: a copy of a depot takes away at most what the largest vehicle carries."""
        for number in range(len(kinds[0].capacity)):
            most = max(kind.capacity[number] for kind in kinds)
            demand = [0] * self._nodes.depots + [stop.demand[number] for stop in self._problem.stops]
            demand += [-most] * len(self._nodes.reload)
            name = f"{_LOAD}{number}"
            evaluator = self._model.RegisterUnaryTransitVector(demand)
            capacities = [kind.capacity[number] for kind in kinds]
            self._model.AddDimensionWithVehicleCapacity(evaluator, most, capacities, True, name)
            self._no_slack_at_stops(self._model.GetDimensionOrDie(name))

    def _no_slack_at_stops(self, dimension: Any) -> None:
        for node in range(self._nodes.depots, self._nodes.first_reload):
            dimension.SlackVar(self._manager.NodeToIndex(node)).SetValue(0)
        for vehicle in range(len(self._kind_of)):
            dimension.SlackVar(self._model.Start(vehicle)).SetValue(0)

    def _may_leave_out(self, kinds: Sequence[VehicleKind]) -> None:
        """Let stops be left out at their cost, and copies of depots be left out freely by those who may use them."""
        # Insertion gets stuck where a vehicle must load again before it can serve all: it may leave stops out for now.
        dear = None if not self._nodes.reload else dearer_than_serving(self._problem)
        for number, stop in enumerate(self._problem.stops):
            cost = dear if stop.unserved_cost is None else stop.unserved_cost
            if cost is not None:
                self._model.AddDisjunction([self._manager.NodeToIndex(self._nodes.depots + number)], cost)
        if not self._nodes.reload:
            return
        for copy, depot in enumerate(self._nodes.reload):
            index = self._manager.NodeToIndex(self._nodes.first_reload + copy)
            self._model.AddDisjunction([index], 0)
            users = [v for v, kind in enumerate(kinds) if depot in kind.reloads_at and kind.most_trips > 1]
            self._model.VehicleVar(index).SetValues([-1, *users])
        reloads = [0] * self._nodes.first_reload + [1] * len(self._nodes.reload)
        evaluator = self._model.RegisterUnaryTransitVector(reloads)
        most = [kind.most_trips - 1 for kind in kinds]
        self._model.AddDimensionWithVehicleCapacity(evaluator, 0, most, True, _TRIPS)

    def _lengths(self, kinds: Sequence[VehicleKind]) -> None:
        if all(kind.farthest >= NEVER for kind in kinds):
            return
        evaluators = [self._transit("distance", kind.roads, 1) for kind in kinds]
        farthest = [min(kind.farthest, NEVER - 1) for kind in kinds]
        self._model.AddDimensionWithVehicleTransitAndCapacity(evaluators, 0, farthest, True, _LENGTH)

    def _times(self, kinds: Sequence[VehicleKind]) -> None:
        """Hold windows, shifts, releases and breaks; a vehicle leaves as late as its stops allow."""
        evaluators = [self._transit("time", kind.roads, 1) for kind in kinds]
        self._model.AddDimensionWithVehicleTransits(evaluators, NEVER, NEVER - 1, False, _TIME)
        time = self._model.GetDimensionOrDie(_TIME)
        for number, stop in enumerate(self._problem.stops):
            index = self._manager.NodeToIndex(self._nodes.depots + number)
            time.CumulVar(index).SetRange(stop.opens, min(stop.closes, NEVER - 1))
        for copy, depot in enumerate(self._nodes.reload):
            window = self._problem.depots[depot]
            index = self._manager.NodeToIndex(self._nodes.first_reload + copy)
            time.CumulVar(index).SetRange(window.opens, min(window.closes, NEVER - 1))
        for vehicle, kind in enumerate(kinds):
            for index, depot in ((self._model.Start(vehicle), kind.start), (self._model.End(vehicle), kind.end)):
                window = self._problem.depots[depot]
                latest = min(kind.closes, window.closes, NEVER - 1)
                time.CumulVar(index).SetRange(max(kind.opens, window.opens), latest)
                self._model.AddVariableMinimizedByFinalizer(time.CumulVar(index))
            if kind.longest < NEVER:
                time.SetSpanUpperBoundForVehicle(kind.longest, vehicle)
            if kind.cost_per_time:
                time.SetSpanCostCoefficientForVehicle(kind.cost_per_time, vehicle)
            self._breaks(time, vehicle, kind)
        if any(stop.ready for stop in self._problem.stops):
            self._releases(time)

    def _breaks(self, time: Any, vehicle: int, kind: VehicleKind) -> None:
        """Ask for a break after so long; as many as a shift may need are offered."""
        if kind.break_after is None:
            return
        shift = min(kind.closes - kind.opens, kind.longest)
        solver = self._model.solver()
        offered = [
            solver.FixedDurationIntervalVar(kind.opens, kind.closes, kind.break_time, True, f"break {vehicle} {number}")
            for number in range(min(shift // kind.break_after, MOST_BREAKS))
        ]
        time.SetBreakIntervalsOfVehicle(offered, vehicle, self._nodes.service.tolist())
        time.SetBreakDistanceDurationOfVehicle(kind.break_after, kind.break_time, vehicle)

    def _releases(self, time: Any) -> None:
        """Carry the time at which a trip began along to its stops: it must not be before any of them is ready."""
        none = self._model.RegisterUnaryTransitVector([0] * len(self._nodes))
        self._model.AddDimension(none, NEVER, NEVER - 1, False, _LEAVING)
        leaving, solver = self._model.GetDimensionOrDie(_LEAVING), self._model.solver()
        self._no_slack_at_stops(leaving)
        for number, stop in enumerate(self._problem.stops):
            leaving.CumulVar(self._manager.NodeToIndex(self._nodes.depots + number)).SetMin(stop.ready)
        for vehicle in range(len(self._kind_of)):
            start = self._model.Start(vehicle)
            solver.Add(leaving.CumulVar(start) <= time.CumulVar(start))
        for copy in range(len(self._nodes.reload)):
            index = self._manager.NodeToIndex(self._nodes.first_reload + copy)
            solver.Add(leaving.CumulVar(index) + leaving.SlackVar(index) <= time.CumulVar(index))

    def search(self, stop: Callable[[int | None], bool], start: Sequence[Round] = ()) -> list[tuple[int, Round]] | None:
        """
        Return the rounds of the best answer with their costs, ``None`` where none serves every stop that must be.

        Parameters
        ----------
        stop
            Asked often, with the least cost so far; the search ends when it says so.
        start
            Rounds to begin with, where they can be driven.
        """
        enums = routing_enums_pb2
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        first = enums.FirstSolutionStrategy
        parameters.first_solution_strategy = (
            first.PARALLEL_CHEAPEST_INSERTION if self._tuned else first.PATH_CHEAPEST_ARC
        )
        parameters.local_search_metaheuristic = enums.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        best: list[int] = []

        def ended() -> bool:
            return stop(best[0] if best else None)

        self._model.AddAtSolutionCallback(lambda: best.insert(0, int(self._model.CostVar().Max())))
        self._model.AddSearchMonitor(self._model.solver().CustomLimit(ended))
        self._model.CloseModelWithParameters(parameters)
        given = self._model.ReadAssignmentFromRoutes(self._indices(start), True) if start else None
        if given is None:
            found = self._model.SolveWithParameters(parameters)
        else:
            found = self._model.SolveFromAssignmentWithParameters(given, parameters)
        if found is None:
            return None
        rounds = self._rounds(found)
        served = {stop for _, one in rounds for stop in one.stops}
        needed = {number for number, stop in enumerate(self._problem.stops) if stop.unserved_cost is None}
        return rounds if needed <= served else None

    def _indices(self, rounds: Sequence[Round]) -> list[list[int]]:
        """Return each vehicle's nodes, as many vehicles of a kind as there are rounds of it."""
        routes: list[list[int]] = [[] for _ in self._kind_of]
        free = [
            [v for v, number in enumerate(self._kind_of) if number == kind] for kind in range(len(self._problem.kinds))
        ]
        copies = [self._nodes.first_reload + copy for copy in range(len(self._nodes.reload))]
        for one in rounds:
            nodes: list[int] = []
            for number, trip in enumerate(one.trips):
                if number:
                    at = next(
                        copy for copy in copies if self._nodes.reload[copy - self._nodes.first_reload] == trip.start
                    )
                    copies.remove(at)
                    nodes.append(at)
                nodes += [self._nodes.depots + stop for stop in trip.stops]
            routes[free[one.kind].pop(0)] = [self._manager.NodeToIndex(node) for node in nodes]
        return routes

    def _rounds(self, found: Any) -> list[tuple[int, Round]]:
        priced = []
        for vehicle, number in enumerate(self._kind_of):
            index, nodes = self._model.Start(vehicle), []
            while not self._model.IsEnd(index):
                index = found.Value(self._model.NextVar(index))
                nodes.append(self._manager.IndexToNode(index))
            one = self._round(number, nodes[:-1])
            if one.stops:
                priced.append((self._cost(found, vehicle, one), one))
        return priced

    def _round(self, kind: int, nodes: Sequence[int]) -> Round:
        """Return the round over some nodes; trips without a stop that stay at their depot are left out."""
        asked, trips, stops = self._problem.kinds[kind], [], []
        at = asked.start
        for node in nodes:
            if node < self._nodes.first_reload:
                stops.append(node - self._nodes.depots)
            else:
                depot = self._nodes.reload[node - self._nodes.first_reload]
                trips.append(Trip(start=at, end=depot, stops=tuple(stops)))
                at, stops = depot, []
        trips.append(Trip(start=at, end=asked.end, stops=tuple(stops)))
        return Round(kind=kind, trips=tuple(trip for trip in trips if trip.stops or trip.start != trip.end))

    def _cost(self, found: Any, vehicle: int, one: Round) -> int:
        kind = self._problem.kinds[one.kind]
        table = self._problem.roads[kind.roads].distance
        distance = 0
        for trip in one.trips:
            ends = (self._problem.depots[trip.start].place, self._problem.depots[trip.end].place)
            places = (ends[0], *(self._problem.stops[stop].place for stop in trip.stops), ends[1])
            distance += sum(table[a][b] for a, b in pairwise(places))
        cost = kind.fixed_cost + kind.cost_per_distance * distance
        if kind.cost_per_time:
            time = self._model.GetDimensionOrDie(_TIME)
            ends_at, began = (
                found.Value(time.CumulVar(index)) for index in (self._model.End(vehicle), self._model.Start(vehicle))
            )
            cost += kind.cost_per_time * (ends_at - began)
        return cost


def dearer_than_serving(problem: Problem) -> int:
    """Return a cost for leaving out a stop that is above that of serving one more."""
    return 1 + max(
        kind.fixed_cost
        + 3 * kind.cost_per_distance * _longest(problem.roads[kind.roads].distance)
        + kind.cost_per_time * min(kind.closes - kind.opens, kind.longest)
        for kind in problem.kinds
    )


def _longest(table: Iterable[Iterable[int]]) -> int:
    return max((entry for row in table for entry in row if entry < NEVER), default=0)


def _has_times(problem: Problem) -> bool:
    windows = [(stop.opens, stop.closes) for stop in problem.stops]
    windows += [(depot.opens, depot.closes) for depot in problem.depots]
    windows += [(kind.opens, kind.closes) for kind in problem.kinds]
    limited = any(k.longest < NEVER or k.cost_per_time or k.break_after is not None for k in problem.kinds)
    never = any(NEVER in row for roads in problem.roads for row in roads.time)
    return limited or never or any(s.ready for s in problem.stops) or any(w != (0, NEVER) for w in windows)


def _nodes(problem: Problem, vehicles: int) -> _Nodes:
    """Return depots, stops and, where vehicles may load again, enough copies of their depots."""
    users = [kind for kind in problem.kinds if kind.most_trips > 1 and kind.count]
    reload: list[int] = []
    if users:
        depots = sorted({depot for kind in users for depot in kind.reloads_at})
        dimensions = range(len(users[0].capacity))
        fills = [
            -(-sum(stop.demand[d] for stop in problem.stops) // max(1, min(k.capacity[d] for k in users)))
            for d in dimensions
        ]
        most = sum((kind.most_trips - 1) * kind.count for kind in users)
        needed = min(most, len(problem.stops), max([1, *fills]) + vehicles)
        reload = [depot for depot in depots for _ in range(needed)]
    places = [depot.place for depot in problem.depots] + [stop.place for stop in problem.stops]
    service = [depot.loading for depot in problem.depots] + [stop.service for stop in problem.stops]
    return _Nodes(
        place=np.array(places + [problem.depots[depot].place for depot in reload], dtype=np.int64),
        service=np.array(service + [problem.depots[depot].loading for depot in reload], dtype=np.int64),
        depots=len(problem.depots),
        stops=len(problem.stops),
        reload=tuple(reload),
    )
