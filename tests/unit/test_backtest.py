"""Backtest: counts reconciled by hand, a curve that is found again, and no look at what comes after a cut-off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from planner.backtest import backtest_of, really_happened
from planner.backtest.baselines import rates_of
from planner.backtest.counts import Increment, reconcile
from planner.backtest.curve import Fit, fit
from planner.backtest.score import CUTOFF_DAYS, fit_at
from planner.backtest.words import findings_of
from planner.config import Scenario, load_scenario
from planner.errors import InputError
from planner.pipeline import prepare
from planner.records import Case, Observation, Source, Span
from tests.worlds import write_world

DEADLINE = date(2023, 10, 31)
SOURCES = {
    name: Source(id=name, title=name, publisher="nobody", date="2023", address="", evidence=evidence, licence="CC0-1.0")
    for name, evidence in (("press", "press"), ("other", "press"), ("official", "official"))
}


def day(text: str) -> date:
    return date.fromisoformat(f"2023-{text}")


def count(first: str, last: str, people: int, source: str = "press") -> Observation:
    return Observation(
        period_start=day(first),
        period_end=day(last),
        crossing_id="gate",
        measure="daily" if first == last else "cumulative",
        people=people,
        low=None,
        high=None,
        source_id=source,
    )


def told(rows: Sequence[Observation]) -> tuple[list[tuple[str, str, int, int]], list[str]]:
    found = reconcile(rows, SOURCES)
    increments = [(f"{i.days[0]:%m-%d}", f"{i.days[-1]:%m-%d}", len(i.days), i.people) for i in found.increments]
    return increments, [row.why for row in found.aside]


@pytest.fixture(scope="module")
def october() -> tuple[Case, Scenario]:
    loaded = load_scenario("october-31")
    return prepare(loaded).case, loaded.scenario


class TestCounts:
    def test_a_series_becomes_differences_and_a_day_parts_one(self) -> None:
        rows = [
            count("10-01", "10-10", 100),
            count("10-01", "10-20", 400),
            count("10-15", "10-15", 80),
            count("10-25", "10-25", 7),
        ]
        assert told(rows) == (
            [
                ("10-01", "10-10", 10, 100),
                ("10-11", "10-20", 9, 220),
                ("10-15", "10-15", 1, 80),
                ("10-25", "10-25", 1, 7),
            ],
            [],
        )

    def test_a_series_that_falls(self) -> None:
        increments, aside = told([count("10-01", "10-10", 100), count("10-01", "10-20", 90)])
        assert increments == [("10-01", "10-10", 10, 100)]
        assert aside == ["an earlier count since the same day is 100"]

    def test_more_counts_before_fewer_and_an_overlap_is_set_aside_with_both_figures(self) -> None:
        rows = [count("10-01", "10-10", 100), count("10-01", "10-20", 400), count("10-05", "10-12", 999, "other")]
        increments, aside = told(rows)
        assert increments == [("10-01", "10-10", 10, 100), ("10-11", "10-20", 10, 300)]
        assert aside == ["its 999 from 2023-10-05 to 2023-10-12 overlap 100 from 2023-10-01 to 2023-10-10 (press)"]

    def test_classes_of_evidence_are_series_of_their_own(self) -> None:
        rows = [count("10-01", "10-10", 100), count("10-01", "10-20", 400, "official"), count("10-01", "10-30", 200)]
        increments, aside = told(rows)
        assert increments == [("10-01", "10-10", 10, 100), ("10-11", "10-30", 20, 100)]
        assert len(aside) == 1

    def test_a_day_larger_than_what_holds_it(self) -> None:
        increments, aside = told([count("10-01", "10-10", 100), count("10-04", "10-04", 101)])
        assert increments == [("10-01", "10-10", 10, 100)]
        assert aside == ["press has 100 in 10 days with this one"]

    def test_one_day_twice(self) -> None:
        rows = [count("10-04", "10-04", 50), count("10-04", "10-04", 60, "official")]
        assert told(rows) == ([("10-04", "10-04", 1, 60)], ["another count of the same day is 60"])

    def test_no_day_is_counted_twice_in_the_embedded_case(self, october: tuple[Case, Scenario]) -> None:
        case, _ = october
        found = reconcile(case.observed, case.sources)
        days = [(one.place, when) for one in found.increments for when in one.days]
        assert len(days) == len(set(days))
        # Everything printed is either used or set aside with a reason.
        used = {source for one in found.increments for source in one.sources}
        assert used | {row.source for row in found.aside} == {row.source_id for row in case.observed}
        # By hand from the Home Department: 82,500 on 30 October, 128,629 on 1 November, 24,000 of them on that day.
        torkham = {one.days: one.people for one in found.increments if one.place == "torkham"}
        assert torkham[date(2023, 10, 31),] == 128_629 - 82_500 - 24_000
        assert torkham[date(2023, 11, 5),] == 174_358 - 167_774


class TestBaselines:
    def test_by_hand(self, tmp_path: Path) -> None:
        (gate,) = prepare(write_world(tmp_path)).case.crossings
        other = replace(
            gate, id="other", people_per_day=Span(low=Fraction(1), central=Fraction(300), high=Fraction(900))
        )
        known = [
            Increment(place="gate", days=(day("10-01"), day("10-02")), people=20, sources=()),
            Increment(place="gate", days=(day("10-03"),), people=40, sources=()),
            Increment(place="all", days=(day("10-01"), day("10-02")), people=800, sources=()),
        ]
        rates = rates_of("gate", known, (gate, other))
        later = day("10-05")
        values = {name: None if rate is None else rate(later) for name, rate in rates.items()}
        # 60 people in 3 days; 40 on the last; 400 a day x 100 / 400; a line through 10, 10, 40.
        assert values == pytest.approx({"uniform": 20, "last_value": 40, "capacity_share": 100, "linear_trend": 65})
        falling = [replace(one, people=people) for one, people in zip(known[:2], (80, 10), strict=True)]
        trend = rates_of("gate", falling, ())["linear_trend"]
        assert trend is not None
        assert trend(day("12-01")) == 0
        assert rates_of("gate", falling, ())["capacity_share"] is None


def world(rng: np.random.Generator, error: float) -> tuple[list[Increment], dict[str, float]]:
    """Return 60 days of counts around the deadline from the family itself."""
    width, rise, fall = np.exp(rng.normal(1.1, 0.3)), np.exp(rng.normal(0.4, 0.2)), 0.0
    fall = rise * np.exp(rng.normal(0, 0.2))
    days = [DEADLINE + timedelta(days=k) for k in range(-25, 35)]
    increments = []
    for when in days:
        x = when.toordinal() - DEADLINE.toordinal() - 0.5
        rate = 20_000 * (1 + abs(x) / width) ** -(rise if x < 0 else fall) * np.exp(error * rng.standard_normal())
        increments.append(Increment(place="gate", days=(when,), people=max(1, round(rate)), sources=()))
    return increments, {"width_days": width, "rise": rise, "fall": fall}


class TestCurve:
    def test_a_curve_is_found_again(self) -> None:
        increments, truth = world(np.random.default_rng(3), 0.02)
        found = fit(increments, DEADLINE).shape
        for name, value in truth.items():
            assert found[name] == pytest.approx(value, rel=0.1)
        assert found["count_error"] < 0.06

    def test_increments_of_several_days_are_sums_of_days(self) -> None:
        increments, _ = world(np.random.default_rng(3), 0.0)
        curve = fit(increments, DEADLINE)
        week = Increment(place="gate", days=tuple(one.days[0] for one in increments[30:37]), people=1, sources=())
        assert curve.people([week])[0] == pytest.approx(sum(curve.people(increments[30:37])))

    @pytest.mark.slow
    def test_bands_cover_what_they_say(self) -> None:
        inside = total = 0
        for seed in range(60):
            rng = np.random.default_rng(seed)
            increments, _ = world(rng, float(np.exp(rng.normal(np.log(0.3), 0.3))))
            known, later = increments[:31], increments[31:]
            band = np.quantile(fit(known, DEADLINE).draws(later, number=1_000, rng=rng), (0.05, 0.95), axis=0)
            seen = np.array([one.people for one in later])
            inside += int(((band[0] <= seen) & (seen <= band[1])).sum())
            total += len(later)
        assert 0.85 <= inside / total <= 0.96, inside / total


class TestCutoffs:
    def test_the_four_of_the_embedded_case(self, october: tuple[Case, Scenario]) -> None:
        found = backtest_of(*october)
        assert [row["date"] for row in found["cutoffs"]] == ["2023-10-31", "2023-11-05", "2023-11-15", "2023-11-30"]
        for row in found["cutoffs"]:
            places = {place["place"]: place for place in row["places"]}
            assert {"torkham", "all"} <= set(places)
            assert set(row["baselines"]) == {"uniform", "last_value", "capacity_share", "linear_trend"}
            assert all(increment["first"] > row["date"] for place in row["places"] for increment in place["increments"])
            # ARD by its definition, from the rounded forecasts that are printed.
            rows = [one for name, place in places.items() if name != "all" for one in place["increments"]]
            off = sum(abs(one["forecast"] - one["people"]) for one in rows)
            assert row["ard"] == pytest.approx(off / sum(one["people"] for one in rows), abs=0.001)
            inside = sum(one["low"] <= one["people"] <= one["high"] for one in rows)
            assert row["coverage90"] == pytest.approx(inside / len(rows), abs=0.001)
        last = [place["increments"][-1]["last"] for place in found["cutoffs"][0]["places"]]
        assert last == ["2024-10-31", "2023-11-15", "2023-12-30"]

    def test_a_highest_day_is_named_only_where_days_were_counted(self, october: tuple[Case, Scenario]) -> None:
        first, *others = backtest_of(*october)["cutoffs"]
        # Highest of 1 to 5 November, counted and forecast: 1 November.
        assert first["peak_day_error"] == 0
        assert [row["peak_day_error"] for row in others] == [None] * 3
        assert all("at least 3 single days after the cut-off; there " in row["peak_day_reason"] for row in others)

    @pytest.mark.parametrize("after", CUTOFF_DAYS)
    def test_nothing_after_a_cutoff_is_read_before_it(self, october: tuple[Case, Scenario], after: int) -> None:
        case, scenario = october
        cutoff = scenario.deadline + timedelta(days=after)
        moved = tuple(
            replace(row, period_end=row.period_end + timedelta(days=3), people=row.people * 7)
            if row.period_end > cutoff
            else row
            for row in case.observed
        )
        extra = replace(case.observed[0], period_start=cutoff, period_end=cutoff + timedelta(days=1), people=999_999)
        before = fit_at(case, scenario, cutoff)
        later = fit_at(replace(case, observed=(*moved, extra)), scenario, cutoff)
        assert before is not None
        assert later is not None
        assert (later.known, later.fit.mode.tobytes()) == (before.known, before.fit.mode.tobytes())
        ahead = [replace(before.known[0], days=(cutoff + timedelta(days=k),)) for k in range(1, 40)]
        assert _bands(later.fit, ahead) == _bands(before.fit, ahead)
        # The other way round: what is known at the cut-off does move the forecast.
        known = tuple(replace(row, people=row.people * 2) if row.period_end <= cutoff else row for row in case.observed)
        doubled = fit_at(replace(case, observed=known), scenario, cutoff)
        assert doubled is not None
        assert _bands(doubled.fit, ahead) != _bands(before.fit, ahead)

    def test_capacities_have_no_part_in_the_forecast(self, october: tuple[Case, Scenario]) -> None:
        case, scenario = october
        wide = tuple(
            replace(
                crossing, people_per_day=replace(crossing.people_per_day, central=crossing.people_per_day.central * 9)
            )
            if crossing.people_per_day and crossing.id == "torkham"
            else crossing
            for crossing in case.crossings
        )
        one, other = backtest_of(case, scenario), backtest_of(replace(case, crossings=wide), scenario)
        for a, b in zip(one["cutoffs"], other["cutoffs"], strict=True):
            assert (a["ard"], a["coverage90"]) == (b["ard"], b["coverage90"])
            assert [p["increments"] for p in a["places"]] == [p["increments"] for p in b["places"]]
            assert a["baselines"]["capacity_share"] != b["baselines"]["capacity_share"]

    def test_the_same_seed_the_same_bands(self, october: tuple[Case, Scenario]) -> None:
        case, scenario = october
        again = backtest_of(case, scenario)
        assert again == backtest_of(case, scenario)
        other = backtest_of(case, scenario.model_copy(update={"seed": 1}))
        assert [row["ard"] for row in other["cutoffs"]] == [row["ard"] for row in again["cutoffs"]]
        assert other["cutoffs"] != again["cutoffs"]

    def test_counts_on_one_side_only(self, october: tuple[Case, Scenario], tmp_path: Path) -> None:
        case, scenario = october
        past = tuple(row for row in case.observed if row.period_end <= scenario.deadline)
        with pytest.raises(InputError, match="counts of people before and after the deadline, 2023-10-31"):
            backtest_of(replace(case, observed=past), scenario)
        loaded = write_world(tmp_path)
        assert not really_happened(prepare(loaded).case, loaded.scenario)

    def test_only_a_deadline_that_was_one_is_held_against_counts(self, october: tuple[Case, Scenario]) -> None:
        case, scenario = october
        assert really_happened(case, scenario)
        assert not really_happened(case, scenario.model_copy(update={"deadline": date(2023, 12, 28)}))


def _bands(curve: Fit, increments: Sequence[Increment]) -> bytes:
    return curve.draws(increments, number=200, rng=np.random.default_rng(5)).tobytes()


SCORES = {
    "ard": 0.9,
    "coverage90": 0.5,
    "peak_day_error": None,
    "peak_day_reason": "there are 0",
    "baselines": {"uniform": 0.5, "last_value": 1.5, "capacity_share": None, "linear_trend": 0.7},
    "scored_increments": 2,
    "scored_people": 300,
}
ROWS = [
    {"first": "2023-11-01", "last": "2023-11-01", "people": 100, "forecast": 110},
    {"first": "2023-11-02", "last": "2023-11-09", "people": 200, "forecast": 10},
]


def test_a_loss_is_said_with_its_reason() -> None:
    cutoff = {
        "date": "2023-10-31",
        "scored": "crossings",
        **SCORES,
        "places": [{"place": "gate", **SCORES, "increments": ROWS}],
    }
    first, peak, yardstick, _ = findings_of([cutoff], {})
    assert first == (
        "Cut-off 31 October 2023, crossings: off by 0.90 of what was counted afterwards, beside 0.50 by the mean so "
        "far, 1.50 by the last value, 0.70 by a linear trend: WORSE than the mean so far and a linear trend; "
        "50 % of 2 increments lie in the 90 % band. 95 % of the error is in 2 November 2023 to 9 November "
        "2023, 200 counted and 10 forecast: the curve lies below what was counted."
    )
    assert peak.endswith("the error of the highest day is not defined: there are 0.")
    assert yardstick.startswith("0 of 1 cut-offs are at or below 0.44")


def test_places_are_named_as_everywhere_else() -> None:
    places = [{"place": place, **SCORES, "increments": ROWS} for place in ("gate", "pass", "all")]
    told = findings_of([{"date": "2023-10-31", "scored": "all", **SCORES, "places": places}], {"gate": "North Gate"})
    starts = [text.partition(":")[0] for text in told[:3]]
    assert starts == [f"Cut-off 31 October 2023, {name}" for name in ("North Gate", "pass", "total")]
