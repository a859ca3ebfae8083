"""How sure: what draws over every range show, which input drives the answer, and what survives them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planner.report import text
from planner.report.naming import input_name
from planner.report.story import SOURCE, Json, Rows, Story, figure, heading, note, para, table

MOST_INPUTS = 12
_MIDDLE = 50
_EXPOSURES = (
    ("nights_in_holding", "Nights in holding or transit sites (person-nights)"),
    ("nights_in_queue", "Nights in queues or outside full sites (person-nights)"),
    ("over_24h", "People who wait more than 24 hours at one place"),
    ("over_48h", "People who wait more than 48 hours at one place"),
    ("road_hours", "Hours on the road (person-hours)"),
    ("most_waiting_people", "Most people waiting at the end of one day"),
)
_KINDS = {"triangular": "triangular", "uniform": "uniform", "lognormal": "lognormal", "discrete": "a list of values"}


def certainty(story: Story) -> list[Json]:
    """Return the chapter on draws, where the run has them."""
    told = story.result["uncertainty"]
    if not told:
        return []
    if not told["draws"]:
        return [heading("No draws were made for this scenario", "How sure"), para(told["reason"])]
    finding = text.certainty_finding(told, story.result)
    return [
        heading(finding, "How sure"),
        para(told["method"]),
        para(_how(told)),
        *_middle(story),
        *_fan(finding),
        _quantile_table(story),
        *_tornado(story),
        *_sobol(story),
        _conclusions(story),
        *_best_possible(story),
        note(f"{text.capital(told['error'])}. Seed {told['seed']}: the same seed gives the same draws."),
    ]


def _how(told: Mapping[str, Any]) -> str:
    kinds = sorted({_KINDS[row["distribution"]["kind"]] for row in told["inputs"]})
    events = (
        f" {text.plural(len(told['events']), 'kind')} of closure happened by chance."
        if told["events"]
        else " No closure happens by chance: no public rate of bad weather or breakdowns was found."
    )
    groups = (
        f" {text.plural(len(told['groups']), 'group')} of figures rise and fall together." if told["groups"] else ""
    )
    return (
        f"{text.plural(told['draws'], 'draw')} over {text.plural(len(told['inputs']), 'figure')} with a range"
        f" ({text.joined(kinds)} distributions), independent of one another unless a scenario says otherwise."
        f"{groups}{events} The readings take every figure at one end at once, which draws do almost never: so their"
        " range is wider than that of the draws."
    )


def _middle(story: Story) -> list[Json]:
    """Return why the middle draw is not the central reading, where it is another."""
    told = story.result["uncertainty"]
    middle = next((row["value"] for row in told["people_on_time"]["quantiles"] if row["percent"] == _MIDDLE), None)
    central = story.result["readings"]["central"]["verdict"]["on_time_people"]["plan"]
    if middle is None or text.rounded(middle) == text.rounded(central):
        return []
    return [
        note(
            f"In the middle draw {text.rounded(middle)} people are across by the deadline, in the central reading's"
            f" plan {central:,}. They need not be the same: a range may reach further to one side of its central figure"
            " than to the other, and in the draws everyone sets out at once, where a plan waits for room."
        )
    ]


def _fan(finding: str) -> list[Json]:
    return [
        figure(
            "fan",
            f"Bands over the days of people across, and below them of people waiting. {finding}.",
            "People across by the end of each day (above) and people waiting in queues or outside full sites (below) if"
            " all set out on their day of release: line, the middle draw; dark band, half of the draws; pale band, nine"
            f" in ten. Their values on some days are in the table below. {SOURCE}",
        )
    ]


def _quantile_table(story: Story) -> Json:
    told = story.result["uncertainty"]
    percents = told["percents"]
    rows: Rows = [["People across by the deadline", *_shown(told["people_on_time"]["quantiles"])]]
    rows.append(["Everyone across by", *(_date(row) for row in told["completion"]["quantiles"])])
    rows += [[words, *_shown(told["exposure"][name]["quantiles"])] for name, words in _EXPOSURES]
    step = max(1, -(-len(told["days"]) // 4))
    for row in told["days"][step - 1 :: step]:
        rows.append([f"Waiting at the end of {text.short_day(row['date'])}", *map(text.rounded, row["waiting"])])
    return table(
        "What the draws show, rounded: so many per cent of the draws are at or below each figure",
        ["", *(f">{percent} %" for percent in percents)],
        rows,
        widths=["2.4fr", *["1fr"] * len(percents)],
    )


def _shown(quantiles: Sequence[Mapping[str, Any]]) -> list[str]:
    return [text.rounded(row["value"]) for row in quantiles]


def _date(row: Mapping[str, Any]) -> str:
    return text.short_day(row["date"]) if row["date"] else "not within the days looked at"


def _tornado(story: Story) -> list[Json]:
    rows = [row for row in story.result["uncertainty"]["tornado"] if _moves(row)]
    if not rows:
        return [note("No figure alone, taken at either end of its range, changes how many cross by the deadline.")]
    first = input_name(rows[0]["id"], story.names)
    swings = any(row["swing_people"] for row in rows)
    finding = f"{first} moves the result most of all figures with a range"
    if not swings:
        finding = f"No figure alone moves how many cross in time; {first} moves most how many are left"
    told = [
        [
            input_name(row["id"], story.names),
            f"{text.number(row['low'])} to {text.number(row['high'])} {row['unit']}",
            *(text.rounded(row["people_on_time"][end]) for end in ("at_low", "at_high")),
            *(text.rounded(row["left_after_deadline"][end]) for end in ("at_low", "at_high")),
        ]
        for row in rows[:MOST_INPUTS]
    ]
    head = ["Figure", "Its range", ">Across at low", ">Across at high", ">Left at low", ">Left at high"]
    picture = figure(
        "tornado",
        f"Bars of people across by the deadline with one figure at a time at its ends. {finding}.",
        "People across by the deadline with one figure at its low (circle) and high (triangle) end and all others"
        f" central, which is the line. {SOURCE}",
    )
    return [
        heading(finding, level=3),
        *([picture] if swings else []),
        table(
            "One figure at a time at the ends of its range, all others central, rounded",
            head,
            told,
            widths=["1.5fr", "1.6fr", *["1fr"] * 4],
        ),
    ]


def _moves(row: Mapping[str, Any]) -> bool:
    left = row["left_after_deadline"]
    return bool(row["swing_people"]) or left["at_low"] != left["at_high"]


def _sobol(story: Story) -> list[Json]:
    told = story.result["uncertainty"]["sobol"]
    blocks = []
    for outcome in told["outcomes"]:
        rows = [
            [
                input_name(row["cause"], story.names),
                *(f"{row[part]:.2f} ± {row[f'{part}_error']:.2f}" for part in ("first", "total")),
            ]
            for row in outcome["rows"][:MOST_INPUTS]
        ]
        blocks.append(
            table(
                f"Share of the variance of {outcome['outcome'].replace('_', ' ')} that each figure explains (Sobol"
                f" indices, {told['samples']:,} base samples, 95 % confidence)",
                ["Figure", ">Alone (first order)", ">With others (total)"],
                rows,
                widths=["2fr", "1fr", "1fr"],
            )
        )
    return blocks


def _conclusions(story: Story) -> Json:
    rows = [
        [
            row["text"],
            "yes" if row["survives"] else "no",
            text.percent(row["draws_share"]),
            "; ".join(input_name(name, story.names) for name in row["turned_by"]) or "none",
        ]
        for row in story.result["uncertainty"]["conclusions"]
    ]
    return table(
        "What one would say from the central figures, and whether it survives: in every draw, and with each figure"
        " alone at either end",
        ["Said of the central figures", "Survives", ">True in", "Turned by one figure alone"],
        rows,
        widths=["2.4fr", "auto", "auto", "1.6fr"],
    )


def _best_possible(story: Story) -> list[Json]:
    told = story.result["uncertainty"]["best_possible"]
    if not told["draws"]:
        return []
    outcomes = told["outcomes"]
    return [
        para(
            f"Bad luck or a bad plan? In {text.plural(told['draws'], 'draw')} the best plan was looked for too. In"
            f" {outcomes['bad_luck']:,} of them no plan could have brought everyone across in time; in"
            f" {outcomes['bad_plan']:,} one might have, where setting out all at once did not; in"
            f" {outcomes['reached']:,} setting out all at once was enough. At most"
            f" {text.rounded(max(told['people_at_most']))} people could have crossed in the best of these draws, and at"
            f" most {text.rounded(min(told['people_at_most']))} in the worst."
        )
    ]
