"""The embedded case of Iran 2025: sums that can be checked elsewhere, roads worked out again, ranges and sources."""

from __future__ import annotations

import csv
from collections import Counter
from math import asin, cos, radians, sin, sqrt

import pytest

from planner.backtest import backtest_of
from planner.config import data_root, load_scenario
from planner.network import RouteFinder
from planner.pipeline import answer, prepare
from planner.recount import Roads

FOLDER = data_root() / "geodata" / "iran-2025"
RADIUS_KM, DETOUR, KMH = 6371.0088, 1.25, 60


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def great_circle_km(one: dict[str, str], other: dict[str, str]) -> float:
    x, y, x2, y2 = (radians(float(place[axis])) for place in (one, other) for axis in ("lon", "lat"))
    half = sin((y2 - y) / 2) ** 2 + cos(y) * cos(y2) * sin((x2 - x) / 2) ** 2
    return 2 * RADIUS_KM * asin(sqrt(half))


def test_the_provinces_are_those_of_the_census() -> None:
    districts = rows("districts")
    assert (len(districts), len({row["pcode"] for row in districts})) == (31, 31)
    # The census of 2016 counted 79,926,270 people.
    assert sum(int(row["population"]) for row in districts) == 79_926_270
    assert Counter(row["province"] for row in districts) == {
        "Region 1": 7,
        "Region 2": 6,
        "Region 3": 6,
        "Region 4": 6,
        "Region 5": 6,
    }


def test_roads_are_great_circles_with_a_factor() -> None:
    places = {row.get("pcode") or row["id"]: row for name in ("districts", "crossings") for row in rows(name)}
    for leg in rows("legs"):
        km = great_circle_km(places[leg["from_id"]], places[leg["to_id"]]) * DETOUR
        assert float(leg["km"]) == pytest.approx(km, abs=0.06)
        assert float(leg["hours"]) == pytest.approx(float(leg["km"]) / KMH, abs=0.006)


def test_an_assumed_figure_is_a_range_and_says_so() -> None:
    evidence = {row["source_id"]: row["evidence"] for row in rows("sources")}
    for row in rows("crossings"):
        assert int(row["people_per_day_low"]) < int(row["people_per_day_high"])
    assert [row["id"] for row in rows("crossings") if evidence[row["source_id"]] == "assumption"] == [
        "milak",
        "mahirud",
    ]
    used = {
        row["source_id"]
        for name in ("districts", "people", "crossings", "legs", "observed", "timeline")
        for row in rows(name)
    }
    assert used | {"menafn-2025-05-29"} == set(evidence)


def test_the_answer_by_pencil() -> None:
    loaded = load_scenario("iran-2025")
    case = prepare(loaded).case
    verdict = answer(RouteFinder(case), Roads(case), loaded.scenario)["verdict"]
    # 10,000 + 3,000 + 500 a day on 38 days, from people who live beside each crossing's road on the first day on.
    assert verdict["on_time_people"] == {"plan": 38 * 13_500, "proved_at_most": 38 * 13_500}
    assert verdict["answer"] == "impossible"


def test_the_curve_loses_here_and_says_so() -> None:
    loaded = load_scenario("iran-2025")
    found = backtest_of(prepare(loaded).case, loaded.scenario)
    assert [row["date"] for row in found["cutoffs"]] == ["2025-07-06", "2025-07-11"]
    for row in found["cutoffs"]:
        (total,) = row["places"]
        # 1,700,000 by 25 October less 1,201,000 by 19 July.
        assert [(one["first"], one["last"], one["people"]) for one in total["increments"]] == [
            ("2025-07-20", "2025-10-25", 499_000)
        ]
        assert row["baselines"]["uniform"] < row["ard"]
    assert sum("WORSE than the mean so far" in sentence for sentence in found["findings"]) == 2
