"""The CSV tables of a run: a header, a row of HXL hashtags, and the numbers of the result after the display rule."""

from __future__ import annotations

import csv
import io
import re
from copy import deepcopy
from pathlib import Path

import pytest

from planner.report import write_tables
from planner.report.grid import Table, csv_of
from planner.units import round_people
from tests.unit.report_run import Told

NAMES = (
    "crossings_by_day",
    "sites_by_week",
    "corridors_by_week",
    "limits",
    "readings",
    "curve",
    "alternatives",
    "assumptions",
    "waiting_by_day",
    "needs",
    "costs",
    "rights",
    "requirements",
    "single_limits",
    "frontier",
    "draws",
    "tornado",
    "dictionary",
)
HASHTAG = re.compile(r"#[a-z0-9]+(\+[a-z]+)*")


@pytest.fixture(scope="module")
def tables(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    write_tables(folder, result=told.result, plan=told.plan)
    return folder / "tables"


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the data rows, below header and hashtags."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[1:]


def test_all_tables_and_no_other(tables: Path) -> None:
    assert sorted(path.name for path in tables.iterdir()) == sorted(f"{name}.csv" for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_form(tables: Path, name: str) -> None:
    data = (tables / f"{name}.csv").read_bytes()
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    header, tags, *rows = csv.reader(io.StringIO(data.decode("utf-8")))
    assert len(set(header)) == len(header)
    assert all(HASHTAG.fullmatch(tag) for tag in tags)
    assert rows
    assert {len(row) for row in rows} == {len(header)} == {len(tags)}


def test_the_same_bytes_twice(told: Told, tables: Path, tmp_path: Path) -> None:
    write_tables(tmp_path, result=told.result, plan=told.plan)
    for name in NAMES:
        assert (tmp_path / "tables" / f"{name}.csv").read_bytes() == (tables / f"{name}.csv").read_bytes()


def test_crossings_by_day_are_exact_and_add_up(told: Told, tables: Path) -> None:
    rows = rows_of(tables / "crossings_by_day.csv")
    assert sum(int(row["people"]) for row in rows) == told.result["verdict"]["on_time_people"]["plan"]
    for row in rows:
        assert int(row["people"]) == int(row["people_self_organised"]) + int(row["people_from_sites"])


def test_sites_by_week_are_rounded(told: Told, tables: Path) -> None:
    weeks = [week for site in told.result["sites"] for week in site["weeks"]]
    shown = [int(row["nights_rounded"]) for row in rows_of(tables / "sites_by_week.csv")]
    assert shown == [round_people(week["nights"]) for week in weeks]


def test_small_corridor_cells_are_withheld(told: Told, tmp_path: Path) -> None:
    result = deepcopy(told.result)
    result["corridors"][0]["people"] = None
    write_tables(tmp_path, result=result, plan=told.plan)
    first, *others = rows_of(tmp_path / "tables" / "corridors_by_week.csv")
    assert (first["people_rounded"], first["withheld"]) == ("", "<10")
    assert not any(row["withheld"] for row in others)


def test_readings_and_alternatives_carry_the_sentence(tables: Path) -> None:
    for name in ("readings", "alternatives"):
        for row in rows_of(tables / f"{name}.csv"):
            is_yes = row["answer"] == "not-excluded-by-logistics"
            assert row["note"] == ("This is not a finding that it is lawful, safe or voluntary." if is_yes else "")
    assert "not-excluded-by-logistics" in {row["answer"] for row in rows_of(tables / "readings.csv")}


def test_limits_without_a_figure_are_empty(told: Told, tables: Path) -> None:
    rows = {row["id"]: row["capacity"] for row in rows_of(tables / "limits.csv")}
    for limit in told.result["limits"]:
        assert (rows[limit["id"]] == "") is (limit["capacity"] is None)


@pytest.mark.parametrize("text", ["=cmd|' /c calc'!A1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_formula_is_led_by_an_apostrophe(text: str) -> None:
    written = csv_of(Table(name="t", columns=(("a", "#meta"), ("b", "#meta")), rows=[(text, -5)]))
    header, _, row = csv.reader(io.StringIO(written, newline=""))
    assert header == ["a", "b"]
    assert row == ["'" + text.replace("\r", "\n"), "-5"]


@pytest.mark.parametrize("text", ["#panic()", "<script>", 'quotes " and , comma', "🙂 ترخم", "two\nlines", "x" * 500])
def test_other_texts_stay_as_they_are(text: str) -> None:
    written = csv_of(Table(name="t", columns=(("a", "#meta"),), rows=[(text,)]))
    assert list(csv.reader(io.StringIO(written, newline="")))[2] == [text]


def test_no_district_is_in_any_table(told: Told, tables: Path) -> None:
    cells = {
        cell
        for name in NAMES
        if name not in ("assumptions", "dictionary")
        for row in rows_of(tables / f"{name}.csv")
        for cell in row.values()
    }
    public = {place.name for place in (*told.case.crossings, *told.case.sites)}
    public |= {district.province for district in told.case.districts}
    assert not cells & ({district.name for district in told.case.districts} - public)
    assert not cells & {district.pcode for district in told.case.districts}
