"""Everything a run folder tells people and other programs, written in one go from the records of the run."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

from planner.apart import Apart
from planner.report.document import document_of
from planner.report.fonts import cut, fonts_folder, write_fonts
from planner.report.languages import write_summary
from planner.report.layers import GEOPACKAGE, write_layers
from planner.report.page import write_page
from planner.report.page.writing import PAGE, page_figures
from planner.report.pdf import REPORT, Pages, write_pages
from planner.report.story import Story
from planner.report.tables import FOLDER, write_tables
from planner.report.workbook import WORKBOOK, write_workbook

TOLD = (REPORT, PAGE, WORKBOOK, GEOPACKAGE, FOLDER, "summary-*.pdf")
"""Files and folders of a run that are told from its records and may be told again, as patterns."""


def warm_up() -> None:
    """Load what figures, their maps and the page are made with, and cut the fonts, before anything is to be drawn."""
    for name in ("planner.report.canvas", "matplotlib.figure", "pyproj", "shapely", "jinja2"):
        import_module(name)
    cut()
    # What is loaded stays, so that the collector need not look at it again and again.
    gc.freeze()


def tell(  # noqa: PLR0913 - one parameter an option of the command
    folder: Path,
    story: Story,
    apart: Apart,
    *,
    plan: Mapping[str, Any],
    case_folder: Path,
    brief: bool = False,
    languages: Sequence[str] = (),
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[Path, ...]:
    """
    Write the report as PDF and as a page, the workbook, the map layers and the tables; return what is to be read first.

    That is the PDF, and the summaries.

    Parameters
    ----------
    folder
        Exists; what was told in it before is replaced.
    apart
        Draws the figures, writes the page and the layers, the sooner if it was made ready by ``warm_up``.
    plan
        As written to ``plan.json``.
    case_folder
        Holds the boundaries for the maps.
    brief
        Whether the PDF is the two-page brief.
    languages
        Of the summaries to write beside the report.
    meanwhile
        The caller's own work on what is written so far, done while figures are drawn and pages set.

    Raises
    ------
    InputError
        When the boundaries of the case cannot be read.
    """
    from planner.report.figures import draw

    write_tables(folder, result=story.result, plan=plan)
    fonts = fonts_folder()
    with Pages(document_of(story, brief=brief), fonts) as pages, ThreadPoolExecutor(1) as typesetter:
        names = {*pages.names, *page_figures(story)}
        apart.begin(write_fonts, fonts)
        apart.begin(draw, story, names, case_folder, fonts)
        write_workbook(folder, story, plan)
        apart.answer()
        if apart.at_work:
            # The typesetter is no Python, and so runs beside it.
            typesetter.submit(pages.rehearse)
        meanwhile()
        drawn = apart.answer()
        # What takes about as long as to set the pages and read them again.
        apart.begin(write_page, folder, story, case_folder, drawn)
        apart.begin(write_layers, folder, story)
        typesetter.submit(write_pages, folder, pages, drawn).result()
        meanwhile()
        apart.answers()
    return (folder / REPORT, *(write_summary(folder, story, code) for code in languages))
