"""Relief on random roads: rounds pass the checker, and never take fewer vehicles than are proved to be needed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import product

import pytest

from planner.model.routing import relief_rounds
from planner.pipeline import prepare
from planner.records import Reading
from planner.recount import Recount, Roads
from planner.rounds.distances import Distances
from planner.rounds.figures import figures_of
from planner.rounds.relief import HEALTH, RATIONS, UNITS, Base, Dispatch, Need
from planner.rounds.relief_bounds import least_vehicles
from planner.rounds.relief_rounds import delivered, relief_faults
from tests.worlds import write_world

PLACES = ("north", "south", "west")
HUBS = ("store", "depot")
STANDARDS = "standards: {profiles: [sphere-2018, pakistan-2023]}\n"


class Ways(Distances):
    """Quickest ways over roads of drawn lengths, each joining two of all places."""

    def __init__(self, rng: random.Random) -> None:
        names = (*PLACES, *HUBS)
        road = {(a, b): rng.choice((5, 20, 60, 100, 130, 180, 250, 290)) for a in names for b in names if a < b}
        best = {(a, b): 0 if a == b else road[min(a, b), max(a, b)] for a, b in product(names, repeat=2)}
        for via, a, b in product(names, repeat=3):
            best[a, b] = min(best[a, b], best[a, via] + best[via, b])
        self.best = best

    def reach(self, place: str) -> Mapping[str, tuple[int, int]]:
        return {b: (minutes, 1000 * minutes) for (a, b), minutes in self.best.items() if a == place}


@pytest.fixture(scope="module")
def recount(tmp_path_factory: pytest.TempPathFactory) -> Recount:
    geography = prepare(write_world(tmp_path_factory.mktemp("worlds") / "one", config=STANDARDS))
    return Recount(Roads(geography.case), geography.scenario, Reading.CENTRAL)


@pytest.mark.parametrize("seed", range(40))
def test_no_rounds_take_fewer_vehicles_than_the_bound(recount: Recount, seed: int) -> None:
    rng = random.Random(seed)
    by = Dispatch(recount, figures_of(recount), Ways(rng), (360, 360 + rng.randrange(480, 780)))
    by.bases = tuple(
        Base(id=hub, name=hub, commodity=commodity, stock=None, assumed=False)
        for hub in HUBS[: rng.choice((1, 2))]
        for commodity in UNITS
    )
    most = {RATIONS: 40_000, HEALTH: 12}
    needs = [
        Need(place=place, commodity=commodity, amount=rng.randint(1, most.get(commodity, 60_000)))
        for place in PLACES
        for commodity in UNITS
    ]
    day = by.day(needs)
    found = delivered(by, day, [relief_rounds(errand.problem) for errand in day.errands])
    assert list(relief_faults(by, day, found)) == []
    least = least_vehicles(by, day)
    for commodity in UNITS:
        brought = [one for one in found.rounds if one.commodity == commodity]
        # What is out of reach is in no round and in no bound.
        assert 0 <= least[commodity] <= sum(one.vehicles for one in brought)
        assert (least[commodity] > 0) == bool(brought)
