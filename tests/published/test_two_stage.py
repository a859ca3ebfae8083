"""Published facility location in two stages (Fernandes and others); data only, not kept here."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from planner.model._ortools import LinearProgramme, solve_linear
from tests.benchmarks.rows import Entry, Measured, row_of
from tests.benchmarks.two_stage import SECONDS, entries, gaps, ours, programme_of
from tests.readers.facility import TwoStage, check_flows, read_two_stage
from tests.readers.folder import ABSENT, benchmarks_folder

BENCHMARKS = benchmarks_folder()
ROWS = {} if BENCHMARKS is None else {row.instance: row for row in entries(BENCHMARKS / "facility" / "tscflp")}
needs_instances = pytest.mark.skipif(not ROWS, reason=ABSENT)
# Both plants and both depots are needed. The first depot is full with four units for the first customer, whose fifth
# comes from the second: 4 + 3, and 1 for the other customer. The second plant's one unit goes to the first depot: 2,
# and of the first plant's five three go there and two to the second depot: 3 + 4.
BY_HAND = """2 2 2
5
1
5 10
5 4
1 2
2 5
4 3
5 7
1 3
3 1
"""
FIXED, FIRST, SECOND = 10 + 4 + 3 + 7, 2 + 3 + 4, 4 + 3 + 1


def written(folder: Path, text: str = BY_HAND) -> Path:
    path = folder / "PSC1-C9-2.txt.gz"
    path.write_bytes(gzip.compress(text.encode("ascii")))
    return path


@pytest.fixture
def small(tmp_path: Path) -> TwoStage:
    return read_two_stage(written(tmp_path))


def test_an_instance_is_read_part_by_part(small: TwoStage) -> None:
    assert small.name == "PSC1-C9-2"
    assert small.demand.tolist() == [5, 1]
    assert small.plants.tolist() == [[5, 10], [5, 4]]
    assert small.to_depot.tolist() == [[1, 2], [2, 5]]
    assert small.depots.tolist() == [[4, 3], [5, 7]]
    assert small.to_customer.tolist() == [[1, 3], [3, 1]]


@pytest.mark.parametrize(("text", "got"), [(BY_HAND + "7\n", 22), (BY_HAND[:-2], 20)])
def test_an_instance_of_another_size_is_refused(tmp_path: Path, text: str, got: int) -> None:
    with pytest.raises(ValueError, match=f"expected 21 numbers, got {got}"):
        read_two_stage(written(tmp_path, text))


def test_the_answer_by_hand_is_reached(tmp_path: Path) -> None:
    solve = ours({"path": str(written(tmp_path)), "seconds": SECONDS})
    assert solve() == 10 * (FIXED + FIRST + SECOND)


def test_the_checker_adds_up_by_hand(small: TwoStage) -> None:
    cost, faults = check_flows(small, np.array([[3.0, 2], [1, 0]]), np.array([[4.0, 0], [1, 1]]))
    assert (cost, faults) == (FIXED + FIRST + SECOND, [])
    # What stays shut costs nothing.
    assert check_flows(small, np.array([[0.0, 5], [0, 0]]), np.array([[0.0, 0], [5, 0]]))[0] == 10 + 7 + 10 + 15


@pytest.mark.parametrize(
    ("to_depot", "to_customer", "fault"),
    [
        ([[3.0, 2], [1, 0]], [[4.0, 0], [0, 1]], "customer 0 gets 4 of 5"),
        ([[3.0, 2], [0, 0]], [[4.0, 0], [1, 1]], "depot 0 takes in 3 and sends 4"),
        ([[5.0, 1], [0, 0]], [[5.0, 0], [0, 1]], "plant 0 sends 6 with 5"),
        ([[5.0, 0], [0, 1]], [[5.0, 0], [0, 1]], "depot 0 sends 5 with 4"),
        ([[5.0, -1], [-1, 3]], [[4.0, 0], [1, 1]], "units are negative"),
    ],
)
def test_the_checker_finds_what_is_wrong(
    small: TwoStage, to_depot: list[list[float]], to_customer: list[list[float]], fault: str
) -> None:
    assert fault in check_flows(small, np.array(to_depot), np.array(to_customer))[1]


@needs_instances
@pytest.mark.parametrize("name", ROWS)
def test_without_whole_numbers_the_programme_is_worth_the_published_bound(name: str) -> None:
    entry = ROWS[name]
    found = programme_of(read_two_stage(Path(entry.argument["path"])))
    best = solve_linear(
        LinearProgramme(worth=-found.cost, most=found.most, matrix=found.matrix, low=found.low, high=found.high)
    )
    assert entry.best_known is not None
    # It has six or seven digits.
    assert -best.objective == pytest.approx(entry.argument["lower_bound"], rel=1e-6)
    assert -best.objective < entry.best_known / 10


@needs_instances
@pytest.mark.slow
def test_a_published_answer_is_reached() -> None:
    entry = ROWS["PSC1-C1-50"]
    assert ours({**entry.argument, "seconds": 600})() == entry.best_known == 7_221_780


def test_gaps_are_told_to_both_published_values() -> None:
    entry = Entry(
        id="facility",
        instance="small",
        ours="tests.benchmarks.two_stage:ours",
        argument={"lower_bound": 80.0},
        peer="highspy",
        best_known=1000,
    )
    sides = (Measured(seconds=1, value=value, peak_mib=1) for value in (1100, None))
    assert "| small | 10.00 |  | 37.50 |  |\n" in gaps([row_of(entry, *sides)], [entry])
    assert gaps([], [entry]) == ""
