"""Each limit alone: the smallest factor that meets the deadline, or a proof that none does, by pencil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.config import LoadedScenario
from planner.pipeline import Timings, prepare, solve
from planner.proof import check_claim
from planner.recount import Recount, Roads
from planner.solution import Claim
from tests.worlds import HALL_ROADS, gate, leg, site, triple, write_world

TWO_GATES = [gate(), gate(id="ford", name="Ford", province="South")]
APART = "exit_rule:\n  North: [gate]\n  South: [ford]"
ALL_SITES = "streams: {self_organised: 0}"


def told(loaded: LoadedScenario) -> Mapping[str, Any]:
    """Return the rows of a world by limit."""
    found = solve(prepare(loaded), Timings(), lambda _: None).findings
    return {row["limit"]: row for row in found.requirements["single"]}


def test_one_gate_needs_the_people_over_the_days(tmp_path: Path) -> None:
    # 600 people, five days: 120 a day, which is 1.2 times 100.
    row = told(write_world(tmp_path, people=(600, 0)))["throughput:gate"]
    assert (row["factor"], row["value"], row["published"]) == (1.2, 120, 100)
    assert (row["unit"], row["finding"], row["proved"], row["claim"]) == ("people a day", "Gate x 1.2", False, None)


def test_a_deadline_that_is_met_tells_how_much_less_would_do(tmp_path: Path) -> None:
    # 200 people, five days: 40 a day.
    row = told(write_world(tmp_path, people=(200, 0)))["throughput:gate"]
    assert (row["factor"], row["value"]) == (0.4, 40)


@pytest.mark.parametrize(
    ("people", "factors"),
    [
        # 800 of the north and 450 of the south have a gate each, five days at 100; whoever comes from the south is a
        # day on the road and has four: neither gate alone is enough, however wide.
        ((800, 450), {"throughput:gate": None, "throughput:ford": None}),
        # The south's 400 pass in four days as it is: the gate alone decides, at 160 a day.
        ((800, 400), {"throughput:gate": 1.6, "throughput:ford": None}),
    ],
)
def test_two_gates_apart(tmp_path: Path, people: tuple[int, int], factors: dict[str, float | None]) -> None:
    roads = (leg("A", "gate", 1), leg("B", "ford", 10))
    rows = told(write_world(tmp_path, people=people, crossings=TWO_GATES, legs=roads, config=APART))
    assert {limit: rows[limit]["factor"] for limit in factors} == factors
    for limit, factor in factors.items():
        proved = factor is None
        assert rows[limit]["proved"] is proved
        assert rows[limit]["claim"] == (f"requirement:central:{limit}" if proved else None)
        assert ("no factor of it alone" in rows[limit]["finding"]) is proved


def test_no_factor_is_proved_with_the_limit_taken_away_and_no_digit_of_it_can_be_moved(tmp_path: Path) -> None:
    roads = (leg("A", "gate", 1), leg("B", "ford", 10))
    loaded = write_world(tmp_path, people=(800, 450), crossings=TWO_GATES, legs=roads, config=APART)
    geography = prepare(loaded)
    solved = solve(geography, Timings(), lambda _: None)
    claims = {cut.free_limit: cut for cut in solved.claims if cut.claim is Claim.REQUIREMENT}
    assert set(claims) == {"throughput:gate", "throughput:ford"}
    # With the gate away all 800 of the north pass, and 400 of the south; with the ford away 500 and all 450.
    assert {limit: cut.bound for limit, cut in claims.items()} == {"throughput:gate": 1200, "throughput:ford": 950}
    whole = Recount(Roads(geography.case), loaded.scenario, loaded.scenario.reading)
    for limit, cut in claims.items():
        recount = whole.freed(str(limit))
        assert check_claim(recount, cut).faults == ()
        assert check_claim(recount, replace(cut, bound=cut.bound - 1)).faults
        assert check_claim(recount, replace(cut, behind_people=cut.behind_people + 1)).faults
        # The limit that is away is none of the proof's.
        other = claims["throughput:ford" if limit == "throughput:gate" else "throughput:gate"]
        assert check_claim(recount, other).faults


def test_holding_is_no_row_and_what_is_beside_it_is(tmp_path: Path) -> None:
    sites = [
        site(**triple("places", 40), intake_people_per_day=50, desks=1),
        site(id="camp", name="Camp", kind="holding", **triple("places", 40), intake_people_per_day=30, desks=2),
    ]
    roads = (*HALL_ROADS, leg("A", "camp", 1), leg("camp", "gate", 1))
    rows = told(write_world(tmp_path, people=(300, 0), sites=sites, legs=roads, config=ALL_SITES))
    assert set(rows) == {"throughput:gate", "intake:hall", "desks:hall"}


def test_desks_officers_and_intake_each_alone(tmp_path: Path) -> None:
    # 200 people through the hall on the four days from which one can still leave: 50 a day. A desk registers 40
    # (STA-02): two desks, twice the one there is. Intake of 45 becomes 50 only with the desks: none alone.
    sites = [site(**triple("places", 100), desks=1, intake_people_per_day=45)]
    rows = told(write_world(tmp_path / "a", people=(200, 0), sites=sites, legs=HALL_ROADS, config=ALL_SITES))
    assert rows["desks:hall"]["factor"] is None
    assert rows["intake:hall"]["factor"] is None
    sites = [site(**triple("places", 100), desks=1, intake_people_per_day=60)]
    rows = told(write_world(tmp_path / "b", people=(200, 0), sites=sites, legs=HALL_ROADS, config=ALL_SITES))
    assert (rows["desks:hall"]["factor"], rows["desks:hall"]["value"]) == (2, 2)
    # An officer hears 30 people a day (STA-03, PRO-03, DEM-09, DEM-10): 400 in five days take three.
    config = 'limits: {"officers:all": 2}'
    row = told(write_world(tmp_path / "c", people=(400, 0), config=config))["officers:all"]
    assert (row["factor"], row["value"], row["finding"]) == (1.5, 3, "Officers x 1.5")


def test_reception_places_alone(tmp_path: Path) -> None:
    # 300 people, five days; the camp behind the gate sends on 20 a day and keeps 60 in all: 20 x 5 + 60 = 160 on time.
    # All 300 need 200 places, 3.34 times 60 (rounded up), or 48 departures a day, 2.4 times 20.
    camp = site(id="camp", name="Camp", kind="reception", **triple("places", 60), onward_people_per_day=20)
    roads = (leg("A", "gate", 1), leg("gate", "camp", 1))
    rows = told(write_world(tmp_path, people=(300, 0), sites=[camp], legs=roads))
    assert (rows["onward:camp"]["factor"], rows["onward:camp"]["value"]) == (2.4, 48)
    assert (rows["places:camp"]["value"], rows["places:camp"]["finding"]) == (200, "Camp, people a night x 3.34")
    # With either of them all cross: the gate as it is passes 500.
    assert rows["throughput:gate"]["factor"] is None


@pytest.mark.parametrize("share", ["0.5", "0.25"])
def test_a_gate_that_is_half_shut_needs_more_than_the_people(tmp_path: Path, share: str) -> None:
    # One day, open in part: the whole value is the people over the share, more than the people there are.
    shut = {"place_id": "gate", "from": "2023-10-04", "to": "2023-10-04", "share_open": share, "reason": "repairs"}
    loaded = write_world(tmp_path, people=(300, 0), closures=[shut], config="deadline: 2023-10-04")
    assert told(loaded)["throughput:gate"]["value"] == int(300 / float(share))
