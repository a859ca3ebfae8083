"""
Published counts made into increments that do not overlap: what a forecast may be fitted to, and is scored on.

Counts since one first day, at one place and of one class of evidence, are a series; its increments are the differences
from one count to the next. Series with more counts come first, and of these the one that ends first; an increment that
overlaps an accepted one is set aside, and said so with both figures. A count of one day then parts the increment that
holds it. A count that cannot stand beside others (a series that falls, a day larger than what holds it) is set aside
too. Nothing is averaged or mended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from planner.records import Observation, Source

DAILY = "daily"
_EVIDENCE = ("official", "press", "derived", "assumption")


@dataclass(frozen=True, slots=True, kw_only=True)
class Increment:
    """
    People who crossed at a place on some days.

    Parameters
    ----------
    place
        A crossing, or ``all``.
    days
        Every day it counts, in order; a day that has its own count is missing between them.
    sources
        Of the counts it is made from.
    """

    place: str
    days: tuple[date, ...]
    people: int
    sources: tuple[str, ...]

    @property
    def per_day(self) -> float:
        """People a day."""
        return self.people / len(self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A published count that is not used, and why."""

    place: str
    first: date
    last: date
    people: int
    source: str
    why: str


@dataclass(slots=True)
class Reconciled:
    """Increments that do not overlap, in order of their first day, and what was set aside."""

    increments: list[Increment] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)


def reconcile(rows: Iterable[Observation], sources: Mapping[str, Source]) -> Reconciled:
    """Return the increments of every place in the rows, and the counts that cannot stand beside them."""
    found = Reconciled()
    by_place: defaultdict[str, list[Observation]] = defaultdict(list)
    for row in rows:
        by_place[row.crossing_id].append(row)
    for place in sorted(by_place):
        one = _Place(place, sources)
        one.series(row for row in by_place[place] if row.measure != DAILY)
        one.days(row for row in by_place[place] if row.measure == DAILY)
        found.increments += sorted(one.increments, key=lambda increment: increment.days)
        found.aside += one.aside
    return found


class _Place:
    """The counts of one place."""

    def __init__(self, place: str, sources: Mapping[str, Source]) -> None:
        self.place, self.sources = place, sources
        self.increments: list[Increment] = []
        self.aside: list[Aside] = []

    def _rank(self, row: Observation) -> int:
        return _EVIDENCE.index(self.sources[row.source_id].evidence)

    def _set_aside(self, row: Observation, why: str) -> None:
        self.aside.append(
            Aside(
                place=self.place,
                first=row.period_start,
                last=row.period_end,
                people=row.people,
                source=row.source_id,
                why=why,
            )
        )

    def series(self, rows: Iterable[Observation]) -> None:
        """Accept the increments of every series, the one with most counts first."""
        chains: defaultdict[tuple[date, int], list[Observation]] = defaultdict(list)
        for row in rows:
            chains[row.period_start, self._rank(row)].append(row)

        def order(item: tuple[tuple[date, int], list[Observation]]) -> tuple[int, date, tuple[date, int]]:
            return -len(item[1]), max(row.period_end for row in item[1]), item[0]

        for (first, _), chain in sorted(chains.items(), key=order):
            start, before = first, 0
            for row in sorted(chain, key=lambda row: (row.period_end, row.people)):
                if row.people < before or start > row.period_end:
                    self._set_aside(row, f"an earlier count since the same day is {before:,}")
                    continue
                self._accept(row, start, row.people - before)
                start, before = row.period_end + timedelta(days=1), row.people

    def _accept(self, row: Observation, start: date, people: int) -> None:
        days = _days(start, row.period_end)
        other = next((one for one in self.increments if set(one.days) & set(days)), None)
        if other is None:
            sources = (row.source_id,)
            self.increments.append(Increment(place=self.place, days=days, people=people, sources=sources))
        elif other.days == days and other.people == people:
            self._set_aside(row, f"says again what {other.sources[0]} says")
        else:
            told = f"{other.people:,} from {other.days[0]} to {other.days[-1]} ({other.sources[0]})"
            self._set_aside(row, f"its {people:,} from {start} to {row.period_end} overlap {told}")

    def days(self, rows: Iterable[Observation]) -> None:
        """Let counts of single days part the increments that hold them."""
        taken: dict[date, int] = {}
        for row in sorted(rows, key=lambda row: (row.period_start, self._rank(row), row.people)):
            day = row.period_start
            if day in taken:
                self._set_aside(row, f"another count of the same day is {taken[day]:,}")
            elif self._part(row, day):
                taken[day] = row.people

    def _part(self, row: Observation, day: date) -> bool:
        own = Increment(place=self.place, days=(day,), people=row.people, sources=(row.source_id,))
        holder = next((one for one in self.increments if day in one.days), None)
        if holder is None:
            self.increments.append(own)
            return True
        left = holder.people - row.people
        rest = tuple(other for other in holder.days if other != day)
        if left < 0 or (not rest and left):
            self._set_aside(row, f"{holder.sources[0]} has {holder.people:,} in {len(holder.days)} days with this one")
            return False
        self.increments.remove(holder)
        sources = (*holder.sources, row.source_id)
        self.increments.append(own if rest else replace(own, sources=sources))
        if rest:
            self.increments.append(Increment(place=self.place, days=rest, people=left, sources=sources))
        return True


def _days(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + timedelta(days=k) for k in range((last - first).days + 1))
