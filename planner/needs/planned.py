"""What is planned or published of a need at a place: ``None`` where nobody said, which is not zero."""

from __future__ import annotations

from fractions import Fraction

from planner.records import Site
from planner.recount import Recount

_OF_SITE = {
    "covered_m2": ("SHE-01", "SHE-02", "DET-01"),
    "toilets": ("SAN-01", "SAN-02", "SAN-04", "DET-10"),
    "water_l_per_day": ("WAT-01", "WAT-02", "DET-11"),
    "desks": ("STA-02",),
}
"""The column of sites.csv that meets a standard."""


def planned_at(recount: Recount, standard_id: str, place: str) -> Fraction | None:
    """Return what is planned of a standard's need at a place, in the unit of the need."""
    site = recount.sites.get(place) or recount.receptions.get(place)
    if site is None:
        return None
    for column, standards in _OF_SITE.items():
        if standard_id in standards:
            return _told(recount, site, column)
    return None


def _told(recount: Recount, site: Site, column: str) -> Fraction | None:
    if column == "desks" and site.id in recount.sites:
        return recount.amount("desks", site.id)
    value: Fraction | None = getattr(site, column)
    return value


def planned_in_all(recount: Recount, standard_id: str) -> Fraction | None:
    """Return what is planned for the nation of a need that no place has to itself: vehicles, hours of officers."""
    if standard_id == "PRO-03":
        officers = recount.amount("officers", "all")
        return None if officers is None else officers * recount.floor("STA-03")
    carrying = [fleet for fleet in recount.case.fleets if not fleet.is_for_relief]
    if standard_id == "TRA-02" and carrying:
        vehicles = [recount.amount("vehicles", fleet.id) for fleet in carrying]
        known = [amount for amount in vehicles if amount is not None]
        return sum(known, Fraction(0)) if len(known) == len(vehicles) else None
    return None
