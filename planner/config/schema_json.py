"""
The JSON Schema of a configuration, for editors; the package ships it as ``config.schema.json``.

It describes the keys and values of one file. What joins several keys (an order of dates, the ends of a range)
is checked by the program only. ``python -m planner.config`` prints it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from inspect import getdoc
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaWarningKind

from planner.config.schema import (
    LimitChange,
    PeopleTotal,
    Release,
    Scenario,
    ShareRange,
    StandardsChoice,
    Stay,
    Streams,
)
from planner.config.uncertain import Distribution, Event, Group, Uncertainty

SCHEMA_FILE = "config.schema.json"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_EXTENDS = (
    "One parent: a file beside this one, or the name of an embedded configuration. "
    "Its keys hold where this file has none."
)
_WHOLE = ("case", "start", "deadline")
_PARTS: tuple[type[BaseModel], ...] = (
    PeopleTotal,
    ShareRange,
    Streams,
    Release,
    Stay,
    StandardsChoice,
    LimitChange,
    Uncertainty,
    Distribution,
    Group,
    Event,
)
_PARAMETER = re.compile(r"^(?P<names>\w+(?:, \w+)*)\n(?P<text>(?:    .*\n?)+)", re.MULTILINE)


class _Quiet(GenerateJsonSchema):
    """Leaves out what pydantic cannot write, such as exact fractions; ``_describe`` writes them."""

    def emit_warning(self, kind: JsonSchemaWarningKind, detail: str) -> None:
        """Say nothing: the default that is missing is added later."""


def write_schema() -> dict[str, Any]:
    """Return the schema as plain data."""
    schema = _tidy(Scenario.model_json_schema(by_alias=True, schema_generator=_Quiet))
    parts = schema["$defs"]
    _describe(schema, Scenario)
    for model in _PARTS:
        _describe(parts[model.__name__], model)
    change = parts["LimitChange"]["properties"]
    for key, entry in change.items():
        # Python's None is the half that is left out; a file never writes it.
        change[key] = {**entry["anyOf"][0], "description": entry["description"]}
    parts["LimitChange"] |= {"minProperties": 1, "maxProperties": 1}
    del parts["Release"]["required"], schema["required"]
    _shorten(parts["Streams"]["properties"], "self_organised", parts["ShareRange"]["properties"]["low"])
    _shorten_ids(schema["properties"]["people"], parts["PeopleTotal"]["properties"]["low"])
    _shorten_ids(schema["properties"]["limits"], parts["LimitChange"]["properties"]["value"])
    schema["properties"]["extends"] = {"type": "string", "minLength": 1, "description": _EXTENDS}
    choices = [{"required": ["extends"]}, {"required": list(_WHOLE)}]
    return {"$schema": _DRAFT, "title": "A scenario of the returns planner", "anyOf": choices, **schema}


def schema_text() -> str:
    """Return the schema as the file holds it."""
    return json.dumps(write_schema(), indent=2, ensure_ascii=False) + "\n"


def schema_path() -> Path:
    """Return the shipped file."""
    return Path(__file__).resolve().with_name(SCHEMA_FILE)


def _tidy(node: Any) -> Any:
    """Return the schema less made-up titles, with each list's entries distinct and stray ids refused."""
    if isinstance(node, list):
        return [_tidy(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    tidy = {key: _tidy(inner) for key, inner in node.items() if not (key == "title" and isinstance(inner, str))}
    if tidy.get("type") == "array" and "items" in tidy:
        tidy = {"minItems": 1, "uniqueItems": True} | tidy
    if "patternProperties" in tidy:
        tidy["additionalProperties"] = False
    return tidy


def _describe(part: dict[str, Any], model: type[BaseModel]) -> None:
    """Give a model's keys the words of its docstring and its defaults."""
    doc = getdoc(model) or ""
    part["description"] = " ".join(doc.split("\n\nParameters\n")[0].split()).replace("`", "")
    words = {
        name: " ".join(match["text"].split()).replace("`", "")
        for match in _PARAMETER.finditer(doc)
        for name in match["names"].split(", ")
    }
    for name, info in model.model_fields.items():
        entry = part["properties"][info.alias or name]
        if name in words:
            entry["description"] = words[name]
        if not info.is_required() and info.default_factory is None:
            entry["default"] = _plain(info.default)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {info.alias or name: _plain(getattr(value, name)) for name, info in type(value).model_fields.items()}
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value.value if isinstance(value, Enum) else value


def _shorten(properties: dict[str, Any], key: str, single: dict[str, Any]) -> None:
    """Let a key hold one number in place of its mapping."""
    entry = properties[key]
    long = {"$ref": entry.pop("$ref")}
    properties[key] = {"anyOf": [single, long], **entry}


def _shorten_ids(part: dict[str, Any], single: dict[str, Any]) -> None:
    """Let the value of each id be one number in place of its mapping."""
    for pattern in part["patternProperties"]:
        _shorten(part["patternProperties"], pattern, single)
