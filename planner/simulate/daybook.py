"""A replay day by day: who is where each night, who comes and goes, and which journeys are made. Whole people only."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Book(StrEnum):
    """What is counted at a place on a day."""

    COME = "come"  # to the door of a site
    ENTERED = "entered"  # a site
    HELD = "held"  # at a site, that night
    OUTSIDE = "outside"  # a full site, that night
    JOINED = "joined"  # the queue of a crossing
    FRESH = "fresh"  # of those who join, those who passed no site
    THROUGH = "through"  # of those who join, those who cross on the day on which they join
    QUEUE = "queue"  # at a crossing, that night
    OVER_24H = "over_24h"  # of those waiting or held there that night
    OVER_48H = "over_48h"
    CROSSED = "crossed"
    HANDED = "handed"  # to a reception place
    KEPT = "kept"  # at a reception place, that night


class Journey(NamedTuple):
    """
    A way made on one day; people of several districts with equal minutes are one journey.

    Parameters
    ----------
    from_place
        A province, or the site that people leave.
    leaves, arrives
        Day numbers.
    minutes, road_minutes
        Of travel in all, and by road.
    """

    from_place: str
    target: str
    leaves: int
    arrives: int
    minutes: Fraction
    road_minutes: Fraction
    km: Fraction


class Daybook:
    """
    Counts by what, place and day, and journeys.

    Parameters
    ----------
    num_days
        Days of the replay, from start to deadline.
    """

    def __init__(self, num_days: int) -> None:
        self.num_days = num_days
        self._counts: dict[tuple[Book, str], list[int]] = {}
        # By whole numbers that tell journeys apart: to hash a fraction takes far longer.
        self._journeys: dict[tuple[object, ...], Journey] = {}
        self._travellers: Counter[tuple[object, ...]] = Counter()

    def add(self, what: Book, place: str, day: int, people: int) -> None:
        """Count people at a place on a day of the replay."""
        if people:
            self._counts.setdefault((what, place), [0] * self.num_days)[day] += people

    def travel(self, journey: Journey, people: int) -> None:
        """Count people on a journey."""
        minutes, by_road, km = journey.minutes, journey.road_minutes, journey.km
        key = (*journey[:4], *minutes.as_integer_ratio(), *by_road.as_integer_ratio(), *km.as_integer_ratio())
        self._journeys.setdefault(key, journey)
        self._travellers[key] += people

    def days(self, what: Book, place: str) -> tuple[int, ...]:
        """Return people by day at one place."""
        return tuple(self._counts.get((what, place), [0] * self.num_days))

    def places(self, what: Book) -> tuple[str, ...]:
        """Return the places where anybody is counted, in order."""
        return tuple(sorted(place for kind, place in self._counts if kind == what))

    def total(self, what: Book) -> int:
        """Return people over all places and days."""
        return sum(sum(days) for (kind, _), days in self._counts.items() if kind == what)

    def stays(self, sites: Iterable[str]) -> dict[int, int]:
        """Return people by nights at these sites, first in first out; those still inside are counted up to the end."""
        found: Counter[int] = Counter()
        for site in sites:
            entered, held = self.days(Book.ENTERED, site), self.days(Book.HELD, site)
            inside: deque[tuple[int, int]] = deque()
            for day in range(self.num_days):
                left = (held[day - 1] if day else 0) + entered[day] - held[day]
                while left:
                    came, people = inside.popleft()
                    taken = min(left, people)
                    found[day - came] += taken
                    left -= taken
                    if people > taken:
                        inside.appendleft((came, people - taken))
                if entered[day]:
                    inside.append((day, entered[day]))
            for came, people in inside:
                found[self.num_days - came] += people
        return dict(found)

    def on_the_road(self) -> dict[tuple[str, str], list[int]]:
        """Return, by where from and where to, people on the road on each day, the day of arrival among them."""
        table: dict[tuple[str, str], list[int]] = {}
        for journey, people in self.each_journey():
            days = table.setdefault((journey.from_place, journey.target), [0] * self.num_days)
            for day in range(journey.leaves, min(journey.arrives + 1, self.num_days)):
                days[day] += people
        return dict(sorted(table.items()))

    def each_journey(self) -> Iterator[tuple[Journey, int]]:
        """Yield every journey and its people, in the order in which journeys were first made."""
        return zip(self._journeys.values(), self._travellers.values(), strict=True)
