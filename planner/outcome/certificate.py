"""``certificate.json`` and ``plan.json``: claims and plans to JSON and back, for the run and for ``planner verify``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from planner.config import Scenario
from planner.outcome.result import SCHEMA_VERSION, Findings
from planner.records import Reading
from planner.solution import Claim, CrossingDay, Cut, CutLimit, Plan, Price, SiteDay, TravelUse

Json = dict[str, Any]
_EXACT = re.compile(r"[0-9]{1,18}(/[1-9][0-9]{0,17})?")


def to_json(claims: Iterable[Cut], hashes: Mapping[str, str], scenario: Scenario) -> Json:
    """Return the certificate: input hashes and every claim with the limits that prove it."""
    return {**about(hashes, scenario), "claims": [claim_json(cut) for cut in claims]}


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
