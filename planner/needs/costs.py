"""
What can be priced of the needs: quantities at sourced unit prices, in thousands of rupees and of dollars, with ranges.

What nobody priced is listed without a sum, so that the total is read for what it is: the part that has a price.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from planner.needs.population import Population
from planner.recount import Recount
from planner.rules import DAYS_OF_RATE
from planner.rules.norms import UnitPrice
from planner.simulate import Book, Daybook

Json = dict[str, Any]
RATE, DIESEL, MEALS, BUS, FUEL, CLERK, WAGE, ACROSS, OWN = (f"PRI-{k:02}" for k in range(1, 10))
ENDS = ("low", "central", "high")
BOTH_WAYS, THOUSAND = 2, 1000
HOURS_ROW, SEATS_ROW = "STA-03", "TRA-02"
UNPRICED = ("shelter", "water", "sanitation", "health", "protection")


@dataclass(frozen=True, slots=True)
class _Item:
    """
    A quantity and the price of its unit.

    Parameters
    ----------
    note
        What was taken for what.
    per
        Units of the quantity that one price pays for.
    spread
        Least and most of the quantity, as shares of it.
    """

    id: str
    title: str
    quantity: Fraction
    unit: str
    price: str
    note: str
    payer: str = "the State"
    per: Fraction = Fraction(1)
    spread: tuple[Fraction, Fraction] = (Fraction(1), Fraction(1))


def cost_rows(recount: Recount, book: Daybook, needs: Sequence[Json], population: Population) -> list[Json]:
    """Return what things cost, item by item, then the total of what has a price, then what has none."""
    prices = recount.case.prices
    if RATE not in prices:
        return []
    items = list(_items(recount, book, {row["id"]: row for row in needs}, population))
    rows = [_row(item, prices) for item in items if item.price in prices]
    return [*rows, _total(rows), *_unpriced()]


def _items(recount: Recount, book: Daybook, needs: Mapping[str, Json], population: Population) -> Iterator[_Item]:
    prices = recount.case.prices
    nights = Fraction(book.total(Book.HELD))
    yield _Item("meals", "cooked meals at sites", nights, "person-days", MEALS, "nights at sites, three meals each")
    days, km = _vehicles(recount, book)
    yield _Item("vehicles", "hire of coaches", days, "vehicle-days", BUS, f"{SEATS_ROW} people a coach, there and back")
    if FUEL in prices:
        use = prices[FUEL]
        litres, spread = km * use.value, (use.low / use.value, use.high / use.value)
        note = f"{prices[FUEL].value} L/km ({FUEL}) there and back; of family vehicles too"
        yield _Item("fuel", "diesel", litres, "L", DIESEL, note, spread=spread)
    hours = recount.floor(HOURS_ROW)
    for name, title, row_id in _STAFF:
        work = needs.get(row_id, {}).get("total")
        if work is not None:
            note = f"{title}: hours of {row_id} over {float(hours):g} a day"
            yield _Item(name, title, Fraction(work) / hours, "staff-days", CLERK, note, per=DAYS_OF_RATE["month"])
    kitchen = needs.get("FOO-16", {})
    if kitchen.get("status") == "ASSESSED":
        days_of_work = nights / recount.floor("FOO-16")
        title = "kitchen workers"
        yield _Item("kitchens", title, days_of_work, "staff-days", WAGE, "by FOO-16", per=DAYS_OF_RATE["month"])
    across = Fraction(book.total(Book.CROSSED))
    yield _Item(
        "returnees", "food and cash after crossing", across, "persons", ACROSS, "by WFP's appeals", "aid agencies"
    )
    families = Fraction(book.total(Book.FRESH)) / population.household_people
    yield _Item("own-cost", "own cost of families on the way", families, "families", OWN, "by survey", "the families")


_STAFF = (
    ("screening", "protection screening officers", "PRO-03"),
    ("referred", "officers for interviews of those referred", "PRO-05"),
    ("counselling", "counsellors", "PRO-04"),
)


def _vehicles(recount: Recount, book: Daybook) -> tuple[Fraction, Fraction]:
    """Return coach-days and vehicle-km, both ways; coaches carry those who pass a site, families hire their own."""
    days, by_km = 0, Counter[tuple[int, int]]()
    for journey, people in book.each_journey():
        by_km[journey.km.as_integer_ratio()] += people
        if not _is_straight(recount, journey.from_place, journey.target):
            days += people * (journey.arrives - journey.leaves + 1)
    km = sum((people * Fraction(*each) for each, people in by_km.items()), Fraction(0))
    seats = recount.floor(SEATS_ROW)
    return days * BOTH_WAYS / seats, km * BOTH_WAYS / seats


def _is_straight(recount: Recount, from_place: str, target: str) -> bool:
    """Return whether a journey is one of the self-organised stream: from home to a crossing."""
    return target in recount.crossings and from_place not in recount.sites


def _row(item: _Item, prices: Mapping[str, UnitPrice]) -> Json:
    price, rate = prices[item.price], prices[RATE]
    in_dollars = price.unit.startswith("USD")
    told = {"low": price.low, "central": price.value, "high": price.high}
    rates = {"low": rate.low, "central": rate.value, "high": rate.high}
    shares = dict(zip(ENDS, (item.spread[0], Fraction(1), item.spread[1]), strict=True))
    sums = {end: item.quantity * shares[end] * told[end] / item.per for end in ENDS}
    # A dear rupee price at a weak rupee is few dollars: each range is told at the central rate.
    rupees = {end: value * rates["central"] if in_dollars else value for end, value in sums.items()}
    dollars = {end: value if in_dollars else value / rates["central"] for end, value in sums.items()}
    return {
        "id": item.id,
        "item": item.title,
        "quantity": round(float(item.quantity), 3),
        "unit": item.unit,
        "price_id": price.id,
        "price": {
            "low": float(price.low),
            "central": float(price.value),
            "high": float(price.high),
            "unit": price.unit,
        },
        "pkr_thousand": {end: round(value / THOUSAND) for end, value in rupees.items()},
        "usd_thousand": {end: round(value / THOUSAND) for end, value in dollars.items()},
        "payer": item.payer,
        "evidence": price.evidence,
        "source": price.source,
        "source_ref": price.source_ref,
        "profile": price.profile,
        "note": "; ".join(filter(None, (item.note, price.note))),
    }


def _total(rows: Sequence[Json]) -> Json:
    return {
        **dict.fromkeys(("quantity", "unit", "price_id", "price", "source", "source_ref", "profile")),
        "id": "total",
        "item": "what has a price, in all",
        "pkr_thousand": {end: sum(row["pkr_thousand"][end] for row in rows) for end in ENDS},
        "usd_thousand": {end: sum(row["usd_thousand"][end] for row in rows) for end in ENDS},
        "payer": "all of them",
        "evidence": "derived",
        "note": "the sum of the rows above; what has no public price is not in it",
    }


def _unpriced() -> Iterator[Json]:
    empty = (
        "quantity",
        "unit",
        "price_id",
        "price",
        "pkr_thousand",
        "usd_thousand",
        "evidence",
        "source",
        "source_ref",
    )
    for sector in UNPRICED:
        yield {
            **dict.fromkeys((*empty, "profile")),
            "id": f"unpriced:{sector}",
            "item": f"{sector}: no public unit price was found",
            "payer": "the State",
            "note": "NOT ASSESSED",
        }


def check_total(rows: Sequence[Json]) -> None:
    """
    Add the priced items up again.

    Raises
    ------
    AssertionError
        When the total is not the sum of its parts.
    """
    parts = [row for row in rows if row["price_id"] is not None]
    for row in rows:
        if row["id"] != "total":
            continue
        for money in ("pkr_thousand", "usd_thousand"):
            for end in ENDS:
                found = sum(part[money][end] for part in parts)
                if found != row[money][end]:
                    raise AssertionError(
                        f"costs: total {money} {end} is {row[money][end]}, its parts add up to {found}"
                    )
