"""
The audit of departures: who sets out when, held against the people there are and every limit on travel.

At solve time the plan names its trips, and each is counted here by plain loops. They are never written: a plan read
from a file states national totals by limit and day, and those are held.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from planner.recount import SELF, TRAVEL_KINDS, VIA_SITE, Asked, Recount
from planner.solution import Plan, TravelUse, Trip

Key = tuple[str, str, int]
_Way = tuple[int, frozenset[str], Asked]
STREAMS, ONWARD = {"self": SELF, "site": VIA_SITE}, "onward"


class TravelBooks:
    """
    What a plan asks of the limits on travel.

    Parameters
    ----------
    used
        By kind, place and day, in the limit's units.
    faults
        In words.
    """

    def __init__(self, recount: Recount, plan: Plan) -> None:
        self.recount, self.plan = recount, plan
        self.days = recount.scenario.num_days
        self.used: Counter[Key] = Counter()
        self.faults: list[str] = []
        self._known: dict[tuple[str, str, str, tuple[str, ...]], list[_Way]] = {}
        if not recount.travel.counted:
            if plan.trips or plan.travel is not None:
                self.faults.append("plan: it states what it asks of limits on travel that are not there")
            return
        if plan.trips or plan.travel is None:
            self._leaving_home()
            self._passing_sites()
            self._reaching_crossings()
            self._counted()
        else:
            self._stated(plan.travel)
        self._held()

    def rows(self) -> tuple[TravelUse, ...] | None:
        """Return what the plan asks, by day and limit; ``None`` where nothing is counted."""
        recount = self.recount
        if not recount.travel.counted:
            return None
        return tuple(
            TravelUse(date=recount.date(day), id=f"{kind}:{place}", used=used)
            for (kind, place, day), used in sorted(self.used.items(), key=lambda item: (item[0][2], item[0]))
            if used
        )

    def _day(self, trip: Trip) -> int:
        return (trip.date - self.recount.scenario.start).days

    def _leaving_home(self) -> None:
        """Hold trips from home against who lives there, which ways they have and when they are released."""
        people = {(row[2], row[0]): row[3] for row in self.recount.by_stream}
        leaving: defaultdict[tuple[str, tuple[str, ...]], Counter[int]] = defaultdict(Counter)
        for trip in self.plan.trips:
            if trip.stream in STREAMS:
                leaving[trip.stream, trip.origins][self._day(trip)] += trip.people
        told = Counter((stream, origin) for stream, origins in leaving for origin in origins)
        if any(count > 1 for count in told.values()):
            self.faults.append("plan: trips count the people of a district twice")
        for (stream, origins), by_day in leaving.items():
            waiting, ready = 0, Counter[int]()
            for origin in origins:
                for day, released in self.recount.releases(people.get((STREAMS[stream], origin), 0)):
                    ready[day] += released
            for day in range(self.days):
                waiting += ready[day] - by_day[day]
                if waiting < 0:
                    self.faults.append(f"plan: more people leave by {self.recount.date(day)} than are released by then")
                    break

    @cached_property
    def _homes(self) -> dict[tuple[str, str], str]:
        """Province by stream and district or site, of those who may set out."""
        homes = {(row[2], row[0]): row[1] for row in self.recount.by_stream}
        return homes | {(ONWARD, site): self.recount.sites[site].province for site in self.recount.site_exits}

    def _ways(self, trip: Trip, origin: str) -> list[_Way]:
        """Return lag, gates and what is asked of the ways that a trip may mean: by road, or over its trains."""
        key = (trip.stream, origin, trip.target, trip.trains)
        if key not in self._known:
            self._known[key] = list(self._found(*key))
        return self._known[key]

    def _found(self, stream: str, origin: str, target: str, trains: tuple[str, ...]) -> Iterator[_Way]:
        travel, recount = self.recount.travel, self.recount
        name = STREAMS.get(stream, ONWARD)
        province = self._homes.get((name, origin))
        if province is None:
            return
        if not trains:
            roads = recount.site_exits[origin] if name == ONWARD else recount.ways_from(origin, province, name)
            for way in roads:
                if way.target == target:
                    asked = travel.by_road(origin, province, way, hired=name == SELF)
                    yield way.lag(recount.driving_hours), way.gates, asked
        elif self._allowed(name, province, target):
            for order, parts in travel.trips(origin, [target]):
                if order == trains:
                    way = travel.whole(order, parts)
                    yield way.lag(recount.driving_hours), way.gates, travel.by_train(origin, order, target)

    def _allowed(self, stream: str, province: str, target: str) -> bool:
        """Return whether the exit rule lets people of a province go to a crossing, or into a site."""
        mine = self.recount.exits(province)
        if stream != VIA_SITE:
            return target in mine
        return target in self.recount.site_exits and self.recount.exits(self.recount.sites[target].province) <= mine

    def _asked(self, trip: Trip, origin: str) -> Asked | None:
        """Return what a trip asks a person, ``None`` where there is no such way, open on that day, in that fleet."""
        day = self._day(trip)
        if day < 0 or day + trip.lag >= self.days or trip.people < 0:
            return None
        for lag, gates, asked in self._ways(trip, origin):
            if lag == trip.lag and trip.fleet in (asked.fleets or (None,)) and self.recount.all_open(gates, day):
                return asked
        return None

    def _passing_sites(self) -> None:
        """Hold trips to and from sites against whom these take in and send on."""
        came: Counter[tuple[str, int]] = Counter()
        went: Counter[tuple[str, int]] = Counter()
        for trip in self.plan.trips:
            if trip.stream == "site":
                came[trip.target, self._day(trip) + trip.lag] += trip.people
            elif trip.stream == "onward":
                went[trip.origins[0], self._day(trip)] += trip.people
        for row in self.plan.sites:
            if row.id in self.recount.site_exits:
                key = (row.id, (row.date - self.recount.scenario.start).days)
                if (came[key], went[key]) != (row.people_in, row.out):
                    self.faults.append(
                        f"plan: trips bring {came[key]} to {row.id} on {row.date} and take {went[key]} on"
                    )

    def _reaching_crossings(self) -> None:
        """Hold trips to crossings against who crosses: families may wait there, people from sites queue."""
        alone: Counter[tuple[str, int]] = Counter()
        queueing: Counter[tuple[str, int]] = Counter()
        for trip in self.plan.trips:
            if trip.stream != "site":
                there = alone if trip.stream == "self" else queueing
                there[trip.target, self._day(trip) + trip.lag] += trip.people
        rows = {(row.id, (row.date - self.recount.scenario.start).days): row for row in self.plan.crossings}
        for crossing in self.recount.crossings:
            waiting = queue = 0
            for day in range(self.days):
                row = rows.get((crossing, day))
                waiting += alone[crossing, day] - (0 if row is None else row.from_self)
                queue += queueing[crossing, day] - (0 if row is None else row.from_sites)
                last = day == self.days - 1
                if waiting < 0 or (last and waiting) or queue != (0 if row is None else row.waiting):
                    when = self.recount.date(day)
                    self.faults.append(f"plan: trips to {crossing} do not bring those who cross or wait on {when}")
                    break

    def _counted(self) -> None:
        """Add up what trips ask, and what nights at sites cost."""
        travel = self.recount.travel
        for trip in self.plan.trips:
            asked = {self._asked(trip, origin) for origin in trip.origins}
            one = next(iter(asked), None)
            if len(asked) > 1 or one is None:
                self.faults.append(f"plan: a trip to {trip.target} on {trip.date} is no way of all its people")
                continue
            for kind, place, day, amount in travel.asks(one, trip.fleet, (self._day(trip), trip.lag), self.days):
                self.used[kind, place, day] += amount * trip.people
        if travel.meals:
            nights = sum(row.held for row in self.plan.sites if row.id in self.recount.site_exits)
            self.used["money", "all", self.days - 1] += travel.meals * nights

    def _stated(self, rows: tuple[TravelUse, ...]) -> None:
        """Take the totals that a written plan states."""
        for row in rows:
            kind, _, place = row.id.partition(":")
            key = (kind, place, (row.date - self.recount.scenario.start).days)
            if kind not in TRAVEL_KINDS or place not in self.recount.travel.places(kind) or key in self.used:
                self.faults.append(f"plan: {row.id} on {row.date} is no limit on travel, or told twice")
            else:
                self.used[key] = row.used

    def _held(self) -> None:
        for (kind, place, day), used in sorted(self.used.items()):
            capacity = self.recount.capacity(kind, place, day) if 0 <= day < self.days else 0
            if used < 0 or (capacity is not None and used > capacity):
                when = self.recount.date(day)
                self.faults.append(f"plan: {kind}:{place} on {when} carries {used}, the limit is {capacity}")

    def totals(self) -> Mapping[tuple[str, str], int]:
        """Return what is asked of each limit over all days."""
        table: Counter[tuple[str, str]] = Counter()
        for (kind, place, _), used in self.used.items():
            table[kind, place] += used
        return table
