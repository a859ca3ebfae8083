"""Routes: the same quickest way by the compiled Dijkstra of the network and by the heap of the recount."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from planner.network import build_geography
from planner.network.routes import NO_WAY, RouteFinder, Routes, quickest_routes
from planner.pipeline import prepare
from planner.records import Case
from planner.recount import Roads
from tests.properties.worlds_at_random import drawn, seeds
from tests.worlds import gate, leg, write_world

FORK = [{"id": "left", "name": "Left", "lon": 71, "lat": 34}, {"id": "right", "name": "Right", "lon": 71, "lat": 34}]
SHUT = {"from": "2023-10-04", "to": "2023-10-04", "share_open": 0, "reason": "flood"}


def met(folder: Path, legs: list[dict[str, object]]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the junctions on Alder's way to the gate, as the network and the recount see it."""
    closures = [{"place_id": place, **SHUT} for place in ("left", "right")]
    case = prepare(write_world(folder, people=(300, 0), legs=legs, junctions=FORK, closures=closures)).case
    routes = quickest_routes(case, ["A"], ["gate"], by_air=[False], gates=frozenset({"left", "right"}))
    return routes.gate_sets[routes.gates[0, 0]], Roads(case).ways_to("gate")["A"].gates


@pytest.mark.parametrize(
    ("right_hours", "right_km", "way"),
    [
        pytest.param(1.5, 200, "right", id="fewer minutes"),
        pytest.param(2, 70, "right", id="as quick, fewer km"),
        pytest.param(2, 80, "left", id="as quick, as long: the smaller id"),
        pytest.param(2, 90, "left", id="as quick, more km"),
    ],
)
def test_ties_fall_to_fewer_km_and_then_to_the_smaller_id(
    tmp_path: Path, right_hours: float, right_km: int, way: str
) -> None:
    legs = [leg("A", "left", 2), leg("left", "gate", 1), {**leg("A", "right", right_hours), "km": right_km}]
    legs.append(leg("right", "gate", 1))
    assert met(tmp_path, legs) == (frozenset({way}), frozenset({way}))


def test_legs_of_no_length_lead_on(tmp_path: Path) -> None:
    legs = [leg("A", "left", 0), leg("left", "right", 0), leg("right", "gate", 0), leg("B", "gate", 10)]
    assert met(tmp_path, legs) == (frozenset({"left", "right"}),) * 2


def test_minutes_are_rounded_up_a_leg_at_a_time(tmp_path: Path) -> None:
    # 0.01 hours are 0.6 minutes: two such legs take two whole minutes, not 1.2.
    legs = [{**leg("A", "left", 0), "hours": "0.01"}, {**leg("left", "gate", 0), "hours": "0.01"}]
    case = prepare(write_world(tmp_path, people=(300, 0), legs=legs, junctions=FORK)).case
    assert Roads(case).ways_to("gate")["A"].minutes == 2


def test_no_way_is_no_way(tmp_path: Path) -> None:
    case = prepare(write_world(tmp_path, people=(300, 0), legs=[leg("A", "gate", 1)])).case
    routes = quickest_routes(case, ["A", "B"], ["gate"], by_air=[False], gates=frozenset())
    assert routes.road_minutes.tolist() == [[60], [NO_WAY]]
    assert routes.lag_days(Fraction(8)).tolist() == [[0], [NO_WAY]]


@pytest.mark.parametrize(
    ("hours", "driving", "lag"),
    [(8, "8", 0), (8.01, "8", 1), (16, "8", 1), (16.1, "8", 2), (1, "0.5", 1), (24, "7.5", 3), (0, "8", 0)],
)
def test_lag_in_exact_fractions(tmp_path: Path, hours: float, driving: str, lag: int) -> None:
    case = prepare(write_world(tmp_path, people=(300, 0), legs=[leg("A", "gate", hours)])).case
    routes = quickest_routes(case, ["A"], ["gate"], by_air=[False], gates=frozenset())
    assert routes.lag_days(Fraction(driving)).tolist() == [[lag]]
    assert Roads(case).ways_to("gate")["A"].lag(Fraction(driving)) == lag


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=seeds)
def test_both_find_the_same_ways_in_random_worlds(seed: int) -> None:
    case: Case = drawn(seed, "medium").case
    roads = Roads(case)
    places = [d.pcode for d in case.districts]
    by_air = [c.mode == "air" for c in case.crossings]
    routes = quickest_routes(case, places, [c.id for c in case.crossings], by_air=by_air, gates=roads.gates)
    for column, crossing in enumerate(case.crossings):
        ways = roads.ways_to(crossing.id)
        for row, place in enumerate(places):
            found = (routes.road_minutes[row, column], routes.other_minutes[row, column])
            if place not in ways:
                assert found == (NO_WAY, NO_WAY)
                continue
            way = ways[place]
            assert found == (way.road_minutes, way.other_minutes)
            assert routes.gate_sets[routes.gates[row, column]] == way.gates


def test_the_gate_is_no_junction(tmp_path: Path) -> None:
    # A crossing that a journey passes on its way to another is a road place like any other.
    second = gate(id="other", name="Other")
    roads = [leg("A", "gate", 1), leg("gate", "other", 1), leg("B", "gate", 10)]
    case = prepare(write_world(tmp_path, people=(300, 0), crossings=[gate(), second], legs=roads)).case
    assert Roads(case).ways_to("other")["A"].minutes == 120


@pytest.mark.parametrize(
    ("limits", "tables"),
    [
        pytest.param("throughput:gate: {value: 70}", 0, id="the roads are the same"),
        # A leg with a limit is a place that routes have to name: to crossings, to sites, and on from them.
        pytest.param("leg:A-left: {value: 9}", 3, id="a leg is limited"),
    ],
)
def test_a_second_scenario_of_a_case_finds_only_the_routes_that_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: str, tables: int
) -> None:
    legs = [leg("A", "left", 1), leg("left", "gate", 1), leg("B", "gate", 10)]
    first = write_world(tmp_path / "first", people=(300, 200), legs=legs, junctions=FORK)
    other = write_world(
        tmp_path / "other", people=(300, 200), legs=legs, junctions=FORK, config=f"limits: {{{limits}}}"
    )
    case = prepare(first).case
    finder, found = RouteFinder(case), list[str]()
    build_geography(case, first.scenario, finder)
    alone = build_geography(case, other.scenario)

    def counted(*args: Any, **rest: Any) -> Routes:
        found.append("table")
        return quickest_routes(*args, **rest)

    monkeypatch.setattr("planner.network.routes.quickest_routes", counted)
    shared = build_geography(case, other.scenario, finder)
    assert len(found) == tables
    for one, same in ((shared.to_crossing, alone.to_crossing), (shared.to_site, alone.to_site)):
        assert one.metres.tolist() == same.metres.tolist()
        assert (one.gates.tolist(), one.gate_sets) == (same.gates.tolist(), same.gate_sets)
