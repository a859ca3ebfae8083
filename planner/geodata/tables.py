"""
The tables of a case folder: their columns in order, what each cell must be, and which files a verdict needs.

These headers are the allow-list: a column that is not declared here is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a cell holds, and so how it is read and whether it is searched for persons' data."""

    ID = auto()
    """A new id of a place, service, fleet or source."""
    REF = auto()
    """An id, area or leg that another table must know."""
    NAME = auto()
    PROVINCE = auto()
    TEXT = auto()
    WORD = auto()
    """One of the words that the column lists."""
    ADDRESS = auto()
    """Web addresses, joined by ``;``."""
    DAY = auto()
    EDITION = auto()
    """A year, month or day of publication, or two of them with a slash between."""
    TIME = auto()
    WEEKDAY = auto()
    MONTH = auto()
    YEAR = auto()
    LON = auto()
    LAT = auto()
    NUMBER = auto()
    """A decimal, 0 or more."""
    SHARE = auto()
    DEGREES = auto()
    WHOLE = auto()
    PEOPLE = auto()
    """Whole people: 0, or 10 and more."""


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column.

    Parameters
    ----------
    optional
        The header may leave it out.
    blank
        Cells may be empty.
    words
        The words a ``Kind.WORD`` cell may hold.
    vehicles
        Ids of this column name vehicles, so that number plates are looked for as well.
    """

    name: str
    kind: Kind
    optional: bool = False
    blank: bool = False
    words: tuple[str, ...] = ()
    vehicles: bool = False


@dataclass(frozen=True, slots=True)
class Triple:
    """Three columns ``low``, ``central``, ``high`` that are all filled or, when ``blank``, all empty."""

    stem: str
    blank: bool = True
    people: bool = False

    @property
    def names(self) -> tuple[str, str, str]:
        """The three headers, in order."""
        low, central, high = (f"{self.stem}_{end}" if self.stem else end for end in ("low", "central", "high"))
        return (low, central, high)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The three columns; whether they may be empty is judged for all three at once."""
        kind = Kind.PEOPLE if self.people else Kind.NUMBER
        return tuple(Column(name, kind, blank=True) for name in self.names)


@dataclass(frozen=True, slots=True)
class Table:
    """
    One file.

    Parameters
    ----------
    file
        Its name in the folder.
    columns
        In the order of the contract.
    needed
        A case without it, or without a row in it, is refused.
    unique
        Columns that together may not repeat; the first names the row in messages.
    ordered
        Pairs of date columns of which the first may not be later than the second.
    open_keys
        Further columns of public whole counts are welcome.
    """

    file: str
    columns: tuple[Column, ...]
    triples: tuple[Triple, ...] = ()
    needed: bool = False
    unique: tuple[str, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    open_keys: bool = False


def _columns(*parts: Column | Triple) -> tuple[tuple[Column, ...], tuple[Triple, ...]]:
    """Return the columns of a table and its triples from both mixed in the order of the file."""
    columns: list[Column] = []
    for part in parts:
        columns.extend(part.columns if isinstance(part, Triple) else (part,))
    return tuple(columns), tuple(part for part in parts if isinstance(part, Triple))


_ID = Column("id", Kind.ID)
_NAME = Column("name", Kind.NAME)
_PROVINCE = Column("province", Kind.PROVINCE)
_LON, _LAT = Column("lon", Kind.LON), Column("lat", Kind.LAT)
_SOURCE = Column("source_id", Kind.REF)
_PLACE = Column("place_id", Kind.REF)
_ENDS = (Column("from_id", Kind.REF), Column("to_id", Kind.REF))
_PEOPLE_PER_DAY = Triple("people_per_day")

EVIDENCE = ("official", "press", "derived", "assumption")

SOURCES = Table(
    "sources.csv",
    (
        Column("source_id", Kind.ID),
        Column("title", Kind.TEXT),
        Column("publisher", Kind.TEXT),
        Column("date", Kind.EDITION),
        Column("address", Kind.ADDRESS, blank=True),
        Column("evidence", Kind.WORD, words=EVIDENCE),
        Column("licence", Kind.TEXT),
    ),
    needed=True,
    unique=("source_id",),
)
DISTRICTS = Table(
    "districts.csv",
    (
        Column("pcode", Kind.ID),
        _NAME,
        _PROVINCE,
        _LON,
        _LAT,
        Column("population", Kind.PEOPLE),
        Column("population_year", Kind.YEAR),
        _SOURCE,
    ),
    needed=True,
    unique=("pcode",),
    open_keys=True,
)
PEOPLE = Table(
    "people.csv",
    *_columns(
        Column("area", Kind.REF),
        Column("status", Kind.REF),
        Triple("", blank=False, people=True),
        Column("split_by", Kind.REF, optional=True, blank=True),
        _SOURCE,
    ),
    needed=True,
)
CROSSINGS = Table(
    "crossings.csv",
    *_columns(
        _ID,
        _NAME,
        _PROVINCE,
        Column("mode", Kind.WORD, words=("land", "air")),
        _LON,
        _LAT,
        _PEOPLE_PER_DAY,
        Column("queue_places", Kind.WHOLE, blank=True),
        Column("opens_on", Kind.DAY, optional=True, blank=True),
        _SOURCE,
    ),
    needed=True,
    unique=("id",),
)
_SITE_CAPACITIES = (
    "intake_people_per_day",
    "covered_m2",
    "desks",
    "water_l_per_day",
    "toilets",
    "meals_per_day",
    "onward_people_per_day",
)
SITES = Table(
    "sites.csv",
    *_columns(
        _ID,
        _NAME,
        _PROVINCE,
        Column("kind", Kind.WORD, words=("transit", "holding", "reception")),
        _LON,
        _LAT,
        Triple("places"),
        *(Column(name, Kind.NUMBER, optional=True, blank=True) for name in _SITE_CAPACITIES),
        _SOURCE,
    ),
    unique=("id",),
)
JUNCTIONS = Table("junctions.csv", (_ID, _NAME, _LON, _LAT, _SOURCE), unique=("id",))
LEGS = Table(
    "legs.csv",
    (
        *_ENDS,
        Column("mode", Kind.WORD, words=("road", "rail", "air")),
        Column("km", Kind.NUMBER),
        Column("hours", Kind.NUMBER),
        Column("people_per_day", Kind.NUMBER, blank=True),
        _SOURCE,
    ),
    needed=True,
)
SERVICES = Table(
    "services.csv",
    *_columns(
        Column("id", Kind.ID, vehicles=True),
        Column("kind", Kind.WORD, words=("train", "flight")),
        *_ENDS,
        Column("seats", Kind.WHOLE),
        Triple("departures_per_day", blank=False),
        _SOURCE,
    ),
    unique=("id",),
)
CLOSURES = Table(
    "closures.csv",
    (
        _PLACE,
        Column("from", Kind.DAY),
        Column("to", Kind.DAY),
        Column("share_open", Kind.SHARE),
        Column("reason", Kind.TEXT, blank=True),
        _SOURCE,
    ),
    ordered=(("from", "to"),),
)
CALENDAR = Table(
    "calendar.csv",
    (
        _PLACE,
        Column("weekday", Kind.WEEKDAY),
        Column("opens", Kind.TIME),
        Column("closes", Kind.TIME),
        _SOURCE,
    ),
    unique=("place_id", "weekday", "opens"),
)
CLIMATE = Table(
    "climate.csv",
    (
        _PLACE,
        Column("month", Kind.MONTH),
        Column("night_min_c", Kind.DEGREES),
        Column("day_max_c", Kind.DEGREES, blank=True),
        _SOURCE,
    ),
    unique=("place_id", "month"),
)
FLEETS = Table(
    "fleets.csv",
    *_columns(
        Column("id", Kind.ID, vehicles=True),
        Column("kind", Kind.NAME),
        Column("province", Kind.REF),
        Column("seats", Kind.WHOLE),
        Triple("vehicles"),
        _SOURCE,
    ),
    unique=("id",),
)
HUBS = Table(
    "hubs.csv",
    (
        _ID,
        _NAME,
        _LON,
        _LAT,
        Column("commodity", Kind.NAME),
        Column("units_per_day", Kind.NUMBER, blank=True),
        _SOURCE,
    ),
    unique=("id",),
)
OBSERVED = Table(
    "observed.csv",
    (
        Column("period_start", Kind.DAY),
        Column("period_end", Kind.DAY),
        Column("crossing_id", Kind.REF),
        Column("measure", Kind.WORD, words=("daily", "cumulative")),
        Column("people", Kind.PEOPLE),
        Column("low", Kind.PEOPLE, blank=True),
        Column("high", Kind.PEOPLE, blank=True),
        _SOURCE,
    ),
    ordered=(("period_start", "period_end"),),
)
_EVENT_DAYS = (Column("date", Kind.DAY), Column("date_end", Kind.DAY, optional=True, blank=True))
STATEMENTS = Table(
    "statements.csv",
    (*_EVENT_DAYS, Column("who", Kind.TEXT), Column("gist", Kind.TEXT), _SOURCE),
    ordered=(("date", "date_end"),),
)
TIMELINE = Table(
    "timeline.csv",
    (*_EVENT_DAYS, Column("event", Kind.TEXT), Column("gist", Kind.TEXT, optional=True, blank=True), _SOURCE),
    ordered=(("date", "date_end"),),
)

CASE_TABLES = (
    SOURCES,
    DISTRICTS,
    PEOPLE,
    CROSSINGS,
    SITES,
    JUNCTIONS,
    LEGS,
    SERVICES,
    CLOSURES,
    CALENDAR,
    CLIMATE,
    FLEETS,
    HUBS,
    OBSERVED,
    STATEMENTS,
    TIMELINE,
)
"""In the order in which their faults are told."""
