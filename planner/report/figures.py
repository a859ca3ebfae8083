"""The figures of the report, each from the records of a run; ``drawing`` holds how they look."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planner.report import charts, checkgrid, text
from planner.report import spread as spread_of
from planner.report.backlog import draw_backlog
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
    WEEK,
    date_axis,
    new_figure,
    people_axis,
    style,
    svg_of,
)
from planner.report.findings import MOST_DAYS, main_crossings, others_in_words
from planner.report.fonts import drawable
from planner.report.gaps import draw_gaps
from planner.report.mapping import draw_map
from planner.report.story import Story

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROOM = 0.34
_READING_SHAPES = {"favourable": ("^", GREEN), "central": ("o", BLUE), "strict": ("v", VERMILION)}


def draw(story: Story, names: Collection[str], case_folder: Path, fonts: Path | None = None) -> dict[str, str]:
    """
    Return the named figures as SVG, for print and page alike.

    Parameters
    ----------
    case_folder
        Holds the boundaries for the map.
    fonts
        A folder with the fonts for figures, where another process has cut them.
    """
    makers = _makers(story, case_folder)
    with style(fonts):
        return {name: svg_of(make()) for name, make in makers.items() if name in names}


def _makers(story: Story, case_folder: Path) -> Mapping[str, Callable[[], Figure]]:
    return {
        "bars": lambda: draw_bars(story),
        "map": lambda: draw_map(story, case_folder),
        "curve": lambda: draw_curve(story),
        "arrivals": lambda: draw_arrivals(story),
        "gaps": lambda: draw_gaps(story, case_folder),
        "way": charts.draw_way,
        "binds": lambda: charts.draw_binds(story),
        "days": lambda: charts.draw_days(story),
        "waits": lambda: charts.draw_waits(story),
        "backlog": lambda: draw_backlog(story),
        "timeline": lambda: charts.draw_timeline(story),
        "needs": lambda: charts.draw_needs(story),
        "frontier": lambda: charts.draw_frontier(story),
        "ages": lambda: checkgrid.draw_ages(story),
        "rights": lambda: checkgrid.draw_rights(story),
        "minutes": lambda: checkgrid.draw_minutes(story),
        "fan": lambda: spread_of.draw_fan(story),
        "backtest": lambda: spread_of.draw_backtest(story),
        "tornado": lambda: spread_of.draw_tornado(story),
    }


def draw_bars(story: Story) -> Figure:
    """Draw by reading how many of the people in scope could be across by the deadline and how many are left."""
    from matplotlib.patches import Patch

    figure = new_figure(1.4)
    axes = figure.add_subplot()
    readings = [(name, story.result["readings"][name]["verdict"]) for name in text.READINGS]
    for k, (name, verdict) in enumerate(readings):
        scope, across = verdict["in_scope_people"], verdict["on_time_people"]
        plan, most = across["plan"], across["proved_at_most"]
        axes.barh(-k, plan, height=0.42, color=BLUE)
        if most > plan:
            axes.barh(-k, most - plan, left=plan, height=0.42, color="white", ec=BLUE, hatch="....", lw=0.5)
        if scope > most:
            axes.barh(-k, scope - most, left=most, height=0.42, color=TINT, ec=VERMILION, hatch="////", lw=0.5)
        words = f"{name}: at most {most:,} of {scope:,} across, at least {scope - most:,} left"
        axes.annotate(
            words,
            (0, -k + 0.24),
            (0, 1.5),
            textcoords="offset points",
            va="bottom",
            fontweight="bold" if name == story.reading else "normal",
        )
    axes.set_ylim(-len(readings) + 0.7, 0.72)
    axes.set_xlim(0, max(1, *(verdict["in_scope_people"] for _, verdict in readings)))
    axes.set_axis_off()
    keys = [
        Patch(fc=BLUE, label="across in the plan found"),
        Patch(fc=TINT, ec=VERMILION, hatch="////", lw=0.5, label="left after the deadline, at least"),
    ]
    if any(v["on_time_people"]["plan"] < v["on_time_people"]["proved_at_most"] for _, v in readings):
        keys.insert(1, Patch(fc="white", ec=BLUE, hatch="....", lw=0.5, label="open between plan and proof"))
    figure.legend(handles=keys, loc="outside lower left", ncols=len(keys), frameon=False, borderaxespad=0)
    return figure


def draw_curve(story: Story) -> Figure:
    """Draw people across by day against the ceiling, the people in scope and the deadline."""
    figure = new_figure(2.8)
    axes = figure.add_subplot()
    curve, verdict = story.result["curve"], story.result["verdict"]
    scope, deadline = verdict["in_scope_people"], len(story.days) - 1
    # Day 0 ends at 0: nobody is across when it begins. After the deadline some days only were computed.
    days = [-1, *((date.fromisoformat(row["date"]) - story.start).days for row in curve)]
    axes.plot(
        days,
        [0, *(row["ceiling"] for row in curve)],
        color=SKY,
        lw=5,
        solid_capstyle="butt",
        label="at most (proved)",
    )
    axes.plot(days, [0, *(row["crossed"] for row in curve)], color=INK, lw=1.3, label="plan")
    axes.axhline(scope, color=GREY, lw=1, ls=(0, (6, 3)))
    axes.axvline(deadline, color=VERMILION, lw=1.1, ls=(0, (2, 2)))
    last = max(*days, deadline)
    right = max(deadline / (1 - _ROOM), last * 1.02, 1)
    readings = story.result["readings"]
    tops = [readings[name]["verdict"]["on_time_people"]["proved_at_most"] for name in text.READINGS]
    people_axis(axes, max(scope, *tops))
    axes.set_xlim(-1, right)
    date_axis(axes, story.start, last + 1)
    axes.set_ylabel("people across")
    axes.annotate(f"in scope {scope:,}", (right, scope), (-4, 3), textcoords="offset points", ha="right", gid=EDGED)
    axes.annotate(
        f"deadline {text.short_day(story.deadline)}", (deadline, 0), (5, 3), textcoords="offset points",
        color=BREACH, va="bottom", gid=EDGED,
    )  # fmt: skip
    _mark_readings(axes, story, deadline)
    legend = figure.legend(
        *axes.get_legend_handles_labels(), loc="outside upper left", ncols=3, frameon=False, borderaxespad=0
    )
    for words in legend.get_texts():
        if words.get_text().startswith(f"{story.reading}:"):
            words.set_fontweight("bold")
    return figure


def _mark_readings(axes: Axes, story: Story, deadline: int) -> None:
    """
    Mark on the deadline what each reading proves, joined by the range between them.

    Numbers stand in the legend: the curve may pass any place beside the marks.
    """
    readings = story.result["readings"]
    most = {name: readings[name]["verdict"]["on_time_people"]["proved_at_most"] for name in text.READINGS}
    ends = [min(most.values()), max(most.values())]
    axes.plot([deadline, deadline], ends, color=ORANGE, lw=4, alpha=0.55, zorder=2)
    for name, (shape, colour) in _READING_SHAPES.items():
        words = f"{name}: {most[name]:,} of {readings[name]['verdict']['in_scope_people']:,}"
        axes.plot(
            [deadline],
            [most[name]],
            marker=shape,
            color=colour,
            mec="white",
            mew=0.7,
            ms=7.5,
            ls="",
            zorder=5,
            label=words,
        )


def draw_arrivals(story: Story) -> Figure:
    """Draw people arriving by day (by week over a long time), one panel a main crossing and one for the others."""
    main = main_crossings(story)
    others = [crossing for crossing in story.arrivals if crossing not in main]
    panels = [(drawable(story.names[c]), [c]) for c in main]
    if others:
        panels.append((drawable(others_in_words(story, others)), others))
    figure = new_figure(0.55 + 1.15 * len(panels))
    length = WEEK if len(story.days) > MOST_DAYS else 1
    starts = range(0, len(story.days), length)
    for k, (name, members) in enumerate(panels):
        axes = figure.add_subplot(len(panels), 1, k + 1)
        counts = [
            sum(story.arrivals[c].get(str(d), 0) for c in members for d in story.days[s : s + length]) for s in starts
        ]
        axes.bar(
            [s + (length - 1) / 2 for s in starts],
            counts,
            width=0.8 * length,
            color=BLUE if k % 2 == 0 else SKY,
        )
        cap = _passes(story, members) if length == 1 else None
        people_axis(axes, max([*counts, cap or 0]), ticks=3)
        if cap is not None:
            axes.axhline(cap, color=INK, lw=1, ls=(0, (5, 3)))
        axes.set_xlim(-0.7, len(story.days) - 0.3)
        date_axis(axes, story.start, len(story.days))
        axes.tick_params(axis="x", labelbottom=k == len(panels) - 1)
        axes.set_title(f"{name}: {sum(counts):,} people", loc="left", fontweight="bold", fontsize=8, pad=3)
    figure.supylabel(f"people a {'week' if length > 1 else 'day'}", fontsize=8)
    return figure


def _passes(story: Story, crossings: Sequence[str]) -> float | None:
    """Return what one crossing passes in a day when fully open, ``None`` where unknown or for several."""
    if len(crossings) != 1:
        return None
    limit = story.limit(f"throughput:{crossings[0]}")
    return None if limit is None else limit["capacity"]
