"""
Published flow instances: maximum flow, minimum cost, and the quickest horizon over time.

Both sides start from the same arrays in memory and build their own problem within the time measured.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.rows import Argument, Entry
from tests.readers.dimacs import Ints, read_dimacs, read_optima
from tests.readers.folder import flow_folder
from tests.readers.over_time import FILE, SINK, SOURCE, Transshipment, read_transshipments

NETWORKX = "networkx"
MOST_LAYERS = 10_000
_HERE = "tests.benchmarks.flows"


def entries(benchmarks: Path | None) -> list[Entry]:
    """Return a row for every published instance, none where the folder is absent."""
    folder = flow_folder(benchmarks)
    if folder is None:
        return []
    found = [
        Entry(
            id="over-time",
            instance=instance.name,
            ours=f"{_HERE}:quickest",
            peer=NETWORKX,
            peer_task=f"{_HERE}:networkx_quickest",
            argument={"folder": str(folder), "instance": instance.name},
            best_known=instance.layers,
            reach_ratio=100,
        )
        for instance in (read_transshipments(folder) if (folder / FILE).is_file() else ())
    ]
    optima = read_optima(folder)
    for kind, part, ours, peer in (
        ("max-flow", "maxflow", "maximum_flow", "networkx_maximum_flow"),
        ("min-cost", "mincost", "minimum_cost", "networkx_minimum_cost"),
    ):
        found += [
            Entry(
                id=kind,
                instance=path.name,
                ours=f"{_HERE}:{ours}",
                peer=NETWORKX,
                peer_task=f"{_HERE}:{peer}",
                argument={"path": str(path)},
                best_known=optima[path.name],
            )
            for path in sorted((folder / part).iterdir())
            if path.name in optima
        ]
    return found


def maximum_flow(argument: Argument) -> Callable[[], int]:
    """Solve a DIMACS ``max`` problem with the planner's maximum flow."""
    from planner.model._ortools import MaxFlowSolver

    problem = read_dimacs(Path(argument["path"]))

    def solve() -> int:
        solver = MaxFlowSolver(problem.num_nodes, problem.tail, problem.head, problem.capacity)
        return solver.solve(problem.source, problem.sink).value

    return solve


def networkx_maximum_flow(argument: Argument) -> Callable[[], int]:
    """Solve it with networkx, by the algorithm it takes of itself (preflow-push)."""
    problem = read_dimacs(Path(argument["path"]))
    return lambda: networkx_most(problem.tail, problem.head, problem.capacity, problem.source, problem.sink)


def networkx_most(tail: Ints, head: Ints, capacity: Ints, source: int, sink: int) -> int:
    """Return the maximum flow by networkx; arcs between the same two nodes are added up."""
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from((source, sink))
    for u, v, units in zip(tail.tolist(), head.tolist(), capacity.tolist(), strict=True):
        if graph.has_edge(u, v):
            graph[u][v]["capacity"] += units
        else:
            graph.add_edge(u, v, capacity=units)
    return int(nx.maximum_flow(graph, source, sink)[0])


def minimum_cost(argument: Argument) -> Callable[[], int]:
    """Solve a DIMACS ``min`` problem with the planner's minimum-cost flow."""
    from planner.model._ortools import min_cost_max_flow

    problem = read_dimacs(Path(argument["path"]))
    arcs = (problem.tail, problem.head, problem.capacity, problem.cost)
    ends = (problem.source, problem.sink)
    return lambda: int(min_cost_max_flow(problem.num_nodes, arcs, ends, problem.amount) @ problem.cost)


def networkx_minimum_cost(argument: Argument) -> Callable[[], int]:
    """Solve it with networkx's network simplex."""
    import networkx as nx

    problem = read_dimacs(Path(argument["path"]))

    def solve() -> int:
        graph = nx.MultiDiGraph()
        graph.add_node(problem.source, demand=-problem.amount)
        graph.add_node(problem.sink, demand=problem.amount)
        columns = (problem.tail, problem.head, problem.capacity, problem.cost)
        for u, v, units, cost in zip(*(column.tolist() for column in columns), strict=True):
            graph.add_edge(u, v, capacity=units, weight=cost)
        return int(nx.network_simplex(graph)[0])

    return solve


def _instance(argument: Argument) -> Transshipment:
    published = read_transshipments(Path(argument["folder"]))
    return next(instance for instance in published if instance.name == argument["instance"])


def quickest(argument: Argument) -> Callable[[], int]:
    """Find the quickest horizon with the planner's search and maximum flow."""
    from planner.model._ortools import MaxFlowSolver
    from planner.model.completion import first_day_reaching

    instance = _instance(argument)

    def value(layers: int) -> int:
        net = instance.expanded(layers)
        return MaxFlowSolver(net.num_nodes, net.tail, net.head, net.capacity).value(SOURCE, SINK)

    def solve() -> int:
        found = first_day_reaching(value, instance.amount, known=(1, value(1)), limit=MOST_LAYERS)
        if found is None:
            raise AssertionError(f"{instance.name}: not done in {MOST_LAYERS} layers")
        return found

    return solve


def networkx_quickest(argument: Argument) -> Callable[[], int]:
    """Find it with networkx on time-expanded networks: double until all arrive, then bisect."""
    instance = _instance(argument)

    def enough(layers: int) -> bool:
        net = instance.expanded(layers)
        return networkx_most(net.tail, net.head, net.capacity, SOURCE, SINK) >= instance.amount

    def solve() -> int:
        high = 1
        while not enough(high):
            high *= 2
        low = high // 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(middle) else (middle, high)
        return high

    return solve
