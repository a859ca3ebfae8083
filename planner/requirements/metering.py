"""
Why people would be held: what crossings alone make necessary, and what leaving unmetered, nights and convoys add.

When people set out as the crossings can take them, nobody waits: the plan is the proof. What an order to leave at once
adds is the replay of that order. Nights without travel and convoys that fill before they go are counted from the
records; each stands for itself, and they may fall on the same people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from planner.outcome import Judged
from planner.outcome.effects import Effects
from planner.records import Reading
from planner.recount import SELF
from planner.requirements.pressure import Pressure
from planner.simulate import Exposure
from planner.units import show_people

Json = dict[str, Any]
HOURS_A_DAY = 24


def metering(judged: Judged, pressure: Pressure, may: Exposure, must: Exposure) -> Json:
    """
    Return the parts of a reading's need for places to wait: most people on a night, and nights, of each.

    Parameters
    ----------
    may, must
        What the plan, and an order to leave at once, do to people.
    """
    parts = [
        _part("stay", _most_held(judged), may.nights_in_holding, "the stay at a site that the plan itself contains"),
        _part(
            "crossing_capacity",
            may.most_waiting_people,
            may.nights_in_queue,
            "waiting for crossings when departures are metered by the plan",
        ),
        _part(
            "unmetered_departure",
            max(must.most_waiting_people - may.most_waiting_people, 0),
            max(must.nights_in_queue - may.nights_in_queue, 0),
            "waiting added when everyone sets out on their day of release",
        ),
        _night_on_the_road(pressure),
        _gate_shut_at_night(pressure),
        _convoys(pressure),
    ]
    return {"parts": [part for part in parts if part is not None], "finding": _finding(may, must)}


def _part(name: str, people: int, nights: int, text: str) -> Json:
    return {"id": name, "most_people_a_night": people, "person_nights": nights, "text": text}


def _most_held(judged: Judged) -> int:
    held: Counter[date] = Counter()
    for row in judged.plan.sites:
        if row.id in judged.recount.sites:
            held[row.date] += row.held
    return max(held.values(), default=0)


def _finding(may: Exposure, must: Exposure) -> str:
    if may.nights_in_queue:
        alone = f"Crossings alone keep up to {show_people(may.most_waiting_people)} people waiting on a night"
    else:
        alone = "Crossings alone need nobody to wait overnight when departures are metered"
    added = max(must.most_waiting_people - may.most_waiting_people, 0)
    more = f"up to {show_people(added)} on a night" if added else "nobody"
    return f"{alone}; setting out all at once adds {more}"


def _night_on_the_road(pressure: Pressure) -> Json:
    """Return the nights that people sleep on the way because nobody travels after dark."""
    recount, nights = pressure.recount, Counter[int]()
    stay = recount.scenario.stay.min_nights
    for _, _, stream, people, ways in recount.by_stream:
        legs = [ways[0]] if stream == SELF else [ways[0], recount.site_exits[ways[0].target][0]]
        for released, count in recount.releases(people):
            day = released
            for way in legs:
                slow, fast = way.lag(recount.driving_hours), ceil(way.minutes / (60 * HOURS_A_DAY)) - 1
                for night in range(day + max(fast, 0), day + slow):
                    nights[night] += count
                day += slow + stay
    within = {night: count for night, count in nights.items() if night <= pressure.window.last}
    return _part(
        "night_on_the_road",
        max(within.values(), default=0),
        sum(within.values()),
        "sleeping on the way, added because nobody travels after dark (TRA-12)",
    )


def _gate_shut_at_night(pressure: Pressure) -> Json | None:
    """Return who finds a crossing shut when arrivals at the pace needed are spread over day and night."""
    recount = pressure.recount
    if "TRA-20" not in recount.case.standards or pressure.pace is None:
        return None
    shut = max(1 - recount.floor("TRA-20") / HOURS_A_DAY, Fraction(0))
    return _part(
        "night_closure",
        ceil(pressure.pace * shut),
        ceil(recount.in_scope_people * shut),
        "arriving when crossings are shut for the night (TRA-20), where arrivals are not timed to opening hours",
    )


def _convoys(pressure: Pressure) -> Json | None:
    """Return who waits at most for a convoy to fill, one at each site: a whole one but for the last seat."""
    recount = pressure.recount
    if "TRA-15" not in recount.case.standards:
        return None
    convoy = int(recount.floor("TRA-15") * pressure.seats)
    most, came, nights = len(recount.site_exits) * max(convoy - 1, 0), 0, Counter[int]()
    for night in pressure.window.days:
        # Whoever no site has taken in by then waits for no convoy at one.
        came += pressure.site_arrivals[night]
        nights[night] = min(most, came)
    return _part(
        "convoying",
        max(nights.values(), default=0),
        sum(nights.values()),
        f"waiting at sites until a convoy of {convoy:,} people is full (TRA-15), at most",
    )


def metering_of(
    judged: Mapping[Reading, Judged], pressures: Mapping[Reading, Pressure], effects: Mapping[Reading, Effects]
) -> Json:
    """Return the parts for every reading."""
    return {str(by): metering(judged[by], pressures[by], effects[by].may, effects[by].must) for by in judged}
