"""Coach loads by corridor and week under an order to leave, from rounded people: no origin is told to the person."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from math import ceil
from typing import Any

from planner.disclosure import SMALLEST_SHOWN_PEOPLE
from planner.recount import Recount, shown_province
from planner.simulate import Daybook
from planner.units import round_people

DAYS_A_WEEK = 7
COACH_ROW = "TRA-02"
Json = dict[str, Any]


def corridor_rows(recount: Recount, book: Daybook) -> list[Json]:
    """
    Return who travels by corridor and week of arrival, rounded, and the coaches that carry so many.

    Small provinces are told together, and cells of 1 to 9 people read ``None``; so these rows do not add up exactly to
    the nation's, which are told by where people go.
    """
    shown, each = shown_province(recount), recount.floor(COACH_ROW)
    cells: Counter[tuple[str, str, int]] = Counter()
    for journey, people in book.each_journey():
        if journey.arrives < book.num_days:
            origin = shown.get(journey.from_place, journey.from_place)
            cells[origin, journey.target, journey.arrives // DAYS_A_WEEK] += people
    rows = []
    for (origin, target, week), people in sorted(cells.items()):
        told = None if people < SMALLEST_SHOWN_PEOPLE else round_people(people)
        rows.append(
            {
                "from": origin,
                "to": target,
                "week_start": (recount.scenario.start + timedelta(days=week * DAYS_A_WEEK)).isoformat(),
                "people": told,
                "coach_loads": None if told is None else ceil(told / each),
            }
        )
    return rows
