"""
Ways by train: over roads to a station, by rail, and over roads to where people are going.

A journey takes one train or changes between a few. Trains run one way, from their first place to their second, over the
quickest rail legs between them; time on rails is no time at the wheel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise, permutations

import numpy as np
from numpy.typing import NDArray

from planner.errors import Fault
from planner.network.routes import NO_WAY, RouteFinder, Routes, rail_routes
from planner.records import Case, Service

Ints = NDArray[np.int64]
# Trains in one journey, at most.
MOST_TRAINS = 3


@dataclass(frozen=True, slots=True, eq=False)
class ByTrain:
    """
    The quickest ways over some trains in order.

    Parameters
    ----------
    trains
        Ids of services.csv.
    to_crossing, to_site, onward
        District to crossing, district to site, site to crossing, as the roads' tables are laid out.
    """

    trains: tuple[str, ...]
    to_crossing: Routes
    to_site: Routes
    onward: Routes


@dataclass(frozen=True, slots=True)
class Ends:
    """Ids of districts, sites and crossings, and which crossings are reached by air."""

    districts: Sequence[str]
    sites: Sequence[str]
    crossings: Sequence[str]
    by_air: Sequence[bool]


def trains_of(case: Case) -> tuple[Service, ...]:
    """Return the trains of a case."""
    return tuple(service for service in case.services if service.kind == "train")


def check_trains(case: Case) -> tuple[Fault, ...]:
    """Return a fault for each train whose ends no rail legs join."""
    trains = trains_of(case)
    routes = rail_routes(case, [(t.from_id, t.to_id) for t in trains], frozenset()) if trains else ()
    return tuple(
        Fault(file="services.csv", key=train.id, expected="rail legs of legs.csv that join its two ends", got="none")
        for train, route in zip(trains, routes, strict=True)
        if (route.road_minutes == NO_WAY).any()
    )


def ways_by_train(finder: RouteFinder, ends: Ends, gates: frozenset[str]) -> tuple[ByTrain, ...]:
    """Return the ways over every order of up to ``MOST_TRAINS`` trains, none twice in one."""
    trains = trains_of(finder.case)
    if not trains:
        return ()
    starts, stops = [t.from_id for t in trains], [t.to_id for t in trains]
    land = [False] * len(trains)
    rails = rail_routes(finder.case, list(zip(starts, stops, strict=True)), gates)
    boarding = _roads(finder, ends.districts, starts, land, gates)
    boarding_at_site = _roads(finder, ends.sites, starts, land, gates)
    changing = _roads(finder, stops, starts, land, gates)
    to_crossing = _roads(finder, stops, ends.crossings, ends.by_air, gates)
    to_site = _roads(finder, stops, ends.sites, [False] * len(ends.sites), gates)
    shut = gates & {junction.id for junction in finder.case.junctions}

    def over(order: tuple[int, ...], before: Routes, after: Routes) -> Routes:
        parts = [_column(before, order[0])]
        for here, there in pairwise(order):
            parts += [rails[here], _cell(changing, here, there)]
        parts += [rails[order[-1]], _row(after, order[-1])]
        stations = frozenset(place for k in order for place in (starts[k], stops[k])) & shut
        return _without_ends(reduce(_joined, parts), stations)

    orders = [order for n in range(1, MOST_TRAINS + 1) for order in permutations(range(len(trains)), n)]
    return tuple(
        ByTrain(
            trains=tuple(trains[k].id for k in order),
            to_crossing=over(order, boarding, to_crossing),
            to_site=over(order, boarding, to_site),
            onward=over(order, boarding_at_site, to_crossing),
        )
        for order in orders
    )


def sharing_gates(tables: Sequence[Routes]) -> tuple[Routes, ...]:
    """Return tables of routes whose gate sets are one list, the first table's first."""
    sets: dict[frozenset[str], int] = {frozenset(): 0}
    numbered = []
    for table in tables:
        number = np.array([sets.setdefault(met, len(sets)) for met in table.gate_sets], dtype=np.int64)
        numbered.append(number[table.gates])
    return tuple(
        replace(table, gates=gates, gate_sets=tuple(sets)) for table, gates in zip(tables, numbered, strict=True)
    )


def _roads(
    finder: RouteFinder, origins: Sequence[str], targets: Sequence[str], by_air: Sequence[bool], gates: frozenset[str]
) -> Routes:
    """Return the quickest routes; a place is at itself, whether a road leads there or not."""
    routes = finder.quickest(origins, targets, by_air=by_air, gates=gates)
    same = np.array([[one == other for other in targets] for one in origins], dtype=np.bool_)
    same = same.reshape(routes.road_minutes.shape)
    return replace(
        routes,
        road_minutes=np.where(same, 0, routes.road_minutes),
        other_minutes=np.where(same, 0, routes.other_minutes),
        metres=np.where(same, 0, routes.metres),
    )


def _column(routes: Routes, k: int) -> Routes:
    return _part(routes, np.s_[:, k : k + 1])


def _row(routes: Routes, k: int) -> Routes:
    return _part(routes, np.s_[k : k + 1, :])


def _cell(routes: Routes, k: int, m: int) -> Routes:
    return _part(routes, np.s_[k : k + 1, m : m + 1])


def _part(routes: Routes, where: tuple[slice, slice]) -> Routes:
    return replace(
        routes,
        road_minutes=routes.road_minutes[where],
        other_minutes=routes.other_minutes[where],
        metres=routes.metres[where],
        gates=routes.gates[where],
    )


def _joined(first: Routes, then: Routes) -> Routes:
    """Return routes ``[origins, 1]`` followed by routes ``[1, targets]``."""
    lost = (first.road_minutes == NO_WAY) | (then.road_minutes == NO_WAY)

    def total(one: Ints, other: Ints) -> Ints:
        return np.where(lost, NO_WAY, one + other)

    sets: dict[frozenset[str], int] = {frozenset(): 0}
    gates = np.zeros(lost.shape, dtype=np.int64)
    if len(first.gate_sets) > 1 or len(then.gate_sets) > 1:
        for origin, target in zip(*(index.tolist() for index in np.nonzero(~lost)), strict=True):
            met = first.gate_sets[first.gates[origin, 0]] | then.gate_sets[then.gates[0, target]]
            gates[origin, target] = sets.setdefault(met, len(sets))
    return Routes(
        road_minutes=total(first.road_minutes, then.road_minutes),
        other_minutes=total(first.other_minutes, then.other_minutes),
        metres=total(first.metres, then.metres),
        gates=gates,
        gate_sets=tuple(sets),
    )


def _without_ends(routes: Routes, stations: frozenset[str]) -> Routes:
    """Return routes that meet the junctions at which their trains stop, too."""
    if not stations:
        return routes
    return replace(routes, gate_sets=tuple(met | stations for met in routes.gate_sets))
