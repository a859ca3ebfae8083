"""
The one translation into and out of OR-Tools' solvers.

Only ``int64`` arrays enter the flow solvers: ``SimpleMinCostFlow`` truncates floats without a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow, min_cost_flow
from ortools.linear_solver.python.model_builder_helper import ModelBuilderHelper, ModelSolverHelper, SolveStatus
from scipy.sparse import csr_matrix

from planner.errors import SolverError

Ints = NDArray[np.int64]


def _whole(*arrays: Ints) -> None:
    for array in arrays:
        if array.dtype != np.int64:
            raise SolverError(f"flow arrays must be int64, got {array.dtype}")


@dataclass(frozen=True, slots=True, eq=False)
class MaxFlow:
    """
    A maximum flow and its minimum cut.

    Parameters
    ----------
    value
        People.
    flow
        ``[arcs] int64``.
    source_side
        ``[nodes] bool``: the side of the cut on which the source lies.
    """

    value: int
    flow: Ints
    source_side: NDArray[np.bool_]


class MaxFlowSolver:
    """A max flow problem that can be solved again after capacities change."""

    def __init__(self, num_nodes: int, tail: Ints, head: Ints, capacity: Ints) -> None:
        _whole(tail, head, capacity)
        self._num_nodes, self._num_arcs = num_nodes, tail.size
        self._flow = max_flow.SimpleMaxFlow()
        self._arcs = self._flow.add_arcs_with_capacity(tail, head, capacity)

    def set_capacity(self, arcs: Ints, capacity: Ints) -> None:
        """Change the capacity of some arcs (positions in the arrays given at construction)."""
        _whole(arcs, capacity)
        self._flow.set_arcs_capacity(self._arcs[arcs], capacity)

    def value(self, source: int, sink: int) -> int:
        """Solve and return the value alone."""
        if self._num_arcs == 0:
            return 0
        status = self._flow.solve(source, sink)
        if status != self._flow.OPTIMAL:
            raise SolverError(f"max flow ended with status {status}")
        return int(self._flow.optimal_flow())

    def solve(self, source: int, sink: int) -> MaxFlow:
        """Solve and return value, flow and cut."""
        value = self.value(source, sink)
        side = np.zeros(self._num_nodes, dtype=np.bool_)
        side[source] = True
        if self._num_arcs == 0:
            return MaxFlow(value=0, flow=np.zeros(0, dtype=np.int64), source_side=side)
        side[np.asarray(self._flow.get_source_side_min_cut(), dtype=np.int64)] = True
        return MaxFlow(value=value, flow=np.asarray(self._flow.flows(self._arcs), dtype=np.int64), source_side=side)


def min_cost_max_flow(num_nodes: int, arcs: tuple[Ints, Ints, Ints, Ints], ends: tuple[int, int], amount: int) -> Ints:
    """
    Return the cheapest flow that carries as much of ``amount`` as fits, ``[arcs] int64``.

    Parameters
    ----------
    arcs
        Tail, head, capacity and cost a unit, ``[arcs] int64`` each.
    ends
        Source and sink.
    """
    _whole(*arcs)
    if arcs[0].size == 0 or amount == 0:
        return np.zeros(arcs[0].size, dtype=np.int64)
    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(*arcs)
    supplies = np.zeros(num_nodes, dtype=np.int64)
    supplies[ends[0]], supplies[ends[1]] = amount, -amount
    solver.set_nodes_supplies(np.arange(num_nodes, dtype=np.int64), supplies)
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL:
        raise SolverError(f"min-cost flow ended with status {status}")
    return np.asarray(solver.flows(numbers), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class LinearProgramme:
    """
    Maximise ``worth @ x`` with ``0 <= x <= most`` and ``low <= matrix @ x <= high``.

    Parameters
    ----------
    worth, most
        ``[columns] float64``.
    matrix
        ``[rows, columns]``, compressed by rows.
    low, high
        ``[rows] float64``.
    """

    worth: NDArray[np.float64]
    most: NDArray[np.float64]
    matrix: csr_matrix
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LinearAnswer:
    """
    An optimal answer.

    Parameters
    ----------
    values, reduced
        ``[columns] float64``: the answer, and what a unit more of a column's bound is worth.
    duals
        ``[rows] float64``: what a unit more of a row's high bound is worth (negative where its low bound holds).
    """

    objective: float
    values: NDArray[np.float64]
    reduced: NDArray[np.float64]
    duals: NDArray[np.float64]


def solve_linear(programme: LinearProgramme) -> LinearAnswer:
    """
    Solve a linear programme with GLOP.

    Raises
    ------
    SolverError
        When it does not end in an optimum.
    """
    if programme.worth.size == 0:
        none = np.zeros(0)
        return LinearAnswer(objective=0.0, values=none, reduced=none, duals=np.zeros(programme.low.size))
    model = _model_of(programme)
    solver = ModelSolverHelper("glop")
    solver.solve(model)
    if solver.status() != SolveStatus.OPTIMAL:
        raise SolverError(f"linear programme ended with {solver.status_string()}")
    duals = np.asarray(solver.dual_values(), dtype=np.float64)
    return LinearAnswer(
        objective=float(solver.objective_value()),
        values=np.asarray(solver.variable_values(), dtype=np.float64),
        # Counted here, so that columns which the solver left out have theirs too.
        reduced=programme.worth - programme.matrix.T @ duals,
        duals=duals,
    )


def solve_whole(programme: LinearProgramme) -> tuple[int, ...]:
    """
    Solve a linear programme in whole numbers with SCIP.

    Raises
    ------
    SolverError
        When it does not end in an optimum.
    """
    if programme.worth.size == 0:
        return ()
    model = _model_of(programme)
    for column in range(programme.worth.size):
        model.set_var_integrality(column, True)
    solver = ModelSolverHelper("scip")
    solver.solve(model)
    if solver.status() != SolveStatus.OPTIMAL:
        raise SolverError(f"whole-number programme ended with {solver.status_string()}")
    return tuple(round(value) for value in solver.variable_values())


def _model_of(programme: LinearProgramme) -> Any:
    model: Any = ModelBuilderHelper()  # its stubs know neither shapes nor sparse matrices of scipy
    model.fill_model_from_sparse_data(
        np.zeros(programme.worth.size),
        programme.most,
        programme.worth,
        programme.low,
        programme.high,
        programme.matrix,
    )
    model.set_maximize(True)
    return model
