"""
At least so many relief vehicles, whatever the rounds: bounds that need no search.

Rounds begin at first light, and a second driver goes along only where one could not be there and back.

A trip that calls at a place takes at least the quickest way there and back from the nearest hub, since roads obey the
triangle inequality, and brings one load at most. So each load takes up a share of a vehicle's day, and:

*shares*
    of the hours at the wheel and of the whole day, added up over all loads;
*trips of a length*
    a vehicle makes only so many trips that are at least so long in a day: loads to all places at least that far away,
    over that many. Where two such trips do not fit one day, each load is a vehicle;
*visits of a reach*
    a health team that goes as far as a place has time for only so many visits, there and nearer: visits over that many,
    added up over all places. This is the optimum of the linear programme that mixes teams of every reach, whose prices
    rise with the reach.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from planner.rounds.relief import HEALTH, UNITS, Dispatch, ReliefDay, fits


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """
    What one place is brought of one commodity.

    Parameters
    ----------
    way
        Minutes from the nearest hub that has any.
    loads
        Of one vehicle; visits of a health team.
    """

    way: int
    loads: Fraction


def least_vehicles(dispatch: Dispatch, day: ReliefDay) -> dict[str, int]:
    """Return the least vehicles that can bring what a day's hubs can bring, by commodity."""
    amounts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for full in day.full:
        amounts[full.commodity][full.place] += full.amount
    for errand in day.errands:
        for place, amount in errand.loads:
            amounts[errand.commodity][place] += amount
    return {commodity: _least(dispatch, commodity, amounts[commodity]) for commodity in UNITS}


def _least(dispatch: Dispatch, commodity: str, amounts: Mapping[str, int]) -> int:
    hubs = [base.id for base in dispatch.bases if base.commodity == commodity and base.stock != 0]
    load = 1 if commodity == HEALTH else dispatch.load(commodity)
    loads = [
        _Load(way=min(ways), loads=Fraction(amount, load))
        for place, amount in amounts.items()
        if amount and (ways := [m for hub in hubs if (m := dispatch.minutes(hub, place)) is not None])
    ]
    bounds = _of_teams(dispatch, loads) if commodity == HEALTH else _of_trucks(dispatch, commodity, loads)
    return ceil(max(bounds, default=Fraction(0)))


def _of_teams(dispatch: Dispatch, loads: list[_Load]) -> Iterator[Fraction]:
    relief = dispatch.figures.relief

    def visits(way: int) -> int:
        most = 1
        while most < dispatch.figures.rules.span_min and any(
            fits(dispatch.figures, dispatch.light, [way], relief.service(HEALTH, most + 1), drivers)
            for drivers in (1, 2)
        ):
            most += 1
        return most

    yield sum((row.loads / visits(row.way) for row in loads), Fraction(0))


def _of_trucks(dispatch: Dispatch, commodity: str, loads: list[_Load]) -> Iterator[Fraction]:
    rules, relief = dispatch.figures.rules, dispatch.figures.relief
    standing = relief.loading(commodity) + relief.service(commodity, 1)
    # Who goes further than one driver may has a second, and may call at nearer places too.
    far = min((row.way for row in loads if 2 * row.way > rules.work_min), default=None)
    drivers = 1 if far is None else 2

    def share(minutes: int, of: int) -> Fraction:
        return min(Fraction(1), Fraction(minutes, of))

    yield sum((row.loads * share(2 * row.way, drivers * rules.work_min) for row in loads), Fraction(0))
    yield sum((row.loads * share(2 * row.way + standing, rules.span_min) for row in loads), Fraction(0))

    def trips(way: int) -> int:
        """Return the most trips of a vehicle in a day that are at least so long."""
        most = 1
        while most < rules.span_min:
            times = [way] * (most + 1)
            alone = 2 * way <= rules.work_min and fits(dispatch.figures, dispatch.light, times, standing, 1)
            times[-1] = max(way, far or 0)
            if not alone and (far is None or not fits(dispatch.figures, dispatch.light, times, standing, 2)):
                break
            most += 1
        return most

    for way in {row.way for row in loads}:
        yield sum((row.loads for row in loads if row.way >= way), Fraction(0)) / trips(way)
