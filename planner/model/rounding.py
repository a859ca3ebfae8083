"""
A whole-number plan from the linear programme: floor, then repair.

Only arcs in rows have to be rounded: they are held at the whole people of the linear answer, and the pure network
around them is solved again in whole numbers. What the rows have left is then handed out, and the network solved again,
for as long as that brings more people across. No limit is exceeded on the way, so every round is a plan.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.model._ortools import MaxFlowSolver, min_cost_max_flow
from planner.model.flow import least_nights
from planner.model.programme import Solved, fewest_nights, most_people
from planner.network import Network, Programme, World

Ints = NDArray[np.int64]
ROUNDS = 6
# A simplex answer is right to some eight digits; people are counted in whole ones.
NEARLY_WHOLE = 1e-6


def whole_plan(world: World, programme: Programme) -> tuple[Solved, Ints]:
    """
    Return the first stage and a plan in whole people, ``[arcs] int64``: most people across, then fewest nights.

    The second stage carries the first as a row, at its whole-number value; it is left out where the plan has as few
    nights as any could.
    """
    best = most_people(programme)
    first = repaired(programme, best)
    across = people_across(programme.net, first)
    plan = cheapest(programme, first)
    if int(plan @ programme.net.nights) <= least_nights(world, programme.net, across):
        return best, plan
    second = fewest_nights(programme, across)
    again = repaired(programme, second)
    chosen = again if people_across(programme.net, again) >= across else first
    return best, cheapest(programme, chosen)


def people_across(net: Network, flow: Ints) -> int:
    """Return the people whom a flow takes across."""
    return int(flow[net.head == net.SINK].sum())


def repaired(programme: Programme, solved: Solved) -> Ints:
    """Return a plan with most people across near a linear answer, ``[arcs] int64``."""
    bounds = _Bounds(programme, solved)
    held = bounds.floors
    flow = _most(programme.net, held)
    for _ in range(ROUNDS):
        held = bounds.handed_out(flow)
        better = _most(programme.net, held)
        if people_across(programme.net, better) <= people_across(programme.net, flow):
            break
        flow = better
    return flow


def cheapest(programme: Programme, flow: Ints) -> Ints:
    """Return a plan with as many people across and no more of any arc that rows hold, with the fewest nights."""
    net = programme.net
    capacity = _held(net, _in_rows(programme), flow)
    return min_cost_max_flow(
        net.num_nodes, (net.tail, net.head, capacity, net.nights), (net.SOURCE, net.SINK), people_across(net, flow)
    )


def _held(net: Network, arcs: Ints, people: Ints) -> Ints:
    """Return capacities with some arcs held at no more than so many people."""
    capacity = net.capacity.copy()
    capacity[arcs] = np.minimum(capacity[arcs], people[arcs])
    return capacity


def _most(net: Network, capacity: Ints) -> Ints:
    return MaxFlowSolver(net.num_nodes, net.tail, net.head, capacity).solve(net.SOURCE, net.SINK).flow


def _in_rows(programme: Programme) -> Ints:
    return np.unique(programme.entry_column)


class _Bounds:
    """What arcs in rows may carry: whole people that fit every row together."""

    def __init__(self, programme: Programme, solved: Solved) -> None:
        self.programme, self.net = programme, programme.net
        people = np.floor(solved.people + NEARLY_WHOLE).astype(np.int64)
        self.left_over = solved.people - people
        self.arcs = _in_rows(programme)
        self.floors = self._clipped(people)

    def _clipped(self, people: Ints) -> Ints:
        """Return capacities with the arcs in rows held; rows that rounding error has overstepped are mended."""
        held = _held(self.net, self.arcs, people)
        over = self._slack(held) < 0
        if over.any():
            touched = np.unique(self.programme.entry_column[over[self.programme.entry_row]])
            held[touched] = np.maximum(held[touched] - 1, 0)
        return held

    def _slack(self, people: Ints) -> Ints:
        """Return what each row has left, ``[rows] int64``."""
        p = self.programme
        used = np.zeros(p.row_capacity.size, dtype=np.int64)
        np.add.at(used, p.entry_row, p.entry_value * people[p.entry_column])
        return np.asarray(p.row_capacity - used, dtype=np.int64)

    def handed_out(self, flow: Ints) -> Ints:
        """Return capacities at a plan's people, with what the rows have left given to arcs, the most cut ones first."""
        p, held = self.programme, _held(self.net, self.arcs, flow)
        slack = self._slack(flow)
        order = np.argsort(p.entry_column, kind="stable")
        first = np.searchsorted(p.entry_column[order], self.arcs)
        last = np.searchsorted(p.entry_column[order], self.arcs, side="right")
        entries = list(zip(p.entry_row[order].tolist(), p.entry_value[order].tolist(), strict=True))
        # In plain lists: an arc is in a few rows only, too few for arrays to be worth their calls.
        left, room = slack.tolist(), (self.net.capacity[self.arcs] - held[self.arcs]).tolist()
        spans = list(zip(first.tolist(), last.tolist(), strict=True))
        given = [0] * self.arcs.size
        for k in np.argsort(-self.left_over[self.arcs], kind="stable").tolist():
            mine = entries[slice(*spans[k])]
            extra = min([left[row] // each for row, each in mine], default=0)
            given[k] = max(0, min(extra, room[k]))
            for row, each in mine:
                left[row] -= given[k] * each
        held[self.arcs] += np.array(given, dtype=np.int64)
        return held
