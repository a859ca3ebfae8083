"""
Each limit on travel, alone in a world that a pencil answers: without it the answer is another.

Alder lies an hour from the gate and from the hall, Birch ten hours from both; the hall is an hour from the gate. The
gate passes 5,000 people a day, there are five days, a Wednesday to a Sunday, and a vehicle is driven 8 hours a day: 480
minutes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.config import LoadedScenario
from planner.errors import InputError
from planner.model import sensitivities, solve_reading
from planner.network import build_world
from planner.pipeline import prepare
from planner.records import Reading
from tests.unit.test_trains_and_flights_by_hand import FORT, RAILS, train
from tests.worlds import HALL_ROADS, ROADS, answer, gate, leg, site, triple, write_world

ALL_SITES = "streams: {self_organised: 0}"
WIDE_GATE = [gate(**triple("people_per_day", 5000))]
WIDE_HALL = [site(**triple("places", 5000))]


def fleet(vehicles: object, **changes: object) -> dict[str, object]:
    """Return coaches of 46 seats for the nation; TRA-03 keeps 15 % spare, so that 23 of them drive as 20."""
    return {
        "id": "coach",
        "kind": "coach",
        "province": "national",
        "seats": 46,
        **triple("vehicles", vehicles),
        **changes,
    }


@pytest.mark.parametrize(
    ("rows", "on_time"),
    [
        # One leg on Alder's way, 30 people a day on each of five days.
        ([leg("A", "gate", 1) | {"people_per_day": 30}, ROADS[1]], 150 + 200),
        # Birch leaves on days 0 to 3 to be there by day 4: 10 a day, and all of Alder's 300.
        ([ROADS[0], leg("B", "gate", 10) | {"people_per_day": 10}], 300 + 40),
        # Both roads lead over the bridge: 50 a day, Birch's people on days 0 to 3, Alder's on any.
        (
            [
                leg("A", "fork", 1),
                leg("B", "fork", 10),
                leg("fork", "gate", 1) | {"people_per_day": 50},
            ],
            250,
        ),
        ([leg("A", "gate", 1) | {"people_per_day": 0}, ROADS[1]], 200),
        (list(ROADS), 500),
    ],
)
def test_people_a_day_on_a_leg(tmp_path: Path, rows: list[dict[str, object]], on_time: int) -> None:
    fork = [{"id": "fork", "name": "Fork", "lon": 71, "lat": 34}]
    assert answer(write_world(tmp_path, crossings=WIDE_GATE, junctions=fork, legs=rows)).on_time == on_time


@pytest.mark.parametrize("name", ["leg:A-gate", "leg:gate-A"])
def test_a_scenario_may_set_a_leg_by_either_name(tmp_path: Path, name: str) -> None:
    loaded = write_world(tmp_path, crossings=WIDE_GATE, config=f'limits: {{"{name}": 30}}')
    assert answer(loaded).on_time == 150 + 200


@pytest.mark.parametrize("place", ["leg:fork-gate", "fork"])
def test_a_closure_scales_what_a_leg_carries_on_the_day_of_departure(tmp_path: Path, place: str) -> None:
    # Half open on day 1: 30 + 15 + 30 + 30 + 30.
    half = {"place_id": place, "from": "2023-10-05", "to": "2023-10-05", "share_open": "0.5", "reason": "flood"}
    loaded = write_world(
        tmp_path,
        people=(300, 0),
        crossings=WIDE_GATE,
        junctions=[{"id": "fork", "name": "Fork", "lon": 71, "lat": 34}],
        legs=[leg("A", "fork", 1), leg("fork", "gate", 1) | {"people_per_day": 30}, leg("B", "gate", 10)],
        closures=[half],
    )
    assert answer(loaded).on_time == 135


def test_legs_count_every_trip_over_them(tmp_path: Path) -> None:
    # From the hall to the gate pass 20 a day, on days 1 to 4: 80, though the hall takes in all 300.
    legs = [leg("A", "hall", 1), leg("B", "hall", 10), leg("hall", "gate", 1) | {"people_per_day": 20}]
    loaded = write_world(tmp_path, people=(300, 0), crossings=WIDE_GATE, sites=WIDE_HALL, legs=legs, config=ALL_SITES)
    assert answer(loaded).on_time == 80


@pytest.mark.parametrize(
    ("rows", "on_time"),
    [
        # Out and home is 120 of 480 minutes, so a seat makes four rounds a day: 1 van of 8 seats, 32 a day, five days.
        ([fleet(1, kind="hired", seats=8)], 160),
        # Of the nation's and of Alder's province, each its own; a fleet of another province carries nobody from here.
        ([fleet(1, kind="hired", seats=8), fleet(1, id="van", kind="hired", province="North", seats=4)], 240),
        ([fleet(1, kind="hired", seats=8, province="North"), fleet(9, id="van", kind="hired", province="South")], 160),
        # Vehicles for those who pass a site, and vehicles of another province alone, are no limit here.
        ([fleet(1, kind="coach", seats=8)], 300),
        ([fleet(1, kind="hired", seats=8, province="South")], 300),
        # Nobody published how many: no limit known, whatever stands beside it.
        ([fleet(1, kind="hired", seats=8), fleet("", id="van", kind="hired")], 300),
        ([fleet(0, kind="hired", seats=8)], 0),
        ([], 300),
    ],
)
def test_hired_vehicles_of_those_who_travel_by_themselves(
    tmp_path: Path, rows: list[dict[str, object]], on_time: int
) -> None:
    loaded = write_world(tmp_path, people=(300, 0), crossings=WIDE_GATE, fleets=rows)
    assert answer(loaded).on_time == on_time


def test_a_scenario_may_set_vehicles(tmp_path: Path) -> None:
    rows = [fleet("", kind="hired", seats=8)]
    loaded = write_world(
        tmp_path, people=(300, 0), crossings=WIDE_GATE, fleets=rows, config='limits: {"vehicles:coach": 1}'
    )
    assert answer(loaded).on_time == 160


@pytest.mark.parametrize(
    ("vehicles", "config", "on_time"),
    [
        # 2.3 coaches drive as 2 (TRA-03): 92 seats, four rounds of 120 minutes each: 368 people a day, to the hall and
        # from it. Who comes in on day 0 or 1 leaves home or the hall on day 1, so 368 at most of both; of days 2 and 3
        # the same.
        ("2.3", "", 736),
        # As much spare as drives: 52.9 seats make 211.6 rounds a day, 423.2 in two days.
        ("2.3", "standards: {floors: {TRA-03: 1}}", 423),
        # Six hours at the wheel: three rounds, 276 a day.
        ("2.3", "driving_hours_per_day: 6", 552),
        (1000, "", 3000),
    ],
)
def test_vehicles_to_a_site_and_from_it_are_one_fleet(
    tmp_path: Path, vehicles: object, config: str, on_time: int
) -> None:
    loaded = write_world(
        tmp_path,
        people=(3000, 0),
        crossings=WIDE_GATE,
        sites=WIDE_HALL,
        legs=HALL_ROADS,
        fleets=[fleet(vehicles)],
        config=f"{ALL_SITES}\n{config}",
    )
    judged = answer(loaded).judged
    assert judged.proved_at_most == on_time
    # People are whole: of 211.6 rounds a day a plan makes 211.
    assert 0 <= judged.proved_at_most - judged.plan.on_time_people <= 1


@pytest.mark.parametrize(
    ("deadline", "on_time"),
    [
        # Out and home is 1,200 minutes, two and a half days of 480; who leaves on day p is there on day p + 1 and the
        # vehicle is away on the whole of it, so that a seat leaves on each day at most once. Of the 2,400 minutes that
        # a seat has in five days, leaving on day 3 counts 600 (there, and no day left to come home), on day 2 counts
        # 1,080 (600 and a whole day), before that 1,200. The cheapest: 600 + 1,080 + 0.6 x 1,200. Ten seats: 26.
        ("2023-10-08", 26),
        # Two days: leaving on day 0 only, once a seat.
        ("2023-10-05", 10),
        # Three days, 1,440 minutes: leaving on day 1 counts 600, on day 0 1,080: 1 + 840 / 1,080. Ten seats: 17.
        ("2023-10-06", 17),
    ],
)
def test_rounds_of_more_than_a_day(tmp_path: Path, deadline: str, on_time: int) -> None:
    loaded = write_world(
        tmp_path,
        people=(0, 200),
        crossings=WIDE_GATE,
        fleets=[fleet(1, kind="hired", seats=10)],
        config=f"deadline: {deadline}",
    )
    judged = answer(loaded).judged
    assert judged.proved_at_most == on_time
    assert 0 <= judged.proved_at_most - judged.plan.on_time_people <= 2


def worth_of(loaded: LoadedScenario) -> dict[str, tuple[int, int | None]]:
    """Return, by limit, the people that one unit more gains and the value that lets everyone across."""
    world = build_world(prepare(loaded), Reading.CENTRAL)
    rows = sensitivities(world, solve_reading(world).on_time)
    return {row.limit_id: (row.people_per_unit, row.flips_at) for row in rows}


def test_what_travel_is_worth(tmp_path: Path) -> None:
    # Alder's 300 are held to 30 a day by the leg, Birch's 200 to 2 flights of 15 seats and 1 train of 10 a day.
    sky = gate(id="sky", name="Sky", mode="air", **triple("people_per_day", ""))
    services = [
        train(to_id="fort", seats=10),
        {"id": "jet", "kind": "flight", "from_id": "field", "to_id": "sky", "seats": 15}
        | triple("departures_per_day", 2),
    ]
    loaded = write_world(
        tmp_path,
        people=(300, 350),
        crossings=[gate(), sky],
        junctions=[*FORT, {"id": "field", "name": "Field", "lon": 71, "lat": 34}],
        legs=[
            leg("A", "gate", 1) | {"people_per_day": 30},
            leg("B", "gate", 90),
            leg("B", "fort", 4, "rail"),
            leg("fort", "gate", 1),
            leg("B", "field", 1),
            leg("field", "sky", 2, "air"),
        ],
        services=services,
    )
    assert answer(loaded).on_time == 5 * (30 + 30 + 10)
    told = worth_of(loaded)
    # In five days: one person a day more on the leg, a flight more of 15 and a train more of 10. Alone none takes all
    # across; and the terminal of the airport has no figure of its own.
    assert told["leg:A-gate"] == (5, None)
    assert told["flights:jet"] == (75, None)
    assert told["trains:mail"] == (50, None)
    assert "throughput:sky" not in told


@pytest.mark.parametrize(
    ("tables", "config", "name", "worth"),
    [
        # 300 people in five days are 60 a day: two flights of 30 seats.
        ({"services": "jet"}, "", "flights:jet", (150, 2)),
        # A van of 8 seats makes four rounds a day: 160 in five days; two make them 320.
        ({"fleets": [fleet(1, kind="hired", seats=8)]}, "", "vehicles:coach", (140, 2)),
        ({}, 'limits: {"leg:A-gate": 40}', "leg:A-gate", (5, 60)),
        # 1,450 a person, of which 145,000 pay for 100.
        ({"sites": WIDE_HALL, "legs": HALL_ROADS}, "money", "money:all", (0, 435000)),
    ],
)
def test_where_travel_flips_the_answer(
    tmp_path: Path, tables: dict[str, object], config: str, name: str, worth: tuple[int, int | None]
) -> None:
    shared = {"people": (300, 0), "crossings": WIDE_GATE}
    if tables.get("services") == "jet":
        tables = {
            "crossings": [gate(), gate(id="sky", name="Sky", mode="air", **triple("people_per_day", ""))],
            "junctions": [{"id": "field", "name": "Field", "lon": 71, "lat": 34}],
            "legs": [leg("B", "gate", 1), leg("A", "gate", 90), leg("A", "field", 1), leg("field", "sky", 2, "air")],
            "services": [
                {"id": "jet", "kind": "flight", "from_id": "field", "to_id": "sky", "seats": 30}
                | triple("departures_per_day", 1)
            ],
        }
    if config == "money":
        config = f'{MONEY}limits: {{"money:all": 145000}}'
    loaded = write_world(tmp_path, config=config, **{**shared, **tables})
    assert worth_of(loaded)[name] == worth


MONEY = "standards: {profiles: [sphere-2018, pakistan-2023]}\nstreams: {self_organised: 0}\n"


@pytest.mark.parametrize(
    ("money", "reading", "on_time"),
    [
        # A coach is 90,000 a day (PRI-04) for 45 seats (TRA-02): out and home takes 120 of its 480 minutes, 500 a
        # person to the hall and 500 on from it, and a day's meals between are 450 (PRI-03). 145,000 is 100 people.
        ("145000", Reading.CENTRAL, 100),
        ("145449", Reading.CENTRAL, 100),
        # 60,000 and 300, the low ends: 333 + 333 + 300. 130,000 and 700, the high ends: 722 + 722 + 700.
        ("96600", Reading.FAVOURABLE, 100),
        ("214400", Reading.STRICT, 100),
        ("0", Reading.CENTRAL, 0),
        ("{factor: 2}", Reading.CENTRAL, None),
        (None, Reading.CENTRAL, 300),
    ],
)
def test_a_ceiling_on_money(tmp_path: Path, money: str | None, reading: Reading, on_time: int | None) -> None:
    limits = "" if money is None else f'limits: {{"money:all": {money}}}'
    loaded = write_world(
        tmp_path,
        people=(300, 0),
        crossings=WIDE_GATE,
        sites=WIDE_HALL,
        legs=HALL_ROADS,
        config=f"{MONEY}{limits}",
    )
    if on_time is None:
        with pytest.raises(InputError, match="there is nothing to multiply"):
            prepare(loaded)
        return
    assert answer(loaded, reading).on_time == on_time


def test_money_is_not_spent_on_those_who_pay_for_themselves(tmp_path: Path) -> None:
    config = 'standards: {profiles: [sphere-2018, pakistan-2023]}\nlimits: {"money:all": 0}'
    assert answer(write_world(tmp_path, crossings=WIDE_GATE, config=config)).on_time == 500


@pytest.mark.parametrize(
    ("config", "services", "wanted"),
    [
        ('limits: {"money:all": 1}', [], "a price for a coach a day"),
        (f'{MONEY}limits: {{"money:all": 1}}', [train()], "a price for a seat on every train and flight"),
        ('limits: {"leg:A-gate": 1, "leg:gate-A": 2}', [], "one name for each leg"),
        ('limits: {"vehicles:coach": 1}', [], "a limit of this case"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_reason(
    tmp_path: Path, config: str, services: list[dict[str, object]], wanted: str
) -> None:
    loaded = write_world(tmp_path, junctions=FORT, legs=RAILS, services=services, config=config)
    with pytest.raises(InputError, match=wanted):
        prepare(loaded)
