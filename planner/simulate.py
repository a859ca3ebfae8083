"""
What a plan, and an order to leave, would do to people: nights, waits and hours on the road.

*may*: people leave when the plan lets them; its waits are those of the plan. *must*: everyone leaves on release, for
the quickest site of their set and from there for the quickest crossing, first come first served; where there is no
place or the queue is full they wait outside, counted in nights in the queue. Both run from start to deadline.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from fractions import Fraction

from planner.recount import SELF, VIA_SITE, Recount, Way
from planner.solution import Plan

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


class _Line:
    """People waiting at one place, first come first served; leaving counts how many nights they stayed."""

    def __init__(self, stays: Counter[int]) -> None:
        self._line: deque[tuple[int, int]] = deque()
        self._stays = stays
        self.people = 0

    def join(self, day: int, people: int) -> None:
        if people:
            self._line.append((day, people))
            self.people += people

    def leave(self, day: int, people: int) -> None:
        self.people -= people
        while people:
            came, group = self._line.popleft()
            taken = min(people, group)
            self._stays[day - came] += taken
            people -= taken
            if group > taken:
                self._line.appendleft((came, group - taken))

    def ready(self, day: int, nights: int) -> int:
        """Return how many have stayed at least so many nights."""
        return sum(people for came, people in self._line if day - came >= nights)


def exposure_of_plan(recount: Recount, plan: Plan, road_minutes: Fraction) -> Exposure:
    """
    Return what the plan does to people.

    Parameters
    ----------
    road_minutes
        Person-minutes of travel, from the audit's assignment.
    """
    start, last = recount.scenario.start, recount.scenario.num_days
    stays: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    lines: defaultdict[str, _Line] = defaultdict(lambda: _Line(stays))
    held = 0
    for site in sorted((row for row in plan.sites if row.id in recount.sites), key=lambda row: row.date):
        day = (site.date - start).days
        held += site.held
        lines[site.id].leave(day, site.out)
        lines[site.id].join(day, site.people_in)
    before: dict[str, int] = {}
    for row in sorted(plan.crossings, key=lambda row: row.date):
        day = (row.date - start).days
        lines[row.id].join(day, row.from_sites + row.waiting - before.get(row.id, 0))
        lines[row.id].leave(day, row.from_sites)
        before[row.id] = row.waiting
        waiting[day] += row.waiting
    for line in lines.values():
        line.leave(last, line.people)
    return _exposure(stays, waiting, held, road_minutes, plan.on_time_people)


def _exposure(stays: Counter[int], waiting: Counter[int], held: int, minutes: Fraction, crossed: int) -> Exposure:
    return Exposure(
        nights_in_holding=held,
        nights_in_queue=sum(waiting.values()),
        over_24h=sum(people for nights, people in stays.items() if nights >= NIGHTS_OVER_24H),
        over_48h=sum(people for nights, people in stays.items() if nights >= NIGHTS_OVER_48H),
        road_hours=int(minutes // 60),
        crossed_people=crossed,
        most_waiting_people=max(waiting.values(), default=0),
    )


def exposure_of_order(recount: Recount) -> Exposure:
    """Return what happens when everyone must leave on release: a replay, day by day, of the whole order."""
    return _Replay(recount).run()


class _Replay:
    """One replay of *must*: places by day, first come first served."""

    def __init__(self, recount: Recount) -> None:
        self.recount, self.days = recount, recount.scenario.num_days
        self.stays: Counter[int] = Counter()
        self.at_crossing: defaultdict[tuple[str, int], int] = defaultdict(int)
        self.at_site: defaultdict[tuple[str, int], int] = defaultdict(int)
        self.minutes = Fraction(0)
        self.outside = {site: _Line(self.stays) for site in recount.site_exits}
        self.inside = {site: _Line(self.stays) for site in recount.site_exits}
        self.queue = {crossing: _Line(self.stays) for crossing in recount.crossings}
        self.kept = dict.fromkeys(recount.receptions, 0)
        self.handed_to = {crossing: recount.joined_receptions(crossing) for crossing in recount.crossings}

    def run(self) -> Exposure:
        self._depart()
        waiting: Counter[int] = Counter()
        held = crossed = 0
        for day in range(self.days):
            for site in self.inside:
                self._site(site, day)
            taken = dict.fromkeys(self.recount.receptions, 0)
            for crossing in self.queue:
                crossed += self._crossing(crossing, day, taken)
            self._send_on(day, taken)
            held += sum(line.people for line in self.inside.values())
            waiting[day] = sum(line.people for line in (*self.outside.values(), *self.queue.values()))
        for line in (*self.outside.values(), *self.inside.values(), *self.queue.values()):
            line.leave(self.days, line.people)
        return _exposure(self.stays, waiting, held, self.minutes, crossed)

    def _depart(self) -> None:
        """Send every district's people off on release, over the first open day of their quickest way."""
        for _, _, stream, people, ways in self.recount.by_stream:
            way = ways[0]
            arrivals = self.at_crossing if stream == SELF else self.at_site
            assert stream in (SELF, VIA_SITE)
            for released, count in self.recount.releases(people):
                if released < self.days:
                    self._travel(arrivals, way, released, count)

    def _travel(self, arrivals: defaultdict[tuple[str, int], int], way: Way, ready: int, people: int) -> None:
        leaves = next((day for day in range(ready, self.days) if self.recount.all_open(way.gates, day)), None)
        if leaves is None:
            return
        self.minutes += people * way.minutes
        arrivals[way.target, leaves + way.lag(self.recount.driving_hours)] += people

    def _site(self, site: str, day: int) -> None:
        """Send on those who have stayed their nights, then take in those first in line."""
        nights = self.recount.scenario.stay.min_nights
        inside, outside = self.inside[site], self.outside[site]
        is_open = self.recount.share(site, day) > 0
        if is_open and (going := inside.ready(day, nights)):
            inside.leave(day, going)
            self._travel(self.at_crossing, self.recount.site_exits[site][0], day, going)
        outside.join(day, self.at_site[site, day])
        if is_open:
            room = [outside.people]
            intake = self.recount.capacity("intake", site, day)
            if intake is not None:
                room.append(intake)
            for night in range(day, day + nights):
                places = self.recount.capacity("places", site, night)
                if places is not None:
                    # Everyone inside tonight came less than a full stay ago and may still be here on that night.
                    staying = inside.people - inside.ready(night, nights)
                    room.append(places - staying)
            entering = max(min(room), 0)
            outside.leave(day, entering)
            inside.join(day, entering)

    def _crossing(self, crossing: str, day: int, taken: dict[str, int]) -> int:
        line = self.queue[crossing]
        line.join(day, self.at_crossing[crossing, day])
        throughput = self.recount.capacity("throughput", crossing, day)
        passing = line.people if throughput is None else min(line.people, throughput)
        if self.handed_to[crossing]:
            passing = self._hand_over(crossing, day, passing, taken)
        line.leave(day, passing)
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
