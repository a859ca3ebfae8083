"""The bus evacuation problem: when the last bus arrives, and, in rows named bound, the time before which none can."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.rows import Argument, Entry
from tests.readers.bep import check_tours, read_bep, read_known

# Work of CP-SAT for each horizon, in its deterministic units.
EFFORT = 4.0
USUAL = tuple(f"BEP-1-{size}-i{number}" for size in ("2-2-2", "3-3-2", "4-4-3") for number in range(1, 11))
_HERE = "tests.benchmarks.bus_evacuation"


def entries(benchmarks: Path | None) -> list[Entry]:
    """Return two rows for every instance, tours and bound; none where the folder is absent."""
    folder = None if benchmarks is None else benchmarks / "evac" / "bep"
    if folder is None or not folder.is_dir():
        return []
    return [
        Entry(
            id=key,
            instance=name,
            ours=f"{_HERE}:{task}",
            argument={"path": str(folder / "instances" / f"{name}.txt")},
            best_known=known.value,
            usual=name in USUAL,
            # Most published values are the best found in five minutes, and some are too high.
            exact=known.optimal,
        )
        for name, known in read_known(folder).items()
        for key, task in (("bep", "last_arrival"), ("bep-bound", "lower_bound"))
    ]


def last_arrival(argument: Argument) -> Callable[[], int]:
    """Find tours; the value is the checker's."""
    from planner.model.routing.evacuation import solve_evacuation

    problem = read_bep(Path(argument["path"]))

    def solve() -> int:
        last, faults = check_tours(problem, solve_evacuation(problem, effort=EFFORT, seed=0).tours)
        if faults:
            raise AssertionError("; ".join(faults[:3]))
        return last

    return solve


def lower_bound(argument: Argument) -> Callable[[], int]:
    """Prove that no tours finish earlier."""
    from planner.model.routing.evacuation import solve_evacuation

    problem = read_bep(Path(argument["path"]))

    def solve() -> int:
        bound = solve_evacuation(problem, effort=EFFORT, seed=0).at_least
        if bound is None:
            raise AssertionError(f"{problem.name}: no tours ever finish")
        return bound

    return solve
