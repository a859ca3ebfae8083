"""
What is uncertain: every figure of a case and scenario whose low end lies below its high end.

A drawn figure is kept in whole parts of its unit (people whole, departures to a thousandth, shares to a millionth), so
that a drawn world is as exact as a published one, and any draw can be counted again by those who know nothing of draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from planner.config import (
    PEOPLE_LIMIT,
    ROADS,
    Distribution,
    DistributionKind,
    FrozenMap,
    PeopleTotal,
    Scenario,
    ShareRange,
    Streams,
)
from planner.errors import Fault, InputError
from planner.records import Case, PeopleRow, Span
from planner.recount import Roads
from planner.units import BY_SCENARIO

SHARE = "streams:self_organised"
_PARTS = {"departures": 1_000, "streams": 1_000_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """
    One uncertain figure.

    Parameters
    ----------
    id
        ``kind:place``, as limits are named; ``people:STATUS`` stands for all rows of a status, which move together.
    parts
        Parts of a unit that a drawn value keeps.
    distribution
        How it is drawn, with every end filled in.
    set_on_purpose
        Whether the scenario chose the distribution.
    """

    id: str
    unit: str
    span: Span
    sources: tuple[str, ...]
    parts: int
    distribution: Distribution
    set_on_purpose: bool

    @property
    def kind(self) -> str:
        """Return what stands before the colon."""
        return self.id.partition(":")[0]

    @property
    def place(self) -> str:
        """Return what stands after the colon."""
        return self.id.partition(":")[2]


def inputs_of(case: Case, scenario: Scenario) -> tuple[Input, ...]:
    """
    Return every uncertain figure, in the order in which a case lists them.

    Raises
    ------
    InputError
        All faults between the scenario's ``uncertainty`` and the case.
    """
    found = {
        name: (span, unit, sources) for name, span, unit, sources in _spans(case, scenario) if span.low < span.high
    }
    faults = list(_faults(case, scenario, found))
    if faults:
        raise InputError(tuple(faults))
    chosen = scenario.uncertainty.distributions
    return tuple(
        Input(
            id=name,
            unit=unit,
            span=span,
            sources=tuple(sorted(set(sources))),
            parts=_PARTS.get(name.partition(":")[0], 1),
            distribution=_filled(span, chosen.get(name, Distribution())),
            set_on_purpose=name in chosen,
        )
        for name, (span, unit, sources) in found.items()
    )


def known_ids(case: Case, scenario: Scenario) -> frozenset[str]:
    """
    Return every input that a distribution may be told for, those without a range in this scenario among them.

    A scenario that sets one value for what its parent draws need not take the parent's distribution away.
    """
    places = [f"throughput:{crossing.id}" for crossing in case.crossings] + [f"places:{site.id}" for site in case.sites]
    movers = [f"departures:{row.id}" for row in case.services] + [f"vehicles:{row.id}" for row in case.fleets]
    return frozenset((SHARE, *(f"people:{status}" for status in scenario.scope), *places, *movers))


def members_of(patterns: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Return the inputs that ids and ``kind:*`` name, in their own order."""
    wanted = set(patterns)
    return tuple(name for name in names if name in wanted or f"{name.partition(':')[0]}:*" in wanted)


def _spans(case: Case, scenario: Scenario) -> Iterator[tuple[str, Span, str, tuple[str, ...]]]:
    fixed = {key for key, change in scenario.limits.items() if change.value is not None}
    for status in scenario.scope:
        if not (len(scenario.scope) == 1 and PEOPLE_LIMIT in fixed):
            yield (
                f"people:{status}",
                total_of(case, scenario, status),
                "people",
                _people_sources(case, scenario, status),
            )
    share = scenario.streams.self_organised
    yield SHARE, Span(low=share.low, central=share.central, high=share.high), "share", (BY_SCENARIO,)
    for crossing in case.crossings:
        name = f"throughput:{crossing.id}"
        if crossing.people_per_day is not None and name not in fixed:
            yield name, crossing.people_per_day, "people a day", (crossing.source_id,)
    for service in case.services:
        yield f"departures:{service.id}", service.departures_per_day, "departures a day", (service.source_id,)
    for fleet in case.fleets:
        if fleet.vehicles is not None and f"vehicles:{fleet.id}" not in fixed:
            yield f"vehicles:{fleet.id}", fleet.vehicles, "vehicles", (fleet.source_id,)
    for site in case.sites:
        name = f"places:{site.id}"
        if site.places is not None and name not in fixed:
            yield name, site.places, "people a night", (site.source_id,)


def _rows(case: Case, status: str) -> list[PeopleRow]:
    return [row for row in case.people if row.status == status]


def total_of(case: Case, scenario: Scenario, status: str) -> Span:
    """Return the range of all people of a status: the scenario's, or the sum of its rows."""
    change = scenario.people.get(status)
    if change is not None:
        return Span(low=Fraction(change.low), central=Fraction(change.central), high=Fraction(change.high))
    rows = [row.people for row in _rows(case, status)]
    ends = [sum((getattr(row, end) for row in rows), Fraction(0)) for end in ("low", "central", "high")]
    return Span(low=ends[0], central=ends[1], high=ends[2])


def _people_sources(case: Case, scenario: Scenario, status: str) -> tuple[str, ...]:
    return (BY_SCENARIO,) if status in scenario.people else tuple(row.source_id for row in _rows(case, status))


def _filled(span: Span, chosen: Distribution) -> Distribution:
    """Return a distribution with the ends of its range where it states none."""
    if chosen.kind is DistributionKind.DISCRETE:
        return chosen
    low = span.low if chosen.low is None else chosen.low
    high = span.high if chosen.high is None else chosen.high
    mode = min(max(span.central, low), high) if chosen.mode is None else chosen.mode
    uniform = chosen.kind is DistributionKind.UNIFORM
    return Distribution(kind=chosen.kind, low=low, mode=None if uniform else mode, high=high)


def _faults(case: Case, scenario: Scenario, found: Mapping[str, tuple[Span, str, tuple[str, ...]]]) -> Iterator[Fault]:
    settings = scenario.uncertainty
    wanted = "an input with a range (low below high): its id, such as throughput:torkham"
    yield from _distribution_faults(case, scenario, found, wanted)
    seen: dict[str, str] = {}
    for group, entry in settings.groups.items():
        key = f"uncertainty.groups.{group}.members"
        for member in entry.members:
            if not members_of((member,), found):
                yield Fault(file="config", key=key, expected=f"{wanted}, or kind:*", got=member)
        for name in members_of(entry.members, found):
            if name in seen:
                yield Fault(
                    file="config", key=key, expected="each input in one group", got=f"{name} in {seen[name]} too"
                )
            seen[name] = group
    places = {ROADS, *(crossing.id for crossing in case.crossings), *(site.id for site in case.sites)}
    for event, row in settings.events.items():
        if row.place not in places:
            key, places_wanted = f"uncertainty.events.{event}.place", "a crossing, a site or roads"
            yield Fault(file="config", key=key, expected=places_wanted, got=row.place)


def _distribution_faults(
    case: Case, scenario: Scenario, found: Mapping[str, tuple[Span, str, tuple[str, ...]]], wanted: str
) -> Iterator[Fault]:
    ids = known_ids(case, scenario)
    for name, chosen in scenario.uncertainty.distributions.items():
        key = f"uncertainty.distributions.{name}"
        if name in found:
            yield from _outside(key, found[name][0], chosen)
        elif name not in ids:
            yield Fault(file="config", key=key, expected=wanted, got="no input of this case")


def _outside(key: str, span: Span, chosen: Distribution) -> Iterator[Fault]:
    """Yield what of a distribution lies outside the range of its input, or has no logarithm."""
    stated = [value for value in (chosen.low, chosen.mode, chosen.high, *chosen.values) if value is not None]
    for value in stated:
        if not span.low <= value <= span.high:
            wanted = f"a value within the range of its source, {float(span.low):g} to {float(span.high):g}"
            yield Fault(file="config", key=key, expected=wanted, got=f"{float(value):g}")
    filled = _filled(span, chosen)
    if filled.low is not None and filled.high is not None and filled.low > filled.high:
        yield Fault(file="config", key=key, expected="low below high", got="the other way round")
    if chosen.kind is DistributionKind.LOGNORMAL and not filled.low:
        yield Fault(file="config", key=key, expected="a low end above 0 for a lognormal", got="0")


def drawn_world(
    roads: Roads, scenario: Scenario, inputs: Iterable[Input], values: Mapping[str, Fraction]
) -> tuple[Roads, Scenario]:
    """
    Return the case and the scenario of one draw, every drawn range a point.

    Parameters
    ----------
    values
        By input, in its own unit.
    """
    drawn = {row.id: values[row.id] for row in inputs}
    case = roads.case
    settings = dict(scenario.people)
    for status in scenario.people:
        if (total := drawn.get(f"people:{status}")) is not None:
            whole = int(total)
            settings[status] = PeopleTotal.model_construct(low=whole, central=whole, high=whole)
    changed = replace(
        case,
        people=tuple(_drawn_row(case, scenario, row, drawn.get(f"people:{row.status}")) for row in case.people),
        crossings=tuple(
            replace(c, people_per_day=_or_point(drawn.get(f"throughput:{c.id}"), c.people_per_day))
            for c in case.crossings
        ),
        sites=tuple(replace(s, places=_or_point(drawn.get(f"places:{s.id}"), s.places)) for s in case.sites),
        services=tuple(
            replace(s, departures_per_day=_or_point(drawn.get(f"departures:{s.id}"), s.departures_per_day))
            for s in case.services
        ),
    )
    fleets = tuple(replace(f, vehicles=_or_point(drawn.get(f"vehicles:{f.id}"), f.vehicles)) for f in case.fleets)
    changed = replace(changed, fleets=fleets)
    update: dict[str, object] = {"people": FrozenMap(settings)}
    if SHARE in drawn:
        end = drawn[SHARE]
        update["streams"] = Streams(self_organised=ShareRange(low=end, central=end, high=end))
    return roads.under(changed), scenario.model_copy(update=update)


def _drawn_row(case: Case, scenario: Scenario, row: PeopleRow, total: Fraction | None) -> PeopleRow:
    """Return a row at a drawn total of its status; what the scenario sets is split by central values, which stay."""
    if total is None or row.status in scenario.people:
        return row
    return replace(row, people=_point(share_of_row(row, total_of(case, scenario, row.status), total)))


def _point(value: Fraction) -> Span:
    return Span(low=value, central=value, high=value)


def _or_point(value: Fraction | None, span: Any) -> Any:
    return span if value is None else _point(value)


def share_of_row(row: PeopleRow, whole: Span, total: Fraction) -> Fraction:
    """Return the whole people of a row when all rows of its status stand at one point of their ranges."""
    if row.people == whole:
        return total
    low, high = (whole.low, whole.central) if total <= whole.central else (whole.central, whole.high)
    first, last = (
        (row.people.low, row.people.central) if total <= whole.central else (row.people.central, row.people.high)
    )
    share = Fraction(0) if high == low else (total - low) / (high - low)
    return Fraction((first + share * (last - first)) // 1)
