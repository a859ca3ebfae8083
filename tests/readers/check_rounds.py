"""
An independent checker of routes on published instances: plain loops over the figures of the file.

It shares nothing with the planner's engine and nothing with the tables handed to it: distances are computed again, one
at a time, by the rounding of the collection.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.readers.vehicles import Fleet, Published, Rounding

# Sums of hundreds of double-precision distances.
TINY = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """
    What one vehicle does.

    Parameters
    ----------
    fleet
        Position in ``Published.fleets``.
    trips
        Places in the order of visits, depots left out.
    """

    fleet: int
    trips: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Cost as published (rounding undone), and all that is wrong, in words."""

    cost: float
    faults: tuple[str, ...]


def between(instance: Published, start: int, end: int) -> float:
    """Return the distance, which is the time as well, in the collection's own rounding and unit."""
    exact = math.dist(instance.places[start], instance.places[end])
    if instance.rounding is Rounding.NEAREST:
        return math.floor(exact + 0.5)
    return math.floor(exact * 10) if instance.rounding is Rounding.TENTHS else exact


def check(instance: Published, routes: Sequence[Route]) -> Checked:
    """Return the cost of some routes and every limit they break."""
    visits = Counter(place for route in routes for trip in route.trips for place in trip)
    faults = [
        f"{instance.name}: place {place} is visited {visits[place]} times"
        for place in instance.customers
        if visits[place] != 1
    ]
    faults += [
        f"{instance.name}: {place} is no customer" for place in sorted(visits) if place not in instance.customers
    ]
    used = Counter(route.fleet for route in routes)
    for number, fleet in enumerate(instance.fleets):
        if fleet.count is not None and used[number] > fleet.count:
            faults.append(f"{instance.name}: {used[number]} vehicles of fleet {number}, there are {fleet.count}")
    cost = 0.0
    for number, route in enumerate(routes):
        fleet = instance.fleets[route.fleet]
        cost += _tenfold(instance) * fleet.fixed + fleet.per_distance * _length(instance, fleet, route)
        faults += [f"{instance.name}: route {number}: {fault}" for fault in _faults(instance, fleet, route)]
    return Checked(cost=cost / instance.cost_unit, faults=tuple(faults))


def _tenfold(instance: Published) -> int:
    return 10 if instance.rounding is Rounding.TENTHS else 1


def _length(instance: Published, fleet: Fleet, route: Route) -> float:
    total = 0.0
    for trip in route.trips:
        at = fleet.depot
        for place in (*trip, fleet.depot):
            total += between(instance, at, place)
            at = place
    return total


def _faults(instance: Published, fleet: Fleet, route: Route) -> Iterable[str]:
    """Yield what is wrong with a route that leaves each depot and place as early as it can."""
    if len(route.trips) > 1 and not fleet.reloads:
        yield f"{len(route.trips)} trips of a vehicle that may make one"
    unit, spent = _tenfold(instance), 0.0
    clock = unit * instance.opens[fleet.depot]
    for trip in route.trips:
        load = sum(instance.demand[place] for place in trip)
        if load > fleet.capacity:
            yield f"a trip carries {load}, at most {fleet.capacity} fit"
        clock = max([clock, *(unit * instance.ready[place] for place in trip)])
        at = fleet.depot
        for place in (*trip, fleet.depot):
            leg = between(instance, at, place)
            clock, spent, at = clock + leg, spent + leg, place
            if clock > unit * instance.closes[place] + TINY:
                yield f"reaches {place} at {clock:g}, it closes at {unit * instance.closes[place]:g}"
            if place != fleet.depot:
                clock = max(clock, unit * instance.opens[place]) + unit * instance.service[place]
                spent += unit * instance.service[place]
    # No published set limits the time of a route and has windows too, so that no waiting is to be counted.
    if fleet.longest is not None and spent > unit * fleet.longest + TINY:
        yield f"takes {spent:g}, at most {unit * fleet.longest:g} are allowed"


def as_published(instance: Published, routes: Sequence[Sequence[int]]) -> list[Route]:
    """
    Return the routes of a ``.sol`` file: one line a vehicle, in the order of the fleets, 0 between its trips.

    Lines are those of the vehicles one by one where there are several kinds (an empty line is an unused vehicle).
    """
    kinds = [number for number, fleet in enumerate(instance.fleets) for _ in range(fleet.count or len(routes))]
    found = []
    for kind, visits in zip(kinds, routes, strict=False):
        trips: list[list[int]] = [[]]
        for place in visits:
            if place == 0:
                trips.append([])
            else:
                trips[-1].append(place)
        if visits:
            found.append(Route(fleet=kind, trips=tuple(tuple(trip) for trip in trips)))
    return found
