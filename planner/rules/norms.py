"""The nouns of a profile of standards: norms, shares of the population, unit prices and where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """
    A row of the humanitarian standards, or a share of the population that they are reckoned with.

    Parameters
    ----------
    value, low, high
        In ``unit``; ``value`` is the one the programme uses.
    direction
        ``min``, ``max``, ``range`` or ``info``: which side of the value is a breach.
    rule, group
        The sum by which it becomes a need or a breach, and what the rule's generic names stand for.
    applies_to
        Kinds of place.
    force
        ``HARD`` (a limit of every plan) or ``CHECKED`` (counted and told).
    profile
        The profile that the row comes from, where its ``source_ref`` is listed.
    people, statuses
        For demography: the profile of people, and the statuses whose people it describes (none: everyone's).
    """

    id: str
    domain: str
    indicator: str
    value: Fraction
    low: Fraction
    high: Fraction
    unit: str
    direction: str
    rule: str
    source: str
    source_ref: str
    evidence: str
    applies_to: tuple[str, ...] = ()
    threshold_type: str = "planning"
    force: str = "CHECKED"
    group: str = ""
    confidence: str = "low"
    note: str = ""
    profile: str = ""
    people: str = ""
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrice:
    """A price of one unit of something, or a rate that turns one price into another, with its range."""

    id: str
    item: str
    value: Fraction
    low: Fraction
    high: Fraction
    unit: str
    source: str
    source_ref: str
    evidence: str
    confidence: str
    note: str
    profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardSource:
    """Where rows of a profile come from; ``locator`` is an address where there is one."""

    ref: str
    title: str
    locator: str
    evidence: str
    status: str


DEMOGRAPHY = "demography"
ADULTS = ("age 18-59", "age 60+")


def people_profile(standards: Mapping[str, Standard], status: str) -> tuple[str, bool]:
    """
    Return the demographic profile that describes a status, and whether any does.

    Profiles are not mixed: a status that none describes is reckoned with the last one that is told.
    """
    rows = [row for row in standards.values() if row.domain == DEMOGRAPHY and row.statuses]
    mine = [row.people for row in rows if status in row.statuses]
    return next(iter([*mine, *(row.people for row in reversed(rows))]), ""), bool(mine)


def adult_share(standards: Mapping[str, Standard], status: str) -> Fraction | None:
    """Return the share of 18 and over in the profile of a status, ``None`` where no profile says."""
    profile, _ = people_profile(standards, status)
    shares = [
        row.value
        for row in standards.values()
        if row.domain == DEMOGRAPHY and row.people == profile and row.indicator in ADULTS
    ]
    return sum(shares, Fraction(0)) if len(shares) == len(ADULTS) else None
