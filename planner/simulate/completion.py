"""
The day on which the last person crosses, once nothing changes any more but the people waiting.

From then on every site takes in and sends on a fixed number a day until it is empty, so arrivals at a crossing only
fall. With R(s) who arrive on day s or later and k who pass a day, a queue is served by the end of the largest of
s + ceil(R(s) / k). As arrivals only fall, s + R(s) / k first falls and then rises: its largest value stands at one of
the two ends, the first day and the day of the last arrival.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from planner.simulate.order import UNLIMITED
from planner.simulate.replay import NEVER

if TYPE_CHECKING:
    from planner.simulate.batch import Batch

Ints = NDArray[np.int64]


def days_to_go(batch: Batch, day: int) -> Ints:
    """
    Return days from the start until everyone is across, ``[draws]``; ``NEVER`` where nothing lets the rest through.

    Parameters
    ----------
    batch
        As it stands at the end of the day before.
    day
        The first day that was not replayed; everything has settled by then, and stays last one night.
    """
    order, sites = batch.order, batch.sites
    ahead = batch.to_crossing.ahead(day)
    remaining = batch.queues.waiting + ahead.sum(axis=0)
    # Whoever stands in the queue is the first day's arrival; the last day and its people are found place by place.
    last, people = np.full(remaining.shape, day, dtype=np.int64), np.zeros_like(remaining)
    for later, arrivals in enumerate(ahead):
        _later(last, people, np.full(remaining.shape, day + later, dtype=np.int64), arrivals)
    never = batch.home.people + batch.to_site.people() > 0
    daily = np.minimum(
        np.minimum(batch.sites.intake(day - 1), batch.sites.places(day - 1)),
        np.where(batch.replay.tables.site_open[:, day - 1, None], UNLIMITED, 0),
    )
    for site, (crossing, lag) in enumerate(zip(order.exit_targets, order.exit_lags, strict=True)):
        inside, outside, rate = sites.inside[site], sites.outside[site], daily[site]
        can_leave = bool(batch.replay.tables.exit_open[site, day - 1])
        never |= (outside > 0) & (rate == 0)
        never |= (inside + outside > 0) & (not can_leave)
        remaining[crossing] += inside + outside
        _later(last[crossing], people[crossing], np.full_like(inside, day + lag), inside)
        days = -(-outside // np.maximum(rate, 1))
        _later(last[crossing], people[crossing], day + days + lag, outside - np.maximum(days - 1, 0) * rate)
    capacity = batch.queues.capacity(day - 1)
    never |= ((remaining > 0) & (capacity == 0)).any(axis=0)
    passed = np.maximum(capacity, 1)
    ends = np.maximum(day + -(-remaining // passed), np.where(people > 0, last + -(-people // passed), 0))
    longest = np.where(remaining > 0, ends, 0).max(axis=0, initial=0)
    return np.where(never, NEVER, longest)


def _later(last: Ints, people: Ints, day: Ints, arrivals: Ints) -> None:
    """Keep the latest day with arrivals, and how many arrive on it; in place."""
    here = arrivals > 0
    people[:] = np.where(here & (day > last), arrivals, np.where(here & (day == last), people + arrivals, people))
    last[:] = np.where(here, np.maximum(last, day), last)
