"""Laws of counting people by day: no day has more of them than there are, whatever places they are counted at."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import numpy as np
from hypothesis import given

from planner.audit import audit_plan
from planner.needs import population_of
from planner.needs.further import further_of
from planner.needs.presence import presences_of
from planner.needs.sheets import ENDS, NotAssessedError, Workbook
from planner.needs.twice import is_per_person, overlaps_of
from planner.records import Reading
from planner.recount import Recount, Roads
from planner.simulate import Book, Daybook, daybook_of_plan, replay_order
from tests.amounts import few
from tests.properties.worlds_at_random import drawn, readings, seeds, solved

worlds = few(40)


@lru_cache(maxsize=256)
def books(seed: int, reading: Reading) -> tuple[Recount, tuple[Daybook, Daybook]]:
    """Return the recount of a random world, and its days under an order to leave and under the plan."""
    case, scenario = drawn(seed).case, drawn(seed).scenario
    recount = Recount(Roads(case), scenario, reading)
    plan = solved(case, scenario, reading).plan
    movements = audit_plan(recount, plan).movements
    return recount, (replay_order(recount)[1], daybook_of_plan(recount, plan, movements))


@worlds
@given(seed=seeds, reading=readings)
def test_nobody_is_on_the_way_twice_a_day(seed: int, reading: Reading) -> None:
    recount, both = books(seed, reading)
    for book in both:
        found = further_of(recount, book, population_of(recount.case, recount.scenario))
        on_the_road = sum(sum(days) for days in book.on_the_road().values())
        assert found.person_days <= recount.in_scope_people * book.num_days
        assert found.person_days >= max(on_the_road, book.total(Book.HELD) + book.total(Book.QUEUE))


@worlds
@given(seed=seeds, reading=readings)
def test_whoever_arrives_comes_to_the_place_on_that_day(seed: int, reading: Reading) -> None:
    _, both = books(seed, reading)
    for book in both:
        due: Counter[tuple[str, int]] = Counter()
        for journey, people in book.each_journey():
            if journey.arrives < book.num_days:
                due[journey.target, journey.arrives] += people
        come: Counter[tuple[str, int]] = Counter()
        for what in (Book.COME, Book.JOINED):
            for place in book.places(what):
                come.update({(place, day): people for day, people in enumerate(book.days(what, place)) if people})
        assert due == come


@worlds
@given(seed=seeds, reading=readings)
def test_the_nation_needs_no_more_than_its_people(seed: int, reading: Reading) -> None:
    recount, both = books(seed, reading)
    population = population_of(recount.case, recount.scenario)
    for book in both:
        workbook = Workbook(recount, population, presences_of(recount, book), overlaps_of(recount, book))
        for standard in workbook.quantities():
            if not is_per_person(standard, workbook.rules[standard.id], population):
                continue
            try:
                sheet = workbook.sheet(standard)
            except NotAssessedError:
                continue
            assert (sheet.twice["central"] >= 0).all()
            assert (sheet.by_day("central") >= sheet.cells["central"].max(axis=0, initial=0)).all()
            everyone = np.full(book.num_days, recount.in_scope_people, dtype=np.int64)
            for end in ENDS:
                most = workbook.asked(standard, everyone, end)
                # Every cell is a thousandth rounded up, and every double one rounded down.
                assert (sheet.by_day(end) <= most + len(sheet.places) + 1).all(), standard.id
                assert np.issubdtype(sheet.by_day(end).dtype, np.integer)
