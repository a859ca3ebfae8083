"""
Quantiles of what draws gave, their Monte Carlo error, and the interval of a chance.

Everything here is distribution-free. Between which draws a quantile lies is a matter of counting heads: of n draws, the
number below it is binomial, so two order statistics hold it with a stated chance, whatever the distribution. The chance
of an event has a Wilson interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Ints = NDArray[np.int64]
LEVELS = (5, 25, 50, 75, 95)
CONFIDENCE = 0.95
_SCORE = 1.959963984540054
_PERCENT = 100
# Values of one output that are kept as they are; beyond so many, pairs of neighbours are told by one of the two.
KEPT = 8192


def ranks(level: float, draws: int) -> tuple[int | None, int | None]:
    """
    Return the ranks (1 is the least) of two draws that hold a quantile with 95 % confidence.

    ``None`` for an end that too few draws can hold.

    Parameters
    ----------
    level
        Of the quantile, above 0 and below 1.
    """
    below = np.arange(draws + 1)
    log = gammaln(draws + 1) - gammaln(below + 1) - gammaln(draws - below + 1)
    chance = np.cumsum(np.exp(log + below * np.log(level) + (draws - below) * np.log1p(-level)))
    tail = (1 - CONFIDENCE) / 2
    # X draws lie below the quantile: the draw of rank r is at most the quantile when X >= r.
    low = int(np.searchsorted(chance, tail, side="right"))
    high = int(np.searchsorted(chance, 1 - tail, side="left")) + 1
    return (low if low >= 1 else None), (high if high <= draws else None)


def wilson(hits: int, draws: int) -> tuple[float, float]:
    """Return the 95 % interval of a chance from so many hits in so many draws (Wilson 1927)."""
    share, square = hits / draws, _SCORE * _SCORE / draws
    centre = (share + square / 2) / (1 + square)
    half = _SCORE * sqrt(share * (1 - share) / draws + square / (4 * draws)) / (1 + square)
    # Rounding must not leave a hair where nothing, or everything, was hit.
    return (0.0 if hits == 0 else max(0.0, centre - half)), (1.0 if hits == draws else min(1.0, centre + half))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantile:
    """
    A quantile with the ends of its 95 % Monte Carlo interval, whole units.

    Parameters
    ----------
    percent
        Level in percent.
    low, high
        ``None`` where too few draws hold that end.
    """

    percent: int
    value: int
    low: int | None
    high: int | None


class Sample:
    """
    The values of many outputs over any number of draws, in bounded memory.

    Up to ``KEPT`` draws nothing is lost and quantiles are exact. From then on every full layer is sorted and thinned to
    every other value, which then counts twice (Munro and Paterson 1980); the first and the second of each pair are kept
    in turn. The rank of a value then errs by at most one draw in ``KEPT`` for each doubling, far less than the draws
    themselves do.

    Parameters
    ----------
    kept
        An even number of values that a layer holds.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self.draws, self._kept = 0, kept
        # One layer a doubling: sorted or not, ``[values, outputs]``; a value of layer k counts 2^k.
        self._layers: list[list[Ints]] = [[]]
        self._turn: list[int] = [0]

    def add(self, values: Ints) -> None:
        """Add the values of some draws, ``[outputs, draws] int64``."""
        self.draws += values.shape[1]
        self._put(0, np.ascontiguousarray(values.T))

    def _put(self, layer: int, values: Ints) -> None:
        if layer == len(self._layers):
            self._layers.append([])
            self._turn.append(0)
        self._layers[layer].append(values)
        size = sum(len(part) for part in self._layers[layer])
        while size > self._kept:
            whole = np.concatenate(self._layers[layer])
            full, rest = whole[: self._kept], whole[self._kept :]
            self._layers[layer] = [rest]
            size = len(rest)
            first, self._turn[layer] = self._turn[layer], 1 - self._turn[layer]
            self._put(layer + 1, np.sort(full, axis=0)[first::2])

    def at_ranks(self, wanted: list[int], outputs: slice = slice(None)) -> Ints:
        """Return the values of some outputs at some ranks (1 is the least), ``[ranks, outputs] int64``."""
        layers = [
            (np.concatenate(parts)[:, outputs], 1 << k) for k, parts in enumerate(self._layers) if any(map(len, parts))
        ]
        values = np.concatenate([rows for rows, _ in layers])
        if len(layers) == 1:
            return np.asarray(np.sort(values, axis=0)[np.array(wanted) - 1])
        weights = np.concatenate([np.full(len(rows), weight, dtype=np.int64) for rows, weight in layers])
        found = np.empty((len(wanted), values.shape[1]), dtype=np.int64)
        for output in range(values.shape[1]):
            order = np.argsort(values[:, output], kind="stable")
            reached = np.searchsorted(np.cumsum(weights[order]), wanted, side="left")
            found[:, output] = values[order[np.minimum(reached, order.size - 1)], output]
        return found

    def plain(self) -> Ints:
        """Return the quantiles of ``LEVELS``, ``[levels, outputs] int64``: the least value that so many reach."""
        return self.at_ranks([max(1, ceil(level * self.draws / _PERCENT)) for level in LEVELS])

    def quantiles(self, output: int) -> tuple[Quantile, ...]:
        """Return the quantiles of one output with their Monte Carlo error."""
        rows = []
        for level in LEVELS:
            low, high = ranks(level / _PERCENT, self.draws)
            middle = max(1, ceil(level * self.draws / _PERCENT))
            wanted = [low or 1, middle, high or self.draws]
            values = self.at_ranks(wanted, slice(output, output + 1))[:, 0].tolist()
            rows.append(
                Quantile(
                    percent=level,
                    value=values[1],
                    low=None if low is None else values[0],
                    high=None if high is None else values[2],
                )
            )
        return tuple(rows)
