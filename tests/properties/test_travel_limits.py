"""Random worlds with limits on travel: value, proof, plan to the person, and what happens when a limit is moved."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from random import Random

import pytest

from planner.audit import audit_plan
from planner.config import load_scenario
from planner.model import solve_reading
from planner.model.full import plan_in_full
from planner.model.programme import most_people
from planner.model.worth import most_across, with_limit
from planner.network import Geography, build_programme, build_world, programme
from planner.pipeline import judge, prepare
from planner.proof import check_claim
from planner.records import Reading
from planner.recount import Recount, Roads
from tests.amounts import seeded
from tests.oracle.expand import Oracle, find_journeys
from tests.oracle.programme import most_across as oracle_most
from tests.oracle.random_cases import make_case
from tests.oracle.random_travel import add_travel
from tests.oracle.world import read_world

TRAVEL = ("leg", "trains", "flights", "vehicles", "money")


@lru_cache(maxsize=64)
def geography(seed: int) -> tuple[Geography, Oracle]:
    """Return a random world with limits on travel, and the oracle's."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_case(seed, Path(folder), "small", more=add_travel)
        other = read_world(made.case_folder, made.scenario)
        return prepare(load_scenario(str(made.config))), Oracle(other, find_journeys(other))


@pytest.mark.parametrize("seed", seeded(range(60), every_run=15))
def test_the_value_is_that_of_an_independent_programme(seed: int) -> None:
    geo, oracle = geography(seed)
    days = geo.scenario.num_days
    for reading in Reading:
        found = most_people(build_programme(build_world(geo, reading), days)).objective
        assert found == pytest.approx(oracle_most(oracle, str(reading), days), abs=1e-4, rel=1e-9), reading


@pytest.mark.parametrize("seed", seeded(range(40), every_run=12))
def test_proof_and_plan_hold_to_the_person(seed: int) -> None:
    geo, _ = geography(seed)
    for reading in (Reading.CENTRAL, Reading.STRICT):
        judged = judge(Roads(geo.case), geo.scenario, solve_reading(build_world(geo, reading)))
        assert judged.plan.on_time_people <= judged.proved_at_most
        # A plan that was read from a file has no trips: the same totals hold it, and nothing else is told of it.
        written = replace(judged.plan, trips=())
        assert audit_plan(judged.recount, written).faults == ()
        assert audit_plan(judged.recount, written).uses == judged.audit.uses


@pytest.mark.parametrize("seed", seeded(range(40), every_run=12))
def test_more_of_a_limit_on_travel_never_leaves_more_people_behind(seed: int) -> None:
    world = build_world(geography(seed)[0], Reading.STRICT)
    before = most_across(world)
    for limit in world.limits.values():
        if limit.kind in TRAVEL and limit.span is not None:
            assert most_across(with_limit(world, limit.id, lambda amount: 2 * amount + 1)) >= before, limit.id


def test_no_change_of_a_price_proves_less_than_a_plan_carries() -> None:
    kinds: set[str] = set()
    for seed in range(60):
        geo, _ = geography(seed)
        cut, plan = plan_in_full(build_world(geo, Reading.STRICT), geo.scenario.num_days)
        recount, rng = Recount(Roads(geo.case), geo.scenario, Reading.STRICT), Random(seed)
        if not cut.prices:
            continue
        kinds |= {row.kind for row in cut.limits}
        for _ in range(8):
            prices = tuple(
                replace(price, value=max(Fraction(0), price.value * Fraction(rng.randint(0, 60), 30)))
                for price in cut.prices
            )
            assert check_claim(recount, replace(cut, prices=prices)).bound >= plan.on_time_people
        assert check_claim(recount, cut).faults == ()
        assert check_claim(recount, replace(cut, bound=cut.bound - 1)).faults
    assert kinds >= {"leg", "trains", "vehicles", "vehicle_days"}


def test_the_audit_finds_a_planted_trip() -> None:
    planted = 0
    for seed in range(40):
        geo, _ = geography(seed)
        _, plan = plan_in_full(build_world(geo, Reading.CENTRAL), geo.scenario.num_days)
        recount = Recount(Roads(geo.case), geo.scenario, Reading.CENTRAL)
        assert audit_plan(recount, plan).faults == ()
        for k, trip in enumerate(plan.trips[:4]):
            for other in (
                replace(trip, people=trip.people + 1),
                replace(trip, lag=trip.lag + 1),
                replace(trip, fleet="none of these"),
                replace(trip, origins=(*trip.origins, "nowhere")),
            ):
                trips = (*plan.trips[:k], other, *plan.trips[k + 1 :])
                assert audit_plan(recount, replace(plan, trips=trips)).faults, other
                planted += 1
    assert planted > 100


def test_what_is_taken_away_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each kind of row is needed: without it one of these worlds would let more people across than there is room for.
    whole = programme.uses
    missed: set[str] = set()
    for kind in ("leg", "trains", "vehicles", "vehicle_days", "money"):
        for seed in range(60):
            geo, _ = geography(seed)
            world = build_world(geo, Reading.STRICT)
            with monkeypatch.context() as patch:
                patch.setattr(programme, "uses", lambda *a, k=kind: (row for row in whole(*a) if row[0] != k))
                without = most_across(world)
            if without > most_across(world):
                missed.add(kind)
                break
    assert missed == {"leg", "trains", "vehicles", "vehicle_days", "money"}
