"""The embedded case folder pakistan-2023, read with the csv module alone."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

CASE = Path(__file__).resolve().parents[2] / "geodata" / "pakistan-2023"
LAND_CROSSINGS = {
    "torkham", "kharlachi", "ghulam-khan", "angoor-adda", "chaman", "barabcha", "noor-wahab", "badini",
    "qamar-din-karez",
}  # fmt: skip
AFGHAN_JUNCTIONS = {"jalalabad", "spin-boldak", "kandahar"}
Row = dict[str, str]


@cache
def rows(table: str) -> list[Row]:
    with (CASE / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def places() -> dict[str, tuple[float, float]]:
    """Every place of the case: id -> (lon, lat) in degrees."""
    keyed = [("districts", "pcode"), ("crossings", "id"), ("sites", "id"), ("junctions", "id")]
    return {r[key]: (float(r["lon"]), float(r["lat"])) for table, key in keyed for r in rows(table)}


def reception() -> set[str]:
    return {r["id"] for r in rows("sites") if r["kind"] == "reception"}
