"""The oracle: every place, stream and day its own node, every departure its own arc, one maximum flow.

Nothing is merged, bounded or clever. Two programs of different authors solve it: scipy for worlds of any
size and networkx for small ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import maximum_flow

from tests.oracle.routes import Journeys, Route, find_journeys
from tests.oracle.world import READINGS, World, read_world

SOURCE, SINK = ("source",), ("sink",)
Node = tuple[Any, ...]


@dataclass
class Net:
    """Arcs with whole capacities between named nodes; `free` stands for no limit and exceeds all people."""

    free: int
    ids: dict[Node, int] = field(default_factory=lambda: {SOURCE: 0, SINK: 1})
    tails: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    caps: list[int] = field(default_factory=list)

    def arc(self, tail: Node, head: Node, cap: int | None = None) -> None:
        """Add an arc; capacity None is no limit."""
        self.tails.append(self.ids.setdefault(tail, len(self.ids)))
        self.heads.append(self.ids.setdefault(head, len(self.ids)))
        self.caps.append(self.free if cap is None else min(cap, self.free))

    def max_flow_scipy(self) -> int:
        """Give the maximum flow from source to sink, by scipy."""
        shape = (len(self.ids), len(self.ids))
        ends = np.array(self.tails, dtype=np.int32), np.array(self.heads, dtype=np.int32)
        matrix = csr_array(coo_array((np.array(self.caps, dtype=np.int32), ends), shape=shape))
        return int(maximum_flow(matrix, 0, 1, method="dinic").flow_value)

    def max_flow_networkx(self) -> int:
        """Give the maximum flow from source to sink, by networkx."""
        graph = nx.DiGraph()
        graph.add_nodes_from((0, 1))
        for tail, head, cap in zip(self.tails, self.heads, self.caps, strict=True):
            had = graph[tail][head]["capacity"] if graph.has_edge(tail, head) else 0
            graph.add_edge(tail, head, capacity=had + cap)
        return int(nx.maximum_flow_value(graph, 0, 1))


@dataclass(frozen=True)
class Variant:
    """Which of the worlds of one reading is meant.

    Attributes
    ----------
    relaxed
        Travel round the clock, no night at a site, no places, no standard.
    waiting
        Only with `relaxed`: people may also wait anywhere on the way without limit, at a site's door, in the
        site and at the crossing. Without it, nobody waits at a site and queue places hold.
    known_only
        Crossings without people_per_day and sites without places pass nobody.
    """

    relaxed: bool = False
    waiting: bool = False
    known_only: bool = False


STANDARD, RELAXED, RELAXED_WAITING = Variant(), Variant(relaxed=True), Variant(relaxed=True, waiting=True)
KNOWN_ONLY = Variant(known_only=True)


@dataclass(frozen=True)
class Expansion:
    """A world of `days` days in one reading, to be written out arc by arc."""

    world: World
    journeys: Journeys
    reading: str
    days: int
    variant: Variant

    def build(self) -> Net:
        """Write out the whole network."""
        people = self.world.people(self.reading)
        net = Net(free=sum(people.values()) + 1)
        for district, count in people.items():
            if count:
                self._home(net, district, count)
        for site, row in self.world.sites.items():
            if row["kind"] == "reception":
                self._reception(net, site)
            else:
                self._site(net, site)
        for crossing in self.world.crossings:
            self._crossing(net, crossing)
        return net

    def _departures(self, route: Route) -> Iterator[tuple[int, int]]:
        """Give (day of departure, day of arrival) of every departure that is open and arrives in time."""
        hours = Fraction(str(self.world.scenario.get("driving_hours_per_day", 8)))
        lag = route.lag_round_the_clock() if self.variant.relaxed else route.lag(hours)
        for day in range(self.days - lag):
            if route.open_on(self.world, day):
                yield day, day + lag

    def _home(self, net: Net, district: str, count: int) -> None:
        by_site = {s: r for (d, s), r in self.journeys.to_site.items() if d == district}
        straight = self.world.self_organised(count, self.reading) if by_site else count
        for stream, size in (("self", straight), ("site", count - straight)):
            for day, out in enumerate(self.world.released(size, self.days)):
                net.arc(SOURCE, ("home", stream, district, day), out)
                if day + 1 < self.days:
                    net.arc(("home", stream, district, day), ("home", stream, district, day + 1))
        for (origin, crossing), route in self.journeys.to_crossing.items():
            if origin == district:
                for leave, arrive in self._departures(route):
                    net.arc(("home", "self", district, leave), ("outside", crossing, arrive))
        for site, route in by_site.items():
            for leave, arrive in self._departures(route):
                net.arc(("home", "site", district, leave), ("door", site, arrive))

    def _site(self, net: Net, site: str) -> None:
        for day in range(self.days):
            net.arc(("door", site, day), ("inside", site, day), self.world.intake(site, day))
            if self.variant.waiting and day + 1 < self.days:
                net.arc(("door", site, day), ("door", site, day + 1))
                net.arc(("inside", site, day), ("inside", site, day + 1))
            if self.variant.relaxed:
                self._leave_site(net, ("inside", site, day), site, day)
            elif day + 1 < self.days:
                net.arc(("inside", site, day), ("slept", site, day + 1), self._beds(site, day))
                self._leave_site(net, ("slept", site, day + 1), site, day + 1)
                if not self.world.one_night_only:
                    net.arc(("slept", site, day + 1), ("inside", site, day + 1))
        for (origin, crossing), route in self.journeys.to_crossing.items():
            if origin == site:
                for leave, arrive in self._departures(route):
                    net.arc(("leaving", site, leave), ("queue", crossing, arrive))

    def _leave_site(self, net: Net, node: Node, site: str, day: int) -> None:
        if self.world.share(site, day) > 0:
            net.arc(node, ("leaving", site, day))

    def _beds(self, site: str, night: int) -> int | None:
        if self.variant.known_only and self.world.places(site, self.reading) is None:
            return 0
        return self.world.sleeps(site, night, self.reading)

    def _crossing(self, net: Net, crossing: str) -> None:
        queue = None if self.variant.waiting else self.world.queue_places(crossing)
        receptions = self.world.receptions(crossing)
        unknown = self.world.throughput(crossing, self.reading) is None
        for day in range(self.days):
            for line, cap in (("outside", None), ("queue", queue)):
                net.arc((line, crossing, day), ("gate", crossing, day))
                if day + 1 < self.days:
                    net.arc((line, crossing, day), (line, crossing, day + 1), cap)
            passes = self.world.passes(crossing, day, self.reading)
            net.arc(
                ("gate", crossing, day),
                ("across", crossing, day),
                0 if self.variant.known_only and unknown else passes,
            )
            for site in receptions:
                net.arc(("across", crossing, day), ("handed over", site, day))
            if not receptions:
                net.arc(("across", crossing, day), SINK)

    def _reception(self, net: Net, site: str) -> None:
        for day in range(self.days):
            net.arc(("handed over", site, day), ("received", site, day), self.world.intake(site, day))
            net.arc(("received", site, day), SINK, self.world.onward(site, day))
            night = None if self.variant.relaxed else self._beds(site, day)
            last = day + 1 == self.days
            net.arc(("received", site, day), SINK if last else ("received", site, day + 1), night)


@dataclass(frozen=True)
class Oracle:
    """Answers about one world."""

    world: World
    journeys: Journeys

    def net(self, reading: str, days: int, variant: Variant = STANDARD) -> Net:
        """Give the network of `days` days."""
        return Expansion(self.world, self.journeys, reading, days, variant).build()

    def most_across(self, reading: str, days: int, variant: Variant = STANDARD) -> int:
        """Give the most people who can be across by the end of the first `days` days."""
        return self.net(reading, days, variant).max_flow_scipy() if days > 0 else 0

    def completion_days(self, reading: str, max_days: int) -> int | None:
        """Give the fewest days after which everyone can be across, or None when `max_days` are too few.

        More days never mean fewer people across, except where the cold takes reception places away from
        people who have already crossed; there every number of days is tried in turn.
        """
        everyone = sum(self.world.people(reading).values())
        if self._reception_shrinks():
            tried = range(1, max_days + 1)
            return next((n for n in tried if self.most_across(reading, n) == everyone), None)
        low, high = 0, 1
        while self.most_across(reading, high) < everyone:
            if high == max_days:
                return None
            low, high = high, min(2 * high, max_days)
        while high - low > 1:
            middle = (low + high) // 2
            if self.most_across(reading, middle) < everyone:
                low = middle
            else:
                high = middle
        return high

    def _reception_shrinks(self) -> bool:
        roofed = [s for s, r in self.world.sites.items() if r["kind"] == "reception" and r.get("covered_m2")]
        return any(row["place_id"] in roofed for row in self.world.climate)

    def answers(self, reading: str, relaxed: int, on_time: int) -> tuple[str, ...]:
        """Give the answers of which one must be printed, the strongest first.

        There are two only where everyone can be across both with and without the places whose limit is
        unknown: then the answer turns on which of the plans was printed.
        """
        everyone = sum(self.world.people(reading).values())
        if relaxed < everyone:
            return ("impossible",)
        if on_time < everyone:
            return ("not-possible-within-standards",)
        if self.most_across(reading, self.world.deadline_days, KNOWN_ONLY) < everyone:
            return ("undecided",)
        if self._unknown_limits(reading):
            return ("not-excluded-by-logistics", "undecided")
        return ("not-excluded-by-logistics",)

    def _unknown_limits(self, reading: str) -> bool:
        rates = [self.world.throughput(c, reading) for c in self.world.crossings]
        places = [self.world.places(s, reading) for s in self.world.sites]
        return None in rates or None in places


def read_oracle(case_folder: Path, scenario: Mapping[str, Any]) -> Oracle:
    """Read a case folder under a scenario and find its routes."""
    world = read_world(case_folder, scenario)
    return Oracle(world, find_journeys(world))


def solve(case_folder: Path, scenario: Mapping[str, Any], *, max_days: int) -> dict[str, dict[str, Any]]:
    """Answer the tool's first two questions for every reading.

    Parameters
    ----------
    case_folder
        Folder of CSV files.
    scenario
        The keys of a configuration after inheritance: start, deadline, scope, people, streams, release,
        exit_rule, driving_hours_per_day, stay and limits.
    max_days
        The longest horizon tried for the day by which everyone is across.

    Returns
    -------
    dict
        For each reading: in_scope_people, on_time_people, relaxed_people, relaxed_waiting_people (the bound
        with waiting allowed anywhere), answer (the strongest that may be printed), answers (all that may),
        and completion_days (the first day is 1; None when not within `max_days`).
    """
    oracle = read_oracle(case_folder, scenario)
    found = {}
    for reading in READINGS:
        days = oracle.world.deadline_days
        on_time = oracle.most_across(reading, days)
        relaxed = oracle.most_across(reading, days, RELAXED)
        answers = oracle.answers(reading, relaxed, on_time)
        found[reading] = {
            "in_scope_people": sum(oracle.world.people(reading).values()),
            "on_time_people": on_time,
            "relaxed_people": relaxed,
            "relaxed_waiting_people": oracle.most_across(reading, days, RELAXED_WAITING),
            "answer": answers[0],
            "answers": answers,
            "completion_days": oracle.completion_days(reading, max_days),
        }
    return found
