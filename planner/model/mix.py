"""The least costly mix of means, in whole units (SCIP), and prices that bound the cost of any (GLOP)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from scipy.sparse import csr_matrix

from planner.model._ortools import LinearProgramme, solve_linear, solve_whole

# Prices are in money: a thousandth of it is as fine as a reader needs.
LARGEST_DENOMINATOR = 1000
# Coefficients by column, and what they must add up to at least.
Demands = Sequence[tuple[Mapping[int, int], int]]


def least_cost(
    cost: Sequence[int], most: Sequence[int], demands: Demands
) -> tuple[tuple[int, ...], tuple[Fraction, ...]]:
    """
    Return the least costly whole amounts that meet all demands, and a price of each demand that bounds any cost.

    Parameters
    ----------
    cost, most
        Of each column; amounts are from 0 to ``most``.

    Raises
    ------
    SolverError
        When no amounts meet the demands, or the solver ends otherwise than in an optimum.
    """
    rows = [row for row, (terms, _) in enumerate(demands) for _ in terms]
    columns = [column for terms, _ in demands for column in terms]
    values = [float(value) for terms, _ in demands for value in terms.values()]
    matrix = csr_matrix((values, (rows, columns)), shape=(len(demands), len(cost)))
    programme = LinearProgramme(
        worth=-np.array(cost, dtype=np.float64),
        most=np.array(most, dtype=np.float64),
        matrix=matrix,
        low=np.array([least for _, least in demands], dtype=np.float64),
        high=np.full(len(demands), np.inf),
    )
    amounts = solve_whole(programme)
    duals = solve_linear(programme).duals.tolist()
    prices = tuple(Fraction(max(-dual, 0.0)).limit_denominator(LARGEST_DENOMINATOR) for dual in duals)
    return amounts, prices
