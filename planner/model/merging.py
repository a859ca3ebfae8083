"""
Nodes with one way in, merged with the node it comes from: a shorter network that carries the same flows.

Over years most of a network is people who wait at home: chains of days that nobody joins any more, each day's only way
in being an arc from the day before that could carry everyone at no cost. Whoever is at the end of such an arc has come
over it, and whoever is at its start may take it, so both ends are one node: each flow of the merged network is one flow
of the whole, with the same people on every other arc. A max flow pushes along a chain day by day; merged, it does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.network import NONE, Network

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """
    A network whose nodes with one way in are merged; its arcs are those of the whole, in their order.

    Parameters
    ----------
    net
        The merged network: arcs inside a merged node are loops without capacity.
    levels
        Arcs inside merged nodes, those farthest down a chain first, ``[arcs] int64`` each.
    """

    whole: Network
    net: Network
    levels: tuple[Ints, ...]

    def opened(self, flow: Ints) -> Ints:
        """Return a flow of the merged network as one of the whole, ``[arcs] int64``."""
        tail, head = self.whole.tail, self.whole.head
        leaving = np.zeros(self.whole.num_nodes, dtype=np.int64)
        np.add.at(leaving, tail, flow)
        opened = flow.copy()
        for arcs in self.levels:
            opened[arcs] = leaving[head[arcs]]
            np.add.at(leaving, tail[arcs], opened[arcs])
        return opened


def merged(net: Network) -> Merged:
    """Merge each node whose only way in could carry everyone, from another place than the source, with its tail."""
    lets = net.capacity > 0
    ways_in = np.bincount(net.head[lets], minlength=net.num_nodes)
    inside = lets & (ways_in[net.head] == 1) & (net.capacity >= net.capacity[net.supply].sum()) & (net.nights == 0)
    inside &= (net.tail != net.SOURCE) & (net.head != net.SINK)
    # These are shut on the way to a plan; a merged way stays open.
    for table in (net.from_sites, net.waiting):
        inside[table[table != NONE]] = False
    arcs = np.flatnonzero(inside)
    above = np.arange(net.num_nodes, dtype=np.int64)
    above[net.head[arcs]] = net.tail[arcs]
    depth = (above != np.arange(net.num_nodes)).astype(np.int64)
    while (above[above] != above).any():
        depth, above = depth + depth[above], above[above]
    far = depth[net.head[arcs]]
    order = np.argsort(-far, kind="stable")
    starts = np.flatnonzero(np.diff(far[order])) + 1
    return Merged(
        whole=net,
        net=replace(net, tail=above[net.tail], head=above[net.head], capacity=np.where(inside, 0, net.capacity)),
        levels=tuple(np.split(arcs[order], starts)),
    )
