"""
What each limit is worth under the full programme: prices say which can matter, a solve with the limit changed how much.

A limit without a price cannot raise the bound, since the same prices prove the same bound with more of it: but for one
that is 0, whose arcs are left out of the proof and take no price. For that and the others the programme is built and
solved again with that limit alone changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from planner.config import PEOPLE_LIMIT
from planner.demand import people_by_district
from planner.model.flow import StayRule, most_of, network_of
from planner.model.flow import most_across as by_flow
from planner.model.full import TOLERANCE_PEOPLE
from planner.model.programme import most_people
from planner.model.sensitivity import largest_total, least_enough, most_useful
from planner.network import World, build_programme, build_world, settings_named
from planner.records import Span
from planner.solution import Cut, Sensitivity


def with_limit(world: World, limit_id: str, change: Callable[[Fraction], Fraction]) -> World:
    """Return a world in which one published limit is another at every end of its range."""
    limit = world.limits[limit_id]
    if limit.span is None:
        raise ValueError(f"{limit_id}: nobody published it, so there is nothing to change")
    span = Span(low=change(limit.span.low), central=change(limit.span.central), high=change(limit.span.high))
    return replace(world, limits={**world.limits, limit_id: replace(limit, span=span)})


def without_limit(world: World, limit_id: str) -> World:
    """Return a world in which one limit is taken away."""
    limit = world.limits[limit_id]
    return replace(world, limits={**world.limits, limit_id: replace(limit, span=None)})


def with_people(world: World, people: int) -> World:
    """Return a world with so many people in scope, split by district as its own are."""
    geography = world.geography
    counts = people_by_district(geography.case, geography.scenario, world.reading, people)
    return build_world(geography, world.reading, counts, like=world)


def most_across(world: World) -> int:
    """
    Return the most people across by the deadline in whole people: as the programme says.

    Where long stays are all that makes rows, and a plan of the pure network reaches its bound, the programme says no
    other number and is not asked.
    """
    num_days = world.geography.scenario.num_days
    if not world.has_other_rows:
        bound = most_of(world, num_days, few=True)
        if bound == StayRule.of(world).carried(world, num_days):
            return bound
    return int(most_people(build_programme(world, num_days)).objective + TOLERANCE_PEOPLE)


def everyone_crosses(world: World) -> bool:
    """Return whether everyone in scope could be across by the deadline; one bounding network may tell that not."""
    target, bounds = world.in_scope_people, StayRule.of(world).bounds
    if by_flow(network_of(world, world.geography.scenario.num_days, *bounds[0])) < target:
        return False
    return most_across(world) >= target


def what_binds(world: World, on_time: Cut) -> tuple[Sensitivity, ...]:
    """
    Return, for every published limit and ``people:all``, what one unit more gains and where the verdict flips.

    Parameters
    ----------
    on_time
        The proved bound at the deadline, by cut or by prices.
    """
    target, bound = world.in_scope_people, on_time.bound
    scarce = settings_named(world, (row.id for row in on_time.limits))
    rows = []
    for limit in world.limits.values():
        if limit.span is None:
            continue
        passes = limit.span.capacity_at(world.reading) >= 1
        if bound < target and limit.id not in scarce and passes:
            rows.append(Sensitivity(limit_id=limit.id, people_per_unit=0, flips_at=None))
            continue
        gain = 0
        if bound < target:
            gain = max(0, most_across(with_limit(world, limit.id, lambda amount: amount + 1)) - bound)
        rows.append(Sensitivity(limit_id=limit.id, people_per_unit=gain, flips_at=_flips_at(world, limit.id)))
    return (*rows, _people(world, bound))


def _flips_at(world: World, limit_id: str) -> int | None:
    """Return the least whole amount of a limit alone at which everyone crosses on time, ``None`` when none does."""
    return least_enough(
        lambda amount: everyone_crosses(with_limit(world, limit_id, lambda _: Fraction(amount))),
        most_useful(world, world.limits[limit_id]),
    )


def _people(world: World, on_time: int) -> Sensitivity:
    """Return what one person fewer in scope changes in ``at_least``, and the largest total that could cross on time."""
    total = world.in_scope_people
    at_least = total - on_time
    gain = at_least - (total - 1 - most_across(with_people(world, total - 1))) if total else 0
    largest = largest_total(lambda people: everyone_crosses(with_people(world, people)), total, all_cross=at_least == 0)
    return Sensitivity(limit_id=PEOPLE_LIMIT, people_per_unit=gain, flips_at=largest)
