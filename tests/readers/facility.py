"""Published facility location: sites with a capacity and a fixed cost, customers served from open ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Facility:
    """
    One instance.

    Parameters
    ----------
    capacity, fixed
        ``[sites] float64``: units, cost of opening.
    demand
        ``[customers] float64``: units.
    cost
        ``[customers, sites] float64``: of serving all of a customer's demand from a site.
    single
        Whether a customer is served from one site alone.
    """

    name: str
    capacity: Floats
    fixed: Floats
    demand: Floats
    cost: Floats
    single: bool


def _numbers(path: Path) -> list[float]:
    return [float(word) for word in path.read_text(encoding="utf-8").split()]


def read_orlib(path: Path) -> Facility:
    """Return a capacitated instance of the OR-Library: demand may be served from several sites."""
    words = _numbers(path)
    sites, customers = int(words[0]), int(words[1])
    head = np.array(words[2 : 2 + 2 * sites]).reshape(sites, 2)
    rows = np.array(words[2 + 2 * sites :]).reshape(customers, 1 + sites)
    return Facility(path.stem, head[:, 0].copy(), head[:, 1].copy(), rows[:, 0].copy(), rows[:, 1:].copy(), False)


def read_holmberg(path: Path) -> Facility:
    """Return a single-source instance of Holmberg and others, in the plain format of its repository."""
    words = _numbers(path)
    sites, customers = int(words[0]), int(words[1])
    parts = np.split(np.array(words[2:]), np.cumsum([sites, sites, customers]))
    capacity, fixed, demand, cost = parts
    return Facility(path.stem, capacity, fixed, demand, cost.reshape(customers, sites), True)


def read_optima(folder: Path) -> dict[str, float]:
    """Return the published optimal values of both sets, by the name of the instance."""
    found = {}
    lines = (folder / "orlib_cap" / "optimal-solutions.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    for words in map(str.split, lines):
        if len(words) == 2 and words[0].startswith("cap"):
            found[words[0]] = float(words[1])
    values = (folder / "sscflp_holmberg" / "os.txt").read_text(encoding="utf-8").split()
    return found | {f"p{number}": float(value) for number, value in enumerate(values, start=1)}


def check_shares(instance: Facility, shares: Sequence[Sequence[float]]) -> tuple[float, list[str]]:
    """
    Return the cost of an answer by plain addition, and everything that is wrong with it.

    Parameters
    ----------
    shares
        By customer and site: the part of the demand that is served from there.
    """
    faults, cost = [], 0.0
    load = [0.0] * len(instance.capacity)
    for customer, row in enumerate(shares):
        if abs(sum(row) - 1) > 1e-6 or min(row) < -1e-6:
            faults.append(f"customer {customer} is served {sum(row):g} times")
        if instance.single and max(row) < 1 - 1e-6:
            faults.append(f"customer {customer} is served from several sites")
        for site, share in enumerate(row):
            load[site] += share * float(instance.demand[customer])
            cost += share * float(instance.cost[customer, site])
    for site, units in enumerate(load):
        if units > instance.capacity[site] + 1e-5:
            faults.append(f"site {site} serves {units:g} with {instance.capacity[site]:g}")
        if units > 1e-6:
            cost += float(instance.fixed[site])
    return cost, faults
