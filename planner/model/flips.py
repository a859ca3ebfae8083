"""One limit, or the people in scope, at another value: the bound that proves it is not enough, a plan that it is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from planner.config import PEOPLE_LIMIT
from planner.model.flow import StayRule, most_people, proved_bound
from planner.model.plan import plan_of
from planner.model.worth import with_limit, with_people, without_limit
from planner.network import World
from planner.solution import Claim, Cut, Plan


def bound_at(world: World, limit_id: str, value: int | None) -> Cut:
    """Return the proved bound at the deadline with one limit at a value, ``None`` taking it away altogether."""
    other = without_limit(world, limit_id) if value is None else _having(world, limit_id, value)
    return proved_bound(other, world.geography.scenario.num_days, Claim.ON_TIME)


def plan_at(world: World, values: Mapping[str, int]) -> Plan:
    """Return a plan of the pure network with most people across, with some limits at other values."""
    other = world
    for limit_id, value in values.items():
        other = _having(other, limit_id, value)
    net = StayRule.of(other).plan_network(other, world.geography.scenario.num_days)
    return plan_of(other, net, most_people(net).flow)


def _having(world: World, limit_id: str, value: int) -> World:
    if limit_id == PEOPLE_LIMIT:
        return with_people(world, value)
    return with_limit(world, limit_id, lambda _: Fraction(value))
