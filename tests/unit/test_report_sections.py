"""Sections that a run tells only where it has them, what stands in their place, and the comparing figures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.outcome import NO_REQUIREMENTS
from planner.report.advice import recommendations
from planner.report.certainty import certainty
from planner.report.document import document_of, figure_names
from planner.report.drawing import style, svg_of
from planner.report.findings import corridors, crossings
from planner.report.fleet import fleet
from planner.report.gapping import FULL, ROOM, SHUT, UNKNOWN, gaps_by_place
from planner.report.happened import happened
from planner.report.method import annexes, question, scenarios
from planner.report.naming import binding_limits
from planner.report.page import write_page
from planner.report.people import people
from planner.report.requirements import requirements
from planner.report.rights import rights
from planner.report.rooms import not_assessed
from planner.report.sectors import needs
from planner.report.summary import findings_of
from tests.unit.report_run import Told, pages, strings

NEED = {
    "title": "water for drinking", "sector": "water", "status": "ASSESSED", "reason": None, "quantity": 15000,
    "low": 7500, "high": 15000, "unit": "L/day", "peak_day": "2023-10-20", "standard_id": "WAT-01", "force": "CHECKED",
    "planned": 9000, "first_breach_day": "2023-10-12", "breach_share": 0.4, "may": {"quantity": 600, "total": None},
    "total": 120.5, "total_unit": "m3", "standard_value": 15.0, "standard_unit": "L/person/day", "evidence": "official",
    "counted_twice": {"places_on_peak_day": 15000, "on_peak_day": 0, "total": 0},
}  # fmt: skip
ABSENT = dict.fromkeys(
    ("quantity", "low", "high", "peak_day", "planned", "first_breach_day", "breach_share", "may", "counted_twice")
)
CHECK = {
    "id": "L12", "title": "Is there time for notice and appeal?", "status": "BREACH",
    "indicator": "days to the deadline", "value": 28, "unit": "days", "rule": "fewer than notice and appeal take",
    "formula": "T < notice + appeal",
    "law": "ICCPR 13", "note": "", "numbers": {},
}  # fmt: skip
RESOURCE = {
    "id": "officers", "resource": "interview officers", "unit": "officers", "published": None, "published_range": None,
    "needed": {"low": 100, "central": 200, "high": None}, "standard_id": "PRO-03", "standard_ids": ["PRO-03", "STA-03"],
    "basis": dict.fromkeys(("low", "central", "high"), "crossings as published"), "note": "one interview an adult",
}  # fmt: skip
SINGLE = {
    "limit": "throughput:torkham", "kind": "throughput", "place": "torkham",
    "published": 13900, "factor": 2.4, "value": 33360, "unit": "people a day",
    "proved": False, "claim": None, "finding": "Torkham: 2.4 times",
}  # fmt: skip
POINT = {"date": "2024-02-01", "cost": 1_500_000, "cost_range": [900_000, 2_000_000]}
ROOMS: dict[str, Any] = {
    "needs": [
        NEED,
        {**NEED, "title": "latrines", "sector": "sanitation", "standard_id": "SAN-01", "quantity": 40.25, "low": 40.25,
         "high": 40.25, "unit": "toilet", "planned": None, "first_breach_day": None, "breach_share": None},
        {**NEED, **ABSENT, "title": "winter blankets", "sector": "shelter", "standard_id": "SHE-12",
         "status": "NOT ASSESSED", "reason": "the case has no climate table"},
    ],
    "costs": [],
    "rights": [
        CHECK,
        {**CHECK, "id": "L17", "title": "Disability", "status": "NOT ASSESSED", "indicator": "accessible places",
         "value": None, "unit": "places"},
    ],
    "requirements": {
        "deadline": [RESOURCE],
        "single": [
            SINGLE,
            {**SINGLE, "limit": "throughput:chaman", "place": "chaman", "factor": None, "value": None, "proved": True,
             "claim": "requirement:central:throughput:chaman", "finding": "Chaman: no factor of it alone"},
        ],
        "no_mix": "no mix: notice and appeal alone take 45 days; the first date that leaves them is 2023-11-18",
        "mix_date": "2024-02-01",
        "mix": [{"limit": "officers:all", "resource": "Screening officers", "value": 688, "unit": "officers",
                 "cost": 100_428, "cost_range": [71_881, 135_855]}],
        "mix_cost": {"gap": 0.00001},
        "frontier": [POINT, {**POINT, "date": "2024-03-01", "cost": 1_400_000}],
        "currency": "thousand PKR",
        "metering": {
            "central": {
                "finding": "Crossings alone need nobody to wait overnight",
                "parts": [{"id": "unmetered_departure", "most_people_a_night": 1_234_035, "person_nights": 28_205_630,
                           "text": "waiting added when everyone sets out on their day of release"}],
            }
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def full(told: Told) -> Told:
    """The run as it would be told with every room filled."""
    return replace(told, result={**told.result, **ROOMS})


def words(blocks: object) -> str:
    return " | ".join(strings(blocks))


class TestRooms:
    def test_an_empty_room_reads_not_assessed_and_no_more(self, told: Told) -> None:
        rooms = {"needs": [], "rights": [], "requirements": NO_REQUIREMENTS}
        rooms |= {"routes": {}, "uncertainty": {}, "backtest": {}, "costs": []}
        empty = replace(told, result={**told.result, **rooms}).with_case(standards={})
        assert needs(empty.story) == rights(empty.story) == people(empty.story) == certainty(empty.story) == []
        assert fleet(empty.story) == happened(empty.story) == []
        table = not_assessed(empty.story)[1]
        assert len(table["rows"]) == 7
        assert all(row[-1] == "NOT ASSESSED" for row in table["rows"])
        assert "0 " not in " ".join(row[0] for row in table["rows"])

    def test_a_filled_room_is_told_and_no_longer_missing(self, full: Told) -> None:
        left = words(not_assessed(full.story))
        assert "Needs by sector" not in left
        assert "rights checks" not in left
        assert "What the deadline would need" not in left

    def test_needs_stand_beside_plan_and_standard(self, full: Told) -> None:
        blocks = needs(full.story)
        assert blocks[0]["text"] == "1 of 2 sectors would fall short of a standard"
        rows = [row for block in blocks if block["kind"] == "table" for row in block["rows"]]
        told = ["water for drinking", "15,000", "7,500 – 15,000", "600", "L a day", "20 Oct", "WAT-01, CHECKED"]
        assert rows[0] == [*told, "9,000; BREACH from 12 Oct 2023"]
        assert rows[1][1:5] == ["40.2", "", "600", "toilets"]
        unknown = next(block for block in blocks if block["kind"] == "table" and rows[1] in block["rows"])
        assert unknown["caption"] == "Sanitation: need; no published figure covers it"
        assert len(rows[1]) == len(rows[0]) - 1
        assert rows[2] == ["The case has no climate table", "SHE-12 (winter blankets)"]

    @pytest.mark.parametrize(
        ("quantity", "finding", "caption"),
        [
            (40, "1 need counted, and no published figure covers it", "need; no published figure covers it"),
            (0, "1 need counted, and nothing is asked for in this run", "no need in this run"),
        ],
    )
    def test_needs_that_no_figure_covers(self, full: Told, quantity: int, finding: str, caption: str) -> None:
        # Sites may publish toilets and nobody be there, or others wait elsewhere: that is no silence of theirs.
        row = {**NEED, "sector": "sanitation", "quantity": quantity, "planned": None, "first_breach_day": None,
               "breach_share": None}  # fmt: skip
        blocks = needs(replace(full, result={**full.result, "needs": [row], "standards": []}).story)
        assert blocks[0]["text"] == finding
        assert f"Sanitation: {caption}" in {block["caption"] for block in blocks if block["kind"] == "table"}

    def test_rights_are_a_grid_with_their_status(self, full: Told) -> None:
        blocks = rights(full.story)
        assert blocks[0]["text"].startswith("Of 2 rights checks 1 is a breach")
        table = next(block for block in blocks if block["kind"] == "table")
        assert [row[-1] for row in table["rows"]] == ["BREACH", "NOT ASSESSED"]
        assert table["rows"][0][2] == "Days to the deadline: 28 days"
        assert "NOT ASSESSED" in table["rows"][1][2]

    def test_requirements_tell_resources_limits_mix_and_frontier(self, full: Told) -> None:
        said = words(requirements(full.story))
        for part in ("interview officers", "200", "not published", "no amount of it alone", "× 2.4", "33,360"):
            assert part in said
        for part in ("1 February 2024", "1,500.00", "100.43", "within 0.001 %", "notice and appeal alone take 45 days"):
            assert part in said
        assert "(proved, claims in certificate.json): Chaman: people a day." in said
        # The column of limits holds their names, the factor stands in its own.
        table = next(b for b in requirements(full.story) if b["kind"] == "table" and "alone" in b["caption"])
        assert [row[0] for row in table["rows"]] == ["Torkham: people a day"]
        assert "1,234,000" in said
        assert "individual screening, notice, appeal, counsel and reception" in said

    @pytest.mark.parametrize(
        ("completion", "finding"),
        [
            ({"date": None, "days": None, "proved_not_before": None, "never": True}, "No number of days"),
            ({"date": None, "days": None, "proved_not_before": "2033-01-01", "never": False}, "More than 28 days"),
            (
                {"date": "2023-10-05", "days": 2, "proved_not_before": "2023-10-05", "never": False},
                "2 days would be enough",
            ),
            (
                {"date": "2023-12-21", "days": 79, "proved_not_before": "2023-12-21", "never": False},
                "79 days would be needed",
            ),
        ],
        ids=["never", "unknown", "in time", "late"],
    )
    def test_days_needed_in_every_case(self, told: Told, completion: dict[str, Any], finding: str) -> None:
        changed = replace(told, result={**told.result, "completion": completion})
        assert requirements(changed.story)[0]["text"].startswith(finding)

    @pytest.mark.slow
    def test_a_full_run_makes_a_pdf_and_a_page(self, full: Told, tmp_path: Path) -> None:
        text = "".join(pages(full.report(tmp_path)))
        assert "interview officers" in text
        names = figure_names(document_of(full.story, brief=False))
        assert {"needs", "frontier"} <= set(names)
        write_page(tmp_path, full.story, full.case_folder)
        source = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert "interview officers" in source
        assert len(source.encode("utf-8")) < 300_000


class TestSummary:
    def test_six_to_nine_findings_each_with_its_certainty_and_section(self, told: Told) -> None:
        found = list(findings_of(told.story))
        assert 6 <= len(found) <= 9
        labels = {b["label"] for b in document_of(told.story, brief=False)["blocks"] if b["kind"] == "heading"}
        sections = {section for _, _, section in found}
        assert sections <= labels | {"The proof", "Page 1"}
        assert all(finding.endswith(".") and sure for finding, sure, _ in found)

    def test_the_first_finding_has_the_numbers_of_the_verdict(self, told: Told) -> None:
        verdict = told.result["verdict"]
        first = next(iter(findings_of(told.story)))[0]
        assert f"{verdict['on_time_people']['proved_at_most']:,}" in first
        assert f"{verdict['left_after_deadline_people']['at_least']:,}" in first

    def test_a_limit_that_would_do_alone_is_named(self, told: Told) -> None:
        result = json.loads(json.dumps(told.result))
        row = next(row for row in result["limits"] if row["id"] == "throughput:torkham")
        row["flips_at"] = 41_000
        said = words(list(map(list, findings_of(replace(told, result=result).story))))
        assert "met by one limit alone: Torkham: people a day at 41,000" in said
        assert "No one limit would meet the deadline alone" in words(list(map(list, findings_of(told.story))))


class TestMethod:
    def test_it_says_what_was_asked_and_what_may_not_be_built_on_it(self, told: Told) -> None:
        said = words(question(told.story))
        assert "28 days from 4 October 2023 to 31 October 2023" in said
        assert "cannot certify one" in said
        assert "not assessed" in said

    def test_readings_take_the_ends_of_their_sources(self, told: Told) -> None:
        rows = {row[0]: row[1:] for row in scenarios(told.story)[1]["rows"]}
        assert rows["People in scope"] == ["1,000,000", "1,300,000", "1,730,000"]
        assert rows["Torkham: people a day"] == ["28,000", "13,900", "5,000"]

    def test_the_annexes_are_equations_dictionary_disclosure_and_glossary(self, told: Told) -> None:
        headings = [block["label"] for block in annexes(told.story) if block["kind"] == "heading"]
        assert headings == ["Annex: equations", "Annex: data dictionary", "Annex: disclosure", "Annex: glossary"]
        dictionary = next(b for b in annexes(told.story) if b["kind"] == "table" and b["head"][0] == "Column")
        columns = [row[0] for row in dictionary["rows"]]
        assert "withheld" in columns
        assert len(columns) == len(set(columns)) > 60

    def test_recommendations_rest_on_findings(self, told: Told) -> None:
        rows = next(block for block in recommendations(told.story) if block["kind"] == "table")["rows"]
        holders = {row[0] for row in rows}
        assert {"Courts and parliament", "Donors", "Provincial authorities"} <= holders
        assert "At least 756,300 people" in rows[0][2]
        assert all(row[2] for row in rows)


class TestGaps:
    def test_a_place_is_told_by_its_worst_limit(self) -> None:
        def limit(place: str, kind: str, capacity: int | None, used: float | None) -> dict[str, object]:
            return {"place": place, "kind": kind, "capacity": capacity, "used_share": used}

        rows = [
            limit("a", "throughput", 5, 1.0), limit("a", "intake", None, None), limit("b", "places", 9, 0.2),
            limit("b", "intake", None, None), limit("c", "places", 9, 0.2), limit("d", "queue", None, None),
            limit("e", "throughput", 0, None), limit("e", "intake", None, None),
        ]  # fmt: skip
        assert gaps_by_place({"limits": rows}) == {"a": FULL, "b": UNKNOWN, "c": ROOM, "e": SHUT}

    def test_a_limit_that_binds_has_no_room_left(self) -> None:
        # Empty on the first night, full on every one after: 96 % used, and one place more brings more people across.
        row = {"place": "a", "kind": "places", "capacity": 9, "used_share": 0.96, "people_per_unit": 27}
        assert gaps_by_place({"limits": [row]}) == {"a": FULL}

    @pytest.mark.parametrize(
        ("capacities", "finding"),
        [
            ((0, 0), "2 places that let nobody through"),
            ((9, 0), "1 place used in full, 1 other that lets nobody through"),
            ((None, 9), "1 place used in full, 1 other with a figure missing"),
            ((None, None), "2 places with a figure missing"),
            ((10, 10), "room is left at every place"),
        ],
    )
    def test_the_heading_counts_every_kind_of_gap(
        self, told: Told, capacities: tuple[int | None, ...], finding: str
    ) -> None:
        limits = [
            {"place": place, "kind": "throughput", "capacity": most, "used_share": 1.0 if most == 9 else 0.2}
            for place, most in zip(("torkham", "chaman"), capacities, strict=True)
        ]
        blocks = corridors(replace(told, result={**told.result, "limits": limits}).story)
        assert f"Gaps in service: {finding}" in {block.get("text") for block in blocks}

    def test_binding_limits_leave_out_people_in_scope(self, told: Told) -> None:
        rows = binding_limits(told.result)
        assert rows
        assert all(row["kind"] != "people" and row["people_per_unit"] for row in rows)


def shown_labels(axis: Any) -> list[Any]:
    """Return the labels of an axis that are drawn: those of ticks within its view."""
    low, high = sorted(axis.get_view_interval())
    return [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]


DRAWN = ("binds", "days", "waits", "timeline", "needs", "frontier", "ages", "rights", "fan", "tornado", "backtest")


@pytest.mark.parametrize("name", DRAWN)
def test_a_comparing_figure_keeps_its_texts_inside(full: Told, name: str) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from planner.report import charts, checkgrid, spread

    draw = next(drawn for room in (charts, checkgrid, spread) if (drawn := getattr(room, f"draw_{name}", None)))
    with style():
        figure = draw(full.story)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        width, height = canvas.get_width_height()
        boxes = [
            text.get_window_extent()
            for axes in figure.axes
            for text in (*axes.texts, *(label for axis in (axes.xaxis, axes.yaxis) for label in shown_labels(axis)))
            if text.get_visible() and text.get_text()
        ]
        assert boxes
        for box in boxes:
            assert box.x0 >= -1
            assert box.y0 >= -1
            assert box.x1 <= width + 1
            assert box.y1 <= height + 1
        first, second = (svg_of(draw(full.story)) for _ in range(2))
        assert first == second


def test_arrivals_of_a_long_time_are_told_by_month_and_add_up(told: Told) -> None:
    year = {**told.result, "scenario": {**told.result["scenario"], "deadline": "2024-10-10"}}
    blocks = crossings(replace(told, result=year).story)
    table = next(block for block in blocks if block["kind"] == "table" and block["caption"].startswith("Arrivals"))
    assert table["caption"] == "Arrivals by month, exact; by day in tables/crossings_by_day.csv"
    assert len(table["rows"]) == 13
    assert [table["rows"][k][0] for k in (0, 1, -1)] == [
        "4 Oct 2023 to 31 Oct 2023",
        "1 Nov 2023 to 30 Nov 2023",
        "1 Oct 2024 to 10 Oct 2024",
    ]
    people = sum(int(row[-1].replace(",", "")) for row in table["rows"])
    assert people == told.result["verdict"]["on_time_people"]["plan"]
    caption = next(block["caption"] for block in blocks if block["kind"] == "figure")
    assert "The last bar is of 2 days only." in caption


def test_a_backtest_says_beside_its_tables_only_what_they_do_not(told: Told) -> None:
    said = next(block["items"] for block in happened(told.story) if block["kind"] == "bullets")
    assert said[0].startswith("Cut-off 31 October 2023, crossings: 42 % of the error is in 4 November 2023")
    assert not any("beside" in words for words in said)
    assert said[-1] == told.result["backtest"]["findings"][-1]


def test_the_officers_of_a_scenario_are_in_the_figure_of_minutes(full: Told) -> None:
    from planner.report.checkgrid import draw_minutes

    numbers = {"officers": 5, "officers_needed": {"low": 22.2, "central": 33.3, "high": 44.4}}
    for officers, words in ((5, "the square, the 5 officers that there are"), (None, "Nobody published how many")):
        check = {**CHECK, "id": "L02", "value": 4.5, "numbers": {**numbers, "officers": officers}}
        story = replace(full, result={**full.result, "rights": [check]}).story
        caption = next(block["caption"] for block in rights(story) if block.get("name") == "minutes")
        assert words in caption
        with style():
            labels = {text.get_text() for text in draw_minutes(story).axes[0].texts}
        assert ("5 officers there are: 4.5 minutes" in labels) == (officers == 5)


def test_a_check_without_a_number_has_no_unit(full: Told) -> None:
    rows = [{**CHECK, "value": None}, {**CHECK, "value": 0.0, "unit": "share"}, {**CHECK, "value": 28}]
    blocks = rights(replace(full, result={**full.result, "rights": rows}).story)
    cells = [row[2] for block in blocks if block["kind"] == "table" for row in block["rows"]]
    assert [cell.partition(": ")[2] for cell in cells] == ["NOT ASSESSED", "0 %", "28 days"]
