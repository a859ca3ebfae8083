"""A case folder without faults: what its records say, exactly."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import InputError
from planner.geodata import read_case
from planner.geodata.cells import LARGEST_VALUE, PublicCodes, judge
from planner.geodata.profile_tables import NEEDED_STANDARDS
from planner.geodata.tables import CASE_TABLES, Column, Kind
from planner.records import Case, ClimateNormal, Closure, Event, OpeningHours, Service, Span
from tests.unit.case_folder import STANDARDS, Folder, read

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("RETURNS_SHARED", ROOT.parent / "shared"))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "two-districts")


def test_every_table_becomes_records(folder: Folder) -> None:
    case = folder.read()
    assert case.name == "two-districts"
    assert case.title == "Two districts, one gate"
    assert (case.time_zone, case.metric_crs) == ("Asia/Karachi", "EPSG:32642")
    assert case.statuses == {"undocumented": "Undocumented", "acc": "Holders of a citizen card"}
    assert case.notes == ("Made up.", "For tests only.")
    assert [source.evidence for source in case.sources.values()] == ["assumption", "press"]
    assert [district.id for district in case.districts] == ["T01", "T02"]
    assert [leg.to_id for leg in case.legs] == ["gate", "fork", "gate", "field", "gate", "camp", "T02"]
    assert case.services == (
        Service(
            id="night-train",
            kind="train",
            from_id="T01",
            to_id="T02",
            seats=400,
            departures_per_day=Span(low=Fraction(1), central=Fraction(1), high=Fraction(2)),
            source_id="S1",
        ),
    )
    assert case.fleets[0].vehicles == Span(low=Fraction(10), central=Fraction(20), high=Fraction(30))
    assert case.hubs[0].units_per_day == 1000
    assert [observation.people for observation in case.observed] == [12000, 0]
    assert (case.observed[0].low, case.observed[1].low) == (11000, None)


def test_numbers_are_exact_and_empty_is_unknown(folder: Folder) -> None:
    case = folder.read()
    assert case.districts[1].lat == Fraction(33123456, 10**6)
    assert case.legs[1].km == Fraction(181, 2)
    assert case.sites[0].places == Span(low=Fraction(50), central=Fraction(201, 2), high=Fraction(200))
    assert case.sites[1].places is None
    assert case.crossings[1].people_per_day is None
    assert [crossing.queue_places for crossing in case.crossings] == [None, 50]
    assert [crossing.opens_on for crossing in case.crossings] == [None, date(2023, 10, 9)]
    assert case.legs[0].people_per_day is None
    assert case.legs[3].hours == 0


def test_an_optional_column_left_out_is_unknown(folder: Folder) -> None:
    assert folder.read().sites[0].toilets == 4
    assert folder.read().sites[0].meals_per_day is None


def test_a_blank_key_is_zero_and_no_key_means_population(folder: Folder) -> None:
    case = folder.read()
    assert [district.keys for district in case.districts] == [
        {"foreign_nationals": 700},
        {"foreign_nationals": 0},
    ]
    assert [row.split_by for row in case.people] == ["foreign_nationals", None]
    folder.put("people", 3, "split_by", "population")
    (folder.path / "people.csv").unlink()
    assert folder.read().people == case.people


def test_closures_calendar_and_climate(folder: Folder) -> None:
    case = folder.read()
    assert case.closures[1] == Closure(
        place_id="leg:gate-fork",
        first=date(2023, 10, 7),
        last=date(2023, 10, 8),
        share_open=Fraction(0),
        reason="",
        source_id="S1",
    )
    assert case.calendar == (
        OpeningHours(place_id="gate", weekday=0, opens="08:00", closes="17:30", source_id="S1"),
        OpeningHours(place_id="gate", weekday=1, opens="08:00", closes="24:00", source_id="S1"),
    )
    assert case.climate == (
        ClimateNormal(place_id="hall", month=11, night_min_c=Fraction(-7, 2), day_max_c=Fraction(12), source_id="S1"),
    )


def test_an_event_carries_its_gist_once(folder: Folder) -> None:
    folder.add("timeline", "2023-10-31", "The last day", "The last day", "S2")
    case = folder.read()
    assert case.statements[0].who == "a ministry"
    assert [event.gist for event in case.timeline] == [
        "Gate half shut: After an exchange of fire",
        "The last day",
    ]
    assert case.timeline[1] == Event(day=date(2023, 10, 31), day_end=None, who="", gist="The last day", source_id="S2")


def test_five_tables_are_enough(folder: Folder) -> None:
    needed = {"sources", "districts", "people", "crossings", "legs"}
    folder.tables = {name: rows for name, rows in folder.tables.items() if name in needed}
    folder.tables["legs"] = [row for row in folder.tables["legs"] if not {"fork", "hall", "camp"} & set(row)]
    case = folder.read()
    assert case.sites == case.junctions == case.closures == case.observed == ()


def test_a_table_that_may_be_absent_may_have_no_rows(folder: Folder) -> None:
    folder.tables["closures"] = folder.tables["closures"][:1]
    assert folder.read().closures == ()


def test_bom_crlf_quotes_blank_rows_and_column_order_change_nothing(folder: Folder, tmp_path: Path) -> None:
    plain = folder.read()
    other = Folder(tmp_path / "from-a-spreadsheet")
    other.path.mkdir()
    for name, rows in other.tables.items():
        turned = [list(reversed(row)) for row in rows]
        lines = [",".join(f'"{cell}"' if "," in cell or cell else " " for cell in row) for row in turned]
        text = "\r\n".join([*lines, "", "," * (len(rows[0]) - 1), ""])
        (other.path / f"{name}.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    (other.path / "case.yaml").write_bytes(b"\xef\xbb\xbf" + other.yaml.replace("\n", "\r\n").encode())
    read_again = other.read()
    for table in CASE_TABLES:
        name = table.file.removesuffix(".csv")
        assert getattr(read_again, name) == getattr(plain, name), name
    assert (read_again.title, read_again.notes) == (plain.title, plain.notes)


def test_other_files_and_folders_are_left_alone(folder: Folder) -> None:
    folder.write()
    (folder.path / "README.md").write_text("CNIC 35202-1234567-1", encoding="utf-8")
    (folder.path / ".~lock.legs.csv").write_text("x", encoding="utf-8")
    (folder.path / "drafts").mkdir()
    assert "README.md" not in folder.read().hashes


def test_hashes_name_every_file_read(folder: Folder) -> None:
    hashes = folder.read().hashes
    expected = {f"{name}.csv" for name in folder.tables} | {
        "case.yaml",
        *(f"standards/sphere-2018/{name}.csv" for name in ("standards", "demography", "sources")),
    }
    assert list(hashes) == sorted(expected)
    for name in ("case.yaml", "legs.csv"):
        assert hashes[name] == hashlib.sha256((folder.path / name).read_bytes()).hexdigest()
    shipped = (STANDARDS / "sphere-2018" / "standards.csv").read_bytes()
    assert hashes["standards/sphere-2018/standards.csv"] == hashlib.sha256(shipped).hexdigest()


def test_reading_writes_nothing(folder: Folder) -> None:
    before = {path: path.read_bytes() for path in folder.write().iterdir()}
    folder.read()
    assert {path: path.read_bytes() for path in folder.path.iterdir()} == before


def test_shipped_standards_hold_the_hard_rows(folder: Folder) -> None:
    standards = folder.read().standards
    assert set(standards) > {*NEEDED_STANDARDS, "PRO-15", "PRO-16", "STA-02", "STA-03", "PRO-03", "DEM-09", "DEM-10"}
    assert standards["SHE-01"].value == Fraction(7, 2)
    assert standards["DET-01"].value == Fraction(17, 5)
    assert (standards["WAT-02"].value, standards["WAT-02"].unit) == (Fraction(15, 2), "L/person/day")
    assert (standards["SAN-01"].value, standards["SAN-01"].direction) == (50, "max")
    assert [standards[name].value for name in ("SHE-02", "SHE-17", "FOO-01", "TRA-08", "TRA-12")] == [
        Fraction(9, 2),
        5,
        2100,
        8,
        0,
    ]
    assert [standards[name].value for name in ("PRO-15", "PRO-16")] == [30, 15]


def test_a_later_profile_overrides_row_by_row(folder: Folder, tmp_path: Path) -> None:
    root = tmp_path / "standards"
    shutil.copytree(STANDARDS, root)
    shutil.copytree(root / "sphere-2018", root / "tighter")
    table = root / "tighter" / "standards.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    row = next(line for line in lines if line.startswith("SAN-01"))
    table.write_text(lines[0] + row.replace(",50,50,50,", ",20,20,50,"), encoding="utf-8")
    case = read_case(folder.write(), profiles=("sphere-2018", "tighter"), standards_root=root)
    assert case.standards["SAN-01"].value == 20
    assert case.standards["WAT-02"].value == Fraction(15, 2)
    assert "standards/tighter/standards.csv" in case.hashes


@pytest.mark.parametrize(
    ("profiles", "match"),
    [
        ((), "rows for SHE-01, SHE-02"),
        (("sphere",), r"a profile \(pakistan-2023, sphere-2018\), got sphere"),
        (("../standards/sphere-2018",), "a profile"),
    ],
)
def test_no_scenario_does_without_the_hard_rows(folder: Folder, profiles: tuple[str, ...], match: str) -> None:
    with pytest.raises(InputError, match=match):
        read_case(folder.write(), profiles=profiles, standards_root=STANDARDS)


def test_systematic_pcodes_are_not_passports(folder: Folder) -> None:
    # Cameroon's and Nigeria's codes have two letters and six digits, as passports do.
    for name, rows in folder.tables.items():
        folder.tables[name] = [[{"T01": "CM001001", "T02": "CM001002"}.get(cell, cell) for cell in row] for row in rows]
    folder.put("people", 3, "area", "CM001002")
    assert [district.pcode for district in folder.read().districts] == ["CM001001", "CM001002"]


def test_the_contract_example_reads() -> None:
    example = SHARED / "contract" / "tiny" / "case"
    if not example.is_dir():
        pytest.skip("no folder of shared contracts here (RETURNS_SHARED)")
    case = read(example)
    assert [district.population for district in case.districts] == [60000, 50000]
    assert [str(closure.share_open) for closure in case.closures] == ["1/2"]


def test_importing_the_room_is_cheap() -> None:
    heavy = ("pandas", "geopandas", "numpy", "pyproj", "shapely", "pydantic", "ruamel")
    code = f"import sys, planner.geodata; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"


NUMBER = Column("km", Kind.NUMBER)


@given(st.integers(0, LARGEST_VALUE * 10**6), st.integers(0, 6))
def test_decimals_are_read_exactly(whole: int, places: int) -> None:
    digits = f"{whole:0{places + 1}}"
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    judged = judge(NUMBER, text, PublicCodes())
    expected = Fraction(whole, 10**places)
    assert (judged.value == expected) == (expected <= LARGEST_VALUE)


@given(st.text(max_size=20))
def test_any_text_is_an_exact_number_or_a_fault(text: str) -> None:
    judged = judge(NUMBER, text.strip(), PublicCodes())
    if judged.expected is None and judged.rule is None:
        assert judged.value == Fraction(text.strip())
        assert Fraction(text.strip()) >= 0
    else:
        assert judged.value is None


@given(st.integers(-(10**9), 10**9), st.integers(0, 9))
def test_longitudes_have_a_range_and_at_most_six_decimals(whole: int, places: int) -> None:
    text = f"{'-' if whole < 0 else ''}{abs(whole) // 10**places}.{abs(whole) % 10**places:0{places or 1}}"
    value = Fraction(text)
    judged = judge(Column("lon", Kind.LON), text, PublicCodes())
    fits = abs(value) <= 180 and (value * 10**6).denominator == 1
    assert (judged.value == value) == fits


def test_the_embedded_case_reads() -> None:
    case: Case = read(ROOT / "geodata" / "pakistan-2023")
    assert sum(district.keys["afghan_nationals_2023"] for district in case.districts) == 1_923_453
    assert sum(d.population for d in case.districts if d.population_year == 2023) == 241_499_431
