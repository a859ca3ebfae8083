"""What a run answers: each reading judged, what it does to people, what stands beside it, and all of it as JSON."""

from planner.outcome.result import (
    GATES,
    NO_REQUIREMENTS,
    SCHEMA_VERSION,
    UNITS,
    Findings,
    Judged,
    effects_of,
    exact,
    result_of,
    verdict_row,
)

__all__ = [
    "GATES",
    "NO_REQUIREMENTS",
    "SCHEMA_VERSION",
    "UNITS",
    "Findings",
    "Judged",
    "effects_of",
    "exact",
    "result_of",
    "verdict_row",
]
