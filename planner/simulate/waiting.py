"""Who waits where at the end of each day, and for how long by then, nationally: totals of a replay's daybook."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from planner.simulate.daybook import Book, Daybook


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """
    People waiting at the end of one day, the night that follows counted as spent.

    Parameters
    ----------
    queue_people, outside_people, held_people
        In queues at crossings, outside full sites, and at sites.
    over_24h, over_48h
        Of all these, those who by then have waited more than 24 hours, or more than 48, at that one place.
    crossed_people
        People across so far.
    """

    queue_people: int
    outside_people: int
    held_people: int
    over_24h: int
    over_48h: int
    crossed_people: int


def waiting_by_day(book: Daybook) -> tuple[Waiting, ...]:
    """Return who waits at the end of each day of a replay."""
    queue, outside, held, over_24h, over_48h, crossed = (
        _nationally(book, what)
        for what in (Book.QUEUE, Book.OUTSIDE, Book.HELD, Book.OVER_24H, Book.OVER_48H, Book.CROSSED)
    )
    across = list(accumulate(crossed))
    return tuple(
        Waiting(
            queue_people=queue[day],
            outside_people=outside[day],
            held_people=held[day],
            over_24h=over_24h[day],
            over_48h=over_48h[day],
            crossed_people=across[day],
        )
        for day in range(book.num_days)
    )


def _nationally(book: Daybook, what: Book) -> list[int]:
    places = [book.days(what, place) for place in book.places(what)]
    return [sum(counts) for counts in zip(*places, strict=True)] or [0] * book.num_days
