"""A world counted a second time by plain loops, for the proof and the audit, with no network and no solver."""

from planner.recount.cohorts import SELF, VIA_SITE, Cohort, ways_of
from planner.recount.ledger import Recount
from planner.recount.origins import shown_province, sole_provinces
from planner.recount.roads import Roads, Way
from planner.recount.travel import KINDS as TRAVEL_KINDS
from planner.recount.travel import ON_THE_LAST_DAY, Asked

__all__ = [
    "ON_THE_LAST_DAY",
    "SELF",
    "TRAVEL_KINDS",
    "VIA_SITE",
    "Asked",
    "Cohort",
    "Recount",
    "Roads",
    "Way",
    "shown_province",
    "sole_provinces",
    "ways_of",
]
