"""Everyone in scope, gathered by who may travel alike: province, stream, ways, and what these ask of travel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

from planner.recount.roads import Way
from planner.recount.travel import Asked

if TYPE_CHECKING:
    from planner.recount.ledger import Recount

SELF, VIA_SITE = "self-organised", "through a site"
_Key = tuple[str, str, tuple[tuple[str, int, frozenset[str]], ...], tuple[Asked, ...]]
_Member = tuple[int, tuple[Way, ...]]


class Onward(NamedTuple):
    """A way on from a site, by road or by train, and what it asks of the limits on travel."""

    way: Way
    asked: Asked


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cohort:
    """
    People of one province and stream who may travel alike.

    Parameters
    ----------
    ways
        Target, lag in days and gates of every way they may go, by road first.
    asked
        What each way asks of the limits on travel; empty where none has a figure.
    members
        People of each district, and its ways in the same order.
    people
        Whole people, released or not.
    releases
        Day number and people, in day order, over all days up to the last release.
    """

    province: str
    stream: str
    ways: tuple[tuple[str, int, frozenset[str]], ...]
    asked: tuple[Asked, ...]
    members: tuple[_Member, ...] = field(repr=False)
    people: int
    releases: tuple[tuple[int, int], ...]

    def mean(self, k: int) -> tuple[Fraction, Fraction, Fraction]:
        """Return minutes, minutes on roads and km of a way by its number, averaged over the people."""
        ways = [(count, each[k]) for count, each in self.members]
        # Whole parts of a km: many districts share a cohort, and few denominators are met.
        parts = lcm(*(way.km.denominator for _, way in ways))
        length = sum(count * way.km.numerator * (parts // way.km.denominator) for count, way in ways)
        return (
            Fraction(sum(count * way.minutes for count, way in ways), self.people),
            Fraction(sum(count * way.road_minutes for count, way in ways), self.people),
            Fraction(length, parts * self.people),
        )


def ways_on(recount: Recount) -> dict[str, tuple[Onward, ...]]:
    """Return the ways on from each site that has any by road: by road, then by train."""
    table = {}
    for name, roads in recount.site_exits.items():
        province, travel = recount.sites[name].province, recount.travel
        rows = [Onward(way, travel.by_road(name, province, way, hired=False)) for way in roads]
        for order, parts in travel.trips(name, sorted(recount.exits(province))):
            whole = travel.whole(order, parts)
            rows.append(Onward(whole, travel.by_train(name, order, whole.target)))
        table[name] = tuple(rows)
    return table


def ways_of(
    recount: Recount, pcode: str, province: str, stream: str, roads: tuple[Way, ...]
) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Yield target, lag in days and gates of every way a district's people of one stream may go."""
    trains = (way for _, way in _by_train(recount, pcode, province, stream))
    yield from ((way.target, way.lag(recount.driving_hours), way.gates) for way in (*roads, *trains))


def gather(recount: Recount) -> tuple[Cohort, ...]:
    """Return everyone in scope."""
    gathered: dict[_Key, list[_Member]] = {}
    hours, travel = recount.driving_hours, recount.travel
    for pcode, province, stream, count, roads in recount.by_stream:
        rows = [(w.target, w.lag(hours), w.gates, w) for w in roads]
        asked: list[Asked] = []
        if travel.counted:
            asked = [travel.by_road(pcode, province, w, hired=stream == SELF) for w in roads]
        for order, way in _by_train(recount, pcode, province, stream):
            rows.append((way.target, way.lag(hours), way.gates, way))
            asked.append(travel.by_train(pcode, order, way.target))
        # By target; of several ways to one the road comes first.
        place = sorted(range(len(rows)), key=lambda k: (rows[k][0], k))
        key = (province, stream, tuple(rows[k][:3] for k in place), tuple(asked[k] for k in place if asked))
        gathered.setdefault(key, []).append((count, tuple(rows[k][3] for k in place)))
    ordered = sorted(gathered.items(), key=lambda item: _order(item[0]))
    return tuple(_cohort(recount, key, members) for key, members in ordered)


def _by_train(recount: Recount, pcode: str, province: str, stream: str) -> Iterator[tuple[tuple[str, ...], Way]]:
    if not recount.travel.trains:
        return
    mine = recount.exits(province)
    if stream == SELF:
        targets = sorted(mine)
    else:
        targets = [site for site in recount.site_exits if recount.exits(recount.sites[site].province) <= mine]
    for order, parts in recount.travel.trips(pcode, targets):
        yield order, recount.travel.whole(order, parts)


def _cohort(recount: Recount, key: _Key, members: list[_Member]) -> Cohort:
    province, stream, ways, asked = key
    days: defaultdict[int, int] = defaultdict(int)
    for count, _ in members:
        for day, released in recount.releases(count):
            days[day] += released
    return Cohort(
        province=province,
        stream=stream,
        ways=ways,
        asked=asked,
        members=tuple(members),
        people=sum(count for count, _ in members),
        releases=tuple(sorted(days.items())),
    )


def _order(key: _Key) -> tuple[str, str, tuple[tuple[str, int, tuple[str, ...]], ...], tuple[Asked, ...]]:
    return (key[0], key[1], tuple((target, lag, tuple(sorted(gates))) for target, lag, gates in key[2]), key[3])
