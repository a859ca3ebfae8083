"""Limits on travel at random, laid over a random case: legs, trains, vehicles, and sometimes a ceiling on money."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

from tests.oracle.random_cases import Maker

TRIPLE = ("low", "central", "high")


def add_travel(maker: Maker, rng: Random) -> None:
    """Add some limits on travel to a case in the making; its own draws stay as they are."""
    if rng.random() < 0.6:
        _legs(maker, rng)
    if rng.random() < 0.6:
        _trains(maker, rng)
    if rng.random() < 0.8:
        _fleets(maker, rng)
    limits: dict[str, Any] = dict(maker.scenario.get("limits") or {})
    if rng.random() < 0.4 and not maker.tables["services"]:
        maker.scenario["standards"] = {"profiles": ["sphere-2018", "pakistan-2023"]}
        limits["money:all"] = round(maker.total * rng.choice((50, 400, 2_000, 20_000)))
    _changes(maker, rng, limits)
    if limits:
        maker.scenario["limits"] = limits


def _around(rng: Random, value: float) -> int:
    return max(0, round(value * rng.uniform(0.3, 2)))


def _triple(rng: Random, stem: str, central: float) -> dict[str, object]:
    low, middle, high = sorted(round(central * rng.uniform(0, 2), 1) for _ in range(3))
    return {f"{stem}_{end}": f"{value:g}" for end, value in zip(TRIPLE, (low, middle, high), strict=True)}


def _legs(maker: Maker, rng: Random) -> None:
    for row in rng.sample(maker.tables["legs"], min(len(maker.tables["legs"]), rng.randint(1, 3))):
        row["people_per_day"] = _around(rng, maker.total / rng.choice((5, 20, 60)))


def _trains(maker: Maker, rng: Random) -> None:
    """Add one to three trains over one or two rail legs each, between places of any kind."""
    waiting = [row["id"] for row in maker.tables["sites"] if row["kind"] != "reception"]
    places = maker.ids("districts") + maker.ids("junctions") + maker.ids("crossings") + waiting
    for k in range(rng.randint(1, 3)):
        stops = rng.sample(places, min(len(places), rng.choice((2, 2, 3))))
        if len(stops) < 2:
            return
        for one, other in pairwise(stops):
            _rail(maker, rng, one, other)
        maker.add(
            "services",
            id=f"train{k}",
            kind="train",
            from_id=stops[0],
            to_id=stops[-1],
            seats=max(1, _around(rng, maker.total / 20)),
            **_triple(rng, "departures_per_day", rng.choice((0.5, 1, 2))),
        )


def _rail(maker: Maker, rng: Random, one: str, other: str) -> None:
    known = {frozenset((r["from_id"], r["to_id"])) for r in maker.tables["legs"] if r["mode"] == "rail"}
    if frozenset((one, other)) not in known:
        hours = rng.choice((0.5, 1, 3, 8, 20))
        maker.add("legs", from_id=one, to_id=other, mode="rail", km=f"{hours * 60:g}", hours=f"{hours:g}")


def _fleets(maker: Maker, rng: Random) -> None:
    provinces = sorted({row["province"] for row in maker.tables["districts"]})
    for k in range(rng.randint(1, 3)):
        seats = rng.choice((4, 12, 45))
        vehicles = maker.total / seats / rng.choice((2, 10, 40))
        maker.add(
            "fleets",
            id=f"fleet{k}",
            kind=rng.choice(("coach", "van", "hired")),
            province=rng.choice(("national", *provinces)),
            seats=seats,
            **({} if rng.random() < 0.1 else _triple(rng, "vehicles", vehicles)),
        )


def _changes(maker: Maker, rng: Random, limits: dict[str, Any]) -> None:
    """Let the scenario set, multiply or close some of them."""
    for row in maker.tables["fleets"]:
        if rng.random() < 0.3:
            limits[f"vehicles:{row['id']}"] = rng.choice((0, 1, round(maker.total / 50, 1)))
    for row in maker.tables["services"]:
        if rng.random() < 0.3:
            limits[f"{row['kind']}s:{row['id']}"] = rng.choice((0, 1.5, {"factor": 0.7}))
    if rng.random() < 0.3:
        leg = rng.choice(maker.tables["legs"])
        ends = (leg["from_id"], leg["to_id"])
        one, other = ends if rng.random() < 0.5 else ends[::-1]
        limits[f"leg:{one}-{other}"] = _around(rng, maker.total / 15)
