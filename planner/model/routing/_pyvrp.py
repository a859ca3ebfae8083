"""
The one translation into and out of pyvrp, for the shapes it knows: all but breaks.

pyvrp 0.14 counts a release from the start of loading, as the records do. A leg that is ``NEVER`` is kept out by holding
every round below that length and time.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from pyvrp import (
    Activity,
    ActivityType,
    Client,
    Depot,
    IteratedLocalSearch,
    IteratedLocalSearchCallbacks,
    IteratedLocalSearchParams,
    Location,
    PenaltyManager,
    PenaltyParams,
    ProblemData,
    RandomNumberGenerator,
    VehicleType,
)
from pyvrp import Route as PyvrpRoute
from pyvrp import Solution as PyvrpSolution
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.search import (
    OPERATORS,
    LocalSearch,
    NeighbourhoodParams,
    PerturbationManager,
    PerturbationParams,
    compute_neighbours,
)

from planner.rounds import NEVER, Problem, Round, Trip
from planner.rounds.reach import usable_kinds

if TYPE_CHECKING:
    from pyvrp import CostEvaluator

# Candidates this much dearer than the best still have rounds that a better answer is made of, and every second
# candidate has nearly all of them (measured: tests/benchmarks, ids cvrp and hfvrp).
WITHIN, EVERY = 1.05, 2
# Penalties may grow to so many times those to the scale of the problem before no more is hoped for.
MOST_PENALTY = 100.0

Penalties = tuple[list[float], float, float]


def knows(problem: Problem) -> bool:
    """Return whether pyvrp can be asked."""
    return all(kind.break_after is None for kind in problem.kinds)


def _table(table: Sequence[Sequence[int]]) -> Any:
    return np.array(table, dtype=np.int64).reshape(len(table), len(table))


class Pyvrp:
    """
    One problem as pyvrp has it, and the rounds that its searches come across.

    Parameters
    ----------
    data, most_penalty
        As pyvrp takes them.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        # pyvrp refuses kinds without vehicles, and those whose shift misses their depot's hours.
        self._kinds = usable_kinds(problem)
        self.data = ProblemData(
            locations=[Location(0, 0)] * len(problem.roads[0].distance),
            clients=[
                Client(
                    stop.place,
                    delivery=list(stop.demand),
                    service_duration=stop.service,
                    tw_early=stop.opens,
                    tw_late=stop.closes,
                    release_time=stop.ready,
                    prize=stop.unserved_cost or 0,
                    required=stop.unserved_cost is None,
                )
                for stop in problem.stops
            ],
            depots=[
                Depot(depot.place, tw_early=depot.opens, tw_late=depot.closes, service_duration=depot.loading)
                for depot in problem.depots
            ],
            vehicle_types=[self._vehicle_type(number) for number in self._kinds],
            distance_matrices=[_table(roads.distance) for roads in problem.roads],
            duration_matrices=[_table(roads.time) for roads in problem.roads],
        )
        self._keeper = _Keeper()
        self._close = _close_penalties(problem)
        loads, *others = self._close
        self.most_penalty = max(PenaltyParams().max_penalty, MOST_PENALTY * max((*loads, *others)))

    def _vehicle_type(self, number: int) -> VehicleType:
        kind = self._problem.kinds[number]
        return VehicleType(
            num_available=kind.count,
            capacity=list(kind.capacity),
            start_depot=kind.start,
            end_depot=kind.end,
            fixed_cost=kind.fixed_cost,
            tw_early=kind.opens,
            tw_late=kind.closes,
            shift_duration=min(kind.longest, NEVER - 1),
            max_distance=min(kind.farthest, NEVER - 1),
            unit_distance_cost=kind.cost_per_distance,
            unit_duration_cost=kind.cost_per_time,
            profile=kind.roads,
            reload_depots=list(kind.reloads_at) if kind.most_trips > 1 else [],
            max_reloads=kind.most_trips - 1,
        )

    def search(
        self, seed: int, stop: Callable[[int | None], bool], start: Sequence[Round] = (), *, wide: bool = False
    ) -> list[tuple[int, Round]] | None:
        """
        Return the best rounds of one search with their costs, ``None`` where none that can be driven were found.

        Parameters
        ----------
        wide
            Whether penalties begin as pyvrp's own do, far above the scale of the problem; otherwise they begin to its
            scale, and where the last such search left them.
        """
        rng = RandomNumberGenerator(seed=seed)
        limits = PenaltyParams(max_penalty=self.most_penalty)
        penalties = PenaltyManager(limits.midpoint_penalties(self.data) if wide else self._close, limits)
        neighbours = compute_neighbours(self.data, NeighbourhoodParams())
        local = LocalSearch(self.data, rng, neighbours, PerturbationManager(PerturbationParams()))
        for operator in OPERATORS:
            if operator.supports(self.data):
                local.add_operator(operator(self.data))
        if start:
            first = PyvrpSolution(self.data, [self._route(one) for one in start])
        else:
            first = local(PyvrpSolution.make_random(self.data, rng), penalties.max_cost_evaluator(), exhaustive=True)
        parameters = IteratedLocalSearchParams(callbacks=self._keeper)
        with warnings.catch_warnings():
            # Whether the rounds can be driven is looked at below, and told in words.
            warnings.simplefilter("ignore", PenaltyBoundWarning)
            search = IteratedLocalSearch(self.data, penalties, local, first, parameters)
            found = search.run(_Criterion(stop), collect_stats=False)
        if not wide:
            self._close = penalties.penalties()
        return self.rounds_of(found.best) if found.is_feasible() else None

    def rounds_of(self, solution: PyvrpSolution) -> list[tuple[int, Round]]:
        """Return the rounds of a solution with their costs."""
        return [(_cost(route), self._round(route)) for route in solution.routes()]

    def hand_over(self) -> Iterable[tuple[int, Round]]:
        """Yield the rounds come across since the last time, with their costs."""
        for route in self._keeper.take():
            yield _cost(route), self._round(route)

    def _round(self, route: PyvrpRoute) -> Round:
        depots: list[int] = []
        stops: list[list[int]] = []
        for activity in route:
            if activity.is_depot():
                depots.append(activity.idx)
                stops.append([])
            else:
                stops[-1].append(activity.idx)
        legs = zip(depots, depots[1:], stops, strict=False)
        trips = tuple(
            Trip(start=start, end=end, stops=tuple(visits)) for start, end, visits in legs if visits or start != end
        )
        return Round(kind=self._kinds[route.vehicle_type()], trips=trips)

    def _route(self, found: Round) -> PyvrpRoute:
        activities: list[Activity] = []
        for number, trip in enumerate(found.trips):
            if number:
                activities.append(Activity(ActivityType.DEPOT, trip.start))
            activities += [Activity(ActivityType.CLIENT, stop) for stop in trip.stops]
        return PyvrpRoute(self.data, activities, self._kinds.index(found.kind))


class _Criterion:
    """A stopping criterion that hands pyvrp's question on."""

    def __init__(self, stop: Callable[[int | None], bool]) -> None:
        self._stop = stop

    def __call__(self, best_cost: float) -> bool:
        # pyvrp gives a very large number while nothing feasible is known.
        return self._stop(int(best_cost) if best_cost < NEVER**2 else None)


class _Keeper(IteratedLocalSearchCallbacks):
    """Keeps the rounds of good candidates; a cheap key comes first, since most rounds were there before."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, int, int, int]] = set()
        self._routes: list[PyvrpRoute] = []
        self._count = 0

    def on_iteration(
        self, current: PyvrpSolution, candidate: PyvrpSolution, best: PyvrpSolution, cost_evaluator: CostEvaluator
    ) -> None:
        """Look at every second candidate that is not much dearer than the best."""
        del current
        self._count += 1
        if self._count % EVERY == 0 and (
            not best.is_feasible()
            or cost_evaluator.penalised_cost(candidate) <= WITHIN * cost_evaluator.penalised_cost(best)
        ):
            self.add(candidate)

    def add(self, solution: PyvrpSolution) -> None:
        """Keep the rounds of a solution that can be driven and are new."""
        for route in solution.routes():
            key = (route.vehicle_type(), route.distance(), route.num_clients(), route.duration())
            if key not in self._seen:
                self._seen.add(key)
                if route.is_feasible():
                    self._routes.append(route)

    def take(self) -> list[PyvrpRoute]:
        """Return what was kept since the last time."""
        taken, self._routes = self._routes, []
        return taken


def _close_penalties(problem: Problem) -> Penalties:
    """
    Return what a unit too much of each load, of time and of distance costs to the scale of the problem.

    pyvrp's own start is the same for all problems (50,000) and falls by a tenth every 500 iterations: in a search of
    some seconds hardly anything above a limit is looked at, which settles soon. To scale, rounds a little above a limit
    are a way to better ones: a vehicle overfull by the largest demand costs about the longest way, and a unit too late
    or too far what a unit of way costs.
    """
    longest = [max((d for row in roads.distance for d in row if d < NEVER), default=0) for roads in problem.roads]
    way = max((kind.cost_per_distance * longest[kind.roads] for kind in problem.kinds), default=0)
    unit = max((max(kind.cost_per_distance, kind.cost_per_time) for kind in problem.kinds), default=0)
    dimensions = range(len(problem.kinds[0].capacity))
    demand = [max([1, *(stop.demand[d] for stop in problem.stops)]) for d in dimensions]
    return [max(1.0, way / most) for most in demand], max(1.0, unit), max(1.0, unit)


def _cost(route: PyvrpRoute) -> int:
    return int(route.fixed_vehicle_cost() + route.distance_cost() + route.duration_cost())
