"""What the requirements come to, in sentences that a planner can read out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from planner.records import Reading
from planner.requirements.gates import ALL_CROSSINGS
from planner.requirements.pressure import ALL_FREE
from planner.requirements.resources import ENDS
from planner.units import counted, show_day

Json = Mapping[str, Any]
_NOUNS = {
    "crossings": ("person", "people", " a day across all crossings"),
    "officers": (
        "officer",
        "officers",
        " to screen everyone individually, and as many interpreters as STA-05 sets beside them",
    ),
    "desks": ("registration desk", "registration desks", ""),
    "buses-all": ("bus", "buses", ", had everyone in scope been carried"),
    "reception-places": ("reception place", "reception places", " behind the border"),
}
"""What is told in sentences: a noun, its plural, and what follows it."""
UNITS_OF_MONEY = ((1_000_000, "billion"), (1_000, "million"))


def findings(asked: Json, deadline: date, reading: Reading, left: int, beside: str = "") -> list[str]:
    """
    Return the sentences.

    Parameters
    ----------
    asked
        The requirements as ``result.json`` tells them.
    reading
        The reading that leads.
    left
        People left after the deadline in it, at least.
    beside
        What is to be said of what was published of crossings.
    """
    when = show_day(deadline)
    return [
        *_needed(asked["deadline"], when, ENDS[reading], beside),
        *_alone(asked["single"], left),
        *_mix(asked, when),
        f"{asked['metering'][reading]['finding']}.",
    ]


def _needed(rows: Sequence[Json], when: str, end: str, beside: str) -> Iterator[str]:
    for row in rows:
        need = row["needed"][end]
        if row["id"] == ALL_CROSSINGS and need is None:
            yield f"No width of the crossings would have met {when}: some people could not be at one in time."
        if row["id"] not in _NOUNS or not need:
            continue
        # A steady pace of any plan is no more than a least, in other units than what was published.
        least = "at least " if row["id"] == ALL_CROSSINGS and ALL_FREE in row["basis"].values() else ""
        told = f"{when} would have needed {least}{_amount(row, need)}"
        ends = [amount for amount in row["needed"].values() if amount is not None]
        if len(ends) == len(row["needed"]) and min(ends) < max(ends):
            told += f" ({min(ends):,} to {max(ends):,})"
        yield f"{told}; {_published(row['published'])}{beside if row['id'] == ALL_CROSSINGS else ''}."


def _published(amount: float | None) -> str:
    if amount is None:
        return "nobody published any"
    if not amount:
        return "the published figure is 0"
    return f"{amount:,} {'was' if amount == 1 else 'were'} published"


def _amount(row: Json, count: int) -> str:
    one, many, rest = _NOUNS[row["id"]]
    return f"{counted(count, one, many)}{rest}"


def _alone(rows: Sequence[Json], left: int) -> Iterator[str]:
    enough = [row["finding"] for row in rows if row["value"] is not None]
    if not left:
        if rows:
            yield "No published limit is shown to be too small, so none is asked to be raised."
    elif enough:
        yield f"Alone would do: {'; '.join(enough)}."
    elif rows:
        proved = sum(row["proved"] for row in rows)
        shown = f"{proved:,} proved one by one"
        if len(rows) == 1:
            shown = "proved" if proved else "not proved"
        yield f"No factor of any limit alone would do: {counted(len(rows), 'limit')}, {shown}."


def _mix(asked: Json, deadline: str) -> Iterator[str]:
    if asked["no_mix"]:
        told = str(asked["no_mix"])
        yield f"For {deadline} {told}." if told.startswith("no mix") else f"{told}."
    point = asked["mix_cost"]
    if point is not None:
        when = show_day(point["date"])
        low, high = (_money(cost, asked["currency"]) for cost in point["cost_range"])
        yield (
            f"The least costly mix takes everyone across by {when} for {_money(point['cost'], asked['currency'])} "
            f"({low} to {high}), screening, notice, appeal, counsel and reception included."
        )


def _money(thousands: float, currency: str) -> str:
    """Return an amount told in thousands, to three figures."""
    unit = currency.removeprefix("thousand ")
    for size, word in UNITS_OF_MONEY:
        if thousands >= size:
            return f"{thousands / size:,.3g} {word} {unit}"
    return f"{thousands:,.3g} thousand {unit}"
