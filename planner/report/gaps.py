"""The map of gaps: where the plan uses a limit in full, and where nobody published one; no people on it."""

from __future__ import annotations

from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from planner.report.drawing import BLUE, INK, ORANGE, VERMILION
from planner.report.findings import GAPS_SHARE
from planner.report.gapping import FULL, GAPS, ROOM, SHUT, UNKNOWN, gaps_by_place
from planner.report.mapping import base_map, label_places
from planner.report.story import Story

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LOOKS = {
    FULL: ("X", VERMILION, 46.0),
    SHUT: ("D", "white", 18.0),
    UNKNOWN: ("s", ORANGE, 14.0),
    ROOM: ("o", BLUE, 18.0),
}


def draw_gaps(story: Story, case_folder: Path) -> Figure:
    """Draw crossings and sites by the gap each shows; names where a limit is used in full."""
    gaps = gaps_by_place(story.result)
    lines = {leg.mode for leg in story.case.legs} & {"road", "rail"}
    entries = len(set(gaps.values())) + len(lines)
    with base_map(story, case_folder, share=GAPS_SHARE, entries=entries, columns=4, plain=True) as (figure, axes, at):
        for kind, (marker, colour, size) in _LOOKS.items():
            points = [at[place] for place, found in gaps.items() if found == kind and place in at]
            if points:
                xs, ys = zip(*points, strict=True)
                # The worst lies on top, where places stand close together.
                above = 5 + (len(GAPS) - GAPS.index(kind)) / 10
                axes.scatter(
                    xs, ys, marker=marker, s=size, c=colour, edgecolors=INK, linewidths=0.5, zorder=above, label=kind
                )
        full = [(story.names.get(place, place), place) for place, kind in gaps.items() if kind == FULL and place in at]
        label_places(axes, story, full, at, sqrt(_LOOKS[FULL][2]) / 2)
    return figure
