"""The workbook: the tables of the run cell by cell, texts that stay texts, charts with words, the same bytes twice."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.report.grid import csv_of
from planner.report.tables import all_tables
from planner.report.workbook import inputs_of, write_workbook
from tests.unit.report_run import HOSTILE, Told, with_hostile_texts

HEAD_ROWS = 3


def written(told: Told, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    write_workbook(folder, told.story, told.plan)
    return folder / "workbook.xlsx"


@pytest.fixture(scope="module")
def path(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(told, tmp_path_factory.mktemp("workbook"))


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def shown(value: object) -> str:
    """Return a cell as the CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, str):
        return value
    return str(int(value)) if float(value).is_integer() else str(value)  # type: ignore[arg-type]


def test_every_table_has_a_sheet_with_the_cells_of_its_csv(told: Told, book: Any) -> None:
    tables = all_tables(told.result, told.plan)
    assert book.sheetnames == ["Read me", "Charts", *[table.name for table in tables], "inputs", "sources"]
    for table in tables:
        head, tags, *rows = csv.reader(io.StringIO(csv_of(table), newline=""))
        sheet = [[shown(cell) for cell in row] for row in book[table.name].iter_rows(values_only=True)]
        assert sheet[0] == head
        assert sheet[2] == tags
        assert all(sheet[1])
        plain = [[re.sub(r"^(-?\d+)\.0$", r"\1", cell) for cell in row] for row in rows]
        assert sheet[HEAD_ROWS:] == plain, table.name


def test_inputs_name_their_sources_and_no_district(told: Told, book: Any) -> None:
    rows = list(book["inputs"].iter_rows(min_row=HEAD_ROWS + 1, values_only=True))
    assert len(rows) == len(inputs_of(told.story).rows) > 50
    by_id = {row[0]: row for row in rows if row[3] == "people a day"}
    assert by_id["torkham"][4:] == (5000, 13900, 28000, "torkham-throughput", "derived")
    assert {row[7] for row in rows} <= set(told.case.sources)
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert not cells & {district.pcode for district in told.case.districts}


def test_the_first_sheet_leads_with_the_finding_and_the_gates(told: Told, book: Any) -> None:
    cells = [cell for row in book["Read me"].iter_rows(values_only=True) for cell in row if cell]
    assert cells[0].startswith("1.3 million people in 28 days: not possible")
    assert cells[1] == "Voluntariness"
    assert cells[2].startswith(told.result["gates"]["voluntariness"]["status"])
    assert told.run["command"] in cells[-3]


def test_charts_are_native_and_say_what_they_show(path: Path) -> None:
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        charts = [name for name in names if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
        assert len(charts) == 4
        drawing = parts.read("xl/drawings/drawing1.xml").decode("utf-8")
        assert not [name for name in names if "media" in name or "vba" in name or "externalLink" in name]
    alts = re.findall(r'descr="([^"]*)"', drawing)
    assert len(alts) == 4
    assert all(len(alt) > 30 for alt in alts)


def test_bars_that_stand_on_each_other_differ_in_colour_and_pattern(path: Path) -> None:
    with zipfile.ZipFile(path) as file:
        charts = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/charts/chart")]
    chart = next(text for text in charts if "barDir" in text and "Torkham" in text)
    series = re.findall(r"<c:ser>.*?</c:ser>", chart, re.DOTALL)
    looks = [re.findall(r'srgbClr val="(\w+)"|pattFill prst="(\w+)"', row) for row in series]
    assert len(series) == 9
    # After six of them colours and patterns begin again; those with most people come first.
    assert len({tuple(look) for look in looks}) == 6
    assert all(look and look[0] != ("", "") for look in looks)


def test_a_row_is_as_high_as_its_longest_text(book: Any) -> None:
    for name in ("Read me", "assumptions", "corridors_by_week"):
        sheet = book[name]
        for number, row in enumerate(sheet.iter_rows(min_row=2), 2):
            texts = [cell for cell in row if isinstance(cell.value, str)]
            lines = max((len(c.value) / sheet.column_dimensions[c.column_letter].width for c in texts), default=0)
            height = sheet.row_dimensions[number].height or 15
            assert height >= min(15 * lines, 405), (name, number)


def test_the_same_bytes_twice(small: Told, tmp_path: Path) -> None:
    assert written(small, tmp_path / "a").read_bytes() == written(small, tmp_path / "b").read_bytes()


def test_hostile_texts_are_texts(small: Told, tmp_path: Path) -> None:
    path = written(with_hostile_texts(small), tmp_path)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type in ("s", "n", "b", "d") for cell in cells)
    assert not [cell for cell in cells if cell.hyperlink]
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    found = [text for text in HOSTILE if f"{text} end" in texts]
    assert len(found) >= 5
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name) and "worksheets" in name]


def test_a_date_is_a_date_and_other_texts_are_not(small: Told, tmp_path: Path) -> None:
    curve = openpyxl.load_workbook(written(small, tmp_path))["curve"]
    assert isinstance(curve.cell(HEAD_ROWS + 1, 1).value, datetime)
    assert curve.cell(1, 1).value == "date"


def test_libreoffice_opens_it(path: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("needs LibreOffice: no soffice on the path")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    done = subprocess.run(
        [office, profile, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path), str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
    )
    assert done.returncode == 0, done.stderr
    told = (tmp_path / "workbook-readings.csv").read_text(encoding="utf-8").splitlines()
    assert told[0].startswith("reading,answer")
    assert len(told) == HEAD_ROWS + 3
    assert "543,700" in told[4] or "543700" in told[4]


def test_where_nobody_crosses_there_is_no_chart_of_days(small: Told, tmp_path: Path) -> None:
    nobody = {**small.plan, "crossings": []}
    write_workbook(tmp_path, small.story, nobody)
    with zipfile.ZipFile(tmp_path / "workbook.xlsx") as book:
        assert sum(name.startswith("xl/charts/chart") for name in book.namelist()) == 3
