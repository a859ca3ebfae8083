"""What waiting and travelling would mean for people: children, cold, dark, births, families, shelter."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from planner.needs.dusk import Dusk, dusk_of
from planner.needs.population import Population
from planner.recount import Recount
from planner.simulate import Book, Daybook

PER_PEOPLE = 10_000
KEPT_TOGETHER = (Fraction(99, 100), Fraction(95, 100), Fraction(90, 100))
"""Chances that all of a family get the same vehicle, day and crossing: nobody published one, so three are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """
    Exposure beyond nights and hours, of one replay up to the deadline.

    Parameters
    ----------
    cold_nights
        Person-nights at sites and in queues on nights below SHE-17; ``None`` without a climate table.
    person_days
        Days on the way: on the road, at a site or outside it, or at a crossing at any time of the day. A person counts
        once a day.
    births, obstetric_emergencies
        Expected on those days.
    families, families_at_risk
        Families on the way; those split at each of ``KEPT_TOGETHER``.
    nights_without_shelter, most_without_shelter
        Person-nights, and most people on one night, outside full sites and beyond the queue places that are published.
    """

    children_nights: Fraction
    dusk: Dusk
    cold_nights: int | None
    person_days: int
    births: Fraction
    obstetric_emergencies: Fraction
    families: Fraction
    families_at_risk: tuple[Fraction, ...]
    nights_without_shelter: int
    most_without_shelter: int


def further_of(recount: Recount, book: Daybook, population: Population) -> Further:
    """Return what a replay means for people."""
    nights = book.total(Book.HELD)
    person_days = _person_days(book)
    births = Fraction(person_days, PER_PEOPLE) * population.row("DEM-18").value
    setting_out = sum(people for journey, people in book.each_journey() if journey.from_place not in recount.sites)
    families = Fraction(setting_out) / population.household_people
    unsheltered = _unsheltered(recount, book)
    return Further(
        children_nights=nights * population.children.central,
        dusk=dusk_of(recount, book),
        cold_nights=_cold_nights(recount, book),
        person_days=person_days,
        births=births,
        obstetric_emergencies=births * recount.floor("HEA-18"),
        families=families,
        families_at_risk=tuple(families * (1 - chance) for chance in KEPT_TOGETHER),
        nights_without_shelter=sum(unsheltered),
        most_without_shelter=max(unsheltered, default=0),
    )


def _person_days(book: Daybook) -> int:
    """Return days on the way: whoever comes to a site or a crossing was on the road on that same day."""
    on_the_road = sum(sum(days) for days in book.on_the_road().values())
    at_places = sum(map(book.total, (Book.HELD, Book.OUTSIDE, Book.QUEUE, Book.CROSSED)))
    return on_the_road + at_places - book.total(Book.COME) - book.total(Book.JOINED)


def _unsheltered(recount: Recount, book: Daybook) -> list[int]:
    """Return people by night outside full sites, and in queues beyond the sheltered places that are published."""
    found = [0] * book.num_days
    for site in book.places(Book.OUTSIDE):
        found = [one + other for one, other in zip(found, book.days(Book.OUTSIDE, site), strict=True)]
    for crossing in book.places(Book.QUEUE):
        sheltered = int((recount.amount("queue", crossing) or Fraction(0)) // 1)
        waiting = book.days(Book.QUEUE, crossing)
        found = [one + max(other - sheltered, 0) for one, other in zip(found, waiting, strict=True)]
    return found


def _cold_nights(recount: Recount, book: Daybook) -> int | None:
    """Return person-nights on cold nights at the places whose climate is published, ``None`` where none is."""
    if not recount.case.climate:
        return None
    trigger = recount.floor("SHE-17")
    cold = {(row.place_id, row.month) for row in recount.case.climate if row.night_min_c < trigger}
    return sum(
        people
        for what in (Book.HELD, Book.OUTSIDE, Book.QUEUE)
        for place in book.places(what)
        for day, people in enumerate(book.days(what, place))
        if (place, recount.date(day).month) in cold
    )
