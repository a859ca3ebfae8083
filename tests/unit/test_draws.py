"""Draws: what is drawn, how it is weighed, what moves together, and books that balance."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.config import Distribution, Scenario, Uncertainty
from planner.demand import people_by_district
from planner.errors import InputError
from planner.pipeline import prepare
from planner.records import Reading
from planner.recount import Recount, Roads
from planner.simulate import BLOCK, Draws, draw, exposure_of_order, inputs_of, uncertainty_of
from planner.simulate.batch import check_books
from planner.simulate.distributions import value_at
from planner.simulate.stages import Departures
from tests.case_tables import HEADERS, table_text
from tests.worlds import HALL_ROADS, ROADS, gate, leg, site, triple, write_world

POINTS = np.linspace(0, 1, 100_001)


def rates(low: int, central: int, high: int) -> dict[str, object]:
    return {f"people_per_day_{end}": value for end, value in (("low", low), ("central", central), ("high", high))}


def people(low: int, central: int, high: int) -> list[dict[str, object]]:
    return [{"area": "A", "status": "undocumented", "low": low, "central": central, "high": high}]


def draws_of(folder: Path, config: str = "", **tables: object) -> Draws:
    changes: dict[str, Any] = {"people": people(100, 200, 400), "crossings": [gate(**rates(20, 50, 120))], **tables}
    rows = changes.pop("people")
    loaded = write_world(folder, config=config, **changes)
    text = table_text(HEADERS["people"], ({"source_id": "S1", **row} for row in rows))
    (folder / "case" / "people.csv").write_text(text, encoding="utf-8")
    case = prepare(loaded).case
    return Draws(Roads(case), loaded.scenario)


def fault_of(folder: Path, config: str) -> str:
    with pytest.raises(InputError) as caught:
        draws_of(folder, config)
    return str(caught.value)


class TestDistributions:
    @pytest.mark.parametrize(
        ("chosen", "mean"),
        [
            (Distribution(low=0, mode=3, high=9), 4),
            (Distribution(low=2, mode=2, high=5), 3),
            (Distribution(kind="uniform", low=1, high=5), 3),
            (Distribution(kind="discrete", values=(1, 10), weights=(2, 1)), 4),
            (Distribution(low=7, mode=7, high=7), 7),
        ],
    )
    def test_means_on_paper(self, chosen: Distribution, mean: float) -> None:
        values = value_at(chosen, POINTS)
        assert values.mean() == pytest.approx(mean, rel=1e-3)
        assert (np.diff(values) >= 0).all()

    def test_a_triangle_stands_on_its_ends_and_its_mode(self) -> None:
        # A fifth of the area lies left of the mode of a triangle over 0, 2, 10.
        assert value_at(Distribution(low=0, mode=2, high=10), np.array([0.0, 0.2, 1.0])).tolist() == [0, 2, 10]

    def test_a_lognormal_keeps_within_its_range(self) -> None:
        chosen = Distribution(kind="lognormal", low=10, mode=100, high=1000)
        values = value_at(chosen, POINTS)
        # Symmetric on the scale of logarithms: the median is the mode, and nothing lies outside.
        assert (values[0], values[50_000], values[-1]) == pytest.approx((10, 100, 1000))
        # 5 % and 95 % of the uncut distribution lie on the ends; cut there, a quarter lies below
        # 100 x 10^(z / 1.645) with Phi(z) = 0.05 + 0.25 x 0.9 = 0.275, so z = -0.5978.
        assert values[25_000] == pytest.approx(100 * 10 ** (-0.5978 / 1.6449), rel=1e-3)


class TestInputs:
    def test_only_what_has_a_range_is_drawn(self, tmp_path: Path) -> None:
        draws = draws_of(tmp_path, sites=[site(**triple("places", 40))], legs=[*ROADS, *HALL_ROADS])
        assert [row.id for row in draws.inputs] == ["people:undocumented", "throughput:gate"]
        row = draws.inputs[1]
        assert (row.unit, row.sources, row.distribution.mode, row.set_on_purpose) == (
            "people a day",
            ("S1",),
            50,
            False,
        )

    def test_what_the_scenario_sets_is_no_longer_drawn(self, tmp_path: Path) -> None:
        draws = draws_of(tmp_path, "limits: {throughput:gate: 30, people:all: 250}")
        assert [row.id for row in draws.inputs] == []
        assert draws.block(0, 2).totals["in_scope_people"].tolist() == [250, 250]

    def test_a_factor_multiplies_what_is_drawn(self, tmp_path: Path) -> None:
        draws = draws_of(tmp_path, "limits: {throughput:gate: {factor: 0.5}}")
        # 5 days at floor(0.5 x 51) a day.
        values = np.array([[400], [51]], dtype=np.int64)
        assert draws.outcomes(values).totals["crossed_people"].tolist() == [5 * 25]

    def test_rows_of_a_status_move_together(self, tmp_path: Path) -> None:
        rows = [*people(100, 200, 400), {**people(10, 20, 60)[0], "area": "B"}]
        draws = draws_of(tmp_path, people=rows)
        assert (draws.inputs[0].span.low, draws.inputs[0].span.high) == (110, 460)
        # Halfway from central (220) to high (460): 340, of which 300 and 40.
        roads, scenario = draws.world(np.array([340, 50], dtype=np.int64))
        assert [row.people.central for row in roads.case.people] == [300, 40]
        assert draws.outcomes(np.array([[340], [50]], dtype=np.int64)).totals["in_scope_people"].tolist() == [340]
        assert isinstance(scenario, Scenario)

    def test_a_total_that_the_scenario_sets_is_split_by_central_values(self, tmp_path: Path) -> None:
        rows = [*people(100, 100, 900), {**people(300, 300, 300)[0], "area": "B"}]
        draws = draws_of(tmp_path, "people: {undocumented: {low: 80, central: 100, high: 200}}", people=rows)
        roads, scenario = draws.world(np.array([160, 50], dtype=np.int64))
        assert [row.people.central for row in roads.case.people] == [100, 300]
        assert people_by_district(roads.case, scenario, Reading.CENTRAL) == (40, 120)
        # Alder's 40 stand at the gate on day 0, Birch's 120 a day later: 40, then 50, 50 and 20 more.
        crossed = draws.outcomes(np.array([[160], [50]], dtype=np.int64)).crossed[:, 0]
        assert crossed.tolist() == [40, 90, 140, 160, 160]

    @pytest.mark.parametrize(
        ("setting", "words"),
        [
            ("distributions: {throughput:nowhere: {kind: uniform}}", "got no input of this case"),
            ("distributions: {throughput:gate: {low: 10}}", "within the range of its source, 20 to 120, got 10"),
            ("distributions: {throughput:gate: {kind: discrete, values: [50, 130]}}", "20 to 120, got 130"),
            ("groups: {g: {members: [places:*], correlation: 1}}", "got places:*"),
            (
                "groups: {g: {members: [throughput:*]}, h: {members: [throughput:gate]}}",
                "throughput:gate in g too",
            ),
            ("events: {snow: {place: hill, chance_per_day: 0.1}}", "a crossing, a site or roads, got hill"),
        ],
    )
    def test_refused_with_the_key(self, tmp_path: Path, setting: str, words: str) -> None:
        said = fault_of(tmp_path, f"uncertainty: {{{setting}}}")
        assert "uncertainty." in said
        assert words in said

    def test_a_distribution_of_a_figure_without_a_range_here_is_not_used(self, tmp_path: Path) -> None:
        config = "uncertainty: {distributions: {throughput:gate: {kind: uniform}}}\nlimits: {throughput:gate: 70}"
        assert [row.id for row in draws_of(tmp_path, config).inputs if row.id == "throughput:gate"] == []

    def test_a_lognormal_needs_a_low_end_above_nothing(self, tmp_path: Path) -> None:
        config = "uncertainty: {distributions: {throughput:gate: {kind: lognormal}}}"
        with pytest.raises(InputError, match="a low end above 0 for a lognormal"):
            draws_of(tmp_path, config, crossings=[gate(**rates(0, 50, 120))])


class TestGroups:
    def two_gates(self, folder: Path, correlation: str) -> Draws:
        crossings = [gate(**rates(20, 50, 120)), gate(id="other", name="Other", **rates(10, 30, 90))]
        config = f"uncertainty: {{groups: {{g: {{members: ['throughput:*'], correlation: {correlation}}}}}}}"
        return draws_of(folder, config, crossings=crossings, legs=[*ROADS, leg("B", "other", 1)])

    def test_a_shared_cause_puts_all_at_one_point(self, tmp_path: Path) -> None:
        draws = self.two_gates(tmp_path, "1")
        assert draws.causes.names == ["people:undocumented", "group:g"]
        points = draws.causes.points(draws.points(0))
        assert (points[1] == points[2]).all()

    def test_correlation_is_that_of_normal_scores(self, tmp_path: Path) -> None:
        from scipy.special import ndtri

        draws = self.two_gates(tmp_path, "0.6")
        points = np.concatenate([draws.causes.points(draws.points(block)) for block in range(40)], axis=1)
        scores = ndtri(points[1:])
        # 20,000 draws: four standard errors of a correlation of 0.6 are 0.018.
        assert np.corrcoef(scores)[0, 1] == pytest.approx(0.6, abs=0.018)
        # The margins stay as they are: uniform points.
        assert points.mean(axis=1) == pytest.approx([0.5] * 3, abs=4 / np.sqrt(12 * 20_000))


class TestStreamsOfNumbers:
    def test_an_input_more_moves_no_other(self, tmp_path: Path) -> None:
        one = draws_of(tmp_path / "one")
        two = draws_of(tmp_path / "two", sites=[site(places_low=10, places_central=20, places_high=30)])
        shared = [two.causes.names.index(name) for name in one.causes.names]
        assert np.array_equal(one.points(3), two.points(3)[shared])

    def test_the_seed_moves_all(self, tmp_path: Path) -> None:
        draws = draws_of(tmp_path)
        other = Draws(draws.roads, draws.scenario.model_copy(update={"seed": 1}))
        assert not np.isclose(draws.points(0), other.points(0)).any()


class TestSameForAnyWorkers:
    def told(self, draws: Draws, workers: int) -> str:
        return json.dumps(uncertainty_of(draw(draws, workers=workers), []))

    def test_one_two_and_four(self, tmp_path: Path) -> None:
        draws = draws_of(tmp_path, f"uncertainty: {{draws: {2 * BLOCK + 100}}}")
        here = self.told(draws, 1)
        assert self.told(draws, 1) == here
        assert self.told(draws, 2) == here
        assert self.told(draws, 4) == here

    def test_a_stop_by_precision_is_the_same_too(self, tmp_path: Path) -> None:
        draws = draws_of(tmp_path, "uncertainty: {draws: 50000, until: 0.02}")
        here = draw(draws)
        assert 0 < here.sampled.draws < 50_000
        assert here.sampled.draws % BLOCK == 0
        assert self.told(draws, 2) == json.dumps(uncertainty_of(here, []))
        assert here.sampled.precise(0.02)
        assert not here.sampled.precise(0.001)


class TestBooks:
    def test_a_balance_that_holds(self) -> None:
        parts = {"at home": np.array([3, 0]), "across": np.array([1, 6])}
        check_books(0, np.array([4, 6]), parts)

    def test_people_lost_in_one_draw_are_named(self) -> None:
        with pytest.raises(AssertionError, match="day 5, draw 1: 6 people released, 5 found"):
            check_books(5, np.array([4, 6]), {"across": np.array([4, 5])})

    def test_fewer_than_nobody_is_refused_though_the_sum_holds(self) -> None:
        with pytest.raises(AssertionError, match="fewer than 0 people in a queue"):
            check_books(1, np.array([4]), {"in a queue": np.array([-1]), "across": np.array([5])})

    def test_a_person_who_vanishes_on_departure_stops_the_replay(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        draws, leave = draws_of(tmp_path), Departures.leave

        def loses_one(self: Departures, day: int, roads_shut: object) -> object:
            found = leave(self, day, roads_shut)  # type: ignore[arg-type]
            if found is not None and found[0][0, 7] > 0:
                found[0][0, 7] -= 1
            return found

        monkeypatch.setattr(Departures, "leave", loses_one)
        with pytest.raises(AssertionError, match=r"day 0, draw 7: \d+ people released, \d+ found"):
            draws.block(0, 20)


class TestEvents:
    def test_a_gate_shut_every_day_passes_nobody(self, tmp_path: Path) -> None:
        draws = draws_of(tmp_path, "uncertainty: {events: {shut: {place: gate, chance_per_day: 1}}}")
        outcomes = draws.block(0, 10)
        assert not outcomes.totals["crossed_people"].any()
        assert (outcomes.waiting[-1] == outcomes.totals["in_scope_people"]).all()

    def test_half_open_every_day_passes_half(self, tmp_path: Path) -> None:
        slow = "uncertainty: {events: {slow: {place: gate, chance_per_day: 1, share_open: 0.5}}}"
        draws, plain = draws_of(tmp_path / "slow", slow), draws_of(tmp_path / "plain")
        half = draws.roads.case.crossings[0]
        values = plain.first_values(20)
        expected = np.minimum(5 * (values[1] // 2), values[0])
        assert half.id == "gate"
        assert draws.block(0, 20).totals["crossed_people"].tolist() == expected.tolist()

    def test_nobody_sets_out_while_roads_are_shut(self, tmp_path: Path) -> None:
        draws = draws_of(tmp_path, "uncertainty: {events: {storm: {place: roads, chance_per_day: 1}}}")
        outcomes = draws.block(0, 5)
        assert not outcomes.totals["road_hours"].any()
        assert not outcomes.waiting.any()

    def test_days_shut_are_as_many_as_the_rate_says(self, tmp_path: Path) -> None:
        # Begins with chance 0.2 a day and lasts two days: from the second day on it holds with chance 1 - 0.8^2 = 0.36.
        config = "uncertainty: {events: {snow: {place: gate, chance_per_day: 0.2, days: 2}}}"
        draws = draws_of(tmp_path, config, people=people(100_000, 100_000, 100_000), crossings=[gate()])
        crossed = np.concatenate([draws.block(block).crossed for block in range(4)], axis=1)
        open_share = np.diff(crossed, axis=0, prepend=0) / 100
        error = 4 * np.sqrt(0.25 / open_share.shape[1])
        assert open_share.mean(axis=1) == pytest.approx([0.8, 0.64, 0.64, 0.64, 0.64], abs=error)

    def test_a_site_that_is_shut_takes_nobody_in(self, tmp_path: Path) -> None:
        config = "streams: {self_organised: 0}\nuncertainty: {events: {shut: {place: hall, chance_per_day: 1}}}"
        hall = site(**triple("places", 40))
        draws = draws_of(tmp_path, config, sites=[hall], legs=[*ROADS, *HALL_ROADS])
        assert not draws.block(0, 5).held.any()


def test_ends_of_ranges_are_the_worlds_of_the_readings(tmp_path: Path) -> None:
    draws = draws_of(tmp_path)
    values = np.stack([draws.ends("low"), draws.ends("central"), draws.ends("high")], axis=1)
    outcomes = draws.outcomes(values)
    assert outcomes.totals["in_scope_people"].tolist() == [100, 200, 400]
    # 5 days at 20, 50 and 120 people a day.
    assert outcomes.totals["crossed_people"].tolist() == [100, 200, 400]
    assert outcomes.totals["completion_days"].tolist() == [5, 4, 4]
    central = Recount(draws.roads, draws.scenario, Reading.CENTRAL)
    assert exposure_of_order(central).nights_in_queue == int(outcomes.totals["nights_in_queue"][1]) == 150 + 100 + 50


def test_defaults_are_modest() -> None:
    settings = Uncertainty()
    assert (settings.draws, settings.until, settings.sobol) == (1000, None, 0)
    assert settings.resolved > 0


def test_the_case_lists_its_inputs_with_their_sources(tmp_path: Path) -> None:
    draws = draws_of(tmp_path, "streams: {self_organised: {low: 0.1, central: 0.5, high: 1}}")
    rows = {row.id: row for row in inputs_of(draws.roads.case, draws.scenario)}
    assert rows["streams:self_organised"].sources == ("set by this scenario",)
    assert rows["streams:self_organised"].span.central == Fraction(1, 2)
    assert rows["people:undocumented"].sources == ("S1",)
