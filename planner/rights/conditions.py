"""How people would travel, wait and arrive: L09 and L13 to L20."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planner.records import Span
from planner.rights.facts import Facts
from planner.rights.row import Check, Status
from planner.simulate import Book

PER_PEOPLE = 10_000
TOGETHER = (("at_0.99", Fraction(99, 100)), ("at_0.95", Fraction(95, 100)), ("at_0.90", Fraction(90, 100)))
SITE_COLUMNS = ("covered_m2", "water_l_per_day", "toilets", "meals_per_day")


def conditions(facts: Facts) -> Iterator[Check]:
    """Yield L09 and L13 to L20."""
    yield Check(
        id="L09",
        title="Family unity",
        status=Status.UNLESS_SHOWN if facts.families else Status.NONE_FOUND,
        indicator="families split, if 95 of 100 were kept together",
        value=facts.families * (1 - Fraction(95, 100)),
        unit="families",
        rule="more than 0 expected",
        formula="F x (1 - p_same), F = P / household size",
        law="CRC 9, 10; ICCPR 17, 23",
        basis=("PRO-11", "DEM-20"),
        numbers={"families": facts.families, **{name: facts.families * (1 - p) for name, p in TOGETHER}},
        note="Nobody published p_same, the chance that all get the same vehicle, day and crossing: three are shown.",
    )
    yield from _weather(facts)
    yield _dignity(facts)
    yield _health(facts)
    yield from _people_at_sites(facts)
    yield Check(
        id="L19",
        title="Discrimination",
        status=Status.UNLESS_SHOWN,
        indicator="whether the measure falls on one nationality or ethnicity",
        value=None,
        unit="yes or no",
        rule="yes",
        formula="from the order itself and published totals by document status",
        law="ICERD; ICCPR 26",
        note="Statuses in scope: "
        + ", ".join(facts.recount.case.statuses[name] for name in facts.recount.scenario.scope)
        + ". Nothing in the inputs shows that the order falls on all alike.",
    )
    yield _absorption(facts)


def _weather(facts: Facts) -> Iterator[Check]:
    share = facts.legs_after_sunset_share
    yield Check(
        id="L13",
        title="Travel by night",
        status=Status.NOT_ASSESSED if share is None else Status.BREACH if share > 0 else Status.NONE_FOUND,
        indicator="share of days of travel that end after sunset",
        value=None if share is None else Fraction(str(share)),
        unit="share",
        rule="more than 0",
        formula="sunset by date and latitude; a day's journey begins at sunrise, with boarding and stops",
        law="ICCPR 6, 7; UNHCR and IOM convoy practice",
        basis=("TRA-12", "TRA-05", "TRA-06", "TRA-17"),
        note="Starting at sunrise favours the plan: whoever sets out later arrives later.",
    )
    cold = facts.cold_nights
    yield Check(
        id="L14",
        title="Winter and heat",
        status=Status.NOT_ASSESSED if cold is None else Status.BREACH if cold > 0 else Status.NONE_FOUND,
        indicator="nights in the cold without winter shelter shown",
        value=cold,
        unit="nights",
        rule="more than 0",
        formula="person-nights at sites and in queues where the mean night minimum is below SHE-17",
        law="ICCPR 7, 10",
        basis=("SHE-17", "SHE-18", "SHE-02"),
        note="The case has no climate table." if cold is None else "",
    )


def _dignity(facts: Facts) -> Check:
    waiting, most = facts.must.nights_in_queue, facts.must.most_waiting_people
    places = [facts.recount.sites[place] for place in facts.book.places(Book.HELD)]
    unknown = sum(all(getattr(site, column) is None for column in SITE_COLUMNS) for site in places)
    status = Status.UNLESS_SHOWN if waiting or unknown else Status.NONE_FOUND
    return Check(
        id="L15",
        title="Conditions that keep dignity",
        status=status,
        indicator="nights in queues and outside full sites, nothing being shown to be there",
        value=waiting,
        unit="nights",
        rule="any night below DET-01, WAT-02, SAN-01 or FOO-01",
        formula="person-nights, from the replay",
        law="ICCPR 7, 10; Constitution 14",
        basis=("DET-01", "WAT-02", "SAN-01", "FOO-01"),
        numbers={"most_waiting_people": most, "sites_used": len(places), "sites_without_any_figure": unknown},
        note="HARD standards limit how many sites let in, as far as space, water, toilets and meals are known.",
    )


def _health(facts: Facts) -> Check:
    rate, care = facts.shares["births"], facts.standard("HEA-18")
    births = Span(
        low=facts.people * rate.low * facts.days / PER_PEOPLE,
        central=facts.people * rate.central * facts.days / PER_PEOPLE,
        high=facts.people * rate.high * facts.days / PER_PEOPLE,
    )
    baseline = facts.people * facts.shares["deaths"].central * facts.days / PER_PEOPLE
    emergency = facts.people * facts.standard("HEA-14") * facts.days / PER_PEOPLE
    return Check(
        id="L16",
        title="Births and deaths on the way",
        status=Status.UNLESS_SHOWN if births.central else Status.NONE_FOUND,
        indicator="births among everyone in scope, from start to deadline",
        value=births.central,
        unit="births",
        rule="births without emergency obstetric care within two hours",
        formula="P / 10,000 x 0.97 x T; emergencies x 0.15; deaths at 0.25 and at 1 per 10,000 a day",
        law="ICESCR 12; CEDAW 12; ICCPR 6",
        basis=("DEM-18", "HEA-18", "DEM-25", "HEA-14", "DEM-15"),
        numbers={
            "births": births,
            "obstetric_emergencies": births.central * care,
            "pregnant": facts.people * facts.shares["pregnant"].central,
            "births_on_days_counted_in_the_replay": facts.person_days * rate.central / PER_PEOPLE,
            "deaths_at_baseline": baseline,
            "deaths_at_emergency_rate": emergency,
        },
        note="Nothing in the inputs shows where such care would be.",
    )


def _people_at_sites(facts: Facts) -> Iterator[Check]:
    nights = [facts.book.days(Book.HELD, site) for site in facts.book.places(Book.HELD)]
    peak = max((sum(day) for day in zip(*nights, strict=True)), default=0)
    share, seen = facts.shares["disabled"], facts.shares["identified"]
    yield Check(
        id="L17",
        title="Disability",
        status=Status.UNLESS_SHOWN if peak else Status.NONE_FOUND,
        indicator="accessible places needed at sites",
        value=peak * share.central,
        unit="places",
        rule="fewer places than needed",
        formula="most held on one night x 0.15; overlooked = 1 - identified / planned for",
        law="CRPD",
        basis=("DEM-12", "DEM-13"),
        numbers={
            "accessible_places": Span(low=peak * share.low, central=peak * share.central, high=peak * share.high),
            "share_overlooked": 1 - seen.central / share.central,
            "persons_with_disabilities_in_scope": facts.people * share.central,
        },
        note="Nobody published accessible places.",
    )
    sites = len(nights)
    yield Check(
        id="L18",
        title="Lawyers, UNHCR and monitors",
        status=Status.UNLESS_SHOWN if sites else Status.NONE_FOUND,
        indicator="sites in use without a lawyer or monitor shown",
        value=sites,
        unit="sites",
        rule="absent",
        formula="sites with people in the replay; one monitor a site",
        law="Constitution 10(1); ICCPR 9, 14; UNHCR Detention Guidelines, 10",
        basis=("PRO-17", "DET-15", "STA-06"),
        numbers={
            "monitors_needed": sites * facts.standard("PRO-17"),
            "share_of_women_officers": facts.standard("STA-06"),
        },
        note="Nothing in the inputs shows any.",
    )


def _could_cross(facts: Facts, crossing: str, day: int) -> int:
    """Return who is at a crossing on a day and would pass its own limit, whatever reception behind it takes in."""
    here = facts.book.days(Book.QUEUE, crossing)[day] + facts.book.days(Book.CROSSED, crossing)[day]
    most = facts.recount.capacity("throughput", crossing, day)
    return here if most is None else min(here, most)


def _absorption(facts: Facts) -> Check:
    recount = facts.recount
    peak = max(
        (sum(_could_cross(facts, place, day) for place in recount.crossings) for day in range(facts.days)), default=0
    )
    known = [amount for place in recount.receptions if (amount := recount.amount("intake", place)) is not None]
    whole = sum(known, Fraction(0)) if known and len(known) == len(recount.receptions) else None
    status = Status.NOT_ASSESSED
    if whole is not None:
        status = Status.BREACH if peak > whole else Status.NONE_FOUND
    worst = recount.case.standards.get("STA-07")
    return Check(
        id="L20",
        title="Reception after crossing",
        status=status,
        indicator="most people who would cross on one day",
        value=peak,
        unit="people",
        rule="more than reception can take in",
        formula="people at crossings in the replay, up to what each passes, by day",
        law="non-refoulement in its material side; ICESCR 11",
        basis=("STA-07",),
        numbers={
            "reception_people_a_day": whole,
            "days_at_the_worst_day_seen": None if worst is None else Fraction(facts.people) / worst.value,
        },
        note="Nobody published what reception places can take in." if whole is None else "",
    )
