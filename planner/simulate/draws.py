"""
Drawn worlds, block by block: the same seed gives the same draws, however many are asked for and whoever computes them.

Every cause and every event has a stream of its own, named after it, so that an input more, or a range more, moves no
other. Blocks are the unit of work: a batch of arrays, and the piece that goes to another process.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from planner.config import Scenario
from planner.recount import Roads
from planner.simulate.batch import Batch
from planner.simulate.capacities import Capacities, Events
from planner.simulate.distributions import Causes
from planner.simulate.inputs import SHARE, drawn_world, inputs_of
from planner.simulate.order import Order
from planner.simulate.population import Population
from planner.simulate.replay import Outcomes, Replay

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BLOCK = 500
# Where a limit never rests (weekdays, cold months, longer stays), completion is followed day by day for so long.
FOLLOW_DAYS = 400


def rng_for(seed: int, stage: str, draw: int = 0) -> np.random.Generator:
    """Return the stream of one stage and draw; a new stage moves no other."""
    key = (*stage.encode(), draw)
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


class Draws:
    """
    The drawn worlds of a scenario, and what becomes of an order to leave in them.

    Parameters
    ----------
    roads, scenario
        The case with its ranges, and its scenario.
    """

    def __init__(self, roads: Roads, scenario: Scenario) -> None:
        self.roads, self.scenario = roads, scenario
        self.inputs = inputs_of(roads.case, scenario)
        self.causes = Causes(scenario, self.inputs)
        self._population = Population(roads, scenario, self.inputs)
        self._order = Order(roads, scenario, self.inputs)
        self._replay = Replay(self._order, FOLLOW_DAYS)
        self._parts = next((row.parts for row in self.inputs if row.id == SHARE), 0)

    @property
    def follow_days(self) -> int | None:
        """Days over which completion is followed, ``None`` when it is followed to its end."""
        return self._replay.num_days if self._replay.settled is None else None

    @property
    def places(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Crossings, and the sites that somebody is sent to, in the order of their outcomes."""
        return self._order.crossings, self._order.sites

    def points(self, block: int) -> Floats:
        """Return the points of the causes in a block, ``[causes, BLOCK]``."""
        seed = self.scenario.seed
        points = [rng_for(seed, f"draws/{name}", block).random(BLOCK) for name in self.causes.names]
        return np.stack(points) if points else np.zeros((0, BLOCK))

    def first_values(self, count: int) -> Ints:
        """Return the inputs of the first draws, ``[inputs, draws] int64``."""
        blocks = [self.causes.values(self.points(block)) for block in range(-(-count // BLOCK))]
        return np.concatenate([np.zeros((len(self.inputs), 0), dtype=np.int64), *blocks], axis=1)[:, :count]

    def block(self, block: int, draws: int = BLOCK) -> Outcomes:
        """Return what becomes of the first draws of a block."""
        events = {
            name: rng_for(self.scenario.seed, f"events/{name}", block).random((self._replay.num_days, BLOCK))[:, :draws]
            for name in self.scenario.uncertainty.events
        }
        return self.outcomes(self.causes.values(self.points(block)[:, :draws]), events)

    def outcomes(self, values: Ints, events: Mapping[str, Floats] | None = None) -> Outcomes:
        """
        Return what becomes of the order to leave in worlds with these values.

        Parameters
        ----------
        values
            ``[inputs, draws] int64``, in whole parts of each input's unit.
        events
            Points by event, ``[days, draws]``; nothing happens where there are none.
        """
        draws = values.shape[1]
        by_input = {row.id: values[k] for k, row in enumerate(self.inputs)}
        people = self._population.by_district(by_input, draws)
        share, parts = by_input.get(SHARE), self._parts
        if share is None:
            fixed = self.scenario.streams.self_organised.central
            share, parts = np.full(draws, fixed.numerator, dtype=np.int64), fixed.denominator
        rows = self._order.rows_of(people, share, parts)
        capacities = Capacities(self._order, self.inputs, by_input, draws)
        return Batch(self._replay, rows, capacities, Events(self._order, events or {})).run()

    def ends(self, end: str) -> Ints:
        """Return the value of every input at one end of its range (``low``, ``central`` or ``high``), ``[inputs]``."""
        return np.array([int(getattr(row.span, end) * row.parts // 1) for row in self.inputs], dtype=np.int64)

    def world(self, values: Ints) -> tuple[Roads, Scenario]:
        """Return the case and scenario of one draw, ``[inputs] int64``, every drawn range a point."""
        drawn = {row.id: Fraction(int(value), row.parts) for row, value in zip(self.inputs, values, strict=True)}
        return drawn_world(self.roads, self.scenario, self.inputs, drawn)
