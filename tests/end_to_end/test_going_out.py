"""Nothing goes out past the scan: a leak of our own ends run, report and compare with exit 4 and nothing written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.config import list_configs
from tests.conftest import Cli, Done, clean_env
from tests.end_to_end.folders import copy_of, files_of

LEAKY = Path(__file__).with_name("leaky.py")


def leaky(*arguments: str | Path, cwd: Path) -> Done:
    """Run the command line with a planted leak."""
    env = clean_env(cwd, {"PYTHONPATH": str(LEAKY.parents[2])})
    ended = subprocess.run(
        [sys.executable, str(LEAKY), *map(str, arguments)],
        cwd=cwd,
        env=env,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Done(ended.returncode, ended.stdout, ended.stderr)


def refused(done: Done, file: str) -> None:
    assert done.code == 4, done.err
    assert f"{file}, row 2, people: G1-district" in done.err
    assert "54321" not in done.out + done.err
    assert "Traceback" not in done.err


def test_a_leaky_run_writes_nothing(ford: Path, cwd: Path) -> None:
    before = files_of(cwd)
    refused(leaky("run", ford, "--out", cwd / "run", "--no-report", cwd=cwd), "tables/dictionary.csv")
    assert files_of(cwd) == before


def test_a_leaky_run_leaves_the_old_run(ford: Path, ford_run: Path, cwd: Path) -> None:
    old = copy_of(ford_run, cwd / "run")
    before = files_of(cwd)
    refused(leaky("run", ford, "--out", old, "--no-report", cwd=cwd), "tables/dictionary.csv")
    assert files_of(cwd) == before


def test_a_leaky_report_leaves_the_run(ford_run: Path, cwd: Path) -> None:
    old = copy_of(ford_run, cwd / "run")
    before = files_of(old)
    refused(leaky("report", old, "--brief", cwd=cwd), "tables/dictionary.csv")
    assert files_of(old) == before


def test_a_leaky_comparison_writes_nothing(ford_run: Path, cwd: Path) -> None:
    refused(leaky("compare", ford_run, ford_run, "--out", cwd / "two", cwd=cwd), "comparison.csv")
    assert not (cwd / "two").exists()


@pytest.mark.parametrize(
    ("title", "rule"),
    [("A humane way home", "G3-word"), ("54,321 Afghans from Alder by October", "G1-district")],
)
def test_a_title_that_may_not_go_out_is_a_fault_of_the_input(cli: Cli, ford: Path, title: str, rule: str) -> None:
    done = cli("check", ford, "--set", f"title={title}")
    assert done.code == 2
    assert rule in done.err


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in list_configs() if name != "base"])
def test_nothing_of_an_embedded_scenario_leaks(name: str, embedded_run: Callable[[str], Path]) -> None:
    # The run scans itself, and ends in an error where anything is found.
    assert {"result.json", "report.pdf", "report.html", "workbook.xlsx"} <= set(files_of(embedded_run(name)))
