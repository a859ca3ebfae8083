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
