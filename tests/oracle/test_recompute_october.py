"""The recount of October against pencil answers, and against the other oracle on every world it holds for."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.amounts import seeded
from tests.oracle.expand import read_oracle, solve
from tests.oracle.random_cases import HORIZON_DAYS, make_case
from tests.oracle.recompute_october import OCTOBER, READINGS, of_october, read_reading, recompute, refuse_unless_plain
from tests.oracle.test_oracle_itself import TINY, TINY_SCENARIO, put
from tests.oracle.world import read_scenario

EMBEDDED = Path(__file__).resolve().parents[2] / "geodata" / "pakistan-2023"
KEYS = ("in_scope_people", "on_time_people", "relaxed_people", "completion_days")
LEFT_OUT = {
    "crossings": ["queue_places"],
    "sites": [
        *("intake_people_per_day", "covered_m2", "toilets", "water_l_per_day", "meals_per_day"),
        "onward_people_per_day",
    ],
}


def plan_of(scenario: dict[str, Any]) -> dict[str, Any]:
    """Give a scenario in the terms of the recount."""
    shares = {end: str(share) for end, share in scenario["streams"]["self_organised"].items()}
    plan = {key: scenario[key] for key in ("start", "deadline", "scope")}
    hours = str(scenario["driving_hours_per_day"])
    rule = scenario.get("exit_rule", {})
    return plan | {"self_organised": shares, "driving_hours_per_day": hours, "exit_rule": rule}


def make_plain(case: Path) -> None:
    """Take out of a case folder what the recount leaves out."""
    for name in ("calendar", "climate", "services"):
        (case / f"{name}.csv").unlink(missing_ok=True)
    for name in ("crossings", "sites", "closures"):
        path = case / f"{name}.csv"
        if not path.exists():
            continue
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        if name == "closures":
            rows = [row for row in rows if row["place_id"].startswith("gate")]
        kept = [dict(row) | dict.fromkeys(LEFT_OUT.get(name, []), "") for row in rows]
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(kept[0]) if kept else ["place_id"])
            writer.writeheader()
            writer.writerows(kept)


def test_the_tiny_world_gives_its_pencil_answers(tmp_path: Path) -> None:
    scenario = TINY_SCENARIO | {"scope": ["undocumented"], "driving_hours_per_day": 8}
    found = recompute(put(tmp_path / "case", TINY), plan_of(scenario))
    assert {name: (row["on_time_people"], row["completion_days"]) for name, row in found.items()} == {
        "favourable": (3000, 5),
        "central": (2600, 13),
        "strict": (1950, 71),
    }


@pytest.mark.parametrize("seed", seeded(range(24), every_run=6))
def test_it_agrees_with_the_other_oracle_on_plain_random_worlds(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.oracle.recompute_october.MOST_DAYS", HORIZON_DAYS)
    made = make_case(seed, tmp_path, ("small", "medium")[seed % 2])
    make_plain(made.case_folder)
    scenario = {key: value for key, value in made.scenario.items() if key not in ("release", "people", "limits")}
    scenario["stay"] = {"min_nights": 1, "max_nights": 1}
    one = recompute(made.case_folder, plan_of(scenario))
    other = solve(made.case_folder, scenario, max_days=HORIZON_DAYS)
    for name in READINGS:
        assert {key: one[name][key] for key in KEYS} == {key: other[name][key] for key in KEYS}


def test_it_refuses_a_world_with_limits_it_leaves_out(tmp_path: Path) -> None:
    closed_road = "place_id,from,to,share_open\nleg:T01-gate,2023-10-06,2023-10-06,0"
    case = put(tmp_path / "case", TINY | {"closures": closed_road})
    with pytest.raises(ValueError, match="leg:T01-gate"):
        refuse_unless_plain(case)


def test_the_plan_written_here_is_the_plan_of_the_configs() -> None:
    configs = Path(__file__).resolve().parents[2] / "configs"
    config = read_scenario(configs / "base.yaml") | read_scenario(configs / "october-31.yaml")
    assert config["extends"] == "base.yaml"
    assert config["release"] == {"kind": "at_once"}
    assert config["stay"] == {"min_nights": 1, "max_nights": 1}
    assert not config.keys() & {"people", "limits"}
    assert config["standards"].keys() == {"profiles"}
    assert {key: str(config[key]) for key in ("start", "deadline", "driving_hours_per_day")} == {
        key: OCTOBER[key] for key in ("start", "deadline", "driving_hours_per_day")
    }
    assert config["scope"] == OCTOBER["scope"]
    shares = config["streams"]["self_organised"]
    assert {end: str(share) for end, share in shares.items()} == OCTOBER["self_organised"]
    rule = {province: tuple(sorted(crossings)) for province, crossings in config["exit_rule"].items()}
    assert rule == OCTOBER["exit_rule"]


@pytest.mark.slow
def test_both_agree_on_the_embedded_case_by_the_deadline() -> None:
    scenario = {key: OCTOBER[key] for key in ("start", "deadline", "scope", "exit_rule")}
    scenario |= {
        "streams": {"self_organised": OCTOBER["self_organised"]},
        "stay": {"min_nights": 1, "max_nights": 1},
    }
    oracle, found = read_oracle(EMBEDDED, scenario), of_october(EMBEDDED)
    for name in READINGS:
        assert found[name]["on_time_people"] == oracle.most_across(name, oracle.world.deadline_days)
        everyone = read_reading(EMBEDDED, OCTOBER, name, round_the_clock=False).everyone
        assert everyone == sum(oracle.world.people(name).values())
