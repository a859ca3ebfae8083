"""Each limit alone: the smallest factor of it that would meet the deadline, or that no factor of it alone does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any

from planner.config import PEOPLE_LIMIT
from planner.outcome import UNITS, Judged, exact
from planner.proof import check_claim
from planner.records import Case, Reading
from planner.recount import Recount
from planner.solution import Claim, Cut, Sensitivity

Json = dict[str, Any]
NO_FACTOR = "no factor of it alone"


def is_holding(case: Case, limit_id: str) -> bool:
    """
    Return whether a limit is of holding: any of a holding site, and nights at any site before the border.

    Holding is never asked for more of: no row and no mix has it.
    """
    kind, _, place = limit_id.partition(":")
    of = {site.id: site.kind for site in case.sites}.get(place)
    return of == "holding" or (of == "transit" and kind == "places")


def asked_of(case: Case, worth: Iterable[Sensitivity]) -> tuple[Sensitivity, ...]:
    """Return what was found of the limits of which more may be asked: neither holding nor the people themselves."""
    return tuple(row for row in worth if row.limit_id != PEOPLE_LIMIT and not is_holding(case, row.limit_id))


def proved_limits(judged: Mapping[Reading, Judged], claims: Iterable[Cut]) -> set[str]:
    """
    Return the limits of which no value would do, once every claim that says so has been counted again.

    Raises
    ------
    AssertionError
        When a proof of our own does not hold: a bug, never an answer.
    """
    faults: list[str] = []
    proved: set[str] = set()
    for cut in claims:
        limit = str(cut.free_limit)
        faults += check_claim(judged[cut.reading].recount.freed(limit), cut).faults
        proved.add(limit)
    if faults:
        raise AssertionError("\n".join(faults))
    return proved


def single(recount: Recount, worth: Iterable[Sensitivity], proved: Collection[str]) -> list[Json]:
    """
    Return one row for each published limit of which more may be asked.

    Parameters
    ----------
    worth
        What was found of each limit: the least whole value at which everyone crosses on time, ``None`` where none is.
    proved
        Limits with a requirement claim: with them taken away altogether, some people are still left.
    """
    rows = sorted(asked_of(recount.case, worth), key=lambda row: row.limit_id)
    return [_row(recount, row, proved) for row in rows]


def _row(recount: Recount, found: Sensitivity, proved: Collection[str]) -> Json:
    kind, _, place = found.limit_id.partition(":")
    now, value = recount.amount(kind, place), found.flips_at
    factor = None if value is None or not now else Fraction(value) / now
    claimed = found.limit_id in proved
    return {
        "limit": found.limit_id,
        "kind": kind,
        "place": place,
        "unit": UNITS[kind],
        "published": exact(now),
        "source_range": _source_range(recount, kind, place),
        "factor": exact(factor),
        "value": value,
        "proved": claimed,
        "claim": f"{Claim.REQUIREMENT}:{recount.reading}:{found.limit_id}" if claimed else None,
        "finding": _finding(_name(recount.case, found.limit_id), factor, value),
    }


def _source_range(recount: Recount, kind: str, place: str) -> Sequence[int | float | None] | None:
    span = recount.published(kind, place)
    return None if span is None else [exact(span.low), exact(span.high)]


def _name(case: Case, limit_id: str) -> str:
    """Return a place's name, with what of it is limited unless it is what passes a crossing."""
    kind, _, place = limit_id.partition(":")
    names = {crossing.id: crossing.name for crossing in case.crossings}
    names |= {site.id: site.name for site in case.sites}
    name = names.get(place, "" if place == "all" else place)
    if kind == "throughput":
        return name
    if place not in names and name:
        # A fleet or a service has no name but its id.
        return f"{kind.capitalize()} {name}, {UNITS[kind]}"
    return f"{name}, {UNITS[kind]}" if name else UNITS[kind].capitalize()


def _finding(name: str, factor: Fraction | None, value: int | None) -> str:
    if value is None:
        return f"{name}: {NO_FACTOR}"
    if factor is None:
        return f"{name}: {value:,} where there is none"
    # Rounded up, so that the factor told is one that does.
    return f"{name} x {ceil(factor * 100) / 100:g}"
