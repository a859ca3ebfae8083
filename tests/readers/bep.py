"""Instances of the bus evacuation problem, and an independent checker of tours: plain addition along each bus's way."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.rounds.evacuation import BusEvacuation, BusTour


def read_bep(path: Path) -> BusEvacuation:
    """
    Return the instance of a file.

    Raises
    ------
    ValueError
        When a total differs from its parts, or when a bus takes more than one load.
    """
    words = iter([int(word) for word in path.read_text(encoding="utf-8").split()])

    def some(number: int) -> tuple[int, ...]:
        return tuple(next(words) for _ in range(number))

    buses, capacity = some(2)
    at_depots = some(next(words))
    points, total = some(2)
    loads = some(points)
    shelters, total_places = some(2)
    places = some(shelters)
    # Each row of times begins with its number.
    to_pick_up = tuple(some(1 + points)[1:] for _ in at_depots)
    to_shelter = tuple(some(1 + shelters)[1:] for _ in loads)
    if (capacity, sum(at_depots), sum(loads), sum(places)) != (1, buses, total, total_places):
        raise ValueError(f"{path.name}: expected buses of one load and totals that are the sums of their parts")
    return BusEvacuation(
        name=path.stem, buses=at_depots, loads=loads, places=places, to_pick_up=to_pick_up, to_shelter=to_shelter
    )


@dataclass(frozen=True, slots=True)
class Known:
    """The best value known and whether it was published as optimal."""

    value: int
    optimal: bool


def read_known(folder: Path) -> dict[str, Known]:
    """
    Return what is known of each instance, by name.

    A published optimum that was refuted since has a note in the table, and counts as not proved there.
    """
    with (folder / "bks_bep.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["instance"].removesuffix(".txt"): Known(
                value=int(float(row["best_known"])), optimal=row["cplex_status_is_optimal"] == "yes"
            )
            for row in csv.DictReader(stream)
        }


def check_tours(problem: BusEvacuation, tours: Sequence[BusTour]) -> tuple[int, list[str]]:
    """Return when the last bus arrives, and everything that is wrong."""
    faults: list[str] = []
    started = Counter(tour.depot for tour in tours)
    faults += [
        f"depot {d}: {n} buses, there are {problem.buses[d]}" for d, n in started.items() if n > problem.buses[d]
    ]
    taken = Counter(point for tour in tours for point, _ in tour.legs)
    filled = Counter(shelter for tour in tours for _, shelter in tour.legs)
    faults += [f"point {p}: {taken[p]} of {loads} loads" for p, loads in enumerate(problem.loads) if taken[p] != loads]
    faults += [f"shelter {s}: {filled[s]} in {room}" for s, room in enumerate(problem.places) if filled[s] > room]
    last = 0
    for tour in tours:
        clock, shelter = 0, None
        for point, onward in tour.legs:
            clock += problem.to_pick_up[tour.depot][point] if shelter is None else problem.to_shelter[point][shelter]
            clock += problem.to_shelter[point][onward]
            shelter = onward
        last = max(last, clock)
    return last, faults
