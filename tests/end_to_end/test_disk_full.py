"""A disk that fills up while a run is written: a clear error, and no part of a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Cli

FULL = "No space left on device"
_PAGE_BYTES = 4096


@pytest.fixture
def whole_kb(cli: Cli, ford: Path, tmp_path: Path) -> int:
    """Return the kilobytes that a run takes on a disk of pages."""
    folder = tmp_path / "whole"
    assert cli("run", ford, "--out", folder).code == 0
    pages = sum(-(-path.stat().st_size // _PAGE_BYTES) for path in folder.rglob("*") if path.is_file())
    return pages * _PAGE_BYTES // 1024


@pytest.mark.slow
@pytest.mark.parametrize("part", [0.02, 0.5, 0.8, 0.95, 0.99])
def test_a_run_that_does_not_fit_leaves_nothing(
    cli: Cli, ford: Path, disk: Callable[[int], Path], whole_kb: int, part: float
) -> None:
    place = disk(int(whole_kb * part))
    done = cli("run", ford, "--out", place / "run")
    assert done.code == 2, done.err
    assert FULL in done.err
    assert list(place.iterdir()) == []


@pytest.mark.slow
def test_an_old_report_stays_when_the_new_one_does_not_fit(
    cli: Cli, ford: Path, disk: Callable[[int], Path], whole_kb: int
) -> None:
    # Room for the run and no second report beside it: the first is taken away only once the second is whole.
    place = disk(int(whole_kb * 1.2))
    assert cli("run", ford, "--out", place / "run").code == 0
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    done = cli("report", place / "run", "--brief")
    assert done.code == 2
    assert FULL in done.err
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before
