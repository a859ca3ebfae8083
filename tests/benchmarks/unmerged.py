"""
The full programme as its formulation states it, for the peer: every district, stream and departure day on its own.

Built from the records by plain loops over the recount, which shares nothing with the network or the model. Nothing is
merged: no travel groups, no chains that stand for waiting at home at the far end. Long stays are arcs of their own
length with a row a night, as in the programme; reception is left out where it lets everyone through.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from planner.network import Programme
from planner.recount import SELF, Recount

Floats = NDArray[np.float64]
Node = tuple[object, ...]
CROSSED: Node = ("crossed",)


@dataclass(frozen=True, slots=True, eq=False)
class Stated:
    """
    Maximise ``worth @ x`` with ``0 <= x <= most`` and ``low <= matrix @ x <= high``.

    Parameters
    ----------
    worth, most
        ``[columns] float64``.
    matrix
        ``[rows, columns]``, compressed by rows.
    low, high
        ``[rows] float64``.
    """

    worth: Floats
    most: Floats
    matrix: csr_array
    low: Floats
    high: Floats


@dataclass(slots=True)
class _Net:
    """Arcs in the making, by the names of their ends, and rows over them."""

    number: dict[Node, int] = field(default_factory=dict)
    tail: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    nights: dict[tuple[str, int], tuple[int, list[int]]] = field(default_factory=dict)
    supply: dict[int, int] = field(default_factory=dict)

    def node(self, *name: object) -> int:
        return self.number.setdefault(name, len(self.number))

    def arc(self, tail: int, head: int, most: int | None = None) -> int:
        self.tail.append(tail)
        self.head.append(head)
        self.most.append(np.inf if most is None else float(most))
        return len(self.tail) - 1


def stated(recount: Recount, num_days: int) -> Stated:
    """
    Return the programme of the first ``num_days`` days.

    Raises
    ------
    ValueError
        Where the world has limits that this statement leaves out.
    """
    stay = recount.scenario.stay
    if stay.max_nights is None:
        raise ValueError("expected a longest stay: with none, a stay of every length would be an arc")
    if recount.amount("officers", "all") is not None:
        raise ValueError("expected no officers, which are no row here")
    net = _Net()
    _people(net, recount, num_days)
    _sites(net, recount, num_days)
    _crossings(net, recount, num_days)
    return _matrix(net)


def _people(net: _Net, recount: Recount, num_days: int) -> None:
    """Add homes: a chain of days, and an arc a target and departure day."""
    for pcode, _, stream, people, ways in recount.by_stream:
        home = [net.node("home", pcode, stream, day) for day in range(num_days)]
        for day, count in recount.releases(people):
            if day < num_days:
                net.supply[home[day]] = net.supply.get(home[day], 0) + count
        for day in range(num_days - 1):
            net.arc(home[day], home[day + 1])
        arrive = "gate" if stream == SELF else "door"
        for way in ways:
            lag = way.lag(recount.driving_hours)
            for day in range(num_days - lag):
                if recount.all_open(way.gates, day):
                    net.arc(home[day], net.node(arrive, way.target, day + lag))


def _sites(net: _Net, recount: Recount, num_days: int) -> None:
    """Add sites: intake, stays of every length with the nights they cover, and the ways on to the queues."""
    stay = recount.scenario.stay
    for site, ways in recount.site_exits.items():
        for day in range(num_days):
            if recount.share(site, day) == 0:
                continue
            inside = net.node("inside", site, day)
            net.arc(net.node("door", site, day), inside, _least(recount, site, day))
            for length in range(stay.min_nights, (stay.max_nights or 0) + 1):
                if day + length < num_days and recount.share(site, day + length) > 0:
                    arc = net.arc(inside, net.node("out", site, day + length))
                    for night in range(day, day + length):
                        _cover(net, recount, (site, night), arc)
            for way in ways:
                lag = way.lag(recount.driving_hours)
                if day + lag < num_days and recount.all_open(way.gates, day):
                    net.arc(net.node("out", site, day), net.node("queue", way.target, day + lag))


def _least(recount: Recount, site: str, day: int) -> int | None:
    known = [cap for kind in ("intake", "desks") if (cap := recount.capacity(kind, site, day)) is not None]
    return min(known, default=None)


def _cover(net: _Net, recount: Recount, night: tuple[str, int], arc: int) -> None:
    places = recount.capacity("places", *night)
    if places is not None:
        net.nights.setdefault(night, (places, []))[1].append(arc)


def _crossings(net: _Net, recount: Recount, num_days: int) -> None:
    across = net.node(*CROSSED)
    for crossing in recount.crossings:
        room = recount.capacity("queue", crossing, 0)
        for day in range(num_days):
            queue, gate = net.node("queue", crossing, day), net.node("gate", crossing, day)
            net.arc(queue, gate)
            if day + 1 < num_days:
                net.arc(queue, net.node("queue", crossing, day + 1), room)
            net.arc(gate, across, recount.capacity("throughput", crossing, day))


def _matrix(net: _Net) -> Stated:
    """Return rows for the nodes (what leaves less what comes in, at most the people released), then for the nights."""
    arcs, nodes, across = len(net.tail), len(net.number), net.number[CROSSED]
    tail, head = np.array(net.tail), np.array(net.head)
    inner = np.arange(nodes) != across
    high = np.zeros(nodes)
    high[list(net.supply)] = list(net.supply.values())
    low = np.where(high > 0, -np.inf, 0.0)
    row = np.concatenate([tail, head])
    column = np.concatenate([np.arange(arcs)] * 2)
    sign = np.repeat([1.0, -1.0], arcs)
    kept = inner[row]
    number = np.cumsum(inner) - 1
    count = int(inner.sum())
    rows, columns, values = [number[row[kept]]], [column[kept]], [sign[kept]]
    for k, (_, covered) in enumerate(net.nights.values()):
        rows.append(np.full(len(covered), count + k))
        columns.append(np.array(covered))
        values.append(np.ones(len(covered)))
    caps = np.array([float(places) for places, _ in net.nights.values()])
    shape = (count + caps.size, arcs)
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return Stated(
        worth=(head == across).astype(np.float64),
        most=np.array(net.most),
        matrix=csr_array(coo_array(entries, shape=shape)),
        low=np.concatenate([low[inner], np.full(caps.size, -np.inf)]),
        high=np.concatenate([high[inner], caps]),
    )


def reduced(programme: Programme) -> Stated:
    """Return our own programme in the same form: a row a node, then the rows of the limits."""
    net = programme.net
    everyone = int(net.capacity[net.supply].sum())
    arcs = np.flatnonzero(net.tail != net.SOURCE)
    column = np.full(net.tail.size, -1)
    column[arcs] = np.arange(arcs.size)
    high = np.zeros(net.num_nodes)
    np.add.at(high, net.head[net.supply], net.capacity[net.supply].astype(np.float64))
    inner = np.ones(net.num_nodes, dtype=np.bool_)
    inner[[net.SOURCE, net.SINK]] = False
    number = np.cumsum(inner) - 1
    ends = [(net.tail[arcs], 1.0), (net.head[arcs], -1.0)]
    rows = [number[node[inner[node]]] for node, _ in ends] + [programme.entry_row + int(inner.sum())]
    columns = [column[arcs[inner[node]]] for node, _ in ends] + [column[programme.entry_column]]
    values = [np.full(int(inner[node].sum()), sign) for node, sign in ends] + [programme.entry_value.astype(float)]
    shape = (int(inner.sum()) + programme.row_kind.size, arcs.size)
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    most = net.capacity[arcs].astype(np.float64)
    return Stated(
        worth=(net.head[arcs] == net.SINK).astype(np.float64),
        most=np.where(most >= everyone, np.inf, most),
        matrix=csr_array(coo_array(entries, shape=shape)),
        low=np.concatenate([np.where(high > 0, -np.inf, 0.0)[inner], np.full(programme.row_kind.size, -np.inf)]),
        high=np.concatenate([high[inner], programme.row_capacity.astype(np.float64)]),
    )
