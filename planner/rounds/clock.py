"""When a vehicle does what: one pass over its stops, with breaks, dusk and nights where they fall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.rounds.shuttle import MINUTES_A_DAY, Act, DayProblem, Doing

# Places to load at, in order, before one drive to the target.
Tour = tuple[str, ...]


@dataclass(slots=True)
class _Clock:
    """A vehicle under way."""

    problem: DayProblem
    now: int
    place: str
    loaded: bool = False
    wheel: int = 0
    unbroken: int = 0
    day_began: int = 0
    acts: list[Act] = field(default_factory=list)

    def spend(self, doing: Doing, minutes: int, place: str, people: int = 0) -> None:
        if minutes or people:
            self.acts.append(Act(doing, self.now, self.now + minutes, place, people))
            self.now += minutes

    def wait_until(self, moment: int, place: str) -> None:
        """Stand still; a wait as long as a break is one."""
        if moment > self.now:
            if moment - self.now >= self.problem.rules.break_min:
                self.unbroken = 0
            self.spend(Doing.WAIT, moment - self.now, place)

    def dusk(self) -> int:
        return self.now // MINUTES_A_DAY * MINUTES_A_DAY + self.problem.daylight[1]

    def room(self) -> int:
        """Return minutes that can be driven before a break or a night."""
        rules = self.problem.rules
        ends = [rules.wheel_min - self.wheel, self.day_began + rules.span_min - self.now]
        if self.loaded:
            ends.append(self.dusk() - self.now)
        return min(ends)

    def sleep(self, place: str) -> None:
        rules = self.problem.rules
        tomorrow = (self.day_began // MINUTES_A_DAY + 1) * MINUTES_A_DAY + self.problem.daylight[0]
        until = max(tomorrow, self.now + rules.rest_min)
        self.spend(Doing.NIGHT, until - self.now, place)
        self.wheel = self.unbroken = 0
        self.day_began = self.now

    def drive(self, place: str, nights: bool) -> bool:
        """Drive to a place; return whether that is possible."""
        minutes = self.problem.between(self.place, place)
        if minutes is None:
            return False
        rules = self.problem.rules
        slept = False
        while minutes:
            if self.loaded:
                self.wait_until(self.now // MINUTES_A_DAY * MINUTES_A_DAY + self.problem.daylight[0], place)
            if self.unbroken == rules.unbroken_min:
                if self.room() > rules.break_min:
                    self.spend(Doing.BREAK, rules.break_min, place)
                self.unbroken = 0 if self.acts and self.acts[-1].doing is Doing.BREAK else self.unbroken
            step = min(minutes, self.room(), rules.unbroken_min - self.unbroken)
            if step <= 0:
                # A second night in a row without a minute driven: the day is too short for anything.
                if not nights or slept:
                    return False
                self.sleep(place)
                slept = True
                continue
            self.spend(Doing.DRIVE, step, place)
            minutes -= step
            self.wheel += step
            self.unbroken += step
            slept = False
        self.place = place
        return True


def timeline(
    problem: DayProblem, depot: str, tours: Sequence[Tour], start: int, people: Sequence[Sequence[int]]
) -> tuple[Act, ...] | None:
    """
    Return what a vehicle does that makes tours one after the other, ``None`` when it cannot.

    A single tour may take several days; several tours are made within one.

    Parameters
    ----------
    start
        Minute at which it may begin to load or leave its depot.
    people
        Who board at each stop of each tour; an escort has zeros.
    """
    nights = len(tours) == 1
    clock = _Clock(problem=problem, now=start, place=depot, day_began=start)
    for tour, boarding in zip(tours, people, strict=True):
        for place, count in zip(tour, boarding, strict=True):
            if not clock.drive(place, nights=False) or not _serve(clock, Doing.LOAD, place, count):
                return None
            clock.loaded = True
        if not clock.drive(problem.target, nights) or not _serve(clock, Doing.UNLOAD, problem.target, sum(boarding)):
            return None
        clock.loaded = False
    if not clock.drive(depot, nights):
        return None
    return tuple(clock.acts)


def _serve(clock: _Clock, doing: Doing, place: str, people: int) -> bool:
    """Load or unload within the opening hours; people are off the bus by dusk."""
    rules, midnight = clock.problem.rules, clock.now // MINUTES_A_DAY * MINUTES_A_DAY
    minutes = rules.load_min if doing is Doing.LOAD else rules.unload_min
    opens, closes = clock.problem.hours.get(place, (0, MINUTES_A_DAY))
    clock.wait_until(midnight + opens, place)
    if clock.now + minutes > min(midnight + closes, clock.dusk()):
        return False
    if clock.now + minutes > clock.day_began + rules.span_min:
        return False
    clock.spend(doing, minutes, place, people)
    return True


def earliest_start(problem: DayProblem) -> int:
    """Return the minute at which the first people may board: they are ready to leave at first light."""
    return max(problem.daylight[0] - problem.rules.load_min, 0)
