"""The verb ``backtest``: a folder of its own, the same bytes again, and a refusal where nothing was counted."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from tests.conftest import Cli
from tests.end_to_end.folders import files_of


def test_four_cutoffs_beside_four_baselines(cli: Cli, cwd: Path, repo: Path) -> None:
    done = cli("backtest", "october-31", "--out", "one")
    assert done.code == 0, done.err
    assert done.last_line == "one"
    assert sorted(path.name for path in (cwd / "one").iterdir()) == ["config.resolved.yaml", "result.json", "run.json"]
    result = json.loads((cwd / "one" / "result.json").read_text(encoding="utf-8"))
    schema = json.loads((repo / "planner" / "outcome" / "result.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(result["backtest"], {**schema["properties"]["backtest"], "$defs": schema["$defs"]})
    assert len(result["backtest"]["cutoffs"]) == 4
    # Every finding of the file is said, wins and losses alike.
    assert done.out.splitlines()[:-1] == result["backtest"]["findings"]
    assert any("WORSE than" in line for line in result["backtest"]["findings"])
    run = json.loads((cwd / "one" / "run.json").read_text(encoding="utf-8"))
    assert (run["kind"], run["command"]) == ("backtest", "planner backtest october-31")
    assert cli("backtest", "october-31", "--out", "two").code == 0
    assert files_of(cwd / "one") == files_of(cwd / "two")


def test_a_run_holds_its_own_backtest(october_run: Path, cli: Cli, cwd: Path) -> None:
    result = json.loads((october_run / "result.json").read_text(encoding="utf-8"))
    assert cli("backtest", "october-31", "--out", "alone").code == 0
    alone = json.loads((cwd / "alone" / "result.json").read_text(encoding="utf-8"))
    assert result["backtest"] == alone["backtest"]


def test_nothing_counted(cli: Cli, cwd: Path, ford: Path) -> None:
    done = cli("backtest", ford, "--out", "out")
    assert (done.code, list(cwd.iterdir())) == (2, [])
    assert done.err.startswith("observed.csv: expected counts of people before and after the deadline, 2024-03-05")


def test_a_run_folder_is_not_replaced(cli: Cli, cwd: Path, ford: Path) -> None:
    assert cli("run", ford, "--out", "run", "--no-report").code == 0
    before = files_of(cwd / "run")
    done = cli("backtest", "october-31", "--out", "run")
    assert done.code == 2
    assert "expected a new or empty folder, or an earlier backtest, got a run folder" in done.err
    assert files_of(cwd / "run") == before
