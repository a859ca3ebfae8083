"""
Dies before every step of a run in turn, in one warm process that forks: a program, not a test.

    python sweep.py SPEC    with SPEC as for crash.py, and ``old``: a whole run folder to begin with, or null

Before each step the run folder is put back as ``old``; the child dies; the next start is a run that fails for its
case (``broken``), which may tidy but writes nothing. Prints one JSON object a step: what was there right after the
death, and after the next start.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from planner import pipeline
from planner.cli import main
from tests.end_to_end.crash import run
from tests.end_to_end.folders import bytes_but_timings

MOST_STEPS = 500


def remembered() -> None:
    """Solve once: every child begins with the same findings, and spends its time where it may die."""
    solve, found = pipeline.solve, []

    def once(*arguments: Any) -> Any:
        if not found:
            found.append(solve(*arguments))
        return found[0]

    pipeline.solve = once


def quietly(*words: str) -> None:
    with contextlib.suppress(SystemExit), contextlib.redirect_stderr(io.StringIO()):
        main([*words])


def state(out: Path, whole: dict[str, dict[str, object]]) -> str:
    """Return which folder is there, ``old``, ``new`` or ``nothing``; anything else is ``torn``."""
    if not out.exists():
        return "nothing"
    try:
        files = bytes_but_timings(out)
    except (OSError, ValueError, KeyError):
        return "torn"
    return next((name for name, known in whole.items() if known == files), "torn")


def child(spec: dict[str, Any]) -> bool:
    """Run to the step in a process of its own; return whether it died there."""
    pid = os.fork()
    if pid == 0:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
            run(spec)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def sweep(spec: dict[str, Any]) -> None:
    remembered()
    out = Path(spec["out"])
    with contextlib.redirect_stdout(io.StringIO()):
        quietly("run", spec["config"], "--out", str(out), "--no-report")
    whole = {"new": bytes_but_timings(out)}
    old = spec["old"]
    if old is not None:
        whole["old"] = bytes_but_timings(Path(old))
    for at in range(MOST_STEPS):
        shutil.rmtree(out, ignore_errors=True)
        if old is not None:
            shutil.copytree(old, out)
        died = child({**spec, "at": at})
        right_after = state(out, whole)
        left = sorted(path.name for path in out.parent.iterdir() if path != out)
        quietly("run", spec["broken"], "--out", str(out), "--no-report")
        row = {
            "died": died,
            "right_after": right_after,
            "left": left,
            "next_start": state(out, whole),
            "still_left": sorted(path.name for path in out.parent.iterdir() if path != out),
        }
        print(json.dumps(row))
        if not died:
            return


if __name__ == "__main__":
    sweep(json.loads(sys.argv[1]))
