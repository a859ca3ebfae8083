"""
One function for all shapes of rounds: local search by pyvrp or OR-Tools, then the choice among all that they left.

pyvrp (iterated local search) is asked where it knows the shape. What it came across is a pool of rounds of which the
cheapest choice is sometimes cheaper than any one answer; it is made whenever the search has settled, and offered to it.
A search that is stuck gives way to another with the next seed; all of them share the pool.
OR-Tools' routing library is asked for the shapes that pyvrp does not know. Where both could be asked, after the same
4 s it was even on the smallest of six published instances (A-n32), 0.6 to 10 % dearer on four of 80 to 110 stops and
found nothing on one with several trips (R203R0.25), so that it is given none of the time there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from planner.model.routing._pyvrp import Priced, Pyvrp, knows
from planner.model.routing._routing_model import RoutingModel, dearer_than_serving
from planner.model.routing.clock import Clock, Progress
from planner.model.routing.partition import best_choice
from planner.model.routing.pool import Pool
from planner.rounds import Answer, Limits, Problem, Round, Stop, Unserved
from planner.rounds.reach import too_little, unreachable

# A choice is made where the search has found nothing better for this share of the limits. One takes 2 to 5 % of ten
# seconds, and before the search has settled that time gains more in its hands. None is begun after the second share, so
# that all of it ends within the limits.
SETTLED, LAST = 0.25, 0.9
# A search for rounds that serve every stop gives up at this share where it has found none, and leaves some out.
GIVE_UP = 0.75
# Work of one choice, in CP-SAT's deterministic units for each second or for each thousand iterations.
EFFORT, LEAST_EFFORT = 0.015, 0.05
_SEEDS_APART, _SEEDS = 1_000_003, 2**31
NOT_FOUND = "no round for it was found within the limits"


@dataclass(slots=True)
class _Search:
    """What is asked, and the best so far."""

    problem: Problem
    clock: Clock
    seed: int
    pool: Pool = field(default_factory=Pool)
    best: tuple[Round, ...] | None = None
    engine: str = "none"

    def cost(self, rounds: Iterable[Round]) -> int:
        """Return what some rounds of the pool cost, stops left out included."""
        rounds = tuple(rounds)
        served = {stop for one in rounds for stop in one.stops}
        left_out = (s.unserved_cost or 0 for n, s in enumerate(self.problem.stops) if n not in served)
        return sum(self.pool.best(one)[0] for one in rounds) + sum(left_out)

    def offer(self, rounds: Iterable[Round], engine: str) -> None:
        """Keep rounds of the pool that are cheaper than the best so far."""
        rounds = tuple(self.pool.best(one)[1] for one in rounds)
        if self.best is None or self.cost(rounds) < self.cost(self.best):
            self.best, self.engine = rounds, engine

    def add(self, found: Priced, engine: str) -> None:
        """Keep what an engine found, in the pool and where it is cheaper than the best so far."""
        self.pool.add_all(found)
        self.offer((one for _, one in found), engine)

    def choose(self) -> None:
        """Make the cheapest choice among all rounds come across."""
        if self.best:
            size = self.clock.limits.seconds or (self.clock.limits.iterations or 0) / 1000
            effort = max(LEAST_EFFORT, EFFORT * size)
            self.offer(best_choice(self.problem, self.pool, self.best, effort, self.seed % _SEEDS), "set partitioning")


def solve_rounds(
    problem: Problem,
    *,
    limits: Limits,
    seed: int,
    start: tuple[Round, ...] = (),
    progress: Progress | None = None,
) -> Answer:
    """
    Return the cheapest rounds found, and every stop left out with its reason.

    Stops that no vehicle can serve are left out, and proved so. Where the others cannot all be served within the
    limits, as many as possible are.

    Parameters
    ----------
    start
        Rounds to search on from, such as yesterday's.
    progress
        Called now and then with the share of the limits used and the least cost so far.
    """
    clock = Clock(limits, progress)
    impossible = unreachable(problem)
    gone = {one.stop for one in impossible}
    kept = [number for number in range(len(problem.stops)) if number not in gone]
    part = replace(problem, stops=tuple(problem.stops[number] for number in kept))
    short = too_little(part)
    search = _found(part, clock, seed, _mapped(start, {number: new for new, number in enumerate(kept)}), short)
    rounds = _mapped(search.best or (), dict(enumerate(kept)))
    served = {stop for one in rounds for stop in one.stops}
    left_out = [*impossible]
    left_out += [_left_out(problem.stops[n], n, short) for n in range(len(problem.stops)) if n not in served | gone]
    cost = sum(search.pool.best(one)[0] for one in search.best or ())
    cost += sum(problem.stops[one.stop].unserved_cost or 0 for one in left_out)
    clock.done(cost)
    return Answer(
        rounds=rounds,
        unserved=tuple(sorted(left_out, key=lambda one: one.stop)),
        cost=cost,
        engine=search.engine if rounds else "none",
        ended=_ended(limits) if part.stops else "there is nothing to search for",
    )


def _found(problem: Problem, clock: Clock, seed: int, start: tuple[Round, ...], short: str | None) -> _Search:
    """Search for rounds to every stop, or to as many as possible where that fails."""
    search = _Search(problem=problem, clock=clock, seed=seed)
    if not problem.stops:
        return search
    if short is None:
        _run(search, start)
    if search.best is None:
        search = _Search(problem=_all_optional(problem), clock=clock, seed=seed)
        _run(search, ())
    return search


def _run(search: _Search, start: tuple[Round, ...]) -> None:
    """Search to the end of the limits."""
    clock, begun = search.clock, search.clock.spent
    give_up = begun + GIVE_UP * (1 - begun)
    if not knows(search.problem):
        found = RoutingModel(search.problem).search(clock.until(1.0, give_up), start)
        if found is not None:
            search.add(found, "or-tools")
        return
    pyvrp = Pyvrp(search.problem)
    choices = _Choices(search, pyvrp, clock.until(1.0, give_up), SETTLED * (1 - begun))
    for number in count():
        seed = (search.seed + _SEEDS_APART * number) % _SEEDS
        # Of a mixed fleet some vehicles are few as a rule. There quick penalties settled sooner, on HVRP13, 17 and 19
        # at worse than pyvrp's own did, on X110-HD and X115-HVRP at better: both have a turn.
        quick = len(search.problem.kinds) == 1 or number % 2 == 1
        found = pyvrp.search(seed, choices.ended, () if number else start, choices.offered, quick=quick)
        if found is not None:
            search.add(found, "pyvrp")
        if not choices.begin_again():
            return


class _Choices:
    """
    Makes a choice whenever a search of pyvrp has settled, and ends one that is stuck.

    Parameters
    ----------
    ended
        The criterion that ends all.
    wait
        The share of the limits without anything better after which a search has settled.
    """

    def __init__(self, search: _Search, pyvrp: Pyvrp, ended: Callable[[int | None], bool], wait: float) -> None:
        self._search, self._pyvrp, self._ended, self._wait = search, pyvrp, ended, wait
        self._least: int | None = None
        self._stuck, self._begun = False, search.clock.spent
        self._due = self._begun + wait

    def ended(self, cost: int | None) -> bool:
        """Return whether a search has ended; asked once an iteration with its least cost."""
        spent, best = self._search.clock.spent, self._search.best
        if cost != self._least:
            self._due, self._least = spent + self._wait, cost
        # Another search is begun only where it may have as long.
        self._stuck = self._pyvrp.stuck and 1 - spent >= spent - self._begun
        known = [least for least in (cost, None if best is None else self._search.cost(best)) if least is not None]
        return self._stuck or self._ended(min(known, default=None))

    def offered(self, best: Callable[[], Priced]) -> tuple[Round, ...] | None:
        """Return rounds cheaper than the best of the search, ``None`` where it has not settled or none are known."""
        if not self._due <= self._search.clock.spent <= LAST:
            return None
        self._search.add(best(), "pyvrp")
        self._choose()
        found = self._search.best
        cheaper = found is not None and (self._least is None or self._search.cost(found) < self._least)
        return found if cheaper else None

    def begin_again(self) -> bool:
        """Return whether the search that has ended was stuck; if so, choose among all come across first."""
        if self._stuck:
            self._choose()
            self._least, self._begun = None, self._search.clock.spent
        return self._stuck

    def _choose(self) -> None:
        self._search.pool.add_all(self._pyvrp.hand_over())
        self._search.choose()
        self._due = self._search.clock.spent + self._wait


def _all_optional(problem: Problem) -> Problem:
    """Return the problem with every stop that must be served left out at more than serving one more stop costs."""
    dear = dearer_than_serving(problem)
    stops = (stop if stop.unserved_cost is not None else replace(stop, unserved_cost=dear) for stop in problem.stops)
    return replace(problem, stops=tuple(stops))


def _mapped(rounds: Iterable[Round], number: Mapping[int, int]) -> tuple[Round, ...]:
    """Return rounds with other numbers for their stops; stops without one are left out, trips stay."""
    return tuple(
        replace(
            one,
            trips=tuple(replace(t, stops=tuple(number[stop] for stop in t.stops if stop in number)) for t in one.trips),
        )
        for one in rounds
    )


def _left_out(stop: Stop, number: int, short: str | None) -> Unserved:
    if stop.unserved_cost is not None:
        reason = (
            f"{stop.id}: no round was found that serves it for less than the {stop.unserved_cost} it costs to leave out"
        )
    else:
        reason = f"{stop.id}: {NOT_FOUND if short is None else short}"
    return Unserved(stop=number, reason=reason, proved=False)


def _ended(limits: Limits) -> str:
    said = [] if limits.seconds is None else [f"{limits.seconds:g} s of processor time"]
    return " or ".join(said + ([] if limits.iterations is None else [f"{limits.iterations} iterations"]))
