"""
One side of a row in a process of its own: ``python -m tests.benchmarks.worker MODULE:FUNCTION``.

The first line of standard input is the argument as JSON; when all is prepared, ``{}`` goes to standard output. Every
further line asks for a turn, which is answered with the seconds and value of each run and the peak of memory. A process
of its own keeps the sides from disturbing one another, and makes the peak that of the one thing measured.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# A turn is one run, or as many short ones as fit: the first after a pause finds cold caches.
TURN_S, RUNS_A_TURN = 0.2, 9
_STATUS = Path("/proc/self/status")


def peak_mib() -> float:
    """Return the most memory that this process, or one of its children, has held (MiB)."""
    # Linux counts the parent's memory into ru_maxrss of a process that has just been started; VmHWM is our own.
    mine = next((int(line.split()[1]) for line in _status() if line.startswith("VmHWM:")), None)
    unit = 1024 if sys.platform == "darwin" else 1
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit if mine is None else mine
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // unit) / 1024


def _status() -> list[str]:
    return _STATUS.read_text(encoding="ascii").splitlines() if _STATUS.is_file() else []


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def turn(solve: Callable[[], int | None]) -> list[tuple[float, int | None]]:
    """Return seconds and value of each run of a turn."""
    runs: list[tuple[float, int | None]] = []
    while not runs or (len(runs) < RUNS_A_TURN and sum(seconds for seconds, _ in runs) < TURN_S):
        began = time.perf_counter()
        value = solve()
        runs.append((time.perf_counter() - began, value))
    return runs


def main() -> None:
    """Prepare what the command line names, then run it as often as asked."""
    module, name = sys.argv[1].split(":")
    solve = getattr(importlib.import_module(module), name)(json.loads(sys.stdin.readline()))
    _say({})
    for _ in sys.stdin:
        _say({"runs": turn(solve), "peak_mib": peak_mib()})


if __name__ == "__main__":
    main()
