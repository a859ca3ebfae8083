"""
A world for a pencil: two districts, one inn, one ford. Its answers are worked out here by hand.

It starts on 1 March 2024 and ends on 5 March: five days. The ford is shut on the third, so four days count. Alder is
two hours from the ford and one from the inn, which is an hour from the ford: nobody from there loses a day. Birch is
ten hours away by either way, with eight on the road a day: its people arrive on the day after they leave.

favourable
    500 people, all in hired vehicles, 250 a day at the ford: 250 on day 1, and with Birch's 100 the other 250 on day 2.
central
    750 people: 240 + 60 in hired vehicles, 360 + 90 through the inn. The ford passes 100 on each of 4 days: 400, with
    or without nights and standards: impossible. At least 100 of them come through the inn: 100 nights, no queue.
    The inn takes 40 a night: 450 people need 12 nights, the last leave on day 13. The ford needs 8 open days: day 9.
strict
    1,100 people: 180 + 40 in hired vehicles, 720 + 160 through the inn. The ford passes 50 a day: 200 on time. The inn
    takes 20 a night: 880 people need 44 nights, the last leave on day 45. The ford needs 22 open days: day 23.
"""

from __future__ import annotations

from pathlib import Path

CONFIG = """\
# Could everyone cross the ford in five days?
name: ford
title: A ford for a pencil
case: case
start: 2024-03-01
deadline: 2024-03-05
streams: {self_organised: {low: 0.2, central: 0.4, high: 1.0}}
stay: {min_nights: 1, max_nights: 1}
uncertainty: {draws: 100, resolved: 5}
"""
CASE = {
    "case.yaml": """\
title: Two districts and a ford
time_zone: Asia/Karachi
metric_crs: EPSG:32642
statuses: {undocumented: Undocumented people}
""",
    "sources.csv": """\
source_id,title,publisher,date,address,evidence,licence
S1,Made up for this test,nobody,2024-01-01,,official,CC0-1.0
""",
    "districts.csv": """\
pcode,name,province,lon,lat,population,population_year,source_id
E01,Alder,East,71.5,34.0,60000,2023,S1
W01,Birch,West,72.5,33.0,50000,2023,S1
""",
    "people.csv": """\
area,status,low,central,high,source_id
East,undocumented,400,600,900,S1
West,undocumented,100,150,200,S1
""",
    "crossings.csv": """\
id,name,province,mode,lon,lat,people_per_day_low,people_per_day_central,people_per_day_high,queue_places,source_id
ford,The Ford,East,land,71.1,34.1,50,100,250,,S1
""",
    "sites.csv": """\
id,name,province,kind,lon,lat,places_low,places_central,places_high,source_id
inn,The Inn,East,transit,71.4,34.05,20,40,60,S1
""",
    "legs.csv": """\
from_id,to_id,mode,km,hours,people_per_day,source_id
E01,ford,road,80,2,,S1
E01,inn,road,40,1,,S1
inn,ford,road,40,1,,S1
W01,ford,road,400,10,,S1
W01,inn,road,390,10,,S1
""",
    "closures.csv": """\
place_id,from,to,share_open,reason,source_id
ford,2024-03-03,2024-03-03,0,high water,S1
""",
}
BY_PENCIL = {
    "favourable": ("not-excluded-by-logistics", 500, 500, 2, "2024-03-02"),
    "central": ("impossible", 750, 400, 13, "2024-03-13"),
    "strict": ("impossible", 1100, 200, 45, "2024-04-14"),
}
CROSSED_BY_DAY = [100, 200, 200, 300, 400]
TABLES = tuple(sorted(name for name in CASE if name.endswith(".csv")))


def write_ford(folder: Path) -> Path:
    """Write the case and its configuration into a new folder; return the configuration's path."""
    (folder / "case").mkdir(parents=True)
    for name, text in CASE.items():
        (folder / "case" / name).write_text(text, encoding="utf-8", newline="")
    config = folder / "ford.yaml"
    config.write_text(CONFIG, encoding="utf-8", newline="")
    return config


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that stands exactly once in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path.name, old)
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")
