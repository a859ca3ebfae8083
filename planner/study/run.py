"""
A study from its configuration to its table.

The folder holds ``study.json`` (what is studied), ``solved.jsonl`` (what is solved so far), and, once every scenario
is, ``results.csv`` and ``results.parquet``. Started again, a study goes on from what is solved.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from planner.config import LoadedScenario
from planner.disclosure import check_going_out, known_of
from planner.errors import ExitCode, Fault, InputError, StudyStoppedError
from planner.pipeline import prepare
from planner.records import Case
from planner.study.cluster import check_address, solve_on_cluster
from planner.study.journal import Journal, journal_in
from planner.study.local import solve_locally
from planner.study.points import id_of, points_of, versions
from planner.study.table import (
    CSV,
    PARQUET,
    Column,
    columns_of,
    csv_bytes,
    parquet_at_hand,
    parquet_bytes,
    rows_of,
)
from planner.study.work import Solved, Task, packed

Json = dict[str, Any]
STUDY = "study.json"
# Scenarios done, and all of them: for a bar with the time left.
Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """
    How a study ended.

    Parameters
    ----------
    scenarios, distinct, solved_now
        Rows of the table, different scenarios among them, and those that were not known before.
    wall_s, busy_s, cpu_s
        Seconds from the first task to the last answer, and those that workers spent on scenarios, added up.
    """

    scenarios: int
    distinct: int
    solved_now: int
    wall_s: float
    busy_s: float
    cpu_s: float
    written: tuple[Path, ...]


@dataclass(slots=True)
class _Use:
    """Seconds that workers spent."""

    solved: int = 0
    busy_s: float = 0.0
    cpu_s: float = 0.0
    began: float = field(default_factory=time.perf_counter)

    def add(self, answer: Solved) -> None:
        self.solved += 1
        self.busy_s += answer.busy_s
        self.cpu_s += answer.cpu_s


def run_study(
    loaded: LoadedScenario,
    out: Path,
    *,
    workers: int,
    cluster: str | None = None,
    watch: Watch = lambda _, __: None,
) -> Study:
    """
    Solve every scenario of a sweep that is not solved yet, and write the table.

    Parameters
    ----------
    out
        A new or empty folder, or that of an earlier study, whose answers are used again.
    workers
        Processes on this machine; not used with a cluster.
    cluster
        Address of a Dask scheduler.

    Raises
    ------
    InputError
        When the sweep, the folder or the cluster's address cannot be used.
    StudyStoppedError
        When the study ends early; what is solved is kept.
    """
    if cluster is not None:
        check_address(cluster)
    case = prepare(loaded).case
    points = points_of(loaded, case)
    ids = [id_of(case, point.scenario) for point in points]
    tasks = {id_: Task(id=id_, scenario=point.scenario) for id_, point in zip(ids, points, strict=True)}
    try:
        _claim(out, loaded, case, ids)
        with journal_in(out) as journal:
            left = [task for id_, task in tasks.items() if id_ not in journal.rows]
            answers = _answers(left, case, workers=workers, cluster=cluster)
            use = _gather(answers, journal, tuple(tasks), watch)
            wall_s = time.perf_counter() - use.began
            columns = columns_of(tuple(loaded.scenario.sweep))
            written = _write(out, columns, rows_of(points, ids, journal.rows), case)
    except OSError as error:
        raise StudyStoppedError(_stopped(error.strerror or str(error), out)) from error
    return Study(
        scenarios=len(points),
        distinct=len(tasks),
        solved_now=use.solved,
        wall_s=wall_s,
        busy_s=use.busy_s,
        cpu_s=use.cpu_s,
        written=written,
    )


def told(study: Study) -> str:
    """Return in a line what was done, and how well it used the workers."""
    again = study.scenarios - study.distinct
    line = f"{study.scenarios:,} scenarios, {study.distinct - study.solved_now:,} known before"
    line += f", {again:,} the same as others" if again else ""
    # Over 1: more than one worker was at work on average.
    line += f", {study.solved_now:,} solved in {study.wall_s:,.1f} s"
    return line if not study.solved_now else f"{line} ({study.busy_s / study.wall_s:.2f} workers busy on average)"


def _answers(tasks: Sequence[Task], case: Case, *, workers: int, cluster: str | None) -> Iterator[Solved]:
    if not tasks:
        return iter(())
    blob = packed(case)
    return solve_locally(tasks, blob, workers) if cluster is None else solve_on_cluster(tasks, blob, cluster)


def _gather(answers: Iterator[Solved], journal: Journal, ids: Sequence[str], watch: Watch) -> _Use:
    """
    Keep every answer as it comes.

    Raises
    ------
    StudyStoppedError
        With how far the study came.
    """
    use = _Use()

    def done() -> int:
        return sum(id_ in journal.rows for id_ in ids)

    def stopped(reason: str, code: ExitCode = ExitCode.NO_ANSWER) -> StudyStoppedError:
        kept = f"{done():,} of {len(ids):,} scenarios are solved and kept"
        return StudyStoppedError(f"{reason}: {kept}; the same command goes on from there", code)

    known = done()
    watch(known, len(ids))
    try:
        for answer in answers:
            journal.add(answer.id, answer.row)
            use.add(answer)
            watch(known + use.solved, len(ids))
    except KeyboardInterrupt as error:
        raise stopped("interrupted", ExitCode.INTERRUPTED) from error
    except StudyStoppedError as error:
        raise stopped(str(error)) from error
    except OSError as error:
        raise stopped(error.strerror or str(error)) from error
    finally:
        close = getattr(answers, "close", None)
        if close is not None:
            close()
    return use


def _stopped(reason: str, out: Path) -> str:
    return (
        f"{reason}: {out.name} could not be written; what was solved is kept, and the same command goes on from there"
    )


def _claim(out: Path, loaded: LoadedScenario, case: Case, ids: Sequence[str]) -> None:
    """Make the folder this study's own, or find that it is one already."""
    known = out / STUDY
    if out.exists() and not (out.is_dir() and (known.is_file() or not any(out.iterdir()))):
        wanted, got = "a new or empty folder, or that of an earlier study", "a file or a folder with other content"
        raise InputError((Fault(file="--out", key=out.name, expected=wanted, got=got),))
    out.mkdir(parents=True, exist_ok=True)
    about = {
        "tool": "planner",
        "kind": "study",
        "schema_version": 1,
        "name": loaded.scenario.name,
        "study_id": hashlib.sha256("".join(ids).encode()).hexdigest()[:12],
        "scenarios": len(ids),
        "distinct": len(set(ids)),
        "swept": list(loaded.scenario.sweep),
        "inputs": dict(case.hashes),
        "versions": dict(versions()),
    }
    _replace(known, (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _write(out: Path, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]], case: Case) -> tuple[Path, ...]:
    """Write the table, each file whole or not at all, once it has been scanned as everything that goes out is."""
    files = {CSV: csv_bytes(columns, rows)}
    with TemporaryDirectory(prefix="planner-study-") as folder:
        (Path(folder) / CSV).write_bytes(files[CSV])
        check_going_out(Path(folder), known_of([case]))
    if parquet_at_hand():
        # The same rows as the table that was scanned.
        files[PARQUET] = parquet_bytes(columns, rows)
    else:
        # An older table would no longer be the same as the other.
        (out / PARQUET).unlink(missing_ok=True)
    for name, content in files.items():
        _replace(out / name, content)
    return tuple(out / name for name in files)


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(content)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
