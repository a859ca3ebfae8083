"""What the requirements come to, in sentences that a planner can read out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

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


def findings(asked: Json, deadline: date, reading: str) -> list[str]:
    """
    Return the sentences.

    Parameters
    ----------
    asked
        The requirements as ``result.json`` tells them.
    reading
        The reading that leads.
    """
    when = show_day(deadline)
    return [
        *_needed(asked["deadline"], when),
        *_alone(asked["single"]),
        *_mix(asked, when),
        f"{asked['metering'][reading]['finding']}.",
    ]


def _needed(rows: Sequence[Json], when: str) -> Iterator[str]:
    for row in rows:
        central, ends = row["needed"]["central"], (row["needed"]["low"], row["needed"]["high"])
        if row["id"] not in _NOUNS or not central:
            continue
        told = f"{when} would have needed {_amount(row, central)}"
        if None not in ends and ends != (central, central):
            told += f" ({ends[0]:,} to {ends[1]:,})"
        published = row["published"]
        were = "was" if published == 1 else "were"
        yield f"{told}; {'nobody published any' if published is None else f'{published:,} {were} published'}."


def _amount(row: Json, count: int) -> str:
    one, many, rest = _NOUNS[row["id"]]
    return f"{counted(count, one, many)}{rest}"


def _alone(rows: Sequence[Json]) -> Iterator[str]:
    enough = [row["finding"] for row in rows if row["value"] is not None]
    if enough:
        yield f"Alone would do: {'; '.join(enough)}."
    elif rows:
        proved = sum(row["proved"] for row in rows)
        yield f"No factor of any limit alone would do: {counted(len(rows), 'limit')}, {proved:,} proved one by one."


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
