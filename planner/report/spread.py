"""Figures of what is not certain: bands of draws over the days, and one figure at a time at its ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from planner.report import text
from planner.report.certainty import MOST_INPUTS
from planner.report.drawing import (
    BLUE,
    BREACH,
    EDGED,
    GREY,
    INK,
    ORANGE,
    PALE,
    SKY,
    VERMILION,
    date_axis,
    new_figure,
    people_axis,
    row_axis,
)
from planner.report.happened import BASELINES
from planner.report.naming import input_name
from planner.report.story import Story

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROW_IN = 0.24
_EDGE = 1.25
_RULES = {"forecast": "forecast", **{name: words.lower() for name, words in BASELINES.items()}}
_MOST_ERROR = 3.0
_LOOKS = ((BLUE, ""), (SKY, "||"), (ORANGE, "//"), ("white", "xx"), (PALE, "--"))
"""Colour and hatch of the forecast and of each naive rule."""


def draw_fan(story: Story) -> Figure:
    """Draw bands of people across, and of people waiting, over the days."""
    told = story.result["uncertainty"]
    figure = new_figure(3.9)
    upper, lower = figure.subplots(2, 1, sharex=True)
    most = max(row["value"] for row in told["exposure"]["in_scope_people"]["quantiles"])
    _bands(upper, [row["crossed"] for row in told["days"]])
    _bands(lower, [row["waiting"] for row in told["days"]])
    for axes, words, top in ((upper, "people across", most), (lower, "people waiting", _top(told, "waiting"))):
        people_axis(axes, top, ticks=4)
        axes.set_ylabel(words)
        axes.axvline(len(story.days) - 1, color=VERMILION, lw=1.1, ls=(0, (2, 2)))
    scope = story.result["verdict"]["in_scope_people"]
    if scope <= upper.get_ylim()[1]:
        upper.axhline(scope, color=GREY, lw=1, ls=(0, (6, 3)))
        upper.annotate(
            f"in scope {scope:,} ({story.reading} reading)", (0, scope), (4, -3), textcoords="offset points", va="top",
            gid=EDGED,
        )  # fmt: skip
    lower.set_xlim(-0.5, len(story.days) - 0.5)
    date_axis(lower, story.start, len(story.days))
    figure.legend(*upper.get_legend_handles_labels(), loc="outside upper left", ncols=3, frameon=False, borderaxespad=0)
    return figure


def _top(told: Mapping[str, Any], name: str) -> int:
    return max((max(row[name]) for row in told["days"]), default=1)


def _bands(axes: Axes, rows: Sequence[Sequence[int]]) -> None:
    """Draw nine in ten draws, half of them, and the middle one; the quantiles are five, in order."""
    days, columns = range(len(rows)), list(zip(*rows, strict=True))
    axes.fill_between(days, columns[0], columns[-1], color=SKY, alpha=0.45, lw=0, label="nine draws in ten")
    axes.fill_between(days, columns[1], columns[-2], color=BLUE, alpha=0.55, lw=0, label="half of the draws")
    axes.plot(days, columns[len(columns) // 2], color=INK, lw=1.4, label="the middle draw")


def draw_tornado(story: Story) -> Figure:
    """Draw people across by the deadline with one figure at a time at either end of its range."""
    rows = [row for row in story.result["uncertainty"]["tornado"] if row["swing_people"]][:MOST_INPUTS]
    figure = new_figure(1.05 + _ROW_IN * max(len(rows), 1))
    axes = figure.add_subplot()
    ends = [(row["people_on_time"]["at_low"], row["people_on_time"]["at_high"]) for row in rows]
    central = story.result["uncertainty"]["tornado"][0]["people_on_time"]["central"]
    for k, (low, high) in enumerate(ends):
        axes.plot([low, high], [-k, -k], color=ORANGE, lw=7, solid_capstyle="butt", zorder=1)
        axes.plot([low], [-k], marker="o", color=BLUE, mec="white", mew=0.6, ms=6.5, ls="", zorder=3)
        axes.plot([high], [-k], marker="^", color=BREACH, mec="white", mew=0.6, ms=7.5, ls="", zorder=3)
    axes.axvline(central, color=INK, lw=1, ls=(0, (4, 2)), zorder=2)
    axes.annotate(f"central {text.rounded(central)}", (central, 0.62), (3, 0), textcoords="offset points", va="bottom",
                  gid=EDGED)  # fmt: skip
    row_axis(axes, [input_name(row["id"], story.names) for row in rows], 1.25)
    axes.set_xlim(0, max([1, central, *(max(pair) for pair in ends)]) * _EDGE)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("people across by the deadline")
    handles = [
        axes.plot([], [], marker="o", color=BLUE, ms=6, ls="", label="figure at its low end")[0],
        axes.plot([], [], marker="^", color=BREACH, ms=7, ls="", label="at its high end")[0],
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=2, frameon=False, borderaxespad=0)
    return figure


def draw_backtest(story: Story) -> Figure:
    """Draw the error of the forecast beside those of naive rules, by cut-off."""
    told = story.result["backtest"]
    cutoffs, yard = told["cutoffs"], told["yardstick"]
    figure = new_figure(2.4)
    axes = figure.add_subplot()
    names = ["forecast", *cutoffs[0]["baselines"]]
    looks = dict(zip(names, _LOOKS, strict=True))
    axes.axhspan(yard["low"], yard["high"], color=GREY, alpha=0.18, lw=0)
    width = 0.8 / len(names)
    for k, row in enumerate(cutoffs):
        for j, name in enumerate(names):
            value = row["ard"] if name == "forecast" else row["baselines"][name]
            if value is None:
                continue
            x, (face, hatch) = k - 0.4 + width * (j + 0.5), looks[name]
            axes.bar(x, min(value, _MOST_ERROR), width=width * 0.9, color=face, ec=INK, hatch=hatch, lw=0.5,
                     label=_RULES[name] if not k else None)  # fmt: skip
            axes.annotate(f"{value:.2f}", (x, min(value, _MOST_ERROR)), (0, 1), textcoords="offset points",
                          ha="center", va="bottom", fontsize=6, gid=EDGED)  # fmt: skip
    axes.set_ylim(0, _MOST_ERROR * 1.12)
    axes.set_xticks(range(len(cutoffs)), [text.short_day(row["date"]) for row in cutoffs])
    axes.set_ylabel(f"relative difference (cut at {_MOST_ERROR:g})")
    figure.legend(loc="outside upper left", ncols=len(names), frameon=False, borderaxespad=0)
    return figure
