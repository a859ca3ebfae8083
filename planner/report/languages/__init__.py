"""
``summary-LANGUAGE.pdf``: a page of the run in Urdu, Pashto or Dari, from right to left, and in English.

Texts are catalogues (``ur.po``, ``ps.po``, ``prs.po``) whose keys are the English sentences. A catalogue is a draft,
and says so on the page, until its header names the reader who signed it. Numbers are those of the English, or it is a
bug.
"""

from planner.report.languages.catalogue import LANGUAGES
from planner.report.languages.summary import write_summary

__all__ = ["LANGUAGES", "write_summary"]
