"""What routes say of small worlds: sums by hand, and a sentence for everything that is missing."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from planner.model.routing import relief_rounds, route_days
from planner.outcome.movements import basis_of
from planner.pipeline import Timings, prepare, solve
from planner.rounds import Basis, asking_of, routes_faults, routes_of
from tests.worlds import HALL_ROADS, answer, leg, site, triple, write_world

# Everyone passes the hall, an hour from the gate; 90 of them stay a night there.
THROUGH = """\
streams: {self_organised: 0}
standards: {profiles: [sphere-2018, pakistan-2023]}
"""
STORE = (
    {"id": "store", "name": "Store", "lon": 71.5, "lat": 34.0, "commodity": "rations", "units_per_day": ""},
    {"id": "well", "name": "Well", "lon": 71.5, "lat": 34.0, "commodity": "water", "units_per_day": ""},
)
STORE_ROADS = (leg("store", "hall", 1), leg("well", "hall", 1))
HALL = site(**triple("places", 90))


def basis(folder: Path, config: str = THROUGH, **tables: Any) -> Basis:
    tables = {
        "sites": (HALL,),
        "legs": (*HALL_ROADS, leg("store", "hall", 1), leg("well", "hall", 1)),
        "hubs": STORE,
        **tables,
    }
    return basis_of(answer(write_world(folder, config=config, **tables)).judged)


def routes(asked: Basis) -> dict[str, Any]:
    asking = asking_of(asked)
    assert asking is not None
    days = [route_days(question.problems, lambda _: None) for question in asking.questions]
    return json.loads(json.dumps(routes_of(asking, days, relief_rounds)))


def words(told: dict[str, Any], kind: str) -> list[str]:
    return [row["text"] for row in told["findings"] if row["kind"] == kind]


def test_the_plan_of_a_pencil_world_by_hand(tmp_path: Path) -> None:
    asked = basis(tmp_path)
    told = routes(asked)
    plan = told["shuttle"][0]
    assert (plan["basis"], plan["status"], plan["left_people"]) == ("plan", "found", 0)
    # 90 people a day: one coach goes twice, its ambulance with it, an hour there and an hour back each time, and 45
    # minutes to board and to get off: 420 minutes of work for one driver each.
    peak = plan["peak_day"]
    assert peak["people"] == 90
    assert peak["vehicles"] == {"ambulance": 1, "coach": 1}
    assert (peak["carrying_people"], peak["at_least"], peak["drivers"], peak["km"]) == (1, 1, 2, 320)
    assert (peak["vehicle_hours"], peak["wheel_hours"]) == (14, 8)
    assert peak["with_spare"] == {"ambulance": 2, "coach": 2}
    assert (peak["road_hours_mean"], peak["road_hours_95"]) == (1.0, 1.0)
    assert not list(routes_faults(told, asked))


def test_the_difference_between_programme_and_rounds_is_told(tmp_path: Path) -> None:
    time = routes(basis(tmp_path))["shuttle"][0]["vehicle_time"]
    assert time["programme_vehicle_days"] <= time["wheel_vehicle_days"] <= time["rounds_vehicle_days"]
    assert "never rounded up" in time["text"]
    assert f"{time['rounds_vehicle_days']:,}" in time["text"]


def test_no_stop_and_no_time_of_one_is_kept_of_rounds_that_carry_people(tmp_path: Path) -> None:
    told = routes(basis(tmp_path))["shuttle"]
    keys: set[str] = set()

    def gather(value: Any) -> None:
        if isinstance(value, dict):
            keys.update(value)
            for part in value.values():
                gather(part)
        elif isinstance(value, list):
            for part in value:
                gather(part)

    gather(told)
    assert not keys & {"acts", "stops", "trips", "begins", "leaves", "arrives", "convoy", "depot"}


def test_a_depot_without_vehicles_and_people_left_are_told(tmp_path: Path) -> None:
    fleets = ({"id": "buses", "kind": "coach", "province": "national", "seats": 45, **triple("vehicles", 0)},)
    # A plan cannot use a fleet of none; an order to leave takes no notice of fleets.
    asked = basis(tmp_path, fleets=fleets)
    told = routes(asked)
    # The bound is told though no vehicle is out on any day.
    order = told["shuttle"][-1]
    assert order["national"]["vehicles"] == {}
    assert order["national"]["at_least"] > 0
    assert not list(routes_faults(told, asked))
    assert words(told, "depot-without-vehicles") == [
        "Fleet buses has no vehicle at its depots: no round of its own leaves them."
    ]
    left = words(told, "no-round")
    assert left
    assert all("there is no vehicle at any depot that could come" in text for text in left)
    assert all("undecided, and no proof" in text for text in left)
    assert told["status"] == "undecided"


def test_a_fleet_for_relief_carries_nobody(tmp_path: Path) -> None:
    tankers = {"id": "tankers", "kind": "Tanker", "province": "national", "seats": 45, **triple("vehicles", 20)}
    told = routes(basis(tmp_path, fleets=(tankers,)))
    # Nobody published a fleet that carries people, so the answer is what it takes.
    assert told["shuttle"][0]["peak_day"]["vehicles"] == {"ambulance": 1, "coach": 1}
    assert told["shuttle"][0]["left_people"] == 0


@pytest.mark.parametrize("vehicles", [0, 20])
def test_a_fleet_for_relief_limits_nobody(tmp_path: Path, vehicles: int) -> None:
    tankers = {"id": "tankers", "kind": "tanker", "province": "national", "seats": 1, **triple("vehicles", vehicles)}
    free = answer(write_world(tmp_path / "free", config=THROUGH, sites=(HALL,), legs=HALL_ROADS))
    with_tankers = answer(
        write_world(tmp_path / "tankers", config=THROUGH, sites=(HALL,), legs=HALL_ROADS, fleets=(tankers,))
    )
    assert with_tankers.judged.proved_at_most == free.judged.proved_at_most == free.judged.plan.on_time_people


def test_weeks_add_up_to_the_nation(tmp_path: Path) -> None:
    # An hour and 25 minutes by road: each week is rounded to hours by itself.
    legs = (leg("A", "hall", 1), leg("B", "hall", 10), leg("hall", "gate", 17 / 12), *STORE_ROADS)
    config = THROUGH + "deadline: 2023-10-31\n"
    told = routes(basis(tmp_path, config=config, people=(3000, 2000), legs=legs))["shuttle"][0]
    assert len(told["weeks"]) > 1
    for what in ("people", "rounds", "vehicle_days", "vehicle_hours", "wheel_hours", "km"):
        assert sum(week[what] for week in told["weeks"]) == told["national"][what]
    for what in ("litres", "fuel_cost", "hire_cost"):
        for end, total in told["national"][what].items():
            assert sum(week[what][end] for week in told["weeks"]) == total


def test_a_demand_larger_than_the_fleet_is_told(tmp_path: Path) -> None:
    # Two coaches, one of which may be out while the other stands by: five tours a day of 45 people at the most.
    fleets = ({"id": "buses", "kind": "coach", "province": "national", "seats": 45, **triple("vehicles", 2)},)
    sites = (site(**triple("places", 290)),)
    told = routes(basis(tmp_path, sites=sites, fleets=fleets))
    order = told["shuttle"][1]
    assert order["status"] == "undecided"
    assert order["left_people"] > 0
    assert any("the fleet is too small for the demand" in text for text in words(told, "no-round"))


def test_a_stop_that_cannot_be_reached_by_dusk_is_told(tmp_path: Path) -> None:
    # Eight hours on the road end after dusk at midwinter far in the north, whatever the plan counts on.
    far = site(lat=62.0, **triple("places", 90))
    config = THROUGH + "start: 2023-12-20\ndeadline: 2023-12-24\n"
    legs = (leg("A", "hall", 1), leg("B", "hall", 1), leg("hall", "gate", 8))
    told = routes(basis(tmp_path, config=config, sites=(far,), legs=legs))
    left = words(told, "no-round")
    assert left
    assert all("no round arrives by dusk of the day that the plan counts on" in text for text in left)


def test_a_leg_of_zero_length_is_told(tmp_path: Path) -> None:
    legs = (leg("A", "hall", 1), leg("B", "hall", 1), leg("hall", "gate", 0))
    told = routes(basis(tmp_path, legs=legs))
    assert any("a leg of zero length" in text for text in words(told, "zero-length"))
    assert told["shuttle"][0]["national"]["km"] == 0
    assert told["shuttle"][0]["status"] == "found"


def test_nobody_by_site_is_told(tmp_path: Path) -> None:
    told = routes(basis(tmp_path, config=THROUGH.replace("self_organised: 0", "self_organised: 1")))
    assert told["shuttle"][0]["status"] == "none"
    assert told["shuttle"][0]["peak_day"] is None
    assert len(words(told, "nobody-by-site")) == 2
    # 100 people a day through the gate, 20 in a vehicle.
    assert told["hired"]["peak_day"]["trips"]["central"] == 5


def test_without_figures_rounds_are_not_assessed(tmp_path: Path) -> None:
    asked = basis(tmp_path, config="streams: {self_organised: 0}\n")
    assert asking_of(asked) is None
    found = solve(
        prepare(write_world(tmp_path / "again", config="streams: {self_organised: 0}\n")), Timings(), lambda _: None
    )
    assert found.findings.routes["status"] == "not-assessed"
    assert "NOT ASSESSED" in found.findings.routes["findings"][0]["text"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("shuttle", 0, "national", "at_least"), 0),
        (("shuttle", 0, "people"), 1),
        (("shuttle", 0, "weeks", 0, "km"), 7),
        (("shuttle", 0, "corridors", 0, "vehicle_hours"), 7),
        (("shuttle", 0, "national", "vehicle_days"), 7),
        (("shuttle", 0, "peak_day", "at_least"), 9),
        (("shuttle", 0, "vehicle_time", "programme_vehicle_days"), 0.5),
        (("shuttle", 0, "vehicle_time", "wheel_vehicle_days"), 0.01),
        (("hired", "peak_day"), None),
        (("figures", 0, "central"), 60),
        (("relief", 1, "peak_day", "commodities", 0, "brought"), 3),
        (("relief", 1, "peak_day", "commodities", 1, "vehicles"), 0),
    ],
)
def test_verify_finds_a_forged_total(tmp_path: Path, path: tuple[Any, ...], value: Any) -> None:
    asked = basis(tmp_path)
    told = routes(asked)
    assert not list(routes_faults(told, asked))
    forged = deepcopy(told)
    part = forged
    for key in path[:-1]:
        part = part[key]
    assert part[path[-1]] != value
    part[path[-1]] = value
    assert list(routes_faults(forged, asked))


def test_october_has_rounds_for_the_peak_day_and_each_week(october_run: Path) -> None:
    # That they fit its plan is held where the whole run is verified.
    order = json.loads((october_run / "result.json").read_text(encoding="utf-8"))["routes"]["shuttle"][1]
    assert order["status"] == "found"
    assert len(order["weeks"]) == 4
    assert order["peak_day"]["carrying_people"] >= order["peak_day"]["at_least"] > 0
