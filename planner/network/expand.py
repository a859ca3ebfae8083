"""
A world expanded over days into nodes and arcs: integer arrays with labels, no solver and no geometry.

Nodes are (place, stage, day). With day 0 the start and T days::

    people released on r --> at crossing c, day r + lag   (self-organised; the chain c, d -> d+1 is waiting at home)
    people released on r --> bound for site s, day r + lag                              (the same chain, for the site)
    bound for s, day d --[intake, places]--> out of s, day d + nights --> queue at c, day d + nights + lag
    queue at c, day d --[queue places]--> queue at c, day d + 1                        (site people only; one night
    each) at c, day d and queue at c, day d --> gate of c, day d --[throughput]--> day d --> crossed

Waiting costs nothing at home, so a group needs one arc a target and release day. Where reception can limit, the gate
leads to a reception place: [intake], then [onward] the same day or a night in [places].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.demand import release_days
from planner.network.arrays import CODE, NONE, Arcs, Ints, Network, Stay
from planner.network.batches import batch_days
from planner.network.limits import UNLIMITED, Days, places_by_night
from planner.network.routes import NO_WAY, Routes
from planner.network.world import Group, SiteWays, World


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """
    Where one stream arrives.

    Parameters
    ----------
    chain
        ``[targets, days] int64``: nodes whose chain stands for waiting at home.
    door
        The same without a chain, for ways that close; ``None`` where waiting on arrival is free.
    """

    routes: Routes
    chain: Ints
    door: Ints | None


class Builder:
    """Builds one network; each method adds the arcs of one part of the way."""

    # Whether every departure is an arc of its own day, so that limits on travel can count it.
    counts_departures = False

    def __init__(self, world: World, num_days: int, stay: Stay, nights: int, offset: int) -> None:
        self.world, self.T, self.stay, self.m, self.offset = world, num_days, stay, nights, offset
        self.geo = world.geography
        self.days: Days = world.days(num_days)
        self.arcs = Arcs()
        self.next_node = 2
        self.day = np.arange(num_days, dtype=np.int64)
        self.C, self.S = len(self.geo.crossings), len(self.geo.sites)
        self.relaxed = stay is Stay.RELAXED

    def network(self) -> Network:
        """Build all parts of the way, each once."""
        self.gates()
        self.sites()
        self.people()
        return _network(self)

    def nodes(self, rows: int, columns: int | None = None) -> Ints:
        """Reserve a block of nodes, ``[rows, columns] int64``."""
        width = self.T if columns is None else columns
        block = np.arange(self.next_node, self.next_node + rows * width, dtype=np.int64).reshape(rows, width)
        self.next_node += rows * width
        return block

    def empty(self, rows: int) -> Ints:
        """Return a table by day without arcs, ``[rows, days] int64``."""
        return np.full((rows, self.T), NONE, dtype=np.int64)

    def gates(self) -> None:
        """Add crossings: the uncapped chain of the self-organised, the queue of site people, the gate, the day."""
        self.at_crossing, self.queue, gate = self.nodes(self.C), self.nodes(self.C), self.nodes(self.C)
        self.day_node = self.nodes(1)[0]
        self.arcs.add(self.at_crossing[:, :-1], self.at_crossing[:, 1:], UNLIMITED)
        self.from_self = self.arcs.add(self.at_crossing, gate, UNLIMITED)
        self.from_sites = self.arcs.add(self.queue, gate, UNLIMITED)
        self.waiting, self.gate = self.empty(self.C), self.empty(self.C)
        limited = self._reception()
        for k, crossing in enumerate(self.geo.crossings):
            places = None if self.relaxed else self.world.amount("queue", crossing.id)
            room = UNLIMITED if places is None else int(places // 1)
            self.waiting[k, :-1] = self.arcs.add(
                self.queue[k, :-1],
                self.queue[k, 1:],
                room,
                nights=1,
                label=None if places is None else ("queue", k, self.day[:-1]),
            )
            passing = self.days.scaled(crossing.id, self.world.amount("throughput", crossing.id))
            open_end = limited.get(k)
            after = self.day_node if open_end is None else open_end
            self.gate[k] = self.arcs.add(gate[k], after, passing, label=("throughput", k, self.day))
        self.day_arc = np.full(self.T, NONE, dtype=np.int64)
        days = self.arcs.add(self.day_node, np.full(self.T, Network.SINK), UNLIMITED)
        if not limited:
            self.day_arc = days

    def _reception(self) -> dict[int, Ints]:
        """Add reception where it can limit; return for such crossings the nodes, by day, that the gate leads to."""
        stations = len(self.geo.receptions)
        self.reception_in, self.reception_held = self.empty(stations), self.empty(stations)
        bound = {
            k
            for k, joined in enumerate(self.geo.handed_to)
            if joined and not any(self._boundless(r, names) for r, names in joined)
        }
        if not bound:
            return {}
        arrive, stock = self.nodes(stations), self.nodes(stations)
        for r, site in enumerate(self.geo.receptions):
            intake = self.days.scaled(site.id, self.world.amount("intake", site.id))
            onward = self.days.scaled(site.id, None if self.relaxed else self.world.amount("onward", site.id))
            nights = self._nights(r, reception=True)
            self.reception_in[r] = self.arcs.add(arrive[r], stock[r], intake, label=("intake", self.S + r, self.day))
            self.arcs.add(stock[r], np.full(self.T, Network.SINK), onward, label=("onward", self.S + r, self.day))
            next_stock = np.append(stock[r, 1:], Network.SINK)
            self.reception_held[r] = self.arcs.add(stock[r], next_stock, nights, label=("places", self.S + r, self.day))
        doors = {}
        for k in sorted(bound):
            door = self.nodes(1)[0]
            for r, names in self.geo.handed_to[k]:
                self.arcs.add(door, arrive[r], np.where(self.days.all_open(names), UNLIMITED, 0))
            doors[k] = door
        return doors

    def _boundless(self, reception: int, leg_names: tuple[str, ...]) -> bool:
        """Return whether a reception place can take everyone on every day."""
        site = self.geo.receptions[reception]
        if self.world.amount("intake", site.id) is not None:
            return False
        if not (self.days.all_open(leg_names).all() and self.days.is_open(site.id).all()):
            return False
        if self.relaxed or self.world.amount("onward", site.id) is None:
            return True
        return bool((self._nights(reception, reception=True) >= UNLIMITED).all())

    def _nights(self, k: int, *, reception: bool = False) -> Ints:
        if self.relaxed:
            return np.full(self.T, UNLIMITED, dtype=np.int64)
        site = self.geo.receptions[k] if reception else self.geo.sites[k]
        return places_by_night(self.geo.case, self.geo.scenario, site, self.world.amount("places", site.id), self.days)

    def sites(self) -> None:
        """Add sites: bound for the site (a chain, waiting at home), intake and nights, out, and on to the queue."""
        self.bound_for = self.door = self._homes()
        ahead = self.bound_for[:, :-1] != self.bound_for[:, 1:]
        self.arcs.add(self.bound_for[:, :-1][ahead], self.bound_for[:, 1:][ahead], UNLIMITED)
        counted = self.counts_departures or any(gate for group in self.world.site_groups for gate in group.gates)
        if not self.relaxed and counted:
            # Nobody waits outside a site: who leaves home over a route that closes must be taken in on arrival.
            self.door = self.nodes(self.S)
            self.arcs.add(self.bound_for, self.door, UNLIMITED)
        self.out = self.nodes(self.S)
        self.site_in = self.empty(self.S)
        self.intake_cap, self.places_cap, self.desks_cap = (np.zeros_like(self.site_in) for _ in range(3))
        ways = self.world.relaxed_site_ways if self.relaxed else self.world.site_ways
        stays, opens = self.stays(), np.zeros((self.S, self.T), dtype=np.bool_)
        for s, site in enumerate(self.geo.sites):
            opens[s] = open_days = self.days.is_open(site.id)
            intake = self.days.scaled(site.id, self.world.amount("intake", site.id))
            self.intake_cap[s] = intake
            self.desks_cap[s] = self.days.scaled(site.id, self.world.registered_people(site.id))
            stays[self.stay](s, np.minimum(intake, self.desks_cap[s]), self._nights(s), open_days)
        for way in ways:
            joined = np.nonzero(way.lags != NO_WAY)
            used, number = np.unique(way.gates[joined], return_inverse=True)
            gates = [self.days.all_open(self.geo.onward.gate_sets[gate]) for gate in used.tolist()]
            in_time = self.day + way.lags[joined][:, None] < self.T
            leaving = opens[joined[0]] & np.array(gates, dtype=np.bool_).reshape(used.size, self.T)[number] & in_time
            self.go_on(way, joined, leaving)

    def _homes(self) -> Ints:
        """Return the nodes of those bound for a site; in batches, days with the same next batch are one node."""
        homes = self.nodes(self.S)
        if self.stay not in (Stay.BATCHES, Stay.LATE_BATCHES):
            return homes
        self.batches = batch_days(self.world, self.T, self.m, late=self.stay is Stay.LATE_BATCHES)
        for s, batches in enumerate(self.batches):
            days = np.append(batches, self.T - 1)
            homes[s] = homes[s, days[np.searchsorted(days, self.day)]]
        return homes

    def go_on(self, way: SiteWays, joined: tuple[Ints, ...], leaving: NDArray[np.bool_]) -> None:
        """Add the ways from sites to the queues of crossings: pairs of both, and on which days people may leave."""
        sites, crossings = joined
        pair, day = np.nonzero(leaving)
        arrival = day + way.lags[joined][pair]
        self.arcs.add(self.out[sites[pair], day], self.queue[crossings[pair], arrival], UNLIMITED)

    def stays(self) -> dict[Stay, Callable[[int, Ints, Ints, NDArray[np.bool_]], None]]:
        """Return how each rule of stay is built: site, arrivals a day, people a night, days open."""
        return {
            Stay.RELAXED: self._pass_through,
            Stay.EXACT: self._one_night,
            Stay.OPEN: self._open_nights,
            Stay.BLOCKS: self._blocks,
            Stay.BATCHES: self._batches,
            Stay.LATE_BATCHES: self._batches,
        }

    def _enter(self, s: int, days: Ints, out: Ints, bounds: tuple[Ints, Ints], nights: int) -> None:
        """Add intake arcs that are the least of intake, desks and places, labelled as the one that holds."""
        taken, places = bounds
        self.places_cap[s, days] = places
        self.take_in(s, days, (self.out[s, out], np.minimum(taken, places)), nights)

    def take_in(self, s: int, days: Ints, into: tuple[Ints, Ints], nights: int) -> None:
        """Add intake arcs into some nodes, with their capacities, labelled as the limit that gives it."""
        nodes, capacity = into
        intake, desks = self.intake_cap[s, days], self.desks_cap[s, days]
        own = np.where(desks < intake, CODE["desks"], CODE["intake"])
        kind = np.where(capacity < np.minimum(intake, desks), CODE["places"], own)
        for name in ("intake", "desks", "places"):
            pick = kind == CODE[name]
            if pick.any():
                self.site_in[s, days[pick]] = self.arcs.add(
                    self.door[s, days[pick]], nodes[pick], capacity[pick], nights=nights, label=(name, s, days[pick])
                )

    def _pass_through(self, s: int, intake: Ints, places: Ints, open_days: NDArray[np.bool_]) -> None:
        days = self.day[open_days]
        self._enter(s, days, days, (intake[days], places[days]), 0)
        # Places never bind here, so whoever may leave at once may also wait: this keeps the bound above every plan.
        self.arcs.add(self.out[s, :-1], self.out[s, 1:], UNLIMITED)

    def _one_night(self, s: int, intake: Ints, places: Ints, open_days: NDArray[np.bool_]) -> None:
        days = self.day[:-1][open_days[:-1] & open_days[1:]]
        self._enter(s, days, days + 1, (intake[days], places[days]), 1)

    def _batches(self, s: int, intake: Ints, places: Ints, open_days: NDArray[np.bool_]) -> None:
        days = self.batches[s]
        days = days[open_days[days] & open_days[days + self.m]]
        if not days.size:
            return
        least: Ints = np.lib.stride_tricks.sliding_window_view(places, self.m)[days].min(axis=1)
        self._enter(s, days, days + self.m, (intake[days], least), self.m)

    def _open_nights(self, s: int, intake: Ints, places: Ints, open_days: NDArray[np.bool_]) -> None:
        inside, slept = self.nodes(1)[0], self.nodes(1)[0]
        days = self.day[open_days]
        self.take_in(s, days, (inside[days], intake[days]), 0)
        self.arcs.add(inside, slept, places, nights=1, label=("places", s, self.day))
        self.arcs.add(slept[:-1], inside[1:], UNLIMITED)
        self.arcs.add(slept[:-1], self.out[s, 1:], UNLIMITED)

    def _blocks(self, s: int, intake: Ints, places: Ints, open_days: NDArray[np.bool_]) -> None:
        """Add the bound for stays of m nights: whoever arrives in a block of m days sleeps its last night here."""
        starts = np.arange(self.offset - self.m, self.T - self.m, self.m, dtype=np.int64)
        starts = starts[starts + self.m > 0]
        inside, slept = self.nodes(1, starts.size)[0], self.nodes(1, starts.size)[0]
        block = (self.day - (starts[0] if starts.size else 0)) // self.m
        days = self.day[open_days & (block < starts.size)]
        self.take_in(s, days, (inside[block[days]], intake[days]), 0)
        last = starts + self.m - 1
        self.arcs.add(inside, slept, places[last], nights=self.m, label=("places", s, last))
        self.arcs.add(slept, self.out[s, starts + self.m], UNLIMITED)
        # People leave m nights after they came, which is this day or later: so waiting outside is free in this bound.
        self.arcs.add(self.out[s, :-1], self.out[s, 1:], UNLIMITED)

    def people(self) -> None:
        """Add the groups: released people, one arc a target and release day."""
        world, geo = self.world, self.geo
        release = release_days(geo.scenario.release, geo.scenario.start, self.T)
        first = np.arange(release.start, release.stop, dtype=np.int64)
        alone = world.relaxed_self_groups if self.relaxed else world.self_groups
        through = world.relaxed_site_groups if self.relaxed else world.site_groups
        # Whoever waits at a crossing might as well have waited at home; nobody waits outside a site.
        to_crossing = Entry(geo.to_crossing, self.at_crossing, None)
        to_site = Entry(geo.to_site, self.bound_for, None if self.relaxed else self.door)
        self.supply = np.concatenate(
            [
                self._stream(alone, world.self_people, first, to_crossing),
                self._stream(through, world.site_people, first, to_site),
            ]
        )

    def _stream(self, groups: tuple[Group, ...], people: Ints, first: Ints, entry: Entry) -> Ints:
        """Add all groups of a stream; return their supply arcs by group and release day."""
        if not groups:
            return np.zeros(0, dtype=np.int64)
        amounts = self.world.released(groups, people, self.T)
        if self.counts_departures:
            return self.departures(groups, amounts, first, entry)
        row, column = np.nonzero(amounts)
        node = np.full(amounts.shape, NONE, dtype=np.int64)
        node[row, column] = self.nodes(1, row.size)[0]
        table = [(k, *way) for k, g in enumerate(groups) for way in zip(g.gates, g.lags, g.targets, strict=True)]
        pairs = np.array(table, dtype=np.int64).reshape(-1, 4)
        # Groups with the same gate, lag and target share the way there.
        ways, way = np.unique(pairs[:, 1:], axis=0, return_inverse=True)
        joins = np.array([self._way(w, first, entry) for w in ways.tolist()], dtype=np.int64)
        for k in range(first.size):
            tails, heads = node[pairs[:, 0], k], joins[way.reshape(-1), k]
            used = (tails != NONE) & (heads != NONE)
            self.arcs.add(tails[used], heads[used], UNLIMITED)
        return self.arcs.add(np.full(row.size, Network.SOURCE), node[row, column], amounts[row, column])

    def departures(self, groups: tuple[Group, ...], amounts: Ints, first: Ints, entry: Entry) -> Ints:
        """Add a stream day by day; only the full programme does."""
        raise NotImplementedError

    def _way(self, way: list[int], first: Ints, entry: Entry) -> Ints:
        """Return the node that people released on each day enter on one way, ``NONE`` where they come too late."""
        gate, lag, target = way
        departure = self._next_open(entry.routes, gate)[first] if gate else first
        joins = np.full(first.size, NONE, dtype=np.int64)
        if gate and entry.door is not None:
            # Until the way shuts no more: a day at home, or off to be taken in on arrival. After that any day will do.
            open_days = self.days.all_open(entry.routes.gate_sets[gate])
            steady = int(np.flatnonzero(~open_days).max(initial=-1)) + 1
            home = self.nodes(1, steady)[0]
            leaving = np.flatnonzero(open_days[:steady] & (self.day[:steady] + lag < self.T))
            self.arcs.add(home[:-1], home[1:], UNLIMITED)
            self.arcs.add(home[leaving], entry.door[target, leaving + lag], UNLIMITED)
            if 0 < steady < self.T - lag:
                self.arcs.add(home[-1:], entry.chain[target, steady + lag : steady + lag + 1], UNLIMITED)
            early = first < steady
            joins[early] = home[first[early]]
            departure = np.where(early, UNLIMITED, departure)
        reached = departure + lag < self.T
        joins[reached] = entry.chain[target, departure[reached] + lag]
        return joins

    def _next_open(self, routes: Routes, gate: int) -> Ints:
        """Return, ``[days] int64``, the first day from each on which a route is open; far beyond T when none is."""
        opens = np.where(self.days.all_open(routes.gate_sets[gate]), self.day, UNLIMITED)
        following: Ints = np.minimum.accumulate(opens[::-1])[::-1]
        return following


def expand(world: World, num_days: int, stay: Stay, *, nights: int = 1, offset: int = 0) -> Network:
    """
    Return the network of the first ``num_days`` days.

    Parameters
    ----------
    world
        One reading.
    stay
        How nights at sites are carried.
    nights
        Nights of a stay (``BLOCKS`` and ``BATCHES``).
    offset
        Where blocks begin, 0 to ``nights - 1``.
    """
    return Builder(world, num_days, stay, nights, offset).network()


def _network(builder: Builder) -> Network:
    """Return what a builder has gathered as arrays; no capacity is above the people of its world."""
    tail, head, capacity, cost, kind, place, day = builder.arcs.joined()
    most = max(builder.world.in_scope_people, 1)
    return Network(
        num_days=builder.T,
        stay=builder.stay,
        nights_per_stay=builder.m,
        offset=builder.offset,
        num_nodes=builder.next_node,
        tail=tail,
        head=head,
        capacity=np.minimum(capacity, most),
        nights=cost,
        label_kind=kind,
        label_place=place,
        label_day=day,
        day_arc=builder.day_arc,
        from_self=builder.from_self,
        from_sites=builder.from_sites,
        waiting=builder.waiting,
        gate=builder.gate,
        site_in=builder.site_in,
        out_node=builder.out,
        reception_in=builder.reception_in,
        reception_held=builder.reception_held,
        supply=builder.supply,
        at_crossing=builder.at_crossing,
        door=builder.door,
        intake_cap=builder.intake_cap,
        places_cap=builder.places_cap,
        desks_cap=builder.desks_cap,
    )
