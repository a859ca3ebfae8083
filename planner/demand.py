"""
People in scope by district, in memory only: totals split by published keys, by stream and by release day.

All splits are made per district and in whole numbers, before any grouping, so that two people who build the same world
get the same counts. Nothing here is ever written: what leaves the tool is by nation, province, crossing, site and
corridor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from planner.config import PEOPLE_LIMIT, Release, Scenario
from planner.errors import Fault, InputError
from planner.records import Case, District, PeopleRow, Reading, Span
from planner.units import floor_share, largest_remainder

NATIONAL = "national"


def check_scope(case: Case, scenario: Scenario) -> tuple[Fault, ...]:
    """Return what is wrong with the scenario's statuses for this case, one fault each."""
    known = ", ".join(case.statuses)
    faults = [
        Fault(file="config", key=f"{key}.{status}", expected=f"a status of the case ({known})", got=status)
        for key, names in (("scope", scenario.scope), ("people", scenario.people))
        for status in names
        if status not in case.statuses
    ]
    with_rows = {row.status for row in case.people}
    faults += [
        Fault(
            file="config",
            key=f"people.{status}",
            expected="a status with rows in people.csv, whose split the total can follow",
            got=status,
        )
        for status in scenario.people
        if status in case.statuses and status not in with_rows
    ]
    faults += [
        Fault(
            file="config",
            key="scope",
            expected=f"a status with rows in people.csv or a total under people: {status}",
            got=status,
        )
        for status in scenario.scope
        if status in case.statuses and status not in with_rows and status not in scenario.people
    ]
    return tuple(faults)


def people_by_district(case: Case, scenario: Scenario, reading: Reading, total: int | None = None) -> tuple[int, ...]:
    """
    Return people in scope (whole) for each of ``case.districts``, in their order.

    Parameters
    ----------
    total
        People in scope altogether, when they are not those of the reading; split as those are.

    Raises
    ------
    InputError
        When a status of the scenario is unknown or has no rows to follow, or a total is set where nobody is in scope.
    """
    faults = check_scope(case, scenario)
    if faults:
        raise InputError(faults)
    parts = [_status(case, scenario, reading, status) for status in scenario.scope]
    usual = sum(sum(part.values()) for part in parts)
    change = scenario.limits.get(PEOPLE_LIMIT)
    if total is None:
        total = usual if change is None else _changed_total(usual, change.value, change.factor)
    if total != usual:
        if not usual:
            key, expected = "limits.people:all", "no total where nobody is in scope"
            raise InputError((Fault(file="config", key=key, expected=expected, got=str(total)),))
        totals = largest_remainder(total, [sum(part.values()) for part in parts], scenario.scope)
        parts = [
            _status(case, scenario, reading, status, people)
            for status, people in zip(scenario.scope, totals, strict=True)
        ]
    counts = _add(parts)
    return tuple(counts[district.pcode] for district in case.districts)


def _status(
    case: Case, scenario: Scenario, reading: Reading, status: str, total: int | None = None
) -> Mapping[str, int]:
    """Return people of one status by district: those of the reading, or another total split as they are."""
    rows = [row for row in case.people if row.status == status]
    override = scenario.people.get(status)
    if override is not None:
        span = Span(low=Fraction(override.low), central=Fraction(override.central), high=Fraction(override.high))
        return _override(case.districts, rows, int(span.demand_at(reading)) if total is None else total)
    if total is not None and len(rows) == 1 and rows[0].area == NATIONAL:
        return _split(case.districts, rows[0], total)
    counts = _add(_split(case.districts, row, int(row.people.demand_at(reading))) for row in rows)
    if total is None or not total:
        return counts if total is None else {}
    pcodes = [district.pcode for district in case.districts]
    return dict(zip(pcodes, largest_remainder(total, [counts[p] for p in pcodes], pcodes), strict=True))


def _changed_total(total: int, value: Fraction | None, factor: Fraction | None) -> int:
    """Return a total set or multiplied by the scenario, in whole people."""
    return int(value) if value is not None else int((total * (factor if factor is not None else 1)) // 1)


def _override(districts: Sequence[District], rows: Sequence[PeopleRow], total: int) -> dict[str, int]:
    """Spread a total set by the scenario: as the national row it replaces, else by the rows' central values."""
    if len(rows) == 1 and rows[0].area == NATIONAL:
        return _split(districts, rows[0], total)
    central = _add(_split(districts, row, int(row.people.central)) for row in rows)
    pcodes = [district.pcode for district in districts]
    return dict(zip(pcodes, largest_remainder(total, [central[p] for p in pcodes], pcodes), strict=True))


def _split(districts: Sequence[District], row: PeopleRow, total: int) -> dict[str, int]:
    """Spread one published total over the districts of its area."""
    inside = [d for d in districts if row.area in (NATIONAL, d.province, d.pcode)]
    weights = [d.population if row.split_by is None else d.keys[row.split_by] for d in inside]
    pcodes = [d.pcode for d in inside]
    return dict(zip(pcodes, largest_remainder(total, weights, pcodes), strict=True))


def _add(parts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return total


def self_organised(people: Sequence[int], scenario: Scenario, reading: Reading) -> tuple[int, ...]:
    """Return, per district, the people who travel in hired vehicles straight to a crossing: floor(people x share)."""
    share = scenario.streams.self_organised.share_at(reading)
    return tuple(floor_share(count, share) for count in people)


def release_days(release: Release, start: date, horizon_days: int) -> range:
    """Return the day numbers (day 0 is ``start``) on which people may first leave, within the horizon."""
    first = (release.from_ - start).days
    last = first if release.kind == "at_once" else (release.to - start).days
    return range(min(first, horizon_days), min(last + 1, horizon_days))


def released(people: NDArray[np.int64], scenario: Scenario, horizon_days: int) -> NDArray[np.int64]:
    """
    Return how many people are released on each release day within the horizon.

    Parameters
    ----------
    people
        ``[cohorts] int64``, whole people of one district and stream each.
    horizon_days
        Days from ``start``; releases after them are left out.

    Returns
    -------
    ``[cohorts, release days] int64``; column k belongs to ``release_days(...)[k]``. By the end of day k of n,
    floor(people x W_k / W_n) are out, W_k = k (uniform) or k(k+1)/2 (rising).
    """
    release = scenario.release
    days = len(release_days(release, scenario.start, horizon_days))
    if release.kind == "at_once":
        return people[:, None] * np.ones((1, days), dtype=np.int64)
    n = (release.to - release.from_).days + 1
    k = np.arange(0, days + 1, dtype=np.int64)
    weight, whole = (k, n) if release.kind == "uniform" else (k * (k + 1) // 2, n * (n + 1) // 2)
    out = (people[:, None] * weight[None, :]) // whole
    return np.asarray(np.diff(out, axis=1), dtype=np.int64)
