"""The proof by prices as a paragraph, a table and a sum: what limits pass, what that is worth, what people keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from planner.report.naming import limit_name
from planner.report.text import day, plural

Json = Mapping[str, Any]
LARGEST = 10


def paid(claim: Json) -> Fraction:
    """Return what the limits' capacities are worth at their prices, in people."""
    return sum((_worth(*row) for row in _pairs(claim)), Fraction(0))


def _pairs(claim: Json) -> list[tuple[Json, Json]]:
    return list(zip(claim["limits"], claim["prices"], strict=True))


def _worth(limit: Json, price: Json) -> Fraction:
    return Fraction(price["value"]) * int(limit["capacity"])


def _number(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.2f}"


def sentences(result: Json, claim: Json) -> list[str]:
    """Return how the bound follows from the prices."""
    scope, bound = result["verdict"]["in_scope_people"], claim["bound"]
    worth = paid(claim)
    deadline = day(result["scenario"]["deadline"])
    return [
        f"A price stands on {plural(len({row['id'] for row in claim['limits']}), 'scarce limit')} for each day it is"
        " scarce: people across for one unit more. Let everyone who crosses be worth 1 and pay for all they use on"
        " the cheapest way open to them.",
        f"Whatever the plan, what people pay is at most what the limits can pass at these prices: {_number(worth)}."
        f" {claim['behind_people']:,} of the {scope:,} people in scope have no way that is free; all in all people keep"
        f" {_number(bound - worth) if worth.denominator == 1 else 'the rest of the sum'}. So no plan takes more than"
        f" {bound:,} across by {deadline}.",
    ]


def rows(claim: Json, names: Mapping[str, str]) -> list[list[str]]:
    """Return limit, days, what it passes in all and what that is worth, dearest first; the last row is the sum."""
    table: defaultdict[str, list[tuple[Json, Json]]] = defaultdict(list)
    for limit, price in _pairs(claim):
        table[limit["id"]].append((limit, price))
    worth = {key: sum((_worth(*pair) for pair in pairs), Fraction(0)) for key, pairs in table.items()}
    order = sorted(table, key=lambda key: (-worth[key], key))
    told = [
        [
            limit_name(table[key][0][0], names),
            f"{len(table[key]):,}",
            f"{sum(limit['capacity'] for limit, _ in table[key]):,} in all",
            _number(worth[key]),
        ]
        for key in order[:LARGEST]
    ]
    if len(order) > LARGEST:
        rest = sum((worth[key] for key in order[LARGEST:]), Fraction(0))
        told.append([f"{plural(len(order) - LARGEST, 'further limit')}, in certificate.json", "", "", _number(rest)])
    return [*told, ["Together", "", "", _number(paid(claim))]]


def sums(claim: Json) -> list[list[str]]:
    """Return the sum behind the bound."""
    worth = paid(claim)
    kept = claim["bound"] - worth
    return [
        ["what the limits pass is worth, at their prices", _number(worth)],
        ["what people keep beside it, rounded down", f"+ {_number(max(kept, Fraction(0)))}"],
        ["could cross, at most", f"{claim['bound']:,}"],
    ]
