"""``relief`` of the routes: the busiest day of each week, and the rounds of the busiest day of all, stop by stop."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from planner.recount import Recount
from planner.rounds.asked import DAYS_A_WEEK
from planner.rounds.daylight import daylight
from planner.rounds.distances import Distances
from planner.rounds.figures import Figures
from planner.rounds.problem import Problem
from planner.rounds.relief import UNITS, Dispatch, bases_of, needs_of
from planner.rounds.relief_rounds import day_told, delivered, relief_faults
from planner.rounds.solution import Answer
from planner.units import show_day

Json = dict[str, Any]
Solve = Callable[[Problem], Answer]
ASSUMED = (
    "The case names no hub. Its airports stand in, with as much of everything as is asked; so this is what it would "
    "take, at least."
)
NO_HUB = "The case names no hub and has no airport: relief rounds are NOT ASSESSED."


def relief_of(
    recount: Recount, figures: Figures, waiting: Mapping[str, Mapping[tuple[str, int], int]], solve: Solve
) -> tuple[list[Json], list[Json]]:
    """
    Return relief by basis, and its findings.

    Parameters
    ----------
    waiting
        People at a place overnight or handed over to it, by place and day, of each basis.

    Raises
    ------
    AssertionError
        When a round breaks a rule: a bug of ours.
    """
    if not bases_of(recount):
        return [], [{"kind": "relief-not-assessed", "basis": None, "place": None, "text": NO_HUB}]
    distances = Distances(recount.case, across=True)
    rows: list[Json] = []
    findings: list[Json] = []
    for basis, people in waiting.items():
        row = _of_basis(recount, figures, distances, people, solve)
        row = {"basis": basis, "reading": str(recount.reading), **row}
        rows.append(row)
        findings += _findings(recount, basis, row)
    return rows, findings


def busiest_days(people: Mapping[tuple[str, int], int]) -> list[int]:
    """Return the day of each week on which most people wait, the first of several."""
    totals: Counter[int] = Counter()
    for (_, day), count in people.items():
        totals[day] += count
    weeks = sorted({day // DAYS_A_WEEK for day in totals})
    return [max((d for d in totals if d // DAYS_A_WEEK == week), key=lambda d: (totals[d], -d)) for week in weeks]


def _of_basis(
    recount: Recount,
    figures: Figures,
    distances: Distances,
    people: Mapping[tuple[str, int], int],
    solve: Solve,
) -> Json:
    days = busiest_days(people)
    if not days:
        return {"status": "none", "hubs": [], "people": 0, "peak_day": None, "weeks": [], "text": None}
    totals = {day: sum(n for (_, when), n in people.items() if when == day) for day in days}
    peak = max(days, key=lambda day: (totals[day], -day))
    weeks, table = [], {}
    hubs: set[tuple[str, str]] = set()
    assumed = False
    for day in days:
        dispatch = Dispatch(recount, figures, distances, _light(recount, people, day))
        asked = dispatch.day(needs_of(recount, figures, people, day))
        found = delivered(dispatch, asked, [solve(errand.problem) for errand in asked.errands])
        faults = tuple(relief_faults(dispatch, asked, found))
        if faults:
            raise AssertionError("\n".join(faults))
        names = {base.id: base.name for base in dispatch.bases}
        hubs |= {(one.hub, names[one.hub]) for one in found.rounds}
        assumed = any(base.assumed for base in dispatch.bases)
        head = {"date": recount.date(day).isoformat(), "people": totals[day]}
        table[day] = {**head, **day_told(dispatch, asked, found, stops=day == peak)}
        week = recount.scenario.start + timedelta(days=day // DAYS_A_WEEK * DAYS_A_WEEK)
        weeks.append({"week_start": week.isoformat(), **{k: v for k, v in table[day].items() if k != "rounds"}})
    return {
        "status": "undecided" if any(row["unserved"] for row in weeks) else "found",
        "hubs": [{"id": hub, "name": name, "assumed": assumed} for hub, name in sorted(hubs)],
        "people": totals[peak],
        "peak_day": table[peak],
        "weeks": weeks,
        "text": ASSUMED if assumed else None,
    }


def _light(recount: Recount, people: Mapping[tuple[str, int], int], day: int) -> tuple[int, int]:
    places = {place for (place, when), count in people.items() if when == day and count}
    case = recount.case
    points = [(float(p.lon), float(p.lat)) for p in case.sites if p.id in places]
    points += [(float(p.lon), float(p.lat)) for p in case.crossings if p.id in places]
    return daylight(points, [recount.date(day)], case.time_zone)


def _findings(recount: Recount, basis: str, row: Json) -> Iterator[Json]:
    """Tell what no round brings, place by place, on the busiest day of all."""
    if row["text"]:
        yield {"kind": "relief-hubs-assumed", "basis": basis, "place": None, "text": row["text"]}
    peak = row["peak_day"]
    if peak is None:
        return
    together: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for short in peak["unserved"]:
        unit = short["unit"].removesuffix("s") if short["amount"] == 1 else short["unit"]
        told = f"{short['commodity']} ({short['amount']:,} {unit})"
        together[short["place"], short["why"]].append(told)
    for (place, why), what in sorted(together.items()):
        when = show_day(peak["date"])
        text = f"{_name(recount, place)}, {when}: on no round are {', '.join(what)}: {why}."
        yield {"kind": "relief-unserved", "basis": basis, "place": place, "text": text}


def _name(recount: Recount, place: str) -> str:
    everywhere: Sequence[Any] = (*recount.case.sites, *recount.case.crossings)
    return next((row.name for row in everywhere if row.id == place), place)


def relief_sums(row: Json) -> Iterator[str]:
    """Yield what does not add up in one basis: what is needed is brought or short, and rounds come to their totals."""
    for day in (*row["weeks"], *([row["peak_day"]] if row["peak_day"] else [])):
        for part in day["commodities"]:
            if part["brought"] + part["short"] != part["needed"]:
                yield f"{part['commodity']} on {day['date']}: brought and short do not add up to {part['needed']}"
            lost = sum(r["amount"] for r in day["unserved"] if r["commodity"] == part["commodity"])
            if lost != part["short"]:
                yield f"{part['commodity']} on {day['date']}: unserved places do not add up to {part['short']}"
        for what in UNITS if "rounds" in day else ():
            part = next(part for part in day["commodities"] if part["commodity"] == what)
            mine = [one for one in day["rounds"] if one["commodity"] == what]
            for key, total in (
                ("brought", sum(one["amount"] for one in mine)),
                ("vehicles", sum(one["vehicles"] for one in mine)),
                ("trips", sum(one["vehicles"] * len(one["trips"]) for one in mine)),
            ):
                if part[key] != total:
                    yield f"{what} on {day['date']}: {key} is {part[key]}, the rounds come to {total}"
