"""The problems of a plan's days: who leaves a site for a crossing, with what fleet, in which light."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from planner.records import Fleet
from planner.recount import Recount
from planner.rounds.daylight import daylight
from planner.rounds.distances import Distances
from planner.rounds.figures import AMBULANCE, Figures
from planner.rounds.shuttle import DayProblem, Kind, Movement, Pool, Window
from planner.solution import Departure

DAYS_A_WEEK = 7
NATIONAL = "national"
MINUTES_AN_HOUR = 60


def problems_of(
    recount: Recount, figures: Figures, distances: Distances, departures: Iterable[Departure]
) -> dict[int, list[DayProblem]]:
    """
    Return the problems of each day, one for each crossing; a week shares its shortest daylight, on the safe side.

    Departures that no bus carries all the way, by air or by train, are left out (``by_other_means``).
    """
    gathered: defaultdict[tuple[int, str, str], list[Departure]] = defaultdict(list)
    for row in departures:
        if not by_other_means(recount, row):
            gathered[row.day, row.crossing, row.site].append(row)
    by_day: defaultdict[tuple[int, str], list[Movement]] = defaultdict(list)
    for (day, crossing, site), rows in gathered.items():
        people, lag = sum(row.people for row in rows), min(row.lag for row in rows)
        by_day[day, crossing].append(Movement(place=site, people=people, arrival_day=lag))
    problems: defaultdict[int, list[DayProblem]] = defaultdict(list)
    world = _World(recount, figures, distances)
    for (day, crossing), movements in sorted(by_day.items()):
        ordered = sorted(movements, key=lambda row: (row.place, row.arrival_day))
        problems[day].append(world.problem(day, crossing, ordered))
    return dict(problems)


def by_other_means(recount: Recount, row: Departure) -> bool:
    """Return whether people of a departure fly, or arrive sooner than the road brings them: then they ride a train."""
    if recount.crossings[row.crossing].mode == "air":
        return True
    hours = recount.driving_hours
    return row.lag < min(way.lag(hours) for way in recount.site_exits[row.site] if way.target == row.crossing)


class _World:
    """What days and crossings share."""

    def __init__(self, recount: Recount, figures: Figures, distances: Distances) -> None:
        self.recount, self.figures, self.distances = recount, figures, distances
        self.points = {site.id: (float(site.lon), float(site.lat)) for site in recount.case.sites}
        self.points |= {gate.id: (float(gate.lon), float(gate.lat)) for gate in recount.case.crossings}
        self.light: dict[tuple[int, tuple[str, ...]], Window] = {}
        self.fleets = [fleet for fleet in recount.case.fleets if fleet.serves(hired=False)]

    def problem(self, day: int, crossing: str, movements: Sequence[Movement]) -> DayProblem:
        places = tuple(sorted({row.place for row in movements}))
        pools = self._pools(places)
        depots = {depot for pool in pools for depot in pool.depots}
        minutes, metres = self.distances.tables({*places, crossing, *depots})
        return DayProblem(
            target=crossing,
            movements=tuple(movements),
            pools=pools,
            escort=self.figures.escort,
            minutes=minutes,
            metres=metres,
            daylight=self._light(day, (*places, crossing)),
            hours=self._hours(day, (*places, crossing)),
            slots_per_hour=self._slots(crossing, day),
            rules=self.figures.rules,
        )

    def _light(self, day: int, places: tuple[str, ...]) -> Window:
        week = day // DAYS_A_WEEK
        if (week, places) not in self.light:
            start = self.recount.scenario.start + timedelta(days=week * DAYS_A_WEEK)
            # A round that starts in this week may end in the next.
            days = [start + timedelta(days=k) for k in range(2 * DAYS_A_WEEK)]
            points = [self.points[place] for place in places]
            self.light[week, places] = daylight(points, days, self.recount.case.time_zone)
        return self.light[week, places]

    def _hours(self, day: int, places: Sequence[str]) -> Mapping[str, Window]:
        weekday = self.recount.date(day).weekday()
        windows: dict[str, Window] = {}
        for row in self.recount.case.calendar:
            if row.weekday == weekday and row.place_id in places:
                window = (_minute(row.opens), _minute(row.closes))
                # Of several spells of one day the longest is kept.
                windows[row.place_id] = max(windows.get(row.place_id, window), window, key=lambda w: w[1] - w[0])
        return windows

    def _slots(self, crossing: str, day: int) -> int | None:
        """Return vehicles an hour: what a crossing passes in a day, in coaches, over its hours of daylight."""
        people = self.recount.capacity("throughput", crossing, day)
        if people is None:
            return None
        seats = self.figures.kinds[0].seats
        return max(1, int(people // (self.figures.border_hours * seats)))

    def _pools(self, places: tuple[str, ...]) -> tuple[Pool, ...]:
        """Return the fleets of the case; where it has none, as many as it takes of each kind, at home at the sites."""
        known = [fleet for fleet in self.fleets if self.recount.amount("vehicles", fleet.id) is not None]
        pools = [self._pool(fleet) for fleet in known]
        # A fleet without a figure may be of any size, so that what is asked is what it would take.
        open_ended = any(fleet not in known and fleet.kind != AMBULANCE for fleet in self.fleets)
        if open_ended or not any(pool.kind.seats for pool in pools):
            pools += [Pool(id=kind.id, kind=kind, depots=places, vehicles=None) for kind in self.figures.kinds]
        if not any(pool.kind.id == AMBULANCE for pool in pools):
            depots = tuple(sorted({depot for pool in pools for depot in pool.depots} | set(places)))
            pools.append(Pool(id=AMBULANCE, kind=self.figures.escort, depots=depots, vehicles=None))
        return tuple(pools)

    def _pool(self, fleet: Fleet) -> Pool:
        sites = self.recount.sites.values()
        home = tuple(sorted(site.id for site in sites if fleet.province in (NATIONAL, site.province)))
        amount = self.recount.amount("vehicles", fleet.id)
        return Pool(
            id=fleet.id,
            kind=self._kind(fleet),
            depots=home,
            vehicles=None if amount is None else int(amount // 1),
            serves=None if fleet.province == NATIONAL else frozenset(home),
        )

    def _kind(self, fleet: Fleet) -> Kind:
        if fleet.kind == AMBULANCE:
            return self.figures.escort
        coach, coaster = self.figures.kinds
        like = coach if fleet.seats > coaster.seats else coaster
        return Kind(id=fleet.kind, seats=fleet.seats, litres_per_100km=like.litres_per_100km)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return int(hours) * MINUTES_AN_HOUR + int(minutes)
