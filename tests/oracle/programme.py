"""
The full programme a second time, by scipy's HiGHS: every departure and every length of stay an arc of its own.

Nothing is merged. Nights, desks, officers and limits on travel are rows over those arcs.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from tests.oracle.expand import SINK, SOURCE, Expansion, Net, Oracle, Variant
from tests.oracle.travel import Travel
from tests.oracle.world import number

PEOPLE_A_DESK = 40  # STA-02
# STA-03 hours of 60 minutes over PRO-03 minutes an adult, at DEM-09 + DEM-10 of everyone.
PEOPLE_AN_OFFICER = Fraction(6 * 60) / (30 * (Fraction("0.37") + Fraction("0.03")))


class Programme(Expansion):
    """One reading of an oracle's world as a linear programme of so many days."""

    def most(self) -> float:
        """Give the most people across."""
        self.rows: defaultdict[object, list[tuple[int, int]]] = defaultdict(list)
        self.caps: dict[object, int] = {}
        self.travel = Travel(self.world, self.journeys, self.reading, self.days)
        net = self.build()
        officers = self.world.limit("officers", "all", None)
        if officers is not None:
            self._officers(net, floor(officers * PEOPLE_AN_OFFICER))
        return self._solve(net)

    def _officers(self, net: Net, cap: int) -> None:
        names = {number: node for node, number in net.ids.items()}
        for arc, (tail, head) in enumerate(zip(net.tails, net.heads, strict=True)):
            kinds = (names[tail][0], names[head][0])
            if kinds == ("outside", "gate") or kinds[0] == "door":
                self._use(("officers", names[head][2]), cap, arc)

    def _use(self, name: object, cap: int | None, arc: int, each: int = 1) -> None:
        if cap is not None:
            self.rows[name].append((arc, each))
            self.caps[name] = cap

    def _home(self, net: Net, district: str, count: int) -> None:
        has_site = any(start == district for start, _ in self.journeys.to_site)
        straight = self.world.self_organised(count, self.reading) if has_site else count
        for stream, size in (("self", straight), ("site", count - straight)):
            for day, out in enumerate(self.world.released(size, self.days)):
                net.arc(SOURCE, ("home", stream, district, day), out)
                if day + 1 < self.days:
                    net.arc(("home", stream, district, day), ("home", stream, district, day + 1))
            place = "outside" if stream == "self" else "door"
            self._travel(net, (stream, district), ("home", stream, district), place)

    def _travel(self, net: Net, who: tuple[str, str], start: tuple[str, ...], place: str) -> None:
        """Write out every departure of a stream from one place, in every vehicle."""
        for target, way in self.travel.ways(*who):
            for carrier in self.travel.carriers(*who, way):
                for leave, arrive in self._departures(way.route):
                    net.arc((*start, leave), (place, target, arrive))
                    for name, cap, each in self.travel.entries(who[0], way, carrier, leave):
                        self._use(name, cap, len(net.tails) - 1, each)

    def _site(self, net: Net, site: str) -> None:
        stay = self.world.scenario.get("stay") or {}
        shortest, longest = stay.get("min_nights", 1), stay.get("max_nights") or self.days
        desks = self.world.limit("desks", site, number(self.world.sites[site].get("desks")))
        for day in range(self.days):
            share = self.world.share(site, day)
            net.arc(("door", site, day), ("let in", site, day), self.world.intake(site, day))
            if desks is not None:
                self._use(("desks", site, day), floor(desks * PEOPLE_A_DESK * share), len(net.tails) - 1)
            for nights in range(shortest, longest + 1):
                if day + nights < self.days and self.world.share(site, day + nights) > 0:
                    net.arc(("let in", site, day), ("leaving", site, day + nights))
                    for night in range(day, day + nights):
                        self._use(("places", site, night), self._beds(site, night), len(net.tails) - 1)
                    if self.travel.money() is not None:
                        cap = floor(self.travel.money() or 0)
                        self._use(("money",), cap, len(net.tails) - 1, nights * self.travel.meals())
        if any(start == site for start, _ in self.journeys.to_crossing):
            self._travel(net, ("onward", site), ("leaving", site), "queue")

    def _solve(self, net: Net) -> float:
        arcs, nodes = len(net.tails), len(net.ids)
        if not arcs:
            return 0.0
        ends = [(tail, arc, 1.0) for arc, tail in enumerate(net.tails)]
        ends += [(head, arc, -1.0) for arc, head in enumerate(net.heads)]
        inner = [end for end in ends if end[0] not in (net.ids[SOURCE], net.ids[SINK])]
        balance = _matrix(inner, nodes, arcs)
        limits = _matrix(
            [(r, arc, float(each)) for r, name in enumerate(self.rows) for arc, each in self.rows[name]],
            len(self.rows),
            arcs,
        )
        worth = np.zeros(arcs)
        worth[[arc for arc, head in enumerate(net.heads) if head == net.ids[SINK]]] = -1.0
        found = linprog(
            worth,
            A_ub=limits,
            b_ub=np.array([float(self.caps[name]) for name in self.rows]),
            A_eq=balance,
            b_eq=np.zeros(nodes),
            bounds=np.column_stack([np.zeros(arcs), np.array(net.caps, dtype=np.float64)]),
            method="highs",
        )
        assert found.status == 0, found.message
        return -float(found.fun)


def _matrix(entries: list[tuple[int, int, float]], rows: int, columns: int) -> coo_array:
    row, column, value = (np.array([entry[k] for entry in entries]) for k in range(3))
    return coo_array((value.astype(float), (row.astype(int), column.astype(int))), shape=(rows, columns)).tocsr()


def most_across(oracle: Oracle, reading: str, days: int) -> float:
    """Give the most people who can be across by the end of the first `days` days, as the full programme has it."""
    return Programme(oracle.world, oracle.journeys, reading, days, Variant()).most()
