"""Boundaries and points: from degrees to metres, and what a file of boundaries may hold."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.errors import InputError
from planner.geodata import project_points, read_boundaries
from tests.unit.case_folder import Folder

METRIC = "EPSG:32642"
ROOT = Path(__file__).resolve().parents[2]


def collection(geometry: object, properties: object = None, **more: object) -> dict[str, Any]:
    """Return a collection of one feature."""
    said = {"pcode": "T01", "name": "Alpha"} if properties is None else properties
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": said, "geometry": geometry}],
        **more,
    }


def square(lon: float = 69, lat: float = 34, size: float = 0.1) -> dict[str, Any]:
    """Return a square of ``size`` degrees from its lower left corner."""
    east, north = lon + size, lat + size
    return {
        "type": "Polygon",
        "coordinates": [[[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]]],
    }


def write(folder: Path, content: object) -> Path:
    """Write a boundaries file."""
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "boundaries.geojson").write_text(text, encoding="utf-8")
    return folder


def test_points_on_the_central_meridian_of_the_zone() -> None:
    # Zone 42 has its meridian at 69 degrees east, where easting is 500 km by definition; on it a degree of latitude
    # near the equator is 110,574 m on the ellipsoid, times the scale of 0.9996.
    metres = project_points([(Fraction(69), Fraction(0)), (69.0, 1.0)], METRIC)
    assert metres.shape == (2, 2)
    assert metres.dtype == np.float64
    assert metres[:, 0] == pytest.approx([500_000, 500_000], abs=0.01)
    assert metres[:, 1] == pytest.approx([0, 110_574.4 * 0.9996], abs=1)


def test_no_points() -> None:
    assert project_points([], METRIC).shape == (0, 2)


def test_boundaries_come_in_metres(tmp_path: Path) -> None:
    (boundary,) = read_boundaries(write(tmp_path, collection(square())), metric_crs=METRIC)
    assert (boundary.pcode, boundary.covers, boundary.province) == ("T01", ("T01",), "")
    # A tenth of a degree at 34 degrees north: 9.24 by 11.09 km.
    assert boundary.shape.area == pytest.approx(9_240 * 11_090, rel=0.01)
    corner = project_points([(69, 34)], METRIC)[0]
    assert boundary.shape.exterior.coords[0] == tuple(corner)


def test_a_boundary_may_stand_for_several_districts(tmp_path: Path) -> None:
    said = {"pcode": "T01", "name": "Alpha", "province": "North", "covers": ["T01", "T03"]}
    shapes = {"type": "MultiPolygon", "coordinates": [square()["coordinates"], square(70)["coordinates"]]}
    (boundary,) = read_boundaries(write(tmp_path, collection(shapes, said, attribution="own work")), metric_crs=METRIC)
    assert boundary.covers == ("T01", "T03")
    assert boundary.shape.geom_type == "MultiPolygon"


def test_systematic_codes_are_not_passports_on_maps_either(tmp_path: Path) -> None:
    said = {"pcode": "CM001001", "name": "Alpha", "covers": ["CM001001", "CM001002"]}
    (boundary,) = read_boundaries(write(tmp_path, collection(square(), said)), metric_crs=METRIC)
    assert boundary.pcode == "CM001001"


def test_no_boundaries(tmp_path: Path) -> None:
    assert read_boundaries(tmp_path, metric_crs=METRIC) == ()


def test_the_metric_crs_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"metric_crs: expected a projected CRS in metres.*got EPSG:4326"):
        read_boundaries(tmp_path, metric_crs="EPSG:4326")


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("{", "boundaries.geojson:1: expected JSON"),
        ('{"type": NaN}', "without NaN"),
        ("[" * 100_000, "in few levels"),
        ({"type": "Feature"}, "a GeoJSON FeatureCollection"),
        ([1], "a GeoJSON FeatureCollection"),
        ({"type": "FeatureCollection", "features": [3]}, r"features\[1\]: expected a feature"),
        (collection({"type": "Point", "coordinates": [69, 34]}), "a Polygon or MultiPolygon"),
        (collection(square(500_000, 3_700_000)), "in degrees"),
        (collection({"type": "Polygon", "coordinates": [69, 34]}), "in degrees"),
        (collection({"type": "Polygon", "coordinates": [[[69, "x"]]]}), "in degrees"),
        (collection({"type": "Polygon", "coordinates": []}), "in degrees"),
        (collection({"type": "Polygon", "coordinates": [[[69, 34], [70, 34], [69, 34]]]}), "closed rings"),
        (collection({"type": "Polygon", "coordinates": [[[69, 34], [70, 34], [70, 35], [69, 35]]]}), "closed rings"),
        (collection(square(), crs="x"), "EPSG:4326"),
        (collection(square(), attribution="call 0300-1234567"), "R3-phone"),
        (collection(square(), {"name": "Alpha"}), "a pcode or admin0 code"),
        (collection(square(), {"pcode": 7}), "a text"),
        (collection(square(), {"pcode": "T01", "covers": "T01"}), "a list of pcodes"),
        (collection(square(), crs={"type": "name", "properties": {"name": "EPSG:32642"}}), "EPSG:4326"),
    ],
)
def test_boundaries_that_are_not(tmp_path: Path, content: object, match: str) -> None:
    with pytest.raises(InputError, match=match):
        read_boundaries(write(tmp_path, content), metric_crs=METRIC)


def test_reading_a_case_checks_and_hashes_its_boundaries(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "case")
    write(folder.write(), collection(square()))
    assert len(folder.read().hashes["boundaries.geojson"]) == 64
    write(folder.path, collection({"type": "Point", "coordinates": [69, 34]}))
    assert folder.fault().file == "boundaries.geojson"


def test_the_embedded_boundaries_are_whole_shapes() -> None:
    boundaries = read_boundaries(ROOT / "geodata" / "pakistan-2023", metric_crs=METRIC)
    assert {"PK", "AF"} <= {boundary.admin0 for boundary in boundaries}
    assert min(boundary.shape.area for boundary in boundaries) > 0
