"""Starts the processes that measure, lets them run in turn, and stops those that take too long."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from statistics import median
from tempfile import TemporaryFile
from typing import Any, Self

from tests.benchmarks.rows import Argument, Entry, Measured, Row, row_of
from tests.readers.folder import ROOT

CAP_S = 600.0
# A side gets another turn until its runs have taken so long together, or the turns were so many.
REPEAT_FOR_S, TURNS = 2.0, 5


class BenchError(Exception):
    """A measurement that failed."""


class Side:
    """
    One side of a row: a process that waits to be asked.

    Parameters
    ----------
    cap_s
        Seconds that one turn may take before it is stopped.
    """

    def __init__(self, task: str, argument: Argument, cap_s: float = CAP_S) -> None:
        self.task, self.argument, self.cap_s = task, argument, cap_s
        self.runs: list[tuple[float, int | None]] = []
        self.turns, self.peak_mib, self.stopped = 0, 0.0, False

    def __enter__(self) -> Self:
        self._stderr = TemporaryFile()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.worker", self.task],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._stderr.close()

    def prepare(self) -> None:
        """Have everything ready that is not measured."""
        self._ask(json.dumps(self.argument), None)

    def take_turn(self) -> None:
        """Run again, once or a few times."""
        answer = self._ask("run", self.cap_s)
        if answer is None:
            self.stopped = True
        else:
            self.turns += 1
            self.runs += [(seconds, value) for seconds, value in answer["runs"]]
            self.peak_mib = answer["peak_mib"]

    def _ask(self, line: str, cap_s: float | None) -> dict[str, Any] | None:
        """
        Return the answer to a line, ``None`` when it takes too long.

        Raises
        ------
        BenchError
            When the process ends instead.
        """
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answers is not None
        # Where it has ended already there will be no answer: what it said is told below.
        with suppress(BrokenPipeError):
            asked.write(f"{line}\n".encode())
            asked.flush()
        if not select.select([answers], [], [], cap_s)[0]:
            return None
        answer = answers.readline()
        if not answer:
            self._process.wait()
            self._stderr.seek(0)
            said = self._stderr.read().decode(errors="replace").strip()
            raise BenchError(f"{self.task} ended with {self._process.returncode}:\n{said}")
        return dict(json.loads(answer))

    @property
    def done(self) -> bool:
        """Whether it has run long or often enough."""
        return self.stopped or self.turns >= TURNS or sum(seconds for seconds, _ in self.runs) >= REPEAT_FOR_S

    def measured(self) -> Measured:
        """
        Return the median of the runs; without a value where one run was stopped.

        Raises
        ------
        BenchError
            When two runs gave different values.
        """
        if self.stopped:
            return Measured(seconds=self.cap_s, value=None, peak_mib=0.0)
        values = list({value: None for _, value in self.runs})
        if len(values) != 1:
            raise BenchError(f"{self.task}: expected one value from every run, got {values}")
        middle = median(seconds for seconds, _ in self.runs)
        return Measured(seconds=middle, value=values[0], peak_mib=self.peak_mib)


def in_turn(sides: Sequence[Side]) -> list[Measured]:
    """Prepare all sides, then let them take turns, so that a busy machine slows them alike."""
    with ExitStack() as running:
        for side in sides:
            running.enter_context(side).prepare()
        while not all(side.done for side in sides):
            for side in sides:
                if not side.done:
                    side.take_turn()
    return [side.measured() for side in sides]


def run(entry: Entry) -> Row:
    """
    Measure ours and the peer.

    Raises
    ------
    BenchError
        When ours was not done in the time allowed, or either failed.
    """
    tasks = [entry.ours] if entry.peer_task is None else [entry.ours, entry.peer_task]
    ours, *peers = in_turn([Side(task, entry.argument) for task in tasks])
    if ours.value is None and not entry.may_fail:
        raise BenchError(f"not done after {CAP_S:g} s")
    return row_of(entry, ours, peers[0] if peers else None)
