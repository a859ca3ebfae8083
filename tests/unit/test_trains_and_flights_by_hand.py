"""
Trains and flights, alone in worlds that a pencil answers: without them, or their seats, the answer is another.

Alder lies an hour from the gate and from the hall, Birch ten hours from both; the fort is an hour from the gate. The
gate passes 5,000 people a day and there are five days, a Wednesday to a Sunday.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import InputError
from planner.pipeline import prepare
from tests.worlds import HALL_ROADS, ROADS, answer, gate, leg, site, triple, write_world

ALL_SITES = "streams: {self_organised: 0}"
WIDE_GATE = [gate(**triple("people_per_day", 5000))]
WIDE_HALL = [site(**triple("places", 5000))]
RAILS = [leg("B", "fort", 4, "rail"), leg("fort", "gate", 1), *ROADS]
FORT = [{"id": "fort", "name": "Fort", "lon": 71, "lat": 34}]


def train(departures: object = 1, **changes: object) -> dict[str, object]:
    """Return a train of 40 seats from Birch to the fort, an hour from the gate."""
    ends = {"from_id": "B", "to_id": "fort", "seats": 40}
    return {"id": "mail", "kind": "train", **ends, **triple("departures_per_day", departures), **changes}


@pytest.mark.parametrize(
    ("departures", "on_time"),
    [
        # The road is shut until day 4, too late to be there by then. Four hours by rail and one by road are one day:
        # 40 people on each of the five days. Half a train a day: 20.
        (1, 200),
        ("0.5", 100),
        (2, 300),
        (0, 0),
    ],
)
def test_trains_carry_their_seats(tmp_path: Path, departures: object, on_time: int) -> None:
    shut = {"place_id": "leg:B-gate", "from": "2023-10-04", "to": "2023-10-07", "share_open": 0, "reason": "flood"}
    loaded = write_world(
        tmp_path,
        people=(0, 300),
        crossings=WIDE_GATE,
        junctions=FORT,
        legs=RAILS,
        services=[train(departures)],
        closures=[shut],
    )
    assert answer(loaded).on_time == on_time


def test_a_train_carries_people_to_a_site_and_on_from_it(tmp_path: Path) -> None:
    # The fort is four hours by rail from Birch and an hour from the hall, whose road to Birch is shut throughout: 40 a
    # day sleep there from day 0 to 3 and go on, 160.
    shut = {"place_id": "leg:B-hall", "from": "2023-10-04", "to": "2023-10-08", "share_open": 0, "reason": "flood"}
    loaded = write_world(
        tmp_path,
        people=(0, 300),
        crossings=WIDE_GATE,
        sites=WIDE_HALL,
        junctions=FORT,
        legs=[*HALL_ROADS, ROADS[1], leg("B", "fort", 4, "rail"), leg("fort", "hall", 1)],
        services=[train()],
        closures=[shut],
        config=ALL_SITES,
    )
    assert answer(loaded).on_time == 160


def test_a_train_that_is_quicker_than_any_road_leaves_no_room_for_impossible(tmp_path: Path) -> None:
    # Sixty hours by road are three days round the clock: in two nobody is there. Thirty hours by rail and one by road
    # are two days, even at eight hours at the wheel: 40 people leave on day 0 and are there on day 1.
    legs = [leg("A", "gate", 1), leg("B", "gate", 60)]
    rails = [leg("B", "fort", 30, "rail"), leg("fort", "gate", 1)]
    shared = {"people": (0, 40), "crossings": WIDE_GATE, "junctions": FORT, "config": "deadline: 2023-10-05"}
    without = answer(write_world(tmp_path / "road", legs=legs, **shared))
    assert (without.on_time, without.result.relaxed.bound) == (0, 0)
    by_rail = answer(write_world(tmp_path / "rail", legs=[*legs, *rails], services=[train()], **shared))
    assert (by_rail.on_time, by_rail.result.relaxed.bound) == (40, 40)


def test_people_change_trains(tmp_path: Path) -> None:
    # Birch to the fort and the fort to the gate, each with seats for 40 and 30: 30 a day, on five days.
    legs = [leg("A", "gate", 1), leg("B", "gate", 60), leg("B", "fort", 4, "rail"), leg("fort", "gate", 4, "rail")]
    rows = [train(), train(id="express", from_id="fort", to_id="gate", seats=30)]
    loaded = write_world(tmp_path, people=(0, 300), crossings=WIDE_GATE, junctions=FORT, legs=legs, services=rows)
    assert answer(loaded).on_time == 150


def test_a_train_without_rails_is_a_fault(tmp_path: Path) -> None:
    loaded = write_world(tmp_path, junctions=FORT, legs=[*ROADS, leg("fort", "gate", 1)], services=[train()])
    with pytest.raises(InputError, match=r"services.csv: mail: expected rail legs of legs.csv that join its two ends"):
        prepare(loaded)


@pytest.mark.parametrize(
    ("config", "on_time"),
    [
        # Two flights a day of 30 seats: 60 on each of five days. The road is 60 hours long.
        ("", 300),
        ('limits: {"flights:jet": 3}', 400),
        ('limits: {"flights:jet": {factor: 0.5}}', 150),
        ('limits: {"flights:jet": 0}', 0),
        # The terminal passes less than the seats.
        ('limits: {"throughput:sky": 40}', 200),
    ],
)
def test_people_are_flown_out(tmp_path: Path, config: str, on_time: int) -> None:
    sky = gate(id="sky", name="Sky", mode="air", **triple("people_per_day", ""))
    jet = {"id": "jet", "kind": "flight", "from_id": "field", "to_id": "sky", "seats": 30}
    loaded = write_world(
        tmp_path,
        people=(0, 400),
        crossings=[gate(), sky],
        junctions=[{"id": "field", "name": "Field", "lon": 71, "lat": 34}],
        legs=[leg("A", "gate", 1), leg("B", "gate", 60), leg("B", "field", 1), leg("field", "sky", 2, "air")],
        services=[{**jet, **triple("departures_per_day", 2)}],
        config=config,
    )
    world = answer(loaded)
    assert world.on_time == on_time
    flights = next(use for use in world.judged.audit.uses if use.limit_id == "flights:jet")
    assert (flights.used, flights.capacity) == (on_time, on_time if "3}" not in config else 450)
