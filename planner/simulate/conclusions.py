"""What one would say from the central figures, and whether it survives every range."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.simulate.replay import Outcomes

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def _everyone(o: Outcomes, _: int) -> Bools:
    return np.asarray(o.totals["crossed_people"] == o.totals["in_scope_people"])


def _half(o: Outcomes, _: int) -> Bools:
    return np.asarray(2 * o.totals["crossed_people"] >= o.totals["in_scope_people"])


def _most_over_48h(o: Outcomes, _: int) -> Bools:
    return np.asarray(2 * o.totals["over_48h"] > o.totals["in_scope_people"])


def _some_wait(o: Outcomes, _: int) -> Bools:
    return np.asarray(o.totals["nights_in_queue"] > 0)


def _twice_the_time(o: Outcomes, days: int) -> Bools:
    return np.asarray(o.totals["completion_days"] <= 2 * days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """
    Something that is true or false of a world.

    Parameters
    ----------
    if_true, if_false
        What is said of it.
    holds
        Takes outcomes and the days to the deadline, ``[draws] bool``.
    """

    id: str
    if_true: str
    if_false: str
    holds: Callable[[Outcomes, int], Bools]


STATEMENTS = (
    Statement(
        id="everyone-on-time",
        if_true="If all set out on their day of release, everyone is across by the deadline.",
        if_false="If all set out on their day of release, not everyone is across by the deadline.",
        holds=_everyone,
    ),
    Statement(
        id="half-on-time",
        if_true="At least half of the people in scope are across by the deadline.",
        if_false="Fewer than half of the people in scope are across by the deadline.",
        holds=_half,
    ),
    Statement(
        id="within-twice-the-time",
        if_true="Twice the time would be enough for everyone.",
        if_false="Twice the time would not be enough for everyone.",
        holds=_twice_the_time,
    ),
    Statement(
        id="nights-outside",
        if_true="Some people spend nights in a queue or outside a full site.",
        if_false="Nobody spends a night in a queue or outside a full site.",
        holds=_some_wait,
    ),
    Statement(
        id="most-over-48h",
        if_true="More than half of the people in scope wait longer than 48 hours at one place.",
        if_false="No more than half of the people in scope wait longer than 48 hours at one place.",
        holds=_most_over_48h,
    ),
)


def truths(outcomes: Outcomes, days: int) -> dict[str, Bools]:
    """Return what is true in each draw, by statement."""
    return {statement.id: statement.holds(outcomes, days) for statement in STATEMENTS}


def longest_queue(outcomes: Outcomes) -> Ints:
    """Return the crossing at which most people wait at the deadline, -1 where nobody does, ``[draws] int64``."""
    waiting = outcomes.by_crossing["waiting"]
    if not waiting.shape[0]:
        return np.full(waiting.shape[1], -1, dtype=np.int64)
    return np.where(waiting.max(axis=0) > 0, waiting.argmax(axis=0), -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """
    A statement as the central figures have it, and how it fares elsewhere.

    Parameters
    ----------
    draws_share
        Share of draws that agree with the central figures.
    turned_by
        Inputs whose range alone turns it, one at a time.
    """

    id: str
    text: str
    draws_share: float
    turned_by: tuple[str, ...]

    @property
    def survives(self) -> bool:
        """Whether no draw and no single range contradicts it."""
        return self.draws_share == 1 and not self.turned_by


def conclusions(
    swung: Outcomes, names: Sequence[str], hits: Mapping[str, int], draws: int, days: int
) -> tuple[Conclusion, ...]:
    """
    Return every conclusion.

    Parameters
    ----------
    swung
        The central world first, then each input at its low and at its high end.
    names
        Of those inputs.
    hits
        Draws in which each statement is true.
    """
    found = []
    for statement in STATEMENTS:
        holds = statement.holds(swung, days)
        central = bool(holds[0])
        agree = hits[statement.id] if central else draws - hits[statement.id]
        turned = (holds[1:].reshape(-1, 2) != central).any(axis=1)
        found.append(
            Conclusion(
                id=statement.id,
                text=statement.if_true if central else statement.if_false,
                draws_share=agree / draws,
                turned_by=tuple(name for name, turns in zip(names, turned.tolist(), strict=True) if turns),
            )
        )
    return tuple(found)
