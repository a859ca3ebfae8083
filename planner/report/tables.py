"""
``tables/*.csv``: what the report shows, for spreadsheets and programs: a header, a row of HXL hashtags, then data.

Numbers are those of ``result.json`` and ``plan.json`` after the display rule: exact by crossing and day, rounded by
site and by corridor. A text that a spreadsheet would run as a formula is led by an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.report.text import READINGS, answer_note
from planner.units import round_people

FOLDER = "tables"
_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\n")
_WITHHELD = "<10"
Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    A table for programs.

    Parameters
    ----------
    columns
        Header and HXL hashtag of each column.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: Sequence[Sequence[Cell]]


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


def csv_of(table: Table) -> str:
    """Return a table as CSV text."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([header for header, _ in table.columns])
    writer.writerow([tag for _, tag in table.columns])
    for row in table.rows:
        writer.writerow([_cell(value) for value in row])
    return stream.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A carriage return alone would end a row for some readers; the writer does not quote it.
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return f"'{text}" if text.startswith(_RUNS_AS_FORMULA) else text
    return str(value)


def all_tables(result: Mapping[str, Any], plan: Mapping[str, Any]) -> list[Table]:
    """Return every table of a run."""
    return [
        _crossings_by_day(result, plan),
        _sites_by_week(result),
        _corridors_by_week(result),
        _limits(result),
        _readings(result),
        _curve(result),
        _alternatives(result),
        _assumptions(result),
    ]


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
        ),
        rows=[
            (row["week_start"], row["from"], row["to"], _WITHHELD if row["people"] is None else row["people"])
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


def _answer_cells(row: Mapping[str, Any]) -> Iterable[Cell]:
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
    rows = [(name, *_answer_cells(result["readings"][name])) for name in READINGS]
    return Table(name="readings", columns=(("reading", "#meta+reading"), *_ANSWER_COLUMNS), rows=rows)


def _alternatives(result: Mapping[str, Any]) -> Table:
    return Table(
        name="alternatives",
        columns=(("id", "#meta+id"), ("title", "#description+title"), *_ANSWER_COLUMNS),
        rows=[(row["id"], row["title"], *_answer_cells(row)) for row in result["alternatives"]],
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
