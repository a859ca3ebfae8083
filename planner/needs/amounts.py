"""
Many exact amounts at once: whole numbers over one denominator, so that a rule is worked out for all places and days.

Nothing is rounded but where a rule says ``ceil`` or ``floor``. What would not fit in 64 bits raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

_MOST = 2**62


@dataclass(frozen=True, slots=True)
class Amounts:
    """
    Exact amounts.

    Parameters
    ----------
    parts
        ``[...] int64``: each amount times ``over``.
    over
        1 or more.
    """

    parts: NDArray[np.int64]
    over: int = 1

    @classmethod
    def of(cls, value: Fraction | int) -> Amounts:
        """Return one amount, which goes with any shape."""
        exact = Fraction(value)
        return cls(_fitting(exact.numerator), exact.denominator)

    @classmethod
    def whole(cls, people: Sequence[int] | NDArray[np.int64]) -> Amounts:
        """Return whole amounts."""
        return cls(np.asarray(people, dtype=np.int64))

    def __add__(self, other: Amounts) -> Amounts:
        one, two, over = self._alike(other)
        return Amounts(_added(one, two), over)

    def __sub__(self, other: Amounts) -> Amounts:
        one, two, over = self._alike(other)
        return Amounts(_added(one, -two), over)

    def __mul__(self, other: Amounts) -> Amounts:
        _product_fits(_largest(self.parts), _largest(other.parts))
        return Amounts(self.parts * other.parts, self.over * other.over)._shortened()

    def divided(self, value: Fraction) -> Amounts:
        """
        Return every amount over one number.

        Raises
        ------
        ZeroDivisionError
            When it is 0.
        """
        return self * Amounts.of(1 / value)

    def ceil(self) -> Amounts:
        """Return the next whole amounts."""
        return Amounts(-(-self.parts // self.over))

    def floor(self) -> Amounts:
        """Return the whole amounts below."""
        return Amounts(self.parts // self.over)

    def larger(self, other: Amounts) -> Amounts:
        """Return the larger of each two."""
        one, two, over = self._alike(other)
        return Amounts(np.maximum(one, two), over)

    def smaller(self, other: Amounts) -> Amounts:
        """Return the smaller of each two."""
        one, two, over = self._alike(other)
        return Amounts(np.minimum(one, two), over)

    def single(self) -> Fraction:
        """Return the one amount there is."""
        return Fraction(int(self.parts), self.over)

    def thousandths(self) -> NDArray[np.int64]:
        """Return every amount in thousandths, rounded up, ``[...] int64``."""
        _product_fits(_largest(self.parts), 1000)
        return -(-(self.parts * 1000) // self.over)

    def thousandths_below(self) -> NDArray[np.int64]:
        """Return every amount in thousandths, rounded down, ``[...] int64``."""
        _product_fits(_largest(self.parts), 1000)
        return (self.parts * 1000) // self.over

    def _alike(self, other: Amounts) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
        over = lcm(self.over, other.over)
        mine, theirs = over // self.over, over // other.over
        _product_fits(_largest(self.parts), mine)
        _product_fits(_largest(other.parts), theirs)
        return self.parts * mine, other.parts * theirs, over

    def _shortened(self) -> Amounts:
        shared = int(np.gcd.reduce(np.append(self.parts.ravel(), self.over))) if self.over > 1 else 1
        return Amounts(self.parts // shared, self.over // shared)


def _fitting(value: int) -> NDArray[np.int64]:
    _product_fits(abs(value), 1)
    return np.asarray(value, dtype=np.int64)


def _largest(parts: NDArray[np.int64]) -> int:
    return int(np.abs(parts).max(initial=0))


def _product_fits(one: int, other: int) -> None:
    if one * other >= _MOST:
        raise OverflowError("an amount beyond what whole numbers of 64 bits hold")


def _added(one: NDArray[np.int64], two: NDArray[np.int64]) -> NDArray[np.int64]:
    _product_fits(_largest(one) + _largest(two), 1)
    return one + two
