"""Scenarios of a study by what their answer depends on: two that differ in nothing else are one, and solved once."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import planner
from planner.config import LoadedScenario, Point, Scenario, dump_resolved, grid_of
from planner.errors import Fault, InputError
from planner.network import RouteFinder, build_geography
from planner.records import Case

# What the answer to a scenario can depend on, beside the planner's own code.
_PACKAGES = ("numpy", "ortools", "scipy")
_LABELS = {"name": "scenario", "title": "scenario"}


@lru_cache(maxsize=1)
def versions() -> Mapping[str, str]:
    """Return what solves here: Python, packages, and a hash of the planner's own code."""
    code = hashlib.sha256()
    folder = Path(planner.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        code.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    found = {"python": f"{sys.version_info.major}.{sys.version_info.minor}", "planner": code.hexdigest()[:16]}
    return found | {name: metadata.version(name) for name in _PACKAGES}


def id_of(case: Case, scenario: Scenario) -> str:
    """Return a scenario's id: a hash of the case's files, the resolved scenario less its labels, and the versions."""
    bare = scenario.model_copy(update=_LABELS)
    said = json.dumps([dict(case.hashes), dump_resolved(bare), dict(versions())], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def points_of(loaded: LoadedScenario, case: Case) -> tuple[Point, ...]:
    """
    Return the scenarios of a sweep, each value tried on the case alone.

    Raises
    ------
    InputError
        When a key or a value names a district, or a value does not fit the case.
    """
    _refuse_districts(loaded, case)
    points = grid_of(loaded)
    finder = RouteFinder(case)
    seen: set[tuple[int, str]] = set()
    for point in points:
        values = set(enumerate(point.settings))
        if values <= seen:
            continue
        seen |= values
        try:
            build_geography(case, point.scenario, finder)
        except InputError as error:
            raise InputError(loaded.placed(error.faults)) from error
    return points


def _refuse_districts(loaded: LoadedScenario, case: Case) -> None:
    """Refuse a sweep over districts: it would tell the people of each apart."""
    provinces = {district.province for district in case.districts}
    codes = {district.pcode for district in case.districts}
    names = {district.name for district in case.districts} - provinces
    faults = []
    for key, values in loaded.scenario.sweep.items():
        for word in (key, *_words(values)):
            parts = set(word.replace(":", ".").replace("-", ".").split("."))
            if word in codes | names or parts & codes or _last(key) in names:
                wanted = "a sweep that names no district: people are told by nation, province, crossing and site"
                faults.append(loaded.line_of(f"sweep.{key}").fault(f"sweep.{key}", wanted, "one that does"))
                break
    if faults:
        raise InputError(faults)


def _last(key: str) -> str:
    return key.rpartition(":")[2] if ":" in key else key.rpartition(".")[2]


def _words(value: object) -> Iterator[str]:
    """Give every text in a value of a sweep, keys of mappings included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _words(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _words(inner)


def fault_of_versions(theirs: Mapping[str, str], where: str) -> Fault | None:
    """Return what differs between the versions here and a worker's, ``None`` when nothing does."""
    ours = versions()
    apart = [name for name in ours if theirs.get(name) != ours[name]]
    if not apart:
        return None
    wanted = ", ".join(f"{name} {ours[name]}" for name in apart)
    got = ", ".join(f"{name} {theirs.get(name, 'absent')}" for name in apart)
    return Fault(file="--cluster", key=where, expected=f"a worker with {wanted}", got=got)
