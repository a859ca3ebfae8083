"""What an order to leave, and a plan, do to people: day by day on paper."""

from __future__ import annotations

from pathlib import Path

from planner.simulate import Exposure, exposure_of_order, exposure_of_plan
from tests.worlds import HALL_ROADS, ROADS, Answered, answer, gate, leg, site, triple, write_world

ALL_SITES = "streams: {self_organised: 0}"


def ordered(world: Answered) -> Exposure:
    return exposure_of_order(world.judged.recount)


def planned(world: Answered) -> Exposure:
    return exposure_of_plan(world.judged.recount, world.judged.plan, world.judged.audit.road_minutes)


def test_everyone_at_the_gate_at_once(tmp_path: Path) -> None:
    # Alder's 300 stand there on day 0, Birch's 200 on day 1; 100 a day pass.
    # Waiting at the end of each day: 200, 300, 200, 100, 0. Nights waited: Alder 0, 1, 2; Birch 2, 3 (100 people each).
    assert ordered(answer(write_world(tmp_path))) == Exposure(
        nights_in_holding=0,
        nights_in_queue=800,
        over_24h=300,
        over_48h=100,
        road_hours=300 * 1 + 200 * 10,
        crossed_people=500,
        most_waiting_people=300,
    )


def test_a_plan_lets_nobody_wait_where_waiting_at_home_will_do(tmp_path: Path) -> None:
    assert planned(answer(write_world(tmp_path))) == Exposure(
        nights_in_holding=0,
        nights_in_queue=0,
        over_24h=0,
        over_48h=0,
        road_hours=2300,
        crossed_people=500,
        most_waiting_people=0,
    )


def test_a_full_site_leaves_people_outside(tmp_path: Path) -> None:
    # 40 places. Day 0: 40 in, 60 outside. Day 1: 40 in, 20 outside. Day 2: 20 in. They cross on days 1, 2 and 3.
    hall = site(**triple("places", 40))
    world = write_world(tmp_path, people=(100, 0), sites=[hall], legs=[*ROADS, *HALL_ROADS], config=ALL_SITES)
    assert ordered(answer(world)) == Exposure(
        nights_in_holding=100,
        nights_in_queue=80,
        over_24h=20,
        over_48h=0,
        road_hours=200,
        crossed_people=100,
        most_waiting_people=60,
    )


def test_whoever_has_not_crossed_waits_to_the_deadline(tmp_path: Path) -> None:
    # 10 a day: waiting 90, 80, 70, 60, 50; the last 50 have waited five nights when the replay ends.
    world = write_world(tmp_path, people=(100, 0), crossings=[gate(**triple("people_per_day", 10))])
    assert ordered(answer(world)) == Exposure(
        nights_in_holding=0,
        nights_in_queue=350,
        over_24h=80,
        over_48h=70,
        road_hours=100,
        crossed_people=50,
        most_waiting_people=90,
    )


def test_people_go_to_the_quickest_crossing_even_when_another_is_free(tmp_path: Path) -> None:
    second = gate(id="other", name="Other", **triple("people_per_day", 1000))
    roads = [leg("A", "gate", 1), leg("A", "other", 2), leg("B", "gate", 10)]
    world = answer(write_world(tmp_path, people=(300, 0), crossings=[gate(), second], legs=roads))
    assert ordered(world).nights_in_queue == 200 + 100
    assert world.days == 1


def test_reception_holds_back_the_queue(tmp_path: Path) -> None:
    # The camp takes in 70 a day, so the gate passes 70: waiting 30 and none.
    camp = site(id="camp", name="Camp", province="Beyond", kind="reception", intake_people_per_day=70)
    world = write_world(tmp_path, people=(100, 0), sites=[camp], legs=[*ROADS, leg("gate", "camp", 0.5)])
    assert ordered(answer(world)).nights_in_queue == 30


def test_a_closed_road_delays_departure(tmp_path: Path) -> None:
    shut = {"place_id": "leg:A-gate", "from": "2023-10-04", "to": "2023-10-05", "share_open": 0, "reason": "flood"}
    exposure = ordered(answer(write_world(tmp_path, people=(100, 0), closures=[shut])))
    assert (exposure.crossed_people, exposure.nights_in_queue) == (100, 0)


def test_a_person_is_counted_once_however_often_they_wait(tmp_path: Path) -> None:
    # 40 places, nobody passes the gate before the last day: outside 0 to 2 nights, inside 1, then in the queue.
    # Day 0: 40 in, 60 outside; day 1: 40 in, 20 outside; day 2: 20 in. In the queue from days 1, 2 and 3; all cross
    # on day 4, after 3, 2 and 1 nights there. The 20 who waited two nights outside and one in the queue count once.
    hall = site(**triple("places", 40))
    late = [gate(opens_on="2023-10-08")]
    world = write_world(
        tmp_path, people=(100, 0), sites=[hall], crossings=late, legs=[*ROADS, *HALL_ROADS], config=ALL_SITES
    )
    exposure = ordered(answer(world))
    assert (exposure.over_24h, exposure.over_48h, exposure.crossed_people) == (100, 40, 100)


def test_whoever_cannot_leave_a_site_is_held_there(tmp_path: Path) -> None:
    # The road from the hall is shut on days 1 and 2: people of day 0 stay three nights, and nobody else finds room.
    shut = {"place_id": "leg:hall-gate", "from": "2023-10-05", "to": "2023-10-06", "share_open": 0, "reason": "flood"}
    hall = site(**triple("places", 40))
    world = write_world(
        tmp_path, people=(40, 0), sites=[hall], closures=[shut], legs=[*ROADS, *HALL_ROADS], config=ALL_SITES
    )
    exposure = ordered(answer(world))
    assert (exposure.nights_in_holding, exposure.over_48h, exposure.crossed_people) == (120, 40, 40)
