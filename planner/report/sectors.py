"""Needs by sector beside the standards, what they would cost as far as prices are public, and what has no figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from planner.report import text
from planner.report.nouns import unit_in_words
from planner.report.story import SOURCE, Json, Rows, Story, figure, heading, note, para, table

_KINDS = {
    "holding": "holding sites",
    "transit": "transit sites",
    "reception": "reception places",
    "queue": "queues",
    "corridor": "on the way",
    "crossing": "crossings",
}
_PLACES = ("sites",)
_NOTHING = "nothing is asked for in this run"
_UNCOVERED = "no published figure covers it"
"""A site may publish one and nobody be there, or some wait where nothing is: it stands for need, not for silence."""


def needs(story: Story) -> list[Json]:
    """Return what people would need, a sheet a sector, beside what was planned and the standard."""
    rows = story.result["needs"]
    if not rows:
        return []
    by_sector: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["status"] == "ASSESSED":
            by_sector[row["sector"]].append(row)
    planned = [row for row in rows if row["planned"] is not None]
    breached = [name for name, mine in by_sector.items() if any(row["breach_share"] for row in mine)]
    asked = any(row["quantity"] for mine in by_sector.values() for row in mine)
    finding = _finding(sum(map(len, by_sector.values())), len(planned), len(breached), len(by_sector))
    if not asked and not breached:
        finding = f"{text.plural(sum(map(len, by_sector.values())), 'need')} counted, and {_NOTHING}"
    blocks = [
        heading(finding, "Needs by sector"),
        para(
            "What the standards ask for those who would wait, be held or travel if all set out on their day of release,"
            " on the day that asks most, with the range of each standard. “Least” is the same under the plan, where"
            " people leave only when there is room. HARD standards are limits of the computation; CHECKED ones are held"
            " against what was published. Quantities are rounded; the exact ones, by week and place, are in result.json"
            " and tables/needs.csv." + _together(rows)
        ),
    ]
    if any(row["quantity"] for row in planned):
        blocks.append(
            figure(
                "needs",
                f"Bars of what was planned as a share of the need, beside the line of the standard. {finding}.",
                f"Planned as a share of the need on the peak day; hatched where it falls short. {SOURCE}",
            )
        )
    for sector, mine in by_sector.items():
        blocks += [heading(_headline(sector, mine), level=3), _sheet(sector, mine)]
    return [*blocks, *_without_figures(rows), *_comparisons(story), *costs(story)]


def _together(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return that places need more together than the nation, where people are at two of them on one day."""
    if not any((row["counted_twice"] or {}).get("on_peak_day") for row in rows):
        return ""
    return (
        " Everyone is counted once a day; places together need more, as some are at two of them on one day"
        " (counted_twice in result.json)."
    )


def _finding(assessed: int, planned: int, breached: int, sectors: int) -> str:
    if breached:
        return f"{breached:,} of {text.plural(sectors, 'sector')} would fall short of a standard"
    if not planned:
        them = "it" if assessed == 1 else "any of them"
        return f"{text.plural(assessed, 'need')} counted, and no published figure covers {them}"
    return f"{text.plural(assessed, 'need')} counted; a plan is known for {planned:,}, and falls short of none"


def _headline(sector: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """
    Return the sector's name with its first need that a HARD standard asks, else its first that is no count of places.

    A title such as “people per toilet” says what is divided, and the unit what comes of it: the number stands with the
    unit, and the title behind it.
    """
    asked = [row for row in rows if row["quantity"]]
    if not asked:
        return f"{text.capital(sector)}: {_NOTHING}"
    countable = [row for row in asked if row["unit"] not in _PLACES] or asked
    first = next((row for row in asked if row["force"] == "HARD"), countable[0])
    most = f"{text.quantity(first['quantity'])} {unit_in_words(first['unit'], first['quantity'])}"
    return f"{text.capital(sector)}: {most} on the peak day by {first['standard_id']}, {first['title']}"


def _sheet(sector: str, rows: Sequence[Mapping[str, Any]]) -> Json:
    told: Rows = [
        [
            row["title"],
            text.quantity(row["quantity"]),
            text.quantity_range(row["low"], row["high"]),
            text.quantity((row["may"] or {}).get("quantity")),
            unit_in_words(row["unit"], row["quantity"]),
            text.short_day(row["peak_day"])[:-5] if row["peak_day"] else "",
            f"{row['standard_id']}, {row['force']}",
        ]
        for row in rows
    ]
    head = ["Standard for", ">Most on a day", ">Range", ">Least", "Of", "Day", "Id"]
    widths = ["2.2fr", "auto", "auto", "auto", "1fr", "auto", "auto"]
    against = [_against(row) for row in rows]
    if all(words == _UNCOVERED for words in against):
        words = f"need; {_UNCOVERED}" if any(row["quantity"] for row in rows) else "no need in this run"
        return table(f"{text.capital(sector)}: {words}", head, told, widths=widths, small=True)
    return table(
        f"{text.capital(sector)}: need and plan",
        [*head, "Planned, and first breach"],
        [[*row, words] for row, words in zip(told, against, strict=True)],
        widths=[*widths, "1.7fr"],
        small=True,
    )


def _against(row: Mapping[str, Any]) -> str:
    if row["planned"] is None and not row["first_breach_day"]:
        return _UNCOVERED
    # What is known at some places only has no sum, and a breach at one of them is a breach.
    told = "published in part" if row["planned"] is None else text.quantity(row["planned"])
    if row["first_breach_day"]:
        return f"{told}; BREACH from {text.short_day(row['first_breach_day'])}"
    return f"{told}; no breach found"


def _without_figures(rows: Sequence[Mapping[str, Any]]) -> list[Json]:
    """Return the standards that could not be counted, with the reason of each."""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["status"] != "ASSESSED":
            by_reason[row["reason"]].append(f"{row['standard_id']} ({row['title']})")
    if not by_reason:
        return []
    told = [[text.capital(reason), "; ".join(names)] for reason, names in by_reason.items()]
    return [
        table(
            f"Needs that are {text.NOT_ASSESSED}, and why",
            ["Why", "Standards"],
            told,
            widths=["1fr", "2fr"],
            small=True,
        )
    ]


def _comparisons(story: Story) -> list[Json]:
    """Return the standards that are no quantity, held against what the order to leave does."""
    rows = story.result.get("standards") or []
    known = [row for row in rows if row["modelled"] is not None]
    if not known:
        return []
    told = [
        [
            f"{row['id']}: {row['title']}",
            f"{_SIDES.get(row['direction'], '')} {text.number(row['value'])} {unit_in_words(row['unit'])}".strip(),
            f"{text.quantity(row['modelled'])} ({row['modelled_is']})",
            row["status"],
        ]
        for row in known
    ]
    missing = len(rows) - len(known)
    return [
        table(
            f"Other standards held against what happens if all set out on their day of release; {missing:,} more are"
            f" {text.NOT_ASSESSED}, since nothing in the inputs shows them",
            ["Standard", "Asks", "Here", "Status"],
            told,
            widths=["2fr", "1.2fr", "2fr", "1.2fr"],
            small=True,
        )
    ]


_SIDES = {"min": "at least", "max": "at most"}


def costs(story: Story) -> list[Json]:
    """Return what the needs would cost, item by item, with the part that has no public price named."""
    rows = story.result["costs"]
    if not rows:
        return []
    total = next((row for row in rows if row["id"] == "total"), None)
    priced = [row for row in rows if row["pkr_thousand"] and row is not total]
    told = [
        [
            text.capital(row["item"]),
            row["payer"],
            f"{text.quantity(row['quantity'])} {row['unit']}",
            *(text.quantity(row["usd_thousand"][end]) for end in ("low", "central", "high")),
            text.quantity(row["pkr_thousand"]["central"]),
            row["evidence"],
        ]
        for row in priced
    ]
    if total is not None:
        ends = [text.quantity(total["usd_thousand"][end]) for end in ("low", "central", "high")]
        told.append(["All that has a price", "", "", *ends, text.quantity(total["pkr_thousand"]["central"]), ""])
    head = ["Item", "Who pays", "Quantity", ">USD, low", ">central", ">high", ">PKR, central", "Evidence"]
    missing = [row["item"].partition(":")[0] for row in rows if not row["pkr_thousand"]]
    blocks: list[Json] = [
        heading("What the part that has a public price would cost", level=3),
        table(
            "Costs in thousands, each rounded by itself, so that sums need not meet",
            head,
            told,
            widths=["1.7fr", "auto", "1.4fr", *["auto"] * 4, "auto"],
            small=True,
        ),
    ]
    words = []
    if missing:
        words.append(
            f"No public price was found, so that no sum is told, for {text.joined(missing)}, staff above aside."
        )
    if {"screening", "referred"} <= {row["id"] for row in priced}:
        words.append(
            "Screening is counted for everyone who comes to a site or a crossing; interviews of those referred, and"
            " counselling, for people at sites only. Check L03 counts interviews for all who may be referred."
        )
    if words:
        blocks.append(note(" ".join(words)))
    return blocks
