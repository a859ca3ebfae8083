"""``report.pdf``: the document as data to a fixed template, as tagged PDF (PDF/UA-1), the same bytes each time."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from planner.report.document import document_of, figure_names
from planner.report.drawing import blank, with_edges
from planner.report.fonts import cut_fonts, font_folders
from planner.report.letters import clean
from planner.report.story import Json, Story

REPORT = "report.pdf"
TEMPLATE = Path(__file__).with_name("report.typ")


class Pages:
    """
    A document that is set as PDF; it reaches the template as data, so no text in it is ever markup.

    The typesetter remembers what it has set: once it has set the document with blanks for its figures, which it can
    while they are drawn, setting it with them takes a fraction of the time. Figures lie in files beside the template
    for that, since it forgets everything where the data change.

    Parameters
    ----------
    document
        As ``document_of`` returns it.
    fonts
        A folder where the fonts for figures will be when pages are set; without one they are cut here.
    """

    def __init__(self, document: Json, fonts: Path | None = None) -> None:
        self.names = figure_names(document)
        self._data = json.dumps(clean({key: part for key, part in document.items() if key != "figures"}))
        self._folder = tempfile.TemporaryDirectory(prefix="report-pages-")
        self._root = Path(self._folder.name)
        self._fonts = fonts

    def __enter__(self) -> Pages:
        """Put the template where its figures will be."""
        shutil.copyfile(TEMPLATE, self._root / TEMPLATE.name)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove template and figures."""
        self._folder.cleanup()

    def rehearse(self) -> None:
        """Set the document with blanks for its figures."""
        self.typeset(dict.fromkeys(self.names, blank()))

    def typeset(self, figures: Mapping[str, str]) -> bytes:
        """Return the document as PDF, with its figures as SVG by name."""
        import typst

        for name in self.names:
            (self._root / f"{name}.svg").write_text(figures[name], encoding="utf-8")
        return typst.compile(
            self._root / TEMPLATE.name,
            root=self._root,
            font_paths=font_folders(figures=(self._fonts or cut_fonts()) if self.names else None),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": self._data},
            pdf_standards=["ua-1"],
            timestamp=0,
        )


def write_report(folder: Path, story: Story, case_folder: Path, *, brief: bool = False) -> None:
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

    Raises
    ------
    InputError
        When the boundaries of the case cannot be read.
    """
    from planner.report.figures import draw

    with Pages(document_of(story, brief=brief)) as pages:
        drawn = draw(story, pages.names, case_folder)
        write_pages(folder, pages, drawn)


def write_pages(folder: Path, pages: Pages, drawn: Mapping[str, str]) -> None:
    """Write ``report.pdf`` from its pages and its figures; others among those drawn are left."""
    figures = {name: with_edges(drawn[name]) for name in pages.names}
    (folder / REPORT).write_bytes(pages.typeset(figures))


def typeset(document: Json) -> bytes:
    """Return a document as PDF, its figures under ``figures`` as SVG by name."""
    with Pages(document) as pages:
        return pages.typeset(document["figures"])
