"""
Tells a run: a PDF and a page for people, tables, a workbook and map layers for programs. Nothing here computes.

``story`` holds what is told from; ``text`` and ``proving`` make sentences; ``front``, ``findings``, ``answers`` and
``background`` make blocks, which ``document`` puts in order; ``figures``, ``mapping`` and ``labels`` draw, with the
look of ``drawing`` and through ``canvas``; ``pdf`` and ``page`` lay out the same blocks; ``tables``, with ``grid`` and
``dictionary``, writes CSV, ``workbook`` a spreadsheet and ``layers`` a GeoPackage. ``languages`` holds summaries in
other languages. ``telling`` writes them all; ``comparing`` tells runs side by side.
"""

from planner.report.comparing import COMPARISON, Compared, write_comparison
from planner.report.languages import LANGUAGES
from planner.report.story import Story
from planner.report.tables import write_tables
from planner.report.telling import TOLD, tell, warm_up
from planner.report.text import gate_lines

__all__ = [
    "COMPARISON",
    "LANGUAGES",
    "TOLD",
    "Compared",
    "Story",
    "gate_lines",
    "tell",
    "warm_up",
    "write_comparison",
    "write_tables",
]
