"""Rung (b): verdict, plan and completion of worlds with limits that are no arcs, by the full linear programme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from planner.model.completion import first_day_of_few, first_day_reaching, never_completes
from planner.model.flow import StayRule, daily_ceilings, fewest_nights, least_nights, most_across, proved_bound
from planner.model.plan import plan_of, trips_of
from planner.model.pricing import priced_claim
from planner.model.programme import Solved, most_people
from planner.model.rounding import people_across, repaired, whole_plan
from planner.network import Programme, World, build_programme
from planner.solution import Claim, Completion, Cut, Plan, ReadingResult

# Longest programme that is solved, in places x days: a second or two of simplex. Longer horizons are left to
# the pure network, whose bounds hold for the full programme too.
LARGEST_PLACE_DAYS = 7_000
# Where limits on travel count every departure, in ways and fleets x days.
LARGEST_DEPARTURES = 400_000
# Plans in batches are looked for up to so many places x days: ten years of a large case. Beyond, no date is told.
LONGEST_BATCHES = 250_000
# Share of the people across by which a plan may miss the bound where the full programme would take long.
NEARLY = 1e-3
TOLERANCE_PEOPLE = 1e-4


def fits(world: World, num_days: int) -> bool:
    """Return whether a horizon is short enough for the full programme."""
    short = _places(world) * num_days <= LARGEST_PLACE_DAYS
    return short and world.departures_a_day * num_days <= LARGEST_DEPARTURES


def _places(world: World) -> int:
    geography = world.geography
    return len(geography.crossings) + len(geography.sites) + len(geography.receptions)


def proved_in_full(world: World, num_days: int, claim: Claim) -> Cut:
    """Return the lesser of the pure network's cut and what prices prove; the cut where they are equal."""
    cut = proved_bound(world, num_days, claim)
    if not fits(world, num_days) or num_days < 1:
        return cut
    programme = build_programme(world, num_days)
    priced = priced_claim(world, programme, most_people(programme), claim)
    return priced if priced.bound < cut.bound else cut


def plan_in_full(world: World, num_days: int) -> tuple[Cut, Plan]:
    """Return the proved bound at the deadline and the plan, most people across first, then fewest nights."""
    cut = proved_bound(world, num_days, Claim.ON_TIME)
    plain = None if world.has_other_rows else _plain_plan(world, num_days, cut.bound)
    if plain is not None:
        return cut, plain
    programme = build_programme(world, num_days)
    best, flow = whole_plan(world, programme)
    priced = priced_claim(world, programme, best, Claim.ON_TIME)
    plan = replace(plan_of(world, programme.net, flow), trips=trips_of(world, programme, flow))
    return (priced if priced.bound < cut.bound else cut), plan


def _plain_plan(world: World, num_days: int, bound: int) -> Plan | None:
    """
    Return a plan of the pure network that no plan of the full programme beats, ``None`` where none is found.

    Over horizons that are long for the full programme, one that is ``NEARLY`` as good as the bound will do.
    """
    enough = bound if fits(world, num_days) else bound - int(bound * NEARLY)
    for net in StayRule.of(world).plan_networks(world, num_days):
        across = most_across(net)
        if across < enough:
            continue
        flow = fewest_nights(net)
        if int(flow @ net.nights) <= least_nights(world, net, across):
            return plan_of(world, net, flow)
    return None


def completion_in_full(world: World) -> tuple[Completion, Cut]:
    """
    Return the earliest completion that a plan was found for, and the proof for the days before those not excluded.

    The pure network's date comes first: no plan of the full programme is earlier. Programmes longer than those that
    are solved leave the date to plans in batches, and the proof to the pure network.
    """
    scenario = world.geography.scenario
    target, limit = world.in_scope_people, scenario.horizon_max_days
    if target == 0:
        return Completion(days=1, proved_days=1, never=False), proved_bound(world, 0, Claim.COMPLETION)
    never, start = never_completes(world), min(scenario.num_days, limit)
    first = None if never else first_day_of_few(world, start=start, limit=limit)
    if first is None:
        cut = proved_bound(world, limit, Claim.COMPLETION, few=True)
        return Completion(days=None, proved_days=limit + 1, never=never), cut
    rule = StayRule.of(world)
    carried = None if world.has_other_rows else partial(rule.carried, world)
    if carried is not None and any(most_across(net) >= target for net in rule.plan_networks(world, first)):
        cut = proved_bound(world, first - 1, Claim.COMPLETION, few=True)
        return Completion(days=first, proved_days=first, never=False), cut
    horizons = _Horizons(world)
    proved = _first_from(horizons.reaches, first, limit)
    days = None if proved is None else _first_from(horizons.planned, proved, limit)
    if proved is not None and days is None and carried is not None and _places(world) * proved <= LONGEST_BATCHES:
        days = first_day_reaching(carried, target, known=(proved, carried(proved)), limit=limit)
    # Where no day is left open, the last one is excluded, and every day before it.
    horizon = limit if proved is None else proved - 1
    if horizon < first:
        cut = proved_bound(world, horizon, Claim.COMPLETION, few=True)
    else:
        cut = proved_in_full(world, horizon, Claim.COMPLETION)
    return Completion(days=days, proved_days=horizon + 1, never=False), cut


def _first_from(enough: Callable[[int], bool | None], first: int, limit: int) -> int | None:
    """
    Return the first day from ``first`` that is enough, ``None`` when none is up to ``limit``.

    ``enough`` answers ``None`` where it cannot tell; the search ends there, with no day or the first not refuted.
    """
    step, below, day = 1, first - 1, first
    while not (answer := enough(day)):
        if answer is None or day >= limit:
            return None
        below, day, step = day, min(day + step, limit), 2 * step
    while day - below > 1:
        middle = (below + day) // 2
        below, day = (below, middle) if enough(middle) else (middle, day)
    return day


class _Horizons:
    """The full programme of a world over horizons in turn; the last one is solved once for all that is asked of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._last: tuple[int, Programme, Solved] | None = None

    def solved(self, days: int) -> tuple[Programme, Solved]:
        """Return the programme of so many days and its most people across."""
        if self._last is None or self._last[0] != days:
            programme = build_programme(self.world, days)
            self._last = (days, programme, most_people(programme))
        return self._last[1:]

    def reaches(self, days: int) -> bool | None:
        """Return whether prices leave it open that everyone crosses in so many days; longer programmes say nothing."""
        if not fits(self.world, days):
            return True
        return self.solved(days)[1].objective + TOLERANCE_PEOPLE >= self.world.in_scope_people

    def planned(self, days: int) -> bool | None:
        """Return whether a whole-number plan takes everyone across, ``None`` where the programme is too long."""
        if not fits(self.world, days):
            return None
        programme, best = self.solved(days)
        return people_across(programme.net, repaired(programme, best)) >= self.world.in_scope_people


def later_in_full(world: World, result: ReadingResult, days: list[int]) -> list[int]:
    """
    Return people across by the end of days after the deadline, by the plan that completes.

    It is another plan than the one to the deadline, and may be behind it for a while: then that one is told.
    """
    if not days or result.completion.days is None:
        return []
    on_time = result.plan.on_time_people
    if not world.has_other_rows:
        plain = daily_ceilings(StayRule.of(world).plan_network(world, days[-1]), np.array(days, dtype=np.int64) - 1)
        if plain[-1] >= world.in_scope_people:
            return [max(on_time, most) for most in plain.tolist()]
    programme = build_programme(world, result.completion.days)
    flow = repaired(programme, most_people(programme))
    by_day = plan_of(world, programme.net, flow).crossed_by_day(days[-1], world.geography.scenario.start)
    return [max(on_time, by_day[day - 1]) for day in days]
