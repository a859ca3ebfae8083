"""
The standards that are no need but a comparison: what the replay of the order has beside each, or that nothing shows it.

HARD ones are limits of the plan; under an order to leave they may fall as any other. A breach is told, never hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from planner.needs.further import Further
from planner.needs.population import Population
from planner.recount import Recount
from planner.rules import Breach, parse_rule
from planner.rules.norms import Standard
from planner.simulate import Book, Daybook

Json = dict[str, Any]
HOURS_A_NIGHT = 24
MINUTES_AN_HOUR = 60
BREACH, NONE_FOUND, NOT_ASSESSED = "BREACH", "NO BREACH FOUND IN THIS CHECK", "NOT ASSESSED"


def checked_rows(recount: Recount, book: Daybook, further: Further, population: Population) -> list[Json]:
    """Return every standard with a comparison, what the replay has beside it, and the status."""
    modelled = dict(_modelled(recount, book, further, population))
    rows = []
    for standard in recount.case.standards.values():
        rule = parse_rule(standard.rule)
        if not isinstance(rule, Breach):
            continue
        value, words = modelled.get(standard.id, (None, "nothing in the inputs shows it"))
        rows.append(
            {
                "id": standard.id,
                "sector": standard.domain,
                "title": standard.indicator,
                "force": standard.force,
                "value": float(recount.floor(standard.id)),
                "unit": standard.unit,
                "direction": standard.direction,
                "modelled": None if value is None else round(float(value), 4),
                "modelled_is": words,
                "status": _status(recount, standard, rule, value),
                "evidence": standard.evidence,
            }
        )
    return rows


def _status(recount: Recount, standard: Standard, rule: Breach, value: Fraction | None) -> str:
    if value is None:
        return NOT_ASSESSED
    floor = recount.floor(standard.id)
    breached = {
        "<": value < floor,
        ">": value > floor,
        "outside": not standard.low <= value <= standard.high,
    }[rule.side]
    return BREACH if breached else NONE_FOUND


_Value = tuple[Fraction | None, str]


def _modelled(
    recount: Recount, book: Daybook, further: Further, population: Population
) -> Iterator[tuple[str, _Value]]:
    """Yield id, value in the standard's unit, and what the value is."""
    scenario = recount.scenario
    yield "SHE-06", (_longest(recount, book, "transit"), "longest stay at a transit site, in nights")
    yield from _weather(recount, book)
    yield "TRA-08", (scenario.driving_hours_per_day, "hours on the road a day, as the scenario sets them")
    yield "TRA-11", (_day_of_travel(recount, book), "longest time on the road on one day")
    yield (
        "TRA-12",
        (
            further.dusk.minutes / MINUTES_AN_HOUR,
            "person-hours after sunset, with boarding and stops, which hours at the wheel leave out",
        ),
    )
    waits = Fraction(HOURS_A_NIGHT if further.nights_without_shelter else 0)
    yield "TRA-19", (waits, "at least a night where anyone waits outside without a published sheltered place")
    notice = Fraction((scenario.release.from_ - scenario.start).days)
    yield "PRO-15", (notice, "days from start to the first day on which anyone must leave")
    held = _longest(recount, book, "holding")
    hours = None if held is None else held * HOURS_A_NIGHT
    for name in ("DET-04", "DET-05"):
        yield name, (hours, "longest stay at a holding site, no hearing or review being shown")
    most = _most_held(recount, book)
    mothers = population.row("DEM-15").value + population.row("DEM-16").value
    yield "DET-08", (most * population.children.central, "children at holding sites on the fullest night")
    yield "DET-09", (most * mothers, "pregnant and nursing women on the fullest night")


def _weather(recount: Recount, book: Daybook) -> Iterator[tuple[str, _Value]]:
    """Yield the coldest night and the hottest day where people are, as far as their climate is published."""
    known = {(row.place_id, row.month): row for row in recount.case.climate}
    met = [
        row
        for what in (Book.HELD, Book.OUTSIDE, Book.QUEUE)
        for place in book.places(what)
        for day, people in enumerate(book.days(what, place))
        if people and (row := known.get((place, recount.date(day).month))) is not None
    ]
    cold = min((row.night_min_c for row in met), default=None)
    hot = max((row.day_max_c for row in met if row.day_max_c is not None), default=None)
    yield "SHE-17", (cold, "coldest mean night minimum where people wait")
    yield "SHE-18", (hot, "hottest mean daily maximum where people wait")


def _longest(recount: Recount, book: Daybook, kind: str) -> Fraction | None:
    """Return the longest stay at sites of a kind, in nights, ``None`` where nobody is."""
    stays = book.stays([name for name, site in recount.sites.items() if site.kind == kind])
    return Fraction(max(stays)) if stays else None


def _day_of_travel(recount: Recount, book: Daybook) -> Fraction | None:
    """Return the longest time on the road on one day, in hours."""
    met = {journey.road_minutes.as_integer_ratio() for journey, _ in book.each_journey()}
    most = max((Fraction(*minutes) for minutes in met), default=None)
    return None if most is None else min(most / MINUTES_AN_HOUR, recount.driving_hours)


def _most_held(recount: Recount, book: Daybook) -> Fraction:
    nights = [book.days(Book.HELD, name) for name, site in sorted(recount.sites.items()) if site.kind == "holding"]
    return Fraction(max((sum(night) for night in zip(*nights, strict=True)), default=0))
