"""The embedded case: form of its files, sources, published totals and counts."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from decimal import Decimal

import pytest

from tests.unit.case_pakistan import CASE, LAND_CROSSINGS, places, rows

HEADERS = {
    "sources": "source_id,title,publisher,date,address,evidence,licence",
    "districts": "pcode,name,province,lon,lat,population,population_year,afghan_nationals_2023,source_id",
    "people": "area,status,low,central,high,split_by,source_id",
    "crossings": "id,name,province,mode,lon,lat,people_per_day_low,people_per_day_central,"
    "people_per_day_high,queue_places,opens_on,source_id",
    "sites": "id,name,province,kind,lon,lat,places_low,places_central,places_high,"
    "intake_people_per_day,covered_m2,desks,toilets,water_l_per_day,meals_per_day,onward_people_per_day,source_id",
    "junctions": "id,name,lon,lat,source_id",
    "legs": "from_id,to_id,mode,km,hours,people_per_day,source_id",
    "closures": "place_id,from,to,share_open,reason,source_id",
    "fleets": "id,kind,province,seats,vehicles_low,vehicles_central,vehicles_high,source_id",
    "observed": "period_start,period_end,crossing_id,measure,people,low,high,source_id",
    "statements": "date,date_end,who,gist,source_id",
    "timeline": "date,date_end,event,gist,source_id",
}
TABLES = tuple(HEADERS)


# --- form of the files ---------------------------------------------------------------------------


def test_folder_holds_these_files_and_no_others() -> None:
    expected = {f"{t}.csv" for t in TABLES} | {"case.yaml", "boundaries.geojson"}
    assert {p.name for p in CASE.iterdir()} == expected, "nobody published flights, desks or kitchens"


def test_nobody_published_how_many_vehicles_there_are() -> None:
    assert [r["vehicles_low"] + r["vehicles_central"] + r["vehicles_high"] for r in rows("fleets")] == ["", ""]


@pytest.mark.parametrize("table", TABLES)
def test_header_and_bytes(table: str) -> None:
    raw = (CASE / f"{table}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.decode("utf-8").splitlines()[0] == HEADERS[table]
    assert all(None not in r and None not in r.values() for r in rows(table)), "ragged row"


def test_no_column_counts_people_in_scope_by_district() -> None:
    assert {r["area"] for r in rows("people")} == {"national"}
    for table in set(TABLES) - {"people", "observed"}:
        assert not re.search(r"undocumented|in_scope|returnees|status", HEADERS[table])


def test_every_row_has_a_known_source() -> None:
    known = {r["source_id"] for r in rows("sources")}
    cited = {r["source_id"] for table in TABLES[1:] for r in rows(table)}
    assert cited <= known
    assert known - cited == {"boundary-countries", "boundary-districts"}, "source that no row cites"


def test_sources_are_complete() -> None:
    for r in rows("sources"):
        assert r["evidence"] in {"official", "press", "derived", "assumption"}
        assert r["title"]
        assert r["publisher"]
        assert r["licence"]
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", r["date"])
        assert r["address"] == "" or r["address"].startswith(("http://", "https://"))
        assert r["address"] or r["evidence"] in {"derived", "assumption"}


def test_ids_are_unique_and_well_formed() -> None:
    ids = [r["pcode"] for r in rows("districts")]
    ids += [r["id"] for table in ("crossings", "sites", "junctions") for r in rows(table)]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", i) for i in ids)
    sources = [r["source_id"] for r in rows("sources")]
    assert len(sources) == len(set(sources))


def test_coordinates_have_at_most_six_decimals() -> None:
    for table, most in (("districts", 4), ("crossings", 6), ("sites", 6), ("junctions", 6)):
        for r in rows(table):
            for axis in ("lon", "lat"):
                assert len(r[axis].partition(".")[2]) <= most


def test_ranges_are_all_or_nothing_and_ordered() -> None:
    evidence = {r["source_id"]: r["evidence"] for r in rows("sources")}
    seen = 0
    for table, prefix in (("people", ""), ("crossings", "people_per_day_"), ("sites", "places_")):
        for r in rows(table):
            triple = [r[prefix + end] for end in ("low", "central", "high")]
            assert all(triple) or not any(triple), (table, r)
            if any(triple):
                low, central, high = map(int, triple)
                assert 0 <= low <= central <= high, (table, r)
                if evidence[r["source_id"]] == "assumption":
                    assert low < high, (table, r)
                    seen += 1
    assert seen, "the rule for assumptions was never tried"


def test_dates_are_iso() -> None:
    for r in (*rows("timeline"), *rows("statements")):
        first = dt.date.fromisoformat(r["date"])
        assert not r["date_end"] or first < dt.date.fromisoformat(r["date_end"])
    for table, start, end in (("closures", "from", "to"), ("observed", "period_start", "period_end")):
        for r in rows(table):
            assert dt.date.fromisoformat(r[start]) <= dt.date.fromisoformat(r[end])


# --- published totals ----------------------------------------------------------------------------


def test_census_totals() -> None:
    census = [r for r in rows("districts") if r["population_year"] == "2023"]
    assert len(census) == 136
    assert sum(int(r["population"]) for r in census) == 241_499_431
    assert sum(int(r["afghan_nationals_2023"]) for r in census) == 1_923_453
    by_province: dict[str, int] = defaultdict(int)
    for r in census:
        by_province[r["province"]] += int(r["afghan_nationals_2023"])
    assert by_province == {
        "Khyber Pakhtunkhwa": 939_878,
        "Balochistan": 474_812,
        "Punjab": 310_832,
        "Sindh": 145_875,
        "Islamabad Capital Territory": 52_056,
    }


def test_districts_outside_the_census_have_no_key() -> None:
    outside = [r for r in rows("districts") if r["population_year"] != "2023"]
    assert {r["province"] for r in outside} == {"Azad Kashmir", "Gilgit-Baltistan"}
    assert len(outside) == 20
    assert {r["afghan_nationals_2023"] for r in outside} == {""}


def test_people_totals() -> None:
    totals = {r["status"]: (int(r["low"]), int(r["central"]), int(r["high"])) for r in rows("people")}
    assert totals["undocumented"] == (1_000_000, 1_300_000, 1_730_000)
    assert set(totals) == {"undocumented", "por", "acc"}
    assert {r["split_by"] for r in rows("people")} == {"afghan_nationals_2023"}


def test_crossings() -> None:
    by_id = {r["id"]: r for r in rows("crossings")}
    assert {i for i, r in by_id.items() if r["mode"] == "land"} == LAND_CROSSINGS
    triple = {i: tuple(r[f"people_per_day_{end}"] for end in ("low", "central", "high")) for i, r in by_id.items()}
    assert triple["torkham"] == ("5000", "13900", "28000")
    assert triple["chaman"] == ("3000", "5000", "17189")
    assert triple["kabul-air"] == ("", "", ""), "nobody published a removal flight"
    assert {i: r["opens_on"] for i, r in by_id.items() if r["opens_on"]} == {"qamar-din-karez": "2023-10-27"}
    assert {r["queue_places"] for r in by_id.values()} == {""}


def test_torkham_central_is_the_mean_of_five_days() -> None:
    days = {f"2023-11-0{day}" for day in range(1, 6)}
    counts = [
        int(r["people"])
        for r in rows("observed")
        if r["crossing_id"] == "torkham" and r["measure"] == "daily" and r["period_start"] in days
    ]
    assert len(counts) == 5
    assert round(sum(counts) / 5, -2) == 13_900


def test_forty_nine_holding_points() -> None:
    holding = [r for r in rows("sites") if r["kind"] in {"holding", "transit"}]
    assert [sum(int(r[f"places_{end}"]) for r in holding) for end in ("low", "central", "high")] == [
        6_000,
        9_000,
        35_000,
    ]
    count: dict[str, int] = defaultdict(int)
    for r in holding:
        count[r["province"]] += 1
    assert count == {
        "Punjab": 36,
        "Khyber Pakhtunkhwa": 3,
        "Sindh": 3,
        "Balochistan": 5,
        "Gilgit-Baltistan": 1,
        "Islamabad Capital Territory": 1,
    }


def test_what_nobody_published_stays_empty() -> None:
    unpublished = HEADERS["sites"].split(",")[9:16]
    assert unpublished[0] == "intake_people_per_day"
    assert unpublished[-1] == "onward_people_per_day"
    assert {r[column] for r in rows("sites") for column in unpublished} == {""}
    assert {r["people_per_day"] for r in rows("legs")} == {""}
    assert {r["id"] for r in rows("sites") if not r["places_low"]} == {"omari"}


def test_closures_name_places_of_the_case() -> None:
    closed = {(r["place_id"], r["from"], r["to"]): Decimal(r["share_open"]) for r in rows("closures")}
    assert {place for place, _, _ in closed} <= set(places())
    assert closed["torkham", "2023-09-06", "2023-09-14"] == 0
    assert [share for (place, _, _), share in closed.items() if place == "chaman"] == [1]
    assert [share for (place, _, _), share in closed.items() if place == "kharlachi"] == [0]
    assert all(0 <= share <= 1 for share in closed.values())


def test_observed_counts() -> None:
    crossings = {r["id"] for r in rows("crossings")} | {"all"}
    for r in rows("observed"):
        assert r["crossing_id"] in crossings
        assert r["measure"] in {"daily", "cumulative"}
        assert int(r["people"]) >= 10, "a count under 10 is a person"
        assert bool(r["low"]) == bool(r["high"])
        assert not r["low"] or int(r["low"]) <= int(r["people"]) <= int(r["high"])
        if r["measure"] == "daily":
            assert r["period_start"] == r["period_end"]
    assert ("torkham", "24000") in {(r["crossing_id"], r["people"]) for r in rows("observed")}
    assert ("all", "140322") in {(r["crossing_id"], r["people"]) for r in rows("observed")}
