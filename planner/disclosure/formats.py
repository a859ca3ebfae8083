"""
What stands in the files of a run folder: records, texts and pages, whatever the format.

Every reader yields pieces in the order of the file, each with the place a person would look for it. Nothing is judged
here. What a reader cannot open raises ``ValueError``, which the scan takes for a leak: unread is unsafe.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from xml.etree import ElementTree

from planner.disclosure.markup import Cell, Spoken, read_markup

Value = object


@dataclass(frozen=True, slots=True)
class Header:
    """Names of columns."""

    place: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Values by the names of their columns."""

    place: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document, or a part of one."""

    place: str
    value: Value


@dataclass(frozen=True, slots=True)
class Text:
    """Words; a line of them is named by its number."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """All words of a page that a person may hold alone: the gates must stand on it."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who a file says wrote it."""

    place: str
    name: str


Piece = Header | Row | Document | Text | Page | Author


def _csv(path: Path) -> Iterator[Piece]:
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
    header: tuple[str, ...] = ()
    for number, cells in enumerate(rows, 1):
        if number == 1:
            header = tuple(cells)
            yield Header("row 1", header)
        else:
            yield Row(f"row {number}", _by_name(header, cells))


def _by_name(header: Sequence[str], cells: Sequence[Value]) -> dict[str, Value]:
    """Return cells by the names of their columns; a column without a name, or with another's, goes by its position."""
    values: dict[str, Value] = {}
    for k, (name, cell) in enumerate(zip_longest(header, cells), 1):
        key = name if name and name not in values else f"column {k}"
        values[key] = cell
    return values


def _json(path: Path) -> Iterator[Piece]:
    yield Document("", json.loads(path.read_text(encoding="utf-8")))


_KEY = re.compile(
    r"""(?:^|[{,])\s*(?:- )?(?P<q>['"]?)(?P<key>[^'"{}\[\],]+?)(?P=q):(?:\s+(?P<value>[^{}\[\],]+))?\s*"""
)


def _yaml(path: Path) -> Iterator[Piece]:
    """Read block and flow mappings line by line; a key without a value of its own heads the lines under it."""
    heads: list[tuple[int, str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        indent = len(line) - len(line.lstrip(" -"))
        while heads and heads[-1][0] >= indent:
            heads.pop()
        values: dict[str, Value] = {}
        for found in _KEY.finditer(line):
            value = found["value"]
            if value is None:
                heads.append((indent, found["key"].strip()))
            else:
                values[found["key"].strip()] = value.strip().strip("'\"")
        place = f"line {number}"
        if values:
            above: Value = values
            for _, head in reversed(heads):
                above = {head: above}
            yield Document(place, above)
        else:
            yield Text(place, line)


def _html(path: Path) -> Iterator[Piece]:
    pieces = tuple(_marked_up(path.read_text(encoding="utf-8")))
    yield from pieces
    if path.suffix == ".html":
        yield Page("the page", "\n".join(piece.text for piece in pieces if isinstance(piece, Text)))


def _marked_up(markup: str) -> Iterator[Piece]:
    header: tuple[str, ...] = ()
    for spoken in read_markup(markup):
        if isinstance(spoken, Spoken) and spoken.kind == "json":
            yield Document(spoken.place, json.loads(spoken.text))
        elif isinstance(spoken, Spoken):
            yield Text(spoken.place, spoken.text)
        else:
            cells = tuple(cell.text for cell in spoken.cells)
            if all(cell.is_header for cell in spoken.cells):
                header = cells
                yield Header(spoken.place, header)
            else:
                yield Row(spoken.place, _by_name(header, cells))
            yield Text(spoken.place, _in_one_line(spoken.cells))


def _in_one_line(cells: Sequence[Cell]) -> str:
    return " | ".join(cell.text for cell in cells)


# Groups of Eastern digits, which a PDF gives from right to left.
_TURNED = re.compile("[\u0660-\u0669]+(?:-[\u0660-\u0669]+)+")


def _pdf(path: Path) -> Iterator[Piece]:
    import pypdfium2

    with closing(pypdfium2.PdfDocument(path)) as document:
        said = document.get_metadata_dict()
        yield Author("metadata", said.pop("Author", ""))
        yield from (Text(f"metadata, {key}", value) for key, value in said.items() if value)
        for number, page in enumerate(document, 1):
            text = _cells_apart(page.get_textpage().get_text_bounded().replace("\r\n", "\n").replace("\ufffe", ""))
            yield Text(f"page {number}", text)
            turned = "\n".join("-".join(reversed(found.split("-"))) for found in _TURNED.findall(text))
            yield Text(f"page {number}, numbers read from right to left", turned)
            yield Page(f"page {number}", text)


# Numbers in a row of a table on a page, each below 1,000 or with its commas: no telephone number is written so.
_CELLS = re.compile(r"(?<![^\s|])\d{1,3}(?:,\d{3})*(?: \d{1,3}(?:,\d{3})*){2,}(?![^\s|])(?! \d)")


def _cells_apart(text: str) -> str:
    """Return the words of a page with the numbers of its tables set apart, which a page itself runs together."""
    return _CELLS.sub(lambda found: found.group().replace(" ", "\t"), text)


_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")


def _xlsx(path: Path) -> Iterator[Piece]:
    with zipfile.ZipFile(path) as book:
        names = sorted(book.namelist())
        shared: list[str] = []
        if "xl/sharedStrings.xml" in names:
            root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
            shared = ["".join(t.text or "" for t in item.iter(f"{_SHEET}t")) for item in root]
        titles = [
            sheet.get("name", "")
            for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_SHEET}sheet")
        ]
        sheets = sorted((n for n in names if n.startswith("xl/worksheets/sheet")), key=lambda n: (len(n), n))
        for title, name in zip_longest(titles, sheets, fillvalue=""):
            yield Text("a sheet's name", title)
            yield from _sheet(f"sheet {sheets.index(name) + 1}", ElementTree.fromstring(book.read(name)), shared)
        for name in names:
            if name == "docProps/core.xml":
                root = ElementTree.fromstring(book.read(name))
                yield from (Author("properties", e.text) for e in root.iter() if e.tag.endswith("creator") and e.text)
            if name.startswith(("docProps/", "xl/charts/", "xl/drawings/", "xl/comments")) and name.endswith(".xml"):
                words = "\n".join(
                    e.text
                    for e in ElementTree.fromstring(book.read(name)).iter()
                    if e.text and not _is_plain_number(e.text)
                )
                yield Text(name, words)


def _is_plain_number(text: str) -> bool:
    """Return whether a text is a number alone, as the cached values of charts are: their cells are read as cells."""
    return bool(re.fullmatch(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?", text))


def _sheet(place: str, root: ElementTree.Element, shared: Sequence[str]) -> Iterator[Piece]:
    header: tuple[str, ...] = ()
    for row in root.iter(f"{_SHEET}row"):
        cells: dict[int, Value] = {}
        for cell in row.iter(f"{_SHEET}c"):
            found = _REFERENCE.fullmatch(cell.get("r", ""))
            if found is None:
                raise ValueError("a cell without a reference")
            cells[_column(found[1])] = _cell_value(cell, shared)
        if not cells:
            continue
        values = [cells.get(k) for k in range(1, max(cells) + 1)]
        where = f"{place}, row {row.get('r')}"
        if not header and all(isinstance(value, str) for value in values):
            header = tuple(str(value) for value in values)
            yield Header(where, header)
        yield Row(where, _by_name(header, values))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _cell_value(cell: ElementTree.Element, shared: Sequence[str]) -> Value:
    kind, said = cell.get("t"), cell.find(f"{_SHEET}v")
    if kind == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(f"{_SHEET}t"))
    if said is None or said.text is None:
        return None
    if kind == "s":
        return shared[int(said.text)]
    if kind == "b":
        return said.text == "1"
    if kind in ("str", "e", "d"):
        return said.text
    number = float(said.text)
    return int(number) if number == int(number) else number


_GEOMETRY = "geom"


def _gpkg(path: Path) -> Iterator[Piece]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as layers:
        tables = [
            name for (name,) in layers.execute("select name from sqlite_master where type = 'table' order by name")
        ]
        for table in tables:
            if table.startswith(("sqlite_", "rtree_")) or table in ("gpkg_spatial_ref_sys", "gpkg_extensions"):
                continue
            yield Text("a layer's name", table)
            rows = layers.execute(f'select * from "{table.replace(chr(34), chr(34) * 2)}"')
            header = tuple(column[0] for column in rows.description)
            if not table.startswith("gpkg_") and table != "layer_styles":
                # The columns of those two are the standard's own; geometry has no words.
                yield Header(f"layer {table}", tuple("" if name == _GEOMETRY else name for name in header))
            for number, row in enumerate(rows, 1):
                cells = [None if isinstance(cell, bytes) else cell for cell in row]
                yield from _layer_row(f"layer {table}, row {number}", _by_name(header, cells))


def _layer_row(place: str, values: dict[str, Value]) -> Iterator[Piece]:
    """Yield a row of a layer; what is markup itself, such as a style, is read as markup."""
    marked = {key: value for key, value in values.items() if isinstance(value, str) and value.lstrip().startswith("<")}
    yield Row(place, {key: value for key, value in values.items() if key not in marked})
    for key, value in marked.items():
        yield from (Text(f"{place}, {key}", s.text) for s in read_markup(value) if isinstance(s, Spoken))


READERS: dict[str, Callable[[Path], Iterator[Piece]]] = {
    ".csv": _csv,
    ".json": _json,
    ".geojson": _json,
    ".yaml": _yaml,
    ".html": _html,
    ".svg": _html,
    ".pdf": _pdf,
    ".xlsx": _xlsx,
    ".gpkg": _gpkg,
}
"""Readers by the end of a file's name; a file with another end cannot be scanned."""
UNREADABLE = (
    ValueError,
    KeyError,
    IndexError,
    csv.Error,
    zipfile.BadZipFile,
    ElementTree.ParseError,
    sqlite3.Error,
    RuntimeError,
)
"""What a reader raises when a file is not what its name says."""
