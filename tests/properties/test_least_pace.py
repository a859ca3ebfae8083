"""The least pace of one crossing, by the small flows of requirements, is the solver's where crossings alone bind."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import pytest

from planner.config import Scenario
from planner.model import sensitivities
from planner.model.flow import proved_bound
from planner.network import World, build_geography, build_world, has_rows
from planner.records import Case, Reading
from planner.recount import Recount, Roads
from planner.requirements.pressure import Pressure
from planner.solution import Claim
from tests.amounts import seeded
from tests.properties.worlds_at_random import drawn

SEEDS = range(60)
ROOM = dict.fromkeys(("covered_m2", "toilets", "water_l_per_day", "meals_per_day"))


def crossings_only(seed: int) -> tuple[Case, Scenario, World] | None:
    """Return a random world in which crossings alone limit anything, ``None`` where something else would too."""
    made = drawn(seed)
    case = replace(made.case, sites=tuple(replace(site, **ROOM) for site in made.case.sites))
    world = build_world(build_geography(case, made.scenario), Reading.STRICT)
    kept = ("throughput", "flights")
    free = {k: v if v.kind in kept else replace(v, span=None) for k, v in world.limits.items()}
    world = replace(world, limits=free)
    receptions = {site.id for site in case.sites if site.kind == "reception"}
    shut = {row.place_id for row in case.closures} | {row.place_id for row in case.calendar}
    behind = receptions | {f"leg:{c.id}-{r}" for c in case.crossings for r in receptions}
    behind |= {f"leg:{r}-{c.id}" for c in case.crossings for r in receptions}
    return None if shut & behind or has_rows(world) else (case, made.scenario, world)


def test_half_of_the_worlds_are_limited_by_crossings_alone() -> None:
    assert sum(crossings_only(seed) is not None for seed in SEEDS) >= 30


@pytest.mark.parametrize("seed", seeded(SEEDS, every_run=20))
def test_the_least_pace_of_a_crossing_is_the_solvers(seed: int) -> None:
    made = crossings_only(seed)
    if made is None:
        return
    case, scenario, world = made
    on_time = proved_bound(world, scenario.num_days, Claim.ON_TIME)
    rows = {row.limit_id: row.flips_at for row in sensitivities(world, on_time)}
    pressure = Pressure(Recount(Roads(case), scenario, Reading.STRICT))
    for crossing in case.crossings:
        if crossing.mode == "land" and f"throughput:{crossing.id}" in rows:
            assert pressure.alone(crossing.id) == rows[f"throughput:{crossing.id}"], crossing.id


@pytest.mark.parametrize("seed", seeded(SEEDS, every_run=20))
def test_the_pace_of_any_plan_is_no_more_than_crossings_at_their_shares(seed: int) -> None:
    made = drawn(seed)
    pressure = Pressure(Recount(Roads(made.case), made.scenario, Reading.STRICT))
    if pressure.pace is None:
        assert pressure.stranded_people or not pressure.groups
        assert pressure.all_alike is None
        return
    assert pressure.all_alike is None or pressure.pace <= pressure.all_alike


@pytest.mark.parametrize("seed", seeded(SEEDS, every_run=20))
def test_crossings_are_enough_as_published_exactly_where_no_group_needs_more(seed: int) -> None:
    made = drawn(seed)
    recount = Recount(Roads(made.case), made.scenario, Reading.STRICT)
    pressure = Pressure(recount)
    if pressure.all_alike is None:
        return
    stands = {group: sum(recount.amount("throughput", c) or 0 for c in group) for group in pressure.groups}
    assert pressure.suffices == all((pressure.alike[group] or 0) <= ceil(amount) for group, amount in stands.items())
