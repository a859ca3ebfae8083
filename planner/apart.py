"""Calls computed in a process of their own, while the caller goes on with something else."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from types import TracebackType
from typing import Any

_STARTS = "import sys; sys.path[:] = sys.argv[1:]; from planner.apart import serve; serve()"


@dataclass(frozen=True, slots=True)
class _Common:
    """Arguments that the calls to come have in common."""

    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Each:
    """A call with the common arguments and one of its own."""

    function: Callable[..., Any]
    item: Any


class _GoneError(Exception):
    """The process ended before it answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """A call that was handed over, and its answer to come; ``None`` where there is no process."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    handed: Future[Any] | None

    def answer(self, *, waits: bool) -> Any:
        """Return the answer of the process; where it died, or has not begun and nobody waits, compute the same here."""
        if self.handed is not None and (waits or not self.handed.cancel()):
            with suppress(_GoneError):
                return self.handed.result()
        return self.function(*self.arguments)


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
        self._calls: deque[_Call] = deque()
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
        if self._process is not None:
            self._sender.submit(self._write, _pickled(name))

    def begin(self, function: Callable[..., Any], *arguments: Any) -> None:
        """
        Hand over a call; the process computes it from now on, or once it has answered those before.

        Its arguments are taken as they are now.
        """
        self._hand_over(function, arguments, (function, arguments))

    def begin_each(self, function: Callable[..., Any], common: tuple[Any, ...], items: Iterable[Any]) -> None:
        """Hand over a call for each item, which follows what they have in common: that is handed over once."""
        if self._process is not None:
            self._sender.submit(self._write, _pickled(_Common(common)))
        for item in items:
            self._hand_over(function, (*common, item), _Each(function, item))

    def answer(self) -> Any:
        """
        Return what the first call that is not answered yet returns, once it is there.

        Raises
        ------
        Exception
            What the call raised.
        """
        return self._calls.popleft().answer(waits=True)

    def answers(self) -> list[Any]:
        """
        Return what all calls that are not answered yet return, in order.

        Those that the process has not begun are computed here, the last first, until it has begun all others.

        Raises
        ------
        Exception
            What a call raised.
        """
        calls = [*self._calls]
        self._calls.clear()
        return [call.answer(waits=False) for call in reversed(calls)][::-1]

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
            self._sender.shutdown(cancel_futures=True)
            for end in (self._process.stdin, self._process.stdout):
                # What it never read cannot be written any more.
                with suppress(OSError):
                    assert end is not None
                    end.close()

    def _hand_over(self, function: Callable[..., Any], arguments: tuple[Any, ...], sent: object) -> None:
        handed = None if self._process is None else self._sender.submit(self._ask, _pickled(sent))
        self._calls.append(_Call(function=function, arguments=arguments, handed=handed))

    def _ask(self, sent: bytes) -> Any:
        """Send a call and return its answer, or raise what it raised."""
        self._write(sent)
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            value, error = pickle.load(self._process.stdout)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as ended:
            raise _GoneError from ended
        if error is not None:
            raise error
        return value

    def _write(self, value: bytes) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        # Where it is gone, whoever waits for an answer finds nothing to read.
        with suppress(OSError, ValueError):
            self._process.stdin.write(value)
            self._process.stdin.flush()


def _pickled(value: Any) -> bytes:
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


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
    common: tuple[Any, ...] = ()
    while True:
        try:
            asked = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        if isinstance(asked, str):
            module, _, preparing = asked.partition(":")
            # What it finds amiss, the call that it was to prepare will find again.
            with suppress(Exception):
                found = import_module(module)
                if preparing:
                    getattr(found, preparing)()
            continue
        if isinstance(asked, _Common):
            common = asked.arguments
            continue
        function, arguments = (asked.function, (*common, asked.item)) if isinstance(asked, _Each) else asked
        value, failed = None, None
        try:
            value = function(*arguments)
        except Exception as error:
            failed = error
        try:
            out.write(_pickled((value, failed)))
            out.flush()
        except BrokenPipeError:
            # Nobody waits for it any more.
            os._exit(0)
