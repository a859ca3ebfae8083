"""What rounds are asked about: who leaves a site and who waits where, by a plan and by an order to leave."""

from __future__ import annotations

from collections import Counter

from planner.outcome.result import Judged
from planner.rounds import Basis, Movements
from planner.simulate import Book, Daybook, replay_order
from planner.solution import Departure

# Who is at a place overnight, and who is handed over to a reception place on the day.
_WAITING = (Book.HELD, Book.OUTSIDE, Book.QUEUE, Book.HANDED)


def basis_of(judged: Judged) -> Basis:
    """Return the movements of one reading."""
    rows = ((row.from_place, row.to_place, row.week, row.people) for row in judged.audit.corridors)
    return Basis(
        recount=judged.recount,
        plan=judged.plan,
        movements={"plan": _of_plan(judged), "order": _of_order(judged, replay_order(judged.recount)[1])},
        corridors=tuple(rows),
    )


def _of_plan(judged: Judged) -> Movements:
    start, receptions = judged.recount.scenario.start, judged.recount.receptions
    waiting: Counter[tuple[str, int]] = Counter()
    for site in judged.plan.sites:
        waiting[site.id, (site.date - start).days] += site.people_in if site.id in receptions else site.held
    for crossing in judged.plan.crossings:
        waiting[crossing.id, (crossing.date - start).days] += crossing.waiting
    return Movements(departures=judged.audit.departures, waiting=+waiting)


def _of_order(judged: Judged, book: Daybook) -> Movements:
    departures = tuple(
        Departure(site=way.from_place, crossing=way.target, day=way.leaves, lag=way.arrives - way.leaves, people=people)
        for way, people in book.each_journey()
        if way.from_place in judged.recount.sites
    )
    waiting: Counter[tuple[str, int]] = Counter()
    for what in _WAITING:
        for place in book.places(what):
            waiting.update({(place, day): people for day, people in enumerate(book.days(what, place))})
    return Movements(departures=departures, waiting=+waiting)
