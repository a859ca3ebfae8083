"""The sentences of the report and its proof: every kind of answer in words, and sums that add up."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from planner.records import Reading
from planner.report import proving, text
from planner.report.answers import alternatives, binding, exposure, readings
from planner.report.background import assumed, unpublished
from planner.report.findings import corridors, over_time
from planner.report.front import numbers
from planner.report.story import Story
from planner.report.summary import FOUND, PROVED, findings_of
from planner.solution import Answer
from tests.unit.report_run import Told, run_world, strings
from tests.worlds import gate, triple, write_world

Json = dict[str, Any]


def verdict(answer: Answer, *, scope: int = 1_300_000, plan: int = 900_000, most: int = 900_000) -> Json:
    return {
        "answer": str(answer),
        "robust": True,
        "in_scope_people": scope,
        "on_time_people": {"plan": plan, "proved_at_most": most},
        "left_after_deadline_people": {"at_least": scope - most, "plan": scope - plan},
        "unpublished_limits_used": [],
    }


def result(answer: Answer, **people: int) -> Json:
    row = {"verdict": verdict(answer, **people), "completion": completion("2023-12-21", 79, "2023-12-21")}
    scenario = {"days": 28, "start": "2023-10-04", "deadline": "2023-10-31", "reading": "central"}
    return {**row, "scenario": scenario, "readings": {str(name): deepcopy(row) for name in Reading}}


def completion(date: str | None, days: int | None, not_before: str, *, never: bool = False) -> Json:
    return {"date": date, "days": days, "proved_not_before": not_before, "never": never}


class TestNumbersAndDates:
    @pytest.mark.parametrize(
        ("people", "words"),
        [(1_300_000, "1.3 million"), (1_730_000, "1.73 million"), (1_234_567, "1,234,567"), (5_000, "5,000")],
    )
    def test_totals_are_said_shortly_only_where_that_is_exact(self, people: int, words: str) -> None:
        assert text.in_words(people) == words

    def test_exact_numbers(self) -> None:
        assert [text.number(n) for n in (0, 17_189, 2.5, 3.0, None)] == ["0", "17,189", "2.5", "3", ""]

    def test_what_was_not_computed_reads_not_assessed(self) -> None:
        assert text.rounded(None) == "NOT ASSESSED"
        assert text.rounded(0) == "0"

    def test_dates(self) -> None:
        assert text.day("2023-10-31") == "31 October 2023"
        assert text.short_day("2024-02-01") == "1 Feb 2024"

    def test_lists(self) -> None:
        assert [text.joined(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
            "",
            "a",
            "a and b",
            "a, b and c",
        ]


class TestTitleAndVerdict:
    @pytest.mark.parametrize(
        ("answer", "people", "title"),
        [
            (Answer.IMPOSSIBLE, {}, "1.3 million people in 28 days: not possible, at most 900,000 could cross"),
            (
                Answer.NOT_WITHIN_STANDARDS,
                {"scope": 5_000, "plan": 4_321, "most": 4_321},
                "5,000 people in 28 days: not possible within minimum standards, at most 4,321 could cross",
            ),
            (
                Answer.NOT_EXCLUDED,
                {"plan": 1_300_000, "most": 1_300_000},
                "1.3 million people in 28 days: not excluded by logistics; this is not a finding that it is lawful,"
                " safe or voluntary",
            ),
            (
                Answer.UNDECIDED,
                {"plan": 800_000, "most": 1_300_000},
                "1.3 million people in 28 days: undecided, a plan reaches 800,000 and none reaches more than 1,300,000",
            ),
        ],
    )
    def test_the_title_is_the_finding(self, answer: Answer, people: dict[str, int], title: str) -> None:
        assert text.title(result(answer, **people)) == title

    def test_the_sentence_comes_first_after_the_answer_that_is_not_a_no(self) -> None:
        lines = text.verdict_lines(result(Answer.NOT_EXCLUDED), {})
        assert lines[0] == "This is not a finding that it is lawful, safe or voluntary."
        assert text.verdict_lines(result(Answer.IMPOSSIBLE), {})[0].startswith("No plan can do it")

    def test_undecided_says_what_is_missing_by_name(self) -> None:
        row = result(Answer.UNDECIDED)
        row["verdict"]["unpublished_limits_used"] = ["g1", *(f"s{k}" for k in range(20))]
        said = " ".join(text.verdict_lines(row, {"g1": "Green Gate"}))
        assert "nobody published: Green Gate, s0" in said
        assert "and 9 more" in said
        assert "21 limits it would rest on were never published" in text.title(row)

    def test_readings_that_differ_are_named_with_their_sentence(self) -> None:
        row = result(Answer.IMPOSSIBLE)
        row["verdict"]["robust"] = False
        row["readings"]["favourable"]["verdict"]["answer"] = str(Answer.NOT_EXCLUDED)
        said = text.robustness(row)
        assert "Favourable: not-excluded-by-logistics (this is not a finding that it is lawful" in said
        assert "central: impossible; strict: impossible" in said

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            (completion("2023-12-21", 79, "2023-12-21"), "21 Dec 2023"),
            (completion("2023-12-21", 79, "2023-12-19"), "21 Dec 2023 (not before 19 Dec 2023)"),
            (completion(None, None, "2033-10-01"), "not before 1 Oct 2033"),
            (completion(None, None, "2033-10-01", never=True), "never"),
        ],
    )
    def test_completion(self, row: Json, words: str) -> None:
        assert text.completion_text(row) == words


FOUND_ONLY = completion("2023-12-21", 79, "2023-12-19")


class TestADateIsProvedOnlyWhereTheProofReachesIt:
    def test_the_curve_tells_the_plan_and_the_proof_apart(self) -> None:
        row = {**result(Answer.IMPOSSIBLE), "completion": FOUND_ONLY}
        said = text.curve_finding(row)
        assert said.endswith(
            "a plan was found that has everyone across by 21 December 2023, and it is proved that none does before"
            " 19 December 2023"
        )
        assert "at the earliest" not in said
        assert text.curve_finding(result(Answer.IMPOSSIBLE)).endswith("all of them by 21 December 2023 at the earliest")

    def test_nor_where_no_limit_holds_anybody_back(self) -> None:
        row = {**result(Answer.UNDECIDED, most=1_300_000), "completion": FOUND_ONLY}
        assert "at the earliest" not in text.curve_finding(row)

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            (completion("2023-12-21", 79, "2023-12-21"), "79 days would be needed where 28 were given"),
            (FOUND_ONLY, "At least 77 days would be needed where 28 were given; a plan was found for 79 days"),
            (completion("2023-10-05", 2, "2023-10-05"), "2 days would be enough, of the 28 given"),
            (completion(None, None, "2033-10-01"), "More than 28 days would be needed; no date was found"),
            # What is not excluded in time is not needed either.
            (completion(None, None, "2023-10-05"), "At least 2 days would be needed; no date was found"),
        ],
    )
    def test_the_days_that_would_be_needed(self, row: Json, words: str) -> None:
        assert text.days_finding({**result(Answer.IMPOSSIBLE), "completion": row}).startswith(words)

    def test_one_day_was_given(self) -> None:
        row = result(Answer.IMPOSSIBLE)
        row["scenario"] |= {"days": 1, "deadline": "2023-10-04"}
        assert text.days_finding(row) == "79 days would be needed where 1 was given"

    def test_the_key_findings_and_the_first_page(self, told: Told) -> None:
        found = deepcopy(told.result)
        for part in (found, *found["readings"].values()):
            part["completion"] = FOUND_ONLY
        story = Story(found, told.certificate, told.case, told.run)
        sure = {finding: how for finding, how, _ in findings_of(story)}
        assert sure[f"{text.curve_finding(found)}."] == FOUND
        tile = next(row for row in numbers(story) if "could have crossed" in row["label"])
        assert "Earliest" not in tile["label"]
        # The big number is one date; that it is no proof stands beneath.
        assert tile["value"] == "21 Dec 2023"
        assert tile["note"] == "plan found, day 79; proved not before 19 Dec 2023"
        assert dict(tile["range"])["central"] == "21 Dec 2023 (not before 19 Dec 2023)"
        proved = dict.fromkeys(how for finding, how, _ in findings_of(told.story) if "at the earliest" in finding)
        assert list(proved) == [PROVED]


class TestProof:
    @pytest.mark.parametrize("reading", list(Reading))
    def test_the_sum_of_the_limits_is_what_passes(self, told: Told, reading: Reading) -> None:
        claim = proving.claim_of(told.certificate, "on_time", str(reading))
        assert claim is not None
        rows = proving.limit_rows(claim["limits"], told.story.names)
        counts = [int(row[-1].replace(",", "")) for row in rows]
        assert counts[-1] == sum(counts[:-1]) == sum(row["capacity"] for row in claim["limits"])
        assert len(rows) <= proving.LARGEST_TABLE + 1

    def test_behind_less_passed_is_left(self, told: Told) -> None:
        rows = dict(proving.sums(told.result, told.certificate))
        scope, behind, passed, left, across = (int(re.sub(r"\D", "", value)) for value in rows.values())
        assert behind - passed == left == told.result["verdict"]["left_after_deadline_people"]["at_least"]
        assert scope - behind + passed == across == told.result["verdict"]["on_time_people"]["proved_at_most"]

    def test_every_sum_in_the_paragraph_holds(self, told: Told) -> None:
        said = " ".join(proving.paragraphs(told.result, told.certificate))
        number = r"([\d,]+)"
        sums = re.findall(rf"{number} ([−+]) {number} = {number}", said)
        assert sums
        for left, sign, right, total in sums:
            a, b, c = (int(part.replace(",", "")) for part in (left, right, total))
            assert (a - b if sign == "−" else a + b) == c
        assert "cannot be bettered" in said
        assert "travel day and night" in said

    def test_those_not_behind_the_limits_are_added(self, told: Told) -> None:
        certificate = deepcopy(told.certificate)
        claim = next(row for row in certificate["claims"] if row["id"] == "on_time:central")
        claim["behind_people"] -= 1_000
        said = " ".join(proving.paragraphs(told.result, certificate))
        assert "The other 1,000 are not behind these limits and count as across: 1,000 + " in said

    def test_nobody_held_back(self, told: Told) -> None:
        favourable = {**told.result, "scenario": {**told.result["scenario"], "reading": "favourable"}}
        favourable["verdict"] = told.result["readings"]["favourable"]["verdict"]
        said = " ".join(proving.paragraphs(favourable, told.certificate))
        assert "No limit that anybody published holds anyone back" in said
        assert proving.sums(favourable, told.certificate) == []

    def test_a_gap_is_told_as_open(self, told: Told) -> None:
        gap = deepcopy(told.result)
        gap["verdict"]["on_time_people"]["plan"] -= 7
        assert "the gap of 7 is open" in " ".join(proving.paragraphs(gap, told.certificate))

    def test_no_way_across_at_all(self, tmp_path: Path) -> None:
        loaded = write_world(tmp_path, crossings=[gate(**triple("people_per_day", 0))])
        world = run_world(loaded, tmp_path)
        said = " ".join(proving.paragraphs(world.result, world.certificate))
        assert "all 500 people in scope cannot reach an open crossing" in said
        assert "500 − 0 = 500" in said


class TestSections:
    def test_limits_without_a_figure_are_counted_in_words(self, told: Told) -> None:
        limits = [row for row in told.result["limits"] if row["kind"] != "people"]
        absent = sum(row["capacity"] is None for row in limits)
        title, counted, *_ = unpublished(told.story)
        assert title["text"] == f"What nobody published: {absent} of {len(limits)} limits have no figure"
        assert counted["rows"][-1] == ["All limits", f"{absent}", f"{len(limits)}"]
        for column in (1, 2):
            parts = [int(row[column].replace(",", "")) for row in counted["rows"]]
            assert parts[-1] == sum(parts[:-1])

    def test_every_assumption_and_note_is_printed(self, told: Told) -> None:
        said = set(strings({"blocks": assumed(told.story)}))
        texts = {row["text"] for row in told.result["assumptions"]}
        assert "Limits of 0 let nobody through: throughput:kabul-air." in texts
        # A limit is told by its name, where the assumption has its id.
        assert {words.replace("throughput:kabul-air", "Kabul, by air: people a day") for words in texts} <= said
        assert set(told.case.notes) <= said

    def test_corridor_totals_are_the_parts_shown_rounded_as_people_are(self, told: Told) -> None:
        parts = [12_400, 780]
        weeks = ("2023-10-04", "2023-10-11")
        cells = [
            {"from": "Punjab", "to": "torkham", "week_start": week, "people": people}
            for week, people in zip(weeks, parts, strict=True)
        ]
        both = Story({**told.result, "corridors": cells}, told.certificate, told.case, told.run)
        table = next(b for b in corridors(both) if b["kind"] == "table" and "corridor" in b["caption"])
        # To 100 below 100,000, as everywhere; the caption says why it is not the sum.
        assert table["rows"] == [["Punjab", "Torkham", "12,400", "780", "13,200"]]
        assert "totals are rounded sums of these" in table["caption"]
        # 12,400 by up to 50, 780 by up to 5, and the sum of 13,180 by up to 50.
        assert "the total of a corridor may be off by up to 105 people" in table["caption"]
        rows = next(b for b in corridors(told.story) if b["kind"] == "table" and "corridor" in b["caption"])["rows"]
        for row in rows:
            *counts, total = (int(cell.replace(",", "")) for cell in row[2:] if "<" not in cell)
            assert text.rounded(sum(counts)) == f"{total:,}"

    def test_a_withheld_corridor_is_never_zero(self, told: Told) -> None:
        story = told.story
        row = {"from": "Punjab", "to": "torkham", "week_start": "2023-10-04", "people": None}
        few = type(story)({**told.result, "corridors": [row]}, told.certificate, told.case, told.run)
        table = next(b for b in corridors(few) if b["kind"] == "table" and "corridor" in b["caption"])
        assert table["rows"] == [["Punjab", "Torkham", "<10", "<10 a week"]]
        assert "withheld" in table["caption"]

    def test_the_curve_table_has_the_deadline_and_the_last_day(self, told: Told) -> None:
        rows = next(block for block in over_time(told.story) if block["kind"] == "table")["rows"]
        last = told.result["curve"][-1]
        at_most = told.result["verdict"]["on_time_people"]["proved_at_most"]
        assert next(row for row in rows if "(deadline)" in row[0])[2] == f"{at_most:,}"
        assert rows[0][0] == text.short_day(told.story.start)
        assert rows[-1][:3] == [text.short_day(last["date"]), f"{last['crossed']:,}", f"{last['ceiling']:,}"]
        assert len(rows) <= 15

    def test_the_curve_table_has_the_day_of_its_heading(self, told: Told) -> None:
        early = {**told.result, "completion": completion("2023-10-09", 6, "2023-10-09")}
        rows = over_time(Story(early, told.certificate, told.case, told.run))[-1]["rows"]
        assert "9 Oct 2023" in [row[0] for row in rows]

    def test_a_crossing_that_passes_the_seats_of_flights_has_no_figure_of_its_own(self, told: Told) -> None:
        row = next(row for row in told.result["limits"] if row["id"] == "throughput:kabul-air")
        flown = {**row, "capacity": 50, "source_range": None, "by_scenario": False}
        limits = [flown if other is row else other for other in told.result["limits"]]
        said = " ".join(
            strings(
                {"blocks": unpublished(Story({**told.result, "limits": limits}, told.certificate, told.case, told.run))}
            )
        )
        assert "Nobody published people a day at Kabul, by air: it passes the seats of published flights" in said
        assert "seats of published flights" not in " ".join(strings({"blocks": unpublished(told.story)}))

    def test_binding_limits_are_ranked(self, told: Told) -> None:
        rows = next(block for block in binding(told.story) if block["kind"] == "table")["rows"]
        gains = [int(row[3].replace(",", "")) for row in rows]
        assert gains == sorted(gains, reverse=True)
        heading, *_ = binding(told.story)
        assert heading["text"].startswith(f"{len(rows)} limits bind")
        note = binding(told.story)[-1]["text"]
        people = next(row for row in told.result["limits"] if row["kind"] == "people")
        assert f"could cross on time is {people['flips_at']:,}." in note

    def test_the_favourable_reading_is_explained(self, told: Told) -> None:
        said = " ".join(strings({"blocks": readings(told.story)}))
        assert "the highest figure in its source, repeated on every day" in said

    def test_every_alternative_stands_beside_the_scenario(self, told: Told) -> None:
        rows = next(block for block in alternatives(told.story) if block["kind"] == "table")["rows"]
        assert [row[0] for row in rows] == ["This scenario", *(row["title"] for row in told.result["alternatives"])]

    def test_exposure_has_both_sides(self, told: Told) -> None:
        tables = [block for block in exposure(told.story) if block["kind"] == "table"]
        rows = next(block["rows"] for block in tables if block["head"][-1] == "Must")
        must = told.result["exposure"]["must"]
        assert rows[1][2] == text.rounded(must["nights_in_queue"])
