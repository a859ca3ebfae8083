"""Solves worlds with OR-Tools: the only room that knows it. A world goes in, places and days come out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.model.completion import completion
from planner.model.flow import StayRule, daily_ceilings, fewest_nights, most_of, network_of, proved_bound
from planner.model.full import completion_in_full, later_in_full, plan_in_full
from planner.model.mix import least_cost
from planner.model.plan import plan_of
from planner.model.requirement import requirement_claims
from planner.model.sensitivity import sensitivities as by_max_flows
from planner.model.worth import what_binds
from planner.network import World, has_rows
from planner.solution import Claim, Curve, Cut, ReadingResult, Sensitivity

__all__ = ["curve", "least_cost", "most_on_time", "requirement_claims", "sensitivities", "solve_reading"]

Ints = NDArray[np.int64]
# A curve to completion is read by eye: these points after the deadline draw it.
LATER_POINTS = 24


def solve_reading(world: World, known: ReadingResult | None = None) -> ReadingResult:
    """
    Return verdict, plan, completion and proofs of one reading.

    Parameters
    ----------
    known
        The same reading of a scenario that differs in its deadline only: completion does not hang on it.
    """
    num_days = world.geography.scenario.num_days
    completed = None if known is None else (known.completion, known.completion_cut)
    if has_rows(world):
        on_time, plan = plan_in_full(world, num_days)
        done, completion_cut = completed or completion_in_full(world)
    else:
        on_time = proved_bound(world, num_days, Claim.ON_TIME)
        net = StayRule.of(world).plan_network(world, num_days)
        plan = plan_of(world, net, fewest_nights(net))
        done, completion_cut = completed or completion(world, on_time.bound)
    return ReadingResult(
        reading=world.reading,
        in_scope_people=world.in_scope_people,
        on_time=on_time,
        completion_cut=completion_cut,
        relaxed=proved_bound(world, num_days, Claim.IMPOSSIBLE),
        plan=plan,
        completion=done,
    )


def most_on_time(world: World) -> int:
    """
    Return the most people that any plan could have across by the deadline: the network's bound, without its proof.

    Long stays take a few of the bounding networks, as every long search does.
    """
    return most_of(world, world.geography.scenario.num_days, few=True)


def sensitivities(world: World, on_time: Cut) -> tuple[Sensitivity, ...]:
    """Return, for every published limit and ``people:all``, what one unit more gains and where the verdict flips."""
    return what_binds(world, on_time) if has_rows(world) else by_max_flows(world, on_time)


def curve(world: World, result: ReadingResult) -> Curve:
    """
    Return people across by the end of some days: what a plan reaches, and the most that any could.

    Every day up to the deadline, then at most ``LATER_POINTS`` evenly spaced ones, the last being completion.
    """
    rule, deadline = StayRule.of(world), world.geography.scenario.num_days
    num_days = max(result.completion.days or 0, deadline)
    later = sorted({deadline + -(-(num_days - deadline) * k // LATER_POINTS) for k in range(1, LATER_POINTS + 1)})
    later = [day for day in later if deadline < day <= num_days]
    days = (*range(1, deadline + 1), *later)
    points = np.array(days, dtype=np.int64) - 1
    carried = daily_ceilings(rule.plan_network(world, num_days), points)
    ceiling = _ceiling(world, rule, points, carried).tolist()
    if has_rows(world):
        # The pure network's ceilings hold for the full programme; at the deadline and before it proves its own.
        ceiling = [
            min(most, result.on_time.bound) if day <= deadline else most
            for day, most in zip(days, ceiling, strict=True)
        ]
        crossed = [
            *result.plan.crossed_by_day(deadline, world.geography.scenario.start),
            *later_in_full(world, result, later),
        ]
    else:
        crossed = carried.tolist()
    return Curve(days=days, crossed=tuple(crossed), ceiling=tuple(_completion_kept(result, days, ceiling)))


def _completion_kept(result: ReadingResult, days: Sequence[int], ceiling: Sequence[int]) -> list[int]:
    """
    Return ceilings that leave no room for everyone on a day which the proof of completion excludes.

    At the deadline the ceiling is the proved bound itself.
    """
    short, first, deadline = result.in_scope_people - 1, result.completion.proved_days, result.on_time.horizon_days
    return [
        min(most, short) if day < first and day != deadline else most for day, most in zip(days, ceiling, strict=True)
    ]


def _ceiling(world: World, rule: StayRule, points: Ints, carried: Ints) -> Ints:
    """Return the least of a few bounding networks' daily ceilings; what the plan's network carries is never more."""
    if rule.plan_bounds:
        return carried
    least = np.full(points.size, world.in_scope_people, dtype=np.int64)
    for stay, nights, offset in rule.few:
        net = network_of(world, int(points[-1]) + 1, stay, nights, offset)
        least = np.minimum(least, daily_ceilings(net, points))
        if (least == carried).all():
            break
    return least
