"""
Runs of the small world that die on cue, for the tests of run folders: a program, not a test.

    python crash.py SPEC    with SPEC a JSON object

``how``: ``kill`` or ``interrupt``. ``exchange``: false takes the atomic exchange away, as on systems that lack it.
``config``, ``out``, ``at``: the run, its folder, and before which of its steps to die; a step is anything the run does
to a file or folder whose path holds the run folder's name, as Python's audit hooks tell, and either side of the
exchange. Without ``at`` the run is not disturbed, and the number of steps is printed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from planner import runfolder
from planner.cli import main

CHANGES = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.unlink", "shutil.rmtree")


class Steps:
    """Counts what a run does to its folders, and ends it before the chosen step."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.name, self.at, self.done = Path(spec["out"]).name, spec.get("at"), 0
        self.signal = signal.SIGKILL if spec.get("how", "kill") == "kill" else signal.SIGINT

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in CHANGES and any(self.name in str(argument) for argument in arguments):
            self.step()

    def step(self) -> None:
        if self.done == self.at:
            self.done += 1
            os.kill(os.getpid(), self.signal)
            return
        self.done += 1


def run(spec: dict[str, Any]) -> None:
    """Run as the command line does, under watch."""
    steps = Steps(spec)
    exchange = runfolder._exchange

    def watched(one: Path, other: Path) -> bool:
        if not spec.get("exchange", True):
            return False
        steps.step()
        done = exchange(one, other)
        steps.step()
        return done

    runfolder._exchange = watched
    sys.addaudithook(steps.hook)
    try:
        main(["run", spec["config"], "--out", spec["out"], "--no-report"])
    finally:
        print(steps.done)


if __name__ == "__main__":
    run(json.loads(sys.argv[1]))
