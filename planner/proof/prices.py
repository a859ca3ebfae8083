"""
The proof of a "no" by prices: one walk backwards over the days, in whole numbers, with no solver in sight.

A claim names limits, day by day, and gives each a price of at least 0. Let everyone who crosses be worth 1, and pay
the price of all that they use on the way. Whatever the plan, what people pay for a limit is at most its capacity times
its price; and nobody keeps more than 1 less the cheapest way they could take. So no plan passes more than::

    bound = floor( sum of price x capacity  +  sum over people of max(0, 1 - cost of their cheapest way) )

Prices that are badly chosen make this number large. They cannot make it false: any prices will do.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from math import lcm

from planner.proof.cut import Checked, check_cut, held_against, limit_faults
from planner.recount import Asked, Recount
from planner.solution import Claim, Cut

Key = tuple[str, str, int]


def check_claim(recount: Recount, cut: Cut) -> Checked:
    """Count a claim again, by its prices where it has any."""
    return check_prices(recount, cut) if cut.prices else check_cut(recount, cut)


def check_prices(recount: Recount, cut: Cut) -> Checked:
    """
    Count a claim by prices again from the records.

    Parameters
    ----------
    recount
        The claim's reading, at the scenario's driving hours.
    cut
        The claim as the certificate states it; ``passed_people`` of the answer is what the limits' capacities are
        worth at their prices, rounded down.
    """
    faults = limit_faults(recount, cut)
    if cut.claim is Claim.IMPOSSIBLE or cut.stay_offset:
        faults.append(f"{cut.id}: this claim is proved by a cut, not by prices")
    start = recount.scenario.start
    limits = {(row.id, row.date): row for row in cut.limits}
    prices: dict[Key, Fraction] = {}
    for price in cut.prices:
        row = limits.get((price.limit_id, price.date))
        if row is None or price.value < 0 or (row.kind, row.place, (row.date - start).days) in prices:
            faults.append(f"{cut.id}: the price of {price.limit_id} on {price.date} is no price of a limit named once")
            continue
        prices[row.kind, row.place, (row.date - start).days] = price.value
    worth = _Worth(recount, prices, cut.horizon_days)
    paid = sum(prices.get((r.kind, r.place, (r.date - start).days), Fraction(0)) * r.capacity for r in cut.limits)
    kept, behind = worth.people()
    bound = int((paid + kept) // 1)
    return held_against(cut, faults, behind=behind, passed=int(paid // 1), bound=bound)


class _Worth:
    """
    Days walked backwards: the most that someone at a place on a day keeps of the 1 they are worth once across.

    All amounts are whole multiples of 1 / ``unit``; ``None`` is no way across within the horizon.
    """

    def __init__(self, recount: Recount, prices: Mapping[Key, Fraction], num_days: int) -> None:
        self.recount, self.days = recount, num_days
        self.unit = lcm(1, *(price.denominator for price in prices.values()))
        self.price = {key: int(price * self.unit) for key, price in prices.items()}
        stay = recount.scenario.stay
        self.shortest, self.longest = stay.min_nights, stay.max_nights
        self.reception = {place: self._reception(place) for place in recount.receptions}
        self.gate = {c: self._gate(c) for c in recount.crossings}
        self.straight = {c: self._straight(c) for c in recount.crossings}
        self.queue = {c: self._queue(c) for c in recount.crossings}
        self.enter = {s: self._site(s) for s in recount.site_exits}
        self.leaving = cache(self._leaving)

    def people(self) -> tuple[Fraction, int]:
        """Return what everyone in scope keeps in all, and how many of them pay something or have no way across."""
        kept, behind = 0, 0
        for cohort in self.recount.cohorts:
            asked = cohort.asked or (Asked(),) * len(cohort.ways)
            ways = [self.leaving(*way) for way in zip(cohort.ways, asked, strict=True)]
            for released, people in cohort.releases:
                if released >= self.days:
                    behind += people
                    continue
                best = max((way[released] or 0 for way in ways), default=0)
                kept += people * max(best, 0)
                behind += people if best < self.unit else 0
        return Fraction(kept, self.unit), behind

    def _leaving(self, way: tuple[str, int, frozenset[str]], asked: Asked) -> list[int | None]:
        """Return, by day, the most that someone at home keeps who leaves by a way on that day or later."""
        target, lag, gates = way
        ahead = self.straight.get(target) or self.enter[target]
        answer: list[int | None] = [None] * self.days
        later: int | None = None
        for day in reversed(range(self.days)):
            if day + lag < self.days and self.recount.all_open(gates, day):
                later = _best(later, self._carried(ahead[day + lag], asked, day, lag))
            answer[day] = later
        return answer

    def _carried(self, value: int | None, asked: Asked, day: int, lag: int) -> int | None:
        """Return what is kept after the limits on travel are paid, in the fleet that leaves most."""
        best: int | None = None
        for fleet in asked.fleets or (None,):
            left = value
            for kind, place, on, amount in self.recount.travel.asks(asked, fleet, (day, lag), self.days):
                left = self.paid(left, kind, place, on, amount)
            best = _best(best, left)
        return best

    def paid(self, value: int | None, kind: str, place: str, day: int, amount: int = 1) -> int | None:
        """Return what is kept after a limit has been paid; nobody passes one that lets nobody through."""
        if value is None or not amount:
            return value
        if self.recount.capacity(kind, place, day) == 0:
            return None
        return value - amount * self.price.get((kind, place, day), 0)

    def _gate(self, crossing: str) -> list[int | None]:
        joined = self.recount.joined_receptions(crossing)
        answer = []
        for day in range(self.days):
            value: int | None = None if joined else self.unit
            for place, leg in joined:
                if self.recount.all_open(leg, day):
                    value = _best(value, self.reception[place][day])
            answer.append(self.paid(value, "throughput", crossing, day))
        return answer

    def _reception(self, place: str) -> list[int | None]:
        answer: list[int | None] = [None] * self.days
        stock: int | None = self.unit
        for day in reversed(range(self.days)):
            stays = self.paid(stock, "places", place, day)
            stock = _best(self.paid(self.unit, "onward", place, day), stays)
            answer[day] = self.paid(stock, "intake", place, day)
        return answer

    def _straight(self, crossing: str) -> list[int | None]:
        """
        Return, by day, the most that someone keeps who travels by themselves and is at the crossing.

        They may wait there for as long as they like, and are heard on the day they cross.
        """
        answer: list[int | None] = [None] * self.days
        later: int | None = None
        for day in reversed(range(self.days)):
            later = _best(later, self.paid(self.gate[crossing][day], "officers", "all", day))
            answer[day] = later
        return answer

    def _queue(self, crossing: str) -> list[int | None]:
        answer: list[int | None] = [None] * self.days
        later: int | None = None
        for day in reversed(range(self.days)):
            later = _best(self.gate[crossing][day], self.paid(later, "queue", crossing, day))
            answer[day] = later
        return answer

    def _leaves(self, site: str) -> list[int | None]:
        """Return, by day, the most that someone keeps who leaves the site that day."""
        answer: list[int | None] = [None] * self.days
        hours = self.recount.driving_hours
        ways = [(way, way.lag(hours), asked) for way, asked in self.recount.onward[site]]
        for day in range(self.days):
            if self.recount.share(site, day) == 0:
                continue
            for way, lag, asked in ways:
                if day + lag < self.days and self.recount.all_open(way.gates, day):
                    ahead = self._carried(self.queue[way.target][day + lag], asked, day, lag)
                    answer[day] = _best(answer[day], ahead)
        return answer

    def _site(self, site: str) -> list[int | None]:
        """Return, by day, the most that someone keeps who arrives at the site that day."""
        leaves = self._leaves(site)
        ready = leaves if self.longest is not None else self._ready(site, leaves)
        answer: list[int | None] = []
        for day in range(self.days):
            value: int | None = None
            if self.recount.share(site, day) > 0:
                value = self._stay(site, day, ready)
            for kind in ("intake", "desks"):
                value = self.paid(value, kind, site, day)
            answer.append(self.paid(value, "officers", "all", day))
        return answer

    def _ready(self, site: str, leaves: list[int | None]) -> list[int | None]:
        """Return, by day, the most that someone keeps who has stayed the shortest stay and may stay on."""
        answer, later = list(leaves), None
        for day in reversed(range(self.days)):
            later = _best(leaves[day], self.paid(self._fed(later), "places", site, day))
            answer[day] = later
        return answer

    def _fed(self, value: int | None) -> int | None:
        """Return what is kept after a day's meals at a site are paid out of the ceiling on money."""
        return self.paid(value, "money", "all", self.days - 1, self.recount.travel.meals)

    def _stay(self, site: str, day: int, ready: list[int | None]) -> int | None:
        """Return the most kept over all stays that begin on a day: each night at its price."""
        best, spent = None, 0
        for nights in range(1, (self.longest or self.shortest) + 1):
            left = self.paid(self._fed(0), "places", site, day + nights - 1)
            if left is None or day + nights >= self.days:
                break
            spent -= left
            after = ready[day + nights]
            if nights >= self.shortest and after is not None:
                best = _best(best, after - spent)
        return best


def _best(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else max(one, other)
