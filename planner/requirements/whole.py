"""The requirements of a run put together: the same rows for the run and for ``planner verify``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.outcome import Judged
from planner.outcome.effects import Effects
from planner.records import Reading
from planner.requirements.deadline import deadline
from planner.requirements.findings import findings
from planner.requirements.gates import why_not
from planner.requirements.metering import metering_of
from planner.requirements.mix import Chosen, Dates, mix_of
from planner.requirements.pressure import Pressure
from planner.requirements.single import single
from planner.solution import Cut, Sensitivity

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    What requirements are counted from.

    Parameters
    ----------
    effects
        What plan and order do to people, by reading.
    on_time
        The proved bound of each reading.
    worth
        What a solver found of each limit of the chosen reading.
    proved
        Limits with a requirement claim that holds.
    dates, chosen
        The dates of the mix and the frontier in the chosen reading, and what a solver chose for each.
    """

    judged: Mapping[Reading, Judged]
    effects: Mapping[Reading, Effects]
    on_time: Mapping[Reading, Cut]
    worth: Sequence[Sensitivity]
    proved: Collection[str]
    dates: Dates
    chosen: Mapping[int, Chosen]


def requirements_of(found: Found) -> Json:
    """
    Return the part ``requirements`` of ``result.json``.

    Raises
    ------
    KeyError, ValueError
        When a date has no choice, or one that does not meet its demands.
    """
    pressures = {reading: Pressure(judged.recount) for reading, judged in found.judged.items()}
    asked = {
        "deadline": deadline(found.dates.recount, pressures),
        "held_back_by": {str(reading): _held_back_by(found, reading) for reading in found.judged},
        "single": single(found.dates.recount, found.worth, found.proved),
        **mix_of(found.dates, found.chosen),
        "metering": metering_of(found.judged, pressures, found.effects),
    }
    recount = found.dates.recount
    reading, left = recount.reading, recount.in_scope_people - found.on_time[recount.reading].bound
    beside = why_not(recount, pressures, left)
    return {"findings": findings(asked, recount.scenario.deadline, reading, left, beside), **asked}


def _held_back_by(found: Found, reading: Reading) -> list[str]:
    """Return the limits of the proof that a reading's deadline cannot be met; none where it is not excluded."""
    cut = found.on_time[reading]
    excluded = cut.bound < found.judged[reading].in_scope_people
    return sorted({row.id for row in cut.limits}) if excluded else []
