"""Whether holding people keeps to hours, reviews and an end, and to nobody under 18: L05 to L08."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planner.records import Span
from planner.rights.facts import DAYS_A_WEEK, Facts
from planner.rights.row import Check, Status

P95 = Fraction(95, 100)
JUDGES_ROW = "PAK-01"


def detention(facts: Facts) -> Iterator[Check]:
    """Yield L05 to L08."""
    yield _magistrate(facts)
    yield _review(facts)
    yield _maximum(facts)
    nights = facts.children_nights
    yield Check(
        id="L08",
        title="Children in detention",
        status=Status.BREACH if nights > 0 else Status.NONE_FOUND,
        indicator="nights of children at sites",
        value=nights,
        unit="nights",
        rule="more than 0: nothing above 0 can be set as enough",
        formula="nights at sites x child share",
        law="CRC 37 with Joint General Comments CMW 3-4 / CRC 22-23",
        basis=("DET-08",),
        numbers={"child_share": facts.shares["children"]},
        note="Counted in the replay of an order to leave, at all sites before the border.",
    )


def _magistrate(facts: Facts) -> Check:
    held, nights = facts.held_over(1), facts.nights_over_24h
    each = facts.span("DET-18")
    judges = Span(
        low=held / (each.high * facts.working_days),
        central=held / (each.central * facts.working_days),
        high=held / (each.low * facts.working_days),
    )
    row = facts.recount.case.standards.get(JUDGES_ROW)
    return Check(
        id="L05",
        title="A magistrate within 24 hours",
        status=Status.BREACH if held or nights > 0 else Status.NONE_FOUND,
        indicator="nights at sites beyond 24 hours, no hearing being shown",
        value=nights,
        unit="nights",
        rule="anyone over 24 hours without a hearing",
        formula="sum of max(0, stay - 24 h) / 24 h x people; judges = held / (3 x W)",
        law="Constitution 10(2); ICCPR 9",
        basis=("DET-04", "DET-18", "STA-04"),
        numbers={
            "held_over_24h": held,
            "judges_needed": judges,
            "judges_share": None if row is None else judges.central / row.value,
        },
        note="A stay of one night counts as up to 24 hours, which favours the plan.",
    )


def _review(facts: Facts) -> Check:
    held, stay = facts.held_over(2), facts.longest_stay(P95) or 0
    reviews = held * (1 + stay // DAYS_A_WEEK)
    return Check(
        id="L06",
        title="Review within 48 hours, then weekly",
        status=Status.UNLESS_SHOWN if held else Status.NONE_FOUND,
        indicator="reviews due",
        value=reviews,
        unit="reviews",
        rule="fewer hearings than reviews due",
        formula="held over 48 h x (1 + floor(stay days / 7))",
        law="UNHCR Detention Guidelines 2012; ICCPR 9(4)",
        basis=("DET-05", "DET-06", "DET-16"),
        numbers={"held_over_48h": held, "hearing_hours": reviews * facts.standard("DET-16") / 60},
        note="Nobody published what the courts could hear." if held else "",
    )


def _maximum(facts: Facts) -> Check:
    stay = facts.longest_stay(P95)
    return Check(
        id="L07",
        title="A maximum fixed in law",
        status=Status.UNLESS_SHOWN if facts.held_people else Status.NONE_FOUND,
        indicator="95th percentile of nights at a site",
        value=stay,
        unit="nights",
        rule="no maximum fixed in law",
        formula="from the replay, first in first out",
        law="UNHCR Detention Guidelines 2012, paras 44-46; ICCPR 9",
        basis=("DET-07",),
        note="Nothing in the inputs shows a maximum in law; a scenario's longest stay is none." if stay else "",
    )
