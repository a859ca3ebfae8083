"""
What each limit is worth: people per unit more, and the value at which everyone would cross on time.

Each answer is a max flow of its own with one limit changed, never a reading of prices: a cut names the limits that
bind, but one unit more of them may only move the cut elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.config import PEOPLE_LIMIT
from planner.demand import people_by_district
from planner.model._ortools import MaxFlowSolver
from planner.model.flow import StayRule, most_people, solver_of
from planner.network import (
    KINDS,
    Geography,
    Limit,
    Network,
    Stay,
    World,
    build_world,
    most_asked,
    people_per_desk,
    people_per_officer,
    places_by_night,
    settings_named,
)
from planner.records import Reading
from planner.solution import Cut, Sensitivity

Ints = NDArray[np.int64]
# More than any country has people: a total that crosses is held back by nothing, and there is no largest one.
ANY_TOTAL = 1 << 31
# Stream, targets, lags and gates of a group.
_Name = tuple[int, tuple[int, ...], tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class _Changeable:
    """A network whose limits can be set one at a time."""

    world: World
    net: Network

    def arcs(self, limit: Limit) -> tuple[Ints, Ints, Ints, Ints]:
        """Return arcs, their days, the limit's own capacity on them and the capacity of what else holds there."""
        net = self.net
        held = {"intake": net.intake_cap, "desks": net.desks_cap}
        if net.stay in (Stay.EXACT, Stay.BATCHES, Stay.RELAXED):
            held["places"] = net.places_cap
        sites = [site.id for site in self.world.geography.sites]
        if limit.kind in held and limit.place in sites:
            row = sites.index(limit.place)
            days = np.flatnonzero(net.site_in[row] >= 0)
            others = [capacity[row, days] for kind, capacity in held.items() if kind != limit.kind]
            return net.site_in[row, days], days, held[limit.kind][row, days], np.minimum.reduce(others)
        if limit.kind == "flights":
            return self._flown(limit)
        places = self.world.places_of(limit.kind)
        if limit.place not in places:
            none = np.zeros(0, dtype=np.int64)
            return none, none, none, none
        chosen = (net.label_kind == KINDS.index(limit.kind)) & (net.label_place == places.index(limit.place))
        arcs = np.flatnonzero(chosen)
        other = np.full(arcs.size, self.most, dtype=np.int64)
        if limit.kind == "throughput":
            seats = self.world.days(net.num_days).scaled(limit.place, self.world.seats_to(limit.place))
            other = np.minimum(other, seats[net.label_day[arcs]])
        return arcs, net.label_day[arcs], net.capacity[arcs], other

    def _flown(self, limit: Limit) -> tuple[Ints, Ints, Ints, Ints]:
        """Return the arcs of the crossing that a flight leads to, as for any limit: what else holds is its terminal."""
        crossing = self._landing(limit)
        terminal = self.world.limits[f"throughput:{crossing}"]
        arcs, days, own, _ = self.arcs(terminal)
        passing = None if terminal.span is None else terminal.span.capacity_at(self.world.reading)
        return arcs, days, own, self.world.days(self.net.num_days).scaled(crossing, passing)[days]

    def _landing(self, limit: Limit) -> str:
        return next(s.to_id for s in self.world.geography.case.services if s.id == limit.place)

    def cut(self, solver: MaxFlowSolver) -> set[str]:
        """Return the limits on the minimum cut, those that let nobody through included."""
        side = solver.solve(self.net.SOURCE, self.net.SINK).source_side
        crossing = side[self.net.tail] & ~side[self.net.head] & (self.net.label_kind >= 0)
        rows = np.unique(np.stack([self.net.label_kind[crossing], self.net.label_place[crossing]]), axis=1)
        named = ((KINDS[kind], place) for kind, place in rows.T.tolist())
        return {f"{kind}:{self.world.places_of(kind)[place]}" for kind, place in named}

    @property
    def most(self) -> int:
        """A capacity that holds nobody back."""
        return max(self.world.in_scope_people, 1)

    def one_more(self, days: Ints, own: Ints, limit: Limit) -> Ints:
        """Return the capacity on some days with one unit more of a limit."""
        if limit.kind == "queue":
            return own + 1
        # On a day that is half open a unit more is half a person more, before rounding down.
        return self.by_day(limit, (self.world.amount(limit.kind, limit.place) or Fraction(0)) + 1)[days]

    def by_day(self, limit: Limit, amount: Fraction) -> Ints:
        """Return a limit's capacity by day if its amount were ``amount`` and all other figures as they are."""
        geography, days = self.world.geography, self.world.days(self.net.num_days)
        if limit.kind == "places":
            site = next(s for s in geography.case.sites if s.id == limit.place)
            return places_by_night(geography.case, geography.scenario, site, amount, days)
        if limit.kind == "queue":
            return np.full(self.net.num_days, int(amount), dtype=np.int64)
        if limit.kind == "flights":
            seats = next(s.seats for s in geography.case.services if s.id == limit.place)
            others = self.world.seats_to(self._landing(limit), besides=limit.place)
            return days.scaled(self._landing(limit), None if others is None else others + seats * amount)
        if limit.kind == "desks":
            amount *= people_per_desk(geography.case, geography.scenario) or 0
        return days.scaled(limit.place, amount)


def sensitivities(world: World, on_time: Cut) -> tuple[Sensitivity, ...]:
    """
    Return, for every published limit and ``people:all``, what one unit more gains and where the verdict flips.

    Parameters
    ----------
    on_time
        The proved bound at the deadline. A limit that is not in its cut can rise without raising the bound.
    """
    num_days, bound = world.geography.scenario.num_days, on_time.bound
    nets = [_Changeable(world, net) for net in StayRule.of(world).networks(world, num_days)]
    solvers = [solver_of(entry.net) for entry in nets]
    in_cut = {name for entry, solver in zip(nets, solvers, strict=True) for name in entry.cut(solver)}
    rows = []
    for limit in world.limits.values():
        if limit.span is None:
            continue
        if bound < world.in_scope_people and limit.id not in settings_named(world, in_cut):
            rows.append(Sensitivity(limit_id=limit.id, people_per_unit=0, flips_at=None))
            continue

        pairs = list(zip(nets, solvers, strict=True))
        # Where everyone crosses, more of a limit brings nobody more.
        gain = min(_with_one_more(*pair, limit) for pair in pairs) - bound if bound < world.in_scope_people else 0
        flips: int | None = 0
        for entry, solver in pairs:
            flips = None if flips is None else _least_of_cuts(entry, solver, limit, flips)
        rows.append(Sensitivity(limit_id=limit.id, people_per_unit=gain, flips_at=flips))
    rows.append(_people(world, bound))
    return tuple(rows)


def _with_one_more(entry: _Changeable, solver: MaxFlowSolver, limit: Limit) -> int:
    """Return the most people across in a network with one unit more of a limit."""
    arcs, days, own, other = entry.arcs(limit)
    solver.set_capacity(arcs, np.minimum(np.minimum(entry.one_more(days, own, limit), other), entry.most))
    value = solver.value(entry.net.SOURCE, entry.net.SINK)
    solver.set_capacity(arcs, entry.net.capacity[arcs])
    return value


def _least_of_cuts(entry: _Changeable, solver: MaxFlowSolver, limit: Limit, amount: int) -> int | None:
    """
    Return the least amount of a limit, from ``amount`` on, at which a network passes everyone, ``None`` when none does.

    A cut that leaves somebody behind says how much of the limit it needs at least: that amount is tried next, and few
    cuts stand between nothing and enough.
    """
    net, target, most = entry.net, entry.world.in_scope_people, most_useful(entry.world, limit)
    arcs, days, _, other = entry.arcs(limit)

    def capacity(amount: int) -> Ints:
        return np.minimum(np.minimum(entry.by_day(limit, Fraction(amount))[days], other), entry.most)

    found: int | None = amount
    while found is not None:
        solver.set_capacity(arcs, capacity(found))
        best = solver.solve(net.SOURCE, net.SINK)
        if best.value >= target:
            break
        cut = best.source_side[net.tail[arcs]] & ~best.source_side[net.head[arcs]]
        passed = best.value - int(capacity(found)[cut].sum())
        found = least_enough(partial(_passes, capacity, cut, target - passed), most)
    solver.set_capacity(arcs, net.capacity[arcs])
    return found


def _passes(capacity: Callable[[int], Ints], cut: NDArray[np.bool_], people: int, amount: int) -> bool:
    return int(capacity(amount)[cut].sum()) >= people


def most_useful(world: World, limit: Limit) -> int:
    """Return an amount of a limit beyond which more of it helps nobody: everyone passes on any day it is open."""
    case, scenario = world.geography.case, world.geography.scenario
    if limit.kind in ("vehicles", "trains", "flights", "leg", "money"):
        return int(-(-world.in_scope_people * most_asked(world, limit) // 1))
    each = {"desks": people_per_desk(case, scenario), "officers": people_per_officer(case, scenario)}.get(limit.kind)
    shares, _ = world.days(scenario.num_days).shares(limit.place)
    least = min((share for share in shares if share > 0), default=Fraction(1)) * (each or 1)
    return int(-(-world.in_scope_people // least))


def least_enough(enough: Callable[[int], bool], most: int) -> int | None:
    """Return the least amount from 0 to ``most`` that is enough, ``None`` when none is."""
    if not enough(most):
        return None
    low, high = -1, most
    while high - low > 1:
        middle = (low + high) // 2 if low >= 0 else 0
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _people(world: World, on_time: int) -> Sensitivity:
    """Return what one person fewer in scope changes in ``at_least``, and the largest total that could cross on time."""
    geography = world.geography
    counts = people_by_district(geography.case, geography.scenario, world.reading)
    total = sum(counts)
    totals = _Totals(geography, world.reading)
    at_least = total - on_time
    gain = at_least - totals.left_behind(total - 1) if total else 0
    largest = largest_total(totals.all_cross, total, all_cross=at_least == 0)
    if largest is not None:
        # Counts are whole by district: the people behind a cut may be fewer in a larger total. Look a little further.
        further = largest + 1 + sum(count > 0 for count in counts)
        largest = next((n for n in range(further, largest + 1, -1) if totals.all_cross(n)), largest)
    return Sensitivity(limit_id=PEOPLE_LIMIT, people_per_unit=gain, flips_at=largest)


def largest_total(crosses: Callable[[int], bool], total: int, *, all_cross: bool) -> int | None:
    """
    Return a total that leaves nobody behind while one more does, ``None`` where nothing holds any total back.

    Parameters
    ----------
    crosses
        Whether nobody of a total is left behind.
    total, all_cross
        The people in scope, and whether all of them cross: where the search begins.
    """
    low, high = 0, max(total, 1)
    if all_cross and total:
        low, high = total, 2 * total
        while crosses(high) and high < ANY_TOTAL:
            low, high = high, 2 * high
        if high >= ANY_TOTAL:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if crosses(middle) else (low, middle)
    return low


class _Totals:
    """The people in scope at other totals, split by district as those of a reading are."""

    def __init__(self, geography: Geography, reading: Reading) -> None:
        self._geography, self._reading = geography, reading
        self._last: World | None = None
        # Rows of groups, numbered as they are met: those of another total may be others.
        self._rows: dict[_Name, int] = {}
        self._cuts: list[tuple[NDArray[np.bool_], int]] = []

    def all_cross(self, people: int) -> bool:
        """Return whether nobody is left behind: no cut found at another total shows it, nor does one of this total."""
        return not self.cut_off(people) and self.left_behind(people) == 0

    def left_behind(self, people: int) -> int:
        """Return how many at least have not crossed by the deadline; the cut that shows it is kept."""
        world = self._world(people)
        releases = self._releases(world)
        in_order, passed = np.concatenate(releases), people
        for net in StayRule.of(world).networks(world, self._geography.scenario.num_days):
            best = most_people(net)
            passed = min(passed, best.value)
            if best.value < people:
                behind = np.zeros(in_order.shape, dtype=np.bool_)
                behind[in_order > 0] = best.source_side[net.head[net.supply]]
                self._cuts.append((self._by_row(world, behind), best.value - int(in_order[~behind].sum())))
        return people - passed

    def cut_off(self, people: int) -> bool:
        """Return whether a cut found at another total already leaves somebody behind at this one."""
        world = self._world(people)
        table = self._by_row(world, np.concatenate(self._releases(world)))
        # The last one found is of the total nearest to these.
        return any(int(table[: behind.shape[0]][behind].sum()) > passes for behind, passes in reversed(self._cuts))

    def _world(self, people: int) -> World:
        case, scenario = self._geography.case, self._geography.scenario
        counts = people_by_district(case, scenario, self._reading, people)
        self._last = build_world(self._geography, self._reading, counts, like=self._last)
        return self._last

    def _releases(self, world: World) -> tuple[Ints, Ints]:
        """Return people of each stream by group and release day, in the order of a network's supply arcs."""
        num_days = self._geography.scenario.num_days
        straight = world.released(world.self_groups, world.self_people, num_days)
        return straight, world.released(world.site_groups, world.site_people, num_days)

    def _by_row(self, world: World, table: NDArray[Any]) -> NDArray[Any]:
        """Return a table of the groups of a world by the rows under which groups are known, 0 for all others."""
        rows = []
        for stream, groups in enumerate((world.self_groups, world.site_groups)):
            for group in groups:
                name = (stream, group.targets, group.lags, group.gates)
                rows.append(self._rows.setdefault(name, len(self._rows)))
        placed = np.zeros((len(self._rows), table.shape[1]), dtype=table.dtype)
        placed[rows] = table
        return placed
