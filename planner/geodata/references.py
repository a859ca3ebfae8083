"""
What the tables of a case say about each other: ids used once, places, sources, areas and keys that exist.

These are checks of names. Whether a journey exists is the network's question, not asked here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from planner.geodata import tables
from planner.geodata.casefile import CaseFile
from planner.geodata.cells import shown
from planner.geodata.reading import ReadTable, Row

NATIONAL = "national"
EVERY_CROSSING = "all"
POPULATION = "population"
LEG = "leg:"
_PLACE_TABLES = (tables.DISTRICTS, tables.CROSSINGS, tables.SITES, tables.JUNCTIONS, tables.HUBS)
_PROVINCE_TABLES = (tables.DISTRICTS, tables.CROSSINGS, tables.SITES)
_SHUT_TABLES = (tables.CROSSINGS, tables.SITES, tables.JUNCTIONS)
_WITH_SOURCE = tuple(table for table in tables.CASE_TABLES if table is not tables.SOURCES)

Tables = Mapping[str, ReadTable]


def check_references(read: Tables, case: CaseFile) -> None:
    """
    Add to each table the faults that only show beside the others.

    Parameters
    ----------
    read
        Every table of the case by file name, absent ones without rows.
    case
        For its statuses.
    """
    for table in tables.CASE_TABLES:
        check_unique(read[table.file])
    _check_place_ids(read)
    sources = _Known((read[tables.SOURCES.file],))
    for table in _WITH_SOURCE:
        _check_column(read[table.file], "source_id", sources, "a source_id of sources.csv")
    places = _Known(read[table.file] for table in _PLACE_TABLES)
    _check_legs(read[tables.LEGS.file], places)
    _check_ends(read[tables.SERVICES.file], places)
    _check_shut(read)
    _check_column(read[tables.CLIMATE.file], "place_id", places, "the id of a place of this case")
    crossings = _Known((read[tables.CROSSINGS.file],), (EVERY_CROSSING,))
    observed = read[tables.OBSERVED.file]
    _check_column(observed, "crossing_id", crossings, f"an id of crossings.csv, or {EVERY_CROSSING}")
    _check_observed_order(observed)
    provinces = _Known((), _provinces(read))
    provinces.whole = all(read[table.file].settles("province") for table in _PROVINCE_TABLES)
    _check_column(read[tables.FLEETS.file], "province", provinces, f"a province of this case, or {NATIONAL}")
    _check_people(read[tables.PEOPLE.file], read[tables.DISTRICTS.file], case)


class _Known:
    """The names that some tables define; when one of them could not be read whole, any name may exist."""

    def __init__(self, definers: Iterable[ReadTable], also: Iterable[str] = ()) -> None:
        held = tuple(definers)
        self.names = {name for table in held for _, name in table.names}.union(also)
        self.whole = all(table.whole for table in held)

    def lacks(self, name: str) -> bool:
        """Return whether the name certainly does not exist."""
        return self.whole and name not in self.names


def _texts(read: ReadTable, column: str) -> Iterator[tuple[Row, str]]:
    """Yield (row, text) of the good, filled cells of a column."""
    for row in read.rows:
        text = row.values.get(column)
        if isinstance(text, str) and text:
            yield row, text


def _check_column(read: ReadTable, column: str, known: _Known, wanted: str) -> None:
    for row, text in _texts(read, column):
        if known.lacks(text):
            read.fault(wanted, shown(text), row=row.number, column=column)


def check_unique(read: ReadTable) -> None:
    """Fault rows that repeat what must be unique in their table."""
    columns = read.table.unique
    if not columns:
        return
    what = " with ".join(columns)
    first: dict[tuple[object, ...], int] = {}
    for row in read.rows:
        if any(name not in row.values for name in columns):
            continue
        key = tuple(row.values[name] for name in columns)
        if key in first:
            got = f"{shown(str(key[0]))} again (first in row {first[key]})"
            read.fault(f"each {what} once", got, row=row.number, column=columns[0])
        else:
            first[key] = row.number


def _check_place_ids(read: Tables) -> None:
    """Fault an id that a place of another table has already."""
    owner: dict[str, str] = {}
    for table in _PLACE_TABLES:
        column = table.unique[0]
        for row, text in _texts(read[table.file], column):
            if owner.setdefault(text, table.file) != table.file:
                got = f"{shown(text)}, which is in {owner[text]}"
                read[table.file].fault("an id that no other place has", got, row=row.number, column=column)


def _check_ends(read: ReadTable, places: _Known) -> None:
    for column in ("from_id", "to_id"):
        _check_column(read, column, places, "the id of a place of this case")
    for row, start in _texts(read, "from_id"):
        if row.values.get("to_id") == start:
            read.fault("another place than from_id", shown(start), row=row.number, column="to_id")


def _check_legs(read: ReadTable, places: _Known) -> None:
    """Check the ends of legs, and that one mode joins two places once."""
    _check_ends(read, places)
    first: dict[tuple[frozenset[str], str], int] = {}
    for row, start in _texts(read, "from_id"):
        end, mode = row.values.get("to_id"), row.values.get("mode")
        if not isinstance(end, str) or not isinstance(mode, str):
            continue
        key = (frozenset((start, end)), mode)
        if key in first:
            got = f"{shown(start)} to {shown(end)} again (first in row {first[key]})"
            wanted = f"one {mode} leg between two places, either way round"
            read.fault(wanted, got, row=row.number, column="to_id")
        else:
            first[key] = row.number


def _check_shut(read: Tables) -> None:
    """Check the places of closures and calendars, legs among them."""
    legs = read[tables.LEGS.file]
    ends = {(row.values.get("from_id"), row.values.get("to_id")) for row in legs.rows}
    # With dashes in ids, leg:a-b-c may be a-b to c or a to b-c; both ways round of one leg are one.
    named = {(f"{LEG}{a}-{b}", frozenset((a, b))) for start, end in ends for a, b in ((start, end), (end, start))}
    times = Counter(name for name, _ in named)
    known_legs = _Known((), times)
    known_legs.whole = legs.settles("from_id") and legs.settles("to_id")
    places = _Known(read[table.file] for table in _SHUT_TABLES)
    for table in (tables.CLOSURES, tables.CALENDAR):
        for row, text in _texts(read[table.file], "place_id"):
            known = known_legs if text.startswith(LEG) else places
            if known.lacks(text):
                wanted = f"the id of a crossing, site or junction, or {LEG}FROM-TO"
                read[table.file].fault(wanted, shown(text), row=row.number, column="place_id")
            elif times[text] > 1:
                got = f"{shown(text)}, which names {times[text]} of them"
                read[table.file].fault("one leg: rename its places", got, row=row.number, column="place_id")


def _check_observed_order(read: ReadTable) -> None:
    for row in read.rows:
        figures = [row.values.get(name) for name in ("low", "people", "high")]
        numbers = [figure for figure in figures if isinstance(figure, int)]
        if numbers != sorted(numbers):
            read.fault("low <= people <= high", "them out of order", row=row.number, column="people")


def _provinces(read: Tables) -> set[str]:
    """Return every province named by a district, crossing or site, and the word for all of them."""
    named = {text for table in _PROVINCE_TABLES for _, text in _texts(read[table.file], "province")}
    return named | {NATIONAL}


def _check_people(read: ReadTable, districts: ReadTable, case: CaseFile) -> None:
    """Check statuses, areas, overlaps and keys of the published totals."""
    areas = _Areas(districts)
    for row, status in _texts(read, "status"):
        if case.knows_statuses and status not in case.statuses:
            wanted = f"a status of case.yaml ({', '.join(case.statuses)})"
            read.fault(wanted, shown(status), row=row.number, column="status")
    taken: dict[object, _Taken] = {}
    for row, area in _texts(read, "area"):
        unknown = areas.expected(area)
        if unknown is not None:
            read.fault(unknown, shown(area), row=row.number, column="area")
            continue
        _check_split(read, row, areas, districts)
        if "status" in row.values:
            cover = taken.setdefault(row.values["status"], _Taken())
            earlier = cover.take(area, areas.province_of.get(area), row.number)
            if earlier is not None:
                got = f"{shown(area)}, which overlaps row {earlier}"
                read.fault("an area apart from its status's other rows", got, row=row.number, column="area")


class _Taken:
    """The areas that the rows of one status cover so far, each with its row."""

    def __init__(self) -> None:
        self.areas: dict[str, int] = {}
        self.province_parts: dict[str, int] = {}

    def take(self, area: str, province: object, number: int) -> int | None:
        """Take an area; return the earlier row that shares a district with it, if any."""
        earlier = next(iter(self.areas.values()), None) if area == NATIONAL else self.areas.get(NATIONAL)
        candidates = (earlier, self.areas.get(area), self.province_parts.get(area))
        hits = [hit for hit in candidates if hit is not None]
        if isinstance(province, str):
            if province in self.areas:
                hits.append(self.areas[province])
            self.province_parts.setdefault(province, number)
        self.areas.setdefault(area, number)
        return min(hits, default=None)


class _Areas:
    """Which districts an area of people.csv covers."""

    def __init__(self, districts: ReadTable) -> None:
        self.whole = districts.settles("province")
        self.codes = {name for _, name in districts.names}
        self.province_of: dict[str, object] = {}
        self.rows: dict[str, list[Row]] = {NATIONAL: list(districts.rows)}
        for row, province in _texts(districts, "province"):
            self.rows.setdefault(province, []).append(row)
        self.provinces = set(self.rows) - {NATIONAL}
        for row, pcode in _texts(districts, "pcode"):
            self.province_of[pcode] = row.values.get("province")
            if pcode not in self.provinces:
                self.rows.setdefault(pcode, []).append(row)

    def expected(self, area: str) -> str | None:
        """Return what an area must be when this is none, or when it could be two things."""
        if area != NATIONAL and area in self.provinces and area in self.codes:
            return "a name that is not both a province and a pcode"
        known = area == NATIONAL or area in self.provinces or area in self.codes
        return None if known or not self.whole else f"{NATIONAL}, a province or a pcode of districts.csv"


def _check_split(read: ReadTable, row: Row, areas: _Areas, districts: ReadTable) -> None:
    """Check that the key of a row exists and has weight in its area."""
    area, key = row.values.get("area"), row.values.get("split_by", "")
    if not isinstance(area, str) or not isinstance(key, str) or not districts.whole:
        return
    if key and key != POPULATION and key not in districts.keys:
        known = ", ".join(districts.keys) or "none there"
        wanted = f"empty, or a key column of districts.csv ({known})"
        read.fault(wanted, shown(key), row=row.number, column="split_by")
        return
    weighed = key or POPULATION
    held = areas.rows.get(area, [])
    people = [row.values.get(name) for name in ("low", "central", "high")]
    # A district with a slip may hold the weight, so nothing is said before its own fault is mended.
    if districts.faults or not any(isinstance(count, int) and count > 0 for count in people):
        return
    if not any(district.values.get(weighed) for district in held):
        wanted = f"a district in the area with {weighed} above 0, to carry the people"
        read.fault(wanted, "none", row=row.number, column="split_by" if key else "area")
