"""
What a solve returns and the run folder keeps: it speaks of places and days, never of arcs or solvers.

Everything that is written is whole people by nation, crossing, site and day; nothing is by district.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate

from planner.records import Reading


class Answer(StrEnum):
    """The four answers, decided per reading in this order."""

    IMPOSSIBLE = "impossible"
    NOT_WITHIN_STANDARDS = "not-possible-within-standards"
    NOT_EXCLUDED = "not-excluded-by-logistics"
    UNDECIDED = "undecided"


class Claim(StrEnum):
    """What a claim of the certificate says."""

    ON_TIME = "on_time"
    COMPLETION = "completion"
    IMPOSSIBLE = "impossible"
    REQUIREMENT = "requirement"


@dataclass(frozen=True, slots=True, kw_only=True)
class CutLimit:
    """A limit of a cut on one day and the people it lets through."""

    id: str
    kind: str
    place: str
    date: date
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a unit of one limit on one day is worth, in people across: at least 0, exact."""

    limit_id: str
    date: date
    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """
    A claim and its proof.

    Without prices it is a cut: with these limits taken away, ``behind_people`` have no way out within the horizon. So
    no plan passes more than the limits' capacities and everyone else: ``bound``.

    With prices, one for each limit named, everyone who crosses pays the price of what they use: no plan passes more
    than the limits' capacities at their prices and what is left to those whose cheapest way costs less than 1.
    ``behind_people`` are then all whose cheapest way costs something.

    Parameters
    ----------
    horizon_days
        Days from the start, the first being day 1.
    stay_nights, stay_offset
        For stays of more than one night, the block length and where blocks begin (design: the bound by blocks).
    free_limit
        Of a requirement, the limit that is taken away: whatever it were, no plan passes more.
    """

    claim: Claim
    reading: Reading
    horizon_days: int
    behind_people: int
    limits: tuple[CutLimit, ...]
    bound: int
    stay_offset: int = 0
    prices: tuple[Price, ...] = ()
    free_limit: str | None = None

    @property
    def id(self) -> str:
        """The claim's name, such as ``on_time:central``, or ``requirement:central:throughput:gate``."""
        name = f"{self.claim}:{self.reading}"
        return name if self.free_limit is None else f"{name}:{self.free_limit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingDay:
    """People at one crossing on one day; ``waiting`` are site people still in the queue at its end."""

    date: date
    id: str
    from_self: int
    from_sites: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDay:
    """People at one site on one day: arrivals, people held that night, departures."""

    date: date
    id: str
    people_in: int
    held: int
    out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """
    People who set out one way on one day, where limits on travel count them; it lives in memory and is never written.

    Parameters
    ----------
    stream
        ``self``, ``site`` (home to site) or ``onward`` (site to crossing).
    origins
        The districts whose people these are, or the one site.
    trains
        Trains on the way, in order.
    fleet
        The fleet that carries them, ``None`` where no limit is known.
    """

    stream: str
    origins: tuple[str, ...]
    target: str
    lag: int
    trains: tuple[str, ...]
    fleet: str | None
    date: date
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelUse:
    """What a plan asks of one limit on travel on one day, nationally, in the units that the limit is counted in."""

    date: date
    id: str
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """
    People who leave a site for a crossing on one day.

    Parameters
    ----------
    day
        Of departure, the start being day 0.
    lag
        Days until they arrive.
    """

    site: str
    crossing: str
    day: int
    lag: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    One reading's plan from start to deadline.

    Parameters
    ----------
    trips
        Who sets out when, as far as limits on travel count it; empty in a plan that was read from a file.
    travel
        What the audit has counted from the trips; ``None`` where nothing counts them.
    """

    reading: Reading
    crossings: tuple[CrossingDay, ...]
    sites: tuple[SiteDay, ...]
    trips: tuple[Trip, ...] = ()
    travel: tuple[TravelUse, ...] | None = None

    @property
    def on_time_people(self) -> int:
        """People who cross by the deadline."""
        return sum(row.from_self + row.from_sites for row in self.crossings)

    def crossed_by_day(self, num_days: int, start: date) -> list[int]:
        """Return people across by the end of each of the first days."""
        across = [0] * num_days
        for row in self.crossings:
            across[(row.date - start).days] += row.from_self + row.from_sites
        return list(accumulate(across))


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """
    The earliest date by which everyone in scope could have crossed.

    Parameters
    ----------
    days
        Counted from the start, the first day being 1; ``None`` when no plan was found within the horizon.
    proved_days
        No plan completes in fewer days; one more than the horizon when nothing within it was excluded further.
    never
        No amount of time would do: routes closed for ever, or no capacity left.
    """

    days: int | None
    proved_days: int
    never: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingResult:
    """Everything solved for one reading, proofs included."""

    reading: Reading
    in_scope_people: int
    on_time: Cut
    completion_cut: Cut
    relaxed: Cut
    plan: Plan
    completion: Completion

    @property
    def claims(self) -> tuple[Cut, ...]:
        """The certificate's claims: ``impossible`` only where the answer is."""
        if self.relaxed.bound < self.in_scope_people:
            return (self.on_time, self.completion_cut, self.relaxed)
        return (self.on_time, self.completion_cut)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """
    What one limit is worth.

    Parameters
    ----------
    people_per_unit
        Change of the proved bound with one unit more on every open day.
    flips_at
        The value of this limit alone at which everyone crosses on time, ``None`` when none does.
    """

    limit_id: str
    people_per_unit: int
    flips_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """
    A cut of the pure network at the deadline that leaves somebody behind where one limit has another value.

    Parameters
    ----------
    at
        The value; ``None`` where the limit is taken away.
    limits
        Limits of the cut, each with the first and last of days that follow one another.
    """

    at: int | None
    behind_people: int
    limits: tuple[tuple[str, date, date], ...]
    bound: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """
    The proof of the value of one limit at which everyone crosses on time.

    Parameters
    ----------
    flips_at
        ``None`` where no value is enough.
    short
        Cuts that leave somebody behind: one unit short of the value; of ``people:all`` above it; or at any value.
    plan
        A plan that carries everyone at the value; ``None`` where the run's own does, or there is nobody to carry.
    """

    limit_id: str
    flips_at: int | None
    short: tuple[Shortage, ...]
    plan: Plan | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """
    People across by the end of some days (the first being 1): the plan's, and the most any plan could reach.

    Every day up to the deadline, then points to completion.
    """

    days: tuple[int, ...]
    crossed: tuple[int, ...]
    ceiling: tuple[int, ...]
