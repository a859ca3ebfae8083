"""Quantiles of draws: exact while they are few, close when they are many, with errors that count heads."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from planner.simulate.quantiles import LEVELS, Sample, ranks, wilson


def binomial(draws: int, level: float, first: int, last: int) -> float:
    """Add up the chance that so many of the draws lie below a quantile."""
    return sum(comb(draws, k) * level**k * (1 - level) ** (draws - k) for k in range(first, last + 1))


@pytest.mark.parametrize("draws", [40, 100, 500])
@pytest.mark.parametrize("level", [0.25, 0.5, 0.75])
def test_two_ranks_hold_a_quantile_with_95_percent(draws: int, level: float) -> None:
    low, high = ranks(level, draws)
    assert low is not None
    assert high is not None
    assert binomial(draws, level, low, high - 1) >= 0.95
    # One rank further in at either end would not do for that end.
    assert binomial(draws, level, 0, low) > 0.025
    assert binomial(draws, level, 0, high - 2) < 0.975


def test_few_draws_cannot_hold_an_end() -> None:
    # 5 %: 40 draws leave a chance of 0.95^40 = 13 % that none is below it.
    assert ranks(0.05, 40)[0] is None
    assert ranks(0.95, 40)[1] is None


def test_the_interval_of_a_quantile_holds_it_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    low, high = ranks(0.75, 100)
    assert low is not None
    assert high is not None
    samples = np.sort(rng.random((2000, 100)), axis=1)
    held = ((samples[:, low - 1] <= 0.75) & (samples[:, high - 1] >= 0.75)).mean()
    assert held == pytest.approx(binomial(100, 0.75, low, high - 1), abs=0.02)


def test_wilson_by_hand() -> None:
    # 10 of 100: (0.1 + 1.9208/100 +- 1.96 sqrt(0.09/100 + 0.9604/10,000)) / 1.038415
    assert wilson(10, 100) == pytest.approx((0.0552, 0.1744), abs=1e-4)
    assert wilson(0, 1000)[0] == 0
    assert wilson(0, 1000)[1] == pytest.approx(3.8415 / 1003.8415, abs=1e-6)
    assert wilson(1000, 1000)[1] == 1


def test_few_draws_are_kept_as_they_are() -> None:
    sample = Sample(kept=64)
    sample.add(np.array([[5, 3, 9, 1], [10, 10, 20, 10]]))
    assert sample.plain().tolist() == [[1, 10], [1, 10], [3, 10], [5, 10], [9, 20]]
    assert [row.percent for row in sample.quantiles(0)] == list(LEVELS)


def test_many_draws_stay_close_and_bounded() -> None:
    rng = np.random.default_rng(7)
    values = rng.permutation(200_000)
    sample = Sample(kept=1024)
    for start in range(0, values.size, 500):
        sample.add(np.stack([values[start : start + 500], -values[start : start + 500]]))
    kept = sum(len(rows) for parts in sample._layers for rows in parts)
    assert kept <= 1024 * len(sample._layers)
    assert len(sample._layers) <= 9
    # Half a percentage point of rank, far above what eight thinnings of 1,024 can do.
    assert sample.plain()[:, 0] / 2000 == pytest.approx(LEVELS, abs=0.5)
    assert -sample.plain()[::-1, 1] / 2000 == pytest.approx(LEVELS, abs=0.5)


def test_the_order_of_blocks_is_kept_apart_from_their_size() -> None:
    values = np.random.default_rng(3).integers(0, 1000, 5000)
    by_one, by_many = Sample(kept=256), Sample(kept=256)
    by_one.add(values[None, :])
    for start in range(0, 5000, 100):
        by_many.add(values[None, start : start + 100])
    assert by_one.plain().tolist() == by_many.plain().tolist()
