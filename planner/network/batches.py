"""The days on which sites take people in, where they are admitted in batches: whole stays apart."""

from __future__ import annotations

import numpy as np

from planner.demand import release_days
from planner.network.arrays import Ints
from planner.network.routes import NO_WAY
from planner.network.world import World


def batch_days(world: World, num_days: int, nights: int, *, late: bool) -> list[Ints]:
    """
    Return the days of each site's batches, open or not, ``[batches] int64`` each.

    Parameters
    ----------
    nights
        Nights of a stay: a batch comes when the one before it leaves.
    late
        Whether they are counted back from the last day that leaves time to cross, else from the first on which anyone
        can arrive.
    """
    scenario, sites = world.geography.scenario, len(world.geography.sites)
    first = np.full(sites, num_days, dtype=np.int64)
    release = release_days(scenario.release, scenario.start, num_days)
    for group in world.site_groups:
        np.minimum.at(first, list(group.targets), release.start + np.array(group.lags, dtype=np.int64))
    onward = np.full(sites, num_days, dtype=np.int64)
    for way in world.site_ways:
        known = np.where(way.lags == NO_WAY, num_days, way.lags)
        onward = np.minimum(onward, known.min(axis=1, initial=num_days))
    if not late:
        return [np.arange(day, num_days - nights, nights, dtype=np.int64) for day in first.tolist()]
    last = (num_days - 1 - nights - onward).tolist()
    return [
        np.arange(end, day - 1, -nights, dtype=np.int64)[::-1] for day, end in zip(first.tolist(), last, strict=True)
    ]
