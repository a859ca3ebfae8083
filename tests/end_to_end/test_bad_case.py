"""Case folders nobody should run: exit 2, a line for each fault with file and row, and nothing written anywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Cli, Done
from tests.end_to_end.folders import bytes_but_timings, files_of, read
from tests.end_to_end.ford import CASE, TABLES, edit

Spoil = Callable[[Path], None]
EASTERN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
CNIC = "35202-1234567-1"


def replaced(table: str, old: str, new: str) -> Spoil:
    return lambda case: edit(case / f"{table}.csv", old, new)


def added(table: str, row: str) -> Spoil:
    def spoil(case: Path) -> None:
        with (case / f"{table}.csv").open("a", encoding="utf-8", newline="") as stream:
            stream.write(f"{row}\n")

    return spoil


def missing(case: Path) -> None:
    (case / "legs.csv").unlink()


def huge(case: Path) -> None:
    with (case / "legs.csv").open("r+b") as stream:
        stream.truncate(100 * 2**20)


def utf_16(case: Path) -> None:
    (case / "people.csv").write_text(CASE["people.csv"], encoding="utf-16")


def named_persons(case: Path) -> None:
    rows = CASE["districts.csv"].splitlines()
    lines = [f"{rows[0]},father_name", *(f"{row},Gul Khan" for row in rows[1:])]
    (case / "districts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def empty(case: Path) -> None:
    (case / "crossings.csv").write_bytes(b"")


def not_a_mapping(case: Path) -> None:
    (case / "case.yaml").write_text("- a\n- b\n", encoding="utf-8")


def tagged(case: Path) -> None:
    edit(case / "case.yaml", "title: Two", "title: !!python/object/apply:os.system Two")


# What spoils the case, then what each line on stderr must begin with and hold, one pair a fault.
SPOILED: dict[str, tuple[Spoil, tuple[tuple[str, str], ...]]] = {
    "a missing file": (missing, (("legs.csv: ", "expected this file"),)),
    "an empty file": (empty, (("crossings.csv", "an empty file"),)),
    "a wrong header": (
        replaced("legs", "km,hours", "km,ours"),
        (("legs.csv:1:ours: ", "did you mean hours?"), ("legs.csv:1:hours: ", "expected")),
    ),
    "an id twice": (
        added("crossings", "ford,Again,East,land,71.2,34.1,1,2,3,,S1"),
        (("crossings.csv:3:id: ", "again (first in row 2)"),),
    ),
    "a leg to nowhere": (
        replaced("legs", "W01,ford", "W01,fjord"),
        (("legs.csv:5:to_id: ", "fjord"),),
    ),
    "a negative number": (
        replaced("people", "100,150,200", "-100,150,200"),
        (("people.csv:3:low: ", "got -100"),),
    ),
    "a range out of order": (
        replaced("sites", ",20,40,60,", ",20,60,40,"),
        (("sites.csv:2:places_central: ", "places_central <= places_high"),),
    ),
    "a half-filled range": (
        replaced("crossings", ",50,100,250,", ",50,,250,"),
        (("crossings.csv:2:people_per_day_central: ", "all filled or all empty"),),
    ),
    "not a number": (replaced("legs", "W01,ford,road,400,10", "W01,ford,road,400,NaN"), (("legs.csv:5:hours: ", ""),)),
    "infinity": (replaced("people", "100,150,200", "100,150,inf"), (("people.csv:3:high: ", ""),)),
    "a huge file": (huge, (("legs.csv: ", "at most 20 MB, got 100.0 MB"),)),
    "UTF-16": (utf_16, (("people.csv", "UTF-16"),)),
    "names of persons": (named_persons, (("districts.csv:1:father_name: ", "R2-person-header"),)),
    "case.yaml is a list": (not_a_mapping, (("case.yaml:1:1: ", "a mapping"),)),
    "case.yaml carries a tag": (tagged, (("case.yaml:1:", "without a tag"),)),
}


def refused(done: Done, folder: Path, before: dict[str, bytes]) -> list[str]:
    """Hold what every refusal keeps to, and return its lines."""
    assert done.code == 2, (done.out, done.err)
    assert done.out == ""
    assert "Traceback" not in done.err
    assert files_of(folder) == before
    return done.err.splitlines()


@pytest.mark.parametrize("name", SPOILED)
def test_bad_cases(cli: Cli, tmp_path: Path, ford: Path, name: str) -> None:
    spoil, wanted = SPOILED[name]
    spoil(ford.parent / "case")
    before = files_of(tmp_path)
    lines = refused(cli("run", ford, "--out", "run", "--no-report"), tmp_path, before)
    assert len(lines) == len(wanted), lines
    for line, (start, part) in zip(lines, wanted, strict=True):
        assert line.startswith(start)
        assert part in line
        assert "expected " in line


def test_a_district_that_no_route_joins(cli: Cli, tmp_path: Path, ford: Path) -> None:
    for leg in ("W01,ford,road,400,10,,S1\n", "W01,inn,road,390,10,,S1\n"):
        edit(ford.parent / "case" / "legs.csv", leg, "")
    before = files_of(tmp_path)
    (line,) = refused(cli("run", ford, "--out", "run", "--no-report"), tmp_path, before)
    assert line.startswith("legs.csv: W01: expected a route over legs.csv to a crossing")


@pytest.mark.parametrize(
    ("place", "number"),
    [
        ("sources.csv", CNIC.translate(EASTERN)),
        ("closures.csv", CNIC),
        ("closures.csv", CNIC.translate(EASTERN)),
        ("case.yaml", CNIC.replace("-", "")),
        ("case.yaml", CNIC.translate(EASTERN)),
        ("ford.yaml", CNIC.translate(EASTERN)),
    ],
)
def test_a_number_of_a_person_is_never_repeated(cli: Cli, tmp_path: Path, ford: Path, number: str, place: str) -> None:
    spots = {
        "sources.csv": ("case/sources.csv", "Made up for this test", f"By {number}"),
        "closures.csv": ("case/closures.csv", "high water", f"seen by {number}"),
        "case.yaml": ("case/case.yaml", "Two districts and a ford", f"The house of {number}"),
        "ford.yaml": ("ford.yaml", "A ford for a pencil", f"The case of {number}"),
    }
    name, old, new = spots[place]
    edit(ford.parent / name, old, new)
    before = files_of(tmp_path)
    lines = refused(cli("-v", "run", "ford.yaml", "--out", "run", cwd=ford.parent), tmp_path, before)
    assert len(lines) == 1
    assert lines[0].startswith(f"{place}:{3 if place == 'ford.yaml' else 1 if place == 'case.yaml' else 2}:")
    for part in (*number.split("-"), "1234567", "1234567".translate(EASTERN)):
        assert len(part) < 4 or part not in lines[0]


@pytest.mark.parametrize("number", [CNIC, CNIC.translate(EASTERN)])
def test_a_number_of_a_person_on_the_command_line(cli: Cli, tmp_path: Path, ford: Path, number: str) -> None:
    before = files_of(tmp_path)
    done = cli("run", ford, "--out", "run", "--no-report", "--set", f"title=About {number}")
    (line,) = refused(done, tmp_path, before)
    assert number not in line


def test_all_faults_of_a_case_at_once(cli: Cli, tmp_path: Path, ford: Path) -> None:
    case = ford.parent / "case"
    edit(case / "people.csv", "100,150,200", "100,NaN,-1")
    edit(case / "sites.csv", "20,40,60", "20,,60")
    edit(case / "legs.csv", "W01,ford", "W02,ford")
    edit(case / "closures.csv", "2024-03-03,2024-03-03", "2024-03-03,2024-03-02")
    edit(case / "districts.csv", "71.5,34.0", "341.5,34.0")
    before = files_of(tmp_path)
    lines = refused(cli("run", ford, "--out", "run", "--no-report"), tmp_path, before)
    for start in ("people.csv:3:central", "people.csv:3:high", "sites.csv:2:places_central", "legs.csv:5:from_id"):
        assert any(line.startswith(start) for line in lines), (start, lines)
    for start in ("closures.csv:2:", "districts.csv:2:lon"):
        assert any(line.startswith(start) for line in lines), (start, lines)
    assert len(lines) == 6
    # `check` tells the same.
    assert refused(cli("check", ford), tmp_path, before) == lines


@pytest.mark.parametrize("out", [(), ("--out", "deep/er/run")])
def test_a_bad_case_leaves_no_folder_above_the_run_folder(
    cli: Cli, tmp_path: Path, ford: Path, out: tuple[str, ...]
) -> None:
    edit(ford.parent / "case" / "people.csv", "100,150,200", "100,150,1")
    before = files_of(tmp_path)
    refused(cli("run", ford, "--no-report", *out), tmp_path, before)


def test_a_bad_case_leaves_an_earlier_run_as_it_was(cli: Cli, tmp_path: Path, ford: Path) -> None:
    assert cli("run", ford, "--out", "run", "--no-report").code == 0
    edit(ford.parent / "case" / "people.csv", "100,150,200", "100,150,1")
    before = files_of(tmp_path)
    refused(cli("run", ford, "--out", "run", "--no-report"), tmp_path, before)


def test_tables_saved_by_excel_give_the_same_run(cli: Cli, cwd: Path, ford: Path, ford_run: Path) -> None:
    # "CSV UTF-8 (comma delimited)": a byte order mark, and CRLF at every line's end.
    for name in TABLES:
        text = CASE[name].replace("\n", "\r\n")
        (ford.parent / "case" / name).write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    done = cli("run", ford, "--out", "run", "--no-report")
    assert (done.code, done.err) == (0, "")
    excel, plain = bytes_but_timings(cwd / "run"), bytes_but_timings(ford_run)
    assert set(excel) == set(plain)
    hashed = {"run.json", "certificate.json"}
    assert [name for name in plain if name not in hashed and excel[name] != plain[name]] == []
    one, other = (read(folder, "certificate.json") for folder in (cwd / "run", ford_run))
    assert {name for name in TABLES if one["inputs"].pop(name) == other["inputs"].pop(name)} == set()
    assert one == other
    runs = [dict(files["run.json"]) for files in (excel, plain)]  # type: ignore[call-overload]
    for run in runs:
        for key in ("run_id", "inputs", "case_folder"):
            del run[key]
        del run["outputs"]["certificate.json"]
        seals = run["seals"]["certificate.json"]
        run["seals"]["certificate.json"] = {part: seals[part] for part in seals if not part.startswith("inputs")}
    assert runs[0] == runs[1]
    assert cli("verify", "run").code == 0
