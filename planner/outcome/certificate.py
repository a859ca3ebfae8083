"""``certificate.json`` and ``plan.json``: claims and plans to JSON and back, for the run and for ``planner verify``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from planner.config import Scenario
from planner.outcome.result import SCHEMA_VERSION, Findings
from planner.records import Reading
from planner.solution import Claim, CrossingDay, Cut, CutLimit, Flip, Plan, Price, Shortage, SiteDay, TravelUse

Json = dict[str, Any]
_EXACT = re.compile(r"[0-9]{1,18}(/[1-9][0-9]{0,17})?")


def to_json(claims: Iterable[Cut], flips: Iterable[Flip], hashes: Mapping[str, str], scenario: Scenario) -> Json:
    """Return the certificate: input hashes, every claim with the limits that prove it, and proofs of ``flips_at``."""
    told = [flip_json(flip, scenario) for flip in flips]
    return {**about(hashes, scenario), "claims": [claim_json(cut) for cut in claims], "flips": told}


def about(hashes: Mapping[str, str], scenario: Scenario) -> Json:
    """Return what the certificate is of: schema, scenario and input hashes."""
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": scenario.name,
        "inputs": dict(sorted(hashes.items())),
    }


def claim_json(cut: Cut) -> Json:
    """Return one claim; ``prices`` are empty where a cut proves it, else they stand one for one beside ``limits``."""
    return {
        "id": cut.id,
        "claim": str(cut.claim),
        "reading": str(cut.reading),
        "free_limit": cut.free_limit,
        "horizon_days": cut.horizon_days,
        "behind_people": cut.behind_people,
        "stay_offset": cut.stay_offset,
        "limits": [
            {
                "id": row.id,
                "kind": row.kind,
                "place": row.place,
                "date": row.date.isoformat(),
                "capacity": row.capacity,
            }
            for row in cut.limits
        ],
        "prices": [
            {"limit": row.limit_id, "date": row.date.isoformat(), "value": str(row.value)} for row in cut.prices
        ],
        "bound": cut.bound,
    }


def claim_of(row: Mapping[str, Any]) -> Cut:
    """
    Return a claim as it was written.

    Raises
    ------
    KeyError, TypeError, ValueError
        When the row is no claim.
    """
    return Cut(
        claim=Claim(row["claim"]),
        reading=Reading(row["reading"]),
        horizon_days=_whole(row["horizon_days"]),
        behind_people=_whole(row["behind_people"]),
        bound=_whole(row["bound"]),
        stay_offset=_whole(row["stay_offset"]),
        free_limit=None if row["free_limit"] is None else _text(row["free_limit"]),
        limits=tuple(
            CutLimit(
                id=_text(limit["id"]),
                kind=_text(limit["kind"]),
                place=_text(limit["place"]),
                date=date.fromisoformat(limit["date"]),
                capacity=_whole(limit["capacity"]),
            )
            for limit in row["limits"]
        ),
        prices=tuple(
            Price(
                limit_id=_text(price["limit"]),
                date=date.fromisoformat(price["date"]),
                value=_fraction(price["value"]),
            )
            for price in row["prices"]
        ),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected a text, got {value!r}")
    return value


def _fraction(value: object) -> Fraction:
    """Return a number written as ``p/q`` or ``p``; nothing else is one, however Python may read it."""
    if not isinstance(value, str) or _EXACT.fullmatch(value) is None:
        raise ValueError(f"expected a fraction as text, got {value!r}")
    return Fraction(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"expected a whole number, got {value!r}")
    return value


def plan_json(found: Findings, corridors: list[Json]) -> Json:
    """Return the plan of the chosen reading, and those of the other readings beside it, so that each can be checked."""
    plans = {reading: judged.plan for reading, judged in found.judged.items()}
    return plans_json(plans, found.scenario.reading, corridors)


def plans_json(plans: Mapping[Reading, Plan], chosen: Reading, corridors: object) -> Json:
    """Return ``plan.json`` from the plans of the readings; corridors are rounded and no claim."""
    return {
        "schema_version": SCHEMA_VERSION,
        "reading": str(chosen),
        **_plan(plans[chosen]),
        "corridors": corridors,
        "readings": {str(reading): _plan(plan) for reading, plan in plans.items() if reading is not chosen},
    }


def _plan(plan: Plan) -> Json:
    return {
        "crossings": [
            {
                "date": r.date.isoformat(),
                "id": r.id,
                "from_self": r.from_self,
                "from_sites": r.from_sites,
                "waiting": r.waiting,
            }
            for r in plan.crossings
        ],
        "sites": [
            {"date": r.date.isoformat(), "id": r.id, "in": r.people_in, "held": r.held, "out": r.out}
            for r in plan.sites
        ],
        # National totals, where limits on travel count departures; who set out when is written nowhere.
        **({"travel": [_used(r) for r in plan.travel]} if plan.travel is not None else {}),
    }


def _used(row: TravelUse) -> Json:
    return {"date": row.date.isoformat(), "id": row.id, "used": row.used}


def plan_of(reading: Reading, rows: Mapping[str, Any]) -> Plan:
    """
    Return a plan as it was written.

    Raises
    ------
    KeyError, TypeError, ValueError
        When the rows are no plan.
    """
    return Plan(
        reading=reading,
        crossings=tuple(
            CrossingDay(
                date=date.fromisoformat(r["date"]),
                id=_text(r["id"]),
                from_self=_whole(r["from_self"]),
                from_sites=_whole(r["from_sites"]),
                waiting=_whole(r["waiting"]),
            )
            for r in rows["crossings"]
        ),
        sites=tuple(
            SiteDay(
                date=date.fromisoformat(r["date"]),
                id=_text(r["id"]),
                people_in=_whole(r["in"]),
                held=_whole(r["held"]),
                out=_whole(r["out"]),
            )
            for r in rows["sites"]
        ),
        travel=None
        if "travel" not in rows
        else tuple(
            TravelUse(date=date.fromisoformat(r["date"]), id=_text(r["id"]), used=_whole(r["used"]))
            for r in rows["travel"]
        ),
    )


def flip_json(flip: Flip, scenario: Scenario) -> Json:
    """Return the proof of one ``flips_at``: cuts by limit and days, a plan in columns of one number a day."""
    return {
        "limit": flip.limit_id,
        "flips_at": flip.flips_at,
        "short": [
            {
                "at": short.at,
                "behind_people": short.behind_people,
                "limits": [f"{name} {first}/{last}" for name, first, last in short.limits],
                "bound": short.bound,
            }
            for short in flip.short
        ],
        "plan": None if flip.plan is None else _columns(flip.plan, scenario),
    }


def _columns(plan: Plan, scenario: Scenario) -> Json:
    """Return a plan by place and column; what is 0 on every day is left out."""
    tables: dict[str, dict[str, dict[str, list[int]]]] = {"crossings": {}, "sites": {}}
    days = scenario.num_days

    def put(table: str, place: str, when: date, values: Mapping[str, int]) -> None:
        columns = tables[table].setdefault(place, {name: [0] * days for name in values})
        for name, value in values.items():
            columns[name][(when - scenario.start).days] = value

    for r in plan.crossings:
        put("crossings", r.id, r.date, {"from_self": r.from_self, "from_sites": r.from_sites, "waiting": r.waiting})
    for s in plan.sites:
        put("sites", s.id, s.date, {"in": s.people_in, "held": s.held, "out": s.out})
    return {
        table: {
            place: {name: column for name, column in columns.items() if any(column)}
            for place, columns in places.items()
            if any(map(any, columns.values()))
        }
        for table, places in tables.items()
    }


def flip_of(row: Mapping[str, Any], scenario: Scenario) -> Flip:
    """
    Return the proof of one ``flips_at`` as it was written.

    Raises
    ------
    KeyError, TypeError, ValueError, AttributeError
        When the row is no such proof.
    """
    return Flip(
        limit_id=_text(row["limit"]),
        flips_at=None if row["flips_at"] is None else _whole(row["flips_at"]),
        short=tuple(
            Shortage(
                at=None if short["at"] is None else _whole(short["at"]),
                behind_people=_whole(short["behind_people"]),
                limits=tuple(_span(limit) for limit in short["limits"]),
                bound=_whole(short["bound"]),
            )
            for short in row["short"]
        ),
        plan=None if row["plan"] is None else _plan_of_columns(row["plan"], scenario),
    )


def _span(value: object) -> tuple[str, date, date]:
    name, _, days = _text(value).rpartition(" ")
    first, _, last = days.partition("/")
    return name, date.fromisoformat(first), date.fromisoformat(last)


def _plan_of_columns(tables: Mapping[str, Any], scenario: Scenario) -> Plan:
    def column(columns: Mapping[str, list[object]], name: str) -> list[int]:
        return [_whole(value) for value in columns.get(name, [0] * scenario.num_days)]

    dates = [scenario.start + timedelta(days=day) for day in range(scenario.num_days)]
    crossings = [
        CrossingDay(date=when, id=place, from_self=alone, from_sites=others, waiting=left)
        for place, columns in tables["crossings"].items()
        for when, alone, others, left in zip(
            dates, *(column(columns, name) for name in ("from_self", "from_sites", "waiting")), strict=True
        )
    ]
    sites = [
        SiteDay(date=when, id=place, people_in=came, held=held, out=left)
        for place, columns in tables["sites"].items()
        for when, came, held, left in zip(
            dates, *(column(columns, name) for name in ("in", "held", "out")), strict=True
        )
    ]
    return Plan(reading=scenario.reading, crossings=tuple(crossings), sites=tuple(sites))
