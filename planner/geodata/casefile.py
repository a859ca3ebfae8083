"""``case.yaml``: the title, time zone, metric CRS, statuses and notes of a case."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from planner.errors import Fault, InputError
from planner.geodata.cells import WITHHELD, PublicCodes, guess, judge, person_expectation, shown
from planner.geodata.files import CheckedFile
from planner.geodata.tables import Column, Kind

if TYPE_CHECKING:
    from planner.config.tree import MapNode, Node, Place

CASE_FILE = "case.yaml"
LARGEST_CHARACTERS = 200_000
_NEEDED = ("title", "time_zone", "metric_crs", "statuses")
_KEYS = (*_NEEDED, "notes")
_CRS = re.compile(r"[A-Za-z]+:[0-9]+")
_TEXT = {
    "title": Column("title", Kind.NAME),
    "time_zone": Column("time_zone", Kind.NAME),
    "metric_crs": Column("metric_crs", Kind.NAME),
    "status": Column("statuses", Kind.ID),
    "status_title": Column("statuses", Kind.NAME),
    "note": Column("notes", Kind.TEXT),
}


@dataclass(slots=True)
class CaseFile:
    """What ``case.yaml`` says, each part with its default where it is wrong; ``faults`` says where."""

    title: str = ""
    time_zone: str = ""
    metric_crs: str = ""
    statuses: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    @property
    def knows_statuses(self) -> bool:
        """Whether the statuses could be read, so that one which is not there is wrong."""
        return bool(self.statuses)


def read_casefile(file: CheckedFile) -> CaseFile:
    """Return what the file says with every fault in it; its absence is judged by the caller."""
    # Late: configurations bring pydantic, and importing this room must stay quick.
    from planner.config.tree import MapNode, read_tree

    case = CaseFile(faults=list(file.faults))
    if file.text is None:
        return case
    if len(file.text) > LARGEST_CHARACTERS:
        case.faults.append(
            Fault(
                file=file.name,
                expected=f"at most {LARGEST_CHARACTERS:,} characters",
                got=f"{len(file.text):,}",
            )
        )
        return case
    try:
        tree = read_tree(file.text, file.name)
    except InputError as error:
        case.faults.extend(error.faults)
        return case
    if not isinstance(tree, MapNode):
        case.faults.append(tree.place.fault(None, f"a mapping with {', '.join(_KEYS)}", _sort_of(tree)))
        return case
    _read_keys(case, tree)
    return case


def _read_keys(case: CaseFile, tree: MapNode) -> None:
    for key, entry in tree.entries.items():
        if key not in _KEYS:
            case.faults.append(entry.place.fault(None, f"one of {', '.join(_KEYS)}{guess(key, _KEYS)}", shown(key)))
    for key in _NEEDED:
        if key not in tree.entries:
            case.faults.append(tree.place.fault(key, "this key", "none of that name"))
    readers: dict[str, Callable[[CaseFile, Node], None]] = {
        "title": _read_title,
        "time_zone": _read_time_zone,
        "metric_crs": _read_metric_crs,
        "statuses": _read_statuses,
        "notes": _read_notes,
    }
    for key, read in readers.items():
        if key in tree.entries:
            read(case, tree.entries[key].node)


def _read_title(case: CaseFile, node: Node) -> None:
    case.title = _text(case, node, "title", "title") or ""


def _read_time_zone(case: CaseFile, node: Node) -> None:
    name = _text(case, node, "time_zone", "time_zone")
    if name is None:
        return
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        case.faults.append(
            node.place.fault("time_zone", "a zone of the IANA database, such as Asia/Karachi", shown(name))
        )
        return
    case.time_zone = name


def _read_metric_crs(case: CaseFile, node: Node) -> None:
    name = _text(case, node, "metric_crs", "metric_crs")
    if name is None:
        return
    wanted = crs_fault(name)
    if wanted is not None:
        case.faults.append(node.place.fault("metric_crs", wanted, shown(name)))
        return
    case.metric_crs = name


def crs_fault(name: str) -> str | None:
    """Return what a metric CRS must be when ``name`` is none, else ``None``."""
    # Only authority codes: PROJ would take a path or a pipeline as well.
    wanted = "a projected CRS in metres by authority and code, such as EPSG:32642"
    if _CRS.fullmatch(name) is None:
        return wanted
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(name)
    except CRSError:
        return f"{wanted}, that is known"
    is_metric = crs.is_projected and all(axis.unit_name in ("metre", "meter") for axis in crs.axis_info)
    return None if is_metric else wanted


def _read_statuses(case: CaseFile, node: Node) -> None:
    from planner.config.tree import MapNode

    if not isinstance(node, MapNode) or not node.entries:
        case.faults.append(
            node.place.fault("statuses", "a mapping of at least one status id to its title", _sort_of(node))
        )
        return
    for name, entry in node.entries.items():
        status = _checked(case, name, entry.place, "statuses", "status")
        title = _text(case, entry.node, f"statuses.{shown(name)}", "status_title")
        if status is not None:
            case.statuses[status] = title or ""


def _read_notes(case: CaseFile, node: Node) -> None:
    from planner.config.tree import ListNode, Scalar

    if isinstance(node, Scalar) and node.is_empty:
        return
    items = node.items if isinstance(node, ListNode) else (node,)
    notes = [_text(case, item, "notes", "note") for item in items]
    case.notes = tuple(note for note in notes if note is not None)


def _text(case: CaseFile, node: Node, key: str, column: str) -> str | None:
    """Return the text of a single value, or ``None`` after adding its fault."""
    from planner.config.tree import Scalar

    if not isinstance(node, Scalar) or node.is_empty:
        case.faults.append(node.place.fault(key, "a text", _sort_of(node)))
        return None
    # A folded or literal block ends in a line break and may hold some; they mean blanks.
    return _checked(case, " ".join(node.text.split()), node.place, key, column)


def _checked(case: CaseFile, text: str, place: Place, key: str, column: str) -> str | None:
    judged = judge(_TEXT[column], text, PublicCodes())
    if judged.rule is not None:
        case.faults.append(place.fault(key, person_expectation(judged.rule), WITHHELD))
    elif judged.expected is not None:
        case.faults.append(place.fault(key, judged.expected, shown(text) if text else "nothing"))
    else:
        return text
    return None


def _sort_of(node: Node) -> str:
    """Return in words what stands where something else was due."""
    from planner.config.tree import ListNode, MapNode, Scalar

    if isinstance(node, Scalar):
        return "nothing" if node.is_empty else "a single value"
    names: Iterator[str] = (
        name for sort, name in ((MapNode, "a mapping"), (ListNode, "a list")) if isinstance(node, sort)
    )
    return next(names)
