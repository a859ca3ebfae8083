"""
What no draw changes in an order to leave: who goes where, how long it takes, what is open, what is published exactly.

All of it is read from the recount, which derives limits from the records by plain loops.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from planner.config import Scenario
from planner.demand import release_days
from planner.records import Case, Crossing, Reading, Site
from planner.recount import SELF, VIA_SITE, Recount, Roads, Way
from planner.simulate.inputs import Input

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
# No limit known. More than any country has people, and small enough to be multiplied and added.
UNLIMITED = 1 << 40
_EMPTY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """People who leave alike: the place they go to, days to it, and on which days they can set out."""

    target: int
    lag: int
    gates: frozenset[str]


class Order:
    """
    An order to leave, over a number of days.

    Parameters
    ----------
    roads, scenario, inputs
        The case with its ranges, and which of its figures are drawn.

    Attributes
    ----------
    recount
        The case without the figures that are drawn: its limits are those that no draw changes.
    districts, straight
        Position in the case of each row's district, and whether the row goes straight to a crossing.
    journeys
        Of the rows, sorted: rows of one journey stand together from ``first`` on.
    sites
        Those that somebody is sent to.
    """

    def __init__(self, roads: Roads, scenario: Scenario, inputs: Sequence[Input]) -> None:
        drawn = frozenset(row.id for row in inputs)
        self.scenario, self.case = scenario, roads.case
        self.recount = Recount(roads.under(_without(roads.case, drawn)), scenario, Reading.CENTRAL)
        self.crossings = tuple(self.recount.crossings)
        self._find_rows()
        self.exits = tuple(self.recount.site_exits[site][0] for site in self.sites)
        self.exit_lags = tuple(way.lag(self.recount.driving_hours) for way in self.exits)
        self.exit_targets = tuple(self.crossings.index(way.target) for way in self.exits)
        self.exit_minutes = np.array([way.minutes for way in self.exits], dtype=np.int64)
        self.handed_to = tuple(tuple(self.recount.joined_receptions(crossing)) for crossing in self.crossings)
        self._varying = self._places_that_vary()
        self.nights = scenario.stay.min_nights
        self.longest_lag = max((*self.exit_lags, *(journey.lag for journey in self.journeys)), default=0)

    def _find_rows(self) -> None:
        """Find the quickest way of every district and stream, and sort the rows by journey; idle sites are left out."""
        found = []
        no_site = np.zeros(len(self.case.districts), dtype=np.bool_)
        for k, district in enumerate(self.case.districts):
            for stream in (SELF, VIA_SITE):
                ways = self.recount.ways_from(district.pcode, district.province, stream)
                no_site[k] |= stream == VIA_SITE and not ways
                if ways:
                    found.append((ways[0], stream == SELF, k))
        used = {way.target for way, straight, _ in found if not straight}
        self.sites = tuple(sorted((site for site in self.recount.site_exits if site in used), key=self._exit))
        rows = [(self._journey(way, straight), straight, k, way.minutes) for way, straight, k in found]
        rows.sort(key=lambda row: (not row[1], row[0].target, row[0].lag, sorted(row[0].gates), row[2]))
        self.no_site = no_site
        self.straight = np.array([row[1] for row in rows], dtype=np.bool_)
        self.districts = np.array([row[2] for row in rows], dtype=np.int64)
        self.minutes = np.array([row[3] for row in rows], dtype=np.int64)
        starts = [k for k, row in enumerate(rows) if k == 0 or row[:2] != rows[k - 1][:2]]
        self.first = np.array(starts, dtype=np.int64)
        self.journeys = tuple(rows[k][0] for k in starts)
        self.to_crossing = tuple(bool(rows[k][1]) for k in starts)

    def _exit(self, site: str) -> tuple[int, int, str]:
        way = self.recount.site_exits[site][0]
        return self.crossings.index(way.target), way.lag(self.recount.driving_hours), site

    def _journey(self, way: Way, straight: bool) -> Journey:
        places = self.crossings if straight else self.sites
        return Journey(target=places.index(way.target), lag=way.lag(self.recount.driving_hours), gates=way.gates)

    def rows_of(self, people: Ints, share: Ints, parts: int) -> Ints:
        """
        Return the people of each row, ``[rows, draws] int64``.

        Parameters
        ----------
        people
            ``[draws, districts] int64``.
        share
            Of those who go straight to a crossing, in whole parts, ``[draws] int64``.

        Raises
        ------
        AssertionError
            When people live where no way leads out: the case should have been refused.
        """
        alone = np.where(self.no_site[None, :], people, people * share[:, None] // parts)
        rows = np.where(self.straight[:, None], alone.T[self.districts], (people - alone).T[self.districts])
        if not np.array_equal(rows.sum(axis=0), people.sum(axis=1)):
            raise AssertionError("people of a district without a way out")
        return np.ascontiguousarray(rows)

    # What is open, day by day

    def _places_that_vary(self) -> frozenset[str]:
        case = self.case
        dated = {c.id for c in case.crossings if c.opens_on is not None}
        return frozenset({c.place_id for c in case.closures} | {row.place_id for row in case.calendar} | dated)

    def shares(self, places: Sequence[str], num_days: int) -> list[list[Fraction]]:
        """Return the share open of each place on each day."""
        return [
            [self.recount.share(place, day) for day in range(num_days)]
            if place in self._varying
            else [Fraction(1)] * num_days
            for place in places
        ]

    def open_gates(self, gates: Sequence[frozenset[str]], num_days: int) -> Bools:
        """Return whether departures can be made over each way on each day, ``[ways, days] bool``."""
        table = np.ones((len(gates), num_days), dtype=np.bool_)
        for row, names in enumerate(gates):
            if names:
                table[row] = [self.recount.all_open(names, day) for day in range(num_days)]
        return table

    def published(self, kinds: Sequence[str], places: Sequence[str], num_days: int) -> Ints:
        """Return the least of some limits that no draw changes, ``[places, days] int64``."""
        table = np.full((len(places), num_days), UNLIMITED, dtype=np.int64)
        for row, place in enumerate(places):
            for kind in kinds:
                table[row] = np.minimum(table[row], self._limit(kind, place, num_days))
        return table

    def _limit(self, kind: str, place: str, num_days: int) -> Ints:
        def value(day: int) -> int:
            known = self.recount.capacity(kind, place, day)
            return UNLIMITED if known is None else min(known, UNLIMITED)

        if kind == "places":
            months = [self.recount.date(day).month for day in range(num_days)]
            first = {month: months.index(month) for month in months}
            by_month = {month: value(day) for month, day in first.items()}
            return np.array([by_month[month] for month in months], dtype=np.int64)
        if place not in self._varying:
            return np.full(num_days, value(0), dtype=np.int64)
        return np.array([value(day) for day in range(num_days)], dtype=np.int64)

    # How long it goes on

    @property
    def release_days(self) -> range:
        """Days on which anyone is released."""
        return release_days(self.scenario.release, self.scenario.start, self.scenario.horizon_max_days)

    def settled_after(self) -> int | None:
        """
        Return the first day from which nothing changes any more but the people waiting.

        ``None`` when some limit never rests: weekdays, cold months, stays of several nights, or reception that holds
        people back.
        """
        if self.nights > 1 or self.case.calendar or self.case.climate or self.limited_receptions:
            return None
        last = max(self.release_days, default=0) + 1
        for closure in (c for c in self.case.closures if c.share_open < 1):
            last = max(last, (closure.last - self.scenario.start).days + 1)
        for crossing in self.case.crossings:
            if crossing.opens_on is not None:
                last = max(last, (crossing.opens_on - self.scenario.start).days)
        return last + 2 * (self.longest_lag + 1) + self.nights

    @property
    def limited_receptions(self) -> frozenset[str]:
        """Reception places that can hold a crossing back."""
        limited = set()
        for place, site in self.recount.receptions.items():
            drawn_places = next(s for s in self.case.sites if s.id == place).places is not None
            onward = self._known("onward", place, site.onward_people_per_day is not None)
            intake = self._known("intake", place, site.intake_people_per_day is not None)
            places = drawn_places or self.recount.capacity("places", place, 0) is not None
            shut = place in self._varying or f"places:{place}" in self.scenario.limits
            if intake or (onward and places) or shut:
                limited.add(place)
        for joined in self.handed_to:
            limited |= {place for place, leg in joined if leg & self.recount.roads.gates}
        return frozenset(limited)

    def _known(self, kind: str, place: str, published: bool) -> bool:
        change = self.scenario.limits.get(f"{kind}:{place}")
        return published or (change is not None and change.value is not None)

    @property
    def held_back(self) -> tuple[int, ...]:
        """Positions of the crossings whose reception can hold them back, all those that share a place included."""
        limited = self.limited_receptions
        return tuple(k for k, joined in enumerate(self.handed_to) if any(place in limited for place, _ in joined))


def _without(case: Case, drawn: frozenset[str]) -> Case:
    """Return the case without the figures that are drawn."""

    def crossing(c: Crossing) -> Crossing:
        return replace(c, people_per_day=None) if f"throughput:{c.id}" in drawn else c

    def site(s: Site) -> Site:
        return replace(s, places=None) if f"places:{s.id}" in drawn else s

    return replace(case, crossings=tuple(map(crossing, case.crossings)), sites=tuple(map(site, case.sites)))


def by_key(keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], list[int]]:
    """Return the positions of each key, keys in order."""
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for k, key in enumerate(keys):
        found[key].append(k)
    return dict(sorted(found.items()))
