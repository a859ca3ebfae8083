"""The requirements of a run put together: the same rows for the run and for ``planner verify``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.config import Scenario
from planner.outcome import Judged
from planner.records import Case, Reading
from planner.requirements.single import single
from planner.solution import Sensitivity

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    What requirements are counted from.

    Parameters
    ----------
    worth
        What a solver found of each limit of the chosen reading.
    proved
        Limits with a requirement claim that holds.
    """

    case: Case
    scenario: Scenario
    judged: Mapping[Reading, Judged]
    worth: Sequence[Sensitivity]
    proved: Collection[str]


def requirements_of(found: Found) -> Json:
    """Return the part ``requirements`` of ``result.json``."""
    chosen = found.judged[found.scenario.reading]
    return {
        "deadline": [],
        "single": single(chosen.recount, found.worth, found.proved),
        "mix_date": None,
        "mix": [],
        "frontier": [],
    }
