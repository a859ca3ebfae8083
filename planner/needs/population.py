"""
Who is among the people: shares of one demographic profile, applied to the nation's totals and never by district.

The profile is the one that describes the first status in scope; profiles are not mixed.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cached_property

from planner.config import Scenario
from planner.records import Case, Span
from planner.rules.norms import ADULTS, DEMOGRAPHY, Standard, people_profile

_CHILDREN = ("age 0-4", "age 5-11", "age 12-17")


class Population:
    """
    Shares of everyone in scope.

    Parameters
    ----------
    case
        Its rows of demography.
    scope
        Statuses in scope, the first of which picks the profile.
    """

    def __init__(self, case: Case, scope: tuple[str, ...]) -> None:
        rows = [row for row in case.standards.values() if row.domain == DEMOGRAPHY]
        chosen, is_told = people_profile(case.standards, scope[0])
        self.profile, self.is_assumed = chosen, not is_told
        self._rows = {row.indicator: row for row in rows if not row.statuses or row.people == chosen}
        self._by_id = {row.id: row for row in self._rows.values()}

    def row(self, name: str) -> Standard:
        """
        Return a row by id.

        Raises
        ------
        KeyError
            When no profile in use has it.
        """
        return self._by_id[name]

    def span(self, name: str) -> Span:
        """Return the range of a share by id."""
        row = self._by_id[name]
        return Span(low=row.low, central=row.value, high=row.high)

    def _sum(self, indicators: tuple[str, ...]) -> Span:
        rows = [self._rows[name] for name in indicators]
        return Span(
            low=sum((row.low for row in rows), Fraction(0)),
            central=sum((row.value for row in rows), Fraction(0)),
            high=sum((row.high for row in rows), Fraction(0)),
        )

    @cached_property
    def children(self) -> Span:
        """Share under 18."""
        return self._sum(_CHILDREN)

    @cached_property
    def adults(self) -> Span:
        """Share of 18 and over."""
        return self._sum(ADULTS)

    @property
    def household_people(self) -> Fraction:
        """People of a household."""
        return self._by_id["DEM-20"].value

    @cached_property
    def shares(self) -> dict[str, Callable[[], Fraction]]:
        """Central share of each group that the rules of standards name; a missing row raises when it is asked for."""
        value = self._value
        return {
            "": lambda: Fraction(1),
            "arrivals": lambda: Fraction(1),
            "held": lambda: Fraction(1),
            "adults": lambda: self.adults.central,
            "children": lambda: self.children.central,
            "pregnant": lambda: value("DEM-15"),
            "lactating": lambda: value("DEM-16"),
            "women_12_49": lambda: value("DEM-27"),
            "families": lambda: 1 / self.household_people,
            "unaccompanied": lambda: self.children.central * value("DEM-23"),
            # Whoever belongs to two of these is counted twice: the time of their checks is not less for it.
            "fragile": lambda: value("DEM-15") + self._rows["age 60+"].value + value("DEM-22") + value("DEM-12"),
        }

    def _value(self, name: str) -> Fraction:
        return self._by_id[name].value


def population_of(case: Case, scenario: Scenario) -> Population:
    """Return the shares that a scenario's people are reckoned with."""
    return Population(case, tuple(scenario.scope))
