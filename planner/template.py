"""
``planner init``: a small complete case, the same as a workbook, and a configuration that runs.

The case is to be filled with other figures: in its CSV tables, or in ``case.xlsx``, which ``planner check`` reads and
``planner init --from`` turns into a case folder.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from planner.config import StandardsChoice, data_root, standards_root
from planner.errors import Fault, InputError
from planner.geodata import read_case
from planner.geodata.tables import CASE_TABLES, Column, Kind, Table
from planner.geodata.workbook import ABOUT, ABOUT_HEAD, READ_ME, about_rows, files_of_workbook, read_case_workbook
from planner.records import Case

WORKBOOK = "case.xlsx"
PROFILES = StandardsChoice().profiles
CONFIG = """\
# What does this ask? One line for the next reader.
name: {name}
title: A first scenario
case: case
start: 2025-03-01
deadline: 2025-03-10
streams: {{self_organised: {{low: 0.5, central: 0.8, high: 1.0}}}}
stay: {{min_nights: 1, max_nights: 1}}
"""
_HOLDS = {
    Kind.ID: "a new id: small letters, digits and hyphens",
    Kind.REF: "an id or area of another sheet",
    Kind.NAME: "a public name",
    Kind.PROVINCE: "a province",
    Kind.TEXT: "text",
    Kind.ADDRESS: "web addresses, joined by ;",
    Kind.DAY: "a date",
    Kind.EDITION: "a year, month or day",
    Kind.TIME: "a time, as 08:00",
    Kind.WEEKDAY: "a weekday",
    Kind.MONTH: "a month, 1 to 12",
    Kind.YEAR: "a year",
    Kind.LON: "degrees east",
    Kind.LAT: "degrees north",
    Kind.NUMBER: "a number, 0 or more; empty where nobody published one",
    Kind.SHARE: "a share, 0 to 1",
    Kind.DEGREES: "degrees Celsius",
    Kind.WHOLE: "a whole number",
    Kind.PEOPLE: "people: 0, or 10 and more",
}
_ROWS_TO_FILL = 500


def write_template(directory: Path, workbook: Path | None = None) -> Path:
    """
    Write ``case/``, ``case.xlsx`` and ``scenario.yaml`` and return the configuration's path.

    Parameters
    ----------
    workbook
        A filled case workbook to make the case of; ``None``: the example.

    Raises
    ------
    InputError
        When the folder holds anything or cannot be written, or the workbook has faults: then nothing is written.
    """
    name = directory.resolve().name
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputError((Fault(file=name, expected="a new or empty folder", got="one with other content"),))
    example = data_root() / "geodata" / "example"
    if workbook is not None:
        read_case_workbook(workbook, profiles=PROFILES, standards_root=standards_root())
    with _writable(directory):
        directory.mkdir(parents=True, exist_ok=True)
        if workbook is None:
            shutil.copytree(example, directory / "case")
        else:
            _write_case(workbook, directory / "case")
        case = read_case(directory / "case", profiles=PROFILES, standards_root=standards_root())
        write_case_workbook(directory / WORKBOOK, case, directory / "case")
        config = directory / "scenario.yaml"
        config.write_text(CONFIG.format(name="first-scenario"), encoding="utf-8")
    return config


@contextmanager
def _writable(directory: Path) -> Iterator[None]:
    """Tell in our words that a folder cannot be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise InputError(
            (Fault(file=directory.resolve().name, expected="a folder that can be written", got=reason),)
        ) from error


def _write_case(workbook: Path, target: Path) -> None:
    """Write the tables of a checked workbook as a case folder."""
    target.mkdir()
    files, _ = files_of_workbook(workbook)
    for name, file in files.items():
        if file.text is not None:
            (target / name).write_text(file.text, encoding="utf-8")


def write_case_workbook(path: Path, case: Case, folder: Path) -> None:
    """
    Write a case as a workbook: a sheet a table, lists to choose words from, and what each column holds.

    Parameters
    ----------
    case
        For the sheet on the case.
    folder
        Holds its tables.
    """
    from datetime import datetime
    from io import BytesIO

    from xlsxwriter import Workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    made = BytesIO()
    with Workbook(made, options) as book:
        # A date of creation is part of the format; a fixed one keeps the same template the same bytes.
        book.set_properties({"title": case.title, "created": datetime(2000, 1, 1)})
        head = book.add_format({"bold": True, "bottom": 2, "font_color": "#12344D", "text_wrap": True, "valign": "top"})
        _fill(book.add_worksheet(READ_ME), head, _columns_told(), (12, 30, 10, 60))
        _fill(book.add_worksheet(ABOUT), head, [ABOUT_HEAD, *about_rows(case)], (14, 20, 90))
        for table in CASE_TABLES:
            sheet = book.add_worksheet(table.file.removesuffix(".csv"))
            rows = _with_every_column(table, _rows(folder / table.file))
            _fill(sheet, head, rows, [max(12, len(name) + 2) for name in rows[0]])
            _choices(sheet, table, rows[0])
    path.write_bytes(made.getvalue())


def _rows(path: Path) -> list[list[str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _every(table: Table) -> list[Column]:
    """Return every column of a table, those of its triples after the others they do not stand among."""
    told = list(table.columns)
    known = {column.name for column in told}
    return told + [column for triple in table.triples for column in triple.columns if column.name not in known]


def _with_every_column(table: Table, rows: list[list[str]]) -> list[list[str]]:
    """Return a table's rows with all columns that may be filled: those of the contract, then its own key columns."""
    head, *others = rows or [[]]
    may_be_empty = [column.name for column in _every(table) if column.blank or not column.optional]
    wanted = [*may_be_empty, *(name for name in head if name not in may_be_empty)]
    return [wanted, *([dict(zip(head, row, strict=True)).get(name, "") for name in wanted] for row in others)]


def _columns_told() -> list[Sequence[str]]:
    """Return what each column of each sheet holds."""
    rows: list[Sequence[str]] = [("sheet", "column", "needed", "holds")]
    for table in CASE_TABLES:
        for column in _every(table):
            holds = "one of: " + ", ".join(column.words) if column.words else _HOLDS.get(column.kind, "a word")
            needed = "no" if column.optional else "header" if column.blank else "yes"
            rows.append((table.file.removesuffix(".csv"), column.name, needed, holds))
    return rows


def _fill(sheet: Any, head: Any, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """Write rows, numbers as numbers and every other text as text."""
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if number and _is_number(value):
                sheet.write_number(number, column, float(value))
            elif value:
                sheet.write_string(number, column, value, head if not number else None)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)


def _is_number(text: str) -> bool:
    """Return whether a spreadsheet keeps a numeral as it is: plain digits, few enough for a float."""
    digits = text.removeprefix("-").replace(".", "", 1)
    longest = 15
    return (
        digits.isascii()
        and digits.isdecimal()
        and len(digits) <= longest
        and not (digits.startswith("0") and len(digits) > 1 and "." not in text)
    )


def _choices(sheet: Any, table: Table, headers: Sequence[str]) -> None:
    """Offer the words of a column as a list to choose from."""
    words = {column.name: column.words for column in _every(table)}
    for column, name in enumerate(headers):
        if words.get(name):
            choice = {"validate": "list", "source": list(words[name])}
            sheet.data_validation(1, column, _ROWS_TO_FILL, column, choice)
