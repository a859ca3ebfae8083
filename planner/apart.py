"""Calls computed in a process of their own, while the caller goes on with something else."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from types import TracebackType
from typing import Any

_STARTS = "import sys; sys.path[:] = sys.argv[1:]; from planner.apart import serve; serve()"


class Apart:
    """
    A process that is handed calls, computes one after the other and answers each once.

    Nothing hangs on it: where there is none, or where it dies, the caller computes the same when it asks.

    Parameters
    ----------
    process
        Whether to start one: where the calls are longer than about a second of imports and there is a core for it.
    """

    def __init__(self, *, process: bool) -> None:
        self._calls: deque[tuple[Callable[..., Any], tuple[Any, ...]]] = deque()
        self._process = _started() if process else None
        # The process reads when it has nothing else to do; the caller does not wait for that.
        self._sender = ThreadPoolExecutor(1)

    @property
    def at_work(self) -> bool:
        """Whether there is a process, or calls are computed here."""
        return self._process is not None

    def ready(self, name: str) -> None:
        """
        Have the process import a module, and call a function of it; where there is none, nothing is done.

        Parameters
        ----------
        name
            A module, or module and function such as ``planner.report:warm_up``: nothing need be imported here.
        """
        self._send(name)

    def begin(self, function: Callable[..., Any], *arguments: Any) -> None:
        """
        Hand over a call; the process computes it from now on, or once it has answered those before.

        Its arguments are taken as they are now.
        """
        self._calls.append((function, arguments))
        self._send((function, arguments))

    def answer(self) -> Any:
        """
        Return what the first call that is not answered yet returns, once it is there.

        Raises
        ------
        Exception
            What the call raised.
        """
        function, arguments = self._calls.popleft()
        if self._process is None or self._process.stdout is None:
            return function(*arguments)
        try:
            value, error = pickle.load(self._process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            return function(*arguments)
        if error is not None:
            raise error
        return value

    def __enter__(self) -> Apart:
        """Return the process itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, whether it has answered all or not."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._sender.shutdown()
            for end in (self._process.stdin, self._process.stdout):
                # What it never read cannot be written any more.
                with suppress(OSError):
                    assert end is not None
                    end.close()

    def _send(self, value: Any) -> None:
        if self._process is not None:
            self._sender.submit(self._write, pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))

    def _write(self, value: bytes) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        # Where it is gone, ``answer`` finds nothing to read and computes here.
        with suppress(OSError):
            self._process.stdin.write(value)
            self._process.stdin.flush()


def cores() -> int:
    """Return the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _started() -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C is the caller's, who then ends this process.
    return subprocess.Popen(
        [sys.executable, "-c", _STARTS, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def serve() -> None:
    """Compute the calls that come and answer each, until the caller has ended; the process is for nothing else."""
    # What is printed on the way must not come between the bytes of the answers.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            asked = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        if isinstance(asked, str):
            module, _, function = asked.partition(":")
            # What it finds amiss, the call that it was to prepare will find again.
            with suppress(Exception):
                found = import_module(module)
                if function:
                    getattr(found, function)()
            continue
        function, arguments = asked
        value, failed = None, None
        try:
            value = function(*arguments)
        except Exception as error:
            failed = error
        try:
            out.write(pickle.dumps((value, failed), protocol=pickle.HIGHEST_PROTOCOL))
            out.flush()
        except BrokenPipeError:
            # Nobody waits for it any more.
            os._exit(0)
