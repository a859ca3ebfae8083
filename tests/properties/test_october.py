"""The embedded case: the planner's three readings against a second script that shares nothing with it."""

from __future__ import annotations

import pytest

from planner.config import load_scenario
from planner.model import solve_reading
from planner.network import build_world
from planner.pipeline import judge, prepare
from planner.records import Reading
from planner.recount import Roads
from tests.oracle.recompute_october import of_october


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, object]]:
    return of_october(load_scenario("october-31").case_folder)


@pytest.mark.slow
@pytest.mark.parametrize("reading", list(Reading))
def test_october_agrees_with_the_second_script_to_the_person(
    reading: Reading, expected: dict[str, dict[str, object]]
) -> None:
    loaded = load_scenario("october-31")
    geography = prepare(loaded)
    result = solve_reading(build_world(geography, reading))
    judged = judge(Roads(geography.case), loaded.scenario, result)
    want = expected[str(reading)]
    assert result.in_scope_people == want["in_scope_people"]
    assert judged.plan.on_time_people == judged.proved_at_most == want["on_time_people"]
    assert result.relaxed.bound == want["relaxed_people"]
    assert result.completion.days == result.completion.proved_days == want["completion_days"]
    assert str(judged.answer) in str(want["answer"])


def test_the_favourable_yes_rests_on_chamans_day_of_april_2020() -> None:
    loaded = load_scenario("chaman-2023")
    geography = prepare(loaded)
    result = solve_reading(build_world(geography, Reading.FAVOURABLE))
    judged = judge(Roads(geography.case), loaded.scenario, result)
    # Sindh and Balochistan hold 322,694 of a million; Chaman and the four small points pass at most 246,900 in 28 days.
    assert str(judged.answer) == "impossible"
    assert result.in_scope_people - result.on_time.bound == 322_694 - (28 * (7_500 + 500 + 300 + 500) + 5 * 500)
