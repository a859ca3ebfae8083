"""What may be repeated in a message: never what looks like a person's data."""

from __future__ import annotations

import re

from planner.disclosure import find_person_pattern

WITHHELD = "(withheld)"
_LONGEST_ECHO = 80
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def person_rule(text: str) -> str | None:
    """Return the id of the rule by which a text looks like a person's data, if any."""
    return find_person_pattern(text)


def shown_text(text: str | None) -> str:
    """Return a text as a message may repeat it: escaped, shortened, or withheld when about a person."""
    if text is None:
        return "nothing"
    if not _DATE.fullmatch(text) and person_rule(text):
        return WITHHELD
    short = text if len(text) <= _LONGEST_ECHO else text[:_LONGEST_ECHO] + "..."
    return short.encode("unicode_escape").decode("ascii") if not short.isprintable() else short
