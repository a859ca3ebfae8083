"""
At least so many vehicles, whatever the rounds: bounds that need no search.

A bus that makes a tour from a place is in motion for at least the way there and back, twice the quickest minutes, since
a round is closed and roads obey the triangle inequality; it is busy for boarding, driving and getting off. So each
person takes up a share of a vehicle's day: the tour's share of the day, over the seats. Three relaxations:

*seat-hours*
    the sum of these shares, in motion (at most ``wheel_min`` a day) or by time of day;
*tours that exclude each other*
    the same sum where a tour longer than half a day counts as a whole one, since no two fit (a dual feasible function:
    it keeps shares that add up to at most 1 at or below 1);
*assignment*
    every tour but the first of a vehicle follows another, and each is followed by one at most: full loads less the
    most that can be followed, where two tours may follow if they fit one day.

A tour over several days takes its vehicle for whole days.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from planner.rounds.clock import earliest_start
from planner.rounds.shuttle import DayProblem

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """Full loads from a place, and the share of a vehicle's day that one of them takes: in motion, and by the clock."""

    people: int
    loads: Fraction
    wheel: Fraction
    time: Fraction


def seat_time(problem: DayProblem) -> Fraction:
    """
    Return the vehicle-days that everyone's share of a seat takes, there and back, never rounded up.

    This is what the linear programme counts: people / seats x round-trip minutes / minutes in motion a day.
    """
    seats = largest_seats(problem)
    return sum(
        (
            Fraction(row.people * 2 * minutes, seats * problem.rules.wheel_min)
            for row in problem.movements
            if (minutes := problem.between(row.place, problem.target)) is not None
        ),
        Fraction(0),
    )


def fleet_bound(problem: DayProblem) -> int:
    """Return the least number of vehicles, escorts apart, that can carry a day's people to one crossing."""
    loads = _loads(problem)
    shares = [
        sum((row.loads * function(share(row)) for row in loads), Fraction(0))
        for share in (_wheel, _time)
        for function in (_as_it_is, _more_than_half)
    ]
    shares.append(_by_assignment(problem))
    return ceil(max(shares, default=Fraction(0)))


def days_out(problem: DayProblem, place: str) -> int:
    """Return the least days for which a vehicle that carries people from a place is out."""
    minutes = problem.between(place, problem.target)
    return 1 if minutes is None else max(1, ceil(Fraction(2 * minutes, problem.rules.wheel_min)))


def largest_seats(problem: DayProblem) -> int:
    """Return the seats of the largest vehicle."""
    return max(pool.kind.seats for pool in problem.pools)


def _loads(problem: DayProblem) -> list[_Load]:
    seats, rules = largest_seats(problem), problem.rules
    rows = []
    # From the first boarding to the last getting off; a vehicle's last way home is not within it.
    day = problem.daylight[1] - earliest_start(problem)
    reach = [m for row in problem.movements if (m := problem.between(row.place, problem.target)) is not None]
    day += max((m for m in reach if 2 * m <= rules.wheel_min), default=0)
    for row in problem.movements:
        minutes = problem.between(row.place, problem.target)
        if minutes is None:
            continue
        wheel = min(Fraction(1), Fraction(2 * minutes, rules.wheel_min))
        time = Fraction(2 * minutes + rules.load_min + rules.unload_min, day) if day > 0 else Fraction(0)
        loads = Fraction(row.people, seats)
        rows.append(_Load(people=row.people, loads=loads, wheel=wheel, time=min(Fraction(1), time)))
    return rows


def _wheel(row: _Load) -> Fraction:
    return row.wheel


def _time(row: _Load) -> Fraction:
    # A tour over several days keeps to no single day; it is one vehicle all the same.
    return Fraction(1) if row.wheel == 1 else row.time


def _as_it_is(share: Fraction) -> Fraction:
    return share


def _more_than_half(share: Fraction) -> Fraction:
    if share == HALF:
        return HALF
    return Fraction(int(share > HALF))


def _by_assignment(problem: DayProblem) -> Fraction:
    """Return full loads less the most of them that can be followed by another, as a flow in people."""
    rows = [row for row in problem.movements if problem.between(row.place, problem.target) is not None]
    if not rows:
        return Fraction(0)
    size = len(rows)
    follows = [(i, j) for i in range(size) for j in range(size) if _fit_one_day(problem, rows[i].place, rows[j].place)]
    tails = [0] * size + [1 + i for i, _ in follows] + [1 + size + j for j in range(size)]
    heads = [1 + i for i in range(size)] + [1 + size + j for _, j in follows] + [1 + 2 * size] * size
    people = [row.people for row in rows]
    most = [*people, *[min(people[i], people[j]) for i, j in follows], *people]
    nodes = 2 * size + 2
    graph = csr_array((np.array(most, dtype=np.int32), (tails, heads)), shape=(nodes, nodes))
    followed = int(maximum_flow(graph, 0, nodes - 1).flow_value)
    return Fraction(sum(people) - followed, largest_seats(problem))


def _fit_one_day(problem: DayProblem, one: str, other: str) -> bool:
    """Return whether a vehicle could make a tour from each of two places in one day, by wheel and by daylight."""
    first, second = (problem.between(place, problem.target) or 0 for place in (one, other))
    rules = problem.rules
    wheel = 2 * (first + second)
    # The way home after the last of them may be in the dark; a vehicle may also start at either.
    time = first + second + min(first, second) + 2 * (rules.load_min + rules.unload_min)
    return wheel <= rules.wheel_min and time <= problem.daylight[1] - earliest_start(problem)
