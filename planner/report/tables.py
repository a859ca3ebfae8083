"""
``tables/*.csv``: what the report shows, for spreadsheets and programs.

Numbers are those of ``result.json`` and ``plan.json`` after the display rule: exact by crossing and day, rounded by
site and by corridor.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.report.dictionary import dictionary_of
from planner.report.grid import Cell, Table, csv_of
from planner.report.roomtables import room_tables
from planner.report.text import READINGS, answer_note
from planner.units import round_people

FOLDER = "tables"
_WITHHELD = "<10"


def write_tables(folder: Path, *, result: Mapping[str, Any], plan: Mapping[str, Any]) -> None:
    """
    Write ``tables/*.csv`` into a run folder: UTF-8, LF, the same bytes each time.

    Parameters
    ----------
    result, plan
        As written to ``result.json`` and ``plan.json``.
    """
    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    for table in all_tables(result, plan):
        (target / f"{table.name}.csv").write_bytes(csv_of(table).encode("utf-8"))


def all_tables(result: Mapping[str, Any], plan: Mapping[str, Any]) -> list[Table]:
    """Return every table of a run, and the dictionary of their columns."""
    tables = [
        _crossings_by_day(result, plan),
        _sites_by_week(result),
        _corridors_by_week(result),
        _limits(result),
        _readings(result),
        _curve(result),
        _alternatives(result),
        _assumptions(result),
        *room_tables(result),
    ]
    return [*tables, dictionary_of(tables)]


def _crossings_by_day(result: Mapping[str, Any], plan: Mapping[str, Any]) -> Table:
    names = {row["id"]: row["name"] for row in result["crossings"]}
    rows = sorted(plan["crossings"], key=lambda row: (row["id"], row["date"]))
    return Table(
        name="crossings_by_day",
        columns=(
            ("date", "#date"),
            ("crossing_id", "#loc+crossing+code"),
            ("crossing", "#loc+crossing+name"),
            ("people_self_organised", "#affected+crossed+self"),
            ("people_from_sites", "#affected+crossed+sites"),
            ("people", "#affected+crossed+total"),
            ("waiting_at_end_of_day", "#affected+waiting"),
        ),
        rows=[
            (
                row["date"],
                row["id"],
                names.get(row["id"], row["id"]),
                row["from_self"],
                row["from_sites"],
                row["from_self"] + row["from_sites"],
                row["waiting"],
            )
            for row in rows
        ],
    )


def _sites_by_week(result: Mapping[str, Any]) -> Table:
    return Table(
        name="sites_by_week",
        columns=(
            ("week_start", "#date+start"),
            ("site_id", "#loc+site+code"),
            ("site", "#loc+site+name"),
            ("province", "#adm1+name"),
            ("kind", "#loc+type"),
            ("arrivals_rounded", "#affected+arrived"),
            ("nights_rounded", "#affected+nights"),
            ("most_held_rounded", "#affected+held+max"),
        ),
        rows=[
            (
                week["week_start"],
                site["id"],
                site["name"],
                site["province"],
                site["kind"],
                *(round_people(week[key]) for key in ("people_in", "nights", "most_held")),
            )
            for site in result["sites"]
            for week in site["weeks"]
        ],
    )


def _corridors_by_week(result: Mapping[str, Any]) -> Table:
    return Table(
        name="corridors_by_week",
        columns=(
            ("week_start", "#date+start"),
            ("from", "#loc+origin+name"),
            ("to", "#loc+destination+code"),
            ("people_rounded", "#affected+moved"),
            ("withheld", "#status+withheld"),
        ),
        rows=[
            (row["week_start"], row["from"], row["to"], row["people"], _WITHHELD if row["people"] is None else None)
            for row in result["corridors"]
        ],
    )


def _limits(result: Mapping[str, Any]) -> Table:
    return Table(
        name="limits",
        columns=(
            ("id", "#meta+id"),
            ("kind", "#capacity+type"),
            ("place", "#loc+code"),
            ("unit", "#capacity+unit"),
            ("capacity", "#capacity+num"),
            ("used_share", "#indicator+used+share"),
            ("people_per_unit", "#indicator+gain+num"),
            ("flips_at", "#indicator+flips+num"),
            ("source_low", "#capacity+min"),
            ("source_high", "#capacity+max"),
            ("set_by_scenario", "#meta+scenario"),
        ),
        rows=[
            (
                *(
                    row[key]
                    for key in (
                        "id",
                        "kind",
                        "place",
                        "unit",
                        "capacity",
                        "used_share",
                        "people_per_unit",
                        "flips_at",
                    )
                ),
                *(row["source_range"] or (None, None)),
                row["by_scenario"],
            )
            for row in result["limits"]
        ],
    )


_ANSWER_COLUMNS = (
    ("answer", "#status+answer"),
    ("note", "#description+answer"),
    ("in_scope_people", "#affected+scope"),
    ("on_time_plan", "#affected+crossed+plan"),
    ("on_time_proved_at_most", "#affected+crossed+max"),
    ("left_at_least", "#affected+left+min"),
    ("completion_date", "#date+completion"),
    ("completion_days", "#indicator+completion+days"),
    ("completion_proved_not_before", "#date+completion+min"),
    ("never", "#status+never"),
)


def answer_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    """Return the cells of a verdict and a completion, as every table of answers has them."""
    verdict, completion = row["verdict"], row["completion"]
    return (
        verdict["answer"],
        answer_note(verdict["answer"]),
        verdict["in_scope_people"],
        verdict["on_time_people"]["plan"],
        verdict["on_time_people"]["proved_at_most"],
        verdict["left_after_deadline_people"]["at_least"],
        completion["date"],
        completion["days"],
        completion["proved_not_before"],
        completion["never"],
    )


def _readings(result: Mapping[str, Any]) -> Table:
    rows = [(name, *answer_cells(result["readings"][name])) for name in READINGS]
    return Table(name="readings", columns=(("reading", "#meta+reading"), *_ANSWER_COLUMNS), rows=rows)


def _alternatives(result: Mapping[str, Any]) -> Table:
    return Table(
        name="alternatives",
        columns=(("id", "#meta+id"), ("title", "#description+title"), *_ANSWER_COLUMNS),
        rows=[(row["id"], row["title"], *answer_cells(row)) for row in result["alternatives"]],
    )


def _curve(result: Mapping[str, Any]) -> Table:
    return Table(
        name="curve",
        columns=(
            ("date", "#date"),
            ("crossed", "#affected+crossed+plan"),
            ("ceiling", "#affected+crossed+max"),
        ),
        rows=[(row["date"], row["crossed"], row["ceiling"]) for row in result["curve"]],
    )


def _assumptions(result: Mapping[str, Any]) -> Table:
    return Table(
        name="assumptions",
        columns=(
            ("id", "#meta+id"),
            ("assumption", "#description"),
            ("evidence", "#meta+evidence"),
            ("source_id", "#meta+source"),
        ),
        rows=[(row["id"], row["text"], row["evidence"], row["source_id"]) for row in result["assumptions"]],
    )
