"""
Exact helpers for people, shares and times: reading them, splitting them, showing them, and where a figure is from.

Nothing here touches a binary float: shares and hours are ``fractions.Fraction``, people are ``int``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import ceil, lcm

# Longer numerals and larger exponents name no quantity of this tool; they only cost memory.
_LONGEST_NUMERAL = 64
_LARGEST_EXPONENT = 30
_NUMERAL = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE](?P<exponent>[-+]?[0-9]+))?")
BY_SCENARIO = "set by this scenario"
PLANNING_FIGURES = "Prices and planning figures"
"""What an assumption says of where it is from, and how those of a profile begin."""
NO_NUMBER = "no number of it alone where none is told"
"""What a row of needs says whose cells are empty because no amount would do."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SMALLEST_SHOWN_CELL = 10
_SHORT_NAME = 3
# Counts below the first number are shown to the nearest second number, larger ones to the nearest thousand.
_ROUNDING = ((1_000, 10), (100_000, 100))
_LARGEST_BASE = 1_000


def parse_decimal(text: str) -> Fraction:
    """
    Return the number that a decimal numeral names, exactly.

    Parameters
    ----------
    text
        ASCII digits with an optional sign, point and exponent, such as ``0.94`` or ``1.73e6``.

    Raises
    ------
    ValueError
        For anything else: blanks, thousands separators, NaN, infinity, other digits, or numerals beyond
        reason. The text is not repeated in the message.
    """
    match = _NUMERAL.fullmatch(text) if len(text) <= _LONGEST_NUMERAL else None
    if match is None:
        raise ValueError("expected a decimal number in plain digits")
    exponent = abs(int(match["exponent"] or 0))
    # The second test keeps the numeral without exponent short enough to be read back.
    if exponent > _LARGEST_EXPONENT or len(text) + exponent >= _LONGEST_NUMERAL:
        raise ValueError(f"expected an exponent of at most {_LARGEST_EXPONENT} and fewer digits")
    return Fraction(text)


def decimal_text(value: Fraction) -> str:
    """
    Return the exact decimal numeral of a number, without exponent; ``parse_decimal`` reads it back.

    Raises
    ------
    ValueError
        When the number has no finite decimal, such as one third.
    """
    sign, number = ("-" if value < 0 else ""), abs(value)
    whole, rest = divmod(number.numerator, number.denominator)
    digits: list[str] = []
    while rest and len(digits) <= _LONGEST_NUMERAL:
        digit, rest = divmod(rest * 10, number.denominator)
        digits.append(str(digit))
    if rest:
        raise ValueError(f"expected a number with a finite decimal, got {value}")
    return f"{sign}{whole}" + (f".{''.join(digits)}" if digits else "")


def floor_share(people: int, share: Fraction) -> int:
    """
    Return floor(people x share), exactly.

    Raises
    ------
    ValueError
        When people are negative or the share is outside 0..1.
    """
    if people < 0 or not 0 <= share <= 1:
        raise ValueError(f"expected people of 0 or more and a share from 0 to 1, got {people} and {share}")
    return people * share.numerator // share.denominator


def largest_remainder(total: int, weights: Sequence[Fraction | int], keys: Sequence[str]) -> tuple[int, ...]:
    """
    Split a whole number in proportion to weights, so that the parts add up to it exactly.

    Every part is its quota rounded down; what is left goes, one each, to the largest fractions, ties by key
    ascending.

    Parameters
    ----------
    total
        Whole number to split, 0 or more.
    weights
        0 or more each, exact.
    keys
        One key for each weight, all different: they settle ties, so the order of the rows never matters.

    Raises
    ------
    ValueError
        When lengths differ, a key repeats, something is negative, or there is a total but no weight to carry
        it.
    """
    if len(weights) != len(keys) or len(set(keys)) != len(keys):
        raise ValueError(f"expected a key of its own for each of {len(weights)} weights, got {len(set(keys))}")
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("expected a total and weights of 0 or more")
    scale = lcm(*(weight.denominator for weight in weights))
    scaled = [weight.numerator * (scale // weight.denominator) for weight in weights]
    whole = sum(scaled)
    if not whole:
        if total:
            raise ValueError(f"expected a weight above 0 to carry a total of {total}")
        return (0,) * len(weights)
    parts, rests = map(list, zip(*(divmod(total * weight, whole) for weight in scaled), strict=True))
    by_fraction = sorted(range(len(parts)), key=lambda i: (-rests[i], keys[i]))
    for i in by_fraction[: total - sum(parts)]:
        parts[i] += 1
    return tuple(parts)


def minutes_from_hours(hours: Fraction) -> int:
    """
    Return hours as whole minutes, rounded up.

    Raises
    ------
    ValueError
        When hours are negative.
    """
    if hours < 0:
        raise ValueError(f"expected hours of 0 or more, got {hours}")
    return ceil(hours * 60)


def weekday_number(text: str) -> int:
    """
    Return the number of a weekday, Monday being 0, from its English name in full or three letters.

    Raises
    ------
    ValueError
        For anything else. The text is not repeated in the message.
    """
    name = text.strip().lower()
    for number, weekday in enumerate(_WEEKDAYS):
        if name == weekday or (len(name) == _SHORT_NAME and weekday.startswith(name)):
            return number
    raise ValueError(f"expected a weekday from {_WEEKDAYS[0]} to {_WEEKDAYS[-1]}")


def rounding_step(people: int) -> int:
    """Return to what multiple people are rounded."""
    return next((base for below, base in _ROUNDING if people < below), _LARGEST_BASE)


def round_people(people: int) -> int:
    """
    Return people to the nearest 10 below 1,000, 100 below 100,000, else 1,000, halves up.

    Raises
    ------
    ValueError
        When people are negative.
    """
    if people < 0:
        raise ValueError(f"expected people of 0 or more, got {people}")
    base = rounding_step(people)
    return (people + base // 2) // base * base


def show_people(people: int, *, has_origin: bool = False) -> str:
    """
    Return people as text, rounded and with thousands separators.

    Parameters
    ----------
    people
        Whole people, 0 or more.
    has_origin
        Whether the cell says where people come from: then 1 to 9 is withheld and reads ``<10``.
    """
    if has_origin and 0 < people < SMALLEST_SHOWN_CELL:
        return f"<{SMALLEST_SHOWN_CELL}"
    return f"{round_people(people):,}"


def show_day(when: str | date, *, year: bool = True) -> str:
    """Return a date in words, such as ``31 October 2023``; ``when`` is a date or its ISO form."""
    when = date.fromisoformat(when) if isinstance(when, str) else when
    return f"{when.day} {MONTHS[when.month - 1]}" + (f" {when.year}" if year else "")


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun, such as ``1 day`` or ``28 days``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
