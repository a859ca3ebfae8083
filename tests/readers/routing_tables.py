"""Routing instances in the older plain formats: Solomon (VRPTW), Cordeau (MDVRP), Taillard's mixed fleets (HFVRP)."""

from __future__ import annotations

import math
from pathlib import Path

from tests.readers.vehicles import Fleet, Published, Rounding

_CORDEAU_MDVRP = 2
_UNLIMITED = 999_999


def read_solomon(path: Path) -> Published:
    """Return a VRPTW instance in Solomon's format: double precision, one depot, as many alike vehicles as stated."""
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    fleet = lines[lines.index(["NUMBER", "CAPACITY"]) + 1]
    # number, x, y, demand, ready time, due date, service time
    rows = [[float(word) for word in words] for words in lines if len(words) == 7 and words[0].isdigit()]
    if [int(row[0]) for row in rows] != list(range(len(rows))):
        raise ValueError(f"{path.name}: expected customers numbered from 0")
    return Published(
        name=lines[0][0],
        places=tuple((row[1], row[2]) for row in rows),
        depots=1,
        demand=tuple(int(row[3]) for row in rows),
        opens=tuple(row[4] for row in rows),
        closes=tuple(row[5] for row in rows),
        service=tuple(row[6] for row in rows),
        ready=(0.0,) * len(rows),
        fleets=(Fleet(count=int(fleet[0]), capacity=int(fleet[1])),),
        rounding=Rounding.NONE,
    )


def read_cordeau(path: Path) -> Published:
    """
    Return a MDVRP instance in Cordeau's format: double precision, alike vehicles at each depot, routes of limited time.

    Raises
    ------
    ValueError
        When the file is of another type.
    """
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    kind, vehicles, customers, depots = (int(word) for word in lines[0])
    if kind != _CORDEAU_MDVRP:
        raise ValueError(f"{path.name}: expected type {_CORDEAU_MDVRP}, got {kind}")
    limits = [(float(words[0]), int(words[1])) for words in lines[1 : 1 + depots]]
    rows = [[float(word) for word in words] for words in lines[1 + depots :]]
    if len(rows) != customers + depots:
        raise ValueError(f"{path.name}: expected {customers + depots} places, got {len(rows)}")
    rows = rows[customers:] + rows[:customers]
    return Published(
        name=path.stem,
        places=tuple((row[1], row[2]) for row in rows),
        depots=depots,
        service=tuple(row[3] for row in rows),
        demand=tuple(int(row[4]) for row in rows),
        opens=(0.0,) * len(rows),
        closes=(math.inf,) * len(rows),
        ready=(0.0,) * len(rows),
        fleets=tuple(
            Fleet(count=vehicles, capacity=capacity, depot=depot, longest=longest or None)
            for depot, (longest, capacity) in enumerate(limits)
        ),
        rounding=Rounding.NONE,
    )


def read_taillard(path: Path) -> Published:
    """
    Return a HFVRP instance of the older sets: double precision, one depot, kinds with fixed cost and cost a distance.

    Raises
    ------
    ValueError
        When the file limits the length of routes or has service times, which none of the sets does.
    """
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    lines = [words for words in lines if words and not words[0].startswith("//")]
    customers, kinds = int(lines[0][0]), int(lines[0][1])
    if float(lines[0][2]) < _UNLIMITED or float(lines[0][3]):
        raise ValueError(f"{path.name}: expected no range and no service time, got {lines[0][2:4]}")
    fleets, depot, rows = lines[1 : 1 + kinds], lines[1 + kinds], lines[2 + kinds :]
    if len(rows) != customers:
        raise ValueError(f"{path.name}: expected {customers} customers, got {len(rows)}")
    size = customers + 1
    return Published(
        name=path.stem,
        places=((float(depot[0]), float(depot[1])), *((float(row[0]), float(row[1])) for row in rows)),
        depots=1,
        demand=(0, *(int(row[2]) for row in rows)),
        service=(0.0,) * size,
        opens=(0.0,) * size,
        closes=(math.inf,) * size,
        ready=(0.0,) * size,
        fleets=tuple(
            Fleet(count=int(words[0]), capacity=int(words[1]), fixed=float(words[2]), per_distance=float(words[3]))
            for words in fleets
        ),
        rounding=Rounding.NONE,
    )
