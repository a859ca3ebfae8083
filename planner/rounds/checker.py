"""
The independent checker: every round held against every rule by plain loops, before anything is added up.

It reads the problem and the acts, and nothing of how they were found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil

from planner.rounds.shuttle import MINUTES_A_DAY, Act, BusRound, DayProblem, DayRounds, Doing

HOUR, HOURS_A_DAY = 60, 24
MOST_DRIVERS = 2


def faults_of(day: DayRounds) -> tuple[str, ...]:
    """Return what is wrong with a day's rounds, one sentence each; empty when they hold."""
    faults: list[str] = []
    for number, each in enumerate(day.rounds):
        faults += [f"round {number}: {fault}" for fault in _of_round(day.problem, each)]
    faults += _people(day)
    faults += _convoys(day)
    faults += _fleets(day)
    faults += faults_over({0: (day,)})
    return tuple(faults)


def usable(vehicles: int, spare_share: Fraction) -> int:
    """Return how many of a pool's vehicles may be out while the spare share stands by."""
    out = int(vehicles / (1 + spare_share))
    return out + 1 if (out + 1) + ceil((out + 1) * spare_share) <= vehicles else out


def _of_round(problem: DayProblem, each: BusRound) -> Iterator[str]:
    yield from _way(problem, each)
    yield from _tours(each)
    yield from _hours(problem, each)
    yield from _windows(problem, each)
    yield from _seats(problem, each)


def _tours(each: BusRound) -> Iterator[str]:
    """Hold that a round makes several tours only where it is home the same day, and that people leave on the day."""
    got_off = several = False
    for act in each.acts:
        several = several or (got_off and act.doing is Doing.LOAD)
        got_off = got_off or act.doing is Doing.UNLOAD
        if act.doing is Doing.LOAD and act.people and act.begin // MINUTES_A_DAY != 0:
            yield f"people get on at {act.begin}, which is another day than that on which they leave"
    if several and any(act.doing is Doing.NIGHT for act in each.acts):
        yield "several tours in a round with a night between"


def _way(problem: DayProblem, each: BusRound) -> Iterator[str]:
    """Follow the vehicle: no gap, no leap, home at the end, and every drive as long as the road."""
    at, now = each.depot, each.acts[0].begin
    driven, bound_for = 0, None
    for act in each.acts:
        if act.begin != now or act.end < act.begin:
            yield f"{act.doing} begins at {act.begin} when the one before ends at {now}"
        now = act.end
        if act.doing is Doing.DRIVE:
            if bound_for not in (None, act.place):
                yield f"turns on the way to {bound_for}"
            bound_for, driven = act.place, driven + act.end - act.begin
            if driven == problem.between(at, act.place):
                at, bound_for, driven = act.place, None, 0
        elif act.doing in (Doing.LOAD, Doing.UNLOAD) and (bound_for is not None or _far(problem, at, act.place)):
            yield f"{act.doing}s at {act.place} while it is elsewhere"
        elif act.doing in (Doing.LOAD, Doing.UNLOAD):
            at = act.place
    if bound_for is not None or _far(problem, at, each.depot):
        yield f"does not come home to {each.depot}"


def _far(problem: DayProblem, one: str, other: str) -> bool:
    return problem.between(one, other) != 0


def _by_day(acts: Iterable[Act]) -> list[list[Act]]:
    """Split acts at the nights."""
    days: list[list[Act]] = [[]]
    for act in acts:
        if act.doing is Doing.NIGHT:
            days.append([])
        else:
            days[-1].append(act)
    return days


def _hours(problem: DayProblem, each: BusRound) -> Iterator[str]:
    rules = problem.rules
    if not 1 <= each.drivers <= MOST_DRIVERS:
        yield f"{each.drivers} drivers, at most {MOST_DRIVERS}"
    for acts in _by_day(each.acts):
        wheel = sum(a.end - a.begin for a in acts if a.doing is Doing.DRIVE)
        work = wheel + sum(a.end - a.begin for a in acts if a.doing in (Doing.LOAD, Doing.UNLOAD))
        if wheel > rules.wheel_min:
            yield f"{wheel} minutes in motion on a day, at most {rules.wheel_min}"
        if work > each.drivers * rules.work_min:
            yield f"{work} minutes of work on a day for {each.drivers} drivers, at most {rules.work_min} each"
        if acts and acts[-1].end - acts[0].begin > rules.span_min:
            yield f"a working day of {acts[-1].end - acts[0].begin} minutes, at most {rules.span_min}"
        yield from _breaks(problem, acts)
    for act in each.acts:
        if act.doing is Doing.NIGHT and act.end - act.begin < rules.rest_min:
            yield f"a night of {act.end - act.begin} minutes, at least {rules.rest_min}"
    if each.drivers == 1 and _longest_leg(each) > rules.work_min:
        yield f"one driver on a leg of {_longest_leg(each)} minutes"


def _breaks(problem: DayProblem, acts: Iterable[Act]) -> Iterator[str]:
    rules, unbroken = problem.rules, 0
    for act in acts:
        if act.doing is Doing.DRIVE:
            unbroken += act.end - act.begin
            if unbroken > rules.unbroken_min:
                yield f"{unbroken} minutes of driving without a break, at most {rules.unbroken_min}"
        elif act.doing in (Doing.BREAK, Doing.WAIT) and act.end - act.begin >= rules.break_min:
            unbroken = 0


def _longest_leg(each: BusRound) -> int:
    """Return the minutes of the longest drive between two stops, nights and breaks aside."""
    longest = leg = 0
    for act in each.acts:
        if act.doing is Doing.DRIVE:
            leg += act.end - act.begin
            longest = max(longest, leg)
        elif act.doing in (Doing.LOAD, Doing.UNLOAD):
            leg = 0
    return longest


def _windows(problem: DayProblem, each: BusRound) -> Iterator[str]:
    on_board = 0
    first, last = problem.daylight
    accompanied = not each.carries_people
    for act in each.acts:
        dark = act.begin % MINUTES_A_DAY < first or (act.end - 1) % MINUTES_A_DAY >= last
        if act.doing is Doing.DRIVE and on_board and not accompanied and dark:
            yield f"people on the road in the dark, {act.begin} to {act.end}"
        if act.doing is Doing.LOAD:
            on_board += act.people
        if act.doing is Doing.UNLOAD:
            on_board -= act.people
            if act.people and dark:
                yield f"people get off in the dark, {act.begin} to {act.end}"
        if act.doing in (Doing.LOAD, Doing.UNLOAD):
            opens, closes = problem.hours.get(act.place, (0, MINUTES_A_DAY))
            if act.begin % MINUTES_A_DAY < opens or (act.end - 1) % MINUTES_A_DAY >= closes:
                yield f"{act.doing}s at {act.place} outside its hours"
            least = problem.rules.load_min if act.doing is Doing.LOAD else problem.rules.unload_min
            if act.end - act.begin < least:
                yield f"{act.doing}s in {act.end - act.begin} minutes, at least {least}"


def _seats(problem: DayProblem, each: BusRound) -> Iterator[str]:
    on_board = 0
    for act in each.acts:
        if act.people < 0 or (act.people and act.doing not in (Doing.LOAD, Doing.UNLOAD)):
            yield f"{act.people} people at a {act.doing}"
        if act.doing is Doing.LOAD:
            on_board += act.people
        elif act.doing is Doing.UNLOAD:
            if act.place != problem.target:
                yield f"people get off at {act.place}, which is not where they are bound"
            on_board -= act.people
        if not 0 <= on_board <= each.kind.seats:
            yield f"{on_board} people on {each.kind.seats} seats"
    if on_board:
        yield f"{on_board} people still on board at the end"
    yield from _in_time(problem, each)


def _in_time(problem: DayProblem, each: BusRound) -> Iterator[str]:
    """Hold that everyone on board is there by the first day on which any of them is due."""
    due = {row.place: row.arrival_day for row in problem.movements}
    aboard: list[int] = []
    on_board = 0
    for act in each.acts:
        if act.doing is Doing.LOAD and act.people:
            aboard.append(due.get(act.place, -1))
            on_board += act.people
        elif act.doing is Doing.UNLOAD and act.people:
            arrives = act.begin // MINUTES_A_DAY
            if arrives > min(aboard, default=arrives):
                yield f"people arrive on day {arrives}, due on day {min(aboard)}"
            on_board -= act.people
            aboard = aboard if on_board else []


def _people(day: DayRounds) -> Iterator[str]:
    """Count everyone once: on a round, or told as left."""
    told: Counter[str] = Counter()
    for each in day.rounds:
        for act in each.acts:
            if act.doing is Doing.LOAD:
                told[act.place] += act.people
    for row in day.left:
        told[row.place] += row.people
        if row.people <= 0:
            yield f"{row.people} people left at {row.place}"
    wanted: Counter[str] = Counter()
    for movement in day.problem.movements:
        wanted[movement.place] += movement.people
    for place in sorted({*told, *wanted}):
        if told[place] != wanted[place]:
            yield f"{place}: {told[place]} people on rounds or left, {wanted[place]} are to leave"


def _unloading(day: DayRounds) -> Counter[int]:
    """Return how many vehicles begin to unload in each hour, hours of later days counted on."""
    return Counter(
        act.begin // HOUR
        for each in day.rounds
        if each.carries_people
        for act in each.acts
        if act.doing is Doing.UNLOAD
    )


def _convoys(day: DayRounds) -> Iterator[str]:
    rules, escort = day.problem.rules, day.problem.escort
    convoys: defaultdict[int, list[BusRound]] = defaultdict(list)
    for each in day.rounds:
        convoys[each.convoy].append(each)
    for number, members in sorted(convoys.items()):
        if len(members) > rules.convoy_vehicles:
            yield f"convoy {number}: {len(members)} vehicles, at most {rules.convoy_vehicles}"
        drives = {_drives(each) for each in members}
        if len(drives) > 1:
            yield f"convoy {number}: its vehicles do not travel together"
        escorts = [each for each in members if escort is not None and each.kind.id == escort.id]
        if escort is not None and not escorts:
            yield f"convoy {number}: no escort"
        if any(each.carries_people for each in escorts):
            yield f"convoy {number}: its escort carries people"


def _drives(each: BusRound) -> tuple[tuple[str, int, int], ...]:
    return tuple((act.place, act.begin, act.end) for act in each.acts if act.doing is Doing.DRIVE)


def _fleets(day: DayRounds) -> Iterator[str]:
    pools = {pool.id: pool for pool in day.problem.pools}
    for each in day.rounds:
        pool = pools.get(each.pool)
        if pool is None:
            yield f"a vehicle of {each.pool}, which is no pool"
        elif each.kind != pool.kind or each.depot not in pool.depots:
            yield f"a {each.kind.id} from {each.depot}, which is not of pool {each.pool}"
        else:
            for act in each.acts:
                if act.doing is Doing.LOAD and act.people and not pool.may_load_at(act.place):
                    yield f"a vehicle of {each.pool} loads at {act.place}, which it does not serve"


def faults_over(days: Mapping[int, Sequence[DayRounds]]) -> tuple[str, ...]:
    """
    Return where the rounds of several days, taken together, ask more of a fleet or of a crossing's slots than is there.

    Parameters
    ----------
    days
        The problems of each day number, one for each crossing.
    """
    out: Counter[tuple[int, str]] = Counter()
    begins: Counter[tuple[str, int]] = Counter()
    most: dict[str, int] = {}
    slots: dict[str, int] = {}
    for day, problems in days.items():
        for each in problems:
            problem = each.problem
            for pool in problem.pools:
                if pool.vehicles is not None:
                    most[pool.id] = usable(pool.vehicles, problem.rules.spare_share)
            if problem.slots_per_hour is not None:
                slots[problem.target] = problem.slots_per_hour
            for one in each.rounds:
                out.update((day + later, one.pool) for later in one.days)
            for hour, vehicles in _unloading(each).items():
                begins[problem.target, day * HOURS_A_DAY + hour] += vehicles
    faults = [
        f"day {day}: {vehicles} vehicles of pool {pool} out, {most[pool]} may be"
        for (day, pool), vehicles in sorted(out.items())
        if pool in most and vehicles > most[pool]
    ]
    return (
        *faults,
        *(
            f"{target}: {vehicles} vehicles begin to unload in hour {hour % HOURS_A_DAY} of day {hour // HOURS_A_DAY},"
            f" {slots[target]} slots"
            for (target, hour), vehicles in sorted(begins.items())
            if target in slots and vehicles > slots[target]
        ),
    )
