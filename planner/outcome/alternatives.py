"""
What stands beside the plan in every run: other scenarios of the same case, each with what it asks in a sentence.

Both pure streams, fewer people in scope, a longer deadline, the soonest date without a breach that time can cure, and a
voluntary programme at a pace that was once kept. Scenarios and sentences only: the pipeline solves and judges them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from planner.config import PEOPLE_LIMIT, FrozenMap, LimitChange, Release, ReleaseKind, Scenario, ShareRange, Streams
from planner.outcome.assumptions import VOLUNTARY
from planner.outcome.result import Judged
from planner.records import Case, Observation
from planner.simulate import exposure_of_plan
from planner.units import counted, show_day

REGULARISED = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
NOTICE, APPEAL = "PRO-15", "PRO-16"
# After the last departure, for those with days on the road.
DAYS_ON_THE_ROAD = 7
_FIRST_GUESS_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """
    Another scenario of the same case.

    Parameters
    ----------
    tell
        The sentence, from the alternative as it was judged.
    only_later
        Whether only its deadline is another.
    at_completion
        Whether it is judged on the date on which it completes, whatever deadline it starts from.
    """

    id: str
    title: str
    scenario: Scenario
    tell: Callable[[Judged], str]
    only_later: bool = False
    at_completion: bool = False


def alternatives_of(case: Case, chosen: Judged) -> Iterator[Alternative]:
    """Yield the alternatives to a scenario, judged in its chosen reading."""
    scenario = chosen.recount.scenario
    yield from _pure_streams(scenario)
    yield from _regularised(scenario, chosen.in_scope_people)
    yield _longer(scenario, chosen)
    yield _without_breach(scenario, chosen)
    pace = voluntary_pace(case)
    if pace is not None and chosen.in_scope_people:
        yield _voluntary(scenario, chosen.in_scope_people, pace, case)


def _changed(scenario: Scenario, **changes: object) -> Scenario:
    return scenario.model_copy(update=changes)


def _pure_streams(scenario: Scenario) -> Iterator[Alternative]:
    nights = scenario.stay.min_nights
    for name, title, share, sentence in (
        ("all-self-organised", "All in hired vehicles, straight to a crossing", 1,
         "Nobody passes a site, so places for the night hold nobody back."),
        ("all-through-sites", "All through a site", 0,
         f"Everyone who can reach a site passes one and is held there for at least {counted(nights, 'night')}."),
    ):  # fmt: skip
        span = ShareRange(low=Fraction(share), central=Fraction(share), high=Fraction(share))
        changed = _changed(scenario, streams=Streams(self_organised=span))
        yield Alternative(id=name, title=title, scenario=changed, tell=_saying(sentence))


def _saying(sentence: str) -> Callable[[Judged], str]:
    return lambda _: sentence


def _regularised(scenario: Scenario, people: int) -> Iterator[Alternative]:
    """Yield scenarios in which some of the people in scope may stay; a total that the scenario sets is kept whole."""
    if PEOPLE_LIMIT in scenario.limits:
        return
    for share in REGULARISED:
        limits = FrozenMap({**scenario.limits, PEOPLE_LIMIT: LimitChange(factor=1 - share)})

        def tell(judged: Judged) -> str:
            stay = people - judged.in_scope_people
            return f"{stay:,} of {people:,} people are given papers and stay; {judged.in_scope_people:,} are in scope."

        title = f"{share * 100} % of them may stay"
        changed = _changed(scenario, limits=limits)
        yield Alternative(id=f"regularise-{share * 100}", title=title, scenario=changed, tell=tell)


def _longer(scenario: Scenario, chosen: Judged) -> Alternative:
    """Return the deadline moved to the date on which everyone could have crossed, and nothing else."""
    days, given = chosen.completion.days, scenario.num_days
    if days is None:
        words = (
            "No later deadline is enough."
            if chosen.completion.never
            else f"No deadline was found within {scenario.horizon_max_days:,} days: the one given stands."
        )
        return _a_longer(scenario, words)
    if days <= given:
        return _a_longer(scenario, f"The deadline given is long enough: day {days} of {given} would do.")
    when = _day(scenario, days)
    proved = chosen.completion.proved_days
    told = (
        "the earliest by which a plan brings everyone across."
        if proved == days
        else "the day of a plan found that brings everyone across; none does before"
        f" {show_day(_day(scenario, proved))}."
    )
    words = (
        f"A longer deadline and nothing else: {show_day(when)}, {counted(days - given, 'day')} after the one given, is"
        f" {told}"
    )
    return _a_longer(_changed(scenario, deadline=when), words)


def _a_longer(scenario: Scenario, words: str) -> Alternative:
    told = _saying(words)
    return Alternative(id="longer-deadline", title="A longer deadline", scenario=scenario, tell=told, only_later=True)


def _without_breach(scenario: Scenario, chosen: Judged) -> Alternative:
    """
    Return the soonest completion with no HARD breach and no CHECKED one that time can cure.

    Hard standards are limits of every plan. Time cures a notice or an appeal cut short, by waiting for them, and a wait
    in a queue, by leaving when there is room: the plan meters departures so that nobody waits.
    """
    known = chosen.recount.case.standards
    notice, appeal = (int(chosen.recount.floor(key)) if key in known else None for key in (NOTICE, APPEAL))
    wait = (notice or 0) + (appeal or 0)
    leaves = scenario.start + timedelta(days=wait)
    # Where it begins to look: everyone free to leave at once completes about as many days later as they wait.
    likely = chosen.completion.days if scenario.release.kind == ReleaseKind.AT_ONCE else None
    deadline = _day(scenario, wait + (likely or min(scenario.num_days, _FIRST_GUESS_DAYS)))
    release = Release(kind=ReleaseKind.AT_ONCE, **{"from": leaves, "to": deadline})

    def tell(judged: Judged) -> str:
        before = (
            f"Nobody leaves before {notice} days of notice and {appeal} of appeal ({NOTICE}, {APPEAL}), on"
            f" {show_day(leaves)}, and then only when there is room ahead. "
            if notice is not None and appeal is not None
            else "Days of notice and appeal are NOT ASSESSED: no profile states them. People leave when there is room. "
        )
        return f"{before}{_completes(judged)} {_left_breaches(judged)}"

    return Alternative(
        id="no-breach-that-time-cures",
        title="The soonest without a breach that time can cure",
        scenario=_changed(scenario, release=release, deadline=deadline),
        tell=tell,
        at_completion=True,
    )


def _completes(judged: Judged) -> str:
    days = judged.completion.days
    if days is None:
        return "No date was found by which everyone could be across so."
    return f"Everyone could be across so by {show_day(_day(judged.recount.scenario, days))}."


def _left_breaches(judged: Judged) -> str:
    """Return what the plan leaves of waits and nights, which no time cures."""
    plan = exposure_of_plan(judged.recount, judged.plan, judged.audit.road_minutes)
    waits = (
        "Nobody waits in a queue overnight, and nobody stays over 24 hours at one place."
        if not plan.nights_in_queue and not plan.over_24h
        else f"{plan.nights_in_queue:,} nights in queues are left, {plan.over_24h:,} people over 24 hours at one place"
        f" and {plan.over_48h:,} over 48: stays that the scenario itself sets, or queues that no date empties."
    )
    if not plan.nights_in_holding:
        return waits
    return (
        f"{waits} {plan.nights_in_holding:,} nights in holding remain; a child's night there is a breach at any date."
    )


def voluntary_pace(case: Case) -> tuple[Fraction, tuple[Observation, ...]] | None:
    """
    Return people a day of a voluntary programme and the observations it is from, ``None`` when the case has none.

    The least of what was printed: busier days are no pace that was kept.
    """
    rows = tuple(row for row in case.observed if row.source_id.startswith(VOLUNTARY) and row.people)
    if not rows:
        return None
    return min(Fraction(row.people, (row.period_end - row.period_start).days + 1) for row in rows), rows


def _voluntary(
    scenario: Scenario, people: int, pace: tuple[Fraction, tuple[Observation, ...]], case: Case
) -> Alternative:
    """Return departures of everyone's own choice, evenly, at the pace of a voluntary programme."""
    a_day, rows = pace
    days = -(-people // a_day)
    last = _day(scenario, days)
    deadline = last + timedelta(days=DAYS_ON_THE_ROAD)
    release = Release(kind=ReleaseKind.UNIFORM, **{"from": scenario.start, "to": last})
    figures = "; ".join(
        f"{row.people:,} people on {show_day(row.period_start)}"
        if row.period_start == row.period_end
        else f"{row.people:,} people from {show_day(row.period_start)} to {show_day(row.period_end)}"
        for row in rows
    )
    titles = "; ".join(dict.fromkeys(case.sources[row.source_id].title for row in rows))
    year = rows[0].period_start.year
    words = (
        f"People leave by choice, evenly, {int(a_day):,} a day: the least of what was printed of {year} ({figures};"
        f" {titles}). The last leave on {show_day(last)}."
    )
    return Alternative(
        id="voluntary-pace",
        title=f"A voluntary programme at the pace of {year}",
        scenario=_changed(scenario, release=release, deadline=deadline),
        tell=lambda judged: f"{words} {_completes(judged)}",
    )


def _day(scenario: Scenario, days: int) -> date:
    """Return the date of a day counted from the start, the first being 1."""
    return scenario.start + timedelta(days=days - 1)
