"""
What the prices of a linear programme prove, in exact fractions: one walk over the programme's own acyclic network.

The same number is counted a second time from the records by ``planner.proof``; a claim is printed where both agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from planner.model.programme import Solved, prices_by_limit
from planner.network import KINDS, NONE, Network, Programme, World
from planner.solution import Claim, Cut, CutLimit, Price

Ints = NDArray[np.int64]
Prices = Mapping[tuple[int, int, int], Fraction]


def priced_claim(world: World, programme: Programme, solved: Solved, claim: Claim) -> Cut:
    """Return the claim that a solve's prices prove, with its limits, its prices and its exact bound."""
    days, capacities = world.days(programme.net.num_days), _capacities(programme)
    # Where nobody at all has a way across there is nothing to pay for: one limit is named all the same, at 0, so that
    # the claim is one by prices.
    prices = prices_by_limit(programme, solved) or _unpriced(capacities, world.in_scope_people)
    rows: list[tuple[CutLimit, Price]] = []
    for key, value in prices.items():
        kind, place = KINDS[key[0]], world.places_of(KINDS[key[0]])[key[1]]
        name, date = f"{kind}:{place}", days.date(key[2])
        limit = CutLimit(id=name, kind=kind, place=place, date=date, capacity=capacities[key])
        rows.append((limit, Price(limit_id=name, date=date, value=value)))
    rows.sort(key=lambda row: (row[0].kind, row[0].place, row[0].date))
    paid = sum((price.value * limit.capacity for limit, price in rows), Fraction(0))
    kept, behind = _kept(programme, prices)
    net = programme.net
    unreleased = world.in_scope_people - int(net.capacity[net.supply].sum())
    return Cut(
        claim=claim,
        reading=world.reading,
        horizon_days=net.num_days,
        behind_people=behind + unreleased,
        limits=tuple(limit for limit, _ in rows),
        prices=tuple(price for _, price in rows),
        bound=int((paid + kept) // 1),
    )


def _unpriced(capacities: Mapping[tuple[int, int, int], int], everyone: int) -> Prices:
    """Return one limit at no price, the tightest; none where no limit is known."""
    known = [key for key, capacity in capacities.items() if capacity < everyone]
    return {min(known, key=lambda key: (capacities[key], key)): Fraction(0)} if known else {}


def _capacities(programme: Programme) -> dict[tuple[int, int, int], int]:
    net = programme.net
    arcs = np.flatnonzero(net.label_kind != NONE)
    labels = (net.label_kind[arcs], net.label_place[arcs], net.label_day[arcs], net.capacity[arcs])
    rows = (programme.row_kind, programme.row_place, programme.row_day, programme.row_capacity)
    return {
        (kind, place, day): capacity
        for table in (labels, rows)
        for kind, place, day, capacity in zip(*(column.tolist() for column in table), strict=True)
    }


def _kept(programme: Programme, prices: Prices) -> tuple[Fraction, int]:
    """Return what people keep of the 1 they are worth once across, and how many keep less than 1."""
    net = programme.net
    unit = lcm(1, *(price.denominator for price in prices.values()))
    toll = _tolls(programme, {key: int(price * unit) for key, price in prices.items()})
    worth = _worth(net, toll, unit)
    kept, behind = 0, 0
    for node, people in zip(net.head[net.supply].tolist(), net.capacity[net.supply].tolist(), strict=True):
        best = max(worth[node] or 0, 0)
        kept += best * people
        behind += people if best < unit else 0
    return Fraction(kept, unit), behind


def _tolls(programme: Programme, prices: Mapping[tuple[int, int, int], int]) -> list[int | None]:
    """Return the price of every arc, ``None`` where a limit lets nobody through."""
    net = programme.net
    toll: list[int | None] = [None if cap == 0 else 0 for cap in net.capacity.tolist()]
    labels = zip(net.label_kind.tolist(), net.label_place.tolist(), net.label_day.tolist(), strict=True)
    for arc, key in enumerate(labels):
        _add(toll, arc, prices.get(key, 0))
    row_keys = list(
        zip(programme.row_kind.tolist(), programme.row_place.tolist(), programme.row_day.tolist(), strict=True)
    )
    shut = (programme.row_capacity == 0).tolist()
    entries = zip(
        *(e.tolist() for e in (programme.entry_row, programme.entry_column, programme.entry_value)), strict=True
    )
    for row, arc, value in entries:
        if shut[row]:
            toll[arc] = None
        else:
            _add(toll, arc, value * prices.get(row_keys[row], 0))
    return toll


def _add(toll: list[int | None], arc: int, price: int) -> None:
    known = toll[arc]
    if known is not None:
        toll[arc] = known + price


def _worth(net: Network, toll: list[int | None], unit: int) -> list[int | None]:
    """Return, by node, the most that is kept on a way into the sink: nodes last in order first."""
    order = np.argsort(net.tail, kind="stable")
    first = np.searchsorted(net.tail[order], np.arange(net.num_nodes + 1)).tolist()
    by_tail, head = order.tolist(), net.head.tolist()
    worth: list[int | None] = [None] * net.num_nodes
    worth[net.SINK] = unit
    done = [False] * net.num_nodes
    done[net.SINK] = True
    for root in net.head[net.supply].tolist():
        stack = [root]
        while stack:
            node = stack[-1]
            if done[node]:
                stack.pop()
                continue
            arcs = [arc for arc in by_tail[first[node] : first[node + 1]] if toll[arc] is not None]
            ahead = [head[arc] for arc in arcs if not done[head[arc]]]
            if ahead:
                stack.extend(ahead)
                continue
            ways = [value - (toll[arc] or 0) for arc in arcs if (value := worth[head[arc]]) is not None]
            worth[node] = max(ways, default=None)
            done[node] = True
            stack.pop()
    return worth
