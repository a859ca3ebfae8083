"""
Draws the embedded case ``synthetic-300``: a country that does not exist, of 300 districts in twelve provinces.

    python -m tests.synthetic_country [FOLDER]     writes the case (default: geodata/synthetic-300)

Nothing in it is taken from a real place, and it differs from the embedded real case on purpose: a grid of districts on
open sea, gates on two opposite borders, every site with published places, Sundays off, a flood, cold nights. One seed
draws it; a test draws it again and compares the bytes.
"""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from tests.case_tables import HEADERS, table_text

SEED = 20250301
COLUMNS, ROWS = 20, 15
WEST, SOUTH, STEP = -29.5, 1.0, 0.25
PROVINCE_NAMES = (
    "Norhal", "Ostmere", "Velden", "Karsk", "Tamrin", "Lowmarch",
    "Highfen", "Sarvik", "Belmora", "Quenlo", "Drysand", "The Outer Isles and Southern Reaches",
)  # fmt: skip
KEY = "foreign_nationals_2024"
SOURCE = "drawn"
# id, name, grid point (column, row) beside which it lies, degrees east of it, people a day: low, central, high
GATES = (
    ("east-gate", "East Gate", 19, 3, 0.25, (700, 1000, 1700)),
    ("north-gate", "North-East Gate", 19, 12, 0.25, (500, 800, 1300)),
    ("salt-gate", "Salt Gate", 19, 8, 0.25, (250, 400, 900)),
    ("west-gate", "West Gate", 0, 6, -0.25, (500, 700, 1200)),
    ("fen-gate", "Fen Gate", 0, 11, -0.25, (200, 350, 600)),
    ("reed-gate", "Reed Gate", 0, 1, -0.25, (100, 250, 500)),
)
SITES = 24
FAST_ROWS, FAST_COLUMNS = (3, 8, 12), (6, 13)
SLOW_KMH, FAST_KMH, DETOUR = 45, 80, 1.2
Table = list[dict[str, object]]


def triple(name: str, values: Sequence[int]) -> dict[str, object]:
    return {f"{name}_{end}": value for end, value in zip(("low", "central", "high"), values, strict=True)}


def province_of(column: int, row: int) -> str:
    return PROVINCE_NAMES[column // 5 + 4 * (row // 5)]


def tables() -> dict[str, Table]:
    """Return every table of the case."""
    rng = np.random.default_rng(SEED)
    points = [(column, row) for row in range(ROWS) for column in range(COLUMNS)]
    shift = rng.uniform(-0.07, 0.07, size=(len(points), 2))
    at = {
        point: (round(WEST + STEP * (point[0] + 0.5 + x), 4), round(SOUTH + STEP * (point[1] + 0.5 + y), 4))
        for point, (x, y) in zip(points, shift.tolist(), strict=True)
    }
    code = {point: f"SY{number:03}" for number, point in enumerate(points, 1)}
    people = np.maximum(rng.lognormal(11.2, 0.7, size=len(points)), 5_000).round(-2).astype(int).tolist()
    share = rng.lognormal(-4.2, 1.0, size=len(points)).tolist()
    districts = [
        {
            "pcode": code[point],
            "name": f"{province_of(*point)} {sum(province_of(*p) == province_of(*point) for p in points[: k + 1]):02}",
            "province": province_of(*point),
            "lon": at[point][0],
            "lat": at[point][1],
            "population": people[k],
            "population_year": 2024,
            KEY: max(10, round(people[k] * min(share[k], 0.2))),
        }
        for k, point in enumerate(points)
    ]
    crossings, places = list(_gates(at)), dict(at.items())
    sites, beside = _sites(rng, at)
    return {
        "sources": [
            {
                "source_id": SOURCE,
                "title": f"Drawn by tests/synthetic_country.py with seed {SEED}: no real place, no real figure",
                "publisher": "returns-planner",
                "date": "2025-03-01",
                "evidence": "assumption",
                "licence": "Apache-2.0",
            }
        ],
        "districts": districts,
        "people": [
            {"area": "national", "status": status, "low": low, "central": central, "high": high, "split_by": KEY}
            for status, low, central, high in (
                ("undocumented", 260_000, 300_000, 360_000),
                ("registered", 110_000, 120_000, 130_000),
            )
        ],
        "crossings": crossings,
        "sites": sites,
        "legs": [*_roads(places, code), *_to_gates(at, code), *_to_sites(beside, at, code)],
        "closures": list(_closures(code)),
        "calendar": [
            {"place_id": gate, "weekday": day, "opens": "07:00", "closes": "18:00"}
            for gate in ("fen-gate", "reed-gate")
            for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
        ],
        "climate": [
            {"place_id": site["id"], "month": month, "night_min_c": cold + warmer, "day_max_c": 14 + warmer}
            for site, cold in zip(sites, rng.integers(-4, 9, size=len(sites)).tolist(), strict=True)
            for month, warmer in ((3, 0), (4, 5))
        ],
    }  # fmt: skip


def _gates(at: dict[tuple[int, int], tuple[float, float]]) -> Iterator[dict[str, object]]:
    for gate, name, column, row, east, per_day in GATES:
        lon, lat = at[column, row]
        place = {"province": province_of(column, row), "mode": "land", "lon": round(lon + east, 4), "lat": lat}
        yield {"id": gate, "name": name, **place, **triple("people_per_day", per_day)}


def _sites(
    rng: np.random.Generator, at: dict[tuple[int, int], tuple[float, float]]
) -> tuple[Table, list[tuple[str, tuple[int, int]]]]:
    """Return two sites a province, a reception place beyond each large gate, and the point each lies beside."""
    rows: Table = []
    beside: list[tuple[str, tuple[int, int]]] = []
    for number in range(SITES):
        province, kind = number // 2, ("transit", "holding")[number % 2]
        point = (5 * (province % 4) + int(rng.integers(0, 5)), 5 * (province // 4) + int(rng.integers(0, 5)))
        middle = int(rng.integers(6, 26)) * 10
        site, (lon, lat) = f"{kind}-{province + 1:02}", at[point]
        rows.append(
            {
                "id": site,
                "name": f"{PROVINCE_NAMES[province]} {kind} site",
                "province": PROVINCE_NAMES[province],
                "kind": kind,
                "lon": round(lon + 0.02, 4),
                "lat": round(lat + 0.02, 4),
                **triple("places", (middle // 2, middle, middle * 2)),
                "covered_m2": middle * 8,
                "toilets": middle // 10,
            }
        )
        beside.append((site, point))
    for gate, _, column, row, east, per_day in GATES[:4]:
        lon, lat = at[column, row]
        place = {"province": "Beyond", "kind": "reception", "lon": round(lon + 2 * east, 4), "lat": lat}
        size = {**triple("places", tuple(3 * n for n in per_day)), "onward_people_per_day": 2 * per_day[2]}
        rows.append({"id": f"beyond-{gate}", "name": f"Reception beyond {gate.replace('-', ' ')}", **place, **size})
    return rows, beside


def _leg(one: str, other: str, ends: Sequence[tuple[float, float]], kmh: int = SLOW_KMH) -> dict[str, object]:
    (lon, lat), (lon2, lat2) = ends
    x = (lon2 - lon) * math.cos(math.radians((lat + lat2) / 2))
    km = max(1.0, round(math.hypot(x, lat2 - lat) * 111.2 * DETOUR, 1))
    return {"from_id": one, "to_id": other, "mode": "road", "km": km, "hours": round(km / kmh, 2)}


def _roads(
    at: dict[tuple[int, int], tuple[float, float]], code: dict[tuple[int, int], str]
) -> Iterator[dict[str, object]]:
    """Give the road from each district's town to the next ones east and north; a few rows and columns are fast."""
    for (column, row), here in at.items():
        for next_, fast in (((column + 1, row), row in FAST_ROWS), ((column, row + 1), column in FAST_COLUMNS)):
            if next_ in at:
                kmh = FAST_KMH if fast else SLOW_KMH
                yield _leg(code[column, row], code[next_], (here, at[next_]), kmh)


def _to_gates(
    at: dict[tuple[int, int], tuple[float, float]], code: dict[tuple[int, int], str]
) -> Iterator[dict[str, object]]:
    for number, (gate, _, column, row, east, _) in enumerate(GATES):
        lon, lat = at[column, row]
        yield _leg(code[column, row], gate, ((lon, lat), (lon + east, lat)))
        if number < len(GATES[:4]):
            yield _leg(gate, f"beyond-{gate}", ((lon + east, lat), (lon + 2 * east, lat)))


def _to_sites(
    beside: Sequence[tuple[str, tuple[int, int]]],
    at: dict[tuple[int, int], tuple[float, float]],
    code: dict[tuple[int, int], str],
) -> Iterator[dict[str, object]]:
    for site, point in beside:
        lon, lat = at[point]
        yield _leg(code[point], site, ((lon, lat), (lon + 0.02, lat + 0.02)))


def _closures(code: dict[tuple[int, int], str]) -> Iterator[dict[str, object]]:
    yield {"place_id": "salt-gate", "from": "2025-03-10", "to": "2025-03-16", "share_open": 0, "reason": "a strike"}
    yield {
        "place_id": "east-gate",
        "from": "2025-04-05",
        "to": "2025-04-07",
        "share_open": 0.5,
        "reason": "half of its lanes",
    }
    road = f"leg:{code[18, 3]}-{code[19, 3]}"
    yield {"place_id": road, "from": "2025-03-20", "to": "2025-03-24", "share_open": 0, "reason": "a flood"}


def boundaries() -> str:
    """Return a square for each district, and one around all."""

    def square(west: float, south: float, east: float, north: float) -> dict[str, object]:
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return {"type": "Polygon", "coordinates": [[[round(x, 3), round(y, 3)] for x, y in ring]]}

    whole = square(WEST, SOUTH, WEST + STEP * COLUMNS, SOUTH + STEP * ROWS)
    features = [
        {"type": "Feature", "properties": {"admin0": "XS", "name": "A country that does not exist"}, "geometry": whole}
    ]
    for number, row in enumerate(tables()["districts"]):
        west, south = WEST + STEP * (number % COLUMNS), SOUTH + STEP * (number // COLUMNS)
        about = {"pcode": row["pcode"], "name": row["name"], "province": row["province"], "source_id": SOURCE}
        features.append(
            {"type": "Feature", "properties": about, "geometry": square(west, south, west + STEP, south + STEP)}
        )
    lines = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


CASE_YAML = """\
title: A country that does not exist, of 300 districts (synthetic)
time_zone: Atlantic/Cape_Verde
metric_crs: EPSG:32626
statuses:
  undocumented: Undocumented people
  registered: Holders of a registration card
notes:
  - Synthetic. Every place and figure is drawn with one seed by tests/synthetic_country.py; all count as assumption.
  - It shows that the tool is not fitted to one country, and how it holds 300 districts.
"""


def files() -> dict[str, str]:
    """Return every file of the case, by name."""
    headers = {**HEADERS, "districts": HEADERS["districts"].replace(",source_id", f",{KEY},source_id")}
    written = {
        f"{name}.csv": table_text(
            headers[name], rows if name == "sources" else ({"source_id": SOURCE, **row} for row in rows)
        )
        for name, rows in tables().items()
    }
    return {
        "case.yaml": CASE_YAML,
        "boundaries.geojson": boundaries(),
        **{name: _trimmed(text) for name, text in written.items()},
    }


def _trimmed(text: str) -> str:
    """Return a table without its optional columns that hold nothing."""
    rows = list(csv.reader(io.StringIO(text)))
    needed = {"address", "split_by", "people_per_day", "queue_places", "licence"}
    kept = [k for k, name in enumerate(rows[0]) if name in needed or any(row[k] for row in rows[1:])]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([row[k] for k in kept] for row in rows)
    return out.getvalue()


def main(folder: Path) -> None:
    """Write the case."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    default = Path(__file__).resolve().parents[1] / "geodata" / "synthetic-300"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
