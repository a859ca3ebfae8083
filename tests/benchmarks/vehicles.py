"""
Published routing instances: the planner's engine beside pyvrp alone and OR-Tools' routing as its guide has it.

All are given the same tables, one thread, and the same processor time, so that a busy machine is fair to all. A value
is the cost that the independent checker counts, in the unit of the collection where that is whole, else in hundredths;
an answer that the checker faults fails the row.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from tests.benchmarks.rows import Argument, Entry, Row
from tests.readers.check_rounds import Route, as_published, check
from tests.readers.routing_tables import read_cordeau, read_solomon, read_taillard
from tests.readers.vehicles import Published, Rounding, problem_of
from tests.readers.vrplib import read_routes, read_vrplib

SECONDS, SEEDS = 10, (1, 2, 3)
PYVRP, UNTUNED = "pyvrp", "-untuned"
IDS = ("cvrp", "vrptw", "hfvrp", "mtvrptwr", "mdvrp")
# What `make bench` runs unless it is told an id, which runs all of it.
USUAL = {
    "cvrp": ("A-n80-k10", "X-n101-k25", "X-n120-k6", "X-n143-k7"),
    "vrptw": ("R101_distance", "RC105_distance"),
    "hfvrp": ("HVRP19", "X110-HD", "X115-HVRP"),
    "mtvrptwr": ("C203R0.25", "R203R0.25", "RC202R0.25"),
    "mdvrp": ("p07", "pr08"),
}
_HERE = "tests.benchmarks.vehicles"
Reader = Callable[[Path], Published]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A published instance, where it lies and how it is read."""

    id: str
    name: str
    path: Path
    reader: str
    best_known: float


READERS: dict[str, Reader] = {
    "vrplib": read_vrplib,
    "solomon": read_solomon,
    "cordeau": read_cordeau,
    "taillard": read_taillard,
}
# id, table of best-known values, reader, and the part of the row's name that is taken.
_TABLES = (
    ("cvrp", "bks_CVRP.csv", "vrplib"),
    ("vrptw", "bks_VRPTW.csv", "solomon"),
    ("hfvrp", "bks_HVRP.csv", "taillard"),
    ("mdvrp", "bks_MDVRP.csv", "cordeau"),
)


def published(folder: Path) -> list[Found]:
    """Return every instance that the readers carry, with its best-known cost."""
    found = []
    for key, table, reader in _TABLES:
        with (folder / table).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                # Solomon's instances are listed twice; here distance alone counts, not vehicles first.
                if key != "vrptw" or row["name"].endswith("_distance"):
                    known = float(row["best_known_cost"])
                    found.append(
                        Found(id=key, name=row["name"], path=folder / row["file"], reader=reader, best_known=known)
                    )
    for key, part in (("hfvrp", "hfvrp_x"), ("mtvrptwr", "mtvrptwr")):
        for path in sorted((folder / part).glob("*.vrp")):
            instance = read_vrplib(path)
            # Counted from the published routes: one file gives its cost in another unit (tests/published).
            known = check(instance, as_published(instance, read_routes(path.with_suffix(".sol"))[0])).cost
            found.append(Found(id=key, name=instance.name, path=path, reader="vrplib", best_known=known))
    return found


def entries(benchmarks: Path | None) -> list[Entry]:
    """Return a row for every instance and seed, and one for untuned OR-Tools; none where the folder is absent."""
    folder = None if benchmarks is None else benchmarks / "vrp"
    if folder is None or not folder.is_dir():
        return []
    rows = []
    for one in published(folder):
        instance = READERS[one.reader](one.path)
        for seed in SEEDS:
            argument = {"path": str(one.path), "reader": one.reader, "seed": seed, "seconds": SECONDS}
            row = Entry(
                id=one.id,
                instance=f"{one.name} seed {seed}",
                ours=f"{_HERE}:ours",
                peer=PYVRP,
                peer_task=f"{_HERE}:pyvrp_alone",
                argument=argument,
                best_known=whole(instance, one.best_known),
                usual=one.name in USUAL[one.id],
                exact=False,
            )
            rows.append(row)
        # It knows no seed.
        untuned = Entry(
            id=f"{one.id}{UNTUNED}",
            instance=one.name,
            ours=f"{_HERE}:untuned",
            argument=argument,
            best_known=row.best_known,
            usual=row.usual,
            exact=False,
        )
        rows.append(untuned)
    return rows


def whole(instance: Published, cost: float) -> int:
    """Return a cost as rows have it."""
    return round(cost * (100 if instance.rounding is Rounding.NONE else 1))


def _checked(instance: Published, rounds: Iterable[tuple[int, Sequence[Sequence[int]]]]) -> int:
    """
    Return the cost of some rounds: fleet, and trips over customers counted from 0.

    Raises
    ------
    AssertionError
        Naming what is wrong with them.
    """
    routes = [
        Route(fleet=fleet, trips=tuple(tuple(instance.customers[stop] for stop in trip) for trip in trips))
        for fleet, trips in rounds
    ]
    found = check(instance, routes)
    if found.faults:
        raise AssertionError("; ".join(found.faults[:3]))
    return whole(instance, found.cost)


def ours(argument: Argument) -> Callable[[], int]:
    """Solve with the planner's engine."""
    from planner.model.routing.engine import solve_rounds
    from planner.rounds import Limits

    instance = READERS[argument["reader"]](Path(argument["path"]))
    problem = problem_of(instance)

    def solve() -> int:
        answer = solve_rounds(problem, limits=Limits(seconds=argument["seconds"]), seed=argument["seed"])
        return _checked(instance, ((one.kind, [trip.stops for trip in one.trips]) for one in answer.rounds))

    return solve


def pyvrp_alone(argument: Argument) -> Callable[[], int]:
    """
    Solve with pyvrp as it comes: its own ``solve`` and parameters.

    Its penalties may grow further where its own limit is too low for the costs of an instance to find any answer.
    """
    from pyvrp import PenaltyParams, SolveParams, solve

    from planner.model.routing._pyvrp import Pyvrp
    from planner.model.routing.clock import Clock
    from planner.rounds import Limits

    instance = READERS[argument["reader"]](Path(argument["path"]))
    asked = Pyvrp(problem_of(instance))

    def run() -> int:
        stop = Clock(Limits(seconds=argument["seconds"]), None).until(1.0)
        params = SolveParams(penalty=PenaltyParams(max_penalty=asked.most_penalty))
        found = solve(asked.data, lambda _: stop(0), argument["seed"], collect_stats=False, params=params)
        if not found.is_feasible():
            raise AssertionError("pyvrp found no routes that can be driven")
        rounds = asked.rounds_of(found.best)
        return _checked(instance, ((one.kind, [trip.stops for trip in one.trips]) for _, one in rounds))

    return run


def untuned(argument: Argument) -> Callable[[], int]:
    """Solve with OR-Tools' routing by its guide: callbacks, cheapest arcs first, guided local search."""
    from planner.model.routing._routing_model import RoutingModel
    from planner.model.routing.clock import Clock
    from planner.rounds import Limits

    instance = READERS[argument["reader"]](Path(argument["path"]))
    problem = problem_of(instance)

    def solve() -> int:
        stop = Clock(Limits(seconds=argument["seconds"]), None).until(1.0)
        found = RoutingModel(problem, tuned=False).search(stop)
        if found is None:
            raise AssertionError("OR-Tools, untuned, found no routes")
        return _checked(instance, ((one.kind, [trip.stops for trip in one.trips]) for _, one in found))

    return solve


def gaps(rows: Sequence[Row]) -> str:
    """Return the mean gap to best known of each engine on each set (per cent) as a Markdown table, empty for none."""
    lines = []
    for key in IDS:
        mine = [row for row in rows if row.id == key and row.best_known]
        if mine:
            plain = [row for row in rows if row.id == f"{key}{UNTUNED}"]
            peers = [_gap(row.peer_value, row) for row in mine if row.peer_value is not None]
            cells = [fmean(_gap(row.ours_value, row) for row in mine), fmean(peers) if peers else None]
            cells.append(fmean(_gap(row.ours_value, row) for row in plain) if plain else None)
            told = " | ".join("" if cell is None else f"{cell:.2f}" for cell in cells)
            lines.append(f"| {key} | {len(mine)} | {told} |")
    if not lines:
        return ""
    head = "Mean gap to best known in per cent, at equal processor time:\n\n"
    return (
        head
        + "| id | runs | ours | pyvrp | OR-Tools, untuned |\n| --- | --: | --: | --: | --: |\n"
        + "\n".join(lines)
        + "\n"
    )


def _gap(value: int | None, row: Row) -> float:
    assert value is not None
    assert row.best_known is not None
    return 100 * (value / row.best_known - 1)
