"""
Which tours and days of tours a bus can make: listed one by one, each timed by the clock.

A *tour* loads at one to three places and unloads at the crossing. A *course* is what one vehicle does from its depot
and back: one tour, over several days where it must, or several tours within a day. Of the orders of one set of places
the quickest that arrives when due is kept; a vehicle starts from the depot of its pool that makes its way shortest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise, permutations

from planner.rounds import DayProblem, Doing, Pool, Tour, earliest_start, timeline
from planner.rounds.shuttle import MINUTES_A_DAY, Act

MOST_STOPS = 3
# Full vehicles that a place may send and still share some with a neighbour.
MOST_SHARED = 3
NEIGHBOURS = 6
MOST_COURSES = 4_000
MOST_DRIVERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """
    What vehicles of one pool can do.

    Parameters
    ----------
    together
        Vehicles that go together and empty the places of their one tour; 0 where vehicles are counted one by one.
    wheel_min, busy_min
        Minutes in motion, and of driving, loading, unloading and breaks together.
    metres
        Driven, from leaving the depot to being back.
    """

    pool: str
    depot: str
    tours: tuple[Tour, ...]
    wheel_min: int
    busy_min: int
    metres: int
    together: int = 0


# Minutes in motion in all, those with people on board, and a tour.
_Order = tuple[int, int, Tour]


@dataclass(slots=True)
class Known:
    """
    What was found for some problems over the same roads and by the same rules, for others that are alike in part.

    Parameters
    ----------
    timed
        Courses by all that the clock looks at; ``None`` where a course cannot be driven.
    orders
        The orders of a group of places that may be on time, the quickest first.
    chosen
        How many vehicles take which course, by all that the choice looks at.
    """

    timed: dict[object, Course | None] = field(default_factory=dict)
    orders: dict[object, list[_Order]] = field(default_factory=dict)
    chosen: dict[object, tuple[int, ...]] = field(default_factory=dict)


def courses(problem: DayProblem, known: Known) -> tuple[Course, ...]:
    """Return what the vehicles of every pool can do; a pool that carries nobody has no course of its own."""
    found: list[Course] = []
    for pool in problem.pools:
        if pool.kind.seats and pool.vehicles != 0:
            found += _of_pool(problem, pool, known)
    return tuple(found)


def _of_pool(problem: DayProblem, pool: Pool, known: Known) -> Iterator[Course]:
    singles = []
    largest = pool.kind.seats == max(other.kind.seats for other in problem.pools)
    for group in _groups(problem, pool):
        # Of the orders in which a vehicle can be on time, the quickest; a short ride settles what takes equally long.
        fits = sum(problem.people_at(place) % pool.kind.seats for place in group) <= pool.kind.seats
        if not fits and not largest:
            continue
        orders = _orders(problem, group, known)
        course = next((made for *_, tour in orders if (made := _course(problem, pool, (tour,), known))), None)
        if course is None:
            continue
        tour = course.tours[0]
        if fits:
            singles.append(course)
            yield course
        if largest and len(tour) > 1:
            people = sum(problem.people_at(place) for place in tour)
            yield replace(course, together=-(-people // pool.kind.seats))
    # The longest first: it starts where the vehicle is at home, which leaves the others the most of the day.
    least = min((c.wheel_min for c in singles), default=0)
    within = [c for c in singles if c.wheel_min + least <= problem.rules.wheel_min]
    within.sort(key=lambda c: (-c.busy_min, c.tours))
    count = len(singles)
    for course in _several(problem, pool, within, known):
        count += 1
        if count > MOST_COURSES:
            return
        yield course


def _groups(problem: DayProblem, pool: Pool) -> Iterator[Tour]:
    """Yield the places of tours: single ones, then a few near each other."""
    places = [
        row.place
        for row in problem.movements
        if problem.between(row.place, problem.target) is not None and pool.may_load_at(row.place)
    ]
    seats = pool.kind.seats
    for place in places:
        yield (place,)
    # A place whose people would fill many vehicles gains nothing by sharing all of them.
    some = [place for place in places if problem.people_at(place) <= MOST_SHARED * seats]
    near = {place: _nearest(problem, place, some) for place in some}
    for size in range(2, MOST_STOPS + 1):
        for group in combinations(some, size):
            if all(b in near[a] or a in near[b] for a, b in combinations(group, 2)):
                yield group


def _nearest(problem: DayProblem, place: str, others: Sequence[str]) -> frozenset[str]:
    """Return the few places with which a place may share a vehicle."""
    apart = [(minutes, other) for other in others if (minutes := problem.between(place, other)) is not None]
    return frozenset(other for _, other in sorted(apart)[: NEIGHBOURS + 1])


def _orders(problem: DayProblem, group: Tour, known: Known) -> list[_Order]:
    """Return the orders of a group that may be on time, the quickest first."""
    due = min(row.arrival_day for row in problem.movements if row.place in group)
    key = (problem.target, group, due)
    if key not in known.orders:
        known.orders[key] = sorted(_on_time_at_best(problem, group, due))
    return known.orders[key]


def _on_time_at_best(problem: DayProblem, group: Tour, due: int) -> Iterator[_Order]:
    for tour in permutations(group):
        stops = (*tour, problem.target, tour[0])
        legs = [MINUTES_A_DAY if leg is None else leg for leg in (problem.between(*pair) for pair in pairwise(stops))]
        if sum(legs[:-1]) <= problem.rules.wheel_min * (due + 1):
            yield sum(legs), sum(legs[:-1]), tour


def _course(problem: DayProblem, pool: Pool, tours: tuple[Tour, ...], known: Known) -> Course | None:
    """Return the course over tours in a given order from the best depot, ``None`` when it cannot be driven."""
    at_stops = [tour[0] for tour in tours]
    depots = tuple(depot for depot in dict.fromkeys(at_stops) if depot in pool.depots)
    if not depots:
        depots = tuple(sorted(pool.depots, key=lambda depot: (_apart(problem, depot, tours), depot)))
    places = [place for tour in tours for place in tour]
    due = {row.place: row.arrival_day for row in problem.movements}
    key = (
        *(problem.target, problem.daylight, depots, tours),
        *(tuple(due[place] for place in places), tuple(problem.hours.get(p) for p in (*places, problem.target))),
    )
    if key not in known.timed:
        known.timed[key] = _time(problem, depots, tours)
    course = known.timed[key]
    return None if course is None else replace(course, pool=pool.id)


def _time(problem: DayProblem, depots: Sequence[str], tours: tuple[Tour, ...]) -> Course | None:
    for depot in depots:
        acts = timeline(problem, depot, tours, earliest_start(problem), [[0] * len(tour) for tour in tours])
        if acts is not None and _on_time(problem, tours, acts) and _staffed(problem, acts):
            return Course(
                pool="",
                depot=depot,
                tours=tours,
                wheel_min=sum(a.end - a.begin for a in acts if a.doing is Doing.DRIVE),
                busy_min=sum(a.end - a.begin for a in acts if a.doing not in (Doing.NIGHT, Doing.WAIT)),
                metres=_metres(problem, depot, tours),
            )
    return None


def _apart(problem: DayProblem, depot: str, tours: tuple[Tour, ...]) -> int:
    ends = (problem.between(depot, tours[0][0]), problem.between(problem.target, depot))
    return sum(MINUTES_A_DAY if end is None else end for end in ends)


def _metres(problem: DayProblem, depot: str, tours: tuple[Tour, ...]) -> int:
    stops = [depot, *(place for tour in tours for place in (*tour, problem.target)), depot]
    return sum(problem.metres[pair] for pair in pairwise(stops) if pair[0] != pair[1])


def _on_time(problem: DayProblem, tours: Sequence[Tour], acts: Sequence[Act]) -> bool:
    """Return whether everyone on a course arrives on the day they are due."""
    due = {row.place: row.arrival_day for row in problem.movements}
    arrivals = [act.begin // MINUTES_A_DAY for act in acts if act.doing is Doing.UNLOAD]
    return all(arrival <= min(due[place] for place in tour) for tour, arrival in zip(tours, arrivals, strict=True))


def _staffed(problem: DayProblem, acts: Sequence[Act]) -> bool:
    """Return whether two drivers are enough for every day of a course."""
    return drivers_needed(problem, acts) <= MOST_DRIVERS


def drivers_needed(problem: DayProblem, acts: Sequence[Act]) -> int:
    """Return the drivers that a course needs: two where a leg or a day's work is longer than one may work."""
    rules = problem.rules
    most = work = leg = 0
    for act in acts:
        if act.doing is Doing.NIGHT:
            work = 0
        elif act.doing in (Doing.DRIVE, Doing.LOAD, Doing.UNLOAD):
            work += act.end - act.begin
            leg = leg + act.end - act.begin if act.doing is Doing.DRIVE else 0
        most = max(most, -(-work // rules.work_min), 1 + (leg > rules.work_min))
    return most


def _several(problem: DayProblem, pool: Pool, singles: Sequence[Course], known: Known) -> Iterator[Course]:
    """Yield courses of two tours and more, longest tour first, each as often as a day allows."""
    stack: list[tuple[int, tuple[Tour, ...]]] = [(k, course.tours) for k, course in reversed(list(enumerate(singles)))]
    while stack:
        first, tours = stack.pop()
        for k in range(first, len(singles)):
            more = (*tours, *singles[k].tours)
            course = _course(problem, pool, more, known)
            if course is not None:
                yield course
                stack.append((k, more))
