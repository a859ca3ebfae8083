"""
That no value of one limit would do: the bound proved with that limit taken away.

Whoever would call a deadline met by a wider gate must show that the other limits leave it open. Here each limit that no
value of its own makes enough is taken away altogether, and what the others still pass is proved as any bound is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.model.flow import proved_bound
from planner.model.full import proved_in_full
from planner.model.worth import without_limit
from planner.network import Limit, World, has_rows, settings_named
from planner.solution import Claim, Cut, Sensitivity


def requirement_claims(world: World, on_time: Cut, worth: Sequence[Sensitivity]) -> tuple[Cut, ...]:
    """
    Return, for each limit that no value of its own makes enough, the proof with that limit taken away.

    Parameters
    ----------
    on_time
        The proved bound at the deadline, which stands for every limit that it does not name.
    worth
        What was found of the limits that may be asked of; those that some value makes enough need no such proof.
    """
    if on_time.bound >= world.in_scope_people:
        return ()
    claims = []
    for row in worth:
        limit = world.limits.get(row.limit_id)
        if limit is None or limit.span is None or row.flips_at is not None:
            continue
        cut = _without(world, limit, on_time)
        if cut.bound < world.in_scope_people:
            claims.append(replace(cut, claim=Claim.REQUIREMENT, free_limit=limit.id))
    return tuple(claims)


def _without(world: World, limit: Limit, on_time: Cut) -> Cut:
    """Return the bound with a limit taken away; a limit that the proof does not need changes nothing of it."""
    named = settings_named(world, (row.id for row in on_time.limits))
    if limit.id not in named and not _shuts(world, limit):
        return on_time
    freed = without_limit(world, limit.id)
    num_days = world.geography.scenario.num_days
    cut = proved_bound(freed, num_days, Claim.ON_TIME, few=True)
    if cut.bound < world.in_scope_people:
        return cut  # somebody is left whatever the other networks or prices would add
    if has_rows(freed):
        return proved_in_full(freed, num_days, Claim.ON_TIME)
    return proved_bound(freed, num_days, Claim.ON_TIME)


def _shuts(world: World, limit: Limit) -> bool:
    """Return whether a limit is so low that it may let nobody through on an open day: proofs do not name such days."""
    amount = world.amount(limit.kind, limit.place)
    if amount is None:
        return False
    if limit.kind in ("desks", "officers", "flights", "leg"):
        return True  # what one of them does in a day, or where it is partly shut, may itself be less than a person
    shares, _ = world.days(world.geography.scenario.num_days).shares(limit.place)
    return amount * min((share for share in shares if share > 0), default=1) < 1
