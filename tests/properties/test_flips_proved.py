"""Every value at which a limit alone lets everyone cross has a proof, and a unit beside it has none."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from hypothesis import assume, given

from planner.config import PEOPLE_LIMIT
from planner.demand import people_by_district
from planner.model import requirement_claims, sensitivities, solve_reading
from planner.model.flips import bound_at, plan_at
from planner.model.flow import proved_bound
from planner.network import World, build_geography, build_world, has_rows
from planner.outcome.flips import Proving, first_not_left, prove
from planner.pipeline import judge
from planner.proof import Totals
from planner.records import Reading
from planner.recount import Recount, Roads
from planner.requirements import asked_of, proved_limits
from planner.solution import Claim, Flip, Sensitivity
from tests.amounts import few
from tests.properties.worlds_at_random import Drawn, drawn, readings, seeds

worlds = few(60)


def world_of(made: Drawn, reading: Reading) -> World:
    world = build_world(build_geography(made.case, made.scenario), reading)
    assume(not has_rows(world))
    return world


def proved_in(world: World) -> tuple[Proving, tuple[Sensitivity, ...], tuple[Flip, ...]]:
    """Return the proofs of a world, each of which has held."""
    case, scenario = world.geography.case, world.geography.scenario
    result = solve_reading(world)
    judged = judge(Roads(case), scenario, result)
    worth = sensitivities(world, result.on_time)
    without = proved_limits({world.reading: judged}, requirement_claims(world, result.on_time, asked_of(case, worth)))
    proving = Proving(judged=judged, on_time=result.on_time, without=without)
    return proving, *prove(proving, worth, partial(bound_at, world), partial(plan_at, world))


@worlds
@given(seed=seeds, reading=readings)
def test_all_values_are_proved(seed: int, reading: Reading) -> None:
    world = world_of(drawn(seed), reading)
    proving, worth, flips = proved_in(world)
    assert proving.asks_all
    values = proving.shown(worth, flips)
    for row in worth:
        if row.limit_id == PEOPLE_LIMIT and row.limit_id not in values:
            # Nothing holds any total back, or the shares behind a cut are too small to count every total.
            assert row.flips_at is None or not world.in_scope_people
        elif proving.tells(row.limit_id):
            assert values[row.limit_id] == row.flips_at


@worlds
@given(seed=seeds, reading=readings)
def test_a_unit_either_way_is_not(seed: int, reading: Reading) -> None:
    proving, _, flips = proved_in(world_of(drawn(seed), reading))
    for flip in flips:
        if flip.flips_at is None:
            assert list(proving.faults(replace(flip, flips_at=0, short=())))
            continue
        for value in (flip.flips_at - 1, flip.flips_at + 1):
            ahead = 0 if flip.limit_id == PEOPLE_LIMIT else value - flip.flips_at
            short = tuple(replace(cut, at=int(cut.at or 0) + ahead) for cut in flip.short)
            assert list(proving.faults(replace(flip, flips_at=value, short=short)))
            assert list(proving.faults(replace(flip, flips_at=value, short=())))


@worlds
@given(seed=seeds, reading=readings)
def test_a_cut_excludes_no_total_that_crosses(seed: int, reading: Reading) -> None:
    made = drawn(seed)
    world = world_of(made, reading)
    days, total = made.scenario.num_days, world.in_scope_people
    cut = proved_bound(world, days, Claim.ON_TIME)
    assume(0 < cut.bound < total)
    held = Totals(Recount(Roads(made.case), made.scenario, reading), cut)
    assert held.leaves(total)
    stop = first_not_left([held], total, total + 40)
    for other in (*range(max(total - 20, 1), total + 20), 2 * total, 5 * total + 3):
        people = people_by_district(made.case, made.scenario, reading, other)
        bound = proved_bound(build_world(world.geography, reading, people), days, Claim.ON_TIME).bound
        assert bound < other or not held.leaves(other)
        # What is said of all larger totals is said of each.
        assert held.leaves(other) or other < total or not held.leaves_from(total)
    assert stop is None or not held.leaves(stop) or stop == total + 41
