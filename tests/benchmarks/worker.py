"""
Measures one side of a row in a process of its own: ``python -m tests.benchmarks.worker MODULE:FUNCTION``.

The argument comes as JSON on standard input, the measurement goes as JSON to standard output. A process of its own
keeps peers from disturbing one another and makes the peak of memory that of the one thing measured.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

# Short runs are repeated until they have taken so long, or so often.
REPEAT_FOR_S, REPEATS = 2.0, 9
_STATUS = Path("/proc/self/status")


def measure(solve: Callable[[], int]) -> tuple[float, int]:
    """
    Return the median of the seconds and the value.

    Raises
    ------
    AssertionError
        When two repeats give different values.
    """
    times: list[float] = []
    values = set()
    while not times or (len(times) < REPEATS and sum(times) < REPEAT_FOR_S):
        began = time.perf_counter()
        values.add(solve())
        times.append(time.perf_counter() - began)
    if len(values) != 1:
        raise AssertionError(f"expected one value from every repeat, got {sorted(values)}")
    return median(times), values.pop()


def peak_mib() -> float:
    """Return the most memory that this process, or one of its children, has held (MiB)."""
    # Linux counts the parent's memory into ru_maxrss of a process that has just been started; VmHWM is our own.
    mine = next((int(line.split()[1]) for line in _status() if line.startswith("VmHWM:")), None)
    unit = 1024 if sys.platform == "darwin" else 1
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit if mine is None else mine
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // unit) / 1024


def _status() -> list[str]:
    return _STATUS.read_text(encoding="ascii").splitlines() if _STATUS.is_file() else []


def main() -> None:
    """Measure what the command line names."""
    module, name = sys.argv[1].split(":")
    prepare = getattr(importlib.import_module(module), name)
    seconds, value = measure(prepare(json.load(sys.stdin)))
    print(json.dumps({"seconds": seconds, "value": value, "peak_mib": peak_mib()}))


if __name__ == "__main__":
    main()
