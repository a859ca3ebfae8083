"""The table of a study as CSV and Parquet: a row for each scenario of the grid, in its order, always the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from planner.config import Point

Json = dict[str, Any]
CSV, PARQUET = "results.csv", "results.parquet"
NO_PARQUET = (
    f"{PARQUET} is not written: it needs pyarrow, which is not installed "
    f"(pip install 'returns-planner[study]'); {CSV} holds the same rows"
)
# Name, HXL tag and kind of what a scenario answers.
_ANSWERS = (
    ("answer", "#status+answer", "text"),
    ("note", "#description+answer", "text"),
    ("in_scope_people", "#affected+scope", "number"),
    ("on_time_plan", "#affected+crossed+plan", "number"),
    ("on_time_proved_at_most", "#affected+crossed+max", "number"),
    ("left_at_least", "#affected+left+min", "number"),
    ("completion_date", "#date+completion", "text"),
    ("completion_days", "#indicator+completion+days", "number"),
    ("completion_proved_not_before", "#date+completion+min", "text"),
    ("never", "#status+never", "truth"),
)
Column = tuple[str, str, str]


def parquet_at_hand() -> bool:
    """Return whether Parquet can be written."""
    return find_spec("pyarrow") is not None


def columns_of(keys: Sequence[str]) -> tuple[Column, ...]:
    """Return name, HXL tag and kind of every column: number and id of the scenario, swept keys, answers."""
    head = (("scenario", "#meta+num", "number"), ("scenario_id", "#meta+id", "text"))
    return (*head, *((key, "#meta+setting", "text") for key in keys), *_ANSWERS)


def rows_of(points: Sequence[Point], ids: Sequence[str], solved: Mapping[str, Json]) -> list[tuple[Any, ...]]:
    """Return a row for each point, in the order of the grid; a scenario that stands twice has two rows."""
    from planner.report.tables import answer_cells  # late: figures and typesetting come with it

    return [
        (number, id_, *point.settings, *answer_cells(solved[id_]))
        for number, (point, id_) in enumerate(zip(points, ids, strict=True), 1)
    ]


def csv_bytes(columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> bytes:
    """Return the table as CSV, HXL tags in the second row."""
    from planner.report.grid import Table, csv_of

    table = Table(name="results", columns=tuple((name, tag) for name, tag, _ in columns), rows=rows)
    return csv_of(table).encode("utf-8")


def parquet_bytes(columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> bytes:
    """Return the table as Parquet, the HXL tag of each column in its metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"text": pa.string(), "number": pa.int64(), "truth": pa.bool_()}
    schema = pa.schema([pa.field(name, kinds[kind], metadata={"hxl": tag}) for name, tag, kind in columns])
    by_column = [[row[at] for row in rows] for at in range(len(columns))]
    arrays = [pa.array(values, field.type) for values, field in zip(by_column, schema, strict=True)]
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), stream, compression="zstd")
    return stream.getvalue()
