"""The twenty rights checks: their grid, the minutes of screening, and each with formula, number and rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from planner.report import text
from planner.report.nouns import unit_in_words
from planner.report.story import SOURCE, Json, Story, figure, heading, note, table

SCREENING = "L02"
BREACH, UNLESS_SHOWN, NONE_FOUND = "BREACH", "BREACH UNLESS SHOWN", "NO BREACH FOUND IN THIS CHECK"
SIGNS = {BREACH: "×", UNLESS_SHOWN: "!", text.NOT_ASSESSED: "?", NONE_FOUND: "–"}
"""A sign a status, so that the grid reads without colour."""


def screening_of(story: Story) -> Mapping[str, Any] | None:
    """Return the check of individual screening where it says how many officers would be needed."""
    row = next((row for row in story.result["rights"] if row["id"] == SCREENING), None)
    known = row is not None and row.get("numbers", {}).get("officers_needed")
    return row if known else None


def rights(story: Story) -> list[Json]:
    """Return the chapter on rights, where the run has it."""
    rows = story.result["rights"]
    if not rows:
        return []
    counted = Counter(row["status"] for row in rows)
    finding = (
        f"Of {text.plural(len(rows), 'rights check')} {counted[BREACH]:,} {'is' if counted[BREACH] == 1 else 'are'} a"
        f" breach and {counted[UNLESS_SHOWN]:,} a breach unless something is shown"
    )
    words = "; ".join(f"{status}: {counted[status]:,}" for status in SIGNS if counted[status])
    signs = ", ".join(f"{sign} {status}" for status, sign in SIGNS.items())
    told = [
        [
            row["id"],
            _question(row["title"], row["note"]),
            f"{text.capital(row['indicator'])}: {_number(row)}",
            row["formula"],
            row["rule"],
            row["status"],
        ]
        for row in rows
    ]
    return [
        heading(finding, "Rights"),
        figure(
            "rights",
            f"Grid of the checks with a sign and a word for each status. {words}.",
            f"The checks by status, gates first (L01, L02): {signs}. {SOURCE}",
        ),
        *_minutes(story),
        table(
            "Rights checks with formula and number; counsel must confirm each rule",
            ["Check", "Question", "Number", "How it is counted", "A breach when", "Status"],
            told,
            widths=["auto", "1.9fr", "1.5fr", "1.5fr", "1.2fr", "1fr"],
            small=True,
        ),
        note(
            "“Breach unless shown” means that the numbers or the order itself point to a breach and that nothing in the"
            f" inputs shows otherwise. {NONE_FOUND} is not a finding that a right is kept: one check was made, on the"
            " figures there are. The law beside each check is in result.json and tables/rights.csv."
        ),
    ]


def _minutes(story: Story) -> list[Json]:
    row = screening_of(story)
    if row is None:
        return []
    needed = row["numbers"]["officers_needed"]
    if not needed["high"]:
        return []
    told = {end: text.quantity(needed[end]) for end in ("low", "central", "high")}
    finding = f"{told['central']} officers would be needed to give each adult half an hour by the deadline"
    return [
        figure(
            "minutes",
            f"Line of minutes of individual screening for each adult against the number of officers. {finding}.",
            f"Minutes of individual screening for each adult by {text.day(story.deadline)}, by how many officers there"
            f" are; dashed, the least that the check takes; marks, what the range of the standard asks: {told['low']},"
            f" {told['central']} and {told['high']} officers.{_working(story, row)} {_officers(row)} {SOURCE}",
        )
    ]


def _question(title: str, words: str) -> str:
    """Return a check's title and what is noted of it, with a stop between them."""
    return f"{title}{'' if title.endswith('?') else '.'} {words}" if words else title


def _officers(row: Mapping[str, Any]) -> str:
    """Return how many officers there are, and where the figure shows them."""
    there = row["numbers"].get("officers")
    if there is None:
        return "Nobody published how many there are."
    officers = f"{text.quantity(there)} {'officer' if there == 1 else 'officers'}"
    return f"Beside them, the square, the {officers} that there are, as this scenario sets."


def _working(story: Story, row: Mapping[str, Any]) -> str:
    """Return why the requirements ask for fewer officers, empty where both count the same days."""
    days, every = row["numbers"].get("working_days"), len(story.days)
    asked = (part for part in story.result["requirements"]["deadline"] if part["id"] == "officers")
    fewer = next((part["needed"]["central"] for part in asked), None)
    if not days or days >= every or not fewer:
        return ""
    return (
        f" They work on {days:,} of the {every:,} days; the requirements ask for {fewer:,}, who work every day that"
        " people can cross."
    )


def _number(row: Mapping[str, Any]) -> str:
    """Return a check's number with its unit; a share in per cent, and none where there is no number."""
    value, unit = row["value"], str(row["unit"])
    if value is None:
        return text.NOT_ASSESSED
    if isinstance(value, bool | str):
        return str(value)
    if unit == "share":
        return text.percent(value)
    return f"{text.quantity(value)} {unit_in_words(unit, 1) if value == 1 else unit}"
