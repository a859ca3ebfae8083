"""Profiles of standards: what is shipped, and what a country's own profile may and may not do."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from planner.errors import Fault, InputError
from planner.geodata import read_case
from planner.geodata.profile_tables import HARD_STANDARDS
from planner.records import Case
from tests.unit.case_folder import STANDARDS, Folder

MINE = "my-country"
SHARED = Path(os.environ.get("RETURNS_SHARED", Path(__file__).resolve().parents[3] / "shared"))
Change = Callable[[dict[str, str]], None]


def shipped(table: str) -> list[dict[str, str]]:
    """Return the rows of a shipped table."""
    with (STANDARDS / "sphere-2018" / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def changed(name: str, **cells: str) -> dict[str, str]:
    """Return a shipped row with other cells, of a source of one's own."""
    row = next(row for row in shipped("standards.csv") if row["id"] == name)
    return {**row, "source_ref": "LAW", "source": "a law of one's own", "evidence": "official", **cells}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a small complete case folder."""
    return Folder(tmp_path / "case")


@pytest.fixture
def mine(tmp_path: Path, folder: Folder) -> Callable[..., Case]:
    """Return a function that reads the case with a profile of these rows over the shipped one."""
    root = tmp_path / "standards"
    shutil.copytree(STANDARDS, root)
    (root / MINE).mkdir()
    (root / MINE / "sources.csv").write_text("ref,title,locator,evidence,status\nLAW,A law,,official,primary\n")

    def read(*rows: dict[str, str], table: str = "standards.csv") -> Case:
        with (root / MINE / table).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return read_case(folder.write(), profiles=("sphere-2018", MINE), standards_root=root)

    return read


def only_fault(mine: Callable[..., Case], *rows: dict[str, str], table: str = "standards.csv") -> Fault:
    """Return the one fault that reading a profile ends in."""
    with pytest.raises(InputError) as caught:
        mine(*rows, table=table)
    assert len(caught.value.faults) == 1, str(caught.value)
    return caught.value.faults[0]


def test_every_row_is_shipped_with_its_class(folder: Folder) -> None:
    case = folder.read()
    assert len([row for row in case.standards.values() if row.domain != "demography"]) == 167
    assert len([row for row in case.standards.values() if row.domain == "demography"]) == 27
    assert {row.id for row in case.standards.values() if row.force == "HARD"} == set(HARD_STANDARDS)
    for row in case.standards.values():
        assert row.low <= row.value <= row.high, row.id
        for ref in row.source_ref.split(";"):
            source = case.standard_sources[row.profile, ref.strip()]
            assert source.evidence in ("official", "press", "assumption")
            # A row is never told as better founded than the weakest of its texts.
            if ref in ("BK", "PA") and len(row.source_ref) == 2 and row.evidence != "derived":
                assert row.evidence == "assumption", row.id


@pytest.mark.skipif(not (SHARED / "standards").is_dir(), reason="the reference tables are not at hand")
def test_figures_are_those_of_the_reference_tables() -> None:
    for table, low, high in (("standards.csv", "value_low", "value_high"), ("demography.csv", "low", "high")):
        with (SHARED / "standards" / table).open(encoding="utf-8", newline="") as file:
            told = {r["id"]: (r["value"], r[low], r[high], r["source_ref"]) for r in csv.DictReader(file)}
        here = {r["id"]: (r["value"], r["value_low"], r["value_high"], r["source_ref"]) for r in shipped(table)}
        assert {name: here[name] for name in told} == told


def test_a_cold_trigger_breaches_below_its_value(folder: Folder) -> None:
    # Told as a maximum at its source: as written it would flag warm nights and pass freezing ones.
    row = folder.read().standards["SHE-17"]
    assert (row.direction, row.rule, row.value) == ("min", "breach if modelled < value", 5)
    assert "told as a maximum" in row.note


def test_adults_of_the_two_profiles(folder: Folder) -> None:
    rows = folder.read().standards
    assert rows["DEM-26"].statuses == ("por",)
    assert rows["DEM-26"].value == rows["DEM-04"].value + rows["DEM-05"].value == Fraction(48, 100)
    assert rows["DEM-09"].value + rows["DEM-10"].value == Fraction(40, 100)


def test_a_country_may_tighten_and_add(mine: Callable[..., Case]) -> None:
    own = changed("WAT-01", id="MY-01", indicator="tea", unit="cups/person/day", value="2", value_low="2")
    case = mine(changed("WAT-02", value="10", value_low="10", value_high="15"), {**own, "value_high": "2"})
    assert (case.standards["WAT-02"].value, case.standards["WAT-02"].profile) == (10, MINE)
    assert case.standards["MY-01"].force == "CHECKED"
    assert f"standards/{MINE}/standards.csv" in case.hashes
    assert f"standards/{MINE}/sources.csv" in case.hashes


def test_a_country_may_tell_its_own_demography(mine: Callable[..., Case]) -> None:
    row = {**next(r for r in shipped("demography.csv") if r["id"] == "DEM-20"), "value": "5.5", "source_ref": "LAW"}
    assert mine(row, table="demography.csv").standards["DEM-20"].value == Fraction(11, 2)


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        (changed("WAT-02", value="5", value_low="5"), "value", "never loosen"),
        (changed("WAT-02", value_low="5"), "value_low", "never loosen"),
        (changed("SAN-01", value="60", value_high="60"), "value", "never loosen"),
        (changed("SHE-17", value="0"), "value", "never loosen"),
        (changed("DET-08", value="10", value_high="10"), "value", "never loosen"),
        (changed("WAT-02", unit="L/person/week"), "unit", "only tighten"),
        (changed("WAT-02", direction="max"), "direction", "only tighten"),
        (changed("WAT-02", rule="need = pop * value / 2"), "rule", "only tighten"),
        (changed("PRO-08", group="children"), "group", "only tighten"),
        (changed("WAT-02", applies_to="holding"), "applies_to", "transit, reception too"),
        (changed("WAT-02", force="CHECKED"), "force", "HARD"),
        (changed("WAT-01", force="HARD"), "force", "CHECKED"),
        (changed("WAT-02", source_ref="LORE"), "source_ref", "refs of sources.csv"),
        (changed("WAT-02", source_ref=""), "source_ref", "a text"),
        (changed("WAT-02", source=""), "source", "a text"),
        (changed("WAT-02", value="1e400"), "value", "a number"),
        (changed("WAT-01", id="MY-01", unit="L/person/week"), "unit", "by the day, the month or the year"),
        (changed("WAT-01", id="MY-01", unit="L/day"), "unit", "counted or measured"),
        (changed("WAT-01", id="MY-01", applies_to="prison"), "applies_to", "kinds of place"),
        (changed("WAT-01", id="MY-01", rule="need = __import__('os')"), "rule", "plain decimals"),
        (changed("WAT-01", id="MY-01", rule="need = pop * 1e400"), "rule", "plain decimals"),
        (changed("WAT-01", id="MY-01", rule="need = pop * WAT-99"), "rule", "rows that exist"),
        (changed("WAT-01", id="MY-01", group="guards"), "rule", "a group"),
        (changed("WAT-06", id="MY-01", value="10", value_low="0"), "value_low", "more than 0"),
    ],
)
def test_a_profile_is_refused_with_file_line_and_reason(
    mine: Callable[..., Case], row: dict[str, str], column: str, told: str
) -> None:
    fault = only_fault(mine, row)
    assert (fault.file, fault.row, fault.column) == (f"standards/{MINE}/standards.csv", 2, column)
    assert told in fault.expected


def test_rows_in_a_ring_are_refused(mine: Callable[..., Case]) -> None:
    one = changed("WAT-06", id="MY-01", group="MY-02")
    fault = only_fault(mine, one, {**one, "id": "MY-02", "group": "MY-01"})
    assert (fault.row, fault.column) == (2, "rule")
    assert fault.got == "MY-01 leans on MY-02 leans on MY-01"


def test_a_hostile_rule_is_not_repeated(mine: Callable[..., Case]) -> None:
    fault = only_fault(mine, changed("WAT-01", id="MY-01", rule="need = __import__('os').system('echo 1;' * 9)"))
    assert fault.got == "a rule that is not repeated"


def tighter_toilets(at: Path) -> None:
    """Write a profile that asks for a toilet for every twenty people."""
    at.mkdir(parents=True)
    (at / "sources.csv").write_text("ref,title,locator,evidence,status\nLAW,A law,,official,primary\n")
    row = changed("SAN-01", value="20", value_low="20", value_high="20")
    with (at / "standards.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)


def test_a_case_brings_a_profile_of_its_own(folder: Folder) -> None:
    tighter_toilets(folder.path / "standards" / MINE)
    case = read_case(folder.write(), profiles=("sphere-2018", MINE), standards_root=STANDARDS)
    assert case.standards["SAN-01"].value == 20
    assert f"standards/{MINE}/standards.csv" in case.hashes


def test_a_case_has_no_profile_of_a_shipped_name(folder: Folder) -> None:
    tighter_toilets(folder.path / "standards" / "sphere-2018")
    with pytest.raises(InputError, match="a name for the case's own profile that no shipped one has, got sphere-2018"):
        read_case(folder.write(), profiles=("sphere-2018",), standards_root=STANDARDS)


@pytest.mark.parametrize("profiles", [("loose",), ("loose", "sphere-2018")])
def test_no_profile_stands_in_for_the_ground(folder: Folder, profiles: tuple[str, ...]) -> None:
    # Every row that no scenario goes without, the covered space a third of what it is: there is nothing to loosen yet.
    own = folder.path / "standards" / "loose"
    shutil.copytree(STANDARDS / "sphere-2018", own)
    table = own / "standards.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    loose = [line.replace("3.5", "1.2") if line.startswith("SHE-01") else line for line in lines]
    assert loose != lines
    table.write_text("".join(loose), encoding="utf-8")
    with pytest.raises(InputError, match="sphere-2018"):
        read_case(folder.write(), profiles=profiles, standards_root=STANDARDS)
