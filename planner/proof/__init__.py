"""Checks what is claimed against a deadline: a cut by removal and addition, prices by one walk over the days."""

from planner.proof.cut import Checked, check_cut
from planner.proof.prices import check_claim, check_prices

__all__ = ["Checked", "check_claim", "check_cut", "check_prices"]
