"""
One reading of a case and scenario as whole numbers, ready to be expanded over any number of days.

People of one stream with the same exit set, the same first possible arrivals and the same closing places on their way
are one travel group: merging them changes no number. Splits are made per district before groups form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from planner.config import Scenario
from planner.demand import check_scope, people_by_district, released, self_organised
from planner.errors import Fault, InputError
from planner.network.limits import Days, Limit, check_limits, named_limits, people_per_desk, people_per_officer
from planner.network.routes import NO_WAY, Routes, quickest_routes
from planner.records import Case, Crossing, Reading, Site

ROUND_THE_CLOCK = Fraction(24)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """
    People who may travel alike.

    Parameters
    ----------
    targets
        Crossings (self-organised) or sites they may go to, as positions in the world's lists.
    lags
        Days from departure to arrival, one a target.
    gates
        Index into the routes' gate sets, one a target.
    members
        Positions of the districts in the case.
    """

    targets: tuple[int, ...]
    lags: tuple[int, ...]
    gates: tuple[int, ...]
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Geography:
    """
    What no reading changes: places, routes and exit rules.

    Parameters
    ----------
    crossings
        All crossings of the case.
    sites
        Transit and holding sites that reach a crossing of their own exit set.
    receptions
        Reception places.
    to_crossing, to_site, onward
        Routes district to crossing, district to site, site to crossing.
    may_cross, may_enter, may_leave
        ``[districts, crossings]``, ``[districts, sites]``, ``[sites, crossings] bool``: by exit rule and by road.
    handed_to
        For each crossing, the reception places joined to it by a leg, with the names of those legs.
    """

    case: Case
    scenario: Scenario
    crossings: tuple[Crossing, ...]
    sites: tuple[Site, ...]
    receptions: tuple[Site, ...]
    to_crossing: Routes
    to_site: Routes
    onward: Routes
    may_cross: NDArray[np.bool_]
    may_enter: NDArray[np.bool_]
    may_leave: NDArray[np.bool_]
    handed_to: tuple[tuple[tuple[int, tuple[str, ...]], ...], ...]
    idle_sites: tuple[str, ...]


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
    site_lags, relaxed_site_lags
        ``[sites, crossings] int64``, ``NO_WAY`` where people may not go.
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
    site_lags: NDArray[np.int64]
    relaxed_site_lags: NDArray[np.int64]

    @property
    def in_scope_people(self) -> int:
        """All people in scope."""
        return int(self.self_people.sum() + self.site_people.sum())

    @property
    def has_other_rows(self) -> bool:
        """Whether limits other than long stays hold several arcs together."""
        return self.screened_people is not None

    def days(self, num_days: int) -> Days:
        """Return the shares open on each of the first days."""
        return Days(self.geography.case, self.geography.scenario.start, num_days)

    def amount(self, kind: str, place: str) -> Fraction | None:
        """Return a limit's amount under this reading, ``None`` when nobody published it."""
        limit = self.limits.get(f"{kind}:{place}")
        return None if limit is None or limit.span is None else limit.span.capacity_at(self.reading)

    def places_of(self, kind: str) -> tuple[str, ...]:
        """Return the places that a kind of limit numbers, in the order of its labels."""
        geo = self.geography
        if kind in ("throughput", "queue"):
            return tuple(c.id for c in geo.crossings)
        if kind == "officers":
            return ("all",)
        return tuple(s.id for s in (*geo.sites, *geo.receptions))

    def registered_people(self, site: str) -> Fraction | None:
        """Return the arrivals a day that a site's desks register, ``None`` when no limit is known."""
        desks, each = self.amount("desks", site), people_per_desk(self.geography.case, self.geography.scenario)
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


def check_scenario(case: Case, scenario: Scenario) -> tuple[Fault, ...]:
    """Return every fault between a scenario and its case, apart from places that no road joins."""
    known = {crossing.id for crossing in case.crossings}
    faults = [
        Fault(file="config", key=f"exit_rule.{province}", expected="ids of crossings.csv", got=crossing)
        for province, crossings in scenario.exit_rule.items()
        for crossing in crossings
        if crossing not in known
    ]
    scope_faults = check_scope(case, scenario)
    if scenario.exit_rule and not scope_faults:
        peopled = {s.province for s in case.sites if s.kind != "reception"}
        peopled |= {case.districts[k].province for k in np.flatnonzero(_peopled(case, scenario))}
        faults += [
            Fault(
                file="config",
                key="exit_rule",
                expected="a line for every province with people or sites",
                got=f"none for {name}",
            )
            for name in sorted(peopled - set(scenario.exit_rule))
        ]
    return (*faults, *scope_faults, *check_limits(case, scenario))


def _peopled(case: Case, scenario: Scenario) -> NDArray[np.bool_]:
    """Return which districts have people in any reading, ``[districts] bool``."""
    counts = [people_by_district(case, scenario, reading) for reading in Reading]
    table = np.array(counts, dtype=np.int64).reshape(len(counts), len(case.districts))
    return np.asarray(table.any(axis=0), dtype=np.bool_)


def build_geography(case: Case, scenario: Scenario) -> Geography:
    """
    Find the routes and who may use which crossing and site.

    Raises
    ------
    InputError
        All faults at once: unknown ids of the scenario, and districts with people that no route joins to their
        crossings.
    """
    faults = check_scenario(case, scenario)
    if faults:
        raise InputError(faults)
    waiting = [site for site in case.sites if site.kind != "reception"]
    crossings = case.crossings
    pcodes, air = [d.pcode for d in case.districts], [c.mode == "air" for c in crossings]
    gates = _closing_places(case)
    crossing_ids = [c.id for c in crossings]
    to_crossing = quickest_routes(case, pcodes, crossing_ids, by_air=air, gates=gates)
    onward = quickest_routes(case, [s.id for s in waiting], crossing_ids, by_air=air, gates=gates)
    exits = _exit_table(scenario, crossing_ids)
    district_exits = np.array([exits(d.province) for d in case.districts], dtype=np.bool_).reshape(
        len(pcodes), len(crossings)
    )
    site_exits = np.array([exits(s.province) for s in waiting], dtype=np.bool_).reshape(len(waiting), len(crossings))
    may_leave = site_exits & (onward.road_minutes != NO_WAY)
    kept = np.flatnonzero(may_leave.any(axis=1))
    sites = tuple(waiting[k] for k in kept)
    to_site = quickest_routes(case, pcodes, [s.id for s in sites], by_air=[False] * len(sites), gates=gates)
    contained = ~(site_exits[kept][None, :, :] & ~district_exits[:, None, :]).any(axis=2)
    may_cross = district_exits & (to_crossing.road_minutes != NO_WAY)
    _check_joined(case, scenario, may_cross)
    receptions = tuple(site for site in case.sites if site.kind == "reception")
    return Geography(
        case=case,
        scenario=scenario,
        crossings=crossings,
        sites=sites,
        receptions=receptions,
        to_crossing=to_crossing,
        to_site=to_site,
        onward=_rows(onward, kept),
        may_cross=may_cross,
        may_enter=contained & (to_site.road_minutes != NO_WAY),
        may_leave=may_leave[kept],
        handed_to=_joined_receptions(case, receptions),
        idle_sites=tuple(s.id for k, s in enumerate(waiting) if k not in set(kept.tolist())),
    )


def redrawn(geography: Geography, case: Case, scenario: Scenario) -> Geography:
    """Return a geography under other figures of the same places: people, capacities and streams may differ."""
    by_id = {site.id: site for site in case.sites}
    return replace(
        geography,
        case=case,
        scenario=scenario,
        crossings=case.crossings,
        sites=tuple(by_id[site.id] for site in geography.sites),
        receptions=tuple(by_id[site.id] for site in geography.receptions),
    )


def _rows(routes: Routes, keep: NDArray[np.intp]) -> Routes:
    return Routes(
        road_minutes=routes.road_minutes[keep],
        other_minutes=routes.other_minutes[keep],
        metres=routes.metres[keep],
        gates=routes.gates[keep],
        gate_sets=routes.gate_sets,
    )


def _closing_places(case: Case) -> frozenset[str]:
    """Return junctions and legs that some closure or weekday shuts altogether."""
    shut = {c.place_id for c in case.closures if c.share_open == 0} | {row.place_id for row in case.calendar}
    legs = {name for leg in case.legs for name in leg.ids}
    return frozenset(shut & (legs | {j.id for j in case.junctions}))


def _exit_table(scenario: Scenario, crossing_ids: Sequence[str]) -> Callable[[str], list[bool]]:
    def exits(province: str) -> list[bool]:
        if not scenario.exit_rule:
            return [True] * len(crossing_ids)
        allowed = set(scenario.exit_rule.get(province, ()))
        return [crossing in allowed for crossing in crossing_ids]

    return exits


def _check_joined(case: Case, scenario: Scenario, may_cross: NDArray[np.bool_]) -> None:
    """Refuse districts with people, in any reading, that no route joins to a crossing they may use."""
    lost = np.flatnonzero(_peopled(case, scenario) & ~may_cross.any(axis=1))
    if lost.size:
        wanted = "a route over legs.csv to a crossing that its exit rule allows"
        raise InputError(
            tuple(Fault(file="legs.csv", key=case.districts[k].pcode, expected=wanted, got="none") for k in lost)
        )


def _joined_receptions(case: Case, receptions: Sequence[Site]) -> tuple[tuple[tuple[int, tuple[str, ...]], ...], ...]:
    number = {site.id: k for k, site in enumerate(receptions)}
    joined: list[dict[int, list[str]]] = [{} for _ in case.crossings]
    for k, crossing in enumerate(case.crossings):
        for leg in case.legs:
            ends = (leg.from_id, leg.to_id)
            if crossing.id in ends:
                other = ends[1] if ends[0] == crossing.id else ends[0]
                if other in number:
                    joined[k].setdefault(number[other], []).extend(leg.ids)
    return tuple(tuple((site, tuple(names)) for site, names in sorted(entry.items())) for entry in joined)


def build_world(geography: Geography, reading: Reading, people: Sequence[int] | None = None) -> World:
    """
    Return one reading of a geography: people by stream and their travel groups.

    Parameters
    ----------
    people
        People in scope of each district, when they are not those of the reading.
    """
    case, scenario = geography.case, geography.scenario
    if people is None:
        people = people_by_district(case, scenario, reading)
    alone = np.array(self_organised(people, scenario, reading), dtype=np.int64)
    whole = np.array(people, dtype=np.int64)
    has_site = geography.may_enter.any(axis=1)
    self_people = np.where(has_site, alone, whole)
    site_people = whole - self_people
    groups = {}
    for hours in (scenario.driving_hours_per_day, ROUND_THE_CLOCK):
        groups[hours] = (
            _groups(geography.to_crossing, geography.may_cross, self_people, hours),
            _groups(geography.to_site, geography.may_enter, site_people, hours),
            np.where(geography.may_leave, geography.onward.lag_days(hours), NO_WAY),
        )
    plain, relaxed = groups[scenario.driving_hours_per_day], groups[ROUND_THE_CLOCK]
    return World(
        geography=geography,
        reading=reading,
        limits=named_limits(case, scenario),
        self_people=self_people,
        site_people=site_people,
        self_groups=plain[0],
        site_groups=plain[1],
        relaxed_self_groups=relaxed[0],
        relaxed_site_groups=relaxed[1],
        site_lags=plain[2],
        relaxed_site_lags=relaxed[2],
    )


def _groups(
    routes: Routes, allowed: NDArray[np.bool_], people: NDArray[np.int64], hours: Fraction
) -> tuple[Group, ...]:
    """Gather districts with the same lags and closing places on the way to the same targets."""
    peopled = np.flatnonzero((people > 0) & allowed.any(axis=1))
    if not peopled.size:
        return ()
    lags = np.where(allowed, routes.lag_days(hours), NO_WAY)[peopled]
    gates = np.where(allowed, routes.gates, 0)[peopled]
    keys, inverse = np.unique(np.concatenate([lags, gates], axis=1), axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    width = lags.shape[1]
    groups = []
    for k, key in enumerate(keys):
        targets = np.flatnonzero(key[:width] != NO_WAY)
        groups.append(
            Group(
                targets=tuple(targets.tolist()),
                lags=tuple(key[:width][targets].tolist()),
                gates=tuple(key[width:][targets].tolist()),
                members=tuple(peopled[inverse == k].tolist()),
            )
        )
    return tuple(groups)
