"""
The proof as a paragraph and a sum that a reader can add up: exact numbers from the certificate, none of them rounded.

The certificate names limits day by day. They are told here place by place, as so many days of so many people; days on
which a place lets nobody through are none of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from planner.report import priced
from planner.report.text import day, is_or_are, joined, plural

Json = Mapping[str, Any]

LARGEST_TABLE = 10
"""Rows of limits on the first page; the smallest are summed in one row, which keeps the sum whole."""
_UNITS = {
    "throughput": "people",
    "queue": "people waiting",
    "intake": "arrivals",
    "places": "places",
    "onward": "departures",
}
_ROLES = {
    "throughput": ("crossing", "crossings"),
    "queue": ("queue", "queues"),
    "intake": ("site", "sites"),
    "places": ("site", "sites"),
    "onward": ("reception place", "reception places"),
}


def claim_of(certificate: Json, claim: str, reading: str) -> Json | None:
    """Return a claim of the certificate, ``None`` where it makes none."""
    rows = (row for row in certificate["claims"] if row["claim"] == claim and row["reading"] == reading)
    return next(rows, None)


def limit_rows(limits: Sequence[Json], names: Mapping[str, str]) -> list[list[str]]:
    """
    Return limit, days, people a day and what it can pass, largest first; the last row is the sum.

    Parameters
    ----------
    limits
        A claim's limits, one a day.
    names
        Place names by id.
    """
    days: defaultdict[tuple[str, str, int], int] = defaultdict(int)
    for row in limits:
        days[row["kind"], row["place"], row["capacity"]] += 1
    groups = sorted(days.items(), key=lambda item: (-item[0][2] * item[1], item[0]))
    shown = groups if len(groups) <= LARGEST_TABLE else groups[: LARGEST_TABLE - 1]
    rest = groups[len(shown) :]
    rows = [
        [
            f"{names.get(place, place)}",
            f"{count:,}",
            f"{capacity:,} {_UNITS.get(kind, kind)}",
            f"{capacity * count:,}",
        ]
        for (kind, place, capacity), count in shown
    ]
    if rest:
        passed = sum(capacity * count for (_, _, capacity), count in rest)
        places = len({(kind, place) for (kind, place, _), _ in rest})
        rows.append([f"{plural(places, 'further limit')}, in certificate.json", "", "", f"{passed:,}"])
    return [*rows, ["Together", "", "", f"{sum(row['capacity'] for row in limits):,}"]]


def _doors(limits: Sequence[Json]) -> str:
    """Return which kinds of places the limits are, such as ``9 crossings``."""
    places: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in limits:
        places[_ROLES.get(row["kind"], ("limit", "limits"))].add(row["place"])
    return joined(plural(len(ids), *role) for role, ids in sorted(places.items()))


def paragraphs(result: Json, certificate: Json) -> list[str]:
    """Return the proof of the chosen reading, in sentences whose numbers add up."""
    verdict, scenario = result["verdict"], result["scenario"]
    scope, plan = verdict["in_scope_people"], verdict["on_time_people"]["plan"]
    reading = scenario["reading"]
    if not scope:
        return ["Nobody is in scope in this reading, so there is nothing to prove and nothing to carry out."]
    claim = claim_of(certificate, "on_time", reading)
    if claim is None:
        return ["The certificate holds no claim for this reading."]
    behind, bound = claim["behind_people"], claim["bound"]
    if claim["prices"]:
        return [" ".join([*priced.sentences(result, claim), _met(plan, bound, scope)])]
    passed = sum(row["capacity"] for row in claim["limits"])
    if behind:
        told = [_held_back(result, claim, passed), _left(scope, behind, passed)]
    else:
        told = [
            "No limit that anybody published holds anyone back, and the certificate names none: as far as published"
            f" limits say, up to {bound:,} of the {scope:,} people in scope could be across by"
            f" {day(scenario['deadline'])}."
        ]
    told.append(_met(plan, bound, scope))
    relaxed = claim_of(certificate, "impossible", reading)
    if relaxed is not None:
        told.append(
            "A second count is more generous: travel day and night, no night at any site, no standard kept. It still"
            f" lets at most {relaxed['bound']:,} across, fewer than {scope:,}. That is why the answer is “impossible”."
        )
    return [" ".join(told)]


def _held_back(result: Json, claim: Json, passed: int) -> str:
    scenario, behind = result["scenario"], claim["behind_people"]
    scope, days = result["verdict"]["in_scope_people"], scenario["days"]
    last = day(scenario["deadline"])
    span = (
        f"There is 1 day, {last}."
        if days == 1
        else f"There are {plural(days, 'day')} from {day(scenario['start'])} to {last}, both counted."
    )
    who = f"all {scope:,} people in scope" if behind == scope else f"{behind:,} of the {scope:,} people in scope"
    if not claim["limits"]:
        return (
            f"{span} In that time {who} cannot reach an open crossing: every way they may take is shut, passes nobody,"
            " or could be set out on only after that."
        )
    one = len({row["id"] for row in claim["limits"]}) == 1
    listed = (
        f"on the days counted in the table, and {'that lets' if one else 'those let'}"
        f" {plural(passed, 'person', 'people')} through at most."
    )
    return f"{span} In that time {who} can get across only through {_doors(claim['limits'])}, {listed}"


def _left(scope: int, behind: int, passed: int) -> str:
    missing = behind - passed
    sum_of_left = f"{behind:,} − {passed:,} = {plural(missing, 'person', 'people')}"
    left = f"So {sum_of_left} at least {is_or_are(missing)} not across by the deadline, whatever the plan."
    free = scope - behind
    if not free:
        return left
    sum_of_across = f"{free:,} + {passed:,} = {free + passed:,}"
    return f"{left} The other {free:,} are not behind these limits and count as across: {sum_of_across} at most."


def _met(plan: int, bound: int, scope: int) -> str:
    if plan == scope:
        return "A plan that brings all of them across was found and checked against every limit."
    if plan == bound:
        found = f"A plan that brings {plan:,} people across was found and checked against every limit"
        return f"{found}, so the number cannot be bettered."
    return f"The best plan found and checked brings {plan:,} people across; the gap of {bound - plan:,} is open."


def sums(result: Json, certificate: Json) -> list[list[str]]:
    """Return the sum behind the bound as rows of words and numbers, empty when nobody is held back."""
    claim = claim_of(certificate, "on_time", result["scenario"]["reading"])
    if claim is None or not claim["behind_people"]:
        return []
    if claim["prices"]:
        return priced.sums(claim)
    scope, behind = result["verdict"]["in_scope_people"], claim["behind_people"]
    passed = sum(row["capacity"] for row in claim["limits"])
    return [
        ["People in scope", f"{scope:,}"],
        ["of these behind the limits", f"{behind:,}"],
        ["the limits let through, at most", f"− {passed:,}"],
        ["left after the deadline, at least", f"= {behind - passed:,}"],
        ["could cross, at most", f"{scope - behind + passed:,}"],
    ]


def proof_table(result: Json, certificate: Json, names: Mapping[str, str]) -> list[list[str]]:
    """Return the rows of the chosen claim's limits, empty when it names none."""
    claim = claim_of(certificate, "on_time", result["scenario"]["reading"])
    if claim is not None and claim["prices"]:
        return priced.rows(claim, names)
    return limit_rows(claim["limits"], names) if claim is not None and claim["limits"] else []
