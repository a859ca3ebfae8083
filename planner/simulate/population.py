"""People in scope by district in many drawn worlds at once; in memory only, as everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from planner.config import PEOPLE_LIMIT, Scenario
from planner.demand import NATIONAL, people_by_district
from planner.records import Case, PeopleRow, Reading, Span
from planner.recount import Roads
from planner.simulate.inputs import Input, drawn_world, share_of_row, total_of
from planner.units import largest_remainder

Ints = NDArray[np.int64]
_MOST_PRODUCT = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """People spread by one key: a row of the case, or ``None`` for a whole status; the weight of each district."""

    row: PeopleRow | None
    weights: Ints


class Population:
    """
    Splits drawn totals by district, in the same whole numbers as a world of its own would have.

    All draws are split at once, but for a total that the scenario sets over several rows: that is counted draw by draw.

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
        self._parts = {status: self._parts_of(status) for status in scenario.scope}
        changed = PEOPLE_LIMIT in scenario.limits
        alone = len(scenario.scope) == 1 and len(self._parts[scenario.scope[0]]) == 1
        self._at_once = not changed or alone

    def _parts_of(self, status: str) -> list[_Part]:
        """Return what of a status is spread by one key: each of its rows, or all of them where the scenario sets it."""
        case = self._roads.case
        rows = [row for row in case.people if row.status == status]
        weights = [
            np.array([_weight(case, row, k) for k in range(len(case.districts))], dtype=np.int64) for row in rows
        ]
        one_for_all = len(rows) == 1 and rows[0].area == NATIONAL
        if status not in self._scenario.people or one_for_all:
            return [_Part(row, weight) for row, weight in zip(rows, weights, strict=True)]
        central = [self._split(np.array([int(row.people.central)]), w)[0] for row, w in zip(rows, weights, strict=True)]
        return [_Part(None, np.sum(central, axis=0, dtype=np.int64))]

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
        for status, parts in self._parts.items():
            total = self._total(status, values, draws)
            whole = total_of(self._roads.case, self._scenario, status)
            for part in parts:
                alone = part.row is None or status in self._scenario.people or len(parts) == 1
                people = total if alone or part.row is None else _of_row(part.row, whole, total)
                counts += self._split(people, part.weights)
        return counts

    def _total(self, status: str, values: Mapping[str, Ints], draws: int) -> Ints:
        drawn = values.get(f"people:{status}")
        if drawn is None:
            drawn = np.full(draws, self._fixed(status), dtype=np.int64)
        change = self._scenario.limits.get(PEOPLE_LIMIT)
        if change is None:
            return drawn
        if change.value is not None:
            return np.full(draws, int(change.value), dtype=np.int64)
        factor = change.factor if change.factor is not None else Fraction(1)
        return np.array([int(people * factor // 1) for people in drawn.tolist()], dtype=np.int64)

    def _fixed(self, status: str) -> int:
        return int(total_of(self._roads.case, self._scenario, status).central)

    def _split(self, totals: Ints, weights: Ints) -> Ints:
        """Split each total by largest remainder, ties by pcode, ``[draws, districts] int64``."""
        found = np.unique(totals, return_inverse=True)
        distinct, inverse = np.asarray(found[0], dtype=np.int64), found[1].reshape(-1)
        pcodes = [district.pcode for district in self._roads.case.districts]
        if not weights.any():
            return np.zeros((totals.size, weights.size), dtype=np.int64)
        if int(distinct[-1]) * int(weights.max()) >= _MOST_PRODUCT:
            rows = [largest_remainder(total, weights.tolist(), pcodes) for total in distinct.tolist()]
            return np.array(rows, dtype=np.int64)[inverse]
        parts, rests = np.divmod(distinct[:, None] * weights[None, self._order], int(weights.sum()))
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


def _of_row(row: PeopleRow, whole: Span, totals: Ints) -> Ints:
    """Return the people of a row at each total of its status."""
    distinct, inverse = np.unique(totals, return_inverse=True)
    people = [int(share_of_row(row, whole, Fraction(total))) for total in distinct.tolist()]
    return np.array(people, dtype=np.int64)[inverse.reshape(-1)]


def _weight(case: Case, row: PeopleRow, district: int) -> int:
    """Return a district's part in the key of a row, 0 outside its area."""
    place = case.districts[district]
    if row.area not in (NATIONAL, place.province, place.pcode):
        return 0
    return place.population if row.split_by is None else place.keys[row.split_by]
