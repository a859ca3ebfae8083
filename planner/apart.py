"""Calls computed in a process of their own, while the caller goes on with something else."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
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

    def ready(self, function: Callable[[], None]) -> None:
        """Have the process import the module of a function and call it; where there is none, nothing is done."""
        self._send(function)

    def begin(self, function: Callable[..., Any], *arguments: Any) -> None:
        """
        Hand over a call; the process computes it from now on, or once it has answered those before.

        While an answer is owed, the arguments must be few: the process reads them only after it has answered.
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
            for end in (self._process.stdin, self._process.stdout):
                # What it never read cannot be written any more.
                with suppress(OSError):
                    assert end is not None
                    end.close()

    def _send(self, value: Any) -> None:
        if self._process is None or self._process.stdin is None:
            return
        try:
            self._process.stdin.write(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))
            self._process.stdin.flush()
        except OSError:
            # It is gone: ``answer`` finds nothing to read and computes here.
            return


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
        if not isinstance(asked, tuple):
            # What it finds amiss, the call that it was to prepare will find again.
            with suppress(Exception):
                asked()
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
