"""The checker of bus rounds finds every planted fault, and nothing in rounds that hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from planner.model.routing.shuttle import Taken, route_day
from planner.rounds import (
    Act,
    BusRound,
    DayProblem,
    DayRounds,
    Doing,
    Left,
    faults_of,
    faults_over,
    fleet_bound,
    usable,
)
from tests.rounds_worlds import AMBULANCE, COACH, GATE, problem

Plant = Callable[[DayRounds], DayRounds]


@pytest.fixture(scope="module")
def day() -> DayRounds:
    """Two sites: one five hours off, whose people fill two coaches, and one eleven hours off, a night on the way."""
    asked = problem(
        {"far": 40, "near": 80}, {("near", GATE): 300, ("far", GATE): 660}, escort=AMBULANCE, slots_per_hour=2
    )
    return route_day(asked, 0, Taken())


def test_rounds_that_hold_have_no_fault(day: DayRounds) -> None:
    assert faults_of(day) == ()
    assert not day.left
    assert sorted(each.kind.id for each in day.rounds) == ["ambulance", "ambulance", "coach", "coach", "coach"]


def change(day: DayRounds, number: int, acts: tuple[Act, ...]) -> DayRounds:
    rounds = list(day.rounds)
    rounds[number] = replace(rounds[number], acts=acts)
    return replace(day, rounds=tuple(rounds))


def coach_from(day: DayRounds, depot: str) -> int:
    return next(k for k, each in enumerate(day.rounds) if each.depot == depot and each.kind == COACH)


def shifted(each: BusRound, minutes: int) -> tuple[Act, ...]:
    return tuple(replace(act, begin=act.begin + minutes, end=act.end + minutes) for act in each.acts)


def without(day: DayRounds, depot: str, doing: Doing) -> DayRounds:
    """Take every act of one kind out of a round and close the gap it leaves."""
    number = coach_from(day, depot)
    now, acts = day.rounds[number].acts[0].begin, []
    for act in day.rounds[number].acts:
        if act.doing is not doing:
            acts.append(replace(act, begin=now, end=now + act.end - act.begin))
            now = acts[-1].end
    return change(day, number, tuple(acts))


def crowded(day: DayRounds) -> DayRounds:
    number = coach_from(day, "near")
    acts = tuple(replace(act, people=46) if act.people else act for act in day.rounds[number].acts)
    return change(day, number, acts)


def left_off(day: DayRounds) -> DayRounds:
    number = coach_from(day, "near")
    acts = tuple(replace(act, people=act.people - 1) if act.people else act for act in day.rounds[number].acts)
    return change(day, number, acts)


def counted_twice(day: DayRounds) -> DayRounds:
    return replace(day, rounds=(*day.rounds, day.rounds[coach_from(day, "near")]))


def left_and_carried(day: DayRounds) -> DayRounds:
    return replace(day, left=(Left(place="near", people=3, why="said so"),))


def in_the_dark(day: DayRounds) -> DayRounds:
    number = coach_from(day, "near")
    return change(day, number, shifted(day.rounds[number], -200))


def after_dusk(day: DayRounds) -> DayRounds:
    number = coach_from(day, "near")
    return change(day, number, shifted(day.rounds[number], 420))


def too_soon(day: DayRounds) -> DayRounds:
    number = coach_from(day, "near")
    acts = list(day.rounds[number].acts)
    k = next(k for k, act in enumerate(acts) if act.doing is Doing.DRIVE)
    acts[k] = replace(acts[k], end=acts[k].end - 30)
    gone = [replace(act, begin=act.begin - 30, end=act.end - 30) for act in acts[k + 1 :]]
    return change(day, number, (*acts[: k + 1], *gone))


def not_home(day: DayRounds) -> DayRounds:
    number = coach_from(day, "near")
    acts = day.rounds[number].acts
    last = max(k for k, act in enumerate(acts) if act.doing is Doing.UNLOAD)
    return change(day, number, acts[: last + 1])


def quick_boarding(day: DayRounds) -> DayRounds:
    number = coach_from(day, "near")
    acts = day.rounds[number].acts
    return change(day, number, (replace(acts[0], begin=acts[0].begin + 20), *acts[1:]))


def without_escort(day: DayRounds) -> DayRounds:
    return replace(day, rounds=tuple(each for each in day.rounds if each.kind != AMBULANCE))


def apart(day: DayRounds) -> DayRounds:
    number = coach_from(day, "near")
    return change(day, number, shifted(day.rounds[number], 15))


def one_driver(day: DayRounds) -> DayRounds:
    return replace(day, rounds=tuple(replace(each, drivers=1) for each in day.rounds))


def long_convoy(day: DayRounds) -> DayRounds:
    rules = replace(day.problem.rules, convoy_vehicles=2)
    return replace(day, problem=replace(day.problem, rules=rules))


def few_slots(day: DayRounds) -> DayRounds:
    return replace(day, problem=replace(day.problem, slots_per_hour=1))


def small_fleet(day: DayRounds) -> DayRounds:
    pools = tuple(replace(pool, vehicles=3 if pool.kind == COACH else None) for pool in day.problem.pools)
    return replace(day, problem=replace(day.problem, pools=pools))


def strange_depot(day: DayRounds) -> DayRounds:
    pools = tuple(replace(pool, depots=("far",)) for pool in day.problem.pools)
    return replace(day, problem=replace(day.problem, pools=pools))


def not_served(day: DayRounds) -> DayRounds:
    pools = tuple(replace(pool, serves=frozenset({"far"})) for pool in day.problem.pools)
    return replace(day, problem=replace(day.problem, pools=pools))


def shut(day: DayRounds) -> DayRounds:
    return replace(day, problem=replace(day.problem, hours={GATE: (360, 700)}))


def late(day: DayRounds) -> DayRounds:
    movements = tuple(replace(row, arrival_day=0) for row in day.problem.movements)
    return replace(day, problem=replace(day.problem, movements=movements))


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (crowded, "46 people on 45 seats"),
        (left_off, "79 people on rounds or left, 80 are to leave"),
        (counted_twice, "people on rounds or left, 80 are to leave"),
        (left_and_carried, "83 people on rounds or left, 80 are to leave"),
        (in_the_dark, "people on the road in the dark"),
        (after_dusk, "people get off in the dark"),
        (too_soon, "while it is elsewhere"),
        (not_home, "does not come home"),
        (quick_boarding, "loads in 25 minutes, at least 45"),
        (without_escort, "no escort"),
        (apart, "do not travel together"),
        (one_driver, "minutes of work on a day for 1 drivers"),
        (long_convoy, "3 vehicles, at most 2"),
        (few_slots, "begin to unload in hour"),
        (small_fleet, "vehicles of pool coach out, 2 may be"),
        (strange_depot, "which is not of pool coach"),
        (not_served, "which it does not serve"),
        (shut, "outside its hours"),
        (late, "due on day 0"),
        (lambda day: without(day, "near", Doing.BREAK), "minutes of driving without a break"),
        (lambda day: without(day, "far", Doing.NIGHT), "minutes in motion on a day"),
        (lambda day: without(day, "near", Doing.LOAD), "79 people on rounds|80 are to leave|people on"),
    ],
)
def test_a_planted_fault_is_found(day: DayRounds, plant: Plant, words: str) -> None:
    faults = faults_of(plant(day))
    assert any(word in fault for fault in faults for word in words.split("|")), faults


D, L, U, B, N = Doing.DRIVE, Doing.LOAD, Doing.UNLOAD, Doing.BREAK, Doing.NIGHT


def alone(asked: DayProblem, start: int, *rows: tuple[Doing, int, str, int], drivers: int = 2) -> tuple[str, ...]:
    """Return what is wrong with one coach of a problem that does some acts, one after the other."""
    now, acts = start, []
    for doing, minutes, place, people in rows:
        acts.append(Act(doing, now, now + minutes, place, people))
        now += minutes
    depot = asked.movements[0].place
    one = BusRound(pool=COACH.id, kind=COACH, depot=depot, convoy=0, drivers=drivers, acts=tuple(acts))
    return faults_of(DayRounds(problem=asked, rounds=(one,), left=(), status="found"))


def test_nobody_gets_off_before_anybody_got_on() -> None:
    asked = problem({"a": 80}, {("a", GATE): 100})
    faults = alone(asked, 360, (D, 100, GATE, 0), (U, 45, GATE, 40), (D, 100, "a", 0), (L, 45, "a", 80))
    assert any("-40 people on 45 seats" in fault for fault in faults), faults


def test_who_gets_off_last_is_due_as_well() -> None:
    acts = ((L, 45, "a", 40), (D, 100, GATE, 0), (U, 45, GATE, 1), (N, 1440, GATE, 0), (U, 45, GATE, 39))
    faults = alone(problem({"a": 40}, {("a", GATE): 100}), 315, *acts, (D, 100, "a", 0))
    assert any("people arrive on day 1, due on day 0" in fault for fault in faults), faults


def test_nobody_leaves_on_another_day() -> None:
    acts = ((L, 45, "a", 40), (D, 100, GATE, 0), (U, 45, GATE, 40), (D, 100, "a", 0))
    asked = problem({"a": 40}, {("a", GATE): 100})
    assert alone(asked, 315, *acts) == ()
    assert any("another day than that on which they leave" in fault for fault in alone(asked, 315 - 1440, *acts))


def test_nobody_gets_off_before_dawn() -> None:
    asked = problem({"a": 45}, {("a", GATE): 0})
    faults = alone(asked, 1, (L, 45, "a", 45), (U, 45, GATE, 45))
    assert any("people get off in the dark" in fault for fault in faults), faults


def test_a_third_driver_is_found() -> None:
    acts = ((L, 45, "a", 40), (D, 100, GATE, 0), (U, 45, GATE, 40), (D, 100, "a", 0))
    assert "3 drivers, at most 2" in "".join(alone(problem({"a": 40}, {("a", GATE): 100}), 315, *acts, drivers=3))


def test_who_makes_two_tours_is_home_the_same_day() -> None:
    """One coach on two days where the bound is two: the bound takes a vehicle that is out overnight for one tour."""
    asked = problem({"a": 45, "b": 45}, {("a", GATE): 200, ("b", GATE): 100})
    first = ((L, 45, "a", 45), (D, 200, GATE, 0), (U, 45, GATE, 45), (D, 70, "b", 0), (B, 45, "b", 0), (D, 30, "b", 0))
    second = ((L, 45, "b", 45), (D, 100, GATE, 0), (U, 45, GATE, 45), (D, 80, "a", 0))
    faults = alone(asked, 315, *first, *second, (N, 660, "a", 0), (D, 120, "a", 0))
    assert fleet_bound(asked) == 2
    assert any("several tours in a round with a night between" in fault for fault in faults), faults


def test_a_short_night_is_found(day: DayRounds) -> None:
    number = coach_from(day, "far")
    acts = list(day.rounds[number].acts)
    k = next(k for k, act in enumerate(acts) if act.doing is Doing.NIGHT)
    acts[k] = replace(acts[k], end=acts[k].begin + 600)
    assert any("a night of 600 minutes, at least 660" in fault for fault in faults_of(change(day, number, tuple(acts))))


def test_a_stranger_on_board_at_the_end_is_found(day: DayRounds) -> None:
    number = coach_from(day, "near")
    acts = tuple(
        replace(act, people=act.people - 1) if act.doing is Doing.UNLOAD else act for act in day.rounds[number].acts
    )
    assert any("still on board" in fault for fault in faults_of(change(day, number, acts)))


def test_slots_and_fleets_are_counted_over_the_days(day: DayRounds) -> None:
    # The near coaches are home on the second day, the far one on the third; the next day the same set out again.
    pools = tuple(replace(pool, vehicles=4 if pool.kind == COACH else None) for pool in day.problem.pools)
    again = replace(day, problem=replace(day.problem, pools=pools))
    assert faults_over({0: (again,)}) == ()
    assert faults_over({0: (again,), 1: (again,)}) == (
        "day 1: 6 vehicles of pool coach out, 3 may be",
        "day 2: 4 vehicles of pool coach out, 3 may be",
    )


def test_spare_vehicles_stay_at_home(day: DayRounds) -> None:
    spare = day.problem.rules.spare_share
    # 20 out and 3 beside them; of 22 only 19 may be out, since 20 would need 3 spare.
    assert [usable(n, spare) for n in (0, 1, 2, 8, 22, 23)] == [0, 0, 1, 6, 19, 20]
