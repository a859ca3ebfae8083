"""A call in a process of its own answers as it would here, and leaves no process behind."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.apart import Apart

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are looked up by number as on Unix")


def begun(function: Callable[..., Any], *arguments: Any) -> Apart:
    call = Apart(process=True)
    call.begin(function, *arguments)
    return call


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_another_process_computes() -> None:
    with begun(os.getpid) as call:
        pid = call.answer()
    assert pid != os.getpid()
    assert not alive(pid)


def test_arguments_and_answer_of_any_size() -> None:
    large = list(range(1_000_000))
    with begun(sorted, large[::-1]) as call:
        assert call.answer() == large


def test_what_the_call_raises_is_raised_here() -> None:
    with begun(int, "seven") as call, pytest.raises(ValueError, match="'seven'"):
        call.answer()


def test_calls_are_answered_in_the_order_in_which_they_were_asked() -> None:
    with begun(os.getpid) as call:
        call.begin(sorted, [2, 1])
        first, second = call.answer(), call.answer()
        call.begin(int, "seven")
        with pytest.raises(ValueError, match="'seven'"):
            call.answer()
        call.begin(os.getpid)
        assert (call.answer(), second) == (first, [1, 2])


def test_it_is_made_ready_by_a_call_that_nobody_waits_for() -> None:
    with Apart(process=True) as call:
        call.ready("gc:disable")
        call.begin(gc.isenabled)
        assert call.answer() is False
    assert gc.isenabled()


def test_what_makes_ready_may_fail() -> None:
    with Apart(process=True) as call:
        call.ready(f"{__name__}:no_such_function")
        call.begin(os.getpid)
        assert call.answer() != os.getpid()


def test_nobody_waits_until_it_reads() -> None:
    large = list(range(1_000_000))
    with Apart(process=True) as call:
        call.ready("signal:pause")
        call.begin(sorted, large)
        assert call._process is not None
        call._process.kill()
        assert call.answer() == large


def test_a_process_that_died_leaves_the_calls_to_the_caller() -> None:
    with Apart(process=True) as call:
        call.ready("signal:pause")
        for _ in range(3):
            call.begin(os.getpid)
        assert call._process is not None
        call._process.kill()
        assert call.answer() == os.getpid()
        assert call.answers() == [os.getpid()] * 2


def test_what_calls_have_in_common_is_handed_over_once() -> None:
    for process in (True, False):
        with Apart(process=process) as call:
            call.begin_each(divmod, (17,), (5, 4))
            call.begin(abs, -1)
            assert call.answers() == [(3, 2), (4, 1), 1]
            assert call.answers() == []


def meet(way: Path, mode: str) -> tuple[str, int]:
    """Return the process that opens one end of a pipe, once another has opened the other end."""
    with way.open(mode):
        return mode, os.getpid()


def test_calls_that_it_has_not_begun_are_computed_here(tmp_path: Path) -> None:
    way = tmp_path / "way"
    os.mkfifo(way)
    with Apart(process=True) as call:
        call.begin_each(meet, (way,), ("r", "w"))
        # One process could not compute both: each waits for the other.
        (first, there), (second, here) = call.answers()
    assert (first, second, here) == ("r", "w", os.getpid())
    assert there != here


def test_an_error_of_one_of_several_is_raised_here() -> None:
    with Apart(process=True) as call:
        call.begin_each(int, (), ("1", "seven", "2"))
        with pytest.raises(ValueError, match="'seven'"):
            call.answers()


def test_one_that_is_gone_before_the_arguments() -> None:
    with Apart(process=True) as call:
        assert call._process is not None
        call._process.kill()
        call._process.wait()
        call.begin(sorted, [3, 1, 2] * 100_000)
        assert call.answer()[-1] == 3


def test_without_a_process_it_is_computed_here() -> None:
    with Apart(process=False) as call:
        call.begin(os.getpid)
        assert call.answer() == os.getpid()


def test_an_error_here_ends_it() -> None:
    call = Apart(process=True)
    with pytest.raises(KeyboardInterrupt), call:
        raise KeyboardInterrupt
    assert call._process is not None
    assert call._process.returncode is not None


def test_it_ends_when_its_caller_was_killed() -> None:
    code = (
        "import os; from planner.apart import Apart\n"
        "call = Apart(process=True); print(call._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    # Both hold the same stderr open, so this waits for the end of both.
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert (int(killed.stdout) > 0, killed.returncode, killed.stderr) == (True, -9, "")
