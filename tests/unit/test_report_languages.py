"""Summaries in other languages: every sentence translated, the same numbers, marked as drafts, right to left."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from planner.report.languages import LANGUAGES, catalogue, summary, write_summary
from planner.report.languages.catalogue import Texts, read_catalogue
from tests.unit.report_run import Told, pages, strings

CODES = ("ur", "ps", "prs")
PLACES = re.compile(r"\{(\w+)\}")
NUMBER = re.compile(r"\d+(?:,\d{3})*")


def every_answer(told: Told) -> list[Told]:
    """Return the run as it would be told with each of the answers and completions."""
    found = []
    for answer in ("impossible", "not-possible-within-standards", "not-excluded-by-logistics", "undecided"):
        for completion in (
            {"date": None, "days": None, "proved_not_before": "2024-05-06", "never": False},
            {"date": None, "days": None, "proved_not_before": None, "never": True},
            {"date": "2024-05-26", "days": 236, "proved_not_before": "2024-04-29", "never": False},
            told.result["completion"],
        ):
            result = json.loads(json.dumps(told.result))
            result["verdict"]["answer"] = answer
            result["completion"] = completion
            if answer == "not-excluded-by-logistics":
                result["verdict"]["left_after_deadline_people"]["at_least"] = 0
                result["verdict"]["robust"] = True
            found.append(replace(told, result=result))
    return found


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_has_a_translation_with_the_same_places(code: str) -> None:
    messages = {message.id: message.string for message in read_catalogue(code) if message.id}
    assert len(messages) > 25
    for english, there in messages.items():
        assert there
        assert there != english
        assert sorted(PLACES.findall(str(english))) == sorted(PLACES.findall(str(there))), english
        assert re.search(r"[\u0600-\u06ff]", str(there))
        assert not re.search(r"[0-9\u0660-\u0669\u06f0-\u06f9]", PLACES.sub("", str(there)))


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_that_is_said_is_in_the_catalogue(
    told: Told, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    say = Texts.say
    monkeypatch.setattr(
        Texts, "say", lambda self, english, **values: asked.append(english) or say(self, english, **values)
    )
    for run in every_answer(told):
        summary.summary_of(run.story, LANGUAGES[code])
    known = {message.id for message in read_catalogue(code)}
    assert len(set(asked)) > 20
    assert set(asked) <= known


def test_every_key_in_the_code_is_in_the_catalogues() -> None:
    tree = ast.parse(Path(summary.__file__).read_text(encoding="utf-8"))
    said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    keys = {message.id for message in read_catalogue("ur") if message.id}
    statuses = {"BREACH UNLESS SHOWN", "BREACH", "NOT ASSESSED", "NO BREACH FOUND IN THIS CHECK"}
    assert {key for key in keys if "inputs shows" not in str(key)} - statuses <= said


@pytest.mark.parametrize("code", CODES)
def test_numbers_are_those_of_the_english_in_every_answer(told: Told, code: str) -> None:
    for run in every_answer(told):
        there, english = (summary.summary_of(run.story, LANGUAGES[key]) for key in (code, "en"))
        for key in ("title", "span", "findings", "answer"):
            numbers = [sorted(NUMBER.findall(" ".join(strings([page[key]])))) for page in (there, english)]
            assert numbers[0] == numbers[1]


def test_a_number_that_differs_is_an_error(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    say = Texts.say

    def wrong(self: Texts, english: str, **values: str) -> str:
        told = say(self, english, **values)
        return told.replace("543,700", "543,701") if self.language.code == "ps" else told

    monkeypatch.setattr(Texts, "say", wrong)
    summary.summary_of(told.story, LANGUAGES["ur"])
    with pytest.raises(AssertionError, match="ps: the numbers of"):
        summary.summary_of(told.story, LANGUAGES["ps"])


@pytest.mark.parametrize("code", [*CODES, "en"])
def test_a_date_that_is_not_proved_stands_beside_the_one_that_is(told: Told, code: str) -> None:
    found = next(run for run in every_answer(told) if run.result["completion"]["days"] == 236)
    page, texts = summary.summary_of(found.story, LANGUAGES[code]), Texts(LANGUAGES[code])
    line = next(line for line in page["findings"] if texts.day(date(2024, 5, 26)) in line)
    assert texts.day(date(2024, 4, 29)) in line
    assert "at the earliest" not in line


@pytest.mark.parametrize("code", CODES)
def test_it_is_a_draft_until_a_reader_signs(
    told: Told, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = summary.summary_of(told.story, LANGUAGES[code])
    assert page["draft"]
    assert page["draft_english"].startswith("Draft: no reader has signed")
    folder = tmp_path / "languages"
    folder.mkdir()
    header = '"X-Signed-By: \\n"'
    text = (Path(catalogue.__file__).parent / f"{code}.po").read_text(encoding="utf-8")
    assert header in text
    (folder / f"{code}.po").write_text(text.replace(header, header.replace(": ", ": A. Reader")), encoding="utf-8")
    monkeypatch.setattr(catalogue, "_HERE", folder)
    assert Texts(LANGUAGES[code]).signed_by == "A. Reader"
    page = summary.summary_of(told.story, LANGUAGES[code])
    assert (page["draft"], page["draft_english"]) == ("", "")


@pytest.mark.parametrize("code", [*CODES, "en"])
def test_the_pdf_is_tagged_in_its_language_with_the_numbers(told: Told, tmp_path: Path, code: str) -> None:
    path = write_summary(tmp_path, told.story, code)
    assert path.name == f"summary-{code}.pdf"
    text = "".join(pages(path))
    assert "543,700" in text
    assert "756,300" in text
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "-".join(LANGUAGES[code].tag)
        assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()
        assert len(pdf.pages) == 1
        if code != "en":
            assert str(pdf.Root.ViewerPreferences.Direction) == "/R2L"
    assert path.read_bytes() == write_summary(tmp_path, told.story, code).read_bytes()


def letters(text: str) -> str:
    """Return the letters of a text in Arabic script, without what stands between words and lines."""
    return re.sub(r"[^\u0620-\u06ff]", "", text)


@pytest.mark.parametrize("code", CODES)
def test_what_is_written_can_be_copied_out(told: Told, tmp_path: Path, code: str) -> None:
    # Fonts that make a letter of its body and its dots give each letter twice.
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext")
    path = write_summary(tmp_path, told.story, code)
    copied = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, encoding="utf-8", check=True).stdout
    page = summary.summary_of(told.story, LANGUAGES[code])
    for text in [page["title"], page["draft"], *(gate["text"] for gate in page["gates"])]:
        for word in map(letters, text.split()):
            assert word in letters(copied), word
    printed = {**page, "gates_title": ""}
    footer = [gate[key] for gate in page["gates"] for key in ("title", "status")]
    assert Counter(letters(copied)) == Counter(letters("".join([*strings(printed), *footer])))


def test_a_yes_carries_its_sentence_in_every_language(told: Told) -> None:
    yes = next(run for run in every_answer(told) if run.result["verdict"]["answer"] == "not-excluded-by-logistics")
    english = summary.summary_of(yes.story, LANGUAGES["en"])
    assert "this is not a finding that it is lawful, safe or voluntary" in english["title"]
    words = {"ur": "رضاکارانہ", "ps": "په خپله خوښه", "prs": "داوطلبانه"}
    for code in CODES:
        assert words[code] in summary.summary_of(yes.story, LANGUAGES[code])["title"]
