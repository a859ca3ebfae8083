"""Random worlds for the laws: a seed becomes a case folder, read once, and may then be changed record by record."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from hypothesis import strategies as st

from planner.config import Scenario, load_scenario
from planner.model import solve_reading
from planner.network import World, build_geography, build_world
from planner.pipeline import prepare
from planner.records import Case, Reading, Span
from planner.solution import ReadingResult
from tests.oracle.random_cases import make_case

seeds = st.integers(min_value=0, max_value=5_000)
readings = st.sampled_from(list(Reading))


@dataclass(frozen=True)
class Drawn:
    """A random case with its scenario."""

    case: Case
    scenario: Scenario


@lru_cache(maxsize=256)
def drawn(seed: int, size: str = "small") -> Drawn:
    """Return the random world of a seed."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_case(seed, Path(folder), size)
        loaded = load_scenario(str(made.config))
        return Drawn(prepare(loaded).case, loaded.scenario)


def world_of(case: Case, scenario: Scenario, reading: Reading) -> World:
    """Return one reading, ready to be solved."""
    return build_world(build_geography(case, scenario), reading)


def solved(case: Case, scenario: Scenario, reading: Reading) -> ReadingResult:
    """Solve one reading."""
    return solve_reading(world_of(case, scenario, reading))


def more(span: Span | None, extra: int) -> Span | None:
    """Return a range with a few people more at every end."""
    if span is None:
        return None
    return Span(low=span.low + extra, central=span.central + extra, high=span.high + extra)


def larger(case: Case, extra: int) -> Case:
    """Return a case in which every published capacity is larger."""
    return replace(
        case,
        crossings=tuple(
            replace(
                c,
                people_per_day=more(c.people_per_day, extra),
                queue_places=None if c.queue_places is None else c.queue_places + extra,
            )
            for c in case.crossings
        ),
        sites=tuple(
            replace(
                s,
                places=more(s.places, extra),
                intake_people_per_day=None if s.intake_people_per_day is None else s.intake_people_per_day + extra,
                covered_m2=None if s.covered_m2 is None else s.covered_m2 + 5 * extra,
                toilets=None if s.toilets is None else s.toilets + extra,
                water_l_per_day=None if s.water_l_per_day is None else s.water_l_per_day + Fraction(15) * extra,
                meals_per_day=None if s.meals_per_day is None else s.meals_per_day + 3 * extra,
                onward_people_per_day=None if s.onward_people_per_day is None else s.onward_people_per_day + extra,
            )
            for s in case.sites
        ),
    )
