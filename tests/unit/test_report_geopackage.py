"""GeoPackage files as others read them: kinds of columns, shapes, titles, and rows without a place."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyogrio
import pytest

from planner.report.geopackage import Table, geopackage

ROWS = (
    {'say "it"': "a", "whole": 3, "part": 1, "none": None},
    {'say "it"': "b", "whole": None, "part": 0.5, "none": None},
)
COLUMNS = tuple(ROWS[0])
LINES = (((69.5, 34.25), (70.0, -33.0)), ((-1.0, 0.0), (0.0, 1.0), (2.0, 3.0)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    tables = [
        Table(name="spots", title="Some spots", columns=COLUMNS, rows=ROWS, shapes=((69.0, 34.0), (70.5, 35.0))),
        Table(name="ways", title="Some ways", columns=COLUMNS, rows=ROWS, shapes=LINES, is_line=True),
        Table(name="words", title="", columns=("word",), rows=[{"word": "x"}], shapes=None),
    ]
    path = tmp_path / "some.gpkg"
    path.write_bytes(geopackage(tables))
    return path


def test_columns_have_the_kind_of_what_stands_in_them(path: Path) -> None:
    with sqlite3.connect(path) as file:
        kinds = {row[1]: row[2] for row in file.execute("pragma table_info(spots)")}
    assert kinds == {
        "fid": "INTEGER", "geom": "POINT", 'say "it"': "TEXT", "whole": "INTEGER", "part": "REAL", "none": "TEXT"
    }  # fmt: skip


def test_shapes_and_rows_come_back(path: Path) -> None:
    spots, ways = (pyogrio.read_dataframe(path, layer=name) for name in ("spots", "ways"))
    assert [(spot.x, spot.y) for spot in spots.geometry] == [(69.0, 34.0), (70.5, 35.0)]
    assert tuple(tuple(way.coords) for way in ways.geometry) == LINES
    assert (list(ways["part"]), list(ways['say "it"'])) == ([1.0, 0.5], ["a", "b"])
    assert spots.crs == ways.crs == "EPSG:4326"


def test_a_layer_says_where_it_lies_and_what_it_is(path: Path) -> None:
    told = pyogrio.read_info(path, layer="ways")
    assert told["total_bounds"] == (-1.0, -33.0, 70.0, 34.25)
    assert told["layer_metadata"]["DESCRIPTION"] == "Some ways"


def test_rows_without_a_place_are_a_table(path: Path) -> None:
    assert [[*row] for row in pyogrio.list_layers(path)] == [
        ["spots", "Point"], ["ways", "LineString"], ["words", None]
    ]  # fmt: skip
    assert list(pyogrio.read_dataframe(path, layer="words")["word"]) == ["x"]


def test_the_file_is_whole_and_its_references_hold(path: Path) -> None:
    with sqlite3.connect(path) as file:
        assert file.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert file.execute("pragma foreign_key_check").fetchall() == []


def test_nothing_is_told_of_the_library_that_wrote_it(path: Path) -> None:
    # Two machines that have two of its releases write the same file.
    assert path.read_bytes()[96:100] == bytes(4)
