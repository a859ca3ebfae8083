"""
Rung (b): the full linear programme, through OR-Tools' simplex (GLOP).

The programme is stated in ``planner.network.programme``. A solve returns people on arcs and a price, at least 0, for
every named limit that is scarce. The prices are a proposal: what they prove is counted by ``planner.proof``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_matrix

from planner.model._ortools import LinearProgramme, solve_linear
from planner.model.flow import between
from planner.network import NONE, Network, Programme

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
# Prices are written as fractions that a reader can multiply.
LARGEST_DENOMINATOR = 10**6
TINY = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """
    An optimal answer of a stage.

    Parameters
    ----------
    objective
        People across (stage one) or nights (stage two).
    people
        ``[arcs] float64``.
    arc_price, row_price
        People across a further unit of a limit would bring, by arc and by row, ``float64``, at least 0.
    """

    objective: float
    people: Floats
    arc_price: Floats
    row_price: Floats


def most_people(programme: Programme) -> Solved:
    """Stage one: the most people across within the programme's days."""
    net = programme.net
    return _solve(programme, (net.head == net.SINK).astype(np.float64), None)


def fewest_nights(programme: Programme, across: int) -> Solved:
    """Stage two: the fewest nights in holding and in the queue with at least so many people across."""
    return _solve(programme, -programme.net.nights.astype(np.float64), across)


def _solve(programme: Programme, worth: Floats, across: int | None) -> Solved:
    """Solve a stage over the arcs in use; people released are the most that may set out from a node."""
    net = programme.net
    arcs = _in_use(programme)
    column = np.full(net.tail.size, NONE, dtype=np.int64)
    column[arcs] = np.arange(arcs.size)
    matrix, low, high = _rows(programme, arcs, column, across)
    best = solve_linear(LinearProgramme(worth=worth[arcs], most=_most(net, arcs), matrix=matrix, low=low, high=high))
    people, arc_price = np.zeros(net.tail.size), np.zeros(net.tail.size)
    people[arcs] = best.values
    arc_price[arcs] = np.maximum(best.reduced, 0.0)
    first = matrix.shape[0] - programme.row_kind.size
    return Solved(
        objective=best.objective,
        people=people,
        arc_price=arc_price,
        row_price=np.maximum(best.duals[first:], 0.0),
    )


def _in_use(programme: Programme) -> Ints:
    """
    Return the arcs that are no supply and lie on some way from those who set out to the sink.

    All others carry nobody and take no price: the walks that count a proof never meet them.
    """
    net = programme.net
    lets = net.capacity > 0
    shut = (programme.row_capacity[programme.entry_row] == 0) & (programme.entry_value > 0)
    lets[programme.entry_column[shut]] = False
    met = between(net, net.tail[lets], net.head[lets])
    return np.flatnonzero(lets & met[net.tail] & met[net.head] & (net.tail != net.SOURCE))


def _most(net: Network, arcs: Ints) -> Floats:
    """Return the arcs' bounds; one that could pass everyone has none, so that it never takes a price."""
    everyone = int(net.capacity[net.supply].sum())
    return np.where(net.capacity[arcs] >= everyone, np.inf, net.capacity[arcs].astype(np.float64))


def _rows(programme: Programme, arcs: Ints, column: Ints, across: int | None) -> tuple[csr_matrix, Floats, Floats]:
    """Return the matrix with its bounds: nodes that people pass, people across where fixed, then the limits' rows."""
    net = programme.net
    inner = np.zeros(net.num_nodes, dtype=np.bool_)
    inner[net.tail[arcs]] = inner[net.head[arcs]] = True
    inner[[net.SOURCE, net.SINK]] = False
    number = np.cumsum(inner) - 1
    nodes = int(inner.sum())
    supply = np.zeros(net.num_nodes)
    np.add.at(supply, net.head[net.supply], net.capacity[net.supply].astype(np.float64))
    ends = [(net.tail[arcs], 1.0), (net.head[arcs], -1.0)]
    parts = [(number[node[inner[node]]], column[arcs[inner[node]]], sign) for node, sign in ends]
    low, high = [np.where(supply[inner] > 0, -np.inf, 0.0)], [supply[inner]]
    rows = nodes
    if across is not None:
        out = arcs[net.head[arcs] == net.SINK]
        parts.append((np.full(out.size, rows), column[out], 1.0))
        low.append(np.array([float(across)]))
        high.append(np.array([np.inf]))
        rows += 1
    count = programme.row_kind.size  # rows without an arc in use hold nobody back
    used = column[programme.entry_column] != NONE
    entries = (programme.entry_row[used] + rows, column[programme.entry_column[used]], programme.entry_value[used])
    low.append(np.full(count, -np.inf))
    high.append(programme.row_capacity.astype(np.float64))
    row = np.concatenate([*(part[0] for part in parts), entries[0]])
    col = np.concatenate([*(part[1] for part in parts), entries[1]])
    value = np.concatenate([*(np.full(part[0].size, part[2]) for part in parts), entries[2].astype(np.float64)])
    shape = (rows + count, arcs.size)
    matrix = csr_matrix(coo_array((value, (row, col)), shape=shape))
    return matrix, np.concatenate(low), np.concatenate(high)


def as_fraction(price: float) -> Fraction:
    """Return a price as it is written: at least 0, with a denominator of at most a million."""
    return Fraction(max(price, 0.0)).limit_denominator(LARGEST_DENOMINATOR)


def prices_by_limit(programme: Programme, solved: Solved) -> dict[tuple[int, int, int], Fraction]:
    """Return the prices above 0 by kind, place and day, as the labels of the network number them."""
    net: Network = programme.net
    table: dict[tuple[int, int, int], Fraction] = {}
    for arc in np.flatnonzero((solved.arc_price > TINY) & (net.label_kind != NONE) & (net.capacity > 0)):
        key = (int(net.label_kind[arc]), int(net.label_place[arc]), int(net.label_day[arc]))
        table[key] = table.get(key, Fraction(0)) + as_fraction(float(solved.arc_price[arc]))
    for row in np.flatnonzero((solved.row_price > TINY) & (programme.row_capacity > 0)):
        key = (int(programme.row_kind[row]), int(programme.row_place[row]), int(programme.row_day[row]))
        table[key] = table.get(key, Fraction(0)) + as_fraction(float(solved.row_price[row]))
    return {key: price for key, price in sorted(table.items()) if price > 0}
