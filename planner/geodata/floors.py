"""The rows of the humanitarian standards that a scenario's profiles name, from ``<root>/<profile>/``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from planner.errors import Fault
from planner.geodata import tables
from planner.geodata.cells import PublicCodes, shown
from planner.geodata.files import CheckedFile, read_checked
from planner.geodata.reading import ReadTable, Row, read_table
from planner.geodata.references import check_unique
from planner.records import Standard

_PROFILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(slots=True)
class Floors:
    """Standards by id, the hash of each file that gave them, and what is wrong with those files."""

    standards: dict[str, Standard] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_floors(root: Path, profiles: Sequence[str]) -> Floors:
    """
    Return the rows of all profiles; where two have a row of one id, the later profile's holds.

    Parameters
    ----------
    root
        Holds one folder for each profile.
    """
    floors = Floors()
    for profile in profiles:
        _read_profile(floors, root, profile)
    missing = [name for name in tables.HARD_STANDARDS if name not in floors.standards]
    if missing and not floors.faults:
        where = ", ".join(profiles) or "no profile"
        floors.faults.append(
            Fault(
                file="standards",
                key="profiles",
                expected=f"rows for {', '.join(missing)}: no scenario may do without",
                got=where,
            )
        )
    return floors


def _read_profile(floors: Floors, root: Path, profile: str) -> None:
    name = f"standards/{profile}"
    if _PROFILE.fullmatch(profile) is None or not (root / profile).is_dir():
        known = ", ".join(sorted(folder.name for folder in root.glob("*/"))) or "none is there"
        floors.faults.append(
            Fault(file="config", key="standards.profiles", expected=f"a profile ({known})", got=shown(profile))
        )
        return
    rows = _read(floors, root / profile / tables.STANDARDS.file, f"{name}/{tables.STANDARDS.file}", tables.STANDARDS)
    sources = _read(
        floors,
        root / profile / tables.STANDARD_SOURCES.file,
        f"{name}/{tables.STANDARD_SOURCES.file}",
        tables.STANDARD_SOURCES,
    )
    known_refs = {ref for _, ref in sources.names}
    for row in rows.rows:
        _check_row(rows, row, known_refs)
    if not rows.faults:
        floors.standards.update({row.text("id"): _standard(row) for row in rows.rows})
    floors.faults.extend([*rows.all_faults(), *sources.all_faults()])


def _read(floors: Floors, path: Path, name: str, table: tables.Table) -> ReadTable:
    file = read_checked(path, name)
    if file.text is None and not file.faults:
        file = CheckedFile(name, faults=(Fault(file=name, expected="this file", got="none"),))
    if table is tables.STANDARDS and file.sha256:
        floors.hashes[name] = file.sha256
    read = read_table(file, table, PublicCodes())
    check_unique(read)
    return read


def _check_row(rows: ReadTable, row: Row, known_refs: set[str]) -> None:
    """Check the range of a standard and that its sources are listed."""
    values = [row.values.get(name) for name in ("value_low", "value", "value_high")]
    numbers = [row.number_of(name) for name in ("value_low", "value", "value_high") if name in row.values]
    if len(numbers) == len(values) and numbers != sorted(numbers):
        rows.fault("value_low <= value <= value_high", "them out of order", row=row.number, column="value")
    refs = row.values.get("source_ref")
    for ref in str(refs).split(";") if isinstance(refs, str) else ():
        if ref.strip() not in known_refs:
            rows.fault("refs of sources.csv, joined by ;", shown(ref), row=row.number, column="source_ref")


def _standard(row: Row) -> Standard:
    return Standard(
        id=row.text("id"),
        domain=row.text("domain"),
        indicator=row.text("indicator"),
        value=row.number_of("value"),
        low=row.number_of("value_low"),
        high=row.number_of("value_high"),
        unit=row.text("unit"),
        direction=row.text("direction"),
        rule=row.text("rule"),
        source=row.text("source"),
        source_ref=row.text("source_ref"),
        evidence=row.text("evidence"),
    )
