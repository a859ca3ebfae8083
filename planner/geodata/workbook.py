"""
A case as one workbook: a sheet a table, read back as the tables of a case folder; nothing of it is written anywhere.

A sheet is turned into the text of its CSV table, row by row, so that every check of a folder is made of a workbook too
and a fault names the row that the spreadsheet shows. Formulas count as the values they were saved with.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from planner.errors import Fault, InputError
from planner.geodata import tables
from planner.geodata.case import case_of
from planner.geodata.casefile import CASE_FILE
from planner.geodata.cells import guess, shown
from planner.geodata.files import LARGEST_BYTES, CheckedFile
from planner.geodata.maps import BOUNDARIES_FILE
from planner.records import Case

ABOUT, READ_ME = "case", "read me"
ABOUT_HEAD = ("key", "id", "value")
_SINGLE = ("title", "time_zone", "metric_crs")
_LARGEST_UNPACKED = 10 * LARGEST_BYTES
_MOST_ROWS = 500_000


def read_case_workbook(path: Path, *, profiles: Sequence[str], standards_root: Path) -> Case:
    """
    Return everything a case workbook says, checked as a case folder is.

    Raises
    ------
    InputError
        With every fault of the whole case, by sheet (as the table it stands for), row and column.
    """
    files, strangers = files_of_workbook(path)
    return case_of(path.stem, files, strangers, profiles=profiles, standards_root=standards_root)


def files_of_workbook(path: Path) -> tuple[dict[str, CheckedFile], list[Fault]]:
    """
    Return the tables of a workbook as the files they stand for, and a fault for each sheet of another name.

    Raises
    ------
    InputError
        When there is no workbook to read.
    """
    sheets = dict(_sheets(path))
    known = {table.file.removesuffix(".csv"): table for table in tables.CASE_TABLES}
    strangers = [
        Fault(
            file=shown(name),
            expected=f"only sheets of the template{guess(name.lower(), list(known))}",
            got="another sheet",
        )
        for name in sheets
        if name not in known and name not in (ABOUT, READ_ME)
    ]
    files = {table.file: _table(table.file, sheets.get(name)) for name, table in known.items()}
    files[CASE_FILE] = _about(sheets.get(ABOUT))
    files[BOUNDARIES_FILE] = CheckedFile(BOUNDARIES_FILE)
    return files, strangers


def _sheets(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    """Yield each sheet's name and cells."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    wanted = f"a workbook (.xlsx) of at most {LARGEST_BYTES // 2**20} MB"
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise InputError(Fault(file=path.name, expected=wanted, got=f"{size / 2**20:.1f} MB"))
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > _LARGEST_UNPACKED:
            raise InputError(Fault(file=path.name, expected=wanted, got=f"{unpacked / 2**20:.0f} MB unpacked"))
        book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
        for sheet in book.worksheets:
            yield str(sheet.title), _cells(sheet, path.name)
        book.close()
    except OSError as error:
        raise InputError(Fault(file=path.name, expected=wanted, got=error.strerror or "unreadable")) from None
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(Fault(file=path.name, expected=wanted, got="a file that is none")) from None


def _cells(sheet: Any, file: str) -> list[list[Any]]:
    """Return a sheet's rows without the empty ones at its end."""
    rows: list[list[Any]] = []
    for row in sheet.iter_rows(values_only=True):
        if len(rows) > _MOST_ROWS:
            raise InputError(
                Fault(file=file, key=str(sheet.title), expected=f"at most {_MOST_ROWS:,} rows", got="more")
            )
        rows.append(list(row))
    while rows and not any(cell not in (None, "") for cell in rows[-1]):
        rows.pop()
    return rows


def _table(name: str, rows: list[list[Any]] | None) -> CheckedFile:
    """Return a sheet as the CSV table it stands for; one without a row below its header counts as absent."""
    if rows is None or len(rows) < 2:  # noqa: PLR2004 - the header alone
        return CheckedFile(name)
    width = max((k + 1 for k, cell in enumerate(rows[0]) if cell not in (None, "")), default=0)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for row in rows:
        cells = [cell_text(cell) for cell in row]
        beyond = any(cells[width:])
        writer.writerow(cells if beyond else [*cells[:width], *[""] * (width - len(cells))])
    return _file(name, stream.getvalue())


def cell_text(value: Any) -> str:
    """Return a cell as a case table writes it: numbers and dates in plain digits."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _about(rows: list[list[Any]] | None) -> CheckedFile:
    """Return the sheet on the case as the text of ``case.yaml``, of which JSON is a part."""
    if not rows:
        return CheckedFile(CASE_FILE)
    told: dict[str, Any] = {"statuses": {}, "notes": []}
    for row in rows[1:]:
        key, name, value = ([cell_text(cell).strip() for cell in row] + ["", "", ""])[:3]
        if key == "status":
            told["statuses"][name] = value
        elif key == "note":
            told["notes"].append(value)
        elif key:
            told[key] = value
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in told.items()]
    return _file(CASE_FILE, "\n".join(lines) + "\n")


def _file(name: str, text: str) -> CheckedFile:
    return CheckedFile(name, text, hashlib.sha256(text.encode("utf-8")).hexdigest())


def about_rows(case: Case) -> list[Sequence[str]]:
    """Return the rows of the sheet on a case, as ``read_case_workbook`` reads them."""
    single: Mapping[str, str] = {"title": case.title, "time_zone": case.time_zone, "metric_crs": case.metric_crs}
    rows: list[Sequence[str]] = [(key, "", single[key]) for key in _SINGLE]
    rows += [("status", key, title) for key, title in case.statuses.items()]
    return rows + [("note", "", note) for note in case.notes]
