"""
The map of a page: places as shapes, and what a slider shows of them day by day and week by week.

Crossings are told by day (by week over a long time), sites and corridors by week, nothing by district. A corridor is a
straight line from the middle of a province, or from a site, to where it leads; no line is a road.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from planner.geodata import project_points, read_boundaries
from planner.report import text
from planner.report.findings import BOUNDARIES
from planner.report.gapping import FULL, ROOM, SHUT, UNKNOWN, gaps_by_place
from planner.report.labels import Label, nearest, overlap, place
from planner.report.page.paths import shorter
from planner.report.story import Json, Story
from planner.units import round_people

WIDTH = 1000
_FLATTEST, _TALLEST, _MARGIN = 0.45, 1.0, 0.07
_LEAST_SPAN_M = 20_000.0
_SMALLEST, _LARGEST = 5, 34
_THINNEST, _WIDEST = 1.5, 16
_LETTER, _LINE = 9.4, 22
_LONGEST_NAME = 24
_COARSE = 500
_MOST_DAYS, _WEEK = 62, 7
_MOST_CROSSINGS, _MOST_CORRIDORS = 60, 40

_GAP_SHAPES = {FULL: "full", SHUT: "shut", UNKNOWN: "unknown", ROOM: "room"}

Point = tuple[int, int]


class _Sheet:
    """Longitude and latitude to whole units on the map, y down."""

    def __init__(self, story: Story) -> None:
        case = story.case
        spots = {site.id: (site.lon, site.lat) for site in case.sites}
        spots |= {crossing.id: (crossing.lon, crossing.lat) for crossing in case.crossings}
        towns = {f"town {district.id}": (district.lon, district.lat) for district in case.districts}
        every = spots | towns
        metres = dict(zip(every, project_points(every.values(), case.metric_crs), strict=True))
        xs, ys = [float(x) for x, _ in metres.values()], [float(y) for _, y in metres.values()]
        pad = max(max(xs) - min(xs), max(ys) - min(ys), _LEAST_SPAN_M) * _MARGIN
        width, height = max(xs) - min(xs) + 2 * pad, max(ys) - min(ys) + 2 * pad
        shape = min(max(height / width, _FLATTEST), _TALLEST)
        self.metres_per_unit = max(width, height / shape) / WIDTH
        self.height = round(WIDTH * shape)
        self.left_m = (min(xs) + max(xs)) / 2 - WIDTH / 2 * self.metres_per_unit
        self.top_m = (min(ys) + max(ys)) / 2 + self.height / 2 * self.metres_per_unit
        self.at = {name: self.of(x, y) for name, (x, y) in metres.items() if name in spots}
        self.at |= self._provinces(story, metres)

    def _provinces(self, story: Story, metres: Mapping[str, Any]) -> dict[str, Point]:
        towns = {name: [metres[f"town {town.id}"] for town in towns] for name, towns in story.towns.items()}
        return {
            name: self.of(sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
            for name, points in towns.items()
        }

    def of(self, x: float, y: float) -> Point:
        """Return a point in metres as a point on the map."""
        return round((x - self.left_m) / self.metres_per_unit), round((self.top_m - y) / self.metres_per_unit)


def chart_of(story: Story, case_folder: Path) -> Json:
    """
    Return the map as plain values: shapes for the template, and the steps of the slider for the script.

    Raises
    ------
    InputError
        When the boundaries of the case cannot be read.
    """
    sheet = _Sheet(story)
    length = 1 if len(story.days) <= _MOST_DAYS else _WEEK
    steps = [story.days[k : k + length] for k in range(0, len(story.days), length)]
    crossings = _crossings(story, sheet, [[str(when) for when in days] for days in steps])
    weeks = sorted({row["week_start"] for row in story.result["corridors"]})
    weeks = sorted({*weeks, *(week["week_start"] for site in story.result["sites"] for week in site["weeks"])})
    sites, corridors = _sites(story, sheet, weeks), _corridors(story, sheet, weeks)
    return {
        "width": WIDTH,
        "height": sheet.height,
        "lands": _lands(story, sheet, case_folder),
        "crossings": crossings,
        "sites": sites,
        "corridors": corridors,
        "sizes": {
            "crossings": (_most(crossings), _SMALLEST, _LARGEST),
            "corridors": (_most(corridors), _THINNEST, _WIDEST),
        },
        "labels": _labels(crossings, sheet),
        "gaps": [
            {"kind": _GAP_SHAPES[gap], "x": sheet.at[place][0], "y": sheet.at[place][1]}
            for place, gap in gaps_by_place(story.result).items()
            if place in sheet.at
        ],
        "steps": [_step(days, weeks) for days in steps],
        "weeks": [text.short_day(week) for week in weeks],
        "unit": "day" if length == 1 else "week",
        "note": _note(crossings, "day" if length == 1 else "week"),
        "span": text.span(story.start, story.deadline),
    }


def _note(crossings: Sequence[Json], unit: str) -> str:
    """Return what the circles and lines of this map are, which is not what those of the printed one are."""
    most = _most(crossings)
    sized = f"sized by the people across in a {unit}, the largest for {most:,}" if most else "all of one size"
    return (
        f"Crossings are {sized}: in the {unit} that the slider shows, or on the busiest of each without it. Their"
        f" numbers are in the table of this map. A label that finds no room is left out. {BOUNDARIES}"
    )


def _step(days: Sequence[Any], weeks: Sequence[str]) -> Json:
    """Return the label of a step and the week it lies in, by position, ``-1`` for none."""
    label = text.short_day(days[0]) + (f" to {text.short_day(days[-1])}" if len(days) > 1 else "")
    return {"label": label, "week": sum(week <= str(days[0]) for week in weeks) - 1}


def _crossings(story: Story, sheet: _Sheet, steps: Sequence[Sequence[str]]) -> list[Json]:
    rows = sorted(story.result["crossings"], key=lambda row: (-row["crossed_people"], row["id"]))[:_MOST_CROSSINGS]
    told, gaps = [], gaps_by_place(story.result)
    for row in rows:
        x, y = sheet.at[row["id"]]
        told.append(
            {
                "name": story.names[row["id"]],
                "x": x,
                "y": y,
                "total": row["crossed_people"],
                "people": [sum(_of_days(row, days, "people")) for days in steps],
                "waiting": [next(reversed(_of_days(row, days, "waiting")), 0) for days in steps],
                "gap": gaps.get(row["id"], UNKNOWN),
            }
        )
    most = _most(told)
    return [{**row, "radius": _size(_most([row]), most, _SMALLEST, _LARGEST)} for row in told]


def _of_days(row: Mapping[str, Any], days: Iterable[str], key: str) -> list[int]:
    wanted = set(days)
    return [day[key] for day in row["daily"] if day["date"] in wanted]


def _size(count: float, most: float, least: float, largest: float) -> float:
    """Return a size whose square grows with a count, zero for none."""
    return round(least + (largest - least) * (count / most) ** 0.5, 1) if count and most else 0


def _most(rows: Sequence[Json]) -> int:
    """Return the most people of any row in any step."""
    return max((count or 0 for row in rows for count in row["people"]), default=0)


def _sites(story: Story, sheet: _Sheet, weeks: Sequence[str]) -> list[Json]:
    told = []
    for site in story.result["sites"]:
        by_week = {row["week_start"]: row for row in site["weeks"]}
        x, y = sheet.at[site["id"]]
        rows = [by_week.get(week, {}) for week in weeks]
        told.append(
            {
                "name": story.names[site["id"]],
                "kind": site["kind"],
                "x": x,
                "y": y,
                "arrived": [round_people(row.get("people_in", 0)) for row in rows],
            }
        )
    return told


def _corridors(story: Story, sheet: _Sheet, weeks: Sequence[str]) -> list[Json]:
    """Return the largest corridors between places on the map, each with its people by week, ``None`` where withheld."""
    cells: defaultdict[tuple[str, str], dict[str, int | None]] = defaultdict(dict)
    for row in story.result["corridors"]:
        if row["from"] in sheet.at and row["to"] in sheet.at:
            cells[row["from"], row["to"]][row["week_start"]] = row["people"]
    totals = {ends: sum(count or 0 for count in people.values()) for ends, people in cells.items()}
    ranked = sorted(cells, key=lambda ends: (-totals[ends], ends))[:_MOST_CORRIDORS]
    told = [
        {
            "from": story.names.get(start, start),
            "to": story.names.get(end, end),
            "ends": [*sheet.at[start], *sheet.at[end]],
            "people": [cells[start, end].get(week, 0) for week in weeks],
        }
        for start, end in ranked
    ]
    most = _most(told)
    return [{**row, "width": _size(_most([row]), most, _THINNEST, _WIDEST)} for row in told]


def _lands(story: Story, sheet: _Sheet, case_folder: Path) -> list[Json]:
    """Return the outlines of countries, coarse and cut to the map; disputed areas are marked."""
    from shapely.geometry import box

    scale, edge = sheet.metres_per_unit, 0.05 * WIDTH
    left, top = sheet.left_m - edge * scale, sheet.top_m + edge * scale
    view = box(left, top - (sheet.height + 2 * edge) * scale, left + (WIDTH + 2 * edge) * scale, top)
    told = []
    for boundary in read_boundaries(case_folder, metric_crs=story.case.metric_crs):
        code = boundary.admin0
        if not code:
            continue
        seen = boundary.shape.intersection(view).simplify(WIDTH * scale / _COARSE)
        parts = [part for part in getattr(seen, "geoms", [seen]) if part.geom_type == "Polygon" and not part.is_empty]
        rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        path = "".join(
            "M" + "L".join(f"{x} {y}" for x, y in (sheet.of(*p) for p in ring.coords)) + "Z" for ring in rings
        )
        if path:
            told.append({"path": shorter(path), "disputed": code[:1].upper() == "X"})
    return told


def _labels(crossings: Sequence[Json], sheet: _Sheet) -> list[Json]:
    """Return names of crossings where there is room for them; the table below the map has them all."""
    words = [_cut(row["name"]) for row in crossings]
    labels = [
        Label(
            x=row["x"],
            y=sheet.height - row["y"],
            radius=max(row["radius"], _SMALLEST),
            width=len(word) * _LETTER + 4,
            height=_LINE,
        )
        for row, word in zip(crossings, words, strict=True)
    ]
    told: list[Json] = []
    taken: list[tuple[float, float, float, float]] = []
    for word, label, spot in zip(words, labels, place(labels, (4, 4, WIDTH - 4, sheet.height - 4)), strict=True):
        if any(overlap(spot, other) for other in taken):
            continue
        taken.append(spot)
        x, y = nearest(spot, label.x, label.y)
        told.append(
            {
                "text": word,
                "x": round((spot[0] + spot[2]) / 2),
                "y": round(sheet.height - spot[1] - 6),
                "line": [round(label.x), round(sheet.height - label.y), round(x), round(sheet.height - y)],
            }
        )
    return told


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"
