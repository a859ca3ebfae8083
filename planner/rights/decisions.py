"""Whether anybody chooses, is heard and gets a decision: L01 to L04, L10 to L12."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from planner.records import Span
from planner.rights.facts import Facts
from planner.rights.row import Check, Status

MINUTES_AN_HOUR = 60
NO_SCREENING_MINUTES = 10
LEGAL_CASEWORK = "CAT 3; ICCPR 7; General Comment 4"


def decisions(facts: Facts) -> Iterator[Check]:
    """Yield L01 to L04 and L10 to L12."""
    yield Check(
        id="L01",
        title="Is it voluntary?",
        status=Status.UNLESS_SHOWN,
        indicator="share with a recorded free individual choice",
        value=None,
        unit="share",
        rule="below 1, or any arrest or penalty attached to staying",
        formula="from published monitoring only",
        law="Tripartite agreement of 2003; UNHCR Handbook on Voluntary Repatriation; IOM: movement only if voluntary",
        basis=("PRO-01",),
        note="A gate: nothing shows that each person chose freely, informed and with no penalty for staying.",
    )
    yield _screening(facts)
    yield _reasoned(facts)
    yield _collective(facts)
    yield _alone(facts)
    yield _citizenship(facts)
    yield _remedy(facts)


def officer_hours(facts: Facts) -> Fraction | None:
    """Return the interview hours of all officers by the deadline, ``None`` when nobody published any."""
    return None if facts.officers is None else facts.officers * facts.standard("STA-03") * facts.working_days


def _workers(facts: Facts, people: Fraction, minutes: Span) -> Span:
    """Return the workers who can give so many people so many minutes each in the working days there are."""
    each = facts.standard("STA-03") * MINUTES_AN_HOUR * facts.working_days
    return Span(
        low=people * minutes.low / each, central=people * minutes.central / each, high=people * minutes.high / each
    )


def _screening(facts: Facts) -> Check:
    minutes, hours = facts.span("PRO-03"), officer_hours(facts)
    needed = _workers(facts, facts.adults, minutes)
    each = None if hours is None or not facts.adults else hours * MINUTES_AN_HOUR / facts.adults
    days = None
    if facts.officers:
        days = facts.adults * minutes.central / MINUTES_AN_HOUR / (facts.officers * facts.standard("STA-03"))
    status = Status.UNLESS_SHOWN
    if hours is not None:
        short = (each is not None and each < minutes.low) or (facts.adults > 0 and (days is None or days > facts.days))
        status = Status.BREACH if short else Status.NONE_FOUND
    words = "" if each is None or each >= NO_SCREENING_MINUTES else "Under 10 minutes an adult there is no screening."
    sites = Fraction(facts.people) / (facts.standard("STA-01") * facts.working_days)
    return Check(
        id="L02",
        title="Can everyone be screened individually?",
        status=status,
        indicator="minutes of individual screening for each adult",
        value=each,
        unit="minutes",
        rule=f"officer-days beyond the deadline, or fewer than {float(minutes.low):g} minutes an adult",
        formula="officers x H x 60 x W / (P x A)",
        law=LEGAL_CASEWORK,
        basis=("PRO-03", "STA-03", "STA-04", "STA-05", "STA-01"),
        numbers={
            "adults": facts.adults,
            "working_days": facts.working_days,
            "officers": facts.officers,
            "officers_needed": needed,
            "interpreters_needed": needed.central * facts.standard("STA-05"),
            "days_needed": days,
            "verification_sites_needed": sites,
        },
        note="A gate. "
        + (words or "Nobody published how many officers there are." if facts.officers is None else words),
    )


def _reasoned(facts: Facts) -> Check:
    shares, minutes, hours = facts.span("PRO-06"), facts.span("PRO-05"), officer_hours(facts)
    cases = Span(low=facts.adults * shares.low, central=facts.adults * shares.central, high=facts.adults * shares.high)
    days = cases.central * minutes.central / MINUTES_AN_HOUR / facts.standard("STA-03")
    status = Status.UNLESS_SHOWN
    if hours is not None:
        status = Status.BREACH if days > hours / facts.standard("STA-03") else Status.NONE_FOUND
    return Check(
        id="L03",
        title="Can those at risk get a reasoned decision?",
        status=status,
        indicator="officer-days for interviews of those referred",
        value=days,
        unit="officer-days",
        rule="more than there are by the deadline",
        formula="P x A x r x 150 / 60 / H",
        law=LEGAL_CASEWORK,
        basis=("PRO-05", "PRO-06", "PRO-07", "STA-03"),
        numbers={
            "cases": cases,
            "officers_needed": days / facts.working_days,
            "officer_years_of_full_status_determination": cases.central / facts.standard("PRO-07"),
            "officer_days_there_are": None if hours is None else hours / facts.standard("STA-03"),
        },
    )


def _collective(facts: Facts) -> Check:
    hours, share = officer_hours(facts), None
    if hours is not None and facts.adults:
        possible = hours * MINUTES_AN_HOUR / facts.standard("PRO-03")
        share = 1 - min(Fraction(1), possible / facts.adults)
    status = Status.UNLESS_SHOWN
    if share is not None:
        status = Status.BREACH if share > 0 else Status.NONE_FOUND
    return Check(
        id="L04",
        title="How far is it a collective expulsion?",
        status=status,
        indicator="share of adults who leave without an individual decision",
        value=share,
        unit="share",
        rule="more than 0",
        formula="1 - min(1, decisions possible / (P x A)), one decision for each screening interview",
        law="General Comment 15; CERD General Recommendation 30; ILC draft articles on expulsion, 9",
        basis=("PRO-03", "STA-03"),
        note="The most favourable reading: the interview of individual screening is taken to be the decision.",
    )


def _alone(facts: Facts) -> Check:
    children = facts.people * facts.shares["children"].central * facts.shares["unaccompanied"].central
    workers = ceil(children / facts.standard("PRO-08"))
    hours = children * facts.standard("PRO-10")
    days = hours / (workers * facts.standard("STA-03")) if workers else Fraction(0)
    at_once = facts.recount.scenario.release.from_ == facts.recount.scenario.start
    status = Status.UNLESS_SHOWN if children else Status.NONE_FOUND
    if children and (days > facts.days or at_once):
        status = Status.BREACH
    return Check(
        id="L10",
        title="Unaccompanied and separated children",
        status=status,
        indicator="working days until the last best-interests assessment",
        value=days,
        unit="days",
        rule="beyond the deadline, or travel before the assessment",
        formula="children x hours / (caseworkers x H), caseworkers = children / 25, children = P x child x 0.01",
        law="CRC 3, 9, 10, 22",
        basis=("PRO-08", "PRO-10", "DEM-23", "STA-03"),
        numbers={"children": children, "caseworkers_needed": workers, "assessment_hours": hours},
        note="People may leave from the first day on, before any assessment can be done." if at_once else "",
    )


def _citizenship(facts: Facts) -> Check:
    row = facts.recount.case.standards.get("DEM-24")
    claims = None
    if row is not None:
        claims = Span(low=facts.people * row.low, central=facts.people * row.value, high=facts.people * row.high)
    return Check(
        id="L11",
        title="Claims to citizenship",
        status=Status.NOT_ASSESSED if claims is None else Status.UNLESS_SHOWN,
        indicator="potential claimants by birth, in the nation",
        value=None if claims is None else claims.central,
        unit="people",
        rule="claims not decided by the deadline",
        formula="P x 0.6 to 0.75",
        law="Citizenship Act 1951, s.4: contested; counsel to confirm",
        basis=("DEM-24",),
        numbers={} if claims is None else {"claimants": claims},
        note="A national figure only. The share is of the registered profile; hours for a file were not published.",
    )


def _remedy(facts: Facts) -> Check:
    notice, appeal = facts.span("PRO-15"), facts.span("PRO-16")
    both = Span(low=notice.low + appeal.low, central=notice.central + appeal.central, high=notice.high + appeal.high)
    return Check(
        id="L12",
        title="Is there time for notice and appeal?",
        status=Status.BREACH if facts.days < both.central else Status.NONE_FOUND,
        indicator="days to the deadline",
        value=facts.days,
        unit="days",
        rule=f"fewer than notice and appeal take, {float(both.central):g}",
        formula="T < notice + appeal",
        law="ICCPR 13; Constitution 10-A; CAT 3",
        basis=("PRO-15", "PRO-16"),
        numbers={"notice_and_appeal_days": both},
    )
