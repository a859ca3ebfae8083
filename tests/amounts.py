"""How many random worlds: all of them where slow tests run, a part of them in every run."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import settings

ALL, QUICK = "all", "quick"
settings.register_profile(ALL, deadline=None, derandomize=True, max_examples=100)
settings.register_profile(QUICK, deadline=None, derandomize=True, max_examples=30)


def choose(*, slow: bool) -> None:
    """Set how many examples the tests that are read from now on try: all, or three in ten."""
    settings.load_profile(ALL if slow else QUICK)


def some(count: int) -> int:
    """Return so many, or three in ten of them, and at least one, where slow tests are left out."""
    return max(1, count * settings.default.max_examples // 100)


def few(examples: int) -> settings:
    """Return settings for so many examples; three in ten of them where slow tests are left out."""
    return settings(max_examples=some(examples))


def seeded(seeds: Iterable[int], *, every_run: int) -> list[object]:
    """Return seeds as parameters of a test: the first few are for every run, the others are slow."""
    return [
        seed if place < every_run else pytest.param(seed, marks=pytest.mark.slow) for place, seed in enumerate(seeds)
    ]
