"""
Rounds of buses for one day's movements to one crossing.

The courses are chosen first (``choice``); then their convoys are set on the clock, those who can only be there late
first, each as early as the crossing has slots for its vehicles. A search that ends early, or a slot that is not found,
leaves people told as left, with the reason; it never is a finding that there is no round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from planner.model.routing.choice import Vehicle, Way, choose, convoy_size
from planner.model.routing.tours import Known, drivers_needed
from planner.rounds import (
    MINUTES_A_DAY,
    Act,
    BusRound,
    DayProblem,
    DayRounds,
    Doing,
    Left,
    Tour,
    earliest_start,
    timeline,
    usable,
)

FOUND, UNDECIDED = "found", "undecided"
HOUR, STEP_MIN = 60, 15
HOURS_A_DAY = 24
WHY_NO_SLOT = "the crossing has no slot left before dusk"

Slots = Counter[tuple[str, int]]


@dataclass(slots=True)
class Taken:
    """
    What rounds of earlier days and other crossings hold already.

    Parameters
    ----------
    slots
        Vehicles that begin to unload, by crossing and hour counted from day 0.
    out
        Vehicles, by day and pool.
    """

    slots: Slots = field(default_factory=Counter)
    out: Counter[tuple[int, str]] = field(default_factory=Counter)

    def add(self, day: int, found: DayRounds) -> None:
        """Count the rounds of a day."""
        for each in found.rounds:
            self.out.update((day + later, each.pool) for later in each.days)
            for act in each.acts:
                if act.doing is Doing.UNLOAD and each.carries_people:
                    self.slots[found.problem.target, day * HOURS_A_DAY + act.begin // HOUR] += 1


def route_day(problem: DayProblem, day: int, taken: Taken, known: Known | None = None) -> DayRounds:
    """
    Return rounds for one day's movements to one crossing.

    Parameters
    ----------
    day
        The problem's day, counted as ``taken`` counts days.
    known
        What was found for earlier days over the same roads, so that days that are alike are solved once.
    """
    chosen = choose(problem, _room(problem, day, taken), Known() if known is None else known)
    clock = _Clock(problem, day, taken)
    for way, vehicles in sorted(chosen.by_way, key=clock.latest_first):
        clock.send(way, vehicles)
    left = [*chosen.left, *clock.left]
    return DayRounds(
        problem=problem,
        rounds=tuple(clock.rounds),
        left=tuple(left),
        status=UNDECIDED if left else FOUND,
    )


def _room(problem: DayProblem, day: int, taken: Taken) -> dict[str, int]:
    """Return how many more vehicles of each limited pool may leave; those out on later days count as out today."""
    room = {}
    for pool in problem.pools:
        if pool.vehicles is not None:
            busy = max((n for (when, name), n in taken.out.items() if name == pool.id and when >= day), default=0)
            room[pool.id] = max(usable(pool.vehicles, problem.rules.spare_share) - busy, 0)
    return room


class _Clock:
    """Sets convoys on the clock."""

    def __init__(self, problem: DayProblem, day: int, taken: Taken) -> None:
        self.problem, self.day = problem, day
        self.slots: Slots = Counter(taken.slots)
        self.rounds: list[BusRound] = []
        self.left: list[Left] = []
        self.convoy = 0
        self.timed: dict[tuple[Way, int], tuple[Act, ...] | None] = {}

    def latest_first(self, row: tuple[Way, object]) -> tuple[int, Way]:
        """Return an order: who can only be at the crossing late has the first choice of its slots."""
        way = row[0]
        acts = timeline(self.problem, *way, earliest_start(self.problem), [[0] * len(tour) for tour in way[1]]) or ()
        arrivals = [act.begin % MINUTES_A_DAY for act in acts if act.doing is Doing.UNLOAD]
        return -max(arrivals, default=0), way

    def send(self, way: Way, vehicles: Sequence[Vehicle]) -> None:
        """Send vehicles that go one way out in convoys; those for whom there is no slot stay, with their people."""
        waiting = list(vehicles)
        while waiting:
            acts, size = self._when(way, min(convoy_size(self.problem), len(waiting)))
            if not size:
                self._leave(way[1], waiting)
                return
            self._go(way, waiting[:size], acts)
            waiting = waiting[size:]

    def _when(self, way: Way, wanted: int) -> tuple[tuple[Act, ...], int]:
        """Return the acts and size of a convoy: the first start with slots for all wanted, else for the most."""
        best: tuple[tuple[Act, ...], int] = ((), 0)
        for begin in range(earliest_start(self.problem), self.problem.daylight[1], STEP_MIN):
            acts = self._timed(way, begin)
            if acts is None:
                break
            hours = Counter(act.begin // HOUR for act in acts if act.doing is Doing.UNLOAD)
            size = min(self._free(hour, wanted * times) // times for hour, times in hours.items())
            if size > best[1]:
                best = (acts, size)
            if size == wanted:
                break
        return best

    def _timed(self, way: Way, begin: int) -> tuple[Act, ...] | None:
        """Return what a convoy does that begins at a minute, ``None`` when it would be late; each way is timed once."""
        if (way, begin) not in self.timed:
            depot, tours = way
            acts = timeline(self.problem, depot, tours, begin, [[0] * len(tour) for tour in tours])
            self.timed[way, begin] = acts if acts is not None and self._due(tours, acts) else None
        return self.timed[way, begin]

    def _due(self, tours: Sequence[Tour], acts: Sequence[Act]) -> bool:
        due = {row.place: row.arrival_day for row in self.problem.movements}
        arrivals = [act.begin // MINUTES_A_DAY for act in acts if act.doing is Doing.UNLOAD]
        return all(day <= min(due[place] for place in tour) for tour, day in zip(tours, arrivals, strict=True))

    def _free(self, hour: int, wanted: int) -> int:
        """Return how many of some vehicles may begin to unload in an hour."""
        most = self.problem.slots_per_hour
        return (
            wanted
            if most is None
            else min(wanted, most - self.slots[self.problem.target, self.day * HOURS_A_DAY + hour])
        )

    def _go(self, way: Way, convoy: Sequence[Vehicle], acts: tuple[Act, ...]) -> None:
        drivers = drivers_needed(self.problem, acts)
        members = [(vehicle.pool, _boarded(acts, way[1], vehicle.boarding)) for vehicle in convoy]
        if self.problem.escort is not None:
            escort = next(pool for pool in self.problem.pools if pool.kind.id == self.problem.escort.id)
            members.append((escort, acts))
        for pool, done in members:
            each = BusRound(pool=pool.id, kind=pool.kind, depot=way[0], convoy=self.convoy, drivers=drivers, acts=done)
            self.rounds.append(each)
        for act in acts:
            if act.doing is Doing.UNLOAD:
                self.slots[self.problem.target, self.day * HOURS_A_DAY + act.begin // HOUR] += len(convoy)
        self.convoy += 1

    def _leave(self, tours: Sequence[Tour], convoy: Sequence[Vehicle]) -> None:
        people: Counter[str] = Counter()
        for vehicle in convoy:
            for tour, boarding in zip(tours, vehicle.boarding, strict=True):
                people.update(dict(zip(tour, boarding, strict=True)))
        self.left += [Left(place=place, people=n, why=WHY_NO_SLOT) for place, n in sorted(people.items()) if n]


def _boarded(acts: Sequence[Act], tours: Sequence[Tour], boarding: Sequence[Sequence[int]]) -> tuple[Act, ...]:
    """Return the acts of a convoy with the people of one of its vehicles."""
    stops = iter([count for stops in boarding for count in stops])
    off = iter([sum(stops) for stops in boarding])
    done = []
    for act in acts:
        if act.doing is Doing.LOAD:
            done.append(replace(act, people=next(stops)))
        elif act.doing is Doing.UNLOAD:
            done.append(replace(act, people=next(off)))
        else:
            done.append(act)
    assert len(tours) == len(boarding)
    return tuple(done)
