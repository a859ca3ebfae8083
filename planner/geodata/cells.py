"""
One cell at a time: the value that a text stands for, what was expected instead, or the person rule it trips.

Nothing here repeats a cell's text in what it raises or returns as an expectation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import NamedTuple
from urllib.parse import urlsplit

from planner.disclosure import RULES, SMALL_COUNT_RULE, find_person_pattern, is_dated_id, is_small_cell, turns_direction
from planner.geodata.tables import Column, Kind
from planner.units import parse_decimal, weekday_number

LONGEST_ID, LONGEST_NAME, LONGEST_TEXT = 80, 200, 2_000
LARGEST_VALUE = 10**12
"""A million million people, metres or litres: above it a figure is a slip, and products leave 64 bits."""
FINEST_DECIMALS = 6
FIRST_YEAR, LAST_YEAR = 1800, 2199
COLDEST_C, HOTTEST_C = -100, 70
RESERVED_IDS = frozenset(("all", "national"))
WITHHELD = "a value that is withheld"
EMPTY = "an empty cell"

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PART_OF_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_WHOLE = re.compile(r"[0-9]+")
_BREAKING = frozenset(("Cc", "Cs", "Zl", "Zp"))

_NUMERIC = frozenset(
    (
        Kind.LON,
        Kind.LAT,
        Kind.NUMBER,
        Kind.SHARE,
        Kind.DEGREES,
        Kind.WHOLE,
        Kind.PEOPLE,
        Kind.MONTH,
        Kind.YEAR,
    )
)
_DATED = frozenset((Kind.DAY, Kind.EDITION, Kind.TIME, Kind.WEEKDAY))
_CODES = frozenset((Kind.ID, Kind.REF))
# What a place code may look like without being it: AB1234567, LEA-1234, 3001234567, 1990-01-02.
_CODE_LIKE = frozenset(("R3-plate", "R3-birth-date"))


class Judged(NamedTuple):
    """
    What one cell came to: a value; or what was expected instead; or the id of the rule it trips.

    Parameters
    ----------
    value
        ``None`` for an empty cell of a number or date, ``""`` for an empty text.
    hidden
        The text may not be repeated although it trips no pattern.
    """

    value: object = None
    expected: str | None = None
    rule: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class PublicCodes:
    """
    Place codes that look like passport numbers and are none: one country's letters, numbers of one length.

    Parameters
    ----------
    codes
        As ``CM001001`` of Cameroon; empty when the pcodes of the case look like nothing else.
    """

    codes: frozenset[str] = frozenset()

    @classmethod
    def among(cls, pcodes: list[str]) -> PublicCodes:
        """Return the systematic codes among the pcodes of a case, none when they are not systematic."""
        alike = [code for code in pcodes if find_person_pattern(code) == "R3-passport"]
        shapes = {(code[:2], len(code)) for code in alike if code[:2].isalpha()}
        is_system = len(alike) > 1 and len(shapes) == 1 and all(code[:2].isalpha() for code in alike)
        return cls(frozenset(alike) if is_system and 2 * len(alike) > len(pcodes) else frozenset())


def judge(column: Column, text: str, public: PublicCodes) -> Judged:
    """Return what a cell without surrounding blanks comes to."""
    if not text:
        if column.blank:
            return Judged(None if column.kind in _NUMERIC | _DATED else "")
        return Judged(expected=expectation(column))
    if column.kind not in _NUMERIC | _DATED:
        rule = _person_rule(column, text, public)
        if rule is not None:
            return Judged(rule=rule)
    try:
        value = _READERS[column.kind](column, text)
    except ValueError as error:
        rule = _person_rule(column, text, public)
        return Judged(expected=str(error) or expectation(column), rule=rule)
    if column.kind is Kind.PEOPLE and isinstance(value, int) and is_small_cell(value):
        return Judged(expected=f"0, or 10 people and more ({SMALL_COUNT_RULE}: {RULES[SMALL_COUNT_RULE]})", hidden=True)
    return Judged(value)


def shown(text: str) -> str:
    """Return a text as a message may repeat it: on one line, short, withheld when it may be a person's."""
    # Late, because configurations bring pydantic and this room must be quick to import.
    from planner.config.echo import shown_text

    return shown_text(text)


def guess(word: str, known: Iterable[str]) -> str:
    """Return the hint `` (did you mean X?)``, or nothing when no known word is near."""
    near = get_close_matches(word, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def person_expectation(rule: str) -> str:
    """Return what a message says was expected where a rule about persons is tripped."""
    return f"public figures of places, nothing about persons ({rule}: what looks like {RULES[rule]})"


def expectation(column: Column) -> str:
    """Return in words what a cell of the column must be."""
    if column.kind is Kind.WORD:
        return f"one of {', '.join(column.words)}"
    words = _EXPECTED[column.kind]
    return f"{words}, or an empty cell" if column.blank else words


def _person_rule(column: Column, text: str, public: PublicCodes) -> str | None:
    """Return the rule about persons that a cell trips, less those that its kind trips by nature."""
    rule = find_person_pattern(text)
    if rule is None:
        return None
    # A code is one word: a plate or a birth date beside other words is what it looks like.
    if column.kind in _CODES and not column.vehicles and rule in _CODE_LIKE and " " not in text:
        return None
    if column.kind in _CODES and rule == "R3-passport" and (text in public.codes or is_dated_id(text)):
        return None
    return None if column.kind in _DATED and rule == "R3-birth-date" else rule


def _id(_: Column, text: str) -> str:
    if _ID.fullmatch(text) is None or len(text) > LONGEST_ID or text.lower() in RESERVED_IDS:
        raise ValueError
    return text


def _disturbs(sign: str) -> bool:
    """Return whether a sign breaks a line or turns the direction of what follows; joiners of Urdu words do neither."""
    return unicodedata.category(sign) in _BREAKING or turns_direction(sign)


def _text(longest: int) -> Callable[[Column, str], str]:
    def read(_: Column, text: str) -> str:
        if len(text) > longest:
            raise ValueError(f"a text of at most {longest} characters")
        if not text.isprintable() and any(_disturbs(sign) for sign in text):
            raise ValueError("a text on one line, without control or direction-changing characters")
        return text

    return read


def _province(column: Column, text: str) -> str:
    if text.lower() in RESERVED_IDS:
        raise ValueError
    return _text(LONGEST_NAME)(column, text)


def _word(column: Column, text: str) -> str:
    if text not in column.words:
        raise ValueError
    return text


def _address(_: Column, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"web addresses of at most {LONGEST_TEXT} characters")
    for piece in text.split(" ; "):
        parts = urlsplit(piece.strip())
        if (
            parts.scheme.lower() not in ("http", "https")
            or not parts.hostname
            or not piece.strip().isprintable()
            or " " in piece.strip()
        ):
            raise ValueError
    return text


def _day(_: Column, text: str) -> date:
    if _DAY.fullmatch(text) is None or int(text[:4]) < FIRST_YEAR:
        raise ValueError
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{_EXPECTED[Kind.DAY]} that is in the calendar") from None


def _edition(column: Column, text: str) -> str:
    first, slash, last = text.partition("/")
    for part in (first, last) if slash else (first,):
        if _PART_OF_DATE.fullmatch(part) is None:
            _day(column, part)
    return text


def _time(_: Column, text: str) -> str:
    found = _TIME.fullmatch(text)
    if found is None and text != "24:00":
        raise ValueError
    return text if found is None else f"{int(found[1]):02}:{found[2]}"


def _weekday(_: Column, text: str) -> int:
    try:
        return weekday_number(text)
    except ValueError:
        raise ValueError from None


def _decimal(least: int, most: int) -> Callable[[Column, str], Fraction]:
    def read(_: Column, text: str) -> Fraction:
        try:
            value = parse_decimal(text)
        except ValueError:
            raise ValueError from None
        if value > LARGEST_VALUE:
            raise ValueError(f"a number of at most {LARGEST_VALUE:,}")
        if not least <= value <= most:
            raise ValueError
        return value

    return read


def _degrees_of_arc(most: int) -> Callable[[Column, str], Fraction]:
    read = _decimal(-most, most)

    def read_fine(column: Column, text: str) -> Fraction:
        value = read(column, text)
        if (value * 10**FINEST_DECIMALS).denominator != 1:
            raise ValueError(f"at most {FINEST_DECIMALS} decimals")
        return value

    return read_fine


def _whole(least: int, most: int) -> Callable[[Column, str], int]:
    def read(_: Column, text: str) -> int:
        # A table of a spreadsheet may write 600.0 for 600; the number is the same.
        try:
            value = parse_decimal(text)
        except ValueError:
            raise ValueError from None
        if value > LARGEST_VALUE:
            raise ValueError(f"a number of at most {LARGEST_VALUE:,}")
        if value.denominator != 1 or not least <= value <= most:
            raise ValueError
        return value.numerator

    return read


_READERS: dict[Kind, Callable[[Column, str], object]] = {
    Kind.ID: _id,
    Kind.REF: _text(LONGEST_NAME),
    Kind.NAME: _text(LONGEST_NAME),
    Kind.PROVINCE: _province,
    Kind.TEXT: _text(LONGEST_TEXT),
    Kind.WORD: _word,
    Kind.ADDRESS: _address,
    Kind.DAY: _day,
    Kind.EDITION: _edition,
    Kind.TIME: _time,
    Kind.WEEKDAY: _weekday,
    Kind.MONTH: _whole(1, 12),
    Kind.YEAR: _whole(FIRST_YEAR, LAST_YEAR),
    Kind.LON: _degrees_of_arc(180),
    Kind.LAT: _degrees_of_arc(90),
    Kind.NUMBER: _decimal(0, LARGEST_VALUE),
    Kind.SHARE: _decimal(0, 1),
    Kind.DEGREES: _decimal(COLDEST_C, HOTTEST_C),
    Kind.WHOLE: _whole(0, LARGEST_VALUE),
    Kind.PEOPLE: _whole(0, LARGEST_VALUE),
}
_EXPECTED = {
    Kind.ID: "an id of letters, digits, dot, dash and underscore that begins with a letter or digit,"
    f" at most {LONGEST_ID} long, and is not {' or '.join(sorted(RESERVED_IDS))}",
    Kind.REF: "an id or name",
    Kind.NAME: "a name",
    Kind.PROVINCE: f"the name of a province, not {' or '.join(sorted(RESERVED_IDS))}",
    Kind.TEXT: "a text",
    Kind.ADDRESS: "a web address with http:// or https:// (several joined by ' ; ')",
    Kind.DAY: "a date as YYYY-MM-DD",
    Kind.EDITION: "a date as YYYY, YYYY-MM or YYYY-MM-DD (a period has a slash between two)",
    Kind.TIME: "a time from 00:00 to 24:00",
    Kind.WEEKDAY: "a weekday from monday to sunday, in full or three letters",
    Kind.MONTH: "a month from 1 to 12",
    Kind.YEAR: f"a year from {FIRST_YEAR} to {LAST_YEAR}",
    Kind.LON: "degrees east from -180 to 180 in plain digits",
    Kind.LAT: "degrees north from -90 to 90 in plain digits",
    Kind.NUMBER: "a number of 0 or more in plain digits, without thousands separators",
    Kind.SHARE: "a share from 0 to 1",
    Kind.DEGREES: f"degrees Celsius from {COLDEST_C} to {HOTTEST_C}",
    Kind.WHOLE: "a whole number of 0 or more in plain digits, without thousands separators",
    Kind.PEOPLE: "whole people, 0 or more, in plain digits, without thousands separators",
}
