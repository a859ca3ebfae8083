"""
Published facility location: which sites open and who is served from where.

Both sides are given one programme, with y_i whether site i opens and x_{ji} the part of customer j served from it:

    minimise    sum_i fixed_i y_i + sum_{j,i} cost_{ji} x_{ji}
    subject to  sum_i x_{ji} = 1,  x_{ji} <= y_i,  sum_j demand_j x_{ji} <= capacity_i y_i

Ours is the planner's whole-number solver of choice (OR-Tools: CP-SAT where customers have one site, SCIP where they may
be split), the peer highspy; one thread each. Values are the checker's, in tenths. Instances in two stages are in
``two_stage``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks import two_stage
from tests.benchmarks.rows import Argument, Entry
from tests.readers.facility import Facility, check_shares, read_holmberg, read_optima, read_orlib

USUAL = ("cap71", "cap101", "cap131", "p1", "p5", "p13")
_HERE = "tests.benchmarks.facility"
Shares = NDArray[np.float64]


def entries(benchmarks: Path | None) -> list[Entry]:
    """Return a row for every instance; none where the folder is absent."""
    folder = None if benchmarks is None else benchmarks / "facility"
    if folder is None or not folder.is_dir():
        return []
    optima = read_optima(folder)
    paths = [*sorted((folder / "orlib_cap").glob("cap*.txt")), *sorted((folder / "sscflp_holmberg").glob("p*.txt"))]
    one_stage = [
        Entry(
            id="facility",
            instance=path.stem,
            ours=f"{_HERE}:ours",
            peer="highspy",
            peer_task=f"{_HERE}:highspy_alone",
            argument={"path": str(path)},
            best_known=tenths(optima[path.stem]),
            usual=path.stem in USUAL,
        )
        for path in paths
    ]
    return [*one_stage, *two_stage.entries(folder / "tscflp")]


def tenths(cost: float) -> int:
    """Return a cost as rows have it."""
    return round(cost * 10)


def _read(argument: Argument) -> Facility:
    path = Path(argument["path"])
    return read_holmberg(path) if path.parent.name == "sscflp_holmberg" else read_orlib(path)


def _value(instance: Facility, shares: Shares) -> int:
    cost, faults = check_shares(instance, shares.tolist())
    if faults:
        raise AssertionError("; ".join(faults[:3]))
    return tenths(cost)


def ours(argument: Argument) -> Callable[[], int]:
    """Solve with OR-Tools."""
    instance = _read(argument)
    solve = _one_site if instance.single else _several_sites
    return lambda: _value(instance, solve(instance))


def _one_site(instance: Facility) -> Shares:
    from ortools.sat.python import cp_model

    customers, sites = instance.cost.shape
    model = cp_model.CpModel()
    opened = [model.new_bool_var(f"y{site}") for site in range(sites)]
    served = [[model.new_bool_var(f"x{customer},{site}") for site in range(sites)] for customer in range(customers)]
    for row in served:
        model.add_exactly_one(row)
        for variable, site in zip(row, opened, strict=True):
            model.add_implication(variable, site)
    demand, capacity = instance.demand.astype(np.int64).tolist(), instance.capacity.astype(np.int64).tolist()
    for site in range(sites):
        load = sum(demand[customer] * served[customer][site] for customer in range(customers))
        model.add(load <= capacity[site] * opened[site])
    cost, fixed = instance.cost.astype(np.int64).tolist(), instance.fixed.astype(np.int64).tolist()
    total = sum(cost[c][s] * served[c][s] for c in range(customers) for s in range(sites))
    model.minimize(total + sum(fixed[site] * opened[site] for site in range(sites)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    if solver.solve(model) != cp_model.OPTIMAL:
        raise AssertionError(f"{instance.name}: expected an optimum, got {solver.status_name()}")
    return np.array([[solver.value(variable) for variable in row] for row in served], dtype=np.float64)


def _several_sites(instance: Facility) -> Shares:
    from ortools.linear_solver import pywraplp

    customers, sites = instance.cost.shape
    solver = pywraplp.Solver.CreateSolver("SCIP")
    solver.SetSolverSpecificParametersAsString("limits/gap = 0\nnumerics/feastol = 1e-09\n")
    opened = [solver.BoolVar(f"y{site}") for site in range(sites)]
    served = [[solver.NumVar(0, 1, f"x{customer},{site}") for site in range(sites)] for customer in range(customers)]
    for row in served:
        solver.Add(sum(row) == 1)
        for variable, site in zip(row, opened, strict=True):
            solver.Add(variable <= site)
    for site in range(sites):
        load = sum(float(instance.demand[c]) * served[c][site] for c in range(customers))
        solver.Add(load <= float(instance.capacity[site]) * opened[site])
    total = sum(float(instance.cost[c, s]) * served[c][s] for c in range(customers) for s in range(sites))
    solver.Minimize(total + sum(float(instance.fixed[site]) * opened[site] for site in range(sites)))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise AssertionError(f"{instance.name}: expected an optimum")
    return np.array([[variable.solution_value() for variable in row] for row in served])


def highspy_alone(argument: Argument) -> Callable[[], int]:
    """Solve with highspy."""
    instance = _read(argument)
    return lambda: _value(instance, _highspy(instance))


def _highspy(instance: Facility) -> Shares:
    import highspy

    customers, sites = instance.cost.shape
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-4)):
        highs.setOptionValue(option, value)
    opened = [highs.addBinary(obj=float(cost)) for cost in instance.fixed]
    kind = highspy.HighsVarType.kInteger if instance.single else highspy.HighsVarType.kContinuous
    served = [[highs.addVariable(0, 1, float(cost), kind) for cost in row] for row in instance.cost]
    for row in served:
        highs.addConstr(highs.qsum(row) == 1)
        for variable, site in zip(row, opened, strict=True):
            highs.addConstr(variable - site <= 0)
    for site in range(sites):
        load = highs.qsum(float(instance.demand[c]) * served[c][site] for c in range(customers))
        highs.addConstr(load - float(instance.capacity[site]) * opened[site] <= 0)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise AssertionError(f"{instance.name}: expected an optimum, got {highs.getModelStatus()}")
    values = np.asarray(highs.getSolution().col_value)
    return np.array([[values[variable.index] for variable in row] for row in served])
