"""The least costly mix for a date that leaves notice and appeal, and cost against date: told, and held by addition."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from planner.outcome import exact
from planner.recount import Recount
from planner.requirements.demands import Demands
from planner.requirements.means import Means
from planner.requirements.single import is_holding
from planner.units import counted, show_day

Json = dict[str, Any]
POINTS = 10
UNITS = {
    "officers": ("officers:all", "Screening officers", "officers"),
    "interpreters": ("interpreters:all", "Interpreters", "interpreters"),
    "desks": ("desks:all", "Registration desks", "desks"),
    "buses": ("vehicles:bus", "Buses, for those who pass a site", "buses"),
    "drivers": ("drivers:all", "Drivers, for those who pass a site", "drivers"),
    "reception-places": ("reception-places:all", "Reception places beyond those published", "places"),
}
FIXED = {
    "notice": "Individual written notice",
    "appeal": "Suspensive appeal",
    "counsel": "Legal counsel",
    "reception": "Food, cash and first help on arrival",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """
    What a solver chose for a date.

    Parameters
    ----------
    amounts
        Units and unit-days by item.
    prices
        A price of each demand, by its id; what they prove is counted here.
    """

    amounts: Mapping[str, int]
    prices: Mapping[str, Fraction]

    @classmethod
    def of(cls, means: Means, amounts: Sequence[int], prices: Sequence[Fraction]) -> Chosen:
        """Return what was chosen by position of a programme's items and demands."""
        return cls(
            amounts={item.id: amount for item, amount in zip(means.items, amounts, strict=True)},
            prices={row.id: price for row, price in zip(means.demands, prices, strict=True)},
        )


def chosen_of(asked: Mapping[str, Any]) -> dict[int, Chosen]:
    """
    Return what was chosen for each date, by its days of moving, as it was written.

    Raises
    ------
    KeyError, TypeError, ValueError
        When the rows are no choices.
    """
    rows = [*asked["frontier"], *([] if asked["mix_cost"] is None else [asked["mix_cost"]])]
    return {
        row["days_of_moving"]: Chosen(
            amounts={name: _whole(amount) for name, amount in row["amounts"].items()},
            prices={name: _fraction(price) for name, price in row["prices"].items()},
        )
        for row in rows
    }


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"expected a whole number, got {value!r}")
    return value


def _fraction(value: object) -> Fraction:
    if not isinstance(value, str) or re.fullmatch(r"[0-9]{1,18}(/[1-9][0-9]{0,17})?", value) is None:
        raise ValueError(f"expected a fraction as text, got {value!r}")
    return Fraction(value)


class Dates:
    """The dates of a reading's mix and frontier, each with its programme."""

    def __init__(self, recount: Recount) -> None:
        self.recount, self.demands = recount, Demands(recount)
        self.missing = self.demands.missing
        self.fewest = None if self.missing or not recount.in_scope_people else self.demands.fewest_days()

    def date_of(self, days: int) -> str:
        """Return the last of so many days of moving."""
        return (self.recount.scenario.start + timedelta(days=self.demands.waits + days - 1)).isoformat()

    @property
    def frontier_days(self) -> tuple[int, ...]:
        """Days of moving of the frontier's dates: from the fewest that do to twice as many."""
        if self.fewest is None:
            return ()
        step = max(self.fewest, POINTS)
        most = self.recount.scenario.horizon_max_days - self.demands.waits
        return tuple(sorted({min(self.fewest + -(-k * step // POINTS), most) for k in range(POINTS + 1)}))

    @property
    def mix_days(self) -> int | None:
        """Days of moving of the mix: the deadline's where they are enough, else the fewest that are."""
        if self.fewest is None:
            return None
        return max(self.recount.scenario.num_days - self.demands.waits, self.fewest)

    @cached_property
    def programmes(self) -> dict[int, Means]:
        """The programme of each date, by its days of moving."""
        wanted = {*self.frontier_days, *(() if self.mix_days is None else (self.mix_days,))}
        return {days: self.demands.means(days) for days in sorted(wanted)}


def mix_of(dates: Dates, chosen: Mapping[int, Chosen]) -> Json:
    """
    Return the mix, the frontier and what they rest on.

    Raises
    ------
    ValueError
        When a choice does not meet its date's demands.
    """
    recount, days = dates.recount, dates.mix_days
    programmes = dates.programmes
    frontier = [_point(dates, programmes[k], chosen[k]) for k in dates.frontier_days]
    return {
        "no_mix": _no_mix(dates),
        "notice_and_appeal": _notice(dates),
        "mix_date": None if days is None else dates.date_of(days),
        "mix": [] if days is None else _rows(dates, programmes[days], chosen[days]),
        "mix_cost": None if days is None else _point(dates, programmes[days], chosen[days]),
        "frontier": frontier,
        "currency": None if dates.missing else f"thousand {recount.case.prices['PRI-28'].unit.split('/')[0]}",
    }


def _notice(dates: Dates) -> Json | None:
    if dates.missing:
        return None
    recount, start = dates.recount, dates.recount.scenario.start
    return {
        "standard_ids": ["PRO-15", "PRO-16"],
        "days": dates.demands.waits,
        "first_date": (start + timedelta(days=dates.demands.waits)).isoformat(),
        "leaves_room": recount.scenario.num_days > dates.demands.waits,
    }


def _no_mix(dates: Dates) -> str | None:
    """Return why the deadline has no mix, ``None`` where it has one."""
    if dates.missing:
        return f"NOT ASSESSED: the profiles have no {', '.join(dates.missing)}"
    notice = _notice(dates) or {}
    if not notice["leaves_room"]:
        first = f"the first date that leaves them is {show_day(notice['first_date'])}"
        return f"no mix: notice and appeal alone take {counted(notice['days'], 'day')}; {first}"
    if dates.fewest is None:
        return "no mix: no means of the list take everyone across within the days searched"
    if dates.recount.scenario.num_days < dates.demands.waits + dates.fewest:
        first = show_day(dates.date_of(dates.fewest))
        return f"no mix: the means of the list take everyone across by {first} at the earliest"
    return None


def _point(dates: Dates, means: Means, chosen: Chosen) -> Json:
    faults = means.faults(chosen.amounts)
    if faults:
        raise ValueError(f"mix for {dates.date_of(means.days)}: {'; '.join(faults)}")
    cost, at_least = means.cost(chosen.amounts), means.bound(chosen.prices)
    return {
        "date": dates.date_of(means.days),
        "days_of_moving": means.days,
        "cost": _thousand(cost),
        "cost_range": [_thousand(end) for end in means.cost_range(chosen.amounts)],
        "at_least": _thousand(at_least),
        "gap": round(float(Fraction(cost - at_least, max(cost, 1))), 6),
        "amounts": dict(chosen.amounts),
        "prices": {name: str(price) for name, price in chosen.prices.items()},
    }


def _thousand(cost: int) -> int | float | None:
    """Return a cost in thousands, exactly: as many digits as a reader can hold."""
    return exact(Fraction(cost, 1000))


def _rows(dates: Dates, means: Means, chosen: Chosen) -> list[Json]:
    items = {item.id: item for item in means.items}
    rows = []
    for name, item in items.items():
        if name.endswith("-days"):
            continue
        daily = items[f"{name}-days"]
        units, used = chosen.amounts[name], chosen.amounts[daily.id]
        limit, label, unit = UNITS.get(name) or _of_crossing(dates, name)
        assert not is_holding(dates.recount.case, limit)
        rows.append(
            {
                "limit": limit,
                "resource": label,
                "value": units,
                "unit": unit,
                "unit_days": used,
                "cost": _thousand(item.cost * units + daily.cost * used),
                "cost_range": [
                    _thousand(item.cost_range[end] * units + daily.cost_range[end] * used) for end in (0, 1)
                ],
            }
        )
    for item, people in means.fixed:
        rows.append(
            {
                "limit": f"{item.id}:all",
                "resource": FIXED[item.id],
                "value": people,
                "unit": "people",
                "unit_days": None,
                "cost": _thousand(item.cost * people),
                "cost_range": [_thousand(end * people) for end in item.cost_range],
            }
        )
    return rows


def _of_crossing(dates: Dates, name: str) -> tuple[str, str, str]:
    kind, _, crossing = name.partition(":")
    where = dates.recount.crossings[crossing].name
    if kind == "flights":
        return name, f"Flights to {where} beyond those published, whose slots nobody published", "flights a day"
    return name, f"Hours open beyond those published, {where}", "hours a day"
