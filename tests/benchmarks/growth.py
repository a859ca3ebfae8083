"""
Growth: a made-up country of many districts over many days, from its records to a verdict with plan and completion.

Measured are routes, travel groups, the proved bound with its cut, the relaxed bound, the plan with fewest nights and
the earliest completion with its cut, for the central reading. No peer solves this.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log
from pathlib import Path

from tests.benchmarks.rows import Argument, Entry, Row

DISTRICTS, DAYS = 10_000, 365
# id, districts, days, release, whether the exit rule leaves each province its nearest crossings only
VARIANTS = (
    ("growth", DISTRICTS, DAYS, "at_once", True),
    ("growth-uniform", DISTRICTS, DAYS, "uniform", True),
    ("growth-any-crossing", DISTRICTS, DAYS, "at_once", False),
    ("growth-5000", 5_000, DAYS, "at_once", True),
    ("growth-2500", 2_500, DAYS, "at_once", True),
    ("growth-180-days", DISTRICTS, 180, "at_once", True),
    ("growth-90-days", DISTRICTS, 90, "at_once", True),
)


def entries(_: Path | None) -> list[Entry]:
    """Return the rows of growth; they need no published instance."""
    found = []
    for name, districts, days, release, by_province in VARIANTS:
        rule = "exit rule by province" if by_province else "any crossing"
        instance = f"{districts:,} districts, {days} days, {release}, {rule}"
        argument = {"districts": districts, "days": days, "release": release, "by_province": by_province}
        full = (districts, days) == (DISTRICTS, DAYS)
        found.append(
            Entry(
                id=name,
                instance=instance,
                ours="tests.benchmarks.growth:solved",
                argument=argument,
                reach_s=60 if full else None,
            )
        )
    return found


def solved(argument: Argument) -> Callable[[], int]:
    """Solve one reading of a made-up country; the value is the people proved at most on time."""
    from planner.model import solve_reading
    from planner.network import build_geography, build_world
    from planner.records import Reading
    from tests.benchmarks.growth_case import make_case, make_scenario

    case = make_case(argument["districts"])
    scenario = make_scenario(case, argument["days"], argument["release"], by_province=argument["by_province"])

    def solve() -> int:
        result = solve_reading(build_world(build_geography(case, scenario), Reading.CENTRAL))
        bound, reached = result.on_time.bound, result.plan.on_time_people
        if bound != reached or result.completion.days != result.completion.proved_days:
            raise AssertionError(f"expected a plan that reaches the bound {bound}, got {reached}; {result.completion}")
        return bound

    return solve


def law(rows: Sequence[Row]) -> str:
    """Return how seconds and memory grow with districts and with days, as exponents: 1 is linear."""
    size = {name: (districts, days) for name, districts, days, _, _ in VARIANTS}
    found = {row.id: row for row in rows if row.id in size}
    lines = []
    for what, small in (("districts", "growth-2500"), ("days", "growth-90-days")):
        if "growth" in found and small in found:
            axis = what == "days"
            times = log(size["growth"][axis] / size[small][axis])
            seconds = log(found["growth"].ours_s / found[small].ours_s) / times
            memory = log(found["growth"].peak_mib / found[small].peak_mib) / times
            lines.append(
                f"Growth with {what} from {size[small][axis]:,} to {size['growth'][axis]:,}: "
                f"seconds to the power {seconds:.2f}, memory to the power {memory:.2f} (1 is linear)."
            )
    return "\n".join(lines)
