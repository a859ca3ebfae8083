"""Where the plan uses a limit in full, and where nobody published one, place by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

FULL, SHUT, UNKNOWN, ROOM = "used in full", "lets nobody through", "a figure is missing", "room left"
GAPS = (FULL, SHUT, UNKNOWN, ROOM)
"""Worst first: a place is told by the first that one of its limits shows."""
_COUNTED = ("throughput", "intake", "places", "onward")
"""Limits whose absence leaves a gap; nobody publishes sheltered queue places, and every crossing would be marked."""


def gaps_by_place(result: Mapping[str, Any]) -> dict[str, str]:
    """Return for each place with limits the worst that one of them shows, used in full before all others."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for row in result["limits"]:
        if row["kind"] in _COUNTED:
            told[row["place"]].add(gap_of(row))
    return {place: next(kind for kind in GAPS if kind in kinds) for place, kinds in sorted(told.items())}


def gap_of(row: Mapping[str, Any]) -> str:
    """Return what a limit shows; one that binds is full on every day that counts, though not on every day."""
    if row["capacity"] is None:
        return UNKNOWN
    if row["capacity"] == 0:
        return SHUT
    return FULL if (row["used_share"] or 0) >= 1 or row.get("people_per_unit") else ROOM
