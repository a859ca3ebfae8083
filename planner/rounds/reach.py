"""Why a stop cannot be served, in words, from the records alone: a reason found here holds for every search."""

from __future__ import annotations

from planner.rounds.problem import NEVER, Problem, Stop, VehicleKind
from planner.rounds.solution import Unserved


def usable_kinds(problem: Problem) -> list[int]:
    """Return the positions of the kinds that have a vehicle, and a shift within the hours of both their depots."""
    return [number for number, kind in enumerate(problem.kinds) if kind.count and _may_leave(problem, kind)]


def _may_leave(problem: Problem, kind: VehicleKind) -> bool:
    ends = (problem.depots[kind.start], problem.depots[kind.end])
    return all(max(kind.opens, depot.opens) <= min(kind.closes, depot.closes) for depot in ends)


def unreachable(problem: Problem) -> tuple[Unserved, ...]:
    """Return every stop that no vehicle could serve even if it did nothing else, with the reason."""
    found = []
    for number, stop in enumerate(problem.stops):
        reason = _reason(problem, stop)
        if reason is not None:
            found.append(Unserved(stop=number, reason=reason, proved=True))
    return tuple(found)


def _reason(problem: Problem, stop: Stop) -> str | None:
    if not any(kind.count for kind in problem.kinds):
        return f"{stop.id}: there is no vehicle"
    kinds = [problem.kinds[number] for number in usable_kinds(problem)]
    if not kinds:
        return f"{stop.id}: no vehicle's shift is within the hours of its depot"
    large = [kind for kind in kinds if all(d <= c for d, c in zip(stop.demand, kind.capacity, strict=True))]
    if not large:
        most = ", ".join(str(max(kind.capacity[d] for kind in kinds)) for d in range(len(stop.demand)))
        return f"{stop.id}: it takes {', '.join(str(d) for d in stop.demand)}, no vehicle carries more than {most}"
    whys = [_late(problem, kind, stop) for kind in large]
    if None in whys:
        return None
    return f"{stop.id}: {min(why for why in whys if why is not None)}"


def _late(problem: Problem, kind: VehicleKind, stop: Stop) -> str | None:
    """Return why a vehicle of a kind is late even if it leaves at once for this stop alone, ``None`` if it is not."""
    roads, end = problem.roads[kind.roads], problem.depots[kind.end]
    starts = {kind.start, *(kind.reloads_at if kind.most_trips > 1 else ())}
    ends = {kind.end, *(kind.reloads_at if kind.most_trips > 1 else ())}
    arrivals, back = [], []
    for number in starts:
        depot = problem.depots[number]
        begins = max(kind.opens, depot.opens, stop.ready)
        if begins <= min(depot.closes, kind.closes):
            arrivals.append(begins + depot.loading + roads.time[depot.place][stop.place])
    for number in ends:
        back.append(roads.time[stop.place][problem.depots[number].place])
    there, home = min(arrivals, default=NEVER), min(back)
    if there >= NEVER or home >= NEVER:
        return "no way leads there and back within the hours"
    if there > stop.closes:
        return f"it closes at {stop.closes}, the earliest arrival is {there}"
    latest, finished = min(kind.closes, end.closes), max(there, stop.opens) + stop.service + home
    if finished > latest:
        return f"the vehicle must be back by {latest}, the earliest return is {finished}"
    return None


def too_little(problem: Problem) -> str | None:
    """Return in words that all vehicles together carry less than is asked, ``None`` where they may carry enough."""
    for dimension in range(len(problem.stops[0].demand) if problem.stops else 0):
        needed = sum(stop.demand[dimension] for stop in problem.stops)
        most = sum(kind.count * kind.most_trips * kind.capacity[dimension] for kind in problem.kinds)
        if needed > most:
            return f"the stops ask for {needed}, all trips of all vehicles carry {most}"
    return None
