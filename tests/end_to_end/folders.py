"""Folders as plain values: compared byte by byte, spoiled one leaf at a time, sealed again as a forger would."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from planner.report.grid import csv_of
from planner.report.tables import FOLDER as TABLES
from planner.report.tables import all_tables
from planner.runfolder import CERTIFICATE, PLAN, RESULT, RUN, seal, sha256_of, to_json
from planner.verify import UNTELLABLE

Json = dict[str, Any]
Path_ = tuple[str | int, ...]
DOCUMENTS = (RESULT, CERTIFICATE, PLAN)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file and folder below a folder with its bytes, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"folder"
        for path in sorted(folder.rglob("*"))
    }


def bytes_but_timings(folder: Path) -> dict[str, object]:
    """Return the files of a run folder, run.json read and without its seconds."""
    files: dict[str, object] = dict(files_of(folder))
    run = read(folder, RUN)
    assert run.pop("timings_s")
    return files | {RUN: run}


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def write(folder: Path, name: str, value: object) -> None:
    (folder / name).write_text(to_json(value), encoding="utf-8")


def copy_of(folder: Path, target: Path) -> Path:
    shutil.copytree(folder, target)
    return target


def seal_again(folder: Path) -> None:
    """Tell the tables again and recompute the digests in run.json, so that only counting again can tell."""
    run = read(folder, RUN)
    run["seals"] = {name: seal(read(folder, name)) for name in DOCUMENTS}
    run["outputs"] |= _tables_again(folder)
    write(folder, RUN, run)


def _tables_again(folder: Path) -> dict[str, str]:
    """Write the tables of the documents as they are now, and return their digests; none where nothing can be told."""
    try:
        tables = all_tables(read(folder, RESULT), read(folder, PLAN))
    except UNTELLABLE:
        return {}
    digests = {}
    for table in tables:
        path = f"{TABLES}/{table.name}.csv"
        (folder / path).write_bytes(csv_of(table).encode())
        digests[path] = sha256_of(folder / path)
    return digests


def leaves(value: object, path: Path_ = ()) -> Iterator[tuple[Path_, object]]:
    """Yield every leaf of a JSON document: numbers, texts, truth values, nulls and empty containers."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for position, inner in enumerate(value):
            yield from leaves(inner, (*path, position))
    else:
        yield path, value


def put(document: Any, path: Path_, value: object) -> Any:
    """Set one leaf in place and return what stood there."""
    for key in path[:-1]:
        document = document[key]
    before = document[path[-1]]
    document[path[-1]] = value
    return before


def spoiled(value: object, rng: Random) -> object:
    """Return a leaf with one digit changed; a truth value is flipped, a word gets another letter, null a number."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return json.loads(_other_digit(json.dumps(value), rng))
    if isinstance(value, str):
        return _other_digit(value, rng) if any(map(str.isdecimal, value)) else f"{value}x"
    return 1 if value is None else ["x"]


def _other_digit(text: str, rng: Random) -> str:
    at = rng.choice([k for k, sign in enumerate(text) if sign.isdecimal()])
    return text[:at] + rng.choice([d for d in "123456789" if d != text[at]]) + text[at + 1 :]


def dotted(path: Path_) -> str:
    """Return a path as the planner prints it, such as ``limits[0].capacity``."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.removeprefix(".")
