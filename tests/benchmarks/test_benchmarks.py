"""The bench itself: rows, choices and verdicts on disagreement. Nothing here looks at how long anything takes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from itertools import count, repeat
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks import embedded, flows, growth
from tests.benchmarks.process import TURNS, BenchError, Side, in_turn, run
from tests.benchmarks.rows import Argument, Entry, Measured, Row, as_json, disagreement, row_of, table
from tests.benchmarks.worker import RUNS_A_TURN

HERE = "tests.benchmarks.test_benchmarks"
KEYS = ["id", "instance", "ours_s", "peer", "peer_s", "ratio", "ours_value", "peer_value", "best_known", "peak_mib"]


def constant(argument: Argument) -> Callable[[], int]:
    return lambda: int(argument["value"])


def one_more(argument: Argument) -> Callable[[], int]:
    return lambda: int(argument["value"]) + 1


def failing(_: Argument) -> Callable[[], int]:
    raise ValueError("not today")


def breaking(_: Argument) -> Callable[[], int]:
    def solve() -> int:
        raise ValueError("not now")

    return solve


def counting(_: Argument) -> Callable[[], int]:
    values = count()
    return lambda: next(values)


def nothing(_: Argument) -> Callable[[], None]:
    return lambda: None


def endless(_: Argument) -> Callable[[], int]:
    return lambda: sum(1 for _ in repeat(None))


def entry(ours: str = "constant", peer: str | None = "constant", best_known: int | None = 7) -> Entry:
    return Entry(
        id="toy",
        instance="seven",
        ours=f"{HERE}:{ours}",
        peer=None if peer is None else "other",
        peer_task=None if peer is None else f"{HERE}:{peer}",
        argument={"value": 7},
        best_known=best_known,
    )


def row(ours_value: int | None = 7, peer_value: int | None = 7, best_known: int | None = 7) -> Row:
    ours = Measured(seconds=0.5, value=ours_value, peak_mib=20.0)
    peer = Measured(seconds=2.0, value=peer_value, peak_mib=30.0)
    return row_of(entry(best_known=best_known), ours, peer)


def test_rows_have_the_keys_of_the_contract() -> None:
    assert [field.name for field in fields(Row)] == KEYS
    assert as_json([row()]) == [
        dict(zip(KEYS, ("toy", "seven", 0.5, "other", 2.0, 4.0, 7, 7, 7, 20.0), strict=True)),
    ]


def test_a_row_without_peer() -> None:
    alone = row_of(entry(peer=None), Measured(seconds=0.5, value=7, peak_mib=20.0), None)
    assert (alone.peer, alone.peer_s, alone.ratio, alone.peer_value) == (None, None, None, None)
    assert disagreement(alone) is None


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ((7, 7, 7), None),
        ((7, None, None), None),
        ((7, 8, 7), "ours 7, other 8, best known 7"),
        ((8, 8, 7), "ours 8, other 8, best known 7"),
        ((None, 7, 7), "other 7, best known 7"),
        ((None, None, None), "no value"),
    ],
)
def test_values_must_agree(values: tuple[int | None, int | None, int | None], fault: str | None) -> None:
    told = disagreement(row(*values))
    assert told == (None if fault is None else f"toy seven: expected one value, got {fault}")


def test_best_answers_found_need_not_agree() -> None:
    assert disagreement(row(9, 8, 7), exact=False) is None
    assert disagreement(row(None, 8, 7), exact=False) == "toy seven: expected one value, got other 8, best known 7"


def test_table_marks_a_peer_that_was_stopped() -> None:
    assert "| 4.0 |" in table([row()], [entry()])
    assert "> 2.000 | > 4.0 |" in table([row(peer_value=None)], [entry()])


def test_a_process_of_its_own_measures_both_sides() -> None:
    found = run(entry())
    assert (found.ours_value, found.peer_value) == (7, 7)
    assert found.peak_mib > 1
    assert disagreement(found) is None
    assert (
        disagreement(run(entry(peer="one_more"))) == "toy seven: expected one value, got ours 7, other 8, best known 7"
    )


def test_sides_run_in_turn_until_often_enough() -> None:
    sides = [Side(f"{HERE}:{task}", {"value": 7}) for task in ("constant", "one_more")]
    assert [side.value for side in in_turn(sides)] == [7, 8]
    assert [(side.turns, len(side.runs)) for side in sides] == [(TURNS, TURNS * RUNS_A_TURN)] * 2


def test_time_allowed_may_not_be_enough() -> None:
    # An hour of work is not done in a hundredth of a second.
    side = Side(f"{HERE}:endless", {}, cap_s=0.01)
    assert in_turn([side]) == [Measured(seconds=0.01, value=None, peak_mib=0.0)]


@pytest.mark.parametrize(("task", "message"), [("failing", "not today"), ("breaking", "not now"), ("absent", "absent")])
def test_a_fault_of_the_process_is_told(task: str, message: str) -> None:
    with pytest.raises(BenchError, match=message):
        in_turn([Side(f"{HERE}:{task}", {})])


def test_no_answer_is_an_outcome_where_a_row_says_so() -> None:
    alone = entry(ours="nothing", peer=None)
    rows, faults = bench.measure([alone, replace(alone, may_fail=True)])
    assert [found.ours_value for found in rows] == [None]
    assert len(faults) == 1


def test_runs_must_agree() -> None:
    with pytest.raises(BenchError, match="one value from every run, got"):
        in_turn([Side(f"{HERE}:counting", {})])


def test_ids_choose_rows_with_their_variants() -> None:
    entries = [e for family in bench.FAMILIES for e in family.entries(None)]
    assert bench.chosen(entries, "") == entries
    assert [e.id for e in bench.chosen(entries, "growth")] == [variant[0] for variant in growth.VARIANTS]
    assert [e.id for e in bench.chosen(entries, "verdict, help")] == ["verdict", "help"]
    with pytest.raises(ValueError, match="got verdicts"):
        bench.chosen(entries, "verdicts")


def test_ids_choose_instances_by_their_beginning() -> None:
    few = entry()
    many = [few, replace(few, instance="seventy", usual=False), replace(few, id="verdict", usual=False)]
    many = [replace(e, id="cvrp") if e.id == "toy" else e for e in many]
    assert bench.chosen(many, "") == many[:1]
    assert bench.chosen(many, "cvrp") == many[:2]
    assert bench.chosen(many, "cvrp:sevent") == many[1:2]
    assert bench.chosen(many, "cvrp:sevent, verdict") == many[1:]


def test_without_published_instances_only_our_own_rows_are_left(tmp_path: Path) -> None:
    assert flows.entries(None) == []
    assert flows.entries(tmp_path) == []
    assert [e.id for e in embedded.entries(None)] == ["verdict", "run", "help"]


def bench_of(family: object, out: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(bench, "FAMILIES", (family,))
    monkeypatch.setattr(sys, "argv", ["bench", "--benchmarks", str(out / "none"), "--out", str(out)])
    return bench.main()


@pytest.mark.parametrize(("peer", "code"), [("constant", 0), ("one_more", 1), ("failing", 1)])
def test_bench_writes_its_files_and_fails_on_disagreement_alone(
    peer: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Family:
        @staticmethod
        def entries(_: Path | None) -> list[Entry]:
            return [entry(peer=peer)]

    assert bench_of(Family, tmp_path, monkeypatch) == code
    rows = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert [list(r) for r in rows] == ([] if peer == "failing" else [KEYS])
    printed = capsys.readouterr()
    assert printed.out.strip() == (tmp_path / "bench.md").read_text(encoding="utf-8").strip()
    assert printed.err.count("no published instances") == 1
