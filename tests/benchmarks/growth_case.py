"""
A made-up country of any number of districts, as records: everything about it is drawn from one seed.

Districts lie at random on a plain of 1,400 by 1,000 km in seven provinces; roads join each to its nearest neighbours
and all to one another. Twelve crossings stand along one border, forty sites inland. Closures shut crossings, a site,
roads and junctions on some days, so that travel groups differ by more than their distance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import cKDTree

from planner.config import Release, Scenario, ShareRange, Stay, Streams
from planner.records import Case, Closure, Crossing, District, Junction, Leg, PeopleRow, Site, Source, Span

SEED = 20231004
START = date(2024, 1, 1)
WIDTH_KM, HEIGHT_KM = 1400.0, 1000.0
PROVINCES, CROSSINGS, SITES = 7, 12, 40
CROSSINGS_EACH = 5
KM_AN_HOUR = 40
ROADS_EACH = 4
CLOSED_ROADS, CLOSED_JUNCTIONS = 20, 10
PEOPLE = 12_000_000
MADE_UP = "made-up"
SOURCE = Source(id=MADE_UP, title="Drawn", publisher="", date="", address="", evidence="assumption", licence="")
Floats = NDArray[np.float64]


def make_scenario(case: Case, num_days: int, release: str, *, by_province: bool) -> Scenario:
    """
    Return the question: everyone across within ``num_days``.

    Parameters
    ----------
    release
        ``at_once`` on the first day, or ``uniform`` over all days.
    by_province
        Whether people of a province may use only the crossings nearest to it, or any.
    """
    share = ShareRange(low=Fraction("0.7"), central=Fraction("0.8"), high=Fraction("0.9"))
    deadline = START + timedelta(days=num_days - 1)
    return Scenario(
        name="growth",
        case="growth",
        start=START,
        deadline=deadline,
        streams=Streams(self_organised=share),
        release=Release.model_validate({"kind": release, "from": START, "to": deadline}),
        exit_rule=_nearest_crossings(case) if by_province else {},
        stay=Stay(min_nights=1, max_nights=1),
    )


def _nearest_crossings(case: Case) -> dict[str, tuple[str, ...]]:
    """Return the nearest crossings to the middle of each province."""
    inside: dict[str, list[tuple[Fraction, Fraction]]] = {}
    points = [(d.province, d.lon, d.lat) for d in case.districts] + [(s.province, s.lon, s.lat) for s in case.sites]
    for province, lon, lat in points:
        inside.setdefault(province, []).append((lon, lat))
    rule = {}
    for province, near_by in sorted(inside.items()):
        lon, lat = (sum(axis, Fraction(0)) / len(near_by) for axis in zip(*near_by, strict=True))
        near = sorted(case.crossings, key=lambda c: ((c.lon - lon) ** 2 + (c.lat - lat) ** 2, c.id))
        rule[province] = tuple(sorted(c.id for c in near[:CROSSINGS_EACH]))
    return rule


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """A place of the plain: id, province, degrees."""

    id: str
    province: str
    lon: Fraction
    lat: Fraction


def make_case(num_districts: int) -> Case:
    """Return the country with so many districts."""
    rng = np.random.default_rng(np.random.SeedSequence(SEED, spawn_key=(num_districts,)))
    # Provinces, sites and capacities are the same whatever the number of districts, so that sizes can be compared.
    fixed = np.random.default_rng(np.random.SeedSequence(SEED))
    sizes = {"D": num_districts, "J": num_districts // 20, "crossing-": CROSSINGS, "site-": SITES}
    km = _plain(rng, fixed, num_districts + sizes["J"])
    capitals = fixed.uniform((0, 0), (WIDTH_KM, HEIGHT_KM), size=(PROVINCES, 2))
    province = np.asarray(cKDTree(capitals).query(km)[1]).tolist()
    ids = [f"{name}{k:05}" for name, size in sizes.items() for k in range(size)]
    places = [
        _Place(place, f"Province {k + 1}", _degrees(x), _degrees(y))
        for place, k, (x, y) in zip(ids, province, km.tolist(), strict=True)
    ]
    inland = num_districts + sizes["J"]
    legs = _roads(km, ids)
    crossings = tuple(_crossing(p, int(fixed.integers(500, 4_500))) for p in places[inland : inland + CROSSINGS])
    sites = tuple(_site(p, int(fixed.integers(300, 3_000))) for p in places[inland + CROSSINGS :])
    population = np.maximum(rng.lognormal(10.5, 0.8, size=num_districts), 1_000).astype(np.int64).tolist()
    junctions = tuple(
        Junction(id=p.id, name=p.id, lon=p.lon, lat=p.lat, source_id=MADE_UP) for p in places[num_districts:inland]
    )
    return Case(
        name="growth",
        title="A made-up country",
        time_zone="UTC",
        metric_crs="EPSG:32642",
        statuses={"undocumented": "people in scope"},
        notes=(),
        sources={MADE_UP: SOURCE},
        districts=tuple(_district(p, people) for p, people in zip(places[:num_districts], population, strict=True)),
        people=(
            PeopleRow(area="national", status="undocumented", people=_span(PEOPLE), split_by=None, source_id=MADE_UP),
        ),
        crossings=crossings,
        sites=sites,
        junctions=junctions,
        legs=legs,
        closures=_closures(rng, (crossings[0].id, crossings[5].id, sites[7].id), legs, junctions),
    )


def _plain(rng: np.random.Generator, fixed: np.random.Generator, inland: int) -> Floats:
    """Return where everything lies, ``[places, 2]`` km: inland at random, crossings along the border, then sites."""
    border = np.column_stack([np.full(CROSSINGS, -10.0), (np.arange(CROSSINGS) + 0.5) * HEIGHT_KM / CROSSINGS])
    sites = fixed.uniform((20, 20), (WIDTH_KM / 2, HEIGHT_KM - 20), size=(SITES, 2))
    return np.concatenate([rng.uniform((0, 0), (WIDTH_KM, HEIGHT_KM), size=(inland, 2)), border, sites])


def _district(place: _Place, population: int) -> District:
    return District(
        pcode=place.id,
        name=place.id,
        province=place.province,
        lon=place.lon,
        lat=place.lat,
        population=population,
        population_year=2024,
        keys={},
        source_id=MADE_UP,
    )


def _span(value: int) -> Span:
    """Return a range of a fifth either way."""
    return Span(low=Fraction(value * 4 // 5), central=Fraction(value), high=Fraction(value * 6 // 5))


def _degrees(km: float) -> Fraction:
    """Return kilometres on the plain as degrees with six decimals; only their order matters."""
    return Fraction(round(km * 9_000), 1_000_000)


def _roads(places: Floats, ids: list[str]) -> tuple[Leg, ...]:
    """Join every place to its nearest ones, and whatever is still apart by the shortest roads that do."""
    near = np.asarray(cKDTree(places).query(places, k=ROADS_EACH)[1]).tolist()
    pairs = {(min(k, other), max(k, other)) for k, row in enumerate(near) for other in row[1:]}
    # Places in order along the plain keep the graph connected at the cost of one more candidate each.
    order = np.lexsort((places[:, 1], places[:, 0] // 40)).tolist()
    candidates = np.array(sorted(pairs | {(min(a, b), max(a, b)) for a, b in pairwise(order)}), dtype=np.int64)
    km = np.hypot(*(places[candidates[:, 0]] - places[candidates[:, 1]]).T) + 0.001
    graph = csr_array((km, (candidates[:, 0], candidates[:, 1])), shape=(len(places), len(places)))
    tree = minimum_spanning_tree(graph).tocoo()
    joined = pairs | {(int(min(a, b)), int(max(a, b))) for a, b in zip(tree.row, tree.col, strict=True)}
    return tuple(_leg(places, ids, a, b) for a, b in sorted(joined))


def _leg(places: Floats, ids: list[str], a: int, b: int) -> Leg:
    # A quarter longer than the crow flies.
    km = Fraction(round(float(np.hypot(*(places[a] - places[b]))) * 125), 100)
    return Leg(
        from_id=ids[a], to_id=ids[b], mode="road", km=km, hours=km / KM_AN_HOUR, people_per_day=None, source_id=MADE_UP
    )


def _crossing(place: _Place, people: int) -> Crossing:
    return Crossing(
        id=place.id,
        name=place.id,
        province=place.province,
        mode="land",
        lon=place.lon,
        lat=place.lat,
        people_per_day=_span(people),
        queue_places=2 * people,
        opens_on=None,
        source_id=MADE_UP,
    )


def _site(place: _Place, people: int) -> Site:
    return Site(
        id=place.id,
        name=place.id,
        province=place.province,
        kind="transit",
        lon=place.lon,
        lat=place.lat,
        places=_span(people),
        intake_people_per_day=Fraction(people),
        covered_m2=None,
        desks=None,
        toilets=None,
        water_l_per_day=None,
        meals_per_day=None,
        onward_people_per_day=None,
        source_id=MADE_UP,
    )


def _closures(
    rng: np.random.Generator, shut: tuple[str, ...], legs: tuple[Leg, ...], junctions: tuple[Junction, ...]
) -> tuple[Closure, ...]:
    """Shut some places, roads and junctions for a week each, within the first quarter."""
    roads = [legs[k].ids[0] for k in rng.choice(len(legs), size=CLOSED_ROADS, replace=False).tolist()]
    meeting = [junctions[k].id for k in rng.choice(len(junctions), size=CLOSED_JUNCTIONS, replace=False).tolist()]
    places = [*shut, *roads, *meeting]
    days = rng.integers(0, 80, size=len(places)).tolist()
    return tuple(
        Closure(
            place_id=place,
            first=START + timedelta(days=day),
            last=START + timedelta(days=day + 6),
            share_open=Fraction(0),
            reason="drawn",
            source_id=MADE_UP,
        )
        for place, day in zip(places, days, strict=True)
    )
