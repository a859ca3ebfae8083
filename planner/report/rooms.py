"""Needs, rights, requirements, rounds, certainty and backtest: told where the run has them, named where it has not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from planner.report import text
from planner.report.story import SOURCE, Json, Rows, Story, figure, heading, note, para, table

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
        ([], "Who the people are: age, sex, disability, pregnancy", "national shares only, one profile at a time"),
    )
    rows = [[what, told, text.NOT_ASSESSED] for found, what, told in rooms if not found]
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


def needs(story: Story) -> list[Json]:
    """Return what people would need, sector by sector, beside what was planned and the standard."""
    by_sector: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in story.result["needs"]:
        by_sector[row["sector"]].append(row)
    if not by_sector:
        return []
    breached = [name for name, rows in by_sector.items() if any(row["breach_share"] for row in rows)]
    finding = (
        f"{len(breached):,} of {text.plural(len(by_sector), 'sector')} would fall short of a standard"
        if breached
        else "No shortfall against a standard was found in the sectors that could be assessed"
    )
    blocks = [heading(finding, "Needs by sector")]
    if any(row.get("planned") is not None and row["quantity"] for row in story.result["needs"]):
        blocks.append(
            figure(
                "needs",
                f"Bars of what was planned as a share of the need, beside the line of the standard. {finding}.",
                f"Planned as a share of the need on the peak day; hatched where it falls short. {SOURCE}",
            )
        )
    for sector, rows in by_sector.items():
        blocks += [heading(text.capital(sector), level=3), _need_table(sector, rows)]
    return blocks


def _need_table(sector: str, rows: Sequence[Mapping[str, Any]]) -> Json:
    told: Rows = [
        [
            row["id"],
            text.number(row["quantity"], text.NOT_ASSESSED),
            row["unit"],
            text.short_day(row["peak_day"]) if row["peak_day"] else "",
            row["standard_id"] or "",
            text.number(row["planned"], text.NOT_PUBLISHED),
            text.percent(row["breach_share"]) or text.NOT_ASSESSED,
        ]
        for row in rows
    ]
    head = ["Need", ">Quantity", "Unit", "Peak day", "Standard", ">Planned", ">Days or people in breach"]
    return table(f"{text.capital(sector)}: need, plan and standard", head, told, widths=["1.6fr", *["auto"] * 5, "1fr"])


def rights(story: Story) -> list[Json]:
    """Return the grid of rights checks."""
    rows = story.result["rights"]
    if not rows:
        return []
    breaches = sum(str(row["status"]).startswith("BREACH") for row in rows)
    told = [
        [row["id"], row["indicator"], _value(row["value"]), row["unit"] or "", row["rule"], row["status"]]
        for row in rows
    ]
    return [
        heading(
            f"{breaches:,} of {text.plural(len(rows), 'rights check')} are a breach or a breach unless shown", "Rights"
        ),
        table(
            "Rights checks computed from the plan; counsel must confirm each rule",
            ["Check", "Indicator", ">Value", "Unit", "Rule", "Status"],
            told,
            widths=["auto", "2fr", "auto", "auto", "2fr", "1.2fr"],
            small=True,
        ),
    ]


def _value(value: Any) -> str:
    return text.number(value, text.NOT_ASSESSED) if isinstance(value, int | float | None) else str(value)


def requirements(story: Story) -> list[Json]:
    """Return how many days it takes, what the deadline would need, and cost against date."""
    result, deadline = story.result, len(story.days)
    asked = result["requirements"]
    rows = asked["deadline"]
    days = result["completion"]["days"]
    if result["completion"]["never"]:
        finding = "No number of days would be enough"
    elif days is None:
        finding = (
            f"More than {text.plural(deadline, 'day')} would be needed; no date was found within the days searched"
        )
    elif days <= deadline:
        finding = (
            f"{text.plural(days, 'day')} would be enough, of the {deadline:,} given, as far as published limits say"
        )
    else:
        finding = f"{text.plural(days, 'day')} would be needed where {deadline:,} were given"
    blocks = [
        heading(finding, "What would be needed"),
        figure(
            "days",
            "Bars of the days until everyone could have crossed, by reading and alternative, beside the deadline."
            f" {finding}.",
            "Days from the start until everyone could have crossed; hatched where that is after the deadline, which is"
            f" the dashed line. The dates are in the tables of readings and alternatives. {SOURCE}",
        ),
        para(
            "Whatever the days, individual screening, notice, appeal, counsel and reception come before anyone moves,"
            " and are no part of what could be saved."
        ),
    ]
    if rows:
        blocks.append(_resources(rows))
    if asked["single"]:
        told = [
            [r["limit"], text.number(r["factor"], "no factor of it alone"), text.number(r["value"]), r["unit"]]
            for r in asked["single"]
        ]
        head = ["Limit", ">Factor", ">Value", "Unit"]
        blocks.append(
            table("Each limit alone: what it would have to be", head, told, widths=["2fr", "1fr", "1fr", "1fr"])
        )
    if asked["mix"]:
        told = [[r["limit"], text.number(r["value"]), r["unit"], text.number(r["cost"])] for r in asked["mix"]]
        caption = (
            f"The least costly mix for {text.day(asked['mix_date'])}" if asked["mix_date"] else "The least costly mix"
        )
        blocks.append(table(caption, ["Limit", ">Value", "Unit", ">Cost"], told, widths=["2fr", "1fr", "1fr", "1fr"]))
    if asked["frontier"]:
        blocks.append(
            figure(
                "frontier", "Line of cost against the date by which everyone is across.", f"Cost against date. {SOURCE}"
            )
        )
    return blocks


def _resources(rows: Sequence[Mapping[str, Any]]) -> Json:
    told = [
        [
            row["resource"],
            *(text.number(row["needed"][end], text.NOT_ASSESSED) for end in ("low", "central", "high")),
            row["unit"],
            text.number(row["published"], text.NOT_PUBLISHED),
            row["standard_id"] or "",
        ]
        for row in rows
    ]
    head = ["Resource", ">Low", ">Central", ">High", "Unit", ">Published", "Standard"]
    return table("What the deadline would need, beside what was published", head, told, widths=["2fr", *["auto"] * 6])
