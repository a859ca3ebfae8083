"""From a point between 0 and 1 to a value: how the values of a range are weighed, and what moves together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from planner.config import Distribution, DistributionKind, Scenario
from planner.simulate.inputs import Input, members_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Nine draws in ten lie between the ends of a lognormal before it is cut there: 1.645 standard deviations either way.
_NINE_IN_TEN = 1.6448536269514722
# A normal score of 0 or 1 has no end; the nearest numbers below and above do.
_LEAST = 2.0**-53


def value_at(distribution: Distribution, point: Floats) -> Floats:
    """
    Return the values of a distribution at points of its cumulative distribution.

    Parameters
    ----------
    point
        ``[draws] float64``, 0 to 1.
    """
    if distribution.kind is DistributionKind.DISCRETE:
        return _discrete(distribution, point)
    low, high = _float(distribution.low), _float(distribution.high)
    if low == high:
        return np.full(point.shape, low)
    if distribution.kind is DistributionKind.UNIFORM:
        return low + point * (high - low)
    mode = _float(distribution.mode)
    if distribution.kind is DistributionKind.TRIANGULAR:
        return _triangular(low, mode, high, point)
    spread = np.log(high / low) / (2 * _NINE_IN_TEN)
    ends = ndtr(np.log(np.array([low, high]) / mode) / spread)
    score = ndtri(np.clip(ends[0] + point * (ends[1] - ends[0]), _LEAST, 1 - _LEAST))
    return np.asarray(np.clip(mode * np.exp(spread * score), low, high))


def _float(value: object) -> float:
    assert value is not None, "a distribution of an input has its ends filled in"
    return float(value)  # type: ignore[arg-type]


def _triangular(low: float, mode: float, high: float, point: Floats) -> Floats:
    width, rise = high - low, mode - low
    left = low + np.sqrt(point * width * rise)
    right = high - np.sqrt((1 - point) * width * (high - mode))
    return np.where(point * width < rise, left, right)


def _discrete(distribution: Distribution, point: Floats) -> Floats:
    weights = np.array([float(w) for w in distribution.weights or [1] * len(distribution.values)])
    bounds = np.cumsum(weights) / weights.sum()
    values = np.array([float(value) for value in distribution.values])
    return np.asarray(values[np.minimum(np.searchsorted(bounds, point, side="right"), len(values) - 1)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """What moves one input: a cause of its own, a common one, or both by a correlation."""

    own: int | None
    common: int | None
    correlation: float


class Causes:
    """
    What moves the inputs, each on its own: an input, or what the members of a group share.

    Inputs of a group are joined through normal scores (a Gaussian copula with one common factor).

    Parameters
    ----------
    names
        One a cause, in order: the id of an input, or ``group:NAME``.
    """

    def __init__(self, scenario: Scenario, inputs: Sequence[Input]) -> None:
        self.inputs = tuple(inputs)
        ids = [row.id for row in inputs]
        groups = {
            member: (name, float(group.correlation))
            for name, group in scenario.uncertainty.groups.items()
            for member in members_of(group.members, ids)
        }
        self.names: list[str] = []
        self._members = [self._member(row.id, *groups.get(row.id, ("", 0.0))) for row in inputs]

    def _member(self, name: str, group: str, correlation: float) -> _Member:
        common = self._number(f"group:{group}") if group and correlation > 0 else None
        own = self._number(name) if correlation < 1 else None
        return _Member(own=own, common=common, correlation=correlation)

    def _number(self, name: str) -> int:
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def points(self, causes: Floats) -> Floats:
        """Return the point of each input, ``[inputs, draws]``, from those of its causes, ``[causes, draws]``."""
        points = np.empty((len(self._members), causes.shape[1]))
        for row, member in enumerate(self._members):
            if member.common is None or member.own is None:
                points[row] = causes[member.own if member.common is None else member.common]
                continue
            own, common = ndtri(np.clip(causes[[member.own, member.common]], _LEAST, 1 - _LEAST))
            weight = member.correlation
            points[row] = ndtr(np.sqrt(weight) * common + np.sqrt(1 - weight) * own)
        return points

    def values(self, causes: Floats) -> Ints:
        """Return every input's value in whole parts of its unit, rounded down, ``[inputs, draws] int64``."""
        points = self.points(causes)
        values = np.empty(points.shape, dtype=np.int64)
        for row, (entry, point) in enumerate(zip(self.inputs, points, strict=True)):
            # A hair above the value, so that 0.94 of a million parts is not 939,999 of them.
            values[row] = np.floor(value_at(entry.distribution, point) * entry.parts + 1e-6)
        return values
