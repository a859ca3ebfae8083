"""Files and headers of a case folder that are not as they should be, told by file, row and column."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from planner.errors import InputError
from tests.amounts import some
from tests.unit.case_folder import TABLES, Folder, places, read


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "case")


@pytest.mark.parametrize(
    "name",
    ["case.yaml", *(f"{table}.csv" for table in ("sources", "districts", "people", "crossings", "legs"))],
)
def test_a_needed_file_is_missing(folder: Folder, name: str) -> None:
    (folder.write() / name).unlink()
    folder.tables.pop(name.removesuffix(".csv"), None)
    faults = folder.faults() if name != "case.yaml" else None
    if faults is None:
        with pytest.raises(ValueError, match=r"case\.yaml: expected this file"):
            read(folder.path)
        return
    # Names that the missing table would have defined prove nothing, so nothing is said of them.
    assert places(faults) == [(name, None, None)]


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nowhere: expected a case folder, got nothing of that name"):
        read(tmp_path / "nowhere")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ValueError, match="expected a case folder, got a file"):
        read(tmp_path / "file")


@pytest.mark.parametrize("table", sorted(TABLES))
@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file(folder: Folder, table: str, text: str) -> None:
    folder.path.mkdir()
    (folder.path / f"{table}.csv").write_text(text, encoding="utf-8")
    fault = folder.fault()
    assert (fault.file, fault.got) == (f"{table}.csv", "an empty file")


def test_a_needed_table_without_rows(folder: Folder) -> None:
    folder.tables["people"] = folder.tables["people"][:1]
    assert "people.csv:2: expected at least one row" in str(folder.error())


def test_a_large_file_is_refused_before_it_is_read(folder: Folder) -> None:
    folder.write()
    # Sparse: a hundred megabytes of nothing, which would take a while to read and to judge.
    with (folder.path / "legs.csv").open("r+b") as stream:
        stream.truncate(100 * 2**20)
    fault = folder.fault()
    assert (fault.file, fault.expected, fault.got) == ("legs.csv", "at most 20 MB", "100.0 MB")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes in the file system are of Unix")
def test_a_pipe_does_not_hang(folder: Folder) -> None:
    folder.tables.pop("hubs")
    os.mkfifo(folder.write() / "hubs.csv")
    assert folder.fault().expected == "a regular file"


@pytest.mark.parametrize(
    ("encode", "got"),
    [
        (lambda text: text.encode("utf-16"), "UTF-16"),
        (lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"), "UTF-16"),
        (lambda text: text.encode("utf-16-le"), "UTF-16 without"),
        (lambda text: text.encode("utf-32"), "UTF-32"),
        (lambda text: text.replace("Fork", "Föhrk").encode("latin-1"), "bytes that are not UTF-8"),
        (lambda text: text.replace("Fork", "Fo\0rk").encode(), "a zero byte"),
    ],
)
@pytest.mark.parametrize("name", ["junctions.csv", "case.yaml"])
def test_other_encodings_are_named(folder: Folder, encode: Callable[[str], bytes], got: str, name: str) -> None:
    text = folder.text("junctions") if name.endswith("csv") else folder.yaml + "# Fork\n"
    folder.path.mkdir()
    (folder.path / name).write_bytes(encode(text))
    fault = folder.fault()
    assert fault.file == name
    assert str(fault.got).startswith(got)
    if got in ("bytes that are not UTF-8", "a zero byte"):
        assert fault.row == text[: text.index("Fork")].count("\n") + 1


def test_rows_with_too_many_and_too_few_cells(folder: Folder) -> None:
    folder.tables["legs"][3].append("")
    folder.tables["legs"][5].pop()
    folder.tables["districts"][2].append("x")
    faults = folder.faults()
    assert places(faults) == [("districts.csv", 3, None), ("legs.csv", 4, None), ("legs.csv", 6, None)]
    assert [fault.got for fault in faults] == ["10", "8", "6"]


@pytest.mark.parametrize("cell", ['"an open quote', '"a stray" quote'])
def test_quotes_that_do_not_pair(folder: Folder, cell: str) -> None:
    text = folder.text("junctions")
    folder.path.mkdir()
    (folder.path / "junctions.csv").write_text(f"{text}other,{cell},71,34,S1\n", encoding="utf-8")
    fault = folder.fault()
    assert (fault.file, fault.row) == ("junctions.csv", 3)
    assert "quotes in pairs" in fault.expected


def test_an_unknown_column_is_refused_with_a_guess(folder: Folder) -> None:
    folder.add_column("sites", "meals_per_da", "3")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == ("sites.csv", 1, "meals_per_da")
    assert "did you mean meals_per_day?" in fault.expected


def test_a_misspelt_needed_column_is_also_missing(folder: Folder) -> None:
    rows = folder.tables["districts"]
    rows[0][rows[0].index("lat")] = "latitude"
    rows[0][rows[0].index("population")] = "popluation"
    faults = folder.faults()
    assert [fault.column for fault in faults] == ["latitude", "popluation", "lat", "population"]
    assert ["did you mean" in fault.expected for fault in faults] == [True, True, False, False]


@pytest.mark.parametrize("header", ["Foreign_Nationals", "Nationals 2023", "2023_nationals", ""])
def test_a_key_column_has_a_plain_name(folder: Folder, header: str) -> None:
    folder.add_column("districts", header, "100")
    assert folder.fault().row == 1


def test_a_column_twice(folder: Folder) -> None:
    folder.add_column("junctions", "name", "x")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column, fault.expected) == (
        "junctions.csv",
        1,
        "name",
        "each column once",
    )


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators_are_named(folder: Folder, sign: str, name: str) -> None:
    folder.path.mkdir()
    (folder.path / "junctions.csv").write_text(TABLES["junctions"].replace(",", sign), encoding="utf-8")
    assert folder.fault().got == f"cells parted by {name}"


def test_a_first_row_of_data_is_not_repeated(folder: Folder) -> None:
    folder.tables["junctions"] = [["spin-boldak", "Spin Boldak", "66.4", "31.0", "S1"]]
    error = folder.error()
    assert "junctions.csv:1: expected a header" in str(error)
    assert "oldak" not in str(error)


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("closure.csv", "did you mean closures.csv?"),
        ("Legs.CSV", "did you mean legs.csv?"),
        ("x.csv", "contract"),
    ],
)
def test_a_table_that_is_not_of_the_contract(folder: Folder, name: str, guess: str) -> None:
    (folder.write() / name).write_text("a\n1\n", encoding="utf-8")
    fault = folder.fault()
    assert fault.file == name
    assert guess in fault.expected


SLIPS = [
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b";",
    b"[",
    b"]",
    b"{",
    b"}",
    b": ",
    b"-",
    b"1e999",
    b"nan",
    b"!!x ",
    b"*a",
]


def test_no_slip_of_a_few_bytes_ends_in_anything_but_faults(folder: Folder) -> None:
    rng = Random(1)
    originals = {path: path.read_bytes() for path in sorted(folder.write().iterdir())}
    refused = 0
    tried = some(300)
    for _ in range(tried):
        path = rng.choice(list(originals))
        data = originals[path]
        at = rng.randrange(len(data))
        path.write_bytes(data[:at] + rng.choice(SLIPS) + data[at + rng.choice((0, 1, 9)) :])
        try:
            folder.read()
        except InputError as error:
            refused += bool(error.faults)
        path.write_bytes(originals[path])
    assert tried * 2 // 3 < refused < tried
