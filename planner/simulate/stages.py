"""Where people are before they reach a crossing, in a batch of draws: at home, outside a full site, inside one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from planner.simulate.capacities import Capacities, Events
from planner.simulate.order import by_key
from planner.simulate.replay import Replay

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
# Nights at one place that count: more than 24 hours is two nights, more than 48 hours three.
OVER_24H, OVER_48H = 2, 3
OVER = (OVER_24H, OVER_48H)


class Departures:
    """
    People at home, journey by journey, until the day on which they can set out.

    Attributes
    ----------
    people
        Those released and still at home, ``[draws]``.
    """

    def __init__(self, replay: Replay, rows: Ints) -> None:
        order = replay.order
        self._order, self._rows, self._open = order, rows, replay.tables.journey_open
        draws = rows.shape[1]
        self.pending = np.zeros((len(order.journeys), draws), dtype=np.int64)
        self.people = np.zeros(draws, dtype=np.int64)
        self._minutes = np.zeros_like(self.pending)
        self._before = np.zeros_like(rows)
        self.released = np.zeros(draws, dtype=np.int64)

    def leave(self, day: int, roads_shut: Bools | None) -> tuple[Ints, Ints] | None:
        """Return who sets out by journey, ``[journeys, draws]``, and their minutes, ``[draws]``; ``None`` if nobody."""
        self._release(day)
        if not self.people.any():
            return None
        can = self._open[:, day, None]
        if roads_shut is not None:
            can = can & ~roads_shut[None, :]
        leaving = np.where(can, self.pending, 0)
        minutes = np.where(can, self._minutes, 0)
        self.pending -= leaving
        self._minutes -= minutes
        self.people = self.pending.sum(axis=0)
        return leaving, minutes.sum(axis=0)

    def _release(self, day: int) -> None:
        days = self._order.release_days
        if day not in days or not self._rows.size:
            return
        release, k = self._order.scenario.release, day - days.start + 1
        n = 1 if release.kind == "at_once" else (release.to - release.from_).days + 1
        weights = (k, n) if release.kind != "rising" else (k * (k + 1) // 2, n * (n + 1) // 2)
        out = self._rows * weights[0] // weights[1]
        now = out - self._before
        self._before = out
        self.pending += np.add.reduceat(now, self._order.first, axis=0)
        self._minutes += np.add.reduceat(now * self._order.minutes[:, None], self._order.first, axis=0)
        self.released += now.sum(axis=0)
        self.people = self.pending.sum(axis=0)


class Sites:
    """People outside and inside sites. What has come, entered and left are running totals, ``[sites, draws]``."""

    def __init__(self, replay: Replay, capacities: Capacities, events: Events) -> None:
        self._order, self._tables = replay.order, replay.tables
        self._drawn_places, self._events = capacities.site_places, events
        shape = (len(replay.order.sites), capacities.draws)
        zero = np.zeros(shape, dtype=np.int64)
        self.came, self.entered, self.left = zero, zero, zero
        # People who wait for a place, and people at sites, at the end of the last day.
        self.outside, self.inside = zero, zero
        kept = max(replay.order.nights, OVER_48H)
        # Running totals at the end of the last days, newest first.
        self._came = [zero] * kept
        self._entered = [zero] * kept
        # Of those who entered on each of the last days: who had waited outside so long, by threshold.
        self.waited = [[zero] * kept for _ in OVER]
        # Sites stand in the order of crossing and lag, so that those who go on together are neighbours.
        keys = by_key(list(zip(replay.order.exit_targets, replay.order.exit_lags, strict=True)))
        self._joins = {key: slice(rows[0], rows[-1] + 1) for key, rows in keys.items()}
        self._nightly: tuple[bytes, Ints] | None = None

    def go_on(self, day: int, roads_shut: Bools | None, *, counted: bool) -> tuple[Ints, list[Ints]]:
        """Return who leaves each site, and of them who has waited so long at one place by now, by threshold."""
        order, tables = self._order, self._tables
        can = (tables.site_open[:, day] & tables.exit_open[:, day])[:, None]
        for row, site in enumerate(order.sites) if self._events else ():
            shut = self._events.shut(site, day)
            if shut is not None:
                can = np.array(np.broadcast_to(can, self.left.shape))
                can[row] &= ~shut
        if roads_shut is not None:
            can = can & ~roads_shut[None, :]
        before = self.left
        # Most days every site is open.
        stayed = self._entered[order.nights - 1]
        self.left = stayed if can.all() else np.where(can, stayed, before)
        longest = [self.stayed(over, before, order.nights) for over in OVER] if counted else []
        if not can.all():
            longest = [np.where(can, people, 0) for people in longest]
        return self.left - before, longest

    def stayed(self, over: int, left: Ints, nights: int) -> Ints:
        """
        Return people inside who came ``nights`` or more days ago and by now have waited so long at one place.

        Parameters
        ----------
        left
            Running total of those who had left before.
        """
        if nights >= over:
            return self._entered[nights - 1] - left
        waited = self.waited[OVER.index(over)]
        if nights == 1 and left is self._entered[1]:
            # All had left on time the day before: those here came yesterday, after whatever wait they had outside.
            return waited[0]
        long_ago = np.maximum(self._entered[over - 1] - left, 0)
        # The people of one day leave together: a later day's are all still here, or all gone.
        here = [np.where(left < self._entered[back - 1], waited[back - 1], 0) for back in range(nights, over)]
        return np.asarray(long_ago + sum(here))

    def take_in(self, day: int, arrivals: Ints | None, *, counted: bool) -> None:
        """Let in those first in line, as far as there are places; ``None`` when nobody arrives."""
        tables, order = self._tables, self._order
        if arrivals is not None:
            self.came = self.came + arrivals
            self.outside = self.outside + arrivals
        room = np.minimum(self.outside, self.intake(day))
        for night in tables.nights[day]:
            back = order.nights - (night - day)
            # Whoever has stayed their nights by then has left by then; while all leave on time nobody is in the way.
            if self.left is self.entered:
                np.minimum(room, self.places(night), out=room)
                continue
            still = self.entered - np.maximum(self.left, self._entered[back - 1])
            np.minimum(room, self.places(night) - still, out=room)
        np.maximum(room, 0, out=room)
        room[~tables.site_open[:, day]] = 0
        before, self.entered = self.entered, self.entered + room
        self.outside = self.outside - room
        self.inside = self.entered - self.left
        if counted:
            waited = [np.maximum(np.minimum(self.entered, self._came[over - 1]) - before, 0) for over in OVER]
            self.waited = [[now, *then[:-1]] for now, then in zip(waited, self.waited, strict=True)]
        self._came = [self.came, *self._came[:-1]]
        self._entered = [self.entered, *self._entered[:-1]]

    def places(self, night: int) -> Ints:
        """Return people who can stay on a night."""
        published = self._tables.places[:, night]
        key = published.tobytes()
        # Most nights are like the night before.
        if self._nightly is None or self._nightly[0] != key:
            self._nightly = (key, np.minimum(self._drawn_places, published[:, None]))
        return self._nightly[1]

    def intake(self, day: int) -> Ints:
        """Return the arrivals that can be taken in on a day, their registration included."""
        known = self._tables.intake[:, day, None]
        if not self._events:
            return known
        table = np.array(np.broadcast_to(known, self.left.shape))
        for row, site in enumerate(self._order.sites):
            table[row] = self._events.slowed(table[row], table[row], site, day)
        return table

    def onward(self, going: Ints) -> Mapping[tuple[int, int], Ints]:
        """Return people by crossing and lag."""
        return {key: going[rows].sum(axis=0) for key, rows in self._joins.items()}

    def waiting_so_long(self, over: int) -> Ints:
        """Return people outside or inside who have waited so long at one place by the end of the last day."""
        outside = np.maximum(self._came[over - 1] - self.entered, 0)
        return np.asarray((outside + self.stayed(over, self.left, 1)).sum(axis=0))
