"""A run told in plain text: every answer, its proof, what binds, and never a yes alone."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from planner.explain import explanation, headline, proof_lines
from tests.end_to_end.folders import read

SENTENCE = "this is not a finding that it is lawful, safe or voluntary"
MOST_LINES = 60


@pytest.fixture
def result(ford_run: Path) -> Any:
    return read(ford_run, "result.json")


@pytest.fixture
def certificate(ford_run: Path) -> Any:
    return read(ford_run, "certificate.json")


def led_by(result: Any, reading: str) -> Any:
    """Return the result as if another reading led it."""
    told = result["readings"][reading]
    return result | {
        "scenario": result["scenario"] | {"reading": reading},
        "verdict": {**told["verdict"], "robust": False},
        "completion": told["completion"],
    }


def test_the_headline(result: Any) -> None:
    assert headline(result) == (
        "impossible: of 750 people in scope, at most 400 could cross by 2024-03-05 (central reading)"
    )


def test_a_yes_never_stands_alone_in_the_headline(result: Any) -> None:
    assert headline(led_by(result, "favourable")).endswith(f"; {SENTENCE}")
    for answer in ("impossible", "not-possible-within-standards", "undecided"):
        result["verdict"]["answer"] = answer
        assert SENTENCE not in headline(result)


@pytest.mark.parametrize("reading", ["favourable", "central", "strict"])
def test_a_yes_never_stands_alone_in_the_text(result: Any, certificate: Any, reading: str) -> None:
    # The favourable reading says yes, and is told whichever reading leads.
    text = explanation(led_by(result, reading), certificate)
    assert "not-excluded-by-logistics" in text
    assert SENTENCE in text


def test_the_whole_text(result: Any, certificate: Any) -> None:
    lines = explanation(result, certificate).splitlines()
    assert len(lines) < MOST_LINES
    assert lines[0] == "A ford for a pencil"
    assert lines[1] == "2024-03-01 to 2024-03-05, 5 days"
    # The two gates come before any logistics.
    gates = [k for k, line in enumerate(lines) if line.startswith("Gate, ")]
    first = next(k for k, line in enumerate(lines) if line.startswith("impossible: "))
    assert [lines[k].partition(":")[0] for k in gates] == ["Gate, voluntariness", "Gate, screening"]
    assert max(gates) < first
    text = "\n".join(lines)
    assert "Robust: no, readings differ" in text
    for words in (
        "500 in scope, at most 500 on time; complete 2024-03-02 at the earliest (day 2)",
        "750 in scope, at most 400 on time; complete 2024-03-13 at the earliest (day 13)",
        "1,100 in scope, at most 200 on time; complete 2024-04-14 at the earliest (day 45)",
    ):
        assert words in text
    assert "planner verify" in lines[-1]


def test_robust(result: Any, certificate: Any) -> None:
    result["verdict"]["robust"] = True
    assert "Robust: all three readings give this answer." in explanation(result, certificate)


def test_the_proof_adds_up(result: Any, certificate: Any) -> None:
    lines = proof_lines(result, certificate)
    assert lines[0] == "Proof: 750 of 750 people can only leave through the limit below."
    assert lines[1] == "In 5 days this passes 400. So at least 350 are left."
    assert lines[2].startswith("  throughput:ford: ")
    assert lines[2].endswith("400 people")
    assert len(lines) == 3


def test_many_limits_are_gathered(result: Any, certificate: Any) -> None:
    claim = next(row for row in certificate["claims"] if row["id"] == "on_time:central")
    claim["limits"] = [
        {"id": f"throughput:c{k}", "kind": "throughput", "place": f"c{k}", "date": "2024-03-01", "capacity": k}
        for k in range(1, 10)
    ]
    lines = proof_lines(result, certificate)
    assert [line.split(":")[1] for line in lines[2:7]] == ["c9", "c8", "c7", "c6", "c5"]
    assert lines[7] == "  and 4 more limits, 10 people"
    assert len(lines) == 8


def test_nothing_to_prove(result: Any, certificate: Any) -> None:
    lines = proof_lines(led_by(result, "favourable"), certificate)
    assert lines == ["Proof: no limit holds anyone back, so nothing is proved against the deadline."]


def test_people_without_any_way_are_a_proof_too(result: Any, certificate: Any) -> None:
    claim = next(row for row in certificate["claims"] if row["id"] == "on_time:central")
    claim |= {"limits": [], "behind_people": 750}
    lines = proof_lines(result, certificate)
    assert "750 are left" in " ".join(lines)
    # Nothing is listed, so nothing is said to stand below; limits of 0 are named, since they are not in the claim.
    assert "below" not in " ".join(lines)
    next(row for row in result["limits"] if row["id"] == "throughput:ford")["capacity"] = 0
    assert proof_lines(result, certificate)[-1] == "  Limits of 0: throughput:ford"


def test_what_binds(result: Any, certificate: Any) -> None:
    # One person more a day at the ford is one more on each of the four days it opens.
    worth = {row["id"]: row["people_per_unit"] for row in result["limits"]}
    assert worth["throughput:ford"] == 4
    text = explanation(result, certificate)
    assert "  throughput:ford: +4 a unit, now 100; " in text


def test_nothing_binds(result: Any, certificate: Any) -> None:
    for row in result["limits"]:
        row["people_per_unit"] = 0
    assert "no single limit holds anyone back" in explanation(result, certificate)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"date": None, "days": None, "never": True}, "complete never"),
        (
            {"date": None, "days": None, "proved_not_before": "2034-02-26"},
            "complete not before 2034-02-26, no date found",
        ),
        (
            {"date": "2024-04-14", "days": 45, "proved_not_before": "2024-04-02"},
            "complete by 2024-04-14 in a plan found (day 45), proved not before 2024-04-02",
        ),
    ],
)
def test_completions_without_a_date(result: Any, certificate: Any, change: dict[str, Any], words: str) -> None:
    result["readings"]["strict"]["completion"] |= change
    assert words in explanation(result, certificate)


def test_nothing_it_is_given_is_changed(result: Any, certificate: Any) -> None:
    before = copy.deepcopy((result, certificate))
    explanation(result, certificate)
    assert (result, certificate) == before


def test_one_of_a_thing_is_not_told_as_many(result: Any, certificate: Any) -> None:
    claim = next(c for c in certificate["claims"] if c["id"] == "on_time:central")
    row = claim["limits"][0]
    one = {**claim, "horizon_days": 1, "limits": [row], "prices": [], "behind_people": 500}
    lines = proof_lines(result, {"claims": [one]})
    assert "In 1 day this passes" in lines[1]
    assert f"1 day on {row['date']}" in lines[2]
    one["prices"] = [{"limit": row["id"], "date": row["date"], "value": "1/2"}]
    lines = proof_lines(result, {"claims": [one]})
    assert "What 1 scarce limit can pass in 1 day is worth" in lines[1]
    assert ": 1 day, worth" in lines[3]


def test_an_air_crossing_without_a_flight_says_why_it_passes_nobody(result: Any, certificate: Any) -> None:
    assert "no flight" not in explanation(result, certificate)
    result["crossings"].append({**result["crossings"][0], "id": "field", "name": "Field", "mode": "air"})
    result["limits"].append({**result["limits"][1], "id": "throughput:field", "capacity": 0, "people_per_unit": None})
    assert "Field: no flight to it is published" in explanation(result, certificate)
