"""
Configurations: YAML files in, a frozen ``Scenario`` out, or every fault with its file, line and character.

``tree`` reads YAML without building objects, ``layers`` lays files and overrides over each other, ``schema``
and ``values`` say what a scenario is, ``check`` joins the two, ``load`` and ``dump`` face the files, ``find``
knows what is embedded, ``grid`` lays the values of a sweep over a configuration.
"""

from planner.config.dump import dump_resolved, flat
from planner.config.find import data_root, list_cases, list_configs, standards_root
from planner.config.frozen import FrozenMap
from planner.config.grid import Point, grid_of
from planner.config.load import LoadedScenario, load_resolved, load_scenario
from planner.config.schema import (
    LimitChange,
    PeopleTotal,
    Release,
    Scenario,
    ShareRange,
    StandardsChoice,
    Stay,
    Streams,
)
from planner.config.schema_json import schema_path, schema_text, write_schema
from planner.config.tree import Place
from planner.config.uncertain import ROADS, Distribution, DistributionKind, Event, Group, Uncertainty
from planner.config.values import PEOPLE_LIMIT, ReleaseKind

__all__ = [
    "PEOPLE_LIMIT",
    "ROADS",
    "Distribution",
    "DistributionKind",
    "Event",
    "FrozenMap",
    "Group",
    "LimitChange",
    "LoadedScenario",
    "PeopleTotal",
    "Place",
    "Point",
    "Release",
    "ReleaseKind",
    "Scenario",
    "ShareRange",
    "StandardsChoice",
    "Stay",
    "Streams",
    "Uncertainty",
    "data_root",
    "dump_resolved",
    "flat",
    "grid_of",
    "list_cases",
    "list_configs",
    "load_resolved",
    "load_scenario",
    "schema_path",
    "schema_text",
    "standards_root",
    "write_schema",
]
