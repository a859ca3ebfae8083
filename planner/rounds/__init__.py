"""Rounds of vehicles, as records that no solver knows: what is asked, what was found, and whether it holds."""

from planner.rounds.bounds import fleet_bound, seat_time
from planner.rounds.checker import faults_of, faults_over, usable
from planner.rounds.clock import Tour, earliest_start, timeline
from planner.rounds.problem import NEVER, Depot, Problem, Roads, Stop, VehicleKind
from planner.rounds.routes import Asking, Basis, Movements, asking_of, not_assessed, routes_faults, routes_of
from planner.rounds.shuttle import (
    MINUTES_A_DAY,
    Act,
    BusRound,
    DayProblem,
    DayRounds,
    Doing,
    Kind,
    Left,
    Movement,
    Pool,
    Rules,
)
from planner.rounds.solution import Answer, Limits, Round, Trip, Unserved

__all__ = [
    "MINUTES_A_DAY",
    "NEVER",
    "Act",
    "Answer",
    "Asking",
    "Basis",
    "BusRound",
    "DayProblem",
    "DayRounds",
    "Depot",
    "Doing",
    "Kind",
    "Left",
    "Limits",
    "Movement",
    "Movements",
    "Pool",
    "Problem",
    "Roads",
    "Round",
    "Rules",
    "Stop",
    "Tour",
    "Trip",
    "Unserved",
    "VehicleKind",
    "asking_of",
    "earliest_start",
    "faults_of",
    "faults_over",
    "fleet_bound",
    "not_assessed",
    "routes_faults",
    "routes_of",
    "seat_time",
    "timeline",
    "usable",
]
