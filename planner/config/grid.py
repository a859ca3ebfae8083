"""The scenarios of a sweep: every combination of its values, laid over the configuration one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

from planner.config.check import check_point
from planner.config.dump import one_line
from planner.config.layers import key_path, put, without
from planner.config.load import LoadedScenario
from planner.config.schema import Scenario
from planner.config.tree import ListNode, MapNode, Node, Scalar
from planner.errors import Fault, InputError

MOST_POINTS = 100_000
# Faults of a grid repeat each other: these many show what is wrong.
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """
    One scenario of a sweep.

    Parameters
    ----------
    settings
        The value of each swept key as text, in the order of the keys.
    scenario
        Without a sweep of its own.
    """

    settings: tuple[str, ...]
    scenario: Scenario


def grid_of(loaded: LoadedScenario) -> tuple[Point, ...]:
    """
    Return the scenarios of a sweep: keys in ascending order, the last one changing fastest, values as written.

    Raises
    ------
    InputError
        When there is no sweep, it is too large, a key covers another, or a combination is no scenario.
    """
    swept = _values(loaded)
    _check_keys(loaded, tuple(swept))
    base = without(loaded.tree, "sweep")
    points: list[Point] = []
    faults: list[Fault] = []
    for nodes in product(*swept.values()):
        tree = base
        for key, (node, _) in zip(swept, nodes, strict=True):
            place = node.place if isinstance(node, Scalar) else loaded.line_of(f"sweep.{key}")
            tree = put(tree, key_path(key, loaded.tree), node, place)
        scenario, wrong = check_point(tree)
        if scenario is not None:
            points.append(Point(settings=tuple(text for _, text in nodes), scenario=scenario))
        faults += wrong
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise InputError(dict.fromkeys(faults[:MOST_FAULTS]))
    return tuple(points)


def _values(loaded: LoadedScenario) -> dict[str, list[tuple[Node, str]]]:
    """Return each value of each swept key: as written, and as text."""
    sweep = loaded.tree.entries.get("sweep")
    if sweep is None or not isinstance(sweep.node, MapNode) or not sweep.node.entries:
        wanted = "keys and values to try, such as {limits.throughput:torkham.factor: [1, 2, 3]}"
        raise InputError(loaded.line_of("sweep").fault("sweep", wanted, "none"))
    values: dict[str, list[tuple[Node, str]]] = {}
    for key, natives in loaded.scenario.sweep.items():
        written = sweep.node.entries[key].node
        nodes = written.items if isinstance(written, ListNode) else ()
        values[key] = [(node, one_line(native)) for node, native in zip(nodes, natives, strict=True)]
    size = prod(len(nodes) for nodes in values.values())
    if size > MOST_POINTS:
        raise InputError(loaded.line_of("sweep").fault("sweep", f"at most {MOST_POINTS:,} scenarios", f"{size:,}"))
    return values


def _check_keys(loaded: LoadedScenario, keys: tuple[str, ...]) -> None:
    """Refuse two keys of which one holds the other: which value won would depend on their order."""
    paths = {key: key_path(key, loaded.tree) for key in keys}
    faults = [
        loaded.line_of(f"sweep.{inner}").fault(f"sweep.{inner}", f"a key that {outer} does not hold", inner)
        for outer, inner in _held(paths)
    ]
    if faults:
        raise InputError(faults)


def _held(paths: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for one, other in combinations(paths, 2):
        outer, inner = sorted((one, other), key=lambda key: len(paths[key]))
        if paths[inner][: len(paths[outer])] == paths[outer]:
            yield outer, inner
