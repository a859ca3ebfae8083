"""
That a plan fits the people: three small flows, counted again by addition.

Groups to crossings (the self-organised), groups to sites, sites to crossings. People who wait at home are carried by a
chain of days at the place they are bound for, so a day's arrivals may have been free to come earlier; who is who on
that chain is settled first come first served, ties by province, which makes the assignment canonical.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, partial
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.audit.homes import can_come, flow_over, homes_of
from planner.recount import SELF, VIA_SITE, Cohort, Recount
from planner.solution import Departure, Plan

DAYS_A_WEEK = 7
NO_FIT = "plan: {} do not fit the people who can be there by then"
NO_DEPARTURES = "plan: departures from sites do not fit the arrivals at crossings"
Demand = dict[tuple[str, int], int]
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
    for stream, wanted, what in _from_homes(recount, plan):
        rows = _from_home(recount, stream, wanted)
        if rows is None:
            faults.append(NO_FIT.format(what))
            continue
        told = cache(_lag_and_means)
        for cohort, target, day, people in rows:
            corridors[cohort.province, target, day // DAYS_A_WEEK] += people
            moved[cohort.province] += people
            lag, means = told(cohort, target)
            movements.append((cohort.province, target, day - lag, day, people, *means))
    onward = _onward(recount, plan)
    if onward is None:
        faults.append(NO_DEPARTURES)
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


def misfits(recount: Recount, plan: Plan) -> Iterator[str]:
    """Yield where a plan does not fit the people it comes from, as ``fit_people`` does, without saying who is who."""
    for stream, wanted, what in _from_homes(recount, plan):
        if not can_come(recount, stream, wanted):
            yield NO_FIT.format(what)
    if _onward(recount, plan) is None:
        yield NO_DEPARTURES


def _from_homes(recount: Recount, plan: Plan) -> Iterator[tuple[str, Demand, str]]:
    """Yield each stream with who is wanted of it by place and day, and what that is."""
    yield SELF, _straight(recount, plan), "crossings by the self-organised"
    yield VIA_SITE, _arrivals(recount, plan), "arrivals at sites"


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
    if not wanted:
        return []
    homes = homes_of(recount, stream, wanted)
    flows = homes.flow(wanted)
    if flows is None:
        return None
    rows: list[tuple[Cohort, str, int, int]] = []
    entering: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    still: defaultdict[str, dict[int, int]] = defaultdict(dict)
    left, used = dict(wanted), np.flatnonzero(flows)
    columns = (homes.cohort[homes.home[used]], homes.target[used], homes.day[used], homes.at_door[used], flows[used])
    for number, place, day, at_door, people in zip(*(column.tolist() for column in columns), strict=True):
        target = homes.targets[place]
        if at_door:
            rows.append((homes.cohorts[number], target, day, people))
            left[target, day] -= people
        else:
            entering[target].append((day, number, people))
    for (target, day), people in left.items():
        still[target][day] = people
    return rows + [
        row for target in homes.targets for row in _first_come(homes.cohorts, target, entering[target], still[target])
    ]


def _first_come(
    cohorts: Sequence[Cohort], target: str, entering: list[tuple[int, int, int]], wanted: Mapping[int, int]
) -> list[tuple[Cohort, str, int, int]]:
    """Hand a target's demands on its chain, day by day, to those who could be there first."""
    line = deque(sorted(entering))
    rows = []
    for day in sorted(wanted):
        left = wanted[day]
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
    names: dict[Hashable, int] = {}
    for node in (*given, *wanted, *sorted({*chain.from_iterable(arcs)} - given.keys() - wanted.keys(), key=repr)):
        names.setdefault(node, len(names) + 2)

    def numbers(nodes: Iterable[Hashable]) -> NDArray[np.int64]:
        return np.array([names[node] for node in nodes], dtype=np.int64)

    ends = numbers(tail for tail, _ in arcs), numbers(head for _, head in arcs)
    people = (numbers(given), [*given.values()]), (numbers(wanted), [*wanted.values()])
    flows = flow_over(len(names) + 2, ends, *people)
    return None if flows is None else flows.tolist()
