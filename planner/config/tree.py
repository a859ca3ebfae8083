"""
YAML text as a small tree in which every value remembers its text and its place.

Scalars stay text, so that ``0.94`` can be read as exactly 94/100 and ``no`` stays a word; tags, duplicate
keys and several documents are refused. The tree is built from the parser's events: no object is ever
constructed from a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from planner.config.echo import shown_text
from planner.errors import Fault, InputError

# No configuration is near these; a file built to exhaust memory is stopped by them before it does.
MOST_VALUES = 20_000
MOST_LEVELS = 32
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_YAML_VERSION = (1, 2)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value is written: a file with line and character (from 1), or a command-line option."""

    file: str
    row: int | None = None
    column: int | None = None

    def fault(self, key: str | None, expected: str, got: str | None = None) -> Fault:
        """Return a fault at this place."""
        return Fault(file=self.file, row=self.row, column=self.column, key=key, expected=expected, got=got)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it is written; ``plain`` when without quotes."""

    text: str
    plain: bool
    place: Place

    @property
    def is_empty(self) -> bool:
        """Whether the value is left out, or written as ``null`` or ``~``."""
        return self.plain and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list, with the number of values in it counted as if aliases were written out."""

    items: tuple[Node, ...]
    place: Place
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's own place, and its value."""

    place: Place
    node: Node

    @property
    def where(self) -> Place:
        """The place to point at: a written single value, else the key."""
        single = isinstance(self.node, Scalar) and (self.node.text or not self.node.plain)
        return self.node.place if single else self.place


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping by key, in the order written."""

    entries: Mapping[str, Entry]
    place: Place
    size: int


Node = Scalar | ListNode | MapNode


def read_tree(text: str, file: str, *, is_option: bool = False) -> Node:
    """
    Return the tree of a YAML text.

    Parameters
    ----------
    text
        YAML 1.2, one document.
    file
        How faults name the text.
    is_option
        The text is a command-line value: its faults carry no line.

    Raises
    ------
    InputError
        When the text is not YAML, or uses tags, several documents or duplicate keys.
    """
    return _Builder(file, is_option=is_option).read(text)


@dataclass(slots=True)
class _Open:
    """A collection that is being read."""

    place: Place
    anchor: str | None
    items: list[Node]
    keys: list[tuple[str, Place]] | None
    entries: dict[str, Entry]
    size: int = 1


class _Builder:
    """Builds one tree from parser events, with an explicit stack: nesting cannot exhaust Python's own."""

    def __init__(self, file: str, *, is_option: bool) -> None:
        self.file = file
        self.is_option = is_option
        self.open: list[_Open] = []
        self.anchors: dict[str, Node | None] = {}
        self.roots: list[Node] = []
        self.faults: list[Fault] = []
        self.count = 0

    def read(self, text: str) -> Node:
        try:
            for event in self._events(text):
                self._take(event)
        except MarkedYAMLError as error:
            place = self._mark(error.problem_mark)
            self.faults.append(place.fault(None, f"valid YAML: {shown_text(error.problem)}"))
        except ReaderError as error:
            row = text.count("\n", 0, error.position) + 1
            place = self._place(row, error.position - text.rfind("\n", 0, error.position))
            sign = error.character if isinstance(error.character, int) else ord(error.character)
            self.faults.append(place.fault(None, "text without control characters", f"U+{sign:04X}"))
        except InputError:
            raise
        except (YAMLError, ValueError, OverflowError, AssertionError) as error:
            # The parser lets Python's own errors through for an escape beyond Unicode or an odd version.
            raise InputError(Fault(file=self.file, expected="valid YAML 1.2")) from error
        if self.faults:
            raise InputError(self.faults)
        empty = Scalar(text="", plain=True, place=self._place(1, 1))
        return self.roots[0] if self.roots else empty

    def _events(self, text: str) -> Iterator[Any]:
        # The pure parser gives the same places on every machine; the compiled one is not always there.
        yield from YAML(typ="safe", pure=True).parse(text)

    def _place(self, row: int, column: int) -> Place:
        return Place(self.file) if self.is_option else Place(self.file, row, column)

    def _mark(self, mark: Any) -> Place:
        return Place(self.file) if mark is None else self._place(mark.line + 1, mark.column + 1)

    def _refuse(self, place: Place, expected: str, got: str | None = None) -> NoReturn:
        """Stop reading at a place: what follows cannot be trusted."""
        raise InputError([*self.faults, place.fault(None, expected, got)])

    def _take(self, event: Any) -> None:
        place = self._mark(event.start_mark)
        if isinstance(event, DocumentStartEvent):
            if self.roots:
                self._refuse(place, "one YAML document", "a second one")
            if event.version is not None and tuple(event.version) != _YAML_VERSION:
                self._refuse(place, "YAML 1.2", "%YAML " + ".".join(map(str, event.version)))
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._start(event, place)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._end()
        elif isinstance(event, ScalarEvent):
            self._check_tag(event, place)
            node = Scalar(text=event.value, plain=not event.style, place=place)
            self._name(event.anchor, node)
            self._add(node)
        elif isinstance(event, AliasEvent):
            self._add(self._aliased(event.anchor, place))

    def _check_tag(self, event: Any, place: Place) -> None:
        if event.tag is not None:
            self.faults.append(place.fault(None, "a plain value, without a tag", shown_text(str(event.tag))))

    def _start(self, event: Any, place: Place) -> None:
        self._check_tag(event, place)
        if len(self.open) >= MOST_LEVELS:
            self._refuse(place, f"at most {MOST_LEVELS} levels of nesting", "more")
        keys: list[tuple[str, Place]] | None = [] if isinstance(event, MappingStartEvent) else None
        self.open.append(_Open(place, event.anchor, [], keys, {}))
        if event.anchor:
            self.anchors[event.anchor] = None

    def _end(self) -> None:
        done = self.open.pop()
        node: Node
        if done.keys is None:
            node = ListNode(items=tuple(done.items), place=done.place, size=done.size)
        else:
            node = MapNode(entries=done.entries, place=done.place, size=done.size)
        self._name(done.anchor, node)
        self._add(node)

    def _name(self, anchor: str | None, node: Node) -> None:
        if anchor:
            self.anchors[anchor] = node

    def _aliased(self, anchor: str, place: Place) -> Node:
        node = self.anchors.get(anchor)
        if node is None:
            got = "an alias inside its own anchor" if anchor in self.anchors else "an alias without an anchor"
            self._refuse(place, "an alias to a value written before it", got)
        return node

    def _add(self, node: Node) -> None:
        """Hand a finished value to the collection around it; every other value of a mapping is a key."""
        self.count += 1
        if not self.open:
            self.roots.append(node)
            return
        around = self.open[-1]
        around.size += 1 if isinstance(node, Scalar) else node.size
        if self.count > MOST_VALUES or around.size > MOST_VALUES:
            self._refuse(node.place, f"at most {MOST_VALUES} values", "more")
        is_key = around.keys is not None and len(around.items) % 2 == 0
        around.items.append(node)
        if around.keys is None:
            return
        if is_key:
            around.keys.append(self._key(node))
            return
        key, place = around.keys[-1]
        if key in around.entries:
            first = around.entries[key].place.row
            earlier = "" if first is None else f" (first on line {first})"
            self.faults.append(place.fault(shown_text(key), "each key once", f"it a second time{earlier}"))
        else:
            around.entries[key] = Entry(place, node)

    def _key(self, node: Node) -> tuple[str, Place]:
        if isinstance(node, Scalar):
            return node.text, node.place
        self._refuse(node.place, "a key of plain text", "a mapping" if isinstance(node, MapNode) else "a list")
