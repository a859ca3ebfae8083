"""The standards told: a list of all rows, and one row with its range, source, rule, force and who uses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from planner.errors import Fault, InputError
from planner.rules import is_row, parse_rule, rows_of
from planner.rules.norms import DEMOGRAPHY, Standard, StandardSource

IN_THE_MODEL = {
    "SHE-01": "nights at sites, where covered area is known",
    "SHE-02": "nights at sites in months below SHE-17, where covered area is known",
    "SHE-17": "which months are cold: SHE-02, SHE-12 and FOO-11 hold in them",
    "DET-01": "nights at holding sites, where covered area is known",
    "WAT-02": "nights at sites, where water is known",
    "SAN-01": "nights at sites, where toilets are known",
    "FOO-01": "nights at sites, where meals are known: three a day",
    "TRA-08": "hours on the road a day",
    "TRA-12": "hours on the road a day: by daylight only",
    "STA-02": "arrivals at sites, where desks are known",
    "STA-03": "people heard a day, where officers are known",
    "PRO-03": "people heard a day, where officers are known",
    "PRO-15": "the first day for which a mix of measures is given",
    "PRO-16": "the first day for which a mix of measures is given",
    "PRO-06": "needs: cases of PRO-05 and PRO-07",
    "TRA-05": "travel after dark: a stop after every stretch",
    "TRA-06": "travel after dark: the length of a stop",
    "TRA-17": "travel after dark: boarding on the first day",
    "HEA-18": "exposure: obstetric emergencies",
    "DEM-18": "exposure: births on the way",
    "DEM-20": "exposure and needs: families",
    "DEM-27": "needs: SAN-14",
}
IN_RIGHTS = {
    "L01": ("PRO-01",),
    "L02": ("PRO-03", "STA-03", "STA-04", "STA-05", "STA-01"),
    "L03": ("PRO-05", "PRO-06", "PRO-07", "STA-03"),
    "L04": ("PRO-03", "STA-03"),
    "L05": ("DET-04", "DET-18", "STA-04"),
    "L06": ("DET-05", "DET-06", "DET-16"),
    "L07": ("DET-07",),
    "L08": ("DET-08",),
    "L09": ("PRO-11", "DEM-20"),
    "L10": ("PRO-08", "PRO-10", "DEM-23", "STA-03"),
    "L11": ("DEM-24",),
    "L12": ("PRO-15", "PRO-16"),
    "L13": ("TRA-12", "TRA-05", "TRA-06", "TRA-17"),
    "L14": ("SHE-17", "SHE-18", "SHE-02"),
    "L15": ("DET-01", "WAT-02", "SAN-01", "FOO-01"),
    "L16": ("DEM-18", "HEA-18", "DEM-25", "HEA-14", "DEM-15"),
    "L17": ("DEM-12", "DEM-13"),
    "L18": ("PRO-17", "DET-15", "STA-06"),
    "L20": ("STA-07",),
}
"""The standards of each rights check."""

Standards = Mapping[str, Standard]
Sources = Mapping[tuple[str, str], StandardSource]


def number(value: Fraction) -> str:
    """Return a figure in plain digits."""
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.10g}"


def listing(standards: Standards) -> str:
    """Return one line a row: id, value, unit, force, class, what it is."""
    rows = [
        (row.id, number(row.value), row.unit, _force(row), row.evidence, row.indicator) for row in standards.values()
    ]
    widths = [max(len(row[k]) for row in rows) for k in range(5)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[5]]) for row in rows
    )


def explained(standards: Standards, sources: Sources, name: str) -> str:
    """
    Return everything that is known of one row.

    Raises
    ------
    InputError
        When no profile has the row.
    """
    row = standards.get(name.upper())
    if row is None:
        wanted = "the id of a standard (planner standards lists them)"
        raise InputError(Fault(file="ID", expected=wanted, got=name if name.isprintable() else None))
    lines = [
        f"{row.id}  {row.indicator}",
        f"  value     {number(row.value)} {row.unit}, from {number(row.low)} to {number(row.high)} ({_side(row)})",
        f"  force     {_force(row)}: {_meaning(row)}",
        f"  rule      {row.rule}" + (f", of {row.group.replace('_', ' ')}" if row.group else ""),
        *([f"  places    {', '.join(row.applies_to)}"] if row.applies_to else []),
        *([f"  statuses  {', '.join(row.statuses)}"] if row.statuses else []),
        f"  source    {row.source} ({row.evidence}, confidence {row.confidence}, profile {row.profile})",
    ]
    for ref in row.source_ref.split(";"):
        source = sources[row.profile, ref.strip()]
        lines.append(f"            {source.ref}: {source.title}" + (f", {source.locator}" if source.locator else ""))
        lines.append(f"            {source.status}")
    lines += [f"  note      {row.note}"] if row.note else []
    lines += [f"  used by   {user}" for user in users_of(standards, row.id)] or ["  used by   this list only"]
    return "\n".join(lines)


def users_of(standards: Standards, name: str) -> Iterable[str]:
    """Yield who uses a row: the programme, needs, other rows, rights checks."""
    if name in IN_THE_MODEL:
        yield IN_THE_MODEL[name]
    if standards[name].rule.partition("=")[0].strip() != standards[name].rule and "breach" not in standards[name].rule:
        yield "needs: a row of its own"
    for other in standards.values():
        if name in rows_of(parse_rule(other.rule)) or (is_row(other.group) and other.group == name):
            yield f"needs: {other.id}, {other.indicator}"
    for check, basis in IN_RIGHTS.items():
        if name in basis:
            yield f"rights check {check}"


def _force(row: Standard) -> str:
    return "SHARE" if row.domain == DEMOGRAPHY else row.force


def _meaning(row: Standard) -> str:
    if row.domain == DEMOGRAPHY:
        return "describes people; shares of the nation's total only"
    return {
        "HARD": "a limit of every plan; a scenario may tighten it, none may loosen it",
        "CHECKED": "counted on the plan and told, never hidden; a scenario may tighten it",
    }[row.force]


def _side(row: Standard) -> str:
    return {"min": "a minimum", "max": "a maximum", "range": "a range", "info": "for information"}[row.direction]
