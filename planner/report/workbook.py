"""
``workbook.xlsx``: the tables of the run for a spreadsheet, with native charts, the inputs and their sources.

The numbers are those of ``tables/*.csv``. Every text is written as text: no formula, no link, no macro. The same run
gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import cycle
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.records import Span
from planner.report import text
from planner.report.background import used_sources
from planner.report.dictionary import meaning_of
from planner.report.drawing import BLUE, GREEN, GREY, INK, ORANGE, SKY, VERMILION
from planner.report.grid import Cell, Table
from planner.report.letters import clean
from planner.report.story import Story
from planner.report.tables import all_tables
from planner.units import decimal_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

WORKBOOK = "workbook.xlsx"
_MADE = datetime(2000, 1, 1)
"""A date of creation is part of the format; this one says nothing, so that the same run gives the same bytes."""
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_HEAD_ROWS = 3
_WIDEST, _NARROWEST, _LONGEST_CELL = 60, 8, 32_000
_MOST_BARS = 20
# Points: a line of text, and the highest row that the format has. Letters of a font are of many widths, a column counts
# in digits: a text is taken to be somewhat wider.
_LINE_PT, _HIGHEST_PT, _WIDER = 15, 405, 1.15
_BARS = ((BLUE, None), (SKY, "wide_upward_diagonal"), (ORANGE, "dotted_grid"), (GREEN, "wide_downward_diagonal"),
         (VERMILION, "dark_horizontal"), (GREY, "small_check"))  # fmt: skip
"""Colours and patterns of bars that stand on each other, told apart in grey too."""
_CHART_PX = {"width": 900, "height": 380}
_CHART_ROWS = 20
_READ_ME = "Read me"
_CHARTS = "Charts"


def write_workbook(folder: Path, story: Story, plan: Mapping[str, Any]) -> None:
    """
    Write ``workbook.xlsx`` into a run folder.

    Parameters
    ----------
    plan
        As written to ``plan.json``.
    """
    from xlsxwriter import Workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    # Made in memory: a full disk is then met by one plain write, and no folder for temporary files is needed.
    made = io.BytesIO()
    with Workbook(made, options) as book:
        book.set_properties({"title": clean(text.title(story.result)), "created": _MADE})
        looks = _Looks(book)
        _read_me(looks, story)
        charts = book.add_worksheet(_CHARTS)
        tables = all_tables(story.result, plan)
        for table in (*tables, inputs_of(story), sources_of(story)):
            _sheet(looks, table)
        _charts(book, charts, story, {table.name: table for table in tables})
    (folder / WORKBOOK).write_bytes(made.getvalue())


class _Looks:
    """The formats of a workbook, made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        wrapped = {"text_wrap": True, "valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": "#12344D"})
        self.strong = book.add_format({"bold": True, **wrapped})
        self.plain = book.add_format(wrapped)
        self.head = book.add_format({"bold": True, "bottom": 2, "font_color": "#12344D", **wrapped})
        self.second = book.add_format({"font_color": "#4A5661", "font_size": 9, **wrapped})
        self.date = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self.whole = book.add_format({"num_format": "#,##0", "valign": "top"})
        self.part = book.add_format({"num_format": "#,##0.####", "valign": "top"})

    def write(self, sheet: Worksheet, row: int, column: int, value: Cell) -> None:
        """Write a cell as what it is; a text stays a text, whatever it begins with."""
        if value is None:
            sheet.write_blank(row, column, None, self.plain)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, self.plain)
        elif isinstance(value, str):
            day = _day(value)
            if day is not None:
                sheet.write_datetime(row, column, day, self.date)
            else:
                sheet.write_string(row, column, clean(value)[:_LONGEST_CELL], self.plain)
        else:
            sheet.write_number(row, column, value, self.whole if float(value).is_integer() else self.part)


def _day(value: str) -> datetime | None:
    """Return the day that a text names, ``None`` for any other text."""
    if not _ISO_DAY.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day)


def _sheet(looks: _Looks, table: Table) -> None:
    """Write one table: header, unit, hashtag, then data."""
    sheet = looks.book.add_worksheet(table.name)
    heads = [(header, meaning_of(header)[0], tag) for header, tag in table.columns]
    widths = list[int]()
    for column, (header, unit, tag) in enumerate(heads):
        sheet.write_string(0, column, header, looks.head)
        sheet.write_string(1, column, unit, looks.second)
        sheet.write_string(2, column, tag, looks.second)
        longest = max((len(str(row[column])) for row in table.rows if row[column] is not None), default=0)
        widths.append(min(max(longest + 2, len(header) + 2, _NARROWEST), _WIDEST))
        sheet.set_column(column, column, widths[-1])
    for number, cells in enumerate(zip(*heads, strict=True)):
        _heighten(sheet, number, cells, widths)
    for number, row in enumerate(table.rows, _HEAD_ROWS):
        for column, value in enumerate(row):
            looks.write(sheet, number, column, value)
        _heighten(sheet, number, row, widths)
    sheet.freeze_panes(_HEAD_ROWS, 1)
    sheet.repeat_rows(0, _HEAD_ROWS - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _heighten(sheet: Worksheet, number: int, cells: Sequence[Cell], widths: Sequence[int]) -> None:
    """Make a row as high as its longest text asks: not every program does so when it opens the file."""
    lines = max(
        (ceil(len(cell) * _WIDER / width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str)),
        default=1,
    )
    if lines > 1:
        sheet.set_row(number, min(lines * _LINE_PT, _HIGHEST_PT))


def _read_me(looks: _Looks, story: Story) -> None:
    sheet = looks.book.add_worksheet(_READ_ME)
    widths = (24, 110)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    result, gates = story.result, story.result["gates"]
    sheet.write_string(0, 0, clean(text.title(result)), looks.title)
    rows = [
        ("Voluntariness", f"{gates['voluntariness']['status']}. {gates['voluntariness']['text']}"),
        ("Individual screening", f"{gates['screening']['status']}. {gates['screening']['text']}"),
        ("Case", f"{story.case.title}. {result['scenario']['title']}"),
        ("Reading", f"{text.capital(story.reading)}, from {text.day(story.start)} to {text.day(story.deadline)}"),
        ("Answer", text.answer_text(result["verdict"]["answer"])),
        *(("", line) for line in text.verdict_lines(result, story.names)),
        ("Sheets", "Each table has its header, the unit of each column and its HXL hashtag, then its rows."),
        ("Numbers", "Exact by crossing and day; rounded by site, by corridor and for what people go through."),
        ("Inputs", "What crossings and sites were taken to pass and hold, with sources. No sheet tells districts."),
        ("Run", f"{story.run['run_id']}: {story.run['command']}"),
        ("Check", "planner verify RUN_DIR"),
    ]
    for number, (head, words) in enumerate(rows, 2):
        sheet.write_string(number, 0, head, looks.strong)
        sheet.write_string(number, 1, clean(words)[:_LONGEST_CELL], looks.plain)
        _heighten(sheet, number, (head, words), widths)


def inputs_of(story: Story) -> Table:
    """Return what places were taken to pass and hold, with the range and the source of each figure."""
    rows: list[Sequence[Cell]] = []
    for crossing in story.case.crossings:
        rows.append(_input(story, crossing, "people a day", crossing.people_per_day))
    for site in story.case.sites:
        rows.append(_input(story, site, "places a night", site.places))
    for closure in story.case.closures:
        span = f"share open from {closure.first} to {closure.last}: {closure.reason}"
        share = float(closure.share_open)
        name = story.names.get(closure.place_id, closure.place_id)
        rows.append((closure.place_id, name, None, span, share, share, share, *_from(story, closure.source_id)))
    columns = (
        ("id", "#meta+id"),
        ("place_name", "#loc+name"),
        ("province", "#adm1+name"),
        ("figure", "#description+figure"),
        ("low", "#capacity+min"),
        ("central", "#capacity+central"),
        ("high", "#capacity+max"),
        ("source_id", "#meta+source"),
        ("evidence", "#meta+evidence"),
    )
    return Table(name="inputs", columns=columns, rows=rows)


def _input(story: Story, place: Any, unit: str, span: Span | None) -> Sequence[Cell]:
    ends = (None, None, None) if span is None else tuple(_number(end) for end in (span.low, span.central, span.high))
    return (place.id, place.name, place.province, unit, *ends, *_from(story, place.source_id))


def _number(value: Any) -> int | float:
    return int(value) if value == int(value) else float(decimal_text(value))


def _from(story: Story, source_id: str) -> tuple[str, str]:
    source = story.case.sources.get(source_id)
    return source_id, source.evidence if source else ""


def sources_of(story: Story) -> Table:
    """Return the sources of what the report prints or computes from."""
    columns = (
        ("source_id", "#meta+source"),
        ("title", "#description+title"),
        ("publisher", "#org+publisher"),
        ("published", "#date+published"),
        ("address", "#meta+url"),
        ("evidence", "#meta+evidence"),
    )
    rows = [(s.id, s.title, s.publisher, s.date, s.address, s.evidence) for s in used_sources(story)]
    return Table(name="sources", columns=columns, rows=rows)


def _by_day(book: Workbook, daily: Table) -> Any:
    """Return people by day, a series for each crossing; a chart without a series would be no chart."""
    by_day = book.add_chart({"type": "column", "subtype": "stacked"})
    column = _column(daily, "people")
    for (name, first, last), (colour, pattern) in zip(_blocks(daily)[:_MOST_BARS], cycle(_BARS), strict=False):
        fill = {"fill": {"color": colour}}
        if pattern is not None:
            fill = {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "#FFFFFF"}}
        by_day.add_series(
            {
                "name": clean(name),
                "categories": [daily.name, first, 0, last, 0],
                "values": [daily.name, first, column, last, column],
                "border": {"color": colour},
                "gap": 40,
                **fill,
            }
        )
    return by_day


def _waits(book: Workbook, waiting: Table) -> Any:
    """Return people waiting by day and place, and across them lines of those who have waited long."""
    where = book.add_chart({"type": "area", "subtype": "stacked"})
    for header, words, colour in (
        ("in_queues", "In queues", SKY),
        ("outside_sites", "Outside full sites", ORANGE),
        ("held_at_sites", "Held", BLUE),
    ):
        where.add_series(_series(waiting, _column(waiting, header), words, {"color": colour}))
    long = book.add_chart({"type": "line"})
    for header, words, dashes in (
        ("waited_over_24h", "Over 24 hours", "dash"),
        ("waited_over_48h", "Over 48 hours", "round_dot"),
    ):
        line = {"color": INK, "width": 2, "dash_type": dashes}
        long.add_series(_series(waiting, _column(waiting, header), words, line))
    where.combine(long)
    return where


def _charts(book: Workbook, sheet: Worksheet, story: Story, tables: Mapping[str, Table]) -> None:
    """Draw people across over time, the readings, and crossings by what they pass, each from the rows of a sheet."""
    curve, readings, daily = tables["curve"], tables["readings"], tables["crossings_by_day"]
    told = []
    over_time = book.add_chart({"type": "line"})
    for column, words, colour, width in ((2, "At most (proved)", SKY, 6), (1, "Plan", BLUE, 2)):
        over_time.add_series(_series(curve, column, words, {"color": colour, "width": width}))
    told.append((over_time, text.curve_finding(story.result)))
    by_reading = book.add_chart({"type": "bar", "subtype": "stacked"})
    for header, words, colour in (
        ("on_time_proved_at_most", "Across by the deadline, at most", BLUE),
        ("left_at_least", "Left after it, at least", VERMILION),
    ):
        by_reading.add_series(_series(readings, _column(readings, header), words, {"color": colour}))
    told.append((by_reading, f"{text.title(story.result)}, by reading"))
    if _blocks(daily):
        told.append((_by_day(book, daily), text.arrivals_finding(story.result, story.daily_arrivals)))
    if any(row["over_24h"] for row in story.result["exposure"]["days"]):
        told.append((_waits(book, tables["waiting_by_day"]), text.exposure_finding(story.result)))
    sheet.fit_to_pages(1, 0)
    for k, (chart, finding) in enumerate(told):
        chart.set_title({"name": clean(finding)[:250], "name_font": {"size": 11}})
        axes = (chart.set_x_axis, chart.set_y_axis)
        axes[k == 1]({"num_format": "d mmm yyyy", "date_axis": True} if k != 1 else {})
        axes[k != 1]({"num_format": "#,##0", "name": "people", "min": 0})
        chart.set_legend({"position": "bottom"})
        chart.set_size(_CHART_PX)
        sheet.insert_chart(k * _CHART_ROWS, 0, chart, {"description": clean(finding)})


def _series(table: Table, column: int, name: str, line: Mapping[str, Any]) -> dict[str, Any]:
    first, last = _HEAD_ROWS, _HEAD_ROWS + len(table.rows) - 1
    return {
        "name": name,
        "categories": [table.name, first, 0, last, 0],
        "values": [table.name, first, column, last, column],
        "line": dict(line),
        "fill": {"color": line["color"]},
    }


def _column(table: Table, header: str) -> int:
    return [name for name, _ in table.columns].index(header)


def _blocks(daily: Table) -> list[tuple[str, int, int]]:
    """Return the name of each crossing in use with its first and last row, those with most people first."""
    key, name, people = (_column(daily, header) for header in ("crossing_id", "crossing", "people"))
    rows: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    total: Counter[str] = Counter()
    for number, row in enumerate(daily.rows, _HEAD_ROWS):
        crossing = str(row[key])
        rows.setdefault(crossing, []).append(number)
        names[crossing] = str(row[name])
        total[crossing] += int(row[people] or 0)
    used = sorted((crossing for crossing in rows if total[crossing]), key=lambda crossing: (-total[crossing], crossing))
    return [(names[crossing], rows[crossing][0], rows[crossing][-1]) for crossing in used]
