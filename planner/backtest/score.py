"""Forecasts at each cut-off, held against the increments that followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from planner.backtest.baselines import EVERYWHERE, rates_of
from planner.backtest.counts import Aside, Increment, reconcile
from planner.backtest.curve import PRIORS, Fit, fit
from planner.backtest.words import FAMILY, YARDSTICK, findings_of
from planner.config import Scenario
from planner.errors import Fault, InputError
from planner.records import Case, Crossing

Json = dict[str, Any]
# Days after the deadline at which the past ends: for 31 October these are 31 October, 5, 15 and 30 November.
CUTOFF_DAYS = (0, 5, 15, 30)
DRAWS = 4_000
BAND = (0.05, 0.95)
# A place with less than this share of the largest count is too small to be forecast on its own.
LEAST_SHARE = 0.01
# Fewer counts of single days than this name no day as the highest.
LEAST_DAYS = 3
STREAM = "backtest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """
    One increment as it was counted and as each rule had it, in people.

    Parameters
    ----------
    low, high
        Ends of the 90 % band.
    naive
        By the name of the rule; ``None`` where the counts up to the cut-off do not serve it.
    """

    increment: Increment
    people: int
    low: int
    high: int
    naive: Mapping[str, float | None]


def really_happened(case: Case, scenario: Scenario) -> bool:
    """Return whether counts can be held against this scenario: its deadline is an event of the case's own timeline."""
    return bool(case.observed) and any(event.day == scenario.deadline for event in case.timeline)


def backtest_of(case: Case, scenario: Scenario) -> Json:
    """
    Return the ``backtest`` of ``result.json``.

    Raises
    ------
    InputError
        When the case has no counts before or after one of the cut-offs.
    """
    every = reconcile(case.observed, case.sources)
    cutoffs = []
    for number, after in enumerate(CUTOFF_DAYS):
        cutoff = scenario.deadline + timedelta(days=after)
        fitted = fit_at(case, scenario, cutoff)
        if fitted is None:
            continue
        later = [one for one in every.increments if one.days[0] > cutoff and one.place in fitted.fit.places]
        rng = _rng(scenario.seed, number)
        forecasts = _forecasts(fitted, later, case.crossings, rng)
        if forecasts:
            cutoffs.append(_cutoff(cutoff, fitted, forecasts))
    if not cutoffs:
        wanted = f"counts of people before and after the deadline, {scenario.deadline}"
        raise InputError((Fault(file="observed.csv", expected=wanted, got="none on one side of it"),))
    return {
        "deadline": scenario.deadline.isoformat(),
        "order": scenario.start.isoformat(),
        "family": FAMILY,
        "priors": {name: {"log_centre": round(float(at), 4), "log_spread": by} for name, (at, by) in PRIORS.items()},
        "draws": DRAWS,
        "yardstick": YARDSTICK,
        "cutoffs": cutoffs,
        "aside": [_aside(row) for row in every.aside],
        "findings": findings_of(cutoffs, {crossing.id: crossing.name for crossing in case.crossings}),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class FitAt:
    """What was known on a day, and the curve fitted to it."""

    known: tuple[Increment, ...]
    fit: Fit


def fit_at(case: Case, scenario: Scenario, cutoff: date) -> FitAt | None:
    """
    Return the curve fitted to counts that end by the cut-off, ``None`` without any.

    The rows that end later are left out before anything else is done with the table.
    """
    past = reconcile((row for row in case.observed if row.period_end <= cutoff), case.sources)
    since = [one for one in past.increments if one.people > 0 and one.days[-1] >= scenario.start]
    people: dict[str, int] = {}
    for one in since:
        people[one.place] = people.get(one.place, 0) + one.people
    least = LEAST_SHARE * max(people.values(), default=0)
    known = tuple(one for one in since if people[one.place] >= least)
    return FitAt(known=known, fit=fit(known, scenario.deadline)) if known else None


def _rng(seed: int, number: int) -> np.random.Generator:
    """Return the stream of one cut-off; no other stage's draws move it."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(*STREAM.encode(), number)))


def _forecasts(
    fitted: FitAt, later: Sequence[Increment], crossings: Sequence[Crossing], rng: np.random.Generator
) -> list[Forecast]:
    if not later:
        return []
    middle = fitted.fit.people(later)
    bands = np.quantile(fitted.fit.draws(later, number=DRAWS, rng=rng), BAND, axis=0)
    naive = {place: rates_of(place, fitted.known, crossings) for place in fitted.fit.places}
    return [
        Forecast(
            increment=one,
            people=round(float(people)),
            low=round(float(low)),
            high=round(float(high)),
            naive={
                name: None if rate is None else sum(rate(day) for day in one.days)
                for name, rate in naive[one.place].items()
            },
        )
        for one, people, low, high in zip(later, middle, *bands, strict=True)
    ]


def _cutoff(cutoff: date, fitted: FitAt, forecasts: Sequence[Forecast]) -> Json:
    """Return a cut-off's scores: over all crossings, and place by place, the total among them."""
    places = sorted({row.increment.place for row in forecasts})
    crossings = [row for row in forecasts if row.increment.place != EVERYWHERE]
    rows = []
    for place in places:
        own = [row for row in forecasts if row.increment.place == place]
        rows.append({"place": place, **_scores(own), "increments": [_row(row) for row in own]})
    return {
        "date": cutoff.isoformat(),
        # The total holds the crossings: it is scored beside them, never added to them.
        "scored": "crossings" if crossings else EVERYWHERE,
        **_scores(crossings or forecasts),
        "fitted_increments": len(fitted.known),
        "shape": fitted.fit.shape,
        "places": rows,
    }


def _scores(rows: Sequence[Forecast]) -> Json:
    inside = sum(row.low <= row.increment.people <= row.high for row in rows)
    names = rows[0].naive
    error, reason = _peak_day_error(rows)
    return {
        "ard": _ard(rows, [row.people for row in rows]),
        "coverage90": round(inside / len(rows), 3),
        "peak_day_error": error,
        "peak_day_reason": reason,
        "baselines": {name: _ard(rows, [row.naive[name] for row in rows]) for name in names},
        "scored_increments": len(rows),
        "scored_people": sum(row.increment.people for row in rows),
    }


def _ard(rows: Sequence[Forecast], people: Sequence[float | None]) -> float | None:
    """Return the averaged relative difference: what a forecast is off by, in shares of what was counted."""
    total = sum(row.increment.people for row in rows)
    told = [one for one in people if one is not None]
    if len(told) < len(rows) or not total:
        return None
    return round(sum(abs(one - row.increment.people) for one, row in zip(told, rows, strict=True)) / total, 3)


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"


def _peak_day_error(rows: Sequence[Forecast]) -> tuple[int | None, str | None]:
    """Return days from the highest counted day to the highest forecast one, or why there is no such number."""
    by_place: dict[str, list[Forecast]] = {}
    for row in rows:
        if len(row.increment.days) == 1:
            by_place.setdefault(row.increment.place, []).append(row)
    place, days = max(by_place.items(), key=lambda item: (len(item[1]), item[0]), default=("", []))
    if len(days) < LEAST_DAYS:
        return None, (
            f"a highest day needs counts of at least {LEAST_DAYS} single days after the cut-off;"
            f" there {_are(len(days))}"
        )
    counted = max(days, key=lambda row: row.increment.people)
    forecast = max(days, key=lambda row: row.people)
    apart = (forecast.increment.days[0] - counted.increment.days[0]).days
    told = f"among {len(days)} counted days at {place}; after its deadline the curve is highest on its first day"
    return apart, told


def _row(row: Forecast) -> Json:
    one = row.increment
    return {
        "first": one.days[0].isoformat(),
        "last": one.days[-1].isoformat(),
        "days": len(one.days),
        "people": one.people,
        "forecast": row.people,
        "low": row.low,
        "high": row.high,
        "sources": list(one.sources),
    }


def _aside(row: Aside) -> Json:
    return {
        "place": row.place,
        "first": row.first.isoformat(),
        "last": row.last.isoformat(),
        "people": row.people,
        "source_id": row.source,
        "why": row.why,
    }
