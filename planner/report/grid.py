"""
A table for spreadsheets and programs: a header, a row of HXL hashtags, then data; and the same as CSV text.

A text that a spreadsheet would run as a formula is led by an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int | float | bool | None
Column = tuple[str, str]
_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    A table for programs.

    Parameters
    ----------
    columns
        Header and HXL hashtag of each column.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]


def csv_of(table: Table) -> str:
    """Return a table as CSV text."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([header for header, _ in table.columns])
    writer.writerow([tag for _, tag in table.columns])
    for row in table.rows:
        writer.writerow([_cell(value) for value in row])
    return stream.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A carriage return alone would end a row for some readers; the writer does not quote it.
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return f"'{text}" if text.startswith(_RUNS_AS_FORMULA) else text
    return str(value)
