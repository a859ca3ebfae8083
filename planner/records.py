"""
The nouns of a case: frozen records between the tables that are read and the numbers that are computed.

Every number is exact (``int`` or ``fractions.Fraction``); ``None`` means that nobody published it, which is not zero.
The smallest record of people is a public total of a district, a province or the nation: there are no persons here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from planner.rules.norms import Standard, StandardSource, UnitPrice


class Reading(StrEnum):
    """How uncertain figures are read: at the end that helps the plan, in the middle, or at the other end."""

    FAVOURABLE = "favourable"
    CENTRAL = "central"
    STRICT = "strict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """
    A published range: ``low <= central <= high``, in the unit of the field that holds it.

    Parameters
    ----------
    low, central, high
        Exact values. A single published figure has all three equal.
    """

    low: Fraction
    central: Fraction
    high: Fraction

    def capacity_at(self, reading: Reading) -> Fraction:
        """Return the value when more of it helps the plan (a capacity)."""
        return {Reading.FAVOURABLE: self.high, Reading.CENTRAL: self.central, Reading.STRICT: self.low}[reading]

    def demand_at(self, reading: Reading) -> Fraction:
        """Return the value when less of it helps the plan (people to be moved)."""
        return {Reading.FAVOURABLE: self.low, Reading.CENTRAL: self.central, Reading.STRICT: self.high}[reading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    Where figures come from.

    Parameters
    ----------
    evidence
        ``official``, ``press``, ``derived`` or ``assumption``.
    address
        Web address, empty when there is none.
    """

    id: str
    title: str
    publisher: str
    date: str
    address: str
    evidence: str
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """
    An administrative area (admin2) with a public population count.

    Parameters
    ----------
    pcode
        The OCHA place code, or a key of the case's own where none exists.
    lon, lat
        The headquarters town, EPSG:4326, where the roads start.
    keys
        Public key columns by name (people, whole); a blank cell is 0.
    """

    pcode: str
    name: str
    province: str
    lon: Fraction
    lat: Fraction
    population: int
    population_year: int
    keys: Mapping[str, int]
    source_id: str

    @property
    def id(self) -> str:
        """The place id under which legs know the district."""
        return self.pcode


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleRow:
    """
    A published total of people of one status.

    Parameters
    ----------
    area
        ``national``, a province name or a pcode.
    people
        Whole people.
    split_by
        The district key column that spreads the total, or ``None`` for population.
    """

    area: str
    status: str
    people: Span
    split_by: str | None
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """
    A border crossing point, by land or by air.

    Parameters
    ----------
    people_per_day
        Most people that can pass in a day; ``None`` when nobody published it.
    queue_places
        Sheltered places for people who wait overnight; ``None`` when no limit is known.
    opens_on
        First day on which anyone can pass; ``None`` when it was open before the start.
    """

    id: str
    name: str
    province: str
    mode: str
    lon: Fraction
    lat: Fraction
    people_per_day: Span | None
    queue_places: int | None
    opens_on: date | None
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """
    A public place where people wait: transit or holding before the border, reception behind it.

    Parameters
    ----------
    places
        People who can stay a night.
    intake_people_per_day
        Arrivals the place can take in a day.
    covered_m2, toilets, water_l_per_day, meals_per_day
        What the HARD standards turn into places.
    onward_people_per_day
        Departures a reception place can send on in a day.
    """

    id: str
    name: str
    province: str
    kind: str
    lon: Fraction
    lat: Fraction
    places: Span | None
    intake_people_per_day: Fraction | None
    covered_m2: Fraction | None
    desks: Fraction | None
    toilets: Fraction | None
    water_l_per_day: Fraction | None
    meals_per_day: Fraction | None
    onward_people_per_day: Fraction | None
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Junction:
    """A place on the network where roads, rails or flights meet; an airport is one that an air leg touches."""

    id: str
    name: str
    lon: Fraction
    lat: Fraction
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """
    A usable way between two places, in both directions.

    Parameters
    ----------
    mode
        ``road``, ``rail`` or ``air``.
    km, hours
        Length and time of travel in motion.
    people_per_day
        ``None`` when no limit is known.
    """

    from_id: str
    to_id: str
    mode: str
    km: Fraction
    hours: Fraction
    people_per_day: Fraction | None
    source_id: str

    @property
    def minutes(self) -> int:
        """Whole minutes of travel, rounded up."""
        return -((-self.hours * 60) // 1)

    @property
    def ids(self) -> tuple[str, str]:
        """The two names under which a closure may call this leg."""
        return (f"leg:{self.from_id}-{self.to_id}", f"leg:{self.to_id}-{self.from_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A train or flight between two places: seats of one departure and departures in a day."""

    id: str
    kind: str
    from_id: str
    to_id: str
    seats: int
    departures_per_day: Span
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Days on which only a share of a place or leg is open (both dates count)."""

    place_id: str
    first: date
    last: date
    share_open: Fraction
    reason: str
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """One weekday (Monday 0) on which a place is open; a place with any row is shut on the days without one."""

    place_id: str
    weekday: int
    opens: str
    closes: str
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClimateNormal:
    """Monthly climate normals of a place, in degrees Celsius."""

    place_id: str
    month: int
    night_min_c: Fraction
    day_max_c: Fraction | None
    source_id: str


RELIEF_VEHICLES = {"rations": "truck", "water": "tanker", "health": "health team"}
"""The kind of vehicle that brings each commodity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """
    Vehicles of a kind, provincial or national.

    ``hired`` serves the self-organised; trucks, tankers and health teams serve relief; all others serve trips by site.
    """

    id: str
    kind: str
    province: str
    seats: int
    vehicles: Span | None
    source_id: str

    @property
    def is_hired(self) -> bool:
        """Whether families hire it who travel by themselves."""
        return self.kind == "hired"

    @property
    def is_for_relief(self) -> bool:
        """Whether it brings things or a health team, and carries nobody."""
        return self.kind.lower() in RELIEF_VEHICLES.values()

    def serves(self, *, hired: bool) -> bool:
        """Return whether it carries the self-organised, or else those who pass a site."""
        return self.is_hired is hired and not self.is_for_relief


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A public place that relief leaves from."""

    id: str
    name: str
    lon: Fraction
    lat: Fraction
    commodity: str
    units_per_day: Fraction | None
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A published count of people over a period, daily or cumulative; it is shown, never fitted here."""

    period_start: date
    period_end: date
    crossing_id: str
    measure: str
    people: int
    low: int | None
    high: int | None
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated statement or event: ``who`` is empty for an event of the timeline."""

    day: date
    day_end: date | None
    who: str
    gist: str
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    Everything a case folder says, read, checked and made exact.

    Parameters
    ----------
    name
        The folder's name.
    metric_crs
        The CRS in which lengths and maps are drawn, such as ``EPSG:32642``.
    statuses
        Title by status id.
    sources
        By source id.
    standards
        Every row of the profiles that the scenario names, demography among them, by id.
    prices, standard_sources
        Unit prices by id, and sources by profile and ref, from the same profiles.
    hashes
        SHA-256 of every file read, by its name in the folder, in name order.
    """

    name: str
    title: str
    time_zone: str
    metric_crs: str
    statuses: Mapping[str, str]
    notes: tuple[str, ...]
    sources: Mapping[str, Source]
    districts: tuple[District, ...]
    people: tuple[PeopleRow, ...]
    crossings: tuple[Crossing, ...]
    sites: tuple[Site, ...]
    junctions: tuple[Junction, ...]
    legs: tuple[Leg, ...]
    services: tuple[Service, ...] = ()
    closures: tuple[Closure, ...] = ()
    calendar: tuple[OpeningHours, ...] = ()
    climate: tuple[ClimateNormal, ...] = ()
    fleets: tuple[Fleet, ...] = ()
    hubs: tuple[Hub, ...] = ()
    observed: tuple[Observation, ...] = ()
    statements: tuple[Event, ...] = ()
    timeline: tuple[Event, ...] = ()
    standards: Mapping[str, Standard] = field(default_factory=dict)
    prices: Mapping[str, UnitPrice] = field(default_factory=dict)
    standard_sources: Mapping[tuple[str, str], StandardSource] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
