"""
What an order to leave would do: everyone leaves on release, and what follows is replayed day by day (*must*).

People go to the quickest site of their set and from there to the quickest crossing (minutes, then id), first come
first served, arrivals of one day in proportion. Where there is no place, or the queue is full, they wait outside,
counted in nights in the queue.

The day: those who have stayed their nights leave the sites and set out; arrivals join the lines at sites and crossings;
officers are shared out; sites take in, as far as places, intake, desks and officers go; crossings pass people, as far
as their own limit, reception behind them and officers go. Officers hear everyone once: at the door of the site they
enter, or at the crossing if they pass none. A day's officers are shared over sites and crossings in proportion to those
whom each could let in if there were enough of them (largest remainder, ties by id), and what one does not use is not
passed on that day. At a crossing whoever was heard before may go ahead of those who wait to be heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache, lru_cache

from planner.records import Reading
from planner.recount import SELF, Recount, Way
from planner.simulate.daybook import Book, Daybook, Journey
from planner.simulate.exposure import NIGHTS_OVER_24H, NIGHTS_OVER_48H, Exposure, exposure_of
from planner.simulate.lines import Line, Party, Tally, on_the_road, people_of
from planner.units import largest_remainder


def exposure_of_order(recount: Recount) -> Exposure:
    """Return what happens when everyone must leave on release: a replay, day by day, of the whole order."""
    return replay_order(recount)[0]


@lru_cache(maxsize=len(Reading))
def replay_order(recount: Recount) -> tuple[Exposure, Daybook]:
    """Return what an order to leave does, and who is where on each day of it; several ask this of one recount."""
    replay = _Replay(recount)
    return replay.run(), replay.book


_whole = cache(Fraction)


class _Replay:
    """One replay of *must*: places by day, first come first served."""

    def __init__(self, recount: Recount) -> None:
        self.recount, self.days = recount, recount.scenario.num_days
        self.tally, self.book = Tally(), Daybook(recount.scenario.num_days)
        self.to_crossing, self.to_site = on_the_road(), on_the_road()
        self.minutes = 0
        self.outside = {site: Line() for site in recount.site_exits}
        self.inside = {site: Line() for site in recount.site_exits}
        self.queue = {crossing: Line() for crossing in recount.crossings}
        self.kept = dict.fromkeys(recount.receptions, 0)
        self.handed_to = {crossing: recount.joined_receptions(crossing) for crossing in recount.crossings}
        self.has_officers = recount.amount("officers", "all") is not None

    def run(self) -> Exposure:
        self._depart()
        crossed = 0
        for day in range(self.days):
            for site in self.inside:
                self._send_from(site, day)
                self._join(self.outside[site], self.to_site, site, day)
            for crossing in self.queue:
                self._join(self.queue[crossing], self.to_crossing, crossing, day)
            officers = self._officers(day) if self.has_officers else {}
            for site in self.inside:
                self._take_in(site, day, officers.get(site))
            taken = dict.fromkeys(self.recount.receptions, 0)
            for crossing in self.queue:
                crossed += self._pass(crossing, day, taken, officers.get(crossing))
            self._send_on(day, taken)
            self._count(day)
        for line in (*self.outside.values(), *self.inside.values(), *self.queue.values()):
            self.tally.done(line.leave(self.days, line.people))
        for parties in self.to_crossing.values():
            self.tally.done(parties)
        return exposure_of(self.tally, Fraction(self.minutes), crossed)

    def _depart(self) -> None:
        """Send every district's people off on release, over the first open day of their quickest way."""
        for pcode, province, stream, people, ways in self.recount.by_stream:
            arrivals = self.to_crossing if stream == SELF else self.to_site
            for released, count in self.recount.releases(people):
                if released < self.days:
                    party = Party(count, 0, province, pcode)
                    due = self._travel(ways[0], released, [party], province)
                    if due is not None:
                        arrivals[ways[0].target, due].append(party)

    def _travel(self, way: Way, ready: int, parties: Sequence[Party], from_place: str) -> int | None:
        """Count a journey and return its day of arrival, ``None`` where nobody can set out before the deadline."""
        leaves = next((day for day in range(ready, self.days) if self.recount.all_open(way.gates, day)), None)
        if leaves is None:
            # They wait at home, which is no queue.
            return None
        people, arrives = people_of(parties), leaves + way.lag(self.recount.driving_hours)
        self.minutes += people * way.minutes
        if people:
            minutes = (_whole(way.minutes), _whole(way.road_minutes))
            self.book.travel(Journey(from_place, way.target, leaves, arrives, *minutes, way.km), people)
        return arrives

    def _join(self, line: Line, due: dict[tuple[str, int], list[Party]], place: str, day: int) -> None:
        """Let those who are due at a place today join its line."""
        parties = due.pop((place, day), [])
        line.join(day, parties)
        at_site = place in self.inside
        self.book.add(Book.COME if at_site else Book.JOINED, place, day, people_of(parties))
        if not at_site:
            self.book.add(Book.FRESH, place, day, people_of(party for party in parties if not party.heard))

    def _send_from(self, site: str, day: int) -> None:
        """Send on those who have stayed their nights."""
        inside, way = self.inside[site], self.recount.site_exits[site][0]
        if self.recount.share(site, day) > 0 and self.recount.all_open(way.gates, day):
            going = inside.leave(day, inside.ready(day, self.recount.scenario.stay.min_nights))
            due = self._travel(way, day, going, site)
            if due is not None:
                self.to_crossing[way.target, due] += going

    def _take_in(self, site: str, day: int, officers: int | None) -> None:
        """Take in those first in line outside a site."""
        room = self._room(site, day)
        entering = self.outside[site].leave(day, room if officers is None else min(room, officers))
        self.inside[site].join(day, [party._replace(heard=True) for party in entering])
        self.book.add(Book.ENTERED, site, day, people_of(entering))

    def _room(self, site: str, day: int) -> int:
        """Return how many of those outside a site can enter it on a day, officers apart."""
        if self.recount.share(site, day) == 0:
            return 0
        nights = self.recount.scenario.stay.min_nights
        inside, room = self.inside[site], [self.outside[site].people]
        known = (self.recount.capacity(kind, site, day) for kind in ("intake", "desks"))
        room += [amount for amount in known if amount is not None]
        for night in range(day, day + nights):
            places = self.recount.capacity("places", site, night)
            if places is not None:
                # Everyone inside tonight came less than a full stay ago and may still be here on that night.
                room.append(places - (inside.people - inside.ready(night, nights)))
        return max(min(room), 0)

    def _officers(self, day: int) -> dict[str, int]:
        """Share a day's interviews over the places where somebody could be let in."""
        most = self.recount.capacity("officers", "all", day)
        wanted = {site: self._room(site, day) for site in self.inside}
        for crossing, line in self.queue.items():
            wanted[crossing] = line.unheard_within(self._passing(crossing, day))
        total = sum(wanted.values())
        if most is None or total <= most:
            return wanted
        shares = largest_remainder(most, list(wanted.values()), list(wanted))
        return dict(zip(wanted, shares, strict=True))

    def _passing(self, crossing: str, day: int) -> int:
        """Return how many a crossing's own limit lets pass on a day."""
        line, throughput = self.queue[crossing], self.recount.capacity("throughput", crossing, day)
        return line.people if throughput is None else min(line.people, throughput)

    def _pass(self, crossing: str, day: int, taken: dict[str, int], officers: int | None) -> int:
        line, passing = self.queue[crossing], self._passing(crossing, day)
        if self.handed_to[crossing]:
            passing = self._hand_over(crossing, day, passing, dict(taken))
        came = line.came_on(day)
        going = line.leave(day, passing, officers)
        if self.handed_to[crossing]:
            self._hand_over(crossing, day, people_of(going), taken)
        self.tally.done(going)
        self.book.add(Book.CROSSED, crossing, day, people_of(going))
        self.book.add(Book.THROUGH, crossing, day, came - line.came_on(day))
        return people_of(going)

    def _hand_over(self, crossing: str, day: int, people: int, taken: dict[str, int]) -> int:
        """Hand people over to the reception places joined to a crossing; return how many these can take in on a day."""
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
            self.book.add(Book.HANDED, place, day, people)
            self.book.add(Book.KEPT, place, day, self.kept[place])

    def _count(self, day: int) -> None:
        """Count who is where at the end of a day."""
        self.tally.held += sum(line.people for line in self.inside.values())
        for table, what in ((self.inside, Book.HELD), (self.outside, Book.OUTSIDE), (self.queue, Book.QUEUE)):
            for place, line in table.items():
                self.book.add(what, place, day, line.people)
                # The night to come counts as spent, as it does for those who still wait on the last day.
                self.book.add(Book.OVER_24H, place, day, line.ready(day + 1, NIGHTS_OVER_24H))
                self.book.add(Book.OVER_48H, place, day, line.ready(day + 1, NIGHTS_OVER_48H))
        self.tally.waiting[day] = sum(line.people for line in (*self.outside.values(), *self.queue.values()))
