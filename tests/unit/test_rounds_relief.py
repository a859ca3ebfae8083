"""Relief rounds: needs by hand, stock, fleet and reach that fall short, and a checker that finds planted faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.model.routing import relief_rounds
from planner.pipeline import prepare
from planner.records import Reading
from planner.recount import Recount, Roads
from planner.rounds.distances import Distances
from planner.rounds.figures import figures_of
from planner.rounds.relief import Dispatch, ReliefDay, fits, needs_of
from planner.rounds.relief_bounds import least_vehicles
from planner.rounds.relief_rounds import Delivered, day_told, delivered, relief_faults
from planner.rounds.relief_told import busiest_days, relief_of, relief_sums
from tests.worlds import HALL_ROADS, leg, site, triple, write_world

THROUGH = "streams: {self_organised: 0}\nstandards: {profiles: [sphere-2018, pakistan-2023]}\n"
LIGHT = (360, 1080)
STORE_ROADS = (*HALL_ROADS, leg("store", "hall", 1), leg("store", "gate", 1.5))


def store(commodity: str, units: float | None = None, name: str = "store") -> dict[str, Any]:
    return {
        "id": name,
        "name": "Store",
        "lon": 71.5,
        "lat": 34.0,
        "commodity": commodity,
        "units_per_day": "" if units is None else units,
    }


def dispatch(folder: Path, **tables: Any) -> Dispatch:
    tables = {"sites": (site(**triple("places", 90)),), "legs": STORE_ROADS, **tables}
    geography = prepare(write_world(folder, config=THROUGH, **tables))
    recount = Recount(Roads(geography.case), geography.scenario, Reading.CENTRAL)
    return Dispatch(recount, figures_of(recount), Distances(geography.case, across=True), LIGHT)


def brought(by: Dispatch, waiting: dict[str, int]) -> tuple[ReliefDay, Delivered]:
    needs = needs_of(by.recount, by.figures, {(place, 0): people for place, people in waiting.items()}, 0)
    day = by.day(needs)
    found = delivered(by, day, [relief_rounds(errand.problem) for errand in day.errands])
    assert list(relief_faults(by, day, found)) == []
    return day, found


def test_needs_by_hand(tmp_path: Path) -> None:
    by = dispatch(tmp_path, hubs=(store("rations"),))
    needs = needs_of(by.recount, by.figures, {("hall", 0): 100, ("hall", 1): 500}, 0)
    # 555 g and 7.5 litres a person, a clinical officer for ten thousand.
    assert [(n.commodity, n.amount) for n in needs] == [("rations", 56), ("water", 750), ("health", 1)]


def test_what_a_site_makes_itself_is_not_brought(tmp_path: Path) -> None:
    hall = site(**triple("places", 90), meals_per_day=150, water_l_per_day=700)
    by = dispatch(tmp_path, hubs=(store("rations"),), sites=(hall,))
    needs = needs_of(by.recount, by.figures, {("hall", 0): 100}, 0)
    # Kitchens feed 50 of them, and 50 litres are missing.
    assert [(n.commodity, n.amount) for n in needs] == [("rations", 28), ("water", 50), ("health", 1)]


def test_two_stops_share_a_truck(tmp_path: Path) -> None:
    by = dispatch(tmp_path, hubs=(store("Food"),))
    day, found = brought(by, {"hall": 100, "gate": 1000})
    trucks = [one for one in found.rounds if one.commodity == "rations"]
    assert len(trucks) == 1
    assert {drop.place for drop in trucks[0].trips[0]} == {"hall", "gate"}
    assert trucks[0].amount == 56 + 555
    # 60, 60 and 90 minutes on the road and 45 at the hub and at each stop.
    assert trucks[0].back - trucks[0].leaves == 60 + 60 + 90 + 3 * 45
    assert least_vehicles(by, day)["rations"] == 1
    # Nobody has water, nor a health team.
    assert {short.commodity for short in found.short} == {"water", "health"}
    assert all(short.why == "no road joins it to a hub of this commodity" for short in found.short)


def test_full_loads_are_counted_and_the_rest_is_routed(tmp_path: Path) -> None:
    by = dispatch(tmp_path, hubs=(store("water"),))
    # 157,500 litres, ten thousand a load: an hour each way and 45 minutes at both ends, three trips by dusk.
    day, found = brought(by, {"hall": 21_000})
    full = day.full[0]
    assert (full.trips, full.vehicles, full.amount) == (3, 5, 150_000)
    assert sum(one.amount for one in found.rounds) == 157_500
    assert sum(one.vehicles for one in found.rounds) == 6
    told = day_told(by, day, found, stops=True)
    water = next(row for row in told["commodities"] if row["commodity"] == "water")
    assert (water["needed"], water["brought"], water["short"], water["trips"]) == (157_500, 157_500, 0, 16)
    assert water["at_least"] <= water["vehicles"]


def test_a_stock_that_is_too_small_leaves_the_rest(tmp_path: Path) -> None:
    by = dispatch(tmp_path, hubs=(store("rations", 40),))
    _, found = brought(by, {"hall": 100})
    assert [(s.place, s.amount, s.why) for s in found.short if s.commodity == "rations"] == [
        ("hall", 16, "the hubs' stock is too small")
    ]


def test_the_next_hub_helps_out(tmp_path: Path) -> None:
    hubs = (store("rations", 40), store("rations", None, "depot"))
    by = dispatch(tmp_path, hubs=hubs, legs=(*STORE_ROADS, leg("depot", "hall", 2)))
    _, found = brought(by, {"hall": 100})
    assert sorted((one.hub, one.amount) for one in found.rounds) == [("depot", 16), ("store", 40)]


def test_a_fleet_that_is_too_small_is_told_by_place_and_commodity(tmp_path: Path) -> None:
    fleets = (
        {"id": "tankers", "kind": "tanker", "province": "national", "seats": 1, **triple("vehicles", 2)},
        {"id": "coach", "kind": "coach", "province": "national", "seats": 45},
    )
    by = dispatch(tmp_path, hubs=(store("water"),), fleets=fleets)
    _, found = brought(by, {"hall": 21_000})
    assert sum(one.amount for one in found.rounds if one.commodity == "water") == 60_000
    assert [(s.place, s.amount, s.why) for s in found.short if s.commodity == "water"] == [
        ("hall", 97_500, "the fleet is too small for the demand")
    ]


def test_a_place_out_of_reach_is_told(tmp_path: Path) -> None:
    legs = (*HALL_ROADS, leg("store", "gate", 9))
    by = dispatch(tmp_path, hubs=(store("water"),), legs=legs)
    _, found = brought(by, {"hall": 100})
    assert [s.why for s in found.short if s.commodity == "water"] == [
        "it cannot be reached from the hub and left again within the day, before dusk"
    ]


def test_two_drivers_reach_further_than_one(tmp_path: Path) -> None:
    legs = (*HALL_ROADS, leg("store", "hall", 5))
    by = dispatch(tmp_path, hubs=(store("water"),), legs=legs)
    _, found = brought(by, {"hall": 1_500})
    tankers = [one for one in found.rounds if one.commodity == "water"]
    assert [(one.vehicles, one.drivers, one.amount) for one in tankers] == [(2, 2, 11_250)]


def test_without_hubs_airports_stand_in_and_that_is_told(tmp_path: Path) -> None:
    field = {"id": "field", "name": "Field", "lon": 71.5, "lat": 34.0}
    other = {"id": "other", "name": "Other field", "lon": 71.6, "lat": 34.0}
    roads = (*HALL_ROADS, leg("field", "hall", 1), leg("field", "other", 1, "air"), leg("other", "hall", 3))
    by = dispatch(tmp_path, legs=roads, junctions=(field, other))
    assert {(base.id, base.assumed) for base in by.bases} == {("field", True), ("other", True)}
    waiting = {"order": {("hall", 0): 100, ("gate", 9): 50}}
    rows, findings = relief_of(by.recount, by.figures, waiting, relief_rounds)
    assert [day["date"] for day in rows[0]["weeks"]] == ["2023-10-04", "2023-10-13"]
    assert "rounds" in rows[0]["peak_day"]
    assert all("rounds" not in week for week in rows[0]["weeks"])
    assert findings[0]["kind"] == "relief-hubs-assumed"
    assert list(relief_sums(rows[0])) == []
    rows[0]["weeks"][1]["commodities"][0]["short"] += 1
    assert len(list(relief_sums(rows[0]))) == 2


def test_without_hubs_and_airports_relief_is_not_assessed(tmp_path: Path) -> None:
    by = dispatch(tmp_path, legs=HALL_ROADS)
    rows, findings = relief_of(by.recount, by.figures, {"order": {("hall", 0): 100}}, relief_rounds)
    assert rows == []
    assert "NOT ASSESSED" in findings[0]["text"]


def test_the_busiest_day_of_each_week() -> None:
    assert busiest_days({("a", 0): 5, ("b", 1): 9, ("a", 1): 1, ("a", 7): 3, ("a", 9): 3}) == [1, 7]


Plant = Callable[[Delivered], Delivered]


def first(found: Delivered, **changes: Any) -> Delivered:
    return replace(found, rounds=(replace(found.rounds[0], **changes), *found.rounds[1:]))


def moved(found: Delivered, **changes: Any) -> Delivered:
    drop = replace(found.rounds[0].trips[0][0], **changes)
    trips = ((drop, *found.rounds[0].trips[0][1:]), *found.rounds[0].trips[1:])
    return first(found, trips=trips)


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (lambda found: first(found, amount=found.rounds[0].amount + 1), "its stops come to"),
        (lambda found: moved(found, amount=9000), "on a vehicle that takes 8000"),
        (lambda found: moved(found, begins=1070, leaves=1115), "outside daylight"),
        (lambda found: moved(found, arrives=300), "sooner than the road allows"),
        (lambda found: moved(found, leaves=found.rounds[0].trips[0][0].begins + 5), "for 5 minutes"),
        (lambda found: first(found, back=found.rounds[0].back - 60), "sooner than the road allows"),
        (lambda found: first(found, back=found.rounds[0].leaves + 900), "900 minutes from leaving"),
        (lambda found: first(found, wheel_min=500), "500 minutes in motion for 1 driver"),
        (lambda found: moved(found, amount=1), "needed"),
        (lambda found: replace(found, rounds=(*found.rounds, found.rounds[0])), "needed"),
        (lambda found: replace(found, short=()), "needed"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, plant: Plant, words: str) -> None:
    by = dispatch(tmp_path, hubs=(store("rations"),))
    day, found = brought(by, {"hall": 100, "gate": 1000})
    faults = list(relief_faults(by, day, plant(found)))
    assert any(words in fault for fault in faults), faults


def test_more_than_the_stock_is_found(tmp_path: Path) -> None:
    by = dispatch(tmp_path, hubs=(store("rations", 700),))
    day, found = brought(by, {"hall": 100, "gate": 1000})
    by.bases = tuple(replace(base, stock=600) for base in by.bases)
    assert any("611 of rations sent, 600 in stock" in fault for fault in relief_faults(by, day, found))


def test_a_missing_break_is_found(tmp_path: Path) -> None:
    legs = (*HALL_ROADS, leg("store", "hall", 3.5))
    by = dispatch(tmp_path, hubs=(store("rations"),), legs=legs)
    day, found = brought(by, {"hall": 100})
    one = next(one for one in found.rounds if one.commodity == "rations")
    assert one.back - one.leaves == 2 * 210 + 2 * 45 + 45
    hasty = replace(found, rounds=tuple(replace(r, back=r.back - 45) for r in found.rounds))
    assert any("0 minutes of breaks on 420 minutes" in fault for fault in relief_faults(by, day, hasty))


def test_a_break_at_the_hub_is_no_break_on_the_road(tmp_path: Path) -> None:
    by = dispatch(tmp_path, hubs=(store("rations"),), legs=(*HALL_ROADS, leg("store", "hall", 5)))
    day, found = brought(by, {"hall": 100})
    one = found.rounds[0]
    drop = one.trips[0][0]
    hasty = replace(drop, arrives=drop.arrives - 45, begins=drop.begins - 45, leaves=drop.leaves - 45)
    faults = relief_faults(by, day, replace(found, rounds=(replace(one, trips=((hasty,),)),)))
    assert any("0 minutes of breaks on 300 minutes of driving, at least 45" in fault for fault in faults)


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (lambda found: first(found, drivers=2), "2 drivers, where the farthest place is 90 minutes away"),
        (lambda found: first(found, hub="hall"), "hall is no hub of rations"),
        (lambda found: first(found, leaves=found.rounds[0].leaves - 1), "before first light"),
    ],
)
def test_what_the_bounds_rest_on_is_checked(tmp_path: Path, plant: Plant, words: str) -> None:
    by = dispatch(tmp_path, hubs=(store("rations"),))
    day, found = brought(by, {"hall": 100, "gate": 1000})
    assert any(words in fault for fault in relief_faults(by, day, plant(found)))


def test_more_vehicles_than_the_fleet_are_found(tmp_path: Path) -> None:
    fleets = ({"id": "tankers", "kind": "tanker", "province": "national", "seats": 1, **triple("vehicles", 2)},)
    by = dispatch(tmp_path, hubs=(store("water"),), fleets=fleets)
    day, found = brought(by, {"hall": 21_000})
    more = first(found, vehicles=3)
    assert any("3 vehicles with water, 2 are there" in fault for fault in relief_faults(by, day, more))


def test_a_break_on_the_way_home_may_be_in_the_dark(tmp_path: Path) -> None:
    # 240 minutes each way: the break after 270 falls due on the way home.
    by = dispatch(tmp_path, hubs=(store("water"),), legs=(*HALL_ROADS, leg("store", "hall", 4)))
    relief, rules = by.figures.relief, by.figures.rules
    standing = relief.loading("water") + relief.service("water", 1)
    dusk = LIGHT[0] + standing + 240
    assert fits(by.figures, (LIGHT[0], dusk), [240], standing, 1)
    assert not fits(by.figures, (LIGHT[0], dusk - 1), [240], standing, 1)
    # On a longer road it falls due before.
    longer = rules.unbroken_min + 1
    reached = LIGHT[0] + standing + longer + rules.break_min
    assert fits(by.figures, (LIGHT[0], reached), [longer], standing, 2)
    assert not fits(by.figures, (LIGHT[0], reached - 1), [longer], standing, 2)


def test_two_long_trips_are_two_vehicles_at_least(tmp_path: Path) -> None:
    # Six hours there and back: five eighths of a driver's day each, so shares alone would say 7 for 11 loads.
    by = dispatch(tmp_path, hubs=(store("water"),), legs=(*HALL_ROADS, leg("store", "hall", 2.5)))
    day, found = brought(by, {"hall": 14_000})
    assert sum(one.vehicles for one in found.rounds if one.commodity == "water") == 11
    assert least_vehicles(by, day)["water"] == 11


def test_a_team_that_goes_far_has_time_for_fewer_visits(tmp_path: Path) -> None:
    by = dispatch(tmp_path, hubs=(store("health"),), legs=(*HALL_ROADS, leg("store", "hall", 3)))
    per_visit = by.figures.relief.service("health", 1)
    # Daylight from 6 to 18 less the way there; a visit is so long.
    most = min((720 - 180) // per_visit, (by.figures.rules.span_min - 360 - by.figures.rules.break_min) // per_visit)
    visits = 3 * most
    day, found = brought(by, {"hall": visits * by.figures.relief.people_per_visit})
    assert least_vehicles(by, day)["health"] == 3
    assert sum(one.vehicles for one in found.rounds if one.commodity == "health") == 3
