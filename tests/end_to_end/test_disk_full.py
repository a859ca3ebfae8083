"""A disk that fills up while a run is written: a clear error, and no part of a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Cli

FULL = "No space left on device"


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [30, 800, 1_400, 1_600, 1_700])
def test_a_run_that_does_not_fit_leaves_nothing(
    cli: Cli, ford: Path, disk: Callable[[int], Path], kilobytes: int
) -> None:
    place = disk(kilobytes)
    done = cli("run", ford, "--out", place / "run")
    assert done.code == 2, done.err
    assert FULL in done.err
    assert list(place.iterdir()) == []


@pytest.mark.slow
def test_an_old_report_stays_when_the_new_one_does_not_fit(cli: Cli, ford: Path, disk: Callable[[int], Path]) -> None:
    place = disk(2_000)
    assert cli("run", ford, "--out", place / "run").code == 0
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    done = cli("report", place / "run", "--brief")
    assert done.code == 2
    assert FULL in done.err
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before
