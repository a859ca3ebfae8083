"""
A routing problem, in whole numbers and in nobody's solver's terms.

Every stop is visited once by one vehicle. A vehicle's round is one or more trips: it leaves a depot loaded, serves
stops, and comes to a depot where it may load again. Distances, times and costs are in whole units that the caller
chooses, the same throughout: metres and minutes in a case, scaled units in a published instance.

The cost of an answer is, summed over the vehicles used, ``fixed_cost + distance x cost_per_distance + duration x
cost_per_time``, and ``unserved_cost`` for every stop left out that may be. Duration counts from leaving the first depot
(loading included) to reaching the last, waiting and breaks included; a vehicle may leave as late as its stops allow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.errors import InputError

# A time or a distance that no round reaches; far from overflow when it is added up or multiplied by a cost.
NEVER = 10**9
MOST_DIMENSIONS = 2

Table = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """
    Somewhere to be served once.

    Parameters
    ----------
    place
        Row and column in the tables of ``Roads``.
    demand
        Units brought from the depot, or taken to it, one for each dimension (say kilograms and litres). One problem
        brings or takes, never both.
    service
        Time from the start of service to leaving.
    opens, closes
        Service starts within both, each included; whoever comes early waits.
    ready
        Loading for the trip that serves the stop begins at this time or later.
    unserved_cost
        What leaving it out costs; ``None`` where it must be served.
    """

    id: str
    place: int
    demand: tuple[int, ...]
    service: int = 0
    opens: int = 0
    closes: int = NEVER
    ready: int = 0
    unserved_cost: int | None = None

    def __post_init__(self) -> None:
        numbers = (*self.demand, self.service, self.opens, self.ready, self.unserved_cost or 0)
        _check(f"stop {self.id!r}", numbers, (self.opens, self.closes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """
    Where trips begin and end.

    Parameters
    ----------
    place
        Row and column in the tables of ``Roads``.
    opens, closes
        Loading begins and vehicles arrive within both, each included.
    loading
        Time spent at the start of every trip, before it leaves.
    """

    id: str
    place: int
    opens: int = 0
    closes: int = NEVER
    loading: int = 0

    def __post_init__(self) -> None:
        _check(f"depot {self.id!r}", (self.opens, self.loading), (self.opens, self.closes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """
    What the way between two places takes for some kinds of vehicle, ``[places][places]`` each.

    Parameters
    ----------
    distance, time
        From the row's place to the column's. ``NEVER`` where there is no way.
    """

    distance: Table
    time: Table

    def __post_init__(self) -> None:
        size = len(self.distance)
        if len(self.time) != size or any(len(row) != size for row in (*self.distance, *self.time)):
            raise InputError(f"roads: expected two square tables of {size} places")
        if any(min(row) < 0 for row in (*self.distance, *self.time)):
            raise InputError("roads: expected no entry below 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleKind:
    """
    Vehicles that are alike.

    Parameters
    ----------
    count
        How many there are; 0 is allowed and gives an answer in words.
    capacity
        Units that a trip carries at most, one for each dimension.
    start, end
        Positions in ``Problem.depots``.
    fixed_cost
        For each vehicle used, once.
    opens, closes
        The shift: it leaves, and is back, within both.
    longest, farthest
        Most duration and distance of a round, all its trips together.
    reloads_at
        Positions in ``Problem.depots`` at which a trip may end and the next begin; empty: one trip.
    most_trips
        Trips of a round at most.
    roads
        Position in ``Problem.roads``.
    break_after, break_time
        At most ``break_after`` passes from leaving, or from the end of a break, to the next break of ``break_time`` or
        to the end, service and waiting included (stricter than hours at the wheel). ``None``: no break is asked for.
    """

    id: str
    count: int
    capacity: tuple[int, ...]
    start: int = 0
    end: int = 0
    fixed_cost: int = 0
    cost_per_distance: int = 1
    cost_per_time: int = 0
    opens: int = 0
    closes: int = NEVER
    longest: int = NEVER
    farthest: int = NEVER
    reloads_at: tuple[int, ...] = ()
    most_trips: int = 1
    roads: int = 0
    break_after: int | None = None
    break_time: int = 0

    def __post_init__(self) -> None:
        numbers = (self.count, *self.capacity, self.fixed_cost, self.cost_per_distance, self.cost_per_time)
        numbers = (*numbers, self.opens, self.longest, self.farthest, self.break_time)
        _check(f"vehicle kind {self.id!r}", numbers, (self.opens, self.closes))
        if self.most_trips < 1 or (self.most_trips > 1 and not self.reloads_at):
            raise InputError(
                f"vehicle kind {self.id!r}: most_trips is {self.most_trips}, "
                f"expected 1, or more with a depot to load again, got {len(self.reloads_at)} of these"
            )
        if self.break_after is not None and self.break_after < 1:
            raise InputError(f"vehicle kind {self.id!r}: break_after is {self.break_after}, expected 1 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """
    Stops, depots, vehicles and the ways between places.

    Raises
    ------
    InputError
        Naming the record, when it points at something that is not there or has another number of dimensions.
    """

    name: str
    stops: tuple[Stop, ...]
    depots: tuple[Depot, ...]
    kinds: tuple[VehicleKind, ...]
    roads: tuple[Roads, ...]

    def __post_init__(self) -> None:
        sizes = {len(roads.distance) for roads in self.roads}
        if len(sizes) != 1:
            raise InputError(f"{self.name}: expected roads of one size, got {sorted(sizes)}")
        places = sizes.pop()
        at = [(stop.id, stop.place) for stop in self.stops] + [(depot.id, depot.place) for depot in self.depots]
        for name, place in at:
            if not 0 <= place < places:
                raise InputError(f"{self.name}: {name!r} is at place {place}, expected 0 to {places - 1}")
        for kind in self.kinds:
            if not all(0 <= depot < len(self.depots) for depot in (kind.start, kind.end, *kind.reloads_at)):
                raise InputError(f"{self.name}: vehicle kind {kind.id!r} names a depot that is not there")
            if not 0 <= kind.roads < len(self.roads):
                raise InputError(f"{self.name}: vehicle kind {kind.id!r} names roads {kind.roads} that are not there")
        dimensions = {len(stop.demand) for stop in self.stops} | {len(kind.capacity) for kind in self.kinds}
        if len(dimensions) > 1 or not dimensions <= set(range(MOST_DIMENSIONS + 1)):
            raise InputError(
                f"{self.name}: expected one number of dimensions, at most {MOST_DIMENSIONS}, got {sorted(dimensions)}"
            )


def _check(what: str, numbers: Iterable[int], window: tuple[int, int]) -> None:
    """
    Hold numbers to 0 or more, and a window to its order.

    Raises
    ------
    InputError
        Naming the record and the value.
    """
    below = [number for number in numbers if number < 0]
    if below:
        raise InputError(f"{what}: got {below[0]}, expected 0 or more")
    if window[0] > window[1]:
        raise InputError(f"{what}: opens at {window[0]}, expected at most {window[1]}, when it closes")
