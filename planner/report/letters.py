"""Letters fit to print: what a text from a user may carry into a document, and what is shown in place of the rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from planner.disclosure import turns_direction

_BLANK = frozenset("\t\n\r\v\f\x85\u2028\u2029")
_REPLACED = "\ufffd"
# What may need replacing: every letter outside printable ASCII. Drawings are long, and nearly all of it.
_DOUBTFUL = re.compile(r"[^ -~]")


def clean(value: Any) -> Any:
    """
    Return a value with every text fit to print: line breaks as blanks, no control or direction-changing characters.

    A character that changes how its neighbours are shown, and shows nothing itself, reads as U+FFFD.
    """
    if isinstance(value, str):
        return _DOUBTFUL.sub(lambda found: _printable(found[0]), value)
    if isinstance(value, Mapping):
        return {key: clean(part) for key, part in value.items()}
    if isinstance(value, list):
        return [clean(part) for part in value]
    return value


def _printable(letter: str) -> str:
    if letter in _BLANK:
        return " "
    if unicodedata.category(letter) in ("Cc", "Cs") or turns_direction(letter):
        return _REPLACED
    return letter
