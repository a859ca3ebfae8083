"""One call computed in a process of its own, while the caller goes on with something else."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

_STARTS = "import sys; sys.path[:] = sys.argv[1:]; from planner.apart import serve; serve()"


class Apart:
    """
    A process that imports a function, is handed its arguments and answers once.

    Nothing hangs on it: where there is none, or where it dies, the caller computes the same when it asks.

    Parameters
    ----------
    function
        A function of a module, so that another process finds it by its name.
    process
        Whether to start one: where the call is longer than about a second of imports and there is a core for it.
    """

    def __init__(self, function: Callable[..., Any], *, process: bool) -> None:
        self._function = function
        self._arguments: tuple[Any, ...] = ()
        self._process = _started() if process else None
        self._send(function)

    def begin(self, *arguments: Any) -> None:
        """Hand over the arguments; the process computes from now on."""
        self._arguments = arguments
        self._send(arguments)

    def answer(self) -> Any:
        """
        Return what the call returns, once it is there.

        Raises
        ------
        Exception
            What the call raised.
        """
        if self._process is None or self._process.stdout is None:
            return self._function(*self._arguments)
        try:
            value, error = pickle.load(self._process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            return self._function(*self._arguments)
        if error is not None:
            raise error
        return value

    def __enter__(self) -> Apart:
        """Return the call itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, whether it has answered or not."""
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
    """Import a function, compute it once for the arguments that come, and answer; the process is for nothing else."""
    # What is printed on the way must not come between the bytes of the answer.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        function = pickle.load(sys.stdin.buffer)
        arguments = pickle.load(sys.stdin.buffer)
    except EOFError:
        # The caller has ended before it asked.
        return
    value, failed = None, None
    try:
        value = function(*arguments)
    except Exception as error:
        failed = error
    try:
        out.write(pickle.dumps((value, failed), protocol=pickle.HIGHEST_PROTOCOL))
        out.close()
    except BrokenPipeError:
        # Nobody waits for it any more.
        os._exit(0)
