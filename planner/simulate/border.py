"""Queues at crossings in a batch of draws, and the reception places that may hold them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.simulate.capacities import Capacities, Events
from planner.simulate.order import UNLIMITED
from planner.simulate.replay import Replay
from planner.simulate.stages import OVER, OVER_48H

Ints = NDArray[np.int64]


@dataclass(slots=True, eq=False)
class _Cohort:
    """Those who came to the crossings on one day: all, and those who had waited so long before, by threshold."""

    people: Ints
    waited: Sequence[Ints]


class Queues:
    """People in queues, first come first served; running totals of who has come and crossed, ``[crossings, draws]``."""

    def __init__(self, replay: Replay, capacities: Capacities, events: Events) -> None:
        self._order, self._tables = replay.order, replay.tables
        self._capacities, self._events = capacities, events
        self._reception = Reception(replay, capacities, events) if replay.order.held_back else None
        shape = (len(replay.order.crossings), capacities.draws)
        zero = np.zeros(shape, dtype=np.int64)
        self.came, self.crossed = zero.copy(), zero.copy()
        self._cohorts = [_Cohort(zero, [zero] * len(OVER))] * OVER_48H
        self._came = [zero] * (OVER_48H + 1)

    @property
    def waiting(self) -> Ints:
        """People in the queues."""
        return self.came - self.crossed

    def pass_through(self, day: int, arrivals: Ints) -> None:
        """Let people across on a day, as far as crossings and reception take them."""
        self.came = self.came + arrivals
        passing = np.minimum(self.waiting, self.capacity(day))
        if self._reception is not None:
            passing = self._reception.take(day, passing)
        self.crossed = self.crossed + passing

    def capacity(self, day: int) -> Ints:
        """Return people that each crossing passes on a day, reception apart."""
        tables, order = self._tables, self._order
        known = self._capacities.crossings(tables.throughput[:, day], tables.crossing_shares[day])
        if not self._events:
            return known
        whole = tuple(share if share == 0 else type(share)(1) for share in tables.crossing_shares[day])
        full = self._capacities.crossings(tables.throughput[:, day], whole)
        rows = [self._events.slowed(*row, day) for row in zip(known, full, order.crossings, strict=True)]
        return np.stack(rows) if rows else known

    def waited(self, people: Ints, longest: Sequence[Ints]) -> list[Ints]:
        """
        Return people who are told to have waited so long by today, by threshold, ``[draws]``.

        Those who came so long before that they now have waited, and those who had waited when they came today.

        Parameters
        ----------
        people, longest
            Today's arrivals, and those of them who had waited so long elsewhere.
        """
        self._cohorts = [_Cohort(people, longest), *self._cohorts[:-1]]
        self._came = [self.came, *self._came[:-1]]
        found = []
        for k, over in enumerate(OVER):
            cohort = self._cohorts[over - 1]
            gone = np.clip(self.crossed - self._came[over], 0, cohort.people)
            left, fresh = cohort.people - gone, cohort.people - cohort.waited[k]
            share = np.divide(left * fresh, cohort.people, out=np.zeros(left.shape), where=cohort.people > 0)
            found.append((longest[k] + np.rint(share).astype(np.int64)).sum(axis=0))
        return found


class Reception:
    """Reception places behind the crossings: their intake, and places for those not gone onward that night."""

    def __init__(self, replay: Replay, capacities: Capacities, events: Events) -> None:
        self._order, self._tables, self._events = replay.order, replay.tables, events
        self._names = tuple(replay.order.recount.receptions)
        self._drawn_places = capacities.reception_places
        self.kept = np.zeros((len(self._names), capacities.draws), dtype=np.int64)

    def take(self, day: int, passing: Ints) -> Ints:
        """Return how many pass when reception takes in no more than it can, crossing by crossing."""
        room = self._room(day)
        taken = np.zeros_like(self.kept)
        passing = passing.copy()
        for crossing, joined in enumerate(self._order.handed_to):
            if not joined:
                continue
            handed = np.zeros(passing.shape[1], dtype=np.int64)
            for k, (place, _) in enumerate(joined):
                if not self._tables.leg_open[crossing][k, day]:
                    continue
                row = self._names.index(place)
                more = np.clip(passing[crossing] - handed, 0, np.maximum(room[row] - taken[row], 0))
                taken[row] += more
                handed += more
            passing[crossing] = handed
        onward = self._tables.reception["onward"][:, day, None]
        stock = self.kept + taken
        self.kept = np.where(onward >= UNLIMITED, 0, np.maximum(stock - onward, 0))
        return passing

    def _room(self, day: int) -> Ints:
        tables = self._tables.reception
        intake, onward, places = (tables[kind][:, day, None] for kind in ("intake", "onward", "places"))
        nights = np.minimum(self._drawn_places, places)
        limited = (onward < UNLIMITED) & (nights < UNLIMITED)
        return np.minimum(intake, np.where(limited, onward + nights - self.kept, UNLIMITED))
