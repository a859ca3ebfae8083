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
    SearchMethod,
    compute_neighbours,
)

from planner.rounds import NEVER, Problem, Round, Trip
from planner.rounds.reach import usable_kinds

if TYPE_CHECKING:
    from pyvrp import CostEvaluator

# Candidates this much dearer than the best still have rounds that a better answer is made of, and one in four has most
# of them: with many rounds, to look at every second took 5 to 10 % of the search.
WITHIN, EVERY = 1.05, 4
# Penalties may grow to so many times those to the scale of the problem before no more is hoped for.
MOST_PENALTY = 100.0
# Quick penalties change after so many candidates. pyvrp begins with the same high ones (50,000) for all problems and
# lowers them by a tenth every 500: in a search of ten seconds they never come down to where rounds a little above a
# limit are a way to better ones.
QUICK = 100
# A search that has accepted no candidate in so many is stuck: pyvrp compares each with what it had 300 before, which is
# the same by then. Left alone, HVRP13 stayed where it was for the second half of ten seconds.
STUCK = 500
Priced = list[tuple[int, Round]]


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
        self.most_penalty = max(PenaltyParams().max_penalty, MOST_PENALTY * _penalty_to_scale(problem))

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
        self,
        seed: int,
        stop: Callable[[int | None], bool],
        start: Sequence[Round] = (),
        choose: Callable[[Callable[[], Priced]], Sequence[Round] | None] | None = None,
        *,
        quick: bool = False,
    ) -> Priced | None:
        """
        Return the best rounds of one search with their costs, ``None`` where none that can be driven were found.

        Parameters
        ----------
        choose
            Asked once an iteration from the first rounds that can be driven on, with a function that gives the best of
            the search; the rounds it returns are looked at next.
        quick
            Whether penalties change sooner than pyvrp's own do.
        """
        rng = RandomNumberGenerator(seed=seed)
        limits = PenaltyParams(max_penalty=self.most_penalty)
        if quick:
            limits.solutions_between_updates = QUICK
        penalties = PenaltyManager(limits.midpoint_penalties(self.data), limits)
        neighbours = compute_neighbours(self.data, NeighbourhoodParams())
        local = LocalSearch(self.data, rng, neighbours, PerturbationManager(PerturbationParams()))
        for operator in OPERATORS:
            if operator.supports(self.data):
                local.add_operator(operator(self.data))
        if start:
            first = self._solution(start)
        else:
            first = local(PyvrpSolution.make_random(self.data, rng), penalties.max_cost_evaluator(), exhaustive=True)
        self._keeper.begin(first)
        method = local if choose is None else _Offering(local, lambda: self._offered(choose))
        parameters = IteratedLocalSearchParams(callbacks=self._keeper)
        with warnings.catch_warnings():
            # Whether the rounds can be driven is looked at below, and told in words.
            warnings.simplefilter("ignore", PenaltyBoundWarning)
            search = IteratedLocalSearch(self.data, penalties, method, first, parameters)
            found = search.run(_Criterion(stop), collect_stats=False)
        return self.rounds_of(found.best) if found.is_feasible() else None

    @property
    def stuck(self) -> bool:
        """Whether the search has accepted nothing for long."""
        return self._keeper.unchanged >= STUCK

    def _offered(self, choose: Callable[[Callable[[], Priced]], Sequence[Round] | None]) -> PyvrpSolution | None:
        best = self._keeper.best
        if best is None or not best.is_feasible():
            return None
        rounds = choose(lambda: self.rounds_of(best))
        return None if rounds is None else self._solution(rounds)

    def _solution(self, rounds: Iterable[Round]) -> PyvrpSolution:
        return PyvrpSolution(self.data, [self._route(one) for one in rounds])

    def rounds_of(self, solution: PyvrpSolution) -> Priced:
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


class _Offering(SearchMethod):
    """pyvrp's local search, but for candidates that somebody else offers: the search goes on from them as it was."""

    def __init__(self, local: LocalSearch, offered: Callable[[], PyvrpSolution | None]) -> None:
        self._local, self._offered = local, offered

    def __call__(
        self, solution: PyvrpSolution, cost_evaluator: CostEvaluator, exhaustive: bool = False
    ) -> PyvrpSolution:
        offered = None if exhaustive else self._offered()
        return self._local(solution, cost_evaluator, exhaustive) if offered is None else offered


class _Keeper(IteratedLocalSearchCallbacks):
    """Keeps the rounds of good candidates; a cheap key comes first, since most rounds were there before."""

    def __init__(self) -> None:
        self.best: PyvrpSolution | None = None
        self._seen: set[tuple[int, int, int, int]] = set()
        self._routes: list[PyvrpRoute] = []
        self._current: PyvrpSolution | None = None
        self._count = self.unchanged = 0

    def begin(self, first: PyvrpSolution) -> None:
        """Begin with the first solution of a search."""
        self.best = self._current = first
        self.unchanged = 0

    def on_iteration(
        self, current: PyvrpSolution, candidate: PyvrpSolution, best: PyvrpSolution, cost_evaluator: CostEvaluator
    ) -> None:
        """Look at one in four candidates, where it is not much dearer than the best."""
        self.unchanged = self.unchanged + 1 if current is self._current else 0
        self._current = current
        self._count += 1
        if self._count % EVERY == 0 and (
            not best.is_feasible()
            or cost_evaluator.penalised_cost(candidate) <= WITHIN * cost_evaluator.penalised_cost(best)
        ):
            self.add(candidate)

    def on_best(self, best: PyvrpSolution) -> None:
        """Remember the best so far."""
        self.best = best

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


def _penalty_to_scale(problem: Problem) -> float:
    """
    Return what a unit too much costs to the scale of the problem, of load, time or distance, whichever is most.

    A vehicle overfull by the largest demand costs about the longest way, a unit too late or too far what a unit of way
    costs.
    """
    longest = [max((d for row in roads.distance for d in row if d < NEVER), default=0) for roads in problem.roads]
    way = max((kind.cost_per_distance * longest[kind.roads] for kind in problem.kinds), default=0)
    unit = max((max(kind.cost_per_distance, kind.cost_per_time) for kind in problem.kinds), default=0)
    dimensions = range(len(problem.kinds[0].capacity))
    demands = [max([1, *(stop.demand[d] for stop in problem.stops)]) for d in dimensions]
    return max(1.0, unit, *(way / demand for demand in demands))


def _cost(route: PyvrpRoute) -> int:
    return int(route.fixed_vehicle_cost() + route.distance_cost() + route.duration_cost())
