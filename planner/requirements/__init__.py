"""What a deadline would take: counted from the records with no solver in reach, so that it can be counted again."""

from planner.requirements.mix import Chosen, Dates, chosen_of
from planner.requirements.single import asked_of, is_holding, proved_limits
from planner.requirements.whole import Found, requirements_of

__all__ = ["Chosen", "Dates", "Found", "asked_of", "chosen_of", "is_holding", "proved_limits", "requirements_of"]
