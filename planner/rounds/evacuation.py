"""
The bus evacuation problem (Bish 2011): full buses from pick-up points to shelters, the last arrival as early as can be.

A bus leaves its depot, fills at a pick-up point, empties at a shelter, and so on; a load is what one bus carries. Legs
between a pick-up point and a shelter take the same time both ways.
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import InputError

Times = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BusEvacuation:
    """
    One problem; times in whole units.

    Parameters
    ----------
    buses
        Buses at each depot.
    loads
        Bus loads that wait at each pick-up point.
    places
        Bus loads that each shelter takes.
    to_pick_up
        ``[depots][pick-up points]`` time.
    to_shelter
        ``[pick-up points][shelters]`` time, either way.
    """

    name: str
    buses: tuple[int, ...]
    loads: tuple[int, ...]
    places: tuple[int, ...]
    to_pick_up: Times
    to_shelter: Times

    def __post_init__(self) -> None:
        if len(self.to_pick_up) != len(self.buses) or len(self.to_shelter) != len(self.loads):
            raise InputError(f"{self.name}: expected a row of times for every depot and every pick-up point")
        if any(len(row) != len(self.loads) for row in self.to_pick_up):
            raise InputError(f"{self.name}: expected a time from every depot to every pick-up point")
        if any(len(row) != len(self.places) for row in self.to_shelter):
            raise InputError(f"{self.name}: expected a time from every pick-up point to every shelter")
        if (
            min((*self.buses, *self.loads, *self.places, *(t for r in (*self.to_pick_up, *self.to_shelter) for t in r)))
            < 0
        ):
            raise InputError(f"{self.name}: expected nothing below 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class BusTour:
    """
    What one bus does.

    Parameters
    ----------
    depot
        Where it starts.
    legs
        Pick-up point and shelter of each load, in order.
    """

    depot: int
    legs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BusAnswer:
    """
    The best tours found.

    Parameters
    ----------
    finished
        When the last bus arrives, ``None`` where no tours were found.
    at_least
        No tours finish before this time: proved. ``None`` where no tours ever do.
    reason
        Why there are none, in words; empty where there are.
    """

    tours: tuple[BusTour, ...]
    finished: int | None
    at_least: int | None
    reason: str = ""
