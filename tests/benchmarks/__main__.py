"""
``python -m tests.benchmarks [--only IDS] [--benchmarks DIR] [--out DIR]``: measures and prints a table.

Writes ``bench.json`` and ``bench.md``. Ends with 1 when values disagree or a measurement fails, with 2 for an unknown
id; never because something is slow.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from tests.benchmarks import (
    bus_evacuation,
    draws,
    embedded,
    facility,
    flows,
    growth,
    programmes,
    studies,
    two_stage,
    vehicles,
)
from tests.benchmarks.process import CAP_S, BenchError, run
from tests.benchmarks.rows import Entry, Row, as_json, disagreement, seconds, table
from tests.readers.folder import ROOT, benchmarks_folder

FAMILIES = (embedded, programmes, flows, growth, vehicles, bus_evacuation, facility, draws, studies)
LP_IDS = tuple(f"lp-{days}" for days in programmes.HORIZONS)
IDS = (
    "verdict",
    "run",
    "help",
    "sweep",
    *LP_IDS,
    "whatif",
    "over-time",
    "max-flow",
    "min-cost",
    "draws",
    *(variant[0] for variant in growth.VARIANTS),
    *vehicles.IDS,
    "bep",
    "facility",
)
NOTE = f"""\
Every side runs in a process of its own, ours and the peer's in turn; short ones are repeated and the median is shown.
Both start from the same arrays in memory, except `verdict`, where ours starts from the case's records (routes and
groups included) and the peer from the finished network. Of `lp-*` ours counts groups, programme and solve, the
peer its solve alone: of the programme as it is stated, nothing merged, or in rows named reduced of our own arrays.
The peer of `draws` replays a few of the worlds, and is told for all; its other rows show what memory follows.
A peer that is stopped at {CAP_S:g} s makes the ratio a lower bound. Peak memory is ours, interpreter and libraries
included. Of the routing sets every side has the same processor time; values are in the unit of the collection, in
hundredths where it does not round; a row named untuned is OR-Tools' routing as its guide has it. In `bench.json` rows
named gap, one a set and side, have the mean gap to best known in thousandths of a per cent.
"""


def chosen(entries: Sequence[Entry], only: str) -> list[Entry]:
    """
    Return the entries that ``only`` names, in order.

    Parameters
    ----------
    only
        Ids between commas, each with its variants; ``cvrp:X-n1`` takes the instances whose names begin so. Empty means
        all that are usual: of the published routing sets a few instances each.

    Raises
    ------
    ValueError
        For an id that no row has.
    """
    names = [name.strip().partition(":") for name in only.split(",") if name.strip()]
    unknown = sorted({name for name, _, _ in names} - set(IDS))
    if unknown:
        raise ValueError(f"expected ids of rows ({', '.join(IDS)}), got {', '.join(unknown)}")
    if not names:
        return [entry for entry in entries if entry.usual]
    return [
        e
        for e in entries
        if any((e.id == name or e.id.startswith(f"{name}-")) and e.instance.startswith(part) for name, _, part in names)
    ]


def measure(entries: Sequence[Entry]) -> tuple[list[Row], list[str]]:
    """Measure every entry; return the rows and what went wrong."""
    rows, faults = [], []
    # Only a person at a terminal wants to watch.
    watched = sys.stderr if sys.stderr.isatty() else None
    for entry in entries:
        if watched:
            print(f"{entry.id} {entry.instance}", end=" ", file=watched, flush=True)
        try:
            row = run(entry)
        except BenchError as error:
            faults.append(f"{entry.id} {entry.instance}: {error}")
            continue
        if watched:
            print(f"{seconds(row.ours_s)} s", file=watched)
        rows.append(row)
        failed = entry.may_fail and row.ours_value is None
        fault = None if failed else disagreement(row, exact=entry.exact)
        if fault is not None:
            faults.append(fault)
    return rows, faults


def document(rows: Sequence[Row], entries: Sequence[Entry]) -> str:
    """Return ``bench.md``."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("ortools", "numpy", "networkx", "highspy"))
    machine = f"{platform.machine()}, Python {platform.python_version()}, {versions}"
    gaps = two_stage.gaps(rows, entries)
    return "\n".join(
        part
        for part in ("# Benchmarks\n", table(rows, entries), growth.law(rows), vehicles.gaps(rows), gaps, NOTE, machine)
        if part
    )


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(prog="make bench", description="Benchmarks side by side with their peers.")
    parser.add_argument(
        "--only", default="", help="ids between commas, each with its variants; id:START for some instances"
    )
    parser.add_argument("--benchmarks", type=Path, help="folder of published instances (default: ../shared/benchmarks)")
    parser.add_argument("--out", type=Path, default=ROOT / "reports" / "bench", help="where bench.json is written")
    arguments = parser.parse_args()
    named: Path | None = arguments.benchmarks
    folder = benchmarks_folder() if named is None else named if named.is_dir() else None
    if folder is None:
        print("no published instances (BENCHMARKS=DIR, default ../shared/benchmarks): rows of our own", file=sys.stderr)
    try:
        entries = chosen([entry for family in FAMILIES for entry in family.entries(folder)], arguments.only)
    except ValueError as error:
        parser.error(str(error))
    rows, faults = measure(entries)
    text = document(rows, entries)
    arguments.out.mkdir(parents=True, exist_ok=True)
    told = as_json([*rows, *vehicles.mean_rows(rows)])
    (arguments.out / "bench.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    (arguments.out / "bench.md").write_text(text + "\n", encoding="utf-8")
    print(text)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
