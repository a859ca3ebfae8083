"""A case folder with one thing wrong, and with several: each fault names its file, row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.geodata.reading import MOST_FAULTS_PER_COLUMN
from tests.unit.case_folder import Folder, places

CELLS = [
    # numbers
    ("districts", 3, "population", "-5", "whole people, 0 or more"),
    ("districts", 3, "population", "NaN", "got NaN"),
    ("districts", 3, "population", "inf", "got inf"),
    ("districts", 3, "population", "1e400", "got 1e400"),
    ("districts", 3, "population", "60,000", "without thousands separators, got 60,000"),
    ("districts", 3, "population", "60 000", "without thousands separators"),
    ("districts", 3, "population", "1000.5", "whole people"),
    ("districts", 3, "population", "", "whole people.*got an empty cell"),
    ("districts", 3, "population", "many", "got a text that is not repeated"),
    ("districts", 3, "population", "9" * 30, "at most 1,000,000,000,000"),
    ("districts", 3, "population", "\u06f5\u06f0\u06f0\u06f0\u06f0", "in plain digits"),
    ("districts", 3, "population_year", "23", "a year from 1800 to 2199, got 23"),
    ("districts", 3, "foreign_nationals", "-1", "whole people.*or an empty cell, got -1"),
    ("districts", 3, "foreign_nationals", "12.5", "whole people"),
    ("crossings", 3, "queue_places", "1.5", "a whole number of 0 or more"),
    ("sites", 2, "toilets", "-1", "a number of 0 or more"),
    ("legs", 3, "km", "-0.1", "a number of 0 or more.*got -0.1"),
    ("legs", 3, "hours", "", "got an empty cell"),
    ("legs", 3, "hours", "0x10", "a number of 0 or more"),
    ("legs", 3, "people_per_day", "-1", "or an empty cell, got -1"),
    ("services", 2, "seats", "-1", "a whole number"),
    ("climate", 2, "night_min_c", "-300", "degrees Celsius"),
    ("climate", 2, "month", "13", "a month from 1 to 12, got 13"),
    ("closures", 2, "share_open", "1.01", "a share from 0 to 1, got 1.01"),
    ("closures", 2, "share_open", "-0.5", "a share from 0 to 1"),
    # places on the earth
    ("districts", 2, "lon", "181", "-180 to 180"),
    ("districts", 2, "lat", "-90.5", "-90 to 90"),
    ("sites", 2, "lat", "34.1234567", "at most 6 decimals"),
    ("hubs", 2, "lon", "71°3", "degrees east"),
    # dates and times
    ("crossings", 3, "opens_on", "9.10.2023", "YYYY-MM-DD.*got 9.10.2023"),
    ("crossings", 3, "opens_on", "2023-02-30", "in the calendar"),
    ("closures", 2, "to", "2023-10-05", "on or after from, got 2023-10-05"),
    ("closures", 2, "from", "2023-10-06T00:00", "YYYY-MM-DD"),
    ("observed", 2, "period_end", "2023-10-03", "on or after period_start"),
    ("statements", 2, "date_end", "2023-10-02", "on or after date"),
    ("timeline", 2, "date", "", "got an empty cell"),
    ("sources", 2, "date", "October 2023", "YYYY-MM"),
    ("sources", 2, "date", "2023-13", "YYYY-MM"),
    ("calendar", 2, "weekday", "Mo", "monday to sunday.*got Mo"),
    ("calendar", 2, "opens", "8 am", "a time from 00:00"),
    ("calendar", 2, "closes", "25:00", "a time from 00:00"),
    # words
    ("sources", 2, "evidence", "rumour", "official, press, derived, assumption, got rumour"),
    ("crossings", 2, "mode", "sea", "one of land, air, got sea"),
    ("sites", 2, "kind", "camp", "transit, holding, reception"),
    ("legs", 2, "mode", "Road", "road, rail, air"),
    ("services", 2, "kind", "bus", "train, flight"),
    ("observed", 2, "measure", "total", "daily, cumulative"),
    # texts and addresses
    ("sources", 2, "address", "example.org/page", "http:// or https://"),
    ("sources", 2, "address", "ftp://example.org/7", "http:// or https://"),
    ("sources", 2, "title", "", "a text, got an empty cell"),
    ("sources", 2, "licence", "", "a text, got an empty cell"),
    ("districts", 2, "name", "two\nlines", "on one line"),
    ("districts", 2, "name", "Quetta \u202exx", "without control or direction-changing characters"),
    ("districts", 2, "name", "Quetta \u200fxx", "without control or direction-changing characters"),
    ("sites", 2, "name", "Hall\u061c 2", "without control or direction-changing characters"),
    ("crossings", 2, "name", "\u2066Chaman\u2069", "without control or direction-changing characters"),
    ("districts", 2, "name", "x" * 201, "at most 200 characters"),
    # ids
    ("hubs", 2, "id", "far store", "an id of letters"),
    ("hubs", 2, "id", "-store", "an id of letters"),
    ("hubs", 2, "id", "all", "not all or national"),
    ("districts", 3, "province", "national", "not all or national"),
    ("hubs", 2, "id", "x" * 81, "at most 80 long"),
    # what other tables must know
    ("legs", 8, "to_id", "T99", "the id of a place of this case, got T99"),
    ("services", 2, "from_id", "nowhere", "the id of a place of this case"),
    ("closures", 2, "place_id", "T01", "a crossing, site or junction, or leg:FROM-TO"),
    ("closures", 3, "place_id", "leg:T01-fork", "leg:FROM-TO, got leg:T01-fork"),
    ("calendar", 2, "place_id", "Gate", "got Gate"),
    ("climate", 2, "place_id", "peak", "got peak"),
    ("observed", 3, "crossing_id", "hall", "an id of crossings.csv, or all, got hall"),
    ("fleets", 2, "province", "West", "a province of this case, or national"),
    ("sites", 2, "source_id", "S9", "a source_id of sources.csv, got S9"),
    ("timeline", 2, "source_id", "", "got an empty cell"),
    ("people", 2, "status", "undocumentd", "a status of case.yaml .undocumented, acc., got undocumentd"),
    ("people", 3, "area", "West", "a province or a pcode of districts.csv, got West"),
    ("people", 2, "split_by", "nationals", "a key column of districts.csv .foreign_nationals."),
    # several cells together
    ("people", 2, "low", "2500", "low <= central <= high"),
    ("people", 2, "central", "1999.5", "whole people"),
    ("crossings", 2, "people_per_day_high", "350", "people_per_day_low <= people_per_day_central"),
    ("observed", 2, "people", "10000", "low <= people <= high"),
    ("legs", 8, "to_id", "T01", "another place than from_id"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "case")


@pytest.mark.parametrize(("table", "row", "column", "value", "match"), CELLS)
def test_one_wrong_cell_is_one_fault_at_its_place(
    folder: Folder, table: str, row: int, column: str, value: str, match: str
) -> None:
    folder.put(table, row, column, value)
    error = folder.error()
    (fault,) = error.faults
    # A triple out of order is told at its middle.
    told = column if "<= " not in match or table == "observed" else str(fault.column)
    assert (fault.file, fault.row, fault.column) == (f"{table}.csv", row, told)
    assert column.rpartition("_")[0] in told
    with pytest.raises(ValueError, match=match):
        raise error


@pytest.mark.parametrize("cells", [("300", "", "800"), ("", "", "800"), ("300", "400", "")])
def test_a_half_filled_triple_is_told_at_its_first_gap(folder: Folder, cells: tuple[str, ...]) -> None:
    names = [f"people_per_day_{end}" for end in ("low", "central", "high")]
    for name, cell in zip(names, cells, strict=True):
        folder.put("crossings", 2, name, cell)
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == ("crossings.csv", 2, names[cells.index("")])
    assert "all filled or all empty" in fault.expected


@pytest.mark.parametrize(("table", "stem"), [("people", ""), ("services", "departures_per_day_")])
def test_a_triple_that_must_be_filled(folder: Folder, table: str, stem: str) -> None:
    for end in ("low", "central", "high"):
        folder.put(table, 2, f"{stem}{end}", "")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == (f"{table}.csv", 2, f"{stem}low")
    assert "or all empty" not in fault.expected


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("sources", "source_id"),
        ("districts", "pcode"),
        ("crossings", "id"),
        ("services", "id"),
        ("fleets", "id"),
    ],
)
def test_an_id_twice_in_a_table(folder: Folder, table: str, column: str) -> None:
    row = folder.add(table, *folder.tables[table][1])
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == (f"{table}.csv", row, column)
    assert "again (first in row 2)" in str(fault.got)


@pytest.mark.parametrize("table", ["sites", "junctions", "hubs"])
def test_an_id_in_two_tables_of_places(folder: Folder, table: str) -> None:
    row = folder.add(table, *folder.tables[table][1])
    folder.put(table, row, "id", "gate")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == (f"{table}.csv", row, "id")
    assert fault.got == "gate, which is in crossings.csv"


def test_services_and_fleets_have_names_of_their_own(folder: Folder) -> None:
    folder.put("services", 2, "id", "gate")
    folder.put("fleets", 2, "id", "gate")
    assert folder.read().fleets[0].id == "gate"


@pytest.mark.parametrize("ends", [("T01", "gate"), ("gate", "T01")])
def test_a_second_leg_of_one_mode_between_two_places(folder: Folder, ends: tuple[str, str]) -> None:
    row = folder.add("legs", *ends, "road", "1", "1", "", "S1")
    folder.add("legs", *ends, "air", "1", "1", "", "S1")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == ("legs.csv", row, "to_id")


def test_a_leg_name_that_means_two_legs(folder: Folder) -> None:
    for name in ("a", "a-b", "b-c", "c"):
        folder.add("junctions", name, name, "71", "34", "S1")
    folder.add("legs", "a", "b-c", "road", "1", "1", "", "S1")
    folder.add("legs", "a-b", "c", "road", "1", "1", "", "S1")
    row = folder.add("closures", "leg:a-b-c", "2023-10-06", "2023-10-06", "0", "", "S1")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == ("closures.csv", row, "place_id")
    assert "names 2 of them" in str(fault.got)


@pytest.mark.parametrize(("table", "column"), [("climate", "month"), ("calendar", "opens")])
def test_a_key_of_several_columns_twice(folder: Folder, table: str, column: str) -> None:
    row = folder.add(table, *folder.tables[table][1])
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == (f"{table}.csv", row, "place_id")
    assert column in fault.expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("national", "South"),
        ("South", "national"),
        ("T02", "national"),
        ("South", "T02"),
        ("T02", "South"),
        ("T02", "T02"),
    ],
)
def test_rows_of_one_status_that_overlap(folder: Folder, first: str, second: str) -> None:
    folder.tables["people"] = folder.tables["people"][:1]
    for area in (first, second):
        folder.add("people", area, "acc", "100", "100", "100", "", "S1")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == ("people.csv", 3, "area")
    assert "overlaps row 2" in str(fault.got)


def test_rows_side_by_side_and_of_other_statuses_do_not_overlap(folder: Folder) -> None:
    folder.tables["people"] = folder.tables["people"][:1]
    for area, status in (("T02", "acc"), ("North", "acc"), ("national", "undocumented")):
        folder.add("people", area, status, "100", "100", "100", "", "S1")
    assert len(folder.read().people) == 3


def test_a_split_without_weight(folder: Folder) -> None:
    folder.put("people", 3, "split_by", "foreign_nationals")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == ("people.csv", 3, "split_by")
    for end in ("low", "central", "high"):
        folder.put("people", 3, end, "0")
    (folder.path / "people.csv").unlink()
    assert folder.read().people[1].people.high == 0


YAMLS = [
    ("- a\n- b\n", r"case.yaml:1:1: expected a mapping .*got a list"),
    ("just text\n", "expected a mapping .*got a single value"),
    ("title: [\n", "case.yaml:.*expected valid YAML"),
    ("title: !!python/object:os.system x\n", "without a tag"),
    ("title: !secret x\n", "without a tag"),
    ("titel: x\n", r"case.yaml:1:1: expected one of .*did you mean title\?.*got titel"),
    ("title: a\ntitle: b\n", "each key once"),
    ("title: {a: b}\n", "title: expected a text, got a mapping"),
    ("title:\n", "title: expected a text, got nothing"),
    ("time_zone: Asia/Quetta\n", "a zone of the IANA database.*got Asia/Quetta"),
    ("time_zone: ../../etc/passwd\n", "a zone of the IANA database"),
    ("metric_crs: EPSG:4326\n", "a projected CRS in metres.*got EPSG:4326"),
    ("metric_crs: EPSG:2263\n", "a projected CRS in metres.*got EPSG:2263"),
    ("metric_crs: EPSG:999999\n", "that is known, got EPSG:999999"),
    ("metric_crs: +proj=utm +zone=42\n", "by authority and code"),
    ("statuses: [undocumented]\n", "statuses: expected a mapping"),
    ("statuses: {}\n", "statuses: expected a mapping of at least one"),
    ("statuses: {un documented: x}\n", "an id of letters"),
    ("notes: {a: b}\n", "notes: expected a text, got a mapping"),
    ("notes: ['0300-1234567']\n", "R3-phone"),
    ("a: " + "[" * 40 + "]" * 40 + "\n", "at most .* levels"),
]


@pytest.mark.parametrize(("text", "match"), YAMLS)
def test_case_yaml(folder: Folder, text: str, match: str) -> None:
    folder.yaml = text
    with pytest.raises(ValueError, match=match):
        folder.read()


def test_case_yaml_without_notes_and_with_a_block(folder: Folder) -> None:
    folder.yaml = folder.yaml.replace("[Made up., For tests only.]", "|\n  Made up,\n  for tests only.\n")
    assert folder.read().notes == ("Made up, for tests only.",)
    (folder.path / "case.yaml").write_text(folder.yaml.partition("notes")[0], encoding="utf-8")
    assert folder.read().notes == ()


def test_every_fault_of_the_case_is_told_at_once(folder: Folder) -> None:
    folder.yaml = folder.yaml.replace("Asia/Karachi", "Asia/Quetta")
    folder.put("districts", 2, "lat", "95")
    folder.put("districts", 3, "population", "-1")
    folder.put("crossings", 2, "people_per_day_low", "")
    folder.put("crossings", 2, "source_id", "S7")
    folder.put("legs", 2, "from_id", "T03")
    folder.put("legs", 2, "km", "far, 100")
    folder.add_column("hubs", "comment", "x")
    folder.tables.pop("people")
    assert places(folder.faults()) == [
        ("case.yaml", 2, 12),
        ("districts.csv", 2, "lat"),
        ("districts.csv", 3, "population"),
        ("people.csv", None, None),
        ("crossings.csv", 2, "people_per_day_low"),
        ("crossings.csv", 2, "source_id"),
        ("legs.csv", 2, "km"),
        ("legs.csv", 2, "from_id"),
        ("hubs.csv", 1, "comment"),
    ]


def test_a_fault_repeated_a_thousand_times_is_counted(folder: Folder) -> None:
    for k in range(MOST_FAULTS_PER_COLUMN + 5):
        folder.add("junctions", f"J{k}", "x", "200", "34", "S1")
    faults = folder.faults()
    assert len(faults) == MOST_FAULTS_PER_COLUMN + 1
    assert faults[-1].got == "5 more faults in this column"


def test_a_faulty_row_still_has_its_name(folder: Folder) -> None:
    # The legs of a district whose row is short of a cell are not blamed for it.
    folder.tables["districts"][1].pop()
    folder.put("people", 2, "split_by", "")
    assert places(folder.faults()) == [("districts.csv", 2, None)]
