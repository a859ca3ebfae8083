"""
What journeys ask of legs, trains, vehicles and money, for the oracle: one route, one day and one vehicle at a time.

Nothing here knows how the planner counts. A journey by train is a route like any other, with its trains beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, permutations
from math import floor

from tests.oracle.routes import Journeys, Route, leg_graph, routes_from
from tests.oracle.world import CAPACITY_END, PEOPLE_END, Row, World, number

SPARE = Fraction("0.15")  # TRA-03
COACH = {"low": 60_000, "central": 90_000, "high": 130_000}  # PRI-04, a day
COACH_SEATS = 45  # TRA-02
MEALS = {"low": 300, "central": 450, "high": 700}  # PRI-03, three a day
MOST_TRAINS = 3
Entry = tuple[object, int | None, int]


@dataclass(frozen=True)
class Way:
    """A route, and the trains on it in order."""

    route: Route
    trains: tuple[str, ...] = ()


class Travel:
    """The limits on travel of a world in one reading."""

    def __init__(self, world: World, journeys: Journeys, reading: str, days: int) -> None:
        self.world, self.journeys, self.reading, self.days = world, journeys, reading, days
        self.hours = Fraction(str(world.scenario.get("driving_hours_per_day", 8)))
        self.trains = {row["id"]: row for row in world.services if row["kind"] == "train"}
        self.rails = leg_graph(world, {"rail"})
        self.roads = leg_graph(world, {"road"})
        self.flying = leg_graph(world, {"road", "air"})
        touched = {end for leg in world.legs if leg["mode"] == "air" for end in (leg["from_id"], leg["to_id"])}
        self.airports = touched & set(world.junctions)

    def ways(self, stream: str, origin: str) -> Iterator[tuple[str, Way]]:
        """Give target and way of every journey that people of a stream may make from a district or site."""
        table = self.journeys.to_site if stream == "site" else self.journeys.to_crossing
        yield from ((target, Way(route)) for (start, target), route in table.items() if start == origin)
        province = (self.world.districts.get(origin) or self.world.sites[origin])["province"]
        mine = self.world.exits(province)
        targets = mine
        if stream == "site":
            leaving = {site for site, _ in self.journeys.to_crossing}
            targets = [
                site
                for site, row in self.world.sites.items()
                if site in leaving
                and row["kind"] != "reception"
                and set(self.world.exits(row["province"])) <= set(mine)
            ]
        for count in range(1, MOST_TRAINS + 1):
            for order in permutations(self.trains, count):
                yield from self._over(origin, targets, order)

    def _over(self, origin: str, targets: list[str], order: tuple[str, ...]) -> Iterator[tuple[str, Way]]:
        here = Route((origin,), 0, 0)
        for name in order:
            train = self.trains[name]
            road = self._road(here.stops[-1], train["from_id"], flying=False)
            rail = routes_from(self.rails, train["from_id"], set()).get(train["to_id"])
            if road is None or rail is None:
                return
            here = _after(_after(here, road), rail)
        for target in targets:
            air = self.world.crossings.get(target, {}).get("mode") == "air"
            last = self._road(here.stops[-1], target, flying=air)
            if last is not None:
                yield target, Way(_after(here, last), order)

    def _road(self, start: str, end: str, *, flying: bool) -> Route | None:
        if start == end:
            return Route((start,), 0, 0)
        if flying:
            return routes_from(self.flying, start, set()).get(end)
        return routes_from(self.roads, start, self.airports).get(end)

    def carriers(self, stream: str, origin: str, way: Way) -> list[str | None]:
        """Give the fleets that may carry people on a way, or None alone where no limit is known."""
        if way.trains:
            return [None]
        province = (self.world.districts.get(origin) or self.world.sites[origin])["province"]
        serving = [
            row["id"]
            for row in self.world.fleets
            if (row["kind"] == "hired") == (stream == "self") and row["province"] in ("national", province)
        ]
        known = all(self.vehicles(name) is not None for name in serving)
        return list(serving) if serving and known else [None]

    def _fleet(self, name: str) -> Row:
        return next(row for row in self.world.fleets if row["id"] == name)

    def vehicles(self, name: str) -> Fraction | None:
        """Give the vehicles of a fleet."""
        published = number(self._fleet(name)[f"vehicles_{CAPACITY_END[self.reading]}"])
        return self.world.limit("vehicles", name, published)

    def seat_minutes(self, name: str) -> Fraction:
        """Give what a fleet's seats drive in a day, its spare left at home."""
        fleet = self._fleet(name)
        whole = (self.vehicles(name) or Fraction(0)) * int(fleet["seats"]) * 60 * self.hours
        return whole if fleet["kind"] == "hired" else whole / (1 + SPARE)

    def entries(self, stream: str, way: Way, carrier: str | None, leave: int) -> Iterator[Entry]:
        """Give name, capacity and use of every limit that one person leaving on a day asks something of."""
        for ends in {frozenset(pair) for pair in pairwise(way.route.stops)}:
            figure = self.leg(ends)
            if figure is not None:
                yield ("leg", ends, leave), floor(figure * self._share(ends, leave)), 1
        for name in way.trains:
            end = f"departures_per_day_{CAPACITY_END[self.reading]}"
            row = self.trains[name]
            departures = self.world.limit("trains", name, number(row[end])) or Fraction(0)
            yield ("train", name, leave), floor(departures * int(row["seats"])), 1
        if carrier is not None:
            yield from self._round(carrier, way.route, leave)
        if self.money() is not None and stream != "self" and not way.trains:
            yield ("money",), floor(self.money() or 0), self._fare(way.route)

    def _round(self, carrier: str, route: Route, leave: int) -> Iterator[Entry]:
        a_day, seats = 60 * self.hours, self.seat_minutes(carrier)
        out_and_home = 2 * route.road_minutes
        if out_and_home <= a_day:
            yield ("fleet", carrier, leave), floor(seats), out_and_home
        else:
            day = leave + 1
            while (day - leave + 1) * a_day <= out_and_home and day < self.days:
                yield ("fleet", carrier, day), floor(seats), floor(a_day)
                day += 1
        before_the_end = route.road_minutes + (self.days - 1 - leave - route.lag(self.hours)) * a_day
        yield ("fleet", carrier), floor(seats * self.days), min(out_and_home, floor(before_the_end))

    def _fare(self, route: Route) -> int:
        coach = Fraction(COACH[PEOPLE_END[self.reading]], COACH_SEATS)
        return floor(coach * 2 * route.road_minutes / (60 * self.hours))

    def meals(self) -> int:
        """Give what a night at a site costs."""
        return MEALS[PEOPLE_END[self.reading]]

    def money(self) -> Fraction | None:
        """Give the ceiling on money."""
        return self.world.limit("money", "all", None)

    def leg(self, ends: frozenset[str]) -> Fraction | None:
        """Give the people a day between two places that a leg joins."""
        rows = [row for row in self.world.legs if {row["from_id"], row["to_id"]} == ends]
        figures = [number(row.get("people_per_day")) for row in rows]
        whole = None if None in figures else sum((figure or Fraction(0) for figure in figures), Fraction(0))
        for one, other in permutations(sorted(ends)):
            whole = self.world.limit("leg", f"{one}-{other}", whole)
        return whole

    def _share(self, ends: frozenset[str], day: int) -> Fraction:
        one, other = sorted(ends)
        places = [self.world.share(end, day) for end in (one, other) if end in self.world.junctions]
        return min([self.world.leg_share(one, other, day), *places])


def _after(first: Route, then: Route) -> Route:
    return Route(
        first.stops + then.stops[1:],
        first.road_minutes + then.road_minutes,
        first.other_minutes + then.other_minutes,
    )
