"""
The scan of what goes out: every file of a run folder is read again, as a stranger would, before anyone can see it.

What it finds is a fault of this program, since what comes in was held against the same rules. It is told by rule, file
and place; nothing of what stands there is repeated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.disclosure.coming_in import RULES
from planner.disclosure.counts import EXACT_RULE, RecordRules, Value
from planner.disclosure.formats import READERS, UNREADABLE, Author, Document, Header, Page, Piece, Row, Text
from planner.disclosure.known import Known, squash
from planner.disclosure.wording import DISTRICT_RULE, SMALL_RULE, WORD_RULE, leaks_in_text
from planner.errors import PlannerError

GATE_RULE, AUTHOR_RULE, FORMAT_RULE = "G4-gate", "G5-author", "G6-format"
RULES_GOING_OUT = {
    DISTRICT_RULE: "people told by district",
    SMALL_RULE: "1 to 9 people who come from somewhere",
    WORD_RULE: "a word that is never used of a plan, or of people",
    GATE_RULE: "a page without the two gates",
    AUTHOR_RULE: "a file that names an author",
    FORMAT_RULE: "a file that cannot be read, and so not be scanned",
    EXACT_RULE: "people who come from somewhere, not rounded",
    **RULES,
}
"""What each rule says was found."""
MOST_TOLD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """
    Something that may not go out.

    Parameters
    ----------
    file
        By its path in the folder; by its position where its own name is the leak.
    place
        Page, line, row, layer or path in the file; empty for the file itself.
    """

    rule: str
    file: str
    place: str = ""

    def __str__(self) -> str:
        """Return file, place and rule in words."""
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.rule}, {RULES_GOING_OUT[self.rule]}"


class DisclosureError(PlannerError):
    """What was about to go out may not: nothing of it was written."""

    def __init__(self, leaks: tuple[Leak, ...]) -> None:
        self.leaks = leaks
        told = [str(leak) for leak in leaks[:MOST_TOLD]]
        if len(leaks) > MOST_TOLD:
            told.append(f"and {len(leaks) - MOST_TOLD:,} more")
        super().__init__("\n".join(["nothing was written, since this may not go out:", *told]))


class Scan:
    """
    The scan of a folder that is about to be shown; it may begin while files are added or written again.

    Parameters
    ----------
    folder
        Exists.
    """

    def __init__(self, folder: Path, known: Known) -> None:
        self._folder, self._rules = folder, RecordRules(known)
        self._read: dict[Path, tuple[tuple[int, ...], list[tuple[str, str]]]] = {}

    def read(self) -> None:
        """Read every file that is there and was not read as it is now; one that is gone again is none."""
        for path in self._files():
            try:
                at = path.stat()
                state = (at.st_ino, at.st_size, at.st_mtime_ns)
                if path not in self._read or self._read[path][0] != state:
                    self._read[path] = (state, _in_file(path, self._rules))
            except FileNotFoundError:
                continue

    def leaks(self) -> tuple[Leak, ...]:
        """Return everything in the files, and in their names, that may not go out."""
        self.read()
        leaks: list[Leak] = []
        for number, path in enumerate(self._files(), 1):
            name = path.relative_to(self._folder).as_posix()
            named = list(_in_name(name, self._rules))
            shown = f"file {number} in the order of names" if named else name
            leaks += [Leak(rule=rule, file=shown) for rule in named]
            leaks += [Leak(rule=rule, file=shown, place=place) for rule, place in self._read[path][1]]
        return tuple(dict.fromkeys(leaks))

    def check(self) -> None:
        """
        Refuse a folder that may not go out.

        Raises
        ------
        DisclosureError
            With every leak found.
        """
        leaks = self.leaks()
        if leaks:
            raise DisclosureError(leaks)

    def _files(self) -> list[Path]:
        return sorted(path for path in self._folder.rglob("*") if path.is_file())


def check_going_out(folder: Path, known: Known) -> None:
    """
    Scan a folder that is about to be shown.

    Raises
    ------
    DisclosureError
        With every leak found.
    """
    Scan(folder, known).check()


def scan(folder: Path, known: Known) -> tuple[Leak, ...]:
    """Return everything in a folder's files, and in their names, that may not go out."""
    return Scan(folder, known).leaks()


def _in_file(path: Path, rules: RecordRules) -> list[tuple[str, str]]:
    """Return rule and place of every leak in a file; one that cannot be read is a leak itself."""
    reader = READERS.get(path.suffix)
    if reader is None:
        return [(FORMAT_RULE, "")]
    found: list[tuple[str, str]] = []
    try:
        found.extend(_in_pieces(reader(path), rules))
    except UNREADABLE:
        found.append((FORMAT_RULE, ""))
    return found


def _in_name(name: str, rules: RecordRules) -> Iterator[str]:
    """Yield the rules that a file's own name trips: a file about one district is a leak whatever it holds."""
    words = name.rsplit(".", 1)[0].replace("/", " ").replace("_", " ").replace("-", " ")
    tokens = words.split()
    runs = (" ".join(tokens[a:b]) for a in range(len(tokens)) for b in range(a + 1, len(tokens) + 1))
    if any(rules.known.is_district(run, is_origin=False) for run in runs):
        yield DISTRICT_RULE
    yield from dict.fromkeys(rule for text in (name, words) for rule in rules.text(text))


def _in_pieces(pieces: Iterable[Piece], rules: RecordRules) -> Iterator[tuple[str, str]]:
    """Yield rule and place of every leak in a file."""
    for piece in pieces:
        match piece:
            case Row():
                yield from _in_record(piece.place, piece.values, rules)
            case Header():
                yield from _in_header(piece, rules)
            case Document():
                found = _in_document(piece.value, "", rules)
                yield from ((rule, ", ".join(filter(None, (piece.place, where)))) for rule, where in found)
            case Text():
                yield from _in_text(piece, rules)
            case Page() if not has_gates(piece.text, rules.known):
                yield GATE_RULE, piece.place
            case Author() if piece.name.strip():
                yield AUTHOR_RULE, piece.place


def _in_header(piece: Header, rules: RecordRules) -> Iterator[tuple[str, str]]:
    for position, name in enumerate(piece.names, 1):
        rule = rules.header(name) if name else None
        if rule is not None:
            yield rule, f"{piece.place}, column {position}"


def _in_text(piece: Text, rules: RecordRules) -> Iterator[tuple[str, str]]:
    for rule, at in leaks_in_text(piece.text, rules.known):
        line = piece.text.count("\n", 0, at) + 1
        yield rule, piece.place if "\n" not in piece.text else f"{piece.place}, line {line} of its words"


def has_gates(text: str, known: Known) -> bool:
    """
    Return whether a page carries the gates of one of its runs; without any to hold it to, it does.

    A page that runs from right to left gives the words of an English line in another order.
    """
    words, lines = squash(text), [Counter(re.findall(r"\w+", line.casefold())) for line in text.splitlines()]

    def stands(gate: str) -> bool:
        return squash(gate) in words or any(Counter(re.findall(r"\w+", gate.casefold())) <= line for line in lines)

    return not known.gates or any(all(map(stands, gates)) for gates in known.gates)


def _in_record(
    place: str, values: Mapping[str, Value], rules: RecordRules, *, in_district: bool | None = None
) -> Iterator[tuple[str, str]]:
    for rule, key in rules.leaks(values, in_district=in_district):
        yield rule, ", ".join(part for part in (place, _shown(key, values, rules)) if part)


def _shown(key: str, values: Mapping[str, Value], rules: RecordRules) -> str:
    """Return how a message names a value: by its key, or by its position where the key itself says too much."""
    if rules.header(key) or rules.is_district_key(key):
        return f"value {list(values).index(key) + 1}"
    return key


def _in_document(
    value: Value, path: str, rules: RecordRules, *, in_district: bool = False, name: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield rule and path of every leak in a JSON value; what stands in a record of a district is a district's."""
    if isinstance(value, dict):
        plain = {key: part for key, part in value.items() if not isinstance(part, dict | list)}
        yield from ((rule, f"{path}, key {k}") for k, key in enumerate(value, 1) if (rule := rules.header(key)))
        inside = in_district or rules.names_district(plain)
        yield from _in_record(path, plain, rules, in_district=inside)
        for rule, key in rules.by_origin(name, plain):
            yield rule, f"{path}.{_shown(key, plain, rules)}"
        for key, part in value.items():
            if isinstance(part, dict | list):
                where = f"{path}.{_shown(key, value, rules)}".lstrip(".")
                deeper = inside or rules.is_district_key(key)
                yield from _in_document(part, where, rules, in_district=deeper, name=key)
    elif isinstance(value, list):
        plain = {str(k): part for k, part in enumerate(value) if not isinstance(part, dict | list)}
        if plain and (in_district or any(isinstance(part, str) for part in plain.values())):
            yield from _in_record(path, plain, rules, in_district=in_district or None)
        for k, part in enumerate(value):
            if isinstance(part, dict | list):
                yield from _in_document(part, f"{path}[{k}]", rules, in_district=in_district, name=name)
