"""Queue and backlog: the days of an order to leave, told exact in a table for programs and rounded for people."""

from __future__ import annotations

from dataclasses import replace

from planner.report.backlog import backlog, draw_backlog, waiting_table
from planner.report.drawing import style, svg_of
from planner.report.grid import Table
from planner.report.tables import all_tables
from planner.units import show_people
from tests.unit.report_run import Told


def test_everyone_in_scope_is_across_waiting_or_not_there_yet(told: Told) -> None:
    for reading in told.result["readings"].values():
        days = reading["exposure"]["days"]
        assert [row["date"] for row in days] == [str(day) for day in told.story.days]
        scope = reading["verdict"]["in_scope_people"]
        for row in days:
            waiting = row["queue_people"] + row["outside_people"] + row["held_people"]
            assert row["over_48h"] <= row["over_24h"] <= waiting <= scope - row["crossed_people"]
        must = reading["exposure"]["must"]
        assert days[-1]["crossed_people"] == must["crossed_people"]
        assert sum(row["queue_people"] + row["outside_people"] for row in days) == must["nights_in_queue"]
        assert sum(row["held_people"] for row in days) == must["nights_in_holding"]
        assert days[-1]["over_24h"] <= must["over_24h"]


def test_the_table_for_programs_is_exact_and_that_for_people_rounded(told: Told) -> None:
    days = told.result["exposure"]["days"]
    exact: Table = waiting_table(told.result)
    assert [row[1] for row in exact.rows] == [row["queue_people"] for row in days]
    assert exact in all_tables(told.result, told.plan)
    _, shown = backlog(told.story)
    assert shown["rows"][-1][1:6] == [
        show_people(days[-1][key]) for key in ("queue_people", "outside_people", "held_people", "over_24h", "over_48h")
    ]


def test_the_figure_has_its_lines_and_says_what_it_shows(told: Told) -> None:
    picture, _ = backlog(told.story)
    assert show_people(told.result["exposure"]["days"][-1]["over_48h"]) in picture["alt"]
    with style():
        first, second = (svg_of(draw_backlog(told.story)) for _ in range(2))
    assert first == second
    assert all(words in first for words in ("in queues", "over 24 hours", "over 48 hours"))


def test_where_nobody_waits_there_is_no_figure(told: Told) -> None:
    nobody = {"queue_people": 0, "outside_people": 0, "held_people": 0, "over_24h": 0, "over_48h": 0}
    days = [{**row, **nobody} for row in told.result["exposure"]["days"]]
    calm = replace(told, result={**told.result, "exposure": {**told.result["exposure"], "days": days}})
    assert backlog(calm.story) == []
