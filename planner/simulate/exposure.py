"""
What a plan, and an order to leave, would do to people: nights, waits and hours on the road.

*may*: people leave when the plan lets them; its waits are those of the plan. *must*: everyone leaves on release, for
the quickest site of their set and from there for the quickest crossing, first come first served; where there is no
place or the queue is full they wait outside, counted in nights in the queue. Both run from start to deadline.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from planner.recount import SELF, Recount, Way
from planner.solution import CrossingDay, Plan, SiteDay

NIGHTS_OVER_24H, NIGHTS_OVER_48H = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """
    What people go through, in whole people, nights and hours.

    Parameters
    ----------
    nights_in_holding, nights_in_queue
        Person-nights at sites, and in the queue at a crossing or outside a full site.
    over_24h, over_48h
        People who wait two, or three, nights or more at one place.
    road_hours
        Person-hours of travel.
    crossed_people
        People across by the deadline.
    most_waiting_people
        Most people in queues at the end of any one day.
    """

    nights_in_holding: int
    nights_in_queue: int
    over_24h: int
    over_48h: int
    road_hours: int
    crossed_people: int
    most_waiting_people: int


# People who wait together, and the most nights they have waited at any one place so far.
Party = tuple[int, int]


class _Line:
    """People waiting at one place, first come first served."""

    def __init__(self) -> None:
        self._line: deque[tuple[int, int, int]] = deque()
        self.people = 0

    def join(self, day: int, parties: Iterable[Party]) -> None:
        for people, longest in parties:
            if people:
                self._line.append((day, people, longest))
                self.people += people

    def leave(self, day: int, people: int) -> list[Party]:
        """Take people off the front, each with the most nights they have now waited at one place."""
        self.people -= people
        gone = []
        while people:
            came, group, longest = self._line.popleft()
            taken = min(people, group)
            gone.append((taken, max(longest, day - came)))
            people -= taken
            if group > taken:
                self._line.appendleft((came, group - taken, longest))
        return gone

    def ready(self, day: int, nights: int) -> int:
        """Return how many have stayed at least so many nights."""
        return sum(people for came, people, _ in self._line if day - came >= nights)


class _Road:
    """People on their way from sites to crossings, in the order of leaving; the road is no place of waiting."""

    def __init__(self) -> None:
        self._parties: deque[Party] = deque()

    def enter(self, parties: Iterable[Party]) -> None:
        self._parties.extend(parties)

    def arrive(self, people: int) -> list[Party]:
        """Take the first people off the road."""
        arrived = []
        while people:
            group, longest = self._parties.popleft()
            taken = min(people, group)
            arrived.append((taken, longest))
            people -= taken
            if group > taken:
                self._parties.appendleft((group - taken, longest))
        return arrived


@dataclass(slots=True)
class _Tally:
    """What is counted over the days: the longest wait of each person, people waiting and people held."""

    longest: Counter[int] = field(default_factory=Counter)
    waiting: Counter[int] = field(default_factory=Counter)
    held: int = 0

    def done(self, parties: Iterable[Party]) -> None:
        for people, nights in parties:
            self.longest[nights] += people

    def exposure(self, minutes: Fraction, crossed: int) -> Exposure:
        def over(least: int) -> int:
            return sum(people for nights, people in self.longest.items() if nights >= least)

        return Exposure(
            nights_in_holding=self.held,
            nights_in_queue=sum(self.waiting.values()),
            over_24h=over(NIGHTS_OVER_24H),
            over_48h=over(NIGHTS_OVER_48H),
            road_hours=int(minutes // 60),
            crossed_people=crossed,
            most_waiting_people=max(self.waiting.values(), default=0),
        )


def exposure_of_plan(recount: Recount, plan: Plan, road_minutes: Fraction) -> Exposure:
    """
    Return what the plan does to people.

    A plan speaks of places, not of persons: who goes on from a site joins a queue in the order of leaving.

    Parameters
    ----------
    road_minutes
        Person-minutes of travel, from the audit's assignment.
    """
    start, last = recount.scenario.start, recount.scenario.num_days
    sites: defaultdict[str, _Line] = defaultdict(_Line)
    queues: defaultdict[str, _Line] = defaultdict(_Line)
    road, tally = _Road(), _Tally()
    by_day: defaultdict[date, list[SiteDay | CrossingDay]] = defaultdict(list)
    for site in plan.sites:
        if site.id in recount.sites:
            by_day[site.date].append(site)
    for crossing in plan.crossings:
        by_day[crossing.date].append(crossing)
    before: dict[str, int] = {}
    for when, rows in sorted(by_day.items()):
        day = (when - start).days
        for row in rows:
            if isinstance(row, SiteDay):
                road.enter(sites[row.id].leave(day, row.out))
                sites[row.id].join(day, [(row.people_in, 0)])
                tally.held += row.held
            else:
                queues[row.id].join(day, road.arrive(row.from_sites + row.waiting - before.get(row.id, 0)))
                tally.done(queues[row.id].leave(day, row.from_sites))
                before[row.id] = row.waiting
                tally.waiting[day] += row.waiting
    for line in (*sites.values(), *queues.values()):
        tally.done(line.leave(last, line.people))
    return tally.exposure(road_minutes, plan.on_time_people)


def exposure_of_order(recount: Recount) -> Exposure:
    """Return what happens when everyone must leave on release: a replay, day by day, of the whole order."""
    return _Replay(recount).run()


class _Replay:
    """One replay of *must*: places by day, first come first served."""

    def __init__(self, recount: Recount) -> None:
        self.recount, self.days = recount, recount.scenario.num_days
        self.tally = _Tally()
        self.to_crossing: defaultdict[tuple[str, int], list[Party]] = defaultdict(list)
        self.to_site: defaultdict[tuple[str, int], list[Party]] = defaultdict(list)
        self.minutes = Fraction(0)
        self.outside = {site: _Line() for site in recount.site_exits}
        self.inside = {site: _Line() for site in recount.site_exits}
        self.queue = {crossing: _Line() for crossing in recount.crossings}
        self.kept = dict.fromkeys(recount.receptions, 0)
        self.handed_to = {crossing: recount.joined_receptions(crossing) for crossing in recount.crossings}

    def run(self) -> Exposure:
        self._depart()
        crossed = 0
        for day in range(self.days):
            for site in self.inside:
                self._site(site, day)
            taken = dict.fromkeys(self.recount.receptions, 0)
            for crossing in self.queue:
                crossed += self._crossing(crossing, day, taken)
            self._send_on(day, taken)
            self.tally.held += sum(line.people for line in self.inside.values())
            self.tally.waiting[day] = sum(line.people for line in (*self.outside.values(), *self.queue.values()))
        for line in (*self.outside.values(), *self.inside.values(), *self.queue.values()):
            self.tally.done(line.leave(self.days, line.people))
        for parties in self.to_crossing.values():
            self.tally.done(parties)
        return self.tally.exposure(self.minutes, crossed)

    def _depart(self) -> None:
        """Send every district's people off on release, over the first open day of their quickest way."""
        for _, _, stream, people, ways in self.recount.by_stream:
            arrivals = self.to_crossing if stream == SELF else self.to_site
            for released, count in self.recount.releases(people):
                if released < self.days:
                    self._travel(arrivals, ways[0], released, [(count, 0)])

    def _travel(
        self, arrivals: defaultdict[tuple[str, int], list[Party]], way: Way, ready: int, parties: list[Party]
    ) -> None:
        leaves = next((day for day in range(ready, self.days) if self.recount.all_open(way.gates, day)), None)
        if leaves is None:
            # Nobody can set out before the deadline: they wait at home, which is no queue.
            return
        self.minutes += sum(people for people, _ in parties) * way.minutes
        arrivals[way.target, leaves + way.lag(self.recount.driving_hours)] += parties

    def _site(self, site: str, day: int) -> None:
        """Send on those who have stayed their nights, then take in those first in line."""
        nights = self.recount.scenario.stay.min_nights
        inside, outside = self.inside[site], self.outside[site]
        is_open = self.recount.share(site, day) > 0
        way = self.recount.site_exits[site][0]
        if is_open and self.recount.all_open(way.gates, day):
            going = inside.leave(day, inside.ready(day, nights))
            self._travel(self.to_crossing, way, day, going)
        outside.join(day, self.to_site.pop((site, day), []))
        if is_open:
            inside.join(day, outside.leave(day, self._room(site, day)))

    def _room(self, site: str, day: int) -> int:
        """Return how many of those outside a site can enter it on a day."""
        nights = self.recount.scenario.stay.min_nights
        inside, room = self.inside[site], [self.outside[site].people]
        intake = self.recount.capacity("intake", site, day)
        if intake is not None:
            room.append(intake)
        for night in range(day, day + nights):
            places = self.recount.capacity("places", site, night)
            if places is not None:
                # Everyone inside tonight came less than a full stay ago and may still be here on that night.
                room.append(places - (inside.people - inside.ready(night, nights)))
        return max(min(room), 0)

    def _crossing(self, crossing: str, day: int, taken: dict[str, int]) -> int:
        line = self.queue[crossing]
        line.join(day, self.to_crossing.pop((crossing, day), []))
        throughput = self.recount.capacity("throughput", crossing, day)
        passing = line.people if throughput is None else min(line.people, throughput)
        if self.handed_to[crossing]:
            passing = self._hand_over(crossing, day, passing, taken)
        self.tally.done(line.leave(day, passing))
        return passing

    def _hand_over(self, crossing: str, day: int, people: int, taken: dict[str, int]) -> int:
        """Return how many the reception places joined to a crossing can take in on a day."""
        handed = 0
        for place, leg in self.handed_to[crossing]:
            room = people - handed
            if not self.recount.all_open(leg, day):
                continue
            intake = self.recount.capacity("intake", place, day)
            if intake is not None:
                room = min(room, intake - taken[place])
            onward, places = (self.recount.capacity(kind, place, day) for kind in ("onward", "places"))
            if onward is not None and places is not None:
                room = min(room, onward + places - self.kept[place] - taken[place])
            room = max(room, 0)
            taken[place] += room
            handed += room
        return handed

    def _send_on(self, day: int, taken: dict[str, int]) -> None:
        for place, people in taken.items():
            onward = self.recount.capacity("onward", place, day)
            stock = self.kept[place] + people
            self.kept[place] = 0 if onward is None else max(0, stock - onward)
