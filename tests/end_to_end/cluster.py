"""A Dask cluster of this test's own: a scheduler and workers as processes on loopback."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.conftest import ROOT, clean_env

LONGEST_S = 60


class Cluster:
    """One scheduler and some workers, ended by their process numbers."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._folder = folder
        self.scheduler, self.address = self._start("scheduler", "Scheduler at:", "--port", "0")
        self.workers = [self.add_worker(str(number)) for number in range(workers)]

    def add_worker(self, name: str) -> subprocess.Popen[bytes]:
        words = (self.address, "--name", name, "--nthreads", "1", "--no-nanny", "--local-directory", str(self._folder))
        return self._start("worker", "Registered to:", *words)[0]

    def _start(self, program: str, said: str, *words: str) -> tuple[subprocess.Popen[bytes], str]:
        """Start a program and wait until its log says so; return it, and the address it says."""
        log = self._folder / f"{program}-{len(list(self._folder.glob('*.log')))}.log"
        command = [sys.executable, "-W", "ignore", "-m", f"distributed.cli.dask_{program}", *words]
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--no-dashboard"],
                cwd=self._folder,
                env=clean_env(self._folder, {"PYTHONPATH": str(ROOT)}),
                stdout=stream,
                stderr=stream,
            )
        last = time.monotonic() + LONGEST_S
        while time.monotonic() < last and process.poll() is None:
            told = [line for line in log.read_text(encoding="utf-8").splitlines(keepends=True) if said in line]
            if told and told[0].endswith("\n"):
                return process, told[0].split()[-1]
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
        process.kill()
        raise AssertionError(f"no {program}: {log.read_text(encoding='utf-8')}")

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGKILL)
        process.wait(LONGEST_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                self.kill(process)


def lines_of(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def wait_for(path: Path, lines: int, process: subprocess.Popen[str]) -> None:
    """Wait until a journal has so many lines; its study must still be running then."""
    last = time.monotonic() + LONGEST_S
    while lines_of(path) < lines:
        assert time.monotonic() < last, f"{lines_of(path)} of {lines} lines"
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.005)
            raise AssertionError(f"the study ended early: {process.communicate()}")
