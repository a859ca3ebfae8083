"""
Rung (a): the pure network, in whole people.

Given a network with nodes (place, stage, day), arc capacities u and nights n::

    most people on time     max  sum of flow into the sink              over flows 0 <= x <= u
    its proof               the minimum cut: the limits on it, and the people behind it
    ceilings                the same with the day arcs after a day shut, for every day
    fewest nights           min  sum of n_a x_a                         with the ceiling's people on every day

The arrivals of a day set form a polymatroid (its rank is the max flow to those days), so one flow reaches the most for
every day at once: its prefix sums are the daily ceilings. Where reception limits, days have no arc
of their own, this need not hold, and every ceiling is a max flow of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from planner.model._ortools import MaxFlow, MaxFlowSolver, min_cost_max_flow
from planner.model.merging import merged
from planner.network import KINDS, NONE, Network, Stay, World, expand
from planner.solution import Claim, Cut, CutLimit

Ints = NDArray[np.int64]
# Of the many ways to cut long stays into blocks, so many are tried where a bound is wanted again and again.
FEW_OFFSETS = 4
# Networks that are kept, of some megabytes each.
LAST_NETWORKS = 4
# Days from which the chains of a network are merged before a plan is looked for.
LONG_DAYS = 400


@lru_cache(maxsize=LAST_NETWORKS)
def network_of(world: World, num_days: int, stay: Stay, nights: int, offset: int) -> Network:
    """Expand a network, or return one of the last few: a bound, its plan and the proof often ask for the same."""
    return expand(world, num_days, stay, nights=nights, offset=offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class StayRule:
    """
    Which networks bound the scenario's stays and which carry its plan.

    Parameters
    ----------
    bounds
        ``(stay, nights, offset)`` of each network; the bound is the least of their max flows.
    plan
        The network a plan is taken from; it equals the bound's for stays of exactly one night.
    other_plan
        Another one, for a single horizon: what it carries may fall where there are more days. ``None`` for short stays.
    """

    bounds: tuple[tuple[Stay, int, int], ...]
    plan: tuple[Stay, int, int]
    other_plan: tuple[Stay, int, int] | None = None

    @classmethod
    def of(cls, world: World) -> StayRule:
        """Return the rule for a world's scenario."""
        stay = world.geography.scenario.stay
        nights, most = stay.min_nights, stay.max_nights
        if nights > 1:
            # Where nobody passes a site, no block has anyone in it and all are alike.
            offsets = range(nights if world.site_people.any() else 1)
            blocks = tuple((Stay.BLOCKS, nights, offset) for offset in offsets)
            return cls(bounds=blocks, plan=(Stay.BATCHES, nights, 0), other_plan=(Stay.LATE_BATCHES, nights, 0))
        exact, open_end = (Stay.EXACT, 1, 0), (Stay.OPEN, 1, 0)
        if most == nights:
            return cls(bounds=(exact,), plan=exact)
        # A finite maximum above one night belongs to the full programme: left out of the bound, kept strictly in the
        # plan.
        return cls(bounds=(open_end,), plan=open_end if most is None else exact)

    def networks(self, world: World, num_days: int) -> list[Network]:
        """Expand the bounding networks over a horizon."""
        return [network_of(world, num_days, stay, n, o) for stay, n, o in self.bounds]

    @property
    def few(self) -> tuple[tuple[Stay, int, int], ...]:
        """At most ``FEW_OFFSETS`` of the bounding networks, evenly spaced."""
        return self.bounds[:: -(-len(self.bounds) // FEW_OFFSETS)]

    def plan_network(self, world: World, num_days: int) -> Network:
        """Expand the plan's network over a horizon."""
        return network_of(world, num_days, *self.plan)

    def plan_networks(self, world: World, num_days: int) -> Iterator[Network]:
        """Expand the networks that a plan may be taken from, one by one."""
        yield self.plan_network(world, num_days)
        if self.other_plan is not None:
            yield network_of(world, num_days, *self.other_plan)

    @property
    def plan_bounds(self) -> bool:
        """Whether the plan's network is the only one that bounds."""
        return self.bounds == (self.plan,)

    def carried(self, world: World, num_days: int) -> int:
        """Return the most people across in the plan's network; no bound is lower, so one as low is the least."""
        return most_across(self.plan_network(world, num_days))


def solver_of(net: Network) -> MaxFlowSolver:
    """Return a max flow problem over a network."""
    return MaxFlowSolver(net.num_nodes, net.tail, net.head, net.capacity)


def most_people(net: Network) -> MaxFlow:
    """Return the most people across within the network's days, with the minimum cut."""
    return solver_of(net).solve(net.SOURCE, net.SINK)


def most_across(net: Network) -> int:
    """Return the most people across within the network's days, without flow or cut."""
    return solver_of(net).value(net.SOURCE, net.SINK)


def cut_of(world: World, net: Network, best: MaxFlow, claim: Claim) -> Cut:
    """Put a minimum cut in words: its limits day by day, and how many people are behind it."""
    crossing_arcs = np.flatnonzero(best.source_side[net.tail] & ~best.source_side[net.head] & (net.capacity > 0))
    days = world.days(net.num_days)
    rows, passed = [], 0
    for arc in crossing_arcs:
        if net.label_kind[arc] == NONE:
            passed += int(net.capacity[arc])
            continue
        kind = KINDS[net.label_kind[arc]]
        place, day = world.places_of(kind)[net.label_place[arc]], int(net.label_day[arc])
        rows.append(
            CutLimit(
                id=f"{kind}:{place}",
                kind=kind,
                place=place,
                date=days.date(day),
                capacity=int(net.capacity[arc]),
            )
        )
    rows.sort(key=lambda row: (row.kind, row.place, row.date))
    return Cut(
        claim=claim,
        reading=world.reading,
        horizon_days=net.num_days,
        behind_people=world.in_scope_people - passed,
        limits=tuple(rows),
        bound=best.value,
        stay_offset=net.offset,
    )


def proved_bound(world: World, num_days: int, claim: Claim, *, few: bool = False) -> Cut:
    """
    Return the least of the bounding networks' minimum cuts: no plan passes more people within ``num_days``.

    Parameters
    ----------
    few
        Whether a few of the networks will do, as in the search that led here.
    """
    if claim is Claim.IMPOSSIBLE:
        relaxed = expand(world, num_days, Stay.RELAXED)
        return cut_of(world, relaxed, most_people(relaxed), claim)
    cuts = (cut_of(world, net, best, claim) for net, best in _least_first(world, num_days, few=few))
    return min(cuts, key=lambda cut: (cut.bound, cut.stay_offset))


def most_of(world: World, num_days: int, *, few: bool = False) -> int:
    """Return the least of the bounding networks' max flows, without its cut."""
    return min(best.value for _, best in _least_first(world, num_days, few=few))


def _least_first(world: World, num_days: int, *, few: bool) -> Iterator[tuple[Network, MaxFlow]]:
    """Yield bounding networks with their flows, until one passes no more than the plan's network: none passes less."""
    rule = StayRule.of(world)
    bounds = rule.few if few else rule.bounds
    carried = rule.carried(world, num_days) if len(bounds) > 1 and num_days > 0 else None
    for stay, nights, offset in bounds:
        net = network_of(world, num_days, stay, nights, offset)
        best = most_people(net)
        yield net, best
        if best.value == carried:
            return


def daily_ceilings(net: Network, days: Ints | None = None) -> Ints:
    """
    Return the most people across by the end of some days, in their order.

    Parameters
    ----------
    days
        ``[points] int64``, ascending, 0 being the first day of the network; ``None`` for all of them.
    """
    wanted = np.arange(net.num_days, dtype=np.int64) if days is None else days
    if (net.day_arc != NONE).all() and net.num_days > 0:
        return _ceilings_by_halves(net, wanted)
    solver = solver_of(net)
    gates = net.gate.reshape(-1)
    ceilings = np.zeros(wanted.size, dtype=np.int64)
    for k, day in enumerate(wanted.tolist()):
        later = net.gate[:, day + 1 :].reshape(-1)
        solver.set_capacity(gates, net.capacity[gates])
        solver.set_capacity(later, np.zeros(later.size, dtype=np.int64))
        ceilings[k] = solver.value(net.SOURCE, net.SINK)
    return ceilings


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """
    What the cuts of two days leave open: a smaller network (nodes 0 and 1 are the ends) and what passes it anyway.

    Parameters
    ----------
    day
        ``[arcs] int64``: the day of a day arc, ``NONE`` on all others.
    """

    num_nodes: int
    tail: Ints
    head: Ints
    capacity: Ints
    day: Ints
    passed: int

    def solve(self, last: int) -> MaxFlow:
        """Return the most that passes by the end of a day, with its cut."""
        capacity = np.where(self.day > last, 0, self.capacity)
        return MaxFlowSolver(self.num_nodes, self.tail, self.head, capacity).solve(0, 1)

    def merged(self, nodes: NDArray[np.bool_], end: int) -> _Part:
        """Merge some nodes into an end."""
        keep = ~nodes
        keep[:2] = True
        number = np.cumsum(keep) - 1
        number[nodes] = end
        number[:2] = 0, 1
        tail, head = number[self.tail], number[self.head]
        straight = (tail == 0) & (head == 1) & (self.day == NONE)
        useful = (tail != head) & (tail != 1) & (head != 0) & ~straight
        return _Part(
            num_nodes=int(keep.sum()),
            tail=tail[useful],
            head=head[useful],
            capacity=self.capacity[useful],
            day=self.day[useful],
            passed=self.passed + int(self.capacity[straight].sum()),
        )


def _ceilings_by_halves(net: Network, wanted: Ints) -> Ints:
    """
    Return the ceilings by halving the days: minimum cuts of later days lie inside those of earlier ones.

    So between two days whose cuts are known, what both leave on one side is merged into that end, and the networks of
    one level of halving together are no larger than the whole (Gallo, Grigoriadis and Tarjan 1989).
    """
    day = np.full(net.tail.size, NONE, dtype=np.int64)
    day[net.day_arc] = np.arange(net.num_days, dtype=np.int64)
    ceilings = np.zeros(wanted.size, dtype=np.int64)
    todo = [(_Part(net.num_nodes, net.tail, net.head, net.capacity, day, 0), 0, wanted.size)]
    while todo:
        part, low, high = todo.pop()
        if low == high:
            continue
        middle = (low + high) // 2
        best = part.solve(int(wanted[middle]))
        ceilings[middle] = part.passed + best.value
        todo.append((part.merged(best.source_side, 0), low, middle))
        todo.append((part.merged(~best.source_side, 1), middle + 1, high))
    return ceilings


def least_nights(world: World, net: Network, across: int) -> int:
    """
    Return a number of nights below which no plan with so many people across can be.

    No more than so many can go straight to a crossing, with all others out of their way; each of the others stays the
    shortest stay.
    """
    capacity = net.capacity.copy()
    capacity[net.from_sites.reshape(-1)] = 0
    straight = MaxFlowSolver(net.num_nodes, net.tail, net.head, capacity).value(net.SOURCE, net.SINK)
    return world.geography.scenario.stay.min_nights * max(across - straight, 0)


def fewest_nights(net: Network) -> Ints:
    """Return the plan: most people across on every day, then fewest nights in holding and queue, ``[arcs] int64``."""
    if net.num_days <= LONG_DAYS:
        return _fewest_nights(net)
    short = merged(net)
    return short.opened(_fewest_nights(short.net))


def _fewest_nights(net: Network) -> Ints:
    if (net.day_arc == NONE).any() or net.num_days == 0:
        return _cheapest(net)
    capacity = net.capacity.copy()
    capacity[net.day_arc] = np.diff(daily_ceilings(net), prepend=0)
    held = replace(net, capacity=capacity)
    flow = _without_waiting(held)
    return _cheapest(held) if flow is None else flow


def _without_waiting(net: Network) -> Ints | None:
    """
    Return a plan in which as few as can be pass a site, and nobody who does not have to stays a night more.

    First as many as can be go straight to a crossing; then others are added who wait nowhere, which takes none of the
    first away. No flow of as many people has fewer nights: fewer people cannot pass a site, and each stays their
    shortest stay. So whoever is still missing is added at the fewest nights. ``None`` where some stay longer already.
    """
    room = net.capacity.copy()
    room[net.waiting[net.waiting != NONE]] = 0
    alone = room.copy()
    alone[net.from_sites.reshape(-1)] = 0
    first = MaxFlowSolver(net.num_nodes, net.tail, net.head, alone).solve(net.SOURCE, net.SINK)
    left = _Left(net, first.flow, room)
    second = MaxFlowSolver(net.num_nodes, left.tail, left.head, left.capacity).solve(net.SOURCE, net.SINK)
    flow = left.added(second.flow)
    if int(flow @ net.nights) != net.nights_per_stay * second.value:
        return None
    missing = int(net.capacity[net.day_arc].sum()) - first.value - second.value
    return flow if not missing else _Left(net, flow, net.capacity).cheapest(missing)


class _Left:
    """What a flow leaves open: the room on each arc, then a way back along each arc in use."""

    def __init__(self, net: Network, flow: Ints, capacity: Ints) -> None:
        self.net, self.flow = net, flow
        self.back = np.flatnonzero((flow > 0) & (net.tail != net.SOURCE) & (net.head != net.SINK))
        self.tail = np.concatenate([net.tail, net.head[self.back]])
        self.head = np.concatenate([net.head, net.tail[self.back]])
        self.capacity = np.concatenate([capacity - flow, flow[self.back]])

    def added(self, more: Ints) -> Ints:
        """Return the flow with another one through what it left open, ``[arcs] int64``."""
        flow: Ints = self.flow + more[: self.flow.size]
        flow[self.back] -= more[self.flow.size :]
        return flow

    def cheapest(self, people: int) -> Ints:
        """Return the flow with more people added at the fewest nights; only arcs on their way are looked at."""
        net = self.net
        lets = self.capacity > 0
        met = between(net, self.tail[lets], self.head[lets])
        arcs = np.flatnonzero(lets & met[self.tail] & met[self.head])
        nights = np.concatenate([net.nights, -net.nights[self.back]])
        number = np.cumsum(met) - 1
        columns = (number[self.tail[arcs]], number[self.head[arcs]], self.capacity[arcs], nights[arcs])
        more = np.zeros(self.tail.size, dtype=np.int64)
        ends = (int(number[net.SOURCE]), int(number[net.SINK]))
        more[arcs] = min_cost_max_flow(int(met.sum()), columns, ends, people)
        return self.added(more)


def between(net: Network, tail: Ints, head: Ints) -> NDArray[np.bool_]:
    """Return the nodes that lie on some way over arcs between these ends from source to sink, ``[nodes] bool``."""
    met = np.ones(net.num_nodes, dtype=np.bool_)
    for first, ends in ((net.SOURCE, (tail, head)), (net.SINK, (head, tail))):
        graph = csr_array((np.ones(tail.size, dtype=np.int8), ends), shape=(net.num_nodes, net.num_nodes))
        reached = np.zeros(net.num_nodes, dtype=np.bool_)
        reached[breadth_first_order(graph, first, directed=True, return_predecessors=False)] = True
        met &= reached
    met[[net.SOURCE, net.SINK]] = True
    return met


def _cheapest(net: Network) -> Ints:
    amount = int(net.capacity[net.supply].sum())
    columns = (net.tail, net.head, net.capacity, net.nights)
    return min_cost_max_flow(net.num_nodes, columns, (net.SOURCE, net.SINK), amount)
