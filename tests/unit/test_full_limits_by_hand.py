"""
Each limit of the full programme, alone in a world that a pencil answers: without it the answer is another.

Alder lies an hour from the gate and beside the hall, Birch ten hours from both. The gate passes 100 people a day and
there are five days, a Wednesday to a Sunday, unless a test says otherwise.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.config import LoadedScenario
from planner.model import curve, sensitivities, solve_reading
from planner.model.flow import StayRule, most_across, proved_bound
from planner.network import build_world
from planner.pipeline import prepare
from planner.records import Reading
from planner.solution import Claim
from tests.worlds import HALL_ROADS, answer, gate, site, triple, write_world

DRIVING = "driving_hours_per_day: 8"
ALL_SITES = "streams: {self_organised: 0}"
WIDE_GATE = [gate(**triple("people_per_day", 5000))]


def worth_of(loaded: LoadedScenario) -> dict[str, tuple[int, int | None]]:
    """Return, by limit, the people that one unit more gains and the value that lets everyone across."""
    world = build_world(prepare(loaded), Reading.CENTRAL)
    rows = sensitivities(world, proved_bound(world, world.geography.scenario.num_days, Claim.ON_TIME))
    return {row.limit_id: (row.people_per_unit, row.flips_at) for row in rows}


def test_rolling_stays_hold_each_place_for_every_night_of_a_stay(tmp_path: Path) -> None:
    # Ten places, three nights, people out from day 2, seven days: who comes on day 2 leaves on day 5, who takes their
    # place then would leave on day 8. Ten people; blocks of three days from day 0 on allow two times ten.
    config = f"{ALL_SITES}\nstay: {{min_nights: 3, max_nights: 3}}\ndeadline: 2023-10-10\nrelease: {{from: 2023-10-06}}"
    loaded = write_world(
        tmp_path, people=(200, 0), sites=[site(**triple("places", 10))], legs=HALL_ROADS, config=config
    )
    world = build_world(prepare(loaded), Reading.CENTRAL)
    assert most_across(StayRule.of(world).networks(world, 7)[0]) == 20
    assert answer(loaded).on_time == 10


@pytest.mark.parametrize(
    ("stay", "on_time"),
    [
        # Ten places a night. One night: in on days 0 to 5, out a day later: 60.
        ("{min_nights: 1, max_nights: 1}", 60),
        # Two nights: in on days 0, 2 and 4: 30. Three nights: in on days 0 and 3: 20. Six nights: in on day 0: 10.
        ("{min_nights: 2, max_nights: 2}", 30),
        ("{min_nights: 3, max_nights: 3}", 20),
        ("{min_nights: 6, max_nights: 6}", 10),
        # Seven nights are more than there are before the last day.
        ("{min_nights: 7, max_nights: 7}", 0),
    ],
)
def test_minimum_stays(tmp_path: Path, stay: str, on_time: int) -> None:
    config = f"{ALL_SITES}\nstay: {stay}\ndeadline: 2023-10-10"
    world = answer(
        write_world(tmp_path, people=(200, 0), sites=[site(**triple("places", 10))], legs=HALL_ROADS, config=config)
    )
    assert world.on_time == on_time


@pytest.mark.parametrize(("most", "on_time"), [("2", 0), ("3", 20), ("", 20)])
def test_maximum_stays(tmp_path: Path, most: str, on_time: int) -> None:
    # The hall is shut on days 1 and 2, so who comes on day 0 leaves on day 3 or 4, after three nights at least. People
    # come on day 0 only. With two nights at most nobody may come; else the 20 places are used.
    shut = {"place_id": "hall", "from": "2023-10-05", "to": "2023-10-06", "share_open": 0, "reason": "repairs"}
    later = {"place_id": "hall", "from": "2023-10-08", "to": "2023-10-08", "share_open": 0, "reason": "repairs"}
    world = answer(
        write_world(
            tmp_path,
            people=(200, 0),
            sites=[site(**triple("places", 20))],
            legs=HALL_ROADS,
            closures=[shut, later],
            config=f"{ALL_SITES}\nstay: {{min_nights: 2, max_nights: {most}}}",
        )
    )
    assert world.on_time == on_time


@pytest.mark.parametrize(("desks", "on_time"), [(1, 160), ("0.5", 80), ("", 200)])
def test_desks(tmp_path: Path, desks: object, on_time: int) -> None:
    # STA-02: 40 people a desk a day, on the four days from which one can still leave: 160. Without desks: all 200.
    world = answer(
        write_world(
            tmp_path,
            people=(200, 0),
            sites=[site(**triple("places", 100), desks=desks)],
            legs=HALL_ROADS,
            config=ALL_SITES,
        )
    )
    assert world.on_time == on_time


@pytest.mark.parametrize("stay", ["{min_nights: 1, max_nights: 1}", "{min_nights: 1}"])
@pytest.mark.parametrize(
    ("intake", "desks", "worth"),
    [
        # Four days from which one can still leave; 200 people need 50 a day. STA-02: 40 people a desk a day.
        # One desk lets 160 in: a second one lets in all, 40 more. More intake changes nothing.
        (100, 1, {"desks:hall": (40, 2), "intake:hall": (0, None)}),
        # Intake of 45 lets 180 in: one more lets in 4 more, 50 lets in all. Two desks, 80 a day, hold nobody back.
        (45, 2, {"desks:hall": (0, None), "intake:hall": (4, 50)}),
        # Intake of 30 lets 120 in: one more lets in 4 more, but then a desk holds 40 of the 200 back.
        (30, 1, {"desks:hall": (0, None), "intake:hall": (4, None)}),
        # All are let in: the fewest desks that do are two, the least intake is 50.
        (60, 3, {"desks:hall": (0, 2), "intake:hall": (0, 50)}),
    ],
)
def test_what_desks_and_intake_are_worth(
    tmp_path: Path, stay: str, intake: int, desks: int, worth: dict[str, tuple[int, int | None]]
) -> None:
    loaded = write_world(
        tmp_path,
        people=(200, 0),
        sites=[site(**triple("places", 100), desks=desks, intake_people_per_day=intake)],
        legs=HALL_ROADS,
        config=f"{ALL_SITES}\nstay: {stay}",
    )
    told = worth_of(loaded)
    assert {key: told[key] for key in worth} == worth


@pytest.mark.parametrize("stay", ["{min_nights: 1, max_nights: 1}", "{min_nights: 1}"])
@pytest.mark.parametrize(
    ("places", "covered_m2", "worth"),
    [
        # SHE-01: 3.5 m2 a person, so 140 m2 hold 40 a night: 160 in four nights, however many places are set out.
        (60, 140, (0, None)),
        # Places of 40 hold 160, the area of 700 m2 200 a night: one place more lets in 4 more, 50 let in all 200.
        (40, 700, (4, 50)),
    ],
)
def test_places_are_worth_what_the_covered_area_leaves(
    tmp_path: Path, stay: str, places: int, covered_m2: int, worth: tuple[int, int | None]
) -> None:
    loaded = write_world(
        tmp_path,
        people=(200, 0),
        sites=[site(**triple("places", places), covered_m2=covered_m2)],
        legs=HALL_ROADS,
        config=f"{ALL_SITES}\nstay: {stay}",
    )
    assert worth_of(loaded)["places:hall"] == worth


@pytest.mark.parametrize(
    ("config", "on_time"),
    [
        # An officer hears 6 x 60 / 30 adults a day (STA-03, PRO-03), who are 0.40 of all (DEM-09, DEM-10): 30 people.
        ('limits: {"officers:all": 1}', 150),
        ('limits: {"officers:all": 2}', 300),
        ('limits: {"officers:all": 0}', 0),
        ("", 500),
        # Twice the time for each interview: half as many.
        ('limits: {"officers:all": 2}\nstandards: {floors: {PRO-03: 60}}', 150),
        # Through the hall: heard on four of the five days, 30 a day.
        (f'{ALL_SITES}\nlimits: {{"officers:all": 1}}', 120),
    ],
)
def test_officers(tmp_path: Path, config: str, on_time: int) -> None:
    world = answer(
        write_world(
            tmp_path,
            people=(500, 0),
            crossings=WIDE_GATE,
            sites=[site(**triple("places", 5000))],
            legs=HALL_ROADS,
            config=config,
        )
    )
    assert world.on_time == on_time


NO_VANS = {"id": "van", "kind": "hired", "province": "national", "seats": 8, **triple("vehicles", 0)}


def test_one_more_of_a_limit_of_zero_is_worth_what_it_carries(tmp_path: Path) -> None:
    # Nobody crosses without a vehicle. One van of eight seats goes from Alder to the gate and home four times a day.
    loaded = write_world(tmp_path / "none", config=DRIVING, fleets=[NO_VANS], crossings=WIDE_GATE)
    world = build_world(prepare(loaded), Reading.CENTRAL)
    on_time = solve_reading(world).on_time
    assert on_time.bound == 0
    worth = {row.limit_id: row for row in sensitivities(world, on_time)}["vehicles:van"]
    one = {**NO_VANS, **triple("vehicles", 1)}
    carried = answer(write_world(tmp_path / "one", config=DRIVING, fleets=[one], crossings=WIDE_GATE)).on_time
    assert worth.people_per_unit == carried >= 4 * 8 * 4
    assert worth.flips_at is not None
    enough = {**NO_VANS, **triple("vehicles", worth.flips_at)}
    assert answer(write_world(tmp_path / "all", config=DRIVING, fleets=[enough], crossings=WIDE_GATE)).on_time == 500


def test_days_that_prices_exclude_are_excluded_up_to_the_last(tmp_path: Path) -> None:
    config = f"{DRIVING}\nhorizon_max_days: 30"
    loaded = write_world(tmp_path, config=config, fleets=[NO_VANS], crossings=WIDE_GATE)
    completion = solve_reading(build_world(prepare(loaded), Reading.CENTRAL)).completion
    assert (completion.days, completion.proved_days) == (None, 31)


def test_no_day_that_the_proof_excludes_has_room_for_everyone(tmp_path: Path) -> None:
    # One van passes a few people a day, which the network of roads and gates does not know: the proof does.
    one = {**NO_VANS, **triple("vehicles", 1)}
    world = build_world(
        prepare(write_world(tmp_path, config=DRIVING, fleets=[one], crossings=WIDE_GATE)), Reading.CENTRAL
    )
    solved = solve_reading(world)
    drawn = curve(world, solved)
    rows = [row for row in zip(drawn.days, drawn.crossed, drawn.ceiling, strict=True)]
    excluded = [row for row in rows if row[0] < solved.completion.proved_days]
    assert excluded[-1][0] > world.geography.scenario.num_days
    assert all(crossed <= ceiling < 500 for _, crossed, ceiling in excluded)
    assert rows[-1][1:] == (500, 500)
