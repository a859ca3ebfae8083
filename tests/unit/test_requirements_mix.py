"""The least costly mix and cost against date: by pencil, against brute force, and held by addition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from planner.config import LoadedScenario
from planner.errors import SolverError
from planner.model import least_cost
from planner.pipeline import Timings, prepare, solve
from planner.records import Reading
from planner.recount import Recount, Roads
from planner.requirements import Chosen, Dates
from planner.requirements.means import Demand, Item, Means, whole
from planner.units import show_day
from tests.worlds import HALL_ROADS, gate, leg, site, triple, write_world

PRICED = "standards: {profiles: [sphere-2018, pakistan-2023]}"
START = date(2023, 10, 4)
# PRO-15 and PRO-16: 30 days of notice and 15 of appeal before anyone moves.
WAITS = 45


def asked(loaded: LoadedScenario) -> Mapping[str, Any]:
    return solve(prepare(loaded), Timings(), lambda _: None).findings.requirements


def rows_of(told: Mapping[str, Any]) -> dict[str, Any]:
    return {row["limit"]: row for row in told["mix"]}


def test_a_gate_and_everyone_by_road(tmp_path: Path) -> None:
    # 3,000 people, 100 a day in 8 hours (TRA-20): 12.5 an hour, and two hours more of daylight at most (its high end).
    # 125 a day: 24 days after the 45 of notice and appeal, all of them with both hours more.
    told = asked(write_world(tmp_path, people=(3000, 0), config=PRICED))
    first = START + timedelta(days=WAITS)
    words = "no mix: notice and appeal alone take 45 days; the first date that leaves them is 18 November 2023"
    assert told["no_mix"] == words
    assert told["notice_and_appeal"]["first_date"] == first.isoformat()
    # Read out, it says for which deadline.
    assert f"For {show_day(START + timedelta(days=4))} {words}." in told["findings"]
    assert told["mix_date"] == (START + timedelta(days=WAITS + 23)).isoformat()
    rows = rows_of(told)
    hours = rows["crossing-hours:gate"]
    # Prices of the profile, in thousands: 400 to start an hour a day, 30 each hour.
    assert told["currency"] == "thousand PKR"
    assert (hours["value"], hours["unit_days"], hours["cost"]) == (2, 48, 2 * 400 + 48 * 30)
    # 30 people an officer a day: 100 officer-days, five officers over 24 days; 20 thousand each and 60 a month.
    for name in ("officers:all", "interpreters:all"):
        assert (rows[name]["value"], rows[name]["unit_days"]) == (5, 100)
        assert rows[name]["cost"] == 5 * 20 + 100 * 2
    # 40 a desk: 75 desk-days, four desks. A night at reception each: 125 places.
    assert (rows["desks:all"]["value"], rows["desks:all"]["unit_days"]) == (4, 75)
    assert (rows["reception-places:all"]["value"], rows["reception-places:all"]["unit_days"]) == (125, 3000)
    assert (rows["vehicles:bus"]["value"], rows["drivers:all"]["value"]) == (0, 0)
    assert {"notice:all", "appeal:all", "counsel:all", "reception:all"} <= set(rows)
    assert sum(row["cost"] for row in told["mix"]) == told["mix_cost"]["cost"] == told["frontier"][0]["cost"]
    assert [sum(row["cost_range"][end] for row in told["mix"]) for end in (0, 1)] == told["mix_cost"]["cost_range"]


def test_cost_never_rises_with_the_date_and_the_gap_is_small(tmp_path: Path) -> None:
    told = asked(write_world(tmp_path, people=(3000, 400), config=PRICED))
    frontier = told["frontier"]
    assert len(frontier) >= 8
    assert frontier[0]["date"] == told["mix_date"]
    costs = [row["cost"] for row in frontier]
    assert costs == sorted(costs, reverse=True)
    assert costs[0] > costs[-1]
    assert [row["date"] for row in frontier] == sorted({row["date"] for row in frontier})
    for row in frontier:
        assert 0 < row["at_least"] <= row["cost"]
        assert 0 <= row["gap"] < 0.01
        assert row["cost_range"][0] < row["cost"] < row["cost_range"][1]
    # From 34 days on the gate as it is passes 3,400: no hour more is bought.
    late = [row for row in frontier if row["days_of_moving"] >= 35]
    assert late
    assert all(row["amounts"]["crossing-hours:gate"] == 0 for row in late)


def test_a_deadline_that_leaves_room_has_its_own_mix(tmp_path: Path) -> None:
    deadline = START + timedelta(days=WAITS + 59)
    told = asked(write_world(tmp_path, people=(3000, 0), config=f"{PRICED}\ndeadline: {deadline}"))
    assert told["no_mix"] is None
    assert told["mix_date"] == deadline.isoformat()
    # 100 officer-days over 60 days: two officers; the gate as it is does with 30 days.
    assert rows_of(told)["officers:all"]["value"] == 2
    assert rows_of(told)["crossing-hours:gate"]["value"] == 0
    assert told["frontier"][0]["days_of_moving"] == 24


def test_notice_that_a_scenario_lengthens(tmp_path: Path) -> None:
    config = "standards: {profiles: [sphere-2018, pakistan-2023], floors: {PRO-15: 40, PRO-16: 20}}"
    told = asked(write_world(tmp_path, people=(1000, 0), config=config))
    assert told["no_mix"].startswith("no mix: notice and appeal alone take 60 days")


def test_no_holding_in_a_mix_and_buses_for_those_who_pass_a_site(tmp_path: Path) -> None:
    # 3,825 through the hall: 100 round trips of four hours, 50 bus-days; 400 hours over 48/7 a day: 59 driver-days.
    sites = [
        site(**triple("places", 10)),
        site(id="camp", name="Camp", kind="holding", **triple("places", 10)),
        site(id="tents", name="Tents", kind="reception", **triple("places", 40)),
    ]
    config = f"{PRICED}\nstreams: {{self_organised: 0}}"
    roads = (*HALL_ROADS, leg("A", "camp", 1), leg("camp", "gate", 1), leg("gate", "tents", 1))
    told = asked(write_world(tmp_path, people=(3825, 0), sites=sites, legs=roads, config=config))
    rows = rows_of(told)
    assert not {limit for limit in rows if limit.split(":")[0] in ("places", "intake") or "camp" in limit}
    assert (rows["vehicles:bus"]["unit_days"], rows["drivers:all"]["unit_days"]) == (50, 59)
    days = told["mix_cost"]["days_of_moving"]
    # 3,825 at 125 a day: a day is lost at the hall, 31 days. The tents' 40 places serve 40 of the nights of each day.
    assert days == 32
    assert rows["reception-places:all"]["value"] == -(-(3825 - 40 * days) // days)


def test_flights_where_people_go_by_air(tmp_path: Path) -> None:
    # One flight of 50 seats a day, 500 people: on the first day three flights of 180 more.
    field = gate(id="field", name="Field", mode="air", lon=69.2, lat=34.5, **triple("people_per_day", ""))
    flights = {"id": "f", "kind": "flight", "from_id": "strip", "to_id": "field", "seats": 50}
    loaded = write_world(
        tmp_path,
        people=(500, 0),
        crossings=[field],
        junctions=[{"id": "strip", "name": "Strip", "lon": 71.6, "lat": 34.0}],
        legs=(leg("A", "strip", 1), leg("strip", "field", 1, "air")),
        services=[{**flights, **triple("departures_per_day", 1)}],
        config=PRICED,
    )
    told = asked(loaded)
    row = rows_of(told)["flights:field"]
    assert told["mix_cost"]["days_of_moving"] == 1
    assert (row["value"], row["unit_days"], row["cost"]) == (3, 3, 3 * 2_000 + 3 * 8_000)
    # Ten days carry everyone as it is.
    assert told["frontier"][-1]["amounts"]["flights:field"] == 0


def test_without_prices_there_is_no_mix_and_it_says_so(tmp_path: Path) -> None:
    told = asked(write_world(tmp_path))
    assert told["no_mix"].startswith("NOT ASSESSED: the profiles have no PRI-01")
    assert (told["mix"], told["mix_date"], told["frontier"], told["mix_cost"]) == ([], None, [], None)


def test_a_gate_that_never_opens_has_no_date(tmp_path: Path) -> None:
    loaded = write_world(tmp_path, crossings=[gate(**triple("people_per_day", 0))], config=PRICED)
    told = asked(loaded)
    assert told["mix_date"] is None
    assert told["frontier"] == []


# --- against brute force ---


def brute(means: Means) -> int | None:
    """Return the least cost over all amounts, ``None`` where none meet the demands."""
    names = [item.id for item in means.items]
    best: int | None = None
    for amounts in product(*(range(item.most + 1) for item in means.items)):
        mix = dict(zip(names, amounts, strict=True))
        if not means.faults(mix):
            cost = means.cost(mix)
            best = cost if best is None else min(best, cost)
    return best


def chosen(means: Means) -> Chosen:
    return Chosen.of(means, *least_cost(*means.columns()))


@pytest.mark.parametrize("seed", range(40))
def test_the_least_cost_is_that_of_all_amounts_tried(seed: int) -> None:
    rng = Random(seed)
    items = tuple(
        Item(id=f"i{k}", cost=rng.randint(1, 60), cost_range=(0, 100), most=rng.randint(1, 5))
        for k in range(rng.randint(2, 5))
    )
    demands = tuple(
        Demand(id=f"d{k}", terms={i.id: rng.randint(-3, 9) for i in items}, least=rng.randint(-5, 30))
        for k in range(rng.randint(1, 4))
    )
    means = Means(days=1, items=items, demands=demands)
    least = brute(means)
    if least is None:
        with pytest.raises(SolverError):
            chosen(means)
        return
    found = chosen(means)
    amounts, prices = found.amounts, found.prices
    assert means.faults(amounts) == []
    assert means.cost(amounts) == least
    # The prices prove a cost that no mix is below, whatever a forger makes of them.
    assert 0 <= means.bound(prices) <= least
    for _ in range(20):
        other = {name: price + Fraction(rng.randint(-50, 50), 7) for name, price in prices.items()}
        assert means.bound(other) <= least


def test_a_small_world_against_all_amounts_tried(tmp_path: Path) -> None:
    # 60 people, 10 a day: the blocks of the programme share no demand, so that each is tried by itself.
    loaded = write_world(tmp_path, people=(60, 0), crossings=[gate(**triple("people_per_day", 10))], config=PRICED)
    case = prepare(loaded).case
    dates = Dates(Recount(Roads(case), loaded.scenario, Reading.CENTRAL))
    assert dates.fewest == 5  # 12.5 a day with two hours more
    for days in (5, 6, 8):
        means = dates.demands.means(days)
        amounts = chosen(means).amounts
        for block in blocks(means):
            tried = brute(block)
            assert tried == block.cost({item.id: amounts[item.id] for item in block.items})


def blocks(means: Means) -> list[Means]:
    """Return the parts of a programme that share no demand, each with few enough amounts to try."""
    most = {"-days": 12}
    rest, found = {item.id: item for item in means.items}, []
    while rest:
        names = {next(iter(rest))}
        while True:
            more = {n for row in means.demands if names & set(row.terms) for n in row.terms}
            if more <= names:
                break
            names |= more
        items = []
        for name in sorted(names):
            item = rest.pop(name)
            cap = 12 if name.startswith(("reception", "crossing")) else 4
            cap = 60 if name == "reception-places-days" else cap
            cap = most["-days"] if name.endswith("-days") and not name.startswith("reception") else cap
            items.append(Item(id=name, cost=item.cost, cost_range=item.cost_range, most=min(item.most, cap)))
        rows = tuple(row for row in means.demands if set(row.terms) & names)
        found.append(Means(days=means.days, items=tuple(items), demands=rows))
    return found


def test_whole_numbers_ask_the_same() -> None:
    row = whole("r", {"a": Fraction(1, 3), "b": Fraction(-5, 2), "c": 0}, Fraction(7, 4))
    assert (row.terms, row.least) == ({"a": 4, "b": -30}, 21)


def test_what_is_wrong_with_a_mix_is_named() -> None:
    item = Item(id="a", cost=3, cost_range=(2, 5), most=4)
    means = Means(days=1, items=(item,), demands=(Demand(id="two", terms={"a": 1}, least=2),), fixed=((item, 10),))
    assert means.faults({"a": 1}) == ["two adds up to 1, 2 are needed"]
    assert means.faults({"a": 5}) == ["a is 5"]
    assert means.faults({}) == ["amounts of ['a'] are missing or strange"]
    assert means.faults({"a": 2}) == []
    assert (means.cost({"a": 2}), means.cost_range({"a": 2})) == (36, (24, 60))
    assert means.bound({"two": Fraction(3)}) == 36
    assert means.bound({"two": Fraction(-3)}) == 30
