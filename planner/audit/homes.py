"""From home to a crossing or a site: the flow of one stream's cohorts over the days, as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from planner.recount import Cohort, Recount

Ints = NDArray[np.int64]
# The door of a place on a day; no place id holds a space.
DOOR = "at the door of"
Demand = Mapping[tuple[str, int], int]
_SOURCE, _SINK, _ENDS = 0, 1, 2
# Graphs that are kept: that of each stream, while plan after plan is held against the same people.
LAST_GRAPHS = 2


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a graph hangs on; of a recount only the days on which ways are open, which its cohorts share."""

    cohorts: tuple[Cohort, ...]
    targets: tuple[str, ...]
    last: int
    recount: Recount = field(compare=False)


class Homes:
    """
    Who may join which target, from which day on.

    People who wait at home are carried by a chain of days at the place they are bound for.

    Parameters
    ----------
    asked
        Cohorts of one stream, the targets that are looked at, in order, and the last day of any arrival.
    """

    def __init__(self, asked: _Asked) -> None:
        self.cohorts, self.targets, self.last = asked.cohorts, asked.targets, asked.last
        self._place = {target: k for k, target in enumerate(self.targets)}
        homes = [
            (number, released, people)
            for number, cohort in enumerate(self.cohorts)
            for released, people in cohort.releases
            if released <= self.last
        ]
        table = np.array(homes, dtype=np.int64).reshape(-1, 3)
        self.cohort, self._released, self._people = table[:, 0], table[:, 1], table[:, 2]
        parts = [part for number in range(len(self.cohorts)) for part in self._joins(asked.recount, number)]
        joins = np.concatenate([np.zeros((0, 5), dtype=np.int64), *parts])
        # By home, way and day; a train may reach a place on the day that the road does: once is enough.
        joins = joins[np.lexsort((joins[:, 3], joins[:, 1], joins[:, 0]))]
        _, first = np.unique(joins[:, [0, 2, 3, 4]], axis=0, return_index=True) if self._several else (None, None)
        joins = joins if first is None else joins[np.sort(first)]
        self.home, self.target, self.day = joins[:, 0], joins[:, 2], joins[:, 3]
        self.at_door = joins[:, 4] > 0

    @property
    def _several(self) -> bool:
        """Whether several ways lead a cohort to one target."""
        return any(len({way[0] for way in cohort.ways}) < len(cohort.ways) for cohort in self.cohorts)

    def _joins(self, recount: Recount, number: int) -> Iterator[Ints]:
        """
        Yield, for each way of a cohort: home, number of the way, target, day, and whether at the door.

        Waiting ahead of a target is waiting at home, as long as the way there never closes; a crossing may also be
        waited for at the crossing. Nobody waits outside a site: who goes there over a way that closes is at its door on
        the very day.
        """
        homes = np.flatnonzero(self.cohort == number)
        released = self._released[homes]
        for k, (target, lag, gates) in enumerate(self.cohorts[number].ways):
            if target not in self._place:
                continue
            leaving = np.array(
                [day for day in range(self.last - lag + 1) if recount.all_open(gates, day)], dtype=np.int64
            )
            first = np.searchsorted(leaving, released)
            once = not gates or target in recount.crossings
            count = np.minimum(leaving.size - first, 1) if once else leaving.size - first
            row = np.repeat(np.arange(homes.size), count)
            nth = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count)
            day = leaving[first[row] + nth] + lag
            columns = (homes[row], np.full_like(row, k), np.full_like(row, self._place[target]), day)
            yield np.stack([*columns, np.full_like(row, not once)], axis=1)

    def flow(self, wanted: Demand) -> Ints | None:
        """
        Return people on every joining, ``[joinings] int64``, so that all demands are met; ``None`` when none is found.

        Parameters
        ----------
        wanted
            People by target and day of arrival.
        """
        doors = {self._node(target, day): k for k, (target, day) in enumerate(wanted)}
        nodes = self.target * (self.last + 1) + self.day
        dead = [node for node in np.unique(nodes[self.at_door]).tolist() if node not in doors]
        first = _ENDS + self._people.size
        chain, door = self._numbered(first + len(doors), dead)
        for node, k in doors.items():
            door[node] = first + k
        ahead = np.array([n for n in range(chain.size) if (n + 1) % (self.last + 1)], dtype=np.int64)
        asked = np.fromiter(doors, dtype=np.int64, count=len(doors))
        tails = np.concatenate([_ENDS + self.home, chain[ahead], chain[asked]])
        heads = np.concatenate([np.where(self.at_door, door[nodes], chain[nodes]), chain[ahead + 1], door[asked]])
        size = first + len(doors) + chain.size + len(dead)
        given = np.arange(_ENDS, first)
        flows = flow_over(size, (tails, heads), (given, self._people), (door[asked], [*wanted.values()]))
        return None if flows is None else flows[: self.home.size]

    def _node(self, target: str, day: int) -> int:
        return self._place[target] * (self.last + 1) + day

    def _numbered(self, first: int, dead: Sequence[int]) -> tuple[Ints, Ints]:
        """Return numbers for the days ahead of targets, and for doors that nobody is to pass, in order of name."""
        days = self.last + 1
        names = [(repr((target, day)), k * days + day) for k, target in enumerate(self.targets) for day in range(days)]
        names += [(repr((DOOR, self.targets[n // days], n % days)), len(self.targets) * days + n) for n in dead]
        number = np.full(2 * len(self.targets) * days, -1, dtype=np.int64)
        number[[node for _, node in sorted(names)]] = np.arange(first, first + len(names))
        return number[: number.size // 2], number[number.size // 2 :]


@lru_cache(maxsize=LAST_GRAPHS)
def _homes(asked: _Asked) -> Homes:
    return Homes(asked)


def homes_of(recount: Recount, stream: str, wanted: Demand) -> Homes:
    """Return the graph of a stream for the targets and days of some demands."""
    cohorts = tuple(cohort for cohort in recount.cohorts if cohort.stream == stream)
    last = max((day for _, day in wanted), default=-1)
    return Homes(_Asked(cohorts, tuple(sorted({place for place, _ in wanted})), last, recount))


def can_come(recount: Recount, stream: str, wanted: Demand) -> bool:
    """Return whether people of a stream can be where and when they are wanted; one graph serves many demands."""
    cohorts = tuple(cohort for cohort in recount.cohorts if cohort.stream == stream)
    targets = tuple(sorted({way[0] for cohort in cohorts for way in cohort.ways}))
    last = recount.scenario.num_days - 1
    if any(place not in targets or not 0 <= day <= last for place, day in wanted):
        return False
    return not wanted or _homes(_Asked(cohorts, targets, last, recount)).flow(wanted) is not None


def flow_over(
    size: int, arcs: tuple[Ints, Ints], given: tuple[Ints, Sequence[int] | Ints], wanted: tuple[Ints, Sequence[int]]
) -> Ints | None:
    """
    Return people on each arc so that every demand is met exactly from what is given, ``None`` when it cannot be.

    The flow that the library finds is added up again before anyone relies on it.

    Parameters
    ----------
    size
        Nodes; the first two are the ends.
    arcs
        Tails and heads, with no limit of their own; no pair twice.
    given, wanted
        Nodes, and the most that may leave or what must arrive there.
    """
    tails, heads = arcs
    leave, arrive = (np.array(people, dtype=np.int64) for people in (given[1], wanted[1]))
    total = int(arrive.sum())
    most = np.concatenate([np.full(tails.size, total), np.minimum(leave, total), arrive]).astype(np.int32)
    ends = (
        np.concatenate([tails, np.full(leave.size, _SOURCE), wanted[0]]),
        np.concatenate([heads, given[0], np.full(arrive.size, _SINK)]),
    )
    found = maximum_flow(csr_array((most, ends), shape=(size, size)), _SOURCE, _SINK)
    if found.flow_value != total:
        return None
    flows = np.asarray(found.flow[tails, heads]).reshape(-1).astype(np.int64)
    # In + given >= out + wanted at every node, and nothing negative.
    balance = np.zeros(size, dtype=np.int64)
    np.add.at(balance, given[0], leave)
    np.subtract.at(balance, wanted[0], arrive)
    np.subtract.at(balance, tails, flows)
    np.add.at(balance, heads, flows)
    return flows if flows.min(initial=0) >= 0 and balance.min(initial=0) >= 0 else None
