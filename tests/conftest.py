"""What several test rooms share: where things are, a runner of the real command, and one small world with its run."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from tests.amounts import choose
from tests.end_to_end.ford import write_ford
from tests.warm import Warm

ROOT = Path(__file__).resolve().parents[1]
PLANNER = Path(sys.executable).parent / "planner"
LONGEST_S = 600


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def last_line(self) -> str:
        return self.out.rstrip("\n").rpartition("\n")[2]


class Cli(Protocol):
    """The ``planner`` command in a process of its own; one that is given an environment is started from scratch."""

    def __call__(
        self, *args: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> Done: ...  # pragma: no cover


def clean_env(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment that carries nothing of the tester's own."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **(extra or {})}


def run_planner(*args: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Done:
    """Run the console script and return how it ended."""
    ended = subprocess.run(
        [str(PLANNER), *map(str, args)],
        cwd=cwd,
        env=clean_env(cwd, env),
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST_S,
        check=False,
    )
    return Done(ended.returncode, ended.stdout, ended.stderr)


def pytest_configure(config: pytest.Config) -> None:
    choose(slow=config.option.markexpr != "not slow")
    # Two workers on two cores gain nothing from threads of their libraries; they would only wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A shell starts its background jobs deaf to Ctrl-C, and so would be the runs that tests interrupt.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def repo() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of contract checks and published instances, where this machine has it."""
    folder = Path(os.environ.get("RETURNS_SHARED") or ROOT.parent / "shared")
    if not (folder / "contract" / "check.py").is_file():
        pytest.skip("needs the contract checks: RETURNS_SHARED names no folder that holds contract/check.py")
    return folder


@pytest.fixture
def cwd(tmp_path: Path) -> Path:
    """An empty folder to run commands in."""
    folder = tmp_path / "cwd"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def planner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """The command for fixtures, which name the folder they work in."""
    warm = Warm(clean_env(tmp_path_factory.mktemp("home")))

    def call(*args: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Done:
        assert cwd is not None
        if env is not None:
            return run_planner(*args, cwd=cwd, env=env)
        return Done(*warm.run([*map(str, args)], cwd=cwd, env=clean_env(cwd), timeout_s=LONGEST_S))

    yield call
    warm.close()


@pytest.fixture
def cli(cwd: Path, planner: Cli) -> Cli:
    def call(*args: str | Path, cwd: Path = cwd, env: Mapping[str, str] | None = None) -> Done:
        return planner(*args, cwd=cwd, env=env)

    return call


@pytest.fixture
def ford(tmp_path: Path) -> Path:
    """The configuration of the small world, in a folder of its own to spoil."""
    return write_ford(tmp_path / "world")


@pytest.fixture(scope="session")
def ford_run(tmp_path_factory: pytest.TempPathFactory, planner: Cli) -> Path:
    """A run folder of the small world, without its report; to be read, never changed."""
    folder = tmp_path_factory.mktemp("ford")
    config = write_ford(folder / "world")
    done = planner("run", config, "--out", folder / "run", "--no-report", cwd=folder)
    assert done.code == 0, done.err
    return folder / "run"


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that the first worker to ask for it makes, and all others wait for and read."""
    alone = os.environ.get("PYTEST_XDIST_WORKER") is None
    base = tmp_path_factory.getbasetemp() if alone else tmp_path_factory.getbasetemp().parent
    folder = base / f"once-{name}"
    with (base / f"once-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = base / f"once-{name}.made"
            made.mkdir()
            make(made)
            made.rename(folder)
    return folder


@pytest.fixture(scope="session")
def october_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder of the embedded case, without its report; to be read, never changed."""

    def make(folder: Path) -> None:
        done = run_planner("run", "october-31", "--out", folder / "run", "--no-report", cwd=folder)
        assert done.code == 0, done.err

    return once(tmp_path_factory, "without-report", make) / "run"


@pytest.fixture(scope="session")
def embedded_run(tmp_path_factory: pytest.TempPathFactory, planner: Cli) -> Callable[[str], Path]:
    """Return what gives the run folder of an embedded scenario, with its report; to be read, never changed."""

    def run(name: str) -> Path:
        def make(folder: Path) -> None:
            done = planner("run", name, "--out", folder / "run", cwd=folder)
            assert (done.code, done.err) == (0, "")

        return once(tmp_path_factory, name, make) / "run"

    return run
