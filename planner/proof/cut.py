"""
The proof of a "no", checked by removal and addition in exact integers, with no solver in sight.

A claim names limits, day by day. Take those limits away, walk back from the crossings one day at a time, and count the
people who are left with no way out within the horizon. Everyone else may cross; of those behind, no more can than the
limits let through. So no plan passes more than::

    bound = (people in scope - people behind) + sum of the limits' capacities

A wrong solver can name limits that make this number large. It cannot make it false.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import or_

from planner.recount import ON_THE_LAST_DAY, TRAVEL_KINDS, Recount
from planner.solution import Claim, Cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """
    A claim counted again.

    Parameters
    ----------
    behind_people
        People with no way out once the named limits are gone.
    passed_people
        What the named limits let through.
    faults
        What is wrong with the claim as it was written, in words; empty when it holds.
    """

    claim_id: str
    behind_people: int
    passed_people: int
    bound: int
    faults: tuple[str, ...]


def check_cut(recount: Recount, cut: Cut) -> Checked:
    """
    Count a claim again from the records.

    Parameters
    ----------
    recount
        The claim's reading; round the clock when the claim is ``impossible``.
    cut
        The claim as the certificate states it.
    """
    faults = limit_faults(recount, cut)
    if not 0 <= cut.stay_offset < (1 if cut.claim is Claim.IMPOSSIBLE else recount.scenario.stay.min_nights):
        faults.append(f"{cut.id}: stay_offset {cut.stay_offset} is no offset of stays in this scenario")
    passed = sum(row.capacity for row in cut.limits)
    people = Walk(recount, cut).behind()
    bound = recount.in_scope_people - people + passed
    return held_against(cut, faults, behind=people, passed=passed, bound=bound)


def held_against(cut: Cut, faults: list[str], *, behind: int, passed: int, bound: int) -> Checked:
    """Return what was counted again, with a fault more for each number that the claim states otherwise."""
    for name, said, counted in (("behind_people", cut.behind_people, behind), ("bound", cut.bound, bound)):
        if said != counted:
            faults.append(f"{cut.id}: {name} is {said}, counted again {counted}")
    return Checked(claim_id=cut.id, behind_people=behind, passed_people=passed, bound=bound, faults=tuple(faults))


def limit_faults(recount: Recount, cut: Cut) -> list[str]:
    """Hold each named limit against the records: it exists, once, inside the horizon, with that capacity."""
    faults = []
    seen: set[tuple[str, str, int]] = set()
    for row in cut.limits:
        day = (row.date - recount.scenario.start).days
        name = f"{cut.id}: limit {row.id} on {row.date}"
        if row.id != f"{row.kind}:{row.place}" or not is_known(recount, row.kind, row.place):
            faults.append(f"{name} is no limit of this case")
            continue
        if not 0 <= day < cut.horizon_days or (row.kind, row.place, day) in seen:
            faults.append(f"{name} is outside the {cut.horizon_days} days or named twice")
            continue
        seen.add((row.kind, row.place, day))
        if row.kind in ON_THE_LAST_DAY and day != cut.horizon_days - 1:
            faults.append(f"{name} holds over all days and is named on the last one only")
            continue
        counted = recount.capacity(row.kind, row.place, day)
        if counted != row.capacity:
            faults.append(f"{name} is {row.capacity}, counted again {'no known limit' if counted is None else counted}")
    return faults


def is_known(recount: Recount, kind: str, place: str) -> bool:
    """Return whether a case has a limit, with or without a figure."""
    if kind in ("throughput", "queue"):
        return place in recount.crossings
    if kind == "desks":
        return place in recount.sites
    if kind in ("officers", "money"):
        return place == "all"
    if kind in TRAVEL_KINDS:
        return place in recount.travel.places(kind)
    if kind in ("intake", "places"):
        return place in recount.sites or place in recount.receptions
    return kind == "onward" and place in recount.receptions


class Walk:
    """Days walked backwards: from where, and by which day, someone can still cross with a cut's limits removed."""

    def __init__(self, recount: Recount, cut: Cut) -> None:
        start = recount.scenario.start
        self.removed = frozenset((row.kind, row.place, (row.date - start).days) for row in cut.limits)
        self.recount, self.days = recount, cut.horizon_days
        self.relaxed = cut.claim is Claim.IMPOSSIBLE
        stay = recount.scenario.stay
        self.nights, self.leaves_at_once = stay.min_nights, stay.max_nights == stay.min_nights == 1
        self.offset = cut.stay_offset
        self._last: dict[str, int] = {}
        self._known: dict[tuple[str, int, frozenset[str]], int] = {}
        self.gate = {c: self._gates(c) for c in recount.crossings}
        self.queue = {c: self._queue(c) for c in recount.crossings}
        self.enter = {s: self._site(s) for s in recount.site_exits}

    def passes(self, kind: str, place: str, day: int) -> bool:
        """Return whether a limit that was not removed lets anyone through."""
        return (kind, place, day) not in self.removed and self.recount.capacity(kind, place, day) != 0

    def behind(self) -> int:
        """Return the people with no way out."""
        left = 0
        for cohort in self.recount.cohorts:
            latest = max((self.latest(way) for way in cohort.ways), default=-1)
            ready = sum(people for day, people in cohort.releases if day <= latest)
            left += cohort.people - ready
        return left

    def latest(self, way: tuple[str, int, frozenset[str]]) -> int:
        """
        Return the last day on which someone at home can still get out by a way, -1 when none is left.

        Whoever reaches a crossing may wait there for it; whoever reaches a site must be taken in on arrival.
        """
        if way not in self._known:
            self._known[way] = self._last_leaving(*way)
        return self._known[way]

    def _last_leaving(self, target: str, lag: int, gates: frozenset[str]) -> int:
        good = self.gate[target] if target in self.gate else self.enter[target]
        if target in self.gate or self.relaxed:
            leaving = iter(reversed(range(self._last_day(target, good) + 1 - lag)))
        else:
            leaving = (day for day in reversed(range(self.days - lag)) if good[day + lag])
        return next((day for day in leaving if self.recount.all_open(gates, day)), -1)

    def _last_day(self, target: str, good: list[bool]) -> int:
        """Return the last day that is good at a place, -1 when none is: whoever comes earlier can wait for it."""
        if target not in self._last:
            self._last[target] = max((day for day, flag in enumerate(good) if flag), default=-1)
        return self._last[target]

    def _gates(self, crossing: str) -> list[bool]:
        """Return, by day, whether someone at the crossing can pass it and be received."""
        received = self._received(crossing)
        return [self.passes("throughput", crossing, day) and received[day] for day in range(self.days)]

    def _received(self, crossing: str) -> list[bool]:
        joined = self.recount.joined_receptions(crossing)
        if not joined:
            return [True] * self.days
        stock = {place: self._reception(place) for place, _ in joined}
        return [
            any(stock[place][day] and self.recount.all_open(leg, day) for place, leg in joined)
            for day in range(self.days)
        ]

    def _reception(self, place: str) -> list[bool]:
        """Return, by day, whether a reception place can take someone in and send or keep them."""
        goes = False
        answer = [False] * self.days
        for day in reversed(range(self.days)):
            last = day == self.days - 1
            onward = self.relaxed and self.recount.share(place, day) > 0
            onward = onward or (not self.relaxed and self.passes("onward", place, day))
            stays = (self.relaxed or self.passes("places", place, day)) and (last or goes)
            goes = onward or stays
            answer[day] = goes and self.passes("intake", place, day)
        return answer

    def _queue(self, crossing: str) -> list[bool]:
        """Return, by day, whether someone who came from a site and stands in the queue can still cross."""
        answer, later = [False] * self.days, False
        for day in reversed(range(self.days)):
            waits = self.relaxed or self.passes("queue", crossing, day)
            later = self.gate[crossing][day] or (later and waits)
            answer[day] = later
        return answer

    def _leaves(self, site: str) -> list[bool]:
        """Return, by day, whether someone who leaves the site that day can still cross."""
        answer = [False] * self.days
        hours = self.recount.driving_hours
        ways = [(self.queue[way.target], way.lag(hours), way.gates) for way, _ in self.recount.onward[site]]
        for day in range(self.days):
            if self.recount.share(site, day) == 0:
                continue
            for queue, lag, gates in ways:
                if day + lag < self.days and queue[day + lag] and self.recount.all_open(gates, day):
                    answer[day] = True
                    break
        return answer

    def _site(self, site: str) -> list[bool]:
        """Return, by day, whether someone who arrives at the site that day can enter it and still cross."""
        leaves = self._leaves(site)
        if self.relaxed:
            # Places never bind, so whoever may leave at once may also wait inside.
            ahead = list(accumulate(reversed(leaves), or_))[::-1]
        elif self.nights > 1:
            ahead = self._by_blocks(site, leaves)
        else:
            ahead = self._by_nights(site, leaves)
        return [
            ahead[day]
            and self.recount.share(site, day) > 0
            and self.passes("intake", site, day)
            and self.passes("desks", site, day)
            for day in range(self.days)
        ]

    def _by_nights(self, site: str, leaves: list[bool]) -> list[bool]:
        """One night, or more where the scenario sets no such maximum."""
        answer, stays_on = [False] * self.days, False
        for day in reversed(range(self.days - 1)):
            onward = leaves[day + 1] or (stays_on and not self.leaves_at_once)
            stays_on = onward and self.passes("places", site, day)
            answer[day] = stays_on
        return answer

    def _by_blocks(self, site: str, leaves: list[bool]) -> list[bool]:
        """Longer stays: whoever comes within a block of days sleeps its last night here and leaves after it."""
        answer = [False] * self.days
        starts = range(self.offset - self.nights, self.days + self.nights, self.nights)
        for start, following in pairwise(starts):
            if following >= self.days:
                break
            leads_out = any(leaves[following:]) and (following < 1 or self.passes("places", site, following - 1))
            for day in range(max(start, 0), max(following, 0)):
                answer[day] = leads_out
        return answer
