"""Every embedded scenario fits its case: what `planner check` would say of it."""

from __future__ import annotations

import pytest

from planner.config import list_configs, load_scenario
from planner.pipeline import prepare


@pytest.mark.parametrize("name", [name for name in list_configs() if name != "base"])
def test_an_embedded_scenario_fits_its_case(name: str) -> None:
    geography = prepare(load_scenario(name))
    assert geography.case.districts
    assert geography.scenario.name == name
