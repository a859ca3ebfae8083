"""A resource that a deadline would need: how much of it, beside what anybody published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from planner.records import Reading, Span
from planner.requirements.pressure import ALL_FREE, Pressure

Need = int | None
ENDS = {Reading.FAVOURABLE: "low", Reading.CENTRAL: "central", Reading.STRICT: "high"}
PEOPLE_A_DAY = "people a day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """
    A resource and how much of it is needed.

    Parameters
    ----------
    ids
        Rows of standards and prices that the sum uses, the ratio itself first.
    need
        The sum, ``None`` where no amount does.
    published
        What anybody published of it, with its range; ``None`` where nobody did.
    basis
        What is left standing in the sum, the same in every reading.
    """

    id: str
    resource: str
    unit: str
    need: Callable[[Pressure], Need]
    ids: tuple[str, ...] = ()
    published: Span | None = None
    basis: str = ALL_FREE
    note: str = ""


def total(spans: list[Span | None]) -> Span | None:
    """Return the sum of published ranges, ``None`` where nobody published any."""
    known = [span for span in spans if span is not None]
    if not known:
        return None
    ends = ((s.low, s.central, s.high) for s in known)
    low, central, high = (sum(column, Fraction(0)) for column in zip(*ends, strict=True))
    return Span(low=low, central=central, high=high)
