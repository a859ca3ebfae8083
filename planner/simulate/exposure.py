"""
What a plan would do to people: nights, waits and hours on the road, and who is where on each day.

*may*: people leave when the plan lets them; its waits are those of the plan. What an order to leave on release would do
(*must*) is replayed in ``ordered``. Both run from start to deadline.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from planner.recount import Recount
from planner.simulate.daybook import Book, Daybook, Journey
from planner.simulate.lines import Line, Party, Tally
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


def exposure_of(tally: Tally, minutes: Fraction, crossed: int) -> Exposure:
    """Return what was counted over the days as an exposure."""
    return Exposure(
        nights_in_holding=tally.held,
        nights_in_queue=sum(tally.waiting.values()),
        over_24h=tally.over(NIGHTS_OVER_24H),
        over_48h=tally.over(NIGHTS_OVER_48H),
        road_hours=int(minutes // 60),
        crossed_people=crossed,
        most_waiting_people=max(tally.waiting.values(), default=0),
    )


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
            party = self._parties.popleft()
            taken = min(people, party.people)
            arrived.append(party._replace(people=taken))
            people -= taken
            if party.people > taken:
                self._parties.appendleft(party._replace(people=party.people - taken))
        return arrived


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
    sites: defaultdict[str, Line] = defaultdict(Line)
    queues: defaultdict[str, Line] = defaultdict(Line)
    road, tally = _Road(), Tally()
    before: dict[str, int] = {}
    for when, rows in _by_day(recount, plan):
        day = (when - start).days
        for row in rows:
            if isinstance(row, SiteDay):
                road.enter(sites[row.id].leave(day, row.out))
                sites[row.id].join(day, [Party(row.people_in)])
                tally.held += row.held
            else:
                queues[row.id].join(day, road.arrive(row.from_sites + row.waiting - before.get(row.id, 0)))
                tally.done(queues[row.id].leave(day, row.from_sites))
                before[row.id] = row.waiting
                tally.waiting[day] += row.waiting
    for line in (*sites.values(), *queues.values()):
        tally.done(line.leave(last, line.people))
    return exposure_of(tally, road_minutes, plan.on_time_people)


def _by_day(recount: Recount, plan: Plan) -> list[tuple[date, list[SiteDay | CrossingDay]]]:
    """Return the plan's rows by date, sites before crossings, reception places left out."""
    by_day: defaultdict[date, list[SiteDay | CrossingDay]] = defaultdict(list)
    for site in plan.sites:
        if site.id in recount.sites:
            by_day[site.date].append(site)
    for crossing in plan.crossings:
        by_day[crossing.date].append(crossing)
    return sorted(by_day.items())


# Where from, where to, days of leaving and arrival, people, and minutes, road minutes and km of each.
Movement = tuple[str, str, int, int, int, Fraction, Fraction, Fraction]


def daybook_of_plan(recount: Recount, plan: Plan, movements: Sequence[Movement]) -> Daybook:
    """
    Return who is where on each day of a plan.

    Parameters
    ----------
    movements
        The audit's assignment: who goes where, told at the mean minutes and km of those who travel alike.
    """
    book = Daybook(recount.scenario.num_days)
    start = recount.scenario.start
    before: dict[str, int] = {}
    for site in plan.sites:
        day = (site.date - start).days
        if site.id in recount.sites:
            book.add(Book.COME, site.id, day, site.people_in)
            book.add(Book.ENTERED, site.id, day, site.people_in)
            book.add(Book.HELD, site.id, day, site.held)
        else:
            book.add(Book.HANDED, site.id, day, site.people_in)
            book.add(Book.KEPT, site.id, day, site.held)
    for row in sorted(plan.crossings, key=lambda row: row.date):
        day = (row.date - start).days
        waited = before.get(row.id, 0)
        joining = row.from_self + row.from_sites + row.waiting - waited
        before[row.id] = row.waiting
        book.add(Book.JOINED, row.id, day, joining)
        book.add(Book.FRESH, row.id, day, row.from_self)
        # Whoever waited the night before passes first; the self-organised stream does not wait.
        book.add(Book.THROUGH, row.id, day, row.from_self + max(row.from_sites - waited, 0))
        book.add(Book.QUEUE, row.id, day, row.waiting)
        book.add(Book.CROSSED, row.id, day, row.from_self + row.from_sites)
    for from_place, target, leaves, arrives, people, *way in movements:
        book.travel(Journey(from_place, target, leaves, arrives, *way), people)
    return book
