"""
The audit of a plan: every limit recomputed from the records and the plan by plain loops, and people added up.

The plan speaks of crossings and sites only. That it fits the people is shown by three small flows of the audit's own
(augmenting paths): groups to crossings, groups to sites, sites to crossings. What those flows carry is counted again
by addition, so the audit does not lean on the code that found them; they are also the canonical assignment from which
corridors are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from planner.audit.fit import Movement, carry, fit_people, misfits
from planner.audit.travel import TravelBooks
from planner.recount import Recount
from planner.solution import CrossingDay, Departure, Plan, SiteDay, TravelUse


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a plan makes of one limit over its days: people, and the most that could be (``None``: no limit known)."""

    limit_id: str
    used: int
    capacity: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """People between two places in one week of the plan (week 0 starts on day 0), by week of arrival."""

    from_place: str
    to_place: str
    week: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """
    What the audit found.

    Parameters
    ----------
    faults
        Every limit exceeded and every sum that does not add up, in words; empty when the plan holds.
    uses
        One row a limit.
    corridors
        The canonical assignment by province or site, by place of arrival and by week.
    road_minutes
        Person-minutes of travel.
    moved_by_province
        People who leave home, by province.
    travel
        What it asks of limits on travel, nationally by limit and day.
    departures
        The same assignment of those who leave a site, day by day; for rounds, and written nowhere.
    movements
        The same assignment by day of arrival, for what follows from it; never written.
    """

    faults: tuple[str, ...]
    uses: tuple[Use, ...]
    corridors: tuple[Corridor, ...]
    road_minutes: Fraction
    moved_by_province: Mapping[str, int]
    travel: tuple[TravelUse, ...] | None = None
    departures: tuple[Departure, ...] = ()
    movements: tuple[Movement, ...] = ()


class _Books:
    """A plan as tables by place and day, zero where it says nothing."""

    def __init__(self, recount: Recount, plan: Plan) -> None:
        start = recount.scenario.start
        self.days = recount.scenario.num_days
        self.crossings: dict[tuple[str, int], CrossingDay] = {(r.id, (r.date - start).days): r for r in plan.crossings}
        self.sites: dict[tuple[str, int], SiteDay] = {(r.id, (r.date - start).days): r for r in plan.sites}
        self.faults: list[str] = []
        for rows, known, kind in (
            (plan.crossings, set(recount.crossings), "crossing"),
            (plan.sites, set(recount.site_exits) | set(recount.receptions), "site"),
        ):
            seen: set[tuple[str, int]] = set()
            for row in rows:
                key = (row.id, (row.date - start).days)
                if row.id not in known or not 0 <= key[1] < self.days or key in seen:
                    self.faults.append(
                        f"plan: {kind} {row.id} on {row.date} is unknown, outside the days or told twice"
                    )
                seen.add(key)

    def passing(self, crossing: str, day: int) -> int:
        row = self.crossings.get((crossing, day))
        return 0 if row is None else row.from_self + row.from_sites

    def waiting(self, crossing: str, day: int) -> int:
        row = self.crossings.get((crossing, day))
        return 0 if row is None else row.waiting

    def joining(self, crossing: str, day: int) -> int:
        """Return site people who join the queue of a crossing on a day."""
        row = self.crossings.get((crossing, day))
        crossed = 0 if row is None else row.from_sites
        return crossed + self.waiting(crossing, day) - self.waiting(crossing, day - 1)

    def site(self, place: str, day: int) -> tuple[int, int, int]:
        row = self.sites.get((place, day))
        return (0, 0, 0) if row is None else (row.people_in, row.held, row.out)


def audit_plan(recount: Recount, plan: Plan) -> Audit:
    """
    Hold a plan against every limit of one reading and against the people in it.

    Parameters
    ----------
    recount
        The plan's reading, at the scenario's driving hours.
    """
    books = _Books(recount, plan)
    faults = books.faults
    uses = _at_places(recount, books)
    travel = TravelBooks(recount, plan)
    faults += travel.faults
    uses += [*_flights(recount, books), *_travel(recount, travel)]
    if faults:
        return Audit(
            faults=tuple(faults),
            uses=tuple(uses),
            corridors=(),
            road_minutes=Fraction(0),
            moved_by_province={},
        )
    fit = fit_people(recount, plan)
    return Audit(
        faults=fit.faults,
        uses=tuple(uses),
        corridors=tuple(
            Corridor(from_place=a, to_place=b, week=week, people=people)
            for (a, b, week), people in sorted(fit.corridors.items())
        ),
        road_minutes=fit.road_minutes,
        moved_by_province=fit.moved_by_province,
        travel=travel.rows(),
        departures=fit.departures,
        movements=fit.movements,
    )


def plan_faults(recount: Recount, plan: Plan) -> tuple[str, ...]:
    """Return the faults that an audit of a plan finds, without the assignment of its people that follows from none."""
    books = _Books(recount, plan)
    _at_places(recount, books)
    return (*books.faults, *TravelBooks(recount, plan).faults) or tuple(misfits(recount, plan))


def limit_faults(recount: Recount, plan: Plan, limit_id: str) -> tuple[str, ...]:
    """
    Return the faults of a plan that holds in the same world but for one limit, in words.

    Nothing else changes with a limit at a crossing or a site; for any other the whole plan is looked at.
    """
    kind, _, place = limit_id.partition(":")
    if kind == "flights":
        kind, place = "throughput", next(s.to_id for s in recount.case.services if s.id == place)
    if kind not in _COLUMNS:
        return plan_faults(recount, plan)
    rows: tuple[CrossingDay | SiteDay, ...] = plan.crossings if kind in ("throughput", "queue") else plan.sites
    used = {(row.date - recount.scenario.start).days: _COLUMNS[kind](row) for row in rows if row.id == place}
    capacity = {day: recount.capacity(kind, place, day) for day in used}
    return tuple(
        _over(recount, limit_id, day, used[day], most)
        for day, most in capacity.items()
        if most is not None and used[day] > most
    )


# What a row of a plan uses of a limit at its place.
_COLUMNS: Mapping[str, Callable[[Any], int]] = {
    "throughput": lambda row: row.from_self + row.from_sites,
    "queue": lambda row: row.waiting,
    "intake": lambda row: row.people_in,
    "desks": lambda row: row.people_in,
    "places": lambda row: row.held,
    "onward": lambda row: row.out,
}


def _over(recount: Recount, limit_id: str, day: int, used: int, capacity: int) -> str:
    return f"plan: {limit_id} on {recount.date(day)} carries {used}, the limit is {capacity}"


def _at_places(recount: Recount, books: _Books) -> list[Use]:
    uses = [*_crossings(recount, books), *_sites(recount, books), *_receptions(recount, books)]
    return [*uses, _interviews(recount, books)]


def _use(recount: Recount, books: _Books, limit: tuple[str, str], used: Mapping[int, int]) -> Use:
    """Hold one limit against its use day by day."""
    kind, place = limit
    total: int | None = 0
    for day in range(books.days):
        capacity = recount.capacity(kind, place, day)
        if capacity is not None and used[day] > capacity:
            books.faults.append(_over(recount, f"{kind}:{place}", day, used[day], capacity))
        if used[day] < 0:
            books.faults.append(f"plan: {kind}:{place} on {recount.date(day)} is {used[day]}, below 0")
        total = None if total is None or capacity is None else total + capacity
    return Use(limit_id=f"{kind}:{place}", used=sum(used.values()), capacity=total)


def _crossings(recount: Recount, books: _Books) -> list[Use]:
    uses = []
    for crossing in recount.crossings:
        days = range(books.days)
        uses.append(_use(recount, books, ("throughput", crossing), {d: books.passing(crossing, d) for d in days}))
        uses.append(_use(recount, books, ("queue", crossing), {d: books.waiting(crossing, d) for d in days}))
        for day in days:
            row = books.crossings.get((crossing, day))
            if row is not None and min(row.from_self, row.from_sites, row.waiting, books.joining(crossing, day)) < 0:
                books.faults.append(f"plan: queue of {crossing} on {recount.date(day)} does not add up")
    return uses


def _sites(recount: Recount, books: _Books) -> list[Use]:
    uses = []
    stay = recount.scenario.stay
    for site in recount.site_exits:
        rows = [books.site(site, day) for day in range(books.days)]
        uses.append(_use(recount, books, ("intake", site), {d: row[0] for d, row in enumerate(rows)}))
        uses.append(_use(recount, books, ("places", site), {d: row[1] for d, row in enumerate(rows)}))
        if recount.amount("desks", site) is not None:
            uses.append(_use(recount, books, ("desks", site), {d: row[0] for d, row in enumerate(rows)}))
        came = went = held = 0
        arrived: list[int] = []
        for day, (people_in, stays, out) in enumerate(rows):
            came, went, held = came + people_in, went + out, held + people_in - out
            arrived.append(came)
            when = f"site {site} on {recount.date(day)}"
            if min(people_in, stays, out) < 0 or stays != held:
                books.faults.append(f"plan: {when} holds {stays}, arrivals less departures are {held}")
            if out and recount.share(site, day) == 0:
                books.faults.append(f"plan: {when} sends people on while it is shut")
            due = arrived[day - stay.min_nights] if day >= stay.min_nights else 0
            if went > due:
                books.faults.append(
                    f"plan: {when} has sent on {went}, only {due} have stayed {stay.min_nights} night(s)"
                )
            if stay.max_nights is not None and went < (arrived[day - stay.max_nights] if day >= stay.max_nights else 0):
                books.faults.append(f"plan: {when} holds people for more than {stay.max_nights} night(s)")
    return uses


def _interviews(recount: Recount, books: _Books) -> Use:
    """Hold officers against everyone on the day a site takes them in, or on the day they cross if they pass none."""
    heard = {
        day: sum(books.site(site, day)[0] for site in recount.site_exits)
        + sum(row.from_self for c in recount.crossings if (row := books.crossings.get((c, day))) is not None)
        for day in range(books.days)
    }
    return _use(recount, books, ("officers", "all"), heard)


def _flights(recount: Recount, books: _Books) -> Iterator[Use]:
    """Tell each flight as its crossing is used, whose seats those of all flights there are."""
    for flight in recount.case.services:
        if flight.kind == "flight" and flight.to_id in recount.crossings:
            used = sum(books.passing(flight.to_id, day) for day in range(books.days))
            room = [recount.capacity("throughput", flight.to_id, day) for day in range(books.days)]
            yield Use(limit_id=f"flights:{flight.id}", used=used, capacity=sum(cap or 0 for cap in room))


def _travel(recount: Recount, books: TravelBooks) -> Iterator[Use]:
    """Tell what is used of the limits on travel over all days; a fleet is told in minutes of its seats."""
    totals, days = books.totals(), range(books.days)
    legs = [place for place in recount.travel.leg_places if recount.amount("leg", place) is not None]
    named = [("vehicles", fleet.id) for fleet in recount.case.fleets]
    named += [("trains", train.id) for train in recount.travel.trains] + [("leg", place) for place in legs]
    for kind, place in (*named, ("money", "all")):
        last = {"vehicles": "vehicle_days", "money": "money"}.get(kind)
        if last is not None:
            capacity = recount.capacity(last, place, books.days - 1)
        else:
            room = [recount.capacity(kind, place, day) for day in days]
            capacity = None if None in room else sum(cap or 0 for cap in room)
        yield Use(limit_id=f"{kind}:{place}", used=totals.get((last or kind, place), 0), capacity=capacity)


def _receptions(recount: Recount, books: _Books) -> list[Use]:
    """Hold reception places against their limits, and what crosses against what they take in."""
    uses = []
    for place in recount.receptions:
        rows = [books.site(place, day) for day in range(books.days)]
        uses.append(_use(recount, books, ("intake", place), {d: row[0] for d, row in enumerate(rows)}))
        uses.append(_use(recount, books, ("places", place), {d: row[1] for d, row in enumerate(rows)}))
        uses.append(_use(recount, books, ("onward", place), {d: row[2] for d, row in enumerate(rows)}))
        held = 0
        for day, (taken, kept, gone) in enumerate(rows):
            held += taken - gone
            if min(taken, kept, gone) < 0 or kept != held:
                books.faults.append(f"plan: reception {place} on {recount.date(day)} keeps {kept}, the sums say {held}")
    joined = _handing_over(recount)
    taken_in = cache(_taken_in)
    for day in range(books.days):
        if not taken_in(*_handed_over(recount, books, joined, day)):
            books.faults.append(f"plan: reception on {recount.date(day)} does not take in everyone who crosses")
    return uses


def _handing_over(recount: Recount) -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Return the reception places joined to each crossing, left out where one of them takes everyone on every day."""
    joined = {crossing: recount.joined_receptions(crossing) for crossing in recount.crossings}
    days = range(recount.scenario.num_days)

    def takes_everyone(place: str, leg: frozenset[str]) -> bool:
        if recount.amount("intake", place) is not None:
            return False
        if not all(recount.share(place, day) > 0 and recount.all_open(leg, day) for day in days):
            return False
        return recount.amount("onward", place) is None or all(
            recount.capacity("places", place, day) is None for day in days
        )

    return {c: at for c, at in joined.items() if at and not any(takes_everyone(*place) for place in at)}


_People = tuple[tuple[str, int], ...]


def _handed_over(
    recount: Recount, books: _Books, joined: Mapping[str, list[tuple[str, frozenset[str]]]], day: int
) -> tuple[_People, tuple[tuple[str, str], ...], _People]:
    """Return who crosses where on a day, to which reception places they may go, and who is taken in at each."""
    wanted = tuple((place, books.site(place, day)[0]) for place in recount.receptions)
    given = tuple((crossing, books.passing(crossing, day)) for crossing in joined)
    ways = ((crossing, place) for crossing, at in joined.items() for place, leg in at if recount.all_open(leg, day))
    return given, tuple(ways), wanted


def _taken_in(given: _People, ways: tuple[tuple[str, str], ...], wanted: _People) -> bool:
    """Return whether everyone who crosses on such a day is taken in by a reception place joined to the crossing."""
    crossing, taken = dict(given), dict(wanted)
    return sum(taken.values()) == sum(crossing.values()) and carry(crossing, ways, taken) is not None
