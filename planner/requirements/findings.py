"""What the requirements come to, in sentences that a planner can read out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

Json = Mapping[str, Any]
TOLD = ("crossings", "officers", "desks", "buses-all", "reception-places")
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
    when = f"{deadline:%d %B %Y}".lstrip("0")
    return [
        *_needed(asked["deadline"], when),
        *_alone(asked["single"]),
        *_mix(asked),
        f"{asked['metering'][reading]['finding']}.",
    ]


def _needed(rows: Sequence[Json], when: str) -> Iterator[str]:
    for row in rows:
        central, ends = row["needed"]["central"], (row["needed"]["low"], row["needed"]["high"])
        if row["id"] not in TOLD or not central:
            continue
        told = f"{when} would have needed {central:,} {_unit(row)}"
        if None not in ends and ends != (central, central):
            told += f" ({ends[0]:,} to {ends[1]:,})"
        published = row["published"]
        yield f"{told}; {'nobody published any' if published is None else f'{published:,} were published'}."


def _unit(row: Json) -> str:
    label = {
        "crossings": "people a day across all crossings",
        "officers": "officers to screen everyone individually, and as many interpreters as STA-05 sets beside them",
        "desks": "registration desks",
        "buses-all": "buses, had everyone in scope been carried",
        "reception-places": "reception places behind the border",
    }
    return label[row["id"]]


def _alone(rows: Sequence[Json]) -> Iterator[str]:
    enough = [row["finding"] for row in rows if row["value"] is not None]
    if enough:
        yield f"Alone would do: {'; '.join(enough)}."
    elif rows:
        proved = sum(row["proved"] for row in rows)
        yield f"No factor of any limit alone would do: {len(rows):,} limits, {proved:,} of them proved one by one."


def _mix(asked: Json) -> Iterator[str]:
    if asked["no_mix"]:
        yield f"{asked['no_mix'][0].upper()}{asked['no_mix'][1:]}."
    point = asked["mix_cost"]
    if point is not None:
        when = f"{date.fromisoformat(point['date']):%d %B %Y}".lstrip("0")
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
