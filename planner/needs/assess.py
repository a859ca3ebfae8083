"""From two replays of one reading to rows of needs and costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.needs.corridors import COACH_ROW, corridor_rows
from planner.needs.costs import check_total, cost_rows
from planner.needs.population import population_of
from planner.needs.presence import presences_of
from planner.needs.rows import need_row, reconcile
from planner.needs.sheets import Workbook
from planner.needs.twice import overlaps_of
from planner.recount import Recount
from planner.simulate import Daybook

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Rows for ``result.json``."""

    needs: Sequence[Json]
    costs: Sequence[Json]


def assess_needs(recount: Recount, must: Daybook, may: Daybook) -> Needs:
    """
    Return needs and costs of one reading; every sum is added up again before it is returned.

    Parameters
    ----------
    must, may
        Who is where when everyone leaves on release, and under the plan.

    Raises
    ------
    AssertionError
        When a total is not the sum of its parts.
    """
    population = population_of(recount.case, recount.scenario)
    ordered, planned = (
        Workbook(recount, population, presences_of(recount, book), overlaps_of(recount, book)) for book in (must, may)
    )
    needs = [need_row(standard, ordered, planned) for standard in ordered.quantities()]
    reconcile(needs)
    for row in needs:
        row["by_corridor"] = corridor_rows(recount, must) if row["id"] == COACH_ROW else []
    costs = cost_rows(recount, must, needs, population)
    check_total(costs)
    return Needs(needs=needs, costs=costs)
