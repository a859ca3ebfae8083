"""Rounds that a search came across, each the cheapest known for its kind of vehicle and set of stops."""

from __future__ import annotations

from collections.abc import Iterable

from planner.rounds import Round

Key = tuple[int, frozenset[int]]


class Pool:
    """Columns of the set partitioning: whole rounds of one vehicle, whoever left them."""

    def __init__(self) -> None:
        self._columns: dict[Key, tuple[int, Round]] = {}

    def add(self, cost: int, found: Round) -> None:
        """Keep a round that can be driven, unless the same stops are known to cost no more by the same kind."""
        key = (found.kind, frozenset(found.stops))
        known = self._columns.get(key)
        if known is None or cost < known[0]:
            self._columns[key] = (cost, found)

    def add_all(self, priced: Iterable[tuple[int, Round]]) -> None:
        """Keep some rounds with their costs."""
        for cost, found in priced:
            self.add(cost, found)

    def latest(self, most: int) -> list[tuple[int, Round]]:
        """Return at most so many columns, those come across last: they lie nearest to the best answer."""
        return list(self._columns.values())[-most:]

    def best(self, found: Round) -> tuple[int, Round]:
        """Return the cheapest round known over a round's stops by its kind, with its cost."""
        return self._columns[found.kind, frozenset(found.stops)]

    def __len__(self) -> int:
        return len(self._columns)
