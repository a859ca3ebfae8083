"""Replays what a plan, and an order to leave, would do to people, from records and without a solver."""

from planner.simulate.daybook import Book, Daybook, Journey
from planner.simulate.drawing import Drawn, draw
from planner.simulate.draws import BLOCK, Draws
from planner.simulate.exposure import Exposure, daybook_of_plan, exposure_of_plan
from planner.simulate.inputs import inputs_of
from planner.simulate.ordered import exposure_of_order, replay_order
from planner.simulate.sobol import check_available as check_sobol
from planner.simulate.told import no_draws, uncertainty_again, uncertainty_of
from planner.simulate.waiting import Waiting, waiting_by_day

__all__ = [
    "BLOCK",
    "Book",
    "Daybook",
    "Drawn",
    "Draws",
    "Exposure",
    "Journey",
    "Waiting",
    "check_sobol",
    "daybook_of_plan",
    "draw",
    "exposure_of_order",
    "exposure_of_plan",
    "inputs_of",
    "no_draws",
    "replay_order",
    "uncertainty_again",
    "uncertainty_of",
    "waiting_by_day",
]
