"""What places let through in many drawn worlds at once, day by day, in whole people and exact arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from planner.simulate.inputs import Input
from planner.simulate.order import UNLIMITED, Order

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
# Beyond this many people a day no figure holds anyone back; below it, products with exact shares fit in 64 bits.
_MOST = 1 << 31
_SHARE_PARTS = 1_000_000
_ONE = Fraction(1)


@dataclass(frozen=True, slots=True, eq=False)
class _Rate:
    """A drawn amount as whole parts, ``amount / parts``, ``[draws]``."""

    amount: Ints
    parts: int

    def at(self, share: Fraction) -> Ints:
        """Return floor(amount x share)."""
        top = share.numerator
        if top == 0:
            return np.zeros_like(self.amount)
        if top * _MOST * self.parts < 1 << 62:
            return np.asarray(self.amount * top // (self.parts * share.denominator))
        exact = [int(Fraction(n, self.parts) * share // 1) for n in self.amount.tolist()]
        return np.array(exact, dtype=np.int64)


class Capacities:
    """
    The limits of one batch of draws.

    Parameters
    ----------
    values
        Whole parts of each input by id, ``[draws] int64``.
    """

    def __init__(self, order: Order, inputs: Sequence[Input], values: Mapping[str, Ints], draws: int) -> None:
        self._order, self._parts = order, {row.id: row.parts for row in inputs}
        self._values, self.draws = values, draws
        self._crossings = {k: rate for k, c in enumerate(order.crossings) if (rate := self._throughput(c)) is not None}
        self.site_places = self._places(order.sites)
        self.reception_places = self._places(tuple(order.recount.receptions))
        self._known: tuple[tuple[object, ...], Ints] | None = None

    def _factor(self, limit: str) -> Fraction:
        change = self._order.scenario.limits.get(limit)
        return _ONE if change is None or change.factor is None else change.factor

    def _throughput(self, crossing: str) -> _Rate | None:
        """Return the amount of a crossing where some of it is drawn: its figure, and the seats of its flights."""
        record = self._order.recount.crossings[crossing]
        limit = f"throughput:{crossing}"
        own = self._drawn(limit)
        if record.mode != "air":
            return own
        seats = self._seats(crossing)
        if own is None and seats is None:
            return None
        if own is None:
            change = self._order.scenario.limits.get(limit)
            known = self._order.recount.published("throughput", crossing)
            value = None if known is None else known.central * self._factor(limit)
            value = value if change is None or change.value is None else change.value
            own = None if value is None else self._fixed(value)
        seats = self._fixed(self._order.recount.seats(crossing)) if seats is None else seats
        if own is None:
            return seats
        parts = own.parts * seats.parts
        return _Rate(np.minimum(own.amount * seats.parts, seats.amount * own.parts), parts)

    def _fixed(self, value: Fraction) -> _Rate:
        value = min(value, Fraction(_MOST))
        return _Rate(np.full(self.draws, value.numerator, dtype=np.int64), value.denominator)

    def _drawn(self, limit: str) -> _Rate | None:
        value = self._values.get(limit)
        if value is None:
            return None
        factor, parts = self._factor(limit), self._parts[limit]
        if factor == 0:
            return _Rate(np.zeros(self.draws, dtype=np.int64), 1)
        # What exceeds any number of people is cut first, so that the products below stay in 64 bits.
        most = int(_MOST * parts / factor) + 1
        if most * factor.numerator >= 1 << 62:
            amounts = [int(Fraction(n, parts) * factor // 1) for n in np.minimum(value, most).tolist()]
            return _Rate(np.array(amounts, dtype=np.int64), 1)
        return _Rate(np.minimum(value, most) * factor.numerator, factor.denominator * parts)

    def _seats(self, crossing: str) -> _Rate | None:
        flights = [s for s in self._order.case.services if s.kind == "flight" and s.to_id == crossing]
        if not any(f"departures:{s.id}" in self._values for s in flights):
            return None
        drawn_parts = [self._parts[f"departures:{s.id}"] for s in flights if f"departures:{s.id}" in self._values]
        parts = lcm(*drawn_parts, *(s.departures_per_day.central.denominator for s in flights))
        total = np.zeros(self.draws, dtype=np.int64)
        for flight in flights:
            drawn = self._values.get(f"departures:{flight.id}")
            if drawn is None:
                total += int(flight.seats * flight.departures_per_day.central * parts)
            else:
                total += flight.seats * drawn * (parts // self._parts[f"departures:{flight.id}"])
        return _Rate(np.minimum(total, _MOST * parts), parts)

    def _places(self, sites: Sequence[str]) -> Ints:
        """Return the drawn places of each site, ``[sites, draws]``; no limit where they are not drawn."""
        table = np.full((len(sites), self.draws), UNLIMITED, dtype=np.int64)
        for row, site in enumerate(sites):
            rate = self._drawn(f"places:{site}")
            if rate is not None:
                table[row] = rate.at(_ONE)
        return table

    def crossings(self, published: Ints, shares: tuple[Fraction, ...]) -> Ints:
        """
        Return people that each crossing passes on a day, ``[crossings, draws]``; to be read only.

        Parameters
        ----------
        published
            ``[crossings]``: the day's limits that no draw changes.
        shares
            The share of each crossing open that day.
        """
        key = (shares, tuple(published.tolist()))
        # Most days are like the day before.
        if self._known is not None and self._known[0] == key:
            return self._known[1]
        table = np.repeat(published[:, None], self.draws, axis=1)
        for row, rate in self._crossings.items():
            table[row] = rate.at(shares[row]) if shares[row] else 0
        self._known = (key, table)
        return table


class Events:
    """
    What shuts or slows places now and then, drawn for one batch.

    Parameters
    ----------
    random
        By event, ``[days, draws]`` points between 0 and 1.
    """

    def __init__(self, order: Order, random: Mapping[str, NDArray[np.float64]]) -> None:
        self._rows: list[tuple[str, Fraction, Bools]] = []
        for name, event in order.scenario.uncertainty.events.items():
            if name not in random:
                continue
            begins = random[name] < float(event.chance_per_day)
            lasts = begins.copy()
            for later in range(1, event.days):
                lasts[later:] |= begins[: begins.shape[0] - later]
            share = event.share_open.limit_denominator(_SHARE_PARTS)
            self._rows.append((event.place, share, lasts))

    def __bool__(self) -> bool:
        """Return whether anything can happen at all."""
        return bool(self._rows)

    def shut(self, place: str, day: int) -> Bools | None:
        """Return in which draws a place is shut altogether on a day, ``None`` where it never is."""
        rows = [lasts[day] for where, share, lasts in self._rows if where == place and share == 0]
        return np.logical_or.reduce(rows) if rows else None

    def slowed(self, capacity: Ints, amount: Ints, place: str, day: int) -> Ints:
        """
        Return a place's capacity on a day with its events.

        Parameters
        ----------
        capacity, amount
            ``[draws]``: with the share open that the case gives, and with all of it open. Where several shares hold,
            the least does.
        """
        for where, least, lasts in self._rows:
            if where == place:
                less = np.minimum(amount, _MOST) * least.numerator // least.denominator
                capacity = np.where(lasts[day], np.minimum(capacity, less), capacity)
        return capacity
