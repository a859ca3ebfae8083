"""A world counted a second time by plain loops, for the proof and the audit, with no network and no solver."""

from planner.recount.ledger import SELF, VIA_SITE, Cohort, Recount
from planner.recount.origins import shown_province, sole_provinces
from planner.recount.roads import Roads, Way

__all__ = ["SELF", "VIA_SITE", "Cohort", "Recount", "Roads", "Way", "shown_province", "sole_provinces"]
