"""People in scope by district in many drawn worlds at once; in memory only, as everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from planner.config import Scenario
from planner.demand import NATIONAL, people_by_district
from planner.records import Case, PeopleRow, Reading
from planner.recount import Roads
from planner.simulate.inputs import Input, drawn_world
from planner.units import largest_remainder

Ints = NDArray[np.int64]
_MOST_PRODUCT = 2**62


class Population:
    """
    Splits drawn totals by district, in the same whole numbers as a world of its own would have.

    A status whose people follow one published key is split for all draws at once; any other case (several rows, or a
    total over several statuses) is counted draw by draw.

    Parameters
    ----------
    roads, scenario, inputs
        The case with its ranges, and which of its figures are drawn.
    """

    def __init__(self, roads: Roads, scenario: Scenario, inputs: Sequence[Input]) -> None:
        self._roads, self._scenario, self._inputs = roads, scenario, inputs
        self._people = tuple(row for row in inputs if row.kind == "people")
        case = roads.case
        self._order = np.argsort(np.array([d.pcode for d in case.districts]), kind="stable")
        self._weights = {status: self._key(case, status) for status in scenario.scope}
        changed = "people:all" in scenario.limits
        self._at_once = all(w is not None for w in self._weights.values()) and (not changed or len(scenario.scope) == 1)

    def _key(self, case: Case, status: str) -> Ints | None:
        """Return the weight of each district where one national row spreads the people of a status."""
        rows = [row for row in case.people if row.status == status]
        if len(rows) != 1 or rows[0].area != NATIONAL:
            return None
        return np.array([_weight(case, rows[0], k) for k in range(len(case.districts))], dtype=np.int64)

    def by_district(self, values: Mapping[str, Ints], draws: int) -> Ints:
        """
        Return people in scope, ``[draws, districts] int64``.

        Parameters
        ----------
        values
            Whole parts of each input, ``[draws] int64``.
        """
        if not self._people:
            fixed = people_by_district(self._roads.case, self._scenario, Reading.CENTRAL)
            return np.broadcast_to(np.array(fixed, dtype=np.int64), (draws, len(fixed)))
        if not self._at_once:
            return self._one_by_one(values, draws)
        counts = np.zeros((draws, len(self._order)), dtype=np.int64)
        for status, weights in self._weights.items():
            assert weights is not None
            counts += self._split(self._total(status, values, draws), weights)
        return counts

    def _total(self, status: str, values: Mapping[str, Ints], draws: int) -> Ints:
        drawn = values.get(f"people:{status}")
        if drawn is None:
            drawn = np.full(draws, self._fixed(status), dtype=np.int64)
        change = self._scenario.limits.get("people:all")
        if change is None:
            return drawn
        if change.value is not None:
            return np.full(draws, int(change.value), dtype=np.int64)
        factor = change.factor if change.factor is not None else Fraction(1)
        return np.array([int(people * factor // 1) for people in drawn.tolist()], dtype=np.int64)

    def _fixed(self, status: str) -> int:
        change = self._scenario.people.get(status)
        if change is not None:
            return change.central
        return int(next(row.people.central for row in self._roads.case.people if row.status == status))

    def _split(self, totals: Ints, weights: Ints) -> Ints:
        """Split each total by largest remainder, ties by pcode, ``[draws, districts] int64``."""
        found = np.unique(totals, return_inverse=True)
        distinct, inverse = np.asarray(found[0], dtype=np.int64), found[1].reshape(-1)
        pcodes = [district.pcode for district in self._roads.case.districts]
        if int(distinct[-1]) * int(weights.max()) >= _MOST_PRODUCT:
            rows = [largest_remainder(total, weights.tolist(), pcodes) for total in distinct.tolist()]
            return np.array(rows, dtype=np.int64)[inverse]
        parts, rests = np.divmod(distinct[:, None] * weights[None, self._order], max(int(weights.sum()), 1))
        short = distinct - parts.sum(axis=1)
        first = np.argsort(-rests, axis=1, kind="stable")
        more = np.arange(weights.size)[None, :] < short[:, None]
        np.put_along_axis(parts, first, np.take_along_axis(parts, first, axis=1) + more, axis=1)
        counts = np.empty_like(parts)
        counts[:, self._order] = parts
        return np.asarray(counts[inverse])

    def _one_by_one(self, values: Mapping[str, Ints], draws: int) -> Ints:
        rows = np.empty((draws, len(self._order)), dtype=np.int64)
        for draw in range(draws):
            drawn = {row.id: Fraction(int(values[row.id][draw]), row.parts) for row in self._inputs}
            roads, scenario = drawn_world(self._roads, self._scenario, self._inputs, drawn)
            rows[draw] = people_by_district(roads.case, scenario, Reading.CENTRAL)
        return rows


def _weight(case: Case, row: PeopleRow, district: int) -> int:
    place = case.districts[district]
    return place.population if row.split_by is None else place.keys[row.split_by]
