"""
The full programme: the time-expanded network, and rows for the limits that hold several of its arcs together.

With x the people on an arc, the programme is::

    most people across      max  sum of x into the sink
    people are kept         out(v) - in(v) = 0 at every node, at most the people released where they set out
    limits that are arcs    0 <= x_a <= capacity_a
    limits that are rows    sum of coefficient x x over the row's arcs <= capacity of the row

Rows: nights at a site (every stay that covers the night), officers' interviews (everyone on the day a site takes them
in, or on the day they cross if they pass none). Coefficients and capacities are whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.network.arrays import CODE, NONE, Ints, Network, Stay
from planner.network.expand import Builder
from planner.network.limits import UNLIMITED
from planner.network.world import World


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """
    A network and the rows beside it.

    Parameters
    ----------
    row_kind, row_place, row_day, row_capacity
        ``[rows] int64``: which limit a row is, as a network labels its arcs, and its capacity.
    entry_row, entry_column, entry_value
        ``[entries] int64``: coefficients; columns are arcs.
    """

    net: Network
    row_kind: Ints
    row_place: Ints
    row_day: Ints
    row_capacity: Ints
    entry_row: Ints
    entry_column: Ints
    entry_value: Ints


@dataclass(slots=True)
class Rows:
    """Rows in the making."""

    labels: list[tuple[int, int, int, int]] = field(default_factory=list)
    entries: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)

    def add(self, kind: str, place: int, day: int, capacity: int) -> int:
        """Append a row and return its number."""
        self.labels.append((CODE[kind], place, day, capacity))
        return len(self.labels) - 1

    def put(self, rows: Ints, columns: Ints, values: Ints | int = 1) -> None:
        """Give columns a coefficient in rows, ``NONE`` rows left out."""
        shape = np.broadcast_shapes(np.shape(rows), np.shape(columns))
        flat = [
            np.broadcast_to(np.asarray(part, dtype=np.int64), shape).reshape(-1) for part in (rows, columns, values)
        ]
        known = (flat[0] != NONE) & (flat[1] != NONE)
        self.entries.append((flat[0][known], flat[1][known], flat[2][known]))


class _Builder(Builder):
    """The network's builder, with stays of any length and rows beside the arcs."""

    def __init__(self, world: World, num_days: int) -> None:
        stay = world.geography.scenario.stay
        rule = Stay.ROLLING
        if stay.min_nights == 1 and stay.max_nights in (None, 1):
            rule = Stay.EXACT if stay.max_nights == 1 else Stay.OPEN
        super().__init__(world, num_days, rule, stay.min_nights, 0)
        self.rows = Rows()
        self.most = max(world.in_scope_people, 1)

    def programme(self) -> Programme:
        """Build the network, then the rows."""
        net = self.network()
        self._officers()
        labels = np.array(self.rows.labels, dtype=np.int64).reshape(-1, 4)
        empty = np.zeros(0, dtype=np.int64)
        row, column, value = (np.concatenate([empty, *(entry[k] for entry in self.rows.entries)]) for k in range(3))
        return Programme(
            net=net,
            row_kind=labels[:, 0],
            row_place=labels[:, 1],
            row_day=labels[:, 2],
            row_capacity=labels[:, 3],
            entry_row=row,
            entry_column=column,
            entry_value=value,
        )

    def by_day(self, kind: str, place: int, capacity: Ints) -> Ints:
        """Add one row a day where the capacity can bind; return the rows, ``[days] int64``."""
        return np.array(
            [
                NONE if cap >= UNLIMITED else self.rows.add(kind, place, day, min(int(cap), self.most))
                for day, cap in enumerate(capacity)
            ],
            dtype=np.int64,
        )

    def stays(self) -> dict[Stay, Callable[[int, Ints, Ints, NDArray[np.bool_]], None]]:
        """Return how each rule of stay is built, stays of any length among them."""
        return {**super().stays(), Stay.ROLLING: self._rolling}

    def _rolling(self, s: int, intake: Ints, places: Ints, open_days: NDArray[np.bool_]) -> None:
        """
        Add stays of ``min_nights`` to ``max_nights``: rows for the nights they cover.

        With no maximum, whoever has stayed the shortest stay may stay on night by night; where the longest stay is the
        shortest, intake and stay are one arc; else every length of stay is an arc of its own, which keeps each person's
        age of stay.
        """
        longest = self.geo.scenario.stay.max_nights
        nights = self.by_day("places", s, places)
        if longest is None:
            self._stay_on(s, intake, nights, open_days)
            return
        days = self.day[open_days & (self.day + self.m < self.T)]
        if longest == self.m:
            days = days[open_days[days + self.m]]
            self.take_in(s, days, (self.out[s, days + self.m], intake[days]), self.m)
            self._cover(nights, days, self.site_in[s, days], self.m)
            return
        inside = self.nodes(1)[0]
        self.take_in(s, days, (inside[days], intake[days]), 0)
        for length in range(self.m, longest + 1):
            came = days[days + length < self.T]
            came = came[open_days[came + length]]
            arcs = self.arcs.add(inside[came], self.out[s, came + length], UNLIMITED, nights=length)
            self._cover(nights, came, arcs, length)

    def _stay_on(self, s: int, intake: Ints, nights: Ints, open_days: NDArray[np.bool_]) -> None:
        days = self.day[open_days & (self.day + self.m < self.T)]
        ready = self.nodes(1)[0]
        self.take_in(s, days, (ready[days + self.m], intake[days]), self.m)
        self._cover(nights, days, self.site_in[s, days], self.m)
        waits = self.arcs.add(ready[:-1], ready[1:], UNLIMITED, nights=1)
        self.rows.put(nights[:-1], waits)
        self.arcs.add(ready, self.out[s], UNLIMITED)

    def _cover(self, nights: Ints, came: Ints, arcs: Ints, length: int) -> None:
        self.rows.put(nights[came[:, None] + np.arange(length)], arcs[:, None])

    def _officers(self) -> None:
        """Add the interviews of a day: at the site that takes people in, or at the crossing for all others."""
        people = self.world.screened_people
        if people is None:
            return
        daily = self.by_day("officers", 0, np.full(self.T, min(int(people // 1), UNLIMITED), dtype=np.int64))
        for arcs in (self.from_self, self.site_in):
            self.rows.put(np.broadcast_to(daily, arcs.shape), arcs)


def build_programme(world: World, num_days: int) -> Programme:
    """Return the full programme of the first ``num_days`` days of a world."""
    return _Builder(world, num_days).programme()


def has_rows(world: World) -> bool:
    """Return whether a world has limits that are no arcs, so that the pure network alone does not answer it."""
    stay = world.geography.scenario.stay
    one_night = stay.min_nights == 1 and stay.max_nights in (None, 1)
    return world.has_other_rows or (bool(world.site_people.any()) and not one_night)
