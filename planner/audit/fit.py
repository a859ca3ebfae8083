"""
That a plan fits the people: three small flows, counted again by addition.

Groups to crossings (the self-organised), groups to sites, sites to crossings. People who wait at home are carried by a
chain of days at the place they are bound for, so a day's arrivals may have been free to come earlier; who is who on
that chain is settled first come first served, ties by province, which makes the assignment canonical.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, partial
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from planner.recount import SELF, VIA_SITE, Cohort, Recount
from planner.solution import Departure, Plan

DAYS_A_WEEK = 7
# The door of a place on a day; no place id holds a space.
DOOR = "at the door of"
Demand = dict[tuple[str, int], int]
_Node = tuple[Any, ...]
# Minutes, road minutes and km of a way.
Lengths = tuple[Fraction, Fraction, Fraction]
# Where from, where to, days of leaving and arrival, people, and minutes, road minutes and km of each.
Movement = tuple[str, str, int, int, int, Fraction, Fraction, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """
    The canonical assignment of a plan: people by way and week of arrival, and the minutes they travel.

    Parameters
    ----------
    departures
        Who leaves which site for which crossing, day by day.
    """

    faults: tuple[str, ...]
    corridors: Mapping[tuple[str, str, int], int]
    road_minutes: Fraction
    moved_by_province: Mapping[str, int]
    departures: tuple[Departure, ...]
    movements: tuple[Movement, ...]


def fit_people(recount: Recount, plan: Plan) -> Fit:
    """Assign the plan's people to the groups and sites they come from, and say where that cannot be done."""
    faults: list[str] = []
    corridors: Counter[tuple[str, str, int]] = Counter()
    moved: Counter[str] = Counter()
    movements: list[Movement] = []
    for stream, wanted, what in (
        (SELF, _straight(recount, plan), "crossings by the self-organised"),
        (VIA_SITE, _arrivals(recount, plan), "arrivals at sites"),
    ):
        rows = _from_home(recount, stream, wanted)
        if rows is None:
            faults.append(f"plan: {what} do not fit the people who can be there by then")
            continue
        told = cache(_lag_and_means)
        for cohort, target, day, people in rows:
            corridors[cohort.province, target, day // DAYS_A_WEEK] += people
            moved[cohort.province] += people
            lag, means = told(cohort, target)
            movements.append((cohort.province, target, day - lag, day, people, *means))
    onward = _onward(recount, plan)
    if onward is None:
        faults.append("plan: departures from sites do not fit the arrivals at crossings")
    lengths_of = cache(partial(_lengths, recount))
    for row in onward or ():
        corridors[row.site, row.crossing, (row.day + row.lag) // DAYS_A_WEEK] += row.people
        lengths = lengths_of(row.site, row.crossing)
        movements.append((row.site, row.crossing, row.day, row.day + row.lag, row.people, *lengths))
    return Fit(
        faults=tuple(faults),
        corridors=corridors,
        road_minutes=_minutes(movements),
        moved_by_province=dict(sorted(moved.items())),
        departures=tuple(onward or ()),
        movements=tuple(movements),
    )


def _lag_and_means(cohort: Cohort, target: str) -> tuple[int, Lengths]:
    k = [way[0] for way in cohort.ways].index(target)
    return cohort.ways[k][1], cohort.mean(k)


def _lengths(recount: Recount, site: str, crossing: str) -> Lengths:
    way = next(way for way, _ in recount.onward[site] if way.target == crossing)
    return Fraction(way.minutes), Fraction(way.road_minutes), way.km


def _minutes(movements: Sequence[Movement]) -> Fraction:
    """Return the minutes that all movements take, people with the same minutes added first."""
    alike: Counter[Fraction] = Counter()
    for movement in movements:
        alike[movement[5]] += movement[4]
    return sum((people * each for each, people in alike.items()), Fraction(0))


def _day(recount: Recount, when: date) -> int:
    return (when - recount.scenario.start).days


def _straight(recount: Recount, plan: Plan) -> Demand:
    return {(row.id, _day(recount, row.date)): row.from_self for row in plan.crossings if row.from_self}


def _arrivals(recount: Recount, plan: Plan) -> Demand:
    return {
        (row.id, _day(recount, row.date)): row.people_in
        for row in plan.sites
        if row.people_in and row.id in recount.site_exits
    }


def _from_home(recount: Recount, stream: str, wanted: Demand) -> list[tuple[Cohort, str, int, int]] | None:
    """Return cohort, target, day of arrival and people, so that every demand is met; ``None`` when it cannot be."""
    last = max((day for _, day in wanted), default=-1)
    given: dict[Hashable, int] = {}
    arcs: list[tuple[tuple[int, int], _Node]] = []
    targets = sorted({place for place, _ in wanted})
    cohorts = [cohort for cohort in recount.cohorts if cohort.stream == stream]
    for number, cohort in enumerate(cohorts):
        ways = [way for way in cohort.ways if way[0] in targets]
        for released, people in cohort.releases:
            if released > last:
                break
            given[number, released] = people
            nodes = (node for way in ways for node in _arrivals_by(recount, way, released, last))
            # A train may reach a place on the day that the road does: once is enough.
            arcs += [((number, released), node) for node in dict.fromkeys(nodes)]
    ahead: list[tuple[Hashable, Hashable]] = [
        ((target, day), (target, day + 1)) for target in targets for day in range(last)
    ]
    doors: list[tuple[Hashable, Hashable]] = [((target, day), (DOOR, target, day)) for target, day in wanted]
    flows = carry(given, [*arcs, *ahead, *doors], {(DOOR, *key): people for key, people in wanted.items()})
    if flows is None:
        return None
    rows: list[tuple[Cohort, str, int, int]] = []
    entering: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    left = dict(wanted)
    for ((number, _), node), people in zip(arcs, flows, strict=False):
        target, day = node[-2], node[-1]
        if people and node[0] == DOOR:
            rows.append((cohorts[number], target, day, people))
            left[target, day] -= people
        elif people:
            entering[target].append((day, number, people))
    return rows + [row for target in targets for row in _first_come(cohorts, target, entering[target], left)]


def _arrivals_by(recount: Recount, way: tuple[str, int, frozenset[str]], released: int, last: int) -> list[_Node]:
    """
    Return where people of one release may join a target: its chain of days, or its door on the very day.

    Waiting ahead of a target is waiting at home, as long as the way there never closes; a crossing may also be waited
    for at the crossing. Nobody waits outside a site.
    """
    target, lag, gates = way
    if not gates:
        return [(target, released + lag)] if released + lag <= last else []
    leaving = (day for day in range(released, last - lag + 1) if recount.all_open(gates, day))
    if target in recount.crossings:
        first = next(leaving, None)
        return [] if first is None else [(target, first + lag)]
    return [(DOOR, target, day + lag) for day in leaving]


def _first_come(
    cohorts: Sequence[Cohort], target: str, entering: list[tuple[int, int, int]], wanted: Demand
) -> list[tuple[Cohort, str, int, int]]:
    """Hand a target's demands on its chain, day by day, to those who could be there first."""
    line = deque(sorted(entering))
    rows = []
    for _, day in sorted(key for key in wanted if key[0] == target):
        left = wanted[target, day]
        while left:
            ready, number, people = line.popleft()
            taken = min(people, left)
            rows.append((cohorts[number], target, day, taken))
            left -= taken
            if people > taken:
                line.appendleft((ready, number, people - taken))
    return rows


def _onward(recount: Recount, plan: Plan) -> list[Departure] | None:
    """Return who leaves which site for which crossing; everyone who leaves a site arrives, the same lag later."""
    given = {
        (row.id, _day(recount, row.date)): row.out for row in plan.sites if row.out and row.id in recount.site_exits
    }
    waiting = {(row.id, _day(recount, row.date)): row.waiting for row in plan.crossings}
    wanted = {}
    for row in plan.crossings:
        day = _day(recount, row.date)
        joining = row.from_sites + row.waiting - waiting.get((row.id, day - 1), 0)
        if joining:
            wanted["at", row.id, day] = joining
    pairs = [
        ((site, day), ("at", way.target, day + way.lag(recount.driving_hours)))
        for site, day in given
        for way, _ in recount.onward[site]
        if ("at", way.target, day + way.lag(recount.driving_hours)) in wanted and recount.all_open(way.gates, day)
    ]
    arcs = list(dict.fromkeys(pairs))
    if sum(given.values()) != sum(wanted.values()):
        return None
    flows = carry(given, arcs, wanted)
    if flows is None:
        return None
    return [
        Departure(site=site, crossing=crossing, day=day, lag=arrival - day, people=people)
        for ((site, day), (_, crossing, arrival)), people in zip(arcs, flows, strict=True)
        if people
    ]


def carry(
    given: Mapping[Any, int], arcs: Sequence[tuple[Hashable, Hashable]], wanted: Mapping[Any, int]
) -> list[int] | None:
    """
    Return people on each arc so that every demand is met exactly from what is given, ``None`` when it cannot be.

    The flow that the library finds is added up again before anyone relies on it.

    Parameters
    ----------
    given
        Most people that may leave a node; nodes are any hashable names.
    arcs
        Tail and head, with no limit of their own; no pair twice.
    wanted
        People that must arrive at a node.
    """
    total = sum(wanted.values())
    if total == 0:
        return [0] * len(arcs)
    ends = {end for arc in arcs for end in arc}
    names: dict[Hashable, int] = {}
    for node in (*given, *wanted, *sorted(ends - given.keys() - wanted.keys(), key=repr)):
        names.setdefault(node, len(names) + 2)
    tails = [names[a] for a, _ in arcs] + [0] * len(given) + [names[node] for node in wanted]
    heads = [names[b] for _, b in arcs] + [names[node] for node in given] + [1] * len(wanted)
    most = [total] * len(arcs) + [min(v, total) for v in given.values()] + list(wanted.values())
    size = len(names) + 2
    graph = csr_array((np.array(most, dtype=np.int32), (tails, heads)), shape=(size, size))
    found = maximum_flow(graph, 0, 1)
    if found.flow_value != total:
        return None
    on = found.flow
    flows = (
        [
            int(v)
            for v in np.asarray(
                on[np.array(tails[: len(arcs)], dtype=np.int64), np.array(heads[: len(arcs)], dtype=np.int64)]
            ).reshape(-1)
        ]
        if arcs
        else []
    )
    if not _adds_up(given, arcs, wanted, flows):
        return None
    return flows


def _adds_up(
    given: Mapping[Hashable, int],
    arcs: Sequence[tuple[Hashable, Hashable]],
    wanted: Mapping[Hashable, int],
    flows: Sequence[int],
) -> bool:
    """Return whether people on the arcs leave no node short: in + given >= out + wanted, nothing negative."""
    balance: Counter[Hashable] = Counter(given)
    balance.subtract(wanted)
    for (tail, head), people in zip(arcs, flows, strict=True):
        balance[tail] -= people
        balance[head] += people
    return min(flows, default=0) >= 0 and min(balance.values(), default=0) >= 0
