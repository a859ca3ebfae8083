"""Where words stand on the pages: none on another, none beyond the margins, no page left empty, no heading alone."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest

from planner.report.pdf import typeset
from planner.report.story import heading, note, table
from tests.unit.report_run import HOSTILE, Told, with_hostile_texts

MARGIN_PT, PAGE = 56.0, (595.3, 841.9)
SLACK_PT, SHARED_SHARE = 2.0, 0.1
FOOT_PT = 62.0
FEWEST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box in points, y down."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def head(self) -> float:
        """The top of capitals: a box is as high as the font's line, and most of that is air."""
        return self.top + 0.26 * (self.bottom - self.top)

    @property
    def foot(self) -> float:
        """The line the letters stand on."""
        return self.top + 0.78 * (self.bottom - self.top)


def words_of(path: Path) -> list[list[Word]]:
    """Return the words of each page with their boxes."""
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext")
    done = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True)
    sheets = done.stdout.split("<page ")[1:]
    pattern = r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
    return [
        [Word(*map(float, found[:4]), unescape(found[4])) for found in re.findall(pattern, sheet)] for sheet in sheets
    ]


def on_each_other(words: Sequence[Word]) -> list[str]:
    """Return pairs of words that share a good part of the smaller one's box."""
    found = []
    for one, other in combinations(words, 2):
        width = min(one.right, other.right) - max(one.left, other.left)
        height = min(one.foot, other.foot) - max(one.head, other.head)
        if width <= 0 or height <= 0:
            continue
        least = min((w.right - w.left) * (w.foot - w.head) for w in (one, other))
        if least and width * height / least > SHARED_SHARE:
            found.append(f"{one.text} | {other.text}")
    return found


def beyond_the_margins(words: Sequence[Word]) -> list[str]:
    left, right = MARGIN_PT - SLACK_PT, PAGE[0] - MARGIN_PT + SLACK_PT
    return [w.text for w in words if w.left < left or w.right > right or w.top < 0 or w.bottom > PAGE[1]]


def grid(told: Told, count: int) -> Told:
    """Return a run whose one crossing stands on a grid so many times; what is told is not solved again."""
    base, row = told.case.crossings[0], told.result["crossings"][0]
    limit = next(limit for limit in told.result["limits"] if limit["id"] == "throughput:gate")
    places = [(f"g{k}", f"Gate number {k}", 70 + k % 20 / 10, 33 + k // 20 / 10) for k in range(count)]
    crossings = tuple(replace(base, id=key, name=n, lon=Fraction(x), lat=Fraction(y)) for key, n, x, y in places)
    legs = tuple(replace(told.case.legs[0], to_id=key) for key, _, _, _ in places)
    result = {
        **told.result,
        "crossings": [{**row, "id": key, "name": name} for key, name, _, _ in places],
        "limits": [{**limit, "id": f"throughput:{key}", "place": key} for key, _, _, _ in places],
    }
    return replace(told.with_case(crossings=crossings, legs=legs, sites=()), result=result)


@pytest.fixture(
    scope="module",
    params=[
        "october",
        "three places",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("three hundred", "hostile texts", "brief")),
    ],
)
def sheets(
    request: pytest.FixtureRequest,
    told: Told,
    small: Told,
    october_report: Path,
    small_report: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[list[Word]]:
    if request.param in ("october", "three places"):
        return words_of(october_report if request.param == "october" else small_report)
    other = {"three hundred": grid(small, 300), "hostile texts": with_hostile_texts(small)}.get(request.param, told)
    return words_of(other.report(tmp_path_factory.mktemp("boxes"), brief=request.param == "brief"))


def test_no_word_stands_on_another(sheets: list[list[Word]]) -> None:
    for number, words in enumerate(sheets, 1):
        assert on_each_other(words) == [], f"page {number}"


def test_no_word_stands_beyond_the_margins(sheets: list[list[Word]]) -> None:
    for number, words in enumerate(sheets, 1):
        assert beyond_the_margins(words) == [], f"page {number}"


def test_no_page_is_empty(sheets: list[list[Word]]) -> None:
    for number, words in enumerate(sheets, 1):
        body = [word for word in words if word.bottom < PAGE[1] - FOOT_PT]
        assert len(body) >= FEWEST_WORDS, f"page {number}"


def test_no_heading_stands_alone_at_the_foot(sheets: list[list[Word]]) -> None:
    # Headings are set larger than anything that may end a page.
    for number, words in enumerate(sheets, 1):
        body = [word for word in words if word.bottom < PAGE[1] - FOOT_PT]
        last = max(body, key=lambda word: word.bottom)
        assert last.bottom - last.top < 16, f"page {number}: {last.text}"


@pytest.mark.parametrize("filled", range(40, 52))
def test_a_table_over_several_pages_begins_with_more_than_a_row(filled: int, tmp_path: Path) -> None:
    rows = [[f"row{k:02d}", "told"] for k in range(40)]
    long = table("A table of many rows", ["Row", "What"], rows, widths=["1fr", "1fr"])
    lines = [note(f"Line {k}") for k in range(filled)]
    document = {"title": "Pages", "lang": "en", "footer": {"gates": "Gates", "run": "run"}, "figures": {}}
    blocks = [*lines, heading("What the table tells"), long]
    (tmp_path / "report.pdf").write_bytes(typeset({**document, "blocks": blocks}))
    pages = [{word.text: word for word in words} for words in words_of(tmp_path / "report.pdf")]
    first = next(page for page in pages if "many" in page)
    assert sum(row[0] in first for row in rows) >= 3
    # The heading stays with the table, as close as ever.
    assert 0 < first["many"].top - first["tells"].bottom < 3


def test_the_checks_find_what_they_look_for() -> None:
    one, other = Word(60, 60, 100, 72, "one"), Word(80, 62, 120, 74, "other")
    assert on_each_other([one, other]) == ["one | other"]
    assert on_each_other([one, replace(other, left=101)]) == []
    assert beyond_the_margins([replace(one, right=560)]) == ["one"]
    assert len(HOSTILE) > 5
