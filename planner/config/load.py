"""From a configuration's name to a checked scenario: find the files, lay them over each other, check."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic_core import PydanticCustomError

from planner.config.check import check_tree
from planner.config.echo import shown_text
from planner.config.find import embedded_case, embedded_config, is_bare, list_cases, list_configs
from planner.config.frozen import FrozenMap
from planner.config.layers import mapping, merge, override, put, without
from planner.config.schema import Scenario
from planner.config.tree import Entry, ListNode, MapNode, Node, Place, Scalar, read_tree
from planner.config.values import closest, text_of
from planner.errors import Fault, InputError

LARGEST_FILE_BYTES = 1_000_000
MOST_PARENTS = 10
CONFIG_FILE = "config"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedScenario:
    """
    A scenario with where it was read from.

    Parameters
    ----------
    path
        The configuration that was asked for.
    case_folder
        The case's folder, which exists.
    config_files
        The configuration and its parents, child first.
    locations
        Where each key is written, by dotted key path such as ``exit_rule.Punjab``.
    tree
        The whole configuration as written, over which the values of a sweep are laid.
    """

    scenario: Scenario
    path: Path
    case_folder: Path
    case_is_embedded: bool
    config_files: tuple[Path, ...]
    locations: Mapping[str, Place]
    tree: MapNode = field(repr=False, compare=False)

    def line_of(self, key: str) -> Place:
        """Return where a dotted key path is written; else the nearest key above it, else the file."""
        while key:
            if key in self.locations:
                return self.locations[key]
            key = key.rpartition(".")[0]
        return Place(_label(self.path))

    def placed(self, faults: Iterable[Fault]) -> tuple[Fault, ...]:
        """Return the faults; those of the file ``config`` get the file and line of their key."""
        return tuple(self._placed(fault) if fault.file == CONFIG_FILE else fault for fault in faults)

    def _placed(self, fault: Fault) -> Fault:
        place = self.line_of(fault.key or "")
        return replace(fault, file=place.file, row=place.row, column=place.column)


@dataclass(slots=True)
class _Files:
    """The files of one configuration, child first, and what is wrong with them."""

    paths: list[Path] = field(default_factory=list)
    folders: dict[str, Path] = field(default_factory=dict)
    trees: list[MapNode] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def load_scenario(
    config: str, *, overrides: Sequence[str] = (), reading: str | None = None, seed: int | None = None
) -> LoadedScenario:
    """
    Return the scenario of a configuration, checked.

    Parameters
    ----------
    config
        Name of an embedded configuration, or a path. A text without separator or suffix is a name first.
    overrides
        ``key.path=value`` each, laid over the file in this order (``layers.key_path`` says how dots are
        read).
    reading, seed
        In place of the configuration's own; they win over ``overrides``.

    Raises
    ------
    InputError
        With every fault of the configuration, its parents and the overrides.
    """
    options = {"reading": reading, "seed": None if seed is None else str(seed)}
    given = {key: value for key, value in options.items() if value is not None}
    return _load(_read_files(_config_path(config)), overrides, given)


def load_resolved(path: Path, case_folder: Path | None = None) -> LoadedScenario:
    """
    Return the scenario of a run folder's ``config.resolved.yaml``.

    Parameters
    ----------
    path
        The file.
    case_folder
        Where the case is now; ``None``: as the file says, beside it or embedded.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    files = _read_files(path, may_extend=False)
    return _load(files, (), {}, case_folder)


def _load(
    files: _Files, overrides: Sequence[str], options: Mapping[str, str], case_folder: Path | None = None
) -> LoadedScenario:
    faults = list(files.faults)
    if not files.trees:
        raise InputError(faults)
    tree = files.trees[-1]
    for child in reversed(files.trees[:-1]):
        merged = merge(tree, child)
        assert isinstance(merged, MapNode)
        tree = merged
    tree = mapping(dict(tree.entries), Place(_label(files.paths[0])))
    for text in overrides:
        try:
            tree = override(text, tree)
        except InputError as error:
            faults += error.faults
    for key, value in options.items():
        place = Place(f"--{key} {shown_text(value)}")
        tree = put(tree, (key,), Scalar(text=value, plain=True, place=place), place)
    tree = _named(tree, files.paths[0])
    # A parent that could not be read may hold the keys that seem to be missing.
    scenario, wrong = check_tree(tree, missing_counts=not files.faults)
    folder, is_embedded, case_faults = _case(tree, files.folders, case_folder)
    faults += [*wrong, *case_faults]
    if faults or scenario is None or folder is None:
        raise InputError(_in_order(faults, [_label(path) for path in files.paths]))
    return LoadedScenario(
        scenario=scenario,
        path=files.paths[0],
        case_folder=folder,
        case_is_embedded=is_embedded,
        config_files=tuple(files.paths),
        locations=FrozenMap(dict(_locations(tree))),
        tree=tree,
    )


def _config_path(config: str) -> Path:
    embedded = embedded_config(config) if is_bare(config) else None
    path = embedded or Path(config)
    if not _is(path, Path.is_file):
        names = list_configs()
        hint = closest(Path(config).stem, list(names))
        wanted = f"a file, or one of the embedded configurations {', '.join(names)}"
        got = "a folder" if _is(path, Path.is_dir) else "nothing by that name"
        raise InputError(Fault(file=shown_text(config), expected=wanted, got=got + hint))
    return path


def _read_files(path: Path, *, may_extend: bool = True) -> _Files:
    """Read a configuration and its parents; what cannot be read is a fault, and what can is kept."""
    files = _Files()
    seen: set[Path] = set()
    following: Path | None = path
    while following is not None:
        path, following = following, None
        label = _label(path)
        files.paths.append(path)
        files.folders[label] = path.parent
        seen.add(path.resolve())
        try:
            tree = read_tree(_read_text(path, label), label)
            if not isinstance(tree, MapNode):
                wanted = "a mapping of keys"
                raise InputError(Fault(file=label, row=1, column=1, expected=wanted, got=_shape(tree)))
        except InputError as error:
            files.faults += error.faults
            break
        files.trees.append(without(tree, "extends"))
        if "extends" in tree.entries:
            found = _parent(tree.entries["extends"], path, seen if may_extend else None)
            if isinstance(found, Fault):
                files.faults.append(found)
            else:
                following = found
    return files


def _shape(node: Scalar | ListNode) -> str:
    """Return in words what stands where a mapping should; a single value is not repeated."""
    if isinstance(node, ListNode):
        return "a list"
    return "nothing" if node.is_empty else "a single value"


def _parent(entry: Entry, child: Path, seen: set[Path] | None) -> Path | Fault:
    """Return a parent's file, or what is wrong with it; ``seen``: its children, ``None``: none is allowed."""
    place = entry.where
    if seen is None:
        return place.fault("extends", "no parent in a resolved configuration", "one")
    try:
        text = text_of(entry.node, "a file beside this one, or the name of an embedded configuration")
    except PydanticCustomError as error:
        context = error.context or {}
        return place.fault("extends", str(context["expected"]), str(context["got"]))
    path = embedded_config(text) if is_bare(text) else None
    path = path or Path(os.path.normpath(child.parent / text))
    if not _is(path, Path.is_file):
        names = ", ".join(list_configs())
        wanted = f"a file beside this one, or one of the embedded configurations {names}"
        return place.fault("extends", wanted, shown_text(text))
    if path.resolve() in seen:
        return place.fault("extends", "a parent that does not lead back here", shown_text(text))
    if len(seen) >= MOST_PARENTS:
        return place.fault("extends", f"at most {MOST_PARENTS} configurations over each other", "more")
    return path


def _read_text(path: Path, label: str) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(Fault(file=label, expected="a file that can be read", got=error.strerror)) from error
    if len(data) > LARGEST_FILE_BYTES:
        raise InputError(Fault(file=label, expected=f"at most {LARGEST_FILE_BYTES:,} bytes", got="more"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise InputError(Fault(file=label, row=row, expected="text in UTF-8", got="another encoding")) from error


def _named(tree: MapNode, path: Path) -> MapNode:
    """Return the tree with the file's own name where it gives none."""
    if "name" in tree.entries:
        return tree
    place = Place(_label(path))
    return put(tree, ("name",), Scalar(text=path.stem, plain=False, place=place), place)


def _case(tree: MapNode, folders: Mapping[str, Path], given: Path | None) -> tuple[Path | None, bool, list[Fault]]:
    """Return the case's folder, whether it is an embedded one, and what is wrong with it."""
    if given is not None:
        is_there = _is(given, Path.is_dir)
        wrong = Fault(file=str(given), key="case", expected="a case folder", got="no folder by that name")
        return (given if is_there else None), _is_embedded(given), [] if is_there else [wrong]
    entry = tree.entries.get("case")
    try:
        text = text_of(entry.node) if entry else None
    except PydanticCustomError:
        text = None
    if entry is None or text is None:
        return None, False, []
    beside = Path(os.path.normpath(folders.get(entry.where.file, Path()) / text))
    if _is(beside, Path.is_dir):
        return beside, _is_embedded(beside), []
    embedded = embedded_case(text)
    if embedded is not None:
        return embedded, True, []
    names = list_cases()
    wanted = f"a folder beside this file, or an embedded case ({', '.join(names) or 'there is none'})"
    return None, False, [entry.where.fault("case", wanted, shown_text(text) + closest(text, list(names)))]


def _is_embedded(folder: Path) -> bool:
    embedded = embedded_case(folder.name)
    return embedded is not None and folder.resolve() == embedded.resolve()


def _is(path: Path, test: Callable[[Path], bool]) -> bool:
    """Return whether a path exists as asked; a name that no system can hold does not."""
    try:
        return test(path)
    except OSError:
        return False


def _label(path: Path) -> str:
    """Return a file as messages name it: as given, and from the working folder where that is shorter."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _locations(node: Node, path: str = "") -> Iterable[tuple[str, Place]]:
    if isinstance(node, MapNode):
        for key, entry in node.entries.items():
            under = f"{path}.{key}" if path else key
            yield under, entry.where
            yield from _locations(entry.node, under)
    elif isinstance(node, ListNode):
        for number, item in enumerate(node.items):
            yield f"{path}.{number}", item.place
            yield from _locations(item, f"{path}.{number}")


def _in_order(faults: Iterable[Fault], files: list[str]) -> list[Fault]:
    """Return each fault once: by file from child to parent, then by line; options come last."""
    order = {label: number for number, label in enumerate(files)}

    def rank(fault: Fault) -> tuple[int, int, int]:
        column = fault.column if isinstance(fault.column, int) else 0
        return order.get(fault.file, len(order)), fault.row or 0, column

    return sorted(dict.fromkeys(faults), key=rank)
