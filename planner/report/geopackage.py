"""
GeoPackage files: tables of points and lines in one SQLite file, after OGC 12-128r15, the same bytes each time.

Written with the standard library: the usual writers load whole data frames first, which takes longer than all tables.
There is no index of space: a layer has some hundreds of rows, and programs read one without.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

GEOMETRY = "geom"
WRITTEN = "2000-01-01T00:00:00.000Z"
"""The format asks for a time of the last change; this one says nothing, so that the same run gives the same bytes."""
_APPLICATION_ID, _VERSION = 0x47504B47, 10200
_WGS84 = 4326
_WGS84_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84 geodetic", _WGS84, "EPSG", _WGS84, _WGS84_WKT, "longitude/latitude in degrees on the WGS 84 spheroid"),
)
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
 organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
 description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
 min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
 CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
 geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
 CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
 CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
 CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""
_POINT, _LINE = 1, 2
# Little-endian, version 1: flags tell the order of bytes and whether the box of the shape stands before it.
_HEADER, _PLAIN, _WITH_BOX = "<2sBBi", 0b0001, 0b0011
# Where SQLite writes its own release into a file; nothing reads it, and two machines may have two.
_RELEASE_AT = slice(96, 100)

Point = tuple[float, float]
Shape = Point | tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    A table of a GeoPackage: a layer, or rows that have no place.

    Parameters
    ----------
    columns
        Names in order, so that a table without rows has them too.
    rows
        By column; texts, numbers or ``None``.
    shapes
        Longitude and latitude, one point or a line of points a row; ``None`` for a table without places.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]
    shapes: Sequence[Shape] | None
    is_line: bool = False


def geopackage(tables: Sequence[Table]) -> bytes:
    """Return a file of some tables, in order."""
    with closing(sqlite3.connect(":memory:")) as file:
        file.executescript(f"PRAGMA application_id = {_APPLICATION_ID}; PRAGMA user_version = {_VERSION}; {_TABLES}")
        file.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
        for table in tables:
            _add(file, table)
        file.commit()
        written = bytearray(file.serialize())
    written[_RELEASE_AT] = bytes(4)
    return bytes(written)


def _add(file: sqlite3.Connection, table: Table) -> None:
    kind, shapes = ("LINESTRING" if table.is_line else "POINT"), table.shapes
    columns = [f"{_quoted(name)} {_type_of([row[name] for row in table.rows])}" for name in table.columns]
    if shapes is not None:
        columns.insert(0, f"{_quoted(GEOMETRY)} {kind}")
    key = '"fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL'
    file.execute(f"CREATE TABLE {_quoted(table.name)} ({', '.join([key, *columns])})")
    box = (None,) * 4 if shapes is None else _box([point for shape in shapes for point in _points(shape)])
    system = 0 if shapes is None else _WGS84
    file.execute(
        "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (table.name, "attributes" if shapes is None else "features", table.name, table.title, WRITTEN, *box, system),
    )
    values = [tuple(row[name] for name in table.columns) for row in table.rows]
    if shapes is not None:
        file.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)", (table.name, GEOMETRY, kind, _WGS84)
        )
        values = [(_binary(shape), *row) for shape, row in zip(shapes, values, strict=True)]
    # The key counts by itself.
    file.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({', '.join(['NULL', *'?' * len(columns)])})", values)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _type_of(values: Sequence[Any]) -> str:
    """Return the type of a column: whole numbers, numbers, or texts, which it is too where nothing stands in it."""
    told = {type(value) for value in values if value is not None}
    if not told or str in told:
        return "TEXT"
    return "REAL" if float in told else "INTEGER"


def _points(shape: Shape) -> Sequence[Point]:
    return shape if isinstance(shape[0], tuple) else [shape]


def _box(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of some points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _binary(shape: Shape) -> bytes:
    """Return a shape as GeoPackage binary: a header, for a line its box, and the shape as well-known binary."""
    points = _points(shape)
    coordinates = struct.pack(f"<{2 * len(points)}d", *(value for point in points for value in point))
    if not isinstance(shape[0], tuple):
        return struct.pack(f"{_HEADER}BI", b"GP", 0, _PLAIN, _WGS84, 1, _POINT) + coordinates
    left, bottom, right, top = _box(points)
    head = struct.pack(f"{_HEADER}4d", b"GP", 0, _WITH_BOX, _WGS84, left, right, bottom, top)
    return head + struct.pack("<BII", 1, _LINE, len(points)) + coordinates
