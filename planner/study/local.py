"""A study on this machine: a pool of processes, started afresh so that nothing is shared by accident."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice

from planner.errors import StudyStoppedError
from planner.study.work import Solved, Task, begin, solve_here

# Tasks handed out ahead, so that no worker waits, and few enough that an end comes soon.
_AHEAD = 3


def solve_locally(tasks: Sequence[Task], blob: bytes, workers: int) -> Iterator[Solved]:
    """
    Yield answers as they come.

    Parameters
    ----------
    blob
        The case, as ``work.packed`` made it; each worker reads it once.

    Raises
    ------
    StudyStoppedError
        When a worker process dies.
    """
    spawn = multiprocessing.get_context("spawn")
    workers = min(workers, len(tasks))
    pool = ProcessPoolExecutor(workers, mp_context=spawn, initializer=begin, initargs=(blob,))
    waiting = iter(tasks)
    try:
        with _children_deaf_to_control_c():
            open_ = {pool.submit(solve_here, task) for task in islice(waiting, workers * _AHEAD)}
        while open_:
            done, open_ = wait(open_, return_when=FIRST_COMPLETED)
            open_ |= {pool.submit(solve_here, task) for task in islice(waiting, len(done))}
            for future in done:
                yield future.result()
    except BrokenProcessPool as error:
        raise StudyStoppedError("a worker process died: killed, or out of memory") from error
    finally:
        for process in multiprocessing.active_children():
            if open_:
                process.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _children_deaf_to_control_c() -> Iterator[None]:
    """Hold Ctrl-C back while processes start: they inherit this, and only their parent tells of it."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
