"""Replays what a plan, and an order to leave, would do to people, from records and without a solver."""

from planner.simulate.daybook import Book, Daybook, Journey
from planner.simulate.exposure import Exposure, daybook_of_plan, exposure_of_plan
from planner.simulate.ordered import exposure_of_order, replay_order

__all__ = [
    "Book",
    "Daybook",
    "Exposure",
    "Journey",
    "daybook_of_plan",
    "exposure_of_order",
    "exposure_of_plan",
    "replay_order",
]
