"""The network as integer arrays with labels, and the arcs it is made of: no places, no solver, no geometry."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from math import prod

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
NONE = -1
# Limits that are arcs, then limits that hold several arcs together (rows of the full programme).
ARC_KINDS = ("throughput", "queue", "intake", "places", "onward", "desks")
# The last four are counted on the day of departure; a row over all days stands under the last of them.
KINDS = (*ARC_KINDS, "officers", "leg", "trains", "vehicles", "vehicle_days", "money")
CODE = {kind: code for code, kind in enumerate(KINDS)}


class Stay(StrEnum):
    """
    How nights at a site are carried.

    ``RELAXED`` none, and free waiting; ``EXACT`` one night; ``OPEN`` one night or more; ``BLOCKS`` the bound for
    longer stays;
    ``BATCHES`` the plan for longer stays, which admits people to a site once every ``nights`` days, counted from the
    first on which any can arrive;
    ``LATE_BATCHES`` the same, counted back from the last day that leaves them time to cross;
    ``ROLLING`` any stay exactly, nights as rows of the full programme.
    """

    RELAXED = "relaxed"
    EXACT = "exact"
    OPEN = "open"
    BLOCKS = "blocks"
    BATCHES = "batches"
    LATE_BATCHES = "late_batches"
    ROLLING = "rolling"


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """
    A pure network in whole people.

    Parameters
    ----------
    tail, head, capacity, nights
        ``[arcs] int64``; nights is the cost of an arc (nights in holding or in the queue).
    label_kind, label_place, label_day
        ``[arcs] int64``: which limit an arc is, as a position in ``KINDS``, in its list of places, and its day;
        ``NONE`` where the arc is no limit.
    day_arc
        ``[days] int64``: the arc that everyone who crosses on a day takes, ``NONE`` in worlds where reception limits.
    from_self, from_sites, waiting, gate
        ``[crossings, days] int64``: arcs by crossing and day, ``NONE`` where there is none.
    site_in
        ``[sites, days] int64``: intake arcs, ``NONE`` on days that take nobody in.
    out_node
        ``[sites, days] int64``: the node through which people leave a site on a day.
    reception_in, reception_held
        ``[receptions, days] int64``: arcs into reception places, and nights there.
    at_crossing, door
        ``[crossings, days]`` and ``[sites, days] int64``: the nodes where the two streams arrive.
    supply
        Source arcs, one a group and release day.
    intake_cap, places_cap, desks_cap
        ``[sites, days] int64``: what each limit of an intake arc allows that day (the arc carries the least).
    """

    num_days: int
    stay: Stay
    nights_per_stay: int
    offset: int
    num_nodes: int
    tail: Ints
    head: Ints
    capacity: Ints
    nights: Ints
    label_kind: Ints
    label_place: Ints
    label_day: Ints
    day_arc: Ints
    from_self: Ints
    from_sites: Ints
    waiting: Ints
    gate: Ints
    site_in: Ints
    out_node: Ints
    reception_in: Ints
    reception_held: Ints
    at_crossing: Ints
    door: Ints
    supply: Ints
    intake_cap: Ints
    places_cap: Ints
    desks_cap: Ints

    SOURCE = 0
    SINK = 1


Column = Ints | int


@dataclass(slots=True)
class Arcs:
    """Arcs in the making: blocks of arrays and numbers, spread out and joined once."""

    size: int = 0
    blocks: list[tuple[tuple[int, ...], tuple[Column, ...]]] = field(default_factory=list)

    def add(
        self,
        tail: Ints,
        head: Ints,
        capacity: Column,
        nights: int = 0,
        label: tuple[str, Column, Ints] | None = None,
    ) -> Ints:
        """Append arcs and return their numbers, in the shape of ``tail``."""
        shape = tail.shape if tail.shape == head.shape else np.broadcast_shapes(tail.shape, head.shape)
        kind, place, day = (NONE, NONE, NONE) if label is None else (CODE[label[0]], label[1], label[2])
        self.blocks.append((shape, (tail, head, capacity, nights, kind, place, day)))
        count = prod(shape)
        numbers = np.arange(self.size, self.size + count, dtype=np.int64).reshape(shape)
        self.size += count
        return numbers

    def joined(self) -> list[Ints]:
        """Return tail, head, capacity, nights and the three label columns."""
        columns = [np.empty(self.size, dtype=np.int64) for _ in range(7)]
        first = 0
        for shape, block in self.blocks:
            last = first + prod(shape)
            for column, values in zip(columns, block, strict=True):
                column[first:last].reshape(shape)[...] = values
            first = last
        return columns
