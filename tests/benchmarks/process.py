"""Starts the processes that measure, one at a time, and stops those that take too long."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.benchmarks.rows import Argument, Entry, Measured, Row, row_of
from tests.readers.folder import ROOT

CAP_S = 600.0


class BenchError(Exception):
    """A measurement that failed."""


def measured(task: str, argument: Argument, cap_s: float = CAP_S) -> Measured:
    """
    Return one side of a row; ``value`` is ``None`` where ``cap_s`` seconds were not enough.

    Raises
    ------
    BenchError
        When the process ends with a fault of its own.
    """
    command = [sys.executable, "-m", "tests.benchmarks.worker", task]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            out, err = process.communicate(json.dumps(argument), timeout=cap_s)
        except subprocess.TimeoutExpired:
            process.kill()
            return Measured(seconds=cap_s, value=None, peak_mib=0.0)
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise BenchError(f"{task} ended with {process.returncode}:\n{err.strip()}")
    return Measured(**json.loads(out))


def run(entry: Entry) -> Row:
    """
    Measure ours, then the peer.

    Raises
    ------
    BenchError
        When ours did not end in the time allowed, or either failed.
    """
    ours = measured(entry.ours, entry.argument)
    if ours.value is None:
        raise BenchError(f"not done after {CAP_S:g} s")
    peer = None if entry.peer_task is None else measured(entry.peer_task, entry.argument)
    return row_of(entry, ours, peer)
