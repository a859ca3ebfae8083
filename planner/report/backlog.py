"""Queue and backlog: who waits where at the end of each day if all set out on release, and who over 24 and 48 hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from planner.report import text
from planner.report.drawing import BLUE, INK, ORANGE, PALE, SKY, TINT, VERMILION, date_axis, new_figure, people_axis
from planner.report.grid import Table
from planner.report.story import SOURCE, Json, Story, figure, table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_ROWS = 8
_LOOKS = (
    ("queue_people", SKY, "", "in queues"),
    ("outside_people", ORANGE, "////", "outside full sites"),
    ("held_people", BLUE, "||", "held"),
)
_LINES = (
    ("over_24h", VERMILION, "s", (0, (5, 2)), "over 24 hours"),
    ("over_48h", INK, "^", (0, (1, 1)), "over 48 hours"),
)


def backlog(story: Story) -> list[Json]:
    """Return the figure of queue and backlog and its table, where anybody would wait."""
    days = story.result["exposure"]["days"]
    if not any(_waiting(row) for row in days):
        return []
    worst, last = max(days, key=_waiting), days[-1]
    most, day, two_days = (text.rounded(n) for n in (_waiting(worst), last["over_24h"], last["over_48h"]))
    finding = (
        f"Most wait or are held on {text.day(worst['date'])}: {most}. On {text.day(last['date'])} {day} have waited"
        f" over 24 hours and {two_days} over 48"
    )
    step = -(-len(days) // _MOST_ROWS)
    # The worst night, the first day and the last are told of, whichever days stand between them.
    told = {0, days.index(worst), *range((len(days) - 1) % step, len(days), step)}
    shown = [days[k] for k in sorted(told)]
    return [
        figure(
            "backlog",
            f"Areas over the days of people in queues, outside full sites, held, and not there yet; below, two lines of"
            f" those who have waited over 24 and over 48 hours, with the range between readings. {finding}.",
            "People at the end of each day if all set out on their day of release, areas by where they are"
            f" (above, {story.reading} reading), and those who by then have waited over 24 hours (dashes, squares) and"
            " over 48 hours (dots, triangles) at one place; band, over 24 hours from the least to the most of three"
            " readings."
            f" Against these hours stand DET-04, a magistrate within 24, and DET-05, a review within 48. {SOURCE}",
        ),
        table(
            "Waiting at the end of the day if all set out on release, rounded",
            ["Day", ">In queues", ">Outside full sites", ">Held", ">Over 24 hours", ">Over 48 hours", ">Not there yet"],
            [
                [
                    text.short_day(row["date"]),
                    *(text.rounded(row[key]) for key, *_ in (*_LOOKS, *_LINES)),
                    text.rounded(_not_there(story, row)),
                ]
                for row in shown
            ],
            widths=["1.2fr", *["1fr"] * 6],
        ),
    ]


def _waiting(row: Mapping[str, Any]) -> int:
    return sum(int(row[key]) for key, *_ in _LOOKS)


def _not_there(story: Story, row: Mapping[str, Any]) -> int:
    """Return people who have not set out, or are on the road."""
    return int(story.result["verdict"]["in_scope_people"]) - _waiting(row) - int(row["crossed_people"])


def draw_backlog(story: Story) -> Figure:
    """Draw people by where they are at the end of each day, and below them those who have waited long."""
    rows = story.result["exposure"]["days"]
    figure = new_figure(3.9)
    upper, lower = figure.subplots(2, 1, sharex=True)
    at, base = range(len(rows)), [0] * len(rows)
    layers: list[tuple[Sequence[int], str, str, str]] = [
        ([row[key] for row in rows], colour, hatch, words) for key, colour, hatch, words in _LOOKS
    ]
    layers.append(([_not_there(story, row) for row in rows], PALE, "", "not there yet"))
    for people, colour, hatch, words in layers:
        top = [below + count for below, count in zip(base, people, strict=True)]
        if any(people):
            upper.fill_between(at, base, top, fc=colour, ec="white", hatch=hatch, lw=0.4, label=words)
        base = top
    people_axis(upper, max(base), ticks=4)
    upper.set_ylabel("people not across")
    readings = [story.result["readings"][name]["exposure"]["days"] for name in text.READINGS]
    every = max(1, len(rows) // _MOST_ROWS)
    ends = [[row["over_24h"] for row in days] for days in zip(*readings, strict=True)]
    lower.fill_between(at, list(map(min, ends)), list(map(max, ends)), color=TINT, lw=0, label="in all readings")
    for key, colour, mark, dashes, words in _LINES:
        lower.plot(
            at,
            [row[key] for row in rows],
            color=colour,
            ls=dashes,
            lw=1.4,
            marker=mark,
            ms=4,
            markevery=every,
            label=words,
        )
    people_axis(lower, max(max(row["over_24h"] for row in days) for days in readings), ticks=4)
    lower.set_ylabel("people who waited")
    for axes in (upper, lower):
        axes.axvline(len(story.days) - 1, color=VERMILION, lw=1.1, ls=(0, (2, 2)))
    lower.set_xlim(-0.5, len(rows) - 0.5)
    date_axis(lower, story.start, len(rows))
    handles = [handle for axes in (upper, lower) for handle in axes.get_legend_handles_labels()[0]]
    figure.legend(handles=handles, loc="outside upper left", ncols=4, frameon=False, borderaxespad=0)
    return figure


def waiting_table(result: Mapping[str, Any]) -> Table:
    """Return who waits at the end of each day, in the chosen reading, exact: these are national totals."""
    columns = (
        ("date", "#date"),
        ("in_queues", "#affected+waiting+crossings"),
        ("outside_sites", "#affected+waiting+outside"),
        ("held_at_sites", "#affected+held"),
        ("waited_over_24h", "#affected+waiting+overday"),
        ("waited_over_48h", "#affected+waiting+overtwodays"),
        ("across_by_order", "#affected+crossed+order"),
    )
    keys = ("date", "queue_people", "outside_people", "held_people", "over_24h", "over_48h", "crossed_people")
    return Table(
        name="waiting_by_day",
        columns=columns,
        rows=[tuple(row[key] for key in keys) for row in result["exposure"]["days"]],
    )
