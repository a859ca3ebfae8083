"""``report.pdf``: the document as data to a fixed template, as tagged PDF (PDF/UA-1), the same bytes each time."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.records import Case
from planner.report.document import document_of, figure_names
from planner.report.fonts import font_folders
from planner.report.story import Json, Story

REPORT = "report.pdf"
TEMPLATE = Path(__file__).with_name("report.typ")
_BLANK = frozenset("\t\n\r\v\f\x85\u2028\u2029")
_REPLACED = "\ufffd"


def write_report(  # noqa: PLR0913 - the parts of a run folder, all by name
    folder: Path,
    *,
    result: Mapping[str, Any],
    certificate: Mapping[str, Any],
    case: Case,
    case_folder: Path,
    run: Mapping[str, Any],
    brief: bool = False,
) -> None:
    """
    Write ``report.pdf`` into a run folder.

    Parameters
    ----------
    folder
        Exists; a report in it is replaced.
    result, certificate
        As written to ``result.json`` and ``certificate.json``.
    case_folder
        Holds the boundaries for the map.
    run
        ``run_id``, ``command``, ``versions``, ``seed`` and ``inputs``.
    brief
        Whether to write the two-page brief.

    Raises
    ------
    InputError
        When the boundaries of the case cannot be read.
    """
    from planner.report.figures import draw

    story = Story(result, certificate, case, run)
    document = document_of(story, brief=brief)
    document["figures"] = draw(story, figure_names(document), case_folder)
    (folder / REPORT).write_bytes(typeset(document))


def typeset(document: Json) -> bytes:
    """Return a document as PDF; it reaches the template as data, so no text in it is ever markup."""
    import typst

    data = json.dumps(clean(document), ensure_ascii=False)
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=font_folders(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        timestamp=0,
    )


def clean(value: Any) -> Any:
    """
    Return a value with every text fit to print: line breaks as blanks, no control or direction-changing characters.

    A character that changes how its neighbours are shown, and shows nothing itself, reads as U+FFFD.
    """
    if isinstance(value, str):
        return "".join(map(_printable, value))
    if isinstance(value, Mapping):
        return {key: clean(part) for key, part in value.items()}
    if isinstance(value, list):
        return [clean(part) for part in value]
    return value


def _printable(letter: str) -> str:
    if letter in _BLANK:
        return " "
    if unicodedata.category(letter) in ("Cc", "Cs") or unicodedata.bidirectional(letter) in _DIRECTIONS:
        return _REPLACED
    return letter


_DIRECTIONS = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
