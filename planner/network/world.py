"""
One reading of a case and scenario as whole numbers, ready to be expanded over any number of days.

People of one stream with the same exit set, the same first possible arrivals, the same closing places and the same use
of limits on travel on their way are one travel group: merging them changes no number. Splits are made per district
before groups form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from planner.demand import people_by_district, released, self_organised
from planner.network.geography import Geography
from planner.network.limits import Days, Limit, named_limits, people_per_desk, people_per_officer
from planner.network.routes import NO_WAY, Routes
from planner.network.travel import Journey, Journeys, Rates, rates
from planner.records import Reading

ROUND_THE_CLOCK = Fraction(24)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """
    People who may travel alike.

    Parameters
    ----------
    targets
        Crossings (self-organised) or sites of their ways, as positions in the world's lists; one to which a train
        goes as well stands for each way.
    lags
        Days from departure to arrival, one a way.
    gates
        Index into the routes' gate sets, one a way.
    journeys
        What each way asks of the limits on travel, a position in the world's table.
    members
        Positions of the districts in the case.
    """

    targets: tuple[int, ...]
    lags: tuple[int, ...]
    gates: tuple[int, ...]
    journeys: tuple[int, ...]
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SiteWays:
    """
    One way on from each site to each crossing, by road or over some trains.

    Parameters
    ----------
    lags, gates, journeys
        ``[sites, crossings] int64``; lags are ``NO_WAY`` where people may not go.
    """

    lags: NDArray[np.int64]
    gates: NDArray[np.int64]
    journeys: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """
    One reading, in whole people and days.

    Parameters
    ----------
    self_people, site_people
        ``[districts] int64`` by stream, after districts without a site of their own have been given one stream.
    self_groups, site_groups
        Travel groups of the two streams, at the scenario's driving hours.
    relaxed_self_groups, relaxed_site_groups
        The same, travelling round the clock (for the bound behind ``impossible``).
    site_ways, relaxed_site_ways
        Ways on from sites, by road first.
    journeys
        What ways ask of the limits on travel; number 0 asks nothing.
    """

    geography: Geography
    reading: Reading
    limits: Mapping[str, Limit]
    self_people: NDArray[np.int64]
    site_people: NDArray[np.int64]
    self_groups: tuple[Group, ...]
    site_groups: tuple[Group, ...]
    relaxed_self_groups: tuple[Group, ...]
    relaxed_site_groups: tuple[Group, ...]
    site_ways: tuple[SiteWays, ...]
    relaxed_site_ways: tuple[SiteWays, ...]
    journeys: tuple[Journey, ...]

    @property
    def in_scope_people(self) -> int:
        """All people in scope."""
        return int(self.self_people.sum() + self.site_people.sum())

    @property
    def has_other_rows(self) -> bool:
        """Whether limits other than long stays hold several arcs together."""
        return self.screened_people is not None or self.counts_travel

    @property
    def counts_travel(self) -> bool:
        """Whether a limit on legs, trains, vehicles or money has a figure, so that every departure counts."""
        return len(self.journeys) > 1

    @property
    def departures_a_day(self) -> int:
        """Ways from home on which limits on travel count departures, each as often as fleets may serve it."""
        ways = (number for group in (*self.self_groups, *self.site_groups) for number in group.journeys if number)
        return sum(max(1, len(self.journeys[number].fleets)) for number in ways)

    def rates(self) -> Rates:
        """Return what this reading makes of vehicles and money."""
        return rates(self.geography.case, self.geography.scenario, self.limits, self.reading)

    def days(self, num_days: int) -> Days:
        """Return the shares open on each of the first days."""
        return Days(self.geography.case, self.geography.scenario.start, num_days)

    def amount(self, kind: str, place: str) -> Fraction | None:
        """
        Return a limit's amount under this reading, ``None`` when nobody published it.

        An air crossing passes no more than the seats of the flights to it.
        """
        limit = self.limits.get(f"{kind}:{place}")
        known = None if limit is None or limit.span is None else limit.span.capacity_at(self.reading)
        seats = self.seats_to(place) if kind == "throughput" else None
        return known if seats is None else seats if known is None else min(seats, known)

    def seats_to(self, crossing: str, besides: str = "") -> Fraction | None:
        """Return the seats a day of flights to an air crossing, of all or besides one; ``None`` where not known."""
        if not any(c.id == crossing and c.mode == "air" for c in self.geography.crossings):
            return None
        seats = Fraction(0)
        for flight in self.geography.case.services:
            if flight.kind == "flight" and flight.to_id == crossing and flight.id != besides:
                departures = self.amount("flights", flight.id)
                if departures is None:
                    return None
                seats += flight.seats * departures
        return seats

    def places_of(self, kind: str) -> tuple[str, ...]:
        """Return the places that a kind of limit numbers, in the order of its labels."""
        geo = self.geography
        if kind in ("throughput", "queue"):
            return tuple(c.id for c in geo.crossings)
        if kind in ("officers", "money"):
            return ("all",)
        if kind in ("vehicles", "vehicle_days"):
            return tuple(fleet.id for fleet in geo.case.fleets)
        if kind in ("trains", "flights", "leg"):
            return tuple(limit.place for limit in self.limits.values() if limit.kind == kind)
        return tuple(s.id for s in (*geo.sites, *geo.receptions))

    def registered_people(self, site: str) -> Fraction | None:
        """Return the arrivals a day that a site's desks register, ``None`` when no limit is known."""
        desks = self.amount("desks", site)
        each = None if desks is None else people_per_desk(self.geography.case, self.geography.scenario)
        return None if desks is None or each is None else desks * each

    @property
    def screened_people(self) -> Fraction | None:
        """People a day whom the officers can screen one by one, ``None`` when no limit is known."""
        officers, each = (
            self.amount("officers", "all"),
            people_per_officer(self.geography.case, self.geography.scenario),
        )
        return None if officers is None or each is None else officers * each

    def released(self, groups: Sequence[Group], people: NDArray[np.int64], num_days: int) -> NDArray[np.int64]:
        """Return people of each group released on each release day, ``[groups, release days] int64``."""
        by_district = released(people, self.geography.scenario, num_days)
        table = np.zeros((len(groups), by_district.shape[1]), dtype=np.int64)
        for row, group in enumerate(groups):
            table[row] = by_district[list(group.members)].sum(axis=0)
        return table


def build_world(
    geography: Geography, reading: Reading, people: Sequence[int] | None = None, *, like: World | None = None
) -> World:
    """
    Return one reading of a geography: people by stream and their travel groups.

    Parameters
    ----------
    people
        People in scope of each district, when they are not those of the reading.
    like
        A world of the same geography and reading at other people: where the same districts have some, so are its
        limits, ways and groups.
    """
    case, scenario = geography.case, geography.scenario
    if people is None:
        people = people_by_district(case, scenario, reading)
    alone = np.array(self_organised(people, scenario, reading), dtype=np.int64)
    whole = np.array(people, dtype=np.int64)
    has_site = geography.may_enter.any(axis=1)
    self_people = np.where(has_site, alone, whole)
    site_people = whole - self_people
    if like is not None and _same_districts(like, self_people, site_people):
        return replace(like, self_people=self_people, site_people=site_people)
    limits = named_limits(case, scenario)
    journeys = Journeys(case, limits)
    straight, to_sites, onward = _ways(geography, journeys)
    groups = {}
    for hours in (scenario.driving_hours_per_day, ROUND_THE_CLOCK):
        groups[hours] = (
            _groups(straight, self_people, hours),
            _groups(to_sites, site_people, hours),
            tuple(SiteWays(way.lags(hours), way.routes.gates, way.journeys) for way in onward),
        )
    plain, relaxed = groups[scenario.driving_hours_per_day], groups[ROUND_THE_CLOCK]
    return World(
        geography=geography,
        reading=reading,
        limits=limits,
        self_people=self_people,
        site_people=site_people,
        self_groups=plain[0],
        site_groups=plain[1],
        relaxed_self_groups=relaxed[0],
        relaxed_site_groups=relaxed[1],
        site_ways=plain[2],
        relaxed_site_ways=relaxed[2],
        journeys=journeys.table(),
    )


def _same_districts(world: World, self_people: NDArray[np.int64], site_people: NDArray[np.int64]) -> bool:
    """Return whether the districts with people of each stream are those of a world: groups hang on nothing else."""
    pairs = ((world.self_people, self_people), (world.site_people, site_people))
    return all(np.array_equal(one > 0, other > 0) for one, other in pairs)


@dataclass(frozen=True, slots=True, eq=False)
class _Ways:
    """Ways from origins to targets, who may use them and what they ask of the limits on travel."""

    routes: Routes
    allowed: NDArray[np.bool_]
    journeys: NDArray[np.int64]

    def lags(self, hours: Fraction) -> NDArray[np.int64]:
        return np.where(self.allowed, self.routes.lag_days(hours), NO_WAY)


def _ways(geography: Geography, journeys: Journeys) -> tuple[list[_Ways], list[_Ways], list[_Ways]]:
    """Return the ways straight to crossings, to sites and on from sites, by road first."""
    homes = [district.province for district in geography.case.districts]
    halls = [site.province for site in geography.sites]

    def way(
        routes: Routes, allowed: NDArray[np.bool_], provinces: list[str], trains: tuple[str, ...], hired: bool = False
    ) -> _Ways:
        return _Ways(routes, allowed, journeys.number(routes, provinces, hired=hired, trains=trains))

    straight = [way(geography.to_crossing, geography.may_cross, homes, (), True)]
    to_sites = [way(geography.to_site, geography.may_enter, homes, ())]
    onward = [way(geography.onward, geography.may_leave, halls, ())]
    for over, crossing, entering, leaving in geography.by_train:
        straight.append(way(over.to_crossing, crossing, homes, over.trains, True))
        to_sites.append(way(over.to_site, entering, homes, over.trains))
        onward.append(way(over.onward, leaving, halls, over.trains))
    return straight, to_sites, onward


def _groups(ways: Sequence[_Ways], people: NDArray[np.int64], hours: Fraction) -> tuple[Group, ...]:
    """Gather districts with the same lags, closing places and journeys on the way to the same targets."""
    lags = np.concatenate([way.lags(hours) for way in ways], axis=1)
    peopled = np.flatnonzero((people > 0) & (lags != NO_WAY).any(axis=1))
    if not peopled.size:
        return ()
    width, each = lags.shape[1], ways[0].allowed.shape[1]
    tables = [lags]
    for part in ("gates", "journeys"):
        table = np.concatenate([way.routes.gates if part == "gates" else way.journeys for way in ways], axis=1)
        tables.append(np.where(lags == NO_WAY, 0, table))
    table = np.concatenate(tables, axis=1)[peopled]
    differs = (table != table[0]).any(axis=0)  # the other columns tell no two districts apart
    _, first, inverse = np.unique(table[:, differs], axis=0, return_index=True, return_inverse=True)
    inverse = inverse.reshape(-1)
    groups = []
    for k, key in enumerate(table[first]):
        used = np.flatnonzero(key[:width] != NO_WAY)
        groups.append(
            Group(
                targets=tuple((used % each).tolist()),
                lags=tuple(key[used].tolist()),
                gates=tuple(key[width + used].tolist()),
                journeys=tuple(key[2 * width + used].tolist()),
                members=tuple(peopled[inverse == k].tolist()),
            )
        )
    return tuple(groups)
