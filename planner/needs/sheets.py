"""
Every standard that is a need, worked out for every place and day by its own rule.

A sheet holds whole thousandths of its unit, each cell rounded up, so that whatever is added up later adds up exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import NDArray

from planner.needs.amounts import Amounts
from planner.needs.evaluate import evaluate
from planner.needs.population import Population
from planner.needs.presence import Presence
from planner.needs.twice import Overlap, is_per_person, twice_at
from planner.recount import Recount
from planner.rules import Quantity, Rule, dimension_of, parse_rule, spelled
from planner.rules.norms import Standard

ENDS = ("low", "central", "high")
WINTER_ROWS = ("SHE-02", "SHE-12", "FOO-11")
"""Rows that hold on cold nights only."""
BLOCK_OF_TOILETS = 20
"""Toilets of a block, as STA-10 counts them."""
LARGER = {"g": "kg", "kcal": "Mcal"}
"""Measures told a thousand at a time."""
WORK = ("staff_hours", "staff_years", "days")
Ints = NDArray[np.int64]


class NotAssessedError(Exception):
    """What a need lacks to be worked out; the message is the reason that is printed."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """
    One standard at all places it applies to.

    Parameters
    ----------
    unit
        Of one cell: something counted, something measured, or a rate of it.
    rate
        ``once`` (what stands there), ``day``, ``month`` or ``year`` (a flow), ``work`` (hours, days or years of work).
    kinds, places
        One each a row of the tables.
    people, cells
        ``[places, days] int64``: people present, and by end of the standard's range thousandths of the unit.
    twice
        ``[days] int64``: by end, what people at two of the places on one day are asked for twice.
    """

    standard: Standard
    unit: str
    rate: str
    kinds: tuple[str, ...]
    places: tuple[str, ...]
    people: Ints
    cells: Mapping[str, Ints]
    twice: Mapping[str, Ints]

    def by_day(self, end: str) -> Ints:
        """Return what the nation needs, each person once a day, ``[days] int64``."""
        return np.asarray(self.cells[end].sum(axis=0) - self.twice[end], dtype=np.int64)


class Workbook:
    """
    Works out standards for the people of one replay.

    Parameters
    ----------
    recount
        For the standards, with the scenario's tighter floors, and the climate.
    presences, overlaps
        Who is where, and who of them is at two kinds of place on one day.
    """

    def __init__(
        self,
        recount: Recount,
        population: Population,
        presences: Sequence[Presence],
        overlaps: Sequence[Overlap],
    ) -> None:
        self.recount, self.population = recount, population
        self.presences, self.overlaps = presences, overlaps
        self.rules: dict[str, Rule] = {name: parse_rule(row.rule) for name, row in recount.case.standards.items()}

    def quantities(self) -> list[Standard]:
        """Return the standards that are needs, in the order of their profile."""
        return [row for row in self.recount.case.standards.values() if isinstance(self.rules[row.id], Quantity)]

    def sheet(self, standard: Standard) -> Sheet:
        """
        Return a standard worked out.

        Raises
        ------
        NotAssessedError
            When something that the rule needs is nobody's figure.
        """
        if standard.id in WINTER_ROWS and not self.recount.case.climate:
            raise NotAssessedError("the case has no climate table")
        mine = [presence for presence in self.presences if presence.kind in standard.applies_to]
        parts = {end: [self._cells(standard, presence, end) for presence in mine] for end in ENDS}
        unit, rate, _ = self._unit(standard)
        empty = np.zeros((0, self.recount.scenario.num_days), dtype=np.int64)
        return Sheet(
            standard,
            unit,
            rate,
            tuple(presence.kind for presence in mine for _ in presence.places),
            tuple(place for presence in mine for place in presence.places),
            np.concatenate([empty, *(presence.present for presence in mine)]),
            {end: np.concatenate([empty, *cells]) for end, cells in parts.items()},
            self._twice(standard),
        )

    def asked(self, standard: Standard, people: Ints, end: str) -> Ints:
        """Return what a standard asks for so many people, ``[days] int64``, in thousandths rounded down."""
        _, _, scale = self._unit(standard)
        nation = Presence("", ("",), people[None, :], np.zeros_like(people[None, :]))
        amounts = _Place(self, nation, end).of_row(standard) * Amounts.of(scale)
        return np.asarray(amounts.thousandths_below()[0], dtype=np.int64)

    def _twice(self, standard: Standard) -> dict[str, Ints]:
        """Return, by end, what is asked for twice; nothing of what is not so much a person."""
        if not is_per_person(standard, self.rules[standard.id], self.population):
            return {end: np.zeros(self.recount.scenario.num_days, dtype=np.int64) for end in ENDS}
        people = twice_at(self.overlaps, standard.applies_to, partial(self._holds, standard))
        return {end: self.asked(standard, people, end) for end in ENDS}

    def _cells(self, standard: Standard, presence: Presence, end: str) -> Ints:
        _, _, scale = self._unit(standard)
        amounts = _Place(self, presence, end).of_row(standard) * Amounts.of(scale)
        cells = np.broadcast_to(amounts.thousandths(), presence.present.shape)
        return np.where(self._holds(standard, presence), cells, 0)

    def _holds(self, standard: Standard, presence: Presence) -> NDArray[np.bool_]:
        """Return, ``[places, days] bool``, where a row holds: rows of winter on cold nights, others always."""
        if standard.id not in WINTER_ROWS:
            return np.ones(presence.present.shape, dtype=np.bool_)
        return self.cold(presence)

    def cold(self, presence: Presence) -> NDArray[np.bool_]:
        """Return, ``[places, days] bool``, the nights whose mean minimum is below the winter trigger SHE-17."""
        trigger, recount = self.recount.floor("SHE-17"), self.recount
        cold = {(row.place_id, row.month) for row in recount.case.climate if row.night_min_c < trigger}
        months = [recount.date(day).month for day in range(recount.scenario.num_days)]
        rows = [[(place.split(":")[-1], month) in cold for month in months] for place in presence.places]
        return np.array(rows, dtype=np.bool_).reshape(presence.present.shape)

    def _unit(self, standard: Standard) -> tuple[str, str, Fraction]:
        """Return unit, rate and scale of a row's cells: grams are told in kg, kcal in Mcal, minutes in hours."""
        rule = self.rules[standard.id]
        assert isinstance(rule, Quantity)
        own = dimension_of(standard.unit)
        if rule.result == "staff_hours":
            return "hours", "work", Fraction(1)
        if rule.result == "staff_years":
            return "years of work", "work", Fraction(1)
        if rule.result == "days":
            workers = [word for word, power in own.items() if power < 0 and word != "day"]
            return f"{workers[0]}s", "work", Fraction(1)
        above = [word for word, power in own.items() if power > 0]
        below = [word for word, power in own.items() if power < 0]
        if rule.result == "sites":
            return "sites", "once", Fraction(1)
        if rule.result == "kcal_add":
            return "Mcal/day", "day", Fraction(1, 1000)
        # Where the figure divides (people a tap), what is counted stands below its line.
        counted = below[0] if "/ value" in standard.rule and below else above[0]
        rates = [word for word in below if word in ("day", "month", "year")]
        scale = Fraction(1, 1000) if counted in LARGER else Fraction(1)
        counted = LARGER.get(counted, counted)
        return spelled({counted: 1} | {rate: -1 for rate in rates}), (rates or ["once"])[0], scale


@dataclass(frozen=True, slots=True)
class _Place:
    """One kind of place: what the names of a rule stand for there."""

    book: Workbook
    presence: Presence
    end: str

    def of_row(self, standard: Standard) -> Amounts:
        """Return what a row comes to."""
        rule = self.book.rules[standard.id]
        if not isinstance(rule, Quantity):
            return Amounts.of(self._figure(standard, "central"))
        found = evaluate(rule.body, lambda name: self._named(name, standard, rule.result), self._row)
        if rule.result == "kcal_add":
            # The rule is told for one person.
            found *= Amounts.whole(self.presence.present)
        return found.ceil() if rule.result == "days" else found

    def _row(self, name: str) -> Amounts:
        return self.of_row(self.book.recount.case.standards[name])

    def _figure(self, standard: Standard, end: str) -> Fraction:
        """Return a standard's value at one end of its range, never looser than what the scenario sets."""
        floor = self.book.recount.floor(standard.id)
        if end == "central":
            return floor
        value = standard.low if end == "low" else standard.high
        tighter = {"min": max, "max": min}.get(standard.direction)
        own = self.book.recount.scenario.standards.floors.get(standard.id)
        return value if tighter is None or own is None else tighter(value, own)

    def _named(self, name: str, standard: Standard, result: str) -> Amounts:
        plain: dict[str, Callable[[], Amounts]] = {
            "value": lambda: Amounts.of(self._figure(standard, self.end)),
            "household_size": lambda: Amounts.of(self.book.population.household_people),
            "units": lambda: Amounts.of(1),
            "sites": lambda: Amounts((self.presence.present > 0).astype(np.int64)),
            "toilet_blocks": lambda: self._row("SAN-01").divided(Fraction(BLOCK_OF_TOILETS)).ceil(),
            "mean_temp": self._mean_temp,
        }
        if name in plain:
            return plain[name]()
        if name in ("posts", "seats_arriving_together"):
            raise NotAssessedError("nobody published how many there are at one time")
        groups = {"households": "families", "women_girls_12_49": "women_12_49"}
        return self._group(groups.get(name, standard.group), result)

    def _group(self, group: str, result: str) -> Amounts:
        """Return the people, or the work of another row, that a rule counts; work is for those who are new."""
        people = Amounts.whole(self.presence.arrivals if result in WORK else self.presence.present)
        if group in self.book.recount.case.standards:
            return self._row(group)
        shares = self.book.population.shares
        if group == "referred":
            referred = self.book.recount.floor("PRO-06")
            return people * Amounts.of(shares["adults"]() * referred)
        if group == "screening_officers":
            return self._row("PRO-03").divided(self.book.recount.floor("STA-03")).ceil()
        if group == "inpatients":
            return self._row("HEA-08")
        if group not in shares:
            raise NotAssessedError(f"nobody published how many there are: {group.replace('_', ' ')}")
        return people * Amounts.of(shares[group]())

    def _mean_temp(self) -> Amounts:
        """Return the mean of night and day by place and month, in degrees; 20 where nobody published it."""
        known = {
            (row.place_id, row.month): (row.night_min_c + row.day_max_c) / 2
            for row in self.book.recount.case.climate
            if row.day_max_c is not None
        }
        recount = self.book.recount
        months = [recount.date(day).month for day in range(recount.scenario.num_days)]
        table = [[known.get((place, month), Fraction(20)) for month in months] for place in self.presence.places]
        over = 1000
        parts = np.array([[int(t * over) for t in row] for row in table], dtype=np.int64)
        return Amounts(parts.reshape(self.presence.present.shape), over)
