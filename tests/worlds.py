"""Small worlds for tests: two districts, one gate, sometimes a site, with answers anyone can work out by hand.

Alder lies an hour from the gate, Birch ten hours (a day's lag at eight hours on the road a day). Everything else is
given by the test that asks. Worlds are written as case folders, so every test also reads one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.config import LoadedScenario, load_scenario
from planner.model import solve_reading
from planner.network import build_world
from planner.outcome import Judged
from planner.pipeline import judge, prepare
from planner.records import Case, Reading
from planner.recount import Roads
from planner.solution import ReadingResult
from tests.case_tables import HEADERS, table_text

CASE_YAML = """\
title: A world for a pencil
time_zone: Asia/Karachi
metric_crs: EPSG:32642
statuses: {undocumented: Undocumented}
"""
CONFIG = """\
name: pencil
case: case
start: 2023-10-04
deadline: 2023-10-08
streams: {self_organised: 1}
stay: {min_nights: 1, max_nights: 1}
"""
Row = Mapping[str, Any]


def triple(name: str, value: object) -> dict[str, object]:
    """Return a range whose three ends are one value."""
    return {f"{name}_{end}": value for end in ("low", "central", "high")}


def gate(**changes: object) -> dict[str, object]:
    """Return the gate: 100 people a day unless the test says otherwise."""
    row = {"id": "gate", "name": "Gate", "province": "North", "mode": "land", "lon": 71.1, "lat": 34.1}
    return {**row, **triple("people_per_day", 100), **changes}


def site(**changes: object) -> dict[str, object]:
    """Return a transit site beside Alder and an hour from the gate."""
    row = {"id": "hall", "name": "Hall", "province": "North", "kind": "transit", "lon": 71.4, "lat": 34.05}
    return {**row, **changes}


def leg(one: str, other: str, hours: float, mode: str = "road") -> dict[str, object]:
    """Return a leg at 40 km an hour."""
    return {"from_id": one, "to_id": other, "mode": mode, "km": hours * 40, "hours": hours}


ROADS = (leg("A", "gate", 1), leg("B", "gate", 10))
HALL_ROADS = (leg("A", "hall", 1), leg("B", "hall", 10), leg("hall", "gate", 1))


def write_world(
    folder: Path, *, people: Sequence[int] = (300, 200), config: str = "", **tables: Sequence[Row]
) -> LoadedScenario:
    """
    Write a case folder and its configuration and load it.

    Parameters
    ----------
    people
        People of Alder (North) and Birch (South), in every reading.
    config
        Lines that replace or extend the default configuration, which ends after five days.
    tables
        Rows by table; what is missing takes the default world's.
    """
    case = folder / "case"
    case.mkdir(parents=True)
    place = {"lon": 71.5, "lat": 34, "population": 50000, "population_year": 2023}
    rows: dict[str, Sequence[Row]] = {
        "sources": [
            {
                "source_id": "S1",
                "title": "Made up",
                "publisher": "nobody",
                "date": "2023-10-01",
                "evidence": "official",
                "licence": "CC0-1.0",
            }
        ],
        "districts": [
            {"pcode": "A", "name": "Alder", "province": "North", **place},
            {"pcode": "B", "name": "Birch", "province": "South", **place},
        ],
        "people": [
            {"area": area, "status": "undocumented", "low": n, "central": n, "high": n}
            for area, n in zip("AB", people, strict=True)
        ],
        "crossings": [gate()],
        "legs": ROADS,
        **tables,
    }
    (case / "case.yaml").write_text(CASE_YAML, encoding="utf-8")
    for name, table in rows.items():
        text = table_text(HEADERS[name], ({"source_id": "S1", **row} for row in table))
        (case / f"{name}.csv").write_text(text, encoding="utf-8")
    own = {line.split(":")[0] for line in config.splitlines() if line and not line.startswith(" ")}
    kept = [line for line in CONFIG.splitlines() if line.split(":")[0] not in own]
    path = folder / "pencil.yaml"
    path.write_text("\n".join([*kept, config]) + "\n", encoding="utf-8")
    return load_scenario(str(path))


@dataclass(frozen=True)
class Answered:
    """One reading of a world, solved and judged."""

    case: Case
    result: ReadingResult
    judged: Judged

    @property
    def on_time(self) -> int:
        """People across by the deadline; plan and bound are one number in these worlds."""
        assert self.judged.plan.on_time_people == self.judged.proved_at_most
        return self.judged.proved_at_most

    @property
    def days(self) -> int | None:
        """Days to completion."""
        return self.result.completion.days


def answer(loaded: LoadedScenario, reading: Reading = Reading.CENTRAL) -> Answered:
    """Solve one reading and have it judged."""
    geography = prepare(loaded)
    result = solve_reading(build_world(geography, reading))
    return Answered(geography.case, result, judge(Roads(geography.case), loaded.scenario, result))
