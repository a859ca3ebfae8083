"""Figures of people and rights: shares by age, the grid of checks, minutes of screening against officers."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from planner.report import text
from planner.report.drawing import BLUE, BREACH, EDGED, GREY, INK, PALE, SKY, TINT, VERMILION, new_figure, row_axis
from planner.report.people import CHILDREN, ages_of
from planner.report.rights import BREACH as BREACHED
from planner.report.rights import SIGNS, UNLESS_SHOWN, screening_of
from planner.report.story import Story

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLUMNS, _ROW_IN, _TITLE_SIGNS = 4, 0.56, 27
_MINUTES_ROW = "PRO-03"
_FACES = {BREACHED: TINT, UNLESS_SHOWN: "#FFF6E0", text.NOT_ASSESSED: "white"}
_EDGES = {BREACHED: VERMILION, UNLESS_SHOWN: "#B57A00", text.NOT_ASSESSED: GREY}


def draw_rights(story: Story) -> Figure:
    """Draw the checks in a grid, each with its sign, number and question."""
    from matplotlib.patches import Rectangle

    rows = story.result["rights"]
    lines = -(-len(rows) // _COLUMNS)
    figure = new_figure(0.1 + _ROW_IN * lines)
    axes = figure.add_subplot()
    for k, row in enumerate(rows):
        x, y, status = k % _COLUMNS, -(k // _COLUMNS), row["status"]
        face, edge = _FACES.get(status, "#EAF4FB"), _EDGES.get(status, BLUE)
        hatch = "////" if status == BREACHED else ""
        axes.add_patch(Rectangle((x + 0.02, y + 0.06), 0.13, 0.88, fc=face, ec=edge, hatch=hatch, lw=0.7))
        axes.add_patch(Rectangle((x + 0.02, y + 0.06), 0.96, 0.88, fc="none", ec=edge, lw=0.9))
        axes.annotate(SIGNS.get(status, ""), (x + 0.085, y + 0.5), ha="center", va="center", fontsize=11,
                      fontweight="bold", gid=EDGED)  # fmt: skip
        words = textwrap.fill(f"{row['id']} {row['title']}", _TITLE_SIGNS, max_lines=2, placeholder=" …")
        axes.annotate(words, (x + 0.18, y + 0.5), va="center", fontsize=7, linespacing=1.2)
    axes.set_xlim(0, _COLUMNS)
    axes.set_ylim(1 - lines, 1)
    axes.set_axis_off()
    return figure


def draw_minutes(story: Story) -> Figure:
    """Draw the minutes of screening that each adult could be given, by how many officers there are."""
    row, standard = screening_of(story), story.case.standards.get(_MINUTES_ROW)
    figure = new_figure(2.2)
    axes = figure.add_subplot()
    if row is None or standard is None:
        axes.set_axis_off()
        return figure
    needed = row["numbers"]["officers_needed"]
    marks = [(needed[end], float(minutes)) for end, minutes in
             (("low", standard.low), ("central", standard.value), ("high", standard.high))]  # fmt: skip
    officers, minutes = marks[-1]
    axes.plot([0, officers * 1.1], [0, minutes * 1.1], color=SKY, lw=3, zorder=1)
    axes.axhline(marks[0][1], color=BREACH, lw=1.1, ls=(0, (4, 2)))
    axes.annotate(f"least: {marks[0][1]:g} minutes", (0, marks[0][1]), (4, 2), textcoords="offset points", va="bottom",
                  color=BREACH, gid=EDGED)  # fmt: skip
    for (x, y), shape in zip(marks, "vo^", strict=True):
        axes.plot([x], [y], marker=shape, color=BLUE, mec="white", mew=0.6, ms=8, ls="", zorder=3)
        axes.annotate(f"{text.quantity(x)} officers: {y:g} minutes", (x, y), (7, -6), textcoords="offset points",
                      va="top", gid=EDGED, zorder=4)  # fmt: skip
    there = row["numbers"].get("officers")
    if there is not None and row["value"] is not None:
        axes.plot([there], [row["value"]], marker="s", color=BREACH, mec="white", mew=0.6, ms=8, ls="", zorder=3)
        officers_there = f"{text.quantity(there)} {'officer there is' if there == 1 else 'officers there are'}"
        axes.annotate(f"{officers_there}: {text.quantity(row['value'])} minutes", (there, row["value"]),
                      (11, -3), textcoords="offset points", va="center", gid=EDGED, zorder=4)  # fmt: skip
        officers = max(officers, there)
    axes.set_xlim(0, max(officers * 1.32, 1))
    axes.set_ylim(0, minutes * 1.15)
    axes.grid(axis="y", color=PALE)
    axes.tick_params(colors=INK)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_xlabel("screening officers, every working day to the deadline")
    axes.set_ylabel("minutes an adult")
    return figure


def draw_ages(story: Story) -> Figure:
    """Draw shares of everyone by age with the range of their sources."""
    rows = ages_of(story)
    figure = new_figure(0.5 + 0.26 * len(rows))
    axes = figure.add_subplot()
    for k, row in enumerate(rows):
        low, value, high = (100 * float(end) for end in (row.low, row.value, row.high))
        young = row.indicator in CHILDREN
        axes.barh(-k, value, height=0.6, color=SKY if young else PALE, ec=BLUE if young else GREY,
                  hatch="//" if young else "", lw=0.6)  # fmt: skip
        axes.plot([low, high], [-k, -k], color=INK, lw=1.4, marker="|", ms=6)
        axes.annotate(f"{value:g} %", (max(high, value), -k), (5, 0), textcoords="offset points", va="center")
    row_axis(axes, [row.indicator for row in rows], 0.6)
    axes.set_xlim(0, 100 * max(float(row.high) for row in rows) * 1.2)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("per cent of everyone; hatched, under 18")
    return figure
