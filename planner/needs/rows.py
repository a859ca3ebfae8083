"""Sheets told as rows of ``result.json``, whose parts are added up again before anyone reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from math import ceil, isclose
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.needs.planned import planned_at, planned_in_all
from planner.needs.sheets import NotAssessedError, Sheet, Workbook
from planner.recount import Recount
from planner.rules import DAYS_OF_RATE
from planner.rules.norms import Standard

DAYS_A_WEEK = 7
THOUSAND = 1000
BY_PLACE = ("by_kind", "peak_by_place", "flow_by_place", "planned_by_place")
IN_BULK = {"L": ("m3", 1000), "kg": ("t", 1000)}
"""Units in which a total over many days is told, and how many of the day's unit they hold."""
Json = dict[str, Any]
Ints = NDArray[np.int64]


def amount(thousandths: int | Fraction) -> int | float:
    """Return thousandths as JSON keeps them: whole where they are whole."""
    exact = Fraction(thousandths) / THOUSAND
    return int(exact) if exact.denominator == 1 else float(exact)


def need_row(standard: Standard, must: Workbook, may: Workbook) -> Json:
    """Return one standard's need under both readings of the order, or why it cannot be told."""
    row: Json = {
        "id": standard.id,
        "sector": standard.domain,
        "title": standard.indicator,
        "standard_id": standard.id,
        "standard_value": float(standard.value),
        "standard_unit": standard.unit,
        "rule": standard.rule,
        "force": standard.force,
        "evidence": standard.evidence,
        "applies_to": list(standard.applies_to),
    }
    try:
        ordered, least = must.sheet(standard), may.sheet(standard)
    except NotAssessedError as reason:
        return {**row, "unit": standard.unit, **_unknown(str(reason))}
    return {**row, **_told(must.recount, ordered), "may": _least(least)}


def _unknown(reason: str) -> Json:
    empty = dict.fromkeys(
        ("quantity", "low", "high", "peak_day", "total", "total_unit", "sum_of_peaks", "posts", "for_women", "for_men",
         "planned", "first_breach_day", "breach_share", "may", "counted_twice")
    )  # fmt: skip
    return {**empty, "status": "NOT ASSESSED", "reason": reason, "weeks": [], **{name: {} for name in BY_PLACE}}


def days_of(sheet: Sheet) -> Fraction:
    """Return the days over which one cell's rate counts, 1 for what stands there and for work."""
    return DAYS_OF_RATE.get(sheet.rate, Fraction(1))


def _total(sheet: Sheet, cells: Ints) -> int | float | None:
    """Return a flow or work over the days of the cells, by place or of the nation; what only stands has no total."""
    if sheet.rate == "once":
        return None
    _, scale = IN_BULK.get(sheet.unit.split("/")[0], ("", 1))
    return amount(Fraction(int(cells.sum())) / days_of(sheet) / scale)


def _total_unit(sheet: Sheet) -> str | None:
    unit = sheet.unit.split("/")[0]
    return None if sheet.rate == "once" else IN_BULK.get(unit, (unit, 1))[0]


def _told(recount: Recount, sheet: Sheet) -> Json:
    cells = sheet.cells["central"]
    by_day = sheet.by_day("central")
    peak = int(by_day.argmax()) if by_day.any() else None
    planned, short, known = _against_plan(recount, sheet)
    whole = planned_in_all(recount, sheet.standard.id)
    if whole is not None:
        # Told for the nation: every day that needs more is short everywhere.
        planned, known = amount(int(whole * THOUSAND)), np.ones(len(sheet.places), dtype=np.bool_)
        short = np.broadcast_to(by_day > int(whole * THOUSAND), cells.shape)
    breach_days = np.flatnonzero(short.any(axis=0))
    return {
        "status": "ASSESSED",
        "reason": None,
        "unit": sheet.unit,
        "quantity": amount(int(by_day.max(initial=0))),
        **_range(sheet),
        "peak_day": None if peak is None else recount.date(peak).isoformat(),
        "total": _total(sheet, by_day),
        "total_unit": _total_unit(sheet),
        "sum_of_peaks": amount(int(cells.max(axis=1, initial=0).sum())),
        **_staffed(recount, sheet, peak),
        "planned": planned,
        "first_breach_day": recount.date(int(breach_days[0])).isoformat() if breach_days.size else None,
        "breach_share": _share(sheet.people, short, known),
        "weeks": list(_weeks(recount, sheet)),
        "by_kind": {kind: _part(sheet, rows) for kind, rows in _rows_by_kind(sheet).items()},
        **_by_place(sheet),
        "counted_twice": _counted_twice(sheet, peak),
        "planned_by_place": {} if whole is not None else dict(_planned_by_place(recount, sheet, short, known)),
    }


def _range(sheet: Sheet) -> Json:
    """Return the least and the most over the standard's range: fewer people a tap are more taps."""
    peaks = [int(sheet.by_day(end).max(initial=0)) for end in sheet.cells]
    return {"low": amount(min(peaks)), "high": amount(max(peaks))}


def _counted_twice(sheet: Sheet, peak: int | None) -> Json:
    """Return what places need together on the peak day, and what of it is for people who are at two of them."""
    cells, twice = sheet.cells["central"], sheet.twice["central"]
    return {
        "places_on_peak_day": 0 if peak is None else amount(int(cells[:, peak].sum())),
        "on_peak_day": 0 if peak is None else amount(int(twice[peak])),
        "total": _total(sheet, twice),
    }


def _staffed(recount: Recount, sheet: Sheet, peak: int | None) -> Json:
    """Return staff for the peak day's hours, place by place, and toilets for women and men by SAN-03."""
    told: Json = {"posts": None, "for_women": None, "for_men": None}
    if peak is None:
        return told
    cells = sheet.cells["central"][:, peak]
    if sheet.unit == "hours":
        each = recount.floor("STA-03") * THOUSAND
        told["posts"] = sum(ceil(Fraction(int(hours)) / each) for hours in cells)
    if sheet.unit == "toilet":
        share = recount.floor("SAN-03") / (1 + recount.floor("SAN-03"))
        toilets = [int(cell) // THOUSAND for cell in cells]
        told["for_women"] = sum(ceil(count * share) for count in toilets)
        told["for_men"] = sum(toilets) - told["for_women"]
    return told


def _rows_by_kind(sheet: Sheet) -> Mapping[str, NDArray[np.intp]]:
    kinds = np.array(sheet.kinds)
    return {kind: np.flatnonzero(kinds == kind) for kind in dict.fromkeys(sheet.kinds)}


def _part(sheet: Sheet, rows: NDArray[np.intp]) -> Json:
    cells = sheet.cells["central"][rows]
    told: Json = {"peak": amount(int(cells.sum(axis=0).max(initial=0)))}
    if sheet.rate != "once":
        told["total"] = _total(sheet, cells)
    return told


def _weeks(recount: Recount, sheet: Sheet) -> Iterator[Json]:
    by_day = sheet.by_day("central")
    for first in range(0, recount.scenario.num_days, DAYS_A_WEEK):
        week = by_day[first : first + DAYS_A_WEEK]
        started = recount.scenario.start + timedelta(days=first)
        told: Json = {"week_start": started.isoformat(), "peak": amount(int(week.max(initial=0)))}
        if sheet.rate != "once":
            told["total"] = _total(sheet, week)
        yield told


def _least(sheet: Sheet) -> Json:
    """Return the need when people leave as the plan lets them: no order of leaving needs less time of waiting."""
    by_day = sheet.by_day("central")
    return {"quantity": amount(int(by_day.max(initial=0))), "total": _total(sheet, by_day)}


def _against_plan(recount: Recount, sheet: Sheet) -> tuple[int | float | None, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return what is planned at all places, and where by place and day it is short, and at which places it is known."""
    planned = [planned_at(recount, sheet.standard.id, place) for place in sheet.places]
    known = np.array([value is not None for value in planned], dtype=np.bool_)
    limits = np.array([0 if value is None else int(value * THOUSAND) for value in planned], dtype=np.int64)
    short = (sheet.cells["central"] > limits[:, None]) & known[:, None]
    whole = known.all() and known.size
    return (amount(int(limits.sum())) if whole else None), short, known


def _share(people: Ints, short: NDArray[np.bool_], known: NDArray[np.bool_]) -> float | None:
    """Return the share of person-days at places short of the need, ``None`` where nothing planned is known."""
    counted = int(people[known].sum())
    return round(int((people * short).sum()) / counted, 4) if counted else None


def _by_place(sheet: Sheet) -> Json:
    """Return each place's peak and, of a flow, its total: by id, places without any left out."""
    cells = sheet.cells["central"]
    used = [(k, place) for k, place in enumerate(sheet.places) if cells[k].any()]
    return {
        "peak_by_place": {place: amount(int(cells[k].max())) for k, place in used},
        "flow_by_place": {} if sheet.rate == "once" else {place: _total(sheet, cells[k]) for k, place in used},
    }


def _planned_by_place(
    recount: Recount, sheet: Sheet, short: NDArray[np.bool_], known: NDArray[np.bool_]
) -> Iterator[tuple[str, Json]]:
    """Yield what is planned at each place where somebody said, the first day short, and the share short."""
    for k, place in enumerate(sheet.places):
        if not known[k]:
            continue
        days = np.flatnonzero(short[k])
        yield (
            place,
            {
                "planned": amount(int((planned_at(recount, sheet.standard.id, place) or 0) * THOUSAND)),
                "first_breach_day": recount.date(int(days[0])).isoformat() if days.size else None,
                "breach_share": _share(sheet.people[[k]], short[[k]], known[[k]]),
            },
        )


def reconcile(rows: Sequence[Json]) -> None:
    """
    Add the parts of every need up again: by place, by kind of place and by week, and by sector, place and week at once.

    Places and kinds of place add up to the nation's number and what is counted twice on one day.

    Raises
    ------
    AssertionError
        With every sum that differs: a mistake of ours, never of the input.
    """
    told = [row for row in rows if row["status"] == "ASSESSED"]
    faults = [
        fault
        for row in told
        for faults_of in (_peak_faults, _stock_faults if row["total"] is None else _flow_faults)
        for fault in faults_of(row)
    ]
    flows = [row for row in told if row["total"] is not None]
    for unit in dict.fromkeys(row["total_unit"] for row in flows):
        mine = [row for row in flows if row["total_unit"] == unit]
        whole = sum(row["total"] for row in mine)
        sectors: Counter[str] = Counter()
        for row in mine:
            sectors[row["sector"]] += row["total"]
        places = sum(sum(row["flow_by_place"].values()) - row["counted_twice"]["total"] for row in mine)
        weeks = sum(part["total"] for row in mine for part in row["weeks"])
        for name, found in (("sectors", sum(sectors.values())), ("places", places), ("weeks", weeks)):
            if not _same(found, whole):
                faults.append(f"{unit}: {name} add up to {found}, all rows to {whole}")
    if faults:
        raise AssertionError("\n".join(faults))


def _flow_faults(row: Json) -> Iterator[str]:
    twice = row["counted_twice"]["total"]
    parts = {
        "flow_by_place": sum(row["flow_by_place"].values()) - twice,
        "by_kind": sum(part["total"] for part in row["by_kind"].values()) - twice,
        "weeks": sum(part["total"] for part in row["weeks"]),
    }
    for name, told in parts.items():
        if not _same(told, row["total"]):
            yield f"{row['id']}: total is {row['total']}, {name} adds up to {told}"


def _peak_faults(row: Json) -> Iterator[str]:
    twice = row["counted_twice"]
    once = twice["places_on_peak_day"] - twice["on_peak_day"]
    if not _same(row["quantity"], once):
        yield f"{row['id']}: quantity is {row['quantity']}, places less what is counted twice are {once}"
    highest = max((week["peak"] for week in row["weeks"]), default=0)
    if not _same(row["quantity"], highest):
        yield f"{row['id']}: quantity is {row['quantity']}, the highest week has {highest}"


def _stock_faults(row: Json) -> Iterator[str]:
    peaks = sum(row["peak_by_place"].values())
    if not _same(row["sum_of_peaks"], peaks):
        yield f"{row['id']}: sum_of_peaks is {row['sum_of_peaks']}, peak_by_place adds up to {peaks}"


def _same(one: float, other: float) -> bool:
    """Return whether two sums are one: they are exact in thousandths, and only their printing is binary."""
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
