"""
What a study has solved so far: one line a scenario, added as answers come.

A line that was cut off by a full disk or a kill fails its digest and is solved again; a scenario found twice counts
once. One study at a time writes a journal.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Any

from planner.errors import Fault, InputError

Json = dict[str, Any]
JOURNAL = "solved.jsonl"


class Journal:
    """Answers by scenario id, on disk and in memory."""

    def __init__(self, stream: FileIO) -> None:
        self._stream = stream
        self.rows: dict[str, Json] = {}
        stream.seek(0)
        for line in stream:
            entry = _entry(line)
            if entry is not None:
                self.rows.setdefault(*entry)
        if stream.tell() and not _ends_well(stream):
            stream.write(b"\n")

    def add(self, id_: str, row: Json) -> None:
        """
        Keep an answer; one that is there already stays as it is.

        Raises
        ------
        OSError
            When it cannot be written, such as on a full disk; nothing of it is left then.
        """
        if id_ in self.rows:
            return
        end = self._stream.seek(0, os.SEEK_END)
        try:
            left = _line(id_, row)
            while left:
                # Where a disk is about to be full, a part is taken first; the next write says why.
                left = left[self._stream.write(left) :]
        except OSError:
            os.ftruncate(self._stream.fileno(), end)
            raise
        self.rows[id_] = row


def _line(id_: str, row: Json) -> bytes:
    said = json.dumps([id_, row], sort_keys=True)
    return json.dumps({"id": id_, "row": row, "digest": _digest(said)}, sort_keys=True).encode() + b"\n"


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _entry(line: bytes) -> tuple[str, Json] | None:
    try:
        entry = json.loads(line)
        whole = entry["digest"] == _digest(json.dumps([entry["id"], entry["row"]], sort_keys=True))
        return (str(entry["id"]), dict(entry["row"])) if whole else None
    except (ValueError, KeyError, TypeError):
        return None


def _ends_well(stream: FileIO) -> bool:
    stream.seek(-1, os.SEEK_END)
    return stream.read(1) == b"\n"


@contextmanager
def journal_in(folder: Path) -> Iterator[Journal]:
    """
    Open the journal of a study folder for this study alone.

    Raises
    ------
    InputError
        When another study is writing it.
    """
    # Unbuffered: what add() has returned from is in the system's hands, whatever becomes of this process.
    with (folder / JOURNAL).open("ab+", buffering=0) as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            wanted, got = "a folder that no other study is writing", "one at work"
            raise InputError((Fault(file="--out", key=folder.name, expected=wanted, got=got),)) from error
        yield Journal(stream)
