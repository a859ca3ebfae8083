"""What stands beside the plan: dates and people by hand in worlds for a pencil, and what each sentence says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.model import solve_reading
from planner.network import build_world
from planner.outcome.alternatives import alternatives_of, voluntary_pace
from planner.outcome.assumptions import assumptions_of
from planner.pipeline import _alternative, judge, prepare
from planner.records import Reading
from planner.recount import Roads
from tests.worlds import HALL_ROADS, ROADS, gate, site, triple, write_world

Json = dict[str, Any]
PACE = """\
period_start,period_end,crossing_id,measure,people,low,high,source_id
2002-03-20,2002-03-20,all,daily,90,,,voluntary-peak
2002-03-01,2002-03-10,all,cumulative,400,,,voluntary-mean
"""
SOURCES = """\
source_id,title,publisher,date,address,evidence,licence
S1,Made up,nobody,2023-10-01,,official,CC0-1.0
voluntary-peak,The busiest day,nobody,2002-03-21,,press,CC0-1.0
voluntary-mean,Ten days of March,nobody,2002-03-11,,official,CC0-1.0
"""


def beside(folder: Path, *, pace: bool = False, **world: Any) -> dict[str, Json]:
    """Return the alternatives of a world by id."""
    loaded = write_world(folder, **world)
    if pace:
        (folder / "case" / "observed.csv").write_text(PACE, encoding="utf-8")
        (folder / "case" / "sources.csv").write_text(SOURCES, encoding="utf-8")
    geography = prepare(loaded)
    solved = solve_reading(build_world(geography, Reading.CENTRAL))
    chosen = judge(Roads(geography.case), loaded.scenario, solved)
    numbers = range(len([*alternatives_of(geography.case, chosen)]))
    rows = [_alternative(geography, chosen, solved, number) for number in numbers]
    return {row["id"]: row for row in rows}


def people(row: Json) -> tuple[int, int, str]:
    verdict = row["verdict"]
    return verdict["in_scope_people"], verdict["on_time_people"]["proved_at_most"], row["completion"]["date"]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Json]:
    """The world of 500 people, a gate of 100 a day and five days, with a pace of 40 people a day."""
    # One day more than 500 / 100, since nobody from Birch arrives on the first: but Alder's 300 fill it. So day 5.
    return beside(tmp_path_factory.mktemp("beside"), people=(450, 300), pace=True)


def test_every_run_has_all_of_them(rows: dict[str, Json]) -> None:
    assert list(rows) == [
        "all-self-organised",
        "all-through-sites",
        "regularise-25",
        "regularise-50",
        "regularise-75",
        "longer-deadline",
        "no-breach-that-time-cures",
        "voluntary-pace",
    ]
    assert all(row["sentence"].endswith(".") and row["deadline"] for row in rows.values())


def test_fewer_people_in_scope(rows: dict[str, Json]) -> None:
    # 750 people, 100 a day: 8 days; half of them 375, 4 days; 187 of them 2 days.
    assert people(rows["regularise-50"]) == (375, 375, "2023-10-07")
    assert people(rows["regularise-75"])[0] == 187
    assert "375 of 750 people are given papers and stay; 375 are in scope" in rows["regularise-50"]["sentence"]


def test_a_longer_deadline_is_the_day_on_which_all_have_crossed(rows: dict[str, Json]) -> None:
    row = rows["longer-deadline"]
    assert row["deadline"] == row["completion"]["date"] == "2023-10-11"
    assert row["verdict"]["answer"] == "not-excluded-by-logistics"
    assert "11 October 2023, 3 days after the one given" in row["sentence"]


def test_a_longer_deadline_that_is_not_proved_the_earliest_is_told_so(tmp_path: Path) -> None:
    loaded = write_world(tmp_path, people=(450, 300))
    geography = prepare(loaded)
    solved = solve_reading(build_world(geography, Reading.CENTRAL))
    chosen = judge(Roads(geography.case), loaded.scenario, solved)
    gap = replace(chosen, completion=replace(chosen.completion, proved_days=6))
    told = [
        next(row for row in alternatives_of(geography.case, judged) if row.id == "longer-deadline").tell(judged)
        for judged in (chosen, gap)
    ]
    assert "is the earliest by which a plan brings everyone across." in told[0]
    assert "earliest" not in told[1]
    assert told[1].endswith("is the day of a plan found that brings everyone across; none does before 9 October 2023.")


def test_the_soonest_without_a_breach_waits_for_notice_and_appeal(rows: dict[str, Json]) -> None:
    # 30 days of notice and 15 of appeal: the first may leave on 18 November; the eighth day of crossing is the 25th.
    row = rows["no-breach-that-time-cures"]
    assert row["deadline"] == row["completion"]["date"] == row["completion"]["proved_not_before"] == "2023-11-25"
    assert row["verdict"]["answer"] == "not-excluded-by-logistics"
    assert "30 days of notice and 15 of appeal (PRO-15, PRO-16), on 18 November 2023" in row["sentence"]
    assert "Nobody waits in a queue overnight, and nobody stays over 24 hours" in row["sentence"]


def test_the_voluntary_pace_is_the_least_that_was_printed(rows: dict[str, Json]) -> None:
    # 400 people in ten days are 40 a day: 750 need 19 days, so that the last leave on 22 October.
    row = rows["voluntary-pace"]
    assert "40 a day: the least of what was printed of 2002" in row["sentence"]
    assert "90 people on 20 March 2002" in row["sentence"]
    assert "The busiest day; Ten days of March" in row["sentence"]
    assert "The last leave on 22 October 2023" in row["sentence"]
    assert (row["deadline"], row["verdict"]["answer"]) == ("2023-10-29", "not-excluded-by-logistics")
    assert row["completion"]["date"] == "2023-10-23"


def test_a_deadline_that_is_long_enough_is_told_so(tmp_path: Path) -> None:
    row = beside(tmp_path, people=(100, 100))["longer-deadline"]
    assert row["deadline"] == "2023-10-08"
    assert row["sentence"] == "The deadline given is long enough: day 2 of 5 would do."


def test_where_nobody_can_ever_cross_no_later_deadline_is_enough(tmp_path: Path) -> None:
    row = beside(tmp_path, crossings=[gate(**triple("people_per_day", 0))], config="horizon_max_days: 400")
    assert row["longer-deadline"]["sentence"] == "No later deadline is enough."
    assert row["longer-deadline"]["completion"]["never"]
    assert "No date was found" in row["no-breach-that-time-cures"]["sentence"]


def test_nights_that_no_time_cures_stay_breaches(tmp_path: Path) -> None:
    held = beside(
        tmp_path,
        sites=[site(**triple("places", 60))],
        legs=HALL_ROADS + ROADS,
        config="streams: {self_organised: 0}\nstay: {min_nights: 1, max_nights: 1}",
    )["no-breach-that-time-cures"]
    assert "500 nights in holding remain; a child's night there is a breach at any date" in held["sentence"]
    # 60 places a night: the ninth night takes the last 20 in, who cross on the day after, the tenth from 18 November.
    assert held["completion"]["date"] == "2023-11-27"


def test_a_case_without_a_pace_says_so(tmp_path: Path) -> None:
    loaded = write_world(tmp_path)
    geography = prepare(loaded)
    chosen = judge(Roads(geography.case), loaded.scenario, solve_reading(build_world(geography, Reading.CENTRAL)))
    assert voluntary_pace(geography.case) is None
    assert "voluntary-pace" not in {other.id for other in alternatives_of(geography.case, chosen)}
    assert any("voluntary programme is NOT ASSESSED" in row["text"] for row in assumptions_of(chosen.recount))
    bare = replace(geography.case, standards={k: v for k, v in geography.case.standards.items() if k != "PRO-15"})
    told = next(o for o in alternatives_of(bare, chosen) if o.id == "no-breach-that-time-cures")
    assert told.scenario.release.from_ > loaded.scenario.start
