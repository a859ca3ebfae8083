"""A world counted a second time by plain loops, for the proof and the audit; nothing here knows the network or a solver."""

from planner.recount.ledger import SELF, VIA_SITE, Cohort, Recount
from planner.recount.roads import Roads, Way

__all__ = ["SELF", "VIA_SITE", "Cohort", "Recount", "Roads", "Way"]
