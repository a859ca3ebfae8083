"""A flow told as a plan: people by crossing, site and day, in places and dates."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from planner.network import NONE, Network, Programme, World
from planner.solution import CrossingDay, Plan, SiteDay, Trip

Ints = NDArray[np.int64]


def plan_of(world: World, net: Network, flow: Ints) -> Plan:
    """
    Return the plan that a flow carries.

    Parameters
    ----------
    flow
        ``[arcs] int64``, people on each arc of ``net``.
    """
    dates = [world.days(net.num_days).date(day) for day in range(net.num_days)]
    from_self, from_sites, waiting = (_on(flow, arcs) for arcs in (net.from_self, net.from_sites, net.waiting))
    crossings = tuple(
        CrossingDay(
            date=dates[d],
            id=crossing.id,
            from_self=int(from_self[c, d]),
            from_sites=int(from_sites[c, d]),
            waiting=int(waiting[c, d]),
        )
        for d in range(net.num_days)
        for c, crossing in enumerate(world.geography.crossings)
    )
    leaving = np.bincount(net.tail, weights=flow, minlength=net.num_nodes).astype(np.int64)
    arrived, left = _on(flow, net.site_in), leaving[net.out_node]
    held = np.cumsum(arrived - left, axis=1)
    taken, kept = _on(flow, net.reception_in), _on(flow, net.reception_held)
    gone = taken - np.diff(kept, axis=1, prepend=0)
    sites = [
        SiteDay(date=dates[d], id=site.id, people_in=int(came[s, d]), held=int(stays[s, d]), out=int(went[s, d]))
        for d in range(net.num_days)
        for places, came, stays, went in (
            (world.geography.sites, arrived, held, left),
            (world.geography.receptions if (net.reception_in != NONE).any() else (), taken, kept, gone),
        )
        for s, site in enumerate(places)
    ]
    return Plan(reading=world.reading, crossings=crossings, sites=tuple(sites))


def trips_of(world: World, programme: Programme, flow: Ints) -> tuple[Trip, ...]:
    """Return who sets out when, where limits on travel count departures."""
    geo, trips = world.geography, list[Trip]()
    groups = {"self": world.self_groups, "site": world.site_groups}
    for way in programme.departures:
        targets = geo.sites if way.stream == "site" else geo.crossings
        if way.stream == "onward":
            origins: tuple[str, ...] = (geo.sites[way.origin].id,)
        else:
            origins = tuple(geo.case.districts[k].pcode for k in groups[way.stream][way.origin].members)
        for day, people in zip(way.days.tolist(), flow[way.arcs].tolist(), strict=True):
            if people:
                trips.append(
                    Trip(
                        stream=way.stream,
                        origins=origins,
                        target=targets[way.target].id,
                        lag=way.lag,
                        trains=way.journey.trains,
                        fleet=way.fleet,
                        date=geo.scenario.start + timedelta(days=day),
                        people=people,
                    )
                )
    return tuple(trips)


def _on(flow: Ints, arcs: Ints) -> Ints:
    """Return the flow on a table of arcs, 0 where there is none."""
    return np.where(arcs == NONE, 0, flow[np.where(arcs == NONE, 0, arcs)] if flow.size else 0)
