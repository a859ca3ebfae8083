"""
The language of rules, and its reader.

::

    rule       = "parameter"
               | "breach if modelled < value" | "breach if modelled > value" | "breach if outside low..high"
               | result "=" sum
    result     = "need" | "staff_hours" | "staff_years" | "days" | "sites" | "kcal_add"
    sum        = product { ("+" | "-") product }
    product    = atom { ("*" | "/") atom }
    atom       = number | name | row id | function "(" sum { "," sum } ")" | "(" sum ")"
    function   = "ceil" | "floor" | "max" | "min"

Names are those of ``NAMES``; a row id such as ``TRA-02`` stands for what that row comes to at the same place and day.
Numbers are plain decimals. There are no attributes, indices, powers, comparisons, texts or calls of anything else, and
length, tokens and nesting are bounded, so that a rule of a stranger's profile costs nothing and can do nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from planner.units import parse_decimal

LONGEST_RULE, MOST_TOKENS, DEEPEST = 160, 48, 8
LARGEST_NUMBER = 10**9
RESULTS = ("need", "staff_hours", "staff_years", "days", "sites", "kcal_add")
FUNCTIONS = {"ceil": (1, 1), "floor": (1, 1), "max": (2, 4), "min": (2, 4)}
"""Least and most arguments of each function."""
NAMES = {
    "value": None,
    "pop": None,
    "pop_or_units": None,
    "cases": None,
    "users": None,
    "persons_in_group": None,
    "officers": "officer",
    "children": "child",
    "women_girls_12_49": "woman",
    "households": "household",
    "household_size": "person/household",
    "sites": "site",
    "toilets": "toilet",
    "toilet_blocks": "toilet block",
    "vehicles": "vehicle",
    "posts": "post",
    "seats_arriving_together": "seat",
    "units": None,
    "mean_temp": "degC",
}
"""What a rule may speak of, and its unit; ``None`` where the row's group or value says it."""

_TOKEN = re.compile(
    r"\s*(?:(?P<row>[A-Z]{2,8}-[0-9]{2,3}(?![0-9A-Za-z_]))|(?P<number>[0-9]+(?:\.[0-9]+)?(?![0-9A-Za-z_.]))"
    r"|(?P<name>[a-z][a-z0-9_]*)|(?P<sign>[-+*/(),]))"
)


_ROW_ID = re.compile(r"[A-Z]{2,8}-[0-9]{2,3}")


class RuleError(ValueError):
    """A rule that is none; the message says what was expected, and repeats nothing of what looks hostile."""


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal as written."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity of the place and day, or the row's own value."""

    name: str


@dataclass(frozen=True, slots=True)
class RowOf:
    """What another row comes to."""

    row_id: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two sums joined by ``+``, ``-``, ``*`` or ``/``."""

    sign: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """One of the four functions."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Number | Name | RowOf | Operation | Call


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure that other rows use."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A comparison: ``side`` is ``<``, ``>`` or ``outside``."""

    side: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A sum that gives a quantity."""

    result: str
    body: Expression


Rule = Parameter | Breach | Quantity

_FIXED: dict[str, Rule] = {
    "parameter": Parameter(),
    "breach if modelled < value": Breach("<"),
    "breach if modelled > value": Breach(">"),
    "breach if outside low..high": Breach("outside"),
}


def parse_rule(text: str) -> Rule:
    """
    Return what a rule says.

    Raises
    ------
    RuleError
        With what was expected.
    """
    if len(text) > LONGEST_RULE:
        raise RuleError(f"a rule of at most {LONGEST_RULE} characters")
    words = " ".join(text.split())
    if words in _FIXED:
        return _FIXED[words]
    result, equals, body = words.partition("=")
    if not equals or result.strip() not in RESULTS:
        raise RuleError(f"a rule: {', '.join(_FIXED)}, or a sum after one of {', '.join(RESULTS)} and =")
    return Quantity(result.strip(), _Reader(_tokens(body)).whole())


def _tokens(text: str) -> list[tuple[str, str]]:
    """Return (kind, text) of every token."""
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise RuleError("plain decimals, known names, row ids, + - * / , and parentheses, and nothing else")
        kind = str(found.lastgroup)
        tokens.append((kind, found[kind]))
        at = found.end()
        if len(tokens) > MOST_TOKENS:
            raise RuleError(f"a rule of at most {MOST_TOKENS} numbers, names and signs")
    return tokens


class _Reader:
    """Reads tokens from left to right, one level of the language a method."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def whole(self) -> Expression:
        body = self._sum()
        if self.at != len(self.tokens):
            raise RuleError("one sum, with a sign between its parts")
        return body

    def _next(self, *wanted: str) -> str | None:
        """Take the next token when it is one of these signs."""
        if self.at < len(self.tokens) and self.tokens[self.at] in [("sign", sign) for sign in wanted]:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def _sum(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise RuleError(f"at most {DEEPEST} parentheses inside each other")
        left = self._product()
        while sign := self._next("+", "-"):
            left = Operation(sign, left, self._product())
        self.depth -= 1
        return left

    def _product(self) -> Expression:
        left = self._atom()
        while sign := self._next("*", "/"):
            left = Operation(sign, left, self._atom())
        return left

    def _atom(self) -> Expression:
        if self._next("("):
            return self._closed(self._sum())
        if self.at >= len(self.tokens):
            raise RuleError("a number or a name where the rule ends")
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return _number(text)
        if kind == "row":
            return RowOf(text)
        if kind == "name" and text in FUNCTIONS:
            return self._call(text)
        if kind != "name" or text not in NAMES:
            raise RuleError(f"one of the names {', '.join(sorted(NAMES))}")
        return Name(text)

    def _call(self, function: str) -> Call:
        least, most = FUNCTIONS[function]
        if not self._next("("):
            raise RuleError(f"( after {function}")
        arguments = [self._sum()]
        while self._next(","):
            arguments.append(self._sum())
        if not least <= len(arguments) <= most:
            raise RuleError(f"{least} to {most} arguments of {function}")
        self._closed(arguments[-1])
        return Call(function, tuple(arguments))

    def _closed(self, inner: Expression) -> Expression:
        if not self._next(")"):
            raise RuleError("a ) for every (")
        return inner


def _number(text: str) -> Number:
    try:
        value = parse_decimal(text)
    except ValueError:
        raise RuleError("numbers in few plain digits") from None
    if value > LARGEST_NUMBER:
        raise RuleError(f"numbers of at most {LARGEST_NUMBER:,}")
    return Number(value)


def is_row(text: str) -> bool:
    """Return whether a text has the form of a row id."""
    return _ROW_ID.fullmatch(text) is not None


def names_of(body: Expression) -> frozenset[str]:
    """Return the names that a sum uses."""
    return frozenset(part.name for part in _parts(body) if isinstance(part, Name))


def rows_of(rule: Rule) -> frozenset[str]:
    """Return the rows that a rule leans on."""
    if not isinstance(rule, Quantity):
        return frozenset()
    return frozenset(part.row_id for part in _parts(rule.body) if isinstance(part, RowOf))


def _parts(body: Expression) -> list[Expression]:
    if isinstance(body, Operation):
        return [*_parts(body.left), *_parts(body.right)]
    if isinstance(body, Call):
        return [part for argument in body.arguments for part in _parts(argument)]
    return [body]
