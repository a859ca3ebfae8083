"""Draws, every range swung from end to end, and what drives the outcome, before anything is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.simulate.conclusions import Conclusion, conclusions
from planner.simulate.draws import BLOCK, Draws, rng_for
from planner.simulate.sampling import TOTALS, Progress, Sampled, sample
from planner.simulate.sobol import Index, sobol

Ints = NDArray[np.int64]
SOBOL_OUTCOMES = ("crossed_people", "nights_in_queue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """
    Everything that draws found, before the best possible outcome of any is known.

    Parameters
    ----------
    swung
        ``[totals, 1 + 2 x inputs]``: the central world, then each input at its low and high end.
    indices
        Sobol indices by outcome; empty when none were asked for.
    """

    draws: Draws
    sampled: Sampled
    swung: Ints
    conclusions: tuple[Conclusion, ...]
    indices: Mapping[str, tuple[Index, ...]]

    @property
    def resolved(self) -> Ints:
        """Inputs of the first draws, those whose best possible outcome is asked for, ``[inputs, draws]``."""
        return self.draws.first_values(min(self.draws.scenario.uncertainty.resolved, self.sampled.draws))


def draw(draws: Draws, *, workers: int = 1, with_sobol: bool = True, progress: Progress = lambda _: None) -> Drawn:
    """
    Draw, swing every input from end to end, and see which conclusions survive.

    Parameters
    ----------
    with_sobol
        Whether to find the Sobol indices that the scenario asks for.

    Raises
    ------
    InputError
        When indices are asked for and SALib is not installed.
    """
    sampled = sample(draws, workers=workers, progress=progress)
    central = draws.ends("central")
    worlds = np.repeat(central[:, None], 1 + 2 * central.size, axis=1)
    rows = np.arange(central.size)
    worlds[rows, 1 + 2 * rows], worlds[rows, 2 + 2 * rows] = draws.ends("low"), draws.ends("high")
    swung = draws.outcomes(worlds)
    names = [row.id for row in draws.inputs]
    days = draws.scenario.num_days
    return Drawn(
        draws=draws,
        sampled=sampled,
        swung=np.stack([swung.totals[name] for name in TOTALS]),
        conclusions=conclusions(swung, names, sampled.hits, sampled.draws, days),
        indices=_indices(draws) if with_sobol and draws.scenario.uncertainty.sobol else {},
    )


def _indices(draws: Draws) -> dict[str, tuple[Index, ...]]:
    """Return the Sobol indices of the causes; events are left out, being no figures with a range."""

    def evaluate(points: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        found: list[list[Ints]] = [[] for _ in SOBOL_OUTCOMES]
        for start in range(0, points.shape[1], BLOCK):
            outcomes = draws.outcomes(draws.causes.values(points[:, start : start + BLOCK]))
            for rows, name in zip(found, SOBOL_OUTCOMES, strict=True):
                rows.append(outcomes.totals[name])
        return [np.concatenate(rows).astype(np.float64) for rows in found]

    if not draws.causes.names:
        return {}
    rng = rng_for(draws.scenario.seed, "sobol")
    rows = sobol(evaluate, draws.causes.names, draws.scenario.uncertainty.sobol, rng)
    return dict(zip(SOBOL_OUTCOMES, rows, strict=True))
