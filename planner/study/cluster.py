"""
A study on a Dask cluster that is already running: the same work, handed to its workers.

Dask hands a dead worker's scenarios to another one. An answer counts when it arrives here, once, whoever found it.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any

from planner.errors import Fault, InputError, StudyStoppedError
from planner.study.work import Solved, Task, solve, unpacked

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_S = 10.0
# How long a cluster may be without any worker before the study stops waiting for one.
WORKERLESS_S = 60.0
_TICK_S = 1.0
_AHEAD = 3
_SCHEMES = ("tcp://", "tls://", "ws://", "wss://", "ucx://")


def check_address(address: str) -> None:
    """
    Refuse an address that is none, or any where Dask is not installed.

    Raises
    ------
    InputError
        With what is missing.
    """
    if not address.startswith(_SCHEMES):
        wanted = "the address of a Dask scheduler, such as tcp://127.0.0.1:8786"
        raise InputError((Fault(file="--cluster", expected=wanted, got=address),))
    if find_spec("distributed") is None:
        wanted = "dask.distributed (pip install 'returns-planner[cluster]')"
        raise InputError((Fault(file="--cluster", expected=wanted, got="none installed"),))


def solve_on_cluster(tasks: Sequence[Task], blob: bytes, address: str) -> Iterator[Solved]:
    """
    Yield answers as they come.

    Parameters
    ----------
    blob
        The case, as ``work.packed`` made it; each worker reads it once.
    address
        Of the scheduler.

    Raises
    ------
    StudyStoppedError
        When the scheduler does not answer or vanishes, no worker is left, or a scenario kills its workers.
    InputError
        When a worker has other versions than this program.
    """
    client = _connect(address)
    try:
        yield from _Study(client, address, blob).solve(tasks)
    finally:
        with suppress(Exception):
            # A scheduler that is gone cannot be told goodbye.
            client.close(timeout=2)


def _connect(address: str) -> Client:
    from distributed import Client

    # Dask tells of every lost connection in its log; what matters of it is told once, here. Tornado, on which it runs,
    # tells of a callback that Ctrl-C found half made.
    for name in ("distributed", "tornado.application", *logging.Logger.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return Client(address, timeout=CONNECT_S)
    except (OSError, ValueError) as error:
        raise StudyStoppedError(f"no Dask scheduler answers at {address}") from error


class _Study:
    """One study on one cluster."""

    def __init__(self, client: Client, address: str, blob: bytes) -> None:
        self._client, self._address = client, address
        # A task like any other, so that a worker that comes later, or again, reads the case too.
        key = f"planner-case-{hashlib.sha256(blob).hexdigest()[:24]}"
        self._context = client.submit(unpacked, blob, key=key)
        self._open: dict[Future, str] = {}
        self._seen_workers = time.monotonic()

    def solve(self, tasks: Sequence[Task]) -> Iterator[Solved]:
        """Hand out tasks and yield answers; what is still open when this ends early is called back."""
        from distributed.comm.core import CommClosedError

        waiting = iter(tasks)
        try:
            self._hand_out(islice(waiting, _AHEAD * max(1, self._threads())))
            while self._open:
                for future in self._next_done():
                    del self._open[future]
                    yield self._answer_of(future)
                self._hand_out(islice(waiting, max(0, _AHEAD * max(1, self._threads()) - len(self._open))))
        except (CancelledError, CommClosedError, OSError, RuntimeError) as error:
            raise StudyStoppedError(f"the Dask scheduler at {self._address} is gone") from error
        finally:
            if self._open and self._client.status == "running":
                with suppress(Exception):
                    # Called back as a courtesy; a study that stops must not stop over this.
                    self._client.cancel(list(self._open))

    def _hand_out(self, tasks: Iterator[Task]) -> None:
        for task in tasks:
            future = self._client.submit(solve, self._context, task, key=f"planner-scenario-{task.id}")
            self._open[future] = task.id

    def _next_done(self) -> list[Future]:
        """
        Wait for a while and return what is done.

        Raises
        ------
        StudyStoppedError
            When no worker has been there for long.
        """
        from distributed import wait

        with suppress(TimeoutError):
            wait(list(self._open), timeout=_TICK_S, return_when="FIRST_COMPLETED")
        if self._client.status != "running":
            raise CancelledError
        done = [future for future in self._open if future.status != "pending"]
        if not done and not self._threads() and time.monotonic() - self._seen_workers > WORKERLESS_S:
            told = f"the Dask cluster at {self._address} has had no worker for {WORKERLESS_S:.0f} s"
            raise StudyStoppedError(told)
        return done

    def _threads(self) -> int:
        threads: dict[str, Any] = self._client.nthreads()
        if threads:
            self._seen_workers = time.monotonic()
        return sum(map(int, threads.values()))

    def _answer_of(self, future: Future) -> Solved:
        from distributed.scheduler import KilledWorker

        if future.status in {"cancelled", "lost"}:
            raise CancelledError
        try:
            solved: Solved = future.result()
        except KilledWorker as error:
            told = f"one scenario ended worker after worker at {self._address}: killed, or out of memory"
            raise StudyStoppedError(told) from error
        return solved
