"""Draws against the replay that knows nothing of draws: the same world, counted one person after the other."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given

from planner.config import Scenario, Uncertainty
from planner.records import Reading
from planner.recount import Recount, Roads
from planner.simulate import Draws, exposure_of_order
from planner.simulate.replay import NEVER, Outcomes
from tests.amounts import few
from tests.properties.worlds_at_random import drawn, seeds

worlds = few(40)
SAME = ("nights_in_holding", "nights_in_queue", "road_hours", "crossed_people", "most_waiting_people")
ROUNDED = ("over_24h", "over_48h")


def draws_of(seed: int, **changes: object) -> Draws:
    world = drawn(seed)
    return Draws(Roads(world.case), world.scenario.model_copy(update=changes))


def across(roads: Roads, scenario: Scenario, days: int) -> int:
    """Count again how many are across after so many days."""
    later = scenario.model_copy(update={"deadline": scenario.start + timedelta(days=days - 1)})
    return exposure_of_order(Recount(roads, later, Reading.CENTRAL)).crossed_people


def held_against_the_replay(draws: Draws, values: np.ndarray, outcomes: Outcomes) -> None:
    for k in range(values.shape[1]):
        roads, scenario = draws.world(values[:, k])
        exposure = exposure_of_order(Recount(roads, scenario, Reading.CENTRAL))
        assert {name: int(outcomes.totals[name][k]) for name in SAME} == {n: getattr(exposure, n) for n in SAME}
        # A day's arrivals are served in proportion: here all together, there by province and district.
        for name in ROUNDED:
            assert int(outcomes.totals[name][k]) == pytest.approx(
                getattr(exposure, name), abs=len(draws.roads.case.districts)
            )


@worlds
@given(seed=seeds)
def test_every_draw_is_the_replay_of_its_world_to_the_person(seed: int) -> None:
    draws = draws_of(seed)
    values = draws.first_values(4)
    held_against_the_replay(draws, values, draws.outcomes(values))


@worlds
@given(seed=seeds)
def test_with_points_for_ranges_every_draw_is_the_replay(seed: int) -> None:
    ranged = draws_of(seed)
    roads, scenario = ranged.world(ranged.ends("central"))
    points = Draws(roads, scenario)
    assert points.inputs == ()
    outcomes = points.block(0, 3)
    held_against_the_replay(points, points.first_values(3), outcomes)
    assert all(len(set(values.tolist())) == 1 for values in outcomes.totals.values())


@worlds
@given(seed=seeds)
def test_the_last_person_crosses_on_the_day_of_completion(seed: int) -> None:
    draws = draws_of(seed)
    values = draws.first_values(3)
    totals = draws.outcomes(values).totals
    for k in range(values.shape[1]):
        roads, scenario = draws.world(values[:, k])
        days, people = int(totals["completion_days"][k]), int(totals["in_scope_people"][k])
        if days == NEVER:
            assert across(roads, scenario, min(scenario.horizon_max_days, 300)) < people
        elif days:
            assert across(roads, scenario, days) == people
            assert days == 1 or across(roads, scenario, days - 1) < people


@worlds
@given(seed=seeds)
def test_stays_of_several_nights_are_replayed_to_the_person(seed: int) -> None:
    scenario = drawn(seed).scenario
    nights = 2 + seed % 3
    stay = scenario.stay.model_copy(update={"min_nights": nights, "max_nights": nights})
    draws = draws_of(seed, stay=stay)
    values = draws.first_values(3)
    held_against_the_replay(draws, values, draws.outcomes(values))


@worlds
@given(seed=seeds)
def test_a_draw_does_not_depend_on_those_beside_it(seed: int) -> None:
    draws = draws_of(seed, uncertainty=Uncertainty(draws=100))
    values = draws.first_values(7)
    together = draws.outcomes(values)
    for k in range(7):
        alone = draws.outcomes(values[:, k : k + 1])
        assert {n: int(v[0]) for n, v in alone.totals.items()} == {n: int(v[k]) for n, v in together.totals.items()}
