"""
``report.html``: the findings of the report as one page, which works from a file and asks nothing of any network.

``drawn`` fits figures to a page, ``chart`` lays out the map that a slider moves, ``writing`` puts the page together
from ``page.html``, ``page.css`` and ``page.js``.
"""

from planner.report.page.writing import write_page

__all__ = ["write_page"]
