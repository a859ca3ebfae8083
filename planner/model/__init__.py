"""Solves worlds with OR-Tools: the only room that knows it. A world goes in, places and days come out."""

from __future__ import annotations

import numpy as np

from planner.model.completion import completion
from planner.model.flow import StayRule, daily_ceilings, fewest_nights, most_across, proved_bound
from planner.model.plan import plan_of
from planner.model.sensitivity import sensitivities
from planner.network import World
from planner.solution import Claim, Curve, ReadingResult

__all__ = ["curve", "sensitivities", "solve_reading"]

# A curve to completion is read by eye: these points after the deadline draw it, each a max flow of its own.
LATER_POINTS = 24


def solve_reading(world: World) -> ReadingResult:
    """Return verdict, plan, completion and proofs of one reading."""
    num_days = world.geography.scenario.num_days
    on_time = proved_bound(world, num_days, Claim.ON_TIME)
    net = StayRule.of(world).plan_network(world, num_days)
    plan = plan_of(world, net, fewest_nights(net))
    done, completion_cut = completion(world, on_time.bound)
    return ReadingResult(
        reading=world.reading,
        in_scope_people=world.in_scope_people,
        on_time=on_time,
        completion_cut=completion_cut,
        relaxed=proved_bound(world, num_days, Claim.IMPOSSIBLE),
        plan=plan,
        completion=done,
    )


def curve(world: World, num_days: int) -> Curve:
    """
    Return people across by the end of some days: what a plan reaches, and the most that any could.

    Every day up to the deadline, then at most ``LATER_POINTS`` evenly spaced ones, the last being ``num_days``.
    """
    rule, deadline = StayRule.of(world), world.geography.scenario.num_days
    later = sorted({deadline + -(-(num_days - deadline) * k // LATER_POINTS) for k in range(1, LATER_POINTS + 1)})
    later = [day for day in later if deadline < day <= num_days]
    ceiling = np.minimum.reduce([daily_ceilings(net) for net in rule.networks(world, deadline)]).tolist()
    ceiling += [min(most_across(net) for net in rule.few_networks(world, day)) for day in later]
    if rule.bounds == (rule.plan,):
        crossed = ceiling
    else:
        crossed = daily_ceilings(rule.plan_network(world, deadline)).tolist()
        crossed += [most_across(rule.plan_network(world, day)) for day in later]
    return Curve(days=(*range(1, deadline + 1), *later), crossed=tuple(crossed), ceiling=tuple(ceiling))
