"""
Tells a run: a PDF for people and tables for programs. Nothing here computes an answer.

``story`` holds what is told from; ``text`` and ``proving`` make sentences; ``front``, ``findings``, ``answers`` and
``background`` make blocks, which ``document`` puts in order; ``figures``, ``mapping`` and ``labels`` draw; ``pdf``
typesets; ``tables`` writes CSV.
"""

from planner.report.pdf import write_report
from planner.report.tables import write_tables

__all__ = ["write_report", "write_tables"]
