"""What rounds are asked about: who leaves a site for a crossing, by the plan of a reading and by an order to leave."""

from __future__ import annotations

from planner.outcome import Judged
from planner.rounds import Basis
from planner.simulate import departures_of_order


def basis_of(judged: Judged) -> Basis:
    """Return the movements of one reading."""
    rows = ((row.from_place, row.to_place, row.week, row.people) for row in judged.audit.corridors)
    return Basis(
        recount=judged.recount,
        plan=judged.plan,
        departures={"plan": judged.audit.departures, "order": departures_of_order(judged.recount)},
        corridors=tuple(rows),
    )
