"""A run folder in a forger's hands: change it, seal it again or not, have it verified, and take it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from planner import verify as checks
from planner.config import standards_root
from planner.errors import InputError
from planner.geodata import read_case
from planner.opening import check_inputs, load_run
from tests.end_to_end.folders import DOCUMENTS, TABLES, Path_, copy_of, put, read, seal_again, write


class Forged:
    """A copy of a run folder whose case has been read once, so that it can be verified hundreds of times."""

    def __init__(self, run: Path, copy: Path) -> None:
        self.folder = copy_of(run, copy)
        self.loaded = load_run(run, None)
        profiles = self.loaded.scenario.standards.profiles
        self.case = read_case(self.loaded.case_folder, profiles=profiles, standards_root=standards_root())
        self.honest = {name: read(run, name) for name in (*DOCUMENTS, "run.json")}
        self.tables = {path.name: path.read_bytes() for path in (run / TABLES).iterdir()}

    def fails(self) -> tuple[str, ...]:
        """Return what ``planner verify`` prints as failing, or as an input that differs."""
        try:
            check_inputs(self.folder, self.case)
            return checks.verify(self.folder, self.loaded, self.case).fails
        except InputError as error:
            return tuple(map(str, error.faults))

    @contextmanager
    def changed(self, name: str, *, sealed: bool = False) -> Iterator[Any]:
        """Yield a document to change, and write it."""
        document = read(self.folder, name)
        yield document
        write(self.folder, name, document)
        if sealed:
            seal_again(self.folder)

    def after(self, name: str, path: Path_, value: object, *, sealed: bool = False) -> tuple[str, ...]:
        """Return what fails once one leaf is changed; the folder is honest again afterwards."""
        document = self.honest[name]
        before = put(document, path, value)
        try:
            write(self.folder, name, document)
            if sealed:
                seal_again(self.folder)
            return self.fails()
        finally:
            put(document, path, before)
            self.restore(name)

    def restore(self, *names: str) -> None:
        """Write the honest documents again."""
        for name in {*names, "run.json"}:
            write(self.folder, name, self.honest[name])
        for name, told in self.tables.items():
            (self.folder / TABLES / name).write_bytes(told)
