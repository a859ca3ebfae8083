"""Sobol indices: a function with known ones, and what is said where SALib is absent."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.errors import InputError
from planner.pipeline import prepare
from planner.recount import Roads
from planner.simulate import Draws, draw, uncertainty_of
from planner.simulate.sobol import sobol
from tests.worlds import gate, write_world

A, B = 7.0, 0.1


def ishigami(points: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    x = np.pi * (2 * points - 1)
    return [np.sin(x[0]) + A * np.sin(x[1]) ** 2 + B * x[2] ** 4 * np.sin(x[0])]


def test_ishigami_to_two_hundredths() -> None:
    # Ishigami and Homma 1990: partial variances in closed form.
    own = 0.5 * (1 + B * np.pi**4 / 5) ** 2
    second = A**2 / 8
    joint = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = own + second + joint
    (rows,) = sobol(ishigami, ("x1", "x2", "x3"), 4096, np.random.default_rng(1))
    assert [row.first for row in rows] == pytest.approx([own / variance, second / variance, 0], abs=0.02)
    assert [row.total for row in rows] == pytest.approx(
        [(own + joint) / variance, second / variance, joint / variance], abs=0.02
    )
    assert all(0 < row.first_error < 0.1 for row in rows)
    assert all(0 < row.total_error < 0.1 for row in rows)


def test_an_outcome_that_never_moves_has_no_index() -> None:
    (rows,) = sobol(lambda points: [np.ones(points.shape[1])], ("a", "b"), 8, np.random.default_rng(0))
    assert [(row.first, row.total) for row in rows] == [(0, 0), (0, 0)]


def test_the_input_that_drives_the_outcome_leads(tmp_path: Path) -> None:
    # The gate passes 20 to 120 a day in five days; 5,000 people wait, so they never matter.
    row = {"people_per_day_low": 20, "people_per_day_central": 50, "people_per_day_high": 120}
    idle = {"people_per_day_low": 1, "people_per_day_central": 2, "people_per_day_high": 3}
    gates = [gate(**row), gate(id="idle", name="Idle", **idle)]
    loaded = write_world(tmp_path, people=(5000, 0), crossings=gates, config="uncertainty: {draws: 100, sobol: 64}")
    draws = Draws(Roads(prepare(loaded).case), loaded.scenario)
    told = uncertainty_of(draw(draws), [])["sobol"]
    leading = told["outcomes"][0]["rows"]
    assert (told["samples"], told["outcomes"][0]["outcome"]) == (64, "crossed_people")
    assert [entry["cause"] for entry in leading] == ["throughput:gate", "throughput:idle"]
    assert leading[0]["total"] == pytest.approx(1, abs=0.15)
    assert leading[1]["total"] == 0
    assert json.dumps(told) == json.dumps(uncertainty_of(draw(draws), [])["sobol"])


def test_without_salib_a_run_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "SALib" else found(name, *rest)
    )
    asked = write_world(tmp_path / "asked", config="uncertainty: {sobol: 64}")
    with pytest.raises(InputError, match=r"uncertainty.sobol: .*pip install 'returns-planner\[study\]'"):
        prepare(asked)
    prepare(write_world(tmp_path / "not"))
