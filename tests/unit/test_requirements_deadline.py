"""What a deadline would have needed of each resource, by pencil: paces, places, vehicles and what goes with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from planner.config import LoadedScenario
from planner.pipeline import Timings, prepare, solve
from tests.worlds import HALL_ROADS, gate, leg, site, triple, write_world

ALL_SITES = "streams: {self_organised: 0}"
PRICED = "standards: {profiles: [sphere-2018, pakistan-2023]}"
TWO_GATES = [gate(), gate(id="ford", name="Ford", province="South")]
APART = "exit_rule:\n  North: [gate]\n  South: [ford]"


def asked(loaded: LoadedScenario) -> Mapping[str, Any]:
    return solve(prepare(loaded), Timings(), lambda _: None).findings.requirements


def needed(loaded: LoadedScenario) -> dict[str, int | None]:
    """Return the central need of each resource."""
    return {row["id"]: row["needed"]["central"] for row in asked(loaded)["deadline"]}


def test_one_district_and_one_gate(tmp_path: Path) -> None:
    # 1,000 people, five days: 200 a day. An officer hears 30 a day (7), a desk registers 40 (5), each officer has one
    # interpreter; 23 doctors, nurses and midwives for 10,000: 0.46, so one. Nobody passes a site.
    told = asked(write_world(tmp_path, people=(1000, 0)))
    rows = {row["id"]: row for row in told["deadline"]}
    central = {name: row["needed"]["central"] for name, row in rows.items()}
    assert (central["crossings"], central["crossing:gate"]) == (200, 200)
    assert (central["officers"], central["interpreters"], central["desks"], central["health-staff"]) == (7, 7, 5, 1)
    assert (central["reception-places"], central["onward"]) == (200, 200)
    assert (central["buses"], central["drivers"], central["meals"], central["kitchens"]) == (0, 0, 0, 0)
    # A day on the road each, 450 g: 0.45 tonnes, and 3 litres a day for 200 people.
    assert (central["rations"], central["water"]) == (1, 600)
    row = rows["crossing:gate"]
    # There are no others that could stay as published.
    assert row["resource"] == "Gate"
    assert (row["published"], row["unit"], row["standard_id"]) == (100, "people a day", None)
    assert (rows["officers"]["published"], rows["officers"]["standard_id"]) == (None, "PRO-03")
    assert rows["desks"]["standard_id"] == "STA-02"
    # No profile with prices and planning figures: fuel, trains, flights and the announced stay are not assessed.
    assert rows["fuel"]["needed"] == {"low": None, "central": None, "high": None}
    assert rows["fuel"]["note"] == "NOT ASSESSED: the profiles have no PRI-05"
    # 100 a day is the gate as published: the deadline cannot be met, and the proof says by what.
    assert told["held_back_by"]["central"] == ["throughput:gate"]
    assert rows["officers"]["basis"]["central"] == "every published limit free"


def test_whoever_lives_further_has_fewer_days(tmp_path: Path) -> None:
    # Birch is a day further: its 450 have four of the five days, 113 a day rounded up, more than 500 over five days.
    assert needed(write_world(tmp_path, people=(50, 450)))["crossings"] == 113


def test_a_gate_that_opens_late_or_by_half_needs_more(tmp_path: Path) -> None:
    # Shut on two of five days: 600 in three days, 200 a day, and so for officers: 7.
    shut = {"place_id": "gate", "from": "2023-10-05", "to": "2023-10-06", "share_open": 0, "reason": "repairs"}
    central = needed(write_world(tmp_path / "a", people=(600, 0), closures=[shut]))
    assert (central["crossing:gate"], central["crossings"], central["officers"]) == (200, 200, 7)
    # Open by half on those two days: four whole days, 150 a day, in the units of what was published. The steady pace
    # of any plan is not scaled, 120 a day on five days: 120 places behind the gate.
    half = {**shut, "share_open": 0.5}
    central = needed(write_world(tmp_path / "b", people=(600, 0), closures=[half]))
    assert (central["crossing:gate"], central["crossings"], central["reception-places"]) == (150, 150, 120)


def test_a_gate_alone_where_that_is_enough_and_all_at_one_factor_where_not(tmp_path: Path) -> None:
    roads = (leg("A", "gate", 1), leg("B", "ford", 10))
    loaded = write_world(tmp_path / "a", people=(800, 450), crossings=TWO_GATES, legs=roads, config=APART)
    rows = {row["id"]: row for row in asked(loaded)["deadline"]}
    # Neither alone: 800 over five days at the gate, 450 over four at the ford.
    assert rows["crossing:gate"]["needed"]["central"] == 160
    assert rows["crossing:ford"]["needed"]["central"] == 113
    assert rows["crossing:gate"]["basis"]["central"].startswith("the crossings of the same people")
    assert rows["crossing:gate"]["resource"] == "Gate, with the others by one factor"
    assert rows["crossings"]["needed"]["central"] == 160 + 113
    # One pair of gates for everyone: 100 and 300 published, 2,500 people in five days, 500 a day: one quarter at the
    # gate, which alone would do with 200 beside the ford's 300.
    pair = [gate(), gate(id="ford", name="Ford", **triple("people_per_day", 300))]
    roads = (leg("A", "gate", 1), leg("A", "ford", 1), leg("B", "gate", 10))
    loaded = write_world(tmp_path / "b", people=(2500, 0), crossings=pair, legs=roads)
    rows = {row["id"]: row for row in asked(loaded)["deadline"]}
    assert rows["crossing:gate"]["needed"]["central"] == 200
    assert rows["crossing:gate"]["basis"]["central"].startswith("this crossing alone")
    assert rows["crossings"]["needed"]["central"] == 500


def test_a_deadline_that_leaves_no_way_needs_no_number(tmp_path: Path) -> None:
    # Birch is two days away: with one day nobody from there can cross, however wide the gate.
    rows = {
        row["id"]: row
        for row in asked(write_world(tmp_path, people=(50, 50), config="deadline: 2023-10-04"))["deadline"]
    }
    assert rows["crossings"]["needed"] == {"low": None, "central": None, "high": None}
    assert rows["officers"]["needed"]["central"] is None
    assert "no number of it alone" in rows["officers"]["note"]


@pytest.mark.parametrize(
    ("nights", "places"),
    [
        # 120 people, in from day 0, out by day 4 at the latest: a place serves four stays of a night, two of two.
        (1, 30),
        (2, 60),
        (3, 120),
        # Five nights do not fit before the last day.
        (5, None),
    ],
)
def test_places_for_the_stay(tmp_path: Path, nights: int, places: int | None) -> None:
    config = f"{ALL_SITES}\nstay: {{min_nights: {nights}, max_nights: {nights}}}"
    loaded = write_world(
        tmp_path, people=(120, 0), sites=[site(**triple("places", 10))], legs=HALL_ROADS, config=config
    )
    rows = {row["id"]: row for row in asked(loaded)["deadline"]}
    assert rows["holding-places"]["needed"]["central"] == places
    assert rows["holding-places"]["published"] == 10


def test_buses_drivers_and_fuel_of_round_trips(tmp_path: Path) -> None:
    # 3,825 people through the hall, an hour there and an hour on: four hours the round, 38.25 people a bus (45 less
    # 15 % spare): 100 round trips, 400 hours at the wheel. Five days of 8 hours: 10 buses. A driver may drive 48 hours
    # a week, 240/7 in five days: 400 over that is 11.67, so 12. 160 km the round at 0.35 litres: 5,600 litres.
    config = f"{ALL_SITES}\n{PRICED}"
    loaded = write_world(
        tmp_path, people=(3825, 0), sites=[site(**triple("places", 10))], legs=HALL_ROADS, config=config
    )
    central = needed(loaded)
    assert (central["buses"], central["drivers"], central["fuel"]) == (10, 12, 5600)
    assert (central["buses-all"], central["drivers-all"], central["fuel-all"]) == (10, 12, 5600)
    # 760 a train, 180 a flight; three meals a night each.
    assert (central["trains"], central["flights"], central["meals"]) == (6, 22, 11475)
    # As announced, one to four weeks: seven nights do not fit into five days.
    assert central["holding-places-announced"] is None


def test_three_readings_stand_beside_each_other(tmp_path: Path) -> None:
    wide = gate(people_per_day_low=50, people_per_day_central=100, people_per_day_high=200)
    config = "people: {undocumented: {low: 500, central: 1000, high: 1500}}"
    loaded = write_world(tmp_path, people=(1000, 0), crossings=[wide], config=config)
    row = next(row for row in asked(loaded)["deadline"] if row["id"] == "crossings")
    assert row["needed"] == {"low": 100, "central": 200, "high": 300}
    assert (row["published"], row["published_range"]) == (100, [50, 200])
    assert len(set(row["basis"].values())) == 1


HALF = {"place_id": "gate", "from": "2023-10-05", "to": "2023-10-05", "share_open": 0.5, "reason": "repairs"}


@pytest.mark.parametrize(
    ("people", "need", "met"),
    [
        # 100 a day, half of it on one of five days: 450 cross and the 451st does not.
        (450, 100, True),
        (451, 101, False),
    ],
)
def test_a_need_is_above_what_was_published_where_the_crossings_fall_short(
    tmp_path: Path, people: int, need: int, met: bool
) -> None:
    told = asked(write_world(tmp_path, people=(people, 0), closures=[HALF]))
    row = told["deadline"][0]
    assert (row["needed"]["central"], row["published"]) == (need, 100)
    assert (told["held_back_by"]["central"] == []) is met
    # A scenario that sets the need meets it, and one unit less does not.
    for amount, held in ((need, []), (need - 1, ["throughput:gate"])):
        config = f'limits: {{"throughput:gate": {amount}}}'
        loaded = write_world(tmp_path / str(amount), people=(people, 0), closures=[HALF], config=config)
        assert asked(loaded)["held_back_by"]["central"] == held


def test_no_range_leaves_out_its_middle(tmp_path: Path) -> None:
    # 450 are the most that cross: the favourable and the central reading meet the deadline, the strict one does not.
    config = "people: {undocumented: {low: 450, central: 450, high: 451}}"
    told = asked(write_world(tmp_path, people=(450, 0), closures=[HALF], config=config))
    for row in told["deadline"]:
        low, central, high = row["needed"].values()
        assert None in (low, central, high) or low <= central <= high, row["id"]
        assert len(set(row["basis"].values())) == 1
    assert told["findings"][0].startswith(
        "8 October 2023 would have needed 100 people a day across all crossings (100 to 101); 100 were published."
    )


def test_no_amount_is_told_where_some_people_reach_no_crossing(tmp_path: Path) -> None:
    # Two days and Birch two days away by the hall's night: its 50 are across in no case, so that no row has a number.
    config = f"deadline: 2023-10-05\nstay: {{min_nights: 2}}\n{ALL_SITES}"
    told = asked(
        write_world(tmp_path, people=(50, 50), sites=[site(**triple("places", 99))], legs=HALL_ROADS, config=config)
    )
    rows = {row["id"]: row for row in told["deadline"]}
    for name in ("crossings", "crossing:gate"):
        assert rows[name]["needed"] == {"low": None, "central": None, "high": None}
    # What was published stays told, and so do the crossings that nobody reaches.
    assert (rows["crossings"]["published"], rows["crossing:gate"]["published"]) == (100, 100)
    assert any(line.startswith("No width of the crossings would have met") for line in told["findings"])


def test_a_total_that_would_be_enough_elsewhere_is_not_told_as_met(tmp_path: Path) -> None:
    # 800 at the gate in five days, nobody at the ford's 300: 160 are needed and the two publish 400, of which the gate
    # 100. Those of the south, ten at the ford in four days, need 3.
    pair = [gate(), gate(id="ford", name="Ford", province="South", **triple("people_per_day", 300))]
    roads = (leg("A", "gate", 1), leg("B", "ford", 10))
    loaded = write_world(tmp_path, people=(800, 10), crossings=pair, legs=roads, config=APART)
    assert asked(loaded)["findings"][0] == (
        "8 October 2023 would have needed 163 people a day across all crossings; 400 were published, but not at the "
        "crossings and on the days that would be needed."
    )


def test_crossings_that_are_enough_are_not_told_as_what_is_lacking(tmp_path: Path) -> None:
    # The hall's 10 places take in 10 a night on four nights: 40 of 100, where the gate passes 100 a day.
    loaded = write_world(
        tmp_path, people=(100, 0), sites=[site(**triple("places", 10))], legs=HALL_ROADS, config=ALL_SITES
    )
    assert asked(loaded)["findings"][0] == (
        "8 October 2023 would have needed 25 people a day across all crossings; 100 were published, which by "
        "themselves would do: what stands in the way is not the crossings."
    )


def test_a_crossing_without_a_figure_leaves_the_steady_pace(tmp_path: Path) -> None:
    pair = [gate(), gate(id="ford", name="Ford", **triple("people_per_day", ""))]
    roads = (leg("A", "gate", 1), leg("A", "ford", 1), leg("B", "gate", 10))
    told = asked(write_world(tmp_path, people=(600, 0), crossings=pair, legs=roads))
    row = told["deadline"][0]
    assert (row["needed"]["central"], row["published"], row["basis"]["central"]) == (
        120, 100, "every published limit free",
    )  # fmt: skip
    assert "no figure is published of Ford" in row["note"]
    assert told["findings"][0] == (
        "8 October 2023 would have needed at least 120 people a day across all crossings; 100 were published of those "
        "with a figure."
    )


@pytest.mark.parametrize(
    ("amount", "ending"),
    [
        (150, "; 100 were published, and with flights and what this scenario changes 150 stand."),
        (50, "; 100 were published, and with flights and what this scenario changes 50 stand."),
    ],
)
def test_what_a_scenario_changes_stands_beside_what_was_published(tmp_path: Path, amount: int, ending: str) -> None:
    # 600 people, five days: 120 a day, which 150 pass and 50 do not.
    config = f'limits: {{"throughput:gate": {amount}}}'
    told = asked(write_world(tmp_path, people=(600, 0), config=config))
    assert told["findings"][0] == f"8 October 2023 would have needed 120 people a day across all crossings{ending}"
    assert bool(told["held_back_by"]["central"]) is (amount < 120)


def test_the_finding_leads_with_the_reading_that_leads(tmp_path: Path) -> None:
    config = "reading: strict\npeople: {undocumented: {low: 500, central: 1000, high: 1500}}"
    told = asked(write_world(tmp_path, people=(1000, 0), config=config))
    assert told["findings"][0].startswith("8 October 2023 would have needed 300 people a day across all crossings (100")
