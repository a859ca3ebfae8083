"""
The map: roads between public places, sites, and crossings sized by the people across; never people by area.

Boundaries are a pale ground for orientation. Areas whose country code begins with X, as the UN's public boundary
files mark disputed ones, are dashed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import floor, hypot, log10, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.geodata import project_points, read_boundaries
from planner.report.drawing import BLUE, EDGED, GREEN, GREY, INK, ORANGE, WIDTH_IN
from planner.report.findings import MAP_SHARE
from planner.report.fonts import FIGURE_FAMILIES, drawable
from planner.report.labels import Box, Label, nearest, overlap, place
from planner.report.story import Story

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LAND, _DISTRICT, _BORDER, _ROAD, _FAINT = "#F3F4F1", "#DDE0DA", "#9AA3AB", "#8CA0B3", "#6B7780"
_SCALE_PT, _SCALE_SHARE, _LABEL_PT, _LINE = 22.0, 0.32, 8.0, 1.08
_SITE_SHAPES = {
    "holding": ("s", ORANGE, "holding site"),
    "transit": ("D", "#FFFFFF", "transit site"),
    "reception": ("P", GREEN, "reception, across"),
}
_MARGIN_SHARE, _LEAST_SPAN_M = 0.06, 20_000.0
_FLATTEST, _TALLEST = 0.45, 1.02
_FEW_PLACES, _TALLEST_OF_FEW = 12, 0.68
_SMALLEST_PT, _LARGEST_PT = 2.6, 11.0
_LEGEND_IN, _LEGEND_ROW_IN, _LEGEND_AREA = 0.14, 0.16, 26.0
_MOST_ENTRIES = 7
_EDGE_IN = 0.01
"""Room for the border, half of which lies outside what it encloses."""
_POINTS = 72
_LEADER_PT = 4.5
_ROAD_STEP_PT = 3.0
_KM = 1_000.0
_USUAL_COUNT = 16
_MOST_LABELS = 40

Point = tuple[float, float]


def draw_map(story: Story, case_folder: Path) -> Figure:
    """Draw the corridors, sites and crossings of a case."""
    with base_map(story, case_folder, entries=_entries(story)) as (figure, axes, at):
        _draw_sites(axes, story, at)
        _draw_crossings(axes, _by_people(story), at)
        _draw_labels(axes, story, at)
    return figure


def _entries(story: Story) -> int:
    """Return how many entries the legend of the map has."""
    ways = {leg.mode for leg in story.case.legs if leg.mode in ("road", "rail")}
    used = {bool(row["crossed_people"]) for row in story.result["crossings"]}
    return len(ways) + len({site.kind for site in story.case.sites}) + len(used)


@contextmanager
def base_map(
    story: Story,
    case_folder: Path,
    *,
    share: float = MAP_SHARE,
    entries: int = _MOST_ENTRIES,
    columns: int = 3,
    plain: bool = False,
) -> Iterator[tuple[Figure, Axes, dict[str, Point]]]:
    """
    Yield a map with ground and roads, and where each place is on it; scale and legend follow when the block ends.

    Parameters
    ----------
    share
        Of the text's width: the map is drawn as large as it is printed, so that its letters are.
    entries
        Of the legend, at most.
    columns
        In which these stand.
    plain
        Whether to leave out the outlines within countries.
    """
    from matplotlib.collections import PathCollection
    from matplotlib.figure import Figure

    at = _places(story)
    left, bottom, right, top = _frame(list(at.values()))
    tallest = _TALLEST_OF_FEW if len(at) <= _FEW_PLACES else _TALLEST
    shape = min(max((top - bottom) / (right - left), _FLATTEST), tallest)
    left, bottom, right, top = _fitted((left, bottom, right, top), shape)
    width = WIDTH_IN * share
    inner = width - 2 * _EDGE_IN
    below = _LEGEND_IN + _LEGEND_ROW_IN * -(-entries // columns)
    height = inner * shape + below + _EDGE_IN
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((_EDGE_IN / width, below / height, inner / width, inner * shape / height))
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set(visible=True, color=_BORDER, lw=0.5)
    _draw_ground(axes, story, case_folder, plain=plain)
    _draw_roads(axes, story, at)
    yield figure, axes, at
    _draw_scale(axes, right - left)
    handles, labels = axes.get_legend_handles_labels()
    legend = figure.legend(
        handles, labels, loc="lower left", ncols=columns, frameon=False, fontsize=7.2, borderaxespad=0.2,
        handletextpad=0.2, columnspacing=0.9,
    )  # fmt: skip
    for handle in legend.legend_handles:
        if isinstance(handle, PathCollection):
            handle.set_sizes([_LEGEND_AREA])


def label_places(
    axes: Axes, story: Story, named: Sequence[tuple[str, str]], at: Mapping[str, Point], radius: float
) -> None:
    """Label places by name where there is room, given as pairs of name and id; symbols have a radius in points."""
    words = [[drawable(name)] for name, _ in named[:_MOST_LABELS]]
    paper = _paper(axes)
    labels = [_label(paper.of(at[key]), lines, radius) for lines, (_, key) in zip(words, named, strict=False)]
    taken: list[Box] = []
    for lines, label, box in zip(words, labels, _placed(axes, story, labels, at), strict=True):
        if not any(overlap(box, other) for other in taken):
            taken.append(box)
            _lead(axes, paper, label, box)
            _write(axes, paper, box, lines, color=INK, zorder=6)


def _places(story: Story) -> dict[str, Point]:
    """Return every place that a road, a site or a crossing is at, in metres."""
    case = story.case
    ends = {end for leg in case.legs if leg.mode != "air" for end in (leg.from_id, leg.to_id)}
    degrees = {district.id: (district.lon, district.lat) for district in case.districts if district.id in ends}
    degrees |= {junction.id: (junction.lon, junction.lat) for junction in case.junctions if junction.id in ends}
    degrees |= {site.id: (site.lon, site.lat) for site in case.sites}
    degrees |= {crossing.id: (crossing.lon, crossing.lat) for crossing in case.crossings}
    metres = project_points(degrees.values(), case.metric_crs)
    return {name: (float(x), float(y)) for name, (x, y) in zip(degrees, metres, strict=True)}


def _frame(points: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    pad = max(max(xs) - min(xs), max(ys) - min(ys), _LEAST_SPAN_M) * _MARGIN_SHARE
    return min(xs) - pad, min(ys) - pad, max(xs) + pad, max(ys) + pad


def _fitted(frame: tuple[float, float, float, float], shape: float) -> tuple[float, float, float, float]:
    """Return a frame of the given height over width that holds another, with the same middle."""
    left, bottom, right, top = frame
    width = max(right - left, (top - bottom) / shape)
    x, y = (left + right) / 2, (bottom + top) / 2
    return x - width / 2, y - width * shape / 2, x + width / 2, y + width * shape / 2


def _draw_ground(axes: Axes, story: Story, case_folder: Path, *, plain: bool) -> None:
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path as Outline

    countries: list[Any] = []
    districts: list[Any] = []
    disputed: list[Any] = []
    for boundary in read_boundaries(case_folder, metric_crs=story.case.metric_crs):
        code, shape = boundary.admin0, boundary.shape
        rings = [ring for part in getattr(shape, "geoms", [shape]) for ring in (part.exterior, *part.interiors)]
        outline = Outline.make_compound_path(*(Outline(list(ring.coords), closed=True) for ring in rings))
        (disputed if code[:1].upper() == "X" else countries if code else districts).append(outline)
    axes.add_collection(PathCollection(countries, fc=_LAND, ec="none", zorder=0))
    if not plain:
        axes.add_collection(PathCollection(districts, fc="none", ec=_DISTRICT, lw=0.35, zorder=0.1))
    axes.add_collection(PathCollection(countries, fc="none", ec=_BORDER, lw=0.9, zorder=0.2))
    axes.add_collection(PathCollection(disputed, fc="none", ec=_BORDER, lw=0.9, ls=(0, (4, 2)), zorder=0.3))


def _draw_roads(axes: Axes, story: Story, at: Mapping[str, Point]) -> None:
    from matplotlib.collections import LineCollection

    lines = [[at[leg.from_id], at[leg.to_id]] for leg in story.case.legs if leg.mode == "road"]
    if lines:
        axes.add_collection(LineCollection(lines, colors=_ROAD, linewidths=0.7, zorder=1, label="road leg"))
    rails = [[at[leg.from_id], at[leg.to_id]] for leg in story.case.legs if leg.mode == "rail"]
    if rails:
        axes.add_collection(
            LineCollection(rails, colors=GREY, linewidths=0.7, linestyles=(0, (1, 1.5)), zorder=1, label="railway")
        )


def _draw_sites(axes: Axes, story: Story, at: Mapping[str, Point]) -> None:
    for kind, (marker, colour, words) in _SITE_SHAPES.items():
        points = [at[site.id] for site in story.case.sites if site.kind == kind]
        if points:
            xs, ys = zip(*points, strict=True)
            axes.scatter(xs, ys, marker=marker, s=13, c=colour, edgecolors=INK, linewidths=0.5, zorder=5, label=words)


def _draw_crossings(axes: Axes, rows: Sequence[Mapping[str, Any]], at: Mapping[str, Point]) -> None:
    """Draw crossings by people across, as areas; those nobody uses are hollow."""
    radii = _radii(rows)
    for used, words in ((True, "crossing, by people across"), (False, "crossing, unused")):
        chosen = [row for row in rows if bool(row["crossed_people"]) is used]
        if chosen:
            xs, ys = zip(*(at[row["id"]] for row in chosen), strict=True)
            sizes = [(2 * radii[row["id"]]) ** 2 for row in chosen]
            axes.scatter(
                xs, ys, s=sizes, marker="o", c=BLUE if used else "white", alpha=0.85,
                edgecolors="white" if used else INK, linewidths=0.7, zorder=4, label=words,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Paper:
    """Metres on the ground to points on paper, and back."""

    left: float
    bottom: float
    points_per_metre: float

    def of(self, point: Point) -> Point:
        return (point[0] - self.left) * self.points_per_metre, (point[1] - self.bottom) * self.points_per_metre

    def ground(self, point: Point) -> Point:
        return point[0] / self.points_per_metre + self.left, point[1] / self.points_per_metre + self.bottom


def _paper(axes: Axes) -> _Paper:
    """Return the paper of a map, from the corner of its border."""
    left, right = axes.get_xlim()
    return _Paper(left, axes.get_ylim()[0], axes.bbox.width * _POINTS / axes.figure.dpi / (right - left))


def _placed(axes: Axes, story: Story, labels: Sequence[Label], at: Mapping[str, Point]) -> list[Box]:
    """Return where labels stand, off sites and roads and off the scale in the corner."""
    paper = _paper(axes)
    width, height = paper.of((axes.get_xlim()[1], axes.get_ylim()[1]))
    dots = [paper.of(at[site.id]) for site in story.case.sites]
    scale = (0.0, 0.0, width * _SCALE_SHARE, _SCALE_PT)
    return place(labels, (3, 3, width - 3, height - 3), dots, _along_roads(story, at, paper), [scale])


def _lead(axes: Axes, paper: _Paper, label: Label, box: Box) -> None:
    """Draw a line to a label that stands apart from its symbol."""
    anchor = nearest(box, label.x, label.y)
    if hypot(anchor[0] - label.x, anchor[1] - label.y) > label.radius + _LEADER_PT:
        xs, ys = zip(paper.ground((label.x, label.y)), paper.ground(anchor), strict=True)
        axes.plot(xs, ys, color=INK, lw=0.5, zorder=3.5)


def _along_roads(story: Story, at: Mapping[str, Point], paper: _Paper) -> list[Point]:
    """Return points along roads and railways, a few points of the paper apart."""
    found: list[Point] = []
    for leg in story.case.legs:
        if leg.mode == "air":
            continue
        (x, y), (far_x, far_y) = paper.of(at[leg.from_id]), paper.of(at[leg.to_id])
        steps = int(hypot(far_x - x, far_y - y) / _ROAD_STEP_PT) + 1
        found += [(x + (far_x - x) * k / steps, y + (far_y - y) * k / steps) for k in range(steps + 1)]
    return found


def _draw_labels(axes: Axes, story: Story, at: Mapping[str, Point]) -> None:
    """Label crossings, with a line where a label stands apart, and provinces where there is room."""
    every = _by_people(story)
    rows, radii = every[:_MOST_LABELS], _radii(every)
    words = [_words(row, story.names[row["id"]]) for row in rows]
    paper = _paper(axes)
    labels = [_label(paper.of(at[row["id"]]), lines, radii[row["id"]]) for row, lines in zip(rows, words, strict=True)]
    provinces = _provinces(story, at)
    wishes = [_label(paper.of(middle), [name], 0.0) for name, middle in provinces]
    boxes = _placed(axes, story, [*labels, *wishes], at)
    symbols = [_disc(paper.of(at[row["id"]]), radii[row["id"]]) for row in every]
    taken: list[Box] = []
    for lines, label, box in zip(words, labels, boxes, strict=False):
        if any(overlap(box, other) for other in (*taken, *symbols)):
            continue
        taken.append(box)
        _lead(axes, paper, label, box)
        weight = "bold" if len(lines) > 1 else "normal"
        _write(axes, paper, box, lines, color=INK, fontweight=weight, zorder=6)
    for (name, _), box in zip(provinces, boxes[len(labels) :], strict=True):
        if not any(overlap(box, other) for other in (*taken, *symbols)):
            _write(axes, paper, box, [name.upper()], color=_FAINT, fontsize=6.5, zorder=2)
            taken.append(box)


def _by_people(story: Story) -> list[Mapping[str, Any]]:
    return sorted(story.result["crossings"], key=lambda row: (-row["crossed_people"], row["id"]))


def _provinces(story: Story, at: Mapping[str, Point]) -> list[tuple[str, Point]]:
    """Return provinces by name, each at the middle of its district towns."""
    towns: defaultdict[str, list[Point]] = defaultdict(list)
    for district in story.case.districts:
        if district.id in at:
            towns[district.province].append(at[district.id])
    return [
        (drawable(name), (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)))
        for name, points in sorted(towns.items())
    ]


def _label(at_pt: Point, lines: Sequence[str], radius: float) -> Label:
    width, height = _size(lines)
    return Label(x=at_pt[0], y=at_pt[1], radius=radius, width=width, height=height)


def _disc(at_pt: Point, radius: float) -> Box:
    """Return the box around a symbol; its corners are empty, so it is a little smaller than the disc."""
    reach = 0.9 * radius
    return at_pt[0] - reach, at_pt[1] - reach, at_pt[0] + reach, at_pt[1] + reach


def _write(axes: Axes, paper: _Paper, box: Box, lines: Sequence[str], **how: Any) -> None:
    """Write lines of a label one by one, since a letter below the line would push the next one down."""
    look = {"fontsize": _LABEL_PT, **how}
    middle = (len(lines) - 1) / 2
    for k, line in enumerate(lines):
        x, y = paper.ground(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2 + (middle - k) * _LINE * _LABEL_PT))
        axes.text(x, y, line, ha="center", va="center_baseline", gid=EDGED, **look)


def _radii(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return each symbol's radius in points: its area grows with the people, and many crossings are drawn smaller."""
    most = max((row["crossed_people"] for row in rows), default=0)
    room = (_LARGEST_PT - _SMALLEST_PT) * min(1.0, _USUAL_COUNT / max(len(rows), 1))
    return {row["id"]: _SMALLEST_PT + room * sqrt(row["crossed_people"] / max(most, 1)) for row in rows}


def _words(row: Mapping[str, Any], name: str) -> list[str]:
    return [drawable(name), f"{row['crossed_people']:,}"] if row["crossed_people"] else [drawable(name)]


def _size(lines: Sequence[str]) -> tuple[float, float]:
    """Return the width and height of a label in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    font = FontProperties(family=list(FIGURE_FAMILIES), size=_LABEL_PT, weight="bold")
    width = max(TextToPath().get_text_width_height_descent(line, font, ismath=False)[0] for line in lines)
    return width + 2.0, _LINE * _LABEL_PT * len(lines) + 1.0


def _draw_scale(axes: Axes, span_m: float) -> None:
    """Draw a scale bar of a round length, about a fifth of the map, in the lower left corner, and where north is."""
    wanted = span_m / _KM / 5
    power = 10 ** floor(log10(wanted))
    length = max(k for k in (1, 2, 5, 10) if k * power <= wanted or k == 1) * power
    left, bottom = axes.get_xlim()[0], axes.get_ylim()[0]
    x, y = left + span_m * 0.02, bottom + span_m * 0.018
    axes.plot([x, x + length * _KM], [y, y], color=INK, lw=1.6, solid_capstyle="butt", zorder=7)
    axes.annotate(
        f"{length:g} km",
        (x, y),
        (0, 4),
        textcoords="offset points",
        fontsize=7.5,
        gid=EDGED,
        zorder=7,
    )
    axes.annotate(
        "\u2191 N",
        (x + length * _KM, y),
        (8, 4),
        textcoords="offset points",
        fontsize=7.5,
        gid=EDGED,
        zorder=7,
    )
