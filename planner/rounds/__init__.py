"""Rounds of vehicles, as records that no solver knows: what is asked, and what was found."""

from planner.rounds.problem import NEVER, Depot, Problem, Roads, Stop, VehicleKind
from planner.rounds.solution import Answer, Limits, Round, Trip, Unserved

__all__ = [
    "NEVER",
    "Answer",
    "Depot",
    "Limits",
    "Problem",
    "Roads",
    "Round",
    "Stop",
    "Trip",
    "Unserved",
    "VehicleKind",
]
