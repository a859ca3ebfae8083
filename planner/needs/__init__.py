"""
What people would need, by standard, place and day, and what it would cost.

Needs are those of an order to leave (*must*), with what the plan would need at least (*may*) beside; they are worked
out from replays and standards, without a solver.
"""

from planner.needs.assess import Needs, assess_needs
from planner.needs.checked import checked_rows
from planner.needs.further import KEPT_TOGETHER, Further, further_of
from planner.needs.population import Population, population_of
from planner.needs.rows import reconcile

__all__ = [
    "KEPT_TOGETHER",
    "Further",
    "Needs",
    "Population",
    "assess_needs",
    "checked_rows",
    "further_of",
    "population_of",
    "reconcile",
]
