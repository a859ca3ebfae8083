"""Under which names provinces are told: none that tells of one district, or of few people."""

from __future__ import annotations

from pathlib import Path

from planner.config import load_scenario
from planner.pipeline import prepare
from planner.records import Reading
from planner.recount import Recount, Roads, shown_province, sole_provinces
from tests.case_tables import HEADERS, table_text
from tests.worlds import leg, triple, write_world

OTHERS = "other provinces"
PLACE = {"lon": 71.5, "lat": 34, "population": 50000, "population_year": 2023}


def recount(folder: Path, people: dict[str, tuple[str, int]], config: str = "") -> Recount:
    """Return a world of districts, each of a province and with people, an hour from either of two gates."""
    gate = {"province": "North", "mode": "land", "lon": 71.1, "lat": 34.1, **triple("people_per_day", 90)}
    loaded = write_world(
        folder,
        config=config,
        districts=[{"pcode": p, "name": f"Town {p}", "province": where, **PLACE} for p, (where, _) in people.items()],
        crossings=[{"id": name, "name": name, **gate} for name in ("east", "west")],
        legs=[leg(pcode, name, 1) for pcode in people for name in ("east", "west")],
    )
    rows = [
        {"area": pcode, "status": "undocumented", "low": n, "central": n, "high": n, "source_id": "S1"}
        for pcode, (_, n) in people.items()
        if n
    ]
    (folder / "case" / "people.csv").write_text(table_text(HEADERS["people"], rows), encoding="utf-8")
    return Recount(Roads(prepare(loaded).case), loaded.scenario, Reading.CENTRAL)


def test_a_province_that_is_one_district_is_told_with_the_smallest_other(tmp_path: Path) -> None:
    people = {"C1": ("Capital", 30_000), "N1": ("North", 4_000), "N2": ("North", 4_000), "S1": ("South", 2_500)}
    found = recount(tmp_path, {**people, "S2": ("South", 2_500)})
    assert sole_provinces(found) == {"Capital"}
    assert shown_province(found) == {"Capital": OTHERS, "North": "North", "South": OTHERS}


def test_districts_without_people_do_not_hide_one(tmp_path: Path) -> None:
    people = {"C1": ("Capital", 30_000), "C2": ("Capital", 0), "N1": ("North", 4_000), "N2": ("North", 4_000)}
    assert shown_province(recount(tmp_path, people)) == {"Capital": OTHERS, "North": OTHERS}


def test_its_company_may_use_the_same_crossings(tmp_path: Path) -> None:
    # South is the smaller, but leaves by the east gate alone: what goes west of the two would be the capital's.
    people = {"C1": ("Capital", 30_000), "N1": ("North", 4_000), "N2": ("North", 4_000), "S1": ("South", 2_500)}
    rule = "exit_rule: {Capital: [west], North: [west], South: [east]}"
    found = recount(tmp_path, {**people, "S2": ("South", 2_500)}, rule)
    assert shown_province(found) == {"Capital": OTHERS, "North": OTHERS, "South": "South"}


def test_two_small_provinces_keep_each_other_company(tmp_path: Path) -> None:
    people = {"A1": ("Alps", 300), "A2": ("Alps", 300), "B1": ("Bay", 400), "B2": ("Bay", 500)}
    found = recount(tmp_path, {**people, "N1": ("North", 4_000), "N2": ("North", 4_000)})
    assert shown_province(found) == {"Alps": OTHERS, "Bay": OTHERS, "North": "North"}


def test_a_small_province_alone_takes_the_smallest_with_it(tmp_path: Path) -> None:
    people = {"A1": ("Alps", 300), "A2": ("Alps", 300), "B1": ("Bay", 4_000), "B2": ("Bay", 500)}
    found = recount(tmp_path, {**people, "N1": ("North", 4_000), "N2": ("North", 4_000)})
    assert shown_province(found) == {"Alps": OTHERS, "Bay": OTHERS, "North": "North"}


def test_islamabad_is_told_with_others_in_the_embedded_case() -> None:
    loaded = load_scenario("october-31")
    found = Recount(Roads(prepare(loaded).case), loaded.scenario, Reading.CENTRAL)
    shown = shown_province(found)
    assert sole_provinces(found) == {"Islamabad Capital Territory"}
    assert {name for name, told in shown.items() if told == OTHERS} == {"Islamabad Capital Territory", "Punjab"}
