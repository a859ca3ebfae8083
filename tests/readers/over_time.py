"""
Quickest transshipments: supplies at some places, demands at others, arcs that take time and pass so much a step.

Two conventions count the time. By *layers*, a flow that enters an arc in layer t leaves it in layer t + transit, and
the layers are 0..T-1; by *arrival*, whatever arrives at time T or before counts, so that T layers end at time T - 1.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
FILE = Path("over_time") / "quickest_transshipment.json"
SOURCE, SINK = 0, 1


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """A network without time: ``[arcs] int64`` each; the ends are ``SOURCE`` and ``SINK``."""

    num_nodes: int
    tail: Ints
    head: Ints
    capacity: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Transshipment:
    """
    One published instance.

    Parameters
    ----------
    places
        Names, in order; arrays count from 0 in that order.
    tail, head, capacity, transit
        ``[arcs] int64``: units a step, steps on the way.
    balance
        ``[places] int64``: units to send (above 0) or to receive (below 0); they add up to 0.
    layers, arrival_time
        The published quickest horizon by either convention.
    violated
        Places whose supplies less demands cannot all leave in one layer fewer: the published proof.
    """

    name: str
    places: tuple[str, ...]
    tail: Ints
    head: Ints
    capacity: Ints
    transit: Ints
    balance: Ints
    layers: int
    arrival_time: int
    violated: frozenset[str]

    @property
    def amount(self) -> int:
        """Units to be sent."""
        return int(self.balance[self.balance > 0].sum())

    def expanded(self, layers: int) -> Arcs:
        """Return the network of 0..layers-1; waiting is free everywhere and whoever arrives early may wait."""
        count, steps = len(self.places), np.arange(layers, dtype=np.int64)
        node = np.arange(2, 2 + count * layers, dtype=np.int64).reshape(count, layers)
        arc, step = np.nonzero(steps[None, :] + self.transit[:, None] < layers)
        gives, takes = np.flatnonzero(self.balance > 0), np.flatnonzero(self.balance < 0)
        waiting = node[:, :-1].reshape(-1)
        ends = np.full(gives.size, SOURCE, dtype=np.int64), np.full(takes.size, SINK, dtype=np.int64)
        return Arcs(
            num_nodes=2 + count * layers,
            tail=np.concatenate([node[self.tail[arc], step], waiting, ends[0], node[takes, -1]]),
            head=np.concatenate([node[self.head[arc], step + self.transit[arc]], waiting + 1, node[gives, 0], ends[1]]),
            capacity=np.concatenate(
                [
                    self.capacity[arc],
                    np.full(waiting.size, self.amount, dtype=np.int64),
                    self.balance[gives],
                    -self.balance[takes],
                ]
            ),
        )


def read_transshipments(flow_folder: Path) -> tuple[Transshipment, ...]:
    """Return the published instances, in the order of the file."""
    rows = json.loads((flow_folder / FILE).read_text(encoding="utf-8"))
    return tuple(transshipment(row) for row in rows)


def transshipment(row: dict[str, Any]) -> Transshipment:
    """
    Return one instance.

    Raises
    ------
    ValueError
        When its supplies and demands differ, or its counts are not those of its lists.
    """
    arcs = row["edges_u_v_capacity_transit"]
    places = sorted({place for arc in arcs for place in arc[:2]} | set(row["balance"]))
    number = {place: k for k, place in enumerate(places)}
    balance = np.zeros(len(places), dtype=np.int64)
    for place, units in row["balance"].items():
        balance[number[place]] = units
    if balance.sum():
        raise ValueError(f"{row['name']}: expected supplies equal to demands, got {balance.sum()} more")
    if (len(places), len(arcs)) != (row["nodes"], row["arcs"]):
        raise ValueError(
            f"{row['name']}: expected {row['nodes']} nodes and {row['arcs']} arcs, got {len(places)} and {len(arcs)}"
        )
    table = np.array([[number[u], number[v], capacity, transit] for u, v, capacity, transit in arcs], dtype=np.int64)
    return Transshipment(
        name=row["name"],
        places=tuple(places),
        tail=table[:, 0],
        head=table[:, 1],
        capacity=table[:, 2],
        transit=table[:, 3],
        balance=balance,
        layers=row["T_star_discrete_layers"],
        arrival_time=row["T_star_dynflows_convention"],
        violated=frozenset(row["violated_terminal_set_at_T_star_minus_1"]),
    )
