"""What a deadline would take: counted from the records with no solver in reach, so that it can be counted again."""

from planner.requirements.single import asked_of, is_holding
from planner.requirements.whole import Found, requirements_of

__all__ = ["Found", "asked_of", "is_holding", "requirements_of"]
