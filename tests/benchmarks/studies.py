"""A study on two workers beside the same on one: what the second core is worth."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.rows import Argument, Entry

SCENARIOS = 1_000
CONFIG = "october-31"
_HERE = "tests.benchmarks.studies"


def entries(_: Path | None) -> list[Entry]:
    """Return the row of studies; over 90 % of both cores is 1.8 times one worker."""
    return [
        Entry(
            id="sweep",
            instance=f"{CONFIG}, {SCENARIOS:,} scenarios on two workers",
            ours=f"{_HERE}:sweep",
            argument={"workers": 2},
            peer="one worker",
            peer_task=f"{_HERE}:sweep_alone",
            reach_ratio=1.8,
        )
    ]


def sweep(argument: Argument) -> Callable[[], int]:
    """Solve factors of Torkham into a new folder; the value is the people proved at most on time, added up."""
    from planner.config import load_scenario
    from planner.study import run_study

    factors = ", ".join(str(k / 100) for k in range(100, 100 + SCENARIOS))
    loaded = load_scenario(CONFIG, overrides=[f"sweep.limits.throughput:torkham.factor=[{factors}]"])

    def solve() -> int:
        with TemporaryDirectory(prefix="bench-sweep-") as home:
            done = run_study(loaded, Path(home) / "out", workers=int(argument.get("workers", 1)))
            if done.solved_now != SCENARIOS:
                raise AssertionError(f"expected {SCENARIOS:,} scenarios solved, got {done.solved_now}")
            lines = (Path(home) / "out" / "solved.jsonl").read_text(encoding="utf-8").splitlines()
            return sum(json.loads(line)["row"]["verdict"]["on_time_people"]["proved_at_most"] for line in lines)

    return solve


def sweep_alone(_: Argument) -> Callable[[], int]:
    """Solve the same on one worker."""
    return sweep({"workers": 1})
