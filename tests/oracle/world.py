"""A case folder and a scenario as plain numbers, read with the csv module only.

Nothing here knows how the planner reads or models a case. Quantities are exact: counts are ints, shares and
factors are Fractions, days are whole numbers counted from the scenario's start (day 0).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

READINGS = ("favourable", "central", "strict")
#: Which column of a range a reading takes, for people (fewer is favourable) and for capacities (more is).
PEOPLE_END = {"favourable": "low", "central": "central", "strict": "high"}
CAPACITY_END = {"favourable": "high", "central": "central", "strict": "low"}

COVERED_M2_WARM = Fraction("3.5")  # SHE-01
COVERED_M2_COLD = Fraction("4.5")  # SHE-02
COVERED_M2_DETAINED = Fraction("3.4")  # DET-01
COLD_NIGHT_C = Fraction(5)  # SHE-17
PEOPLE_PER_TOILET = Fraction(50)  # SAN-01
LITRES_PER_PERSON = Fraction("7.5")  # WAT-02
MEALS_PER_PERSON = Fraction(3)  # FOO-01 as meals

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Row = Mapping[str, str]


def number(text: str | None) -> Fraction | None:
    """Give the exact value of a CSV cell, or None when it is empty."""
    return Fraction(text.strip()) if text and text.strip() else None


def read_table(folder: Path, name: str) -> list[Row]:
    """Give the rows of `name`.csv in `folder`; none when the file is absent."""
    path = folder / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [{key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(stream)]


def read_scenario(path: Path) -> dict[str, Any]:
    """Give the mapping of a resolved scenario file (inheritance already done)."""
    return dict(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))


def whole_date(value: object) -> date:
    """Give a date from an ISO string or from what YAML already made a date."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def split_whole(total: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Split `total` people by `weights` by largest remainder; ties go to the smaller key.

    Raises
    ------
    ValueError
        When there are people and every weight is 0.
    """
    whole = sum(weights.values(), Fraction(0))
    if total == 0:
        return dict.fromkeys(weights, 0)
    if whole == 0:
        raise ValueError(f"{total} people and nothing to split them by")
    quota = {key: total * weight / whole for key, weight in weights.items()}
    given = {key: floor(share) for key, share in quota.items()}
    order = sorted(quota, key=lambda key: (given[key] - quota[key], key))
    for key in order[: total - sum(given.values())]:
        given[key] += 1
    return given


@dataclass(frozen=True)
class World:
    """One case folder under one scenario, with every limit as a number for a day."""

    scenario: Mapping[str, Any]
    districts: dict[str, Row]
    crossings: dict[str, Row]
    sites: dict[str, Row]
    junctions: dict[str, Row]
    people_rows: list[Row]
    legs: list[Row]
    services: list[Row]
    closures: list[Row]
    calendar: list[Row]
    climate: list[Row]
    fleets: list[Row] = field(default_factory=list)
    _shares: dict[tuple[str, int], Fraction] = field(default_factory=dict)

    @property
    def start(self) -> date:
        """The date of day 0."""
        return whole_date(self.scenario["start"])

    @property
    def deadline_days(self) -> int:
        """Days from start to deadline, both counted."""
        return (whole_date(self.scenario["deadline"]) - self.start).days + 1

    @property
    def one_night_only(self) -> bool:
        """True for exactly one night at a site, False for one night or more.

        Raises
        ------
        ValueError
            For any other rule of stay: it has no exact form here.
        """
        stay = self.scenario.get("stay") or {}
        least, most = stay.get("min_nights", 1), stay.get("max_nights")
        if least != 1 or most not in (1, None):
            raise ValueError(f"stay {stay} is outside what the oracle answers")
        return most == 1

    # ---- who is on the way -----------------------------------------------------------------------------

    def _area(self, area: str) -> list[str]:
        if area == "national":
            return list(self.districts)
        if area in self.districts:
            return [area]
        return [code for code, row in self.districts.items() if row["province"] == area]

    def _split_row(self, row: Row, end: str) -> dict[str, int]:
        column = row.get("split_by") or "population"
        weights = {c: number(self.districts[c].get(column)) or Fraction(0) for c in self._area(row["area"])}
        return split_whole(int(number(row[end]) or 0), weights)

    def _status_people(self, status: str, end: str) -> dict[str, int]:
        rows = [row for row in self.people_rows if row["status"] == status]
        override = (self.scenario.get("people") or {}).get(status)
        if override is None:
            parts = [self._split_row(row, end) for row in rows]
            return {c: sum(part.get(c, 0) for part in parts) for c in self.districts}
        total = int(override[end] if isinstance(override, Mapping) else override)
        if len(rows) == 1 and rows[0]["area"] == "national":
            return self._split_row({**rows[0], end: str(total)}, end)
        parts = [self._split_row(row, "central") for row in rows]
        return split_whole(total, {c: Fraction(sum(p.get(c, 0) for p in parts)) for c in self.districts})

    def people(self, reading: str) -> dict[str, int]:
        """Give the people in scope of every district in one reading."""
        found = [self._status_people(s, PEOPLE_END[reading]) for s in self.scenario.get("scope", ["undocumented"])]
        return {code: sum(part[code] for part in found) for code in self.districts}

    def self_organised(self, people: int, reading: str) -> int:
        """Give how many of a district's `people` travel straight to a crossing."""
        share = self.scenario["streams"]["self_organised"]
        value = share[CAPACITY_END[reading]] if isinstance(share, Mapping) else share
        return floor(people * Fraction(str(value)))

    def released(self, people: int, days: int) -> list[int]:
        """Give how many of `people` are first free to leave on each of `days` days."""
        rule = self.scenario.get("release") or {}
        begin = (whole_date(rule.get("from") or self.start) - self.start).days
        end = (whole_date(rule.get("to") or self.scenario["deadline"]) - self.start).days
        kind = rule.get("kind", "at_once")
        length = 1 if kind == "at_once" else end - begin + 1

        def out(day: int) -> int:
            k = min(max(day - begin + 1, 0), length)
            if kind == "rising":
                return people * k * (k + 1) // (length * (length + 1))
            return people * k // length

        return [out(0), *(out(day) - out(day - 1) for day in range(1, days))]

    def exits(self, province: str) -> list[str]:
        """Give the crossings that people and sites of `province` may use (none when a rule omits it)."""
        rule = self.scenario.get("exit_rule") or {}
        return sorted(rule.get(province, ())) if rule else sorted(self.crossings)

    # ---- what is open ----------------------------------------------------------------------------------

    def share(self, place: str, day: int) -> Fraction:
        """Give the share of `place` open on `day`: the least that any closure or its calendar leaves."""
        if (place, day) not in self._shares:
            self._shares[place, day] = self._share(place, self.start + timedelta(days=day))
        return self._shares[place, day]

    def _share(self, place: str, on: date) -> Fraction:
        shares = [Fraction(1)]
        for row in self.closures:
            if row["place_id"] == place and whole_date(row["from"]) <= on <= whole_date(row["to"]):
                shares.append(number(row["share_open"]) or Fraction(0))
        week = [row["weekday"].lower()[:3] for row in self.calendar if row["place_id"] == place]
        if week and WEEKDAYS[on.weekday()][:3] not in week:
            shares.append(Fraction(0))
        return min(shares)

    def leg_share(self, one: str, other: str, day: int) -> Fraction:
        """Give the share of a leg that is open, whichever way round its rows name it."""
        return min(self.share(f"leg:{one}-{other}", day), self.share(f"leg:{other}-{one}", day))

    # ---- limits; None means that no limit is known ------------------------------------------------------

    def limit(self, kind: str, place: str, published: Fraction | None) -> Fraction | None:
        """Give a published limit after the scenario's own figure for it, if any."""
        change = (self.scenario.get("limits") or {}).get(f"{kind}:{place}")
        if change is None:
            return published
        if isinstance(change, Mapping):
            return None if published is None else published * Fraction(str(change["factor"]))
        return Fraction(str(change))

    def throughput(self, crossing: str, reading: str) -> Fraction | None:
        """Give the people a day that a crossing passes when wholly open, flights aside."""
        row = self.crossings[crossing]
        return self.limit("throughput", crossing, number(row[f"people_per_day_{CAPACITY_END[reading]}"]))

    def passes(self, crossing: str, day: int, reading: str) -> int | None:
        """Give the most people who may cross on `day`."""
        row, share = self.crossings[crossing], self.share(crossing, day)
        opens = row.get("opens_on")
        if share == 0 or (opens and self.start + timedelta(days=day) < whole_date(opens)):
            return 0
        caps = []
        rate = self.throughput(crossing, reading)
        if rate is not None:
            caps.append(floor(rate * share))
        if row["mode"] == "air":
            end = f"departures_per_day_{CAPACITY_END[reading]}"
            flights = [r for r in self.services if r["kind"] == "flight" and r["to_id"] == crossing]
            departures = [self.limit("flights", r["id"], number(r[end])) or Fraction(0) for r in flights]
            seats = sum((int(r["seats"]) * a_day for r, a_day in zip(flights, departures, strict=True)), Fraction(0))
            caps.append(floor(seats * share))
        return min(caps, default=None)

    def queue_places(self, crossing: str) -> int | None:
        """Give how many people from sites may wait at a crossing overnight."""
        cap = self.limit("queue", crossing, number(self.crossings[crossing].get("queue_places")))
        return None if cap is None else floor(cap)

    def _scaled(self, cap: Fraction | None, share: Fraction) -> int | None:
        if share == 0:
            return 0
        return None if cap is None else floor(cap * share)

    def intake(self, site: str, day: int) -> int | None:
        """Give how many people a site lets in on `day`."""
        cap = self.limit("intake", site, number(self.sites[site].get("intake_people_per_day")))
        return self._scaled(cap, self.share(site, day))

    def onward(self, site: str, day: int) -> int | None:
        """Give how many people leave a reception site for good on `day`."""
        return self._scaled(number(self.sites[site].get("onward_people_per_day")), self.share(site, day))

    def places(self, site: str, reading: str) -> Fraction | None:
        """Give the places of a site before any standard."""
        published = number(self.sites[site][f"places_{CAPACITY_END[reading]}"])
        return self.limit("places", site, published)

    def _cold(self, site: str, day: int) -> bool:
        month = (self.start + timedelta(days=day)).month
        nights = [
            Fraction(r["night_min_c"]) for r in self.climate if r["place_id"] == site and int(r["month"]) == month
        ]
        return any(low < COLD_NIGHT_C for low in nights)

    def sleeps(self, site: str, night: int, reading: str) -> int | None:
        """Give how many people may spend a night at a site within the HARD standards."""
        row = self.sites[site]
        area = COVERED_M2_COLD if self._cold(site, night) else COVERED_M2_WARM
        if row["kind"] == "holding":
            area = max(area, COVERED_M2_DETAINED)
        caps = [self.places(site, reading)]
        per_person = {
            "covered_m2": area,
            "water_l_per_day": LITRES_PER_PERSON,
            "meals_per_day": MEALS_PER_PERSON,
        }
        for column, need in per_person.items():
            have = number(row.get(column))
            caps.append(None if have is None else have / need)
        toilets = number(row.get("toilets"))
        caps.append(None if toilets is None else toilets * PEOPLE_PER_TOILET)
        return min((floor(cap) for cap in caps if cap is not None), default=None)

    def receptions(self, crossing: str) -> list[str]:
        """Give the reception sites that a leg joins to a crossing."""
        ends = {(leg["from_id"], leg["to_id"]) for leg in self.legs}
        return sorted(
            site
            for site, row in self.sites.items()
            if row["kind"] == "reception" and ((site, crossing) in ends or (crossing, site) in ends)
        )


def read_world(folder: Path, scenario: Mapping[str, Any]) -> World:
    """Read a case folder under a scenario."""

    def keyed(name: str, key: str = "id") -> dict[str, Row]:
        return {row[key]: row for row in read_table(folder, name)}

    return World(
        scenario=scenario,
        districts=keyed("districts", "pcode"),
        crossings=keyed("crossings"),
        sites=keyed("sites"),
        junctions=keyed("junctions"),
        people_rows=read_table(folder, "people"),
        legs=read_table(folder, "legs"),
        services=read_table(folder, "services"),
        closures=read_table(folder, "closures"),
        calendar=read_table(folder, "calendar"),
        climate=read_table(folder, "climate"),
        fleets=read_table(folder, "fleets"),
    )
