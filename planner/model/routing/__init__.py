"""
Finds rounds of vehicles: the part of the model that routes.

``engine.solve_rounds`` is the one function for general shapes of rounds; it is imported where it is called, since pyvrp
takes a while to load.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from planner.model.routing.relief import relief_rounds
from planner.model.routing.shuttle import Taken, route_day
from planner.model.routing.tours import Known
from planner.rounds import DayProblem, DayRounds

__all__ = ["Known", "relief_rounds", "route_days"]


def route_days(
    problems: Mapping[int, Sequence[DayProblem]], progress: Callable[[str], None], known: Known | None = None
) -> dict[int, list[DayRounds]]:
    """
    Return rounds for the problems of every day, in order: vehicles and slots that are taken stay taken.

    Parameters
    ----------
    problems
        By day number; one for each crossing.
    progress
        Told which day is done.
    known
        What was found for other days of the same case and rules; what is found for these is added to it.
    """
    taken, known = Taken(), Known() if known is None else known
    days: dict[int, list[DayRounds]] = {}
    for number, (day, rows) in enumerate(sorted(problems.items()), start=1):
        days[day] = []
        for problem in rows:
            found = route_day(problem, day, taken, known)
            taken.add(day, found)
            days[day].append(found)
        progress(f"rounds, day {number} of {len(problems)}")
    return days
