"""
Case folders in, exact records out: the only room that reads tables, and the only one that changes a CRS.

``tables`` declares the contract; ``files``, ``cells`` and ``reading`` turn bytes into checked rows;
``casefile``, ``floors`` and ``references`` read and check the rest; ``rows`` and ``case`` make the records;
``workbook`` reads a case from a spreadsheet; ``maps`` holds geometry.
"""

from planner.geodata.case import OWN_STANDARDS, read_case
from planner.geodata.floors import read_profiles
from planner.geodata.maps import project_points, read_boundaries
from planner.geodata.workbook import read_case_workbook

__all__ = ["OWN_STANDARDS", "project_points", "read_boundaries", "read_case", "read_case_workbook", "read_profiles"]
