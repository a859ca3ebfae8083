"""
Published routing instances as one record, and what the planner's engine is asked for each.

The record keeps the figures of the file. Distances are rounded as the instance's collection has it, named by
``Rounding``; values in the planner's whole units are made here, and the checker (``check_rounds.py``) never reads them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from planner.rounds import NEVER, Depot, Problem, Roads, Stop, VehicleKind

# Whole units for a unit of the file where distances are not rounded: an error of 0.0005 a leg.
FINE = 1000


class Rounding(StrEnum):
    """
    How a collection rounds Euclidean distances, which are its times as well.

    ``NEAREST``: to the nearest whole number (TSPLIB). ``TENTHS``: everything in tenths, distances cut off (DIMACS).
    ``NONE``: double precision.
    """

    NEAREST = "nearest"
    TENTHS = "tenths"
    NONE = "none"

    @property
    def units(self) -> int:
        """Whole units of the planner for one unit of the file."""
        return {Rounding.NEAREST: 1, Rounding.TENTHS: 10, Rounding.NONE: FINE}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """
    Vehicles that are alike, in the units of the file.

    Parameters
    ----------
    count
        ``None``: as many as there are customers.
    depot
        Position among the places.
    longest
        Most time of a route, ``None`` for no limit.
    reloads
        Whether it may come back to its depot for another trip.
    """

    count: int | None
    capacity: int
    depot: int = 0
    fixed: float = 0.0
    per_distance: float = 1.0
    longest: float | None = None
    reloads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """
    One published instance: the depots are the first places, all others are customers.

    Parameters
    ----------
    places
        Coordinates.
    demand, service, opens, closes, ready
        One for each place; windows of depots are theirs.
    cost_unit
        The published cost times this is the cost in the units of the file.
    best_known
        Published cost, ``None`` where none is.
    """

    name: str
    places: tuple[tuple[float, float], ...]
    depots: int
    demand: tuple[int, ...]
    service: tuple[float, ...]
    opens: tuple[float, ...]
    closes: tuple[float, ...]
    ready: tuple[float, ...]
    fleets: tuple[Fleet, ...]
    rounding: Rounding
    cost_unit: int = 1
    best_known: float | None = None

    @property
    def customers(self) -> range:
        """Positions of the customers among the places."""
        return range(self.depots, len(self.places))

    def known(self, best_known: float | None) -> Published:
        """Return it with its best-known value."""
        return replace(self, best_known=best_known)


def cost_units(instance: Published) -> int:
    """Return how many of the planner's cost units are one of the published cost (which counts tenths in tenths)."""
    units = 1 if instance.rounding is Rounding.TENTHS else instance.rounding.units
    return units * _per_cost(instance) * instance.cost_unit


def _per_cost(instance: Published) -> int:
    """Return the least power of ten that makes every cost a distance whole."""
    for power in range(4):
        if all(math.isclose(f.per_distance * 10**power % 1, 0, abs_tol=1e-9) for f in instance.fleets):
            return int(10**power)
        if all(math.isclose(round(f.per_distance * 10**power), f.per_distance * 10**power) for f in instance.fleets):
            return int(10**power)
    raise ValueError(f"{instance.name}: expected costs a distance with at most 3 decimals")


def _euclidean(instance: Published) -> NDArray[np.float64]:
    at = np.array(instance.places, dtype=np.float64)
    between = at[:, None, :] - at[None, :, :]
    return np.sqrt((between**2).sum(axis=2))


def _tables(instance: Published) -> Roads:
    """
    Return distance and time in whole units.

    Where the collection does not round, times are rounded up, so that whatever keeps a window in whole units keeps it
    in double precision too.
    """
    exact = _euclidean(instance)
    if instance.rounding is Rounding.NEAREST:
        distance = time = np.floor(exact + 0.5)
    elif instance.rounding is Rounding.TENTHS:
        distance = time = np.floor(exact * 10)
    else:
        distance, time = np.round(exact * FINE), np.ceil(np.round(exact * FINE, 6))
    return Roads(distance=_whole(distance), time=_whole(time))


def _whole(table: NDArray[np.float64]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in table.astype(np.int64).tolist())


def problem_of(instance: Published) -> Problem:
    """Return what the planner's engine is asked."""
    units, per_cost = instance.rounding.units, _per_cost(instance)

    def scaled(value: float) -> int:
        return NEVER if math.isinf(value) else round(value * units)

    stops = tuple(
        Stop(
            id=f"c{place}",
            place=place,
            demand=(instance.demand[place],),
            service=scaled(instance.service[place]),
            opens=scaled(instance.opens[place]),
            closes=scaled(instance.closes[place]),
            ready=scaled(instance.ready[place]),
        )
        for place in instance.customers
    )
    depots = tuple(
        Depot(id=f"d{place}", place=place, opens=scaled(instance.opens[place]), closes=scaled(instance.closes[place]))
        for place in range(instance.depots)
    )
    kinds = tuple(
        VehicleKind(
            id=f"k{number}",
            count=len(stops) if fleet.count is None else min(fleet.count, len(stops)),
            capacity=(fleet.capacity,),
            start=fleet.depot,
            end=fleet.depot,
            fixed_cost=round(fleet.fixed * units * per_cost),
            cost_per_distance=round(fleet.per_distance * per_cost),
            longest=NEVER if fleet.longest is None else scaled(fleet.longest),
            reloads_at=(fleet.depot,) if fleet.reloads else (),
            most_trips=len(stops) if fleet.reloads else 1,
        )
        for number, fleet in enumerate(instance.fleets)
    )
    return Problem(name=instance.name, stops=stops, depots=depots, kinds=kinds, roads=(_tables(instance),))
