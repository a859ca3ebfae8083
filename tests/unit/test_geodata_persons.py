"""Data about persons in a case folder: refused by rule, row and column, and never repeated."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random

import pytest

from tests.unit.case_folder import TABLES, Folder, places
from tests.unit.test_disclosure import EASTERN, PERSIAN

URDU_CNIC = "35202-1234567-1".translate(PERSIAN)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "case")


def person_like(rng: Random) -> str:
    """Return one made-up cell in one of the forms that must be refused, in one of three sets of digits."""

    def digits(count: int) -> str:
        return "".join(rng.choice("0123456789") for _ in range(count))

    forms = (
        f"{rng.randint(1, 9)}{digits(4)}-{digits(7)}-{digits(1)}",
        f"{rng.randint(1, 9)}{digits(12)}",
        f"1{digits(3)}-{digits(4)}-{digits(5)}",
        f"03{digits(2)}-{digits(7)}",
        f"+92 3{digits(2)} {digits(7)}",
        f"07{digits(8)}",
        f"{rng.choice('ABCKPZ')}{rng.choice('ABCKPZ')}{digits(7)}",
        f"{rng.choice('OP')}{digits(8)}",
        f"born {rng.randint(1950, 2009)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        f"3{digits(1)}.{digits(5)}, 7{digits(1)}.{digits(5)}",
    )
    plate = f"{rng.choice(('LEA', 'LXZ', 'RIM'))}-{rng.randint(300, 999)}"
    sentences = ("{}", "seen {} today", "({}).")
    text = plate if rng.random() < 0.1 else rng.choice(sentences).format(rng.choice(forms))
    return text.translate(rng.choice([{}, EASTERN, PERSIAN]))


def test_two_hundred_cells_like_persons_are_refused_and_not_repeated(folder: Folder) -> None:
    rng = Random(20231004)
    cells = [person_like(rng) for _ in range(200)]
    rows = [folder.add("timeline", "2023-10-04", "An event", cell, "S1") for cell in cells]
    error = folder.error()
    assert places(error.faults) == [("timeline.csv", row, "gist") for row in rows]
    told = re.sub(r"^timeline.csv:\d+:", "", str(error), flags=re.MULTILINE)
    for cell in cells:
        for run in re.findall(r"[\d.-]{4,}|\d{3,}", cell):
            assert run not in told
        assert cell not in told


@pytest.mark.parametrize("table", sorted(TABLES))
@pytest.mark.parametrize("header", ["father_name", "شناختی کارڈ", "د پلار نوم", "تذکره", "phone", "CNIC"])
def test_a_column_about_persons_refuses_its_table(folder: Folder, table: str, header: str) -> None:
    folder.add_column(table, header, "Gul Khan")
    folder.tables[table][1][-2] = "Zar Wali"
    error = folder.error()
    first = [fault for fault in error.faults if fault.file == f"{table}.csv"]
    # Nothing more is said of a table that names persons: what stands in it is not looked at.
    assert places(tuple(first)) == [(f"{table}.csv", 1, header)]
    assert "R2-person-header" in first[0].expected
    assert "Gul" not in str(error)
    assert "Zar" not in str(error)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("sources", "title"),
        ("sources", "address"),
        ("districts", "name"),
        ("districts", "pcode"),
        ("people", "area"),
        ("crossings", "province"),
        ("sites", "id"),
        ("junctions", "name"),
        ("legs", "from_id"),
        ("closures", "reason"),
        ("observed", "crossing_id"),
        ("statements", "who"),
        ("hubs", "commodity"),
        ("sites", "kind"),
        ("districts", "population"),
        ("districts", "lon"),
        ("closures", "from"),
        ("sources", "date"),
    ],
)
@pytest.mark.parametrize("value", [URDU_CNIC, "0300-1234567"])
def test_a_number_of_a_person_in_any_column(folder: Folder, table: str, column: str, value: str) -> None:
    folder.put(table, 2, column, value)
    error = folder.error()
    fault = next(fault for fault in error.faults if fault.file == f"{table}.csv")
    assert (fault.row, fault.column) == (2, column)
    assert re.search("R3-(cnic|phone)", fault.expected)
    assert value not in str(error)
    assert "1234567" not in str(error)


def test_a_long_number_among_counts_is_not_repeated(folder: Folder) -> None:
    folder.put("districts", 2, "population", "3520212345671")
    assert "3520212345671" not in str(folder.error())


def test_a_row_about_a_person_is_not_repeated_in_part(folder: Folder) -> None:
    folder.add("junctions", "Zar Wali", URDU_CNIC, "200", "34", "S1")
    folder.add("junctions", "a b", "A name", "71", "34", "S1")
    error = folder.error()
    assert places(error.faults) == [("junctions.csv", 3, "name"), ("junctions.csv", 4, "id")]
    assert "Zar" not in str(error)
    assert "200" not in str(error)


def test_a_header_that_is_a_row_about_a_person(folder: Folder) -> None:
    folder.tables["junctions"][0] = ["id", "Zar Wali", "lon", "lat", URDU_CNIC]
    error = folder.error()
    assert places(error.faults)[0] == ("junctions.csv", 1, "column 5")
    assert "Zar" not in str(error)


@pytest.mark.parametrize("count", ["1", "9"])
@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("people", 3, "low"),
        ("districts", 2, "population"),
        ("districts", 2, "foreign_nationals"),
        ("observed", 3, "people"),
    ],
)
def test_counts_of_one_to_nine_people(folder: Folder, table: str, row: int, column: str, count: str) -> None:
    folder.put(table, row, column, count)
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == (f"{table}.csv", row, column)
    assert "R6-small-count" in fault.expected
    assert fault.got == "a value that is withheld"


@pytest.mark.parametrize("count", ["0", "10"])
def test_nobody_and_ten_people_are_fine(folder: Folder, count: str) -> None:
    folder.put("districts", 3, "foreign_nationals", count)
    assert folder.read().districts[1].keys == {"foreign_nationals": int(count)}


def test_capacities_below_ten_are_no_people(folder: Folder) -> None:
    folder.put("sites", 2, "toilets", "3")
    folder.put("crossings", 2, "people_per_day_low", "5")
    assert folder.read().sites[0].toilets == 3


def test_plates_are_looked_for_among_vehicles_only(folder: Folder) -> None:
    folder.put("hubs", 2, "id", "HUB-123")
    assert folder.read().hubs[0].id == "HUB-123"
    (folder.path / "fleets.csv").unlink()
    folder.put("fleets", 2, "id", "LEA-1234")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == ("fleets.csv", 2, "id")
    assert "R3-plate" in fault.expected


def test_ids_made_of_dates_are_no_passports(folder: Folder) -> None:
    folder.tables["sources"][1][0] = "F20231004"
    for table in set(TABLES) - {"sources"}:
        rows = folder.tables[table]
        folder.tables[table] = [[cell.replace("S1", "F20231004") for cell in row] for row in rows]
    assert "F20231004" in folder.read().sources


def test_one_code_like_a_passport_among_others_is_one(folder: Folder) -> None:
    for name, rows in folder.tables.items():
        folder.tables[name] = [[cell.replace("T02", "AB1234567") for cell in row] for row in rows]
    error = folder.error()
    assert ("districts.csv", 3, "pcode") in places(error.faults)
    assert "AB1234567" not in str(error)


@pytest.mark.parametrize("key", ["title", "statuses", "notes"])
def test_persons_in_case_yaml(folder: Folder, key: str) -> None:
    old = {"title": "Two districts", "statuses": "Undocumented", "notes": "Made up."}[key]
    folder.yaml = folder.yaml.replace(old, f"see {URDU_CNIC}")
    error = folder.error()
    assert error.faults[0].file == "case.yaml"
    assert "R3-cnic" in str(error)
    assert URDU_CNIC not in str(error)


def boundaries(**properties: object) -> dict[str, object]:
    """Return a collection of one triangle that says what is given."""
    triangle = {"type": "Polygon", "coordinates": [[[71, 34], [72, 34], [72, 35], [71, 34]]]}
    feature = {"type": "Feature", "properties": properties, "geometry": triangle}
    return {"type": "FeatureCollection", "features": [feature]}


@pytest.mark.parametrize(
    ("properties", "match"),
    [
        ({"pcode": "T01", "name": URDU_CNIC}, "R3-cnic"),
        ({"pcode": "T01", "father_name": "Zar Wali"}, "R2-person-header"),
        ({"pcode": "T01", URDU_CNIC: "x"}, "R3-cnic"),
        ({"pcode": "T01", "undocumented_people": "1200"}, "only pcode, admin0, name"),
    ],
)
def test_persons_in_boundaries(folder: Folder, properties: dict[str, object], match: str) -> None:
    (folder.write() / "boundaries.geojson").write_text(json.dumps(boundaries(**properties)), encoding="utf-8")
    fault = folder.fault()
    assert fault.file == "boundaries.geojson"
    assert re.search(match, fault.expected)
    assert URDU_CNIC not in str(fault)
    assert "Zar" not in str(fault)
