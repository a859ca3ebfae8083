"""What an order to leave, and a plan, do to people: day by day on paper."""

from __future__ import annotations

from pathlib import Path

from planner.simulate import Book, Exposure, exposure_of_order, exposure_of_plan, replay_order, waiting_by_day
from planner.simulate.lines import Line, Party
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


def test_who_waits_at_the_gate_by_day_and_for_how_long(tmp_path: Path) -> None:
    # As above: on day 1 Alder's last 100 spend a second night, on day 3 Birch's last 100 a third.
    days = waiting_by_day(replay_order(answer(write_world(tmp_path)).judged.recount)[1])
    assert [day.queue_people for day in days[:5]] == [200, 300, 200, 100, 0]
    assert [day.over_24h for day in days[:5]] == [0, 100, 200, 100, 0]
    assert [day.over_48h for day in days[:5]] == [0, 0, 0, 100, 0]
    assert [day.crossed_people for day in days[:5]] == [100, 200, 300, 400, 500]
    assert not any(day.outside_people or day.held_people for day in days)


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


def test_who_waits_outside_a_full_site_or_is_held_by_day(tmp_path: Path) -> None:
    # As below: 20 stand outside for two nights, and nobody is held for more than one.
    hall = site(**triple("places", 40))
    world = write_world(tmp_path, people=(100, 0), sites=[hall], legs=[*ROADS, *HALL_ROADS], config=ALL_SITES)
    days = waiting_by_day(replay_order(answer(world).judged.recount)[1])
    assert [day.outside_people for day in days[:4]] == [60, 20, 0, 0]
    assert [day.held_people for day in days[:4]] == [40, 40, 20, 0]
    assert [day.over_24h for day in days[:4]] == [0, 20, 0, 0]
    assert [day.crossed_people for day in days[:4]] == [0, 40, 80, 100]


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


def test_desks_hold_back_what_a_site_takes_in(tmp_path: Path) -> None:
    # STA-02: a desk registers 40 a day. Day 0: 40 in, 60 outside; day 1: 40 in, 20 outside; day 2: 20 in.
    hall = site(**triple("places", 500), desks=1)
    world = write_world(tmp_path, people=(100, 0), sites=[hall], legs=[*ROADS, *HALL_ROADS], config=ALL_SITES)
    exposure = ordered(answer(world))
    assert (exposure.nights_in_holding, exposure.nights_in_queue, exposure.crossed_people) == (100, 80, 100)


def test_officers_hold_back_whoever_was_not_heard(tmp_path: Path) -> None:
    # An officer hears 6 x 60 / (30 x 0.40) = 30 people a day: of 100 at the gate 70, 40 and 10 wait.
    config = 'limits: {"officers:all": 1}'
    exposure = ordered(answer(write_world(tmp_path, people=(100, 0), config=config)))
    assert (exposure.nights_in_queue, exposure.crossed_people) == (70 + 40 + 10, 100)


def test_officers_are_shared_in_proportion_over_site_and_gate(tmp_path: Path) -> None:
    # 300 people, 100 through the hall: 30 heard a day, 10 of them at its door and 20 at the gate.
    hall = site(**triple("places", 500))
    config = 'streams: {self_organised: 0.66666666666667}\nlimits: {"officers:all": 1}'
    wide = [gate(**triple("people_per_day", 1000))]
    roads = [*ROADS, *HALL_ROADS]
    world = answer(write_world(tmp_path, people=(300, 0), crossings=wide, sites=[hall], legs=roads, config=config))
    book = replay_order(world.judged.recount)[1]
    assert book.days(Book.ENTERED, "hall")[:2] == (10, 10)
    # At the gate: 20 heard there, and from day 1 on also those who were heard at the hall a night before.
    assert book.days(Book.CROSSED, "gate")[:3] == (20, 30, 30)


def test_without_officers_nobody_passes(tmp_path: Path) -> None:
    config = 'limits: {"officers:all": 0}'
    exposure = ordered(answer(write_world(tmp_path, people=(100, 0), config=config)))
    assert (exposure.crossed_people, exposure.nights_in_queue) == (0, 500)


def test_arrivals_of_one_day_pass_in_proportion() -> None:
    # 60, 30 and 10 came on day 0; of the 15 who go, 9, 4.5 and 1.5 are their shares: ties go to the first province.
    line = Line()
    came = [Party(60, 0, "West", "W1"), Party(30, 0, "East", "E2"), Party(10, 0, "East", "E1")]
    line.join(0, came)
    gone = {party.pcode: party.people for party in line.leave(1, 15)}
    assert gone == {"W1": 9, "E1": 2, "E2": 4}
    assert line.people == 85


def test_the_wait_of_each_is_counted_in_proportion() -> None:
    # Ten who waited two nights before and ten who did not came on one day: ten go, five of each.
    line = Line()
    line.join(3, [Party(10, 2, "A", "A1"), Party(10, 0, "A", "A1")])
    assert sorted((party.longest, party.people) for party in line.leave(3, 10)) == [(0, 5), (2, 5)]


def test_heard_people_pass_those_who_wait_to_be_heard() -> None:
    line = Line()
    line.join(0, [Party(10, 0, "A", "A1"), Party(10, 1, "B", "B1", heard=True)])
    line.join(1, [Party(10, 1, "C", "C1", heard=True)])
    assert line.unheard_within(12) == 6
    gone = {party.pcode: party.people for party in line.leave(1, 25, 2)}
    assert gone == {"A1": 2, "B1": 10, "C1": 10}
    # Nobody else is heard that day; the eight stay in front.
    assert (line.people, line.unheard_within(99)) == (8, 8)


def test_the_daybook_adds_up_to_the_exposure(tmp_path: Path) -> None:
    hall = site(**triple("places", 40))
    world = write_world(tmp_path, people=(100, 50), sites=[hall], legs=[*ROADS, *HALL_ROADS], config=ALL_SITES)
    exposure, book = replay_order(answer(world).judged.recount)
    assert book.total(Book.HELD) == exposure.nights_in_holding
    assert book.total(Book.OUTSIDE) + book.total(Book.QUEUE) == exposure.nights_in_queue
    assert book.total(Book.CROSSED) == exposure.crossed_people
    assert sum(j.minutes * people for j, people in book.each_journey()) // 60 == exposure.road_hours
    assert book.total(Book.FRESH) == 0
