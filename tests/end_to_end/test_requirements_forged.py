"""What a run says a deadline would take, in a forger's hands: every digit of it is counted again and named."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.amounts import some
from tests.conftest import Cli
from tests.end_to_end.folders import Path_, dotted, leaves, read
from tests.end_to_end.forged import Forged
from tests.worlds import gate, leg, write_world

SAMPLE = some(60)
CONFIG = """\
standards: {profiles: [sphere-2018, pakistan-2023]}
exit_rule:
  North: [gate]
  South: [ford]
"""


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory, planner: Cli) -> Forged:
    """A world in which neither of two gates alone would do."""
    folder = tmp_path_factory.mktemp("asked")
    crossings = [gate(), gate(id="ford", name="Ford", province="South")]
    roads = (leg("A", "gate", 1), leg("B", "ford", 10))
    write_world(folder, people=(800, 450), crossings=crossings, legs=roads, config=CONFIG)
    done = planner("run", "pencil.yaml", "--out", folder / "run", "--no-report", cwd=folder)
    assert done.code == 0, done.err
    return Forged(folder / "run", tmp_path_factory.mktemp("forged") / "run")


def test_an_honest_run_holds(forged: Forged) -> None:
    assert forged.fails() == ()
    claims = [row["id"] for row in read(forged.folder, "certificate.json")["claims"]]
    assert {name for name in claims if name.startswith("requirement")} == {
        "requirement:central:throughput:ford",
        "requirement:central:throughput:gate",
    }


def numbers(forged: Forged) -> list[tuple[Path_, int | float]]:
    return [
        (path, value)
        for path, value in leaves(forged.honest["result.json"])
        if path[0] == "requirements" and isinstance(value, int | float) and not isinstance(value, bool)
    ]


def test_every_number_moved_by_one_is_named_whoever_seals_it(forged: Forged) -> None:
    told = numbers(forged)
    assert len(told) > 300
    rng = Random("requirements")
    for path, value in rng.sample(told, SAMPLE):
        # The mix for a date of the frontier is told twice: whichever is moved, the two no longer agree.
        lines = forged.after("result.json", path, value + rng.choice((1, -1)), sealed=True)
        rows = (dotted(path[:3]), "requirements.frontier[0]", "cannot be read as a result")
        assert any(row in line for row in rows for line in lines), (dotted(path), lines[:2])
    assert forged.fails() == ()


def test_prices_that_prove_less_are_no_proof_of_what_is_said(forged: Forged) -> None:
    point = forged.honest["result.json"]["requirements"]["frontier"][1]
    moved = 0
    for name, price in point["prices"].items():
        if price != "0":
            path: Path_ = ("requirements", "frontier", 1, "prices", name)
            lines = forged.after("result.json", path, "0", sealed=True)
            moved += any("frontier[1].at_least" in line for line in lines)
    assert moved >= 5


@pytest.mark.parametrize("value", ["-1", "1/0", 0.5, "x"])
def test_a_price_that_is_none_is_named(forged: Forged, value: object) -> None:
    name = next(iter(forged.honest["result.json"]["requirements"]["frontier"][0]["prices"]))
    path: Path_ = ("requirements", "frontier", 0, "prices", name)
    lines = forged.after("result.json", path, value, sealed=True)
    assert any("result.json: cannot be read as a result" in line for line in lines), lines


CLAIM = {
    "bound": ("bound", 1199, "bound is 1199, counted again"),
    "people behind": ("behind_people", 1, "behind_people is 1, counted again"),
    "horizon": ("horizon_days", 4, "the deadline is day 5"),
    "another limit": ("free_limit", "throughput:ford", "throughput:ford"),
    "no limit": ("free_limit", None, "no requirement of the chosen reading"),
    "another reading": ("reading", "strict", "no requirement of the chosen reading"),
    "another claim": ("claim", "on_time", "on_time:central"),
}


@pytest.mark.parametrize("name", CLAIM)
def test_a_forged_claim_that_no_value_would_do_is_named(forged: Forged, name: str) -> None:
    key, value, words = CLAIM[name]
    claims = forged.honest["certificate.json"]["claims"]
    place = next(k for k, row in enumerate(claims) if row["id"] == "requirement:central:throughput:gate")
    lines = forged.after("certificate.json", ("claims", place, key), value, sealed=True)
    assert any(words in line for line in lines), lines


def test_a_claim_left_out_leaves_the_row_unproved(forged: Forged) -> None:
    with forged.changed("certificate.json", sealed=True) as document:
        document["claims"] = [row for row in document["claims"] if row["claim"] != "requirement"]
    lines = forged.fails()
    forged.restore("certificate.json")
    assert any("requirements.single[0].proved is True, counted again False" in line for line in lines), lines


def test_a_limit_that_some_value_would_do_has_no_claim_that_holds(tmp_path: Path, planner: Cli) -> None:
    # The gate is wide enough here: what a forger writes of it passes everyone, and excludes nothing.
    write_world(tmp_path, people=(600, 0), config=CONFIG.replace("South: [ford]", "South: [gate]"))
    done = planner("run", "pencil.yaml", "--out", tmp_path / "run", "--no-report", cwd=tmp_path)
    assert done.code == 0, done.err
    other = Forged(tmp_path / "run", tmp_path / "forged")
    with other.changed("certificate.json", sealed=True) as document:
        claim = {**document["claims"][0], "claim": "requirement", "reading": "central"}
        claim |= {"id": "requirement:central:throughput:gate", "free_limit": "throughput:gate"}
        document["claims"].append({**claim, "limits": [], "prices": [], "behind_people": 0, "bound": 600})
    assert any("which does not exclude all 600" in line for line in other.fails()), other.fails()
