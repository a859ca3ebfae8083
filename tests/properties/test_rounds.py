"""Laws of bus rounds in every world, and the best rounds of tiny ones found by trying everything."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations_with_replacement, permutations

import networkx as nx
import pytest

from planner.model.routing.shuttle import Taken, route_day
from planner.rounds import DayProblem, Doing, earliest_start, faults_of, fleet_bound, seat_time, timeline
from tests.amounts import seeded
from tests.rounds_worlds import AMBULANCE, COACH, GATE, at_random, problem

Course = tuple[tuple[str, ...], ...]


@pytest.mark.parametrize("number", seeded(range(200), every_run=40))
def test_rounds_of_any_world_hold_and_take_no_less_than_the_bounds(number: int) -> None:
    asked = at_random(number)
    found = route_day(asked, 0, Taken())
    assert faults_of(found) == ()
    carrying = [each for each in found.rounds if each.carries_people]
    wheel = sum((Fraction(each.wheel_min, asked.rules.wheel_min) for each in carrying), Fraction(0))
    days = sum(len(each.days) for each in carrying)
    carried: Counter[str] = Counter()
    for each in carrying:
        for act in each.acts:
            if act.doing is Doing.LOAD:
                carried[act.place] += act.people
    # The fleet row of the linear programme, written again: people x there and back / (seats x minutes a day).
    seats = max(pool.kind.seats for pool in asked.pools)
    there_and_back = {place: 2 * asked.minutes.get((place, GATE), 0) for place in carried}
    row = sum(Fraction(n * there_and_back[place], seats * asked.rules.wheel_min) for place, n in carried.items())
    assert row <= wheel <= days
    # Its rows of single days: a round within a day counts in full on it, a longer one on each day it must wholly cover.
    out: Counter[int] = Counter(day for each in carrying for day in each.days)
    for day in range(max(out, default=0) + 1):
        asked_for = Fraction(0)
        for place, n in carried.items():
            rounds = Fraction(there_and_back[place], asked.rules.wheel_min)
            if rounds <= 1:
                asked_for += n * rounds if day == 0 else 0
            elif 1 <= day <= rounds // 1 - 1:
                asked_for += n
        assert asked_for <= out[day] * seats
    if not found.left:
        assert row == seat_time(asked)
        assert fleet_bound(asked) <= len(carrying)


@pytest.mark.parametrize("number", seeded(range(200, 240), every_run=10))
def test_the_same_problem_has_the_same_rounds(number: int) -> None:
    asked = at_random(number, sites=3)
    assert route_day(asked, 0, Taken()) == route_day(asked, 0, Taken())


def every_course(asked: DayProblem) -> dict[tuple[tuple[str, ...], ...], int]:
    """Return what one vehicle can do, told by the places of each of its tours, and the least busy minutes of it."""
    sites = [row.place for row in asked.movements]
    due = {row.place: row.arrival_day for row in asked.movements}
    tours = [tour for size in range(1, len(sites) + 1) for tour in permutations(sites, size)]
    best: dict[tuple[tuple[str, ...], ...], int] = {}
    grown: list[Course] = [()]
    while grown:
        course = grown.pop()
        for tour in tours:
            more = (*course, tour)
            times = [
                acts
                for depot in sites
                if (acts := timeline(asked, depot, more, earliest_start(asked), [[0] * len(t) for t in more]))
                is not None
            ]
            good = []
            for acts in times:
                arrivals = [act.begin // 1440 for act in acts if act.doing is Doing.UNLOAD]
                if all(day <= min(due[place] for place in t) for t, day in zip(more, arrivals, strict=True)):
                    good.append(sum(a.end - a.begin for a in acts if a.doing not in (Doing.NIGHT, Doing.WAIT)))
            if good:
                sign = tuple(sorted(tuple(sorted(t)) for t in more))
                best[sign] = min(*good, best.get(sign, 10**9))
                grown.append(more)
    return best


def carries_all(asked: DayProblem, courses: tuple[tuple[tuple[str, ...], ...], ...]) -> bool:
    """Return whether everyone finds a seat, by a flow from sites to tours."""
    graph = nx.DiGraph()
    for row in asked.movements:
        graph.add_edge("from", row.place, capacity=row.people)
    for number, tour in enumerate(tour for course in courses for tour in course):
        graph.add_edge(number, "to", capacity=COACH.seats)
        for place in tour:
            graph.add_edge(place, number)
    if "to" not in graph:
        return False
    return nx.maximum_flow_value(graph, "from", "to") == sum(row.people for row in asked.movements)


def by_trying_everything(asked: DayProblem, most: int = 5) -> tuple[int, int] | None:
    """Return the fewest vehicles that carry everyone, and their least busy minutes."""
    courses = every_course(asked)
    for vehicles in range(1, most + 1):
        good = [
            sum(courses[course] for course in chosen)
            for chosen in combinations_with_replacement(sorted(courses), vehicles)
            if carries_all(asked, chosen)
        ]
        if good:
            return vehicles, min(good)
    return None


TINY = [
    problem({"a": 30, "b": 10}, {("a", GATE): 100, ("b", GATE): 60, ("a", "b"): 50}),
    problem({"a": 30, "b": 30}, {("a", GATE): 100, ("b", GATE): 60, ("a", "b"): 50}),
    problem({"a": 30, "b": 30}, {("a", GATE): 200, ("b", GATE): 230, ("a", "b"): 30}),
    problem({"a": 70, "b": 20}, {("a", GATE): 200, ("b", GATE): 230, ("a", "b"): 30}),
    problem({"a": 70, "b": 60}, {("a", GATE): 450, ("b", GATE): 470, ("a", "b"): 30}),
    problem({"a": 70, "b": 70}, {("a", GATE): 300, ("b", GATE): 310, ("a", "b"): 15}),
    problem({"a": 90, "b": 45}, {("a", GATE): 20, ("b", GATE): 40, ("a", "b"): 60}),
    problem({"a": 10, "b": 20, "c": 15}, {("a", GATE): 300, ("a", "b"): 20, ("b", "c"): 20}),
    problem({"a": 5, "b": 5}, {("a", GATE): 700, ("b", GATE): 690, ("a", "b"): 30}),
    problem({"a": 5, "b": 5}, {("a", GATE): 470, ("b", GATE): 470, ("a", "b"): 300}),
]


@pytest.mark.parametrize("asked", TINY)
def test_trying_everything_finds_no_fewer_vehicles_and_no_less_time(asked: DayProblem) -> None:
    found = route_day(asked, 0, Taken())
    assert not found.left
    assert faults_of(found) == ()
    busy = sum(
        act.end - act.begin for each in found.rounds for act in each.acts if act.doing not in (Doing.NIGHT, Doing.WAIT)
    )
    assert (len(found.rounds), busy) == by_trying_everything(asked)


def test_three_places_whose_people_fill_two_buses_send_two() -> None:
    asked = problem({"a": 30, "b": 30, "c": 30}, {("a", GATE): 300, ("a", "b"): 20, ("b", "c"): 20, ("c", GATE): 310})
    found = route_day(asked, 0, Taken())
    # All go past all three places: a rest is shared out only among vehicles that go together, which costs some time.
    assert faults_of(found) == ()
    assert by_trying_everything(asked) == (2, 1650)
    assert len(found.rounds) == 2


@pytest.mark.parametrize("number", seeded(range(300, 330), every_run=8))
def test_at_random_trying_everything_finds_no_fewer_vehicles(number: int) -> None:
    drawn = at_random(number, sites=2, most_people=70)
    people = {row.place: row.people for row in drawn.movements}
    asked = problem(people, drawn.minutes)
    best = by_trying_everything(asked)
    found = route_day(asked, 0, Taken())
    assert best is not None
    assert (len(found.rounds), found.left) == (best[0], ())
    assert fleet_bound(asked) <= best[0]


def test_an_escort_goes_with_every_convoy_and_shared_buses_share_it() -> None:
    # Two places near each other, a bus and a half each: three buses in one convoy, with one ambulance.
    asked = problem({"a": 65, "b": 65}, {("a", GATE): 300, ("b", GATE): 310, ("a", "b"): 15}, escort=AMBULANCE)
    found = route_day(asked, 0, Taken())
    assert Counter(each.kind.id for each in found.rounds) == {"coach": 3, "ambulance": 1}
    assert len({each.convoy for each in found.rounds}) == 1
