"""The vehicles that families who travel by themselves hire, by plain arithmetic: no round is made for them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from planner.recount import SELF, Recount
from planner.rounds.asked import DAYS_A_WEEK
from planner.rounds.figures import Figures
from planner.solution import Plan

Json = dict[str, Any]


def hired_of(recount: Recount, figures: Figures, plan: Plan, corridors: Iterable[tuple[str, str, int, int]]) -> Json:
    """
    Return the vehicles that the self-organised people of a plan would hire, by week and crossing.

    Each is counted for its way there and back, at the hours a day that journeys take; a way is that of the province's
    people to the crossing, averaged.

    Parameters
    ----------
    corridors
        Where from, where to, week and people of the plan's assignment; those of sites are left out.
    """
    minutes = _minutes(recount)
    weeks: defaultdict[int, Counter[str]] = defaultdict(Counter)
    times: defaultdict[int, Fraction] = defaultdict(Fraction)
    for province, crossing, week, people in corridors:
        if (province, crossing) in minutes:
            weeks[week][crossing] += people
            times[week] += 2 * people * minutes[province, crossing]
    per_day: Counter[int] = Counter()
    for row in plan.crossings:
        per_day[(row.date - recount.scenario.start).days] += row.from_self
    peak = max(per_day, key=lambda day: (per_day[day], -day), default=None)
    each = figures.family_people.central * figures.rules.wheel_min
    return {
        "text": (
            "Arithmetic, not rounds: people of the self-organised stream over the people found in one vehicle. "
            "Families hire these vehicles; nobody is assigned to one."
        ),
        "people_per_vehicle": {end: float(getattr(figures.family_people, end)) for end in ("low", "central", "high")},
        "published": any(fleet.is_hired for fleet in recount.case.fleets),
        "peak_day": None
        if peak is None
        else {"date": recount.date(peak).isoformat(), "people": per_day[peak], "trips": _trips(per_day[peak], figures)},
        "weeks": [
            {
                "week_start": (recount.scenario.start + timedelta(days=week * DAYS_A_WEEK)).isoformat(),
                "people": crossings.total(),
                "trips": _trips(crossings.total(), figures),
                "vehicle_days": ceil(times[week] / each),
                "on_the_road_at_once_at_least": ceil(times[week] / each / DAYS_A_WEEK),
                "crossings": [{"id": place, "trips": _trips(n, figures)} for place, n in sorted(crossings.items())],
            }
            for week, crossings in sorted(weeks.items())
        ],
    }


def _trips(people: int, figures: Figures) -> Json:
    """Return vehicles that so many people fill; the fuller, the fewer."""
    span = figures.family_people
    return {"low": ceil(people / span.high), "central": ceil(people / span.central), "high": ceil(people / span.low)}


def _minutes(recount: Recount) -> dict[tuple[str, str], Fraction]:
    """Return mean minutes from each province to each crossing that its self-organised people may use."""
    people: Counter[tuple[str, str]] = Counter()
    minutes: Counter[tuple[str, str]] = Counter()
    for _, province, stream, count, ways in recount.by_stream:
        for way in ways if stream == SELF else ():
            people[province, way.target] += count
            minutes[province, way.target] += count * way.minutes
    return {key: Fraction(minutes[key], count) for key, count in people.items()}
