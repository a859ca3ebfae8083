"""
Many draws, block by block, here or in other processes, until there are enough of them.

Blocks are taken in their order whoever computed them, and whether to stop is decided after each from those before it:
so the result is the same for any number of workers. What is kept does not grow with the number of draws.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from planner.simulate.conclusions import STATEMENTS, longest_queue, truths
from planner.simulate.draws import BLOCK, Draws
from planner.simulate.quantiles import Sample, wilson
from planner.simulate.replay import Outcomes

Ints = NDArray[np.int64]
Progress = Callable[[str], None]
TOTALS = (
    "in_scope_people",
    "crossed_people",
    "completion_days",
    "nights_in_holding",
    "nights_in_queue",
    "over_24h",
    "over_48h",
    "road_hours",
    "most_waiting_people",
)
BY_DAY = ("crossed", "waiting", "held")
BY_CROSSING = ("crossed", "waiting", "most_waiting")
BY_SITE = ("most_held", "most_outside", "outside")
CROSSED = TOTALS.index("crossed_people")
# Hundreds of numbers a draw, told without an error of their own: fewer of each are kept.
KEPT_BY_PLACE = 1024
# The first draws are told one by one, so that anyone can count them again.
SHOWN = 10


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """
    What is kept of a block.

    Parameters
    ----------
    values
        ``[outputs, draws]``.
    hits
        Draws in which each statement is true; the last counts those by crossing with the longest queue.
    """

    values: Ints
    hits: dict[str, int]
    longest: Ints


@dataclass(slots=True, eq=False)
class Sampled:
    """
    All draws together.

    Parameters
    ----------
    sample
        Totals, in the order of the names above.
    places
        Days, crossings and sites, likewise.
    first
        ``[totals, draws]`` of the first draws, as many as are solved again or shown.
    longest
        Draws by crossing with the longest queue at the deadline; the last entry counts those without any.
    """

    sample: Sample
    places: Sample
    first: Ints
    hits: dict[str, int] = field(default_factory=lambda: {statement.id: 0 for statement in STATEMENTS})
    longest: Ints | None = None

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return self.sample.draws

    @property
    def on_time(self) -> int:
        """Draws in which everyone is across by the deadline."""
        return self.hits["everyone-on-time"]

    def add(self, block: _Block, first: int) -> None:
        """Add a block, keeping its totals while fewer than so many first draws are held."""
        self.sample.add(block.values[: len(TOTALS)])
        self.places.add(block.values[len(TOTALS) :])
        missing = max(0, first - self.first.shape[1])
        self.first = np.concatenate([self.first, block.values[: len(TOTALS), :missing]], axis=1)
        for name, count in block.hits.items():
            self.hits[name] += count
        self.longest = block.longest if self.longest is None else self.longest + block.longest

    def precise(self, until: float) -> bool:
        """Return whether the chance and the median of people across are known to within a share."""
        low, high = wilson(self.on_time, self.draws)
        if (high - low) / 2 > until:
            return False
        median = self.sample.quantiles(CROSSED)[2]
        if median.low is None or median.high is None:
            return False
        people = int(self.sample.at_ranks([(self.draws + 1) // 2], slice(0, 1))[0, 0])
        return (median.high - median.low) / 2 <= until * people


def table_of(outcomes: Outcomes) -> Ints:
    """Return every output of every draw, ``[outputs, draws]``."""
    days = {"crossed": outcomes.crossed, "waiting": outcomes.waiting, "held": outcomes.held}
    return np.concatenate(
        [
            np.stack([outcomes.totals[name] for name in TOTALS]),
            *(days[name] for name in BY_DAY),
            *(outcomes.by_crossing[name] for name in BY_CROSSING),
            *(outcomes.by_site[name] for name in BY_SITE),
        ]
    )


def _kept(draws: Draws, number: int, size: int) -> _Block:
    outcomes = draws.block(number, size)
    places = outcomes.by_crossing["waiting"].shape[0]
    longest = longest_queue(outcomes)
    return _Block(
        values=table_of(outcomes),
        hits={name: int(flags.sum()) for name, flags in truths(outcomes, draws.scenario.num_days).items()},
        longest=np.bincount(np.where(longest < 0, places, longest), minlength=places + 1),
    )


def sample(draws: Draws, *, workers: int = 1, progress: Progress = lambda _: None) -> Sampled:
    """
    Return the draws that the scenario asks for.

    Parameters
    ----------
    workers
        Processes; 1 computes here.
    """
    asked, until = draws.scenario.uncertainty, draws.scenario.uncertainty.until
    sizes = [min(BLOCK, asked.draws - start) for start in range(0, asked.draws, BLOCK)]
    found = Sampled(sample=Sample(), places=Sample(KEPT_BY_PLACE), first=np.zeros((len(TOTALS), 0), dtype=np.int64))
    blocks = _here(draws, sizes) if workers == 1 else _elsewhere(draws, sizes, workers)
    for block in blocks:
        found.add(block, max(SHOWN, asked.resolved))
        progress(f"draws, {found.draws:,} of {asked.draws:,}")
        if until is not None and found.precise(float(until)):
            break
    blocks.close()
    return found


def _here(draws: Draws, sizes: list[int]) -> Generator[_Block]:
    for number, size in enumerate(sizes):
        yield _kept(draws, number, size)


_DRAWS: list[Draws] = []


def _begin(draws: Draws) -> None:
    """Keep the draws in a worker, once for all its blocks."""
    _DRAWS[:] = [draws]


def _work(number: int, size: int) -> _Block:
    return _kept(_DRAWS[0], number, size)


def _elsewhere(draws: Draws, sizes: list[int], workers: int) -> Generator[_Block]:
    """Yield the blocks in order; no more than a few are under way, so that memory stays bounded."""
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (draws,)) as pool:
        waiting: deque[Future[_Block]] = deque()
        todo = iter(enumerate(sizes))
        try:
            for number, size in todo:
                waiting.append(pool.submit(_work, number, size))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
