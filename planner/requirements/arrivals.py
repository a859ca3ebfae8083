"""When people could be at a crossing at the earliest, with nothing in their way but roads, closures and stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from planner.recount import SELF, Cohort, Recount

# Crossings with the first day on which someone could be there, in order.
Chances = tuple[tuple[str, int], ...]


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
    sites = {site: _Site(recount, site, window) for site in recount.site_exits}
    people: Counter[Chances] = Counter()
    for cohort in recount.cohorts:
        known: dict[int, Chances] = {}
        for released, count in cohort.releases:
            ready = max(released, window.first)
            if ready not in known:
                known[ready] = _chances(recount, cohort, sites, range(ready, window.last + 1))
            people[known[ready]] += count
    return people


def _chances(recount: Recount, cohort: Cohort, sites: dict[str, _Site], days: range) -> Chances:
    """Return, for people ready on the first of some days, the first day at each crossing."""
    found: dict[str, int] = {}
    for target, lag, gates in cohort.ways:
        leaving = (day for day in days if day + lag in days and recount.all_open(gates, day))
        if cohort.stream == SELF:
            reached = ((target, day + lag) for day in [next(leaving, None)] if day is not None)
        elif gates:
            # Nobody waits outside a site: who leaves over a way that closes is taken in on arrival.
            reached = (pair for day in leaving for pair in sites[target].on.get(day + lag, {}).items())
        else:
            reached = (pair for pair in sites[target].after(days.start + lag).items())
        for crossing, day in reached:
            found[crossing] = min(day, found.get(crossing, day))
    return tuple(sorted(found.items()))


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
        self._after: dict[int, dict[str, int]] = {}
        later: dict[str, int] = {}
        for day in reversed(window.days):
            ways = self.on.get(day, {})
            later = {c: min(ways.get(c, later.get(c, window.last)), later.get(c, window.last)) for c in {*ways, *later}}
            self._after[day] = later

    def after(self, day: int) -> dict[str, int]:
        """Return the first day at each crossing for who comes on a day or any later one."""
        return self._after.get(day, {})

    def _ways(self, site: str, day: int) -> Iterator[tuple[str, int]]:
        stay, last = self.recount.scenario.stay, self.window.last
        longest = last if stay.max_nights is None else day + stay.max_nights
        for way in self.recount.site_exits[site]:
            lag = way.lag(self.recount.driving_hours)
            for leaves in range(day + stay.min_nights, min(longest, last - lag) + 1):
                if self.recount.share(site, leaves) > 0 and self.recount.all_open(way.gates, leaves):
                    yield way.target, leaves + lag
                    break
