"""
Geometry for maps: public boundaries and points, from longitude and latitude to metres.

Files and records are EPSG:4326, longitude first; what leaves this module is in the case's metric CRS. Every
change of CRS in the project is here. shapely and pyproj are imported inside functions: they take a while.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.disclosure import find_person_header, find_person_pattern
from planner.errors import Fault, InputError
from planner.geodata.casefile import crs_fault
from planner.geodata.cells import WITHHELD, PublicCodes, person_expectation, shown
from planner.geodata.files import CheckedFile, read_checked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pyproj import Transformer
    from shapely.geometry import MultiPolygon, Polygon

BOUNDARIES_FILE = "boundaries.geojson"
STORAGE_CRS = "EPSG:4326"
TEXTS = ("pcode", "admin0", "name", "province", "source_id")
COVERS = "covers"
PROPERTIES = (*TEXTS, COVERS)
"""What a boundary may say of itself: the first two are keys, ``covers`` lists the pcodes it stands for."""
_SHAPES = ("Polygon", "MultiPolygon")
# The ways in which older programs write that coordinates are longitude and latitude.
_CRS_MEMBERS = tuple(
    {"type": "name", "properties": {"name": name}}
    for name in (STORAGE_CRS, "urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:OGC:1.3:CRS84")
)
_MOST_DEPTH = 4
_RING_DEPTH, _SHORTEST_RING = 2, 4
_AXES = 2
_HALF_TURN, _QUARTER_TURN = 180, 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """
    An outline for orientation on maps.

    Parameters
    ----------
    pcode, admin0, name, province, source_id
        Empty where the file does not say.
    covers
        The pcodes it stands for: its own, unless it lists others.
    shape
        In the metric CRS it was asked for in.
    """

    pcode: str
    admin0: str
    name: str
    province: str
    source_id: str
    covers: tuple[str, ...]
    shape: Polygon | MultiPolygon


def read_boundaries(folder: Path, *, metric_crs: str) -> tuple[Boundary, ...]:
    """
    Return the polygons of a case for its maps.

    Parameters
    ----------
    folder
        The case folder; its ``boundaries.geojson`` is read as EPSG:4326.
    metric_crs
        CRS of the shapes that are returned, in metres.

    Returns
    -------
    tuple
        In the order of the file; empty when the case has no boundaries.

    Raises
    ------
    InputError
        When the file is not a collection of public boundaries, or the CRS is not metric.
    """
    import numpy as np
    import shapely

    wanted = crs_fault(metric_crs)
    if wanted is not None:
        raise InputError(Fault(file="case.yaml", key="metric_crs", expected=wanted, got=shown(metric_crs)))
    features, faults = boundary_features(read_checked(folder / BOUNDARIES_FILE, BOUNDARIES_FILE))
    if faults:
        raise InputError(faults)
    degrees = np.array([shapely.geometry.shape(feature["geometry"]) for feature in features], dtype=object)
    to_metres = _to_metres(metric_crs)
    shapes = shapely.transform(degrees, lambda xy: np.column_stack(to_metres.transform(xy[:, 0], xy[:, 1])))
    return tuple(_boundary(feature["properties"], shape) for feature, shape in zip(features, shapes, strict=True))


def _boundary(said: Mapping[str, Any], shape: Polygon | MultiPolygon) -> Boundary:
    texts = {name: said.get(name) or "" for name in TEXTS}
    covers = tuple(said.get(COVERS) or filter(None, [said.get("pcode")]))
    return Boundary(**texts, covers=covers, shape=shape)


def project_points(points: Iterable[tuple[Fraction | float, Fraction | float]], metric_crs: str) -> NDArray[np.float64]:
    """
    Return points in metres.

    Parameters
    ----------
    points
        Longitude and latitude in degrees, EPSG:4326.
    metric_crs
        CRS of the result, in metres.

    Returns
    -------
    numpy.ndarray
        ``[n, 2] float64``: easting and northing.
    """
    import numpy as np

    degrees = np.array([(float(lon), float(lat)) for lon, lat in points], dtype=np.float64).reshape(-1, _AXES)
    return np.column_stack(_to_metres(metric_crs).transform(degrees[:, 0], degrees[:, 1]))


def _to_metres(metric_crs: str) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(STORAGE_CRS, metric_crs, always_xy=True)


def boundary_features(file: CheckedFile) -> tuple[list[dict[str, Any]], tuple[Fault, ...]]:
    """Return the features of a boundaries file and what is wrong with it; both empty when there is none."""
    if file.text is None:
        return [], file.faults
    try:
        data = json.loads(file.text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        row = error.lineno if isinstance(error, json.JSONDecodeError) else None
        wanted = "JSON without NaN or infinity, in few levels"
        return [], (Fault(file=file.name, row=row, expected=wanted, got="something else"),)
    features = data.get("features") if isinstance(data, dict) and data.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        wanted = "a GeoJSON FeatureCollection with a list of features"
        return [], (Fault(file=file.name, expected=wanted, got="something else"),)
    said = [feature.get("properties") if isinstance(feature, dict) else None for feature in features]
    texts = [properties for properties in said if isinstance(properties, dict)]
    public = PublicCodes.among(sorted({code for text in texts for code in _codes(text)}))
    faults = list(_member_faults(file.name, data))
    for number, feature in enumerate(features, 1):
        faults.extend(_feature_faults(file.name, number, feature, public))
    strange = {name for text in texts for name in text if name not in PROPERTIES}
    faults.extend(_strange_property(file.name, name) for name in sorted(strange))
    return ([] if faults else features), tuple(faults)


def _codes(properties: dict[str, object]) -> Iterator[str]:
    """Yield the pcodes that a boundary names."""
    covers = properties.get(COVERS)
    for code in (properties.get("pcode"), *(covers if isinstance(covers, list) else ())):
        if isinstance(code, str):
            yield code


def _member_faults(file: str, data: dict[str, object]) -> Iterator[Fault]:
    """Yield what is wrong with what the file says beside its features."""
    if "crs" in data and data["crs"] not in _CRS_MEMBERS:
        yield Fault(file=file, key="crs", expected=f"coordinates in {STORAGE_CRS}", got="another CRS")
    for name, value in data.items():
        rule = find_person_pattern(value) if isinstance(value, str) else None
        if rule is not None:
            yield Fault(file=file, expected=person_expectation(rule), got=WITHHELD, key=shown(name))


def _strange_property(file: str, name: str) -> Fault:
    """Return the fault of a property that is not of the contract, told once for the whole file."""
    rule = find_person_header(name) or find_person_pattern(name)
    expected = person_expectation(rule) if rule else f"only {', '.join(PROPERTIES)}"
    return Fault(file=file, key="properties", expected=expected, got=WITHHELD if rule else shown(name))


def _refuse_constant(_: str) -> float:
    raise ValueError


def _feature_faults(file: str, number: int, feature: object, public: PublicCodes) -> Iterator[Fault]:
    """Yield what is wrong with one feature: its shape, its place, or what it says."""
    where = f"features[{number}]"
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        yield Fault(file=file, key=where, expected="a feature with properties and geometry", got="something else")
        return
    yield from _property_faults(file, where, properties, public)
    if geometry.get("type") not in _SHAPES:
        # Points of people's homes would come as points.
        yield Fault(file=file, key=where, expected=f"a {' or '.join(_SHAPES)}", got="another geometry")
    elif not _is_on_earth(geometry.get("coordinates"), 3 if geometry["type"] == "Polygon" else _MOST_DEPTH):
        yield Fault(
            file=file, key=where, expected="closed rings of longitude and latitude in degrees", got="something else"
        )


def _property_faults(file: str, where: str, properties: dict[str, object], public: PublicCodes) -> Iterator[Fault]:
    """Yield what is wrong with what a feature says of itself."""
    for name in PROPERTIES:
        value = properties.get(name)
        texts = value if isinstance(value, list) else [value]
        rules = {find_person_pattern(str(text)) for text in texts if str(text) not in public.codes} - {None}
        for rule in sorted(map(str, rules)):
            yield Fault(file=file, key=f"{where}.{name}", expected=person_expectation(rule), got=WITHHELD)
        is_kind = value is None or isinstance(value, list) == (name == COVERS)
        if not is_kind or not all(text is None or isinstance(text, str) for text in texts):
            wanted = "a list of pcodes" if name == COVERS else "a text"
            yield Fault(file=file, key=f"{where}.{name}", expected=wanted, got="something else")
    if not properties.get("pcode") and not properties.get("admin0"):
        yield Fault(file=file, key=where, expected="a pcode or admin0 code", got="neither")


def _is_on_earth(coordinates: object, depth: int) -> bool:
    """Return whether nested lists of the given depth end in positions in degrees."""
    if depth == 1:
        return _is_position(coordinates)
    if not isinstance(coordinates, Sequence) or isinstance(coordinates, str) or not coordinates:
        return False
    if depth == _RING_DEPTH and (len(coordinates) < _SHORTEST_RING or coordinates[0] != coordinates[-1]):
        return False
    return all(_is_on_earth(part, depth - 1) for part in coordinates)


def _is_position(position: object) -> bool:
    if not isinstance(position, list) or len(position) < _AXES:
        return False
    lon, lat = position[:_AXES]
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (lon, lat))
    return numbers and abs(lon) <= _HALF_TURN and abs(lat) <= _QUARTER_TURN
