"""Minutes and metres by road between the public places of a case, searched for here: quickest first, then shortest."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping

from planner.records import Case

METRES_A_KM = 1000


class Distances:
    """
    Quickest ways between places, searched once from each place that is asked for.

    Parameters
    ----------
    case
        Its road legs are read. As journeys do, ways keep off airports and off legs that touch a reception place.
    across
        Whether ways may also use those legs: relief reaches the places behind the border.
    """

    def __init__(self, case: Case, *, across: bool = False) -> None:
        receptions = set() if across else {site.id for site in case.sites if site.kind == "reception"}
        airports = {end for leg in case.legs if leg.mode == "air" for end in (leg.from_id, leg.to_id)}
        self._shut = airports & {junction.id for junction in case.junctions}
        around: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for leg in case.legs:
            if leg.mode == "road" and not receptions & {leg.from_id, leg.to_id}:
                metres = -((-leg.km * METRES_A_KM) // 1)
                around[leg.from_id].append((leg.to_id, leg.minutes, metres))
                around[leg.to_id].append((leg.from_id, leg.minutes, metres))
        self._around = around
        self._from: dict[str, Mapping[str, tuple[int, int]]] = {}

    def reach(self, place: str) -> Mapping[str, tuple[int, int]]:
        """Return minutes and metres from a place to every place that a road joins to it."""
        if place not in self._from:
            self._from[place] = self._search(place)
        return self._from[place]

    def tables(self, places: Iterable[str]) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
        """Return minutes and metres between every two of some places, either way; pairs without a road are left out."""
        minutes, metres = {}, {}
        names = sorted(set(places))
        for one in names:
            far = self.reach(one)
            for other in names:
                if other != one and other in far:
                    minutes[one, other], metres[one, other] = far[other]
        return minutes, metres

    def _search(self, start: str) -> dict[str, tuple[int, int]]:
        best = {start: (0, 0)}
        heap = [(0, 0, start)]
        while heap:
            minutes, metres, place = heapq.heappop(heap)
            if best[place] != (minutes, metres) or (place in self._shut and place != start):
                continue
            for other, more, further in self._around[place]:
                found = (minutes + more, metres + further)
                if other not in best or found < best[other]:
                    best[other] = found
                    heapq.heappush(heap, (*found, other))
        return best
