"""
The kinds of single value a scenario holds: how each is read from text, and what it refuses.

Every reader takes a value as written in YAML (a ``Scalar``) or as Python has it, and answers with the exact
value or with an ``expected`` error that carries two sentences, ``expected`` and ``got``. Binary floats are
refused: 0.94 has none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, NamedTuple, TypeVar

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from planner.config.echo import person_rule, shown_text
from planner.config.frozen import FrozenMap
from planner.config.tree import ListNode, MapNode, Scalar
from planner.disclosure import turns_direction
from planner.records import Reading
from planner.units import decimal_text, parse_decimal

# A million million people or dollars: above it a figure is a slip, and products would leave 64 bits.
LARGEST_VALUE = 10**12
LARGEST_FACTOR = 10**6
LARGEST_DAYS = 36_500
LARGEST_SEED = 2**63 - 1
LONGEST_TEXT = 200
SMALLEST_COUNT = 10
FIRST_YEAR, LAST_YEAR = 1900, 2199
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_LIMIT_ID = re.compile(r"[a-z][a-z_-]*:[A-Za-z0-9][A-Za-z0-9._-]{0,159}")
_INPUT_ID = re.compile(r"[a-z][a-z_-]*:(?:\*|[A-Za-z0-9][A-Za-z0-9._-]{0,159})")
_PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))
_RESERVED_NAMES = frozenset(("con", "prn", "aux", "nul", *_PORTS))
# Control, unassigned-surrogate, line and paragraph separators: they break a line of a report or a log in two.
_BREAKING = frozenset(("Cc", "Cs", "Zl", "Zp"))

V = TypeVar("V")


def _disturbs(sign: str) -> bool:
    """Return whether a sign breaks a line or turns the direction of what follows."""
    return unicodedata.category(sign) in _BREAKING or turns_direction(sign)


def expected(what: str, got: str | None = None, *, under: str = "") -> PydanticCustomError:
    """Return the error that says what was expected and what stood there, or one key ``under`` there."""
    words = {"expected": what, "got": got, "under": under}
    return PydanticCustomError("expected", "expected {expected}, got {got}", words)


def shown(value: object) -> str:
    """Return a value as a message may repeat it."""
    if isinstance(value, Scalar):
        if value.is_empty:
            return "nothing"
        return shown_text(value.text) if value.plain else f'"{shown_text(value.text)}"'
    if isinstance(value, MapNode | Mapping):
        return "a mapping"
    if isinstance(value, ListNode | list | tuple):
        return "a list"
    return shown_text(str(value))


def closest(word: str, known: list[str]) -> str:
    """Return the hint ``; did you mean X?``, or nothing when no known word is near."""
    near = get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


class Bounds(NamedTuple):
    """The values allowed, in words and as a test."""

    words: str
    holds: Callable[[Fraction], bool]


def _number(value: object, bounds: Bounds, what: str = "a number") -> Fraction:
    wanted = f"{what} {bounds.words}"
    try:
        if isinstance(value, Scalar) and value.plain:
            number = parse_decimal(value.text)
        elif isinstance(value, int | Fraction) and not isinstance(value, bool):
            number = parse_decimal(decimal_text(Fraction(value)))
        else:
            raise expected(wanted, shown(value))
    except ValueError as error:
        if isinstance(error, PydanticCustomError):
            raise
        raise expected(wanted, shown(value)) from error
    if not bounds.holds(number):
        raise expected(wanted, shown(value))
    return number


def _whole(value: object, bounds: Bounds) -> int:
    whole = Bounds(bounds.words, lambda number: number.denominator == 1 and bounds.holds(number))
    return int(_number(value, whole, "a whole number"))


def text_of(value: object, wanted: str = "text") -> str:
    """
    Return a line of text as written.

    Raises
    ------
    PydanticCustomError
        When it is empty, long, broken by control characters, or looks like a person's data.
    """
    text = value.text if isinstance(value, Scalar) and not value.is_empty else value
    if not isinstance(text, str):
        raise expected(wanted, shown(value))
    rule = person_rule(text)
    if rule:
        raise expected(f"no data of persons (rule {rule})", shown_text(text))
    if not text.strip() or any(map(_disturbs, text)):
        raise expected(
            f"{wanted} in one line",
            "an empty one" if not text.strip() else "control characters",
        )
    if len(text) > LONGEST_TEXT:
        raise expected(f"{wanted} of at most {LONGEST_TEXT} characters", f"{len(text)}")
    return text


def _matching(value: object, pattern: re.Pattern[str], wanted: str) -> str:
    text = text_of(value, wanted)
    if not pattern.fullmatch(text):
        raise expected(wanted, shown(value))
    return text


def _folder_name(value: object) -> str:
    wanted = "a name for a folder: letters, digits, dots, underscores and hyphens, a letter or digit first"
    text = _matching(value, _ID, wanted)
    if text.endswith(".") or text.split(".")[0].lower() in _RESERVED_NAMES:
        raise expected(wanted, shown(value))
    return text


def _day(value: object) -> date:
    wanted = f"a date as YYYY-MM-DD, {FIRST_YEAR} to {LAST_YEAR}"
    if isinstance(value, Scalar) and _DATE.fullmatch(value.text):
        try:
            day = date.fromisoformat(value.text)
        except ValueError as error:
            raise expected(wanted, shown(value)) from error
    elif type(value) is date:
        day = value
    else:
        raise expected(wanted, shown(value))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise expected(wanted, shown(value))
    return day


def day_or_none(value: object) -> date | None:
    """Return the day a value names, or ``None`` when it names none (its own key says so)."""
    try:
        return _day(value)
    except PydanticCustomError:
        return None


def native(value: Scalar) -> object:
    """
    Return a value of no fixed kind as Python has it: number, date, truth value, nothing or text.

    Raises
    ------
    PydanticCustomError
        When it is text that ``text_of`` refuses.
    """
    if value.is_empty:
        return None
    if not value.plain:
        return text_of(value)
    if value.text in ("true", "false"):
        return value.text == "true"
    try:
        number = parse_decimal(value.text)
    except ValueError:
        return day_or_none(value) or text_of(value)
    return int(number) if number.denominator == 1 else number


def _reading(value: object) -> Reading:
    return Reading(one_of(value, [*map(str, Reading)]))


def one_of(value: object, words: list[str]) -> str:
    """
    Return one of a few words.

    Raises
    ------
    PydanticCustomError
        For any other word, with the nearest one as a hint.
    """
    wanted = f"one of {', '.join(words)}"
    text = text_of(value, wanted)
    if text not in words:
        raise expected(wanted, shown(value) + closest(text, words))
    return text


def _release_kind(value: object) -> ReleaseKind:
    return ReleaseKind(one_of(value, [*map(str, ReleaseKind)]))


class ReleaseKind(StrEnum):
    """How people become free to leave."""

    AT_ONCE = "at_once"
    UNIFORM = "uniform"
    RISING = "rising"


def _unless_empty(value: object) -> object:
    return None if isinstance(value, Scalar) and value.is_empty else value


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise expected("at least one entry", "an empty list")
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise expected("each entry once", f"{shown_text(twice[0])} twice")
    return values


def _number_type(bounds: Bounds, schema: dict[str, object]) -> tuple[BeforeValidator, WithJsonSchema]:
    return BeforeValidator(lambda value: _number(value, bounds)), WithJsonSchema({"type": "number", **schema})


def _whole_type(bounds: Bounds, schema: dict[str, object]) -> tuple[BeforeValidator, WithJsonSchema]:
    return BeforeValidator(lambda value: _whole(value, bounds)), WithJsonSchema({"type": "integer", **schema})


def count_type(least: int, most: int) -> tuple[BeforeValidator, WithJsonSchema]:
    """Return what reads a whole number between two ends, and its schema."""
    bounds = Bounds(f"from {least:,} to {most:,}", lambda n: least <= n <= most)
    return _whole_type(bounds, {"minimum": least, "maximum": most})


def _text_type(pattern: re.Pattern[str], wanted: str) -> tuple[BeforeValidator, WithJsonSchema]:
    schema = {"type": "string", "pattern": f"^{pattern.pattern}$"}
    return BeforeValidator(lambda value: _matching(value, pattern, wanted)), WithJsonSchema(schema)


_people = Bounds(
    f"of people, 0 or from {SMALLEST_COUNT} to {LARGEST_VALUE:,} (1 to {SMALLEST_COUNT - 1} are refused)",
    lambda n: n == 0 or SMALLEST_COUNT <= n <= LARGEST_VALUE,
)
_share = Bounds("from 0 to 1", lambda n: 0 <= n <= 1)
_hours = Bounds("above 0, at most 8", lambda n: 0 < n <= 8)  # noqa: PLR2004, TRA-08 says eight hours
_value = Bounds(f"from 0 to {LARGEST_VALUE:,}", lambda n: 0 <= n <= LARGEST_VALUE)
_factor = Bounds(f"from 0 to {LARGEST_FACTOR:,}", lambda n: 0 <= n <= LARGEST_FACTOR)
_days = Bounds(f"from 1 to {LARGEST_DAYS:,}", lambda n: 1 <= n <= LARGEST_DAYS)
_seed = Bounds(f"from 0 to {LARGEST_SEED}", lambda n: 0 <= n <= LARGEST_SEED)
_people_schema = {"anyOf": [{"const": 0}, {"minimum": SMALLEST_COUNT, "maximum": LARGEST_VALUE}]}

People = Annotated[int, *_whole_type(_people, _people_schema)]
Share = Annotated[Fraction, *_number_type(_share, {"minimum": 0, "maximum": 1})]
Hours = Annotated[Fraction, *_number_type(_hours, {"exclusiveMinimum": 0, "maximum": 8})]
Value = Annotated[Fraction, *_number_type(_value, {"minimum": 0, "maximum": LARGEST_VALUE})]
Factor = Annotated[Fraction, *_number_type(_factor, {"minimum": 0, "maximum": LARGEST_FACTOR})]
Days = Annotated[int, *_whole_type(_days, {"minimum": 1, "maximum": LARGEST_DAYS})]
Seed = Annotated[int, *_whole_type(_seed, {"minimum": 0, "maximum": LARGEST_SEED})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
_text_schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
Text = Annotated[str, BeforeValidator(text_of), WithJsonSchema(_text_schema)]
Id = Annotated[str, *_text_type(_ID, "an id of letters, digits, dots, underscores and hyphens")]
PEOPLE_LIMIT = "people:all"
"""The one limit that is a count of people: how many are in scope. More of it helps nobody."""
LimitId = Annotated[str, *_text_type(_LIMIT_ID, "a limit as kind:place, such as throughput:torkham")]
InputId = Annotated[str, *_text_type(_INPUT_ID, "an input as kind:place, such as throughput:torkham, or kind:*")]
_folder_schema = {"type": "string", "pattern": f"^{_ID.pattern}$"}
FolderName = Annotated[str, BeforeValidator(_folder_name), WithJsonSchema(_folder_schema)]
ReadingName = Annotated[Reading, BeforeValidator(_reading), WithJsonSchema({"enum": [*map(str, Reading)]})]
Kind = Annotated[ReleaseKind, BeforeValidator(_release_kind), WithJsonSchema({"enum": [*map(str, ReleaseKind)]})]
MaybeDays = Annotated[Days | None, BeforeValidator(_unless_empty)]
MaybeValue = Annotated[Value | None, BeforeValidator(_unless_empty)]
MaybeShare = Annotated[Share | None, BeforeValidator(_unless_empty)]
Ids = Annotated[tuple[Id, ...], AfterValidator(_distinct)]
IdSet = Annotated[Ids, AfterValidator(lambda ids: tuple(sorted(ids)))]


def read_only(values: Mapping[str, V]) -> FrozenMap[V]:
    """Return the mapping with its keys sorted, never to change again."""
    return FrozenMap(values)


def share_of(value: object) -> Fraction:
    """Return a share, for the short form that writes one number for a whole range."""
    return _number(value, _share)


def people_of(value: object) -> int:
    """Return a people count, for the short form that writes one number for a whole range."""
    return _whole(value, _people)


def value_of(value: object) -> Fraction:
    """Return the value of a limit, for the short form that writes it alone."""
    return _number(value, _value)
