"""
Published instances of the bus evacuation problem (Loyola and others, CEC 2017; data only, outside the project).

Twenty values were published as optimal by CPLEX and stand; they are reached and proved here. One more was published as
optimal and is refuted, by this programme too: no tours finish before 10 where 8 was published.
"""

from __future__ import annotations

from itertools import permutations, product
from random import Random

import pytest

from planner.errors import InputError
from planner.model.routing.evacuation import solve_evacuation
from planner.rounds.evacuation import BusEvacuation, BusTour
from tests.readers.bep import check_tours, read_bep, read_known
from tests.readers.folder import ABSENT, benchmarks_folder

BENCHMARKS = benchmarks_folder()
FOLDER = None if BENCHMARKS is None or not (BENCHMARKS / "evac" / "bep").is_dir() else BENCHMARKS / "evac" / "bep"
needs_instances = pytest.mark.skipif(FOLDER is None, reason=ABSENT)
KNOWN = {} if FOLDER is None else read_known(FOLDER)
PROVED = [name for name, known in KNOWN.items() if known.optimal]
REFUTED = "BEP-1-3-3-2-i5"


@needs_instances
def test_twenty_values_are_proved() -> None:
    assert (len(KNOWN), len(PROVED)) == (90, 20)


@needs_instances
@pytest.mark.slow
@pytest.mark.parametrize("name", [*PROVED, REFUTED])
def test_proved_optima_are_reached_and_proved_again(name: str) -> None:
    assert FOLDER is not None
    problem = read_bep(FOLDER / "instances" / f"{name}.txt")
    answer = solve_evacuation(problem, effort=20.0, seed=0)
    assert check_tours(problem, answer.tours) == (KNOWN[name].value, [])
    assert answer.finished == answer.at_least == KNOWN[name].value


def drawn(seed: int) -> BusEvacuation:
    rng = Random(seed)
    points, shelters = rng.randint(1, 2), rng.randint(1, 2)
    loads = tuple(rng.randint(1, 2) for _ in range(points))
    places = tuple(rng.randint(1, 3) for _ in range(shelters))
    return BusEvacuation(
        name=f"drawn {seed}",
        buses=(rng.randint(1, 2), rng.randint(0, 1)),
        loads=loads,
        places=(places[0] + sum(loads), *places[1:]) if rng.random() < 0.3 else (*places[:-1], places[-1] + sum(loads)),
        to_pick_up=tuple(tuple(rng.randint(0, 6) for _ in range(points)) for _ in range(2)),
        to_shelter=tuple(tuple(rng.randint(0, 6) for _ in range(shelters)) for _ in range(points)),
    )


def earliest(problem: BusEvacuation) -> int:
    """Return when the last bus arrives at best: every order of loads, every shelter for each, every bus for each."""
    waiting = [point for point, loads in enumerate(problem.loads) for _ in range(loads)]
    buses = [depot for depot, number in enumerate(problem.buses) for _ in range(number)]
    best = []
    for order in set(permutations(waiting)):
        for shelters in product(range(len(problem.places)), repeat=len(waiting)):
            for drivers in product(range(len(buses)), repeat=len(waiting)):
                tours = [
                    BusTour(
                        depot=depot,
                        legs=tuple((p, s) for p, s, b in zip(order, shelters, drivers, strict=True) if b == bus),
                    )
                    for bus, depot in enumerate(buses)
                ]
                last, faults = check_tours(problem, tours)
                if not faults:
                    best.append(last)
    return min(best)


@pytest.mark.parametrize("seed", range(12))
def test_brute_force_agrees(seed: int) -> None:
    problem = drawn(seed)
    answer = solve_evacuation(problem, effort=5.0, seed=0)
    assert check_tours(problem, answer.tours) == (answer.finished, [])
    assert answer.finished == answer.at_least == earliest(problem)


def by_hand(**change: object) -> BusEvacuation:
    given: dict[str, object] = {
        "name": "by hand",
        "buses": (1,),
        "loads": (2,),
        "places": (1, 1),
        "to_pick_up": ((2,),),
        "to_shelter": ((3, 5),),
    }
    return BusEvacuation(**(given | change))  # type: ignore[arg-type]


def test_by_hand() -> None:
    # One bus: 2 to the point, 3 to the near shelter, 3 back, 5 to the other; the other way round 2 + 5 + 5 + 3.
    answer = solve_evacuation(by_hand(), effort=1.0, seed=0)
    assert (answer.finished, answer.at_least) == (13, 13)
    assert answer.tours == (BusTour(depot=0, legs=((0, 0), (0, 1))),)
    # Nothing takes time: there at once.
    assert solve_evacuation(by_hand(to_pick_up=((0,),), to_shelter=((0, 0),)), effort=1.0, seed=0).finished == 0
    # Two buses: the later of 2 + 3 and 2 + 5.
    assert solve_evacuation(by_hand(buses=(2,)), effort=1.0, seed=0).finished == 7


def test_what_cannot_be_moved_is_told_in_words() -> None:
    assert (
        solve_evacuation(by_hand(places=(1, 0)), effort=1.0, seed=0).reason
        == "by hand: 2 loads wait, the shelters take 1"
    )
    assert solve_evacuation(by_hand(buses=(0,)), effort=1.0, seed=0).reason == "by hand: there is no bus"
    assert solve_evacuation(by_hand(loads=(0,)), effort=1.0, seed=0).finished == 0
    with pytest.raises(InputError, match="expected a time from every depot to every pick-up point"):
        by_hand(to_pick_up=((2, 3),))


@pytest.mark.parametrize(
    ("tours", "fault"),
    [
        ((BusTour(depot=0, legs=((0, 0),)),), "point 0: 1 of 2 loads"),
        ((BusTour(depot=0, legs=((0, 0), (0, 0))),), "shelter 0: 2 in 1"),
        ((BusTour(depot=0, legs=((0, 0),)), BusTour(depot=0, legs=((0, 1),))), "depot 0: 2 buses, there are 1"),
    ],
)
def test_the_checker_finds_what_is_wrong(tours: tuple[BusTour, ...], fault: str) -> None:
    assert fault in check_tours(by_hand(), tours)[1]
