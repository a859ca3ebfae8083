"""
Published quickest transshipments, by two methods that share no network.

By layers: the planner's search for the earliest completion over time-expanded networks. By arrival time: a horizon is
enough if and only if, for every set of terminals, the supplies in it exceed the demands in it by no more than the most
that can flow out of it in that time (Klinz; Hoppe and Tardos 2000), which is one static minimum-cost flow a set (Ford
and Fulkerson 1958). Instances: the Cologne example of dynflows (MIT), and Sioux Falls of TransportationNetworks with
supplies drawn for this purpose.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from planner.model._ortools import MaxFlowSolver, min_cost_max_flow
from planner.model.completion import first_day_reaching
from tests.readers.folder import ABSENT, benchmarks_folder, flow_folder
from tests.readers.over_time import FILE, SINK, SOURCE, Ints, Transshipment, read_transshipments

FOLDER = flow_folder(benchmarks_folder())
INSTANCES = read_transshipments(FOLDER) if FOLDER and (FOLDER / FILE).is_file() else ()
pytestmark = pytest.mark.skipif(not INSTANCES, reason=ABSENT)
MOST_LAYERS = 10_000


def most_within(instance: Transshipment, layers: int) -> int:
    net = instance.expanded(layers)
    return MaxFlowSolver(net.num_nodes, net.tail, net.head, net.capacity).value(SOURCE, SINK)


def quickest(instance: Transshipment) -> int | None:
    def value(layers: int) -> int:
        return most_within(instance, layers)

    return first_day_reaching(value, instance.amount, known=(1, value(1)), limit=MOST_LAYERS)


def most_out_of(instance: Transshipment, inside: Ints, arrival_time: int) -> int:
    """Return the most that sources ``inside`` can send to sinks outside by a time, stocks apart."""
    count = len(instance.places)
    start, end = count, count + 1
    gives = np.intersect1d(np.flatnonzero(instance.balance > 0), inside)
    takes = np.setdiff1d(np.flatnonzero(instance.balance < 0), inside)
    most = int(instance.capacity.sum())
    tail = np.concatenate([instance.tail, np.full_like(gives, start), takes, [start]])
    head = np.concatenate([instance.head, gives, np.full_like(takes, end), [end]])
    capacity = np.concatenate([instance.capacity, np.full(gives.size + takes.size + 1, most)])
    # A unit of static flow along a way of k steps arrives at times k..T: T + 1 - k of it. What is better not sent at
    # all goes straight from start to end at a cost of T + 1.
    cost = np.concatenate([instance.transit, np.zeros(gives.size + takes.size, dtype=np.int64), [arrival_time + 1]])
    flow = min_cost_max_flow(count + 2, (tail, head, capacity, cost), (start, end), most)
    return (arrival_time + 1) * most - int(flow @ cost)


def is_enough(instance: Transshipment, arrival_time: int) -> bool:
    """Whether every set of terminals can be emptied of what it has too much, by a time."""
    terminals = np.flatnonzero(instance.balance)
    sets = (terminals[np.array(chosen, dtype=np.bool_)] for chosen in product((False, True), repeat=terminals.size))
    return all(int(instance.balance[one].sum()) <= most_out_of(instance, one, arrival_time) for one in sets)


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda instance: instance.name)
class TestQuickest:
    def test_by_layers(self, instance: Transshipment) -> None:
        assert quickest(instance) == instance.layers
        assert most_within(instance, instance.layers - 1) < instance.amount

    def test_by_arrival_time(self, instance: Transshipment) -> None:
        assert is_enough(instance, instance.arrival_time)
        assert not is_enough(instance, instance.arrival_time - 1)

    def test_published_set_proves_that_one_step_less_is_too_few(self, instance: Transshipment) -> None:
        inside = np.array([instance.places.index(place) for place in sorted(instance.violated)], dtype=np.int64)
        too_much = int(instance.balance[inside].sum())
        assert most_out_of(instance, inside, instance.arrival_time - 1) < too_much
        assert most_out_of(instance, inside, instance.arrival_time) >= too_much


def test_all_published_instances_are_read() -> None:
    assert len(INSTANCES) == 9
