"""What a unit more is worth beside the proof: what gains is in the proof, and the proof's places are what gains."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from planner.config import LoadedScenario
from planner.model import sensitivities, solve_reading
from planner.network import build_world
from planner.pipeline import prepare
from planner.records import Reading
from planner.solution import Cut
from tests.worlds import HALL_ROADS, gate, leg, site, triple, write_world

ALL_SITES = "streams: {self_organised: 0}"
APART = "exit_rule:\n  North: [gate]\n  South: [ford]"
TWO_GATES = [gate(), gate(id="ford", name="Ford", province="South")]


def worth_and_proof(loaded: LoadedScenario) -> tuple[Mapping[str, int], Cut]:
    world = build_world(prepare(loaded), Reading.CENTRAL)
    on_time = solve_reading(world).on_time
    worth = {row.limit_id: row.people_per_unit for row in sensitivities(world, on_time)}
    return worth, on_time


def days_in(cut: Cut, limit: str) -> int:
    return sum(row.id == limit for row in cut.limits)


def test_each_place_of_a_cut_gains_its_days_and_no_other_gains(tmp_path: Path) -> None:
    # 800 and 450 behind a gate each, 100 a day: five days at the gate, four at the ford (a day on the road).
    roads = (leg("A", "gate", 1), leg("B", "ford", 10))
    worth, cut = worth_and_proof(
        write_world(tmp_path, people=(800, 450), crossings=TWO_GATES, legs=roads, config=APART)
    )
    gaining = {limit for limit, people in worth.items() if people and limit != "people:all"}
    assert gaining == {row.id for row in cut.limits} == {"throughput:gate", "throughput:ford"}
    assert worth["throughput:gate"] == days_in(cut, "throughput:gate") == 5
    assert worth["throughput:ford"] == days_in(cut, "throughput:ford") == 4


@pytest.mark.parametrize("stay", ["{min_nights: 2, max_nights: 2}", "{min_nights: 3, max_nights: 3}"])
def test_prices_gain_what_they_say_where_the_programme_is_solved_in_full(tmp_path: Path, stay: str) -> None:
    # 200 people through a hall of 10 places, for seven days; only the hall's nights bind.
    sites = [site(**triple("places", 10))]
    config = f"{ALL_SITES}\nstay: {stay}\ndeadline: 2023-10-10"
    worth, cut = worth_and_proof(write_world(tmp_path, people=(200, 0), sites=sites, legs=HALL_ROADS, config=config))
    gaining = {limit for limit, people in worth.items() if people and limit != "people:all"}
    assert gaining == {row.id for row in cut.limits} == {"places:hall"}
    # One place more on every night is worth the sum of the nights' prices: three stays of two nights, two of three.
    priced = sum((price.value for price in cut.prices), start=0) if cut.prices else days_in(cut, "places:hall")
    assert worth["places:hall"] == priced == (3 if "2" in stay else 2)


def test_officers_gain_by_prices_and_the_gate_that_has_none_does_not(tmp_path: Path) -> None:
    # One officer hears 30 a day for five days; the gate passes 100.
    worth, cut = worth_and_proof(write_world(tmp_path, people=(400, 0), config='limits: {"officers:all": 1}'))
    assert {row.id for row in cut.limits} == {"officers:all"}
    assert worth["officers:all"] == 30 * sum(price.value for price in cut.prices) == 150
    assert worth["throughput:gate"] == 0


def test_october_names_the_same_crossings_twice() -> None:
    from planner.config import load_scenario

    worth, cut = worth_and_proof(load_scenario("october-31"))
    gaining = {limit for limit, people in worth.items() if people and limit != "people:all"}
    assert gaining == {row.id for row in cut.limits}
    # A unit more is worth one person on each of the limit's days in the cut.
    assert all(worth[limit] == days_in(cut, limit) for limit in gaining)
