"""
VRPLIB files: CVRP, and the dialect with kinds of vehicles, trips and release times (HFVRP, MTVRPTWR).

Sections are read by their names; whatever the reader does not carry is refused, so that no limit is dropped unseen.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.readers.vehicles import Fleet, Published, Rounding

_HEADERS = {"NAME", "COMMENT", "TYPE", "DIMENSION", "EDGE_WEIGHT_TYPE", "CAPACITY", "VEHICLES", "SERVICE_TIME"}
_SECTIONS = {
    "NODE_COORD",
    "DEMAND",
    "DEPOT",
    "TIME_WINDOW",
    "RELEASE_TIME",
    "CAPACITY",
    "VEHICLES_FIXED_COST",
    "VEHICLES_UNIT_DISTANCE_COST",
    "VEHICLES_RELOAD_DEPOT",
}
_ROUNDINGS = {"CVRP": Rounding.NEAREST, "HFVRP": Rounding.NONE, "MTVRPTWR": Rounding.TENTHS}
# The collection of heterogeneous X instances publishes costs a hundredth of what its unit costs make (checked on the
# published routes, tests/published/test_vehicles.py).
_COST_UNITS = {"HFVRP": 100}


@dataclass(slots=True)
class _File:
    headers: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[list[str]]] = field(default_factory=dict)

    def column(self, section: str, position: int, default: float, size: int) -> tuple[float, ...]:
        """Return a column of a section, the default throughout where it is absent."""
        rows = self.sections.get(section)
        if rows is None:
            return (default,) * size
        if len(rows) != size:
            raise ValueError(f"{section}_SECTION: expected {size} lines, got {len(rows)}")
        return tuple(float(row[position]) for row in rows)


def read_vrplib(path: Path) -> Published:
    """
    Return the instance of a file.

    Raises
    ------
    ValueError
        Naming the file, for anything that is no such instance or that this reader does not carry.
    """
    try:
        return _published(_parse(path))
    except (ValueError, KeyError, IndexError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def _parse(path: Path) -> _File:
    file, section = _File(), ""
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.replace(":", " : ", 1).split()
        if not words or words[0] == "EOF":
            continue
        if words[0].endswith("_SECTION"):
            section = words[0].removesuffix("_SECTION")
            if section not in _SECTIONS:
                raise ValueError(f"section {section} is not carried")
            file.sections[section] = []
        elif len(words) > 1 and words[1] == ":":
            if words[0] not in _HEADERS:
                raise ValueError(f"header {words[0]} is not carried")
            file.headers[words[0]] = " ".join(words[2:])
        elif section:
            file.sections[section].append(words)
        else:
            raise ValueError(f"expected a header or a section, got {line!r}")
    return file


def _published(file: _File) -> Published:
    kind, size = file.headers["TYPE"], int(file.headers["DIMENSION"])
    if kind not in _ROUNDINGS or file.headers["EDGE_WEIGHT_TYPE"] != "EUC_2D":
        raise ValueError(f"type {kind} with {file.headers['EDGE_WEIGHT_TYPE']} is not carried")
    depots = [row[0] for row in file.sections["DEPOT"] if row[0] != "-1"]
    if depots != ["1"]:
        raise ValueError(f"expected one depot, the first place, got {depots}")
    x, y = (file.column("NODE_COORD", position, 0, size) for position in (1, 2))
    service = float(file.headers.get("SERVICE_TIME", 0))
    return Published(
        name=file.headers["NAME"],
        places=tuple(zip(x, y, strict=True)),
        depots=1,
        demand=tuple(int(units) for units in file.column("DEMAND", 1, 0, size)),
        service=(0.0, *(service,) * (size - 1)),
        opens=file.column("TIME_WINDOW", 1, 0, size),
        closes=file.column("TIME_WINDOW", 2, math.inf, size),
        ready=file.column("RELEASE_TIME", 1, 0, size),
        fleets=_fleets(file),
        rounding=_ROUNDINGS[kind],
        cost_unit=_COST_UNITS.get(kind, 1),
    )


def _fleets(file: _File) -> tuple[Fleet, ...]:
    """Return the vehicles, like ones together; as many as customers where the file states no number."""
    if "VEHICLES" not in file.headers:
        return (Fleet(count=None, capacity=int(file.headers["CAPACITY"])),)
    number = int(file.headers["VEHICLES"])
    capacity = file.column("CAPACITY", 1, float(file.headers.get("CAPACITY", "nan")), number)
    fixed = file.column("VEHICLES_FIXED_COST", 1, 0, number)
    per_distance = file.column("VEHICLES_UNIT_DISTANCE_COST", 1, 1, number)
    reloads = [row[1] == "1" for row in file.sections.get("VEHICLES_RELOAD_DEPOT", [["", ""]] * number)]
    counts = Counter(zip(capacity, fixed, per_distance, reloads, strict=True))
    return tuple(
        Fleet(count=count, capacity=int(units), fixed=once, per_distance=each, reloads=again)
        for (units, once, each, again), count in counts.items()
    )


def read_routes(path: Path) -> tuple[list[list[int]], float]:
    """Return the routes of a ``.sol`` file, places as the file has them (0 is the depot), and the published cost."""
    routes, cost = [], math.nan
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("Route"):
            routes.append([int(word) for word in line.split(":", 1)[1].split()])
        elif line.startswith("Cost"):
            cost = float(line.split()[-1])
    return routes, cost
