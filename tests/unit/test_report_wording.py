"""Words beside numbers: what a number counts, in the number it asks for, and why two of them differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from planner.records import Reading
from planner.report.answers import binding
from planner.report.background import assumed
from planner.report.certainty import _conclusions, _tornado
from planner.report.findings import corridors
from planner.report.fleet import _finding, fleet
from planner.report.requirements import requirements
from planner.report.rights import rights
from planner.report.sectors import needs
from planner.report.text import certainty_finding
from planner.requirements.findings import findings as requirements_findings
from planner.rounds.routes import NOT_ASSESSED
from planner.units import NO_NUMBER
from tests.unit.report_run import Told, said, with_result
from tests.unit.test_report_sections import CHECK, NEED, RESOURCE

SITES = {**NEED, "sector": "staffing", "title": "verification per site per day", "unit": "sites", "quantity": 23}
DESKS = {**SITES, "title": "registration per desk per day", "unit": "desks", "quantity": 187, "standard_id": "STA-02"}


class TestNeeds:
    @pytest.mark.parametrize(
        ("rows", "headline"),
        [
            ([{**NEED, "force": "HARD"}], "Water: 15,000 L a day on the peak day by WAT-01, water for drinking"),
            ([SITES, DESKS], "Staffing: 187 desks on the peak day by STA-02, registration per desk per day"),
            ([{**SITES, "quantity": 1}], "Staffing: 1 site on the peak day by WAT-01, verification per site per day"),
            (
                [{**NEED, "sector": "health", "title": "people per facility", "unit": "facility", "quantity": 2}],
                "Health: 2 facilities on the peak day by WAT-01, people per facility",
            ),
        ],
        ids=["by a hard standard", "no count of places", "one", "many"],
    )
    def test_a_headline_says_what_is_counted(self, small: Told, rows: list[dict[str, Any]], headline: str) -> None:
        blocks = needs(with_result(small, needs=rows, standards=[]).story)
        assert headline in [block["text"] for block in blocks if block["kind"] == "heading"]

    def test_a_unit_stands_in_the_number_it_asks_for(self, small: Told) -> None:
        units = {"kit/month": "kits a month", "m2": "m²", "staff": "staff", "hours": "hours", "facility": "facilities"}
        rows = [{**NEED, "unit": unit, "quantity": 3} for unit in units]
        table = next(b for b in needs(with_result(small, needs=rows, standards=[]).story) if b["kind"] == "table")
        assert [row[4] for row in table["rows"]] == list(units.values())

    def test_a_breach_where_a_plan_is_known_in_part_is_told(self, small: Told) -> None:
        row = {**NEED, "planned": None, "first_breach_day": "2023-10-12"}
        table = next(b for b in needs(with_result(small, needs=[row], standards=[]).story) if b["kind"] == "table")
        assert table["rows"][0][-1] == "published in part; BREACH from 12 Oct 2023"

    @pytest.mark.parametrize("twice", [0, 5000])
    def test_that_places_need_more_together_is_told_where_they_do(self, small: Told, twice: int) -> None:
        counted = {"places_on_peak_day": 15_000 + twice, "on_peak_day": twice, "total": 0}
        blocks = needs(with_result(small, needs=[{**NEED, "counted_twice": counted}], standards=[]).story)
        told = next(block["text"] for block in blocks if block["kind"] == "para")
        assert ("Everyone is counted once a day; places together need more" in told) is (twice > 0)


def test_places_of_one_name_are_told_with_their_ids(small: Told) -> None:
    gate, *others = small.case.crossings
    twin = replace(small.case, crossings=(gate, replace(gate, id="second"), *others))
    names = replace(small, case=twin).story.names
    assert names["second"] == f"{gate.name} (second)"
    assert names[gate.id] == f"{gate.name} ({gate.id})"
    assert small.story.names[gate.id] == gate.name


def test_what_cells_say_is_not_said_again_of_every_row(small: Told) -> None:
    none = {**REQUIRED, "needed": dict.fromkeys(("low", "central", "high"))}
    rows = [{**none, "note": f"each works alone; {NO_NUMBER}"},
            {**none, "note": NO_NUMBER}]  # fmt: skip
    asked = {**small.result["requirements"], "deadline": rows}
    told = said(requirements(with_result(small, requirements=asked).story))
    assert "where none is told" not in told
    assert "each works alone" in told
    assert "no amount of it alone" in told


class TestVehicles:
    def test_rounds_that_were_not_assessed_are_no_zero(self, small: Told) -> None:
        routes = {"status": NOT_ASSESSED, "shuttle": [], "hired": None, "relief": [], "findings": []}
        told = said(fleet(with_result(small, routes=routes).story))
        assert "Vehicles are NOT ASSESSED" in told
        assert "nobody waits" not in told
        assert "Nobody leaves" not in told

    def test_people_reached_by_relief_stand_beside_people_who_wait(self, small: Told) -> None:
        week = {"date": "2023-10-06", "commodities": []}
        row = {"basis": "order", "people": 1_258_915, "hubs": [{"name": "Hub"}], "weeks": [week]}
        routes = {"status": "found", "shuttle": [], "hired": None, "relief": [row], "findings": []}
        exposure = {**small.result["exposure"], "must": {**small.result["exposure"]["must"]}}
        exposure["must"]["most_waiting_people"] = 1_234_035
        blocks = fleet(with_result(small, routes=routes, exposure=exposure).story)
        told = said(blocks)
        # A heading keeps to what follows it, and a note does not: with one between them, it could end a page.
        at = next(
            k for k, block in enumerate(blocks) if block.get("text", "").startswith("Relief for up to 1,259,000 people")
        )
        assert blocks[at + 1]["kind"] == "table"
        assert "outside full sites (on no day more than 1,234,000), held at a site, or taken in across" in told

    def test_a_bound_above_the_rounds_found_is_no_contradiction(self) -> None:
        day = {"people": 1982, "at_least": 227, "carrying_people": 133}
        assert _finding([{"peak_day": day}]) == (
            "On the busiest day 227 vehicles at least would be needed; rounds were found for 2,000 people in 133,"
            " for the others it is undecided"
        )

    @pytest.mark.parametrize(("count", "shown"), [(20, 20), (54, 13)])
    def test_of_a_long_time_the_busiest_week_of_each_month_is_told(self, small: Told, count: int, shown: int) -> None:
        days = [str(date(2023, 10, 4) + timedelta(weeks=k)) for k in range(count)]
        trips = dict.fromkeys(("low", "central", "high"), 5)
        weeks = [
            {"week_start": day, "people": 100, "trips": trips, "vehicle_days": 5, "on_the_road_at_once_at_least": k % 5}
            for k, day in enumerate(days)
        ]
        hired = {"weeks": weeks, "people_per_vehicle": {"low": 16.3, "high": 24.8}, "text": "Arithmetic."}
        routes = {"status": "found", "shuttle": [], "hired": hired, "relief": [], "findings": []}
        told = next(b for b in fleet(with_result(small, routes=routes).story) if b["kind"] == "table")
        assert len(told["rows"]) == shown
        assert (": of each month the week with most vehicles" in told["caption"]) is (shown < count)
        if shown < count:
            # The first of equals, and the only week that the last month has.
            assert [row[0] for row in told["rows"]][:2] == ["25 Oct 2023", "1 Nov 2023"]

    def test_what_is_true_of_many_places_is_told_of_a_few(self, small: Told) -> None:
        rows = [{"kind": "no-round", "basis": "order", "text": f"Place {k}: no round."} for k in range(24)]
        rows.append({"kind": "relief-hubs-assumed", "basis": "order", "text": "No hub."})
        routes = {"status": "undecided", "shuttle": [], "hired": None, "relief": [], "findings": rows}
        told = fleet(with_result(small, routes=routes).story)[-1]["items"]
        assert len(told) == 6
        assert told[4] == "The same of 20 more places, one by one in result.json."
        assert told[5].endswith("No hub.")


NUMBERS = {"officers_needed": {"low": 1204.0, "central": 1806.0, "high": 2408.0}, "working_days": 4}
REQUIRED = {**RESOURCE, "needed": {"low": 1191, "central": 1548, "high": 2136}}


def test_a_table_that_breaks_stands_before_the_map_that_does_not(small: Told) -> None:
    names = [block.get("name", block["kind"]) for block in corridors(small.story)]
    assert names[:3] == ["heading", "table", "map"]


class TestNobodyCrosses:
    def test_no_table_without_rows(self, small: Told) -> None:
        blocks = corridors(with_result(small, corridors=[]).story)
        assert "no corridor is told" in said(blocks)
        assert all(block["rows"] for block in blocks if block["kind"] == "table")

    def test_limits_of_nothing_have_no_multiples(self, small: Told) -> None:
        rows = [{"id": f"throughput:{k}", "kind": "throughput", "place": "gate", "capacity": 0, "used_share": 0.0,
                 "people_per_unit": 3, "flips_at": None, "source_range": None, "by_scenario": True}
                for k in range(3)]  # fmt: skip
        verdict = {**small.result["verdict"], "left_after_deadline_people": {"at_least": 7}}
        blocks = binding(with_result(small, limits=rows, verdict=verdict).story)
        assert blocks[0]["text"].startswith("3 limits bind")
        assert not [block for block in blocks if block["kind"] == "figure"]

    def test_draws_without_anyone_across(self, small: Told) -> None:
        told = {"draws": 1000, "chance_on_time": {"hits": 0}}
        told["people_on_time"] = {"quantiles": [{"percent": 5, "value": 0}, {"percent": 95, "value": 0}]}
        assert certainty_finding(told, small.result).startswith("In nine of ten draws nobody is across by")

    def test_a_figure_that_moves_nobody_across_is_not_drawn(self, small: Told) -> None:
        row = {"id": "people:all", "low": 1, "high": 2, "unit": "people", "swing_people": 0,
               "people_on_time": dict.fromkeys(("at_low", "central", "at_high"), 0),
               "left_after_deadline": {"at_low": 1000, "at_high": 2000}}  # fmt: skip
        uncertainty = {**small.result["uncertainty"], "tornado": [row]}
        blocks = _tornado(with_result(small, uncertainty=uncertainty).story)
        assert blocks[0]["text"].startswith("No figure alone moves how many cross in time; People in scope moves most")
        assert [block["kind"] for block in blocks] == ["heading", "table"]


class TestOfficers:
    def caption(self, small: Told, **numbers: Any) -> str:
        check = {**CHECK, "id": "L02", "numbers": {**NUMBERS, **numbers}}
        asked = {**small.result["requirements"], "deadline": [REQUIRED]}
        blocks = rights(with_result(small, rights=[check], requirements=asked).story)
        return next(b["caption"] for b in blocks if b["kind"] == "figure" and b["name"] == "minutes")

    def test_two_counts_of_officers_say_which_days_they_count(self, small: Told) -> None:
        days = len(small.story.days)
        told = self.caption(small)
        assert f"They work on 4 of the {days} days; the requirements ask for 1,548, who work every day" in told
        assert "They work on" not in self.caption(small, working_days=days)

    def test_a_title_and_its_note_are_two_sentences(self, small: Told) -> None:
        check = {**CHECK, "title": "Family unity", "note": "Nobody published p_same."}
        table = next(b for b in rights(with_result(small, rights=[check]).story) if b["kind"] == "table")
        assert table["rows"][0][1] == "Family unity. Nobody published p_same."


def test_one_of_what_is_needed_is_no_plural() -> None:
    def row(name: str) -> dict[str, Any]:
        return {"id": name, "needed": {"low": 1, "central": 1, "high": 1}, "published": 1, "basis": {}}

    asked = {
        "deadline": [row(name) for name in ("crossings", "officers", "desks", "buses-all", "reception-places")],
        "single": [{"value": None, "proved": True, "finding": "Gate"}],
        "no_mix": None,
        "mix_cost": None,
        "metering": {"central": {"finding": "Crossings alone need nobody to wait overnight"}},
    }
    told = requirements_findings(asked, date(2023, 10, 31), Reading.CENTRAL, 1)
    assert told[0] == "31 October 2023 would have needed 1 person a day across all crossings; 1 was published."
    for part in ("1 officer to", "1 registration desk;", "1 bus,", "1 reception place behind", "1 limit, proved"):
        assert any(part in sentence for sentence in told), part


def test_only_what_a_scenario_sets_is_told_as_its_own(small: Told) -> None:
    rows = [
        {"id": "A01", "text": "Limits of 0 let nobody through: throughput:gate.", "evidence": "derived"},
        {"id": "A02", "text": "Hours are added up and no vehicle is followed.", "evidence": "assumption"},
        {"id": "A03", "text": "Anyone may use any crossing; set by this scenario.", "evidence": "assumption"},
    ]
    rows.append({"id": "A04", "text": "Prices and planning figures, seen nowhere: 1", "evidence": "assumption"})
    told = with_result(small, assumptions=[{**row, "source_id": None} for row in rows])
    table = next(block for block in assumed(told.story) if block["kind"] == "table")
    assert [row[-1] for row in table["rows"]] == [
        "from the inputs", "how this tool counts", "set by this scenario", "its profile, as told",
    ]  # fmt: skip


def test_figures_that_turn_a_conclusion_are_parted_by_semicolons(small: Told) -> None:
    row = {"text": "Nobody is left", "survives": False, "draws_share": 0.5}
    told = {"conclusions": [{**row, "turned_by": ["service:jet", "throughput:gate", "vehicles:coach"]}]}
    table = _conclusions(with_result(small, uncertainty=told).story)
    assert table["rows"][0][-1] == "Service jet: departures a day; Gate: people a day; Vehicles: coach"
