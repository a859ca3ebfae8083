"""
Relief by day: what people who wait would need, from which hub, in which vehicle; full loads counted, the rest routed.

Rations and water are brought to everyone who is at a place overnight or handed over to it that day, less what the place
makes itself; a health team visits every place. Each need is met from the nearest hub that still has stock. Where a case
names no hub, its airports stand in. Full loads to one place are alike and are counted; what remains
is a routing problem for each hub, with several stops and trips.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from planner.records import RELIEF_VEHICLES
from planner.recount import Recount
from planner.rounds.distances import Distances
from planner.rounds.figures import Figures
from planner.rounds.problem import Depot, Problem, Roads, Stop, VehicleKind
from planner.rounds.shuttle import Window

RATIONS, WATER, HEALTH = "rations", "water", "health"
UNITS = {RATIONS: "kg", WATER: "L", HEALTH: "visits"}
WORDS = {
    "food": RATIONS,
    "rations": RATIONS,
    "meals": RATIONS,
    "water": WATER,
    "health": HEALTH,
    "medical": HEALTH,
    "medicine": HEALTH,
}
"""What a hub's commodity may be called."""
MEALS_A_DAY, GRAMS_A_KG = 3, 1000
MOST_TRIPS = 6
# A vehicle costs more than four days at the wheel, and a stop left out more than any vehicle. Larger numbers say no
# more, and hold up a local search that trades costs against penalties.
FIXED_COST, UNSERVED_COST = 2_000, 20_000
OUT_OF_REACH = "it cannot be reached from the hub and left again within the day, before dusk"
NO_ROAD = "no road joins it to a hub of this commodity"
NO_STOCK = "the hubs' stock is too small"
TOO_FEW = "the fleet is too small for the demand"
NOT_FOUND = "no round was found that brings it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """
    A public place that relief leaves from.

    Parameters
    ----------
    stock
        Units a day, ``None`` when no limit is known.
    assumed
        Whether it stands in for a hub that nobody published.
    """

    id: str
    name: str
    commodity: str
    stock: int | None
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What one place needs of one commodity on one day, in whole units."""

    place: str
    commodity: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """What does not reach a place, and why, in words."""

    place: str
    commodity: str
    amount: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FullLoads:
    """
    Vehicles of a hub that bring one place loads all day, each as many trips.

    Parameters
    ----------
    trips, drivers
        Of each vehicle.
    load
        Units of a trip; of a health team, the visits it has time for at the place.
    amount
        Units that all of them bring; every load is full but the last.
    """

    hub: str
    place: str
    commodity: str
    vehicles: int
    trips: int
    drivers: int
    load: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """
    What is left for one hub and commodity once full loads are counted.

    Parameters
    ----------
    loads
        Place and units of each stop, in the order of the problem's stops.
    """

    hub: str
    commodity: str
    loads: tuple[tuple[str, int], ...]
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefDay:
    """Everything asked on one day."""

    needs: tuple[Need, ...]
    full: tuple[FullLoads, ...]
    errands: tuple[Errand, ...]
    short: tuple[Short, ...]


def bases_of(recount: Recount) -> tuple[Base, ...]:
    """Return the hubs of a case by commodity; where it names none, its airports, where relief from afar comes in."""
    case = recount.case
    if case.hubs:
        return tuple(
            Base(
                id=hub.id,
                name=hub.name,
                commodity=WORDS[hub.commodity.lower()],
                stock=None if hub.units_per_day is None else int(hub.units_per_day // 1),
                assumed=False,
            )
            for hub in case.hubs
            if hub.commodity.lower() in WORDS
        )
    flown = {end for leg in case.legs if leg.mode == "air" for end in (leg.from_id, leg.to_id)}
    return tuple(
        Base(id=place.id, name=place.name, commodity=commodity, stock=None, assumed=True)
        for place in case.junctions
        if place.id in flown
        for commodity in UNITS
    )


def needs_of(recount: Recount, figures: Figures, waiting: Mapping[tuple[str, int], int], day: int) -> tuple[Need, ...]:
    """Return what places need on one day, less what their own kitchens and wells make."""
    needs = []
    sites = {site.id: site for site in recount.case.sites}
    for (place, when), people in sorted(waiting.items()):
        if when != day or not people:
            continue
        site = sites.get(place)
        fed = 0 if site is None or site.meals_per_day is None else int(site.meals_per_day // MEALS_A_DAY)
        wells = Fraction(0) if site is None or site.water_l_per_day is None else site.water_l_per_day
        amounts = {
            RATIONS: ceil(max(people - fed, 0) * figures.relief.ration_g / GRAMS_A_KG),
            WATER: ceil(max(people * figures.relief.water_l - wells, Fraction(0))),
            HEALTH: ceil(people / figures.relief.people_per_visit),
        }
        needs += [Need(place=place, commodity=what, amount=amount) for what, amount in amounts.items() if amount]
    return tuple(needs)


class Dispatch:
    """
    Relief of some days, hub by hub.

    Parameters
    ----------
    light
        First and last light at the places, on all the days.
    """

    def __init__(self, recount: Recount, figures: Figures, distances: Distances, light: Window) -> None:
        self.recount, self.figures, self.distances, self.light = recount, figures, distances, light
        self.bases = bases_of(recount)

    def day(self, needs: Sequence[Need]) -> ReliefDay:
        """Return one day's loads and errands."""
        short: list[Short] = []
        full: list[FullLoads] = []
        errands: list[Errand] = []
        for commodity in UNITS:
            wanted = [need for need in needs if need.commodity == commodity]
            given, lost = self._from_hubs(commodity, wanted)
            short += lost
            fleet = self.fleet(commodity)
            for hub, loads in sorted(given.items(), key=lambda row: (-sum(row[1].values()), row[0])):
                rest = dict(loads)
                for place in sorted(loads):
                    found = self._full(hub, place, commodity, rest[place], fleet)
                    if found is None:
                        short.append(Short(place=place, commodity=commodity, amount=rest.pop(place), why=OUT_OF_REACH))
                    elif found.vehicles:
                        fleet = None if fleet is None else fleet - found.vehicles
                        rest[place] -= found.amount
                        full.append(found)
                if fleet == 0:
                    short += [Short(place=p, commodity=commodity, amount=n, why=TOO_FEW) for p, n in rest.items() if n]
                    continue
                errand = self._errand(hub, commodity, {p: n for p, n in rest.items() if n}, fleet)
                if errand is not None:
                    errands.append(errand)
                    # Who stays to be routed may take all that is left of a limited fleet; the next hub gets none of it.
                    fleet = None if fleet is None else 0
        return ReliefDay(needs=tuple(needs), full=tuple(full), errands=tuple(errands), short=tuple(short))

    def minutes(self, one: str, other: str) -> int | None:
        """Return minutes by road between two places, ``None`` where no road joins them."""
        found = self.distances.reach(one).get(other)
        return None if found is None else found[0]

    def _from_hubs(self, commodity: str, wanted: Sequence[Need]) -> tuple[dict[str, dict[str, int]], list[Short]]:
        """Give each place its need from the nearest hub with stock; the nearest pairs first."""
        stock = {base.id: base.stock for base in self.bases if base.commodity == commodity}
        left = {need.place: need.amount for need in wanted}
        pairs = sorted(
            (minutes, hub, need.place)
            for hub in stock
            for need in wanted
            if (minutes := self.minutes(hub, need.place)) is not None
        )
        given: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for _, hub, place in pairs:
            known = stock[hub]
            amount = left[place] if known is None else min(left[place], known)
            if amount:
                given[hub][place] = amount
                left[place] -= amount
                stock[hub] = None if known is None else known - amount
        joined = {place for _, _, place in pairs}
        short = [
            Short(place=place, commodity=commodity, amount=amount, why=NO_STOCK if place in joined else NO_ROAD)
            for place, amount in left.items()
            if amount
        ]
        return given, short

    def fleet(self, commodity: str) -> int | None:
        """Return how many vehicles there are, ``None`` where nobody published a figure."""
        known = [
            self.recount.amount("vehicles", fleet.id)
            for fleet in self.recount.case.fleets
            if fleet.kind.lower() == RELIEF_VEHICLES[commodity]
        ]
        if not known or any(amount is None for amount in known):
            return None
        return int(sum(amount for amount in known if amount is not None) // 1)

    def _fits(self, one_way: int, commodity: str, times: int, drivers: int) -> bool:
        """Return whether a vehicle can go to a place so often in a day, or a health team stay for so many visits."""
        if commodity == HEALTH:
            return fits(self.figures, self.light, [one_way], self.figures.relief.service(HEALTH, times), drivers)
        relief = self.figures.relief
        standing = relief.loading(commodity) + relief.service(commodity, 1)
        return fits(self.figures, self.light, [one_way] * times, standing, drivers)

    def load(self, commodity: str) -> int:
        """Return the units of one load: what weight and volume allow; a health team's is one visit."""
        return self.figures.relief.loads[commodity]

    def _full(self, hub: str, place: str, commodity: str, amount: int, fleet: int | None) -> FullLoads | None:
        """Return the vehicles that full loads keep busy all day, ``None`` when none can come and be home again."""
        one_way = self.minutes(hub, place)
        drivers = next((n for n in (1, 2) if one_way is not None and self._fits(one_way, commodity, 1, n)), None)
        if one_way is None or drivers is None:
            return None
        most = 1
        # Too far to share the day with another place: everything goes there straight, two drivers each, once.
        while most < MOST_TRIPS and (drivers == 1 or commodity == HEALTH):
            if not self._fits(one_way, commodity, most + 1, drivers):
                break
            most += 1
        trips, load = (1, most) if commodity == HEALTH else (most, self.load(commodity))
        vehicles = amount // (load * trips) if drivers == 1 else -(-amount // load)
        vehicles = vehicles if fleet is None else min(fleet, vehicles)
        return FullLoads(
            hub=hub,
            place=place,
            commodity=commodity,
            vehicles=vehicles,
            trips=trips,
            drivers=drivers,
            load=load,
            amount=min(amount, vehicles * trips * load),
        )

    def _errand(self, hub: str, commodity: str, rest: Mapping[str, int], fleet: int | None) -> Errand | None:
        """Return the routing problem of what is left for one hub."""
        loads = [row for place, amount in sorted(rest.items()) for row in self._split(place, commodity, amount)]
        if not loads:
            return None
        places = [hub, *sorted(set(rest))]
        table = tuple(tuple(self.minutes(a, b) or 0 for b in places) for a in places)
        rules, relief = self.figures.rules, self.figures.relief
        first, last = self.light
        # The time of a break is kept free, so that the rounds of the search leave room for it wherever it falls.
        stops = tuple(
            Stop(
                id=f"{place}/{number}",
                place=places.index(place),
                demand=(amount,),
                service=relief.service(commodity, amount),
                opens=first,
                closes=max(last - relief.service(commodity, amount) - rules.break_min, first),
                unserved_cost=UNSERVED_COST,
            )
            for number, (place, amount) in enumerate(loads)
        )
        kind = VehicleKind(
            id=RELIEF_VEHICLES[commodity],
            count=len(loads) if fleet is None else min(fleet, len(loads)),
            capacity=(self.load(commodity) if commodity != HEALTH else sum(amount for _, amount in loads),),
            fixed_cost=FIXED_COST,
            opens=first,
            closes=first + rules.span_min,
            longest=rules.span_min - rules.break_min,
            farthest=rules.wheel_min,
            reloads_at=(0,),
            most_trips=MOST_TRIPS,
        )
        depot = Depot(id=hub, place=0, opens=first, closes=first + rules.span_min, loading=relief.loading(commodity))
        problem = Problem(
            name=f"{commodity} from {hub}",
            stops=stops,
            depots=(depot,),
            kinds=(kind,),
            roads=(Roads(distance=table, time=table),),
        )
        return Errand(hub=hub, commodity=commodity, loads=tuple(loads), problem=problem)

    def _split(self, place: str, commodity: str, amount: int) -> Iterator[tuple[str, int]]:
        """Yield loads that fit a vehicle, full ones first; a health team makes its visits to a place at once."""
        load = amount if commodity == HEALTH else self.load(commodity)
        while amount > 0:
            yield place, min(load, amount)
            amount -= load


def fits(figures: Figures, light: Window, one_way: Sequence[int], standing: int, drivers: int) -> bool:
    """
    Return whether a vehicle can make trips there and back within a day, unloading by dusk.

    Parameters
    ----------
    one_way
        Minutes to the place of each trip, in order.
    standing
        Minutes of each trip at the hub and at the place.
    """
    rules = figures.rules
    wheel = 2 * sum(one_way)

    def until(minutes: int) -> int:
        """Return the minutes from leaving until so many are driven, all standing and the breaks on the way included."""
        return minutes + len(one_way) * standing + rules.break_min * (max(minutes - 1, 0) // rules.unbroken_min)

    by_dusk = light[0] + until(wheel - one_way[-1]) <= light[1]
    return wheel <= drivers * rules.work_min and until(wheel) <= rules.span_min and by_dusk
