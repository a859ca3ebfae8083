"""
The bus evacuation problem, exactly: a flow of buses through places and times.

All buses of a depot are alike, so that no bus needs a name. Nodes are (pick-up point, time) and (shelter, time), up to
a horizon T; whole numbers of buses

    start_{d,i}             from depot d to pick-up point i, at most buses_d from each depot
    full_{i,j,t}            leave pick-up point i at t with a load and are at shelter j at t + time_{ij} <= T
    empty_{j,i,t}           leave shelter j at t for pick-up point i

keep what arrives at a pick-up point equal to what leaves it, and what leaves a shelter at most what arrived: no bus
gains by waiting, and one may stop at a shelter for good. Shelter j takes at most places_j of the full ones, pick-up
point i sends at most loads_i. All loads are moved by T if and only if that many can be sent, and such a flow falls
apart into tours.

The linear relaxation sends fewer than all loads where T is too early: a lower bound, found by bisection. From there on
SCIP and then CP-SAT are asked for whole buses, T by T.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from ortools.linear_solver import pywraplp  # type: ignore[attr-defined]
from ortools.sat.python import cp_model
from scipy.sparse import csc_matrix

from planner.errors import SolverError
from planner.model._ortools import LinearProgramme, solve_linear
from planner.rounds.evacuation import BusAnswer, BusEvacuation, BusTour

# Of SCIP for each unit of effort.
NODES = 100
# What the relaxation may miss of a whole load by its arithmetic.
_HAIR = 1e-6


@dataclass(frozen=True, slots=True)
class _Column:
    """A way for buses: from a node to a node (kind, place, time), with a load or without."""

    tail: tuple[str, int, int]
    head: tuple[str, int, int]
    most: int

    @property
    def full(self) -> bool:
        """Whether it carries a load."""
        return self.head[0] == "shelter"


def solve_evacuation(problem: BusEvacuation, *, effort: float, seed: int) -> BusAnswer:
    """
    Return tours of least finishing time, and the time before which none finish.

    Parameters
    ----------
    effort
        Most work for each horizon: of CP-SAT in its deterministic units, about a second or two each, of SCIP in
        hundreds of nodes. The same every time.
    """
    needed = sum(problem.loads)
    if sum(problem.places) < needed:
        return _none(f"{problem.name}: {needed} loads wait, the shelters take {sum(problem.places)}")
    if needed and not sum(problem.buses):
        return _none(f"{problem.name}: there is no bus")
    if not needed:
        return BusAnswer(tours=(), finished=0, at_least=0)
    asked = _without_loops(problem)
    at_least = _first_relaxed(asked)
    horizon, proved = at_least, True
    while True:
        tours = _tours(asked, horizon, effort, seed)
        if isinstance(tours, tuple):
            return BusAnswer(tours=tours, finished=horizon, at_least=at_least)
        # A horizon that is refuted raises the bound; one that is not decided in the effort does not, nor do later ones.
        proved = proved and tours
        horizon += 1
        if proved:
            at_least = horizon


def _none(reason: str) -> BusAnswer:
    return BusAnswer(tours=(), finished=None, at_least=None, reason=reason)


@dataclass(frozen=True, slots=True)
class _Asked:
    """
    A problem in which every leg between a pick-up point and a shelter takes time.

    Legs of no time would let buses that no depot sent go round between two nodes of one time. Where there are any, a
    unit of time is made of so many small ones as a bus has legs and one more, and each leg takes one small one longer:
    all legs of a bus together stay below a unit.

    Parameters
    ----------
    small
        Small units in a unit.
    """

    problem: BusEvacuation
    small: int

    def last(self, horizon: int) -> int:
        """Return the last small unit of a horizon."""
        return horizon * self.small + self.small - 1


def _without_loops(problem: BusEvacuation) -> _Asked:
    if all(time for row in problem.to_shelter for time in row):
        return _Asked(problem, 1)
    small = 2 * sum(problem.loads) + 1
    to_pick_up = tuple(tuple(small * time for time in row) for row in problem.to_pick_up)
    to_shelter = tuple(tuple(small * time + 1 for time in row) for row in problem.to_shelter)
    return _Asked(replace(problem, to_pick_up=to_pick_up, to_shelter=to_shelter), small)


def _first_relaxed(problem: _Asked) -> int:
    """Return the first horizon by which the relaxation moves all loads."""
    if _relaxed(problem, 0):
        return 0
    high = 1
    while not _relaxed(problem, high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _relaxed(problem, middle) else (middle, high)
    return high


def _columns(problem: BusEvacuation, horizon: int) -> list[_Column]:
    """Return every way that can be reached from a depot and still ends at a shelter by the horizon."""
    shortest = [min(row) for row in problem.to_shelter]
    found: list[_Column] = []
    times: dict[int, set[tuple[str, int]]] = {}
    for depot, row in enumerate(problem.to_pick_up):
        for point, time in enumerate(row):
            if problem.buses[depot] and time + shortest[point] <= horizon:
                found.append(_Column(("depot", depot, 0), ("point", point, time), problem.buses[depot]))
                times.setdefault(time, set()).add(("point", point))
    everybody = sum(problem.buses)
    for time in range(horizon + 1):
        # Every leg takes time, so that no node of this time is still to come.
        for kind, place in sorted(times.get(time, ())):
            for other, spent in _onward(problem, kind, place):
                arrives = time + spent
                rest = 0 if kind == "point" else shortest[other]
                if arrives + rest <= horizon:
                    head = "shelter" if kind == "point" else "point"
                    found.append(_Column((kind, place, time), (head, other, arrives), everybody))
                    times.setdefault(arrives, set()).add((head, other))
    return found


def _onward(problem: BusEvacuation, kind: str, place: int) -> list[tuple[int, int]]:
    if kind == "point":
        return list(enumerate(problem.to_shelter[place]))
    return [(point, row[place]) for point, row in enumerate(problem.to_shelter)]


def _relaxed(asked: _Asked, horizon: int) -> bool:
    """Return whether fractions of buses move all loads by the horizon."""
    problem = asked.problem
    columns = _columns(problem, asked.last(horizon))
    if not columns:
        return False
    names = _rows(problem, columns)
    entries = [(row, number, sign) for number, column in enumerate(columns) for row, sign in _entries(column, names)]
    rows, numbers, signs = (np.array(part) for part in zip(*entries, strict=True))
    matrix = csc_matrix((signs.astype(np.float64), (rows, numbers)), shape=(len(names), len(columns))).tocsr()
    answer = solve_linear(
        LinearProgramme(
            worth=np.array([float(column.full) for column in columns]),
            most=np.array([float(column.most) for column in columns]),
            matrix=matrix,
            low=np.array([0.0 if name[0] == "point" else -np.inf for name in names]),
            high=np.array([float(_most(problem, name)) for name in names]),
        )
    )
    return answer.objective >= sum(problem.loads) - _HAIR


Name = tuple[str, int, int]


def _rows(problem: BusEvacuation, columns: list[_Column]) -> dict[Name, int]:
    """Return the rows: balance at nodes, buses of depots, loads of pick-up points, places of shelters."""
    names: dict[Name, int] = {}
    for column in columns:
        for name in (column.tail, column.head):
            names.setdefault(name, len(names))
    for point in range(len(problem.loads)):
        names.setdefault(("loads", point, 0), len(names))
    for shelter in range(len(problem.places)):
        names.setdefault(("places", shelter, 0), len(names))
    return names


def _most(problem: BusEvacuation, name: Name) -> int:
    """Return the most of a row: buses that leave a depot, or leave a node above those that came."""
    kind, place, _ = name
    limits = {"depot": problem.buses, "loads": problem.loads, "places": problem.places}
    return limits[kind][place] if kind in limits else 0


def _entries(column: _Column, names: dict[Name, int]) -> list[tuple[int, int]]:
    """Return the rows in which a column stands, leaving +1 and coming -1."""
    entries = [(names[column.tail], 1), (names[column.head], -1)]
    if column.full:
        entries += [(names["loads", column.tail[1], 0], 1), (names["places", column.head[1], 0], 1)]
    return entries


def _tours(asked: _Asked, horizon: int, effort: float, seed: int) -> tuple[BusTour, ...] | bool:
    """Return tours that move all loads by the horizon; otherwise whether it is proved that there are none."""
    problem = asked.problem
    columns = _columns(problem, asked.last(horizon))
    names = _rows(problem, columns)
    rows: list[list[tuple[int, int]]] = [[] for _ in names]
    for number, column in enumerate(columns):
        for row, sign in _entries(column, names):
            rows[row].append((number, sign))
    most = [min(c.most, problem.loads[c.tail[1]]) if c.full else c.most for c in columns]
    # All loads are sent and what comes to a pick-up point leaves it; all other rows are limits.
    limits = [(rows[row], _most(problem, name), name[0] in ("point", "loads")) for name, row in names.items()]
    # Branch and bound finds whole buses sooner, constraint propagation refutes sooner.
    found = _by_branching(most, limits, effort, seed)
    if found is None:
        found = _by_propagation(most, limits, effort, seed)
    if isinstance(found, list):
        return _decomposed(problem, columns, found)
    return found is False


Limit = tuple[list[tuple[int, int]], int, bool]
"""Numbers and signs of columns, the most of their sum, and whether it is exactly that."""


def _by_branching(most: list[int], limits: list[Limit], effort: float, seed: int) -> list[int] | bool | None:
    """Return whole buses by SCIP, ``False`` where there are none, ``None`` where its nodes did not decide."""
    solver = pywraplp.Solver.CreateSolver("SCIP")
    nodes = max(1, round(NODES * effort))
    parameters = f"limits/totalnodes = {nodes}\nrandomization/randomseedshift = {seed % 2**31}\n"
    if not solver.SetSolverSpecificParametersAsString(parameters):
        raise SolverError("SCIP refused its limit of nodes")
    buses = [solver.IntVar(0, high, f"b{number}") for number, high in enumerate(most)]
    for terms, high, exactly in limits:
        total = solver.Sum([sign * buses[number] for number, sign in terms])
        solver.Add(total == high if exactly else total <= high)
    status = solver.Solve()
    if status in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        return [round(variable.solution_value()) for variable in buses]
    return False if status == pywraplp.Solver.INFEASIBLE else None


def _by_propagation(most: list[int], limits: list[Limit], effort: float, seed: int) -> list[int] | bool | None:
    """Return whole buses by CP-SAT, ``False`` where there are none, ``None`` where its work did not decide."""
    model = cp_model.CpModel()
    buses = [model.new_int_var(0, high, f"b{number}") for number, high in enumerate(most)]
    for terms, high, exactly in limits:
        total = sum(sign * buses[number] for number, sign in terms)
        model.add(total == high if exactly else total <= high)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [solver.value(variable) for variable in buses]
    return False if status == cp_model.INFEASIBLE else None


def _decomposed(problem: BusEvacuation, columns: list[_Column], buses: list[int]) -> tuple[BusTour, ...]:
    """Return a tour for every bus that leaves a depot, following what flows."""
    leaving: dict[Name, list[int]] = {}
    for number, column in enumerate(columns):
        leaving.setdefault(column.tail, []).extend([number] * buses[number])
    tours = []
    for depot in range(len(problem.buses)):
        while ways := leaving.get(("depot", depot, 0)):
            at, legs = columns[ways.pop()].head, []
            while onward := leaving.get(at):
                way = columns[onward.pop()]
                if way.full:
                    legs.append((way.tail[1], way.head[1]))
                at = way.head
            tours.append(BusTour(depot=depot, legs=tuple(legs)))
    return tuple(tours)
