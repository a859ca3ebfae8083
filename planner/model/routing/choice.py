"""
Which courses how many vehicles take: the fewest vehicles, then the least time, then the least fuel.

Over the courses listed in ``tours``, with n vehicles on each course, convoys on each way, and people left at a place::

    least, in this order    people left, vehicles and escorts, busy minutes, litres
    seats                   sum over courses of load x n + left >= people          at every place
    visits                  sum over courses of n + left >= people / seats, up     at every place
    convoys                 vehicles <= (convoy - 1) x convoys                     on every way
    fleets                  vehicles out <= those there, less the spare            in every pool

The load of a tour of one place is the vehicle's seats; of a shared tour, from each place what full vehicles leave
there, or everyone, where as many vehicles as that takes go together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from operator import mul
from typing import Any

from ortools.sat.python import cp_model

from planner.model.routing.tours import Course, Known, courses
from planner.rounds import DayProblem, Kind, Left, Pool, Tour

# Counted work of the solver, not seconds: the same on every machine.
EFFORT = 1.0
# The second aim, time and fuel, gets a part of it: the fleet is what is asked first.
EFFORT_ON_TIME = 0.25
WHY_NO_WAY = "no round arrives by dusk of the day that the plan counts on"
WHY_NO_ROAD = "no road leads from there to the crossing"
WHY_NO_VEHICLE = "there is no vehicle at any depot that could come"
WHY_TOO_FEW = "the fleet is too small for the demand"

# Shared tours of a kind to one place that are told apart: more would hardly save a vehicle.
MOST_RUNS = 2

# The depot, and the tours made from it.
Way = tuple[str, tuple[Tour, ...]]
# Sums of the solver's variables, which its library does not type.
_Sum = Any


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle of a pool and who boards at each stop of its tours."""

    pool: Pool
    boarding: tuple[tuple[int, ...], ...]

    @property
    def people(self) -> int:
        """All who board it."""
        return sum(sum(stops) for stops in self.boarding)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Vehicles by way, and the people that no course takes."""

    by_way: tuple[tuple[Way, tuple[Vehicle, ...]], ...]
    left: tuple[Left, ...]


def choose(problem: DayProblem, room: Mapping[str, int], known: Known) -> Chosen:
    """
    Return the vehicles that carry a day's people, by way.

    Parameters
    ----------
    room
        How many vehicles of each limited pool may leave.
    known
        What was found for earlier problems over the same roads; what is found for this one is added to it.
    """
    listed = courses(problem, known)
    served = {place for course in listed for tour in course.tours for place in tour}
    left = [
        Left(place=row.place, people=row.people, why=_why(problem, row.place))
        for row in problem.movements
        if row.place not in served
    ]
    if not served:
        return Chosen((), tuple(left))
    programme = _Programme(problem, listed, room)
    programme.solve(known.chosen)
    short = Counter({place: programme.value(var) for place, var in programme.left.items()})
    left += [Left(place=place, people=people, why=WHY_TOO_FEW) for place, people in sorted(short.items()) if people]
    return Chosen(tuple(programme.vehicles()), tuple(left))


def _why(problem: DayProblem, place: str) -> str:
    if problem.between(place, problem.target) is None:
        return WHY_NO_ROAD
    if not any(pool.vehicles != 0 and pool.may_load_at(place) for pool in problem.pools if pool.kind.seats):
        return WHY_NO_VEHICLE
    return WHY_NO_WAY


class _Programme:
    """The choice among courses as a whole-number programme."""

    def __init__(self, problem: DayProblem, listed: Sequence[Course], room: Mapping[str, int]) -> None:
        self.problem, self.courses, self._room = problem, tuple(listed), tuple(sorted(room.items()))
        self._convoy = convoy_size(problem)
        self.pools = {pool.id: pool for pool in problem.pools}
        self.model = cp_model.CpModel()
        self.solution: dict[int, int] = {}
        self.on: Mapping[Way, Sequence[int]] = {}
        served = {place for course in listed for tour in course.tours for place in tour}
        self.people = {row.place: problem.people_at(row.place) for row in problem.movements if row.place in served}
        self.n = [self.model.new_int_var(0, self._most(course), "") for course in listed]
        self.left = {place: self.model.new_int_var(0, count, "") for place, count in self.people.items()}
        self._seats()
        self.convoys = self._convoys()
        self._fleets(room)
        everything = (*self.n, *self.left.values(), *self.convoys.values())
        self.variables = {var.index: var for var in everything}
        self._begin(room)

    def _begin(self, room: Mapping[str, int]) -> None:
        """Begin with what always holds: a place's own buses where fleets are open, else nobody carried."""
        escort = self.problem.escort
        limited = any(escort is not None and self.pools[name].kind.id == escort.id for name in room)
        best: dict[str, int] = {}
        for k, course in enumerate(self.courses):
            single = len(course.tours) == len(course.tours[0]) == 1 and course.pool not in room and not limited
            place = course.tours[0][0]
            if single and (place not in best or self._size(k) > self._size(best[place])):
                best[place] = k
        start = dict.fromkeys(self.variables, 0)
        for place, var in self.left.items():
            start[var.index] = 0 if place in best else self.people[place]
        for k in best.values():
            course = self.courses[k]
            start[self.n[k].index] = self._most(course)
            if self.convoys:
                convoys = self.convoys[course.depot, course.tours]
                start[convoys.index] = -(-self._most(course) // self._together(course.depot, course.tours))
        self._keep(start)

    def _most(self, course: Course) -> int:
        """Return how many vehicles are of any use on a course: the shared tour carries what full buses leave, once."""
        if course.together:
            return 1
        seats = self.pools[course.pool].kind.seats
        return max(1 if len(tour) > 1 else -(-self.people[tour[0]] // seats) for tour in course.tours)

    def _seats(self) -> None:
        """Everyone has a seat or is left; and a place is visited as often as the largest vehicle would have to come."""
        seats = max(pool.kind.seats for pool in self.problem.pools)
        carried: defaultdict[str, list[_Sum]] = defaultdict(list)
        visits: defaultdict[str, list[_Sum]] = defaultdict(list)
        for course, n in zip(self.courses, self.n, strict=True):
            for tour, times in Counter(course.tours).items():
                for place in tour:
                    load = self.people[place] if course.together else self.load(course.pool, tour, place)
                    carried[place].append(times * load * n)
                    visits[place].append(times * max(course.together, 1) * n)
        for place, people in self.people.items():
            self.model.add(sum(carried[place]) + self.left[place] >= people)
            self.model.add(sum(visits[place]) + self.left[place] >= -(-people // seats))

    def load(self, pool: str, tour: Tour, place: str) -> int:
        """Return the most people of a place who board one run of a tour; on a shared tour those full buses leave."""
        seats = self.pools[pool].kind.seats
        return seats if len(tour) == 1 else self.people[place] % seats

    def _convoys(self) -> dict[Way, _Sum]:
        if self.problem.escort is None:
            return {}
        on: defaultdict[Way, list[int]] = defaultdict(list)
        for k, course in enumerate(self.courses):
            on[course.depot, course.tours].append(k)
        self.on = on
        convoys = {
            way: self.model.new_int_var(0, sum(self._most(self.courses[k]) * self._each(k) for k in who), "")
            for way, who in on.items()
        }
        for way, who in on.items():
            self.model.add(sum(self._each(k) * self.n[k] for k in who) <= self._together(*way) * convoys[way])
        at: defaultdict[str, list[_Sum]] = defaultdict(list)
        for way, var in convoys.items():
            for place in sorted({place for tour in way[1] for place in tour}):
                at[place].append(var)
        # Implied, and what makes the search short: where anyone leaves, a convoy comes.
        for place, people in self.people.items():
            self.model.add(people * sum(at[place]) + self.left[place] >= people)
        return convoys

    def _together(self, depot: str, tours: tuple[Tour, ...]) -> int:
        """Return the most vehicles of a convoy on a way, no more than could be of use there."""
        most = sum(self._most(self.courses[k]) * self._each(k) for k in self.on[depot, tours])
        return min(convoy_size(self.problem), most)

    def _each(self, k: int) -> int:
        """Return the vehicles that a course stands for."""
        return max(self.courses[k].together, 1)

    def _fleets(self, room: Mapping[str, int]) -> None:
        for pool in self.problem.pools:
            if pool.id not in room:
                continue
            out: list[_Sum] = [self._each(k) * n for k, n in enumerate(self.n) if self.courses[k].pool == pool.id]
            if self.problem.escort is not None and pool.kind.id == self.problem.escort.id:
                out = list(self.convoys.values())
            self.model.add(sum(out) <= room[pool.id])

    def solve(self, known: dict[object, tuple[int, ...]]) -> None:
        """Take the vehicles of a problem that has the same choices, where all were carried; else solve."""
        alike = self._alike()
        if alike in known:
            self.solution = dict.fromkeys(self.variables, 0) | dict(zip(self._vehicles, known[alike], strict=True))
            if self._all_seated():
                return
        self._solve()
        if not any(self.value(var) for var in self.left.values()):
            known[alike] = tuple(self.solution[number] for number in self._vehicles)

    def _all_seated(self) -> bool:
        """Return whether the vehicles of the solution have a seat for everyone."""
        seats: Counter[str] = Counter()
        for course, var in zip(self.courses, self.n, strict=True):
            for tour in course.tours if self.value(var) else ():
                for place in tour:
                    load = self.people[place] if course.together else self.load(course.pool, tour, place)
                    seats[place] += load * self.value(var)
        return all(seats[place] >= people for place, people in self.people.items())

    @property
    def _vehicles(self) -> list[int]:
        """Numbers of the variables for vehicles and convoys."""
        return [var.index for var in (*self.n, *self.convoys.values())]

    def _alike(self) -> object:
        """
        Return what problems have in common that ask for the same vehicles.

        Of the people at a place only this matters: with how many of which vehicles they all have a seat.
        """
        kinds = tuple((pool.id, pool.kind) for pool in self.problem.pools)
        seats = tuple(sorted({pool.kind.seats for pool in self.problem.pools if pool.kind.seats}))
        places = tuple((place, enough(people, seats)) for place, people in self.people.items())
        return (*(self.problem.target, self.courses, kinds, self.problem.escort), self._room, places, self._convoy)

    def _solve(self) -> None:
        """Solve for people and vehicles, fix what was reached, then for time and fuel."""
        vehicles: _Sum = sum(self._each(k) * n for k, n in enumerate(self.n)) + sum(self.convoys.values())
        # One person left weighs more than all vehicles that could be sent.
        most = 2 * sum(self._most(course) * self._each(k) for k, course in enumerate(self.courses)) + 1
        self._aim(most * sum(self.left.values()) + vehicles, EFFORT)
        escorts = {way: self._escort(way) for way in self.convoys}
        self._aim(
            sum(
                self._each(k) * self._cost(c.busy_min, c.metres, self.pools[c.pool].kind) * n
                for k, (c, n) in enumerate(zip(self.courses, self.n, strict=True))
            )
            + sum(escorts[way] * convoys for way, convoys in self.convoys.items()),
            EFFORT_ON_TIME,
        )

    def _aim(self, aim: _Sum, effort: float) -> None:
        self.model.minimize(aim)
        solver = self._run(effort)
        if solver is not None:
            self._keep({number: int(solver.value(var)) for number, var in self.variables.items()})
            self.model.add(aim <= round(solver.objective_value))

    def _cost(self, busy_min: int, metres: int, kind: Kind) -> int:
        """Return minutes first, and litres where minutes are equal: no round burns a thousand litres."""
        return busy_min * 1000 + int(metres * kind.litres_per_100km) // 100_000

    def _escort(self, way: Way) -> int:
        escort = self.problem.escort
        course = next(c for c in self.courses if (c.depot, c.tours) == way)
        return 0 if escort is None else self._cost(course.busy_min, course.metres, escort)

    def _run(self, effort: float) -> cp_model.CpSolver | None:
        """
        Run the solver, counted work its only limit; ``None`` when that ends before it has any answer.

        Raises
        ------
        AssertionError
            When it says that there is no answer, though leaving everyone is one: our own bug.
        """
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.max_deterministic_time = effort
        solver.parameters.linearization_level = 2
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
            raise AssertionError(f"the choice of rounds ended with {solver.status_name(status)}")
        return None if status == cp_model.UNKNOWN else solver

    def _keep(self, values: Mapping[int, int]) -> None:
        """Keep the values, and start the next search from them."""
        self.solution = dict(values)
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for number, var in self.variables.items():
            self.model.add_hint(var, values[number])

    def value(self, var: _Sum) -> int:
        """Return a variable's value in the last solution."""
        return self.solution[var.index]

    def vehicles(self) -> Iterator[tuple[Way, tuple[Vehicle, ...]]]:
        """Yield the vehicles of every way, people seated; those who would carry nobody stay at home."""
        waiting = {place: people - self.value(self.left[place]) for place, people in self.people.items()}
        by_way: defaultdict[Way, list[Vehicle]] = defaultdict(list)
        # Shared tours first, who take what full buses leave; then the largest vehicles, so that a small rest remains.
        order = sorted(range(len(self.courses)), key=lambda k: (-self._shared(k), -self._size(k), k))
        for k in order:
            course = self.courses[k]
            for _ in range(self.value(self.n[k]) * self._each(k)):
                boarding = tuple(self._board(course, tour, waiting) for tour in course.tours)
                vehicle = Vehicle(self.pools[course.pool], boarding)
                if vehicle.people:
                    by_way[course.depot, course.tours].append(vehicle)
        assert not any(waiting.values()), "someone has neither a seat nor is left"
        for way, vehicles in sorted(by_way.items()):
            yield way, tuple(vehicles)

    def _shared(self, k: int) -> int:
        return max(len(tour) for tour in self.courses[k].tours)

    def _size(self, k: int) -> int:
        course = self.courses[k]
        return self.pools[course.pool].kind.seats * len(course.tours)

    def _board(self, course: Course, tour: Tour, waiting: dict[str, int]) -> tuple[int, ...]:
        """Seat people of one run of a tour."""
        boarding, free = [], self.pools[course.pool].kind.seats
        for place in tour:
            load = free if course.together else min(free, self.load(course.pool, tour, place))
            taken = min(waiting[place], load)
            waiting[place] -= taken
            free -= taken
            boarding.append(taken)
        return tuple(boarding)


@cache
def enough(people: int, seats: tuple[int, ...]) -> tuple[object, ...]:
    """
    Return all that the choice asks of the people at a place: which vehicles have a seat for each of them.

    Parameters
    ----------
    seats
        Of the kinds of vehicles, ascending.

    Returns
    -------
    Most vehicles of each kind that are of use, and, for all smaller numbers of those but the first kind and of a few
    shared tours that take what full vehicles of a kind leave, how many of the first kind are enough.
    """
    most = tuple(-(-people // size) for size in seats)
    rests = [people % size for size in seats]
    counts = product(*(range(n + 1) for n in most[1:]), *(range(MOST_RUNS + 1) if rest else (0,) for rest in rests))
    sizes = (*seats[1:], *rests)
    return most, tuple(max(-(-(people - sum(map(mul, sizes, count))) // seats[0]), 0) for count in counts)


def convoy_size(problem: DayProblem) -> int:
    """Return how many vehicles with people a convoy may have: its escort is one of ten, and each needs a slot."""
    most = problem.rules.convoy_vehicles - (problem.escort is not None)
    return most if problem.slots_per_hour is None else max(min(most, problem.slots_per_hour), 1)
