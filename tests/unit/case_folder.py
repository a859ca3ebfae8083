"""A small whole case folder to spoil one cell at a time, and to read."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from planner.errors import Fault, InputError
from planner.geodata import read_case
from planner.records import Case

STANDARDS = Path(__file__).resolve().parents[2] / "geodata" / "standards"
CASE_YAML = """\
title: Two districts, one gate
time_zone: Asia/Karachi
metric_crs: EPSG:32642
statuses: {undocumented: Undocumented, acc: Holders of a citizen card}
notes: [Made up., For tests only.]
"""
TABLES = {
    "sources": """\
source_id,title,publisher,date,address,evidence,licence
S1,Made up for this test,nobody,2023-10,,assumption,CC0-1.0
S2,Another,a press agency,2023-10-04,https://example.org/news/1785164?p=74217,press,cited
""",
    "districts": """\
pcode,name,province,lon,lat,population,population_year,foreign_nationals,source_id
T01,Alpha,North,71.5,34.0,60000,2023,700,S1
T02,Beta,South,72.5,33.123456,50000,2023,,S1
""",
    "people": """\
area,status,low,central,high,split_by,source_id
national,undocumented,1000,2000,3000,foreign_nationals,S1
South,acc,100,100,100,,S2
""",
    "crossings": """\
id,name,province,mode,lon,lat,people_per_day_low,people_per_day_central,people_per_day_high,queue_places,opens_on,source_id
gate,Gate,North,land,71.1,34.1,300,400,800,,,S1
field,Airfield,South,air,72.6,33.2,,,,50,2023-10-09,S1
""",
    "sites": """\
id,name,province,kind,lon,lat,places_low,places_central,places_high,toilets,source_id
hall,Hall,North,transit,71.4,34.05,50,100.5,200,4,S1
camp,Camp,Beyond,reception,70.9,34.2,,,,,S1
""",
    "junctions": "id,name,lon,lat,source_id\nfork,Fork,71.9,33.6,S1\n",
    "legs": """\
from_id,to_id,mode,km,hours,people_per_day,source_id
T01,gate,road,160,4,,S1
T02,fork,road,90.5,2.25,1000,S1
fork,gate,road,100,2.5,,S1
T02,field,road,10,0,,S1
hall,gate,road,20,0.5,,S1
gate,camp,road,15,0.5,,S1
T01,T02,rail,200,5,,S1
""",
    "services": """\
id,kind,from_id,to_id,seats,departures_per_day_low,departures_per_day_central,departures_per_day_high,source_id
night-train,train,T01,T02,400,1,1,2,S1
""",
    "closures": """\
place_id,from,to,share_open,reason,source_id
gate,2023-10-06,2023-10-06,0.5,half a day,S1
leg:gate-fork,2023-10-07,2023-10-08,0,,S1
""",
    "calendar": """\
place_id,weekday,opens,closes,source_id
gate,Monday,08:00,17:30,S1
gate,TUE,8:00,24:00,S1
""",
    "climate": "place_id,month,night_min_c,day_max_c,source_id\nhall,11,-3.5,12,S1\n",
    "fleets": """\
id,kind,province,seats,vehicles_low,vehicles_central,vehicles_high,source_id
coaches,coach,national,50,10,20,30,S1
""",
    "hubs": "id,name,lon,lat,commodity,units_per_day,source_id\nstore,Store,71.3,34.0,water,1000,S1\n",
    "observed": """\
period_start,period_end,crossing_id,measure,people,low,high,source_id
2023-10-04,2023-10-10,all,cumulative,12000,11000,13000,S2
2023-10-05,2023-10-05,gate,daily,0,,,S2
""",
    "statements": "date,date_end,who,gist,source_id\n2023-10-03,,a ministry,Everyone must leave by 31 October,S2\n",
    "timeline": "date,event,gist,source_id\n2023-10-06,Gate half shut,After an exchange of fire,S2\n",
}


class Folder:
    """A case folder under construction: tables as lists of cells, counted as a spreadsheet counts them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.yaml = CASE_YAML
        self.tables = {name: list(csv.reader(io.StringIO(text))) for name, text in TABLES.items()}

    def put(self, table: str, row: int, column: str, value: str) -> None:
        """Set one cell; row 1 is the header."""
        rows = self.tables[table]
        rows[row - 1][rows[0].index(column)] = value

    def add(self, table: str, *cells: str) -> int:
        """Append a row and return its number."""
        self.tables[table].append(list(cells))
        return len(self.tables[table])

    def drop_column(self, table: str, column: str) -> None:
        """Remove a column."""
        at = self.tables[table][0].index(column)
        for row in self.tables[table]:
            del row[at]

    def add_column(self, table: str, header: str, value: str = "") -> None:
        """Append a column with one value in every row."""
        rows = self.tables[table]
        rows[0].append(header)
        for row in rows[1:]:
            row.append(value)

    def text(self, table: str) -> str:
        """Return a table as CSV."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(self.tables[table])
        return out.getvalue()

    def write(self) -> Path:
        """Write every file that is not there yet and return the folder."""
        self.path.mkdir(exist_ok=True)
        texts = {"case.yaml": self.yaml} | {f"{name}.csv": self.text(name) for name in self.tables}
        for name, text in texts.items():
            if not (self.path / name).exists():
                (self.path / name).write_text(text, encoding="utf-8", newline="")
        return self.path

    def read(self) -> Case:
        """Write what is missing and read the case."""
        return read(self.write())

    def error(self) -> InputError:
        """Return the error that reading the case ends in."""
        with pytest.raises(InputError) as caught:
            self.read()
        return caught.value

    def faults(self) -> tuple[Fault, ...]:
        """Return the faults that reading the case ends in."""
        return self.error().faults

    def fault(self) -> Fault:
        """Return the one fault that reading the case ends in."""
        faults = self.faults()
        assert len(faults) == 1, "\n".join(map(str, faults))
        return faults[0]


def read(folder: Path) -> Case:
    """Read a case with the shipped standards."""
    return read_case(folder, profiles=("sphere-2018",), standards_root=STANDARDS)


def places(faults: tuple[Fault, ...]) -> list[tuple[str, int | None, str | int | None]]:
    """Return where each fault is."""
    return [(fault.file, fault.row, fault.column) for fault in faults]
