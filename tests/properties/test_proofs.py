"""A wrong solver can make a bound weak; it cannot make it false, and no altered claim passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from planner.audit import audit_plan
from planner.proof import check_cut
from planner.records import Reading
from planner.recount import Recount, Roads
from planner.solution import Claim, Plan
from tests.amounts import few
from tests.properties.worlds_at_random import drawn, readings, seeds, solved

worlds = few(60)


def recount_of(seed: int, reading: Reading, *, round_the_clock: bool = False) -> Recount:
    world = drawn(seed)
    return Recount(Roads(world.case), world.scenario, reading, round_the_clock=round_the_clock)


@worlds
@given(seed=seeds, reading=readings, keep=st.randoms(use_true_random=False))
def test_any_set_of_limits_gives_a_bound_that_no_plan_passes(seed: int, reading: Reading, keep: object) -> None:
    result = solved(drawn(seed).case, drawn(seed).scenario, reading)
    recount = recount_of(seed, reading)
    some = tuple(row for row in result.on_time.limits if keep.random() < 0.7)  # type: ignore[attr-defined]
    weaker = check_cut(recount, replace(result.on_time, limits=some))
    assert weaker.bound >= result.on_time.bound >= result.plan.on_time_people
    assert check_cut(recount, result.on_time).faults == ()


@worlds
@given(seed=seeds, reading=readings)
def test_claims_of_the_solver_hold_and_altered_ones_are_named(seed: int, reading: Reading) -> None:
    result = solved(drawn(seed).case, drawn(seed).scenario, reading)
    for cut in (result.on_time, result.completion_cut, result.relaxed):
        recount = recount_of(seed, reading, round_the_clock=cut.claim is Claim.IMPOSSIBLE)
        assert check_cut(recount, cut).faults == ()
        assert check_cut(recount, replace(cut, bound=cut.bound - 1)).faults
        assert check_cut(recount, replace(cut, behind_people=cut.behind_people + 1)).faults
        for k, row in enumerate(cut.limits[:3]):
            others = cut.limits[:k] + cut.limits[k + 1 :]
            raised = replace(row, capacity=row.capacity + 1)
            outside = replace(row, date=row.date + timedelta(days=cut.horizon_days))
            for altered in (raised, outside, replace(row, id=row.id + "x"), replace(row, kind="onward")):
                assert check_cut(recount, replace(cut, limits=(*others, altered))).faults
            assert check_cut(recount, replace(cut, limits=(*cut.limits, row))).faults


@worlds
@given(seed=seeds, reading=readings, pick=st.integers(min_value=0), field=st.sampled_from(("a", "b", "c")))
def test_the_audit_finds_a_planted_person(seed: int, reading: Reading, pick: int, field: str) -> None:
    result = solved(drawn(seed).case, drawn(seed).scenario, reading)
    recount = recount_of(seed, reading)
    assert audit_plan(recount, result.plan).faults == ()
    for rows, names, part in (
        (result.plan.crossings, {"a": "from_self", "b": "from_sites", "c": "waiting"}, "crossings"),
        (result.plan.sites, {"a": "people_in", "b": "held", "c": "out"}, "sites"),
    ):
        if not rows:
            continue
        position = pick % len(rows)
        name = names[field]
        altered = replace(rows[position], **{name: getattr(rows[position], name) + 10**7})
        planted: Plan = replace(result.plan, **{part: (*rows[:position], altered, *rows[position + 1 :])})
        assert audit_plan(recount, planted).faults
