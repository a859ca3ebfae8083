"""Stays of more than one night: the block bound is never below a plan, and the gap is what is printed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.config import Stay
from planner.model import solve_reading
from planner.network import build_geography, build_world
from planner.pipeline import judge
from planner.records import Reading
from planner.recount import Roads
from tests.amounts import few, seeded
from tests.properties.worlds_at_random import drawn, readings, seeds

worlds = few(40)


@worlds
@given(
    seed=seeds,
    reading=readings,
    stay=st.sampled_from(((2, 2), (3, 3), (2, None), (3, 5), (1, 4))),
)
def test_bound_proof_and_audit_hold_for_longer_stays(seed: int, reading: Reading, stay: tuple[int, int | None]) -> None:
    case = drawn(seed).case
    scenario = drawn(seed).scenario.model_copy(
        update={"stay": Stay(min_nights=stay[0], max_nights=stay[1]), "horizon_max_days": 60}
    )
    result = solve_reading(build_world(build_geography(case, scenario), reading))
    judged = judge(Roads(case), scenario, result)
    assert judged.plan.on_time_people <= judged.proved_at_most <= result.relaxed.bound
    if result.completion.days is not None:
        assert result.completion.proved_days <= result.completion.days


@pytest.mark.parametrize("seed", seeded(range(40), every_run=12))
def test_longer_stays_never_pass_more_people(seed: int) -> None:
    case = replace(drawn(seed).case, closures=(), calendar=())
    bounds = []
    for nights in (1, 2, 3):
        scenario = drawn(seed).scenario.model_copy(update={"stay": Stay(min_nights=nights, max_nights=nights)})
        result = solve_reading(build_world(build_geography(case, scenario), Reading.STRICT))
        bounds.append(result.plan.on_time_people)
    assert bounds == sorted(bounds, reverse=True)
