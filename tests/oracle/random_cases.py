"""Random whole case folders with a scenario each, for comparing two independent answers.

Every case is valid by the folder format: ids are unique, ranges in order, every district is joined by road to
a crossing it may use, and no row of people counts between 1 and 9. The same seed writes the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from ruamel.yaml import YAML

from tests.case_tables import HEADERS, table_text

SIZES = {"small": 4, "medium": 14, "large": 40}
HORIZON_DAYS = 120
PROVINCES = ("North", "South", "East", "West")
START = date(2023, 10, 4)
HOURS = (0.25, 0.5, 1, 1, 1.5, 2, 2, 2.4, 3, 3.1, 4, 5, 6, 8)
SHARES = (0, 0, 0, 0.25, 0.33, 0.5, 0.75, 1)
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# The key by which people are split, beside the columns of the contract.
COLUMNS = {**HEADERS, "districts": HEADERS["districts"].replace(",source_id", ",foreign_nationals,source_id")}
REQUIRED = {"sources", "districts", "people", "crossings", "legs"}
TRIPLE = ("low", "central", "high")


@dataclass(frozen=True)
class RandomCase:
    """Where a case was written, and its scenario as a mapping."""

    case_folder: Path
    config: Path
    scenario: dict[str, Any]


@dataclass
class Maker:
    """One case in the making: rows by table, and the one generator every choice comes from."""

    rng: Random
    districts: int
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    scenario: dict[str, Any] = field(default_factory=dict)
    total: int = 0

    # ---- small helpers ---------------------------------------------------------------------------------

    def chance(self, share: float) -> bool:
        """Say yes with a probability."""
        return self.rng.random() < share

    def add(self, table: str, **row: Any) -> None:
        """Add a row to a table; what is not given stays empty."""
        self.tables[table].append({**row, "source_id": "S1"})

    def spot(self) -> dict[str, str]:
        """Give coordinates for a made-up place."""
        return {"lon": f"{self.rng.uniform(66, 74):.4f}", "lat": f"{self.rng.uniform(28, 35):.4f}"}

    def ids(self, table: str) -> list[str]:
        """Give the ids of a table."""
        return [row["pcode" if table == "districts" else "id"] for row in self.tables[table]]

    def triple(self, prefix: str, central: float, empty: float = 0.0) -> dict[str, int]:
        """Give a range around a central figure, sometimes with 0 at its low end, sometimes absent."""
        if self.chance(empty):
            return {}
        middle = max(1, round(central * self.rng.uniform(0.6, 1.4)))
        low = 0 if self.chance(0.06) else round(middle * self.rng.uniform(0.3, 1))
        high = middle if self.chance(0.1) else round(middle * self.rng.uniform(1, 3))
        return {f"{prefix}_{end}": value for end, value in zip(TRIPLE, (low, middle, high), strict=True)}

    def leg(self, one: str, other: str, mode: str = "road", factor: float = 1.0) -> None:
        """Add a leg, either way round; legs of the same hours often have the same km, so that routes tie."""
        hours = self.rng.choice(HOURS) * factor
        ends = (one, other) if self.chance(0.5) else (other, one)
        known = {frozenset((row["from_id"], row["to_id"])) for row in self.tables["legs"]}
        if one != other and frozenset(ends) not in known:
            km = round(hours * self.rng.choice((40, 40, 25)), 2)
            self.add("legs", from_id=ends[0], to_id=ends[1], mode=mode, km=f"{km:g}", hours=f"{hours:g}")

    # ---- places ----------------------------------------------------------------------------------------

    def write_places(self) -> None:
        """Make districts and junctions, joined as a tree with a few more legs."""
        for k in range(self.districts):
            people = self.rng.choice((0, 10, 400, 60_000, 250_000, 900_000))
            key = self.rng.choice(("", 0, 15, 800, 2_500, 12_000))
            province = PROVINCES[k % 4 if k < 4 else self.rng.randrange(4)]
            census = {
                "population": people + k + 10,
                "population_year": 2023,
                "foreign_nationals": 10 if k == 0 else key,
            }
            self.add(
                "districts",
                pcode=f"D{k:02d}",
                name=f"District {k:02d}",
                province=province,
                **self.spot(),
                **census,
            )
        for k in range(self.rng.randint(1, 2 + self.districts // 6)):
            self.add("junctions", id=f"jct{k}", name=f"Junction {k}", **self.spot())
        places = self.ids("districts") + self.ids("junctions")
        self.rng.shuffle(places)
        for k, place in enumerate(places[1:], start=1):
            self.leg(place, places[self.rng.randrange(max(0, k - 6), k)])
        for _ in range(self.rng.randint(0, len(places) // 3)):
            one, other = self.rng.sample(places, 2)
            self.leg(one, other)

    def write_people(self) -> None:
        """Make people rows of one status or two, national, by province or by district."""
        size = self.rng.choice((30, 400, 4_000, 40_000)) * max(1, self.districts // 3)
        present = sorted({row["province"] for row in self.tables["districts"]})
        for status in ("undocumented", "acc") if self.chance(0.4) else ("undocumented",):
            areas = self.rng.choice((["national"], ["national"], present, self.ids("districts")))
            for area in areas:
                central = self.rng.choice((0, 10, 2 * size // len(areas), size // len(areas)))
                central = 0 if central < 10 else central  # a row of people never counts 1 to 9
                if area == "national":
                    central = max(central, 10)
                low = max(10, round(central * self.rng.uniform(0.4, 1))) if central else 0
                high = round(central * self.rng.uniform(1, 2))
                split = "foreign_nationals" if area == "national" and self.chance(0.7) else ""
                self.add("people", area=area, status=status, low=low, central=central, high=high, split_by=split)
        self.total = max(50, sum(row["central"] for row in self.tables["people"]))

    def write_crossings(self) -> None:
        """Make one to five land crossings and sometimes one reached by air."""
        count = self.rng.randint(1, 5)
        places = self.ids("districts") + self.ids("junctions")
        for k in range(count):
            rate = self.total / count / self.rng.choice((3, 8, 15, 40))
            row: dict[str, Any] = self.triple("people_per_day", rate, empty=0.06)
            if self.chance(0.4):
                row["queue_places"] = self.rng.choice((0, 0, 5, round(rate / 2), round(rate * 3)))
            if self.chance(0.15):
                row["opens_on"] = START + timedelta(days=self.rng.randint(-3, 12))
            province = self.rng.choice(PROVINCES)
            self.add(
                "crossings",
                id=f"gate{k}",
                name=f"Gate {k}",
                province=province,
                mode="land",
                **self.spot(),
                **row,
            )
            for place in self.rng.sample(places, min(len(places), self.rng.choice((1, 1, 2)))):
                self.leg(f"gate{k}", place)
        if self.chance(0.25):
            self.write_flights(places)

    def write_flights(self, places: list[str]) -> None:
        """Make an air crossing behind one airport that roads go through, or two where roads end."""
        rate = self.triple("people_per_day", self.total / 20, empty=0.6)
        self.add("crossings", id="sky", name="Sky", province="North", mode="air", **self.spot(), **rate)
        through = self.chance(0.5)
        for k in range(1 if through else self.rng.randint(1, 2)):
            airport = f"airport{k}"
            self.add("junctions", id=airport, name=f"Airport {k}", **self.spot())
            for place in self.rng.sample(places, 2 if through and len(places) > 1 else 1):
                self.leg(airport, place, factor=0.25)
            self.leg(airport, "sky", mode="air")
            if self.chance(0.8):
                flights = self.triple("departures_per_day", 2)
                seats = self.rng.choice((40, 150, 180))
                self.add(
                    "services",
                    id=f"flight{k}",
                    kind="flight",
                    from_id=airport,
                    to_id="sky",
                    seats=seats,
                    **flights,
                )

    def write_sites(self) -> None:
        """Make up to six sites before the border, and sometimes reception after it."""
        count = self.rng.randint(0, 6)
        places = self.ids("districts") + self.ids("junctions") + self.ids("crossings")[:1]
        for k in range(count):
            row = self.site_row(self.total / count / self.rng.choice((3, 10, 30)))
            kind = self.rng.choice(("transit", "transit", "holding"))
            self.add(
                "sites",
                id=f"site{k}",
                name=f"Site {k}",
                province=self.rng.choice(PROVINCES),
                kind=kind,
                **row,
            )
            if self.chance(0.06):
                self.add("junctions", id=f"island{k}", name=f"Island {k}", **self.spot())
                self.leg(f"site{k}", f"island{k}")
                continue
            for place in self.rng.sample(places, min(len(places), self.rng.choice((1, 2, 2)))):
                self.leg(f"site{k}", place)
        for k in range(self.rng.choice((0, 0, 0, 1, 2))):
            row = self.site_row(self.total / 6)
            if self.chance(0.7):
                row["onward_people_per_day"] = self.rng.choice((0, round(self.total / 12), round(self.total / 30)))
            self.add("sites", id=f"camp{k}", name=f"Camp {k}", province="Beyond", kind="reception", **row)
            land = [c for c in self.ids("crossings") if c != "sky"]
            for crossing in self.rng.sample(land, min(len(land), self.rng.choice((1, 2)))):
                self.leg(crossing, f"camp{k}", factor=0.25)

    def site_row(self, size: float) -> dict[str, Any]:
        """Give the limits of a site for about `size` people."""
        row: dict[str, Any] = {**self.spot(), **self.triple("places", size, empty=0.08)}
        optional = {
            "intake_people_per_day": (0.4, round(size)),
            "covered_m2": (0.25, f"{size * 4.1:.1f}"),
            "toilets": (0.2, 1 + round(size / 60)),
            "water_l_per_day": (0.2, round(size * 8.2)),
            "meals_per_day": (0.2, round(size * 3.3)),
        }
        return row | {column: value for column, (share, value) in optional.items() if self.chance(share)}

    # ---- what is shut, and when ------------------------------------------------------------------------

    def write_closures(self) -> None:
        """Make closures of every kind of place, calendars and cold nights."""
        shut = {
            "crossing": self.ids("crossings"),
            "site": self.ids("sites"),
            "junction": self.ids("junctions"),
            "leg": [f"leg:{a}-{b}" for a, b in self.leg_ends()],
        }
        for kind in self.rng.choices(sorted(shut), k=self.rng.choice((0, 1, 2, 4, 8))):
            if shut[kind]:
                first = START + timedelta(days=self.rng.randint(-2, 20))
                last = first + timedelta(days=self.rng.choice((0, 1, 3, 6, 400 if self.chance(0.1) else 2)))
                share = self.rng.choice(SHARES)
                self.add(
                    "closures",
                    **{"place_id": self.rng.choice(shut[kind]), "from": first, "to": last},
                    share_open=share,
                )
        for place in shut["crossing"] + shut["site"] + shut["junction"][:1]:
            if self.chance(0.08):
                for name in self.rng.sample(DAY_NAMES, self.rng.randint(3, 6)):
                    weekday = self.rng.choice((name, name.title(), name[:3]))
                    self.add("calendar", place_id=place, weekday=weekday, opens="08:00", closes="17:00")
        # No cold at reception: it would take places from people already across.
        for place in [row["id"] for row in self.tables["sites"] if row["kind"] != "reception"]:
            for month in (10, 11, 12) if self.chance(0.4) else ():
                night = self.rng.choice((-3, 4.9, 5, 11))
                self.add("climate", place_id=place, month=month, night_min_c=night, day_max_c=20)

    def leg_ends(self) -> list[tuple[str, str]]:
        """Give the ends of every leg, either way round."""
        ends = [(row["from_id"], row["to_id"]) for row in self.tables["legs"]]
        return [pair if self.chance(0.5) else pair[::-1] for pair in ends]

    # ---- the scenario ----------------------------------------------------------------------------------

    def write_scenario(self, seed: int) -> None:
        """Choose the keys of the configuration."""
        days = self.rng.randint(2, 24)
        shares = self.rng.choice(((0, 0.94, 1), (0.2, 0.5, 0.8), (0, 0, 0), (1, 1, 1), (0.333, 0.37, 0.9)))
        self.scenario = {
            "name": f"random-{seed}",
            "title": f"Random world {seed}",
            "case": "case",
            "start": START.isoformat(),
            "deadline": (START + timedelta(days=days)).isoformat(),
            "scope": sorted({row["status"] for row in self.tables["people"]} if self.chance(0.7) else {"undocumented"}),
            "streams": {"self_organised": dict(zip(TRIPLE, shares, strict=True))},
            "stay": self.rng.choice(({"min_nights": 1, "max_nights": 1}, {"min_nights": 1})),
            "driving_hours_per_day": self.rng.choice((8, 8, 6, 7.5)),
            "horizon_max_days": HORIZON_DAYS,
        }
        kind = self.rng.choice(("at_once", "at_once", "uniform", "rising"))
        first, last = self.rng.choice(((0, days), (0, days), (2, 5), (1, days + 6)))
        if kind != "at_once" or self.chance(0.3):
            spread = {"from": first, "to": max(first, last)}
            dates = {key: (START + timedelta(days=day)).isoformat() for key, day in spread.items()}
            self.scenario["release"] = {"kind": kind, **dates}
        if self.chance(0.5):
            self.scenario["exit_rule"] = {province: self.exit_set() for province in PROVINCES}
        counted = [row["central"] for row in self.tables["people"] if row["status"] == "undocumented"]
        if self.chance(0.15) and any(counted):
            low = self.rng.randint(20, self.total)
            figures = {"low": low, "central": low + 17, "high": low + self.total}
            self.scenario["people"] = {"undocumented": self.rng.choice((low, figures))}
        limits = self.changed_limits()
        if limits:
            self.scenario["limits"] = limits

    def exit_set(self) -> list[str]:
        """Give some crossings, one by land among them."""
        every = self.ids("crossings")
        by_land = [crossing for crossing in every if crossing != "sky"]
        return sorted({self.rng.choice(by_land), *self.rng.sample(every, self.rng.randint(0, len(every)))})

    def changed_limits(self) -> dict[str, Any]:
        """Give a few limits that the scenario sets or multiplies."""
        places = [row["id"] for row in self.tables["sites"] if row["kind"] != "reception"]
        kinds = {
            "throughput": [c for c in self.ids("crossings") if c != "sky"],
            "places": places,
            "intake": places,
        }
        limits: dict[str, Any] = {}
        for kind, choices in {**kinds, "queue": kinds["throughput"]}.items():
            if choices and self.chance(0.15):
                value = self.rng.choice((round(self.total / 15), 0, {"factor": 0.5}, {"factor": 2}, {"factor": 1.37}))
                place = self.rng.choice(choices)
                if not isinstance(value, dict) or self.published(kind, place):
                    limits[f"{kind}:{place}"] = value
        return limits

    def published(self, kind: str, place: str) -> bool:
        """Say whether a limit has a figure: there is nothing to multiply in one that nobody published."""
        columns = {
            "throughput": "people_per_day_central",
            "places": "places_central",
            "intake": "intake_people_per_day",
            "queue": "queue_places",
        }
        rows = [*self.tables["crossings"], *self.tables["sites"]]
        row = next(row for row in rows if row["id"] == place)
        return row.get(columns[kind], "") not in {"", None}


def make_case(
    seed: int, folder: Path, size: str = "medium", *, more: Callable[[Maker, Random], None] | None = None
) -> RandomCase:
    """Write the case folder and configuration of a seed into `folder`.

    Parameters
    ----------
    seed
        The same seed and size give the same bytes.
    folder
        An existing folder; it receives `case/` and `scenario.yaml`.
    size
        "small", "medium" or "large": at most 4, 14 or 40 districts.
    more
        Adds to the case, from draws of its own.
    """
    rng = Random(f"{size}-{seed}")
    most = SIZES[size]
    maker = Maker(rng, rng.choice((most, rng.randint(1, most), rng.randint((most + 1) // 2, most))))
    source = {
        "title": "Made up at random",
        "publisher": "nobody",
        "date": "2023-10-01",
        "evidence": "assumption",
    }
    maker.add("sources", **source, licence="CC0-1.0")
    for step in (
        maker.write_places,
        maker.write_people,
        maker.write_crossings,
        maker.write_sites,
        maker.write_closures,
    ):
        step()
    maker.write_scenario(seed)
    if more is not None:
        more(maker, Random(f"more-{size}-{seed}"))
    case = folder / "case"
    case.mkdir()
    for name, rows in maker.tables.items():
        if rows or name in REQUIRED:
            (case / f"{name}.csv").write_text(table_text(COLUMNS[name], rows), encoding="utf-8")
    statuses = {"undocumented": "Undocumented", "acc": "Holders of a citizen card"}
    facts = {
        "title": f"Random world {seed}",
        "time_zone": "Asia/Karachi",
        "metric_crs": "EPSG:32642",
        "statuses": statuses,
    }
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    for path, data in ((case / "case.yaml", facts), (folder / "scenario.yaml", maker.scenario)):
        with path.open("w", encoding="utf-8") as stream:
            yaml.dump(data, stream)
    return RandomCase(case, folder / "scenario.yaml", maker.scenario)
