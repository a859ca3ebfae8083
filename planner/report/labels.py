"""Labels on a map that do not overlap: of the places around each point the least bad wins, heaviest label first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, inf, pi, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ANGLES = tuple(k * pi / 8 for k in (0, 8, 1, 7, 15, 9, 2, 6, 14, 10, 4, 12, 3, 5, 13, 11))
_DISTANCES = (3.0, 9.0, 18.0, 30.0, 45.0, 65.0, 90.0, 120.0, 155.0)
_OUTSIDE, _ON_LABEL, _ON_SYMBOL, _ON_DOT, _THROUGH, _MISTAKEN = 4_000.0, 2_000.0, 600.0, 25.0, 400.0, 150.0
_ON_ROAD, _MOST_ON_ROADS = 5.0, 40.0
_LATER = 0.05
_STEPS = 12
_CLEAR_PT = 7.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """
    A label to be placed, in points from the lower left corner of the map.

    Parameters
    ----------
    x, y, radius
        The symbol it belongs to.
    width, height
        Of the label itself.
    """

    x: float
    y: float
    radius: float
    width: float
    height: float


def place(
    labels: Sequence[Label],
    frame: Box,
    dots: Sequence[tuple[float, float]] = (),
    roads: Sequence[tuple[float, float]] = (),
    blocked: Sequence[Box] = (),
) -> list[Box]:
    """
    Return a box for each label, in the order of the labels; earlier ones choose first.

    Parameters
    ----------
    frame
        Left, bottom, right and top that labels stay within.
    dots
        Lesser symbols that a label should rather not cover.
    roads
        Points along lines that a label should not lie on where a little way off there is room.
    blocked
        What stands on the map already.
    """
    placed: list[Box] = list(blocked)
    # Late, as all that is heavy here: whoever only reads what reports are named waits for none of it.
    import numpy as np

    along = np.array(roads, dtype=np.float64).reshape(-1, 2)
    for label in labels:
        candidates = [_around(label, angle, distance) for distance in _DISTANCES for angle in _ANGLES]
        best, least = candidates[0], inf
        for order, box in enumerate(candidates):
            cost = order * _LATER + _distance(box, label)
            # Whatever else is found can only add to it.
            if cost < least:
                cost += _covers(box, label, placed, labels, frame, dots)
            if cost < least:
                cost += _misleads(box, label, placed, labels) + _on_roads(box, along)
            best, least = (box, cost) if cost < least else (best, least)
        placed.append(best)
    return placed[len(blocked) :]


def _around(label: Label, angle: float, distance: float) -> Box:
    """Return the box whose nearest side is at a distance from the symbol, in a direction."""
    reach = label.radius + distance
    dx, dy = cos(angle), sin(angle)
    middle_x = label.x + dx * (reach + label.width / 2 * abs(dx) ** 0.5)
    middle_y = label.y + dy * (reach + label.height / 2)
    return (
        middle_x - label.width / 2,
        middle_y - label.height / 2,
        middle_x + label.width / 2,
        middle_y + label.height / 2,
    )


def overlap(a: Box, b: Box) -> float:
    """Return the area that two boxes share."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0.0


def _distance(box: Box, label: Label) -> float:
    """Return how far the middle of a box is from its symbol."""
    return hypot((box[0] + box[2]) / 2 - label.x, (box[1] + box[3]) / 2 - label.y)


def _covers(
    box: Box,
    label: Label,
    placed: Sequence[Box],
    labels: Sequence[Label],
    frame: Box,
    dots: Sequence[tuple[float, float]],
) -> float:
    """Return what it costs a box to lie outside the frame, on labels, on symbols and on dots."""
    left, bottom, right, top = box
    cost = 0.0
    if left < frame[0] or bottom < frame[1] or right > frame[2] or top > frame[3]:
        cost += _OUTSIDE
    wide = (left - 1.5, bottom - 1.0, right + 1.5, top + 1.0)
    cost += _ON_LABEL * sum(overlap(wide, other) > 0 for other in placed)
    for other in labels:
        reach = other.radius + (0.0 if other is label else 1.0)
        disc = (other.x - reach, other.y - reach, other.x + reach, other.y + reach)
        cost += _ON_SYMBOL * (overlap(box, disc) > 0)
    return cost + _ON_DOT * sum(left < x < right and bottom < y < top for x, y in dots)


def _misleads(box: Box, label: Label, placed: Sequence[Box], labels: Sequence[Label]) -> float:
    """Return what it costs a box to stand by another's symbol, or its line to run through other labels."""
    anchor = nearest(box, label.x, label.y)
    own = _gap(box, label)
    cost = _MISTAKEN * sum(
        _gap(box, other) <= own + _CLEAR_PT for other in labels if other is not label and other.radius
    )
    return cost + _THROUGH * sum(_crosses(label, anchor, other) for other in placed)


def _on_roads(box: Box, along: NDArray[np.float64]) -> float:
    """Return what it costs a box to lie on roads: more for each point of them, up to a way it may be moved instead."""
    x, y = along[:, 0], along[:, 1]
    inside = (box[0] < x) & (x < box[2]) & (box[1] < y) & (y < box[3])
    return min(_ON_ROAD * int(inside.sum()), _MOST_ON_ROADS)


def nearest(box: Box, x: float, y: float) -> tuple[float, float]:
    """Return the point of a box that lies closest to a point."""
    return min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])


def _gap(box: Box, label: Label) -> float:
    """Return how far a box is from the edge of a label's symbol."""
    x, y = nearest(box, label.x, label.y)
    return hypot(x - label.x, y - label.y) - label.radius


def _crosses(label: Label, anchor: tuple[float, float], other: Box) -> bool:
    """Return whether the line from a symbol to its label runs through another label."""
    left, bottom, right, top = other
    aside = max(label.x, anchor[0]) <= left or min(label.x, anchor[0]) >= right
    if aside or max(label.y, anchor[1]) <= bottom or min(label.y, anchor[1]) >= top:
        return False
    for step in range(_STEPS + 1):
        x = label.x + (anchor[0] - label.x) * step / _STEPS
        y = label.y + (anchor[1] - label.y) * step / _STEPS
        if left < x < right and bottom < y < top:
            return True
    return False
