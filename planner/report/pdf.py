"""``report.pdf``: the document as data to a fixed template, as tagged PDF (PDF/UA-1), the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from planner.report.document import document_of, figure_names
from planner.report.drawing import with_edges
from planner.report.fonts import font_folders
from planner.report.letters import clean
from planner.report.story import Json, Story

REPORT = "report.pdf"
TEMPLATE = Path(__file__).with_name("report.typ")


def write_report(
    folder: Path,
    story: Story,
    case_folder: Path,
    *,
    brief: bool = False,
    drawn: Mapping[str, str] | None = None,
) -> None:
    """
    Write ``report.pdf`` into a run folder.

    Parameters
    ----------
    folder
        Exists; a report in it is replaced.
    case_folder
        Holds the boundaries for the map.
    brief
        Whether to write the two-page brief.
    drawn
        Its figures as SVG by name, where they are drawn already; others are left.

    Raises
    ------
    InputError
        When the boundaries of the case cannot be read.
    """
    from planner.report.figures import draw

    document = document_of(story, brief=brief)
    names = figure_names(document)
    figures = draw(story, names, case_folder) if drawn is None else drawn
    document["figures"] = {name: with_edges(figures[name]) for name in names}
    (folder / REPORT).write_bytes(typeset(document))


def typeset(document: Json) -> bytes:
    """Return a document as PDF; it reaches the template as data, so no text in it is ever markup."""
    import typst

    data = json.dumps(clean(document), ensure_ascii=False)
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=font_folders(figures=bool(document["figures"])),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
