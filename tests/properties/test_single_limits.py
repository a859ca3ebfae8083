"""The value of one limit that meets the deadline, by another programme's bisection; and proofs that none does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from planner.config import Scenario, load_scenario
from planner.model import requirement_claims, sensitivities, solve_reading
from planner.network import World, build_geography, build_world, has_rows
from planner.pipeline import prepare
from planner.proof import check_claim
from planner.records import Reading
from planner.recount import Recount, Roads
from planner.requirements import asked_of
from planner.requirements.pressure import Pressure
from planner.solution import Claim, Cut, Sensitivity
from tests.amounts import seeded
from tests.oracle.expand import Oracle, find_journeys
from tests.oracle.programme import most_across as oracle_most
from tests.oracle.random_cases import make_case
from tests.oracle.world import read_world
from tests.properties.test_full_programme import changed

PLAIN, FULL = range(24), range(40, 52)
NEARLY = 1e-4


@pytest.mark.parametrize("seed", [*seeded(PLAIN, every_run=8), *seeded(FULL, every_run=4)])
def test_the_least_value_is_that_of_an_independent_bisection(seed: int, tmp_path: Path) -> None:
    made = make_case(seed, tmp_path, "small")
    loaded = load_scenario(str(made.config))
    scenario = changed(loaded.scenario, seed) if seed in FULL else loaded.scenario
    case = prepare(loaded).case
    world = build_world(build_geography(case, scenario), Reading.STRICT)
    on_time = solve_reading(world).on_time
    stay = {"min_nights": scenario.stay.min_nights, "max_nights": scenario.stay.max_nights}
    limits = dict(made.scenario.get("limits") or {})
    if scenario.limits.get("officers:all"):
        limits["officers:all"] = int(scenario.limits["officers:all"].value or 0)
    worth = asked_of(case, sensitivities(world, on_time))
    # The other programme sets no departures of reception places, and leaves flights the seats they have.
    air = {crossing.id for crossing in case.crossings if crossing.mode == "air"}
    told = [row for row in worth if row.limit_id.split(":")[1] not in air and not row.limit_id.startswith("onward")]

    def enough(limit_id: str, value: int) -> bool:
        changes = {"stay": stay, "limits": {**limits, limit_id: value}}
        other = read_world(made.case_folder, {**made.scenario, **changes})
        most = oracle_most(Oracle(other, find_journeys(other)), str(Reading.STRICT), scenario.num_days)
        return most + NEARLY >= world.in_scope_people

    for row in told[:4]:
        if row.flips_at is None:
            # Twice the people is more than any day needs, even of what is open by half.
            assert not enough(row.limit_id, 2 * world.in_scope_people), row
        else:
            assert enough(row.limit_id, row.flips_at), row
            assert row.flips_at == 0 or not enough(row.limit_id, row.flips_at - 1), row
    assert_claims(world, scenario, worth, on_time)
    # With nothing but crossings in the way less is needed of each, by sums that no solver has a part in.
    least = Pressure(Recount(Roads(case), scenario, Reading.STRICT))
    for row in told:
        kind, _, place = row.limit_id.partition(":")
        if kind == "throughput" and row.flips_at is not None:
            alone = least.alone(place)
            assert alone is not None
            assert alone <= row.flips_at, row


def assert_claims(world: World, scenario: Scenario, worth: Sequence[Sensitivity], on_time: Cut) -> None:
    """Every limit without a value has a proof that holds with it taken away, and none has one that others need."""
    claims = requirement_claims(world, on_time, worth)
    wanting = {row.limit_id for row in worth if row.flips_at is None}
    left = on_time.bound < world.in_scope_people
    named = {str(cut.free_limit) for cut in claims}
    # Blocks of nights and whole-number bounds may prove less than the programme finds; never for another limit.
    assert named <= wanting
    if left and not has_rows(world):
        assert named == wanting
    recount = Recount(Roads(world.geography.case), scenario, Reading.STRICT)
    for cut in claims:
        assert cut.claim is Claim.REQUIREMENT
        assert cut.bound < world.in_scope_people
        assert check_claim(recount.freed(str(cut.free_limit)), cut).faults == ()
