"""A bound that prices prove: told in words, verified without a solver, refused when a digit of it is another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.report import priced
from tests.conftest import Cli
from tests.end_to_end.folders import read
from tests.end_to_end.forged import Forged

# An officer hears 60 x 5 / (25 x 0.4) = 30 people a day: 1,000 of them 30,000, in 28 days 840,000 of the 1,000,000.
OFFICERS, BOUND = 1000, 840_000
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, planner: Cli) -> Path:
    folder = tmp_path_factory.mktemp("priced")
    words = ("run", "october-31", "--reading", "favourable", "--set", f"limits.officers:all={OFFICERS}", "--no-report")
    done = planner(*words, "--out", folder / "run", cwd=folder)
    assert done.code == 0, done.err
    return folder / "run"


@pytest.fixture
def forged(run: Path, tmp_path: Path) -> Forged:
    return Forged(run, tmp_path / "run")


def claim(document: Any) -> Any:
    return next(row for row in document["claims"] if row["id"] == "on_time:favourable")


def test_officers_bind_and_plan_meets_bound(run: Path) -> None:
    people = read(run, "result.json")["verdict"]["on_time_people"]
    assert people == {"plan": BOUND, "proved_at_most": BOUND}
    told = claim(read(run, "certificate.json"))
    assert {row["id"] for row in told["limits"]} == {"officers:all"}
    assert len(told["limits"]) == len(told["prices"]) == 28


def test_verify_holds_without_a_solver_and_explain_tells_the_prices(run: Path, cli: Cli) -> None:
    assert cli("verify", run).code == 0
    told = cli("explain", run).out
    assert "Proof by prices: 1,000,000 of 1,000,000 people have no way across that is free of them." in told
    assert "What 1 scarce limit can pass in 28 days is worth 840,000.00 people" in told


def test_the_table_of_prices_adds_up(run: Path) -> None:
    rows = priced.rows(claim(read(run, "certificate.json")), {})
    assert rows == [
        ["Screening officers", "28", "840,000 in all", "840,000"],
        ["Together", "", "", "840,000"],
    ]


@pytest.mark.parametrize("value", [BOUND - 1, BOUND + 1])
def test_another_bound_is_refused(forged: Forged, value: int) -> None:
    with forged.changed("certificate.json", sealed=True) as document:
        claim(document)["bound"] = value
    assert any("on_time" in line and "favourable" in line for line in forged.fails())


@pytest.mark.parametrize("value", ["0", "1/2", "3/2", "-1"])
def test_another_price_is_refused(forged: Forged, value: str) -> None:
    with forged.changed("certificate.json", sealed=True) as document:
        claim(document)["prices"][3]["value"] = value
    assert any("on_time" in line and "favourable" in line for line in forged.fails())


def test_never_is_refused_where_the_proof_leaves_days_open(forged: Forged) -> None:
    with forged.changed("result.json", sealed=True) as document:
        for table in (document, document["readings"]["favourable"]):
            assert table["completion"]["days"] is not None
            table["completion"].update(days=None, date=None, never=True)
    assert any("favourable.completion.days is null" in line for line in forged.fails())
