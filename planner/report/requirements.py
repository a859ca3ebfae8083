"""What the deadline would have needed: days, resources beside what was published, limits alone, cost against date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planner.report import text
from planner.report.naming import limit_name
from planner.report.story import SOURCE, Json, Rows, Story, bullets, figure, heading, note, para, table
from planner.units import NO_NUMBER

_ENDS = ("low", "central", "high")


def requirements(story: Story) -> list[Json]:
    """Return how many days it takes, what the deadline would need, why people would be held, and cost against date."""
    finding = text.days_finding(story.result)
    return [
        heading(finding, "What would be needed"),
        figure(
            "days",
            "Bars of the days until everyone could have crossed, by reading and alternative, beside the deadline."
            f" {finding}.",
            "Days from the start until everyone could have crossed; hatched where that is after the deadline, which is"
            f" the dashed line. {_found(story)}The dates are in the tables of readings and alternatives. {SOURCE}",
        ),
        para(
            "Whatever the days, individual screening, notice, appeal, counsel and reception come before anyone moves,"
            " and are no part of what could be saved."
        ),
        *_findings(story),
        *_resources(story),
        *_single(story),
        *_metering(story),
        *_mix(story),
    ]


def _found(story: Story) -> str:
    """Return what a day means that is told as found; empty where the proof excludes every day before each."""
    told = [*story.result["readings"].values(), *story.result["alternatives"]]
    if all(text.is_proved(row["completion"]) for row in told):
        return ""
    return "Plan found: a plan does it by that day, and not every day before it is excluded. "


def _findings(story: Story) -> list[Json]:
    told = story.result["requirements"].get("findings")
    return [bullets(told)] if told else []


def _resources(story: Story) -> list[Json]:
    rows = story.result["requirements"]["deadline"]
    if not rows:
        return []
    absent = sum(row["published"] is None for row in rows)
    told: Rows = [
        [
            row["resource"],
            *(text.number(row["needed"][end], _absent(row)) for end in _ENDS),
            row["unit"],
            _published(row),
            ", ".join(row.get("standard_ids") or filter(None, [row["standard_id"]])),
        ]
        for row in rows
    ]
    head = ["Resource", ">Favourable", ">Central", ">Strict", "Unit", ">Published", "Standards"]
    # Cells say for themselves where no amount would do.
    told_of = [(row["resource"], (row.get("note") or "").removesuffix(NO_NUMBER).removesuffix("; ")) for row in rows]
    notes = [f"{name}: {words}" for name, words in told_of if words]
    return [
        heading(f"What {text.day(story.deadline)} would have needed{_unpublished(absent, len(rows))}", level=3),
        table(
            "What the deadline would need, by reading, beside what was published",
            head,
            told,
            widths=["2fr", "auto", "auto", "auto", "1fr", "1.5fr", "1.6fr"],
            small=True,
        ),
        note(
            "Counted with every published limit free: no plan does with less. Crossings alone are counted in the units"
            " of what was published, a day of half a crossing as half; whether the others stay as published or grow"
            " with them stands at their names, and the basis of each row in"
            f" tables/requirements.csv.{_sentences(notes)}"
        ),
    ]  # fmt: skip


def _unpublished(absent: int, of: int) -> str:
    if not absent:
        return ""
    return f"; of {absent:,} of {text.plural(of, 'resource')} no figure is published"


def _sentences(notes: Sequence[str]) -> str:
    return "".join(f" {text.capital(told)}." for told in notes)


def _absent(row: Mapping[str, Any]) -> str:
    """Return what stands where no amount is told: that none would do, or that nobody can tell."""
    unknown = str(row.get("note") or "").startswith(text.NOT_ASSESSED)
    return text.NOT_ASSESSED if unknown else "no amount of it alone"


def _published(row: Mapping[str, Any]) -> str:
    if row["published"] is None:
        return text.NOT_PUBLISHED
    low, high = row.get("published_range") or (None, None)
    told = text.number(row["published"])
    return told if low is None or low == high else f"{told} ({text.number(low)} to {text.number(high)})"


def _single(story: Story) -> list[Json]:
    rows = story.result["requirements"]["single"]
    if not rows:
        return []
    enough = [row for row in rows if row["value"] is not None]
    none = [row for row in rows if row["value"] is None]
    blocks: list[Json] = []
    if enough:
        told = [
            [
                limit_name(row, story.names),
                text.number(row["published"]),
                text.number(row["value"]),
                _times(row["factor"]),
            ]
            for row in enough
        ]
        caption, most = "Each limit alone: the least that meets the deadline", ">Would have to be"
        if not story.result["verdict"]["left_after_deadline_people"]["at_least"]:
            caption = "Each limit alone: how little of it would still leave nobody behind"
            most = ">Still enough at"
        head = ["Limit", ">Published", most, ">Factor"]
        blocks.append(table(caption, head, told, widths=["2fr", "1fr", "1fr", "auto"]))
    if none:
        proved = sum(bool(row.get("proved")) for row in none)
        # Names of limits hold colons and may hold commas.
        names = "; ".join(limit_name(row, story.names) for row in none)
        certainty = "proved" if proved == len(none) else f"{proved:,} of {len(none):,} proved"
        blocks.append(
            para(f"No factor of it alone would meet the deadline ({certainty}, claims in certificate.json): {names}.")
        )
    return blocks


def _times(factor: float | None) -> str:
    """Return a factor; a limit that the scenario sets to 0 has none that would do, whatever its value."""
    return "from none" if factor is None else f"× {text.number(factor)}"


def _metering(story: Story) -> list[Json]:
    told = story.result["requirements"].get("metering", {}).get(story.reading)
    if not told:
        return []
    rows = [
        [text.capital(part["text"]), text.rounded(part["most_people_a_night"]), text.rounded(part["person_nights"])]
        for part in told["parts"]
    ]
    return [
        heading(told["finding"], level=3),
        table(
            f"Why people would be held or made to wait overnight, {story.reading} reading, rounded",
            ["Because of", ">Most people a night", ">Person-nights"],
            rows,
            widths=["3fr", "1fr", "1fr"],
        ),
    ]


def _mix(story: Story) -> list[Json]:
    asked = story.result["requirements"]
    blocks: list[Json] = []
    if asked.get("no_mix") and not asked.get("findings"):
        blocks.append(para(f"For {text.day(story.deadline)} {asked['no_mix']}."))
    money = currency_of(asked)
    if asked["mix"]:
        rows = [
            [row["resource"], text.number(row["value"]), row["unit"], _millions(row["cost"]),
             _range_of_cost(row.get("cost_range"))]
            for row in asked["mix"]
            if row["value"]
        ]  # fmt: skip
        caption = f"The least costly mix of means for {text.day(asked['mix_date'])}, costs in millions of {money}"
        head = ["Means", ">Amount", "Unit", ">Cost", ">Range of its prices"]
        blocks += [
            heading(_mix_finding(asked), level=3),
            table(caption, head, rows, widths=["2fr", "auto", "1fr", "auto", "1.2fr"], small=True),
            note(_mix_words(story)),
        ]
    return [*blocks, *_frontier(story, asked["frontier"], money)]


def _mix_words(story: Story) -> str:
    """Return what the mix is, and how its date stands to those of the alternatives."""
    soonest = next((row for row in story.result["alternatives"] if row["id"] == "no-breach-that-time-cures"), None)
    when = None if soonest is None else soonest["completion"]["date"]
    without = ""
    if when is not None and when > story.result["requirements"]["mix_date"]:
        without = f" With no means added, notice and appeal kept, the date is {text.day(when)}."
    return (
        "A price of what the order left out, and no proposal to carry it out: both gates stand before it, and what has"
        f" no price is not in it.{without}"
    )


def _mix_finding(asked: Mapping[str, Any]) -> str:
    whole = asked.get("mix_cost") or {}
    told = f"The first date with room for notice and appeal that can be met is {text.day(asked['mix_date'])}"
    if not whole:
        return told
    gap = 100 * whole["gap"]
    return f"{told}; its least cost is known to within {gap:.3g} %"


def currency_of(asked: Mapping[str, Any]) -> str:
    """Return the currency of costs, which are told in thousands of it."""
    return str(asked.get("currency", "")).removeprefix("thousand ")


def _millions(thousands: float) -> str:
    return text.millions(1_000 * thousands)


def _range_of_cost(ends: Sequence[float] | None) -> str:
    return "" if not ends else f"{_millions(ends[0])} – {_millions(ends[1])}"


def _frontier(story: Story, rows: Sequence[Mapping[str, Any]], money: str) -> list[Json]:
    if not rows:
        return []
    told = [
        [text.short_day(row["date"]), _millions(row["cost"]), _range_of_cost(row.get("cost_range"))]
        for row in rows
    ]  # fmt: skip
    first, last = rows[0], rows[-1]
    finding = (
        f"Line of cost against date, from {text.short_day(first['date'])} ({_millions(first['cost'])} million) to"
        f" {text.short_day(last['date'])} ({_millions(last['cost'])} million)."
    )
    return [
        figure(
            "frontier",
            finding,
            f"Least cost in millions of {money} against the date by which everyone is across; bars, the range of its"
            f" prices. {SOURCE}",
        ),
        table(
            f"Cost against date, {story.reading} reading, in millions of {money}",
            ["Everyone across by", ">Least cost", ">Range of its prices"],
            told,
            widths=["1.4fr", "1fr", "1.4fr"],
        ),
    ]
