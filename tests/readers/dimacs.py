"""DIMACS flow problems (``p max`` and ``p min``), plain or gzipped, as whole-number arrays."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
# Tail, head, capacity; a minimum-cost problem adds lower bound and cost.
FIELDS = {"max": 3, "min": 5}


@dataclass(frozen=True, slots=True, eq=False)
class FlowProblem:
    """
    One instance with one source and one sink.

    Parameters
    ----------
    kind
        ``max`` or ``min``.
    tail, head, capacity, cost
        ``[arcs] int64``; nodes count from 0, costs are 0 in a ``max`` problem.
    source, sink
        In a ``min`` problem, nodes of their own joined to every node that has a supply or a demand.
    amount
        Units to be carried by a ``min`` problem, 0 in a ``max`` problem.
    """

    kind: str
    num_nodes: int
    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    source: int
    sink: int
    amount: int


def read_dimacs(path: Path) -> FlowProblem:
    """
    Return the problem of a file.

    Raises
    ------
    ValueError
        Naming the file and line, for anything that is no such problem or that these readers do not carry.
    """
    kind, num_nodes, num_arcs = "", 0, 0
    arcs: list[list[int]] = []
    marks: list[list[str]] = []
    for number, fields in _lines(path):
        try:
            if fields[0] == "p" and not kind:
                kind, num_nodes, num_arcs = fields[1], int(fields[2]), int(fields[3])
            elif fields[0] == "n" and kind:
                marks.append([fields[1], fields[2]])
            elif fields[0] == "a" and kind:
                arcs.append([int(field) for field in fields[1:]])
            else:
                raise ValueError(f"expected one line p, then n and a, got {fields[0]!r}")
        except (ValueError, IndexError) as error:
            raise ValueError(f"{path.name}:{number}: {error}") from error
    if kind not in FIELDS or len(arcs) != num_arcs or any(len(arc) != FIELDS[kind] for arc in arcs):
        raise ValueError(f"{path.name}: expected {num_arcs} arcs of a max or min problem, got {len(arcs)} of {kind!r}")
    table = np.array(arcs, dtype=np.int64).reshape(num_arcs, FIELDS[kind])
    ends = table[:, :2]
    if num_arcs and not (ends.min() >= 1 and ends.max() <= num_nodes):
        raise ValueError(f"{path.name}: expected nodes from 1 to {num_nodes}, got {ends.min()} to {ends.max()}")
    return _max(table, num_nodes, marks) if kind == "max" else _min(path, table, num_nodes, marks)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield number and fields of every line that is neither blank nor a comment."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("ascii")
    for number, line in enumerate(text.splitlines(), start=1):
        fields = line.split()
        if fields and fields[0] != "c":
            yield number, fields


def _max(table: Ints, num_nodes: int, marks: list[list[str]]) -> FlowProblem:
    ends = {role: int(node) - 1 for node, role in marks}
    return FlowProblem(
        kind="max",
        num_nodes=num_nodes,
        tail=table[:, 0] - 1,
        head=table[:, 1] - 1,
        capacity=table[:, 2].copy(),
        cost=np.zeros(len(table), dtype=np.int64),
        source=ends["s"],
        sink=ends["t"],
        amount=0,
    )


def _min(path: Path, table: Ints, num_nodes: int, marks: list[list[str]]) -> FlowProblem:
    if table[:, 2].any():
        raise ValueError(f"{path.name}: expected lower bounds of 0")
    supply = np.zeros(num_nodes, dtype=np.int64)
    for node, units in marks:
        supply[int(node) - 1] += int(units)
    if supply.sum():
        raise ValueError(f"{path.name}: expected supplies that add up to 0, got {supply.sum()}")
    gives, takes = np.flatnonzero(supply > 0), np.flatnonzero(supply < 0)
    source, sink = num_nodes, num_nodes + 1
    joined = np.zeros(gives.size + takes.size, dtype=np.int64)
    return FlowProblem(
        kind="min",
        num_nodes=num_nodes + 2,
        tail=np.concatenate([table[:, 0] - 1, np.full_like(gives, source), takes]).astype(np.int64),
        head=np.concatenate([table[:, 1] - 1, gives, np.full_like(takes, sink)]).astype(np.int64),
        capacity=np.concatenate([table[:, 3], supply[gives], -supply[takes]]),
        cost=np.concatenate([table[:, 4], joined]),
        source=source,
        sink=sink,
        amount=int(supply[gives].sum()),
    )


def read_optima(flow_folder: Path) -> dict[str, int]:
    """Return the known optimal value of each DIMACS instance, by file name."""
    with (flow_folder / "optima.csv").open(encoding="utf-8", newline="") as stream:
        return {row["instance"]: int(row["value"]) for row in csv.DictReader(stream)}
