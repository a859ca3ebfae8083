"""What a run rests on that no source settles: told on page 2, in one fixed order, beside the answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from planner.config import Scenario
from planner.records import Case, Span
from planner.recount import SELF, VIA_SITE, Recount
from planner.rules.norms import people_profile
from planner.units import BY_SCENARIO, PLANNING_FIGURES, counted, show_day

# Observed rows with a source of such an id are of voluntary programmes, and give the pace of one.
VOLUNTARY = "voluntary-"
Json = dict[str, Any]


def assumptions_of(recount: Recount) -> list[Json]:
    """Return one row for each thing assumed: id, text, evidence and source_id (``None`` where no source says it)."""
    case, scenario = recount.case, recount.scenario
    rows = [
        *_people(case, scenario),
        *_scenario(scenario),
        *_assumed_rows(case),
        *_prices(case),
        *_of_the_world(recount),
        *_contradictions(recount),
    ]
    return [{"id": f"A{k:02d}", **row} for k, row in enumerate(rows, start=1)]


def _row(text: str, evidence: str = "assumption", source_id: str | None = None) -> Json:
    return {"text": text, "evidence": evidence, "source_id": source_id}


def _number(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.6g}"


def _shown(span: Span) -> str:
    return f"{_number(span.low)} / {_number(span.central)} / {_number(span.high)}"


def _people(case: Case, scenario: Scenario) -> Iterable[Json]:
    for status in scenario.scope:
        title = case.statuses[status]
        override = scenario.people.get(status)
        if override is not None:
            figures = f"{override.low:,} / {override.central:,} / {override.high:,}"
            yield _row(f"People in scope, {title}: {figures} (low / central / high), {BY_SCENARIO}.")
            continue
        rows = [row for row in case.people if row.status == status]
        # Rows may be by province or district: only their sum is told.
        keys = sorted({"population" if row.split_by is None else f"the public column {row.split_by}" for row in rows})
        yield _row(
            f"People in scope, {title}: {_shown(_sum(row.people for row in rows))} (low / central / high), spread over "
            f"districts in memory by {' and '.join(keys)}, which is a spatial key and no count of them.",
            "derived",
            rows[0].source_id if len({row.source_id for row in rows}) == 1 else None,
        )


def _sum(spans: Iterable[Span]) -> Span:
    low, central, high = zip(*((span.low, span.central, span.high) for span in spans), strict=True)
    return Span(low=sum(low, Fraction(0)), central=sum(central, Fraction(0)), high=sum(high, Fraction(0)))


def _scenario(scenario: Scenario) -> Iterable[Json]:
    share = scenario.streams.self_organised
    yield _row(
        f"Share who travel in hired vehicles straight to a crossing: {float(share.low):.0%} / "
        f"{float(share.central):.0%} / "
        f"{float(share.high):.0%} (strict / central / favourable), {BY_SCENARIO}; the rest pass a site."
    )
    stay = scenario.stay
    longest = "no longest stay" if stay.max_nights is None else f"at most {stay.max_nights}"
    yield _row(f"Nights at a site: at least {stay.min_nights}, {longest}; {BY_SCENARIO}.")
    release = scenario.release
    when = (
        f"on {show_day(release.from_)}"
        if release.kind == "at_once"
        else f"from {show_day(release.from_)} to {show_day(release.to)}, {release.kind}"
    )
    yield _row(f"People may leave {when}; {BY_SCENARIO}.")
    hours = _number(scenario.driving_hours_per_day)
    yield _row(f"Journeys take at most {hours} hours on the road a day; {BY_SCENARIO}, within standard TRA-08.")
    if scenario.exit_rule:
        yield _row(f"Each province's people use the crossings of the exit rule only; {BY_SCENARIO}.")
    else:
        yield _row(f"Anyone may use any crossing; {BY_SCENARIO}.")
    for key, change in scenario.limits.items():
        what = (
            f"multiplied by {_number(change.factor)}"
            if change.factor is not None
            else f"set to {_number(change.value or Fraction(0))}"
        )
        yield _row(f"Limit {key} {what}; {BY_SCENARIO}.")
    for key, floor in scenario.standards.floors.items():
        yield _row(f"Standard {key} tightened to {_number(floor)}; {BY_SCENARIO}.")


def _assumed_rows(case: Case) -> Iterable[Json]:
    """Tell every figure without a source of its own: one line a source and table."""
    for crossing in case.crossings:
        source = case.sources[crossing.source_id]
        if source.evidence in ("assumption", "derived") and crossing.people_per_day is not None:
            text = f"{crossing.name}: {_shown(crossing.people_per_day)} people a day. {source.title}."
            yield _row(text, source.evidence, source.id)
    by_source: defaultdict[str, list[Span]] = defaultdict(list)
    for site in case.sites:
        if case.sources[site.source_id].evidence in ("assumption", "derived") and site.places is not None:
            by_source[site.source_id].append(site.places)
    for source_id, spans in sorted(by_source.items()):
        whole, source = _sum(spans), case.sources[source_id]
        yield _row(
            f"Places at {counted(len(spans), 'site')}: {_shown(whole)} in all. {source.title}.",
            source.evidence,
            source_id,
        )
    legs = Counter(
        leg.source_id for leg in case.legs if case.sources[leg.source_id].evidence in ("assumption", "derived")
    )
    for source_id, count in sorted(legs.items()):
        source = case.sources[source_id]
        told = f"Length and time of {counted(count, 'road or air leg')}. {source.title}."
        yield _row(told, source.evidence, source_id)


def _prices(case: Case) -> Iterable[Json]:
    """Tell prices and planning figures that nobody was found to have printed: one line a profile and source."""
    by_source: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for price in case.prices.values():
        if price.evidence == "assumption":
            ends = " / ".join(_number(value) for value in (price.low, price.value, price.high))
            by_source[price.profile, price.source].append(f"{price.item} {ends} {price.unit}")
    for (_, source), items in sorted(by_source.items()):
        yield _row(f"{PLANNING_FIGURES}, low / central / high, {source}: {'; '.join(items)}.")


def _of_the_world(recount: Recount) -> Iterable[Json]:
    case = recount.case
    profile, is_told = people_profile(case.standards, recount.scenario.scope[0])
    if profile:
        whose = "" if is_told else ", since none describes the status in scope"
        yield _row(f"Adults, children and families are reckoned by the {profile} profile of demography{whose}.")
    for province, count in sorted(_without_sites(recount).items()):
        yield _row(
            f"{counted(count, 'district')} of {province} {'reaches' if count == 1 else 'reach'} no site that may be "
            "used from there: everyone goes straight to a crossing.",
            "derived",
        )
    idle = sorted(set(recount.sites) - set(recount.site_exits))
    via_sites = recount.scenario.streams.self_organised.low < 1
    notes = (
        (not recount.sites and via_sites, "The case has no site: everyone goes straight to a crossing."),
        (idle, f"{counted(len(idle), 'site')} with no way to a crossing of the exit rule: left out."),
        (
            any(site.covered_m2 is not None for site in case.sites) and not case.climate,
            "SHE-02 (space in cold weather) is NOT ASSESSED: the case has no climate table.",
        ),
        (case.calendar, "Opening hours do not scale what passes in a day; a weekday without hours is shut."),
        (
            recount.travel.trains,
            "Trains are counted by their seats on the day of departure; roads to and from a station take no vehicle.",
        ),
        (
            any(recount.amount("vehicles", fleet.id) is not None for fleet in case.fleets),
            "Vehicles come home empty before they are used again, within a day where that fits in one. On a road of "
            "more than a day their hours are added up and no vehicle is followed, so that a plan may ask more of a "
            "fleet than it can drive: a yes that turns on vehicles is no more than not excluded. Fleets of a province "
            "serve departures from it, and where one fleet has no figure none limits those it serves.",
        ),
        (
            recount.amount("money", "all") is not None,
            "The ceiling on money counts coaches for the hours out and home, and three meals for each night at a site, "
            "for those who pass one; families pay for their own vehicles.",
        ),
    )
    yield from (_row(text) for holds, text in notes if holds)
    for crossing in case.crossings:
        if crossing.mode == "air" and recount.amount("throughput", crossing.id) == 0:
            yield _row(
                f"{crossing.name}: no flight to it is published, and an air crossing passes only the seats of published"
                " flights, so its capacity is 0."
            )
    if voluntary_absent(case):
        text = "A voluntary programme is NOT ASSESSED: the case has no pace of one among its observations."
        yield _row(text, "derived")


def voluntary_absent(case: Case) -> bool:
    """Return whether no observation of a voluntary programme gives a pace; its source's id would say so."""
    return not any(row.source_id.startswith(VOLUNTARY) and row.people for row in case.observed)


def _contradictions(recount: Recount) -> Iterable[Json]:
    """Tell in words what leaves nobody a way: a stay longer than the days there are, and limits of 0."""
    scenario = recount.scenario
    nights = scenario.stay.min_nights
    if nights >= scenario.num_days and any(stream == VIA_SITE for _, _, stream, _, _ in recount.by_stream):
        yield _row(
            f"The shortest stay at a site, {counted(nights, 'night')}, does not fit into the "
            f"{counted(scenario.num_days, 'day')} from start to deadline: nobody who passes a site is across by then.",
            "derived",
        )
    shut = [f"{kind}:{place}" for kind, place in _limits(recount) if recount.amount(kind, place) == 0]
    if shut:
        yield _row(f"Limits of 0 let nobody through: {', '.join(sorted(shut))}.", "derived")


def _limits(recount: Recount) -> Iterable[tuple[str, str]]:
    """Yield kind and place of the limits that may be 0; queue places of 0 hold nobody back who need not wait."""
    case = recount.case
    yield from (("throughput", crossing) for crossing in recount.crossings)
    for site in recount.site_exits:
        yield from ((kind, site) for kind in ("intake", "places", "desks"))
    yield from (("vehicles", fleet.id) for fleet in case.fleets if not fleet.is_for_relief)
    yield from ((f"{service.kind}s", service.id) for service in case.services)
    yield from (("leg", place) for place in recount.travel.leg_places)
    yield from (("officers", "all"), ("money", "all"))


def _without_sites(recount: Recount) -> Counter[str]:
    """Count, by province, the districts with people that reach no site they may use, where the case has sites."""
    if not recount.sites:
        return Counter()
    with_sites = {pcode for pcode, _, stream, _, _ in recount.by_stream if stream == VIA_SITE}
    return Counter(
        province
        for pcode, province, stream, _, _ in recount.by_stream
        if stream == SELF and pcode not in with_sites and not recount.ways_from(pcode, province, VIA_SITE)
    )
