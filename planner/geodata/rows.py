"""One checked row to one record, table by table."""

from __future__ import annotations

from collections.abc import Sequence

from planner.geodata.reading import Row
from planner.geodata.references import POPULATION
from planner.records import (
    ClimateNormal,
    Closure,
    Crossing,
    District,
    Event,
    Fleet,
    Hub,
    Junction,
    Leg,
    Observation,
    OpeningHours,
    PeopleRow,
    Service,
    Site,
    Source,
)


def source(row: Row) -> Source:
    """Return a source."""
    return Source(
        id=row.text("source_id"),
        title=row.text("title"),
        publisher=row.text("publisher"),
        date=row.text("date"),
        address=row.text("address"),
        evidence=row.text("evidence"),
        licence=row.text("licence"),
    )


def district(row: Row, keys: Sequence[str]) -> District:
    """Return a district with its public key columns, blank ones as 0."""
    return District(
        pcode=row.text("pcode"),
        name=row.text("name"),
        province=row.text("province"),
        lon=row.number_of("lon"),
        lat=row.number_of("lat"),
        population=row.whole("population"),
        population_year=row.whole("population_year"),
        keys={key: row.maybe_whole(key) or 0 for key in keys},
        source_id=row.text("source_id"),
    )


def people(row: Row) -> PeopleRow:
    """Return a published total; splitting by population is what no key means."""
    key = row.text("split_by")
    return PeopleRow(
        area=row.text("area"),
        status=row.text("status"),
        people=row.span(""),
        split_by=key if key and key != POPULATION else None,
        source_id=row.text("source_id"),
    )


def crossing(row: Row) -> Crossing:
    """Return a border crossing point."""
    return Crossing(
        id=row.text("id"),
        name=row.text("name"),
        province=row.text("province"),
        mode=row.text("mode"),
        lon=row.number_of("lon"),
        lat=row.number_of("lat"),
        people_per_day=row.maybe_span("people_per_day"),
        queue_places=row.maybe_whole("queue_places"),
        opens_on=row.maybe_day("opens_on"),
        source_id=row.text("source_id"),
    )


def site(row: Row) -> Site:
    """Return a transit, holding or reception place."""
    return Site(
        id=row.text("id"),
        name=row.text("name"),
        province=row.text("province"),
        kind=row.text("kind"),
        lon=row.number_of("lon"),
        lat=row.number_of("lat"),
        places=row.maybe_span("places"),
        intake_people_per_day=row.maybe_number("intake_people_per_day"),
        covered_m2=row.maybe_number("covered_m2"),
        desks=row.maybe_number("desks"),
        toilets=row.maybe_number("toilets"),
        water_l_per_day=row.maybe_number("water_l_per_day"),
        meals_per_day=row.maybe_number("meals_per_day"),
        onward_people_per_day=row.maybe_number("onward_people_per_day"),
        source_id=row.text("source_id"),
    )


def junction(row: Row) -> Junction:
    """Return a place where ways meet."""
    return Junction(
        id=row.text("id"),
        name=row.text("name"),
        lon=row.number_of("lon"),
        lat=row.number_of("lat"),
        source_id=row.text("source_id"),
    )


def leg(row: Row) -> Leg:
    """Return a way between two places."""
    return Leg(
        from_id=row.text("from_id"),
        to_id=row.text("to_id"),
        mode=row.text("mode"),
        km=row.number_of("km"),
        hours=row.number_of("hours"),
        people_per_day=row.maybe_number("people_per_day"),
        source_id=row.text("source_id"),
    )


def service(row: Row) -> Service:
    """Return a train or flight."""
    return Service(
        id=row.text("id"),
        kind=row.text("kind"),
        from_id=row.text("from_id"),
        to_id=row.text("to_id"),
        seats=row.whole("seats"),
        departures_per_day=row.span("departures_per_day"),
        source_id=row.text("source_id"),
    )


def closure(row: Row) -> Closure:
    """Return the days of a closure."""
    return Closure(
        place_id=row.text("place_id"),
        first=row.day("from"),
        last=row.day("to"),
        share_open=row.number_of("share_open"),
        reason=row.text("reason"),
        source_id=row.text("source_id"),
    )


def opening_hours(row: Row) -> OpeningHours:
    """Return the hours of a weekday."""
    return OpeningHours(
        place_id=row.text("place_id"),
        weekday=row.whole("weekday"),
        opens=row.text("opens"),
        closes=row.text("closes"),
        source_id=row.text("source_id"),
    )


def climate_normal(row: Row) -> ClimateNormal:
    """Return a month's normals of a place."""
    return ClimateNormal(
        place_id=row.text("place_id"),
        month=row.whole("month"),
        night_min_c=row.number_of("night_min_c"),
        day_max_c=row.maybe_number("day_max_c"),
        source_id=row.text("source_id"),
    )


def fleet(row: Row) -> Fleet:
    """Return vehicles of one kind."""
    return Fleet(
        id=row.text("id"),
        kind=row.text("kind"),
        province=row.text("province"),
        seats=row.whole("seats"),
        vehicles=row.maybe_span("vehicles"),
        source_id=row.text("source_id"),
    )


def hub(row: Row) -> Hub:
    """Return a place that relief leaves from."""
    return Hub(
        id=row.text("id"),
        name=row.text("name"),
        lon=row.number_of("lon"),
        lat=row.number_of("lat"),
        commodity=row.text("commodity"),
        units_per_day=row.maybe_number("units_per_day"),
        source_id=row.text("source_id"),
    )


def observation(row: Row) -> Observation:
    """Return a published count."""
    return Observation(
        period_start=row.day("period_start"),
        period_end=row.day("period_end"),
        crossing_id=row.text("crossing_id"),
        measure=row.text("measure"),
        people=row.whole("people"),
        low=row.maybe_whole("low"),
        high=row.maybe_whole("high"),
        source_id=row.text("source_id"),
    )


def statement(row: Row) -> Event:
    """Return who said what, and when."""
    return _event(row, row.text("who"), row.text("gist"))


def timeline_event(row: Row) -> Event:
    """Return what happened, with the gist behind it where that says more."""
    event, gist = row.text("event"), row.text("gist")
    return _event(row, "", f"{event}: {gist}" if gist not in ("", event) else event)


def _event(row: Row, who: str, gist: str) -> Event:
    return Event(
        day=row.day("date"),
        day_end=row.maybe_day("date_end"),
        who=who,
        gist=gist,
        source_id=row.text("source_id"),
    )
