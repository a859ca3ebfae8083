"""
Who is at two kinds of place on one day: on the road to a site or crossing and then there, at a crossing and beyond it.

Each place must have what comes to it; the nation needs what its people need, and a person needs a day's water once. So
what such people are asked for twice is taken off the nation's number, and told as a part of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.needs.population import Population
from planner.needs.presence import OUTSIDE, QUEUE, RECEPTION, TRANSPORT, Presence
from planner.recount import Recount
from planner.rules import Expression, Name, Number, Operation, Quantity, Rule
from planner.rules.norms import Standard
from planner.simulate import Book, Daybook

Ints = NDArray[np.int64]
Holds = Callable[[Presence], NDArray[np.bool_]]
PEOPLE = ("pop", "pop_or_units", "users", "cases", "persons_in_group", "children", "women_girls_12_49", "households")
"""Names that stand for people, or for their families."""


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """
    People who are at one kind of place and then at another on the same day.

    Parameters
    ----------
    kinds
        The two.
    between
        A kind at which the same people are in between: where that counts, they are told by it, and not by this.
    sides
        The same people by the places of one kind or of both; those at reception may be more.
    """

    kinds: tuple[str, str]
    between: str
    sides: tuple[Presence, ...]

    def people(self, holds: Holds) -> Ints:
        """Return, ``[days] int64``, the most who can be at both where a standard holds."""
        by_day = [np.where(holds(side), side.present, 0).sum(axis=0) for side in self.sides]
        return np.asarray(np.minimum.reduce(by_day), dtype=np.int64)


def overlaps_of(recount: Recount, book: Daybook) -> tuple[Overlap, ...]:
    """Return everyone in a replay who is at two kinds of place on one day."""
    crossings, sites = sorted(recount.crossings), sorted(recount.sites)
    joined = [_days(book, Book.JOINED, name) for name in crossings]
    come = {name: _days(book, Book.COME, name) for name in sites}
    # First come, first in: those outside at night are the last who came.
    outside = {name: np.minimum(_days(book, Book.OUTSIDE, name), come[name]) for name in sites}
    found = []
    for kind in ("holding", "transit"):
        mine = [name for name in sites if recount.sites[name].kind == kind]
        found.append(Overlap((TRANSPORT, kind), "", (_side(book, kind, mine, [come[k] - outside[k] for k in mine]),)))
    at_gates = _side(book, QUEUE, crossings, joined)
    at_doors = _side(book, QUEUE, [f"{OUTSIDE}{name}" for name in sites], [outside[name] for name in sites])
    found += [Overlap((TRANSPORT, QUEUE), "", (side,)) for side in (at_gates, at_doors)]
    # Whoever crosses where a reception place is joined is handed over to one on that day.
    handing = [name for name in crossings if recount.joined_receptions(name)]
    places = sorted(recount.receptions)
    handed = _side(book, RECEPTION, places, [_days(book, Book.HANDED, name) for name in places])
    for first, between, what in ((QUEUE, "", Book.CROSSED), (TRANSPORT, QUEUE, Book.THROUGH)):
        side = _side(book, first, handing, [_days(book, what, name) for name in handing])
        found.append(Overlap((first, RECEPTION), between, (side, handed)))
    return tuple(found)


def twice_at(overlaps: Sequence[Overlap], kinds: Collection[str], holds: Holds) -> Ints:
    """Return, ``[days] int64``, how many of those at some kinds of place are counted at two of them on one day."""
    counted = [
        overlap.people(holds)
        for overlap in overlaps
        if set(overlap.kinds) <= set(kinds) and overlap.between not in kinds
    ]
    none = np.zeros(overlaps[0].sides[0].present.shape[1], dtype=np.int64)
    return np.asarray(sum(counted, none), dtype=np.int64)


def is_per_person(standard: Standard, rule: Rule, population: Population) -> bool:
    """
    Return whether a standard is so much a person, wherever the person is.

    What is counted by whole pieces (a toilet for each 50) stands at its place and is nobody's; and work is for those
    who are new to the tool's places, each of whom counts once anyway.
    """
    if not isinstance(rule, Quantity) or rule.result != "need" or standard.group not in population.shares:
        return False
    return _is_multiple(rule.body)


def _is_multiple(body: Expression) -> bool:
    """Return whether a sum is people times or over something fixed, and nothing else."""
    match body:
        case Name(name):
            return name in PEOPLE
        case Operation("*", left, right):
            return (_is_multiple(left) and _is_fixed(right)) or (_is_fixed(left) and _is_multiple(right))
        case Operation("/", left, right):
            return _is_multiple(left) and _is_fixed(right)
    return False


def _is_fixed(body: Expression) -> bool:
    """Return whether a sum is of numbers and the standard's own value."""
    match body:
        case Operation(_, left, right):
            return _is_fixed(left) and _is_fixed(right)
        case Name(name):
            return name == "value"
    return isinstance(body, Number)


def _days(book: Daybook, what: Book, place: str) -> Ints:
    return np.array(book.days(what, place), dtype=np.int64)


def _side(book: Daybook, kind: str, places: Sequence[str], people: Sequence[Ints]) -> Presence:
    present = np.array(people, dtype=np.int64).reshape(len(places), book.num_days)
    return Presence(kind, tuple(places), present, np.zeros_like(present))
