"""What no reading changes: places, routes by road and by train, exit rules, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.config import Scenario
from planner.demand import check_scope, people_by_district
from planner.errors import Fault, InputError
from planner.network.limits import check_limits, named_limits
from planner.network.rails import ByTrain, Ends, check_trains, sharing_gates, ways_by_train
from planner.network.routes import NO_WAY, RouteFinder, Routes
from planner.network.travel import Journeys
from planner.records import Case, Crossing, Reading, Site


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
    by_train
        Ways over trains, and who may use them: as ``may_cross``, ``may_enter`` and ``may_leave``.
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
    by_train: tuple[tuple[ByTrain, NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]], ...]
    handed_to: tuple[tuple[tuple[int, tuple[str, ...]], ...], ...]
    idle_sites: tuple[str, ...]


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
    return (*faults, *scope_faults, *check_limits(case, scenario), *check_trains(case))


def _peopled(case: Case, scenario: Scenario) -> NDArray[np.bool_]:
    """Return which districts have people in any reading, ``[districts] bool``."""
    counts = [people_by_district(case, scenario, reading) for reading in Reading]
    table = np.array(counts, dtype=np.int64).reshape(len(counts), len(case.districts))
    return np.asarray(table.any(axis=0), dtype=np.bool_)


def build_geography(case: Case, scenario: Scenario, finder: RouteFinder | None = None) -> Geography:
    """
    Find the routes and who may use which crossing and site.

    Parameters
    ----------
    finder
        The routes of this case, where several scenarios share them.

    Raises
    ------
    InputError
        All faults at once: unknown ids of the scenario, and districts with people that no route joins to their
        crossings.
    """
    faults = check_scenario(case, scenario)
    if faults:
        raise InputError(faults)
    finder = RouteFinder(case) if finder is None else finder
    waiting = [site for site in case.sites if site.kind != "reception"]
    crossings = case.crossings
    pcodes, air = [d.pcode for d in case.districts], [c.mode == "air" for c in crossings]
    gates = _closing_places(case) | frozenset(Journeys(case, named_limits(case, scenario)).limited_legs())
    crossing_ids = [c.id for c in crossings]
    to_crossing = finder.quickest(pcodes, crossing_ids, by_air=air, gates=gates)
    onward = finder.quickest([s.id for s in waiting], crossing_ids, by_air=air, gates=gates)
    exits = _exit_table(scenario, crossing_ids)
    district_exits = np.array([exits(d.province) for d in case.districts], dtype=np.bool_).reshape(
        len(pcodes), len(crossings)
    )
    site_exits = np.array([exits(s.province) for s in waiting], dtype=np.bool_).reshape(len(waiting), len(crossings))
    may_leave = site_exits & (onward.road_minutes != NO_WAY)
    kept = np.flatnonzero(may_leave.any(axis=1))
    sites = tuple(waiting[k] for k in kept)
    to_site = finder.quickest(pcodes, [s.id for s in sites], by_air=[False] * len(sites), gates=gates)
    contained = ~(site_exits[kept][None, :, :] & ~district_exits[:, None, :]).any(axis=2)
    may_cross = district_exits & (to_crossing.road_minutes != NO_WAY)
    _check_joined(case, scenario, may_cross)
    receptions = tuple(site for site in case.sites if site.kind == "reception")
    trains = ways_by_train(finder, Ends(pcodes, [s.id for s in sites], crossing_ids, air), gates)
    to_crossing, *by_train = sharing_gates([to_crossing, *(way.to_crossing for way in trains)])
    to_site, *by_train_to_site = sharing_gates([to_site, *(way.to_site for way in trains)])
    onward, *by_train_onward = sharing_gates([_rows(onward, kept), *(way.onward for way in trains)])
    return Geography(
        case=case,
        scenario=scenario,
        crossings=crossings,
        sites=sites,
        receptions=receptions,
        to_crossing=to_crossing,
        to_site=to_site,
        onward=onward,
        may_cross=may_cross,
        may_enter=contained & (to_site.road_minutes != NO_WAY),
        may_leave=may_leave[kept],
        by_train=tuple(
            (
                ByTrain(way.trains, *routes),
                district_exits & (routes[0].road_minutes != NO_WAY),
                contained & (routes[1].road_minutes != NO_WAY),
                site_exits[kept] & (routes[2].road_minutes != NO_WAY),
            )
            for way, *routes in zip(trains, by_train, by_train_to_site, by_train_onward, strict=True)
        ),
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
