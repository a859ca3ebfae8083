"""
People waiting at one place, first come first served, and what is counted of their waits.

Those who came on one day are served in proportion: to the parties of that day by largest remainder, ties by province,
then pcode, then nights waited before. Parties live in memory for the length of a replay and are never written.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from planner.units import largest_remainder


class Party(NamedTuple):
    """
    People of one origin who have waited equally long.

    Parameters
    ----------
    longest
        Most nights they have waited at any one place so far.
    heard
        Whether somebody has heard each of them, at the site they passed; at a crossing the rest are heard there.
    """

    people: int
    longest: int = 0
    province: str = ""
    pcode: str = ""
    heard: bool = False

    @property
    def key(self) -> str:
        """What settles ties: province, pcode, nights waited, and whether they were heard."""
        return "\0".join((self.province, self.pcode, f"{self.longest:06}", str(int(self.heard))))


def people_of(parties: Iterable[Party]) -> int:
    """Return how many people there are in parties."""
    return sum([party.people for party in parties])


def in_proportion(parties: Sequence[Party], people: int) -> list[int]:
    """Return how many of each party are among so many, by largest remainder, ties by key."""
    return list(largest_remainder(people, [party.people for party in parties], [party.key for party in parties]))


class Line:
    """People waiting at one place, day of coming by day of coming."""

    def __init__(self) -> None:
        self._line: deque[tuple[int, list[Party]]] = deque()
        # People by day of coming, until somebody joins or leaves: they are asked for again and again.
        self._counted: list[tuple[int, int]] | None = None
        self.people = 0

    def join(self, day: int, parties: Iterable[Party]) -> None:
        """Add those who come on a day, behind those of the days before and beside those of the same day."""
        alike: Counter[Party] = Counter()
        self._counted = None
        if self._line and self._line[-1][0] == day:
            for party in self._line.pop()[1]:
                alike[Party(0, *party[1:])] += party.people
        for party in parties:
            self.people += party.people
            alike[Party(0, *party[1:])] += party.people
        came = [Party(people, *party[1:]) for party, people in alike.items() if people]
        if came:
            self._line.append((day, sorted(came, key=lambda party: party.key)))

    def leave(self, day: int, people: int, unheard_people: int | None = None) -> list[Party]:
        """
        Take people off the front, each with the most nights they have now waited at one place.

        Parameters
        ----------
        people
            How many, all of whom are there.
        unheard_people
            Most of them who have not been heard before; whoever stands behind them and was heard may go first.
        """
        gone: list[Party] = []
        staying: deque[tuple[int, list[Party]]] = deque()
        left, hears = people, unheard_people
        self._counted = None
        while left and self._line:
            came, parties = self._line.popleft()
            parts = self._parts(parties, left, hears)
            left -= sum(parts)
            rest = [p._replace(people=p.people - n) for p, n in zip(parties, parts, strict=True) if n < p.people]
            if rest:
                staying.append((came, rest))
            for party, taken in zip(parties, parts, strict=True):
                if taken:
                    gone.append(party._replace(people=taken, longest=max(party.longest, day - came)))
                    hears = hears if hears is None or party.heard else hears - taken
        self._line.extendleft(reversed(staying))
        self.people -= people - left
        return gone

    def came_on(self, day: int) -> int:
        """Return how many of those in the line came on its last day, 0 where that is another day."""
        return people_of(self._line[-1][1]) if self._line and self._line[-1][0] == day else 0

    def unheard_within(self, people: int) -> int:
        """Return how many of the first so many have not been heard before."""
        found, left = 0, people
        for _, parties in self._line:
            parts = self._parts(parties, left, None)
            found += sum(taken for party, taken in zip(parties, parts, strict=True) if not party.heard)
            left -= sum(parts)
            if not left:
                break
        return found

    def ready(self, day: int, nights: int) -> int:
        """Return how many have stayed at least so many nights."""
        if self._counted is None:
            self._counted = [(came, people_of(parties)) for came, parties in self._line]
        return sum([people for came, people in self._counted if day - came >= nights])

    @staticmethod
    def _parts(parties: Sequence[Party], most: int, hears: int | None) -> list[int]:
        """Return how many of each party of one day go, when at most so many do and so many can be heard."""
        fresh = [party for party in parties if not party.heard]
        heard = [party for party in parties if party.heard]
        can_be_heard = people_of(fresh) if hears is None else min(people_of(fresh), hears)
        taken = min(most, people_of(heard) + can_be_heard)
        if taken == people_of(parties):
            return [party.people for party in parties]
        parts = in_proportion(parties, taken)
        if sum(n for party, n in zip(parties, parts, strict=True) if not party.heard) <= can_be_heard:
            return parts
        of_fresh = iter(in_proportion(fresh, can_be_heard))
        of_heard = iter(in_proportion(heard, taken - can_be_heard))
        return [next(of_heard if party.heard else of_fresh) for party in parties]


@dataclass(slots=True)
class Tally:
    """What is counted over the days: the longest wait of each person, and people waiting by day."""

    longest: Counter[int] = field(default_factory=Counter)
    waiting: Counter[int] = field(default_factory=Counter)
    held: int = 0

    def done(self, parties: Iterable[Party]) -> None:
        """Count people whose waits are over, or whose days are."""
        for party in parties:
            self.longest[party.longest] += party.people

    def over(self, least: int) -> int:
        """Return people who waited so many nights or more at one place."""
        return sum(people for nights, people in self.longest.items() if nights >= least)


def on_the_road() -> defaultdict[tuple[str, int], list[Party]]:
    """Return an empty table of those who are due at a place on a day."""
    return defaultdict(list)
