"""
Rounds by brute force: every order of stops, every split into trips, every minute of leaving; for a handful of stops.

Written apart from the engine, to be held against it. It knows no breaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, permutations, product

from planner.rounds import Problem, Round, Trip, VehicleKind

Cost = int | None


def driven(problem: Problem, kind: VehicleKind, trips: Sequence[Trip], leaves: int) -> tuple[int, int] | None:
    """Return distance and arrival of a round that begins to load at a minute, ``None`` where it breaks a limit."""
    roads, clock, distance = problem.roads[kind.roads], leaves, 0
    for trip in trips:
        depot, end = problem.depots[trip.start], problem.depots[trip.end]
        stops = [problem.stops[stop] for stop in trip.stops]
        if any(sum(stop.demand[d] for stop in stops) > most for d, most in enumerate(kind.capacity)):
            return None
        clock = max([clock, depot.opens, *(stop.ready for stop in stops)])
        if clock > depot.closes:
            return None
        clock += depot.loading
        places = [depot.place, *(stop.place for stop in stops), end.place]
        for (start, onward), stop in zip(pairwise(places), [*stops, None], strict=True):
            distance += roads.distance[start][onward]
            clock += roads.time[start][onward]
            if stop is None:
                if clock > end.closes:
                    return None
            else:
                clock = max(clock, stop.opens)
                if clock > stop.closes:
                    return None
                clock += stop.service
    return distance, clock


def cost_of(problem: Problem, number: int, trips: Sequence[Trip]) -> Cost:
    """Return the least cost of a round over all minutes of leaving, ``None`` where it cannot be driven."""
    kind, found = problem.kinds[number], []
    for leaves in range(kind.opens, min(kind.closes, 200) + 1):
        if leaves < problem.depots[trips[0].start].opens:
            continue
        made = driven(problem, kind, trips, leaves)
        # A vehicle that waits for goods to be ready has not left before they are.
        ready = max((problem.stops[stop].ready for stop in trips[0].stops), default=0)
        if made is None or leaves < ready:
            continue
        distance, back = made
        if back <= kind.closes and back - leaves <= kind.longest and distance <= kind.farthest:
            found.append(kind.fixed_cost + kind.cost_per_distance * distance + kind.cost_per_time * (back - leaves))
        if not kind.cost_per_time and found:
            break
    return min(found, default=None)


def _splits(kind: VehicleKind, order: Sequence[int]) -> Iterator[tuple[Trip, ...]]:
    """Yield every way to drive an order of stops in trips."""
    for number in range(min(kind.most_trips, len(order))):
        for cuts in combinations(range(1, len(order)), number):
            parts = [tuple(order[a:b]) for a, b in pairwise((0, *cuts, len(order)))]
            for depots in product(kind.reloads_at, repeat=number):
                ends = (kind.start, *depots, kind.end)
                yield tuple(
                    Trip(start=a, end=b, stops=part) for (a, b), part in zip(pairwise(ends), parts, strict=True)
                )


def cheapest(problem: Problem) -> Cost:
    """Return the least cost of all answers, ``None`` where no answer serves every stop that must be served."""
    size = len(problem.stops)
    alone: list[list[Cost]] = [[None] * (1 << size) for _ in problem.kinds]
    for number, kind in enumerate(problem.kinds):
        for members in range(1, 1 << size):
            order = [stop for stop in range(size) if members >> stop & 1]
            costs = (cost_of(problem, number, trips) for one in permutations(order) for trips in _splits(kind, one))
            alone[number][members] = min((cost for cost in costs if cost is not None), default=None)
    best: list[Cost] = [None] * (1 << size)
    for members in range(1 << size):
        left_out = [problem.stops[stop].unserved_cost for stop in range(size) if not members >> stop & 1]
        if None not in left_out:
            best[members] = sum(cost or 0 for cost in left_out)
    # From the stops that are not left out, vehicle by vehicle: what remains to be served.
    for number, kind in enumerate(problem.kinds):
        for _ in range(min(kind.count, size)):
            best = [_one_more(best, alone[number], members) for members in range(1 << size)]
    return best[0]


def _one_more(best: Sequence[Cost], alone: Sequence[Cost], members: int) -> Cost:
    """Return the least cost of having served some stops, where one more vehicle may serve more of them."""
    found = [best[members]]
    rest = ~members & (len(best) - 1)
    more = rest
    while more:
        later, cost = best[members | more], alone[more]
        if later is not None and cost is not None:
            found.append(later + cost)
        more = (more - 1) & rest
    return min((cost for cost in found if cost is not None), default=None)


def value(problem: Problem, rounds: Sequence[Round]) -> Cost:
    """
    Return the cost of some rounds, each driven by a vehicle of its own, ``None`` where they break a limit.

    Stops left out cost what their records say; one that must be served and is not breaks a limit.
    """
    served = [stop for one in rounds for stop in one.stops]
    if len(set(served)) != len(served):
        return None
    if any(sum(one.kind == number for one in rounds) > kind.count for number, kind in enumerate(problem.kinds)):
        return None
    costs = [cost_of(problem, one.kind, one.trips) for one in rounds]
    costs += [stop.unserved_cost for number, stop in enumerate(problem.stops) if number not in served]
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None
