"""
A table's text to checked rows: header against the allow-list, shape, persons' data, then every cell's value.

``csv`` reads the rows, not pandas: it tells a missing cell from an empty one and refuses a stray quote. Rows
are counted as a spreadsheet shows them, the header being row 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from planner.disclosure import HEADER_RULE, find_person_header, find_person_pattern
from planner.errors import Fault
from planner.geodata.cells import (
    EMPTY,
    WITHHELD,
    Judged,
    PublicCodes,
    expectation,
    guess,
    judge,
    person_expectation,
    shown,
)
from planner.geodata.files import CheckedFile
from planner.geodata.tables import Column, Kind, Table, Triple
from planner.records import Span

MOST_ROWS = 500_000
MOST_FAULTS_PER_COLUMN = 1_000
_LONGEST_HEADER = 60
_KEY_COLUMN = re.compile(r"[a-z][a-z0-9_]*")
_OTHER_COMMAS = {";": "semicolons", "\t": "tabs"}
_ALIASES = {"latitude": "lat", "longitude": "lon", "long": "lon", "lng": "lon"}
_TELLING = frozenset(("nan", "inf", "-inf", "infinity", "na", "n/a", "null", "none", "-"))


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row: its number in the file and its values by column, without those that are not as declared.

    The typed getters are for tables without a fault; checks between tables look into ``values``.
    """

    number: int
    values: dict[str, object]

    def text(self, name: str) -> str:
        """Return a text cell, empty when the column is left out."""
        value = self.values.get(name, "")
        assert isinstance(value, str)
        return value

    def number_of(self, name: str) -> Fraction:
        """Return an exact number."""
        value = self.values[name]
        assert isinstance(value, Fraction)
        return value

    def maybe_number(self, name: str) -> Fraction | None:
        """Return an exact number, or ``None`` for an empty cell or a column left out."""
        return None if self.values.get(name) is None else self.number_of(name)

    def whole(self, name: str) -> int:
        """Return a whole number."""
        value = self.values[name]
        assert isinstance(value, int)
        return value

    def maybe_whole(self, name: str) -> int | None:
        """Return a whole number, or ``None`` for an empty cell."""
        return None if self.values.get(name) is None else self.whole(name)

    def day(self, name: str) -> date:
        """Return a date."""
        value = self.values[name]
        assert isinstance(value, date)
        return value

    def maybe_day(self, name: str) -> date | None:
        """Return a date, or ``None`` for an empty cell or a column left out."""
        return None if self.values.get(name) is None else self.day(name)

    def maybe_span(self, stem: str) -> Span | None:
        """Return a low, central, high triple, or ``None`` when it is empty."""
        low, central, high = (self.values[name] for name in Triple(stem).names)
        if low is None:
            return None
        assert isinstance(low, int | Fraction)
        assert isinstance(central, int | Fraction)
        assert isinstance(high, int | Fraction)
        return Span(low=Fraction(low), central=Fraction(central), high=Fraction(high))

    def span(self, stem: str) -> Span:
        """Return a triple that is filled."""
        span = self.maybe_span(stem)
        assert span is not None
        return span


@dataclass(slots=True)
class ReadTable:
    """
    What reading a table came to.

    Parameters
    ----------
    rows
        In the order of the file, without ragged rows and rows that speak of a person.
    names
        (row, name) of every row that can be called by the table's first column, faulty or not: other tables
        may speak of a place whose row has a slip elsewhere.
    keys
        Public key columns beyond the declared ones.
    whole
        Whether ``names`` is complete; if not, a name that is not in it proves nothing.
    """

    table: Table
    file: str
    rows: list[Row] = field(default_factory=list)
    names: list[tuple[int, str]] = field(default_factory=list)
    keys: tuple[str, ...] = ()
    whole: bool = True
    faults: list[Fault] = field(default_factory=list)
    _told: Counter[str | None] = field(default_factory=Counter)

    def fault(
        self, expected: str, got: str | None = None, *, row: int | None = None, column: str | None = None
    ) -> None:
        """Add a fault of this table; beyond a thousand in one column they are counted only."""
        self._told[column] += 1
        if self._told[column] <= MOST_FAULTS_PER_COLUMN:
            self.faults.append(Fault(file=self.file, row=row, column=column, expected=expected, got=got))

    def all_faults(self) -> list[Fault]:
        """Return the faults in the order of the rows, then how many more were left untold."""
        told = sorted(self.faults, key=lambda fault: fault.row or 0)
        for column, times in self._told.items():
            if times > MOST_FAULTS_PER_COLUMN:
                more = f"{times - MOST_FAULTS_PER_COLUMN:,} more faults in this column"
                told.append(Fault(file=self.file, column=column, expected="none of these", got=more))
        return told

    def settles(self, column: str) -> bool:
        """Return whether every row gave its cell of a column, so that what is not among them is nowhere."""
        is_read = self.whole and len(self.rows) == len(self.names)
        return is_read and all(column in row.values for row in self.rows)


def column_of(file: CheckedFile, name: str) -> list[str]:
    """Return one column as it is written, empty where it cannot be read: a look ahead, judging nothing."""
    rows = [cells for _, cells, problem in _records(file.text or "") if problem is None]
    header = [cell.strip() for cell in rows[0]] if rows else []
    if name not in header:
        return []
    at = header.index(name)
    return [cells[at].strip() for cells in rows[1:] if at < len(cells)]


def read_table(file: CheckedFile, table: Table, public: PublicCodes) -> ReadTable:
    """
    Return the rows of a table and all its faults.

    Parameters
    ----------
    file
        Its text; without one the file's own faults are passed on.
    public
        Place codes that look like passport numbers and are none.
    """
    read = ReadTable(table, file.name)
    read.faults.extend(file.faults)
    if file.text is None:
        read.whole = not file.faults and not table.needed
        return read
    records = _records(file.text)
    _, header, problem = next(records)
    if problem is not None:
        read.fault(problem, row=1)
        read.whole = False
        return read
    places = _check_header(read, [cell.strip() for cell in header])
    if places is None:
        read.whole = False
        return read
    _read_rows(read, records, places, len(header), public)
    if table.needed and not read.names and not read.faults:
        read.fault("at least one row under the header", "none", row=2)
    return read


def _records(text: str) -> Iterator[tuple[int, list[str], str | None]]:
    """Yield (row, cells, what was expected instead, if anything) up to the first row that is not CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, [], "CSV: quotes in pairs around whole cells, cells of at most 128 kB"
            return
        if number > MOST_ROWS + 1:
            yield number, [], f"at most {MOST_ROWS:,} rows"
            return
        yield number, cells, None


def _check_header(read: ReadTable, header: Sequence[str]) -> list[tuple[int, Column]] | None:
    """Return (position, column) of each known column, or ``None`` when the rows cannot be read by them."""
    known = {column.name: column for column in read.table.columns}
    required = [name for name, column in known.items() if not column.optional]
    wanted = f"a header with commas: {','.join(required)}"
    for sign, name in _OTHER_COMMAS.items():
        if len(header) == 1 and sign in header[0]:
            read.fault(wanted, f"cells parted by {name}", row=1)
            return None
    if _header_has_persons(read, header, known):
        return None
    # Not the header at all, perhaps a first row of data: nothing of it is repeated.
    found = [name for name in required if name in header]
    if 2 * len(found) < len(required):
        read.fault(wanted, f"only {', '.join(found)}" if found else "none of them", row=1)
        return None
    repeated = [cell for cell, times in Counter(header).items() if times > 1 and cell]
    for cell in repeated:
        name = cell if cell in known else _header_name(cell, header.index(cell))
        read.fault("each column once", "it again", row=1, column=name)
    return None if repeated else _match_columns(read, header, known)


def _header_has_persons(read: ReadTable, header: Sequence[str], known: dict[str, Column]) -> bool:
    """Return whether the header names, or itself is, data about persons; add a fault for each such cell."""
    meant = known.keys() | {alias for alias, name in _ALIASES.items() if name in known and name not in header}
    persons = [k for k, cell in enumerate(header) if cell not in meant and find_person_header(cell)]
    values = [(k, find_person_pattern(cell)) for k, cell in enumerate(header) if k not in persons]
    for k, rule in values:
        if rule is not None:
            read.fault(person_expectation(rule), WITHHELD, row=1, column=f"column {k + 1}")
    if any(rule is not None for _, rule in values):
        return True
    for k in persons:
        read.fault(person_expectation(HEADER_RULE), row=1, column=_header_name(header[k], k))
    return bool(persons)


def _match_columns(read: ReadTable, header: Sequence[str], known: dict[str, Column]) -> list[tuple[int, Column]]:
    """Return (position, column) of the known columns; fault unknown and missing ones."""
    missing = [name for name, column in known.items() if not column.optional and name not in header]
    free = [name for name in known if name not in header]
    places: list[tuple[int, Column]] = []
    keys: list[str] = []
    for k, cell in enumerate(header):
        if cell in known:
            places.append((k, known[cell]))
            continue
        hint = guess(_ALIASES.get(cell, cell), free)
        if read.table.open_keys and _KEY_COLUMN.fullmatch(cell) and len(cell) <= _LONGEST_HEADER and not hint:
            keys.append(cell)
            places.append((k, Column(cell, Kind.PEOPLE, blank=True)))
            continue
        what = "a column name" if not cell else f"only the columns of the contract{hint}"
        read.fault(what, EMPTY if not cell else "an unknown column", row=1, column=_header_name(cell, k))
    for name in missing:
        read.fault("this column", "none of that name", row=1, column=name)
    read.keys = tuple(keys)
    read.whole = read.table.columns[0].name in header
    return places


def _header_name(cell: str, position: int) -> str:
    """Return how a message names a column that is not ours: by a plain header, else by its position."""
    is_short = 0 < len(cell) <= _LONGEST_HEADER
    is_plain = is_short and cell.isprintable() and not any(sign.isdigit() for sign in cell)
    return cell if is_plain else f"column {position + 1}"


def _read_rows(
    read: ReadTable,
    records: Iterator[tuple[int, list[str], str | None]],
    places: Sequence[tuple[int, Column]],
    width: int,
    public: PublicCodes,
) -> None:
    """Judge every row under the header. Equal cells of a column are judged once."""
    first = read.table.columns[0].name
    name_at = next((k for k, column in places if column.name == first), None)
    plan: list[tuple[int, Column, dict[str, Judged]]] = [(k, column, {}) for k, column in places]
    for number, cells, problem in records:
        if problem is not None:
            read.fault(problem, row=number)
            read.whole = False
            break
        if not any(cells) or not any(cell.strip() for cell in cells):
            continue
        if name_at is not None and name_at < len(cells):
            read.names.append((number, cells[name_at].strip()))
        if len(cells) != width:
            read.fault(f"{width} cells, as in the header", f"{len(cells)}", row=number)
            continue
        values = _judge_row(read, number, cells, plan, public)
        if values is not None:
            _check_row(read, number, values)
            read.rows.append(Row(number, values))


def _judge_row(
    read: ReadTable,
    number: int,
    cells: Sequence[str],
    plan: Sequence[tuple[int, Column, dict[str, Judged]]],
    public: PublicCodes,
) -> dict[str, object] | None:
    """Return the good values of one row by column, ``None`` when it speaks of a person; add its faults."""
    values: dict[str, object] = {}
    wrong: list[tuple[Column, str, Judged]] = []
    for k, column, seen in plan:
        cell = cells[k]
        judged = seen.get(cell)
        if judged is None:
            judged = seen[cell] = judge(column, cell.strip(), public)
        if judged.expected is None and judged.rule is None:
            values[column.name] = judged.value
        else:
            wrong.append((column, cell.strip(), judged))
    if not wrong:
        return values
    # A row that speaks of a person is not repeated in part either.
    persons = [(column, judged.rule) for column, _, judged in wrong if judged.rule is not None]
    for column, rule in persons:
        read.fault(person_expectation(rule), WITHHELD, row=number, column=column.name)
    if persons:
        return None
    for column, text, judged in wrong:
        wanted = judged.expected or expectation(column)
        read.fault(wanted, _got(column, text, judged), row=number, column=column.name)
    return values


def _got(column: Column, text: str, judged: Judged) -> str:
    """Return what a message says stood in a cell: nothing that might be a name where a number was due."""
    if judged.hidden:
        return WITHHELD
    if not text:
        return EMPTY
    is_word = column.kind in (Kind.ID, Kind.REF, Kind.NAME, Kind.PROVINCE, Kind.WORD, Kind.WEEKDAY)
    if is_word or text.lower() in _TELLING or any(sign.isdigit() for sign in text):
        return shown(text)
    return "a text that is not repeated"


def _check_row(read: ReadTable, number: int, values: dict[str, object]) -> None:
    """Add a fault where several cells of a row, each good by itself, do not go together."""
    for triple in read.table.triples:
        if all(name in values for name in triple.names):
            _check_triple(read, number, triple, [values[name] for name in triple.names])
    for first, last in read.table.ordered:
        start, end = values.get(first), values.get(last)
        if isinstance(start, date) and isinstance(end, date) and start > end:
            read.fault(f"a date on or after {first}", end.isoformat(), row=number, column=last)


def _check_triple(read: ReadTable, number: int, triple: Triple, values: Sequence[object]) -> None:
    """Add a fault when a triple is half-filled, empty against its rule or out of order."""
    low, central, high = triple.names
    empty = [name for name, value in zip(triple.names, values, strict=True) if value is None]
    if empty and (not triple.blank or len(empty) < len(values)):
        wanted = f"{low}, {central} and {high} all filled" + (" or all empty" if triple.blank else "")
        read.fault(wanted, EMPTY, row=number, column=empty[0])
    numbers = [value for value in values if isinstance(value, int | Fraction)]
    if not empty and numbers != sorted(numbers):
        read.fault(f"{low} <= {central} <= {high}", "them out of order", row=number, column=central)
