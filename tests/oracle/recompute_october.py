"""Recompute the three readings of the October 2023 plan from the case folder, by another road.

    python tests/oracle/recompute_october.py [CASE_FOLDER]        prints JSON

It shares nothing with the planner, and nothing with the other oracle beside it. It holds only for worlds as
plain as that plan: everyone may leave on the first day; roads and sites never close; sites limit nothing but
places and every stay is one night; queues have no limit; reception has no intake and lets people go on. It
refuses any other.

People may then wait without limit, so a crossing's day matters only through how late a group can first be
there. Groups are districts with the same first days. Without sites the most people across by the deadline
is a minimum over one threshold day per crossing, found by trying every cut. With sites it is a flow over
(site, night) and (crossing, day); the cut read off that flow is added up again in whole numbers and must
equal it.
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import ceil, floor
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

HOME = Path(__file__).resolve().parents[2]
NORTH = ("angoor-adda", "ghulam-khan", "kharlachi", "torkham")
SOUTH = ("badini", "barabcha", "chaman", "noor-wahab", "qamar-din-karez")
OCTOBER: dict[str, Any] = {
    "start": "2023-10-04",
    "deadline": "2023-10-31",
    "scope": ["undocumented"],
    "self_organised": {"low": "0", "central": "0.94", "high": "1"},
    "driving_hours_per_day": "8",
    "exit_rule": {
        "Azad Kashmir": NORTH,
        "Gilgit-Baltistan": NORTH,
        "Islamabad Capital Territory": NORTH,
        "Khyber Pakhtunkhwa": NORTH,
        "Punjab": NORTH,
        "Balochistan": SOUTH,
        "Sindh": SOUTH,
    },
}
MOST_DAYS = 3650
READINGS = {"favourable": ("low", "high"), "central": ("central", "central"), "strict": ("high", "low")}
Row = Mapping[str, str]
#: A group's first possible day at each place it may use, as a sorted tuple of (place, day).
FirstDays = tuple[tuple[str, int], ...]


def rows(case: Path, name: str) -> list[Row]:
    """Read a table; an absent one is empty."""
    path = case / f"{name}.csv"
    if not path.exists():
        return []
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def refuse_unless_plain(case: Path) -> None:
    """Stop when the case holds a limit that this reasoning leaves out.

    Raises
    ------
    ValueError
        Naming the rows.
    """
    crossings, sites = rows(case, "crossings"), rows(case, "sites")
    gates = {row["id"] for row in crossings}
    before = ("intake_people_per_day", "covered_m2", "toilets", "water_l_per_day", "meals_per_day")
    after = ("intake_people_per_day", "onward_people_per_day")
    odd = [row["place_id"] for row in rows(case, "closures") if row["place_id"] not in gates]
    odd += [row["id"] for row in crossings if row.get("queue_places")]
    odd += [row["place_id"] for row in rows(case, "calendar")]
    odd += [row["id"] for row in rows(case, "services") if row["kind"] == "flight"]
    for row in sites:
        odd += [row["id"] for column in (after if row["kind"] == "reception" else before) if row.get(column)]
    if odd:
        raise ValueError(f"limits that this recount leaves out: {sorted(set(odd))}")


def split_people(case: Path, scope: Iterable[str], end: str) -> Counter[str]:
    """Give the people of every district: whole shares first, then one each by remainder and code."""
    districts = {row["pcode"]: row for row in rows(case, "districts")}
    people: Counter[str] = Counter()
    for row in rows(case, "people"):
        if row["status"] not in scope:
            continue
        key = row.get("split_by") or "population"
        chosen = [code for code, d in districts.items() if row["area"] in ("national", code, d["province"])]
        weight = {code: Fraction(districts[code][key] or 0) for code in chosen}
        total, whole = int(row[end] or 0), sum(weight.values())
        if total == 0:
            continue
        parts = {code: divmod(total * weight[code], whole) for code in chosen}
        people.update({code: int(share) for code, (share, _) in parts.items()})
        left = total - sum(int(share) for share, _ in parts.values())
        people.update(sorted(chosen, key=lambda code: (-parts[code][1], code))[:left])
    return people


def road_minutes(case: Path, targets: Iterable[str]) -> dict[str, dict[str, int]]:
    """Give the road minutes from every place to each target, by relaxing every leg until nothing improves."""
    sites = rows(case, "sites")
    reception = {row["id"] for row in sites if row["kind"] == "reception"}
    legs = rows(case, "legs")
    air_ends = {end for leg in legs if leg["mode"] == "air" for end in (leg["from_id"], leg["to_id"])}
    airports = air_ends & {row["id"] for row in rows(case, "junctions")}
    roads = [
        (a, b, ceil(Fraction(leg["hours"]) * 60))
        for leg in legs
        if leg["mode"] == "road" and not reception & {leg["from_id"], leg["to_id"]}
        for a, b in itertools.permutations((leg["from_id"], leg["to_id"]))
    ]
    found = {}
    for target in targets:
        minutes = {target: 0}
        changed = True
        while changed:
            changed = False
            for here, there, cost in roads:
                if there not in minutes or (there in airports and there != target):
                    continue
                through = minutes[there] + cost
                if through < minutes.get(here, through + 1):
                    minutes[here], changed = through, True
        found[target] = minutes
    return found


@dataclass(frozen=True)
class Reading:
    """One reading of the plan: people by first days, and what passes a day.

    Attributes
    ----------
    straight
        People who go straight to a crossing, by first day at each crossing.
    by_site
        People who pass a site, by first day at each site.
    onward
        For each site, the days from leaving it to each crossing of its set.
    beds
        Places of each site; None is no limit.
    passes
        People a crossing passes on a day (crossing, day); None is no limit.
    """

    straight: Counter[FirstDays]
    by_site: Counter[FirstDays]
    onward: dict[str, dict[str, int]]
    beds: dict[str, int | None]
    passes: Any

    @property
    def everyone(self) -> int:
        """All people in scope."""
        return self.straight.total() + self.by_site.total()

    def as_if_nobody_slept(self) -> Counter[FirstDays]:
        """Give everyone by first day at each crossing when a site costs no night and has room for all."""
        groups = Counter(self.straight)
        for first_days, count in self.by_site.items():
            best: dict[str, int] = {}
            for site, day in first_days:
                for crossing, lag in self.onward[site].items():
                    best[crossing] = min(day + lag, best.get(crossing, day + lag))
            groups[tuple(sorted(best.items()))] += count
        return groups


def read_reading(case: Path, plan: Mapping[str, Any], name: str, *, round_the_clock: bool) -> Reading:
    """Read one reading of the plan from the case folder."""
    people_end, limit_end = READINGS[name]
    districts, sites = rows(case, "districts"), rows(case, "sites")
    crossings = [row for row in rows(case, "crossings") if row["mode"] == "land"]
    stations = {row["id"]: row for row in sites if row["kind"] in ("transit", "holding")}
    minutes = road_minutes(case, [row["id"] for row in crossings] + list(stations))
    day_minutes = 1440 if round_the_clock else 60 * Fraction(plan["driving_hours_per_day"])

    def lags(origin: str, targets: Iterable[str]) -> dict[str, int]:
        reached = [(t, minutes[t][origin]) for t in targets if origin in minutes.get(t, ())]
        return {t: max(0, ceil(Fraction(m) / day_minutes) - 1) for t, m in reached}

    def exits(row: Row) -> set[str]:
        rule = plan["exit_rule"]
        return set(rule.get(row["province"], ())) if rule else {c["id"] for c in crossings}

    onward = {site: lags(site, exits(row)) for site, row in stations.items()}
    share = Fraction(plan["self_organised"][limit_end])
    straight: Counter[FirstDays] = Counter()
    by_site: Counter[FirstDays] = Counter()
    people = split_people(case, plan["scope"], people_end)
    for row in districts:
        count = people[row["pcode"]]
        usable = [s for s, r in stations.items() if onward[s] and exits(r) <= exits(row)]
        site_days = lags(row["pcode"], usable)
        alone = count * share.numerator // share.denominator if site_days else count
        straight[tuple(sorted(lags(row["pcode"], exits(row)).items()))] += alone
        by_site[tuple(sorted(site_days.items()))] += count - alone
    beds = {s: int(r[f"places_{limit_end}"]) if r[f"places_{limit_end}"] else None for s, r in stations.items()}
    return Reading(+straight, +by_site, onward, beds, _passes(case, plan, limit_end))


def _passes(case: Path, plan: Mapping[str, Any], end: str) -> Any:
    start = date.fromisoformat(plan["start"])
    gates = {row["id"]: row for row in rows(case, "crossings")}
    closures = defaultdict(list)
    for row in rows(case, "closures"):
        span = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
        closures[row["place_id"]].append((*span, Fraction(row["share_open"])))

    def passes(crossing: str, day: int) -> int | None:
        on, gate = start + timedelta(days=day), gates[crossing]
        share = min((s for first, last, s in closures[crossing] if first <= on <= last), default=Fraction(1))
        if share == 0 or on.isoformat() < (gate.get("opens_on") or ""):
            return 0
        rate = gate[f"people_per_day_{end}"]
        return floor(Fraction(rate) * share) if rate else None

    return passes


def cheapest_cut(groups: Counter[FirstDays], passes: Any, days: int) -> int:
    """Give the most people across in `days` days without sites, as the least of all cuts.

    A cut names for each crossing the day from which its remaining capacity is paid for. A group is let
    through when that day is no later than its first day at every crossing it can use, else it is paid for.
    Only the groups' own first days and "never" can be thresholds of a cheapest cut. Crossings that share no
    group are reckoned apart.
    """
    total = 0
    for crossings in _apart(groups):
        mine = {g: n for g, n in groups.items() if g and g[0][0] in crossings}
        tails = []
        for crossing in crossings:
            firsts = sorted({min(day, days) for g in mine for c, day in g if c == crossing} | {days})
            daily = [passes(crossing, day) for day in range(days)]
            free = sum(mine.values()) + 1
            tails.append([(first, sum(free if cap is None else cap for cap in daily[first:])) for first in firsts])
        best = sum(mine.values())
        for choice in itertools.product(*tails):
            price = sum(tail for _, tail in choice)
            if price < best:
                paid_from = {c: first for c, (first, _) in zip(crossings, choice, strict=True)}
                kept = sum(n for g, n in mine.items() if any(paid_from[c] > min(d, days) for c, d in g))
                best = min(best, price + kept)
        total += best
    return total


def _apart(groups: Iterable[FirstDays]) -> list[list[str]]:
    """Gather crossings that any group has in common."""
    clusters: list[set[str]] = []
    for group in groups:
        mine = {crossing for crossing, _ in group}
        touching = [cluster for cluster in clusters if cluster & mine]
        clusters = [cluster for cluster in clusters if not cluster & mine]
        if mine:
            clusters.append(mine.union(*touching))
    return [sorted(cluster) for cluster in clusters]


def arcs_with_sites(reading: Reading, days: int) -> tuple[Counter[tuple[int, int]], int]:
    """Give the capacities between numbered nodes, 0 the source and 1 the sink, and the number of nodes."""
    free = reading.everyone + 1
    ids: dict[Any, int] = {"source": 0, "sink": 1}
    arcs: Counter[tuple[int, int]] = Counter()

    def arc(tail: Any, head: Any, cap: int | None = None) -> None:
        ends = ids.setdefault(tail, len(ids)), ids.setdefault(head, len(ids))
        arcs[ends] = min(free, arcs[ends] + (free if cap is None else cap))

    for stream, groups in (("straight", reading.straight), ("by site", reading.by_site)):
        for group, count in groups.items():
            arc("source", (stream, group), count)
            for place, day in group:
                arc((stream, group), (place, day), None if day < days else 0)
    for site, lags in reading.onward.items():
        for night in range(days):
            arc((site, night), (site, night + 1))
            arc((site, night), (site, night, "slept"), reading.beds[site])
            for crossing, lag in lags.items():
                there = night + 1 + lag
                arc((site, night, "slept"), (crossing, there), None if there < days else 0)
    reached = {crossing for group in reading.straight for crossing, _ in group}.union(*reading.onward.values())
    for crossing, day in itertools.product(sorted(reached), range(days)):
        arc((crossing, day), (crossing, day + 1))
        arc((crossing, day), "sink", reading.passes(crossing, day))
    return arcs, len(ids)


def flow_with_sites(reading: Reading, days: int) -> int:
    """Give the most people across in `days` days, one night at a site for those who pass one.

    Raises
    ------
    AssertionError
        When the flow and the cut read off it differ.
    """
    arcs, nodes = arcs_with_sites(reading, days)
    if not reading.everyone:
        return 0
    tails, heads = np.array(list(arcs), dtype=np.int32).T
    caps = np.array(list(arcs.values()), dtype=np.int32)
    network = csr_array(coo_array((caps, (tails, heads)), shape=(nodes, nodes)))
    solved = maximum_flow(network, 0, 1)
    left = network - solved.flow
    left.eliminate_zeros()
    behind = set(breadth_first_order(left, 0, return_predecessors=False).tolist())
    cut = sum(cap for (tail, head), cap in arcs.items() if tail in behind and head not in behind)
    if cut != solved.flow_value or 1 in behind:
        raise AssertionError(f"flow {solved.flow_value} and cut {cut} differ")
    return int(cut)


def most_across(reading: Reading, days: int) -> int:
    """Give the most people across in `days` days, by both ways of reckoning where both hold."""
    if reading.by_site:
        return flow_with_sites(reading, days)
    by_cut = cheapest_cut(reading.straight, reading.passes, days)
    if by_cut != (by_flow := flow_with_sites(reading, days)):
        raise AssertionError(f"{by_cut} by trying every cut, {by_flow} by flow")
    return by_cut


def completion_days(reading: Reading) -> int | None:
    """Give the fewest days after which everyone can be across, or None when `MOST_DAYS` are too few."""
    low, high = 0, 1
    while most_across(reading, high) < reading.everyone:
        if high == MOST_DAYS:
            return None
        low, high = high, min(2 * high, MOST_DAYS)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if most_across(reading, middle) == reading.everyone else (middle, high)
    return high


@cache
def of_october(case: Path) -> dict[str, dict[str, Any]]:
    """Recompute the announced plan over a case folder; to be read, never changed."""
    return recompute(case)


def recompute(case: Path, plan: Mapping[str, Any] = OCTOBER) -> dict[str, dict[str, Any]]:
    """Recompute every reading of a plan over a case folder.

    Returns
    -------
    dict
        For each reading: in_scope_people, on_time_people, relaxed_people, completion_days and answer. An
        answer that turns on limits nobody published is "not-excluded-by-logistics or undecided".
    """
    refuse_unless_plain(case)
    days = (date.fromisoformat(plan["deadline"]) - date.fromisoformat(plan["start"])).days + 1
    result = {}
    for name in READINGS:
        reading = read_reading(case, plan, name, round_the_clock=False)
        tireless = read_reading(case, plan, name, round_the_clock=True)
        on_time = most_across(reading, days)
        relaxed = cheapest_cut(tireless.as_if_nobody_slept(), tireless.passes, days)
        answer = "not-excluded-by-logistics or undecided"
        if relaxed < reading.everyone:
            answer = "impossible"
        elif on_time < reading.everyone:
            answer = "not-possible-within-standards"
        result[name] = {
            "in_scope_people": reading.everyone,
            "on_time_people": on_time,
            "relaxed_people": relaxed,
            "answer": answer,
            "completion_days": completion_days(reading),
        }
    return result


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HOME / "geodata" / "pakistan-2023"
    print(json.dumps(recompute(folder), indent=1))
