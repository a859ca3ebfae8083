"""
Rounds added up: fleet, hours and kilometres, by nation, week and corridor; nothing here tells a stop or its time.

A round is counted in the week in which it sets out. Whatever is split over corridors is split by the people of the
convoy, in whole hours and kilometres that add up to the week's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from planner.records import Span
from planner.recount import Recount
from planner.rounds.asked import DAYS_A_WEEK, Asked
from planner.rounds.figures import AMBULANCE, Figures
from planner.rounds.shuttle import MINUTES_A_DAY, BusRound, DayRounds, Doing
from planner.units import largest_remainder, round_people

Json = dict[str, Any]
Days = Mapping[int, Sequence[DayRounds]]
HOUR, KM = 60, 1000
MOST_OF_THEM = Fraction(95, 100)
SMALL_CELL = 10
ADDED_UP = ("people", "rounds", "vehicle_days", "vehicle_hours", "wheel_hours", "km")
SPANS = ("litres", "fuel_cost", "hire_cost")
ENDS = ("low", "central", "high")
QUARTER = 15


@dataclass(frozen=True, slots=True)
class _Out:
    """One round and the day on which it sets out."""

    day: int
    target: str
    each: BusRound
    metres: int

    @property
    def busy_min(self) -> int:
        """Minutes from leaving the depot to being back, nights apart."""
        return sum(act.end - act.begin for act in self.each.acts if act.doing is not Doing.NIGHT)


class Totals:
    """
    The rounds of one basis over its days.

    Parameters
    ----------
    asked
        The same days as they were asked, with bounds.
    """

    def __init__(self, recount: Recount, figures: Figures, asked: Asked, days: Days) -> None:
        self.recount, self.figures, self.asked, self.days = recount, figures, asked, days
        self.out = [
            _Out(day, found.problem.target, each, _metres(found, each))
            for day, rows in days.items()
            for found in rows
            for each in found.rounds
        ]
        self.active: defaultdict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
        self.drivers: Counter[int] = Counter()
        for row in self.out:
            for later in row.each.days:
                self.active[row.day + later][row.each.depot, row.each.kind.id] += 1
                self.drivers[row.day + later] += row.each.drivers

    def peak_day(self) -> int | None:
        """Return the day on which most vehicles are out, the first of several."""
        return max(self.active, key=lambda day: (self.active[day].total(), -day), default=None)

    def on_day(self, day: int) -> Json:
        """Return what is out on one day, and what the rounds that set out on it come to."""
        rows = [row for row in self.out if row.day == day]
        return {"date": self.recount.date(day).isoformat(), **self._fleet(range(day, day + 1)), **self._sums(rows)}

    def weeks(self) -> list[Json]:
        """Return one row a week in which anybody is out."""
        table = []
        for week in sorted({day // DAYS_A_WEEK for day in self.active}):
            days = range(week * DAYS_A_WEEK, (week + 1) * DAYS_A_WEEK)
            rows = [row for row in self.out if row.day in days]
            table.append({"week_start": self._week(week), **self._fleet(days), **self._sums(rows)})
        return table

    def national(self, weeks: Sequence[Json]) -> Json:
        """Return what all rounds come to: hours, kilometres, fuel and cost as the weeks, each rounded, add up."""
        # A day on which nobody can be carried has a bound too.
        known = {*self.active, *self.asked.least}
        days = range(min(known, default=0), max(known, default=0) + 1)
        return {**self._fleet(days), **self._sums(self.out), **added_up(weeks)}

    def _week(self, week: int) -> str:
        return (self.recount.scenario.start + timedelta(days=week * DAYS_A_WEEK)).isoformat()

    def _fleet(self, days: range) -> Json:
        """Return vehicles out on the busiest of some days, the fleet with its spare, drivers, and the bound."""
        busiest = max(days, key=lambda day: (self.active[day].total(), -day))
        kinds = sorted({kind for day in days for _, kind in self.active[day]})
        out = {kind: sum(n for (_, k), n in self.active[busiest].items() if k == kind) for kind in kinds}
        homes = {
            kind: sum(
                max(self.active[day][depot, kind] for day in days)
                for depot in sorted({depot for day in days for depot, k in self.active[day] if k == kind})
            )
            for kind in kinds
        }
        spare = 1 + self.figures.rules.spare_share
        carrying = max((self._carrying(day) for day in days), default=0)
        least = max((self.asked.at_least(day) for day in days), default=0)
        return {
            "vehicles": out,
            "at_their_homes": homes,
            "with_spare": {kind: ceil(n * spare) for kind, n in homes.items()},
            "drivers": max(self.drivers[day] for day in days),
            "carrying_people": carrying,
            "at_least": least,
            # Where people are left, fewer vehicles than the bound are out, and the bound says nothing of them.
            "gap_share": None if not 0 < least <= carrying else round(carrying / least - 1, 4),
        }

    def _carrying(self, day: int) -> int:
        return sum(n for (_, kind), n in self.active[day].items() if kind != AMBULANCE)

    def _sums(self, rows: Sequence[_Out]) -> Json:
        """Return hours, kilometres, fuel, cost and what people go through, of rounds that set out together."""
        rides = _rides(rows)
        people = sum(rides.values())
        litres = self._litres(rows)
        price = self.figures.diesel
        late = [
            act.begin % MINUTES_A_DAY
            for row in rows
            for act in row.each.acts
            if act.doing is Doing.UNLOAD and act.people
        ]
        return {
            "people": people,
            "rounds": len(rows),
            "vehicle_days": sum(len(row.each.days) for row in rows),
            "vehicle_hours": _rounded(sum(row.busy_min for row in rows), HOUR),
            "wheel_hours": _rounded(sum(row.each.wheel_min for row in rows), HOUR),
            "km": _rounded(sum(row.metres for row in rows), KM),
            "litres": _span(litres),
            "fuel_cost": _span(
                Span(low=litres.low * price.low, central=litres.central * price.central, high=litres.high * price.high)
            ),
            "hire_cost": _span(self._hire(rows)),
            "road_hours_mean": round(sum(m * n for m, n in rides.items()) / people / HOUR, 2) if people else None,
            "road_hours_95": None if not people else round(_quantile(rides, MOST_OF_THEM) / HOUR, 2),
            "latest_arrival": _clock(max(late)) if late else None,
        }

    def _litres(self, rows: Sequence[_Out]) -> Span:
        metres: Counter[str] = Counter()
        for row in rows:
            metres[row.each.kind.id] += row.metres
        parts = [(Fraction(length, KM), self._fuel(kind)) for kind, length in metres.items()]
        return Span(
            low=sum((km * fuel.low for km, fuel in parts), Fraction(0)),
            central=sum((km * fuel.central for km, fuel in parts), Fraction(0)),
            high=sum((km * fuel.high for km, fuel in parts), Fraction(0)),
        )

    def _fuel(self, kind: str) -> Span:
        """Return litres a km; a kind of the case's own burns what its seats suggest."""
        if kind in self.figures.fuel:
            return self.figures.fuel[kind]
        coach, coaster = (row.id for row in self.figures.kinds)
        seats = next((f.seats for f in self.recount.case.fleets if f.kind == kind), 0)
        return self.figures.fuel[coach if seats > self.figures.kinds[1].seats else coaster]

    def _hire(self, rows: Sequence[_Out]) -> Span:
        days: Counter[str] = Counter()
        for row in rows:
            days[row.each.kind.id] += len(row.each.days)
        parts = [(days[kind], price) for kind, price in self.figures.hire.items()]
        return Span(
            low=sum((n * price.low for n, price in parts), Fraction(0)),
            central=sum((n * price.central for n, price in parts), Fraction(0)),
            high=sum((n * price.high for n, price in parts), Fraction(0)),
        )

    def corridors(self, weeks: Iterable[Json]) -> list[Json]:
        """Return one row for each site, crossing and week; vehicle-days, hours and km add up to the week's."""
        cells: defaultdict[str, dict[tuple[str, str], list[Fraction]]] = defaultdict(dict)
        for week, site, target, parts in self._shares():
            cell = cells[self._week(week)].setdefault((site, target), [Fraction(0)] * 4)
            cells[self._week(week)][site, target] = [a + b for a, b in zip(cell, parts, strict=True)]
        table = []
        for row in weeks:
            found = cells[row["week_start"]]
            keys = sorted(found)
            names = [f"{site} {target}" for site, target in keys]
            split = {
                what: largest_remainder(row[what] if keys else 0, [found[key][k] for key in keys], names)
                for k, what in enumerate(("vehicle_days", "vehicle_hours", "km"), start=1)
            }
            for k, (site, target) in enumerate(keys):
                people = int(found[site, target][0])
                table.append(
                    {
                        "from": site,
                        "to": target,
                        "week_start": row["week_start"],
                        "people": None if 0 < people < SMALL_CELL else round_people(people),
                        **{what: parts[k] for what, parts in split.items()},
                    }
                )
        return table

    def _shares(self) -> Iterator[tuple[int, str, str, list[Fraction]]]:
        """Yield week, site, crossing and its part of one convoy: people, vehicle-days, minutes and metres."""
        for day, rows in self.days.items():
            for found in rows:
                convoys: defaultdict[int, list[BusRound]] = defaultdict(list)
                for each in found.rounds:
                    convoys[each.convoy].append(each)
                for members in convoys.values():
                    boarded: Counter[str] = Counter()
                    for each in members:
                        for act in each.acts:
                            if act.doing is Doing.LOAD:
                                boarded[act.place] += act.people
                    outs = [_Out(day, found.problem.target, each, _metres(found, each)) for each in members]
                    whole = [
                        sum(len(out.each.days) for out in outs),
                        sum(out.busy_min for out in outs),
                        sum(out.metres for out in outs),
                    ]
                    for site, people in boarded.items():
                        share = Fraction(people, boarded.total())
                        yield (
                            day // DAYS_A_WEEK,
                            site,
                            found.problem.target,
                            [
                                Fraction(people),
                                *(share * part for part in whole),
                            ],
                        )

    def vehicle_time(self) -> Json:
        """Return the vehicle time that the linear programme counts beside that of the rounds, and what lies between."""
        carrying = [row for row in self.out if row.each.kind.id != AMBULANCE]
        counted = self.asked.seat_days
        wheel = sum((Fraction(row.each.wheel_min, self.figures.rules.wheel_min) for row in carrying), Fraction(0))
        days = sum(len(row.each.days) for row in carrying)
        shown = [f"{float(value):,.1f}" for value in (counted, wheel, wheel - counted, days - wheel)]
        return {
            "programme_vehicle_days": round(float(counted), 2),
            "wheel_vehicle_days": round(float(wheel), 2),
            "rounds_vehicle_days": days,
            "text": (
                f"The linear programme counts {shown[0]} vehicle-days: each person's share of a seat, there and back, "
                f"never rounded up. The rounds take {days:,}. Seats that stay empty and ways between places add "
                f"{shown[2]} days in motion, to {shown[1]}; boarding, breaks, dusk, nights and days begun but not used "
                f"add {shown[3]}. So the programme's fleet is a bound and the rounds are what it would take."
            ),
        }


def added_up(weeks: Sequence[Json]) -> Json:
    """Return what the rounds of several weeks come to, as each week is told."""
    totals: Json = {what: sum(week[what] for week in weeks) for what in ADDED_UP}
    return totals | {what: {end: sum(week[what][end] for week in weeks) for end in ENDS} for what in SPANS}


def _metres(found: DayRounds, each: BusRound) -> int:
    """Return the metres of a round, leg by leg."""
    problem, at, total = found.problem, each.depot, 0
    stops = [act.place for act in each.acts if act.doing in (Doing.LOAD, Doing.UNLOAD)]
    for place in (*stops, each.depot):
        total += 0 if place == at else problem.metres[at, place]
        at = place
    return total


def _rides(rows: Sequence[_Out]) -> Counter[int]:
    """Return people by minutes from the door of the bus closing to its opening, nights apart."""
    rides: Counter[int] = Counter()
    for row in rows:
        aboard: list[tuple[int, int]] = []
        nights = 0
        for act in row.each.acts:
            if act.doing is Doing.NIGHT:
                nights += act.end - act.begin
            elif act.doing is Doing.LOAD and act.people:
                aboard.append((act.end - nights, act.people))
            elif act.doing is Doing.UNLOAD:
                for left, people in aboard:
                    rides[act.begin - nights - left] += people
                aboard = []
    return rides


def _quantile(rides: Mapping[int, int], share: Fraction) -> int:
    """Return the minutes that a share of people do not exceed."""
    wanted, counted = ceil(share * sum(rides.values())), 0
    for minutes, people in sorted(rides.items()):
        counted += people
        if counted >= wanted:
            return minutes
    return 0


def _rounded(value: int, unit: int) -> int:
    return (value + unit // 2) // unit


def _span(span: Span) -> Json:
    return {end: int(getattr(span, end) // 1) for end in ENDS}


def _clock(minute: int) -> str:
    """Return a time of day to the quarter of an hour, rounded up: a time of the day's last arrival, and of no stop."""
    quarter = -(-minute // QUARTER) * QUARTER
    return f"{quarter // HOUR:02d}:{quarter % HOUR:02d}"
