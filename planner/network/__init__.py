"""Places by days: routes, named limits, travel groups and the time-expanded network, with no solver and no geometry."""

from planner.network.arrays import KINDS, NONE, Network, Stay
from planner.network.expand import expand
from planner.network.geography import Geography, build_geography, redrawn
from planner.network.limits import (
    UNLIMITED,
    Days,
    Limit,
    named_limits,
    people_per_desk,
    people_per_officer,
    places_by_night,
)
from planner.network.programme import Programme, build_programme, has_rows, most_asked, settings_named
from planner.network.routes import NO_WAY, RouteFinder, Routes
from planner.network.world import Group, World, build_world

__all__ = [
    "KINDS",
    "NONE",
    "NO_WAY",
    "UNLIMITED",
    "Days",
    "Geography",
    "Group",
    "Limit",
    "Network",
    "Programme",
    "RouteFinder",
    "Routes",
    "Stay",
    "World",
    "build_geography",
    "build_programme",
    "build_world",
    "expand",
    "has_rows",
    "most_asked",
    "named_limits",
    "people_per_desk",
    "people_per_officer",
    "places_by_night",
    "redrawn",
    "settings_named",
]
