"""kill -9 at any moment leaves the old whole run folder or the new one, after the next start at the latest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import LONGEST_S, PLANNER, ROOT, Cli, clean_env
from tests.end_to_end.folders import bytes_but_timings, copy_of, files_of
from tests.end_to_end.ford import edit, write_ford

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL is of Unix")


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges two folders in one step")


def program(name: str, spec: dict[str, Any], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run one of the programs beside this file."""
    return subprocess.run(
        [sys.executable, "-m", f"tests.end_to_end.{name}", json.dumps(spec, default=str)],
        cwd=ROOT,
        env=clean_env(cwd, {"PYTHONDONTWRITEBYTECODE": "1"}),
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The small world with a fault, so that a run of it starts and writes nothing."""
    config = write_ford(tmp_path / "broken")
    edit(config.parent / "case" / "people.csv", "100,150,200", "100,150,1")
    return config


def sweep(tmp_path: Path, **spec: Any) -> list[dict[str, Any]]:
    (tmp_path / "place").mkdir()
    ended = program("sweep", {"out": tmp_path / "place" / "target-run", **spec}, tmp_path)
    assert ended.returncode == 0, ended.stderr
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [row["died"] for row in rows] == [True] * (len(rows) - 1) + [False]
    assert len(rows) > 20
    return rows


@pytest.mark.parametrize("exchange", [pytest.param(True, marks=on_linux), pytest.param(False, marks=pytest.mark.slow)])
def test_killed_before_every_step_over_an_old_run(
    tmp_path: Path, ford: Path, ford_run: Path, broken: Path, exchange: bool
) -> None:
    old = copy_of(ford_run, tmp_path / "old-run")
    config = tmp_path / "titled.yaml"
    config.write_text(f"extends: world/{ford.name}\ntitle: Another title\ncase: world/case\n", encoding="utf-8")
    rows = sweep(tmp_path, config=config, old=old, broken=broken, exchange=exchange)
    seen = [row["next_start"] for row in rows]
    # First the old folder, from some step on the new one: never both, never a part, and nothing beside it.
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {"old", "new"}
    assert {name for row in rows for name in row["still_left"]} == set()
    if exchange:
        assert [row["right_after"] for row in rows] == seen
    else:
        assert {row["right_after"] for row in rows} <= {"old", "new", "nothing"}
        assert sum(row["right_after"] == "nothing" for row in rows) == 1


@pytest.mark.slow
def test_killed_before_every_step_where_nothing_was(tmp_path: Path, ford: Path, broken: Path) -> None:
    rows = sweep(tmp_path, config=ford, old=None, broken=broken)
    assert {row["next_start"] for row in rows} == {"nothing", "new"}
    assert [row["right_after"] for row in rows] == [row["next_start"] for row in rows]
    assert {name for row in rows for name in row["still_left"]} == set()


@on_linux
@pytest.mark.slow
def test_killed_at_random_moments(cli: Cli, cwd: Path, ford: Path, ford_run: Path) -> None:
    copy_of(ford_run, cwd / "run")
    old = bytes_but_timings(cwd / "run")
    command = [str(PLANNER), "run", str(ford), "--out", "run", "--no-report", "--set", "title=Another title"]
    began = time.monotonic()
    assert subprocess.run(command, cwd=cwd, env=clean_env(cwd), capture_output=True, check=False).returncode == 0
    longest = 1.1 * (time.monotonic() - began)
    new = bytes_but_timings(cwd / "run")
    assert old != new
    rng = Random("kill")
    for _ in range(12):
        process = subprocess.Popen(command, cwd=cwd, env=clean_env(cwd), stdout=subprocess.DEVNULL)
        try:
            process.wait(rng.uniform(0, longest))
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
        assert bytes_but_timings(cwd / "run") in (old, new)
    assert cli("run", ford, "--out", "run", "--no-report").code == 0
    assert os.listdir(cwd) == ["run"]


def between_the_renames(cwd: Path, ford_run: Path) -> Path:
    """Leave a folder as a run leaves it that dies between the two renames of a system without exchange."""
    run = copy_of(ford_run, cwd / "run")
    dead = subprocess.Popen(["true"])
    dead.wait()
    run.rename(cwd / f".run.old-{dead.pid}")
    (cwd / f".run.new-{dead.pid}").mkdir()
    (cwd / f".run.new-{dead.pid}" / "result.json").write_text("{", encoding="utf-8")
    return run


@pytest.mark.parametrize("verb", ["verify", "explain"])
def test_a_reader_is_the_next_start_too(cli: Cli, cwd: Path, ford_run: Path, verb: str) -> None:
    # Whoever asks for a run folder that was set aside when the power failed wants that folder.
    run = between_the_renames(cwd, ford_run)
    done = cli(verb, "run")
    assert done.code == 0, done.err
    assert bytes_but_timings(run) == bytes_but_timings(ford_run)


def test_two_runs_into_one_folder_at_once(cli: Cli, cwd: Path, ford: Path) -> None:
    both = [
        subprocess.Popen(
            [str(PLANNER), "run", str(ford), "--out", "run", "--no-report", "--set", f"title={title}"],
            cwd=cwd,
            env=clean_env(cwd),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for title in ("One", "Other")
    ]
    told = [process.communicate(timeout=120) for process in both]
    # Whoever comes second may replace the first, or find a folder that was not there before and say so.
    assert sorted(process.returncode for process in both) in ([0, 0], [0, 2]), told
    assert all("Traceback" not in err for _, err in told)
    assert os.listdir(cwd) == ["run"]
    assert cli("verify", "run").code == 0


@pytest.mark.parametrize("at", [0, 3, 9])
def test_interrupted_leaves_nothing(cwd: Path, ford: Path, at: int) -> None:
    ended = program("crash", {"config": ford, "out": cwd / "target-run", "at": at, "how": "interrupt"}, cwd)
    assert ended.returncode == 130, ended.stderr
    assert "Traceback" not in ended.stderr
    assert files_of(cwd) == {}


def test_interrupted_keeps_the_old_run(cwd: Path, ford: Path, ford_run: Path) -> None:
    copy_of(ford_run, cwd / "target-run")
    before = files_of(cwd)
    ended = program("crash", {"config": ford, "out": cwd / "target-run", "at": 12, "how": "interrupt"}, cwd)
    assert ended.returncode == 130, ended.stderr
    assert "Traceback" not in ended.stderr
    assert files_of(cwd) == before


@pytest.mark.slow
def test_control_c_while_it_solves(cwd: Path) -> None:
    process = subprocess.Popen(
        [str(PLANNER), "run", "october-31", "--out", "run", "--no-report"],
        cwd=cwd,
        env=clean_env(cwd),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "interrupted: nothing was written\n")
    assert files_of(cwd) == {}
