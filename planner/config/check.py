"""A tree against the models: every fault of the models becomes one with its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from planner.config.echo import shown_text
from planner.config.layers import key_path, put
from planner.config.schema import (
    LimitChange,
    PeopleTotal,
    Release,
    Scenario,
    ShareRange,
    StandardsChoice,
    Stay,
    Streams,
)
from planner.config.tree import Entry, ListNode, MapNode, Node, Place, Scalar
from planner.config.uncertain import Distribution, Event, Group, Uncertainty
from planner.config.values import closest, shown
from planner.errors import Fault

# Which model reads a key, with "*" for an id.
_MODELS: dict[tuple[str, ...], type[BaseModel]] = {
    (): Scenario,
    ("streams",): Streams,
    ("streams", "self_organised"): ShareRange,
    ("people", "*"): PeopleTotal,
    ("release",): Release,
    ("stay",): Stay,
    ("standards",): StandardsChoice,
    ("limits", "*"): LimitChange,
    ("uncertainty",): Uncertainty,
    ("uncertainty", "distributions", "*"): Distribution,
    ("uncertainty", "groups", "*"): Group,
    ("uncertainty", "events", "*"): Event,
}
# One case a study: a list of cases would be a batch over places.
_NOT_SWEPT = ("sweep", "extends", "name", "case")
# What pydantic adds for a default that needs a value already at fault.
_CONSEQUENCE = "default_factory_not_called"
_SHAPES = {
    "missing": "a value",
    "model_type": "a mapping of keys",
    "mapping_type": "a mapping of keys",
    "dict_type": "a mapping of keys",
    "tuple_type": "a list, such as [a, b]",
}


def check_tree(tree: MapNode, *, missing_counts: bool = True) -> tuple[Scenario | None, list[Fault]]:
    """
    Return the scenario that a tree says, or what is wrong with it, the values of its sweep included.

    Parameters
    ----------
    tree
        The whole configuration, ``name`` included, without ``extends``.
    missing_counts
        Whether a missing key is a fault.
    """
    scenario, faults = _validated(tree)
    if scenario is None:
        return None, [fault for kind, fault in faults if missing_counts or kind != "missing"]
    wrong = list(_sweep_faults(tree))
    return (None if wrong else scenario), wrong


def check_point(tree: MapNode) -> tuple[Scenario | None, list[Fault]]:
    """Return the scenario of one point of a sweep, a tree without ``sweep``, or what is wrong with it."""
    scenario, faults = _validated(tree)
    return scenario, [fault for _, fault in faults]


def known_keys(path: tuple[str, ...]) -> list[str]:
    """Return the keys that files may write under a key path, in the models' order; none where ids stand."""
    pattern = path if path in _MODELS else (*path[:-1], "*")
    model = _MODELS.get(pattern)
    names = [info.alias or name for name, info in model.model_fields.items()] if model else []
    return [*names, "extends"] if pattern == () else names


def _validated(tree: MapNode) -> tuple[Scenario | None, list[tuple[str, Fault]]]:
    try:
        # Files write ``from``; ``from_`` is Python's name for it.
        return Scenario.model_validate(_raw(tree), by_alias=True, by_name=False), []
    except ValidationError as error:
        errors = [one for one in error.errors(include_url=False) if one["type"] != _CONSEQUENCE]
        return None, [(str(one["type"]), _fault(dict(one), tree)) for one in errors]


def _raw(node: Node) -> Any:
    if isinstance(node, MapNode):
        return {key: _raw(entry.node) for key, entry in node.entries.items()}
    return [_raw(item) for item in node.items] if isinstance(node, ListNode) else node


def _fault(error: dict[str, Any], tree: MapNode) -> Fault:
    context = error.get("ctx", {})
    path = [part for part in error["loc"] if part != "[key]"]
    path += [context["under"]] if context.get("under") else []
    place = _place(tree, path)
    key = ".".join(shown_text(str(part)) for part in path)
    kind = error["type"]
    if kind == "extra_forbidden":
        known = known_keys(tuple(str(part) for part in path[:-1]))
        hint = closest(str(path[-1]), known)
        return place.fault(key, f"one of the keys {', '.join(known)}", f"an unknown key{hint}")
    if kind in _SHAPES:
        return place.fault(key, _SHAPES[kind], "nothing" if kind == "missing" else shown(error["input"]))
    if kind == "expected":
        return place.fault(key, str(context["expected"]), context["got"])
    return place.fault(key, "a value that fits", shown_text(str(error["msg"])))


def _place(tree: Node, path: list[str | int]) -> Place:
    """Return where a path is written, or the last key on the way there."""
    place = tree.place
    node: Node = tree
    for part in path:
        if isinstance(node, MapNode) and part in node.entries:
            entry: Entry = node.entries[str(part)]
            place, node = entry.where, entry.node
        elif isinstance(node, ListNode) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            place = node.place
        else:
            break
    return place


def _sweep_faults(tree: MapNode) -> Iterator[Fault]:
    """Give what is wrong with the values of a sweep, by laying each over the configuration."""
    sweep = tree.entries.get("sweep")
    for key, entry in sweep.node.entries.items() if sweep and isinstance(sweep.node, MapNode) else ():
        keys = key_path(key, tree)
        values = entry.node.items if isinstance(entry.node, ListNode) else ()
        if keys[0] in _NOT_SWEPT:
            yield entry.place.fault(f"sweep.{key}", f"a key path other than {', '.join(_NOT_SWEPT)}", key)
            continue
        for value in values:
            place = value.place if isinstance(value, Scalar) else entry.place
            _, wrong = _validated(put(tree, keys, value, place))
            yield from (fault for _, fault in wrong)
