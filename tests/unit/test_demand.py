"""People in scope by district: totals that a scenario sets follow the split of those they replace."""

from __future__ import annotations

from fractions import Fraction

import pytest

from planner.config import FrozenMap, LimitChange, PeopleTotal, Scenario, load_scenario
from planner.demand import people_by_district
from planner.errors import InputError
from planner.pipeline import prepare
from planner.records import Case, Reading


@pytest.fixture(scope="module")
def embedded() -> tuple[Case, Scenario]:
    loaded = load_scenario("october-31")
    return prepare(loaded).case, loaded.scenario


def with_total(scenario: Scenario, total: int) -> Scenario:
    change = LimitChange(value=Fraction(total), factor=None)
    return scenario.model_copy(update={"limits": FrozenMap({"people:all": change})})


@pytest.mark.parametrize("total", [10, 457_077, 457_086, 1_300_000, 2_000_001])
def test_a_total_of_all_is_split_as_that_of_the_only_status(embedded: tuple[Case, Scenario], total: int) -> None:
    case, scenario = embedded
    status = PeopleTotal(low=total, central=total, high=total)
    named = scenario.model_copy(update={"people": FrozenMap({"undocumented": status})})
    for reading in Reading:
        counts = people_by_district(case, with_total(scenario, total), reading)
        assert sum(counts) == total
        assert counts == people_by_district(case, named, reading)
        assert counts == people_by_district(case, scenario, reading, total)


def test_a_total_where_nobody_is_in_scope_is_refused(embedded: tuple[Case, Scenario]) -> None:
    case, scenario = embedded
    nobody = PeopleTotal(low=0, central=0, high=0)
    empty = with_total(scenario, 100).model_copy(update={"people": FrozenMap({"undocumented": nobody})})
    with pytest.raises(InputError, match=r"limits\.people:all: expected no total where nobody is in scope, got 100"):
        people_by_district(case, empty, Reading.CENTRAL)
