"""Every number that is printed is one of the result's after the display rule, or a sum whose parts stand beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.report.document import document_of
from planner.units import round_people, show_people
from tests.unit.report_run import Told, pages, strings

LARGE = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![,.]?\d)")
ANY = re.compile(r"\d+")
# Sections that tell the case in its own words, or the run's files: their numbers are not people counted by this run.
TOLD_BY_THE_CASE = {"Assumptions", "Timeline", "Positions", "Sources", "Reproduce", "Annex: disclosure"}


def whole(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from whole(part)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        # A quantity that is no count of people is told in whole units from 1,000 on.
        yield from (round(value),) if value == int(value) or value >= 1_000 else ()


def sums(told: Told) -> Iterator[int]:
    """Yield what is added up in tables that show the parts."""
    for claim in told.certificate["claims"]:
        limits = claim["limits"]
        days: defaultdict[tuple[str, int], int] = defaultdict(int)
        for row in limits:
            days[row["id"], row["capacity"]] += row["capacity"]
        yield from days.values()
        yield sum(row["capacity"] for row in limits)
        yield from (row["capacity"] for row in limits)
        yield claim["behind_people"]
    by_day = told.story.daily_arrivals
    yield from by_day.values()
    yield sum(by_day.values())
    used = sorted((row["crossed_people"] for row in told.result["crossings"]), reverse=True)
    yield used[0] + used[1]
    yield sum(used[3:])
    yield sum(used[2:])
    totals: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in told.result["corridors"]:
        totals[row["from"], row["to"]] += row["people"] or 0
    yield from totals.values()
    places: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for site in told.result["sites"]:
        for end in ("low", "central", "high"):
            places[site["kind"], site["province"], end] += (site["places"] or {}).get(end, 0)
    yield from places.values()
    scope = told.result["verdict"]["in_scope_people"]
    yield from (max(scope - row["ceiling"], 0) for row in told.result["curve"])


@pytest.fixture(scope="module")
def allowed(told: Told) -> set[str]:
    exact = {*whole(told.result), *sums(told)}
    return {f"{value:,}" for value in exact} | {show_people(value) for value in exact if value >= 0}


def sections(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield section and text, the first page as a section of its own."""
    label = "Page 1"
    for text in strings({key: document["front"][key] for key in ("title", "verdict", "proof", "numbers", "picture")}):
        yield label, text
    for block in document["blocks"]:
        label = block["label"] if block["kind"] == "heading" and block["label"] else label
        for text in strings(block):
            yield label, text


def test_large_numbers_are_the_results(told: Told, allowed: set[str]) -> None:
    checked = 0
    for label, text in sections(document_of(told.story, brief=False)):
        if label not in TOLD_BY_THE_CASE:
            for number in LARGE.findall(text):
                checked += 1
                assert number in allowed, f"{label}: {text}"
    assert checked > 300


def test_the_pdf_prints_the_document_s_numbers_and_no_other(told: Told, october_report: Path) -> None:
    texts = pages(october_report)
    document = document_of(told.story, brief=False)
    known = set(ANY.findall(" ".join(strings(document))))
    known |= {str(k) for k in range(1, len(texts) + 1)}
    printed = {number for text in texts for number in LARGE.findall(re.sub(r"\s+", " ", text))}
    assert len(printed) > 90
    assert {part for number in printed for part in number.split(",")} <= known


def test_what_people_go_through_is_rounded(told: Told) -> None:
    text = " ".join(text for _, text in sections(document_of(told.story, brief=False)))
    for reading in told.result["readings"].values():
        for name in ("nights_in_queue", "over_24h", "over_48h", "most_waiting_people"):
            people = reading["exposure"]["must"][name]
            if round_people(people) != people:
                assert f"{people:,}" not in LARGE.findall(text), name


def test_totals_are_the_sums_of_their_parts(told: Told) -> None:
    checked = 0
    for block in document_of(told.story, brief=False)["blocks"]:
        if block["kind"] == "table" and block["total"]:
            *parts, total = block["rows"]
            for column, cell in enumerate(total):
                if column and re.fullmatch(r"[\d,]+", cell):
                    cells = [row[column] for row in parts]
                    assert sum(int(c.replace(",", "")) for c in cells if c) == int(cell.replace(",", ""))
                    checked += 1
    assert checked >= 3


def test_the_proof_adds_up(told: Told) -> None:
    proof = document_of(told.story, brief=False)["front"]["proof"]
    *rows, together = [int(row[3].replace(",", "")) for row in proof["rows"]]
    assert sum(rows) == together
    values = [int(re.sub(r"[^\d]", "", row[1])) for row in proof["sums"]]
    scope, behind, passed, left, most = values
    assert (passed, left, most) == (together, behind - passed, scope - behind + passed)
