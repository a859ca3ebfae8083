"""Draws against a simpy model of the same small world, in which every person is a process of their own."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simpy

from planner.pipeline import prepare
from planner.recount import Roads
from planner.simulate import Draws
from tests.case_tables import HEADERS, table_text
from tests.worlds import HALL_ROADS, ROADS, gate, site, write_world

DAYS = 6
CONFIG = "deadline: 2023-10-09\nstreams: {self_organised: {low: 0.2, central: 0.5, high: 0.9}}"
PEOPLE = {"A": (60, 120, 200)}
GATE, HALL = (10, 20, 45), (5, 15, 30)
# Moments within a day: sites send on, people arrive, sites take in, the gate opens, the night is counted.
ARRIVE, TAKE_IN, OPEN, NIGHT = 0.1, 0.2, 0.3, 0.9
Events = Generator[simpy.Event, Any, None]


@dataclass
class Counts:
    crossed: int = 0
    nights_in_queue: int = 0
    nights_in_holding: int = 0
    lines: dict[str, list[simpy.Event]] = field(default_factory=lambda: {"gate": [], "hall": []})
    inside: int = 0


class World:
    """Alder's people, an hour from the gate and from the hall; the hall is an hour from the gate."""

    def __init__(self, people: int, share: float, gate_a_day: int, places: int) -> None:
        self.env, self.counts = simpy.Environment(), Counts()
        self.gate_a_day, self.places = gate_a_day, places
        alone = int(people * share + 1e-9)
        for k in range(people):
            self.env.process(self.straight() if k < alone else self.through_hall())
        self.env.process(self.serve("hall", TAKE_IN, lambda: self.places - self.counts.inside))
        self.env.process(self.serve("gate", OPEN, lambda: self.gate_a_day))
        self.env.process(self.nights())
        self.env.run(until=DAYS)

    def turn(self, place: str) -> simpy.Event:
        """Stand in a line."""
        event = self.env.event()
        self.counts.lines[place].append(event)
        return event

    def cross(self) -> Events:
        yield self.turn("gate")
        self.counts.crossed += 1

    def straight(self) -> Events:
        yield self.env.timeout(ARRIVE)
        yield from self.cross()

    def through_hall(self) -> Events:
        yield self.env.timeout(ARRIVE)
        yield self.turn("hall")
        self.counts.inside += 1
        # Out in the morning after, before anyone is taken in, and at the gate an hour later.
        yield self.env.timeout(1 - TAKE_IN + ARRIVE / 2)
        self.counts.inside -= 1
        yield self.env.timeout(ARRIVE / 2)
        yield from self.cross()

    def serve(self, place: str, moment: float, room: Any) -> Events:
        yield self.env.timeout(moment)
        while True:
            line, free = self.counts.lines[place], room()
            for event in line[:free]:
                event.succeed()
            del line[:free]
            yield self.env.timeout(1)

    def nights(self) -> Events:
        yield self.env.timeout(NIGHT)
        while True:
            self.counts.nights_in_queue += sum(map(len, self.counts.lines.values()))
            self.counts.nights_in_holding += self.counts.inside
            yield self.env.timeout(1)


@pytest.fixture
def draws(tmp_path: Path) -> Draws:
    ranges = [dict(zip(("low", "central", "high"), row, strict=True)) for row in (GATE, HALL)]
    loaded = write_world(
        tmp_path,
        people=(300, 0),
        config=CONFIG,
        crossings=[gate(**{f"people_per_day_{end}": n for end, n in ranges[0].items()})],
        sites=[site(**{f"places_{end}": n for end, n in ranges[1].items()})],
        legs=[*ROADS, *HALL_ROADS],
    )
    low, central, high = PEOPLE["A"]
    rows = [{"area": "A", "status": "undocumented", "low": low, "central": central, "high": high, "source_id": "S1"}]
    (tmp_path / "case" / "people.csv").write_text(table_text(HEADERS["people"], rows), encoding="utf-8")
    return Draws(Roads(prepare(loaded).case), loaded.scenario)


NAMES = ("crossed_people", "nights_in_queue", "nights_in_holding")


def test_the_same_values_give_the_same_counts_to_the_person(draws: Draws) -> None:
    values = draws.first_values(40)
    totals = draws.outcomes(values).totals
    order = [row.id for row in draws.inputs]
    assert order == ["people:undocumented", "streams:self_organised", "throughput:gate", "places:hall"]
    for k, (people, share, gate_a_day, places) in enumerate(values.T.tolist()):
        counts = World(people, share / 1e6, gate_a_day, places).counts
        assert (counts.crossed, counts.nights_in_queue, counts.nights_in_holding) == tuple(
            int(totals[name][k]) for name in NAMES
        )


def test_distributions_agree_within_monte_carlo_error(draws: Draws) -> None:
    rng = np.random.default_rng(11)
    worlds = 400
    theirs = np.zeros((3, worlds))
    for k in range(worlds):
        people, gate_a_day, places = (int(rng.triangular(*ends)) for ends in (PEOPLE["A"], GATE, HALL))
        counts = World(people, rng.triangular(0.2, 0.5, 0.9), gate_a_day, places).counts
        theirs[:, k] = counts.crossed, counts.nights_in_queue, counts.nights_in_holding
    blocks = [draws.block(block).totals for block in range(4)]
    for row, name in zip(theirs, NAMES, strict=True):
        ours = np.concatenate([block[name] for block in blocks])
        error = np.sqrt(ours.var() / ours.size + row.var() / row.size)
        assert abs(ours.mean() - row.mean()) < 4 * error
        # Kolmogorov and Smirnov: the largest gap between two distributions, exceeded by chance once in a thousand.
        points = np.union1d(ours, row)
        ours_below, theirs_below = (np.searchsorted(np.sort(x), points, side="right") / x.size for x in (ours, row))
        limit = 1.95 * np.sqrt((ours.size + row.size) / (ours.size * row.size))
        assert np.abs(ours_below - theirs_below).max() < limit
