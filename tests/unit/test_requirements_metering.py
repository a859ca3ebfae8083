"""Why people would be held, by pencil: what crossings alone make necessary, and what is added to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planner.config import LoadedScenario
from planner.pipeline import Timings, prepare, solve
from tests.worlds import HALL_ROADS, site, triple, write_world

ALL_SITES = "streams: {self_organised: 0}"


def parts(loaded: LoadedScenario) -> dict[str, tuple[int, int]]:
    """Return, by part of the central reading, most people on a night and nights."""
    told = solve(prepare(loaded), Timings(), lambda _: None).findings.requirements["metering"]["central"]
    return {row["id"]: (row["most_people_a_night"], row["person_nights"]) for row in told["parts"]}


def finding(loaded: LoadedScenario) -> Any:
    return solve(prepare(loaded), Timings(), lambda _: None).findings.requirements["metering"]["central"]["finding"]


def test_metered_departures_need_no_place_to_wait_and_an_order_does(tmp_path: Path) -> None:
    # 450 people, 100 a day for five days. Metered, all 450 cross and nobody waits. All at once, 350 wait after day 1,
    # then 250, 150 and 50: 800 nights, 350 on the worst.
    loaded = write_world(tmp_path, people=(450, 0))
    found = parts(loaded)
    assert found["stay"] == (0, 0)
    assert found["crossing_capacity"] == (0, 0)
    assert found["unmetered_departure"] == (350, 800)
    assert finding(loaded) == (
        "Crossings alone need nobody to wait overnight when departures are metered; setting out all at once adds up to "
        "350 on a night"
    )


def test_a_stay_is_what_the_plan_contains(tmp_path: Path) -> None:
    # Everyone through the hall, 40 places a night: in on days 0 to 3, 40 a night on four nights.
    sites = [site(**triple("places", 40))]
    found = parts(write_world(tmp_path, people=(160, 0), sites=sites, legs=HALL_ROADS, config=ALL_SITES))
    assert found["stay"] == (40, 160)
    assert found["crossing_capacity"] == (0, 0)
    # At once: 120 wait outside the hall on night 0, then 80 and 40.
    assert found["unmetered_departure"] == (120, 240)


def test_nights_on_the_road_are_those_that_daylight_asks_for(tmp_path: Path) -> None:
    # Birch is ten hours away: eight on the first day, so each of its 70 sleeps once on the way. Round the clock nobody
    # would. Alder's 30 do not.
    found = parts(write_world(tmp_path, people=(30, 70)))
    assert found["night_on_the_road"] == (70, 70)


def test_a_gate_shut_at_night_and_convoys(tmp_path: Path) -> None:
    # 300 people in five days: 60 a day. Shut 16 of 24 hours (TRA-20): 40 of the 60 find it so, 200 of all.
    # A convoy is ten buses of 38.25 people (TRA-15, TRA-02 less TRA-03): 382. One site: at most 381 wait for the last
    # seat, here no more than the 300 there are.
    sites = [site(**triple("places", 400))]
    found = parts(write_world(tmp_path, people=(300, 0), sites=sites, legs=HALL_ROADS, config=ALL_SITES))
    # Through the hall a night passes first: four days are left, 75 a day, 50 of them at night.
    assert found["night_closure"] == (50, 200)
    assert found["convoying"] == (300, 1500)
    found = parts(write_world(tmp_path / "b", people=(300, 0)))
    assert found["night_closure"] == (40, 200)
    assert found["convoying"] == (0, 0)


def test_nobody_waits_for_a_convoy_before_anybody_may_leave(tmp_path: Path) -> None:
    sites = [site(**triple("places", 400))]
    for first, nights in (("2023-10-20", 0), ("2023-10-07", 600)):
        # Five days from 4 October: whoever may leave on the fourth is at the hall on two nights at most.
        config = f"{ALL_SITES}\nrelease: {{kind: at_once, from: {first}}}"
        loaded = write_world(tmp_path / first, people=(300, 0), sites=sites, legs=HALL_ROADS, config=config)
        assert parts(loaded)["convoying"] == (min(nights, 300), nights)
    assert finding(write_world(tmp_path / "none", config="release: {kind: at_once, from: 2023-10-20}")).endswith(
        "; setting out all at once adds nobody"
    )
