"""
The least steady pace at which everyone could cross in time: people a day, by small flows of this room's own.

Only crossings stand in people's way, so that whatever is found is the least of it: with other limits as well it can
only be more. A flow says how many cross at a pace; the cut behind it says what pace that cut would take; the pace is
raised to it, until all cross. The last cut shows that no smaller whole number does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from planner.requirements.arrivals import Chances, Window

SOURCE, SINK = 0, 1
# What a crossing passes on a day: people, a share of the pace that is asked for, or ``None`` for all who come.
Gate = int | Fraction | None
Gates = Callable[[str, int], Gate]


class Pace:
    """
    People who could be at crossings from some day on, and what passes them.

    Parameters
    ----------
    people
        By crossings and first days.
    gates
        What a crossing passes on a day.
    daily
        Whether all crossings together pass no more than the pace on any day.
    """

    def __init__(self, people: Mapping[Chances, int], window: Window, gates: Gates, *, daily: bool = False) -> None:
        self.people = sum(people.values())
        self._arcs: list[tuple[int, int, Gate]] = []
        self._size = 2
        crossings = sorted({crossing for chances in people for crossing, _ in chances})
        at = {(crossing, day): self._node() for crossing in crossings for day in window.days}
        whole = {day: self._node() if daily else SINK for day in window.days}
        for chances, count in people.items():
            group = self._node()
            self._arcs.append((SOURCE, group, count))
            self._arcs += [(group, at[chance], None) for chance in chances]
        for (crossing, day), node in at.items():
            if day + 1 in window.days:
                self._arcs.append((node, at[crossing, day + 1], None))
            self._arcs.append((node, whole[day], gates(crossing, day)))
        self._arcs += [(node, SINK, Fraction(1)) for node in whole.values() if daily]
        self._tail = np.array([arc[0] for arc in self._arcs], dtype=np.int32)
        self._head = np.array([arc[1] for arc in self._arcs], dtype=np.int32)

    def _node(self) -> int:
        self._size += 1
        return self._size - 1

    def least(self) -> int | None:
        """Return the least whole pace at which everyone crosses in time, ``None`` when none is enough."""
        pace = 0
        while (cut := self._cut(pace)) is not None:
            shares = [gate for gate in cut if isinstance(gate, Fraction) and gate > 0]
            if not shares:
                return None
            missing = self.people - sum(gate for gate in cut if isinstance(gate, int))
            pace = _enough(shares, missing)
        return pace

    def _cut(self, pace: int) -> list[Gate] | None:
        """Return what the cut of a pace is made of, ``None`` when everyone crosses."""
        held = np.array([self._held(gate, pace) for _, _, gate in self._arcs], dtype=np.int32)
        if not self.people:
            return None
        # Arcs into the sink may be several between the same two nodes only where days are not merged: they are not.
        capacity = csr_array((held, (self._tail, self._head)), shape=(self._size, self._size))
        flow = maximum_flow(capacity, SOURCE, SINK)
        if flow.flow_value == self.people:
            return None
        left = csr_array(capacity - flow.flow)
        left.data = (left.data > 0).astype(np.int32)
        left.eliminate_zeros()
        side = np.zeros(self._size, dtype=np.bool_)
        side[breadth_first_order(left, SOURCE, return_predecessors=False)] = True
        crossing = np.flatnonzero(side[self._tail] & ~side[self._head])
        return [self._arcs[k][2] for k in crossing.tolist()]

    def _held(self, gate: Gate, pace: int) -> int:
        """Return the people an arc may carry, no more than there are."""
        if gate is None:
            return self.people
        return min(gate if isinstance(gate, int) else int(pace * gate // 1), self.people)


def _enough(shares: list[Fraction], missing: int) -> int:
    """Return the least whole pace whose shares, each rounded down, add up to so many people."""
    low, high = 0, int(-(-(missing + len(shares)) // sum(shares)))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if sum(int(middle * share // 1) for share in shares) < missing else (low, middle)
    return high
