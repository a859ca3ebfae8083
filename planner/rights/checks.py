"""The twenty checks in their order, gates first: L01 is voluntariness, L02 individual screening."""

from __future__ import annotations

from typing import Any

from planner.rights.conditions import conditions
from planner.rights.decisions import decisions
from planner.rights.detention import detention
from planner.rights.facts import Facts

Json = dict[str, Any]


def assess_rights(facts: Facts) -> list[Json]:
    """Return every check as a row, L01 to L20."""
    checks = [*decisions(facts), *detention(facts), *conditions(facts)]
    return [check.row() for check in sorted(checks, key=lambda check: check.id)]
