"""Runs that several tests tell: the embedded case, and a small world of three places. To be read, never changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.report_run import Told, october, run_world
from tests.worlds import HALL_ROADS, ROADS, gate, site, triple, write_world


@pytest.fixture(scope="session")
def told(october_run: Path) -> Told:
    """The embedded case for 31 October."""
    return october(october_run)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A case of three places: a district, a site and a crossing."""
    folder = tmp_path_factory.mktemp("small")
    half = gate(**triple("people_per_day", 60))
    loaded = write_world(
        folder, crossings=[half], sites=[site()], legs=HALL_ROADS + ROADS, config="streams: {self_organised: 0.5}"
    )
    return run_world(loaded, folder)


@pytest.fixture(scope="session")
def october_report(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the embedded case as PDF."""
    return told.report(tmp_path_factory.mktemp("october-report"))


@pytest.fixture(scope="session")
def small_report(small: Told, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the case of three places as PDF."""
    return small.report(tmp_path_factory.mktemp("small-report"))
