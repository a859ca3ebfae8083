"""Limits on travel end to end: verified from the written run, told nationally, refused when a figure is another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.end_to_end.folders import read
from tests.end_to_end.forged import Forged
from tests.worlds import HALL_ROADS, gate, site, triple, write_world

CONFIG = "streams: {self_organised: 0.5}\nrelease: {kind: uniform}\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, planner: Cli) -> Path:
    folder = tmp_path_factory.mktemp("travel")
    fleets = [
        {"id": "coach", "kind": "coach", "province": "national", "seats": 46, **triple("vehicles", "2.3")},
        {"id": "van", "kind": "hired", "province": "national", "seats": 8, **triple("vehicles", 3)},
    ]
    write_world(
        folder,
        people=(3000, 200),
        crossings=[gate(**triple("people_per_day", 5000))],
        sites=[site(**triple("places", 5000))],
        legs=HALL_ROADS,
        fleets=fleets,
        config=CONFIG,
    )
    done = planner("run", folder / "pencil.yaml", "--no-report", "--out", folder / "run", cwd=folder)
    assert done.code == 0, done.err
    return folder / "run"


@pytest.fixture
def forged(run: Path, tmp_path: Path) -> Forged:
    return Forged(run, tmp_path / "run")


def test_it_holds_and_tells_no_departure_but_national_totals(run: Path, cli: Cli) -> None:
    assert cli("verify", run).code == 0
    plan = read(run, "plan.json")
    assert {row["id"] for row in plan["travel"]} == {
        "vehicles:coach",
        "vehicles:van",
        "vehicle_days:coach",
        "vehicle_days:van",
    }
    assert all(set(row) == {"date", "id", "used"} for row in plan["travel"])
    limits = {row["id"]: row for row in read(run, "result.json")["limits"]}
    assert (limits["vehicles:van"]["unit"], limits["vehicles:van"]["capacity"]) == ("vehicles", 3)
    assert limits["vehicles:van"]["people_per_unit"] > 0


@pytest.mark.parametrize(("position", "more"), [(0, 10**6), (0, -(10**6))])
def test_more_than_a_fleet_can_do_is_refused(forged: Forged, position: int, more: int) -> None:
    with forged.changed("plan.json", sealed=True) as document:
        document["travel"][position]["used"] += more
    assert any("vehicle" in line and "the limit is" in line for line in forged.fails())


def test_totals_left_out_are_missed(forged: Forged) -> None:
    with forged.changed("plan.json", sealed=True) as document:
        del document["travel"]
    assert any("trips bring" in line for line in forged.fails())


def test_one_person_fewer_proved_is_refused(forged: Forged) -> None:
    with forged.changed("result.json", sealed=True) as document:
        document["verdict"]["on_time_people"]["proved_at_most"] -= 1
    assert any("proved_at_most" in line for line in forged.fails())
