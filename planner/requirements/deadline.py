"""
What the deadline would have needed of every resource, in three readings beside what was published.

Each row is a least: no plan that takes everyone across in time does with less, whatever the published limits. Only the
rows of crossings are counted in the units of what was published, as ``planner.requirements.gates`` says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil
from typing import Any

from planner.outcome import exact
from planner.records import Reading, Span
from planner.recount import Recount
from planner.requirements.gates import crossings
from planner.requirements.pressure import Pressure
from planner.requirements.resources import ENDS, PEOPLE_A_DAY, Need, Resource, total
from planner.units import NO_NUMBER

Json = dict[str, Any]
GRAMS_A_TONNE = 1_000_000
BUSES = ("bus", "coach")


def deadline(recount: Recount, pressures: Mapping[Reading, Pressure]) -> list[Json]:
    """
    Return the rows.

    Parameters
    ----------
    recount
        The chosen reading, whose end of a published range stands in the column ``published``.
    """
    rows = [*crossings(recount, pressures), *_staff(recount), *_vehicles(recount), *_supplies(recount)]
    return [_row(recount, resource, pressures) for resource in rows]


def _row(recount: Recount, resource: Resource, pressures: Mapping[Reading, Pressure]) -> Json:
    known = {**recount.case.standards, **recount.case.prices}
    missing = [name for name in resource.ids if name not in known]
    needed: dict[str, Need] = dict.fromkeys(ENDS.values())
    if not missing:
        needed = {end: resource.need(pressures[reading]) for reading, end in ENDS.items()}
    standards = [name for name in resource.ids if name in recount.case.standards]
    note = resource.note
    if missing:
        note = f"NOT ASSESSED: the profiles have no {', '.join(missing)}"
    elif None in needed.values():
        note = f"{note}; {NO_NUMBER}" if note else NO_NUMBER
    span = resource.published
    return {
        "id": resource.id,
        "resource": resource.resource,
        "unit": resource.unit,
        "needed": needed,
        "published": None if span is None else exact(span.capacity_at(recount.reading)),
        "published_range": None if span is None else [exact(span.low), exact(span.high)],
        "standard_id": standards[0] if standards else None,
        "standard_ids": standards,
        "price_ids": [name for name in resource.ids if name in recount.case.prices],
        "basis": dict.fromkeys(ENDS.values(), resource.basis),
        "note": note,
    }


def _per_day(standard: Callable[[Recount], Fraction | None], times: str = "") -> Callable[[Pressure], Need]:
    """Return units that each serve so many people a day, at the pace; ``times`` names what stands beside each unit."""

    def need(pressure: Pressure) -> Need:
        each = standard(pressure.recount)
        if pressure.pace is None or not each:
            return None
        units = ceil(pressure.pace / each)
        return ceil(units * pressure.recount.floor(times)) if times else units

    return need


def _staff(recount: Recount) -> list[Resource]:
    screening = ("PRO-03", "STA-03", "DEM-09", "DEM-10")
    heard = "everyone screened individually, adults with their own interview, every day; L02 counts working days"
    desks = [recount.published("desks", site) for site in recount.sites]
    return [
        Resource(
            id="officers",
            resource="Screening officers",
            unit="officers",
            need=_per_day(lambda by: by.people_per_officer),
            ids=screening,
            published=recount.published("officers", "all"),
            note=heard,
        ),
        Resource(
            id="interpreters",
            resource="Interpreters",
            unit="interpreters",
            need=_per_day(lambda by: by.people_per_officer, "STA-05"),
            ids=("STA-05", *screening),
            note="beside the officers",
        ),
        Resource(
            id="desks",
            resource="Registration desks",
            unit="desks",
            need=_per_day(lambda by: by.people_per_desk),
            ids=("STA-02",),
            published=total(desks),
        ),
        Resource(
            id="health-staff",
            resource="Doctors, nurses and midwives",
            unit="staff",
            need=lambda pressure: _present(pressure, lambda n: ceil(n * pressure.recount.floor("HEA-01") / 10_000)),
            ids=("HEA-01",),
            note="for those on their way on a day and those at sites on a night",
        ),
    ]


def _present(pressure: Pressure, sum_of: Callable[[int], int]) -> Need:
    """Return a sum over the people who are on the way or at sites on a day; ``None`` where no pace or place does."""
    held = pressure.places(pressure.recount.scenario.stay.min_nights)
    return None if pressure.pace is None or held is None else sum_of(pressure.pace + held)


def _vehicles(recount: Recount) -> list[Resource]:
    rows = [*_buses(recount, whole=False), *_buses(recount, whole=True)]
    return [*rows, _departures(recount, "train", "PRI-31"), _departures(recount, "flight", "PRI-32")]


def _buses(recount: Recount, *, whole: bool) -> list[Resource]:
    """Return buses, drivers and fuel for those who pass a site, or for everyone in scope."""
    ratios = ("TRA-02", "TRA-03", "TRA-08")
    suffix, who = ("-all", "everyone in scope") if whole else ("", "those who pass a site")

    def fuel(pressure: Pressure) -> Need:
        return ceil(pressure.vehicle_km(all_carried=whole) * pressure.figure("PRI-05", more_helps=False))

    return [
        Resource(
            id=f"buses{suffix}",
            resource=f"Buses, for {who}",
            unit="buses",
            need=lambda pressure: pressure.buses(all_carried=whole),
            ids=ratios,
            published=total([fleet.vehicles for fleet in recount.case.fleets if fleet.kind in BUSES]),
            note="round trips by the quickest way, a driver's hours a day",
        ),
        Resource(
            id=f"drivers{suffix}",
            resource=f"Drivers, for {who}",
            unit="drivers",
            need=lambda pressure: pressure.drivers(all_carried=whole),
            ids=("TRA-09", *ratios),
        ),
        Resource(
            id=f"fuel{suffix}",
            resource=f"Diesel, for {who}",
            unit="litres",
            need=fuel,
            ids=("PRI-05", "TRA-02", "TRA-03"),
        ),
    ]


def _departures(recount: Recount, kind: str, figure: str) -> Resource:
    """Return trains for those who pass a site, or flights for everyone: departures in all, if nothing else ran."""
    days, everyone = recount.scenario.num_days, kind == "flight"
    services = [s.departures_per_day for s in recount.case.services if s.kind == kind]
    daily = total(list(services))
    published = (
        None if daily is None else Span(low=daily.low * days, central=daily.central * days, high=daily.high * days)
    )

    def need(pressure: Pressure) -> Need:
        people = pressure.recount.in_scope_people if everyone else pressure.site_people
        return ceil(people / pressure.figure(figure, more_helps=True))

    who = "everyone in scope flew" if everyone else "all who pass a site went by rail"
    return Resource(
        id=f"{kind}s",
        resource=f"{kind.capitalize()}s, if {who}",
        unit="departures in all",
        need=need,
        ids=(figure,),
        published=published,
    )


def _supplies(recount: Recount) -> list[Resource]:
    stay = recount.scenario.stay.min_nights

    def held(pressure: Pressure) -> Need:
        return pressure.places(stay)

    def water(pressure: Pressure) -> Need:
        at_sites = held(pressure)
        if at_sites is None or pressure.pace is None:
            return None
        floor = pressure.recount.floor
        return ceil(at_sites * floor("WAT-01") + pressure.pace * floor("WAT-21"))

    def meals(pressure: Pressure) -> Need:
        return ceil(pressure.site_people * stay * pressure.recount.floor("FOO-10"))

    def kitchens(pressure: Pressure) -> Need:
        at_sites = held(pressure)
        return None if at_sites is None else ceil(at_sites / pressure.recount.floor("FOO-15"))

    def rations(pressure: Pressure) -> Need:
        return ceil(pressure.travel_days() * pressure.recount.floor("FOO-12") / GRAMS_A_TONNE)

    published = {
        column: total([_span(getattr(site, column)) for site in recount.case.sites if site.kind != "reception"])
        for column in ("water_l_per_day", "meals_per_day")
    }
    return [
        Resource(
            id="rations",
            resource="Ready-to-eat rations for days of travel",
            unit="tonnes",
            need=rations,
            ids=("FOO-12",),
        ),
        Resource(
            id="meals",
            resource="Meals at sites",
            unit="meals in all",
            need=meals,
            ids=("FOO-10",),
        ),
        Resource(
            id="kitchens",
            resource="Kitchens at sites",
            unit="kitchens",
            need=kitchens,
            ids=("FOO-15",),
        ),
        Resource(
            id="water",
            resource="Water at sites and on the way",
            unit="litres a day",
            need=water,
            ids=("WAT-01", "WAT-21"),
            published=published["water_l_per_day"],
        ),
        *_shelter(recount),
    ]


def _span(value: Fraction | None) -> Span | None:
    return None if value is None else Span(low=value, central=value, high=value)


def _shelter(recount: Recount) -> list[Resource]:
    stay, reception = recount.scenario.stay.min_nights, recount.receptions
    holding = total([site.places for site in recount.sites.values()])
    a_night = "1 night" if stay == 1 else f"{stay} nights"
    return [
        Resource(
            id="holding-places",
            resource=f"Places at sites before the border, at this scenario's stay of {a_night}",
            unit="places",
            need=lambda pressure: pressure.places(stay),
            published=holding,
            note="what the announced plan would fill, not a thing to be asked for",
        ),
        Resource(
            id="holding-places-announced",
            resource="Places at sites before the border, at the stay as announced",
            unit="places",
            need=lambda pressure: pressure.places(ceil(pressure.figure("PRI-33", more_helps=False))),
            ids=("PRI-33",),
            published=holding,
            note="what the announced plan would fill, not a thing to be asked for",
        ),
        Resource(
            id="reception-places",
            resource="Reception places behind the border, a night each",
            unit="places",
            need=lambda pressure: pressure.pace,
            published=total([site.places for site in reception.values()]),
            note="if each person received stays one night",
        ),
        Resource(
            id="onward",
            resource="Onward departures from reception",
            unit=PEOPLE_A_DAY,
            need=lambda pressure: pressure.pace,
            published=total([_span(site.onward_people_per_day) for site in reception.values()]),
            note="if nobody is to be left at the border",
        ),
    ]
