"""``planner report``: a run told again gives the same bytes, and a run that was changed is not told at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.end_to_end.folders import copy_of, files_of, put, read, seal_again, write

TOLD = ("report.pdf", "report.html", "workbook.xlsx", "corridors.gpkg")


@pytest.fixture(scope="module")
def told_run(ford_run: Path, tmp_path_factory: pytest.TempPathFactory, planner: Cli) -> Path:
    """A run of the small world with its report, told by the command after the run."""
    folder = tmp_path_factory.mktemp("told")
    run = copy_of(ford_run, folder / "run")
    done = planner("report", run, "--case", ford_run.parent / "world" / "case", cwd=folder)
    assert (done.code, done.err) == (0, "")
    assert done.last_line.endswith("report.pdf")
    return run


def test_it_adds_what_a_run_without_report_lacks(cli: Cli, ford_run: Path, told_run: Path) -> None:
    assert all((told_run / name).is_file() for name in TOLD)
    assert not any((ford_run / name).exists() for name in TOLD)
    assert cli("verify", told_run).code == 0


def test_the_same_as_a_run_with_its_report(cli: Cli, cwd: Path, ford: Path, told_run: Path) -> None:
    assert cli("run", ford, "--out", cwd / "again").code == 0
    again, told = files_of(cwd / "again"), files_of(told_run)
    assert set(again) == set(told)
    same = [name for name in again if name != "run.json" and again[name] == told[name]]
    assert set(again) - set(same) == {"run.json"}


def test_told_twice_gives_the_same_bytes(cli: Cli, cwd: Path, told_run: Path) -> None:
    run = copy_of(told_run, cwd / "run")
    before = files_of(run)
    assert cli("report", run).code == 0
    assert files_of(run) == before


def test_the_brief_takes_the_place_of_the_report(cli: Cli, cwd: Path, told_run: Path) -> None:
    run = copy_of(told_run, cwd / "run")
    assert cli("report", run, "--brief").code == 0
    assert (run / "report.pdf").read_bytes() != (told_run / "report.pdf").read_bytes()
    assert (run / "report.html").read_bytes() == (told_run / "report.html").read_bytes()
    assert cli("verify", run).code == 0


@pytest.mark.parametrize("name", ["result.json", "plan.json", "certificate.json"])
def test_a_changed_record_is_not_told(cli: Cli, cwd: Path, told_run: Path, name: str) -> None:
    run = copy_of(told_run, cwd / "run")
    document = read(run, name)
    paths = {"result.json": ("verdict", "in_scope_people"), "plan.json": ("crossings", 0, "from_self")}
    put(document, paths.get(name, ("claims", 0, "bound")), 7)
    write(run, name, document)
    before = files_of(run)
    done = cli("report", run)
    assert done.code == 2
    assert f"{name}: expected what the run wrote" in done.err
    assert files_of(run) == before


def test_a_run_of_an_earlier_planner_is_not_told(cli: Cli, cwd: Path, told_run: Path) -> None:
    run = copy_of(told_run, cwd / "run")
    document = read(run, "result.json")
    for name in ("favourable", "central", "strict"):
        del document["readings"][name]["exposure"]["days"]
    del document["exposure"]["days"]
    write(run, "result.json", document)
    seal_again(run)
    before = files_of(run)
    done = cli("report", run)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines() == [
        "result.json: exposure.days: expected a key of every result (this run is of an earlier planner: run its"
        " scenario again), got none, nor 3 more"
    ]
    assert files_of(run) == before


def test_a_changed_case_is_not_told(cli: Cli, cwd: Path, ford: Path) -> None:
    assert cli("run", ford, "--out", cwd / "run", "--no-report").code == 0
    legs = ford.parent / "case" / "legs.csv"
    legs.write_text(legs.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    done = cli("report", cwd / "run")
    assert done.code == 2
    assert "legs.csv" in done.err


def test_summaries_in_other_languages_are_sealed_and_an_unknown_one_is_refused(
    cli: Cli, cwd: Path, told_run: Path
) -> None:
    run = copy_of(told_run, cwd / "run")
    done = cli("report", run, "--language", "ur", "--language", "prs")
    assert (done.code, done.out.split()) == (
        0,
        [f"{run}/{name}.pdf" for name in ("report", "summary-ur", "summary-prs")],
    )
    assert (run / "summary-ur.pdf").is_file()
    assert (run / "summary-prs.pdf").is_file()
    assert cli("verify", run).code == 0
    (run / "summary-ur.pdf").write_bytes(b"another")
    assert cli("verify", run).code == 1
    done = cli("report", run, "--language", "tlh")
    assert done.code == 2
    assert "--language: expected en or ur or ps or prs, got tlh" in done.err
    assert cli("report", run).code == 0
    assert not list(run.glob("summary-*"))
