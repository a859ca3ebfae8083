"""
Published maximum-flow and minimum-cost instances: the known value, and a proof of it that needs no published value.

Maximum flow: gl1, gw1 and wlm3 of the networkx test suite (BSD-3). Minimum cost: netgen-2 of the same suite, and four
GRIDGEN networks of the Min-Cost-Flow-Class project (LGPL-3.0), whose values two solvers found alike.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planner.model._ortools import MaxFlowSolver, min_cost_max_flow
from tests.readers.dimacs import FlowProblem, Ints, read_dimacs, read_optima
from tests.readers.folder import ABSENT, benchmarks_folder, flow_folder

FOLDER = flow_folder(benchmarks_folder())
OPTIMA = read_optima(FOLDER) if FOLDER else {}
with_instances = pytest.mark.skipif(FOLDER is None, reason=ABSENT)


def files(kind: str) -> list[Path]:
    return sorted(path for path in (FOLDER / kind).iterdir() if path.name in OPTIMA) if FOLDER else []


def name(path: Path) -> str:
    return path.name


def kept(problem: FlowProblem, flow: Ints) -> Ints:
    """What stays at each node, after checking that no arc carries more than it can."""
    assert flow.min() >= 0
    assert (flow <= problem.capacity).all()
    inward = np.bincount(problem.head, weights=flow, minlength=problem.num_nodes)
    return (inward - np.bincount(problem.tail, weights=flow, minlength=problem.num_nodes)).astype(np.int64)


@with_instances
def test_every_known_instance_is_there() -> None:
    assert {path.name for kind in ("maxflow", "mincost") for path in files(kind)} == set(OPTIMA)


@with_instances
@pytest.mark.parametrize("path", files("maxflow"), ids=name)
def test_maximum_flow(path: Path) -> None:
    problem = read_dimacs(path)
    solver = MaxFlowSolver(problem.num_nodes, problem.tail, problem.head, problem.capacity)
    best = solver.solve(problem.source, problem.sink)
    assert best.value == OPTIMA[path.name]
    left = kept(problem, best.flow)
    assert (left[problem.source], left[problem.sink]) == (-best.value, best.value)
    assert np.flatnonzero(left).tolist() == sorted((problem.source, problem.sink))
    cut = best.source_side[problem.tail] & ~best.source_side[problem.head]
    assert int(problem.capacity[cut].sum()) == best.value
    assert not best.source_side[problem.sink]


@with_instances
@pytest.mark.parametrize("path", files("mincost"), ids=name)
def test_minimum_cost(path: Path) -> None:
    problem = read_dimacs(path)
    arcs = (problem.tail, problem.head, problem.capacity, problem.cost)
    flow = min_cost_max_flow(problem.num_nodes, arcs, (problem.source, problem.sink), problem.amount)
    assert int(flow @ problem.cost) == OPTIMA[path.name]
    left = kept(problem, flow)
    assert (left[problem.source], left[problem.sink]) == (-problem.amount, problem.amount)
    assert np.flatnonzero(left).tolist() == sorted((problem.source, problem.sink))
    assert has_no_cheaper_way_round(problem, flow)


def has_no_cheaper_way_round(problem: FlowProblem, flow: Ints) -> bool:
    """Whether node prices exist that no arc with room undercuts: then no flow of the same amount costs less."""
    on, back = flow < problem.capacity, flow > 0
    tail = np.concatenate([problem.tail[on], problem.head[back]])
    head = np.concatenate([problem.head[on], problem.tail[back]])
    cost = np.concatenate([problem.cost[on], -problem.cost[back]])
    price = np.zeros(problem.num_nodes, dtype=np.int64)
    for _ in range(problem.num_nodes + 1):
        lower = price.copy()
        np.minimum.at(lower, head, price[tail] + cost)
        if (lower == price).all():
            return True
        price = lower
    return False


def test_a_dearer_flow_is_seen() -> None:
    """Two ways from source to sink; the flow takes the dear one."""
    problem = FlowProblem(
        kind="min",
        num_nodes=3,
        tail=np.array([0, 0, 1], dtype=np.int64),
        head=np.array([2, 1, 2], dtype=np.int64),
        capacity=np.array([4, 4, 4], dtype=np.int64),
        cost=np.array([9, 1, 1], dtype=np.int64),
        source=0,
        sink=2,
        amount=3,
    )
    assert not has_no_cheaper_way_round(problem, np.array([3, 0, 0], dtype=np.int64))
    assert has_no_cheaper_way_round(problem, np.array([0, 3, 3], dtype=np.int64))
