"""Limits that contradict each other are told in words, and the run goes on: never a crash, never a silent 0."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import InputError
from planner.outcome.assumptions import assumptions_of
from tests.worlds import HALL_ROADS, answer, gate, leg, site, triple, write_world

ALL_SITES = "streams: {self_organised: 0}"


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (
            f"{ALL_SITES}\nstay: {{min_nights: 9}}",
            "The shortest stay at a site, 9 nights, does not fit",
        ),
        (f'{ALL_SITES}\nlimits: {{"places:hall": 0}}', "Limits of 0 let nobody through: places:hall."),
        (f'{ALL_SITES}\nlimits: {{"intake:hall": 0}}', "Limits of 0 let nobody through: intake:hall."),
        (f'{ALL_SITES}\nlimits: {{"leg:gate-hall": 0}}', "Limits of 0 let nobody through: leg:hall-gate."),
        (f'{ALL_SITES}\nlimits: {{"vehicles:coach": 0}}', "Limits of 0 let nobody through: vehicles:coach."),
        (
            f'{ALL_SITES}\nlimits: {{"throughput:gate": 0, "officers:all": 0}}',
            "Limits of 0 let nobody through: officers:all, throughput:gate.",
        ),
    ],
)
def test_what_leaves_nobody_a_way_is_told(tmp_path: Path, config: str, told: str) -> None:
    coach = {"id": "coach", "kind": "coach", "province": "national", "seats": 45, **triple("vehicles", "")}
    loaded = write_world(
        tmp_path, sites=[site(**triple("places", 500))], legs=HALL_ROADS, fleets=[coach], config=config
    )
    judged = answer(loaded).judged
    assert judged.proved_at_most == judged.plan.on_time_people == 0
    assert any(row["text"].startswith(told) for row in assumptions_of(judged.recount))


def test_nothing_is_told_where_nothing_contradicts(tmp_path: Path) -> None:
    rows = assumptions_of(answer(write_world(tmp_path)).judged.recount)
    assert not any("let nobody through" in row["text"] or "does not fit" in row["text"] for row in rows)


def test_a_share_that_is_to_pass_sites_where_there_is_none_is_told(tmp_path: Path) -> None:
    told = "The case has no site: everyone goes straight to a crossing."
    for name, share, expected in (("none", 0, True), ("all", 1, False)):
        loaded = write_world(tmp_path / name, config=f"streams: {{self_organised: {share}}}")
        rows = assumptions_of(answer(loaded).judged.recount)
        assert any(row["text"] == told for row in rows) is expected


def test_a_fleet_for_relief_of_none_lets_everyone_through(tmp_path: Path) -> None:
    trucks = {"id": "trucks", "kind": "truck", "province": "national", "seats": 2, **triple("vehicles", 0)}
    rows = assumptions_of(answer(write_world(tmp_path, fleets=[trucks])).judged.recount)
    assert not any("let nobody through" in row["text"] for row in rows)


def test_a_stay_longer_than_the_longest_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"stay.max_nights: expected nights of at least min_nights \(3\), got 2"):
        write_world(tmp_path, config="stay: {min_nights: 3, max_nights: 2}")


def test_a_leg_of_nobody_and_a_gate_elsewhere(tmp_path: Path) -> None:
    # Alder's road lets nobody through, Birch's does: its 200 cross.
    loaded = write_world(
        tmp_path,
        crossings=[gate()],
        legs=[leg("A", "gate", 1) | {"people_per_day": 0}, leg("B", "gate", 1)],
    )
    assert answer(loaded).on_time == 200
