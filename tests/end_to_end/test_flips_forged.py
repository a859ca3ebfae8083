"""The value at which one limit lets everyone cross, in a forger's hands: a unit either way is refused, by its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli
from tests.end_to_end.folders import read
from tests.end_to_end.forged import Forged
from tests.worlds import HALL_ROADS, gate, site, triple, write_world

Forge = Callable[[Any], None]


def value_of(document: Any, limit: str) -> tuple[int, dict[str, Any]]:
    """Return the position of a limit in result.json, and its row."""
    return next((k, row) for k, row in enumerate(document["limits"]) if row["id"] == limit)


@pytest.fixture
def no(ford_run: Path, tmp_path: Path) -> Forged:
    """A deadline that nobody can meet: 266 people could, and no value of the ford or the inn is enough."""
    return Forged(ford_run, tmp_path / "no")


@pytest.fixture(scope="module")
def yes_run(tmp_path_factory: pytest.TempPathFactory, planner: Cli) -> Path:
    """
    A deadline that 500 people meet at a gate of 200 a day and a hall of 90 places.

    Of 500, 250 go straight and 250 through the hall, which takes people in on four of the five days. Half a place less
    than 250 / 4 will not do: 63. The gate lets those from the hall pass on four days, the others from the first: 100.
    Of a larger total half come through the hall, which takes 360.
    """
    folder = tmp_path_factory.mktemp("flips")
    write_world(
        folder,
        people=(500, 0),
        crossings=[gate(**triple("people_per_day", 200))],
        sites=[site(**triple("places", 90))],
        legs=HALL_ROADS,
        config="streams: {self_organised: 0.5}\n",
    )
    done = planner("run", folder / "pencil.yaml", "--no-report", "--out", folder / "run", cwd=folder)
    assert done.code == 0, done.err
    return folder / "run"


@pytest.fixture
def yes(yes_run: Path, tmp_path: Path) -> Forged:
    return Forged(yes_run, tmp_path / "yes")


def assert_refused_by_name(forged: Forged, limit: str, value: int | None) -> None:
    with forged.changed("result.json", sealed=True) as document:
        position, row = value_of(document, limit)
        honest, row["flips_at"] = row["flips_at"], value
    told = f"result.json: limits[{position}].flips_at is {value!r}, counted again {honest!r}"
    assert forged.fails() == (told,)


def test_values_by_hand(yes: Forged) -> None:
    rows = {row["id"]: row["flips_at"] for row in yes.honest["result.json"]["limits"]}
    assert {name: rows[name] for name in ("throughput:gate", "places:hall")} == {
        "throughput:gate": 100,
        "places:hall": 63,
    }
    # Half of 719 rounded down go straight, and 360 through the hall; of 721 it would be 361.
    assert rows["people:all"] == 720
    assert yes.fails() == ()


def test_every_value_is_told_as_proved(no: Forged, yes: Forged) -> None:
    for forged in (no, yes):
        rows = forged.honest["result.json"]["limits"]
        assert [row["id"] for row in rows if (row["people_per_unit"] is None) != (row["flips_proved"] is None)] == []
        assert False not in {row["flips_proved"] for row in rows}


@pytest.mark.parametrize("more", [-1, 1])
@pytest.mark.parametrize("limit", ["people:all", "throughput:gate", "places:hall"])
def test_one_unit_either_way_is_refused(yes: Forged, limit: str, more: int) -> None:
    _, row = value_of(yes.honest["result.json"], limit)
    assert_refused_by_name(yes, limit, row["flips_at"] + more)


@pytest.mark.parametrize("value", [265, 267, None])
def test_another_total_is_refused(no: Forged, value: int | None) -> None:
    assert_refused_by_name(no, "people:all", value)


@pytest.mark.parametrize("limit", ["places:inn", "throughput:ford"])
def test_a_value_where_there_is_none_is_refused(no: Forged, limit: str) -> None:
    assert_refused_by_name(no, limit, 10**6)


def flip(document: Any, limit: str) -> Any:
    return next(row for row in document["flips"] if row["limit"] == limit)


def drop(document: Any) -> None:
    document["flips"].remove(flip(document, "throughput:gate"))


def twice(document: Any) -> None:
    document["flips"].append(flip(document, "throughput:gate"))


def another_value(document: Any) -> None:
    flip(document, "throughput:gate")["flips_at"] -= 1


def lower_all(document: Any) -> None:
    row = flip(document, "throughput:gate")
    row["flips_at"] -= 1
    row["short"][0]["at"] -= 1


def lower_all_and_count(document: Any) -> None:
    # The cut holds at 98 as well; but no plan takes everyone through at 99.
    lower_all(document)
    flip(document, "throughput:gate")["short"][0]["bound"] -= 5


def higher_and_count(document: Any) -> None:
    row = flip(document, "throughput:gate")
    row["flips_at"] += 1
    row["short"][0]["at"] += 1
    row["short"][0]["bound"] += 5


def no_cut(document: Any) -> None:
    flip(document, "throughput:gate")["short"] = []


def the_runs_own_plan(document: Any) -> None:
    flip(document, "throughput:gate")["plan"] = None


def one_fewer(document: Any) -> None:
    flip(document, "throughput:gate")["plan"]["crossings"]["gate"]["from_self"][0] -= 1


def a_day_short(document: Any) -> None:
    flip(document, "throughput:gate")["plan"]["crossings"]["gate"]["from_self"].pop()


def unknown_limit(document: Any) -> None:
    flip(document, "throughput:gate")["limit"] = "throughput:fjord"


def unknown_in_cut(document: Any) -> None:
    flip(document, "throughput:gate")["short"][0]["limits"].append("throughput:fjord 2023-10-04/2023-10-08")


def beyond_the_days(document: Any) -> None:
    flip(document, "throughput:gate")["short"][0]["limits"] = ["throughput:gate 2023-10-04/9999-12-31"]


def never(document: Any) -> None:
    row = flip(document, "throughput:gate")
    row["flips_at"], row["plan"], row["short"][0]["at"] = None, None, None


def fewer_people(document: Any) -> None:
    flip(document, "people:all")["flips_at"] -= 1


def no_cut_above(document: Any) -> None:
    flip(document, "people:all")["short"] = []


def far_above(document: Any) -> None:
    flip(document, "people:all")["short"][0]["at"] += 10**6


def no_plan(document: Any) -> None:
    flip(document, "people:all")["plan"] = None


FORGERIES: dict[str, tuple[Forge, str]] = {
    "a proof less": (drop, "flips_at of throughput:gate is 100, and nothing proves it"),
    "a proof twice": (twice, "throughput:gate: is proved twice"),
    "another value": (another_value, "99 is proved by a cut at one less"),
    "all of it lower": (lower_all, "bound is 495, counted again 490"),
    "all of it lower and counted": (lower_all_and_count, "the limit is 99"),
    "all of it higher and counted": (higher_and_count, "at 100, 500 of 500 may cross: nobody is left"),
    "no cut": (no_cut, "100 is proved by a cut at one less"),
    "the run's own plan": (the_runs_own_plan, "the limit is 100"),
    "one person fewer": (one_fewer, "at 100 the plan carries 499 of 500"),
    "a day short": (a_day_short, "cannot be read as a result"),
    "no such limit": (unknown_limit, "is no limit of this case with a figure"),
    "no such limit in the cut": (unknown_in_cut, "is no limit of this case"),
    "days beyond the deadline": (beyond_the_days, "names limits in another order"),
    "no value at all": (never, "counted again no known limit"),
    "a smaller total": (fewer_people, "at 719 the plan carries 720 of 719"),
    "no cut above": (no_cut_above, "with 721 in scope no cut leaves anybody behind"),
    "a cut far above": (far_above, "says nothing of a few people more than 720"),
    "no plan for more": (no_plan, "at 720 there is no plan"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_proofs(yes: Forged, name: str) -> None:
    forge, words = FORGERIES[name]
    with yes.changed("certificate.json", sealed=True) as document:
        forge(document)
    assert any(words in line for line in yes.fails()), yes.fails()


@pytest.mark.parametrize("value", [None, [[]], [{"limit": "people:all"}]])
def test_proofs_of_another_shape(yes: Forged, value: object) -> None:
    with yes.changed("certificate.json", sealed=True) as document:
        document["flips"] = value
    assert yes.fails() != ()


def test_a_cut_names_no_day_on_which_nobody_passes(no: Forged) -> None:
    # High water shuts the ford on the third day: naming it adds nothing, and is not what the run wrote.
    with no.changed("certificate.json", sealed=True) as document:
        flip(document, "people:all")["short"][0]["limits"].append("throughput:ford 2024-03-03/2024-03-03")
    assert any("when they let nobody through" in line for line in no.fails()), no.fails()


def test_a_value_that_only_a_solver_found_says_so(tmp_path: Path, planner: Cli, cli: Cli) -> None:
    # An officer hears 60 x 5 / (25 x 0.4) = 30 people a day: no arc of a network, and so no cut.
    config = "standards: {profiles: [sphere-2018, pakistan-2023]}\nlimits: {officers:all: 2}\n"
    write_world(tmp_path, people=(600, 0), crossings=[gate(**triple("people_per_day", 5000))], config=config)
    done = planner("run", "pencil.yaml", "--out", tmp_path / "run", "--no-report", cwd=tmp_path)
    assert done.code == 0, done.err
    rows = {row["id"]: row for row in read(tmp_path / "run", "result.json")["limits"]}
    assert (rows["officers:all"]["flips_at"], rows["officers:all"]["flips_proved"]) == (4, False)
    assert (rows["throughput:gate"]["flips_at"], rows["throughput:gate"]["flips_proved"]) == (None, True)
    assert cli("verify", tmp_path / "run").code == 0
    assert "meets it alone at 4 (computed, not proved)" in cli("explain", tmp_path / "run").out
