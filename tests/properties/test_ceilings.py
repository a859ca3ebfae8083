"""The most people across by the end of a day is the same, however many later days the network has."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from planner.config import Stay
from planner.model._ortools import min_cost_max_flow
from planner.model.completion import first_day_of_few
from planner.model.flow import StayRule, daily_ceilings, fewest_nights, most_across, most_people, network_of
from planner.model.merging import merged
from planner.network import NONE, Network, World
from planner.records import Reading
from tests.amounts import few, seeded
from tests.properties.worlds_at_random import drawn, readings, seeds, world_of

Ints = NDArray[np.int64]
DAYS, LATER = 6, 9
worlds = few(40)
stays = st.sampled_from(((1, 1), (1, None), (2, 2), (3, 3)))


def staying(seed: int, reading: Reading, stay: tuple[int, int | None]) -> World:
    """Return a random world with other nights at its sites."""
    scenario = drawn(seed).scenario.model_copy(update={"stay": Stay(min_nights=stay[0], max_nights=stay[1])})
    return world_of(drawn(seed).case, scenario, reading)


def few_networks(world: World, days: int) -> list[Network]:
    """Return a few of the networks that bound every plan."""
    return [network_of(world, days, *network) for network in StayRule.of(world).few]


@worlds
@given(seed=seeds, reading=readings, stay=stays)
def test_later_days_change_no_earlier_ceiling(seed: int, reading: Reading, stay: tuple[int, int | None]) -> None:
    world = staying(seed, reading, stay)
    for short, long in zip(few_networks(world, DAYS), few_networks(world, LATER), strict=True):
        alone = [most_across(net) for day in range(DAYS) for net in few_networks(world, day + 1)[:1]]
        if short.offset == 0:
            assert daily_ceilings(short).tolist() == alone
        assert daily_ceilings(long)[:DAYS].tolist() == daily_ceilings(short).tolist()


@worlds
@given(seed=seeds, reading=readings, stay=stays)
def test_ceilings_of_some_days_are_those_of_all(seed: int, reading: Reading, stay: tuple[int, int | None]) -> None:
    world = staying(seed, reading, stay)
    net = few_networks(world, LATER)[0]
    every = daily_ceilings(net)
    points = every.argsort()[[0, 3, -1]]
    points.sort()
    assert daily_ceilings(net, points).tolist() == every[points].tolist()


@pytest.mark.parametrize("seed", seeded(range(25), every_run=8))
def test_the_search_network_by_network_finds_the_first_day_of_the_least(seed: int) -> None:
    world = staying(seed, Reading.CENTRAL, (3, 3))
    found = first_day_of_few(world, start=1, limit=25)
    least = [min(most_across(net) for net in few_networks(world, day)) for day in range(1, 26)]
    reached = [day for day, people in enumerate(least, start=1) if people >= world.in_scope_people]
    assert found == min(reached, default=None)


def balance(net: Network, flow: Ints) -> Ints:
    """Return what comes into each node less what leaves it, ``[nodes] int64``."""
    left = np.zeros(net.num_nodes, dtype=np.int64)
    np.add.at(left, net.head, flow)
    np.subtract.at(left, net.tail, flow)
    return left


def test_the_fewest_nights_are_those_of_a_search_over_all_flows() -> None:
    waited = 0
    for seed in range(120):
        world = staying(seed, Reading.STRICT, ((1, 1), (1, None), (2, 2))[seed % 3])
        net = StayRule.of(world).plan_network(world, LATER)
        short, capacity = merged(net), net.capacity
        flows = (fewest_nights(net), short.opened(fewest_nights(short.net)))
        if (net.day_arc != NONE).all():
            ceilings = daily_ceilings(net)
            assert daily_ceilings(short.net).tolist() == ceilings.tolist()
            assert all(np.cumsum(flow[net.day_arc]).tolist() == ceilings.tolist() for flow in flows)
            capacity = net.capacity.copy()
            capacity[net.day_arc] = np.diff(ceilings, prepend=0)
        people = int(net.capacity[net.supply].sum())
        arcs = (net.tail, net.head, capacity, net.nights)
        least = min_cost_max_flow(net.num_nodes, arcs, (net.SOURCE, net.SINK), people)
        for flow in flows:
            assert (flow >= 0).all()
            assert (flow <= net.capacity).all()
            assert not balance(net, flow)[2:].any()
            assert int(flow @ net.nights) == int(least @ net.nights)
        waited += int(flows[0][net.waiting[net.waiting != NONE]].sum()) > 0
    assert waited >= 10


@worlds
@given(seed=seeds, reading=readings, stay=stays)
def test_a_merged_network_passes_as_many_and_is_cut_at_the_same_limits(
    seed: int, reading: Reading, stay: tuple[int, int | None]
) -> None:
    world = staying(seed, reading, stay)
    for net in few_networks(world, LATER):
        short, whole = merged(net), most_people(net)
        best = most_people(short.net)
        assert best.value == whole.value
        cut = best.source_side[short.net.tail] & ~best.source_side[short.net.head] & (short.net.capacity > 0)
        crossed = whole.source_side[net.tail] & ~whole.source_side[net.head] & (net.capacity > 0)
        assert np.flatnonzero(cut).tolist() == np.flatnonzero(crossed).tolist()


def test_a_chain_that_nobody_joins_is_one_node_and_its_days_are_told_again() -> None:
    world = staying(3, Reading.CENTRAL, (1, None))
    net = StayRule.of(world).plan_network(world, 60)
    short = merged(net)
    assert len(short.levels) >= 40
    assert sum(arcs.size for arcs in short.levels) == int((short.net.tail == short.net.head).sum())
    flow = short.opened(most_people(short.net).flow)
    assert not balance(net, flow)[2:].any()
    assert (flow <= net.capacity).all()
    assert any(flow[arcs].any() for arcs in short.levels)
