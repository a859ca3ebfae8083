"""Relief rounds stop by stop: timed here, whatever search found their order, held against every rule, and added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from planner.records import RELIEF_VEHICLES
from planner.rounds.relief import HEALTH, NOT_FOUND, TOO_FEW, UNITS, Dispatch, FullLoads, ReliefDay, Short
from planner.rounds.relief_bounds import least_vehicles
from planner.rounds.solution import Answer

Json = dict[str, Any]
HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """One stop of a round: minutes after midnight, and units brought."""

    place: str
    arrives: int
    begins: int
    leaves: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefRound:
    """
    What some vehicles that go together do on one day.

    Parameters
    ----------
    vehicles
        Alike and going together.
    leaves, back
        Minutes after midnight at the hub, the first loading included.
    trips
        Stops of each trip.
    amount
        Units that all vehicles bring; the last of them may be less than full.
    """

    commodity: str
    hub: str
    vehicles: int
    drivers: int
    leaves: int
    back: int
    wheel_min: int
    trips: tuple[tuple[Drop, ...], ...]
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A day's relief rounds and what they do not bring."""

    rounds: tuple[ReliefRound, ...]
    short: tuple[Short, ...]


def delivered(dispatch: Dispatch, day: ReliefDay, answers: Sequence[Answer]) -> Delivered:
    """
    Return a day's rounds, timed.

    Parameters
    ----------
    answers
        What the search found for each of the day's errands.
    """
    rounds = [_of_full(dispatch, full) for full in day.full]
    short = list(day.short)
    for errand, answer in zip(day.errands, answers, strict=True):
        for one in answer.rounds:
            stops = [[errand.loads[stop] for stop in trip.stops] for trip in one.trips]
            rounds.append(_timed(dispatch, errand.hub, errand.commodity, stops, 1, 1))
        for unserved in answer.unserved:
            place, amount = errand.loads[unserved.stop]
            few = errand.problem.kinds[0].count < len(errand.loads)
            why = TOO_FEW if few else NOT_FOUND
            short.append(Short(place=place, commodity=errand.commodity, amount=amount, why=why))
    return Delivered(rounds=tuple(rounds), short=tuple(short))


def _of_full(dispatch: Dispatch, full: FullLoads) -> ReliefRound:
    stops = [[(full.place, full.load)]] * full.trips
    made = _timed(dispatch, full.hub, full.commodity, stops, full.vehicles, full.drivers)
    return ReliefRound(**{**{name: getattr(made, name) for name in made.__slots__}, "amount": full.amount})


def _timed(
    dispatch: Dispatch,
    hub: str,
    commodity: str,
    trips: Sequence[Sequence[tuple[str, int]]],
    vehicles: int,
    drivers: int,
) -> ReliefRound:
    """Time a round from first light on, with breaks where they fall due."""
    rules, relief = dispatch.figures.rules, dispatch.figures.relief
    now = leaves = dispatch.light[0]
    unbroken = wheel = 0
    told = []
    for trip in trips:
        now += relief.loading(commodity)
        at, drops = hub, []
        for place, amount in [*trip, (hub, 0)]:
            way = dispatch.minutes(at, place) or 0
            # A break falls due on the road, and is taken there.
            rests = max(unbroken + way - 1, 0) // rules.unbroken_min
            now += rests * rules.break_min + way
            unbroken, wheel, at = unbroken + way - rests * rules.unbroken_min, wheel + way, place
            if place != hub or amount:
                drops.append(
                    Drop(
                        place=place,
                        arrives=now,
                        begins=now,
                        leaves=now + relief.service(commodity, amount),
                        amount=amount,
                    )
                )
                now += relief.service(commodity, amount)
        told.append(tuple(drops))
    return ReliefRound(
        commodity=commodity,
        hub=hub,
        vehicles=vehicles,
        drivers=drivers,
        leaves=leaves,
        back=now,
        wheel_min=wheel,
        trips=tuple(told),
        amount=sum(drop.amount for drops in told for drop in drops) * vehicles,
    )


def relief_faults(dispatch: Dispatch, day: ReliefDay, found: Delivered) -> Iterator[str]:
    """Yield what is wrong with a day's relief rounds: loads, light, hours, stock, needs met once or told as short."""
    for number, one in enumerate(found.rounds):
        for fault in _of_round(dispatch, one):
            yield f"relief round {number}, {one.commodity} from {one.hub}: {fault}"
    yield from _needs(day, found)
    sent: Counter[tuple[str, str]] = Counter()
    for one in found.rounds:
        sent[one.hub, one.commodity] += one.amount
    for commodity in UNITS:
        vehicles = sum(one.vehicles for one in found.rounds if one.commodity == commodity)
        there = dispatch.fleet(commodity)
        if there is not None and vehicles > there:
            yield f"{vehicles} vehicles with {commodity}, {there} are there"
    for base in dispatch.bases:
        if base.stock is not None and sent[base.id, base.commodity] > base.stock:
            yield f"{base.id}: {sent[base.id, base.commodity]} of {base.commodity} sent, {base.stock} in stock"


def _of_round(dispatch: Dispatch, one: ReliefRound) -> Iterator[str]:
    rules, light, load = dispatch.figures.rules, dispatch.light, dispatch.load(one.commodity)
    for drops in one.trips:
        brought = sum(drop.amount for drop in drops)
        if one.commodity != HEALTH and brought > load:
            yield f"{brought} {UNITS[one.commodity]} on a vehicle that takes {load}"
        for drop in drops:
            if not light[0] <= drop.begins < drop.leaves <= light[1]:
                yield f"at {drop.place} from {drop.begins} to {drop.leaves}, outside daylight"
    if one.leaves < light[0]:
        yield f"leaves at {one.leaves}, before first light"
    if one.back - one.leaves > rules.span_min:
        yield f"{one.back - one.leaves} minutes from leaving to being back, at most {rules.span_min}"
    yield from _crew(dispatch, one)
    if one.wheel_min > one.drivers * rules.work_min:
        yield f"{one.wheel_min} minutes in motion for {one.drivers} driver(s)"
    yield from _on_the_way(dispatch, one)
    full = sum(drop.amount for drops in one.trips for drop in drops) * one.vehicles
    trip = max(sum(drop.amount for drop in drops) for drops in one.trips)
    if not full - trip < one.amount <= full:
        yield f"brings {one.amount}, its stops come to {full}"


def _crew(dispatch: Dispatch, one: ReliefRound) -> Iterator[str]:
    """Hold that a round leaves from a hub, and with a second driver only where one could not be there and back."""
    if (one.hub, one.commodity) not in {(base.id, base.commodity) for base in dispatch.bases}:
        yield f"{one.hub} is no hub of {one.commodity}"
    farthest = max(dispatch.minutes(one.hub, drop.place) or 0 for drops in one.trips for drop in drops)
    if one.drivers not in ((1,) if 2 * farthest <= dispatch.figures.rules.work_min else (1, 2)):
        yield f"{one.drivers} drivers, where the farthest place is {farthest} minutes away"


def _on_the_way(dispatch: Dispatch, one: ReliefRound) -> Iterator[str]:
    """Follow the vehicle: it takes the road's time at least, and loads, unloads and rests where that falls due."""
    relief, rules = dispatch.figures.relief, dispatch.figures.rules
    now, wheel, unbroken = one.leaves, 0, 0

    def reached(place: str, arrives: int) -> Iterator[str]:
        slack, due = arrives - now, rules.break_min * (max(unbroken - 1, 0) // rules.unbroken_min)
        if slack < 0:
            yield f"at {place} {-slack} minutes sooner than the road allows"
        elif slack < due:
            yield f"{slack} minutes of breaks on {unbroken} minutes of driving, at least {due}"

    for drops in one.trips:
        now, at = now + relief.loading(one.commodity), one.hub
        for drop in drops:
            way = dispatch.minutes(at, drop.place) or 0
            now, wheel, unbroken = now + way, wheel + way, unbroken + way
            yield from reached(drop.place, drop.arrives)
            if drop.leaves - drop.begins < relief.service(one.commodity, drop.amount) or drop.begins < drop.arrives:
                yield f"at {drop.place} for {drop.leaves - drop.begins} minutes"
            unbroken = max(unbroken - (drop.arrives - now) // rules.break_min * rules.unbroken_min, 0)
            unbroken = 0 if drop.begins - drop.arrives >= rules.break_min else unbroken
            now, at = drop.leaves, drop.place
        # Where it goes on from the hub, a break that fell due on the way there lies before the next drop.
        way = dispatch.minutes(at, one.hub) or 0
        now, wheel, unbroken = now + way, wheel + way, unbroken + way
    yield from reached(one.hub, one.back)
    if one.wheel_min != wheel:
        yield f"{one.wheel_min} minutes in motion are told; the road takes {wheel}"


def _needs(day: ReliefDay, found: Delivered) -> Iterator[str]:
    given: Counter[tuple[str, str]] = Counter()
    for one in found.rounds:
        full = 0
        for drops in one.trips:
            for drop in drops:
                given[drop.place, one.commodity] += drop.amount * one.vehicles
                full += drop.amount * one.vehicles
        # The last load of vehicles that go together may be less than full.
        given[one.trips[-1][-1].place, one.commodity] -= full - one.amount
    for short in found.short:
        given[short.place, short.commodity] += short.amount
    for need in day.needs:
        brought = given.pop((need.place, need.commodity), 0)
        if brought != need.amount:
            yield f"{need.place}: {brought} {UNITS[need.commodity]} brought or short, {need.amount} needed"
    for (place, commodity), amount in given.items():
        if amount:
            yield f"{place}: {amount} {UNITS[commodity]} brought where none is needed"


def day_told(dispatch: Dispatch, day: ReliefDay, found: Delivered, *, stops: bool) -> Json:
    """Return one day's relief: needs, vehicles beside a bound, hours, km, what is short; the rounds if asked."""
    least = least_vehicles(dispatch, day)
    metres = {id(one): _metres(dispatch, one) for one in found.rounds}
    rows = []
    for commodity, unit in UNITS.items():
        mine = [one for one in found.rounds if one.commodity == commodity]
        vehicles = sum(one.vehicles for one in mine)
        km = sum(metres[id(one)] * one.vehicles for one in mine) // 1000
        fuel = dispatch.figures.relief.fuel
        rows.append(
            {
                "commodity": commodity,
                "unit": unit,
                "vehicle": RELIEF_VEHICLES[commodity],
                "needed": sum(need.amount for need in day.needs if need.commodity == commodity),
                "brought": sum(one.amount for one in mine),
                "short": sum(row.amount for row in found.short if row.commodity == commodity),
                "vehicles": vehicles,
                "with_spare": ceil(vehicles * (1 + dispatch.figures.rules.spare_share)),
                "at_least": least[commodity],
                "gap_share": round(vehicles / least[commodity] - 1, 4) if 0 < least[commodity] <= vehicles else None,
                "drivers": sum(one.vehicles * one.drivers for one in mine),
                "trips": sum(one.vehicles * len(one.trips) for one in mine),
                "vehicle_hours": sum((one.back - one.leaves) * one.vehicles for one in mine) // HOUR,
                "km": km,
                "litres": {end: int(km * getattr(fuel, end)) for end in ("low", "central", "high")},
            }
        )
    told: Json = {"commodities": rows, "unserved": _unserved(found.short)}
    if stops:
        told["rounds"] = [_round_told(one) for one in found.rounds]
    return told


def _unserved(short: Sequence[Short]) -> list[Json]:
    table: Counter[tuple[str, str, str]] = Counter()
    for row in short:
        table[row.place, row.commodity, row.why] += row.amount
    return [
        {"place": place, "commodity": what, "unit": UNITS[what], "amount": amount, "why": why}
        for (place, what, why), amount in sorted(table.items())
    ]


def _metres(dispatch: Dispatch, one: ReliefRound) -> int:
    total, at = 0, one.hub
    for drops in one.trips:
        for place in (*(drop.place for drop in drops), one.hub):
            total += dispatch.distances.reach(at)[place][1]
            at = place
    return total


def _round_told(one: ReliefRound) -> Json:
    return {
        "commodity": one.commodity,
        "vehicle": RELIEF_VEHICLES[one.commodity],
        "vehicles": one.vehicles,
        "drivers": one.drivers,
        "hub": one.hub,
        "leaves": _clock(one.leaves),
        "back": _clock(one.back),
        "amount": one.amount,
        "trips": [
            [
                {"place": d.place, "begins": _clock(d.begins), "leaves": _clock(d.leaves), "amount": d.amount}
                for d in drops
            ]
            for drops in one.trips
        ],
    }


def _clock(minute: int) -> str:
    return f"{minute // HOUR:02d}:{minute % HOUR:02d}"
