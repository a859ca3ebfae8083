"""The embedded country that does not exist: drawn again to the byte, and answered by a sum anyone can do."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from planner.config import data_root, load_scenario
from planner.network import RouteFinder
from planner.pipeline import answer, prepare
from planner.recount import Roads
from tests import synthetic_country

FOLDER = data_root() / "geodata" / "synthetic-300"
START, DAYS = date(2025, 3, 1), 60


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_seed_draws_the_committed_case(tmp_path: Path) -> None:
    synthetic_country.main(tmp_path)
    drawn = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert drawn == {path.name: path.read_bytes() for path in FOLDER.iterdir()}


def test_nothing_in_it_passes_for_real() -> None:
    case = prepare(load_scenario("synthetic-country")).case
    assert "synthetic" in case.title
    assert {source.evidence for source in case.sources.values()} == {"assumption"}
    assert len(case.districts) == 300
    # Open sea: no country has this ground.
    assert all(-29.5 <= place.lon <= -24.5 and 1 <= place.lat <= 4.75 for place in case.districts)


def passed(end: str) -> int:
    """Add up what the gates pass in sixty days, by calendar and closures."""
    shut = {row["place_id"]: row for row in rows("closures") if row["place_id"].endswith("-gate")}
    six_days = {row["place_id"] for row in rows("calendar")}
    total = 0
    for gate in rows("crossings"):
        for day in (START + timedelta(days=k) for k in range(DAYS)):
            if gate["id"] in six_days and day.strftime("%A") == "Sunday":
                continue
            closure = shut.get(gate["id"])
            closed = closure and closure["from"] <= day.isoformat() <= closure["to"]
            open_ = Fraction(closure["share_open"]) if closure and closed else Fraction(1)
            total += int(Fraction(gate[f"people_per_day_{end}"]) * open_)
    return total


@pytest.mark.parametrize(
    ("reading", "end", "people", "said"),
    [
        ("central", "central", 300_000, "impossible"),
        ("strict", "low", 360_000, "impossible"),
        ("favourable", "high", 260_000, "not-excluded-by-logistics"),
    ],
)
def test_the_gates_alone_decide(reading: str, end: str, people: int, said: str) -> None:
    loaded = load_scenario("synthetic-country", reading=reading)
    case = prepare(loaded).case
    verdict = answer(RouteFinder(case), Roads(case), loaded.scenario)["verdict"]
    assert (verdict["answer"], verdict["in_scope_people"]) == (said, people)
    # Some gates are closed before anyone can be there, and strict sites pass fewer than the gates do.
    assert verdict["on_time_people"]["proved_at_most"] <= min(people, passed(end))
    if reading == "central":
        assert verdict["on_time_people"] == {"plan": passed(end), "proved_at_most": passed(end)}
