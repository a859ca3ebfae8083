"""Under which names people's provinces may be shown: none that would tell of one district, or of few people."""

from __future__ import annotations

from collections import defaultdict

from planner.disclosure import GATHERED_PROVINCES
from planner.recount.ledger import Recount

SMALL_PROVINCE = 1_000


def shown_province(recount: Recount) -> dict[str, str]:
    """
    Return the name under which each province's people are shown.

    A province with under 1,000 people, or whose people live in one district, would tell of a district: such provinces
    are told together as other provinces. Each of them has company there that may use a crossing it may use, or its
    corridors would be its own again: where it has none, the smallest shown province that shares one joins (the
    smallest of all where none does).
    """
    people: defaultdict[str, int] = defaultdict(int)
    for _, province, _, count, _ in recount.by_stream:
        people[province] += count
    gathered = {name for name, count in people.items() if count < SMALL_PROVINCE} | sole_provinces(recount)
    rest = sorted((name for name in people if name not in gathered), key=lambda name: (people[name], name))
    for name in sorted(gathered):
        exits = recount.exits(name)
        if not any(other != name and exits & recount.exits(other) for other in gathered):
            company = next((other for other in rest if exits & recount.exits(other)), next(iter(rest), None))
            if company is not None:
                gathered.add(company)
                rest.remove(company)
    return {name: GATHERED_PROVINCES if name in gathered else name for name in people}


def sole_provinces(recount: Recount) -> frozenset[str]:
    """Return the provinces whose people in scope live in one district, so that their total is that district's."""
    districts: defaultdict[str, set[str]] = defaultdict(set)
    for pcode, province, _, _, _ in recount.by_stream:
        districts[province].add(pcode)
    return frozenset(province for province, pcodes in districts.items() if len(pcodes) == 1)
