"""What a limit is worth, held against solves of the world it speaks of."""

from __future__ import annotations

from hypothesis import assume, given

from planner.demand import people_by_district
from planner.model import sensitivities
from planner.model.flow import proved_bound
from planner.network import build_geography, build_world, has_rows
from planner.records import Reading
from planner.solution import Claim
from tests.amounts import few
from tests.properties.worlds_at_random import drawn, readings, seeds

worlds = few(40)


@worlds
@given(seed=seeds, reading=readings)
def test_the_largest_total_crosses_and_none_just_above_it_does(seed: int, reading: Reading) -> None:
    case, scenario = drawn(seed).case, drawn(seed).scenario
    geography = build_geography(case, scenario)
    world = build_world(geography, reading)
    # Under the full programme the largest total is bisected only: looking above it would be a solve each.
    assume(not has_rows(world))
    days = scenario.num_days
    rows = {row.limit_id: row for row in sensitivities(world, proved_bound(world, days, Claim.ON_TIME))}
    largest = rows["people:all"].flips_at

    def left(total: int) -> int:
        other = build_world(geography, reading, people_by_district(case, scenario, reading, total))
        return total - proved_bound(other, days, Claim.ON_TIME).bound

    if largest is None:
        assert left(1 << 32) == 0
        return
    peopled = sum(n > 0 for n in people_by_district(case, scenario, reading))
    assert left(largest) == 0
    assert all(left(largest + more) > 0 for more in range(1, peopled + 1))
