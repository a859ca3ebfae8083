"""What a basis asks of vehicles, counted without rounds: people, bounds on the fleet, the programme's vehicle time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from planner.rounds.bounds import days_out, fleet_bound, largest_seats, seat_time
from planner.rounds.shuttle import DayProblem

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    The demand of one basis.

    Parameters
    ----------
    least
        Vehicles with people that are out on each day, at least.
    seat_days
        Vehicle-days that the linear programme counts.
    """

    people: int
    least: Mapping[int, int]
    seat_days: Fraction

    def at_least(self, day: int) -> int:
        """Return the bound of one day, 0 where nobody travels."""
        return self.least.get(day, 0)


def asked_of(problems: Mapping[int, Sequence[DayProblem]]) -> Asked:
    """
    Return what some days ask.

    Vehicles that set out on one day and those still out from earlier days are different vehicles, and so are those of
    two crossings, since a round serves one.
    """
    least: Counter[int] = Counter()
    for day, rows in problems.items():
        for problem in rows:
            least[day] += fleet_bound(problem)
            stay = {row.place: days_out(problem, row.place) for row in problem.movements}
            for later in range(1, max(stay.values(), default=1)):
                people = sum(row.people for row in problem.movements if stay[row.place] > later)
                least[day + later] += ceil(Fraction(people, largest_seats(problem)))
    everything = [problem for rows in problems.values() for problem in rows]
    return Asked(
        people=sum(row.people for problem in everything for row in problem.movements),
        least=dict(sorted(least.items())),
        seat_days=sum((seat_time(problem) for problem in everything), Fraction(0)),
    )
