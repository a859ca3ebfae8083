"""Words about limits: which bind, what each alone would have to be, and of which more may be asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planner.records import Reading
from planner.report.answers import binding, binding_finding
from planner.report.requirements import requirements
from planner.report.summary import findings_of
from planner.requirements.findings import findings as requirements_findings
from tests.unit.report_run import Told, said, strings, with_result


def test_limits_that_bind_are_counted_once(small: Told) -> None:
    def limit(kind: str, gains: int) -> dict[str, Any]:
        return {"id": f"{kind}:gate", "kind": kind, "place": "gate", "capacity": 5, "used_share": 1.0,
                "people_per_unit": gains, "flips_at": None, "source_range": None, "by_scenario": False}  # fmt: skip

    limits = [limit("people", 1), limit("throughput", 9), limit("intake", 4), limit("places", 0)]
    verdict = {**small.result["verdict"], "left_after_deadline_people": {"at_least": 7}}
    blocks = binding(with_result(small, limits=limits, verdict=verdict).story)
    assert blocks[0]["text"].startswith("2 limits bind")
    assert blocks[-1]["text"].startswith("3 limits with a figure were tried one at a time")
    assert "; 2 gain somebody." in blocks[-1]["text"]


@pytest.mark.parametrize(("asked", "told"), [(2, "Of 2 of the limits more may be asked (each"), (0, "")])
def test_limits_of_which_more_may_be_asked_stand_beside_those_tried(small: Told, asked: int, told: str) -> None:
    single = [{"limit": f"throughput:{place}"} for place in range(asked)]
    asked_for = {**small.result["requirements"], "single": single}
    note = binding(with_result(small, requirements=asked_for).story)[-1]["text"]
    assert told in note
    assert ("more may be asked" in note) is bool(asked)
    assert ("nights before the border never" in note) == bool(asked)


def test_a_limit_of_0_that_would_do_at_a_value_is_not_said_to_do_at_none(small: Told) -> None:
    shut = {"limit": "throughput:gate", "kind": "throughput", "place": "gate", "published": 0, "value": 9,
            "finding": "Gate: 9 where there is none", "factor": None, "proved": False}  # fmt: skip
    asked = {**small.result["requirements"], "single": [shut]}
    blocks = requirements(with_result(small, requirements=asked).story)
    assert "No factor of it alone" not in said(blocks)
    enough = next(b for b in blocks if b["kind"] == "table" and b["caption"].startswith("Each limit alone"))
    assert enough["rows"] == [["Gate: people a day", "0", "9", "from none"]]


NEEDED = {"id": "crossings", "needed": {"low": 1, "central": 2, "high": 2}, "published": 0, "basis": {}}
ALONE = {"value": 0, "proved": False, "finding": "Gate x 0"}


@pytest.mark.parametrize(
    ("left", "rows", "told"),
    [
        # Where nobody is left no limit is asked to be raised, and "Gate x 0" would say that none was needed.
        (0, [ALONE], "No published limit is shown to be too small, so none is asked to be raised."),
        (1, [{**ALONE, "finding": "Gate x 1.01"}], "Alone would do: Gate x 1.01."),
    ],
)
def test_limits_alone_are_told_only_where_somebody_is_left(left: int, rows: list[dict[str, Any]], told: str) -> None:
    asked = {"deadline": [NEEDED], "single": rows, "no_mix": None, "mix_cost": None}
    asked["metering"] = {"central": {"finding": "Nobody waits"}}
    found = requirements_findings(asked, date(2023, 10, 31), Reading.CENTRAL, left)
    assert found[1] == told
    assert found[0].endswith("2 people a day across all crossings (1 to 2); the published figure is 0.")


def test_a_list_of_limits_parts_names_that_hold_colons(small: Told) -> None:
    row = {
        "limit": "queue:gate", "kind": "queue", "place": "gate", "published": 1, "factor": None, "value": None,
        "proved": True, "finding": "Gate, people waiting at the end of a day: no factor of it alone",
    }  # fmt: skip
    rows = [row, {**row, "limit": "vehicles:coach", "kind": "vehicles", "place": "coach"}]
    asked = {**small.result["requirements"], "single": rows}
    said = strings(requirements(with_result(small, requirements=asked).story))
    assert any(part.endswith(": Gate: sheltered queue places; Vehicles: coach.") for part in said)


def test_a_deadline_that_is_met_tells_how_little_of_a_limit_is_still_enough(small: Told) -> None:
    row = {
        "limit": "throughput:gate", "kind": "throughput", "place": "gate", "published": 100, "factor": 0.4,
        "value": 40, "proved": False, "finding": "Gate x 0.4",
    }  # fmt: skip
    verdict = {**small.result["verdict"], "left_after_deadline_people": {"at_least": 0, "plan": 0}}
    asked = {**small.result["requirements"], "single": [row]}
    story = with_result(small, requirements=asked, verdict=verdict).story
    table = next(b for b in requirements(story) if b["kind"] == "table" and "alone" in b["caption"])
    assert table["rows"] == [["Gate: people a day", "100", "40", "× 0.4"]]
    assert "would still leave nobody behind" in table["caption"]


def gain(people: int, name: str = "gate") -> dict[str, Any]:
    return {
        "id": f"throughput:{name}", "kind": "throughput", "place": name, "name": None, "unit": "people a day",
        "capacity": 100, "used_share": 1.0, "people_per_unit": people, "flips_at": None, "flips_proved": True,
        "source_range": None, "by_scenario": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("left", "limits", "held", "finding", "tried"),
    [
        (0, [gain(0)], [], "No published limit holds anyone back in this reading", "; it gains nobody."),
        (
            9,
            [gain(5)],
            ["a"],
            "1 limit binds: one unit more of it lets at most 5 more people across",
            "gains somebody.",
        ),
        (
            9,
            [gain(5), gain(1, "b")],
            ["a"],
            "2 limits bind: one unit more of one of them lets at most 5",
            "2 gain some",
        ),
        (
            9,
            [gain(0), gain(0, "b")],
            [],
            "No limit above 0 holds anyone back: too few days are left",
            "; none gains any",
        ),
        (9, [gain(0)], ["a"], "One unit more of any single limit gains nobody", "; it gains nobody."),
        (9, [gain(0)], ["a", "b"], "One unit more of any single limit gains nobody: several bind at once", "nobody."),
    ],
)
def test_what_binds_is_told_of_as_many_as_there_are(
    small: Told, left: int, limits: list[dict[str, Any]], held: list[str], finding: str, tried: str
) -> None:
    verdict = {**small.result["verdict"], "left_after_deadline_people": {"at_least": left, "plan": left}}
    asked = {**small.result["requirements"], "held_back_by": {small.story.reading: held}}
    changed = with_result(small, verdict=verdict, limits=limits, requirements=asked)
    assert binding_finding(changed.result).startswith(finding)
    assert tried in said(binding(changed.story)[-1])


@pytest.mark.parametrize(
    ("limits", "need", "told"),
    [
        (
            [gain(5)],
            7,
            "No one limit would meet the deadline alone, whatever its value: not even the one that binds.",
        ),
        (
            [gain(5), gain(1, "b")],
            7,
            "No one limit would meet the deadline alone, whatever its value; 2 limits of this plan bind.",
        ),
        # With all crossings wide open some people still reach none in time: binding together is not enough together.
        (
            [gain(5), gain(1, "b")],
            None,
            "No one limit would meet the deadline alone, whatever its value; 2 limits of this plan bind; nor would all "
            "crossings together, since some people cannot be at one in time.",
        ),
    ],
)
def test_limits_that_bind_are_not_said_to_be_enough_together(
    small: Told, limits: list[dict[str, Any]], need: int | None, told: str
) -> None:
    verdict = {**small.result["verdict"], "left_after_deadline_people": {"at_least": 9, "plan": 9}}
    asked = {**small.result["requirements"], "deadline": [{"id": "crossings", "needed": {"central": need}}]}
    changed = with_result(small, verdict=verdict, limits=limits, requirements=asked)
    assert told in [finding for finding, _, _ in findings_of(changed.story)]
