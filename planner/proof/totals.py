"""
One cut held against other numbers of people in scope, split by district as those of the reading are.

What a cut passes does not hang on how many people there are; how many are behind it does. Every part of a split is its
quota rounded down, or one more. So with every district's people lowered by as much as a larger total might have
fewer there, whoever is still behind the cut is behind it in every larger total too.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.demand import people_by_district
from planner.proof.cut import Walk
from planner.recount import Recount, Way, ways_of
from planner.solution import Cut


class Totals:
    """
    A cut, and how many people are behind it.

    Parameters
    ----------
    recount
        The reading that the cut was found for; its people in scope do not matter.
    """

    def __init__(self, recount: Recount, cut: Cut) -> None:
        self.recount = recount
        self.passed = sum(row.capacity for row in cut.limits)
        self._walk = Walk(recount, cut)
        # By district and its people: totals near one another split into few numbers.
        self._left: dict[tuple[str, int], int] = {}
        # A status takes its quota of the total, and a district its quota of that: one of each may be lost.
        statuses = len(recount.scenario.scope)
        self._fewer = 1 if statuses == 1 else 2 * statuses

    def leaves(self, total: int) -> bool:
        """Return whether the cut leaves somebody behind of so many people in scope."""
        return self._behind(self._people(total)) > self.passed

    def leaves_from(self, total: int) -> bool:
        """Return whether the cut leaves somebody behind of so many people in scope and of any more."""
        lowered = [max(count - self._fewer, 0) for count in self._people(total)]
        return self._behind(lowered) > self.passed

    def _people(self, total: int) -> Sequence[int]:
        recount = self.recount
        return people_by_district(recount.case, recount.scenario, recount.reading, total)

    def _behind(self, people: Sequence[int]) -> int:
        """Return the people with no way out within the days; it never falls where a district has more people."""
        pcodes = [district.pcode for district in self.recount.case.districts]
        rows = list(zip(pcodes, people, strict=True))
        new = [row not in self._left for row in rows]
        if any(new):
            self._left.update((row, 0) for row, fresh in zip(rows, new, strict=True) if fresh)
            counted = self.recount.split([count if fresh else 0 for count, fresh in zip(people, new, strict=True)])
            whole = dict(rows)
            for pcode, province, stream, count, ways in counted:
                self._left[pcode, whole[pcode]] += self._of(pcode, province, stream, count, ways)
        return sum(self._left[row] for row in rows)

    def _of(self, pcode: str, province: str, stream: str, count: int, ways: tuple[Way, ...]) -> int:
        """Return how many of a district's people of one stream have no way out."""
        leaving = ways_of(self.recount, pcode, province, stream, ways)
        latest = max((self._walk.latest(way) for way in leaving), default=-1)
        return count - sum(out for day, out in self.recount.releases(count) if day <= latest)
