"""
An order to leave, replayed in many drawn worlds at once: numpy over draws, whole people, one day after the other.

Everyone sets out on release, to the quickest site of their set and from there to the quickest crossing, first come
first served, as in ``exposure``; a batch of draws is one array, and no person is a row. First come first served needs
no list of people: with A(t) who have come to a place by day t and D(t) who have left it, those of day a who wait two
nights or more are those of them that D(a + 1) does not reach.

Arrivals of one day at a crossing are served in proportion, by how long they have waited before. Here the proportion is
kept for all of them together, there by province and district, so that the people over 24 and 48 hours may differ by a
few; every other number is the same to the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.simulate.order import Order

Ints = NDArray[np.int64]
# Days of somebody who never gets across, or not within the days that are followed.
NEVER = 1 << 40


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """
    What became of a batch of draws, by the deadline unless it says otherwise.

    Parameters
    ----------
    totals
        By name, ``[draws] int64``: people, person-nights and person-hours, and ``completion_days``.
    waiting, held, crossed
        By day, ``[days, draws]``: people in queues and outside full sites, people at sites, people across.
    by_crossing, by_site
        By name, ``[places, draws]``.
    """

    totals: Mapping[str, Ints]
    waiting: Ints
    held: Ints
    crossed: Ints
    by_crossing: Mapping[str, Ints]
    by_site: Mapping[str, Ints]


class Replay:
    """
    Replays batches of draws of one order.

    Parameters
    ----------
    order
        What no draw changes.
    follow_days
        Days from the start over which completion is followed one by one where a limit never rests.
    """

    def __init__(self, order: Order, follow_days: int) -> None:
        scenario = order.scenario
        self.order, self.deadline = order, scenario.num_days
        settled = order.settled_after() if not scenario.uncertainty.events else None
        self.settled = settled
        most = follow_days if settled is None else settled
        self.num_days = max(self.deadline, min(most, max(scenario.horizon_max_days, self.deadline)))
        self.tables = Tables(order, self.num_days)


class Tables:
    """What is open and published on each day."""

    def __init__(self, order: Order, num_days: int) -> None:
        receptions = tuple(order.recount.receptions)
        self.crossing_shares = [
            tuple(row[day] for row in order.shares(order.crossings, num_days)) for day in range(num_days)
        ]
        site_shares = order.shares(order.sites, num_days)
        self.throughput = order.published(("throughput",), order.crossings, num_days)
        self.intake = order.published(("intake", "desks"), order.sites, num_days)
        self.places = order.published(("places",), order.sites, num_days + order.nights)
        self.reception = {
            kind: order.published((kind,), receptions, num_days) for kind in ("intake", "onward", "places")
        }
        self.site_open = np.array([[share > 0 for share in row] for row in site_shares], dtype=np.bool_).reshape(
            len(order.sites), num_days
        )
        self.exit_open = order.open_gates([way.gates for way in order.exits], num_days)
        self.journey_open = order.open_gates([journey.gates for journey in order.journeys], num_days)
        self.leg_open = [
            order.open_gates([leg for _, leg in joined], num_days) if joined else np.ones((0, num_days), dtype=np.bool_)
            for joined in order.handed_to
        ]
        # Places that fall during a stay hold already when it begins; while they stay the same, the first night decides.
        drops = np.flatnonzero((np.diff(self.places, axis=1) < 0).any(axis=0)) + 1
        self.nights = [(day, *(int(d) for d in drops if day < d < day + order.nights)) for day in range(num_days)]
