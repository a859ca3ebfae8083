"""Where the plan uses a limit in full, and where nobody published one, place by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

FULL, UNKNOWN, ROOM = "used in full", "a figure is missing", "room left"
_COUNTED = ("throughput", "intake", "places", "onward")
"""Limits whose absence leaves a gap; nobody publishes sheltered queue places, and every crossing would be marked."""


def gaps_by_place(result: Mapping[str, Any]) -> dict[str, str]:
    """Return for each place with limits whether one is used in full, else whether a figure is missing."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for row in result["limits"]:
        if row["kind"] in _COUNTED:
            full = (row["used_share"] or 0) >= 1
            told[row["place"]].add(FULL if full else UNKNOWN if row["capacity"] is None else ROOM)
    return {
        place: next(kind for kind in (FULL, UNKNOWN, ROOM) if kind in kinds) for place, kinds in sorted(told.items())
    }
