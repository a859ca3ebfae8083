"""The oracle against worlds worked out by pencil, and its two solvers against each other."""

import ast
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.expand import RELAXED, RELAXED_WAITING, STANDARD, read_oracle, solve
from tests.oracle.random_cases import make_case
from tests.oracle.routes import find_journeys
from tests.oracle.world import READINGS, read_world, split_whole

SMALL_CASES = range(25)
CROSSING_HEADER = "id,name,province,mode,people_per_day_low,people_per_day_central,people_per_day_high"
SITE_HEADER = "id,name,province,kind,places_low,places_central,places_high"
TINY = {
    "districts": "pcode,name,province,population\nT01,Alpha,North,60000\nT02,Beta,South,50000",
    "people": "area,status,low,central,high\nT01,undocumented,2000,3000,4000\nT02,undocumented,1000,2000,3000",
    "crossings": f"{CROSSING_HEADER},queue_places\ngate,Gate,North,land,300,400,800,",
    "sites": f"{SITE_HEADER}\nhall,Hall,North,transit,50,100,200",
    "legs": "from_id,to_id,mode,km,hours\nT01,gate,road,160,4\nT02,gate,road,480,12\nT01,hall,road,80,2\n"
    "T02,hall,road,400,10\nhall,gate,road,120,3",
    "closures": "place_id,from,to,share_open\ngate,2023-10-06,2023-10-06,0.5",
}
TINY_SCENARIO = {
    "start": "2023-10-04",
    "deadline": "2023-10-10",
    "streams": {"self_organised": {"low": 0.5, "central": 0.8, "high": 1.0}},
    "stay": {"min_nights": 1, "max_nights": 1},
}
# One district of 100 people, an hour from the site, itself an hour from the gate: everyone through the site.
LINE = {
    "districts": "pcode,name,province,population\nA,A,North,1000",
    "people": "area,status,low,central,high\nA,undocumented,100,100,100",
    "crossings": f"{CROSSING_HEADER},queue_places\ngate,Gate,North,land,90,90,90,",
    "sites": f"{SITE_HEADER}\nhall,Hall,North,transit,80,80,80",
    "legs": "from_id,to_id,mode,km,hours\nA,hall,road,40,1\nhall,gate,road,40,1",
}
LINE_SCENARIO = {
    "start": "2023-10-04",  # a Wednesday
    "deadline": "2023-10-06",
    "streams": {"self_organised": {"low": 0, "central": 0, "high": 0}},
    "stay": {"min_nights": 1, "max_nights": 1},
}


def put(folder: Path, tables: dict[str, str]) -> Path:
    """Write tables as a case folder."""
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
    return folder


def site(columns: str, values: str, kind: str = "transit") -> str:
    """Give a sites table with one site and extra columns."""
    return f"{SITE_HEADER},{columns}\nhall,Hall,North,{kind},{values}"


def gate(columns: str, values: str) -> str:
    """Give a crossings table with one crossing and extra columns."""
    return f"{CROSSING_HEADER},{columns}\n{values}"


def closed(place: str, first: int, last: int, share: float = 0) -> str:
    """Give a closures table with one row, in days of October 2023."""
    return f"place_id,from,to,share_open\n{place},2023-10-{first:02d},2023-10-{last:02d},{share}"


def test_the_tiny_world_gives_its_pencil_answers(tmp_path: Path) -> None:
    found = solve(put(tmp_path / "case", TINY), TINY_SCENARIO, max_days=100)
    keys = ("in_scope_people", "on_time_people", "answer", "completion_days")
    assert {reading: tuple(row[key] for key in keys) for reading, row in found.items()} == {
        "favourable": (3000, 3000, "not-excluded-by-logistics", 5),
        "central": (5000, 2600, "impossible", 13),
        "strict": (7000, 1950, "impossible", 71),
    }


# Three days, so two nights; 80 places and 90 a day at the gate are not the limit unless the row says so.
ON_THE_LINE: dict[str, tuple[dict[str, str], dict[str, Any], int]] = {
    "nothing changed": ({}, {}, 100),
    "places 30 a night": ({"sites": site("x", "30,30,30,")}, {}, 60),
    "intake 20 a day": ({"sites": site("intake_people_per_day", "80,80,80,20")}, {}, 40),
    "half the intake on day 0": (
        {"sites": site("intake_people_per_day", "80,80,80,20"), "closures": closed("hall", 4, 4, 0.5)},
        {},
        30,
    ),
    "105 m2 are 30 places": ({"sites": site("covered_m2", "80,80,80,105")}, {}, 60),
    "105 m2 are 30 places in detention": ({"sites": site("covered_m2", "80,80,80,105", "holding")}, {}, 60),
    "105 m2 are 23 places in the cold": (
        {"sites": site("covered_m2", "80,80,80,105"), "climate": "place_id,month,night_min_c\nhall,10,4.9"},
        {},
        46,
    ),
    "5 degrees are not below 5": (
        {"sites": site("covered_m2", "80,80,80,105"), "climate": "place_id,month,night_min_c\nhall,10,5"},
        {},
        60,
    ),
    "water for 14 people": ({"sites": site("water_l_per_day", "80,80,80,112")}, {}, 28),
    "meals for 16 people": ({"sites": site("meals_per_day", "80,80,80,50")}, {}, 32),
    "one toilet for 50": ({"sites": site("toilets", ",,,1")}, {}, 100),
    "no toilet": ({"sites": site("toilets", "80,80,80,0")}, {}, 0),
    "gate shut on the last day": ({"closures": closed("gate", 6, 6)}, {}, 80),
    "gate at a third on day 1, shut on day 2": (
        {"closures": closed("gate", 5, 5, 0.333) + "\ngate,2023-10-06,2023-10-06,0\ngate,2023-10-05,2023-10-05,1"},
        {},
        29,
    ),
    "gate works on Thursdays": (
        {"calendar": "place_id,weekday,opens,closes\ngate,Thursday,08:00,09:00"},
        {},
        80,
    ),
    "gate opens on Friday": (
        {"crossings": gate("queue_places,opens_on", "gate,G,North,land,90,90,90,,2023-10-06")},
        {},
        90,
    ),
    "and nobody may queue": (
        {"crossings": gate("queue_places,opens_on", "gate,G,North,land,90,90,90,0,2023-10-06")},
        {},
        80,
    ),
    "and 7 may queue": (
        {"crossings": gate("queue_places,opens_on", "gate,G,North,land,90,90,90,7,2023-10-06")},
        {},
        87,
    ),
    "hall shut on day 1: no arrivals on day 0 nor 1": ({"closures": closed("hall", 5, 5)}, {}, 0),
    "hall shut on day 1, longer stays allowed": (
        {"closures": closed("hall", 5, 5)},
        {"stay": {"min_nights": 1}},
        80,
    ),
    "hall shut on day 0": ({"closures": closed("hall", 4, 4)}, {}, 80),
    "road out shut on day 1": ({"closures": closed("leg:gate-hall", 5, 5)}, {}, 80),
    "road in shut on day 0": ({"closures": closed("leg:A-hall", 4, 4)}, {}, 80),
    "road in half open": ({"closures": closed("leg:A-hall", 4, 6, 0.5)}, {}, 100),
    "released a third a day": ({}, {"release": {"kind": "uniform"}}, 66),
    "released rising": ({}, {"release": {"kind": "rising"}}, 50),
    "released on day 1": ({}, {"release": {"kind": "at_once", "from": "2023-10-05"}}, 80),
    "places set by the scenario": ({}, {"limits": {"places:hall": 11}}, 22),
    "places times 0.4": ({}, {"limits": {"places:hall": {"factor": 0.4}}}, 64),
    "throughput set by the scenario": ({}, {"limits": {"throughput:gate": 33}}, 66),
    "intake set by the scenario": ({}, {"limits": {"intake:hall": 8}}, 16),
    "queue set, gate shut on day 1": (
        {"closures": closed("gate", 5, 5), "crossings": gate("queue_places", "gate,G,North,land,90,90,90,0")},
        {"limits": {"queue:gate": 5}},
        85,
    ),
    "the site's exit set is too wide": (
        {
            "sites": f"{SITE_HEADER}\nhall,Hall,South,transit,1,1,1",
            "crossings": gate("x", "gate,G,North,land,90,90,90,\nfar,F,North,land,90,90,90,"),
        },
        {"exit_rule": {"North": ["gate"], "South": ["gate", "far"]}},
        100,
    ),
    "eight hours are one day, a minute more is two": (
        {"legs": "from_id,to_id,mode,km,hours\nA,hall,road,40,8\nhall,gate,road,40,8.01"},
        {},
        80,
    ),
}


@pytest.mark.parametrize("name", ON_THE_LINE)
def test_each_limit_alone_gives_its_pencil_answer(tmp_path: Path, name: str) -> None:
    tables, changes, across = ON_THE_LINE[name]
    found = solve(put(tmp_path / "case", LINE | tables), LINE_SCENARIO | changes, max_days=30)
    assert found["central"]["on_time_people"] == across


RECEIVED = {  # places, intake and onward of the camp -> people across in three days, all straight to the gate
    "no limit": (",,,,", 100),
    "20 let in a day": (",,,20,", 60),
    "30 places, nobody goes on": ("30,30,30,,0", 30),
    "30 places, 10 go on a day": ("30,30,30,,10", 60),
    "no places, 10 go on a day": ("0,0,0,,10", 30),
}


@pytest.mark.parametrize("name", RECEIVED)
def test_reception_limits_those_who_cross_and_is_no_way_through(tmp_path: Path, name: str) -> None:
    limits, across = RECEIVED[name]
    header = f"{SITE_HEADER},intake_people_per_day,onward_people_per_day"
    tables = LINE | {
        "sites": f"{header}\ncamp,Camp,Beyond,reception,{limits}",
        "legs": "from_id,to_id,mode,km,hours\ngate,camp,road,5,0.1\ncamp,A,road,5,0.1",
    }
    assert solve(put(tmp_path / "case", tables), LINE_SCENARIO, max_days=5)["central"]["on_time_people"] == 0
    tables["legs"] += "\nA,gate,road,90,8"
    assert solve(put(tmp_path / "case", tables), LINE_SCENARIO, max_days=5)["central"]["on_time_people"] == across


def test_flights_pass_their_seats_and_no_more(tmp_path: Path) -> None:
    tables = LINE | {
        "junctions": "id,name\nfield,Field",
        "crossings": gate("x", "gate,G,North,land,,,,\nsky,S,North,air,,,,"),
        "legs": "from_id,to_id,mode,km,hours\nA,field,road,40,1\nfield,gate,road,40,1\nfield,sky,air,400,1",
        "services": "id,kind,from_id,to_id,seats,departures_per_day_low,departures_per_day_central,"
        "departures_per_day_high\nf1,flight,field,sky,7,0,1.5,2",
    }
    case = put(tmp_path / "case", {key: text for key, text in tables.items() if key != "sites"})
    found = solve(case, LINE_SCENARIO, max_days=30)
    # Only by air: the one road to the gate runs through the airport. A day's seats are floor(7 x 1.5) = 10.
    assert [found[reading]["on_time_people"] for reading in READINGS] == [42, 30, 0]
    assert found["central"]["completion_days"] == 10
    assert found["strict"]["completion_days"] is None


def test_a_closed_junction_stops_departures_through_it_and_no_other(tmp_path: Path) -> None:
    legs = "from_id,to_id,mode,km,hours\nA,m,road,4,1\nm,gate,road,4,1\nA,n,road,1,1\nn,gate,road,8,1"
    tables = {key: text for key, text in LINE.items() if key != "sites"} | {"legs": legs}
    tables["junctions"] = "id,name\nm,M\nn,N"
    for place, across in (("m", 90), ("n", 100), ("A", 100)):
        case = put(tmp_path / "case", tables | {"closures": closed(place, 4, 5)})
        assert solve(case, LINE_SCENARIO, max_days=5)["central"]["on_time_people"] == across


def test_ties_go_to_fewer_km_then_to_the_earlier_ids(tmp_path: Path) -> None:
    legs = "from_id,to_id,mode,km,hours\nA,b,road,4,1\nb,gate,road,4,1\nA,c,road,1,1\nc,gate,road,{},1"
    for km, middle in ((7, "b"), (6.9, "c"), (8, "b")):
        case = put(tmp_path / "case", LINE | {"legs": legs.format(km)})
        assert find_journeys(read_world(case, LINE_SCENARIO)).to_crossing["A", "gate"].stops == (
            "A",
            middle,
            "gate",
        )


def test_splits_are_by_largest_remainder() -> None:
    thirds = {key: Fraction(1) for key in "cab"}
    assert split_whole(5, thirds) == {"a": 2, "b": 2, "c": 1}
    assert split_whole(10, {"a": Fraction(1), "b": Fraction(0), "c": Fraction(2)}) == {"a": 3, "b": 0, "c": 7}


def test_a_total_set_by_the_scenario_is_split_as_the_rows_it_replaces(tmp_path: Path) -> None:
    case = put(tmp_path / "case", TINY)
    world = read_world(case, TINY_SCENARIO | {"people": {"undocumented": 1001}})
    assert world.people("strict") == {"T01": 601, "T02": 400}
    keyed = "area,status,low,central,high,split_by\nnational,undocumented,10,20,30,population"
    put(case, {"people": keyed})
    assert read_world(case, TINY_SCENARIO).people("strict") == {"T01": 16, "T02": 14}
    world = read_world(case, TINY_SCENARIO | {"people": {"undocumented": {"low": 11, "central": 22, "high": 33}}})
    assert world.people("favourable") == {"T01": 6, "T02": 5}


def test_a_bound_that_lets_nobody_wait_at_a_site_can_fall_below_a_plan(tmp_path: Path) -> None:
    """A site takes 100 on day 0 and 50 on day 1; the road out is shut on day 0; the deadline is day 1."""
    tables = {
        "sites": site("intake_people_per_day", "100,100,100,100"),
        "closures": closed("leg:hall-gate", 4, 4) + "\nhall,2023-10-05,2023-10-05,0.5",
        "crossings": gate("x", "gate,G,North,land,100,100,100,"),
    }
    oracle = read_oracle(put(tmp_path / "case", LINE | tables), LINE_SCENARIO)
    assert oracle.most_across("central", 2, STANDARD) == 100
    assert oracle.most_across("central", 2, RELAXED) == 50
    assert oracle.most_across("central", 2, RELAXED_WAITING) == 100


@pytest.mark.parametrize("seed", SMALL_CASES)
def test_scipy_and_networkx_agree_and_waiting_never_hurts(tmp_path: Path, seed: int) -> None:
    case = make_case(seed, tmp_path, "small")
    oracle = read_oracle(case.case_folder, case.scenario)
    reading = READINGS[seed % len(READINGS)]
    most = {}
    for variant in (STANDARD, RELAXED, RELAXED_WAITING):
        net = oracle.net(reading, min(oracle.world.deadline_days, 12), variant)
        most[variant] = net.max_flow_scipy()
        assert most[variant] == net.max_flow_networkx()
    assert most[STANDARD] <= most[RELAXED_WAITING]
    assert most[RELAXED] <= most[RELAXED_WAITING]


@pytest.mark.parametrize("seed", range(3))
def test_completion_is_the_first_of_all_days_tried_in_turn(tmp_path: Path, seed: int) -> None:
    case = make_case(seed, tmp_path, "small")
    oracle = read_oracle(case.case_folder, case.scenario)
    people = sum(oracle.world.people("central").values())
    across = [oracle.most_across("central", days) for days in range(1, 41)]
    assert across == sorted(across)
    first = next((n for n, most in enumerate(across, start=1) if most == people), None)
    assert oracle.completion_days("central", 40) == first


@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_a_seed_always_writes_the_same_bytes(tmp_path: Path, size: str) -> None:
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        make_case(7, tmp_path / name, size)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        written.append([(path.name, path.read_bytes()) for path in files])
    assert written[0] == written[1]


@pytest.mark.parametrize("seed", range(40))
def test_random_cases_hold_no_small_counts_and_join_everyone_to_a_crossing(tmp_path: Path, seed: int) -> None:
    case = make_case(seed, tmp_path, ("small", "medium", "large")[seed % 3])
    world = read_world(case.case_folder, case.scenario)
    for row in world.people_rows:
        low, central, high = (int(row[end]) for end in ("low", "central", "high"))
        assert low <= central <= high
        assert all(count == 0 or count >= 10 for count in (low, central, high))
    joined = {origin for origin, _ in find_journeys(world).to_crossing}
    assert {code for code, count in world.people("strict").items() if count} <= joined


def test_nothing_here_imports_the_planner() -> None:
    for path in Path(__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] == "planner" for name in names), path.name
