"""What the checks reckon with: people, days, work and standards of one reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from planner.records import Span
from planner.recount import VIA_SITE, Recount
from planner.simulate import Book, Daybook, Exposure

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    One reading, as the checks need it.

    Parameters
    ----------
    must, book
        Exposure and daybook of the order to leave.
    shares
        Of everyone: ``adults``, ``children``, ``pregnant``, ``disabled``, ``identified``, ``unaccompanied`` (of
        children), ``births`` and ``deaths`` (per 10,000 and day).
    household_people
        People of a family.
    legs_after_sunset_share, cold_nights
        Of the order's replay; ``None`` where there is nothing to count by.
    """

    recount: Recount
    must: Exposure
    book: Daybook
    shares: Mapping[str, Span]
    household_people: Fraction
    children_nights: Fraction
    legs_after_sunset_share: float | None
    cold_nights: int | None
    person_days: int

    @property
    def people(self) -> int:
        """P: people whom the plan would move."""
        return self.recount.in_scope_people

    @property
    def days(self) -> int:
        """T: days to the deadline, both ends counted."""
        return self.recount.scenario.num_days

    @property
    def working_days(self) -> int:
        """W: working days in T, rounded up, which favours the plan."""
        return ceil(self.days * self.standard("STA-04") / DAYS_A_WEEK)

    @property
    def adults(self) -> Fraction:
        """P x A."""
        return self.people * self.shares["adults"].central

    @property
    def families(self) -> Fraction:
        """F."""
        return self.people / self.household_people

    @property
    def officers(self) -> Fraction | None:
        """Officers for individual screening that the scenario sets; ``None`` when nobody published any."""
        return self.recount.amount("officers", "all")

    def standard(self, name: str) -> Fraction:
        """Return a standard's value, or the scenario's tighter floor."""
        return self.recount.floor(name)

    def span(self, name: str) -> Span:
        """Return a standard's range."""
        row = self.recount.case.standards[name]
        return Span(low=row.low, central=self.standard(name), high=row.high)

    @property
    def held_people(self) -> int:
        """People whose way passes a site, where everyone in scope follows the scenario's streams."""
        return sum(people for _, _, stream, people, _ in self.recount.by_stream if stream == VIA_SITE)

    @property
    def nights_over_24h(self) -> int:
        """Person-nights at sites beyond each person's first."""
        return self.book.total(Book.HELD) - self.book.total(Book.ENTERED)

    def held_over(self, nights: int) -> int:
        """Return people who are to stay at a site for more nights than these; by the replay where stays are shorter."""
        if self.recount.scenario.stay.min_nights > nights:
            return self.held_people
        return sum(people for stay, people in self.stays.items() if stay > nights)

    @property
    def stays(self) -> dict[int, int]:
        """Return people by nights at a site."""
        return self.book.stays(self.book.places(Book.HELD))

    def longest_stay(self, share: Fraction) -> int | None:
        """Return the nights at a site that this share of people do not exceed, ``None`` where nobody is held."""
        stays, whole = self.stays, sum(self.stays.values())
        counted = 0
        for nights in sorted(stays):
            counted += stays[nights]
            if counted >= share * whole:
                return nights
        return None
