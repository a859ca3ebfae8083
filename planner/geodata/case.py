"""A case folder to one ``Case``: every file read once, all faults told at once, then records."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from planner.errors import Fault, InputError
from planner.geodata import rows as as_record
from planner.geodata import tables
from planner.geodata.casefile import CASE_FILE, CaseFile, read_casefile
from planner.geodata.cells import PublicCodes, guess, shown
from planner.geodata.files import CheckedFile, read_checked
from planner.geodata.floors import Floors, read_floors
from planner.geodata.maps import BOUNDARIES_FILE, boundary_features
from planner.geodata.reading import ReadTable, Row, column_of, read_table
from planner.geodata.references import check_references
from planner.records import Case

R = TypeVar("R")
# A case's own profiles of standards, a folder each.
OWN_STANDARDS = "standards"


def read_case(folder: Path, *, profiles: Sequence[str], standards_root: Path) -> Case:
    """
    Return everything a case folder says, checked and exact. Nothing is written.

    Parameters
    ----------
    folder
        Holds ``case.yaml`` and the tables of the contract; other files than tables are left alone.
    profiles
        Names of folders under ``standards_root`` or the case's own ``standards/``; of rows with one id, the later
        profile's holds.

    Raises
    ------
    InputError
        With every fault of the whole case, by file, row and column. What looks like a person's data is not
        repeated.
    """
    if not folder.is_dir():
        got = "a file" if folder.exists() else "nothing of that name"
        raise InputError(Fault(file=str(folder), expected="a case folder", got=got))
    strangers = _strangers(folder)
    names = (CASE_FILE, *(table.file for table in tables.CASE_TABLES), BOUNDARIES_FILE)
    files = {name: read_checked(folder / name, name) for name in names}
    own = folder / OWN_STANDARDS
    return case_of(
        folder.resolve().name, files, strangers, profiles=profiles, standards_root=standards_root, own_standards=own
    )


def case_of(
    name: str,
    files: dict[str, CheckedFile],
    strangers: Sequence[Fault],
    *,
    profiles: Sequence[str],
    standards_root: Path,
    own_standards: Path | None = None,
) -> Case:
    """
    Return what the files of a case say, wherever they come from.

    Parameters
    ----------
    files
        By name in a case folder, every name of the contract; absent ones without text.
    strangers
        Faults of what is there and no part of the contract.
    own_standards
        Folder of the case's own profiles of standards.

    Raises
    ------
    InputError
        With every fault of the whole case.
    """
    public = PublicCodes.among(column_of(files[tables.DISTRICTS.file], "pcode"))
    about = read_casefile(_demanded(files[CASE_FILE]))
    read = {
        table.file: read_table(_demanded(files[table.file]) if table.needed else files[table.file], table, public)
        for table in tables.CASE_TABLES
    }
    check_references(read, about)
    _, boundary_faults = boundary_features(files[BOUNDARIES_FILE])
    floors = read_floors(standards_root, profiles, own_standards)
    faults = [
        *strangers,
        *about.faults,
        *(fault for table in read.values() for fault in table.all_faults()),
        *boundary_faults,
        *floors.faults,
    ]
    if faults:
        raise InputError(faults)
    return _case(name, about, read, floors, files)


def _demanded(file: CheckedFile) -> CheckedFile:
    """Return a file whose absence is a fault."""
    if file.text is not None or file.faults:
        return file
    return CheckedFile(
        file.name, faults=(Fault(file=file.name, expected="this file: no case goes without", got="none"),)
    )


def _strangers(folder: Path) -> list[Fault]:
    """Return a fault for each table not of the contract: a slip in a name would lose its rows in silence."""
    known = [table.file for table in tables.CASE_TABLES]
    try:
        present = sorted(os.listdir(folder))
    except OSError as error:
        raise InputError(Fault(file=str(folder), expected="a folder that can be read", got=error.strerror)) from None
    found = [name for name in present if name.lower().endswith(".csv") and not name.startswith(".")]
    faults = []
    for name in found:
        if name not in known:
            faults.append(
                Fault(
                    file=shown(name),
                    expected=f"only tables of the contract{guess(name.lower(), known)}",
                    got="another .csv file",
                )
            )
    return faults


def _case(
    name: str, about: CaseFile, read: dict[str, ReadTable], floors: Floors, files: dict[str, CheckedFile]
) -> Case:
    """Return the record of a case without faults."""

    def every(table: tables.Table, make: Callable[[Row], R]) -> tuple[R, ...]:
        return tuple(make(row) for row in read[table.file].rows)

    keys = read[tables.DISTRICTS.file].keys
    sources = every(tables.SOURCES, as_record.source)
    hashes = {file.name: file.sha256 for file in files.values() if file.sha256} | floors.hashes
    return Case(
        name=name,
        title=about.title,
        time_zone=about.time_zone,
        metric_crs=about.metric_crs,
        statuses=dict(about.statuses),
        notes=about.notes,
        sources={source.id: source for source in sources},
        districts=every(tables.DISTRICTS, lambda row: as_record.district(row, keys)),
        people=every(tables.PEOPLE, as_record.people),
        crossings=every(tables.CROSSINGS, as_record.crossing),
        sites=every(tables.SITES, as_record.site),
        junctions=every(tables.JUNCTIONS, as_record.junction),
        legs=every(tables.LEGS, as_record.leg),
        services=every(tables.SERVICES, as_record.service),
        closures=every(tables.CLOSURES, as_record.closure),
        calendar=every(tables.CALENDAR, as_record.opening_hours),
        climate=every(tables.CLIMATE, as_record.climate_normal),
        fleets=every(tables.FLEETS, as_record.fleet),
        hubs=every(tables.HUBS, as_record.hub),
        observed=every(tables.OBSERVED, as_record.observation),
        statements=every(tables.STATEMENTS, as_record.statement),
        timeline=every(tables.TIMELINE, as_record.timeline_event),
        standards=floors.standards,
        prices=floors.prices,
        standard_sources=floors.sources,
        hashes=dict(sorted(hashes.items())),
    )
