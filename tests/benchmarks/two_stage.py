"""
Published facility location in two stages: which plants and depots open, and what passes through them.

Both sides are given one programme, with y_i and z_j whether plant i and depot j open, f_ij and x_jk units sent::

    minimise    sum_i fixed_i y_i + sum_j fixed_j z_j + sum_ij cost_ij f_ij + sum_jk cost_jk x_jk
    subject to  sum_j x_jk = demand_k,  sum_i f_ij = sum_k x_jk,
                sum_j f_ij <= capacity_i y_i,  sum_k x_jk <= capacity_j z_j

Ours is the planner's whole-number solver (OR-Tools' SCIP), the peer highspy; one thread each and ``SECONDS`` for each.
Few are solved by then: how far the best answers are from what is known is told beside the rows. Values are the
checker's, in tenths.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import bmat, csr_matrix, eye, kron

from tests.benchmarks.rows import Argument, Entry, Row
from tests.readers.facility import TwoStage, check_flows, read_two_stage, read_two_stage_values

USUAL = ("PSC1-C1-50",)
SECONDS = 60.0
_HERE = "tests.benchmarks.two_stage"
Floats = NDArray[np.float64]


def entries(folder: Path) -> list[Entry]:
    """Return a row for every instance of a folder; none where it is absent."""
    if not folder.is_dir():
        return []
    values = read_two_stage_values(folder)
    found = []
    for path in sorted(folder.glob("PSC*.txt.gz")):
        name = path.name.partition(".")[0]
        lower, best = values[name]
        found.append(
            Entry(
                id="facility",
                instance=name,
                ours=f"{_HERE}:ours",
                peer="highspy",
                peer_task=f"{_HERE}:highspy_alone",
                argument={"path": str(path), "seconds": SECONDS, "lower_bound": lower},
                best_known=round(10 * best),
                usual=name in USUAL,
                exact=False,
                may_fail=True,
            )
        )
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """
    The programme in arrays: units to depots, units to customers, then plants and depots that open.

    Parameters
    ----------
    cost, most
        ``[columns] float64``.
    matrix
        ``[rows, columns]``, compressed by rows.
    low, high
        ``[rows] float64``.
    first_whole
        Columns from this one on are 0 or 1.
    """

    cost: Floats
    most: Floats
    matrix: csr_matrix
    low: Floats
    high: Floats
    first_whole: int


def programme_of(instance: TwoStage) -> Programme:
    """Return the programme of an instance."""
    plants, depots = instance.to_depot.shape
    customers = instance.demand.size
    into, out = kron(np.ones((1, plants)), eye(depots)), kron(eye(depots), np.ones((1, customers)))
    rows = [
        [None, kron(np.ones((1, depots)), eye(customers)), None, None],
        [into, -out, None, None],
        [kron(eye(plants), np.ones((1, depots))), None, -np.diag(instance.plants[:, 0]), None],
        [None, out, None, -np.diag(instance.depots[:, 0])],
    ]
    levels = np.concatenate([instance.demand, np.zeros(depots)])
    limits = plants + depots
    return Programme(
        cost=np.concatenate(
            [instance.to_depot.ravel(), instance.to_customer.ravel(), instance.plants[:, 1], instance.depots[:, 1]]
        ),
        most=np.concatenate(
            [
                np.minimum.outer(instance.plants[:, 0], instance.depots[:, 0]).ravel(),
                np.minimum.outer(instance.depots[:, 0], instance.demand).ravel(),
                np.ones(limits),
            ]
        ),
        matrix=csr_matrix(bmat(rows)),
        low=np.concatenate([levels, np.full(limits, -np.inf)]),
        high=np.concatenate([levels, np.zeros(limits)]),
        first_whole=depots * (plants + customers),
    )


def _value(instance: TwoStage, columns: Floats | None) -> int | None:
    if columns is None:
        return None
    sizes = instance.to_depot.size, instance.to_depot.size + instance.to_customer.size
    first, second, _ = np.split(columns, sizes)
    shapes = instance.to_depot.shape, instance.to_customer.shape
    cost, faults = check_flows(instance, first.reshape(shapes[0]), second.reshape(shapes[1]))
    if faults:
        raise AssertionError("; ".join(faults[:3]))
    return round(10 * cost)


def ours(argument: Argument) -> Callable[[], int | None]:
    """Solve with OR-Tools for so many seconds."""
    instance = read_two_stage(Path(argument["path"]))
    programme = programme_of(instance)
    return lambda: _value(instance, _scip(programme, argument["seconds"]))


def _scip(programme: Programme, seconds: float) -> Floats | None:
    from ortools.linear_solver.python.model_builder_helper import ModelBuilderHelper, ModelSolverHelper, SolveStatus

    model = ModelBuilderHelper()
    none = np.zeros(programme.cost.size)
    arrays = (none, programme.most, programme.cost, programme.low, programme.high, programme.matrix)
    model.fill_model_from_sparse_data(*arrays)
    for column in range(programme.first_whole, none.size):
        model.set_var_integrality(column, True)
    solver = ModelSolverHelper("scip")
    solver.set_time_limit_in_seconds(seconds)
    solver.solve(model)
    if solver.status() not in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE):
        return None
    return np.asarray(solver.variable_values())


def highspy_alone(argument: Argument) -> Callable[[], int | None]:
    """Solve with highspy for so many seconds."""
    instance = read_two_stage(Path(argument["path"]))
    programme = programme_of(instance)
    return lambda: _value(instance, _highspy(programme, argument["seconds"]))


def _highspy(programme: Programme, seconds: float) -> Floats | None:
    import highspy

    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("time_limit", seconds)):
        highs.setOptionValue(option, value)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = programme.matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = programme.cost, np.zeros(programme.cost.size), programme.most
    lp.row_lower_, lp.row_upper_ = programme.low, programme.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    parts = (programme.matrix.indptr, programme.matrix.indices, programme.matrix.data)
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = parts
    whole, part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    lp.integrality_ = [whole if k >= programme.first_whole else part for k in range(programme.cost.size)]
    highs.passModel(lp)
    highs.run()
    solution = highs.getSolution()
    return np.asarray(solution.col_value) if solution.value_valid else None


def gaps(rows: Sequence[Row], told: Sequence[Entry]) -> str:
    """Return how far answers are above the best known value and the published bound, as a table; empty for none."""
    bounds = {entry.instance: entry.argument["lower_bound"] for entry in told if entry.ours == f"{_HERE}:ours"}
    lines = []
    for row in rows:
        if row.instance in bounds and row.best_known is not None:
            of = (row.best_known, 10 * bounds[row.instance])
            cells = [_gap(value, over) for over in of for value in (row.ours_value, row.peer_value)]
            lines.append(f"| {row.instance} | {' | '.join(cells)} |")
    if not lines:
        return ""
    head = f"Two stages, {SECONDS:g} s each: per cent above best known and above the published lower bound:\n\n"
    columns = "| instance | ours | highspy | ours, bound | highspy, bound |\n| --- | --: | --: | --: | --: |\n"
    return head + columns + "\n".join(lines) + "\n"


def _gap(value: int | None, over: float) -> str:
    return "" if value is None else f"{100 * (value / over - 1):.2f}"
