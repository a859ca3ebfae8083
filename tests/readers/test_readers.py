"""The readers on instances written by hand."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from tests.readers.dimacs import read_dimacs, read_optima
from tests.readers.folder import benchmarks_folder, flow_folder
from tests.readers.over_time import SINK, SOURCE, transshipment

MAX = "c by hand\n\np max 3 2\nn 1 s\nn 3 t\na 1 2 4\na 2 3 7\n"
MIN = "p min 3 2\nn 1 5\nn 3 -5\na 1 2 0 4 10\na 2 3 0 7 20\n"
# A supply of 5 two steps away from its demand, 2 a step: the last unit leaves in layer 2 and arrives in layer 4.
PIPE: dict[str, Any] = {
    "name": "pipe",
    "nodes": 2,
    "arcs": 1,
    "balance": {"b": -5, "a": 5},
    "edges_u_v_capacity_transit": [["a", "b", 2, 2]],
    "T_star_discrete_layers": 5,
    "T_star_dynflows_convention": 4,
    "violated_terminal_set_at_T_star_minus_1": ["a"],
}


def write(folder: Path, text: str) -> Path:
    path = folder / "instance.dmx"
    path.write_text(text, encoding="ascii")
    return path


def test_max_problem(tmp_path: Path) -> None:
    problem = read_dimacs(write(tmp_path, MAX))
    assert (problem.kind, problem.num_nodes, problem.source, problem.sink) == ("max", 3, 0, 2)
    assert problem.tail.tolist() == [0, 1]
    assert problem.head.tolist() == [1, 2]
    assert problem.capacity.tolist() == [4, 7]


def test_min_problem_gets_one_source_and_one_sink(tmp_path: Path) -> None:
    path = tmp_path / "instance.min.gz"
    path.write_bytes(gzip.compress(MIN.encode("ascii")))
    problem = read_dimacs(path)
    assert (problem.kind, problem.num_nodes, problem.source, problem.sink, problem.amount) == ("min", 5, 3, 4, 5)
    arcs = zip(problem.tail, problem.head, problem.capacity, problem.cost, strict=True)
    assert [tuple(int(value) for value in arc) for arc in arcs] == [
        (0, 1, 4, 10),
        (1, 2, 7, 20),
        (3, 0, 5, 0),
        (2, 4, 5, 0),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (MAX.replace("max 3 2", "max 3 9"), "expected 9 arcs"),
        (MAX.replace("p max", "p sp"), "of 'sp'"),
        (MAX.replace("a 2 3 7", "a 2 3 7.5"), "instance.dmx:7"),
        (MAX.replace("a 2 3 7", "a 2 4 7"), "nodes from 1 to 3, got 1 to 4"),
        (MAX.replace("p max 3 2\n", ""), "instance.dmx:3"),
        (MIN.replace("a 1 2 0 4", "a 1 2 1 4"), "lower bounds of 0"),
        (MIN.replace("n 3 -5", "n 3 -4"), "add up to 0, got 1"),
    ],
)
def test_other_texts_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_dimacs(write(tmp_path, text))


def test_optima(tmp_path: Path) -> None:
    (tmp_path / "optima.csv").write_text("instance,kind,value\na.max.gz,max flow,12\n", encoding="utf-8")
    assert read_optima(tmp_path) == {"a.max.gz": 12}


def test_expansion_over_layers() -> None:
    net = transshipment(PIPE).expanded(4)
    # Places a and b over four layers after the two ends; two journeys, six waits, one supply, one demand.
    assert net.num_nodes == 10
    arcs = list(zip(net.tail.tolist(), net.head.tolist(), net.capacity.tolist(), strict=True))
    journeys, waits, ends = arcs[:2], arcs[2:8], arcs[8:]
    assert journeys == [(2, 8, 2), (3, 9, 2)]
    assert waits == [(2, 3, 5), (3, 4, 5), (4, 5, 5), (6, 7, 5), (7, 8, 5), (8, 9, 5)]
    assert ends == [(SOURCE, 2, 5), (9, SINK, 5)]


@pytest.mark.parametrize(
    ("change", "message"),
    [({"balance": {"a": 5, "b": -4}}, "got 1 more"), ({"nodes": 3}, "expected 3 nodes"), ({"arcs": 2}, "and 2 arcs")],
)
def test_transshipments_that_contradict_themselves_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        transshipment(PIPE | change)


def test_folder_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNS_SHARED", str(tmp_path))
    assert benchmarks_folder() is None
    assert flow_folder(None) is None
    (tmp_path / "benchmarks").mkdir()
    assert benchmarks_folder() == tmp_path / "benchmarks"
    assert flow_folder(benchmarks_folder()) is None
    (tmp_path / "benchmarks" / "flow").mkdir()
    assert flow_folder(benchmarks_folder()) == tmp_path / "benchmarks" / "flow"
