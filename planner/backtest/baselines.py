"""Four naive forecasts, from the same increments up to the same cut-off: what a curve must beat to be worth having."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np

from planner.backtest.counts import Increment
from planner.records import Crossing, Reading

EVERYWHERE = "all"
Rate = Callable[[date], float]


def rates_of(place: str, increments: Sequence[Increment], crossings: Sequence[Crossing]) -> Mapping[str, Rate | None]:
    """
    Return people a day at a place by four naive rules, each by its name; ``None`` where the counts do not serve it.

    Parameters
    ----------
    increments
        Of all places, up to the cut-off.
    crossings
        Of the case: the one rule that looks at capacities shares the mean of the total out by them, as published.
    """
    own = [one for one in increments if one.place == place]
    total = [one for one in increments if one.place == EVERYWHERE]
    return {
        "uniform": _constant(_mean(own)),
        "last_value": _constant(max(own, key=lambda one: one.days[-1]).per_day),
        "capacity_share": _constant(_mean(total) * _share(place, crossings)) if total else None,
        "linear_trend": _trend(own),
    }


def _mean(increments: Sequence[Increment]) -> float:
    return sum(one.people for one in increments) / sum(len(one.days) for one in increments)


def _constant(value: float) -> Rate:
    return lambda _: value


def _share(place: str, crossings: Sequence[Crossing]) -> float:
    if place == EVERYWHERE:
        return 1.0
    known = {c.id: float(c.people_per_day.capacity_at(Reading.CENTRAL)) for c in crossings if c.people_per_day}
    return known.get(place, 0.0) / (sum(known.values()) or 1.0)


def _trend(increments: Sequence[Increment]) -> Rate:
    """Return the least-squares line through the increments' days, each day at its increment's mean; never below 0."""
    days = np.array([day.toordinal() for one in increments for day in one.days], dtype=np.float64)
    rates = np.array([one.per_day for one in increments for _ in one.days])
    middle = days.mean()
    spread = float(((days - middle) ** 2).sum())
    slope = float(((days - middle) * rates).sum()) / spread if spread else 0.0
    level = float(rates.mean())
    return lambda day: max(0.0, level + slope * (day.toordinal() - middle))
