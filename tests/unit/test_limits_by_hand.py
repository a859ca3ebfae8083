"""Each limit in turn, alone in a world of two districts, one gate and at most one site: the answers worked out by hand.

Alder has 300 people an hour from the gate, Birch 200 people ten hours away, who can be there a day after they leave.
There are five days, a Wednesday to a Sunday, and the gate passes 100 people a day: 500 in all, so everyone is across on
the fifth day and not before. Every test changes one thing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.solution import Answer
from tests.worlds import HALL_ROADS, ROADS, answer, gate, leg, site, triple, write_world

ALL_SITES = "streams: {self_organised: 0}"


def test_everyone_is_across_on_the_last_day(tmp_path: Path) -> None:
    world = answer(write_world(tmp_path))
    assert (world.on_time, world.days) == (500, 5)
    assert world.judged.answer is Answer.NOT_EXCLUDED


def test_throughput(tmp_path: Path) -> None:
    # 60 a day: 300 in five days; 500 take eight days and a part of the ninth.
    world = answer(write_world(tmp_path, crossings=[gate(**triple("people_per_day", 60))]))
    assert (world.on_time, world.days) == (300, 9)
    assert world.judged.answer is Answer.IMPOSSIBLE


def test_a_crossing_that_opens_later(tmp_path: Path) -> None:
    # Open on days 2, 3 and 4 of the five: 300.
    world = answer(write_world(tmp_path, crossings=[gate(opens_on="2023-10-06")]))
    assert (world.on_time, world.days) == (300, 7)


@pytest.mark.parametrize(("share", "on_time", "days"), [("0.5", 450, 6), ("0.333", 433, 6), ("0", 400, 6)])
def test_a_closure_scales_the_day_and_rounds_down(tmp_path: Path, share: str, on_time: int, days: int) -> None:
    shut = {"place_id": "gate", "from": "2023-10-05", "to": "2023-10-05", "share_open": share, "reason": "repairs"}
    world = answer(write_world(tmp_path, closures=[shut]))
    assert (world.on_time, world.days) == (on_time, days)


def test_where_closures_overlap_the_least_share_holds(tmp_path: Path) -> None:
    both = [
        {"place_id": "gate", "from": "2023-10-04", "to": "2023-10-06", "share_open": "0.8", "reason": "repairs"},
        {"place_id": "gate", "from": "2023-10-05", "to": "2023-10-05", "share_open": "0.1", "reason": "flood"},
    ]
    # 80 + 10 + 80 + 100 + 100.
    assert answer(write_world(tmp_path, closures=both)).on_time == 370


def test_weekdays_without_hours_are_shut(tmp_path: Path) -> None:
    # Wednesday to Friday open, the weekend shut: 300; Monday and Tuesday finish it on day seven.
    week = [
        {"place_id": "gate", "weekday": day, "opens": "08:00", "closes": "17:00"}
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
    ]
    world = answer(write_world(tmp_path, calendar=week))
    assert (world.on_time, world.days) == (300, 7)


def test_lag_from_driving_hours(tmp_path: Path) -> None:
    # Birch's ten hours are two and a half days at four hours a day: people leaving on day 0 arrive on day 2.
    world = answer(write_world(tmp_path, people=(100, 400), config="driving_hours_per_day: 4"))
    assert (world.on_time, world.days) == (100 + 300, 6)


def test_exit_rule(tmp_path: Path) -> None:
    # Birch may use only its own gate, 10 a day from day 1 on: 40 of its 200, and all 300 of Alder.
    own = gate(id="small", name="Small", province="South", **triple("people_per_day", 10))
    world = answer(
        write_world(
            tmp_path,
            crossings=[gate(), own],
            legs=[*ROADS, leg("B", "small", 10)],
            config="exit_rule: {North: [gate], South: [small]}",
        )
    )
    assert (world.on_time, world.days) == (340, 21)


def test_release_spread_evenly(tmp_path: Path) -> None:
    # 60 of Alder and 40 of Birch a day; Birch's arrive a day later: 60, then 100 a day.
    world = answer(write_world(tmp_path, config="release: {kind: uniform}"))
    assert (world.on_time, world.days) == (460, 6)


def test_release_that_rises(tmp_path: Path) -> None:
    # Out by day k: Alder 20, 60, 120, 200, 300; Birch 13, 40, 80, 133, 200, there a day later.
    # There by day: 20, 73, 160, 280, 433; at 100 a day across by day: 20, 73, 160, 260, 360.
    world = answer(write_world(tmp_path, config="release: {kind: rising}"))
    assert (world.on_time, world.days) == (360, 7)


@pytest.mark.parametrize("place", ["fork", "leg:fork-gate", "leg:gate-fork"])
def test_a_closed_junction_or_leg_stops_departures(tmp_path: Path, place: str) -> None:
    # Birch can leave from day 2 on and is there from day 3 on: 100 of Alder, then 200 of Birch's 400.
    shut = {"place_id": place, "from": "2023-10-04", "to": "2023-10-05", "share_open": 0, "reason": "landslide"}
    world = answer(
        write_world(
            tmp_path,
            people=(100, 400),
            junctions=[{"id": "fork", "name": "Fork", "lon": 71, "lat": 34}],
            legs=[leg("A", "gate", 1), leg("B", "fork", 4), leg("fork", "gate", 6)],
            closures=[shut],
        )
    )
    assert (world.on_time, world.days) == (300, 7)


def test_a_half_open_leg_stops_nobody(tmp_path: Path) -> None:
    half = {"place_id": "leg:B-gate", "from": "2023-10-04", "to": "2023-10-08", "share_open": 0.5, "reason": "flood"}
    assert answer(write_world(tmp_path, closures=[half])).on_time == 500


@pytest.mark.parametrize(
    ("columns", "on_time"),
    [
        pytest.param(triple("places", 40), 160, id="places: four nights lead to a crossing day"),
        pytest.param({**triple("places", 40), "intake_people_per_day": 25}, 100, id="intake"),
        pytest.param({"covered_m2": 105}, 120, id="SHE-01: 105 m2 at 3.5 are 30 places"),
        pytest.param({"covered_m2": 105, "kind": "holding"}, 120, id="DET-01 is below SHE-01"),
        pytest.param({"toilets": 1}, 200, id="SAN-01: 50 people a toilet"),
        pytest.param({"water_l_per_day": 152}, 80, id="WAT-02: 152 litres at 7.5 are 20 places"),
        pytest.param({"meals_per_day": 92}, 120, id="three meals a day: 92 are 30 places"),
        pytest.param({**triple("places", 40), "toilets": 1, "meals_per_day": 30}, 40, id="the least of the columns"),
    ],
)
def test_places_at_a_site(tmp_path: Path, columns: dict[str, object], on_time: int) -> None:
    world = answer(write_world(tmp_path, sites=[site(**columns)], legs=[*ROADS, *HALL_ROADS], config=ALL_SITES))
    assert world.on_time == on_time
    # Round the clock and without nights the gate would pass everyone: the standard, not the road, says no.
    relaxed = world.result.relaxed.bound
    assert (relaxed, world.judged.answer) == (
        (125, Answer.IMPOSSIBLE) if "intake_people_per_day" in columns else (500, Answer.NOT_WITHIN_STANDARDS)
    )


def test_completion_through_a_site(tmp_path: Path) -> None:
    # 40 a night need 13 nights for 500: the last arrive on day 12 and cross on day 13, the fourteenth.
    hall = site(**triple("places", 40))
    assert answer(write_world(tmp_path, sites=[hall], legs=[*ROADS, *HALL_ROADS], config=ALL_SITES)).days == 14


def test_cold_nights_need_more_space(tmp_path: Path) -> None:
    # 105 m2 at SHE-02's 4.5 are 23 places, where October's nights fall below 5 degrees (SHE-17).
    cold = [{"place_id": "hall", "month": 10, "night_min_c": 3, "day_max_c": 20}]
    roads = [*ROADS, *HALL_ROADS]
    world = write_world(tmp_path, sites=[site(covered_m2=105)], legs=roads, climate=cold, config=ALL_SITES)
    assert answer(world).on_time == 4 * 23


def test_a_floor_that_the_scenario_tightens(tmp_path: Path) -> None:
    config = f"{ALL_SITES}\nstandards: {{floors: {{WAT-02: 15}}}}"
    hall = site(water_l_per_day=152)
    assert answer(write_world(tmp_path, sites=[hall], legs=[*ROADS, *HALL_ROADS], config=config)).on_time == 4 * 10


def test_a_shut_site_sends_nobody_on(tmp_path: Path) -> None:
    # Shut on day 2: nobody enters then, and nobody can enter on day 1, for they could not leave on day 2.
    shut = {"place_id": "hall", "from": "2023-10-06", "to": "2023-10-06", "share_open": 0, "reason": "repairs"}
    hall = site(**triple("places", 40))
    world = write_world(tmp_path, sites=[hall], legs=[*ROADS, *HALL_ROADS], closures=[shut], config=ALL_SITES)
    assert answer(world).on_time == 2 * 40


@pytest.mark.parametrize(("queue_places", "on_time"), [("", 160), (30, 110), (0, 80)])
def test_queue_places(tmp_path: Path, queue_places: object, on_time: int) -> None:
    # The gate is shut on days 1 and 2: whoever leaves the site then waits for day 3, as far as there is room.
    shut = {"place_id": "gate", "from": "2023-10-05", "to": "2023-10-06", "share_open": 0, "reason": "repairs"}
    world = write_world(
        tmp_path,
        sites=[site(**triple("places", 40))],
        legs=[*ROADS, *HALL_ROADS],
        closures=[shut],
        crossings=[gate(queue_places=queue_places)],
        config=ALL_SITES,
    )
    assert answer(world).on_time == on_time


def test_longer_stays_without_a_maximum(tmp_path: Path) -> None:
    # The gate opens on day 3. With one night exactly, 40 enter on day 2 and 40 on day 3; with no maximum those who
    # came first may stay on, but a place taken is taken: still 40 a night, so nothing is gained.
    late = [gate(opens_on="2023-10-07")]
    hall = site(**triple("places", 40))
    exact = write_world(tmp_path / "exact", sites=[hall], legs=[*ROADS, *HALL_ROADS], crossings=late, config=ALL_SITES)
    open_end = f"{ALL_SITES}\nstay: {{min_nights: 1}}"
    free = write_world(tmp_path / "free", sites=[hall], legs=[*ROADS, *HALL_ROADS], crossings=late, config=open_end)
    # One night exactly lets those of days 0 and 1 wait in the queue, which has no limit here.
    assert (answer(exact).on_time, answer(free).on_time) == (160, 160)
    for folder, config, on_time in (("exact0", ALL_SITES, 80), ("free0", open_end, 80)):
        no_queue = [gate(opens_on="2023-10-07", queue_places=0)]
        world = write_world(
            tmp_path / folder, sites=[hall], legs=[*ROADS, *HALL_ROADS], crossings=no_queue, config=config
        )
        assert answer(world).on_time == on_time


def test_the_two_streams_are_split_per_district(tmp_path: Path) -> None:
    # 0.333 of 300 are 99, of 200 are 66: 165 straight, 335 through the site, where 4 x 40 get through.
    world = answer(
        write_world(
            tmp_path,
            sites=[site(**triple("places", 40))],
            legs=[*ROADS, *HALL_ROADS],
            config="streams: {self_organised: 0.333}",
        )
    )
    assert world.on_time == 165 + 160


def test_a_district_without_a_site_has_one_stream(tmp_path: Path) -> None:
    # Birch's exit set lacks the hall's gate, so it cannot use the hall: all 200 go straight to their own gate.
    own = gate(id="small", name="Small", province="South")
    world = write_world(
        tmp_path,
        crossings=[gate(), own],
        sites=[site(**triple("places", 40))],
        legs=[*ROADS, *HALL_ROADS, leg("B", "small", 1)],
        config=f"{ALL_SITES}\nexit_rule: {{North: [gate], South: [small]}}",
    )
    assert answer(world).on_time == 160 + 200


@pytest.mark.parametrize(
    ("columns", "on_time"),
    [
        pytest.param({"intake_people_per_day": 70}, 350, id="intake"),
        # Held at the end of each day: 50, 100, then only the 50 who go on make room.
        pytest.param({**triple("places", 100), "onward_people_per_day": 50}, 350, id="places and onward"),
        pytest.param({**triple("places", 0), "onward_people_per_day": 50}, 250, id="nobody can stay a night"),
        pytest.param(triple("places", 10), 500, id="no limit on going on"),
    ],
)
def test_reception(tmp_path: Path, columns: dict[str, object], on_time: int) -> None:
    camp = site(id="camp", name="Camp", province="Beyond", kind="reception", **columns)
    world = answer(write_world(tmp_path, sites=[camp], legs=[*ROADS, leg("gate", "camp", 0.5)]))
    assert world.on_time == on_time


@pytest.mark.parametrize(("departures", "on_time"), [(2, 300), (None, 0)])
def test_an_air_crossing_passes_only_seats(tmp_path: Path, departures: int | None, on_time: int) -> None:
    sky = gate(id="sky", name="Sky", mode="air", **triple("people_per_day", ""))
    flights = (
        []
        if departures is None
        else [
            {
                "id": "f1",
                "kind": "flight",
                "from_id": "airport",
                "to_id": "sky",
                "seats": 30,
                **triple("departures_per_day", departures),
            }
        ]
    )
    world = answer(
        write_world(
            tmp_path,
            crossings=[gate(**triple("people_per_day", 0)), sky],
            services=flights,
            junctions=[{"id": "airport", "name": "Airport", "lon": 71, "lat": 34}],
            legs=[*ROADS, leg("A", "airport", 1), leg("B", "airport", 10), leg("airport", "sky", 2, "air")],
        )
    )
    assert world.on_time == on_time
    assert world.result.completion.never is (departures is None)


def test_nobody_passes_through_an_airport_by_land(tmp_path: Path) -> None:
    # The short way to the gate leads through the airport: land journeys go round it, five hours instead of two.
    world = write_world(
        tmp_path,
        crossings=[gate(), gate(id="sky", name="Sky", mode="air", **triple("people_per_day", ""))],
        junctions=[{"id": "airport", "name": "Airport", "lon": 71, "lat": 34}],
        legs=[
            leg("A", "airport", 1),
            leg("airport", "gate", 1),
            leg("A", "gate", 5),
            leg("B", "A", 5),
            leg("airport", "sky", 2, "air"),
        ],
    )
    # Birch: ten hours, a day's lag; through the airport it would be seven hours and no lag.
    judged = answer(world).judged
    assert judged.recount.roads.ways_to("gate")["B"].minutes == 600


def test_limits_set_by_the_scenario(tmp_path: Path) -> None:
    config = "limits: {'throughput:gate': {factor: 0.605}}"
    assert answer(write_world(tmp_path, config=config)).on_time == 5 * 60
    assert answer(write_world(tmp_path / "value", config="limits: {'throughput:gate': 7}")).on_time == 35


def test_capacity_zero_for_ever_is_never(tmp_path: Path) -> None:
    world = answer(write_world(tmp_path, crossings=[gate(**triple("people_per_day", 0))]))
    assert (world.on_time, world.days, world.result.completion.never) == (0, None, True)


def test_not_reached_within_the_horizon_is_not_never(tmp_path: Path) -> None:
    world = answer(
        write_world(tmp_path, crossings=[gate(**triple("people_per_day", 10))], config="horizon_max_days: 30")
    )
    done = world.result.completion
    assert (done.days, done.proved_days, done.never) == (None, 31, False)


def test_a_crossing_that_shuts_for_good_is_never_only_if_it_must(tmp_path: Path) -> None:
    shut = {"place_id": "gate", "from": "2023-10-09", "to": "9999-12-31", "share_open": 0, "reason": "shut for good"}
    in_time = answer(write_world(tmp_path / "in-time", closures=[shut]))
    assert (in_time.on_time, in_time.days, in_time.result.completion.never) == (500, 5, False)
    early = {**shut, "from": "2023-10-08"}
    too_late = answer(write_world(tmp_path / "too-late", closures=[early]))
    assert (too_late.on_time, too_late.days, too_late.result.completion.never) == (400, None, True)


def test_a_yes_that_rests_on_an_unpublished_limit_is_undecided(tmp_path: Path) -> None:
    world = answer(write_world(tmp_path, crossings=[gate(**triple("people_per_day", ""))]))
    assert (world.on_time, world.judged.answer) == (500, Answer.UNDECIDED)
    assert world.judged.unpublished_use == ("gate",)


def test_stays_of_three_nights_in_blocks(tmp_path: Path) -> None:
    # 30 places, three nights: 30 enter on day 0 and 30 on day 3; they cross on days 3 and 6 of seven.
    config = f"{ALL_SITES}\nstay: {{min_nights: 3, max_nights: 3}}\ndeadline: 2023-10-10"
    world = write_world(tmp_path, sites=[site(**triple("places", 30))], legs=[*ROADS, *HALL_ROADS], config=config)
    assert answer(world).on_time == 60
