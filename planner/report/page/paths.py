"""Paths of a drawing in fewer letters: tenths of a unit, and each point told from the one before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import hypot

_PIECE = re.compile(r"[A-Za-z]|-?[\d.]+(?:e-?\d+)?")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}
_CLOSED = "z"
_FRACTION = re.compile(r"^(-?)0(?=\.)")
_LONG = 60
"""Lines in a run from which some are left out: days of a year stand closer than a page can show."""
_ASIDE = 1
"""Tenths of a unit that what is left out may lie aside."""

Tenths = tuple[int, int]


def shorter(path: str) -> str:
    """
    Return the same path to a tenth of a unit, in relative steps; tenths are added up as whole numbers, so none drifts.

    Of a long run of lines, points are left out that lie next to a straight line between others.

    Parameters
    ----------
    path
        Absolute moves, lines, curves and closings, as matplotlib writes them.

    Raises
    ------
    ValueError
        When there is anything else in it.

    Examples
    --------
    >>> shorter("M 53.81 82 L 65.9 82 L 65.9 19.4 L 53.8 19.4 z")
    'm53.8 82h12.1v-62.6h-12.1z'
    """
    return "".join(_steps(path))


def _steps(path: str) -> Iterator[str]:
    pieces = _PIECE.findall(path)
    at = start = (0, 0)
    last, k, kept = "", 0, _kept(pieces)
    while k < len(pieces):
        command = pieces[k]
        if command == "L" and k not in kept:
            k += 3
            continue
        if command in "zZ":
            yield _CLOSED
            at, last, k = start, _CLOSED, k + 1
            continue
        if command not in _POINTS:
            raise ValueError(f"path: expected one of {', '.join(_POINTS)} or {_CLOSED}, got {command!r}")
        end = k + 1 + 2 * _POINTS[command]
        numbers = [round(float(number) * 10) for number in pieces[k + 1 : end]]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        letter, steps = _step(command, at, points)
        joined = "".join(f" {word}" if j and word[0] != "-" else word for j, word in enumerate(map(_word, steps)))
        # A letter that repeats may be left out; a move's own repeats would be lines.
        yield (joined if joined[0] == "-" else f" {joined}") if letter == last != "m" else letter + joined
        at, last, k = points[-1], letter, end
        start = at if command == "M" else start


def _kept(pieces: list[str]) -> set[int]:
    """Return where the lines of a path stand that are kept: of a long run those without which it would look another."""
    kept: set[int] = set()
    for is_line, group in groupby(_commands(pieces), key=lambda k: pieces[k] == "L"):
        run = list(group)
        if not is_line:
            continue
        points = [(10 * float(pieces[k + 1]), 10 * float(pieces[k + 2])) for k in run]
        kept |= {run[j] for j in (_corners(points) if len(run) > _LONG else range(len(run)))}
    return kept


def _commands(pieces: list[str]) -> Iterator[int]:
    k = 0
    while k < len(pieces):
        yield k
        k += 1 + 2 * _POINTS.get(pieces[k], 0)


def _corners(points: Sequence[tuple[float, float]]) -> Iterator[int]:
    """Yield the points of a line, first and last too, between which all others lie next to straight ones."""
    start = 0
    yield start
    for end in range(2, len(points)):
        if any(_aside(points[start], points[end], points[j]) > _ASIDE for j in range(start + 1, end)):
            start = end - 1
            yield start
    yield len(points) - 1


def _aside(start: tuple[float, float], end: tuple[float, float], point: tuple[float, float]) -> float:
    """Return how far a point lies from a straight line between two others, beyond its ends from the nearer end."""
    along = (end[0] - start[0], end[1] - start[1])
    to = (point[0] - start[0], point[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    share = min(max((to[0] * along[0] + to[1] * along[1]) / length, 0), 1) if length else 0
    return hypot(to[0] - share * along[0], to[1] - share * along[1])


def _step(command: str, at: Tenths, points: list[Tenths]) -> tuple[str, list[int]]:
    """Return the letter and the numbers of one step from a point; a level or upright line has one number."""
    steps = [step for x, y in points for step in (x - at[0], y - at[1])]
    if command == "L" and steps[1] == 0:
        return "h", steps[:1]
    if command == "L" and steps[0] == 0:
        return "v", steps[1:]
    return command.lower(), steps


def _word(tenths: int) -> str:
    return number_of(tenths / 10)


def number_of(value: float) -> str:
    """Return a number to a tenth, without the noughts that it can do without."""
    return _FRACTION.sub(r"\1", f"{round(value, 1) or 0:g}")
