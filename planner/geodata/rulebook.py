"""What the rules of a set of standards must be: readable, with units that come out, leaning on rows in no ring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.errors import Fault
from planner.rules import (
    Dimension,
    Quantity,
    Rule,
    RuleError,
    UnitError,
    check_rule,
    cycle_among,
    dimension_of,
    is_row,
    parse_rule,
    result_dimension,
    rows_of,
)
from planner.rules.norms import Standard

LONGEST_TOLD = 60
GROUPS = {
    "": "person",
    "arrivals": "person",
    "pregnant": "person",
    "lactating": "person",
    "fragile": "person",
    "adults": "adult",
    "children": "child",
    "unaccompanied": "child",
    "women_12_49": "woman",
    "families": "family",
    "referred": "case",
    "held": "case",
    "screening_officers": "officer",
    "gbv_cases": "case",
    "inpatients": "patient",
    "feeding_patients": "patient",
    "prayer_visitors": "visitor",
}
"""What the generic names of a rule may stand for, and its unit; a row id stands for what that row comes to."""


@dataclass(frozen=True, slots=True)
class RowAt:
    """Where a row stands."""

    file: str
    row: int


def check_tightening(earlier: Standard, later: Standard) -> Iterator[tuple[str, str, str]]:
    """Yield column, what was expected and what was got where a later profile changes more than it may."""
    if earlier.direction == later.direction == "range" and earlier.domain == later.domain:
        return
    for column in ("unit", "direction", "rule", "group"):
        mine, theirs = getattr(earlier, column), getattr(later, column)
        if mine != theirs:
            yield (
                column,
                f"{mine or 'nothing'}, as in profile {earlier.profile}: a later profile may only tighten",
                theirs,
            )
    lost = [kind for kind in earlier.applies_to if kind not in later.applies_to]
    if lost:
        yield "applies_to", f"{', '.join(lost)} too, as in profile {earlier.profile}", ";".join(later.applies_to)
    if earlier.direction in ("range", "info"):
        return
    more = earlier.direction == "min"
    for column, mine, theirs in (
        ("value", earlier.value, later.value),
        ("value_low" if more else "value_high", *((earlier.low, later.low) if more else (earlier.high, later.high))),
    ):
        if (theirs < mine) if more else (theirs > mine):
            side = "or more" if more else "or less"
            wanted = f"{float(mine):g} {earlier.unit} {side}: a later profile may tighten {earlier.id}, never loosen it"
            yield column, wanted, f"{float(theirs):g}"
            return


def check_rules(standards: Mapping[str, Standard], places: Mapping[str, RowAt]) -> list[Fault]:
    """Return what is wrong with the rules of all rows together."""
    faults: list[Fault] = []
    rules: dict[str, Rule] = {}
    for name, standard in standards.items():
        try:
            rules[name] = parse_rule(standard.rule)
        except RuleError as error:
            faults.append(_fault(places[name], name, "rule", str(error), _told(standard.rule)))
    leans_on = {name: _leans_on(rule, standards[name]) for name, rule in rules.items()}
    for name, others in leans_on.items():
        lost = sorted(other for other in others if other not in standards)
        if lost:
            faults.append(_fault(places[name], name, "rule", "rows that exist", ", ".join(lost)))
    if faults:
        return faults
    ring = cycle_among(leans_on)
    if ring:
        told = " leans on ".join((*ring, ring[0]))
        return [_fault(places[ring[0]], ring[0], "rule", "rows that do not lean on each other in a ring", told)]
    book = _Book(standards, rules)
    return [*_unit_faults(book, places)]


def _unit_faults(book: _Book, places: Mapping[str, RowAt]) -> Iterator[Fault]:
    for name, standard in book.standards.items():
        rule = book.rules[name]
        try:
            check_rule(rule, standard.unit, book.group(standard), book.unit_of)
            if isinstance(rule, Quantity) and "value" in standard.rule.partition("/")[2] and standard.low == 0:
                yield _fault(places[name], name, "value_low", "more than 0: the rule divides by it", "0")
        except UnitError as error:
            yield _fault(places[name], name, "unit", str(error), standard.unit)
        except RuleError as error:
            yield _fault(places[name], name, "rule", str(error), standard.rule)


class _Book:
    """All rows and their rules, to find the unit of what a row comes to."""

    def __init__(self, standards: Mapping[str, Standard], rules: Mapping[str, Rule]) -> None:
        self.standards, self.rules = standards, rules

    def unit_of(self, name: str) -> Dimension:
        """Return the unit of what a row comes to: of its sum, or of its figure where it has none."""
        standard, rule = self.standards[name], self.rules[name]
        if isinstance(rule, Quantity):
            return result_dimension(rule, standard.unit, self.group(standard), self.unit_of)
        return dimension_of(standard.unit)

    def group(self, standard: Standard) -> Dimension:
        """
        Return the unit of what the generic names of a row stand for.

        Raises
        ------
        RuleError
            When there is no such group.
        """
        if standard.group in GROUPS:
            return dimension_of(GROUPS[standard.group]) if standard.group else {}
        if standard.group not in self.standards:
            raise RuleError(f"a group ({', '.join(sorted(filter(None, GROUPS)))}) or a row")
        return self.unit_of(standard.group)


def _leans_on(rule: Rule, standard: Standard) -> frozenset[str]:
    return rows_of(rule) | ({standard.group} if is_row(standard.group) else set())


def _fault(at: RowAt, name: str, column: str, expected: str, got: str) -> Fault:
    return Fault(file=at.file, row=at.row, column=column, key=name, expected=expected, got=got)


def _told(rule: str) -> str:
    """Return a rule as a message may repeat it: short, and only when it is made of plain signs."""
    plain = all(sign.isalnum() or sign in " =+-*/().,_<>" for sign in rule) and rule.isascii()
    return rule if plain and len(rule) <= LONGEST_TOLD else "a rule that is not repeated"
