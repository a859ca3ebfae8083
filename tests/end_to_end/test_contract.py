"""The command line on small worlds whose answers were worked out by hand, and the contract of a run folder."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PLANNER, Cli
from tests.end_to_end.folders import files_of, read
from tests.end_to_end.ford import BY_PENCIL, CROSSED_BY_DAY, edit

FILES = {"result.json", "certificate.json", "plan.json", "config.resolved.yaml", "run.json"}


def test_the_small_world_by_pencil(ford_run: Path) -> None:
    result = read(ford_run, "result.json")
    for reading, (answer, people, on_time, days, date) in BY_PENCIL.items():
        verdict, done = (result["readings"][reading][part] for part in ("verdict", "completion"))
        assert verdict["answer"] == answer, reading
        assert verdict["in_scope_people"] == people, reading
        assert verdict["on_time_people"] == {"plan": on_time, "proved_at_most": on_time}, reading
        assert verdict["left_after_deadline_people"] == {"at_least": people - on_time, "plan": people - on_time}
        assert done == {"date": date, "days": days, "proved_not_before": date, "never": False}, reading
    assert result["verdict"]["robust"] is False
    curve = result["curve"][:5]
    assert [day["crossed"] for day in curve] == [day["ceiling"] for day in curve] == CROSSED_BY_DAY
    may = result["exposure"]["may"]
    assert (may["nights_in_holding"], may["nights_in_queue"], may["crossed_people"]) == (100, 0, 400)


def test_its_plan_by_pencil(ford_run: Path) -> None:
    plan = read(ford_run, "plan.json")
    crossed = [row["from_self"] + row["from_sites"] for row in plan["crossings"]]
    assert crossed == [100, 100, 0, 100, 100]
    assert sum(row["from_self"] for row in plan["crossings"]) == 300
    assert sum(row["held"] for row in plan["sites"]) == sum(row["in"] for row in plan["sites"]) == 100
    assert all(row["held"] <= 40 for row in plan["sites"])
    assert set(plan["readings"]) == {"favourable", "strict"}
    assert sum(r["from_self"] + r["from_sites"] for r in plan["readings"]["favourable"]["crossings"]) == 500


def test_a_run_prints_its_answer_and_its_folder(cli: Cli, cwd: Path, ford: Path) -> None:
    done = cli("run", ford, "--out", "here/ford", "--no-report")
    assert (done.code, done.err, done.last_line) == (0, "", "here/ford")
    assert done.out.startswith("impossible: of 750 people in scope, at most 400 could cross by 2024-03-05")
    names = set(files_of(cwd / "here" / "ford"))
    assert names >= FILES
    assert "report.pdf" not in names
    assert set(files_of(cwd)) == {"here", "here/ford"} | {f"here/ford/{name}" for name in names}


def test_without_out_the_folder_is_reports_and_the_name(cli: Cli, cwd: Path, ford: Path) -> None:
    done = cli("run", ford, "--no-report")
    assert (done.code, done.last_line) == (0, "reports/ford")
    assert (cwd / "reports" / "ford" / "result.json").is_file()


def test_outputs_are_listed_with_their_hashes(ford_run: Path) -> None:
    run = read(ford_run, "run.json")
    written = {name for name, content in files_of(ford_run).items() if content != b"folder"} - {"run.json"}
    assert set(run["outputs"]) == written
    assert run["command"] == "planner run ford.yaml"
    assert run["seed"] == 0


def test_tables_have_a_row_of_hashtags_and_nobody_by_district(ford_run: Path) -> None:
    tables = sorted((ford_run / "tables").glob("*.csv"))
    assert tables
    for table in tables:
        rows = list(csv.reader(table.read_text(encoding="utf-8").splitlines()))
        assert all(cell == "" or cell.startswith("#") for cell in rows[1]), table.name
        assert any(rows[1]), table.name
        assert {len(row) for row in rows} == {len(rows[0])}, table.name


@pytest.mark.parametrize("area", ["E01", "East"])
def test_nobody_is_told_by_district(cli: Cli, cwd: Path, ford: Path, area: str) -> None:
    # People may come in by district; they never go out by district, in no file and on no screen.
    edit(ford.parent / "case" / "people.csv", "East,undocumented,400,600,900", f"{area},undocumented,413,617,919")
    share = "streams.self_organised={low: 0, central: 0, high: 0}"
    done = cli("run", ford, "--out", "run", "--no-report", "--set", share)
    assert done.code == 0, done.err
    told = done.out + "".join(content.decode() for content in files_of(cwd / "run").values())
    assert "767" in told
    for word in ("E01", "W01", "Alder", "Birch"):
        assert word not in told
    if area == "E01":
        assert "617" not in str(read(cwd / "run", "result.json")["assumptions"])


SHARE = "streams.self_organised={low: 1, central: 1, high: 1}"
VARIANTS = {
    # The ford passes everyone, the inn takes 40 on each of 4 nights: 300 + 160.
    "places bind": ((), ("limits.throughput:ford=1000",), ("not-possible-within-standards", 460, 13)),
    # Whoever leaves the inn on day 3 would wait for day 4: the inn's second night is lost, 12 nights end on day 14.
    "a queue of nobody": ((), ("limits.queue:ford=0",), ("impossible", 400, 14)),
    # Nobody published what the ford passes: it passes all on day 2, and that is no yes.
    "an unknown limit": (((",50,100,250,", ",,,,"),), (SHARE,), ("undecided", 750, 2)),
    "a shut ford": ((), ("limits.throughput:ford=0",), ("impossible", 0, None)),
    "longer ahead than looked": ((), ("horizon_max_days=10",), ("impossible", 400, None)),
    "one day": ((), ("deadline=2024-03-01",), ("impossible", 100, 13)),
    "from the second day": ((), ("release={kind: at_once, from: 2024-03-02}",), ("impossible", 300, 14)),
    # Alder alone sends 120 a day, which is more than passes; 750 people take 8 open days.
    "evenly": ((), ("release={kind: uniform}", SHARE), ("impossible", 400, 9)),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_variants_by_pencil(cli: Cli, cwd: Path, ford: Path, name: str) -> None:
    edits, overrides, (answer, on_time, days) = VARIANTS[name]
    for old, new in edits:
        edit(ford.parent / "case" / "crossings.csv", old, new)
    settings = [word for override in overrides for word in ("--set", override)]
    done = cli("run", ford, "--out", "run", "--no-report", *settings)
    assert (done.code, done.err) == (0, "")
    result = read(cwd / "run", "result.json")
    assert result["verdict"]["answer"] == answer
    assert result["verdict"]["on_time_people"] == {"plan": on_time, "proved_at_most": on_time}
    assert result["completion"]["days"] == days
    assert result["completion"]["never"] == (name == "a shut ford")
    verified = cli("verify", "run")
    assert (verified.code, verified.err) == (0, ""), verified.out
    assert cli("explain", "run").code == 0


def test_a_horizon_too_short_says_what_is_excluded(cli: Cli, cwd: Path, ford: Path) -> None:
    cli("run", ford, "--out", "run", "--no-report", "--set", "horizon_max_days=10")
    done = read(cwd / "run", "result.json")["completion"]
    assert done == {"date": None, "days": None, "proved_not_before": "2024-03-11", "never": False}


@pytest.mark.parametrize("people", ["0,0,0", "0,0,900"])
def test_nobody_in_scope(cli: Cli, cwd: Path, ford: Path, people: str) -> None:
    table = ford.parent / "case" / "people.csv"
    edit(table, "400,600,900", people)
    edit(table, "100,150,200", "0,0,0")
    done = cli("run", ford, "--out", "run", "--no-report")
    assert (done.code, done.err) == (0, "")
    result = read(cwd / "run", "result.json")
    assert result["verdict"]["in_scope_people"] == 0
    assert result["verdict"]["on_time_people"] == {"plan": 0, "proved_at_most": 0}
    assert (cli("verify", "run").code, cli("explain", "run").code) == (0, 0)


def test_the_tiny_world_of_the_contract(shared: Path) -> None:
    check = [sys.executable, str(shared / "contract" / "check.py"), "--tiny", str(PLANNER)]
    ended = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, "the contract holds"), ended.stdout


def test_the_small_world_keeps_the_contract(shared: Path, ford_run: Path) -> None:
    check = [sys.executable, str(shared / "contract" / "check.py"), str(ford_run)]
    ended = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, "the contract holds"), ended.stdout


@pytest.mark.slow
def test_the_embedded_case_keeps_the_contract(shared: Path, october_run: Path) -> None:
    check = [sys.executable, str(shared / "contract" / "check.py"), str(october_run)]
    ended = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, "the contract holds"), ended.stdout


@pytest.mark.slow
def test_the_embedded_case_closes_every_gap(october_run: Path) -> None:
    readings = read(october_run, "result.json")["readings"]
    assert list(readings) == ["favourable", "central", "strict"]
    for reading, told in readings.items():
        on_time, done = told["verdict"]["on_time_people"], told["completion"]
        assert on_time["plan"] == on_time["proved_at_most"], reading
        assert done["proved_not_before"] == done["date"] is not None, reading
    assert json.dumps(readings).count("impossible") == 2
