"""
Units as powers of plain words: ``L/person/day`` is one litre, one person under it, one day under it.

A unit is words joined by ``/``; a whole number before a word (``kits/1000 persons``) is for the reader and must
stand in the rule as well. Measures and times are a closed list, so that a litre is spelled one way; every other word is
something that is counted. Below the line only day, month and year are rates: what is told by the week must be told
again by the day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

Dimension = Mapping[str, int]

PURE = ("fraction", "ratio", "percent", "yes-or-no")
MEASURES = ("m2", "m", "mm", "L", "mL", "g", "mg", "kg", "kcal", "degC", "NTU", "CFU", "km", "PKR", "USD")
TIMES = ("minute", "hour", "day", "week", "month", "year")
RATES = ("day", "month", "year")
NO_TIMES = ("second", "night", "fortnight", "quarter", "decade", "annum")
DAYS_OF_RATE = MappingProxyType({"day": Fraction(1), "month": Fraction(30), "year": Fraction(365)})
"""Days that a month and a year of a standard are taken to have."""
_IRREGULAR = {"people": "person", "children": "child", "women": "woman", "staff": "staff"}
_SAID_OTHERWISE = {
    "l": "L", "litre": "L", "liter": "L", "ltr": "L", "gram": "g", "kilogram": "kg", "metre": "m", "meter": "m",
    "min": "minutes", "h": "hours", "hr": "hours", "celsius": "degC", "calorie": "kcal", "rupee": "PKR",
    "dollar": "USD",
}  # fmt: skip
_PART = re.compile(r"(?:(?P<number>[0-9]{1,9}) )?(?P<word>[A-Za-z][A-Za-z0-9-]*(?: [a-z][a-z-]*)?)")
LONGEST_UNIT = 60


class UnitError(ValueError):
    """A unit that is none, or sums of units that do not go together."""


def dimension_of(unit: str) -> dict[str, int]:
    """
    Return the powers of the words of a unit.

    Raises
    ------
    UnitError
        For a word spelled otherwise, a rate by the week, or what is no unit.
    """
    powers: dict[str, int] = {}
    for position, part in enumerate(unit.split("/") if len(unit) <= LONGEST_UNIT else ()):
        found = _PART.fullmatch(part)
        if found is None:
            raise UnitError("a unit of words joined by /, such as L/person/day")
        word = _singular(found["word"])
        if position and (word in NO_TIMES or (word in TIMES and word not in RATES)):
            raise UnitError("a rate by the day, the month or the year")
        if word in _SAID_OTHERWISE:
            raise UnitError(f"{_SAID_OTHERWISE[word]} as the word for it")
        if word not in PURE:
            powers[word] = powers.get(word, 0) + (-1 if position else 1)
    if len(unit) > LONGEST_UNIT:
        raise UnitError(f"a unit of at most {LONGEST_UNIT} characters")
    return {word: power for word, power in powers.items() if power}


def numerals_of(unit: str) -> frozenset[Fraction]:
    """Return the numbers that a unit tells the reader."""
    return frozenset(
        Fraction(found["number"]) for part in unit.split("/") if (found := _PART.fullmatch(part)) and found["number"]
    )


def _singular(word: str) -> str:
    low = word if word in MEASURES else word.lower()
    if low in _IRREGULAR or low in MEASURES or low in PURE:
        return _IRREGULAR.get(low, low)
    head, _, last = low.rpartition(" ")
    if last.endswith("ies"):
        last = f"{last[:-3]}y"
    elif last.endswith("s") and not last.endswith("ss"):
        last = last[:-1]
    return f"{head} {last}".strip()


def product(one: Dimension, other: Dimension, power: int = 1) -> dict[str, int]:
    """Return the powers of a product, or of a quotient when ``power`` is -1."""
    words = {**dict.fromkeys(one, 0), **dict.fromkeys(other, 0)}
    found = {word: one.get(word, 0) + power * other.get(word, 0) for word in words}
    return {word: power for word, power in found.items() if power}


def spelled(dimension: Dimension) -> str:
    """Return a dimension as a unit in words."""
    above = [word if n == 1 else f"{word}^{n}" for word, n in dimension.items() if n > 0]
    below = [word if n == -1 else f"{word}^{-n}" for word, n in dimension.items() if n < 0]
    return "/".join([" ".join(above) or "1", *below])
