"""Small problems of buses for tests: a crossing, a few sites around it, distances that obey the triangle."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from planner.rounds import DayProblem, Kind, Movement, Pool, Rules

COACH = Kind(id="coach", seats=45, litres_per_100km=Fraction(35))
COASTER = Kind(id="coaster", seats=26, litres_per_100km=Fraction(20))
AMBULANCE = Kind(id="ambulance", seats=0, litres_per_100km=Fraction(15))
GATE = "gate"


def quickest(minutes: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Return the quickest minutes between every two places that are joined, either way."""
    places = sorted({place for pair in minutes for place in pair})
    far = {(a, b): 0 if a == b else 10**6 for a, b in product(places, places)}
    for (one, other), time in minutes.items():
        far[one, other] = far[other, one] = min(time, far[one, other])
    for middle, one, other in product(places, repeat=3):
        far[one, other] = min(far[one, other], far[one, middle] + far[middle, other])
    return {pair: time for pair, time in far.items() if pair[0] != pair[1] and time < 10**6}


def problem(
    people: Mapping[str, int],
    minutes: Mapping[tuple[str, str], int],
    *,
    days: Mapping[str, int] | None = None,
    kinds: Sequence[Kind] = (COACH,),
    vehicles: int | None = None,
    escort: Kind | None = None,
    **changes: object,
) -> DayProblem:
    """Return a problem in which every site is a depot and light lasts from 6 to 18 o'clock."""
    far = quickest(minutes)
    sites = tuple(sorted(people))
    pools = [Pool(id=kind.id, kind=kind, depots=sites, vehicles=vehicles) for kind in kinds]
    if escort is not None:
        pools.append(Pool(id=escort.id, kind=escort, depots=sites, vehicles=None))
    due = {site: (days or {}).get(site, max(0, -(-far.get((site, GATE), 0) // 480) - 1)) for site in sites}
    made = DayProblem(
        target=GATE,
        movements=tuple(Movement(place=s, people=people[s], arrival_day=due[s]) for s in sites if people[s]),
        pools=tuple(pools),
        escort=escort,
        minutes=far,
        metres={pair: 800 * time for pair, time in far.items()},
        daylight=(360, 1080),
        hours={},
        slots_per_hour=None,
        rules=Rules(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def at_random(number: int, *, sites: int = 5, most_people: int = 130) -> DayProblem:
    """Return one of many problems: sites in a plane, some beyond a day, some at one place with the gate."""
    draw = random.Random(number)
    scale = draw.choice((60, 150, 300, 700))
    at = {f"s{k}": (draw.uniform(-scale, scale), draw.uniform(-scale, scale)) for k in range(draw.randint(1, sites))}
    at[GATE] = (0.0, 0.0)
    if draw.random() < 0.1:
        at["s0"] = (0.0, 0.0)
    pairs = {
        (a, b): int(abs(at[a][0] - at[b][0]) + abs(at[a][1] - at[b][1]))
        for a in sorted(at)
        for b in sorted(at)
        if a < b
    }
    people = {place: draw.randint(1, most_people) for place in sorted(at) if place != GATE}
    return problem(
        people,
        pairs,
        kinds=draw.choice(((COACH,), (COACH, COASTER))),
        vehicles=draw.choice((None, None, None, 2, 5)),
        escort=draw.choice((None, AMBULANCE)),
        slots_per_hour=draw.choice((None, None, 3, 10)),
    )
