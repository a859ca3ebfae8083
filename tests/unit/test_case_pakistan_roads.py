"""The embedded case on the ground: legs, routes against recorded lengths, sides of the border."""

from __future__ import annotations

import csv
import heapq
import itertools
import json
import math
import os
import re
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from shapely import STRtree
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, shape

from tests.unit.case_pakistan import AFGHAN_JUNCTIONS, CASE, LAND_CROSSINGS, places, reception, rows

SHARED = Path(os.environ.get("RETURNS_SHARED", CASE.parents[2] / "shared"))
GAZETTEER = SHARED / "geodata" / "towns_geonames.csv"


def great_circle_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lon1, lat1), (lon2, lat2) = (tuple(map(math.radians, p)) for p in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


def flat(lon: float, lat: float) -> tuple[float, float]:
    """Kilometres on a plane at 31.5 degrees north; good to 3 % between 29 and 34."""
    return lon * 111.32 * math.cos(math.radians(31.5)), lat * 110.9


@cache
def roads() -> dict[str, list[tuple[str, int, Decimal]]]:
    """Neighbours by road: id -> (other id, minutes, km); minutes are rounded up per leg."""
    graph: dict[str, list[tuple[str, int, Decimal]]] = defaultdict(list)
    for r in rows("legs"):
        if r["mode"] != "road":
            continue
        minutes = math.ceil(Decimal(r["hours"]) * 60)
        for here, there in ((r["from_id"], r["to_id"]), (r["to_id"], r["from_id"])):
            graph[here].append((there, minutes, Decimal(r["km"])))
    return graph


def quickest(start: str, goal: str) -> tuple[int, Decimal]:
    """Minutes and km of the quickest way by road; ties go to fewer km."""
    queue: list[tuple[int, Decimal, str]] = [(0, Decimal(0), start)]
    done: set[str] = set()
    while queue:
        minutes, km, here = heapq.heappop(queue)
        if here == goal:
            return minutes, km
        if here in done:
            continue
        done.add(here)
        for there, more, further in roads()[here]:
            if there not in done:
                heapq.heappush(queue, (minutes + more, km + further, there))
    pytest.fail(f"no road from {start} to {goal}")


def reached_from(start: str, without: set[str]) -> set[str]:
    found, todo = {start}, [start]
    while todo:
        for there, _, _ in roads()[todo.pop()]:
            if there not in found and there not in without:
                found.add(there)
                todo.append(there)
    return found


# --- roads ---------------------------------------------------------------------------------------


def test_legs_join_places_once() -> None:
    pairs = [frozenset((r["from_id"], r["to_id"])) for r in rows("legs")]
    assert all(len(pair) == 2 and pair <= set(places()) for pair in pairs)
    assert len(pairs) == len(set(pairs))


def test_leg_lengths_and_speeds_are_possible() -> None:
    for r in rows("legs"):
        km, hours = float(r["km"]), float(r["hours"])
        crow = great_circle_km(places()[r["from_id"]], places()[r["to_id"]])
        if r["mode"] == "air":
            assert r["from_id"].startswith("airport-")
            assert r["to_id"] == "kabul-air"
            assert km == pytest.approx(crow, abs=0.1)
            assert hours == pytest.approx(km / 700 + 1, abs=0.01)
        else:
            assert crow - 0.1 <= km <= max(1.8 * crow, crow + 3), r
            assert 18 <= km / hours <= 90, r


def test_pakistani_side_is_one_component_and_afghan_side_hangs_on_crossings() -> None:
    afghan = reception() | AFGHAN_JUNCTIONS
    assert reached_from("PK528", without=afghan) == set(places()) - afghan - {"kabul-air"}
    crossings = {*LAND_CROSSINGS, "kabul-air"}
    hanging: set[str] = set()
    for crossing in crossings:
        beyond = reached_from(crossing, without=set(places()) - afghan - crossings)
        assert beyond & crossings == {crossing}, "a journey inside Pakistan could run through Afghanistan"
        hanging |= beyond - crossings
    assert hanging == afghan, "Afghan places that no crossing reaches"


def test_reception_is_next_to_its_crossing() -> None:
    neighbours = {i: {there for there, _, _ in roads()[i]} for i in reception()}
    assert neighbours == {
        "omari": {"torkham"},
        "iom-torkham": {"torkham"},
        "takhta-pul": {"chaman"},
        "sarai-shamali": {"kabul-air"},
    }


def test_airports_are_ends_of_roads() -> None:
    airports = {r["id"] for r in rows("junctions") if r["id"].startswith("airport-")}
    assert len(airports) == 6
    assert airports == {r["from_id"] for r in rows("legs") if r["mode"] == "air"}
    assert all(roads()[airport] for airport in airports)


class Town(NamedTuple):
    name: str
    position: tuple[float, float]


def known_towns() -> list[Town]:
    towns = [Town(i, p) for i, p in places().items()]
    if GAZETTEER.exists():
        with GAZETTEER.open(encoding="utf-8", newline="") as stream:
            for r in csv.DictReader(stream):
                if int(r["population"]) >= 15_000:
                    towns.append(Town(r["name"], (float(r["longitude"]), float(r["latitude"]))))
    return towns


def towns_between(a: tuple[float, float], b: tuple[float, float], near_km: float) -> list[str]:
    line = LineString([flat(*a), flat(*b)])
    towns = known_towns()
    points = [Point(flat(*t.position)) for t in towns]
    inside = STRtree(points).query(line, predicate="dwithin", distance=near_km)
    ends = [Point(c) for c in line.coords]
    return [towns[i].name for i in inside if min(points[i].distance(e) for e in ends) > near_km]


def test_no_leg_over_150_km_skips_a_town() -> None:
    longest = [r for r in rows("legs") if r["mode"] == "road" and Decimal(r["km"]) > 150]
    for r in longest:
        skipped = towns_between(places()[r["from_id"]], places()[r["to_id"]], near_km=8)
        assert not skipped, (r["from_id"], r["to_id"], skipped)


def test_a_long_leg_that_skips_a_town_would_be_found() -> None:
    assert "PK607" in towns_between(places()["PK622"], places()["rakhni"], near_km=8)


@pytest.mark.skipif(not GAZETTEER.exists(), reason="the gazetteer of towns is not beside the project")
def test_gazetteer_was_used() -> None:
    assert len(known_towns()) > len(places())


NHA = "National Highway Authority, list of roads"
WFP = "WFP Logistics Cluster, Torkham"
OWN = "recorded from memory, unverified"
# name, places along it, low km, high km, source
ROUTES = [
    ("N-5 Karachi-Lahore-Rawalpindi-Peshawar-Torkham", "PK721 PK617 PK630 PK528 torkham", 1819, 1819, NHA),
    ("N-25 Karachi-Khuzdar-Quetta-Chaman", "PK721 PK213 PK226 chaman", 790, 813, NHA),
    ("N-55 Kotri-DG Khan-DI Khan-Peshawar", "kotri PK607 PK509 PK528", 1264, 1264, NHA),
    ("N-65 Sukkur-Sibi-Quetta", "PK723 PK228 PK226", 385, 385, NHA),
    ("N-50 Kuchlak-Zhob-DI Khan", "kuchlak PK231 PK509", 531, 531, NHA),
    ("N-70 Qila Saifullah-Loralai-DG Khan-Multan", "PK215 PK219 PK607 PK622", 447, 447, NHA),
    ("M-1 Islamabad-Peshawar", "PK401 PK528", 155, 166, NHA),
    ("M-2 Lahore-Islamabad", "PK617 PK401", 367, 376, NHA),
    ("Karachi-Torkham", "PK721 torkham", 1400, 1500, WFP),
    ("Torkham-Jalalabad", "torkham jalalabad", 72.8, 72.8, WFP),
    ("Peshawar-Torkham", "PK528 torkham", 52, 60, OWN),
    ("Landi Kotal-Torkham", "PK513 torkham", 6, 8, OWN),
    ("Landi Kotal camp-Torkham", "transit-landi-kotal torkham", 6, 8, OWN),
    ("Islamabad-Torkham", "PK401 torkham", 215, 240, OWN),
    ("Rawalpindi-Torkham", "PK630 torkham", 215, 240, OWN),
    ("Lahore-Torkham", "PK617 torkham", 570, 610, OWN),
    ("Attock-Torkham", "PK601 torkham", 140, 165, OWN),
    ("Hazro-Torkham", "holding-hazro torkham", 140, 165, OWN),
    ("Haripur-Torkham", "PK511 torkham", 170, 200, OWN),
    ("Faisalabad-Torkham", "PK608 torkham", 540, 600, OWN),
    ("Multan-Torkham", "PK622 torkham", 690, 790, OWN),
    ("Nowshera-Torkham", "PK526 torkham", 95, 105, OWN),
    ("Kohat-Torkham", "PK514 torkham", 115, 130, OWN),
    ("Mardan-Torkham", "PK523 torkham", 115, 130, OWN),
    ("Quetta-Chaman", "PK226 chaman", 110, 127, OWN),
    ("Pishin-Chaman", "PK225 chaman", 75, 95, OWN),
    ("Karachi-Quetta", "PK721 PK226", 670, 700, OWN),
    ("Karachi-Jacobabad-Sibi-Quetta-Chaman", "PK721 PK707 PK228 PK226 chaman", 1000, 1120, OWN),
    ("Hyderabad-Chaman via Jacobabad", "PK706 PK707 chaman", 840, 950, OWN),
    ("Sukkur-Chaman", "PK723 chaman", 480, 520, OWN),
    ("Loralai-Chaman", "PK219 chaman", 340, 400, OWN),
    ("Lahore-Chaman via N-70", "PK617 PK622 PK219 chaman", 930, 1050, OWN),
    ("Bannu-Ghulam Khan", "PK503 ghulam-khan", 75, 95, OWN),
    ("Kohat-Kharlachi", "PK514 kharlachi", 190, 220, OWN),
    ("DI Khan-Angoor Adda", "PK509 angoor-adda", 180, 230, OWN),
    ("Quetta-Barabcha", "PK226 barabcha", 430, 520, OWN),
    ("Spin Boldak-Kandahar", "spin-boldak kandahar", 95, 105, OWN),
]


@pytest.mark.parametrize("route", ROUTES, ids=[r[0] for r in ROUTES])
def test_route_is_near_its_recorded_length(route: tuple[str, str, float, float, str]) -> None:
    _, along, low, high, source = route
    stops = along.split()
    km = float(sum(quickest(a, b)[1] for a, b in itertools.pairwise(stops)))
    assert 0.85 * low <= km <= 1.15 * high, f"{km} km against {low} to {high} ({source})"


def test_karachi_to_chaman_takes_the_printed_18_hours() -> None:
    minutes = sum(quickest(a, b)[0] for a, b in itertools.pairwise(["PK721", "PK213", "PK226", "chaman"]))
    assert minutes / 60 == pytest.approx(18, rel=0.15)


# --- the border ----------------------------------------------------------------------------------

# The outline is drawn at 1:10 million and thinned by 0.5 km for the maps: points may stand this far over.
OUTLINE_KM = 1.5
COAST_KM = 5.0


@cache
def country(code: str) -> MultiPolygon | Polygon:
    """Outline of PK or AF in kilometres on the plane of `flat`."""
    features = json.loads((CASE / "boundaries.geojson").read_text(encoding="utf-8"))["features"]
    outline = shape(next(f["geometry"] for f in features if f["properties"].get("admin0") == code))
    parts = outline.geoms if isinstance(outline, MultiPolygon) else [outline]
    return MultiPolygon([Polygon([flat(*c) for c in part.exterior.coords]) for part in parts])


def test_land_crossings_stand_on_the_border() -> None:
    near_border = country("PK").boundary.intersection(country("AF").buffer(OUTLINE_KM))
    assert 2_000 < near_border.length < 3_000, "the border is some 2,600 km long"
    for crossing in LAND_CROSSINGS:
        point = Point(flat(*places()[crossing]))
        assert near_border.distance(point) <= 5, crossing
        assert country("PK").distance(point) <= OUTLINE_KM, f"{crossing} stands in Afghanistan"


def test_pakistani_places_are_in_pakistan_and_afghan_ones_in_afghanistan() -> None:
    afghan = reception() | AFGHAN_JUNCTIONS | {"kabul-air"}
    for place, position in places().items():
        point = Point(flat(*position))
        if place in afghan:
            assert country("AF").contains(point), f"{place} is not in Afghanistan"
        elif place not in LAND_CROSSINGS:
            assert country("PK").distance(point) <= COAST_KM, f"{place} is not in Pakistan"
            assert not country("AF").contains(point), f"{place} is in Afghanistan"


def test_boundaries_are_small_valid_and_joined_by_pcode() -> None:
    path = CASE / "boundaries.geojson"
    assert path.stat().st_size < 400_000
    collection = json.loads(path.read_text(encoding="utf-8"))
    assert "Natural Earth" in collection["attribution"]
    assert "svg-maps" in collection["attribution"]
    shapes = [shape(f["geometry"]) for f in collection["features"]]
    assert all(s.is_valid and not s.is_empty for s in shapes)
    properties = [f["properties"] for f in collection["features"]]
    assert sorted(p["admin0"] for p in properties if "admin0" in p) == ["AF", "PK"]
    covered = [pcode for p in properties if "pcode" in p for pcode in p["covers"]]
    assert sorted(covered) == sorted(r["pcode"] for r in rows("districts"))
    assert all(p["pcode"] in p["covers"] for p in properties if "pcode" in p)


def test_boundaries_have_at_most_four_decimals() -> None:
    text = (CASE / "boundaries.geojson").read_text(encoding="utf-8")
    assert not re.search(r"\d\.\d{5}", text)
