"""
Draws: 10,000 worlds of 120 days of the embedded case, beside the replay that counts one world by plain loops.

The peer replays the first worlds only, and its seconds are told for as many as ours: it takes every world alike. Both
start from the case in memory. Two rows with a quarter and four times the draws show that memory does not follow them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from planner.config import load_scenario
from planner.pipeline import prepare
from planner.records import Reading
from planner.recount import Recount, Roads
from planner.simulate import Draws, exposure_of_order
from planner.simulate.sampling import CROSSED, sample
from tests.benchmarks.rows import Argument, Entry

DAYS, DRAWS, TOGETHER = 120, 10_000, 3
REACH_S = 5.0
_HERE = "tests.benchmarks.draws"


def entries(_: Path | None) -> list[Entry]:
    """Return the row, and two that show what memory follows."""
    return [
        Entry(
            id="draws",
            instance=f"october-31, {DAYS} days, {draws} draws",
            ours=f"{_HERE}:drawn",
            argument={"draws": draws},
            **(
                {
                    "peer": f"one world at a time, {TOGETHER} of them",
                    "peer_task": f"{_HERE}:one_by_one",
                    "peer_scale": draws / TOGETHER,
                    "reach_s": REACH_S,
                }
                if draws == DRAWS
                else {}
            ),
        )
        for draws in (DRAWS // 4, DRAWS, DRAWS * 4)
    ]


def _draws(count: int) -> Draws:
    loaded = load_scenario("october-31", overrides=(f"uncertainty.draws={count}", "uncertainty.resolved=0"))
    case, start = prepare(loaded).case, loaded.scenario.start
    scenario = loaded.scenario.model_copy(update={"deadline": start + timedelta(days=DAYS - 1)})
    return Draws(Roads(case), scenario)


def drawn(argument: Argument) -> Callable[[], int]:
    """Draw all worlds and gather their quantiles; the value is the people across in the first worlds."""
    draws = _draws(int(argument["draws"]))
    return lambda: int(sample(draws).first[CROSSED, :TOGETHER].sum())


def one_by_one(_: Argument) -> Callable[[], int]:
    """Replay the first worlds, each from its records, party by party."""
    draws = _draws(DRAWS)
    worlds = [draws.world(values) for values in draws.first_values(TOGETHER).T]

    def across() -> int:
        replays = (exposure_of_order(Recount(roads, scenario, Reading.CENTRAL)) for roads, scenario in worlds)
        return sum(exposure.crossed_people for exposure in replays)

    return across
