"""
The named limits of a world and what each lets through on each day.

A limit has an id ``kind:place``, a unit and a published range; ``None`` is a limit nobody published, which binds
nobody. Capacity on a day is floor(people_per_day x factor x share_open), exactly; the least share of all closures
holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from planner.config import PEOPLE_LIMIT, LimitChange, Scenario
from planner.errors import Fault
from planner.records import Case, Leg, Site, Span
from planner.rules.norms import adult_share

# More than any population: arcs are clipped to the people of the world before they reach a solver.
UNLIMITED = 1 << 40

# FOO-01: three meals a person a day.
MEALS_A_DAY = 3
MINUTES_AN_HOUR = 60
LEG = "leg:"
# What money is counted at: a coach and driver a day, the seats such a coach fills, three meals a person and day.
COACH_DAY, MEALS = PRICES = ("PRI-04", "PRI-03")
COACH_SEATS = "TRA-02"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """
    One named limit.

    Parameters
    ----------
    span
        Its range, after the scenario's change; ``None`` when nobody published it.
    """

    id: str
    kind: str
    place: str
    span: Span | None


def _exactly(value: Fraction | int) -> Span:
    return Span(low=Fraction(value), central=Fraction(value), high=Fraction(value))


def _span(value: Fraction | int | None) -> Span | None:
    return None if value is None else _exactly(value)


def _changed(span: Span | None, change: LimitChange) -> Span | None:
    if change.value is not None:
        return _span(change.value)
    if span is None or change.factor is None:
        return span
    return Span(low=span.low * change.factor, central=span.central * change.factor, high=span.high * change.factor)


def published_limits(case: Case) -> tuple[Limit, ...]:
    """
    Return every limit as the tables state it.

    Absent ones are told where a table has a row for them; desks and people a day on legs only where somebody published
    a figure.
    """
    rows: list[tuple[str, str, Span | None]] = []
    for crossing in case.crossings:
        rows.append(("throughput", crossing.id, crossing.people_per_day))
        rows.append(("queue", crossing.id, _span(crossing.queue_places)))
    for site in case.sites:
        rows.append(("intake", site.id, _span(site.intake_people_per_day)))
        rows.append(("places", site.id, site.places))
        if site.kind == "reception":
            rows.append(("onward", site.id, _span(site.onward_people_per_day)))
        elif site.desks is not None:
            rows.append(("desks", site.id, _span(site.desks)))
    rows += [("vehicles", fleet.id, fleet.vehicles) for fleet in case.fleets]
    rows += [(f"{service.kind}s", service.id, service.departures_per_day) for service in case.services]
    rows += [("leg", place, span) for place, span in _published_legs(case).items()]
    rows += [("officers", "all", None), ("money", "all", None)]
    return tuple(Limit(id=f"{kind}:{place}", kind=kind, place=place, span=span) for kind, place, span in rows)


def _published_legs(case: Case) -> Mapping[str, Span]:
    """
    Return people a day between the two ends of a leg, both ways together, by its first name without ``leg:``.

    Legs of several modes between the same ends are one limit: the sum of their figures, absent where one is.
    """
    asked = {frozenset((leg.from_id, leg.to_id)) for leg in case.legs if leg.people_per_day is not None}
    ends: dict[frozenset[str], list[Leg]] = {}
    for leg in case.legs:
        between = frozenset((leg.from_id, leg.to_id))
        if between in asked:
            ends.setdefault(between, []).append(leg)
    table = {}
    for legs in ends.values():
        known = [leg.people_per_day for leg in legs if leg.people_per_day is not None]
        if len(known) == len(legs):
            table[legs[0].ids[0].removeprefix(LEG)] = _exactly(sum(known, Fraction(0)))
    return table


def leg_names(case: Case) -> Mapping[str, str]:
    """Return the limit's id for both names of every leg."""
    table: dict[str, str] = {}
    for leg in case.legs:
        first = table.get(leg.ids[0], leg.ids[0])
        for name in leg.ids:
            table.setdefault(name, first)
    return table


def _settable(case: Case, scenario: Scenario) -> Mapping[str, Limit]:
    """Return limits that only a scenario fills: desks of sites, people a day on legs, by every name they go by."""
    if not any(key.startswith(("desks:", LEG)) for key in scenario.limits):
        return {}
    desks = {
        f"desks:{site.id}": Limit(id=f"desks:{site.id}", kind="desks", place=site.id, span=None)
        for site in case.sites
        if site.kind != "reception"
    }
    legs = {
        name: Limit(id=key, kind="leg", place=key.removeprefix(LEG), span=None) for name, key in leg_names(case).items()
    }
    return {**desks, **legs}


def named_limits(case: Case, scenario: Scenario) -> Mapping[str, Limit]:
    """Return the limits by id with the scenario's changes; what flights leave of an air crossing is not among them."""
    limits = {limit.id: limit for limit in published_limits(case)}
    settable = _settable(case, scenario)
    for key, change in scenario.limits.items():
        known = limits.get(key) or settable.get(key)
        if known is not None:
            known = limits.get(known.id, known)
            limits[known.id] = replace(known, span=_changed(known.span, change))
    return limits


def check_limits(case: Case, scenario: Scenario) -> tuple[Fault, ...]:
    """Return what is wrong with the scenario's limits and floors for this case, one fault each."""
    published = {limit.id: limit for limit in published_limits(case)}
    limits = {**_settable(case, scenario), **published}
    faults = [*_named_twice(case, scenario), *_without_price(case, scenario)]
    for key, change in scenario.limits.items():
        absent = key in limits and published.get(limits[key].id, limits[key]).span is None
        if key not in limits and key != PEOPLE_LIMIT:
            faults.append(
                Fault(file="config", key=f"limits.{key}", expected="a limit of this case, kind:place", got=key)
            )
        elif absent and change.factor is not None:
            wanted = "a value: nobody published this limit, so there is nothing to multiply"
            faults.append(Fault(file="config", key=f"limits.{key}", expected=wanted, got=f"factor {change.factor}"))
    for key, floor in scenario.standards.floors.items():
        row = case.standards.get(key)
        if row is None:
            near = get_close_matches(key, case.standards, n=3) or tuple(case.standards)[:3]
            known = f"a standard of the profiles ({', '.join(near)}, ...; planner standards lists them)"
            faults.append(Fault(file="config", key=f"standards.floors.{key}", expected=known, got=key))
        elif row.direction in ("range", "info"):
            wanted = "a standard: this row describes people or work, and no scenario changes it"
            faults.append(Fault(file="config", key=f"standards.floors.{key}", expected=wanted, got=f"{float(floor):g}"))
        elif (floor < row.value) if row.direction == "min" else (floor > row.value):
            side = "or more" if row.direction == "min" else "or less"
            faults.append(
                Fault(
                    file="config",
                    key=f"standards.floors.{key}",
                    expected=f"{float(row.value):g} {row.unit} {side}: a floor may be tightened, never loosened",
                    got=f"{float(floor):g}",
                )
            )
    return tuple(faults)


def _named_twice(case: Case, scenario: Scenario) -> Iterator[Fault]:
    names = leg_names(case) if any(key.startswith(LEG) for key in scenario.limits) else {}
    seen: dict[str, str] = {}
    for key in scenario.limits:
        first = seen.setdefault(names.get(key, key), key)
        if first != key:
            yield Fault(file="config", key=f"limits.{key}", expected="one name for each leg", got=f"{first} as well")


def _without_price(case: Case, scenario: Scenario) -> Iterator[Fault]:
    """Refuse a ceiling on money where something that is paid for has no price from a source."""
    if "money:all" not in scenario.limits:
        return
    for row, what in zip(PRICES, ("a coach a day", "three meals"), strict=True):
        if row not in case.prices:
            wanted = f"a profile of standards with a price for {what} ({row}): money cannot be counted without"
            yield Fault(file="config", key="limits.money:all", expected=wanted, got="none")
    for service in case.services:
        wanted = "a price for a seat on every train and flight: no source gives one, so that money cannot be counted"
        yield Fault(file="config", key="limits.money:all", expected=wanted, got=f"{service.kind} {service.id}")


class Days:
    """
    What share of a place is open on each day from ``start``.

    Parameters
    ----------
    case
        Its closures, calendar and crossings' opening dates are read.
    start
        Day 0.
    num_days
        Days to tabulate.
    """

    def __init__(self, case: Case, start: date, num_days: int) -> None:
        self.start, self.num_days = start, num_days
        self._closures: dict[str, list[tuple[int, int, Fraction]]] = {}
        for closure in case.closures:
            span = ((closure.first - start).days, (closure.last - start).days, closure.share_open)
            self._closures.setdefault(closure.place_id, []).append(span)
        self._weekdays: dict[str, set[int]] = {}
        for row in case.calendar:
            self._weekdays.setdefault(row.place_id, set()).add(row.weekday)
        self._opens = {c.id: (c.opens_on - start).days for c in case.crossings if c.opens_on is not None}

    def shares(self, place: str) -> tuple[tuple[Fraction, ...], NDArray[np.int64]]:
        """Return the distinct shares of a place and, ``[days] int64``, which of them holds on each day."""
        values, index = [Fraction(1)], np.zeros(self.num_days, dtype=np.int64)
        for first, last, share in sorted(self._closures.get(place, ()), key=lambda row: -row[2]):
            if last < 0 or first >= self.num_days:
                continue
            if share not in values:
                values.append(share)
            # Written from the largest share to the least, so that the least holds where closures overlap.
            index[max(first, 0) : last + 1] = values.index(share)
        shut = np.zeros(self.num_days, dtype=np.bool_)
        if place in self._weekdays:
            weekday = (np.arange(self.num_days) + self.start.weekday()) % 7
            shut |= ~np.isin(weekday, list(self._weekdays[place]))
        shut[: min(max(self._opens.get(place, 0), 0), self.num_days)] = True
        if shut.any():
            if Fraction(0) not in values:
                values.append(Fraction(0))
            index[shut] = values.index(Fraction(0))
        return tuple(values), index

    def least_shares(self, places: Iterable[str]) -> list[Fraction]:
        """Return, by day, the least share of several places that is open."""
        tables = [self.shares(place) for place in places]
        return [min(values[index[day]] for values, index in tables) for day in range(self.num_days)]

    def is_open(self, place: str) -> NDArray[np.bool_]:
        """Return, ``[days] bool``, the days on which any share of a place is open."""
        values, index = self.shares(place)
        return np.array([value > 0 for value in values], dtype=np.bool_)[index]

    def all_open(self, places: Iterable[str]) -> NDArray[np.bool_]:
        """Return, ``[days] bool``, the days on which every one of the places is open."""
        open_days = np.ones(self.num_days, dtype=np.bool_)
        for place in sorted(places):
            open_days &= self.is_open(place)
        return open_days

    def scaled(self, place: str, amount: Fraction | None) -> NDArray[np.int64]:
        """Return floor(amount x share) by day, ``[days] int64``; an absent amount is ``UNLIMITED``, and 0 when shut."""
        values, index = self.shares(place)
        if amount is None:
            table = [UNLIMITED if value > 0 else 0 for value in values]
        else:
            table = [min(int((amount * value) // 1), UNLIMITED) for value in values]
        return np.array(table, dtype=np.int64)[index]

    def date(self, day: int) -> date:
        """Return the date of a day number."""
        return self.start + timedelta(days=day)

    def month(self) -> NDArray[np.int64]:
        """Return the month (1 to 12) of each day, ``[days] int64``."""
        days = (self.start + timedelta(days=k) for k in range(self.num_days))
        return np.fromiter((day.month for day in days), np.int64, self.num_days)


def floor_of(case: Case, scenario: Scenario, standard_id: str) -> Fraction:
    """Return a standard's value, or the tighter floor that the scenario sets."""
    value = scenario.standards.floors.get(standard_id)
    return case.standards[standard_id].value if value is None else value


def people_per_desk(case: Case, scenario: Scenario) -> Fraction | None:
    """Return people that a desk registers in a day (STA-02), ``None`` where no profile says."""
    return floor_of(case, scenario, "STA-02") if "STA-02" in case.standards else None


def people_per_officer(case: Case, scenario: Scenario) -> Fraction | None:
    """
    Return people whose protection needs an officer can screen in a day, ``None`` where no profile says.

    Interview hours a day (STA-03) over minutes an adult (PRO-03), adults being their share in the demographic profile
    of the first status in scope: children are heard with their adults, and every day's people are taken to have the
    same share of them.
    """
    adults = adult_share(case.standards, scenario.scope[0])
    if adults is None or not {"STA-03", "PRO-03"} <= set(case.standards):
        return None
    return floor_of(case, scenario, "STA-03") * MINUTES_AN_HOUR / (floor_of(case, scenario, "PRO-03") * adults)


def places_by_night(
    case: Case, scenario: Scenario, site: Site, places: Fraction | None, days: Days
) -> NDArray[np.int64]:
    """
    Return people who can stay each night, ``[days] int64``: the least over the columns somebody published.

    HARD standards: covered area by SHE-01 (holding: the larger of SHE-01 and DET-01; SHE-02 in months whose night
    minimum is below SHE-17), SAN-01 people a toilet, WAT-02 litres a day, three meals a day. Closures do not scale
    nights.
    """

    def fixed(amount: Fraction | None) -> int:
        return UNLIMITED if amount is None else min(int(amount // 1), UNLIMITED)

    least = fixed(places)
    if site.toilets is not None:
        least = min(least, fixed(site.toilets * floor_of(case, scenario, "SAN-01")))
    if site.water_l_per_day is not None:
        least = min(least, fixed(site.water_l_per_day / floor_of(case, scenario, "WAT-02")))
    if site.meals_per_day is not None:
        least = min(least, fixed(site.meals_per_day / MEALS_A_DAY))
    nights = np.full(days.num_days, least, dtype=np.int64)
    if site.covered_m2 is not None:
        area = floor_of(case, scenario, "SHE-01")
        if site.kind == "holding":
            area = max(area, floor_of(case, scenario, "DET-01"))
        trigger = floor_of(case, scenario, "SHE-17")
        cold_months = [r.month for r in case.climate if r.place_id == site.id and r.night_min_c < trigger]
        cold = max(area, floor_of(case, scenario, "SHE-02"))
        by_area = np.where(
            np.isin(days.month(), cold_months), fixed(site.covered_m2 / cold), fixed(site.covered_m2 / area)
        )
        nights = np.minimum(nights, by_area)
    return nights
