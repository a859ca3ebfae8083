"""Two hundred random case folders: the planner agrees to the person with an independent time-expanded solve."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.config import load_scenario
from planner.model import solve_reading
from planner.network import build_world
from planner.pipeline import judge, prepare
from planner.records import Reading
from planner.recount import Roads
from tests.amounts import seeded
from tests.oracle.expand import solve
from tests.oracle.random_cases import HORIZON_DAYS, make_case


def agree(seed: int, folder: Path, size: str) -> None:
    """Solve one random world with both programs and compare every number that either prints."""
    case = make_case(seed, folder, size)
    loaded = load_scenario(str(case.config))
    geography = prepare(loaded)
    roads = Roads(geography.case)
    expected = solve(case.case_folder, case.scenario, max_days=HORIZON_DAYS)
    for reading in Reading:
        want = expected[str(reading)]
        result = solve_reading(build_world(geography, reading))
        judged = judge(roads, loaded.scenario, result)
        got = {
            "in_scope_people": judged.in_scope_people,
            "on_time_people": judged.plan.on_time_people,
            "proved_at_most": judged.proved_at_most,
            "relaxed": result.relaxed.bound,
            "completion_days": result.completion.days,
        }
        assert got == {
            "in_scope_people": want["in_scope_people"],
            "on_time_people": want["on_time_people"],
            "proved_at_most": want["on_time_people"],
            "relaxed": want["relaxed_waiting_people"],
            "completion_days": want["completion_days"],
        }, (seed, size, reading)
        assert str(judged.answer) in want["answers"], (seed, size, reading)


@pytest.mark.parametrize("seed", seeded(range(60), every_run=20))
def test_small_worlds_agree_to_the_person(seed: int, tmp_path: Path) -> None:
    agree(seed, tmp_path, "small")


@pytest.mark.parametrize("seed", seeded(range(1000, 1030), every_run=6))
def test_medium_worlds_agree_to_the_person(seed: int, tmp_path: Path) -> None:
    agree(seed, tmp_path, "medium")


@pytest.mark.parametrize("seed", seeded(range(2000, 2015), every_run=2))
def test_worlds_of_forty_districts_agree_to_the_person(seed: int, tmp_path: Path) -> None:
    agree(seed, tmp_path, "large")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3000, 3095))
def test_many_more_worlds_agree_to_the_person(seed: int, tmp_path: Path) -> None:
    agree(seed, tmp_path, ("small", "medium", "large")[seed % 3])
