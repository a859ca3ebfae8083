"""
The polish: the cheapest choice among all rounds that the searches came across.

Choose rounds r with x_r in {0, 1} and stops left out with u_s in {0, 1}:

    minimise    sum_r cost_r x_r + sum_s unserved_s u_s
    subject to  sum_{r serves s} x_r + u_s = 1      for every stop s (u_s only where it may be left out)
                sum_{r of kind k} x_r <= count_k    for every kind k

The linear relaxation comes first: a round whose reduced cost is at least the gap between it and the best answer known
is in no cheaper choice, so that CP-SAT is given what is left. One worker, a fixed seed and an effort limited by work,
not by time, make the choice the same every time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.sparse import csc_matrix, csr_matrix

from planner.model._ortools import LinearProgramme, solve_linear
from planner.model.routing.pool import Pool
from planner.rounds import Problem, Round

# Of the columns come across last, so that the relaxation stays under half a second on a busy machine.
MOST_COLUMNS = 4_000
Column = tuple[int, Round | int]
"""A cost and a round, or the stop that is left out."""


def best_choice(problem: Problem, pool: Pool, known: tuple[Round, ...], effort: float, seed: int) -> tuple[Round, ...]:
    """
    Return the cheapest choice found, the known one where none is cheaper.

    Parameters
    ----------
    known
        Rounds to beat, all in the pool.
    effort
        Most work of CP-SAT in its deterministic units, about a second each.
    """
    columns: list[Column] = [*pool.latest(MOST_COLUMNS), *(pool.best(one) for one in known)]
    columns += [(s.unserved_cost, n) for n, s in enumerate(problem.stops) if s.unserved_cost is not None]
    costs = np.array([cost for cost, _ in columns], dtype=np.int64)
    served = {stop for one in known for stop in one.stops}
    to_beat = sum(pool.best(one)[0] for one in known) + sum(
        stop.unserved_cost or 0 for number, stop in enumerate(problem.stops) if number not in served
    )
    bound, reduced = _relaxed(problem, columns, costs)
    # Costs are whole: what is cheaper is cheaper by 1. A hair is allowed for the solver's arithmetic.
    room = to_beat - 1 - bound + 1e-6 * max(1.0, abs(bound))
    if room < 0:
        return known
    left = [column for column, dearer in zip(columns, reduced.tolist(), strict=True) if dearer <= room]
    chosen = _cheaper(problem, left, to_beat, effort, seed)
    return known if chosen is None else chosen


def _rows(problem: Problem, columns: Sequence[Column]) -> csr_matrix:
    """Return the matrix: a row for every stop, then one for every kind."""
    rows: list[int] = []
    ends = [0]
    for _, what in columns:
        rows += [what] if isinstance(what, int) else [*what.stops, len(problem.stops) + what.kind]
        ends.append(len(rows))
    shape = (len(problem.stops) + len(problem.kinds), len(columns))
    return csc_matrix((np.ones(len(rows)), rows, ends), shape=shape).tocsr()


def _relaxed(
    problem: Problem, columns: Sequence[Column], costs: NDArray[np.int64]
) -> tuple[float, NDArray[np.float64]]:
    """Return the relaxation's value and the reduced cost of every column."""
    stops, kinds = np.ones(len(problem.stops)), np.array([kind.count for kind in problem.kinds], dtype=np.float64)
    answer = solve_linear(
        LinearProgramme(
            worth=-costs.astype(np.float64),
            most=np.ones(costs.size),
            matrix=_rows(problem, columns),
            low=np.concatenate([stops, np.zeros(kinds.size)]),
            high=np.concatenate([stops, kinds]),
        )
    )
    return -answer.objective, -answer.reduced


def _cheaper(
    problem: Problem, columns: Sequence[Column], to_beat: int, effort: float, seed: int
) -> tuple[Round, ...] | None:
    """Return the cheapest choice below a cost, ``None`` where none was found."""
    model = cp_model.CpModel()
    take = [model.new_bool_var(f"x{number}") for number in range(len(columns))]
    covering: list[list[cp_model.IntVar]] = [[] for _ in problem.stops]
    driving: list[list[cp_model.IntVar]] = [[] for _ in problem.kinds]
    for (_, what), variable in zip(columns, take, strict=True):
        if isinstance(what, Round):
            driving[what.kind].append(variable)
        for stop in (what,) if isinstance(what, int) else what.stops:
            covering[stop].append(variable)
    for variables in covering:
        model.add_exactly_one(variables)
    for kind, variables in zip(problem.kinds, driving, strict=True):
        model.add(sum(variables) <= kind.count)
    total = sum(cost * variable for (cost, _), variable in zip(columns, take, strict=True))
    model.add(total <= to_beat - 1)
    model.minimize(total)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = effort
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    found = [what for (_, what), variable in zip(columns, take, strict=True) if solver.boolean_value(variable)]
    return tuple(what for what in found if isinstance(what, Round))
