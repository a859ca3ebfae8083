"""A case as a workbook: read back as the folder it stands for, with the same faults, and nothing of it repeated."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.config import standards_root
from planner.errors import InputError
from planner.geodata import read_case, read_case_workbook
from planner.geodata.tables import CASE_TABLES
from planner.geodata.workbook import cell_text
from planner.records import Case
from planner.template import WORKBOOK, write_template

PROFILES = ("sphere-2018",)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    write_template(tmp_path / "made")
    return tmp_path / "made"


def read(path: Path) -> Case:
    return read_case_workbook(path, profiles=PROFILES, standards_root=standards_root())


def changed(made: Path, sheet: str, cells: dict[str, Any]) -> Path:
    """Return the workbook with some cells set."""
    path = made / WORKBOOK
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book[sheet][place] = value
    book.save(path)
    return path


def column(path: Path, sheet: str, name: str) -> str:
    cells = openpyxl.load_workbook(path)[sheet][1]
    return next(cell.column_letter for cell in cells if cell.value == name)


def faults(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(path)
    return [str(fault) for fault in caught.value.faults]


def test_it_is_read_as_the_folder_beside_it(made: Path) -> None:
    folder = read_case(made / "case", profiles=PROFILES, standards_root=standards_root())
    book = read(made / WORKBOOK)
    assert replace(book, hashes={}, name="") == replace(folder, hashes={}, name="")
    assert set(book.hashes) >= {"districts.csv", "legs.csv", "case.yaml"}


def test_it_has_a_sheet_a_table_and_says_what_each_column_holds(made: Path) -> None:
    book = openpyxl.load_workbook(made / WORKBOOK)
    assert book.sheetnames == ["read me", "case", *[table.file.removesuffix(".csv") for table in CASE_TABLES]]
    told = {(row[0], row[1]) for row in book["read me"].iter_rows(min_row=2, values_only=True)}
    for table in CASE_TABLES:
        name = table.file.removesuffix(".csv")
        heads = [cell.value for cell in book[name][1]]
        assert {(name, head) for head in heads} <= told
    assert book["crossings"].data_validations.dataValidation[0].formula1 == '"land,air"'


def test_a_fault_names_the_row_that_the_spreadsheet_shows(made: Path) -> None:
    place = column(made / WORKBOOK, "crossings", "people_per_day_low")
    found = faults(changed(made, "crossings", {f"{place}3": "many"}))
    assert len(found) == 1
    assert found[0].startswith("crossings.csv:3:people_per_day_low:")


def test_all_faults_of_all_sheets_are_told_at_once(made: Path) -> None:
    changed(made, "legs", {f"{column(made / WORKBOOK, 'legs', 'hours')}2": -1})
    path = changed(made, "people", {f"{column(made / WORKBOOK, 'people', 'area')}2": "Nowhere"})
    found = faults(path)
    assert {fault.split(":")[0] for fault in found} == {"legs.csv", "people.csv"}


def test_a_person_s_data_is_refused_and_never_repeated(made: Path) -> None:
    value = "35202-1234567-1"
    found = faults(changed(made, "sources", {f"{column(made / WORKBOOK, 'sources', 'title')}2": f"given by {value}"}))
    assert found
    assert value not in " ".join(found)
    assert "sources.csv:2" in found[0]


def test_a_strange_sheet_and_a_strange_column_are_refused(made: Path) -> None:
    path = made / WORKBOOK
    book = openpyxl.load_workbook(path)
    book.create_sheet("district")
    last = book["sites"].max_column + 1
    book["sites"].cell(1, last, "guards")
    book.save(path)
    found = " ".join(faults(path))
    assert "only sheets of the template (did you mean districts?)" in found or "only sheets of the template" in found
    assert "sites.csv" in found
    assert "guards" in found


def test_empty_rows_at_the_end_and_a_sheet_with_a_header_alone_are_nothing(made: Path) -> None:
    path = made / WORKBOOK
    before = read(path)
    book = openpyxl.load_workbook(path)
    book["legs"].cell(200, 1, "")
    book["legs"].cell(300, 2, None)
    book.save(path)
    assert replace(read(path), hashes={}) == replace(before, hashes={})
    assert before.fleets == ()


def test_a_formula_counts_as_nothing_unless_it_was_computed(made: Path) -> None:
    place = column(made / WORKBOOK, "districts", "population")
    found = faults(changed(made, "districts", {f"{place}2": "=1+1"}))
    assert found[0].startswith("districts.csv:2:population:")


def test_a_needed_sheet_that_is_gone_is_a_fault(made: Path) -> None:
    path = made / WORKBOOK
    book = openpyxl.load_workbook(path)
    del book["legs"]
    book.save(path)
    assert "legs.csv: expected this file: no case goes without, got none" in faults(path)


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "case.xlsx"
    path.write_bytes(content)
    assert re.search(r"case\.xlsx: expected a workbook \(\.xlsx\)", faults(path)[0])


def test_a_workbook_that_is_not_there(tmp_path: Path) -> None:
    assert "No such file" in faults(tmp_path / "none.xlsx")[0]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (12, "12"),
        (12.0, "12"),
        (33.95, "33.95"),
        (date(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1, 8, 30), "2025-03-01T08:30:00"),
        (time(8, 30), "08:30"),
        ("=x", "=x"),
        (True, "True"),
    ],
)
def test_a_cell_as_a_table_writes_it(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_a_case_made_of_a_workbook_is_the_same_case(made: Path, tmp_path: Path) -> None:
    write_template(tmp_path / "second", made / WORKBOOK)
    first, second = (
        read_case(folder / "case", profiles=PROFILES, standards_root=standards_root())
        for folder in (made, tmp_path / "second")
    )
    assert replace(first, hashes={}) == replace(second, hashes={})
    assert (made / WORKBOOK).read_bytes() == (tmp_path / "second" / WORKBOOK).read_bytes()


def test_a_workbook_with_faults_writes_nothing(made: Path, tmp_path: Path) -> None:
    path = changed(made, "legs", {f"{column(made / WORKBOOK, 'legs', 'hours')}2": -1})
    with pytest.raises(InputError):
        write_template(tmp_path / "second", path)
    assert not (tmp_path / "second").exists()
