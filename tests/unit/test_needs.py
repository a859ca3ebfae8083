"""Needs by hand: one place, a thousand people, ten days, every standard; totals that add up, and one that does not."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from planner.needs import population_of, reconcile
from planner.needs.costs import check_total
from planner.needs.dusk import daylight_minutes, shortest_daylight_minutes
from planner.outcome import effects_of
from planner.outcome.effects import Effects
from planner.standards import IN_RIGHTS
from tests.needs_by_hand import AT_A_SITE, AT_THE_GATE, ON_THE_ROAD, ONLY_IN_TRANSIT, ONLY_WHERE_HELD
from tests.worlds import HALL_ROADS, ROADS, answer, gate, leg, site, triple, write_world

Json = dict[str, Any]
TEN_DAYS = "streams: {self_organised: 0}\ndeadline: 2023-10-13\nstay: {min_nights: 10, max_nights: 10}"


def effects(loaded: Any) -> Effects:
    return effects_of(answer(loaded).judged, in_full=True)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Effects]:
    found = {}
    for kind in ("holding", "transit"):
        hall = site(kind=kind, **triple("places", 1000))
        legs = [*ROADS, *HALL_ROADS]
        folder = tmp_path_factory.mktemp(kind)
        found[kind] = effects(write_world(folder, people=(1000, 0), sites=[hall], legs=legs, config=TEN_DAYS))
    return found


@pytest.fixture(scope="module")
def passing(tmp_path_factory: pytest.TempPathFactory) -> Effects:
    wide = [gate(**triple("people_per_day", 1000))]
    return effects(write_world(tmp_path_factory.mktemp("passing"), people=(1000, 0), crossings=wide))


def by_kind(found: Effects, kind: str) -> dict[str, tuple[float, float | None]]:
    return {
        row["id"]: (row["by_kind"][kind]["peak"], row["by_kind"][kind].get("total"))
        for row in found.needs
        if kind in row["by_kind"]
    }


def same(found: dict[str, tuple[float, float | None]], wanted: dict[str, tuple[float, float | None]]) -> None:
    """Hold needs against the arithmetic; cells are thousandths rounded up, one a day."""
    assert found.keys() == wanted.keys()
    for name, (peak, total) in wanted.items():
        assert found[name][0] == pytest.approx(peak, abs=0.001), name
        if total is None:
            assert found[name][1] is None, name
        else:
            # A year of work is rounded up to a thousandth as well, which is most of eight hours.
            year = name in ("PRO-07", "DET-19")
            assert found[name][1] == pytest.approx(total, rel=1e-4, abs=0.001 if year else 0), name


def test_a_thousand_held_for_ten_days(held: dict[str, Effects]) -> None:
    same(by_kind(held["holding"], "holding"), AT_A_SITE | ONLY_WHERE_HELD)


def test_a_thousand_in_transit_for_ten_days(held: dict[str, Effects]) -> None:
    same(by_kind(held["transit"], "transit"), AT_A_SITE | ONLY_IN_TRANSIT)


def test_a_thousand_on_the_road(passing: Effects) -> None:
    same(by_kind(passing, "transport"), ON_THE_ROAD)


def test_a_thousand_at_the_gate(passing: Effects) -> None:
    same(by_kind(passing, "border_queue"), AT_THE_GATE)


def test_every_need_is_told_or_says_why_not(held: dict[str, Effects]) -> None:
    told = AT_A_SITE | ONLY_WHERE_HELD | ONLY_IN_TRANSIT | ON_THE_ROAD | AT_THE_GATE
    reasons = {row["id"]: row["reason"] for row in held["holding"].needs if row["status"] == "NOT ASSESSED"}
    assert told.keys() | reasons.keys() == {row["id"] for row in held["holding"].needs}
    assert reasons.keys() == {"SHE-02", "SHE-12", "FOO-11", "WAT-18", "WAT-19", "SAN-16", "STA-11", "PRO-13"}
    assert all(reasons.values())


def test_staff_and_toilets_for_women_and_men(held: dict[str, Effects]) -> None:
    rows = {row["id"]: row for row in held["holding"].needs}
    # SAN-03: three to one.
    assert (rows["SAN-01"]["for_women"], rows["SAN-01"]["for_men"]) == (15, 5)
    assert rows["PRO-03"]["posts"] == ceil(200 / 6)


def test_ranges_are_kept(held: dict[str, Effects]) -> None:
    rows = {row["id"]: row for row in held["holding"].needs}
    assert [rows["WAT-01"][end] for end in ("low", "quantity", "high")] == [15_000 + 3000 * 0, 15_000, 20_000]
    assert [rows["PRO-05"][end] for end in ("low", "quantity", "high")] == [120, 200, 320]
    # Fewer people a tap are more taps: 250 to 80 a tap.
    assert [rows["WAT-06"][end] for end in ("low", "quantity", "high")] == [4, 4, 13]


def test_winter_rows_hold_on_cold_nights(tmp_path: Path) -> None:
    # Ten nights at 2 degrees by night and 8 by day: below SHE-17, mean 5, so 15 / 5 x 100 kcal more for each.
    climate = [{"place_id": "hall", "month": 10, "night_min_c": 2, "day_max_c": 8}]
    hall = site(kind="holding", **triple("places", 1000))
    loaded = write_world(
        tmp_path, people=(1000, 0), sites=[hall], legs=[*ROADS, *HALL_ROADS], climate=climate, config=TEN_DAYS
    )
    found = by_kind(effects(loaded), "holding")
    assert found["SHE-02"] == (4500, None)
    assert found["SHE-12"] == (3000, None)
    assert found["FOO-11"] == (300, 3_000)


def test_a_floor_of_the_scenario_is_what_is_needed(tmp_path: Path) -> None:
    hall = site(kind="holding", **triple("places", 1000))
    config = f"{TEN_DAYS}\nstandards: {{floors: {{WAT-01: 18}}}}"
    loaded = write_world(tmp_path, people=(1000, 0), sites=[hall], legs=[*ROADS, *HALL_ROADS], config=config)
    row = next(row for row in effects(loaded).needs if row["id"] == "WAT-01")
    assert (row["low"], row["quantity"], row["high"]) == (18_000, 18_000, 20_000)


def test_what_is_planned_and_what_is_short(tmp_path: Path) -> None:
    # 40 toilets and 10,000 litres for 1,000 people: SAN-01 needs 20, SAN-02 50, WAT-01 15,000 litres.
    hall = site(kind="holding", **triple("places", 1000), toilets=40, water_l_per_day=10_000)
    loaded = write_world(tmp_path, people=(1000, 0), sites=[hall], legs=[*ROADS, *HALL_ROADS], config=TEN_DAYS)
    rows = {
        row["id"]: row["planned_by_place"]["hall"]
        for row in effects(loaded).needs
        if row["id"] in ("SAN-02", "WAT-01", "SAN-01")
    }
    assert (rows["WAT-01"]["planned"], rows["WAT-01"]["first_breach_day"], rows["WAT-01"]["breach_share"]) == (
        10_000, "2023-10-04", 1,
    )  # fmt: skip
    assert (rows["SAN-02"]["planned"], rows["SAN-02"]["breach_share"]) == (40, 1)


def test_the_least_under_the_plan_stands_beside(tmp_path: Path) -> None:
    # Under the order 300 stand at the gate on day 0; under the plan nobody comes before a place is free: 100 a day.
    rows = {row["id"]: row for row in effects(write_world(tmp_path, people=(300, 0))).needs}
    assert rows["SHE-20"]["quantity"] == 300
    assert rows["SHE-20"]["may"]["quantity"] == 100


@pytest.mark.parametrize(
    ("part", "key"), [("flow_by_place", "hall"), ("weeks", "total"), ("by_kind", "total"), (None, "total")]
)
def test_a_planted_mismatch_fails_the_run(held: dict[str, Effects], part: str | None, key: str) -> None:
    rows = copy.deepcopy(list(held["holding"].needs))
    reconcile(rows)
    row = next(row for row in rows if row["id"] == "WAT-01")
    if part is None:
        row[key] += 0.001
    else:
        told = row[part]
        where = told if key in told else told["holding"] if isinstance(told, dict) else told[0]
        where[key] += 1
    with pytest.raises(AssertionError, match="WAT-01"):
        reconcile(rows)


def test_a_planted_peak_fails_the_run(held: dict[str, Effects]) -> None:
    rows = copy.deepcopy(list(held["holding"].needs))
    next(row for row in rows if row["id"] == "SAN-01")["sum_of_peaks"] += 1
    with pytest.raises(AssertionError, match="SAN-01: sum_of_peaks"):
        reconcile(rows)


def test_costs_are_quantities_at_sourced_prices(tmp_path: Path) -> None:
    hall = site(kind="holding", **triple("places", 1000))
    config = f"{TEN_DAYS}\nstandards: {{profiles: [sphere-2018, pakistan-2023]}}"
    loaded = write_world(tmp_path, people=(1000, 0), sites=[hall], legs=[*ROADS, *HALL_ROADS], config=config)
    costs = {row["id"]: row for row in effects(loaded).costs}
    # 1,000 people x 10 nights x 450 rupees; 282 rupees a dollar.
    assert costs["meals"]["pkr_thousand"] == {"low": 3_000, "central": 4_500, "high": 7_000}
    assert costs["meals"]["usd_thousand"]["central"] == round(4_500 / 282)
    # 1,000 / 45 coaches, 40 km to the hall there and back, at 0.35 litres a km and 310.68 rupees a litre; nobody gets
    # on to the gate, since the stay ends after the deadline.
    litres = Fraction(1000, 45) * 40 * 2 * Fraction("0.35")
    assert costs["fuel"]["quantity"] == pytest.approx(float(litres), abs=0.001)
    assert costs["fuel"]["pkr_thousand"]["central"] == round(litres * Fraction("310.68") / 1000)
    least = Fraction(1000, 45) * 40 * 2 * Fraction("0.28") * Fraction("303.18") / 1000
    assert costs["fuel"]["pkr_thousand"]["low"] == round(least)
    assert costs["total"]["pkr_thousand"]["central"] == sum(
        row["pkr_thousand"]["central"] for row in costs.values() if row["price_id"] is not None
    )
    assert costs["unpriced:water"]["pkr_thousand"] is None
    broken = [
        {**row, "pkr_thousand": {**row["pkr_thousand"], "low": 0}} if row["id"] == "total" else row
        for row in costs.values()
    ]
    with pytest.raises(AssertionError, match="total pkr_thousand low"):
        check_total(broken)


def test_without_prices_there_are_no_costs(passing: Effects) -> None:
    assert passing.costs == []


def test_demography_follows_the_status_in_scope(tmp_path: Path) -> None:
    world = answer(write_world(tmp_path))
    people = population_of(world.case, world.judged.recount.scenario)
    assert (people.profile, people.adults.central, people.children.central) == (
        "returnee", Fraction(40, 100), Fraction(60, 100),
    )  # fmt: skip


def test_daylight_by_date_and_latitude() -> None:
    # Torkham on 31 October: about 10 h 55 min; Karachi's day is longer in winter, a summer's day longer than both.
    torkham, karachi = (71.09, 34.12), (67.0, 24.9)
    october = daylight_minutes(*torkham, date(2023, 10, 31))
    assert 640 <= october <= 665
    assert daylight_minutes(*karachi, date(2023, 12, 21)) > daylight_minutes(*torkham, date(2023, 12, 21))
    assert daylight_minutes(*torkham, date(2023, 6, 21)) > 14 * 60
    assert daylight_minutes(20.0, 78.0, date(2023, 12, 21)) == 0
    assert daylight_minutes(20.0, 78.0, date(2023, 6, 21)) == 24 * 60


@pytest.mark.parametrize("lon", [-120.0, 0.0, 73.1, 170.0])
def test_daylight_is_that_of_the_place_itself(lon: float) -> None:
    # At 34 degrees a day in June has 14 h 20 min wherever it is; in the east the sun rises before Greenwich's midnight.
    assert 14 * 60 < daylight_minutes(lon, 33.7, date(2024, 6, 21)) < 15 * 60


@pytest.mark.parametrize("lat", [-55.0, -34.0, 0.0, 24.9, 34.1, 60.0, 70.0])
def test_no_day_is_shorter_than_the_shortest(lat: float) -> None:
    year = (date(2023, 10, 4) + timedelta(days=day) for day in range(366))
    least = min(daylight_minutes(71.1, lat, day) for day in year)
    assert least - 15 <= shortest_daylight_minutes(71.1, lat) <= least


@pytest.mark.parametrize(("start", "is_dark"), [("2023-10-04", False), ("2023-12-18", True)])
def test_travel_after_dark(tmp_path: Path, start: str, is_dark: bool) -> None:
    # Eight hours at the wheel with three stops of 30 minutes and 45 of boarding are 10 h 15 min. In October the day at
    # 34 degrees has 11 h 40 min; on 18 December 9 h 51 min, so the last 24 or 25 minutes are after sunset.
    config = f"start: {start}\ndeadline: {start[:8]}22"
    found = effects(
        write_world(tmp_path, people=(100, 0), legs=[leg("A", "gate", 8), leg("B", "gate", 10)], config=config)
    )
    late = 615 - daylight_minutes(71.1, 34.1, date.fromisoformat(start))
    assert found.further_must.dusk.minutes == 100 * max(late, 0)
    assert (found.further_must.dusk.share == 1) is is_dark


def test_exposure_by_hand(held: dict[str, Effects]) -> None:
    told = held["holding"].exposure()["must"]
    # 1,000 people for ten days, on the first of which they are on the road as well: 10,000 days on the way.
    assert told["children_nights"] == 6000
    assert told["person_days_on_the_way"] == 10_000
    assert told["births"] == round(10_000 * 0.97 / 10_000, 1)
    assert told["families"] == round(1000 / 6)
    assert told["families_at_risk"][1] == {"kept_together": 0.95, "families": 8}
    assert told["nights_without_shelter"] == 0
    assert told["cold_nights"] is None


def test_whoever_waits_outside_is_without_shelter(tmp_path: Path) -> None:
    # 100 a day pass: 200 and 100 wait for a night; 50 of them have a sheltered place in the queue.
    told = effects(write_world(tmp_path, people=(300, 0), crossings=[gate(queue_places=50)])).exposure()["must"]
    assert (told["nights_without_shelter"], told["most_without_shelter"]) == (150 + 50, 150)


def test_the_list_of_standards_names_the_checks_that_use_them(passing: Effects) -> None:
    assert {row["id"]: tuple(row["basis"]) for row in passing.rights if row["basis"]} == IN_RIGHTS


def test_comparisons_stand_beside_what_the_order_does(held: dict[str, Effects]) -> None:
    rows = {row["id"]: row for row in held["holding"].standards}
    told = {name: (row["modelled"], row["status"]) for name, row in rows.items() if row["modelled"] is not None}
    none = "NO BREACH FOUND IN THIS CHECK"
    assert told == {
        "TRA-08": (8, none),
        "TRA-11": (1, none),
        "TRA-12": (0, none),
        "TRA-19": (0, none),
        "PRO-15": (0, "BREACH"),
        # Ten nights without a hearing; 600 children, and 47 of 1,000 pregnant or nursing.
        "DET-04": (240, "BREACH"),
        "DET-05": (240, "BREACH"),
        "DET-08": (600, "BREACH"),
        "DET-09": (47, "BREACH"),
    }
    assert rows["TRA-12"]["force"] == "HARD"
    assert rows["SHE-17"]["status"] == "NOT ASSESSED"


def test_a_long_stay_in_transit_is_a_breach(held: dict[str, Effects]) -> None:
    rows = {row["id"]: row for row in held["transit"].standards}
    # SHE-06: five days at most.
    assert (rows["SHE-06"]["modelled"], rows["SHE-06"]["status"]) == (10, "BREACH")
    assert rows["DET-08"]["modelled"] == 0


@pytest.mark.parametrize(("night", "status"), [(-5, "BREACH"), (4, "BREACH"), (5, "NO BREACH FOUND IN THIS CHECK")])
def test_freezing_nights_do_not_pass_the_winter_trigger(tmp_path: Path, night: int, status: str) -> None:
    climate = [{"place_id": "gate", "month": 10, "night_min_c": night, "day_max_c": 40}]
    rows = {row["id"]: row for row in effects(write_world(tmp_path, people=(200, 0), climate=climate)).standards}
    assert rows["SHE-17"]["status"] == status
    assert rows["SHE-18"]["status"] == "BREACH"


def test_corridors_are_told_by_week_from_rounded_people(tmp_path: Path) -> None:
    # 1,234 of North arrive on day 0 and 1,503 of South on day 1: rounded to 1,200 and 1,500, 45 to a coach. Each
    # province has one district, so both are told together; nobody can be told apart in the sum of 2,737, or 2,700.
    found = effects(write_world(tmp_path, people=(1234, 1503)))
    row = next(row for row in found.needs if row["id"] == "TRA-02")
    assert row["by_corridor"] == [
        {"from": "other provinces", "to": "gate", "week_start": "2023-10-04", "people": 2700, "coach_loads": 60}
    ]
    assert all(not row["by_corridor"] for row in found.needs if row["id"] != "TRA-02")


def test_officers_of_the_nation_against_the_hours_needed(tmp_path: Path) -> None:
    # 500 people on two days: 300 are 120 adults, 60 hours on day 0, 200 are 40 hours on day 1. Nine officers have 54.
    config = 'limits: {"officers:all": 9}'
    row = next(row for row in effects(write_world(tmp_path, config=config)).needs if row["id"] == "PRO-03")
    assert (row["quantity"], row["planned"], row["first_breach_day"]) == (60, 54, "2023-10-04")
