"""``planner compare``: what differs between runs, in PDF and CSV, the same bytes twice; a changed run is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.end_to_end.folders import copy_of, files_of, put, read, write
from tests.end_to_end.ford import write_ford
from tests.unit.report_run import pages


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, planner: Cli) -> Path:
    """A folder with two runs of the small world, the second with two days more and a hostile title."""
    folder = tmp_path_factory.mktemp("compared")
    config = write_ford(folder / "world")
    changes = ("--set", "deadline=2024-03-07", "--set", 'title="=1+1 #panic() <b>"', "--set", "name=later")
    for name, options in (("first", ()), ("later", changes)):
        done = planner("run", config, "--out", folder / name, "--no-report", *options, cwd=folder)
        assert done.code == 0, done.err
    return folder


@pytest.fixture(scope="module")
def compared(runs: Path, planner: Cli) -> Path:
    done = planner("compare", runs / "first", runs / "later", "--out", runs / "comparison", cwd=runs)
    assert (done.code, done.err) == (0, "")
    assert done.last_line.endswith("comparison.pdf")
    return runs / "comparison"


def rows_of(folder: Path) -> dict[tuple[str, str], list[str]]:
    with (folder / "comparison.csv").open(encoding="utf-8", newline="") as file:
        _, _, *rows = csv.reader(file)
    return {(row[0], row[1]): row[2:] for row in rows}


def test_inputs_that_differ_and_no_others(compared: Path) -> None:
    inputs = {what: cells for (part, what), cells in rows_of(compared).items() if part == "input"}
    assert inputs["deadline"] == ["true", "2024-03-05", "2024-03-07"]
    # The end of the release follows the deadline where nothing else is said.
    assert set(inputs) == {"deadline", "release.to"}


def test_results_side_by_side_are_those_of_the_runs(compared: Path, runs: Path) -> None:
    rows = rows_of(compared)
    results = [read(runs / name, "result.json") for name in ("first", "later")]
    at_most = [f"{r['verdict']['on_time_people']['proved_at_most']:,}" for r in results]
    # Seven days: 300 in hired vehicles, and 40 a night through the inn on six nights.
    assert at_most == ["400", "540"]
    assert rows["result", "Across by the deadline, at most"] == ["true", *at_most]
    assert rows["result", "People in scope"] == ["false", "750", "750"]


def test_the_pdf_says_so_with_the_gates_on_every_page(compared: Path) -> None:
    texts = pages(compared / "comparison.pdf")
    assert "2 runs compared: the same answer in all" in texts[0]
    assert all("Voluntariness: BREACH UNLESS SHOWN" in " ".join(text.split()) for text in texts)
    assert texts[0].index("Voluntariness") < texts[0].index("What differs in the inputs")


def test_again_over_itself_gives_the_same_bytes(cli: Cli, runs: Path, compared: Path) -> None:
    before = files_of(compared)
    assert cli("compare", runs / "first", runs / "later", "--out", compared).code == 0
    assert files_of(compared) == before


def test_another_folder_is_refused_and_left_alone(cli: Cli, cwd: Path, runs: Path) -> None:
    (cwd / "mine").mkdir()
    (cwd / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    done = cli("compare", runs / "first", runs / "later", "--out", cwd / "mine")
    assert done.code == 2
    assert [path.name for path in (cwd / "mine").iterdir()] == ["notes.txt"]


def test_a_run_is_never_replaced_by_a_comparison(cli: Cli, cwd: Path, runs: Path) -> None:
    first = copy_of(runs / "first", cwd / "first")
    before = files_of(first)
    done = cli("compare", first, runs / "later", "--out", first)
    assert done.code == 2
    assert "an earlier comparison, got a run folder" in done.err
    assert files_of(first) == before


def test_one_run_is_too_few(cli: Cli, cwd: Path, runs: Path) -> None:
    done = cli("compare", runs / "first", "--out", cwd / "out")
    assert done.code == 2
    assert "2 to 6 run folders" in done.err
    assert not (cwd / "out").exists()


def test_a_changed_run_is_refused(cli: Cli, cwd: Path, runs: Path) -> None:
    spoiled = copy_of(runs / "later", cwd / "spoiled")
    document = read(spoiled, "result.json")
    put(document, ("verdict", "in_scope_people"), 7)
    write(spoiled, "result.json", document)
    done = cli("compare", runs / "first", spoiled, "--out", cwd / "out")
    assert done.code == 2
    assert "what the run wrote" in done.err
