"""One check as a row of ``result.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from planner.records import Span

Json = dict[str, Any]
Number = int | float | Fraction | None


class Status(StrEnum):
    """What a check came to; none of them says that a plan may be carried out."""

    BREACH = "BREACH"
    UNLESS_SHOWN = "BREACH UNLESS SHOWN"
    NOT_ASSESSED = "NOT ASSESSED"
    NONE_FOUND = "NO BREACH FOUND IN THIS CHECK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """
    One check.

    Parameters
    ----------
    indicator, value, unit
        The number that decides; ``None`` when there is none.
    rule
        When it is a breach, in words.
    formula
        How the number comes about, in the symbols of the method page.
    numbers
        Further numbers by name, each a number or a range.
    basis
        Standards and shares it stands on.
    law
        The rules of law it is told beside.
    """

    id: str
    title: str
    status: Status
    indicator: str
    value: Number
    unit: str
    rule: str
    formula: str
    law: str
    basis: tuple[str, ...] = ()
    numbers: Mapping[str, Number | Span] = field(default_factory=dict)
    note: str = ""

    def row(self) -> Json:
        """Return the check as plain values."""
        return {
            "id": self.id,
            "title": self.title,
            "status": str(self.status),
            "indicator": self.indicator,
            "value": _plain(self.value),
            "unit": self.unit,
            "rule": self.rule,
            "formula": self.formula,
            "law": self.law,
            "basis": list(self.basis),
            "numbers": {name: _told(value) for name, value in self.numbers.items()},
            "note": self.note,
        }


def _told(value: Number | Span) -> Any:
    if isinstance(value, Span):
        return {end: _plain(getattr(value, end)) for end in ("low", "central", "high")}
    return _plain(value)


def _plain(value: Number) -> int | float | None:
    """Return a number as JSON keeps it, to four decimals."""
    if value is None or isinstance(value, int):
        return value
    exact = Fraction(value).limit_denominator(10**9)
    return int(exact) if exact.denominator == 1 else round(float(exact), 4)
