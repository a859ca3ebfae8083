"""What a worker does: the case arrives once, then one scenario after the other is solved, proved and audited."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from dataclasses import dataclass
from multiprocessing import parent_process
from typing import Any

from planner.config import Scenario
from planner.errors import InputError
from planner.network import RouteFinder
from planner.pipeline import answer
from planner.records import Case
from planner.recount import Roads
from planner.study.points import fault_of_versions, versions

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A scenario to be solved, by its id."""

    id: str
    scenario: Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """
    A scenario's answer.

    Parameters
    ----------
    busy_s, cpu_s
        Seconds the worker took for it, by the clock and of its processor; never part of a table.
    """

    id: str
    row: Json
    busy_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every scenario of a study shares."""

    finder: RouteFinder
    roads: Roads


def packed(case: Case) -> bytes:
    """Return a case as bytes for workers, which need no folder of their own, with the versions to solve it by."""
    return pickle.dumps((dict(versions()), case))


def unpacked(blob: bytes) -> Context:
    """
    Return the context of a study on a worker.

    Raises
    ------
    InputError
        When the worker's versions are not those of whoever sent it.
    """
    wanted, case = pickle.loads(blob)
    fault = fault_of_versions(wanted, "this worker")
    if fault is not None:
        raise InputError((fault,))
    return Context(finder=RouteFinder(case), roads=Roads(case))


def solve(context: Context, task: Task) -> Solved:
    """Solve one scenario."""
    began, used = time.perf_counter(), time.process_time()
    row = answer(context.finder, context.roads, task.scenario)
    return Solved(id=task.id, row=row, busy_s=time.perf_counter() - began, cpu_s=time.process_time() - used)


class _Worker:
    """The context of this process, once it has one; only processes of the local pool do."""

    context: Context | None = None


def begin(blob: bytes) -> None:
    """Make this process a worker of the local pool: it leaves Ctrl-C to its parent, and ends when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Worker.context = unpacked(blob)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def solve_here(task: Task) -> Solved:
    """Solve one scenario in a process that has begun."""
    assert _Worker.context is not None
    return solve(_Worker.context, task)
