"""Units in words, in the number that their count asks for."""

from __future__ import annotations

_UNCOUNTED = ("m2", "kg", "L", "Mcal", "staff", "years of work")
_IRREGULAR = {"people": "person"}


def unit_in_words(unit: str, count: float | None = None) -> str:
    """
    Return a unit in words.

    Parameters
    ----------
    unit
        Such as ``toilet``, ``sites`` or ``kit/month``.
    count
        With which it stands, where it is the thing counted.

    Examples
    --------
    >>> unit_in_words("kit/month", 3), unit_in_words("sites", 1), unit_in_words("L/day", 1)
    ('kits a month', 'site', 'L a day')
    """
    noun, slash, rest = unit.partition("/")
    if count is not None and noun not in _UNCOUNTED:
        noun = _one(noun) if count == 1 else _many(noun)
    return f"{noun}{slash}{rest}".replace("/day", " a day").replace("/month", " a month").replace("m2", "m²")


def _one(noun: str) -> str:
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return _IRREGULAR.get(noun, noun.removesuffix("s"))


def _many(noun: str) -> str:
    if noun.endswith("s") or noun in _IRREGULAR:
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
