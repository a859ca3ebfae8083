"""The language of rules: what it reads, what it refuses, what its units come to, what its sums give."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from planner.needs.amounts import Amounts
from planner.needs.evaluate import evaluate
from planner.rules import (
    Breach,
    Parameter,
    Quantity,
    RuleError,
    UnitError,
    check_rule,
    cycle_among,
    dimension_of,
    parse_rule,
    rows_of,
    spelled,
)


def worked_out(rule: str, **given: int | Fraction) -> Fraction:
    """Work a rule out for one place and day."""
    parsed = parse_rule(rule)
    assert isinstance(parsed, Quantity)
    rows = {name.replace("_", "-"): Amounts.of(value) for name, value in given.items()}
    return evaluate(parsed.body, lambda name: Amounts.of(given[name]), rows.__getitem__).single()


@pytest.mark.parametrize(
    ("rule", "given", "answer"),
    [
        ("need = pop * value", {"pop": 1000, "value": Fraction(7, 2)}, 3500),
        ("need = ceil(pop_or_units / value)", {"pop_or_units": 1001, "value": 50}, 21),
        ("need = ceil(pop / 1000 * value)", {"pop": 1001, "value": 1}, 2),
        ("staff_hours = cases * value / 60", {"cases": 90, "value": 20}, 30),
        ("days = cases / (units * value)", {"cases": 90, "units": 2, "value": 15}, 3),
        ("kcal_add = max(0, (20 - mean_temp) / 5) * value", {"mean_temp": 0, "value": 100}, 400),
        ("kcal_add = max(0, (20 - mean_temp) / 5) * value", {"mean_temp": 25, "value": 100}, 0),
        ("need = 2 + 3 * 4 - 6 / 2", {}, 11),
        ("need = min(7, 5, 6) * floor(2.9)", {}, 10),
        ("need = ceil(TRA-02 / TRA-15) * value", {"TRA_02": 23, "TRA_15": 10, "value": 1}, 3),
    ],
)
def test_sums(rule: str, given: dict[str, int | Fraction], answer: int) -> None:
    assert worked_out(rule, **given) == answer


def test_fixed_rules() -> None:
    assert parse_rule("parameter") == Parameter()
    assert parse_rule("breach if modelled  >  value") == Breach(">")
    assert rows_of(parse_rule("need = ceil(TRA-02 / TRA-15) * value")) == {"TRA-02", "TRA-15"}


@pytest.mark.parametrize(
    "rule",
    [
        "need = __import__('os').system('ls')",
        "need = pop.__class__",
        "need = pop * 1e400",
        "need = pop * 1E5",
        "need = pop ** 9",
        "need = 9999999999",
        "need = pop if pop else value",
        "need = [1][0]",
        "need = lambda: 1",
        "need = value; pop",
        "need = open(value)",
        "need = getattr(pop, value)",
        "need = pop value",
        "need = (pop",
        "need = pop)",
        "need = ceil(pop, 2)",
        "need = ceil pop",
        "need =",
        "need",
        "",
        "need = \u0661 * pop",
        "need = pop * -1",
        "people = pop",
        "breach if modelled != value",
        "need = " + "(" * 20 + "pop" + ")" * 20,
        "need = " + "+".join(["1"] * 60),
        "need = pop" + " " * 200 + "* value",
        "need = NOPE-1 * pop",
        "need = 0.1234567890123456789012345678901234567890123456789012345678901234567 * pop",
    ],
)
def test_what_is_no_rule(rule: str) -> None:
    with pytest.raises(RuleError):
        parse_rule(rule)


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        ("L/person/day", "L/person/day"),
        ("persons/toilet", "person/toilet"),
        ("kits/1000 persons", "kit/person"),
        ("families", "family"),
        ("children/worker", "child/worker"),
        ("points/toilet block", "point/toilet block"),
        ("fraction", "1"),
        ("hours/day", "hour/day"),
        ("L/person/month", "L/person/month"),
    ],
)
def test_units(unit: str, told: str) -> None:
    assert spelled(dimension_of(unit)) == told


@pytest.mark.parametrize(
    "unit",
    ["L/person/week", "litres/person/day", "L/person/fortnight", "L per person", "", "L//day", "km/hour", "L/night"],
)
def test_what_is_no_unit(unit: str) -> None:
    with pytest.raises(UnitError):
        dimension_of(unit)


def held(rule: str, unit: str, group: str = "person") -> None:
    check_rule(parse_rule(rule), unit, dimension_of(group), dimension_of)


@pytest.mark.parametrize(
    ("rule", "unit"),
    [
        ("need = pop * value", "L/person/day"),
        ("need = pop * value", "m2/person"),
        ("need = ceil(pop_or_units / value)", "persons/tap"),
        ("need = ceil(pop / 500 * value)", "spaces/500 persons"),
        ("staff_hours = cases * value / 60", "minutes/person"),
    ],
)
def test_units_that_come_out(rule: str, unit: str) -> None:
    held(rule, unit)


@pytest.mark.parametrize(
    ("rule", "unit"),
    [
        ("need = pop / value", "L/person/day"),
        ("need = pop * value", "persons/tap"),
        ("need = pop * value", "L"),
        ("need = pop * value", "hours/person"),
        ("need = pop + value", "L"),
        ("need = max(pop, value)", "L"),
        ("staff_hours = cases * value", "minutes/person"),
        ("staff_hours = cases * value / 60", "hours/day"),
        ("days = cases / (units * value)", "persons/desk"),
        ("need = value / 60", "fraction"),
    ],
)
def test_units_that_do_not(rule: str, unit: str) -> None:
    with pytest.raises(UnitError):
        held(rule, unit)


@pytest.mark.parametrize(
    ("rule", "unit"),
    [
        ("need = ceil(pop / 100 * value)", "spaces/500 persons"),
        ("need = value / pop", "taps"),
        ("need = pop * value / 0", "L/person/day"),
        ("need = pop * value / ceil(pop)", "L/person/day"),
    ],
)
def test_numbers_of_units_and_divisors(rule: str, unit: str) -> None:
    with pytest.raises(RuleError):
        held(rule, unit)


def test_rings() -> None:
    assert cycle_among({"B": frozenset("C"), "C": frozenset("A"), "A": frozenset("B"), "D": frozenset("A")}) == (
        "A", "B", "C",
    )  # fmt: skip
    assert cycle_among({"A": frozenset("A")}) == ("A",)
    assert cycle_among({"A": frozenset("BC"), "B": frozenset("C"), "C": frozenset()}) == ()


def test_amounts_are_exact_and_refuse_to_overflow() -> None:
    third = Amounts.whole([1, 2, 3]).divided(Fraction(3))
    assert (third + Amounts.of(Fraction(1, 2))).ceil().parts.tolist() == [1, 2, 2]
    assert third.thousandths().tolist() == [334, 667, 1000]
    assert (third * Amounts.of(3)).over == 1
    with pytest.raises(OverflowError):
        Amounts.whole([2**40]) * Amounts.of(2**40)
    assert np.array_equal((third - Amounts.of(1)).floor().parts, [-1, -1, 0])
