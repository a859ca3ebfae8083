"""Limits in words, and those that bind in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST_LIMITS = 15
_LIMIT_NAMES = {
    "people": "People in scope",
    "throughput": "{}: people a day",
    "queue": "{}: sheltered queue places",
    "intake": "{}: arrivals a day",
    "places": "{}: places a night",
    "onward": "{}: onward departures a day",
    "desks": "{}: registration desks",
    "officers": "Screening officers",
    "vehicles": "Vehicles: {}",
    "vehicle_days": "Vehicles over all days: {}",
    "trains": "Trains: {}",
    "flights": "Flights: {}",
    "leg": "Road {}: people a day",
    "money": "Money",
}


def limit_name(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return a limit in words."""
    place = names.get(row["place"], row["place"])
    return _LIMIT_NAMES.get(row["kind"], f"{{}}: {row['kind']}").format(place)


_INPUT_NAMES = {
    "people": "People in scope",
    "streams": "Share going straight to a crossing",
    "departures": "Service {}: departures a day",
    "service": "Service {}: departures a day",
}


def input_name(name: str, names: Mapping[str, str]) -> str:
    """Return an uncertain input, ``kind:place``, in words."""
    kind, _, place = name.partition(":")
    if kind in _INPUT_NAMES:
        return _INPUT_NAMES[kind].format(names.get(place, place))
    return limit_name({"kind": kind, "place": place}, names)


def binding_limits(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the limits that gain anybody by one unit more, those that gain most first; people in scope left out."""
    binding = [row for row in result["limits"] if row["people_per_unit"] and row["kind"] != "people"]
    return sorted(binding, key=lambda row: (-row["people_per_unit"], -(row["capacity"] or 0), row["id"]))


def drawn_limits(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the first of the limits that bind which have multiples: a limit of 0 has none."""
    return [row for row in binding_limits(result)[:MOST_LIMITS] if row["capacity"]]
