"""When people could be at a crossing at the earliest, with nothing in their way but roads, closures and stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.recount import SELF, Cohort, Recount

# Crossings with the first day on which someone could be there, in order.
Chances = tuple[tuple[str, int], ...]
Ints = NDArray[np.int64]
# Target, lag in days and gates.
_Way = tuple[str, int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Window:
    """Days on which people may set out and cross, as day numbers; the last is included."""

    first: int
    last: int

    @property
    def days(self) -> range:
        """The day numbers."""
        return range(self.first, self.last + 1)


def first_chances(recount: Recount, window: Window) -> Counter[Chances]:
    """Return people by the crossings they could be at and from which day on; nobody sets out before the window."""
    ways = _Ways(recount, window)
    people: Counter[Chances] = Counter()
    for cohort in recount.cohorts:
        released: Counter[int] = Counter()
        for day, count in cohort.releases:
            released[max(day, window.first)] += count
        for chances, count in zip(ways.chances(cohort, [*released]), released.values(), strict=True):
            people[chances] += count
    return people


class _Ways:
    """The first day at each crossing by the day from which one may set out, for every way that cohorts share."""

    def __init__(self, recount: Recount, window: Window) -> None:
        self._recount, self._window = recount, window
        self._crossings = sorted(recount.crossings)
        self._sites = {site: _Site(recount, site, window) for site in recount.site_exits}
        self._known: dict[tuple[str, _Way], Ints] = {}

    def chances(self, cohort: Cohort, days: Sequence[int]) -> Iterator[Chances]:
        """Yield, for people of a cohort who are ready on some days, the first day at each crossing."""
        first, never = np.full((len(self._window.days) + 1, len(self._crossings)), self._never), self._never
        for way in cohort.ways:
            np.minimum(first, self._first(cohort.stream, way), out=first)
        # Whoever is ready after the window has no chance in it.
        rows = [min(day - self._window.first, len(self._window.days)) for day in days]
        for row in first[rows].tolist():
            yield tuple((crossing, day) for crossing, day in zip(self._crossings, row, strict=True) if day < never)

    @property
    def _never(self) -> int:
        return self._window.last + 1

    def _first(self, stream: str, way: _Way) -> Ints:
        """Return the first day at each crossing on a way, ``[days and one more, crossings] int64``."""
        if (stream, way) not in self._known:
            table = np.full((len(self._window.days) + 1, len(self._crossings)), self._never)
            target, lag, gates = way
            for row, day in enumerate(self._window.days):
                if day + lag in self._window.days and self._recount.all_open(gates, day):
                    arrives = day + lag
                    # Nobody waits outside a site: who leaves over a way that closes is taken in on arrival.
                    reached = {target: arrives} if stream == SELF else self._sites[target].on.get(arrives, {})
                    for crossing, there in reached.items():
                        table[row, self._crossings.index(crossing)] = there
            # Whoever is ready on a day may as well set out on a later one.
            self._known[stream, way] = np.minimum.accumulate(table[::-1], axis=0)[::-1]
        return self._known[stream, way]


class _Site:
    """
    A site as a way through: the first day at each crossing for who comes on a day.

    Parameters
    ----------
    window
        Days on which one may come, leave and cross.
    """

    def __init__(self, recount: Recount, site: str, window: Window) -> None:
        self.recount, self.window = recount, window
        self.on = {day: dict(self._ways(site, day)) for day in window.days if recount.share(site, day) > 0}

    def _ways(self, site: str, day: int) -> Iterator[tuple[str, int]]:
        stay, last = self.recount.scenario.stay, self.window.last
        longest = last if stay.max_nights is None else day + stay.max_nights
        for way in self.recount.site_exits[site]:
            lag = way.lag(self.recount.driving_hours)
            for leaves in range(day + stay.min_nights, min(longest, last - lag) + 1):
                if self.recount.share(site, leaves) > 0 and self.recount.all_open(way.gates, leaves):
                    yield way.target, leaves + lag
                    break
