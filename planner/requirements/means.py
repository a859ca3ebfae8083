"""
What a date would take at least cost, as a whole-number programme: means, what they cost, and what they must add up to.

With x the units of each means and their unit-days, the programme is::

    least cost              min  sum of cost x x                 over whole numbers 0 <= x <= most
    what must be met        sum of coefficient x x >= least      screening, desks, buses, drivers, reception, crossings

A unit costs once, a unit-day each day. Crossings open for hours a day longer, at the people an hour that are published
of them. A later date leaves every mix of an earlier one possible, so that cost never rises with the date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """
    One means: units taken on, or unit-days used.

    Parameters
    ----------
    cost
        Of one, at the central price: rupees or whatever the profile's prices are told in, whole.
    cost_range
        The same at the low and at the high price.
    most
        More of it can never help.
    """

    id: str
    cost: int
    cost_range: tuple[int, int]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A row: coefficients by item, whole numbers, and what they must add up to at least."""

    id: str
    terms: Mapping[str, int]
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """
    A programme.

    Parameters
    ----------
    days
        Days on which people move.
    fixed
        What is always included, by name: people, each at its cost.
    """

    days: int
    items: tuple[Item, ...]
    demands: tuple[Demand, ...]
    fixed: tuple[tuple[Item, int], ...] = ()

    def columns(self) -> tuple[list[int], list[int], list[tuple[dict[int, int], int]]]:
        """Return cost and most of every item, and the demands by position of the item with their least."""
        column = {item.id: k for k, item in enumerate(self.items)}
        demands = [({column[name]: value for name, value in row.terms.items()}, row.least) for row in self.demands]
        return [item.cost for item in self.items], [item.most for item in self.items], demands

    @property
    def fixed_cost(self) -> int:
        """Cost of what is always included."""
        return sum(item.cost * amount for item, amount in self.fixed)

    def cost(self, amounts: Mapping[str, int]) -> int:
        """Return the cost of a mix, what is always included with it."""
        return self.fixed_cost + sum(item.cost * amounts[item.id] for item in self.items)

    def cost_range(self, amounts: Mapping[str, int]) -> tuple[int, int]:
        """Return the cost of a mix at the low and at the high price of everything."""
        parts = [(item, amounts[item.id]) for item in self.items] + list(self.fixed)
        low, high = (sum(item.cost_range[end] * amount for item, amount in parts) for end in (0, 1))
        return low, high

    def faults(self, amounts: Mapping[str, int]) -> list[str]:
        """Return what is wrong with a mix: an amount that is none, or a demand that is not met."""
        names = {item.id for item in self.items}
        if set(amounts) != names:
            return [f"amounts of {sorted(names ^ set(amounts))} are missing or strange"]
        wrong = [f"{item.id} is {amounts[item.id]}" for item in self.items if not 0 <= amounts[item.id] <= item.most]
        for row in self.demands:
            met = sum(value * amounts[name] for name, value in row.terms.items())
            if met < row.least:
                wrong.append(f"{row.id} adds up to {met}, {row.least} are needed")
        return wrong

    def bound(self, prices: Mapping[str, Fraction]) -> int:
        """
        Return what any mix costs at least, as prices of the demands prove it.

        Whatever is bought, each demand's price times what it lacks is owed; an item that serves demands worth more
        than it costs is taken to be bought to the full, which can only make the bound weaker.
        """
        known = {row.id: row for row in self.demands}
        kept = {name: max(price, Fraction(0)) for name, price in prices.items() if name in known}
        owed = sum((price * known[name].least for name, price in kept.items()), Fraction(0))
        for item in self.items:
            served = sum((price * known[name].terms.get(item.id, 0) for name, price in kept.items()), Fraction(0))
            owed += min(Fraction(0), item.cost - served) * item.most
        return self.fixed_cost + max(ceil(owed), 0)


def whole(row_id: str, terms: Mapping[str, Fraction | int], least: Fraction | int) -> Demand:
    """Return a demand whose coefficients are made whole numbers, which changes nothing of what it asks."""
    numbers = [Fraction(value) for value in (*terms.values(), least)]
    scale = lcm(*(number.denominator for number in numbers))
    return Demand(
        id=row_id,
        terms={name: int(Fraction(value) * scale) for name, value in terms.items() if value},
        least=int(Fraction(least) * scale),
    )


def pair(name: str, start: Item, daily: Item, days: int, have: Fraction | int = 0) -> tuple[Sequence[Item], Demand]:
    """Return units with their unit-days, and the row that no more days are used than units have."""
    return (start, daily), whole(f"{name}: days", {start.id: days, daily.id: -1}, -days * have)
