"""
Published facility location: sites with a capacity and a fixed cost, customers served from open ones.

In one stage customers are served from sites; in two, plants send to depots and depots to customers.
"""

from __future__ import annotations

import gzip
import re
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


@dataclass(frozen=True, slots=True, eq=False)
class TwoStage:
    """
    An instance in two stages; a customer may be served from several depots, a depot from several plants.

    Parameters
    ----------
    demand
        ``[customers] float64``: units.
    plants, depots
        ``[plants, 2] float64`` and ``[depots, 2] float64``: units that pass, cost of opening.
    to_depot, to_customer
        ``[plants, depots] float64`` and ``[depots, customers] float64``: cost of a unit.
    """

    name: str
    demand: Floats
    plants: Floats
    depots: Floats
    to_depot: Floats
    to_customer: Floats


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


def read_two_stage(path: Path) -> TwoStage:
    """
    Return an instance of the two-stage set of Fernandes and others, gzipped.

    Raises
    ------
    ValueError
        When there are more or fewer numbers than the sizes on the first line ask for.
    """
    words = gzip.decompress(path.read_bytes()).decode("ascii").split()
    plants, depots, customers = (int(word) for word in words[:3])
    sizes = [customers, 2 * plants, plants * depots, 2 * depots, depots * customers]
    if len(words) != 3 + sum(sizes):
        raise ValueError(f"{path.name}: expected {3 + sum(sizes)} numbers, got {len(words)}")
    demand, first, to_depot, second, to_customer = np.split(np.array(words[3:], float), np.cumsum(sizes[:-1]))
    return TwoStage(
        path.name.partition(".")[0],
        demand,
        first.reshape(plants, 2),
        second.reshape(depots, 2),
        to_depot.reshape(plants, depots),
        to_customer.reshape(depots, customers),
    )


def read_two_stage_values(folder: Path) -> dict[str, tuple[float, float]]:
    """Return the published lower bound and best known value of the instances of 50 plants, by name."""
    best = {}
    for line in (folder / "bks-50.txt").read_text(encoding="ascii").splitlines():
        kind, number, value = line.split()[:3]
        best[f"PSC{number}-C{kind}-50"] = float(value)
    lines = (folder / "lb-50.txt").read_text(encoding="ascii").splitlines()
    found = {}
    for line in lines:
        name, value = line.split()
        known = re.fullmatch(r"C(\d+)-(\d+)-50", name)
        if known is not None:
            name = f"PSC{known[2]}-C{known[1]}-50"
            found[name] = (float(value), best[name])
    return found


def check_flows(instance: TwoStage, to_depot: Floats, to_customer: Floats) -> tuple[float, list[str]]:
    """
    Return the cost of an answer in two stages by plain addition, and everything that is wrong with it.

    Parameters
    ----------
    to_depot, to_customer
        ``[plants, depots] float64`` and ``[depots, customers] float64``: units sent.
    """
    sent, taken = to_depot.tolist(), to_customer.tolist()
    into = [sum(row[depot] for row in sent) for depot in range(len(instance.depots))]
    faults = ["units are negative"] if min(map(min, [*sent, *taken])) < -1e-6 else []
    for customer, wanted in enumerate(instance.demand.tolist()):
        got = sum(row[customer] for row in taken)
        if abs(got - wanted) > 1e-5:
            faults.append(f"customer {customer} gets {got:g} of {wanted:g}")
    cost = 0.0
    stages = (
        ("plant", sent, instance.plants, instance.to_depot),
        ("depot", taken, instance.depots, instance.to_customer),
    )
    for what, units, ends, each in stages:
        for k, (row, (capacity, fixed)) in enumerate(zip(units, ends.tolist(), strict=True)):
            out = sum(row)
            if out > capacity + 1e-5:
                faults.append(f"{what} {k} sends {out:g} with {capacity:g}")
            if what == "depot" and abs(out - into[k]) > 1e-5:
                faults.append(f"depot {k} takes in {into[k]:g} and sends {out:g}")
            cost += sum(number * float(price) for number, price in zip(row, each[k], strict=True))
            cost += fixed if out > 1e-6 else 0.0
    return cost, faults


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
