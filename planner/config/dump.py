"""A scenario as canonical YAML: one order, every key written, nothing inherited, the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from pydantic import BaseModel

from planner.config.schema import LimitChange, PeopleTotal, Scenario, ShareRange
from planner.config.uncertain import Distribution, Event, Group
from planner.units import decimal_text

_HEADER = "# Every key of this run, after inheritance and overrides.\n"
_PLAIN_KEY = re.compile(r"[a-z][a-z0-9_]*")
# Words that some readers of YAML take for truth values or nothing.
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


_ON_ONE_LINE = (PeopleTotal, ShareRange, LimitChange, Distribution, Group, Event)


def dump_resolved(scenario: Scenario) -> str:
    """
    Return the YAML text from which ``load_resolved`` reads an equal scenario.

    Raises
    ------
    ValueError
        When a value of ``sweep`` is a number without a finite decimal.
    """
    return _HEADER + "\n".join(_lines(scenario, 0)) + "\n"


def flat(scenario: Scenario) -> dict[str, str]:
    """Return every key of a scenario by its path, such as ``release.kind``, with its value on one line."""
    return dict(_paths(scenario, ""))


def one_line(value: object) -> str:
    """Return a value of a scenario or of its sweep on one line, a text without quotes."""
    return value if isinstance(value, str) else _flow(value)


def _paths(value: BaseModel | Mapping[str, object], path: str) -> Iterator[tuple[str, str]]:
    for key, inner in _pairs(value):
        name = f"{path}.{key}" if path else str(key)
        if isinstance(inner, BaseModel | Mapping) and not isinstance(inner, _ON_ONE_LINE) and _pairs(inner):
            yield from _paths(inner, name)
        else:
            yield name, one_line(inner)


def _lines(value: BaseModel | Mapping[str, object], level: int) -> Iterator[str]:
    for key, inner in _pairs(value):
        start = f"{'  ' * level}{_key(key)}:"
        if isinstance(inner, BaseModel | Mapping) and not isinstance(inner, _ON_ONE_LINE) and _pairs(inner):
            yield start
            yield from _lines(inner, level + 1)
        else:
            yield f"{start} {_flow(inner)}"


def _pairs(value: BaseModel | Mapping[str, object]) -> list[tuple[str, object]]:
    if isinstance(value, Mapping):
        return list(value.items())
    fields = type(value).model_fields.items()
    return [(info.alias or name, getattr(value, name)) for name, info in fields]


def _key(text: str) -> str:
    return text if _PLAIN_KEY.fullmatch(text) and text not in _WORDS else _quoted(text)


def _quoted(text: str) -> str:
    plain = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in plain)


def _flow(value: object) -> str:
    """Return a value on one line."""
    if isinstance(value, LimitChange):
        return _flow(value.value) if value.value is not None else f"{{factor: {_flow(value.factor)}}}"
    if isinstance(value, Distribution):
        # What its kind does not use stays unwritten, as in the files.
        return (
            "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in _pairs(value) if inner not in (None, ())) + "}"
        )
    if isinstance(value, BaseModel | Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_flow(inner)}" for key, inner in _pairs(value)) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    return _single(value)


def _single(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, int | date):
        return str(value)
    return _quoted(str(value))
