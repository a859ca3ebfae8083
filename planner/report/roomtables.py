"""Tables of needs, costs, rights, requirements and draws for spreadsheets and programs; empty rooms have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner.report.backlog import waiting_table
from planner.report.grid import Cell, Table

_ENDS = ("low", "central", "high")
_DIGITS = 3
"""Digits after the point of what is needed: beyond, there is nothing but arithmetic."""


def _told(value: Cell) -> Cell:
    return round(value, _DIGITS) if isinstance(value, float) else value


def room_tables(result: Mapping[str, Any]) -> list[Table]:
    """Return the tables of the rooms that a run has."""
    made = (
        waiting_table(result),
        _needs(result["needs"]),
        _costs(result["costs"]),
        _rights(result["rights"]),
        *_requirements(result["requirements"]),
        *_draws(result["uncertainty"]),
    )
    return [
        Table(name=table.name, columns=table.columns, rows=[tuple(map(_told, row)) for row in table.rows])
        for table in made
        if table.rows
    ]


def _needs(rows: Sequence[Mapping[str, Any]]) -> Table:
    return Table(
        name="needs",
        columns=(
            ("standard_id", "#meta+id"),
            ("sector", "#sector"),
            ("need", "#item+name"),
            ("status", "#status"),
            ("quantity", "#indicator+need+num"),
            ("quantity_low", "#indicator+need+min+num"),
            ("quantity_high", "#indicator+need+max+num"),
            ("need_unit", "#item+unit"),
            ("peak_day", "#date+peak"),
            ("least_quantity", "#indicator+need+least+num"),
            ("total", "#indicator+need+total+num"),
            ("total_unit", "#item+unit+total"),
            ("planned", "#indicator+planned+num"),
            ("first_breach_day", "#date+breach"),
            ("breach_share", "#indicator+breach+share"),
            ("standard_value", "#indicator+standard+num"),
            ("standard_unit", "#indicator+standard+unit"),
            ("force", "#meta+force"),
            ("evidence", "#meta+evidence"),
        ),
        rows=[
            (
                row["standard_id"],
                row["sector"],
                row["title"],
                row["status"] if row["reason"] is None else f"{row['status']}: {row['reason']}",
                *(row[key] for key in ("quantity", "low", "high", "unit", "peak_day")),
                (row["may"] or {}).get("quantity"),
                *(row[key] for key in ("total", "total_unit", "planned", "first_breach_day", "breach_share")),
                *(row[key] for key in ("standard_value", "standard_unit", "force", "evidence")),
            )
            for row in rows
        ],
    )


def _money(row: Mapping[str, Any], currency: str) -> Iterable[Cell]:
    told = row[f"{currency}_thousand"]
    return (told[end] if told else None for end in _ENDS)


def _costs(rows: Sequence[Mapping[str, Any]]) -> Table:
    return Table(
        name="costs",
        columns=(
            ("id", "#meta+id"),
            ("cost_item", "#item+name"),
            ("payer", "#org+payer"),
            ("cost_quantity", "#indicator+quantity+num"),
            ("cost_unit", "#item+unit"),
            *((f"usd_thousand_{end}", f"#value+usd+{end}") for end in _ENDS),
            *((f"pkr_thousand_{end}", f"#value+pkr+{end}") for end in _ENDS),
            ("evidence", "#meta+evidence"),
            ("remark", "#description"),
        ),
        rows=[
            (
                *(row[key] for key in ("id", "item", "payer", "quantity", "unit")),
                *_money(row, "usd"),
                *_money(row, "pkr"),
                row["evidence"],
                row["note"],
            )
            for row in rows
        ],
    )


def _rights(rows: Sequence[Mapping[str, Any]]) -> Table:
    return Table(
        name="rights",
        columns=(
            ("id", "#meta+id"),
            ("question", "#description+question"),
            ("status", "#status"),
            ("check_indicator", "#indicator+name"),
            ("check_value", "#indicator+value"),
            ("check_unit", "#indicator+unit"),
            ("breach_when", "#description+rule"),
            ("formula", "#description+formula"),
            ("law", "#meta+law"),
            ("remark", "#description+note"),
        ),
        rows=[
            tuple(
                row[key]
                for key in ("id", "title", "status", "indicator", "value", "unit", "rule", "formula", "law", "note")
            )
            for row in rows
        ],
    )


def _requirements(asked: Mapping[str, Any]) -> Iterable[Table]:
    yield Table(
        name="requirements",
        columns=(
            ("id", "#meta+id"),
            ("resource", "#item+name"),
            *((f"needed_{name}", f"#indicator+need+{name}+num") for name in ("favourable", "central", "strict")),
            ("need_unit", "#item+unit"),
            ("published_amount", "#capacity+num"),
            ("standards", "#meta+standard"),
            *((f"basis_{name}", f"#description+basis+{name}") for name in ("favourable", "central", "strict")),
            ("remark", "#description+note"),
        ),
        rows=[
            (
                row["id"],
                row["resource"],
                *(row["needed"][end] for end in _ENDS),
                row["unit"],
                row["published"],
                " ".join(row["standard_ids"]),
                *(row["basis"][end] for end in _ENDS),
                row["note"],
            )
            for row in asked["deadline"]
        ],
    )
    yield Table(
        name="single_limits",
        columns=(
            ("id", "#meta+id"),
            ("published_amount", "#capacity+num"),
            ("factor", "#indicator+factor+num"),
            ("value_that_meets", "#indicator+value+num"),
            ("need_unit", "#capacity+unit"),
            ("proved", "#status+proved"),
            ("claim", "#meta+claim"),
        ),
        rows=[
            tuple(row[key] for key in ("limit", "published", "factor", "value", "unit", "proved", "claim"))
            for row in asked["single"]
        ],
    )
    yield Table(
        name="frontier",
        columns=(
            ("date", "#date"),
            ("cost", "#value+cost"),
            ("cost_low", "#value+cost+min"),
            ("cost_high", "#value+cost+max"),
            ("currency", "#currency"),
        ),
        rows=[(row["date"], row["cost"], *row["cost_range"], asked["currency"]) for row in asked["frontier"]],
    )


def _draws(told: Mapping[str, Any]) -> Iterable[Table]:
    if not told or not told["draws"]:
        return
    outcomes = {"people_on_time": told["people_on_time"], **told["exposure"]}
    yield Table(
        name="draws",
        columns=(
            ("outcome", "#indicator+name"),
            ("percent_of_draws", "#indicator+percent+num"),
            ("drawn_value", "#indicator+value+num"),
            ("drawn_low", "#indicator+value+min+num"),
            ("drawn_high", "#indicator+value+max+num"),
            ("drawn_unit", "#indicator+unit"),
        ),
        rows=[
            (name, row["percent"], row["value"], row["low"], row["high"], outcome["unit"])
            for name, outcome in outcomes.items()
            for row in outcome["quantiles"]
        ],
    )
    yield Table(
        name="tornado",
        columns=(
            ("id", "#meta+id"),
            ("input_low", "#indicator+input+min+num"),
            ("input_high", "#indicator+input+max+num"),
            ("drawn_unit", "#indicator+unit"),
            ("across_at_low", "#affected+crossed+low"),
            ("across_at_central", "#affected+crossed+central"),
            ("across_at_high", "#affected+crossed+high"),
        ),
        rows=[
            (
                row["id"],
                row["low"],
                row["high"],
                row["unit"],
                *(row["people_on_time"][end] for end in ("at_low", "central", "at_high")),
            )
            for row in told["tornado"]
        ],
    )
