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
PYVRP, UNTUNED, MEAN, SEED = "pyvrp", "-untuned", "-gap", " seed "
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
                instance=f"{one.name}{SEED}{seed}",
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
            may_fail=True,
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


def untuned(argument: Argument) -> Callable[[], int | None]:
    """
    Solve with OR-Tools' routing by its guide: callbacks, cheapest arcs first, guided local search.

    Where it finds none in the time, as on R203R0.25 with its several trips a vehicle, the row has no value.
    """
    from planner.model.routing._routing_model import RoutingModel
    from planner.model.routing.clock import Clock
    from planner.rounds import Limits

    instance = READERS[argument["reader"]](Path(argument["path"]))
    problem = problem_of(instance)

    def solve() -> int | None:
        stop = Clock(Limits(seconds=argument["seconds"]), None).until(1.0)
        found = RoutingModel(problem, tuned=False).search(stop)
        if found is None:
            return None
        return _checked(instance, ((one.kind, [trip.stops for trip in one.trips]) for _, one in found))

    return solve


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """
    Mean gaps to best known on one set, in per cent: over the runs that ours and pyvrp both ended.

    Parameters
    ----------
    runs, instances
        How many they are, and of how many instances.
    untuned, untuned_instances
        Of OR-Tools as its guide has it, on those of the same instances that it found routes for.
    rows
        Of ours and pyvrp, then of OR-Tools.
    """

    id: str
    runs: int
    instances: int
    ours: float
    pyvrp: float
    untuned: float | None
    untuned_instances: int
    rows: tuple[tuple[Row, ...], tuple[Row, ...]]


def means(rows: Sequence[Row]) -> list[Mean]:
    """Return the mean gaps of every set of which there are rows."""
    found = []
    for key in IDS:
        mine = [row for row in rows if row.id == key and None not in (row.best_known, row.ours_value, row.peer_value)]
        names = {_name(row) for row in mine}
        plain = [row for row in rows if row.id == f"{key}{UNTUNED}" and row.instance in names]
        plain = [row for row in plain if row.ours_value is not None]
        if mine:
            mean = Mean(
                id=key,
                runs=len(mine),
                instances=len(names),
                ours=fmean(_gap(row.ours_value, row) for row in mine),
                pyvrp=fmean(_gap(row.peer_value, row) for row in mine),
                untuned=fmean(_gap(row.ours_value, row) for row in plain) if plain else None,
                untuned_instances=len(plain),
                rows=(tuple(mine), tuple(plain)),
            )
            found.append(mean)
    return found


def gaps(rows: Sequence[Row]) -> str:
    """Return the mean gaps as a Markdown table, empty for none."""
    lines = [
        f"| {mean.id} | {mean.instances} | {mean.runs} | {mean.ours:.2f} | {mean.pyvrp:.2f} | {_untuned(mean)} |"
        for mean in means(rows)
    ]
    if not lines:
        return ""
    head = "Mean gap to best known in per cent, at equal processor time:\n\n"
    columns = "| id | instances | runs | ours | pyvrp | OR-Tools, untuned |\n| --- | --: | --: | --: | --: | --: |\n"
    return head + columns + "\n".join(lines) + "\n"


def _untuned(mean: Mean) -> str:
    if mean.untuned is None:
        return ""
    of = "" if mean.untuned_instances == mean.instances else f" (on {mean.untuned_instances})"
    return f"{mean.untuned:.2f}{of}"


def mean_rows(rows: Sequence[Row]) -> list[Row]:
    """Return the mean gaps as rows, in thousandths of a per cent above a best known of 0."""
    found = []
    for mean in means(rows):
        mine, plain = mean.rows
        told = f"mean gap of {mean.runs} runs on {mean.instances} instances, thousandths of a per cent"
        found.append(_mean_row(f"{mean.id}{MEAN}", told, mine, mean.ours, mean.pyvrp))
        if mean.untuned is not None:
            told = f"mean gap on {mean.untuned_instances} instances, thousandths of a per cent"
            found.append(_mean_row(f"{mean.id}{UNTUNED}{MEAN}", told, plain, mean.untuned, None))
    return found


def _mean_row(key: str, told: str, rows: Sequence[Row], gap: float, peer_gap: float | None) -> Row:
    ours_s = fmean(row.ours_s for row in rows)
    peer_s = None if peer_gap is None else fmean(row.peer_s or 0.0 for row in rows)
    return Row(
        id=key,
        instance=told,
        ours_s=round(ours_s, 6),
        peer=None if peer_gap is None else PYVRP,
        peer_s=None if peer_s is None else round(peer_s, 6),
        ratio=None if peer_s is None else round(peer_s / ours_s, 2),
        ours_value=round(1000 * gap),
        peer_value=None if peer_gap is None else round(1000 * peer_gap),
        best_known=0,
        peak_mib=max(row.peak_mib for row in rows),
    )


def _name(row: Row) -> str:
    return row.instance.rpartition(SEED)[0]


def _gap(value: int | None, row: Row) -> float:
    assert value is not None
    assert row.best_known is not None
    return 100 * (value / row.best_known - 1)
