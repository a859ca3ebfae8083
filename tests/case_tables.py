"""The tables of a case folder as tests write them: headers of the contract, and rows as CSV text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

HEADERS = {
    "sources": "source_id,title,publisher,date,address,evidence,licence",
    "districts": "pcode,name,province,lon,lat,population,population_year,source_id",
    "people": "area,status,low,central,high,split_by,source_id",
    "crossings": (
        "id,name,province,mode,lon,lat,people_per_day_low,people_per_day_central,people_per_day_high,"
        "queue_places,opens_on,source_id"
    ),
    "sites": (
        "id,name,province,kind,lon,lat,places_low,places_central,places_high,intake_people_per_day,covered_m2,"
        "desks,water_l_per_day,toilets,meals_per_day,onward_people_per_day,source_id"
    ),
    "junctions": "id,name,lon,lat,source_id",
    "legs": "from_id,to_id,mode,km,hours,people_per_day,source_id",
    "services": (
        "id,kind,from_id,to_id,seats,departures_per_day_low,departures_per_day_central,departures_per_day_high,source_id"
    ),
    "fleets": "id,kind,province,seats,vehicles_low,vehicles_central,vehicles_high,source_id",
    "hubs": "id,name,lon,lat,commodity,units_per_day,source_id",
    "closures": "place_id,from,to,share_open,reason,source_id",
    "calendar": "place_id,weekday,opens,closes,source_id",
    "climate": "place_id,month,night_min_c,day_max_c,source_id",
}


def table_text(header: str, rows: Iterable[Mapping[str, object]]) -> str:
    """Return a table as CSV text; a column that a row does not have is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header.split(","), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
