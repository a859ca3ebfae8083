"""Studies: one table whoever solves it, and whatever happens on the way."""

from __future__ import annotations

import csv
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import PLANNER, ROOT, Cli, Done, clean_env
from tests.end_to_end.cluster import Cluster, lines_of, wait_for
from tests.end_to_end.ford import edit, write_ford

GRID = """
sweep:
  limits.throughput:ford.factor: [1, 2, 0.5, 1]
  reading: [favourable, central, strict]
  stay.min_nights: [1, 2]
stay: {min_nights: 1, max_nights: null}
"""
# Three factors are different, the fourth stands twice.
SCENARIOS, DISTINCT, LONG = 24, 18, 96
TABLE = ("results.csv", "results.parquet")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """The configuration of a study of the small world, in a folder of its own."""
    return _study(tmp_path / "world")


@pytest.fixture
def long_study(study: Path) -> Path:
    """The same with so many scenarios that there is time to disturb it."""
    return _lengthened(study)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory, planner: Cli) -> Path:
    """The folder of that study when nothing disturbs it; to be read, never changed."""
    folder = tmp_path_factory.mktemp("calm")
    config = _lengthened(_study(folder / "world"))
    done = planner("sweep", config, "--out", folder / "out", cwd=folder)
    assert done.code == 0, done.err
    return folder / "out"


def _study(folder: Path) -> Path:
    config = write_ford(folder)
    text = config.read_text(encoding="utf-8").replace("stay: {min_nights: 1, max_nights: 1}\n", "")
    config.write_text(text + GRID, encoding="utf-8")
    return config


def _lengthened(config: Path) -> Path:
    factors = ", ".join(str(k / 100) for k in range(50, 50 + LONG // 6))
    edit(config, "[1, 2, 0.5, 1]", f"[{factors}]")
    return config


def table(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLE}


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "results.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))[1:]


def solved(folder: Path) -> list[str]:
    return [json.loads(line)["id"] for line in (folder / "solved.jsonl").read_text(encoding="utf-8").splitlines()]


@contextmanager
def started(cwd: Path, *words: str | Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [str(PLANNER), *map(str, words)],
        cwd=cwd,
        env=clean_env(cwd),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def ended(process: subprocess.Popen[str]) -> Done:
    out, err = process.communicate(timeout=120)
    return Done(process.returncode, out, err)


def test_answers_are_those_of_runs_one_by_one(cli: Cli, cwd: Path, study: Path) -> None:
    done = cli("sweep", study, "--out", "out", "--workers", "1")
    assert done.code == 0, done.err
    assert f"{SCENARIOS} scenarios, 0 known before, {SCENARIOS - DISTINCT} the same as others" in done.out
    found = rows(cwd / "out")
    assert [row["scenario"] for row in found] == [str(k) for k in range(1, SCENARIOS + 1)]
    assert len({row["scenario_id"] for row in found}) == len(solved(cwd / "out")) == DISTINCT
    settings = {"limits.throughput:ford.factor": "2", "reading": "central", "stay.min_nights": "1"}
    (row,) = [row for row in found if settings.items() <= row.items()]
    chosen = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    assert cli("run", study, *chosen, "--no-report", "--out", "one").code == 0
    result = json.loads((cwd / "one" / "result.json").read_text(encoding="utf-8"))
    verdict, completion = result["verdict"], result["completion"]
    assert (row["answer"], int(row["on_time_plan"])) == (verdict["answer"], verdict["on_time_people"]["plan"])
    assert (row["completion_date"], int(row["completion_days"])) == (completion["date"], completion["days"])
    # By pencil: 200 a day on four open days, and the inn's 40 a night leave 300 + 4 * 40 of 750 on time.
    assert (verdict["answer"], int(row["on_time_proved_at_most"])) == ("not-possible-within-standards", 460)


def test_both_tables_hold_the_same(cli: Cli, cwd: Path, study: Path) -> None:
    assert cli("sweep", study, "--out", "out").code == 0
    parquet = pq.read_table(cwd / "out" / "results.parquet")
    told = [
        {key: "" if value is None else str(value).lower() for key, value in row.items()} for row in parquet.to_pylist()
    ]
    assert told == [{key: value.lower() for key, value in row.items()} for row in rows(cwd / "out")]
    # The sentence that must follow this answer does so in every row.
    notes = {row["note"] for row in rows(cwd / "out") if row["answer"] == "not-excluded-by-logistics"}
    assert notes == {"This is not a finding that it is lawful, safe or voluntary."}


@pytest.mark.slow
def test_one_two_and_four_workers_and_a_cluster_write_the_same_bytes(
    cli: Cli, cwd: Path, tmp_path: Path, study: Path
) -> None:
    for workers in (1, 2, 4):
        done = cli("sweep", study, "--out", f"by-{workers}", "--workers", str(workers))
        assert done.code == 0, done.err
    with Cluster(tmp_path) as cluster:
        done = cli("sweep", study, "--out", "by-cluster", "--cluster", cluster.address)
    assert (done.code, done.err) == (0, "")
    first = table(cwd / "by-1")
    for other in ("by-2", "by-4", "by-cluster"):
        assert table(cwd / other) == first
        assert sorted(solved(cwd / other)) == sorted(solved(cwd / "by-1"))


@pytest.mark.slow
def test_nothing_is_solved_twice(cli: Cli, cwd: Path, study: Path) -> None:
    assert cli("sweep", study, "--out", "out").code == 0
    before, journal = table(cwd / "out"), (cwd / "out" / "solved.jsonl").read_bytes()
    done = cli("sweep", study, "--out", "out", "--set", "title=Another title")
    assert (done.code, "0 solved" in done.out) == (0, True)
    assert (table(cwd / "out"), (cwd / "out" / "solved.jsonl").read_bytes()) == (before, journal)
    # A wider grid solves what is new, and changed figures make all of it new.
    edit(study, "[1, 2, 0.5, 1]", "[1, 2, 0.5, 1, 4]")
    assert "6 solved" in cli("sweep", study, "--out", "out").out
    edit(study.parent / "case" / "people.csv", "100,150,200", "110,150,200")
    assert f"{DISTINCT + 6} solved" in cli("sweep", study, "--out", "out").out


@pytest.mark.slow
def test_a_worker_of_the_cluster_is_killed(cwd: Path, tmp_path: Path, long_study: Path, calm: Path) -> None:
    words = ("sweep", long_study, "--out", "out", "--cluster")
    with Cluster(tmp_path) as cluster, started(cwd, *words, cluster.address) as process:
        wait_for(cwd / "out" / "solved.jsonl", 8, process)
        cluster.kill(cluster.workers[0])
        assert lines_of(cwd / "out" / "solved.jsonl") < len(solved(calm))
        done = ended(process)
    assert (done.code, done.err) == (0, "")
    # Nothing lost, nothing counted twice.
    assert sorted(solved(cwd / "out")) == sorted(solved(calm))
    assert len(set(solved(cwd / "out"))) == len(solved(cwd / "out"))
    assert table(cwd / "out") == table(calm)


def _goes_on(cli: Cli, study: Path, calm: Path, done: Done, *, reason: str, code: int = 3) -> None:
    """Hold that a study ended in a clear message, and comes to the same table when started again."""
    out = study.parents[1] / "cwd" / "out"
    kept = len(solved(out))
    assert done.code == code, done.err
    assert done.err.startswith(reason), done.err
    assert "scenarios are solved and kept; the same command goes on from there" in done.err
    assert "Traceback" not in done.err
    assert f"{kept} of " in done.err
    assert done.out == ""
    assert not (out / "results.csv").exists()
    again = cli("sweep", study, "--out", "out")
    assert again.code == 0, again.err
    assert f"{kept} known before" in again.out
    assert table(out) == table(calm)
    assert sorted(solved(out)) == sorted(solved(calm))


@pytest.mark.slow
def test_the_scheduler_vanishes(cli: Cli, cwd: Path, tmp_path: Path, long_study: Path, calm: Path) -> None:
    words = ("sweep", long_study, "--out", "out", "--cluster")
    with Cluster(tmp_path) as cluster, started(cwd, *words, cluster.address) as process:
        wait_for(cwd / "out" / "solved.jsonl", 8, process)
        cluster.kill(cluster.scheduler)
        done = ended(process)
    _goes_on(cli, long_study, calm, done, reason=f"the Dask scheduler at {cluster.address} is gone")


@pytest.mark.slow
def test_a_worker_process_is_killed(cli: Cli, cwd: Path, long_study: Path, calm: Path) -> None:
    with started(cwd, "sweep", long_study, "--out", "out", "--workers", "2") as process:
        wait_for(cwd / "out" / "solved.jsonl", 8, process)
        os.kill(_workers_of(process.pid)[0], signal.SIGKILL)
        done = ended(process)
    _goes_on(cli, long_study, calm, done, reason="a worker process died: killed, or out of memory")


@pytest.mark.slow
@pytest.mark.parametrize("on_cluster", [False, True])
def test_control_c(cli: Cli, cwd: Path, tmp_path: Path, long_study: Path, calm: Path, on_cluster: bool) -> None:
    with Cluster(tmp_path, workers=2 if on_cluster else 0) as cluster:
        where = ("--cluster", cluster.address) if on_cluster else ("--workers", "2")
        with started(cwd, "sweep", long_study, "--out", "out", *where) as process:
            wait_for(cwd / "out" / "solved.jsonl", 8, process)
            process.send_signal(signal.SIGINT)
            done = ended(process)
    _goes_on(cli, long_study, calm, done, reason="interrupted", code=130)


@pytest.mark.slow
def test_killed_study_leaves_no_worker_and_goes_on(cli: Cli, cwd: Path, long_study: Path, calm: Path) -> None:
    with started(cwd, "sweep", long_study, "--out", "out", "--workers", "2") as process:
        wait_for(cwd / "out" / "solved.jsonl", 8, process)
        workers = _workers_of(process.pid)
        process.kill()
        process.wait(60)
        ends = [os.pidfd_open(worker) for worker in workers if _is_there(worker)]
        for end in ends:
            assert _readable(end)
            os.close(end)
    assert cli("sweep", long_study, "--out", "out").code == 0
    assert table(cwd / "out") == table(calm)


def _is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _readable(descriptor: int) -> bool:
    import select

    return bool(select.select([descriptor], [], [], 30)[0])


def _workers_of(pid: int) -> list[int]:
    """Return the processes of a pool, without the tracker that multiprocessing starts beside them."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


@pytest.mark.slow
def test_a_full_disk(cli: Cli, cwd: Path, disk: Callable[[int], Path], long_study: Path, calm: Path) -> None:
    place = disk(36)
    done = cli("sweep", long_study, "--out", place / "out")
    assert done.code == 3, done.err
    assert done.err.startswith("No space left on device: ")
    kept = solved(place / "out")
    assert 0 < len(kept) < LONG
    assert f"{len(kept)} of {LONG} scenarios are solved and kept; the same command goes on from there" in done.err
    (cwd / "out").mkdir()
    for path in (place / "out").iterdir():
        (cwd / "out" / path.name).write_bytes(path.read_bytes())
    again = cli("sweep", long_study, "--out", "out")
    assert f"{len(kept)} known before" in again.out
    assert table(cwd / "out") == table(calm)


def test_no_scheduler(cli: Cli, study: Path) -> None:
    done = cli("sweep", study, "--out", "out", "--cluster", "tcp://127.0.0.1:1")
    assert done.code == 3
    assert done.err.startswith("no Dask scheduler answers at tcp://127.0.0.1:1: 0 of 18 scenarios")
    assert "Traceback" not in done.err


def test_no_address(cli: Cli, cwd: Path, study: Path) -> None:
    done = cli("sweep", study, "--out", "out", "--cluster", "here")
    assert (done.code, os.listdir(cwd)) == (2, [])
    assert done.err == "--cluster: expected the address of a Dask scheduler, such as tcp://127.0.0.1:8786, got here\n"


def test_another_folder_is_refused(cli: Cli, cwd: Path, study: Path) -> None:
    (cwd / "out").mkdir()
    (cwd / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    done = cli("sweep", study, "--out", "out")
    assert done.code == 2
    assert "expected a new or empty folder, or that of an earlier study" in done.err
    assert os.listdir(cwd / "out") == ["mine.txt"]


def test_a_run_does_not_replace_a_study(cli: Cli, cwd: Path, study: Path) -> None:
    assert cli("sweep", study, "--out", "out").code == 0
    assert cli("run", study, "--out", "out", "--no-report").code == 2
    assert (cwd / "out" / "solved.jsonl").exists()


@pytest.mark.parametrize(
    "sweep",
    [
        "people.undocumented: [100, 200]\n  limits.leg:E01-ford: [10, 20]",
        "exit_rule: [{East: [ford], W01: [ford]}]",
        "title: [Alder, Birch]",
        "limits.people:Alder: [100, 200]",
    ],
)
def test_a_study_over_districts_is_refused(cli: Cli, cwd: Path, study: Path, sweep: str) -> None:
    text = study.read_text(encoding="utf-8")
    study.write_text(text[: text.index("sweep:")] + f"sweep:\n  {sweep}\n", encoding="utf-8")
    done = cli("sweep", study, "--out", "out")
    assert (done.code, os.listdir(cwd)) == (2, [])
    assert "expected a sweep that names no district" in done.err
    for place in ("Alder", "Birch", "E01-", "W01"):
        assert f"got {place}" not in done.err


def test_without_pyarrow_the_rows_are_in_the_csv(cwd: Path, study: Path, cli: Cli) -> None:
    (cwd / "hidden").mkdir()
    (cwd / "hidden" / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'pyarrow' else find(name, *rest)\n",
        encoding="utf-8",
    )
    done = cli("sweep", study, "--out", "out", env={"PYTHONPATH": str(cwd / "hidden")})
    assert done.code == 0, done.err
    assert "results.parquet is not written: it needs pyarrow" in done.err
    assert sorted(os.listdir(cwd / "out")) == ["results.csv", "solved.jsonl", "study.json"]
    assert len(rows(cwd / "out")) == SCENARIOS


def test_a_bar_with_the_time_left_is_drawn_on_stderr(cwd: Path, study: Path) -> None:
    master, terminal = pty.openpty()
    command = [str(PLANNER), "sweep", str(study), "--out", "out"]
    env = {**clean_env(cwd), "TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=terminal)
    os.close(terminal)
    drawn = b""
    try:
        while chunk := os.read(master, 65536):
            drawn += chunk
    except OSError:
        pass  # a terminal whose last writer is gone
    out = process.communicate(timeout=60)[0].decode()
    os.close(master)
    assert process.returncode == 0
    assert f"{DISTINCT}/{DISTINCT}".encode() in drawn
    assert b"left" in drawn
    assert out.splitlines()[1:] == ["out/results.csv", "out/results.parquet"]


def test_no_module_of_the_cluster_is_loaded_without_one() -> None:
    # pyarrow is no sign: pandas takes it along wherever it is installed.
    code = "import sys, planner.study; sys.exit(any(m.split('.')[0] in ('distributed', 'dask') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
