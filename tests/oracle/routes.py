"""Routes of the oracle: a plain label-setting search over the legs, exact to the minute and the tie."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

from tests.oracle.world import World

MINUTES_PER_DAY = 1440
Graph = dict[str, dict[str, tuple[int, Fraction, str]]]


@dataclass(frozen=True)
class Route:
    """One journey: its stops in order, and its whole minutes by road and otherwise."""

    stops: tuple[str, ...]
    road_minutes: int
    other_minutes: int

    def lag(self, hours_per_day: Fraction) -> int:
        """Give the days between departure and arrival when driving `hours_per_day`."""
        days = Fraction(self.road_minutes) / (60 * hours_per_day) + Fraction(self.other_minutes, MINUTES_PER_DAY)
        return max(0, ceil(days) - 1)

    def lag_round_the_clock(self) -> int:
        """Give the days between departure and arrival when nobody ever rests."""
        return max(0, ceil(Fraction(self.road_minutes + self.other_minutes, MINUTES_PER_DAY)) - 1)

    def open_on(self, world: World, day: int) -> bool:
        """Say whether a departure on `day` meets no closed leg and no closed junction on the way."""
        legs = all(world.leg_share(a, b, day) > 0 for a, b in pairwise(self.stops))
        return legs and all(world.share(s, day) > 0 for s in self.stops[1:-1] if s in world.junctions)


def leg_graph(world: World, modes: set[str]) -> Graph:
    """Give the legs of `modes` both ways as neighbour -> (minutes, km, mode), without reception sites."""
    reception = {site for site, row in world.sites.items() if row["kind"] == "reception"}
    graph: Graph = {}
    for leg in world.legs:
        ends = (leg["from_id"], leg["to_id"])
        if leg["mode"] not in modes or reception & set(ends):
            continue
        cost = (ceil(Fraction(leg["hours"]) * 60), Fraction(leg["km"] or 0), leg["mode"])
        for one, other in (ends, ends[::-1]):
            known = graph.setdefault(one, {}).get(other)
            graph[one][other] = cost if known is None else min(known, cost)
    return graph


def routes_from(graph: Graph, origin: str, closed_to_passing: set[str]) -> dict[str, Route]:
    """Give the best route from `origin` to every place: minutes, then km, then the ids in order.

    A label carries its whole sequence of ids, so that comparing labels is all it takes to settle ties.
    """
    heap: list[tuple[int, Fraction, tuple[str, ...], int]] = [(0, Fraction(0), (origin,), 0)]
    found: dict[str, Route] = {}
    while heap:
        minutes, km, stops, road = heapq.heappop(heap)
        here = stops[-1]
        if here in found:
            continue
        found[here] = Route(stops, road, minutes - road)
        if here in closed_to_passing and here != origin:
            continue
        for there, (leg_minutes, leg_km, mode) in graph.get(here, {}).items():
            if there not in found:
                by_road = road + (leg_minutes if mode == "road" else 0)
                heapq.heappush(heap, (minutes + leg_minutes, km + leg_km, (*stops, there), by_road))
    return found


@dataclass(frozen=True)
class Journeys:
    """Every journey that people on this side of the border can make."""

    to_crossing: Mapping[tuple[str, str], Route]
    to_site: Mapping[tuple[str, str], Route]


def find_journeys(world: World) -> Journeys:
    """Find the routes from districts to sites and from both to crossings, as the exit rule allows."""
    land, air = leg_graph(world, {"road"}), leg_graph(world, {"road", "air"})
    touched = {end for leg in world.legs if leg["mode"] == "air" for end in (leg["from_id"], leg["to_id"])}
    airports = touched & set(world.junctions)
    stations = [site for site, row in world.sites.items() if row["kind"] in ("transit", "holding")]
    by_land, by_air = {}, {}
    to_crossing = {}
    for origin in [*world.districts, *stations]:
        by_land[origin] = routes_from(land, origin, airports)
        by_air[origin] = routes_from(air, origin, set())
        province = (world.districts.get(origin) or world.sites[origin])["province"]
        for crossing in world.exits(province):
            table = by_air if world.crossings[crossing]["mode"] == "air" else by_land
            if crossing in table[origin]:
                to_crossing[origin, crossing] = table[origin][crossing]
    to_site = {}
    for district, row in world.districts.items():
        allowed = set(world.exits(row["province"]))
        for site in stations:
            province = world.sites[site]["province"]
            if not set(world.exits(province)) <= allowed:
                continue
            leads_out = any((site, crossing) in to_crossing for crossing in world.exits(province))
            if leads_out and site in by_land[district]:
                to_site[district, site] = by_land[district][site]
    return Journeys(to_crossing, to_site)
