"""Checks what is claimed against a deadline: a cut by removal and addition, prices by one walk over the days."""

from planner.proof.cut import Checked, check_cut, is_known
from planner.proof.prices import check_claim, check_prices
from planner.proof.totals import Totals

__all__ = ["Checked", "Totals", "check_claim", "check_cut", "check_prices", "is_known"]
