"""
What the deadline would have needed of crossings, in the units in which their figures are published.

One basis holds for the three readings of a row, so that they can be set beside each other: the sum of all crossings is
told with each of them at its share of what those of the same people pass, a single one beside the others as published
where that would do in as many readings as any. An amount that is no more than what stands is then enough, and one that
is more is lacking, whatever closures there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from planner.records import Reading, Span
from planner.recount import Recount
from planner.requirements.pressure import ALL_FREE, ALONE, TOGETHER, Pressure
from planner.requirements.resources import PEOPLE_A_DAY, Need, Resource, total

ALL_CROSSINGS = "crossings"
SHARES_KEPT = "each crossing at its share of those of the same people, on a day fully open"
STEADY = "a steady pace over the days on which people can be at a crossing"
_ADDED = {ALONE: "the others as published", TOGETHER: "with the others by one factor"}


def crossings(recount: Recount, pressures: Mapping[Reading, Pressure]) -> list[Resource]:
    """Return all crossings together, then each that anybody could use; every one where nobody could use any."""
    used = used_crossings(recount, pressures)
    return [_all(recount, pressures, used), *(_one(recount, pressures, crossing, used) for crossing in used)]


def used_crossings(recount: Recount, pressures: Mapping[Reading, Pressure]) -> list[str]:
    """Return the crossings that anybody could use in time, all of them where nobody could use any."""
    reached = {c for pressure in pressures.values() for group in pressure.groups for c in group}
    return sorted(reached or recount.crossings)


def _all(recount: Recount, pressures: Mapping[Reading, Pressure], used: list[str]) -> Resource:
    spans = {crossing: recount.published("throughput", crossing) for crossing in used}
    shared = all(by.all_alike is not None for by in pressures.values() if by.pace is not None)
    notes = [SHARES_KEPT if shared else STEADY]
    absent = [recount.crossings[crossing].name for crossing, span in spans.items() if span is None]
    if absent and len(absent) < len(used):
        notes.append(f"no figure is published of {', '.join(absent)}")
    return Resource(
        id=ALL_CROSSINGS,
        resource="Crossings, all together" if shared else "Crossings, all together, at least",
        unit=PEOPLE_A_DAY,
        need=(lambda by: by.all_alike) if shared else (lambda by: by.pace),
        published=total(list(spans.values())),
        basis=TOGETHER if shared else ALL_FREE,
        note="; ".join(notes),
    )


def _one(recount: Recount, pressures: Mapping[Reading, Pressure], crossing: str, used: list[str]) -> Resource:
    ways: dict[str, Callable[[Pressure], Need]] = {
        ALONE: lambda by: by.alone(crossing),
        TOGETHER: lambda by: by.together(crossing),
    }
    told = {basis: sum(need(by) is not None for by in pressures.values()) for basis, need in ways.items()}
    basis = max(ways, key=lambda name: (told[name], name == ALONE))
    name = recount.crossings[crossing].name
    return Resource(
        id=f"crossing:{crossing}",
        resource=f"{name}, {_ADDED[basis]}" if told[basis] and len(used) > 1 else name,
        unit=PEOPLE_A_DAY,
        need=ways[basis],
        published=recount.published("throughput", crossing),
        basis=basis,
    )


def standing(recount: Recount, used: Iterable[str]) -> Fraction | None:
    """Return what a reading and a scenario leave of all crossings a day, ``None`` where one has no figure."""
    amounts = [recount.amount("throughput", crossing) for crossing in used]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction(0)) if len(known) == len(amounts) else None


def why_not(recount: Recount, pressures: Mapping[Reading, Pressure], left: int) -> str:
    """
    Return what follows the sum of crossings in a sentence, empty where nothing needs to be said.

    Parameters
    ----------
    recount
        The reading that leads.
    left
        People left after its deadline, at least: none of them is told as held back by crossings that are enough.
    """
    pressure, used = pressures[recount.reading], used_crossings(recount, pressures)
    spans = [recount.published("throughput", crossing) for crossing in used]
    published, stands = _amount(recount, total(spans)), standing(recount, used)
    told = " of those with a figure" if None in spans and published is not None else ""
    if None not in (stands, published) and stands != published:
        told += f", and with flights and what this scenario changes {float(stands or 0):,.10g} stand"
    need = pressure.all_alike
    if not left or need is None or stands is None or need > stands:
        return told
    if pressure.suffices:
        return f"{told}, which by themselves would do: what stands in the way is not the crossings"
    return f"{told}, but not at the crossings and on the days that would be needed"


def _amount(recount: Recount, span: Span | None) -> Fraction | None:
    return None if span is None else span.capacity_at(recount.reading)
