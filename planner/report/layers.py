"""
``corridors.gpkg``: corridors, crossings, sites, roads and gaps as layers for QGIS and other maps, with their styles.

Counts are those of ``result.json`` after the display rule. A corridor is a straight line from the middle of a province,
or from a site, to where it leads. No layer tells districts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from planner.records import Crossing, Junction, Site
from planner.report.drawing import BLUE, GREY, ORANGE, VERMILION
from planner.report.gapping import FULL, ROOM, SHUT, UNKNOWN, gap_of
from planner.report.letters import clean
from planner.report.qgis import Look, style_of
from planner.report.story import Story
from planner.units import round_people

GEOPACKAGE = "corridors.gpkg"
STYLES = "layer_styles"
_CRS = "EPSG:4326"
_GEOMETRY = "geom"
_ROOM_BYTES = 1_000_000
# Older releases of QGIS and its libraries warn of anything later.
_VERSION = "1.2"
_GAP_MARKS = ((FULL, "triangle"), (SHUT, "cross2"), (UNKNOWN, "diamond"))
_WRITTEN = "2000-01-01T00:00:00.000Z"
"""The format asks for a time of the last change; this one says nothing, so that the same run gives the same bytes."""

Point = tuple[float, float]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """
    One layer of the map.

    Parameters
    ----------
    columns
        Names in order, so that a layer without rows has them too.
    rows
        By column.
    shapes
        Longitude and latitude, one point or a line of points a row.
    look
        How it is drawn in QGIS.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    shapes: Sequence[Point | tuple[Point, ...]]
    look: Look
    is_line: bool = False


def write_layers(folder: Path, story: Story) -> None:
    """
    Write ``corridors.gpkg`` into a run folder; the same run gives the same bytes.

    Raises
    ------
    OSError
        As the system says it, when the folder cannot be written or the disk is full.
    """
    import pyogrio

    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _WRITTEN})
    try:
        # Made elsewhere and written in one go: the folder is read meanwhile, and a database has files that come and go.
        with TemporaryDirectory(prefix="layers-") as elsewhere:
            made = Path(elsewhere) / GEOPACKAGE
            try:
                _write(made, [layer for layer in layers_of(story) if layer.rows])
            except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError):
                # The library does not say why. Where the disk is full a plain write fails too, and says so.
                made.write_bytes(b" " * _ROOM_BYTES)
                raise
            (folder / GEOPACKAGE).write_bytes(made.read_bytes())
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write(target: Path, layers: Sequence[Layer]) -> None:
    import geopandas
    import pandas
    import pyogrio
    from shapely.geometry import LineString, Point

    for layer in layers:
        shapes = [LineString(shape) if layer.is_line else Point(shape) for shape in layer.shapes]
        columns = pandas.DataFrame(clean(list(layer.rows)), columns=list(layer.columns))
        pyogrio.write_dataframe(
            geopandas.GeoDataFrame(columns, geometry=shapes, crs=_CRS),
            target,
            layer=layer.name,
            driver="GPKG",
            append=target.exists(),
            geometry_type="LineString" if layer.is_line else "Point",
            dataset_options={"VERSION": _VERSION},
            layer_options={"GEOMETRY_NAME": _GEOMETRY, "DESCRIPTION": layer.title},
        )
    styles = pandas.DataFrame([_style_row(layer) for layer in layers])
    pyogrio.write_dataframe(
        styles, target, layer=STYLES, driver="GPKG", append=target.exists(), dataset_options={"VERSION": _VERSION}
    )


def layers_of(story: Story) -> list[Layer]:
    """Return the layers of a run, lowest first."""
    at = _spots(story)
    return [_roads(story), _corridors(story, at), _sites(story, at), _crossings(story, at), _gaps(story, at)]


def _spots(story: Story) -> dict[str, Point]:
    """Return crossings and sites by id, and the middles of provinces by name, in degrees."""
    spots = {
        name: (
            round(float(sum(town.lon for town in towns)) / len(towns), 4),
            round(float(sum(town.lat for town in towns)) / len(towns), 4),
        )
        for name, towns in story.towns.items()
    }
    return spots | _at(story.case.sites) | _at(story.case.crossings)


def _at(places: Iterable[Junction | Site | Crossing]) -> dict[str, Point]:
    return {place.id: (float(place.lon), float(place.lat)) for place in places}


def _roads(story: Story) -> Layer:
    case = story.case
    at = {p.pcode: (float(p.lon), float(p.lat)) for p in case.districts}
    at |= _at(case.junctions) | _at(case.sites) | _at(case.crossings)
    legs = [leg for leg in case.legs if leg.mode != "air"]
    return Layer(
        name="roads",
        title="Road and rail legs of the network, from place to place",
        columns=("mode", "km", "hours", "source_id"),
        rows=[
            {"mode": leg.mode, "km": float(leg.km), "hours": float(leg.hours), "source_id": leg.source_id}
            for leg in legs
        ],
        shapes=[(at[leg.from_id], at[leg.to_id]) for leg in legs],
        look=Look(colour=GREY, mm=0.3),
        is_line=True,
    )


def _corridors(story: Story, at: Mapping[str, Point]) -> Layer:
    rows = [row for row in story.result["corridors"] if row["from"] in at and row["to"] in at]
    return Layer(
        name="corridors",
        title="People by corridor and week of arrival, rounded; empty where withheld. One way of many, not an order",
        columns=("from_place", "to_place", "week_start", "people_rounded"),
        rows=[
            {
                "from_place": story.names.get(row["from"], row["from"]),
                "to_place": story.names.get(row["to"], row["to"]),
                "week_start": row["week_start"],
                "people_rounded": row["people"],
            }
            for row in rows
        ],
        shapes=[(at[row["from"]], at[row["to"]]) for row in rows],
        look=Look(colour=ORANGE, mm=0.4, width_by="people_rounded"),
        is_line=True,
    )


def _sites(story: Story, at: Mapping[str, Point]) -> Layer:
    keys = ("id", "name", "province", "kind", "source_id")
    return Layer(
        name="sites",
        title="Holding, transit and reception sites, with people in the plan, rounded",
        columns=(*keys, "places_low", "places_central", "places_high", "nights_rounded"),
        rows=[
            {
                **{key: site[key] for key in keys},
                **_ends("places", site["places"]),
                "nights_rounded": round_people(sum(week["nights"] for week in site["weeks"])),
            }
            for site in story.result["sites"]
        ],
        shapes=[at[site["id"]] for site in story.result["sites"]],
        look=Look(colour=ORANGE, mark="square", mm=2.2),
    )


def _crossings(story: Story, at: Mapping[str, Point]) -> Layer:
    keys = ("id", "name", "province", "mode", "capacity_people", "crossed_people", "peak_people", "peak_date")
    rows = story.result["crossings"]
    return Layer(
        name="crossings",
        title="Crossings, with people across by the deadline in the plan",
        columns=(*keys, "people_per_day_low", "people_per_day_central", "people_per_day_high", "source_id"),
        rows=[
            {
                **{key: row[key] for key in (*keys, "source_id")},
                **_ends("people_per_day", row["people_per_day"]),
            }
            for row in rows
        ],
        shapes=[at[row["id"]] for row in rows],
        look=Look(colour=BLUE, mark="circle", mm=3.6, label="name"),
    )


def _gaps(story: Story, at: Mapping[str, Point]) -> Layer:
    """Return where the plan meets a limit, where one lets nobody through, and where nobody published one."""
    told = list(_gap_rows(story, at))
    return Layer(
        name="gaps",
        title="Limits that are used in full, that let nobody through, or that have no figure, by place",
        columns=("place", "limit_kind", "gap", "capacity", "unit"),
        rows=[row for row, _ in told],
        shapes=[shape for _, shape in told],
        look=Look(colour=VERMILION, mm=2.6, kinds=("gap", _GAP_MARKS)),
    )


def _gap_rows(story: Story, at: Mapping[str, Point]) -> Iterator[tuple[Row, Point]]:
    for limit in story.result["limits"]:
        gap = gap_of(limit)
        if limit["place"] in at and gap != ROOM:
            name = story.names.get(limit["place"], limit["place"])
            row = {"place": name, "limit_kind": limit["kind"], "gap": gap}
            yield row | {"capacity": limit["capacity"], "unit": limit["unit"]}, at[limit["place"]]


def _ends(name: str, span: Mapping[str, Any] | None) -> dict[str, Any]:
    return {f"{name}_{end}": span[end] if span else None for end in ("low", "central", "high")}


def _style_row(layer: Layer) -> dict[str, Any]:
    """Return the row that QGIS reads a layer's style from."""
    return {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": layer.name,
        "f_geometry_column": _GEOMETRY,
        "styleName": layer.name,
        "styleQML": style_of(layer.look),
        "styleSLD": "",
        "useAsDefault": 1,
        "description": layer.title,
        "owner": "",
        "ui": "",
        "update_time": _WRITTEN,
    }
