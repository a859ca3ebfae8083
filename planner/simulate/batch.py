"""One batch of draws, day by day, with books that must balance every day in every draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.config import ROADS
from planner.simulate.border import Queues
from planner.simulate.capacities import Capacities, Events
from planner.simulate.completion import days_to_go
from planner.simulate.replay import NEVER, Outcomes, Replay
from planner.simulate.stages import OVER, Departures, Sites

Ints = NDArray[np.int64]


class Roads:
    """People on their way, by place and day of arrival."""

    def __init__(self, places: int, draws: int, longest_lag: int) -> None:
        self._days = np.zeros((longest_lag + 1, places, draws), dtype=np.int64)
        # Days of arrival on which anyone may be due: most days nobody is, and nothing is added up.
        self._due: set[int] = set()
        self._nobody = np.zeros((places, draws), dtype=np.int64)

    def enter(self, place: int, day: int, people: Ints) -> None:
        """Send people to a place that they reach on a day."""
        slot = day % len(self._days)
        self._days[slot, place] += people
        self._due.add(slot)

    def arrive(self, day: int) -> Ints:
        """Take those who arrive on a day off the road, ``[places, draws]``."""
        slot = day % len(self._days)
        if slot not in self._due:
            return self._nobody
        self._due.remove(slot)
        arrived: Ints = self._days[slot].copy()
        self._days[slot] = 0
        return arrived

    def nobody(self, day: int) -> bool:
        """Return whether nobody is due on a day."""
        return day % len(self._days) not in self._due

    def people(self) -> Ints:
        """Return people on their way, ``[draws]``."""
        nobody = np.zeros(self._days.shape[2], dtype=np.int64)
        return np.asarray(sum((self._days[slot].sum(axis=0) for slot in sorted(self._due)), nobody))

    def ahead(self, day: int) -> Ints:
        """Return arrivals from a day on, ``[days, places, draws]``."""
        return np.roll(self._days, -(day % len(self._days)), axis=0)


def check_books(day: int, released: Ints, parts: Mapping[str, Ints]) -> None:
    """
    Hold everyone released against where they are, in every draw.

    Raises
    ------
    AssertionError
        Where people are lost, made or negative: with the day and the first such draw.
    """
    total = np.zeros_like(released)
    for name, people in parts.items():
        if people.size and people.min() < 0:
            raise AssertionError(f"day {day}: fewer than 0 people {name}")
        total += people
    wrong = np.flatnonzero(total != released)
    if wrong.size:
        draw = int(wrong[0])
        raise AssertionError(f"day {day}, draw {draw}: {released[draw]} people released, {total[draw]} found")


class Batch:
    """
    One batch.

    Parameters
    ----------
    rows
        People of each row of the order, ``[rows, draws] int64``.
    """

    def __init__(self, replay: Replay, rows: Ints, capacities: Capacities, events: Events) -> None:
        self.replay, self.order, self.events = replay, replay.order, events
        self.people, draws = rows.sum(axis=0), rows.shape[1]
        lag = self.order.longest_lag
        self.home = Departures(replay, rows)
        self.sites = Sites(replay, capacities, events)
        self.queues = Queues(replay, capacities, events)
        self.to_site = Roads(len(self.order.sites), draws, lag)
        self.to_crossing = Roads(len(self.order.crossings), draws, lag)
        # On the same road, those who have waited so long at a site, by threshold.
        self.tired = [Roads(len(self.order.crossings), draws, lag) for _ in OVER]
        self.totals = {name: np.zeros(draws, dtype=np.int64) for name in ("minutes", "over_24h", "over_48h")}
        self.days: dict[str, list[Ints]] = {"waiting": [], "held": [], "crossed": []}
        self.most = {
            "most_waiting": np.zeros((len(self.order.crossings), draws), dtype=np.int64),
            "most_outside": np.zeros((len(self.order.sites), draws), dtype=np.int64),
            "most_held": np.zeros((len(self.order.sites), draws), dtype=np.int64),
        }
        self.done = np.full(draws, NEVER, dtype=np.int64)

    def run(self) -> Outcomes:
        """
        Replay the batch.

        Raises
        ------
        AssertionError
            When people are lost or made: a bug, never a result.
        """
        at_deadline: Outcomes | None = None
        for day in range(self.replay.num_days):
            across = self._one_day(day, counted=day < self.replay.deadline)
            self.done = np.where((across == self.people) & (self.done == NEVER), day + 1, self.done)
            if day + 1 == self.replay.deadline:
                at_deadline = self._outcomes()
            if at_deadline is not None and (self.done < NEVER).all():
                break
        assert at_deadline is not None, "the days that are followed hold the deadline"
        if self.replay.settled is not None and self.replay.settled <= self.replay.num_days:
            self.done = np.where(self.done < NEVER, self.done, days_to_go(self, self.replay.num_days))
        late = self.done > max(self.order.scenario.horizon_max_days, self.replay.deadline)
        completion = np.where(late, NEVER, self.done)
        return Outcomes(
            totals={**at_deadline.totals, "completion_days": completion},
            waiting=at_deadline.waiting,
            held=at_deadline.held,
            crossed=at_deadline.crossed,
            by_crossing=at_deadline.by_crossing,
            by_site=at_deadline.by_site,
        )

    def _one_day(self, day: int, *, counted: bool) -> Ints:
        """Let a day pass; return people across by its end, ``[draws]``."""
        roads_shut = self.events.shut(ROADS, day)
        self._set_out(day, roads_shut, counted=counted)
        going, longest = self.sites.go_on(day, roads_shut, counted=counted)
        for (crossing, lag), people in self.sites.onward(going).items():
            self.to_crossing.enter(crossing, day + lag, people)
        for tired, people in zip(self.tired, longest, strict=False):
            for (crossing, lag), long_waited in self.sites.onward(people).items():
                tired.enter(crossing, day + lag, long_waited)
        self.sites.take_in(day, None if self.to_site.nobody(day) else self.to_site.arrive(day), counted=counted)
        arrivals = self.to_crossing.arrive(day)
        self.queues.pass_through(day, arrivals)
        parts = self._parts()
        check_books(day, self.home.released, parts)
        if counted:
            self.totals["minutes"] += self.order.exit_minutes @ going
            self._count(arrivals, [tired.arrive(day) for tired in self.tired], parts)
        return parts["across"]

    def _set_out(self, day: int, roads_shut: NDArray[np.bool_] | None, *, counted: bool) -> None:
        leaving = self.home.leave(day, roads_shut)
        if leaving is None:
            return
        if counted:
            self.totals["minutes"] += leaving[1]
        for journey, straight, people in zip(self.order.journeys, self.order.to_crossing, leaving[0], strict=True):
            roads = self.to_crossing if straight else self.to_site
            roads.enter(journey.target, day + journey.lag, people)

    def _parts(self) -> dict[str, Ints]:
        """Return where people are, ``[draws]`` each."""
        return {
            "at home": self.home.people,
            "on the way to a site": self.to_site.people(),
            "outside a site": self.sites.outside.sum(axis=0),
            "at a site": self.sites.inside.sum(axis=0),
            "on the way to a crossing": self.to_crossing.people(),
            "in a queue": self.queues.waiting.sum(axis=0),
            "across": self.queues.crossed.sum(axis=0),
        }

    def _count(self, arrivals: Ints, tired: Sequence[Ints], parts: Mapping[str, Ints]) -> None:
        self.days["waiting"].append(parts["in a queue"] + parts["outside a site"])
        self.days["held"].append(parts["at a site"])
        self.days["crossed"].append(parts["across"])
        waiting, outside, inside = self.queues.waiting, self.sites.outside, self.sites.inside
        for name, people in (("most_waiting", waiting), ("most_outside", outside), ("most_held", inside)):
            np.maximum(self.most[name], people, out=self.most[name])
        over = self.queues.waited(arrivals, tired)
        self.totals["over_24h"] += over[0]
        self.totals["over_48h"] += over[1]

    def _outcomes(self) -> Outcomes:
        """Return what has become of everyone by the deadline."""
        for people in (self.sites.outside, self.sites.inside, self.queues.waiting, self.queues.crossed):
            if people.size and people.min() < 0:
                raise AssertionError("fewer than 0 people at a place by the deadline")
        waiting, held, crossed = (np.stack(self.days[name]) for name in ("waiting", "held", "crossed"))
        # Whoever still waits, or is on the way from a site, has waited so long as well.
        over = [
            self.totals[name] + self.sites.waiting_so_long(nights) + tired.people()
            for name, nights, tired in zip(("over_24h", "over_48h"), OVER, self.tired, strict=True)
        ]
        return Outcomes(
            totals={
                "in_scope_people": self.people,
                "crossed_people": crossed[-1],
                "nights_in_holding": held.sum(axis=0),
                "nights_in_queue": waiting.sum(axis=0),
                "over_24h": over[0],
                "over_48h": over[1],
                "road_hours": self.totals["minutes"] // 60,
                "most_waiting_people": waiting.max(axis=0),
            },
            waiting=waiting,
            held=held,
            crossed=crossed,
            by_crossing={
                "waiting": self.queues.waiting,
                "crossed": self.queues.crossed,
                "most_waiting": self.most["most_waiting"],
            },
            by_site={
                "outside": self.sites.outside,
                "most_outside": self.most["most_outside"],
                "most_held": self.most["most_held"],
            },
        )
