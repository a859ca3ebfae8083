"""Earliest completion: follow the slope of the people across, then bisect, with a cut one day before as the proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from planner.demand import release_days
from planner.model.flow import StayRule, most_across, network_of, proved_bound
from planner.network import NONE, Group, Network, Routes, Stay, World, expand
from planner.solution import Claim, Completion, Cut

# Weekday calendars and climates repeat within a year: a way out that is ever open again is open within one.
YEAR_DAYS = 366


def first_day_reaching(value: Callable[[int], int], target: int, *, known: tuple[int, int], limit: int) -> int | None:
    """
    Return the fewest days whose value reaches ``target``, ``None`` when ``limit`` days do not.

    Parameters
    ----------
    value
        People across by the end of a number of days; never falls with more days, 0 after 0 days.
    known
        A number of days and its value, where the search begins.
    """
    low, below, slope = 0, 0, 0.0
    high, reached = known
    while reached < target:
        if high >= limit:
            return None
        slope = (reached - below) / max(high - low, 1)
        low, below = high, reached
        # At least doubling, so that a flat start costs few solves; the slope takes over once people move.
        step = int((target - reached) / slope) + 1 if slope > 0 else high + 1
        high = min(low + max(1, min(step, 3 * low + 8)), limit)
        reached = value(high)
    halve = False
    while high - low > 1:
        guess = low + int((target - below) / slope) + 1 if slope > 0 and not halve else (low + high) // 2
        day = min(max(guess, low + 1), high - 1)
        got = value(day)
        if got >= target:
            high = day
        else:
            slope = (got - below) / (day - low)
            low, below = day, got
        halve = not halve
    return high


def first_day_of_few(world: World, *, start: int, limit: int, passed: int | None = None) -> int | None:
    """
    Return the fewest days in which a few of the bounding networks pass everyone, ``None`` when ``limit`` do not.

    That is the last of the days on which each of them alone does, so that they are searched one after the other: what
    one has excluded need not be tried with the next. Once the plan's network passes everyone, so do all the others.

    Parameters
    ----------
    start
        Days with which the search begins.
    passed
        People whom the first of the networks passes within ``start`` days, where that is known.
    """
    rule = StayRule.of(world)
    target, day, tried = world.in_scope_people, start, NONE
    for k, network in enumerate(rule.few):
        if k and day != tried:
            if rule.carried(world, day) >= target:
                return day
            tried = day
        value = partial(_passed, world, network)
        reached = value(day) if k or passed is None else passed
        if k and reached >= target:
            continue
        found = first_day_reaching(value, target, known=(day, reached), limit=limit)
        if found is None:
            return None
        day = found
    return day


def _passed(world: World, network: tuple[Stay, int, int], num_days: int) -> int:
    return most_across(network_of(world, num_days, *network))


def completion(world: World, on_time: int) -> tuple[Completion, Cut]:
    """
    Return the earliest completion and the cut for the day before it.

    Parameters
    ----------
    on_time
        The proved bound at the deadline, where the search begins.
    """
    scenario = world.geography.scenario
    target, limit = world.in_scope_people, scenario.horizon_max_days
    if target == 0:
        return Completion(days=1, proved_days=1, never=False), proved_bound(world, 0, Claim.COMPLETION)
    rule = StayRule.of(world)

    planned = partial(rule.carried, world)
    start = min(scenario.num_days, limit)
    known = on_time if start == scenario.num_days and len(rule.bounds) == 1 else None
    # Whoever can cross at all mostly can within a year; that nobody ever can is asked first where nobody does on time.
    soon, never = min(limit, start + YEAR_DAYS), on_time == 0 and never_completes(world)
    proved = None if never else first_day_of_few(world, start=start, limit=soon, passed=known)
    if proved is None and not never:
        never = never_completes(world)
        proved = None if never or soon == limit else first_day_of_few(world, start=soon, limit=limit)
    days = proved
    if proved is not None and not rule.plan_bounds:
        days = first_day_reaching(planned, target, known=(proved, planned(proved)), limit=limit)
    horizon = limit if proved is None else proved - 1
    cut = proved_bound(world, horizon, Claim.COMPLETION)
    return Completion(days=days, proved_days=horizon + 1, never=never), cut


def never_completes(world: World) -> bool:
    """
    Return whether no amount of time would take everyone across.

    People with a way out that is open again after the last closure can wait for it. The others must all cross before
    theirs shuts for good, with everyone else out of their way; where they cannot, completion is never.
    """
    steady = _steady_day(world)
    longest = max((lag for group in (*world.self_groups, *world.site_groups) for lag in group.lags), default=0)
    onward = max((int(way.lags.max(initial=0)) for way in world.site_ways), default=0)
    num_days = steady + YEAR_DAYS + longest + onward + world.geography.scenario.stay.min_nights + 1
    net = expand(world, num_days, Stay.OPEN)
    leads_out = _leads_out(net)
    lost, first = [], 0
    for releases, lasting in _groups(world, net, leads_out, steady):
        last = first + releases
        if not lasting:
            lost.append(net.supply[first:last])
        first = last
    if not lost:
        return False
    arcs = np.concatenate(lost)
    capacity = net.capacity.copy()
    capacity[np.setdiff1d(net.supply, arcs)] = 0
    return most_across(replace(net, capacity=capacity)) < int(net.capacity[arcs].sum())


def _groups(world: World, net: Network, leads_out: NDArray[np.bool_], steady: int) -> Iterator[tuple[int, bool]]:
    """Yield each group in the order of the network's supply arcs: how many releases it has, and whether it can wait."""
    geography, days = world.geography, world.days(net.num_days)
    streams: tuple[tuple[tuple[Group, ...], NDArray[np.int64], Routes, NDArray[np.int64]], ...] = (
        (world.self_groups, world.self_people, geography.to_crossing, net.at_crossing),
        (world.site_groups, world.site_people, geography.to_site, net.door),
    )
    for groups, people, routes, entry in streams:
        amounts = world.released(groups, people, net.num_days)
        for group, row in zip(groups, amounts, strict=True):
            lasting = False
            for target, lag, gate in zip(group.targets, group.lags, group.gates, strict=True):
                leaving = np.flatnonzero(days.all_open(routes.gate_sets[gate])[steady : net.num_days - lag]) + steady
                lasting |= bool(leads_out[entry[target, leaving + lag]].any())
            yield int((row > 0).sum()), lasting


def _steady_day(world: World) -> int:
    """Return the first day after every closure, opening and release; what ends beyond the horizon lasts for ever."""
    scenario, case = world.geography.scenario, world.geography.case
    limit = scenario.horizon_max_days
    changes = [(closure.first, closure.last) for closure in case.closures]
    changes += [(c.opens_on, c.opens_on) for c in case.crossings if c.opens_on is not None]
    days = [release_days(scenario.release, scenario.start, limit).stop, 0]
    for first, last in changes:
        ends = (last - scenario.start).days + 1
        days.append(ends if ends <= limit else (first - scenario.start).days)
    return max(day for day in days if day <= limit)


def _leads_out(net: Network) -> NDArray[np.bool_]:
    """Return the nodes from which the sink can be reached over arcs with any capacity, ``[nodes] bool``."""
    some = net.capacity > 0
    shape = (net.num_nodes, net.num_nodes)
    back = csr_array((np.ones(int(some.sum()), dtype=np.int8), (net.head[some], net.tail[some])), shape=shape)
    reached = breadth_first_order(back, net.SINK, directed=True, return_predecessors=False)
    leads = np.zeros(net.num_nodes, dtype=np.bool_)
    leads[reached] = True
    return leads
