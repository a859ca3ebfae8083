"""Small files of every format that a run folder holds, to plant leaks in; each is clean but for what a test adds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

GATES = ("Voluntariness: BREACH UNLESS SHOWN", "Individual screening: BREACH UNLESS SHOWN")
FOOT = ". ".join(GATES) + "."
Cells = Sequence[object]


def csv(folder: Path, *rows: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def document(folder: Path, value: object, name: str = "result.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def yaml(folder: Path, *lines: str) -> Path:
    path = folder / "config.resolved.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def svg(folder: Path, *elements: str) -> Path:
    path = folder / "map.svg"
    start = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M 33.12345 71.54321 L 34.99999 72.11111"/>'
    path.write_text(f"{start}\n{chr(10).join(elements)}\n</svg>", encoding="utf-8")
    return path


def page(folder: Path, *elements: str, gates: bool = True) -> Path:
    path = folder / "report.html"
    foot = f"<footer>{FOOT}</footer>" if gates else ""
    body = "\n".join(elements)
    style = "<style>p { color: #123456 }</style>"
    path.write_text(f"<!DOCTYPE html><html><head>{style}</head><body>\n{body}\n{foot}</body></html>", encoding="utf-8")
    return path


def pdf(folder: Path, *pages: str, title: str = "A run", author: str = "", gates: bool = True) -> Path:
    import typst

    foot = f"set page(height: 12cm, width: 18cm, footer: [{FOOT if gates else 'no gates'}])"
    about = f'set document(title: "{title}", author: "{author}", date: none)'
    source = f"#{about}\n#{foot}\n" + "\n#pagebreak()\n".join(pages)
    path = folder / "report.pdf"
    path.write_bytes(typst.compile(source.encode("utf-8"), format="pdf"))
    return path


def workbook(folder: Path, *rows: Cells, sheet: str = "table", author: str = "") -> Path:
    import xlsxwriter

    path = folder / "workbook.xlsx"
    with xlsxwriter.Workbook(path) as book:
        if author:
            book.set_properties({"author": author})
        tab = book.add_worksheet(sheet)
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                tab.write(number, column, cell)
    return path


def layers(folder: Path, table: str, columns: Sequence[str], *rows: Cells, about: str = "A layer") -> Path:
    path = folder / "corridors.gpkg"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("create table gpkg_contents (table_name text, identifier text, description text)")
        file.execute("insert into gpkg_contents values (?, ?, ?)", (table, table, about))
        file.execute(f'create table "{table}" (fid integer, geom blob, {", ".join(columns)})')
        marks = ", ".join("?" for _ in range(len(columns) + 2))
        for number, cells in enumerate(rows, 1):
            file.execute(f'insert into "{table}" values ({marks})', (number, b"GP\x00\x01", *cells))
    return path
