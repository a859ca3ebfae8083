"""Thousands of generated tables: all about persons are refused and never repeated, all clean ones are accepted."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from planner.errors import InputError
from planner.geodata.cells import PublicCodes
from planner.geodata.files import read_checked
from planner.geodata.reading import ReadTable, read_table
from planner.pipeline import run
from tests.unit.generated_tables import Generated, clean_table, person_table
from tests.worlds import write_world

FEW, MANY = 400, 10_000
SEED = 20231004
PERSONS = re.compile(r"R2-person-header|R3-[a-z-]+")


class Kept(logging.Handler):
    """Keeps every record of every logger, as text."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def logged() -> Iterator[Kept]:
    """What is logged, at any level, by anyone."""
    kept, root = Kept(), logging.getLogger()
    before = root.level
    root.addHandler(kept)
    root.setLevel(logging.NOTSET)
    yield kept
    root.removeHandler(kept)
    root.setLevel(before)


def read(folder: Path, made: Generated) -> ReadTable:
    """Read a generated table as a case folder's is read; it leaves nothing beside it."""
    path = folder / made.table.file
    path.write_text(made.text, encoding="utf-8")
    found = read_table(read_checked(path, made.table.file), made.table, PublicCodes())
    assert [one.name for one in folder.iterdir()] == [made.table.file]
    path.unlink()
    return found


def parts(secret: str) -> list[str]:
    """Return a value and every run of digits in it that is long enough to tell of someone."""
    return [secret, *(found for found in re.findall(r"\d{4,}", secret))]


def told(found: ReadTable) -> str:
    """Return all messages of a table without the row numbers, which are ours."""
    return "\n".join(re.sub(r"^([a-z]+\.csv):\d+", r"\1", str(fault)) for fault in found.all_faults())


def all_refused(count: int, folder: Path, logged: Kept, capfd: pytest.CaptureFixture[str]) -> None:
    rng = Random(SEED)
    for number in range(count):
        made = person_table(rng)
        found = read(folder, made)
        message = told(found)
        assert PERSONS.search(message), f"table {number} of {made.table.file} was not refused for what it is"
        for secret in made.secrets:
            for part in parts(secret):
                assert part not in message, f"table {number} of {made.table.file}: a value is repeated"
                assert not any(part in line for line in logged.lines)
        # A row about a person is in no record either: nothing of it goes on.
        assert not any(secret in row.values.values() for secret in made.secrets for row in found.rows)
    shown = capfd.readouterr()
    assert shown.out + shown.err == ""


def all_accepted(count: int, folder: Path) -> None:
    rng = Random(SEED)
    for number in range(count):
        made = clean_table(rng)
        found = read(folder, made)
        assert not found.faults, f"table {number}: {found.faults[0]}"
        assert len(found.rows) == made.text.count("\n") - 1


def test_some_tables_about_persons_are_refused(tmp_path: Path, logged: Kept, capfd: pytest.CaptureFixture[str]) -> None:
    all_refused(FEW, tmp_path, logged, capfd)


def test_some_clean_tables_are_accepted(tmp_path: Path) -> None:
    all_accepted(FEW, tmp_path)


@pytest.mark.slow
def test_ten_thousand_tables_about_persons_are_refused(
    tmp_path: Path, logged: Kept, capfd: pytest.CaptureFixture[str]
) -> None:
    all_refused(MANY, tmp_path, logged, capfd)


@pytest.mark.slow
def test_ten_thousand_clean_tables_are_accepted(tmp_path: Path) -> None:
    all_accepted(MANY, tmp_path)


def refused_whole(folder: Path, plant: Callable[[Path], tuple[str, ...]]) -> str:
    """Run a case with a planted table; return the message, once nothing of it is anywhere else."""
    loaded = write_world(folder)
    secrets = plant(folder / "case")
    before = sorted(folder.rglob("*"))
    with pytest.raises(InputError) as caught:
        run(loaded, folder / "out", command="planner run pencil", with_report=False)
    assert sorted(folder.rglob("*")) == before
    for secret in secrets:
        assert secret not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("seed", range(12))
def test_a_run_over_a_table_about_persons_writes_and_logs_nothing_of_it(
    seed: int, tmp_path: Path, logged: Kept, capfd: pytest.CaptureFixture[str]
) -> None:
    made = person_table(Random(seed))

    def plant(case: Path) -> tuple[str, ...]:
        (case / made.table.file).write_text(made.text, encoding="utf-8")
        return made.secrets

    message = refused_whole(tmp_path, plant)
    shown = capfd.readouterr()
    assert PERSONS.search(message)
    for secret in made.secrets:
        assert not any(secret in line for line in (*logged.lines, shown.out, shown.err))
