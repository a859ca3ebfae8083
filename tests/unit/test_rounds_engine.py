"""The engine of vehicle rounds: held against brute force on a handful of stops, and what it says where rounds fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from planner.errors import InputError
from planner.model.routing import _pyvrp, engine
from planner.model.routing._pyvrp import Pyvrp
from planner.model.routing._routing_model import RoutingModel
from planner.model.routing.clock import Clock
from planner.model.routing.engine import solve_rounds
from planner.rounds import NEVER, Depot, Limits, Problem, Roads, Round, Stop, Trip, VehicleKind
from tests.rounds_by_force import cheapest, value

# Enough for the best rounds of a handful of stops; a few hundred are not always.
FEW = Limits(iterations=3000)
# The routing library asks its limit far more often than once a solution.
OR_TOOLS = Limits(iterations=20_000)


def roads(rng: Random, places: int) -> Roads:
    """Return distances and times drawn apart, one way unlike the other."""

    def table() -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(0 if a == b else rng.randint(1, 9) for b in range(places)) for a in range(places))

    return Roads(distance=table(), time=table())


def stops(rng: Random, number: int, **given: Callable[[], int]) -> tuple[Stop, ...]:
    """Return stops at places from 1 on; a window, where given, is made of its opening."""
    found = []
    for place in range(1, number + 1):
        drawn = {name: draw() for name, draw in given.items()}
        if "opens" in drawn:
            drawn["closes"] = drawn["opens"] + rng.randint(0, 12)
        found.append(Stop(id=f"s{place}", place=place, demand=(rng.randint(1, 5),), **drawn))
    return tuple(found)


def capacitated(rng: Random) -> Problem:
    kinds = (VehicleKind(id="bus", count=3, capacity=(8,)),)
    return problem(rng, stops(rng, 4), kinds)


def timed(rng: Random) -> Problem:
    kinds = (VehicleKind(id="bus", count=4, capacity=(12,), closes=60, longest=40, cost_per_time=rng.randint(0, 2)),)
    made = stops(rng, 4, opens=lambda: rng.randint(0, 25), service=lambda: rng.randint(0, 3))
    return problem(rng, made, kinds, Depot(id="d", place=0, closes=60, loading=rng.randint(0, 2)))


def mixed(rng: Random) -> Problem:
    kinds = (
        VehicleKind(id="coach", count=1, capacity=(10,), fixed_cost=12, cost_per_distance=2),
        VehicleKind(id="minibus", count=2, capacity=(6,), fixed_cost=3, cost_per_distance=1, roads=1),
        VehicleKind(id="van", count=2, capacity=(5,), fixed_cost=0, cost_per_distance=3, farthest=30),
    )
    ways = (roads(rng, 5), roads(rng, 5))
    return Problem(name="mixed", stops=stops(rng, 4), depots=(Depot(id="d", place=0),), kinds=kinds, roads=ways)


def several_trips(rng: Random) -> Problem:
    kinds = (
        VehicleKind(id="truck", count=2, capacity=(6,), closes=70, reloads_at=(0,), most_trips=3, fixed_cost=5),
        VehicleKind(id="van", count=1, capacity=(5,), closes=70, fixed_cost=2),
    )
    made = stops(rng, 4, ready=lambda: rng.randint(0, 20), service=lambda: rng.randint(0, 2))
    return problem(rng, made, kinds, Depot(id="d", place=0, loading=1))


def too_few(rng: Random) -> Problem:
    kinds = (VehicleKind(id="truck", count=1, capacity=(7,), fixed_cost=4),)
    return problem(rng, stops(rng, 4, unserved_cost=lambda: rng.randint(1, 40)), kinds)


def two_depots(rng: Random) -> Problem:
    """One vehicle ends at the other depot."""
    depots = (Depot(id="a", place=0), Depot(id="b", place=4))
    kinds = (
        VehicleKind(id="one", count=2, capacity=(7,), start=0, end=1),
        VehicleKind(id="two", count=1, capacity=(9,), start=1, end=1, fixed_cost=2),
    )
    return Problem(name="two depots", stops=stops(rng, 3), depots=depots, kinds=kinds, roads=(roads(rng, 5),))


def problem(rng: Random, made: tuple[Stop, ...], kinds: tuple[VehicleKind, ...], depot: Depot | None = None) -> Problem:
    home = depot or Depot(id="d", place=0)
    return Problem(name="toy", stops=made, depots=(home,), kinds=kinds, roads=(roads(rng, len(made) + 1),))


SHAPES = (capacitated, timed, mixed, several_trips, too_few, two_depots)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 8))])
def test_the_cheapest_rounds_of_a_handful_of_stops(shape: Callable[[Random], Problem], seed: int) -> None:
    asked = shape(Random(seed))
    best = cheapest(asked)
    answer = solve_rounds(asked, limits=FEW, seed=1)
    if best is None:
        # What must be served cannot be: said stop by stop, and the rest is driven.
        assert any(asked.stops[one.stop].unserved_cost is None for one in answer.unserved)
        assert value(optional(asked), answer.rounds) is not None
    else:
        assert value(asked, answer.rounds) == answer.cost == best


def optional(asked: Problem) -> Problem:
    return replace(asked, stops=tuple(replace(stop, unserved_cost=0) for stop in asked.stops))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(2))
def test_or_tools_finds_them_too(shape: Callable[[Random], Problem], seed: int) -> None:
    asked = shape(Random(seed))
    found = RoutingModel(asked).search(Clock(OR_TOOLS, None).until(1.0))
    best = cheapest(asked)
    if best is None:
        assert found is None
        return
    assert found is not None
    rounds = tuple(one for _, one in found)
    assert value(asked, rounds) == best
    left_out = set(range(len(asked.stops))) - {stop for one in rounds for stop in one.stops}
    assert sum(cost for cost, _ in found) + sum(asked.stops[stop].unserved_cost or 0 for stop in left_out) == best


def test_brute_force_itself_by_hand() -> None:
    # Out 3 and back 4 to either of two stops, 1 between them; a vehicle carries both for 3 + 1 + 4 or each for 7.
    table = ((0, 3, 3), (4, 0, 1), (4, 1, 0))
    two = tuple(Stop(id=f"s{place}", place=place, demand=(1,)) for place in (1, 2))
    asked = Problem(
        name="by hand",
        stops=two,
        depots=(Depot(id="d", place=0),),
        kinds=(VehicleKind(id="bus", count=2, capacity=(2,)),),
        roads=(Roads(distance=table, time=table),),
    )
    assert cheapest(asked) == 8
    assert cheapest(replace(asked, kinds=(VehicleKind(id="bus", count=2, capacity=(1,)),))) == 14
    assert cheapest(replace(asked, kinds=(VehicleKind(id="bus", count=1, capacity=(1,)),))) is None


def large(number: int = 25) -> Problem:
    rng = Random(7)
    kinds = (VehicleKind(id="bus", count=12, capacity=(15,), fixed_cost=3),)
    return problem(rng, stops(rng, number), kinds)


def test_the_same_seed_gives_the_same_rounds() -> None:
    first, again = (solve_rounds(large(), limits=Limits(iterations=600), seed=4) for _ in range(2))
    assert first == again
    assert value(large(), first.rounds) == first.cost


def test_rounds_of_yesterday_are_never_made_dearer() -> None:
    yesterday = solve_rounds(large(), limits=Limits(iterations=400), seed=4)
    today = solve_rounds(large(), limits=Limits(iterations=20), seed=9, start=yesterday.rounds)
    assert today.cost <= yesterday.cost


def test_a_search_goes_on_from_rounds_that_are_offered_to_it() -> None:
    good = solve_rounds(large(), limits=FEW, seed=4)
    offers = iter([good.rounds])

    def offer(best: Callable[[], list[tuple[int, Round]]]) -> tuple[Round, ...] | None:
        return next(offers, None) if best() else None

    alone, offered = (
        Pyvrp(large()).search(1, Clock(Limits(iterations=3), None).until(1.0), (), asked) for asked in (None, offer)
    )
    assert alone is not None
    assert offered is not None
    assert sum(cost for cost, _ in offered) <= good.cost < sum(cost for cost, _ in alone)


def test_a_choice_is_made_whenever_the_search_has_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Round, ...]] = []

    def known(*given: Any) -> tuple[Round, ...]:
        asked.append(given[2])
        return asked[-1]

    monkeypatch.setattr(engine, "best_choice", known)
    monkeypatch.setattr(_pyvrp, "STUCK", 1001)
    # One stop: the first rounds are the best, so that it has settled from the start, after a quarter, half and three.
    answer = solve_rounds(line(kind=VAN), limits=Limits(iterations=1000), seed=1)
    assert asked == [answer.rounds] * 3


@pytest.mark.parametrize(("iterations", "searches"), [(900, 1), (1100, 2)])
def test_a_search_that_is_stuck_gives_way_to_another_of_the_same_length(
    iterations: int, searches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds: list[int] = []
    search = Pyvrp.search

    def seen(self: Pyvrp, seed: int, *given: Any, quick: bool) -> list[tuple[int, Round]] | None:
        seeds.append(seed)
        return search(self, seed, *given, quick=quick)

    monkeypatch.setattr(Pyvrp, "search", seen)
    # One stop: nothing is ever accepted after the first rounds.
    answer = solve_rounds(line(kind=VAN), limits=Limits(iterations=iterations), seed=1)
    assert (answer.cost, len(answer.rounds)) == (10, 1)
    assert len(set(seeds)) == len(seeds) == searches


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[float, int | None]] = []
    answer = solve_rounds(
        large(), limits=Limits(iterations=1000), seed=1, progress=lambda share, cost: told.append((share, cost))
    )
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert len(shares) > 5
    assert told[-1] == (1.0, answer.cost)


def line(*, kind: VehicleKind, demand: int = 1, leg: int = 5, **stop: int) -> Problem:
    """Return one stop, a leg out and the same back."""
    table = ((0, leg), (leg, 0))
    return Problem(
        name="line",
        stops=(Stop(id="clinic", place=1, demand=(demand,), **stop),),
        depots=(Depot(id="hub", place=0),),
        kinds=(kind,),
        roads=(Roads(distance=table, time=table),),
    )


VAN = VehicleKind(id="van", count=1, capacity=(4,), closes=12)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (line(kind=replace(VAN, count=0)), "clinic: there is no vehicle"),
        (line(kind=VAN, demand=5), "clinic: it takes 5, no vehicle carries more than 4"),
        (line(kind=VAN, closes=4), "clinic: it closes at 4, the earliest arrival is 5"),
        (line(kind=VAN, service=3), "clinic: the vehicle must be back by 12, the earliest return is 13"),
        (line(kind=VAN, leg=NEVER), "clinic: no way leads there and back within the hours"),
    ],
)
def test_a_stop_that_no_vehicle_can_serve_is_told_in_words(asked: Problem, reason: str) -> None:
    answer = solve_rounds(asked, limits=FEW, seed=1)
    assert answer.rounds == ()
    assert [(one.stop, one.reason, one.proved) for one in answer.unserved] == [(0, reason, True)]
    assert (answer.cost, answer.engine) == (0, "none")


def test_demand_above_the_fleet_serves_what_fits() -> None:
    asked = problem(Random(3), stops(Random(3), 5), (VehicleKind(id="truck", count=2, capacity=(5,)),))
    needed = sum(stop.demand[0] for stop in asked.stops)
    answer = solve_rounds(asked, limits=FEW, seed=1)
    assert answer.unserved
    assert not any(one.proved for one in answer.unserved)
    assert all(
        f"the stops ask for {needed}, all trips of all vehicles carry 10" in one.reason for one in answer.unserved
    )
    assert value(optional(asked), answer.rounds) == answer.cost
    # Brute force on the number of stops: a cost of one for each that is left out, and free roads.
    free = Roads(distance=((0,) * 6,) * 6, time=asked.roads[0].time)
    most = cheapest(replace(asked, roads=(free,), stops=tuple(replace(s, unserved_cost=1) for s in asked.stops)))
    assert len(answer.unserved) == most


def test_a_leg_of_no_length_is_driven() -> None:
    answer = solve_rounds(line(kind=VAN, leg=0), limits=FEW, seed=1)
    assert (answer.cost, len(answer.rounds), answer.unserved) == (0, 1, ())


def test_nothing_to_serve() -> None:
    answer = solve_rounds(replace(line(kind=VAN), stops=()), limits=FEW, seed=1)
    assert (answer.rounds, answer.unserved, answer.cost) == ((), (), 0)


@pytest.mark.parametrize(("closes", "driven"), [(12, True), (11, False)])
def test_a_break_takes_its_time(closes: int, driven: bool) -> None:
    # Ten on the way, at most six without a break of two: back at 12 at the earliest.
    kind = replace(VAN, closes=closes, break_after=6, break_time=2)
    answer = solve_rounds(line(kind=kind), limits=OR_TOOLS, seed=1)
    assert (len(answer.rounds) == 1) is driven
    assert (answer.engine == "or-tools") is driven
    assert [one.proved for one in answer.unserved] == ([] if driven else [False])


def test_or_tools_leaves_a_vehicle_whose_shift_misses_its_depot() -> None:
    asked = line(kind=VAN)
    night = replace(VAN, id="night", opens=20, closes=30, cost_per_distance=0)
    asked = replace(asked, kinds=(night, VAN), depots=(replace(asked.depots[0], closes=15),))
    found = RoutingModel(asked).search(Clock(OR_TOOLS, None).until(1.0))
    assert found is not None
    assert [one.kind for _, one in found] == [1]
    assert solve_rounds(asked, limits=FEW, seed=1).rounds == (found[0][1],)


def test_a_record_that_points_nowhere_is_refused() -> None:
    with pytest.raises(InputError, match="'clinic' is at place 7, expected 0 to 1"):
        replace(line(kind=VAN), stops=(Stop(id="clinic", place=7, demand=(1,)),))
    with pytest.raises(InputError, match="most_trips is 2, expected 1, or more with a depot to load again"):
        replace(VAN, most_trips=2)
    with pytest.raises(InputError, match="expected one number of dimensions"):
        replace(line(kind=VAN), stops=(Stop(id="clinic", place=1, demand=(1, 2)),))
    with pytest.raises(InputError, match="expected seconds or iterations above 0"):
        Limits()


def test_rounds_list_their_stops() -> None:
    one = Round(kind=0, trips=(Trip(start=0, end=0, stops=(3, 1)), Trip(start=0, end=0, stops=(2,))))
    assert one.stops == (3, 1, 2)
