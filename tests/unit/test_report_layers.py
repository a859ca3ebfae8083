"""The map layers: what is on them, where, with a style each; the same bytes twice, and nobody by district."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from xml.etree import ElementTree

import geopandas
import pyogrio
import pytest

from planner.report.layers import STYLES, write_layers
from tests.unit.report_run import HOSTILE, Told, with_hostile_texts

LAYERS = ("roads", "corridors", "sites", "crossings", "gaps")


def written(told: Told, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    write_layers(folder, told.story)
    return folder / "corridors.gpkg"


@pytest.fixture(scope="module")
def path(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(told, tmp_path_factory.mktemp("layers"))


def test_layers_and_their_reference_system(path: Path) -> None:
    assert [str(name) for name, _ in pyogrio.list_layers(path)] == [*LAYERS, STYLES]
    for name in LAYERS:
        assert geopandas.read_file(path, layer=name).crs == "EPSG:4326"


def test_crossings_stand_where_they_are_with_the_result_s_numbers(told: Told, path: Path) -> None:
    frame = geopandas.read_file(path, layer="crossings").set_index("id")
    assert len(frame) == len(told.result["crossings"])
    for crossing in told.case.crossings:
        point = frame.geometry[crossing.id]
        assert (point.x, point.y) == (float(crossing.lon), float(crossing.lat))
    for row in told.result["crossings"]:
        assert frame.crossed_people[row["id"]] == row["crossed_people"]


def test_corridors_are_those_of_the_result(told: Told, path: Path) -> None:
    frame = geopandas.read_file(path, layer="corridors")
    assert len(frame) == len(told.result["corridors"])
    assert frame.people_rounded.sum() == sum(row["people"] or 0 for row in told.result["corridors"])


def test_gaps_are_limits_in_full_use_or_without_a_figure(told: Told, path: Path) -> None:
    frame = geopandas.read_file(path, layer="gaps")
    # People in scope, officers, fleets and money are of the whole country: they have no place on a map.
    nationwide = ("people", "officers", "vehicles", "money")
    limits = [row for row in told.result["limits"] if row["kind"] not in nationwide]
    absent = sum(row["capacity"] is None for row in limits)
    assert (frame.gap == "a figure is missing").sum() == absent
    assert (frame.gap == "lets nobody through").sum() == sum(row["capacity"] == 0 for row in limits) > 0
    full = [row for row in limits if row["capacity"] and ((row["used_share"] or 0) >= 1 or row["people_per_unit"])]
    assert (frame.gap == "used in full").sum() == len(full)


def test_every_layer_has_a_style_that_is_whole(path: Path) -> None:
    with sqlite3.connect(path) as file:
        rows = file.execute(
            "select f_table_name, f_geometry_column, styleQML, useAsDefault from layer_styles"
        ).fetchall()
        columns = dict(file.execute("select table_name, column_name from gpkg_geometry_columns").fetchall())
    assert [row[0] for row in rows] == list(LAYERS)
    for name, column, style, default in rows:
        assert column == columns[name]
        assert default == 1
        assert ElementTree.fromstring(style).find("renderer-v2/symbols/symbol/layer") is not None


def style_named(path: Path, layer: str) -> ElementTree.Element:
    """Return a layer's style."""
    with sqlite3.connect(path) as file:
        (style,) = file.execute("select styleQML from layer_styles where f_table_name = ?", (layer,)).fetchone()
    return ElementTree.fromstring(style)


def test_every_gap_has_a_mark_of_its_own(path: Path) -> None:
    renderer = style_named(path, "gaps").find("renderer-v2")
    assert renderer is not None
    assert renderer.get("attr") == "gap"
    symbols = {row.get("value"): row.get("symbol") for row in renderer.iter("category")}
    assert set(symbols) == set(pyogrio.read_dataframe(path, layer="gaps").gap) | {"used in full"}
    marks = {
        symbol.get("name"): symbol.find("layer/Option/Option[@name='name']").get("value")
        for symbol in renderer.iter("symbol")
    }
    assert len({marks[number] for number in symbols.values()}) == len(symbols) == 3


def test_crossings_are_named_and_corridors_wider_by_people(path: Path) -> None:
    crossings, corridors = style_named(path, "crossings"), style_named(path, "corridors")
    text = crossings.find("labeling/settings/text-style")
    assert text is not None
    assert (crossings.get("labelsEnabled"), text.get("fieldName")) == ("1", "name")
    assert {"name"} <= set(pyogrio.read_dataframe(path, layer="crossings").columns)
    width = corridors.find(".//Option[@name='outlineWidth']/Option[@name='expression']")
    assert width is not None
    assert '"people_rounded"' in str(width.get("value"))
    assert corridors.get("labelsEnabled") == "0"


def test_nobody_is_told_by_district(told: Told, path: Path) -> None:
    public = {place.name for place in (*told.case.crossings, *told.case.sites)}
    public |= {district.province for district in told.case.districts}
    hidden = {d.name for d in told.case.districts} | {d.pcode for d in told.case.districts}
    for name in LAYERS:
        frame = geopandas.read_file(path, layer=name)
        cells = {cell for column in frame.columns.drop("geometry") for cell in frame[column] if isinstance(cell, str)}
        assert not cells & (hidden - public), name
        if name == "roads":
            assert set(frame.columns) == {"mode", "km", "hours", "source_id", "geometry"}


def test_the_same_bytes_twice(small: Told, tmp_path: Path) -> None:
    first = written(small, tmp_path / "a").read_bytes()
    assert written(small, tmp_path / "b").read_bytes() == first
    assert written(small, tmp_path / "b").read_bytes() == first


def test_the_clock_of_other_layers_is_left_alone(small: Told, tmp_path: Path) -> None:
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    written(small, tmp_path)
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_hostile_texts_are_texts(small: Told, tmp_path: Path) -> None:
    path = written(with_hostile_texts(small), tmp_path)
    assert geopandas.read_file(path, layer="crossings").name[0] == f"{HOSTILE[0]} end"
    assert geopandas.read_file(path, layer="sites").name[0] == f"{HOSTILE[4]} end"
