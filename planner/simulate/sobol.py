"""
Which input drives the outcome: Sobol indices, first and total, by SALib.

SALib comes with the extra ``study``; it is imported when indices are asked for, and only then.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import Fault, InputError

Floats = NDArray[np.float64]
CONFIDENCE = 0.95
RESAMPLES = 200
_SEEDS = 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """
    How much of an outcome's variance comes from one cause.

    Parameters
    ----------
    first, total
        By the cause alone, and with everything it acts together with.
    first_error, total_error
        Half the width of the 95 % interval, by resampling.
    """

    name: str
    first: float
    first_error: float
    total: float
    total_error: float


def check_available() -> None:
    """
    Refuse to go on without SALib.

    Raises
    ------
    InputError
        When it is not installed, with the command that installs it.
    """
    if importlib.util.find_spec("SALib") is None:
        wanted = "0, or the extra `study` installed: pip install 'returns-planner[study]'"
        raise InputError(Fault(file="config", key="uncertainty.sobol", expected=wanted, got="SALib is not installed"))


def sobol(
    evaluate: Callable[[Floats], Sequence[Floats]], names: Sequence[str], samples: int, rng: np.random.Generator
) -> tuple[tuple[Index, ...], ...]:
    """
    Return the indices of every cause, for each outcome.

    Parameters
    ----------
    evaluate
        Takes points between 0 and 1, ``[causes, points]``, and returns the outcomes, ``[points]`` each.
    samples
        Base samples, a power of 2: (causes + 2) x samples points are evaluated.

    Raises
    ------
    InputError
        When SALib is not installed.
    """
    check_available()
    from SALib.sample import sobol as design

    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    seeds = [int(seed) for seed in rng.integers(_SEEDS, size=2)]
    points = design.sample(problem, samples, calc_second_order=False, seed=seeds[0])
    found = []
    for outcome in evaluate(np.ascontiguousarray(points.T)):
        found.append(_indices(problem, np.asarray(outcome, dtype=np.float64), seeds[1]))
    return tuple(found)


def _indices(problem: Mapping[str, Any], outcome: Floats, seed: int) -> tuple[Index, ...]:
    """Return the indices of one outcome; one that never moves has none."""
    from SALib.analyze import sobol as analysis

    names = problem["names"]
    if np.ptp(outcome) == 0:
        return tuple(Index(name=name, first=0, first_error=0, total=0, total_error=0) for name in names)
    settings = {"calc_second_order": False, "num_resamples": RESAMPLES, "conf_level": CONFIDENCE, "seed": seed}
    rows = analysis.analyze(problem, outcome, **settings)
    columns = zip(names, rows["S1"], rows["S1_conf"], rows["ST"], rows["ST_conf"], strict=True)
    return tuple(
        Index(name=n, first=float(s), first_error=float(se), total=float(t), total_error=float(te))
        for n, s, se, t, te in columns
    )
