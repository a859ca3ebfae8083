"""
The profiles of standards that a scenario names, shipped or of a case, the later ones resting on the earlier.

A shipped profile is ``<root>/<profile>/``, one of a case ``<case>/standards/<profile>/``. A profile brings any of
``standards.csv``, ``demography.csv`` and ``prices.csv``, with its own ``sources.csv``. A later profile may add rows,
tighten an earlier figure and replace what describes people or prices; it may not loosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from planner.errors import Fault, InputError
from planner.geodata import profile_tables as tables
from planner.geodata.cells import PublicCodes, shown
from planner.geodata.files import read_checked
from planner.geodata.reading import ReadTable, Row, read_table
from planner.geodata.references import check_unique
from planner.geodata.rulebook import RowAt, check_rules, check_tightening
from planner.geodata.tables import Table
from planner.rules import UnitError, dimension_of
from planner.rules.norms import DEMOGRAPHY, Standard, StandardSource, UnitPrice

# The profile that every scenario starts from: what is laid over it may tighten, never loosen.
GROUND = "sphere-2018"
_PROFILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
Check = Callable[[ReadTable, Row], None]


@dataclass(slots=True)
class Floors:
    """What the profiles say by id, the hash of each file that said it, and what is wrong with those files."""

    standards: dict[str, Standard] = field(default_factory=dict)
    prices: dict[str, UnitPrice] = field(default_factory=dict)
    sources: dict[tuple[str, str], StandardSource] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, RowAt] = field(default_factory=dict)


def read_floors(root: Path, profiles: Sequence[str], own: Path | None = None) -> Floors:
    """
    Return the rows of all profiles; where two have a row of one id, the later profile's holds.

    Parameters
    ----------
    root
        Holds one folder for each shipped profile.
    own
        Holds those of the case, under names that no shipped profile has; may be absent.
    """
    floors = Floors()
    for profile in profiles:
        _read_profile(floors, root, own, profile)
    missing = [name for name in tables.NEEDED_STANDARDS if name not in floors.standards]
    if missing and not floors.faults:
        where = ", ".join(profiles) or "no profile"
        wanted = f"rows for {', '.join(missing)}: no scenario may do without"
        floors.faults.append(Fault(file="standards", key="profiles", expected=wanted, got=where))
    if not floors.faults and tuple(profiles[:1]) != (GROUND,):
        wanted = f"{GROUND} first: other profiles are laid over it and may tighten, never loosen"
        floors.faults.append(Fault(file="config", key="standards.profiles", expected=wanted, got=", ".join(profiles)))
    if not floors.faults:
        floors.faults.extend(check_rules(floors.standards, floors.places))
    return floors


def read_profiles(
    root: Path, profiles: Sequence[str], own: Path | None = None
) -> tuple[dict[str, Standard], dict[tuple[str, str], StandardSource]]:
    """
    Return the rows of profiles by id, and their sources by profile and ref, apart from any scenario.

    Parameters
    ----------
    profiles
        What is laid over ``sphere-2018``, in order.

    Raises
    ------
    InputError
        With every fault of the profiles.
    """
    floors = read_floors(root, (GROUND, *(name for name in profiles if name != GROUND)), own)
    if floors.faults:
        raise InputError(floors.faults)
    return floors.standards, floors.sources


def _read_profile(floors: Floors, root: Path, own: Path | None, profile: str) -> None:
    shipped, of_case = ({f.name: f for f in at.glob("*/")} if at is not None else {} for at in (root, own))
    twice = profile in shipped and profile in of_case
    folder = shipped.get(profile) or of_case.get(profile)
    if folder is None or twice or _PROFILE.fullmatch(profile) is None:
        known = ", ".join(sorted(set(shipped) | set(of_case))) or "none is there"
        wanted = "a name for the case's own profile that no shipped one has" if twice else f"a profile ({known})"
        floors.faults.append(Fault(file="config", key="standards.profiles", expected=wanted, got=shown(profile)))
        return
    name = f"standards/{profile}"
    rows, people, prices = (
        _read(floors, folder, name, table) for table in (tables.STANDARDS, tables.DEMOGRAPHY, tables.PRICES)
    )
    sources = _read(floors, folder, name, tables.STANDARD_SOURCES)
    if not any(f"{name}/{table.file}" in floors.hashes for table in tables.ROW_TABLES):
        wanted = f"at least one of {', '.join(table.file for table in tables.ROW_TABLES)}"
        floors.faults.append(Fault(file=name, expected=wanted, got="none"))
    refs = {ref for _, ref in sources.names}
    checks: tuple[tuple[ReadTable, Check | None], ...] = (
        (rows, _check_standard),
        (people, None),
        (prices, _check_unit),
    )
    for table, check in checks:
        for row in table.rows:
            _check_row(table, row, refs)
            if check is not None:
                check(table, row)
    if not any(table.faults for table in (rows, people, prices, sources)):
        floors.sources |= {(profile, row.text("ref")): _source(row) for row in sources.rows}
        for table, make in ((rows, _standard), (people, _share)):
            for row in table.rows:
                _lay(floors, table, row, make(row, profile))
        floors.prices |= {row.text("id"): _price(row, profile) for row in prices.rows}
    for table in (rows, people, prices, sources):
        floors.faults.extend(table.all_faults())


def _lay(floors: Floors, table: ReadTable, row: Row, standard: Standard) -> None:
    """Lay a row over the earlier profiles', where it is no looser than theirs."""
    earlier = floors.standards.get(standard.id)
    if earlier is not None:
        for column, expected, got in check_tightening(earlier, standard):
            table.fault(expected, got, row=row.number, column=column)
    floors.standards[standard.id] = standard
    floors.places[standard.id] = RowAt(table.file, row.number)


def _read(floors: Floors, folder: Path, name: str, table: Table) -> ReadTable:
    file = read_checked(folder / table.file, f"{name}/{table.file}")
    if file.sha256:
        floors.hashes[file.name] = file.sha256
    read = read_table(file, table, PublicCodes())
    if table.needed and file.text is None and not file.faults:
        read.fault("this file: every figure has a source", "none")
    check_unique(read)
    return read


def _check_row(rows: ReadTable, row: Row, known_refs: set[str]) -> None:
    """Check the range of a figure and that its sources are listed."""
    values = [row.values.get(name) for name in ("value_low", "value", "value_high")]
    numbers = [row.number_of(name) for name in ("value_low", "value", "value_high") if name in row.values]
    if len(numbers) == len(values) and numbers != sorted(numbers):
        rows.fault("value_low <= value <= value_high", "them out of order", row=row.number, column="value")
    refs = row.values.get("source_ref")
    for ref in str(refs).split(";") if isinstance(refs, str) else ():
        if ref.strip() not in known_refs:
            rows.fault("refs of sources.csv, joined by ;", shown(ref), row=row.number, column="source_ref")


def _check_unit(prices: ReadTable, row: Row) -> None:
    """Check that a price is told in a unit; those of standards are checked with their rules."""
    unit = row.values.get("unit")
    if not isinstance(unit, str):
        return
    try:
        dimension_of(unit)
    except UnitError as error:
        prices.fault(str(error), shown(unit), row=row.number, column="unit")


def _check_standard(rows: ReadTable, row: Row) -> None:
    """Check where a row applies, and that it is HARD exactly when it is on the list."""
    kinds = row.values.get("applies_to")
    for kind in str(kinds).split(";") if isinstance(kinds, str) else ():
        if kind.strip() not in tables.PLACE_KINDS:
            wanted = f"kinds of place ({', '.join(tables.PLACE_KINDS)}), joined by ;"
            rows.fault(wanted, shown(kind), row=row.number, column="applies_to")
    name, force = row.values.get("id"), row.values.get("force")
    wanted = "HARD" if name in tables.HARD_STANDARDS else "CHECKED"
    if isinstance(name, str) and isinstance(force, str) and force != wanted:
        why = "on" if wanted == "HARD" else "not on"
        rows.fault(f"{wanted}: {name} is {why} the list of hard standards", force, row=row.number, column="force")


def _parts(row: Row, name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in row.text(name).split(";") if part.strip())


def _standard(row: Row, profile: str) -> Standard:
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
        applies_to=_parts(row, "applies_to"),
        threshold_type=row.text("threshold_type"),
        force=row.text("force"),
        group=row.text("group"),
        confidence=row.text("confidence"),
        note=row.text("note"),
        profile=profile,
    )


def _share(row: Row, profile: str) -> Standard:
    """Return a row of demography: it describes people, so no side of it is a breach."""
    return Standard(
        id=row.text("id"),
        domain=DEMOGRAPHY,
        indicator=row.text("parameter"),
        value=row.number_of("value"),
        low=row.number_of("value_low"),
        high=row.number_of("value_high"),
        unit=row.text("unit"),
        direction="range",
        rule="parameter",
        source=row.text("source"),
        source_ref=row.text("source_ref"),
        evidence=row.text("evidence"),
        confidence=row.text("confidence"),
        note=row.text("note"),
        profile=profile,
        people=row.text("profile"),
        statuses=_parts(row, "statuses"),
    )


def _price(row: Row, profile: str) -> UnitPrice:
    return UnitPrice(
        id=row.text("id"),
        item=row.text("item"),
        value=row.number_of("value"),
        low=row.number_of("value_low"),
        high=row.number_of("value_high"),
        unit=row.text("unit"),
        source=row.text("source"),
        source_ref=row.text("source_ref"),
        evidence=row.text("evidence"),
        confidence=row.text("confidence"),
        note=row.text("note"),
        profile=profile,
    )


def _source(row: Row) -> StandardSource:
    return StandardSource(
        ref=row.text("ref"),
        title=row.text("title"),
        locator=row.text("locator"),
        evidence=row.text("evidence"),
        status=row.text("status"),
    )
