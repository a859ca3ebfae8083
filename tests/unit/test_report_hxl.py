"""Hashtags of the tables against the core of HXL 1.1: known tags, dates that are dates, numbers that are numbers."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest

from planner.report import write_tables
from tests.unit.report_run import october

# The core hashtags of the Humanitarian Exchange Language, version 1.1 (OCHA, public domain).
CORE_TEXT = """
access activity adm1 adm2 adm3 adm4 adm5 affected beneficiary capacity cause channel contact country crisis currency
date delivery description event frequency geo group impact indicator inneed item loc meta modality need operations org
output population reached region respondee sector service severity status subsector targeted value
"""
CORE = frozenset(CORE_TEXT.split())
# What the core schema asks of values: these hold a date, those a number, wherever there is a value at all.
DATES = {"date"}
NUMBERS = {"affected", "population", "inneed", "reached", "value"}
NUMBER_IF = {"indicator": "num", "output": "num", "capacity": "num"}
# People are never counted under a word that makes them an aim of somebody's plan.
NEVER = {"targeted", "beneficiary"}


@pytest.fixture(scope="module")
def tables(october_run: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[str]]]:
    told = october(october_run)
    folder = tmp_path_factory.mktemp("hxl")
    write_tables(folder, result=told.result, plan=told.plan)
    files = sorted((folder / "tables").iterdir())
    texts = {path.stem: path.read_text(encoding="utf-8") for path in files}
    return {name: list(csv.reader(io.StringIO(text, newline=""))) for name, text in texts.items()}


def parts(tag: str) -> tuple[str, set[str]]:
    found = re.fullmatch(r"#([a-z][a-z0-9_]*)((?:\+[a-z][a-z0-9_]*)*)", tag)
    assert found is not None, tag
    return found[1], set(filter(None, found[2].split("+")))


def test_every_hashtag_is_in_the_core(tables: dict[str, list[list[str]]]) -> None:
    tags = {parts(tag)[0] for rows in tables.values() for tag in rows[1]}
    assert len(tags) > 6
    assert tags <= CORE - NEVER


def test_no_two_columns_of_a_table_have_the_same_hashtag(tables: dict[str, list[list[str]]]) -> None:
    for name, rows in tables.items():
        told = [(tag, frozenset(attributes)) for tag, attributes in map(parts, rows[1])]
        assert len(told) == len(set(told)), name


def test_values_are_what_their_hashtag_says(tables: dict[str, list[list[str]]]) -> None:
    checked = {"date": 0, "number": 0}
    for name, (head, tags, *rows) in tables.items():
        for column, (tag, attributes) in enumerate(map(parts, tags)):
            values = [row[column] for row in rows if row[column]]
            if tag in DATES:
                checked["date"] += len([date.fromisoformat(value) for value in values])
            if tag in NUMBERS or NUMBER_IF.get(tag) in attributes:
                checked["number"] += len(values)
                assert all(re.fullmatch(r"-?\d+(\.\d+)?", value) for value in values), (name, head[column])
    assert min(checked.values()) > 100


def test_the_dictionary_tells_every_column_once(tables: dict[str, list[list[str]]]) -> None:
    told = [tuple(row[:3]) for row in tables["dictionary"][2:]]
    columns = [
        (name, header, tag) for name, rows in tables.items() for header, tag in zip(rows[0], rows[1], strict=True)
    ]
    assert sorted(told) == sorted(columns)
    assert all(len(row[4]) > 10 and row[3] for row in tables["dictionary"][2:])
