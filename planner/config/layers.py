"""
One tree out of several: a configuration over its parent, and command-line overrides over both.

A mapping is merged key by key, the child's key wins; a list, a single value, an explicit ``{}`` and one limit
are replaced whole (a child's ``{factor: 2}`` must not meet its parent's value).
"""

from __future__ import annotations

from planner.config.echo import WITHHELD, person_rule, shown_text
from planner.config.tree import Entry, MapNode, Node, Place, read_tree
from planner.errors import Fault, InputError

# Mappings whose keys are ids and may hold dots, with the keys that may follow an id.
_OPEN: dict[tuple[str, ...], tuple[str, ...]] = {
    ("limits",): ("value", "factor"),
    ("people",): ("low", "central", "high"),
    ("exit_rule",): (),
    ("sweep",): (),
    ("standards", "floors"): (),
    ("uncertainty", "distributions"): ("kind", "low", "mode", "high", "values", "weights"),
    ("uncertainty", "groups"): ("members", "correlation"),
    ("uncertainty", "events"): ("place", "chance_per_day", "days", "share_open", "source"),
}
_REPLACED_WHOLE = (("limits",), ("uncertainty", "distributions"))


def merge(parent: Node, child: Node, path: tuple[str, ...] = ()) -> Node:
    """Return the child's values over the parent's; every value keeps the place where it is written."""
    if not isinstance(parent, MapNode) or not isinstance(child, MapNode):
        return child
    if path and not child.entries:
        return child
    if path[:-1] in _REPLACED_WHOLE:
        return child
    entries = dict(parent.entries)
    for key, entry in child.entries.items():
        under = entries.get(key)
        node = entry.node if under is None else merge(under.node, entry.node, (*path, key))
        entries[key] = Entry(entry.place, node)
    return mapping(entries, child.place)


def mapping(entries: dict[str, Entry], place: Place) -> MapNode:
    """Return a mapping of entries, its size not counted: it was bounded when its parts were read."""
    return MapNode(entries=entries, place=place, size=0)


def without(tree: MapNode, key: str) -> MapNode:
    """Return the mapping less one key."""
    return mapping({k: entry for k, entry in tree.entries.items() if k != key}, tree.place)


def key_path(text: str, tree: Node | None) -> tuple[str, ...]:
    """
    Return the keys that a dotted path names.

    Dots part keys. Under ``limits``, ``people``, ``exit_rule``, ``sweep``, ``standards.floors`` and the mappings of
    ``uncertainty`` an id may itself hold dots: there the rest of the path is the id when that key exists already; else
    an ending that such an entry knows, as ``.value`` or ``.factor`` (limits), ``.low``, ``.central`` or ``.high``
    (people), is a key of its own and all before it is the id.

    Parameters
    ----------
    text
        Such as ``limits.throughput:torkham.factor``.
    tree
        The configuration that the path is meant for.
    """
    done: tuple[str, ...] = ()
    rest = text
    while True:
        if done in _OPEN:
            return (*done, *_open_keys(rest, tree, _OPEN[done]))
        key, dot, rest = rest.partition(".")
        done = (*done, key)
        entry = tree.entries.get(key) if isinstance(tree, MapNode) else None
        tree = entry.node if entry else None
        if not dot:
            return done


def _open_keys(rest: str, tree: Node | None, inner: tuple[str, ...]) -> tuple[str, ...]:
    known = tree.entries if isinstance(tree, MapNode) else {}
    if rest in known:
        return (rest,)
    head, _, last = rest.rpartition(".")
    return (head, last) if head and last in inner else (rest,)


def override(text: str, tree: MapNode) -> MapNode:
    """
    Return the tree with one ``key.path=value`` over it, the value read as YAML.

    Raises
    ------
    InputError
        When the text is no such assignment; its faults name the text.
    """
    path, equals, value = text.partition("=")
    label = f"--set {shown_text(text)}" if not person_rule(text) else f"--set {shown_text(path)}={WITHHELD}"
    if not equals or not path.strip():
        got = "no key" if equals else "no equals sign"
        raise InputError(Fault(file=label, expected="key.path=value", got=got))
    keys = key_path(path.strip(), tree)
    if keys[0] == "extends":
        wanted = "another key: extends is read before overrides"
        raise InputError(Fault(file=label, key="extends", expected=wanted))
    return put(tree, keys, read_tree(value, label, is_option=True), Place(label))


def put(tree: MapNode, keys: tuple[str, ...], node: Node, place: Place) -> MapNode:
    """Return the tree with one value over it, said to be written at a place."""
    for key in reversed(keys):
        node = mapping({key: Entry(place, node)}, place)
    merged = merge(tree, node)
    assert isinstance(merged, MapNode)
    return mapping(dict(merged.entries), tree.place)
