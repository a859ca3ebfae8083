"""A report of nobody, of one day and of one person left: what is said is true, and in the number it asks for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from planner.report import text
from planner.report.background import assumed
from planner.report.backlog import backlog
from planner.report.document import document_of
from planner.report.fleet import fleet
from planner.report.front import numbers
from planner.report.happened import happened
from planner.report.languages import LANGUAGES, summary
from planner.report.page.chart import chart_of
from planner.report.proving import paragraphs
from planner.report.rights import rights
from planner.report.summary import findings_of
from tests.unit.report_run import Told, run_world, strings
from tests.worlds import write_world

ONE_DAY = "deadline: 2023-10-04"


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("nobody")
    return run_world(write_world(folder, people=(0, 0)), folder)


@pytest.fixture(scope="module")
def one_day(tmp_path_factory: pytest.TempPathFactory) -> Told:
    # A hundred people pass the gate in the day, and Alder's 101 have one too many.
    folder = tmp_path_factory.mktemp("one-day")
    return run_world(write_world(folder, people=(101, 0), config=ONE_DAY), folder)


def whole(told: Told) -> str:
    return " | ".join(strings(document_of(told.story, brief=False)))


class TestNobodyInScope:
    def test_nobody_is_told_as_nobody(self, nobody: Told) -> None:
        said = whole(nobody)
        for words in (
            "0 people could be across", "A plan that reaches everyone", "of the people in scope are children",
            "up to 0 people", "Nobody could cross", "0 officers", "1 day would be enough",
        ):  # fmt: skip
            assert words not in said, words
        assert "Nobody is in scope" in text.curve_finding(nobody.result)
        assert text.verdict_lines(nobody.result, {})[1] == "Nobody is in scope, so there is nothing to carry out."

    def test_no_figure_of_officers_is_drawn_where_none_is_needed(self, nobody: Told) -> None:
        assert "minutes" not in {block.get("name") for block in rights(nobody.story)}

    @pytest.mark.parametrize("code", ["en", "ur", "ps", "prs"])
    def test_nor_in_a_summary(self, nobody: Told, code: str) -> None:
        page, english = (summary.summary_of(nobody.story, LANGUAGES[key]) for key in (code, "en"))
        assert english["title"].startswith("Nobody is in scope")
        assert "reaches everyone" not in " ".join(strings(english))
        assert "earliest" not in " ".join(english["findings"])
        assert len(page["findings"]) == len(english["findings"])
        assert code == "en" or page["title"] != english["title"]


class TestOneOfAThing:
    def test_one_day_one_crossing_one_person(self, one_day: Told) -> None:
        said = paragraphs(one_day.result, one_day.certificate)[0]
        assert said.startswith(
            "There is 1 day, 4 October 2023. In that time all 101 people in scope can get across only through"
            " 1 crossing, on the days counted in the table, and that lets 100 people through at most."
        )
        assert "So 101 − 100 = 1 person at least is not across by the deadline" in said
        told = [finding for finding, *_ in findings_of(one_day.story)]
        assert "At most 100 of 101 people can be across by 4 October 2023; at least 1 is left." in told
        # What one person waiting is rounded to is no number of people.
        assert "fewer than 10 people would wait on one night" in whole(one_day)
        assert not re.search(r"(?<!− )\b1 (days|people|visits|crossings|were|are|have)\b", whole(one_day))

    def test_one_day_is_no_span(self, one_day: Told) -> None:
        assert "4 October 2023 to 4 October 2023" not in whole(one_day)
        assert chart_of(one_day.story, one_day.case_folder)["span"] == "4 October 2023"

    @pytest.mark.parametrize("code", ["en", "ur", "ps", "prs"])
    def test_a_summary_of_one_day(self, one_day: Told, code: str) -> None:
        page = summary.summary_of(one_day.story, LANGUAGES[code])
        english = summary.summary_of(one_day.story, LANGUAGES["en"])
        assert english["title"].startswith("101 people in 1 day: ")
        assert english["span"] == "One day, 4 October 2023."
        assert code == "en" or page["span"] != english["span"]
        assert code == "en" or page["title"] != english["title"]
        assert not re.search(r"\b1 (days|people|are|limits)\b", " ".join(strings(english)))

    def test_one_line_that_is_derived(self, told: Told) -> None:
        rows = [{**told.result["assumptions"][0], "evidence": kind} for kind in ("assumption", "assumption", "derived")]
        title, *_ = assumed(replace(told, result={**told.result, "assumptions": rows}).story)
        assert title["text"] == "What was assumed: 2 of 3 lines below, the other derived from sources"
        title, *_ = assumed(replace(told, result={**told.result, "assumptions": rows[:2]}).story)
        assert title["text"] == "What was assumed: all 2 lines below"

    def test_one_visit(self, told: Told) -> None:
        part = {"commodity": "health", "needed": 4, "short": 1, "unit": "visits", "vehicle": "health team",
                "with_spare": 3, "at_least": 2, "gap_share": 0.0, "drivers": 3, "trips": 2, "vehicle_hours": 24,
                "km": 650}  # fmt: skip
        week = {"date": "2023-10-04", "commodities": [part]}
        row = {"hubs": [{"name": "Hub"}], "people": 100, "basis": "order", "weeks": [week]}
        routes = {"status": "assessed", "shuttle": [], "relief": [row], "findings": []}
        cells = list(strings(fleet(replace(told, result={**told.result, "routes": routes}).story)))
        assert "4 visits" in cells
        assert "1 visit" in cells

    def test_a_backtest_that_wins_nowhere(self, told: Told) -> None:
        backtest = told.result["backtest"]
        lost = {name: 0.0 for name in backtest["cutoffs"][0]["baselines"]}
        cutoff = {**backtest["cutoffs"][0], "baselines": lost}
        cutoff["places"] = [{**place, "baselines": lost} for place in cutoff["places"]][:2]
        one = {**backtest, "cutoffs": [cutoff]}
        title, *_ = happened(replace(told, result={**told.result, "backtest": one}).story)
        assert title["text"] == (
            "At its one cut-off the forecast is not nearer to what was counted afterwards than every naive rule; place"
            " by place it is in none of 2 cases"
        )


class TestWaiting:
    def test_nights_in_queues_are_said_to_be_outside_full_sites_too(self, told: Told) -> None:
        said = [text.exposure_finding(told.result), *summary.summary_of(told.story, LANGUAGES["en"])["findings"]]
        said += [row["label"] for row in numbers(told.story)]
        nights = [words for words in said if "nights" in words.lower() and "queues" in words]
        assert len(nights) == 3
        assert all("queues or outside full sites" in words for words in nights)

    def test_the_worst_night_leaves_out_who_is_held_and_says_so(self, told: Told) -> None:
        tile = next(row for row in numbers(told.story) if "worst night" in row["label"])
        assert tile["label"] == "In queues or outside full sites on the worst night, if all set out on release"
        assert tile["note"].startswith("held at sites or waiting, ")
        assert tile["note"].endswith(" stay over 48 hours at one place")

    def test_nobody_waits_before_the_deadline_only(self, told: Told) -> None:
        must = {**told.result["exposure"]["must"], "nights_in_queue": 0, "nights_in_holding": 0}
        calm = {**told.result, "exposure": {**told.result["exposure"], "must": must}}
        assert text.exposure_finding(calm).endswith("a night at a site or a crossing before the deadline")

    def test_the_first_the_worst_and_the_last_day_are_rows(self, told: Told) -> None:
        days = [dict(row) for row in told.result["exposure"]["days"]]
        assert len(days) > 20
        row, scope = days[1], told.result["verdict"]["in_scope_people"]
        row["queue_people"] = scope - row["outside_people"] - row["held_people"] - row["crossed_people"]
        changed = {**told.result, "exposure": {**told.result["exposure"], "days": days}}
        picture, table = backlog(replace(told, result=changed).story)
        shown = [row[0] for row in table["rows"]]
        assert [text.short_day(days[k]["date"]) for k in (0, 1, -1)] == [*shown[:2], shown[-1]]
        assert "5 October 2023" in picture["alt"]
        assert len(shown) <= 10


def test_the_brief_points_to_no_section_that_it_has_not(told: Told) -> None:
    brief = " ".join(strings(document_of(told.story, brief=True)))
    assert "more may be asked" in brief
    assert "What would be needed" not in brief
    assert "“What would be needed”" in whole(told)


def test_the_brief_points_nowhere_for_one_limit_either(one_day: Told) -> None:
    assert len(one_day.result["requirements"]["single"]) == 1
    assert "(it alone under “What would be needed”)" in whole(one_day)
    assert "What would be needed" not in " ".join(strings(document_of(one_day.story, brief=True)))
