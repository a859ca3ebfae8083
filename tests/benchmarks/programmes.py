"""The full programme of the embedded case beside HiGHS, as stated and as reduced; and a what-if of one limit."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.rows import Argument, Entry

# OR-Tools and highspy do not live in one process, so that each side imports what it needs when it is asked.
if TYPE_CHECKING:
    from planner.config import Scenario
    from planner.records import Case
    from tests.benchmarks.unmerged import Stated

CONFIG = "stay-7-nights"
READING = "strict"  # everyone through a site for seven nights: the reading in which the rows of nights hold
HORIZONS = (28, 90, 365)
HIGHS = "highspy"
WHAT_IF = "october-31"
_HERE = "tests.benchmarks.programmes"


def entries(_: Path | None) -> list[Entry]:
    """Return the rows of the programme; they need no published instance."""
    rows = []
    for days in HORIZONS:
        told = f"{CONFIG}, {READING} reading, {days} days"
        argument = {"days": days}
        common = {"ours": f"{_HERE}:ours", "argument": argument, "peer": HIGHS}
        reach = None if days > 90 else 10.0
        rows.append(Entry(id=f"lp-{days}", instance=told, peer_task=f"{_HERE}:as_stated", reach_ratio=reach, **common))
        rows.append(
            Entry(id=f"lp-{days}-reduced", instance=f"{told}, reduced", peer_task=f"{_HERE}:as_reduced", **common)
        )
    told = f"{WHAT_IF}, central reading: Torkham at twice its figure, verdict, plan and completion"
    rows.append(Entry(id="whatif", instance=told, ours=f"{_HERE}:what_if", reach_s=0.5))
    return rows


def _read(config: str) -> tuple[Case, Scenario]:
    from planner.config import load_scenario, standards_root
    from planner.geodata import read_case

    loaded = load_scenario(config)
    profiles = loaded.scenario.standards.profiles
    return read_case(loaded.case_folder, profiles=profiles, standards_root=standards_root()), loaded.scenario


def _whole(objective: float) -> int:
    """
    Return an objective in whole people.

    Raises
    ------
    AssertionError
        When it is further from a whole number than the solvers' tolerance.
    """
    people = round(objective)
    if abs(objective - people) > 1e-6 * max(people, 1):
        raise AssertionError(f"expected whole people, got {objective}")
    return people


def ours(argument: Argument) -> Callable[[], int]:
    """From routes in memory: groups, programme and solve."""
    from planner.model.programme import most_people
    from planner.network import build_geography, build_programme, build_world
    from planner.records import Reading

    geography = build_geography(*_read(CONFIG))

    def solve() -> int:
        world = build_world(geography, Reading(READING))
        return _whole(most_people(build_programme(world, argument["days"])).objective)

    return solve


def as_stated(argument: Argument) -> Callable[[], int]:
    """HiGHS on the programme as it is stated: nothing merged, one arc a departure day; its arrays are built before."""
    from planner.records import Reading
    from planner.recount import Recount, Roads
    from tests.benchmarks.unmerged import stated

    case, scenario = _read(CONFIG)
    return _highs(stated(Recount(Roads(case), scenario, Reading(READING)), argument["days"]))


def as_reduced(argument: Argument) -> Callable[[], int]:
    """HiGHS on our own reduced programme; its arrays are built before."""
    from planner.network import build_geography, build_programme, build_world
    from planner.records import Reading
    from tests.benchmarks.unmerged import reduced

    world = build_world(build_geography(*_read(CONFIG)), Reading(READING))
    return _highs(reduced(build_programme(world, argument["days"])))


def _highs(programme: Stated) -> Callable[[], int]:
    import highspy
    import numpy as np

    def solve() -> int:
        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = programme.matrix.shape
        lp.col_cost_, lp.col_lower_ = programme.worth, np.zeros(programme.worth.size)
        lp.col_upper_, lp.row_lower_, lp.row_upper_ = programme.most, programme.low, programme.high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = programme.matrix.indptr, programme.matrix.indices
        lp.a_matrix_.value_ = programme.matrix.data
        lp.sense_ = highspy.ObjSense.kMaximize
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.passModel(lp)
        solver.run()
        status = solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise AssertionError(f"expected an optimum, HiGHS ended with {status}")
        return _whole(solver.getInfo().objective_function_value)

    return solve


def what_if(_: Argument) -> Callable[[], int]:
    """From the case in memory, one limit changed: verdict with cut, plan and completion of the central reading."""
    from planner.model import solve_reading
    from planner.model.worth import with_limit
    from planner.network import build_geography, build_world
    from planner.records import Reading

    geography = build_geography(*_read(WHAT_IF))

    def solve() -> int:
        world = build_world(geography, Reading.CENTRAL)
        twice = with_limit(world, "throughput:torkham", lambda amount: amount * Fraction(2))
        return solve_reading(twice).on_time.bound

    return solve
