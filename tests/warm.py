"""
A ``planner`` that has its modules already.

Importing them takes longer than most commands of the tests. One process does it once; each command is then a fork of
it, with a working folder, an environment and streams of its own, and ends like any process, with an exit code. What
hangs on how Python itself starts (its own environment variables, signals, a terminal) is for a process from scratch.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

# What the verbs import when they need it; what only a cluster or a second engine needs is left to them.
MODULES = (
    *("planner.backtest", "planner.cli", "planner.explain", "planner.pipeline", "planner.runs", "planner.template"),
    *("planner.verify", "planner.standards", "planner.model.routing", "planner.report.page", "planner.report.pdf"),
    *("planner.report.drawing", "planner.report.layers", "planner.report.mapping", "planner.report.summary"),
    *("planner.report.tables", "planner.report.workbook", "matplotlib.backends.backend_svg", "matplotlib.collections"),
    *("matplotlib.figure", "matplotlib.font_manager", "matplotlib.patheffects", "matplotlib.textpath"),
    *("babel.dates", "babel.messages.pofile", "geopandas", "openpyxl", "pyogrio", "pypdfium2", "typst"),
    "scipy.optimize",
)
MOST_BYTES = 1 << 17


class Warm:
    """Runs commands as forks of one process, one after the other."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for buffer in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            self._channel.setsockopt(socket.SOL_SOCKET, buffer, 2 * MOST_BYTES)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                env=dict(env),
                pass_fds=(theirs.fileno(),),
            )

    def run(
        self, arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout_s: float
    ) -> tuple[int, str, str]:
        """Return a command's exit code and what it printed on both streams."""
        request = json.dumps([list(arguments), str(cwd), dict(env)]).encode()
        assert len(request) < MOST_BYTES, "a command so long is for a process of its own"
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            socket.send_fds(self._channel, [request], [out.fileno(), err.fileno()])
            pid = int(self._answer(None))
            try:
                code = int(self._answer(timeout_s))
            except TimeoutError:
                os.kill(pid, 9)
                self._answer(None)
                raise
            return code, _text(out.fileno()), _text(err.fileno())

    def _answer(self, timeout_s: float | None) -> bytes:
        self._channel.settimeout(timeout_s)
        answer = self._channel.recv(64)
        assert answer, "the process that commands are forks of has ended"
        return answer

    def close(self) -> None:
        """End the process."""
        self._channel.close()
        self._process.wait(60)


def _text(descriptor: int) -> str:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, size, 0).decode("utf-8").replace("\r\n", "\n")


def _next_command(channel: socket.socket) -> list[str] | None:
    """Fork for each request; return its arguments in the fork, and nothing once nobody asks any more."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(channel, MOST_BYTES, 2)
        if not message:
            return None
        arguments, cwd, env = json.loads(message)
        pid = os.fork()
        if pid == 0:
            channel.close()
            for target, descriptor in zip((1, 2), descriptors, strict=True):
                os.dup2(descriptor, target)
                os.close(descriptor)
            os.chdir(cwd)
            os.environ.clear()
            os.environ.update(env)
            return [*arguments]
        for descriptor in descriptors:
            os.close(descriptor)
        channel.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        channel.send(str(os.waitstatus_to_exitcode(status)).encode())


def _main(arguments: Sequence[str]) -> int:
    """Run a command as the console script does; return its exit code, once all it printed is written and tidied up."""
    from planner.cli import main

    sys.argv = ["planner", *arguments]
    code = 1
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _serve(descriptor: int) -> None:
    # The console script does not find the folder of tests either.
    del sys.path[0]
    for module in MODULES:
        __import__(module)
    gc.collect()
    gc.freeze()
    arguments = _next_command(socket.socket(fileno=descriptor))
    if arguments is not None:
        # Taking all modules down would cost more than many a command does.
        os._exit(_main(arguments))


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
