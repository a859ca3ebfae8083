"""
The full programme: the time-expanded network, and rows for the limits that hold several of its arcs together.

With x the people on an arc, the programme is::

    most people across      max  sum of x into the sink
    people are kept         out(v) - in(v) = 0 at every node, at most the people released where they set out
    limits that are arcs    0 <= x_a <= capacity_a
    limits that are rows    sum of coefficient x x over the row's arcs <= capacity of the row

Rows: nights at a site (every stay that covers the night), officers' interviews (everyone on the day a site takes them
in, or on the day they cross if they pass none), and limits on travel (``planner.network.travel``), for which every
departure is an arc of its own day. Coefficients and capacities are whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from planner.network.arrays import CODE, NONE, Ints, Network, Stay
from planner.network.expand import Builder, Entry
from planner.network.limits import UNLIMITED, Days, Limit, floor_of
from planner.network.travel import SPARE, Journey, Rates, uses
from planner.network.world import Group, SiteWays, World


@dataclass(frozen=True, slots=True, eq=False)
class Departures:
    """
    One way's departures, an arc a day.

    Parameters
    ----------
    stream
        ``self``, ``site`` (home to site) or ``onward`` (site to crossing).
    origin
        Position of the group in its stream, or of the site.
    target
        Position of the crossing or site they go to.
    fleet
        The fleet that carries them, ``None`` where no limit is known.
    days, arcs
        ``[departures] int64``.
    """

    stream: str
    origin: int
    target: int
    lag: int
    journey: Journey
    fleet: str | None
    days: Ints
    arcs: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """
    A network and the rows beside it.

    Parameters
    ----------
    row_kind, row_place, row_day, row_capacity
        ``[rows] int64``: which limit a row is, as a network labels its arcs, and its capacity.
    entry_row, entry_column, entry_value
        ``[entries] int64``: coefficients; columns are arcs.
    departures
        Every way's departures, where limits on travel count them; else none.
    """

    net: Network
    row_kind: Ints
    row_place: Ints
    row_day: Ints
    row_capacity: Ints
    entry_row: Ints
    entry_column: Ints
    entry_value: Ints
    departures: tuple[Departures, ...] = ()


@dataclass(slots=True)
class Rows:
    """Rows in the making."""

    size: int = 0
    labels: list[tuple[int, int, Ints, Ints]] = field(default_factory=list)
    entries: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)

    def add(self, kind: str, place: int, days: Ints, capacity: Ints) -> Ints:
        """Append a row for each of some days and return their numbers."""
        self.labels.append((CODE[kind], place, days, capacity))
        numbers = np.arange(self.size, self.size + days.size, dtype=np.int64)
        self.size += days.size
        return numbers

    def joined(self) -> list[Ints]:
        """Return kind, place, day and capacity of all rows."""
        sizes = [days.size for _, _, days, _ in self.labels]
        kinds, places = (np.array([label[k] for label in self.labels], dtype=np.int64) for k in range(2))
        empty = np.zeros(0, dtype=np.int64)
        days = np.concatenate([empty, *(label[2] for label in self.labels)])
        capacity = np.concatenate([empty, *(label[3] for label in self.labels)])
        return [np.repeat(kinds, sizes), np.repeat(places, sizes), days, capacity]

    def put(self, rows: Ints, columns: Ints, values: Ints | int = 1) -> None:
        """Give columns a coefficient in rows; ``NONE`` rows and coefficients of 0 are left out."""
        shape = np.broadcast_shapes(np.shape(rows), np.shape(columns))
        flat = [
            np.broadcast_to(np.asarray(part, dtype=np.int64), shape).reshape(-1) for part in (rows, columns, values)
        ]
        known = (flat[0] != NONE) & (flat[1] != NONE) & (flat[2] != 0)
        self.entries.append((flat[0][known], flat[1][known], flat[2][known]))


class _Builder(Builder):
    """The network's builder, with stays of any length and rows beside the arcs."""

    def __init__(self, world: World, num_days: int) -> None:
        stay = world.geography.scenario.stay
        rule = Stay.ROLLING
        if stay.min_nights == 1 and stay.max_nights in (None, 1):
            rule = Stay.EXACT if stay.max_nights == 1 else Stay.OPEN
        super().__init__(world, num_days, rule, stay.min_nights, 0)
        self.rows = Rows()
        self.most = max(world.in_scope_people, 1)
        self.counts_departures = world.counts_travel
        self.rates, self.departed = world.rates(), list[Departures]()
        self.travel: dict[tuple[str, str], Ints] = {}
        self.long = {fleet for journey in world.journeys if self.rates.long(journey) for fleet in journey.fleets}

    def programme(self) -> Programme:
        """Build the network, then the rows."""
        net = self.network()
        self._officers()
        self._meals(net)
        kind, place, day, capacity = self.rows.joined()
        empty = np.zeros(0, dtype=np.int64)
        row, column, value = (np.concatenate([empty, *(entry[k] for entry in self.rows.entries)]) for k in range(3))
        return Programme(
            net=net,
            row_kind=kind,
            row_place=place,
            row_day=day,
            row_capacity=capacity,
            entry_row=row,
            entry_column=column,
            entry_value=value,
            departures=tuple(self.departed),
        )

    def by_day(self, kind: str, place: int, capacity: Ints) -> Ints:
        """Add one row a day where the capacity can bind; return the rows, ``[days] int64``."""
        rows = np.full(self.T, NONE, dtype=np.int64)
        binds = capacity < UNLIMITED
        rows[binds] = self.rows.add(kind, place, self.day[binds], np.minimum(capacity[binds], self.most))
        return rows

    def stays(self) -> dict[Stay, Callable[[int, Ints, Ints, NDArray[np.bool_]], None]]:
        """Return how each rule of stay is built, stays of any length among them."""
        return {**super().stays(), Stay.ROLLING: self._rolling}

    def _rolling(self, s: int, intake: Ints, places: Ints, open_days: NDArray[np.bool_]) -> None:
        """
        Add stays of ``min_nights`` to ``max_nights``: rows for the nights they cover.

        With no maximum, whoever has stayed the shortest stay may stay on night by night; where the longest stay is the
        shortest, intake and stay are one arc; else every length of stay is an arc of its own, which keeps each person's
        age of stay.
        """
        longest = self.geo.scenario.stay.max_nights
        nights = self.by_day("places", s, places)
        if longest is None:
            self._stay_on(s, intake, nights, open_days)
            return
        days = self.day[open_days & (self.day + self.m < self.T)]
        if longest == self.m:
            days = days[open_days[days + self.m]]
            self.take_in(s, days, (self.out[s, days + self.m], intake[days]), self.m)
            self._cover(nights, days, self.site_in[s, days], self.m)
            return
        inside = self.nodes(1)[0]
        self.take_in(s, days, (inside[days], intake[days]), 0)
        for length in range(self.m, longest + 1):
            came = days[days + length < self.T]
            came = came[open_days[came + length]]
            arcs = self.arcs.add(inside[came], self.out[s, came + length], UNLIMITED, nights=length)
            self._cover(nights, came, arcs, length)

    def _stay_on(self, s: int, intake: Ints, nights: Ints, open_days: NDArray[np.bool_]) -> None:
        days = self.day[open_days & (self.day + self.m < self.T)]
        ready = self.nodes(1)[0]
        self.take_in(s, days, (ready[days + self.m], intake[days]), self.m)
        self._cover(nights, days, self.site_in[s, days], self.m)
        waits = self.arcs.add(ready[:-1], ready[1:], UNLIMITED, nights=1)
        self.rows.put(nights[:-1], waits)
        self.arcs.add(ready, self.out[s], UNLIMITED)

    def _cover(self, nights: Ints, came: Ints, arcs: Ints, length: int) -> None:
        self.rows.put(nights[came[:, None] + np.arange(length)], arcs[:, None])

    def _officers(self) -> None:
        """Add the interviews of a day: at the site that takes people in, or at the crossing for all others."""
        people = self.world.screened_people
        if people is None:
            return
        daily = self.by_day("officers", 0, np.full(self.T, min(int(people // 1), UNLIMITED), dtype=np.int64))
        for arcs in (self.from_self, self.site_in):
            self.rows.put(np.broadcast_to(daily, arcs.shape), arcs)

    def departures(self, groups: tuple[Group, ...], amounts: Ints, first: Ints, entry: Entry) -> Ints:
        """Add a stream: each group waits at home day by day, and every departure is an arc."""
        into = entry.chain if entry.door is None else entry.door
        stream, supply = "self" if entry.door is None else "site", [np.zeros(0, dtype=np.int64)]
        for number, group in enumerate(groups):
            out = np.flatnonzero(amounts[number])
            if not out.size:
                continue
            home, start = self.nodes(1)[0], int(first[out[0]])
            self.arcs.add(home[start:-1], home[start + 1 :], UNLIMITED)
            for target, lag, gate, journey in zip(group.targets, group.lags, group.gates, group.journeys, strict=True):
                may_leave = self.days.all_open(entry.routes.gate_sets[gate])[start : max(self.T - lag, 0)]
                days = np.flatnonzero(may_leave) + start
                way = (stream, number, target, lag)
                self._send(way, journey, days, (home[days], into[target, days + lag]))
            supply.append(self.arcs.add(np.full(out.size, Network.SOURCE), home[first[out]], amounts[number, out]))
        return np.concatenate(supply)

    def go_on(self, way: SiteWays, joined: tuple[Ints, ...], leaving: NDArray[np.bool_]) -> None:
        """Add the ways from sites to the queues of crossings, counted where limits on travel are."""
        if not self.counts_departures:
            super().go_on(way, joined, leaving)
            return
        for pair, (s, c) in enumerate(zip(*(ends.tolist() for ends in joined), strict=True)):
            days, lag = self.day[leaving[pair]], int(way.lags[s, c])
            ends = (self.out[s, days], self.queue[c, days + lag])
            self._send(("onward", s, c, lag), int(way.journeys[s, c]), days, ends)

    def _send(self, way: tuple[str, int, int, int], number: int, days: Ints, ends: tuple[Ints, Ints]) -> None:
        """Add departures of one way, one arc a day and fleet, and count them in the rows of the limits on travel."""
        journey, lag = self.world.journeys[number], way[3]
        if not days.size:
            return
        for fleet in journey.fleets or (None,):
            arcs = self.arcs.add(*ends, UNLIMITED)
            self.departed.append(Departures(*way, journey, fleet, days, arcs))
            for kind, place, when, value in uses(self.rates, journey, fleet, (days, lag, self.T)):
                if kind == "vehicle_days" and place not in self.long:
                    continue  # the rows of its days say it all
                inside = when < self.T
                each = np.broadcast_to(np.asarray(value, dtype=np.int64), days.shape)
                self.rows.put(self._travel_rows(kind, place)[when[inside]], arcs[inside], each[inside])

    def _travel_rows(self, kind: str, place: str) -> Ints:
        """Return the rows of a limit on travel, ``[days] int64``; one over all days stands on the last."""
        key = (kind, place)
        if key not in self.travel:
            number = self.world.places_of(kind).index(place)
            amounts = travel_capacity(self.world, self.days, self.rates, key)
            days = np.array([day for day, amount in enumerate(amounts) if amount is not None], dtype=np.int64)
            known = np.array([amount for amount in amounts if amount is not None], dtype=np.int64)
            self.travel[key] = np.full(self.T, NONE, dtype=np.int64)
            self.travel[key][days] = self.rows.add(kind, number, days, known)
        return self.travel[key]

    def _meals(self, net: Network) -> None:
        """Add what nights at sites cost to the ceiling on money."""
        if self.world.amount("money", "all") is None:
            return
        at_site = net.nights > 0
        at_site[net.waiting[net.waiting != NONE]] = False
        arcs = np.flatnonzero(at_site)
        row = np.full(arcs.size, self._travel_rows("money", "all")[-1])
        self.rows.put(row, arcs, net.nights[arcs] * self.rates.money_per_night)


def travel_capacity(world: World, days: Days, rate: Rates, limit: tuple[str, str]) -> list[int | None]:
    """Return what a limit on travel lets through each day, ``None`` on days without a row or where it has no figure."""
    kind, place = limit
    over_all_days: list[int | None] = [None] * (days.num_days - 1)
    amount = world.amount("vehicles" if kind == "vehicle_days" else kind, place)
    if amount is None:
        return [None] * days.num_days
    if kind == "money":
        return [*over_all_days, int(amount // 1)]
    if kind == "vehicle_days":
        return [*over_all_days, int((rate.seats[place] * rate.day_minutes * days.num_days) // 1)]
    if kind == "vehicles":
        return [int((rate.seats[place] * rate.day_minutes) // 1)] * days.num_days
    if kind == "trains":
        seats = next(service.seats for service in world.geography.case.services if service.id == place)
        return [int((seats * amount) // 1)] * days.num_days
    return [int((amount * share) // 1) for share in _leg_shares(world, days, place)]


def most_asked(world: World, limit: Limit) -> Fraction:
    """Return an amount of a limit on travel or flights, for each person in scope, beyond which more helps nobody."""
    case, rate, days = world.geography.case, world.rates(), world.days(world.geography.scenario.num_days)
    if limit.kind in ("trains", "flights"):
        service = next(service for service in case.services if service.id == limit.place)
        shares = days.least_shares((service.to_id,)) if limit.kind == "flights" else [Fraction(1)]
        return 2 / (service.seats * _least(shares)) if service.seats else Fraction(1)
    if limit.kind == "leg":
        return 2 / _least(_leg_shares(world, days, limit.place))
    longest = max((journey.minutes for journey in world.journeys), default=0)
    if limit.kind == "money":
        fare = max((rate.fare(journey) for journey in world.journeys), default=0)
        return Fraction(2 * fare + days.num_days * rate.money_per_night + 1)
    fleet = next(fleet for fleet in case.fleets if fleet.id == limit.place)
    spare = 1 + floor_of(case, world.geography.scenario, SPARE) if SPARE in case.standards else Fraction(1)
    return 2 * spare * max(2 * longest / rate.day_minutes, Fraction(1)) / max(fleet.seats, 1)


def _least(shares: list[Fraction]) -> Fraction:
    return min((share for share in shares if share > 0), default=Fraction(1))


def _leg_shares(world: World, days: Days, place: str) -> list[Fraction]:
    case = world.geography.case
    leg = next(leg for leg in case.legs if leg.ids[0] == f"leg:{place}")
    return days.least_shares((*leg.ids, *({leg.from_id, leg.to_id} & {j.id for j in case.junctions})))


def build_programme(world: World, num_days: int) -> Programme:
    """Return the full programme of the first ``num_days`` days of a world."""
    return _Builder(world, num_days).programme()


def settings_named(world: World, named: Iterable[str]) -> set[str]:
    """
    Return the ids under which a scenario sets the limits that a proof names.

    A fleet's row over all days is its vehicles'; what an air crossing passes is its flights' too.
    """
    ids = {name.replace("vehicle_days:", "vehicles:") for name in named}
    flights = {f"flights:{s.id}": f"throughput:{s.to_id}" for s in world.geography.case.services if s.kind == "flight"}
    return ids | {flight for flight, crossing in flights.items() if crossing in ids}


def has_rows(world: World) -> bool:
    """Return whether a world has limits that are no arcs, so that the pure network alone does not answer it."""
    stay = world.geography.scenario.stay
    one_night = stay.min_nights == 1 and stay.max_nights in (None, 1)
    return world.has_other_rows or (bool(world.site_people.any()) and not one_night)
