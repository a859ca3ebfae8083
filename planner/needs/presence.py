"""Where people are, day by day, in the kinds of place that standards know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.recount import Recount
from planner.simulate import Book, Daybook

QUEUE, TRANSPORT, RECEPTION = "border_queue", "transport", "reception"
OUTSIDE, ON_THE_WAY = "outside:", "way-to:"
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """
    People in one kind of place, in whole people.

    Parameters
    ----------
    kind
        ``holding``, ``transit``, ``reception``, ``border_queue`` or ``transport``.
    places
        Ids: of sites and crossings; ``outside:SITE`` for those who wait at a full site; ``way-to:PLACE`` for those on
        the road to a site or crossing, who are told by where they go and never by where they come from.
    present
        ``[places, days] int64``: at a site and outside it that night; at a crossing and at a reception place over the
        day; on the road over the day.
    arrivals
        ``[places, days] int64``: those who are new to the tool's public places there, so that each counts once; at
        reception places those handed over; on the road those who set out.
    """

    kind: str
    places: tuple[str, ...]
    present: Ints
    arrivals: Ints


def presences_of(recount: Recount, book: Daybook) -> tuple[Presence, ...]:
    """Return everyone in a replay by kind of place; places without anyone are left out."""
    found = []
    rows = list(_rows(recount, book))
    for kind in ("holding", "transit", QUEUE, RECEPTION, TRANSPORT):
        mine = [(place, present, new) for of, place, present, new in rows if of == kind and any((*present, *new))]
        shape = (len(mine), book.num_days)
        found.append(
            Presence(
                kind,
                tuple(place for place, _, _ in mine),
                np.array([present for _, present, _ in mine], dtype=np.int64).reshape(shape),
                np.array([new for _, _, new in mine], dtype=np.int64).reshape(shape),
            )
        )
    return tuple(found)


_Row = tuple[str, str, list[int], list[int]]


def _rows(recount: Recount, book: Daybook) -> Iterator[_Row]:
    days = range(book.num_days)
    for name, site in sorted(recount.sites.items()):
        yield site.kind, name, list(book.days(Book.HELD, name)), list(book.days(Book.ENTERED, name))
    for name in sorted(recount.crossings):
        waiting, crossed = book.days(Book.QUEUE, name), book.days(Book.CROSSED, name)
        yield QUEUE, name, [waiting[day] + crossed[day] for day in days], list(book.days(Book.FRESH, name))
    for name in sorted(recount.sites):
        yield QUEUE, f"{OUTSIDE}{name}", list(book.days(Book.OUTSIDE, name)), [0] * book.num_days
    for name in sorted(recount.receptions):
        handed, kept = book.days(Book.HANDED, name), book.days(Book.KEPT, name)
        here = [handed[day] + (kept[day - 1] if day else 0) for day in days]
        yield RECEPTION, name, here, list(handed)
    yield from _on_the_road(book)


def _on_the_road(book: Daybook) -> Iterator[_Row]:
    """Yield those on the road to each place, over the days from leaving to arrival, and those who set out."""
    present: dict[str, list[int]] = {}
    leaving: dict[str, list[int]] = {}
    for journey, people in book.each_journey():
        here = present.setdefault(journey.target, [0] * book.num_days)
        out = leaving.setdefault(journey.target, [0] * book.num_days)
        for day in range(journey.leaves, min(journey.arrives + 1, book.num_days)):
            here[day] += people
        if journey.leaves < book.num_days:
            out[journey.leaves] += people
    for target in sorted(present):
        yield TRANSPORT, f"{ON_THE_WAY}{target}", present[target], leaving[target]
