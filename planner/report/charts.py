"""Figures that compare: limits beside the ranges of their sources, days beside the deadline, waits, needs, events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from planner.report import text
from planner.report.background import shown_events
from planner.report.drawing import (
    BLUE,
    BREACH,
    EDGED,
    GREEN,
    GREY,
    INK,
    ORANGE,
    SKY,
    TINT,
    VERMILION,
    month_starts,
    new_figure,
    people_axis,
    row_axis,
)
from planner.report.naming import drawn_limits, limit_name
from planner.report.requirements import currency_of
from planner.report.story import Story

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROW_IN = 0.24
_FARTHEST = 6.0
_MOST_EVENTS = 40
_THOUSAND = 1_000
_MOST_MONTHS = 6
_HEIGHTS = (0.45, -0.45, 0.9, -0.9, 1.35, -1.35)
_APART = 0.035
_LABEL_SHARE, _LOW_SHARE = 0.25, 0.15
_MOST_SHARE = 2
_STAGES = (
    (0.85, 1.0, "District", "release"),
    (3.15, 0.75, "Public site", "arrivals, places, nights"),
    (5.6, 0.75, "Queue", "sheltered places"),
    (7.5, 1.0, "Crossing", "people a day"),
    (9.25, 1.0, "Reception", "places"),
)
_WAYS = (
    ((1.35, 0.95), (2.3, 0.78), 0.0),
    ((4.0, 0.75), (5.05, 0.75), 0.0),
    ((6.15, 0.78), (6.95, 0.92), 0.0),
    ((8.05, 1.0), (8.75, 1.0), 0.0),
    ((1.0, 1.35), (7.2, 1.35), -0.12),
)


def draw_binds(story: Story) -> Figure:
    """Draw each limit that binds: value used, range of its source, value that meets the deadline alone."""
    rows = drawn_limits(story.result)
    figure = new_figure(0.95 + _ROW_IN * len(rows))
    axes = figure.add_subplot()
    ends = [_multiples(row) for row in rows]
    far = max([2.0, *(x for spans in ends for x in spans if x is not None and x <= _FARTHEST)])
    edge = far * 1.12
    for k, (low, high, flips) in enumerate(ends):
        if low is not None and high is not None:
            axes.plot([low, min(high, edge)], [-k, -k], color=SKY, lw=6, solid_capstyle="butt", zorder=1)
            if high > edge:
                _beyond(axes, edge, -k, f"to {high:,.0f} times")
        axes.plot([1], [-k], marker="o", color=BLUE, ms=5, ls="", zorder=3)
        if flips is not None and flips <= edge:
            axes.plot([flips], [-k], marker="^", color=VERMILION, mec="white", mew=0.5, ms=7, ls="", zorder=4)
    axes.axvline(1, color=GREY, lw=0.7, ls=(0, (2, 2)), zorder=0)
    row_axis(axes, [limit_name(row, story.names) for row in rows], 0.6)
    axes.set_xlim(0, edge)
    axes.set_xlabel("multiples of the value used")
    axes.tick_params(axis="y", length=0)
    handles = [
        axes.plot([], [], color=SKY, lw=6, label="range of its source")[0],
        axes.plot([], [], marker="o", color=BLUE, ms=5, ls="", label="used")[0],
        axes.plot([], [], marker="^", color=VERMILION, ms=7, ls="", label="meets the deadline alone")[0],
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=3, frameon=False, borderaxespad=0)
    return figure


def _multiples(row: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    used, span, flips = row["capacity"], row["source_range"], row["flips_at"]
    if not used:
        return None, None, None
    low, high = (end / used for end in span) if span else (None, None)
    return low, high, None if flips is None else flips / used


def _beyond(axes: Axes, x: float, y: float, words: str) -> None:
    """Say that a bar goes on beyond the edge, and how far: beside the figure, where no bar runs under the words."""
    axes.annotate(f"→ {words}", (x, y), (3, 0), textcoords="offset points", va="center", fontsize=7)


def draw_days(story: Story) -> Figure:
    """Draw the days that everyone's crossing would take, by reading and by alternative, beside the deadline."""
    rows = [(f"{name} reading", story.result["readings"][name]["completion"]) for name in text.READINGS]
    rows += [(row["title"], row["completion"]) for row in story.result["alternatives"]]
    deadline = len(story.days)
    figure = new_figure(0.6 + _ROW_IN * len(rows))
    axes = figure.add_subplot()
    known = [done["days"] for _, done in rows if done["days"] is not None]
    found = any(done["days"] is not None and not text.is_proved(done) for _, done in rows)
    edge = max([*known, deadline]) * (1.45 if found else 1.25)
    for k, (_, done) in enumerate(rows):
        if done["days"] is None:
            words = "never" if done["never"] else text.completion_text(done)
            x = deadline if deadline < _LABEL_SHARE * edge else 0
            axes.annotate(words, (x, -k), (4, 0), textcoords="offset points", va="center")
            continue
        late = done["days"] > deadline
        axes.barh(-k, done["days"], height=0.55, color=TINT if late else SKY, ec=VERMILION if late else BLUE,
                  hatch="////" if late else "", lw=0.6)  # fmt: skip
        words = f"{text.plural(done['days'], 'day')}, {text.short_day(done['date'])}"
        if not text.is_proved(done):
            words += " (plan found)"
        # A label that the line of the deadline would cross stands behind the line.
        x = deadline if done["days"] <= deadline < done["days"] + _LABEL_SHARE * edge else done["days"]
        axes.annotate(words, (x, -k), (4, 0), textcoords="offset points", va="center")
    axes.axvline(deadline, color=BREACH, lw=1.2, ls=(0, (4, 2)))
    axes.annotate(
        f"deadline, day {deadline:,}", (deadline, 0.5), (3, 1), textcoords="offset points", color=BREACH, va="bottom",
        gid=EDGED,
    )  # fmt: skip
    row_axis(axes, [words for words, _ in rows], 1.1)
    axes.set_xlim(0, edge)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_xlabel("days from the start")
    axes.tick_params(axis="y", length=0)
    return figure


def draw_waits(story: Story) -> Figure:
    """Draw by reading who would wait over 24 and over 48 hours, beside the people in scope."""
    figure = new_figure(1.8)
    axes = figure.add_subplot()
    readings = [story.result["readings"][name] for name in text.READINGS]
    shapes = (("over_24h", SKY, "", "over 24 hours"), ("over_48h", VERMILION, "////", "over 48 hours"))
    most = max(row["verdict"]["in_scope_people"] for row in readings)
    for k, row in enumerate(readings):
        scope = row["verdict"]["in_scope_people"]
        axes.plot([k - 0.36, k + 0.36], [scope, scope], color=INK, lw=1.3, label="in scope" if not k else None)
        for j, (key, colour, hatch, words) in enumerate(shapes):
            people, x = row["exposure"]["must"][key], k - 0.17 + 0.34 * j
            axes.bar(
                x, people, width=0.3, color=colour, hatch=hatch, ec="white", lw=0.4, label=words if not k else None
            )
            # A count stands in its bar, and on one too low for it.
            away, va = (-2, "top") if people > _LOW_SHARE * most else (1, "bottom")
            axes.annotate(text.rounded(people), (x, people), (0, away), textcoords="offset points", ha="center", va=va,
                          fontsize=7, gid=EDGED, zorder=5)  # fmt: skip
    people_axis(axes, most * 1.06, ticks=4)
    axes.set_xticks(range(len(readings)), list(text.READINGS))
    axes.set_ylabel("people")
    figure.legend(loc="outside upper left", ncols=3, frameon=False, borderaxespad=0)
    return figure


def draw_timeline(story: Story) -> Figure:
    """Draw the events around the scenario's days on a line of time; numbers lead to the table below it."""
    events = shown_events(story)[:_MOST_EVENTS]
    figure = new_figure(1.6)
    axes = figure.add_subplot()
    first = min([story.start, *(row.day for row in events)])
    axes.axvspan((story.start - first).days, (story.deadline - first).days, color=SKY, alpha=0.35, lw=0)
    axes.axhline(0, color=INK, lw=1)
    days = max([(story.deadline - first).days, *((row.day - first).days for row in events)]) + 1
    free = dict.fromkeys(_HEIGHTS, -float("inf"))
    for k, row in enumerate(events):
        x = (row.day - first).days
        # The nearest height at which the last number is far enough away, else the one with most room.
        height = next((h for h in _HEIGHTS if x - free[h] >= _APART * days), min(_HEIGHTS, key=lambda h: free[h]))
        free[height] = x
        axes.plot([x, x], [0, height], color=GREY, lw=0.6, zorder=1)
        axes.plot([x], [height], marker="o", ms=10, mfc="white", mec=BLUE, zorder=2)
        axes.annotate(str(k + 1), (x, height), ha="center", va="center", fontsize=7, zorder=3)
    ticks = month_starts(first, days + 1, _MOST_MONTHS) or [first]
    axes.set_xticks([(when - first).days for when in ticks], [f"{text.short_day(when)}" for when in ticks])
    axes.set_xlim(-0.02 * days - 1, days * 1.02)
    axes.set_ylim(-1.6, 1.6)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    return figure


def draw_way() -> Figure:
    """Draw the stages that people pass, with the limits that count at each."""
    figure = new_figure(1.45)
    axes = figure.add_subplot()
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 2.2)
    axes.set_axis_off()
    for x, y, name, limits in _STAGES:
        axes.annotate(
            f"{name}\n{limits}", (x, y), ha="center", va="center", fontsize=7.2, linespacing=1.35, zorder=3,
            bbox={"boxstyle": "round,pad=0.45", "fc": "white", "ec": BLUE, "lw": 0.9},
        )  # fmt: skip
    for start, end, bend in _WAYS:
        axes.annotate(
            "", end, start, zorder=1,
            arrowprops={"arrowstyle": "-|>", "color": GREY, "lw": 1, "connectionstyle": f"arc3,rad={bend}"},
        )  # fmt: skip
    axes.annotate("in hired vehicles, straight to a crossing", (3.9, 2.02), ha="center", va="center", fontsize=7,
                  gid=EDGED)  # fmt: skip
    return figure


def draw_needs(story: Story) -> Figure:
    """Draw what was planned as a share of what would be needed, a bar a need, beside the line of the standard."""
    rows = [row for row in story.result["needs"] if row.get("planned") is not None and row["quantity"]]
    figure = new_figure(0.8 + _ROW_IN * len(rows))
    axes = figure.add_subplot()
    shares = [min(row["planned"] / row["quantity"], _MOST_SHARE) for row in rows]
    edge = max([1.4, *shares]) * 1.25
    for k, share in enumerate(shares):
        row = rows[k]
        short = share < 1 or row["first_breach_day"] is not None
        axes.barh(-k, share, height=0.55, color=TINT if short else SKY, ec=VERMILION if short else BLUE,
                  hatch="////" if short else "", lw=0.6)  # fmt: skip
        word = "no breach found" if not short else "BREACH" if share < 1 else "in all, BREACH at a place"
        told = text.percent(row["planned"] / row["quantity"])
        if row["planned"] > _MOST_SHARE * row["quantity"]:
            told = f"→ to {told}"
        # A label that the line of the standard would cross stands behind the line.
        x = max(share, 1) if share + _LABEL_SHARE * edge > 1 else share
        axes.annotate(f"{told} {word}", (x, -k), (3, 0), textcoords="offset points", va="center",
                      color=BREACH if short else INK)  # fmt: skip
    axes.axvline(1, color=GREEN, lw=1.2)
    axes.annotate("what the standard asks", (1, 0.55), (3, 0), textcoords="offset points", va="bottom", fontsize=7)
    row_axis(axes, [f"{row['sector']}: {row['title']}" for row in rows], 1.1)
    axes.set_xlim(0, edge)
    axes.set_xlabel(f"planned as a share of the need; bars end at {_MOST_SHARE}")
    return figure


def draw_frontier(story: Story) -> Figure:
    """Draw the least cost of reaching everyone against the date, with the range of its prices."""
    rows = story.result["requirements"]["frontier"]
    figure = new_figure(2.2)
    axes = figure.add_subplot()
    days = [(date.fromisoformat(row["date"]) - story.start).days for row in rows]
    cost = [row["cost"] / _THOUSAND for row in rows]
    ends = [[end / _THOUSAND for end in row["cost_range"]] for row in rows]
    axes.vlines(days, [low for low, _ in ends], [high for _, high in ends], color=SKY, lw=5)
    axes.plot(days, cost, color=ORANGE, mec=INK, mew=0.5, marker="o", ms=5, lw=1.4)
    ticks = range(0, len(rows), max(1, -(-len(rows) // 6)))
    axes.set_xticks([days[k] for k in ticks], [text.short_day(rows[k]["date"]) for k in ticks])
    people_axis(axes, max(high for _, high in ends), ticks=4)
    axes.set_ylabel(f"millions of {currency_of(story.result['requirements'])}")
    return figure
