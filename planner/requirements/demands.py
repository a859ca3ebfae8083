"""What everyone across by a date demands of each means, once notice and appeal have run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from math import ceil

from planner.recount import Recount
from planner.requirements.arrivals import Chances, Window, first_chances
from planner.requirements.means import Demand, Item, Means, pair, whole
from planner.requirements.pressure import DAYS_A_WEEK, Pressure, groups_of

NOTICE, APPEAL = "PRO-15", "PRO-16"
HOURS = "TRA-20"
# A month of pay is 30 days of it.
DAYS_A_MONTH = 30
# By when people are at a crossing at the latest, for ways that close for a while.
LONGEST_WAYS = (60, 400)
SCREENING = ("STA-02", "STA-03", "STA-05", "PRO-03", "DEM-09", "DEM-10")
NEEDED = (NOTICE, APPEAL, HOURS, *SCREENING, "TRA-02", "TRA-03", "TRA-08", "TRA-09")
PRICES = tuple(f"PRI-{k:02d}" for k in (1, 3, 4, 6, 8, *range(20, 31), 32))


class Demands:
    """
    The demands of a date on every means of one reading.

    Parameters
    ----------
    recount
        The reading; crossings and reception places as published, all other limits free.
    """

    def __init__(self, recount: Recount) -> None:
        self.recount, self.case = recount, recount.case
        self.pressure = Pressure(recount)
        self.people = recount.in_scope_people
        self._passed: dict[str, tuple[list[int] | None, list[int]]] = {}

    @property
    def missing(self) -> list[str]:
        """Rows of standards and prices that a mix needs and no profile has."""
        known = {**self.case.standards, **self.case.prices}
        return [name for name in (*NEEDED, *PRICES) if name not in known]

    @cached_property
    def waits(self) -> int:
        """Days of notice and appeal before anyone may move."""
        return ceil(self.recount.floor(NOTICE)) + ceil(self.recount.floor(APPEAL))

    @cached_property
    def _chances(self) -> Counter[Chances]:
        for reach in LONGEST_WAYS:
            people = first_chances(self.recount, Window(self.waits, self.waits + reach))
            if () not in people:
                break
        return people

    @property
    def stranded_people(self) -> int:
        """People who could be at no crossing within a year of the first day on which anyone moves."""
        return self._chances.get((), 0)

    @cached_property
    def ready(self) -> dict[tuple[str, ...], dict[int, int]]:
        """By group of crossings, people by the day from which they could cross, 0 the first on which anyone moves."""
        found: dict[tuple[str, ...], dict[int, int]] = {group: {} for group in groups_of(self._chances)}
        for chances, count in self._chances.items():
            if chances:
                group = next(group for group in found if chances[0][0] in group)
                day = min(day for _, day in chances) - self.waits
                found[group][day] = found[group].get(day, 0) + count
        return found

    # What crossings pass

    def hours(self, crossing: str) -> Fraction:
        """Return the hours a day in which a crossing passes what is published: its calendar's longest, or TRA-20."""
        told = [_hours(row.opens, row.closes) for row in self.case.calendar if row.place_id == crossing]
        return max(told) if told else self.recount.floor(HOURS)

    def more_hours(self, crossing: str) -> int:
        """Return the whole hours by which a crossing could open longer within daylight (the high end of TRA-20)."""
        amount = self.recount.amount("throughput", crossing)
        if not amount or self.recount.crossings[crossing].mode == "air":
            return 0
        return max(int(self.case.standards[HOURS].high - self.hours(crossing)), 0)

    def an_hour(self, crossing: str) -> Fraction:
        """Return the people that a crossing passes in an hour."""
        return (self.recount.amount("throughput", crossing) or Fraction(0)) / self.hours(crossing)

    def flights(self, crossing: str) -> bool:
        """Return whether people come to a crossing by air, so that flights can be added."""
        return self.recount.crossings[crossing].mode == "air"

    @property
    def seats(self) -> Fraction:
        """Seats of a flight."""
        return self.case.prices["PRI-32"].value

    def open_days(self, crossing: str, first: int, days: int) -> int:
        """Return the open days of a crossing from a day of moving on, of so many days of moving."""
        return self._by_day(crossing, days)[1][days] - self._by_day(crossing, days)[1][first]

    def passes(self, crossing: str, first: int, days: int) -> int | None:
        """Return what a crossing as published passes from a day of moving on, ``None`` where no limit is known."""
        passed = self._by_day(crossing, days)[0]
        return None if passed is None else passed[days] - passed[first]

    def _by_day(self, crossing: str, days: int) -> tuple[list[int] | None, list[int]]:
        """Return what a crossing has passed, and the days it was open, before each day of moving."""
        known = self._passed.get(crossing)
        if known is None or len(known[1]) <= days:
            moving = range(self.waits, self.waits + 2 * days)
            amounts = [self.recount.capacity("throughput", crossing, day) for day in moving]
            opened = [self.recount.share(crossing, day) > 0 for day in moving]
            # No limit is known of a crossing for all of its days, or for none of them.
            unknown = any(amount is None for amount in amounts)
            passed = None if unknown else [0, *accumulate(amount or 0 for amount in amounts)]
            known = self._passed[crossing] = passed, [0, *accumulate(map(int, opened))]
        return known

    def enough(self, days: int) -> bool:
        """Return whether all means together take everyone across in so many days of moving."""
        return (
            all(met >= people for group in self.ready for _, people, met in self._at_most(group, days))
            and not self.stranded_people
        )

    def _at_most(self, group: tuple[str, ...], days: int) -> Iterator[tuple[int, int, int]]:
        """Yield day, people who cannot cross before it, and the most that can cross from it on."""
        for first, people in self._later(group):
            if first >= days:
                yield first, people, 0
                continue
            met = 0
            for crossing in group:
                passed = self.passes(crossing, first, days)
                more = self.more_hours(crossing) * self.an_hour(crossing) * self.open_days(crossing, first, days)
                free = passed is None or (self.flights(crossing) and self.open_days(crossing, first, days) > 0)
                met += people if free or passed is None else passed + int(more)
            yield first, people, met

    def _later(self, group: tuple[str, ...]) -> list[tuple[int, int]]:
        """Return, by day, how many of a group cannot cross before it; the first day counts everyone."""
        rows, people = [], 0
        for day in sorted(self.ready[group], reverse=True):
            people += self.ready[group][day]
            rows.append((day, people))
        return rows

    def fewest_days(self) -> int | None:
        """Return the fewest days of moving in which all means together are enough, ``None`` within the horizon."""
        most = self.recount.scenario.horizon_max_days - self.waits
        low, high = 0, 1
        while high <= most and not self.enough(high):
            low, high = high, 2 * high
        high = min(high, most)
        if high < 1 or not self.enough(high):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.enough(middle) else (middle, high)
        return high

    # The programme

    def means(self, days: int) -> Means:
        """Return the programme of a date: so many days of moving after notice and appeal."""
        items: list[Item] = []
        demands: list[Demand] = []
        for parts, rows in (self._staff(days), self._vehicles(days), self._reception(days), self._crossings(days)):
            items += parts
            demands += rows
        fixed = tuple(
            (self._item(name, price, 1, self.people), self.people)
            for name, price in (("notice", "PRI-28"), ("appeal", "PRI-29"), ("counsel", "PRI-30"))
        )
        dollars = self.case.prices["PRI-08"], self.case.prices["PRI-01"]
        help_on_arrival = Item(
            id="reception",
            cost=ceil(dollars[0].value * dollars[1].value),
            cost_range=(ceil(dollars[0].low * dollars[1].low), ceil(dollars[0].high * dollars[1].high)),
            most=self.people,
        )
        return Means(
            days=days, items=tuple(items), demands=tuple(demands), fixed=(*fixed, (help_on_arrival, self.people))
        )

    def _item(self, name: str, price: str, share: Fraction | int, most: int) -> Item:
        row = self.case.prices[price]
        return Item(
            id=name,
            cost=ceil(row.value * share),
            cost_range=(ceil(row.low * share), ceil(row.high * share)),
            most=most,
        )

    def _pair(
        self, name: str, prices: tuple[str, str], most: int, days: int, share: Fraction | int = 1
    ) -> tuple[Sequence[Item], Demand]:
        """Return units and unit-days of a means; its second price is told for the inverse of ``share`` days."""
        start, daily = self._item(name, prices[0], 1, most), self._item(f"{name}-days", prices[1], share, most * days)
        return pair(name, start, daily, days)

    def _staff(self, days: int) -> tuple[list[Item], list[Demand]]:
        month = Fraction(1, DAYS_A_MONTH)
        items: list[Item] = []
        rows: list[Demand] = []
        each, desk = self.recount.people_per_officer, self.recount.people_per_desk
        most = self.people
        for name, start in (("officers", "PRI-21"), ("interpreters", "PRI-21"), ("desks", "PRI-20")):
            parts, row = self._pair(name, (start, "PRI-06"), most, days, month)
            items += parts
            rows.append(row)
        beside = -self.recount.floor("STA-05")
        rows += [
            whole("screening", {"officers-days": each or 0}, self.people),
            whole("interpreters: beside each officer", {"interpreters": 1, "officers": beside}, 0),
            whole("interpreters: days beside officers", {"interpreters-days": 1, "officers-days": beside}, 0),
            whole("registration", {"desks-days": desk or 0}, self.people),
        ]
        return items, rows

    def _vehicles(self, days: int) -> tuple[list[Item], list[Demand]]:
        floor, hours = self.recount.floor, self.pressure.driving_hours(all_carried=False)
        a_day = floor("TRA-08")
        a_driver = min(a_day, floor("TRA-09") / DAYS_A_WEEK)
        buses, drivers = ceil(hours / a_day), ceil(hours / a_driver)
        bus, bus_row = self._pair("buses", ("PRI-22", "PRI-04"), max(buses, 1), days)
        driver, driver_row = self._pair(
            "drivers", ("PRI-21", "PRI-06"), max(drivers, 1), days, Fraction(1, DAYS_A_MONTH)
        )
        return [*bus, *driver], [
            bus_row,
            driver_row,
            whole("bus-days of round trips", {"buses-days": 1}, buses),
            whole("driver-days of round trips", {"drivers-days": 1}, drivers),
        ]

    def _reception(self, days: int) -> tuple[list[Item], list[Demand]]:
        have = sum(
            (self.recount.amount("places", site) or Fraction(0) for site in self.recount.receptions), Fraction(0)
        )
        start = self._item("reception-places", "PRI-25", 1, self.people)
        nights = self._item("reception-places-days", "PRI-03", 1, self.people * days)
        parts, row = pair("reception-places", start, nights, days, have)
        return list(parts), [row, whole("a night at reception", {"reception-places-days": 1}, self.people)]

    def _crossings(self, days: int) -> tuple[list[Item], list[Demand]]:
        items: list[Item] = []
        rows: list[Demand] = []
        for group in self.ready:
            for crossing in group:
                units = self._units(crossing)
                if units is not None:
                    name, prices, most = units
                    parts, row = self._pair(name, prices, most, max(self.open_days(crossing, 0, days), 1))
                    items += parts
                    rows.append(row)
            if all(self.passes(crossing, 0, days) is not None for crossing in group):
                rows += self._across(group, days)
        return items, rows

    def _units(self, crossing: str) -> tuple[str, tuple[str, str], int] | None:
        """Return name, prices and most units of what can be added at a crossing, ``None`` where nothing can."""
        if self.flights(crossing):
            return f"flights:{crossing}", ("PRI-24", "PRI-23"), ceil(self.people / self.seats)
        most = self.more_hours(crossing)
        return (f"crossing-hours:{crossing}", ("PRI-26", "PRI-27"), most) if most else None

    def _across(self, group: tuple[str, ...], days: int) -> Iterator[Demand]:
        """Yield, for each day, what those who cannot cross before it need; the unit-days serve everyone together."""
        later = self._later(group)
        for first, people in later:
            terms: dict[str, Fraction | int] = {}
            for crossing in group:
                if (units := self._units(crossing)) is not None:
                    each = self.seats if self.flights(crossing) else self.an_hour(crossing)
                    terms[units[0]] = each * self.open_days(crossing, first, days)
            passed = sum(self.passes(crossing, first, days) or 0 for crossing in group)
            yield whole(f"across from day {first + 1}: {', '.join(group)}", terms, people - passed)
            if (first, people) == later[-1]:
                daily = {
                    f"{units[0]}-days": self.seats if self.flights(crossing) else self.an_hour(crossing)
                    for crossing in group
                    if (units := self._units(crossing)) is not None
                }
                yield whole(f"across in all: {', '.join(group)}", daily, people - passed)


def _hours(opens: str, closes: str) -> Fraction:
    """Return the hours between two times of a day, such as 08:00 and 17:30."""
    minutes = [int(text.split(":")[0]) * 60 + int(text.split(":")[1]) for text in (opens, closes)]
    return Fraction(minutes[1] - minutes[0], 60)
