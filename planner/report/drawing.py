"""
How every figure looks: colours, type, axes and labels, and the SVG that comes of it, the same bytes each time.

Okabe-Ito colours, and a shape, line style or word beside every colour. Letters stay letters, which scale and can be
searched: the typesetter sets them in the fonts that they were measured in, a page in its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import chain, count
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from planner.report import text
from planner.report.fonts import FIGURE_FAMILIES, drawable, register_fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, SKY, ORANGE, VERMILION, GREEN = "#0072B2", "#56B4E9", "#E69F00", "#D55E00", "#009E73"
INK, GREY, PALE, BREACH, TINT = "#1F2933", "#555555", "#D5DAE0", "#A84300", "#FBE3D3"
WIDTH_IN = 6.69
_POINTS_PER_IN, _USUAL_IN = 72, 2.2
WEEK = 7
_SALT = "planner-report"
_MOST_TICKS = 8
_LONG_DAYS = 120
_MONTHS = 12
_LONGEST, _SLACK, _TWO_LINES_PT, _TWO_LINES_APART = 42, 8, 6.8, 0.95
EDGED = "edged"
"""What a label goes by, as its ``gid``, that has a white edge to keep it readable on lines."""
_MARKED = re.compile(rf'<g id="{EDGED}-\d+">(.*?)</g>', re.DOTALL)
_EDGES = "<style>.edge text {stroke: #FFFFFF; stroke-width: 2.5px; stroke-linejoin: round}</style>"


@contextmanager
def style(fonts: Path | None = None) -> Iterator[None]:
    """
    Set how every figure looks, and undo it.

    Parameters
    ----------
    fonts
        A folder with the fonts for figures, where another process has cut them.
    """
    import matplotlib

    register_fonts(fonts)
    settings: Any = {  # matplotlib types its keys one by one
        "font.family": list(FIGURE_FAMILIES),
        "font.size": 8,
        "svg.fonttype": "none",
        "svg.hashsalt": _SALT,
        "text.parse_math": False,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": GREY,
        "axes.labelcolor": INK,
        "axes.linewidth": 0.6,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "text.color": INK,
        "grid.color": PALE,
        "grid.linewidth": 0.5,
        "path.simplify": False,
        "hatch.linewidth": 0.6,
    }
    with matplotlib.rc_context(settings):
        yield


def svg_of(figure: Figure) -> str:
    """Return a figure as SVG, laid out and drawn once; labels with a white edge are marked, and have none yet."""
    from planner.report import canvas

    return canvas.svg_of(figure)


def with_edges(svg: str) -> str:
    """
    Return a figure with its white edges, which keep labels readable on lines, as a copy below each marked label.

    A page needs none: there a style gives letters their edge. The typesetter, asked for that, has the edge of each
    letter cover the one before it.
    """
    edged = _MARKED.sub(lambda found: f'<g class="edge">{found[1]}</g>{found[0]}', svg)
    return edged.replace("<defs>", f"<defs>{_EDGES}", 1)


def blank() -> str:
    """Return a figure as large as most are, with nothing on it."""
    width, height = round(WIDTH_IN * _POINTS_PER_IN), round(_USUAL_IN * _POINTS_PER_IN)
    size = f'width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}></svg>'


def new_figure(height_in: float) -> Figure:
    """Return an empty figure as wide as the text."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH_IN, height_in), layout="constrained")


def date_axis(axes: Axes, start: date, days: int) -> None:
    """Write dates under an axis that counts days from the start: weeks of a short time, months of a long one."""
    if days > _LONG_DAYS:
        ticks = month_starts(start, days, _MOST_TICKS)
        labels = ["\n".join(text.short_day(when).rsplit(" ", 1)) for when in ticks]
    else:
        step = max(1, -(-days // _MOST_TICKS // WEEK) * WEEK) if days > _MOST_TICKS else 1
        ticks = [start + timedelta(days=k) for k in range(0, days, step)]
        labels = [text.short_day(when).rpartition(" ")[0] for when in ticks]
    axes.set_xticks([(when - start).days for when in ticks], labels)


def month_starts(start: date, days: int, most: int) -> list[date]:
    """Return the first days of months among some days, of every quarter, half year or year where there are many."""
    every = [when for when in (start + timedelta(days=k) for k in range(days)) if when.day == 1]
    steps = chain((1, 2, 3, 6), (_MONTHS * years * 10**k for k in count() for years in (1, 2, 5)))
    kept = ([when for when in every if (when.year * _MONTHS + when.month - 1) % step == 0] for step in steps)
    return next(ticks for ticks in kept if len(ticks) <= most)


def row_axis(axes: Axes, words: Sequence[str], top: float) -> None:
    """
    Write words beside rows that go down from zero, and leave so much room above the first.

    Words too long for a line stand on two in smaller letters, as high as a row.
    """
    told = [_in_two_lines(drawable(row, 2 * _LONGEST)) for row in words]
    axes.set_yticks(range(0, -len(words), -1), told)
    for label, row in zip(axes.get_yticklabels(), told, strict=True):
        if "\n" in row:
            label.set(fontsize=_TWO_LINES_PT, linespacing=_TWO_LINES_APART)
    axes.set_ylim(-len(words) + 0.4, top)


def _in_two_lines(words: str) -> str:
    """Return words as they are, or as two lines of about one length where they are too long for one."""
    width = _LONGEST if len(words) <= _LONGEST else min(_LONGEST, len(words) // 2 + _SLACK)
    return fill(words, width, max_lines=2, placeholder="…")


def people_axis(axes: Axes, most: float, *, ticks: int = 5) -> None:
    """Write whole people with separators beside an axis from zero."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.set_ylim(0, max(most, 1) * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=ticks, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="y")
    axes.set_axisbelow(True)
