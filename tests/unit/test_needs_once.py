"""A person counts once a day, by hand: a hall and a gate over three days, then a camp beyond the gate."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from planner.needs import population_of, reconcile
from planner.needs.twice import is_per_person
from planner.outcome import effects_of
from planner.outcome.effects import Effects
from planner.rules import parse_rule
from tests.worlds import HALL_ROADS, ROADS, answer, gate, leg, site, triple, write_world

Json = dict[str, Any]
THREE_DAYS = "streams: {self_organised: 0}\ndeadline: 2023-10-06"
CAMP = site(id="camp", name="Camp", province="Beyond", kind="reception")


def effects(folder: Path, *, camp: bool = False, cold: tuple[str, ...] = ()) -> Effects:
    """
    Return three days of 300 people: 200 places at the hall, 120 a day over the gate, a night at the hall for each.

    Day 0: 300 on the road; 200 held, 100 outside. Day 1: 200 on the road to the gate, where 120 cross and 80 wait; 100
    held. Day 2: 100 on the road to the gate, where those 80 and 40 of these cross. In all 300, 300 and 180 people.
    """
    world = write_world(
        folder,
        people=(300, 0),
        crossings=[gate(**triple("people_per_day", 120))],
        sites=[site(**triple("places", 200)), *([CAMP] if camp else [])],
        legs=[*ROADS, *HALL_ROADS, *([leg("gate", "camp", 2)] if camp else [])],
        climate=[
            {"place_id": place, "month": 10, "night_min_c": 2 if place in cold else 12}
            for place in ("hall", "gate", "camp")[: 2 + camp]
        ],
        config=THREE_DAYS,
    )
    return effects_of(answer(world).judged, in_full=True)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Effects:
    return effects(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def beyond(tmp_path_factory: pytest.TempPathFactory) -> Effects:
    return effects(tmp_path_factory.mktemp("beyond"), camp=True)


def row_of(found: Effects, name: str) -> Json:
    return next(row for row in found.needs if row["id"] == name)


def test_a_day_counts_once_for_a_person(small: Effects) -> None:
    told = small.exposure()["must"]
    assert told["person_days_on_the_way"] == 300 + 300 + 180
    assert told["births"] == round(780 * 0.97 / 10_000, 1)
    assert small.further_must.obstetric_emergencies == small.further_must.births * 15 / 100


def test_the_plan_too_counts_a_day_once(small: Effects) -> None:
    # 120 cross on each of two days, after a night at the hall: two days for every one of 240 people.
    assert small.exposure()["may"]["person_days_on_the_way"] == 480


def test_births_on_the_way_are_a_part_of_all_births(small: Effects) -> None:
    health = next(row for row in small.rights if row["id"] == "L16")
    assert health["numbers"]["births_on_days_counted_in_the_replay"] <= health["value"]


@pytest.mark.parametrize(
    ("name", "days", "places"),
    [
        # Litres: 3 each. At places: 300 + 200 + 100 on day 0, 200 + 200 + 100 on day 1, 100 + 180 on day 2.
        ("WAT-03", (900, 900, 540), (1800, 1500, 840)),
        # Nobody is held here: on the road and at the gate, and outside the hall.
        ("WAT-21", (900, 600, 540), (1200, 1200, 840)),
        # 2,100 kcal on the road and at the hall.
        ("FOO-01", (630, 630, 210), (1050, 630, 210)),
    ],
)
def test_a_flow_is_asked_for_once_a_day(
    small: Effects, name: str, days: tuple[int, ...], places: tuple[int, ...]
) -> None:
    row = row_of(small, name)
    assert row["quantity"] == max(days)
    scale = 1 if row["total_unit"] == "Mcal" else 1000
    assert row["total"] == pytest.approx(sum(days) / scale)
    assert sum(row["flow_by_place"].values()) == pytest.approx(sum(places) / scale)
    assert row["counted_twice"]["on_peak_day"] == places[0] - days[0]
    assert row["counted_twice"]["places_on_peak_day"] == places[0]
    assert row["counted_twice"]["total"] == pytest.approx((sum(places) - sum(days)) / scale)


def test_a_blanket_goes_with_its_person(small: Effects) -> None:
    row = row_of(small, "SHE-11")
    assert (row["quantity"], row["sum_of_peaks"]) == (300, 200 + 300 + 200)
    assert row["peak_by_place"] == {"hall": 200, "way-to:hall": 300, "way-to:gate": 200}
    assert row["counted_twice"] == {"places_on_peak_day": 500, "on_peak_day": 200, "total": None}


def test_what_stands_at_a_place_stands_at_every_place(small: Effects) -> None:
    # SAN-01: 50 a toilet. Day 0: 4 at the hall, 2 outside it; day 1: 4 at the gate, 2 at the hall.
    row = row_of(small, "SAN-01")
    assert (row["quantity"], row["counted_twice"]["on_peak_day"]) == (6, 0)


def test_whoever_crosses_is_not_counted_again_beyond(beyond: Effects) -> None:
    # 120 come to the camp on day 1 and on day 2. They drank on the road, at the gate and at the camp: 3 litres in all.
    water, waste, food, blankets = (row_of(beyond, name) for name in ("WAT-03", "SAN-12", "FOO-01", "SHE-11"))
    assert water["total"] == pytest.approx((900 + 900 + 540) / 1000)
    # Half a kilogram at the hall, outside it, at the gate and at the camp; 200 of day 1 were at the gate, 100 held.
    assert waste["total"] == pytest.approx((300 + 300 + 180) / 2 / 1000)
    # FOO-01 is not asked for at the gate: of the 120 at the camp on day 2, 40 were on the road on that day, and 80 were
    # at the gate since the day before.
    assert food["total"] == pytest.approx(2.1 * (300 + 300 + 100 + 80))
    assert (blankets["quantity"], blankets["counted_twice"]["on_peak_day"]) == (300, 200)


@pytest.mark.parametrize(
    ("cold", "people", "twice"),
    [
        # Day 0: 300 on the road to the hall, 200 of them held there.
        (("hall",), 300, 200),
        # Day 1: 200 on the road to the gate; nights at the camp are mild, so nobody is asked for twice.
        (("gate",), 200, 0),
        # Day 1: 120 of those 200 come to the camp. Day 2 has 100 and 120, 40 of them twice.
        (("gate", "camp"), 200, 120),
    ],
)
def test_rows_of_winter_count_once_where_both_places_are_cold(
    tmp_path: Path, cold: tuple[str, ...], people: int, twice: int
) -> None:
    # SHE-12: three blankets each.
    row = row_of(effects(tmp_path, camp=True, cold=cold), "SHE-12")
    assert (row["quantity"], row["counted_twice"]["on_peak_day"]) == (3 * people, 3 * twice)


@pytest.mark.parametrize("key", ["total", "on_peak_day", "places_on_peak_day"])
def test_a_planted_double_fails_the_run(small: Effects, key: str) -> None:
    rows = copy.deepcopy(list(small.needs))
    reconcile(rows)
    next(row for row in rows if row["id"] == "WAT-03")["counted_twice"][key] += 1
    with pytest.raises(AssertionError, match="WAT-03"):
        reconcile(rows)


def test_a_planted_week_of_a_flow_fails_the_run(small: Effects) -> None:
    rows = copy.deepcopy(list(small.needs))
    next(row for row in rows if row["id"] == "WAT-03")["weeks"][0]["peak"] += 1
    with pytest.raises(AssertionError, match="WAT-03: quantity"):
        reconcile(rows)


@pytest.mark.parametrize(
    ("name", "is_so"),
    [
        ("WAT-03", True), ("SAN-14", True), ("FOO-13", True), ("HEA-01", True), ("WAT-15", True),
        ("SAN-01", False), ("FOO-19", False), ("TRA-13", False), ("PRO-03", False), ("PRO-17", False),
        ("WAT-17", False),
    ],
)  # fmt: skip
def test_which_standards_are_so_much_a_person(tmp_path: Path, name: str, is_so: bool) -> None:
    world = answer(write_world(tmp_path))
    standard = world.case.standards[name]
    population = population_of(world.case, world.judged.recount.scenario)
    assert is_per_person(standard, parse_rule(standard.rule), population) is is_so


@pytest.mark.parametrize("rule", ["need = pop * value + 1", "need = pop * pop", "need = value / pop", "need = value"])
def test_what_does_not_grow_with_each_person_is_no_such_standard(tmp_path: Path, rule: str) -> None:
    world = answer(write_world(tmp_path))
    population = population_of(world.case, world.judged.recount.scenario)
    assert not is_per_person(world.case.standards["WAT-03"], parse_rule(rule), population)
