"""What rounds rest on that is no map: seats, hours, minutes and fuel, read from the rows of standards and prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from planner.records import Span
from planner.recount import Recount
from planner.rounds.shuttle import MINUTES_A_DAY, Kind, Rules

Json = dict[str, Any]
COACH, COASTER, AMBULANCE = "coach", "coaster", "ambulance"
MINUTES_AN_HOUR = 60
KM_A_FUEL_UNIT = 100

SEATS, SPARE, UNBROKEN, WORK, REST, CONVOY, BOARDING, BORDER_HOURS = (
    "TRA-02",
    "TRA-03",
    "TRA-07",
    "TRA-08",
    "TRA-10",
    "TRA-15",
    "TRA-17",
    "TRA-20",
)
RATION, WATER, OFFICER = "FOO-08", "WAT-02", "HEA-04"
STANDARDS = (SEATS, SPARE, UNBROKEN, WORK, REST, CONVOY, BOARDING, BORDER_HOURS, RATION, WATER, OFFICER)
DIESEL, COACH_DAY, COACH_FUEL = "PRI-02", "PRI-04", "PRI-05"
BREAK, COASTER_SEATS, COASTER_DAY, COASTER_FUEL, AMBULANCE_FUEL, FAMILY_VEHICLE = (
    "VEH-01",
    "VEH-02",
    "VEH-03",
    "VEH-04",
    "VEH-05",
    "VEH-06",
)
TRUCK_KG, TRUCK_L, TANKER_L, TRUCK_FUEL, HANDLING, BULK, VISIT = (f"VEH-{number:02d}" for number in range(7, 14))
PRICES = (
    DIESEL,
    COACH_DAY,
    COACH_FUEL,
    BREAK,
    COASTER_SEATS,
    COASTER_DAY,
    COASTER_FUEL,
    AMBULANCE_FUEL,
    FAMILY_VEHICLE,
    TRUCK_KG,
    TRUCK_L,
    TANKER_L,
    TRUCK_FUEL,
    HANDLING,
    BULK,
    VISIT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefFigures:
    """
    What relief rests on.

    Parameters
    ----------
    ration_g, water_l
        Of a person and day.
    people_per_visit
        People for whom a health team comes once a day.
    loads
        Units of one load: kilograms, litres, visits.
    handling_min, visit_min
        Minutes to load or unload a vehicle, and of a team's visit.
    fuel
        Litres a km.
    """

    ration_g: Fraction
    water_l: Fraction
    people_per_visit: Fraction
    loads: Mapping[str, int]
    handling_min: int
    visit_min: int
    fuel: Span

    def loading(self, commodity: str) -> int:
        """Return minutes at the hub before a trip; a health team just leaves."""
        return 0 if commodity == "health" else self.handling_min

    def service(self, commodity: str, amount: int) -> int:
        """Return minutes at a stop: of every visit of a health team, or of unloading, whatever the amount."""
        return self.visit_min * amount if commodity == "health" else self.handling_min


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """
    The figures of one scenario.

    Parameters
    ----------
    fuel
        Litres a km by kind of vehicle.
    hire
        Price of a vehicle for a day, by kind, in the currency of the prices; kinds without a price are absent.
    diesel
        Price of a litre.
    family_people
        People in a hired family vehicle.
    border_hours
        Hours of daylight in which a crossing can take vehicles in.
    told
        Every row used, for the result.
    """

    rules: Rules
    kinds: tuple[Kind, ...]
    escort: Kind
    fuel: Mapping[str, Span]
    hire: Mapping[str, Span]
    diesel: Span
    family_people: Span
    border_hours: Fraction
    relief: ReliefFigures
    told: tuple[Json, ...]


def missing_rows(recount: Recount) -> tuple[str, ...]:
    """Return the rows that rounds need and that the scenario's profiles do not have."""
    case = recount.case
    return tuple(
        [row for row in STANDARDS if row not in case.standards] + [row for row in PRICES if row not in case.prices]
    )


def figures_of(recount: Recount) -> Figures:
    """Return the figures of a scenario whose profiles have every row."""
    case = recount.case

    def minutes(row: str) -> int:
        return int(recount.floor(row) * MINUTES_AN_HOUR)

    def price(row: str) -> Span:
        known = case.prices[row]
        return Span(low=known.low, central=known.value, high=known.high)

    def kind(name: str, seats: Fraction) -> Kind:
        litres = {COACH: COACH_FUEL, COASTER: COASTER_FUEL, AMBULANCE: AMBULANCE_FUEL}[name]
        return Kind(id=name, seats=int(seats), litres_per_100km=price(litres).central * KM_A_FUEL_UNIT)

    rules = Rules(
        wheel_min=int(recount.scenario.driving_hours_per_day * MINUTES_AN_HOUR),
        work_min=minutes(WORK),
        unbroken_min=minutes(UNBROKEN),
        break_min=int(price(BREAK).central),
        span_min=MINUTES_A_DAY - minutes(REST),
        load_min=int(recount.floor(BOARDING)),
        unload_min=int(recount.floor(BOARDING)),
        convoy_vehicles=int(recount.floor(CONVOY)),
        spare_share=recount.floor(SPARE),
    )
    return Figures(
        rules=rules,
        kinds=(kind(COACH, recount.floor(SEATS)), kind(COASTER, price(COASTER_SEATS).central)),
        escort=kind(AMBULANCE, Fraction(0)),
        fuel={COACH: price(COACH_FUEL), COASTER: price(COASTER_FUEL), AMBULANCE: price(AMBULANCE_FUEL)},
        hire={COACH: price(COACH_DAY), COASTER: price(COASTER_DAY)},
        diesel=price(DIESEL),
        family_people=price(FAMILY_VEHICLE),
        border_hours=recount.floor(BORDER_HOURS),
        relief=ReliefFigures(
            ration_g=recount.floor(RATION),
            water_l=recount.floor(WATER),
            people_per_visit=recount.floor(OFFICER),
            loads={
                # By weight, and by volume at the bulk of a kilogram: the less of the two.
                "rations": int(min(price(TRUCK_KG).central, price(TRUCK_L).central / price(BULK).central)),
                "water": int(price(TANKER_L).central),
                "health": 1,
            },
            handling_min=int(price(HANDLING).central),
            visit_min=int(price(VISIT).central),
            fuel=price(TRUCK_FUEL),
        ),
        told=tuple(_told(recount)),
    )


def _told(recount: Recount) -> list[Json]:
    """Return every figure with its range, unit, source and evidence."""
    case = recount.case
    rows = []
    for name in (*STANDARDS, *PRICES):
        known: Any = case.standards.get(name) or case.prices[name]
        rows.append(
            {
                "id": name,
                "what": known.indicator if name in case.standards else known.item,
                "low": float(known.low),
                "central": float(recount.floor(name) if name in case.standards else known.value),
                "high": float(known.high),
                "unit": known.unit,
                "source": known.source,
                "evidence": known.evidence,
            }
        )
    return rows
