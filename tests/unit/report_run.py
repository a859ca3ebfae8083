"""A run to tell: its files as values, the case it was made from, and the text of a PDF page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from planner import pipeline
from planner.config import LoadedScenario, load_scenario
from planner.records import Case
from planner.report.pdf import write_report
from planner.report.story import Story

Json = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """The files of one run and its case, ready for a report."""

    result: Json
    certificate: Json
    plan: Json
    run: Json
    case: Case
    case_folder: Path

    @property
    def story(self) -> Story:
        return Story(self.result, self.certificate, self.case, self.run)

    def report(self, folder: Path, *, brief: bool = False) -> Path:
        """Write the report into a folder and return where it is."""
        folder.mkdir(exist_ok=True)
        write_report(folder, self.story, self.case_folder, brief=brief)
        return folder / "report.pdf"

    def with_case(self, **changes: Any) -> Told:
        return replace(self, case=replace(self.case, **changes))


def from_folder(folder: Path, loaded: LoadedScenario) -> Told:
    """Return what a run folder holds."""
    names = ("result.json", "certificate.json", "plan.json", "run.json")
    files = [json.loads((folder / name).read_text(encoding="utf-8")) for name in names]
    return Told(*files, case=pipeline.prepare(loaded).case, case_folder=loaded.case_folder)


def run_world(loaded: LoadedScenario, folder: Path) -> Told:
    """Solve a small world and return what there is to tell."""
    pipeline.run(loaded, folder / "run", command=f"planner run {loaded.scenario.name}", with_report=False)
    return from_folder(folder / "run", loaded)


def october(folder: Path) -> Told:
    return from_folder(folder, load_scenario("october-31"))


HOSTILE = (
    "#panic()",
    '=cmd|"/c calc"!A1',
    "<script>alert(1)</script>",
    "“quotes” 'and' \"more\" \\ back",
    "*bold* _it_ $x_1$ `code` @ref <label> // /* [a](b)",
    "emoji 🙂🏳️‍🌈",
    "ترخم در مرز",
    "中文",
    "</script><style>*{display:none}</style>{{ 7*7 }}",
    "x" * 500,
)


def with_hostile_texts(told: Told) -> Told:
    """Return a run whose titles, names, notes and sources are hostile texts, each ended by a word."""
    names = [f"{text} end" for text in HOSTILE]
    crossing, site = told.case.crossings[0], told.case.sites[0]
    result = json.loads(json.dumps(told.result))
    result["scenario"]["title"] = " ".join(names)
    result["crossings"][0]["name"], result["sites"][0]["name"] = names[0], names[4]
    for k, row in enumerate(result["assumptions"]):
        row["text"] = names[k % len(names)]
    source = told.case.sources["S1"]
    case = {
        "title": names[2],
        "notes": tuple(names),
        "crossings": (replace(crossing, name=names[5]),),
        "sites": (replace(site, name=names[4]),),
        "sources": {"S1": replace(source, title=names[3], address="javascript:alert(1)//" * 20)},
    }
    return replace(told.with_case(**case), result=result)


def strings(value: object) -> Iterator[str]:
    """Yield every text in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def pages(path: Path) -> list[str]:
    """Return the text of each page in content order, read through the fonts' own tables as a copy would be."""
    return list(_pages(path.read_bytes()))


@lru_cache(maxsize=4)
def _pages(content: bytes) -> tuple[str, ...]:
    # One long report is read by many tests.
    with pikepdf.open(BytesIO(content)) as pdf:
        return tuple(_page_text(page) for page in pdf.pages)


def _page_text(page: pikepdf.Page) -> str:
    fonts = page.resources.get("/Font", {})
    letters = {name: _letters(font) for name, font in fonts.items()}
    shown: list[str] = []
    current: dict[int, str] = {}
    spans: list[str | None] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "Tf":
            current = letters[str(operands[0])]
        elif name in ("BDC", "BMC"):
            # A span may say what its glyphs stand for, which then is what a reader copies.
            said = operands[1].get("/ActualText") if name == "BDC" else None
            spans.append(None if said is None else str(said))
            shown.append(spans[-1] or "")
        elif name == "EMC":
            spans.pop()
            shown.append("\n")
        elif name in ("Tj", "TJ") and not any(said is not None for said in spans):
            parts = operands[0] if name == "TJ" else operands
            codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            pairs = zip(codes[::2], codes[1::2], strict=True)
            shown.append("".join(current.get(high << 8 | low, "") for high, low in pairs))
    return "".join(shown)


def _letters(font: pikepdf.Object) -> dict[int, str]:
    """Return the letters of a font by code, from its ToUnicode table."""
    table: dict[int, str] = {}
    lines = font.ToUnicode.read_bytes().decode("ascii").splitlines()
    inside = ""
    for line in lines:
        words = line.split()
        if line.endswith(("beginbfchar", "beginbfrange")):
            inside = words[-1]
        elif line.startswith("end"):
            inside = ""
        elif inside == "beginbfchar":
            table[_code(words[0])] = bytes.fromhex(words[1].strip("<>")).decode("utf-16-be")
        elif inside == "beginbfrange":
            first, last = _code(words[0]), _code(words[1])
            start = int.from_bytes(bytes.fromhex(words[2].strip("<>")))
            table.update({code: chr(start + code - first) for code in range(first, last + 1)})
    return table


def _code(word: str) -> int:
    return int(word.strip("<>"), 16)


def with_result(told: Told, **parts: Any) -> Told:
    """Return a run with parts of its result changed."""
    return replace(told, result={**told.result, **parts})


def said(blocks: object) -> str:
    """Return every text of some blocks as one."""
    return " | ".join(strings(blocks))
