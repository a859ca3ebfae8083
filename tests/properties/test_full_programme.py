"""Random worlds under the full programme: its value, its proof, its plan, and what happens when a limit is moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from planner.audit import audit_plan
from planner.config import FrozenMap, LimitChange, Scenario, Stay, load_scenario
from planner.model import solve_reading
from planner.model.flow import StayRule, proved_bound
from planner.model.flow import most_across as by_flow
from planner.model.full import plan_in_full
from planner.model.programme import fewest_nights, most_people
from planner.model.worth import everyone_crosses, most_across
from planner.network import World, build_geography, build_programme, build_world
from planner.pipeline import judge, prepare
from planner.proof import check_claim
from planner.records import Case, Reading
from planner.recount import Recount, Roads
from planner.solution import Claim, Cut
from tests.amounts import seeded
from tests.oracle.expand import Oracle, find_journeys
from tests.oracle.programme import most_across as oracle_most
from tests.oracle.random_cases import make_case
from tests.oracle.world import read_world
from tests.properties.worlds_at_random import drawn, larger, world_of

STAYS = ((1, 1), (1, None), (2, 2), (3, None), (3, 5), (2, 3), (7, 7))


def changed(scenario: Scenario, seed: int) -> Scenario:
    """Return the scenario with a stay, and sometimes officers, drawn from a seed."""
    rng = Random(seed)
    shortest, longest = rng.choice(STAYS)
    limits = dict(scenario.limits)
    if rng.random() < 0.5:
        limits["officers:all"] = LimitChange(value=Fraction(rng.choice((0, 1, 3, 10, 40))))
    stay = Stay(min_nights=shortest, max_nights=longest)
    return scenario.model_copy(update={"stay": stay, "limits": FrozenMap(limits), "horizon_max_days": 40})


def world_at(seed: int, reading: Reading) -> tuple[Case, Scenario, World]:
    case = drawn(seed).case
    scenario = changed(drawn(seed).scenario, seed)
    return case, scenario, world_of(case, scenario, reading)


@pytest.mark.parametrize("seed", seeded(range(80), every_run=20))
def test_the_value_is_that_of_an_independent_programme(seed: int, tmp_path: Path) -> None:
    made = make_case(seed, tmp_path, "small")
    loaded = load_scenario(str(made.config))
    scenario = changed(loaded.scenario, seed)
    stay = {"min_nights": scenario.stay.min_nights, "max_nights": scenario.stay.max_nights}
    officers = scenario.limits.get("officers:all")
    limits = dict(made.scenario.get("limits") or {})
    if officers is not None:
        limits["officers:all"] = int(officers.value or 0)
    other = read_world(made.case_folder, {**made.scenario, "stay": stay, "limits": limits})
    geography = build_geography(prepare(loaded).case, scenario)
    for reading in Reading:
        programme = build_programme(build_world(geography, reading), scenario.num_days)
        want = oracle_most(Oracle(other, find_journeys(other)), str(reading), scenario.num_days)
        assert most_people(programme).objective == pytest.approx(want, abs=1e-5, rel=1e-9), (stay, limits, reading)


@pytest.mark.parametrize("seed", seeded(range(100, 160), every_run=15))
@pytest.mark.parametrize("reading", [Reading.CENTRAL, Reading.STRICT])
def test_proof_plan_and_completion_hold(seed: int, reading: Reading) -> None:
    case, scenario, world = world_at(seed, reading)
    judged = judge(Roads(case), scenario, solve_reading(world))
    assert judged.plan.on_time_people <= judged.proved_at_most
    if judged.completion.days is not None:
        assert judged.completion.proved_days <= judged.completion.days


@pytest.mark.parametrize("seed", seeded(range(200, 260), every_run=20))
def test_more_capacity_never_leaves_more_people_behind(seed: int) -> None:
    case, scenario, world = world_at(seed, Reading.STRICT)
    assert most_across(world_of(larger(case, 7), scenario, Reading.STRICT)) >= most_across(world)


def prices_hold(seeds: range) -> tuple[int, int]:
    """Hold proofs by prices against plans; return how many there were, and how many plans meet their bound."""
    told, plans = 0, 0
    for seed in seeds:
        case, scenario, world = world_at(seed, Reading.STRICT)
        cut, plan = plan_in_full(world, scenario.num_days)
        recount = Recount(Roads(case), scenario, Reading.STRICT)
        assert audit_plan(recount, plan).faults == ()
        assert check_claim(recount, cut).faults == ()
        plans += plan.on_time_people == cut.bound
        if not cut.prices:
            continue
        told += 1
        rng = Random(seed)
        for _ in range(12):
            other = recounted(recount, perturbed(cut, rng))
            assert other >= plan.on_time_people
        assert check_claim(recount, replace(cut, bound=cut.bound - 1)).faults
        assert check_claim(recount, replace(cut, behind_people=cut.behind_people + 1)).faults
        assert check_claim(recount, replace(cut, prices=(*cut.prices, cut.prices[0]))).faults
        shifted = replace(cut.limits[0], date=cut.limits[0].date + timedelta(days=cut.horizon_days))
        assert check_claim(recount, replace(cut, limits=(shifted, *cut.limits[1:]))).faults
    return told, plans


def test_no_change_of_a_price_proves_less_than_a_plan_carries() -> None:
    told, plans = prices_hold(range(300, 315))
    assert told >= 1
    assert plans >= 10


@pytest.mark.slow
def test_no_change_of_a_price_in_many_worlds_proves_less_than_a_plan_carries() -> None:
    told, plans = prices_hold(range(300, 380))
    assert told >= 10
    assert plans >= 60


def perturbed(cut: Cut, rng: Random) -> Cut:
    """Return a claim with some of its prices moved, none below 0."""
    prices = tuple(
        replace(price, value=max(Fraction(0), price.value + Fraction(rng.randint(-60, 60), 37))) for price in cut.prices
    )
    return replace(cut, prices=prices)


def recounted(recount: Recount, cut: Cut) -> int:
    return check_claim(recount, cut).bound


@pytest.mark.parametrize("seed", seeded(range(400, 460), every_run=20))
def test_the_pure_networks_bracket_the_programme_of_long_stays(seed: int) -> None:
    case, scenario, _ = world_at(seed, Reading.STRICT)
    nights = (seed % 3) + 2
    stay = Stay(min_nights=nights, max_nights=(nights, None, nights + 1)[seed // 3 % 3])
    scenario = scenario.model_copy(update={"stay": stay, "limits": FrozenMap({}), "horizon_max_days": 40})
    world = world_of(case, scenario, Reading.STRICT)
    rule, days = StayRule.of(world), scenario.num_days
    value = most_people(build_programme(world, days)).objective
    bound = proved_bound(world, days, Claim.ON_TIME).bound
    assert bound == min(by_flow(net) for net in rule.networks(world, days)) >= value - 1e-4
    for net in rule.plan_networks(world, days):
        assert by_flow(net) <= value + 1e-4
    assert most_across(world) == int(value + 1e-4)
    assert everyone_crosses(world) == (int(value + 1e-4) >= world.in_scope_people)


@pytest.mark.slow
def test_a_plan_of_the_pure_network_has_as_few_nights_as_any() -> None:
    plain = 0
    for seed in range(500, 580):
        _, scenario, world = world_at(seed, Reading.STRICT)
        programme = build_programme(world, scenario.num_days)
        best = most_people(programme)
        _, plan = plan_in_full(world, scenario.num_days)
        before = {site.id for site in world.geography.sites}
        nights = sum(day.held for day in plan.sites if day.id in before) + sum(day.waiting for day in plan.crossings)
        if plan.on_time_people == round(best.objective):
            least = -fewest_nights(programme, plan.on_time_people).objective
            assert nights >= least - 1e-4
            plain += nights <= least + 1e-4
    assert plain >= 40
