"""Published facility location: OR-Library (Beasley) and Holmberg's single-source set; data only, not kept here."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks.facility import entries, ours
from tests.readers.facility import Facility, check_shares, read_optima
from tests.readers.folder import ABSENT, benchmarks_folder

BENCHMARKS = benchmarks_folder()
FOLDER = None if BENCHMARKS is None or not (BENCHMARKS / "facility").is_dir() else BENCHMARKS / "facility"
needs_instances = pytest.mark.skipif(FOLDER is None, reason=ABSENT)
ROWS = {row.instance: row for row in entries(BENCHMARKS)}


@needs_instances
def test_every_instance_has_its_published_optimum() -> None:
    assert FOLDER is not None
    assert len(ROWS) == 12 + 24 + 5
    assert {name for name, row in ROWS.items() if row.exact} <= set(read_optima(FOLDER))
    assert sum(row.usual for row in ROWS.values()) == 7


@needs_instances
@pytest.mark.parametrize("name", ["cap71", "cap101", "p1"])
def test_published_optima_are_reached(name: str) -> None:
    row = ROWS[name]
    assert ours(row.argument)() == row.best_known


def toy(*, single: bool) -> Facility:
    """Return two sites of four units and two customers of three."""
    return Facility(
        "toy",
        capacity=np.array([4.0, 4.0]),
        fixed=np.array([10.0, 20.0]),
        demand=np.array([3.0, 3.0]),
        cost=np.array([[1.0, 9.0], [3.0, 6.0]]),
        single=single,
    )


def test_the_checker_by_hand() -> None:
    assert check_shares(toy(single=True), [[1, 0], [0, 1]]) == (10 + 20 + 1 + 6, [])
    # A third of the second customer's demand still fits at the first site.
    cost, faults = check_shares(toy(single=False), [[1, 0], [1 / 3, 2 / 3]])
    assert (cost, faults) == (pytest.approx(30 + 1 + 1 + 4), [])


@pytest.mark.parametrize(
    ("shares", "fault"),
    [
        ([[1, 0], [1, 0]], "site 0 serves 6 with 4"),
        ([[1, 0], [0, 0.5]], "customer 1 is served 0.5 times"),
        ([[1, 0], [0.2, 0.8]], "customer 1 is served from several sites"),
    ],
)
def test_the_checker_finds_what_is_wrong(shares: list[list[float]], fault: str) -> None:
    assert fault in check_shares(toy(single=True), shares)[1]
