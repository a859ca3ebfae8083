r"""
The departure curve: how many set out on each day around a deadline, and how sure that is.

At place c on day d, with x the days from noon of d to midnight after the deadline D,

    rate_c(d) = level_c (1 + \|x\| / width) ^ -(rise before D, fall after it)

An order to leave by a day fills the days next to it. The published counts of 2023 rise towards the deadline and fall
after it without a scale of their own: 1,600 people a day at Torkham in the six weeks before, 11,600 on the day before
the deadline, 24,000 on the day after it, 6,600 four days later, 3,500 a day in the fortnight after that, 800 a day in
mid-December. An exponential is too steep for the weeks and too flat for the days; a power of the distance, which is
also what is known of how people answer deadlines (registrations for conferences, for one), holds both with one width.
That it falls as it rose is all that can be said before it falls: the log of fall / rise is drawn towards 0 with the
spread below. The family was chosen with the whole table in sight, and its parameters are fitted to what precedes a
cut-off; the report says both. Capacities have no part in it: departures, not gates, limited what happened.

Counts are taken to be off by a factor, log-normal with one spread for all. Priors are wide and named; the fit is the
mode, bands come from draws of the normal approximation at the mode, each with the error of a count on top.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from planner.backtest.counts import Increment

Floats = NDArray[np.float64]
# Centre and spread of the priors, on log scales: width in days, rise, fall / rise, and the error of a count.
PRIORS = {"width": (np.log(3.0), 1.0), "rise": (np.log(1.5), 0.5), "fall": (0.0, 0.25), "error": (np.log(0.35), 0.5)}
_SHAPE = len(PRIORS)
_STEP = 1e-4


@dataclass(frozen=True, slots=True)
class Spans:
    """
    Days of some increments, for rates to be added up over them.

    Parameters
    ----------
    distance
        Days from each day's noon to midnight after the deadline, ``[days] float64``, negative before it.
    owner
        Which increment a day belongs to, ``[days] int64``.
    place
        Which level an increment has, ``[increments] int64``.
    """

    distance: Floats
    owner: NDArray[np.int64]
    place: NDArray[np.int64]

    @classmethod
    def of(cls, increments: Sequence[Increment], deadline: date, places: Sequence[str]) -> Spans:
        """Return the days of increments around a deadline."""
        midnight = deadline.toordinal() + 1
        distance = [day.toordinal() + 0.5 - midnight for one in increments for day in one.days]
        owner = [k for k, one in enumerate(increments) for _ in one.days]
        return cls(
            np.array(distance, dtype=np.float64),
            np.array(owner, dtype=np.int64),
            np.array([places.index(one.place) for one in increments], dtype=np.int64),
        )


def log_people(parameters: Floats, spans: Spans) -> Floats:
    """
    Return the log of the people of each increment.

    Parameters
    ----------
    parameters
        ``[..., 4 + places] float64``: log width, log rise, log of fall / rise, log error, then each place's log level.

    Returns
    -------
    ``[..., increments] float64``.
    """
    width, rise = np.exp(parameters[..., 0, None]), np.exp(parameters[..., 1, None])
    fall = rise * np.exp(parameters[..., 2, None])
    power = np.where(spans.distance < 0, rise, fall)
    log_rate = -power * np.log1p(np.abs(spans.distance) / width)
    # Days stand increment by increment, so that each sum is one slice; on the log scale no rate is too small.
    first = np.searchsorted(spans.owner, np.arange(len(spans.place)))
    total = np.logaddexp.reduceat(log_rate, first, axis=-1)
    return np.asarray(total + parameters[..., _SHAPE + spans.place], dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """
    A fitted curve.

    Parameters
    ----------
    mode
        As ``log_people`` takes it, ``[4 + places] float64``.
    covariance
        Of the parameters, ``[4 + places, 4 + places] float64``.
    """

    places: tuple[str, ...]
    deadline: date
    mode: Floats
    covariance: Floats

    @property
    def shape(self) -> dict[str, float]:
        """Width in days, the powers of rise and fall, and the error of a count as a factor less 1."""
        width, rise, fall, error = self.mode[:_SHAPE]
        values = {
            "width_days": np.exp(width),
            "rise": np.exp(rise),
            "fall": np.exp(rise + fall),
            "count_error": np.expm1(np.exp(error)),
        }
        return {name: round(float(value), 3) for name, value in values.items()}

    def people(self, increments: Sequence[Increment]) -> Floats:
        """Return the forecast of each increment, ``[increments] float64``."""
        return np.exp(log_people(self.mode, Spans.of(increments, self.deadline, self.places)))

    def draws(self, increments: Sequence[Increment], *, number: int, rng: np.random.Generator) -> Floats:
        """Return drawn counts of each increment, ``[draws, increments] float64``."""
        drawn = rng.multivariate_normal(self.mode, self.covariance, size=number, method="eigh")
        logs = log_people(drawn, Spans.of(increments, self.deadline, self.places))
        error = np.exp(drawn[:, 3, None]) * rng.standard_normal(logs.shape)
        return np.asarray(np.exp(logs + error), dtype=np.float64)


def fit(increments: Sequence[Increment], deadline: date) -> Fit:
    """
    Fit the curve and the level of each place to increments.

    Parameters
    ----------
    increments
        At least one, each with people.
    """
    from scipy.optimize import minimize  # late: it is slow to load, and few commands fit anything

    places = tuple(sorted({one.place for one in increments}))
    spans = Spans.of(increments, deadline, places)
    seen = np.log([float(one.people) for one in increments])
    prior = np.array([*PRIORS.values()])

    def loss(parameters: Floats) -> float:
        error = np.exp(parameters[3])
        off = (seen - log_people(parameters, spans)) / error
        apart = (parameters[:_SHAPE] - prior[:, 0]) / prior[:, 1]
        return float(0.5 * (off @ off) + len(seen) * parameters[3] + 0.5 * (apart @ apart))

    levels = [np.mean(seen[spans.place == k]) for k in range(len(places))]
    found = minimize(loss, np.array([*prior[:, 0], *levels]), method="BFGS", options={"gtol": 1e-6, "maxiter": 2_000})
    covariance: Floats = np.asarray(np.linalg.inv(_curvature(loss, found.x)), dtype=np.float64)
    return Fit(places=places, deadline=deadline, mode=found.x, covariance=covariance)


def _curvature(loss: Callable[[Floats], float], at: Floats) -> Floats:
    """Return the second derivatives of a loss at its least, kept positive, ``[n, n] float64``."""
    size = len(at)
    steps = np.eye(size) * _STEP
    hessian = np.empty((size, size))
    for i in range(size):
        for j in range(i + 1):
            corners = [loss(at + a * steps[i] + b * steps[j]) for a in (1, -1) for b in (1, -1)]
            hessian[i, j] = hessian[j, i] = (corners[0] - corners[1] - corners[2] + corners[3]) / (4 * _STEP**2)
    values, vectors = np.linalg.eigh(hessian)
    # A direction that nothing holds has no curvature; the priors leave none, so this is for rounding alone.
    return np.asarray((vectors * np.maximum(values, 1e-3)) @ vectors.T, dtype=np.float64)
