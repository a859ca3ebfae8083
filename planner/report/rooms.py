"""What a run does not answer, in one table: a room that was computed is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.report import text
from planner.report.people import ages_of
from planner.report.story import Json, Story, heading, note, table

_SECTORS = (
    "shelter, water, sanitation, food, health, transport, border processing, protection, staffing, winter and reception"
)


def not_assessed(story: Story) -> list[Json]:
    """Return in one table what this run does not answer; a room that was computed is not in it."""
    result = story.result
    rooms: tuple[tuple[object, str, str], ...] = (
        (result["needs"], f"Needs by sector: {_SECTORS}", "quantities beside standards, first day of breach"),
        (
            result["rights"],
            "The rights checks L01 to L20, but for the two gates on page 1",
            "status, formula and number",
        ),
        (
            _any(result["requirements"]),
            "What the deadline would need of every resource",
            "needed beside published; cost",
        ),
        (result["routes"], "Rounds of vehicles and relief", "fleet, hours and kilometres, beside a bound"),
        (result["uncertainty"], "Draws over every range at once", "quantiles; which input drives the answer"),
        (result["backtest"], "The plan held against what happened", "observed counts beside naive baselines"),
        (ages_of(story), "Who the people are: age, sex, disability", "national shares only, one profile at a time"),
    )
    rows = [[what, told, text.NOT_ASSESSED] for found, what, told in rooms if not found]
    if not rows:
        return []
    return [
        heading(f"What this run does not assess: {text.plural(len(rows), 'question')}", "Not assessed"),
        table(
            "Not assessed in this run",
            ["Question", "What it would tell", "Status"],
            rows,
            widths=["3fr", "2.4fr", "auto"],
        ),
        note(f"{text.NOT_ASSESSED} means that nothing was computed. It is not zero, and it is not a pass."),
    ]


def _any(requirements: Mapping[str, Any]) -> bool:
    return any(requirements[key] for key in ("deadline", "single", "mix", "frontier"))
