"""The embedded case: the verdict with its cut in memory, a whole run to the PDF, and the help text, each as planned."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.flows import NETWORKX, networkx_most
from tests.benchmarks.rows import Argument, Entry

CONFIG = "october-31"
CENTRAL = f"{CONFIG}, central reading"
_HERE = "tests.benchmarks.embedded"


def entries(_: Path | None) -> list[Entry]:
    """Return the rows of the embedded case; they need no published instance."""
    return [
        Entry(
            id="verdict",
            instance=CENTRAL,
            ours=f"{_HERE}:verdict",
            peer=NETWORKX,
            peer_task=f"{_HERE}:networkx_verdict",
            reach_s=0.1,
        ),
        Entry(id="run", instance=f"{CONFIG}, cold start to PDF", ours=f"{_HERE}:whole_run", reach_s=15),
        Entry(id="help", instance="planner --help", ours=f"{_HERE}:help_text", reach_s=0.3),
    ]


def verdict(_: Argument) -> Callable[[], int]:
    """From records in memory: routes, groups, network, maximum flow and the cut in words."""
    from planner.config import load_scenario
    from planner.model.flow import proved_bound
    from planner.network import build_geography, build_world
    from planner.pipeline import prepare
    from planner.records import Reading
    from planner.solution import Claim

    loaded = load_scenario(CONFIG)
    case, scenario = prepare(loaded).case, loaded.scenario

    def solve() -> int:
        world = build_world(build_geography(case, scenario), Reading.CENTRAL)
        return proved_bound(world, scenario.num_days, Claim.ON_TIME).bound

    return solve


def networkx_verdict(_: Argument) -> Callable[[], int]:
    """Solve the same network, expanded beforehand, with networkx."""
    from planner.config import load_scenario
    from planner.model.flow import StayRule
    from planner.network import build_world
    from planner.pipeline import prepare
    from planner.records import Reading

    loaded = load_scenario(CONFIG)
    world = build_world(prepare(loaded), Reading.CENTRAL)
    nets = StayRule.of(world).networks(world, loaded.scenario.num_days)
    return lambda: min(networkx_most(net.tail, net.head, net.capacity, net.SOURCE, net.SINK) for net in nets)


def _planner(arguments: list[str], home: Path) -> None:
    """
    Run the planner as a person would, with a home that holds no cache.

    Raises
    ------
    AssertionError
        When it fails, with what it said.
    """
    script = Path(sys.executable).with_name("planner")
    program = [str(script)] if script.is_file() else [sys.executable, "-m", "planner"]
    done = subprocess.run([*program, *arguments], env=_environment(home), capture_output=True, text=True, check=False)
    if done.returncode != 0 or not done.stdout:
        raise AssertionError(f"planner {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr.strip()}")


def _environment(home: Path) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MPL", "XDG_"))}
    return kept | {"HOME": str(home)}


def whole_run(_: Argument) -> Callable[[], int]:
    """From the command to the PDF; the value is the people proved at most on time, which the plan must reach."""

    def solve() -> int:
        with TemporaryDirectory(prefix="bench-run-") as home:
            out = Path(home) / "run"
            _planner(["run", CONFIG, "--out", str(out)], Path(home))
            if not (out / "report.pdf").stat().st_size:
                raise AssertionError("expected a report, got an empty file")
            people = json.loads((out / "result.json").read_text(encoding="utf-8"))["verdict"]["on_time_people"]
            if people["plan"] != people["proved_at_most"]:
                raise AssertionError(f"expected a plan that reaches the bound, got {people}")
            return int(people["proved_at_most"])

    return solve


def help_text(_: Argument) -> Callable[[], int]:
    """From the command to the end of its help; the value is 0, its exit code."""

    def solve() -> int:
        with TemporaryDirectory(prefix="bench-help-") as home:
            _planner(["--help"], Path(home))
        return 0

    return solve
