"""
``result.json``: everything the run answers, put together from records in one fixed order.

This room computes no bound and solves nothing. The same function serves the run and ``planner verify``, which puts the
result together a second time from the case, the plan and the certificate, and asks for equality.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from planner.audit import Audit
from planner.config import PEOPLE_LIMIT, Scenario
from planner.disclosure import GATHERED_PROVINCES
from planner.outcome import effects
from planner.outcome.effects import Effects
from planner.records import Case, Reading, Span
from planner.recount import Recount, shown_province
from planner.simulate import Exposure
from planner.solution import Answer, Completion, Curve, Plan, Sensitivity
from planner.units import round_people

SCHEMA_VERSION = 1
DAYS_A_WEEK = 7
SMALL_CELL = 10
Json = dict[str, Any]

NO_REQUIREMENTS: Json = {"deadline": [], "single": [], "mix_date": None, "mix": [], "frontier": []}
GATES: Json = {
    "voluntariness": {
        "status": "BREACH UNLESS SHOWN",
        "text": "Nothing in the inputs shows that each person chose freely, informed and with no penalty for staying.",
    },
    "screening": {
        "status": "BREACH UNLESS SHOWN",
        "text": "Nothing in the inputs shows that each person is screened individually before departure.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """
    One reading as the judges left it.

    Parameters
    ----------
    proved_at_most, relaxed_at_most
        The bounds of the certificate, counted again; ``relaxed_at_most`` is ``None`` when nothing is claimed.
    audit
        The audit of its plan.
    """

    recount: Recount
    plan: Plan
    audit: Audit
    proved_at_most: int
    impossible: bool
    completion: Completion

    @property
    def in_scope_people(self) -> int:
        """All people in scope."""
        return self.recount.in_scope_people

    @property
    def answer(self) -> Answer:
        """The first of the four answers that holds."""
        if self.impossible:
            return Answer.IMPOSSIBLE
        if self.proved_at_most < self.in_scope_people:
            return Answer.NOT_WITHIN_STANDARDS
        everyone = self.plan.on_time_people == self.in_scope_people and not self.audit.faults
        return Answer.NOT_EXCLUDED if everyone and not self.unpublished_use else Answer.UNDECIDED

    @property
    def unpublished_use(self) -> tuple[str, ...]:
        """Crossings without published throughput and sites without published places that the plan uses."""
        crossings = {row.id for row in self.plan.crossings if row.from_self + row.from_sites}
        sites = {row.id for row in self.plan.sites if row.people_in}
        told = sites & set(self.recount.receptions)
        for crossing in () if told else sorted(crossings):
            # Reception that takes everyone is not in the plan: people go where a figure exists, if it does anywhere.
            joined = self.recount.joined_receptions(crossing)
            if all(self._unpublished("places", place) for place, _ in joined):
                sites |= {place for place, _ in joined}
        return tuple(
            [c for c in sorted(crossings) if self._unpublished("throughput", c)]
            + [s for s in sorted(sites) if self._unpublished("places", s)]
        )

    def _unpublished(self, kind: str, place: str) -> bool:
        """Return whether neither a source nor the scenario fills a limit; flights do not stand in for a terminal."""
        change = self.recount.scenario.limits.get(f"{kind}:{place}")
        return self.recount.published(kind, place) is None and (change is None or change.value is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything that ``result.json`` tells: judged readings, and what only the solver knows of the chosen one."""

    case: Case
    scenario: Scenario
    judged: Mapping[Reading, Judged]
    effects: Mapping[Reading, Effects]
    curve: Curve
    sensitivities: Sequence[Sensitivity]
    flips_proved: Collection[str] = ()
    alternatives: Sequence[Json]
    assumptions: Sequence[Json]
    requirements: Json = field(default_factory=lambda: dict(NO_REQUIREMENTS))
    routes: Json = field(default_factory=dict)
    uncertainty: Json = field(default_factory=dict)
    backtest: Json = field(default_factory=dict)

    @property
    def exposures(self) -> Mapping[Reading, tuple[Exposure, Exposure]]:
        """By reading, under the plan and when everyone leaves on release."""
        return {reading: (found.may, found.must) for reading, found in self.effects.items()}

    @property
    def chosen(self) -> Judged:
        """The reading that leads the report."""
        return self.judged[self.scenario.reading]


def result_of(found: Findings) -> Json:
    """Return ``result.json`` as plain values."""
    case, scenario, chosen = found.case, found.scenario, found.chosen
    verdict = _verdict(chosen)
    answers = {judged.answer for judged in found.judged.values()}
    verdict = {"answer": verdict.pop("answer"), "robust": len(answers) == 1, **verdict}
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": {
            "name": scenario.name,
            "title": scenario.title,
            "case": Path(scenario.case).name,
            "start": scenario.start.isoformat(),
            "deadline": scenario.deadline.isoformat(),
            "reading": str(scenario.reading),
            "days": scenario.num_days,
            "scope": list(scenario.scope),
        },
        "verdict": verdict,
        "completion": _completion(chosen),
        "limits": _limits(found),
        "requirements": found.requirements,
        "needs": list(found.effects[scenario.reading].needs),
        "costs": list(found.effects[scenario.reading].costs),
        "rights": list(found.effects[scenario.reading].rights),
        "standards": list(found.effects[scenario.reading].standards),
        "gates": GATES,
        "exposure": found.effects[scenario.reading].exposure(),
        "readings": {
            str(reading): {**verdict_row(judged), "exposure": found.effects[reading].exposure()}
            for reading, judged in found.judged.items()
        },
        "curve": [
            {
                "date": (scenario.start + timedelta(days=day - 1)).isoformat(),
                "crossed": crossed,
                "ceiling": ceiling,
            }
            for day, crossed, ceiling in zip(found.curve.days, found.curve.crossed, found.curve.ceiling, strict=True)
        ],
        "crossings": [_crossing(chosen, crossing) for crossing in chosen.recount.crossings],
        "corridors": corridors(chosen),
        "other_provinces": sorted(k for k, v in shown_province(chosen.recount).items() if v == GATHERED_PROVINCES),
        "sites": [_site(chosen, site.id) for site in case.sites],
        "alternatives": list(found.alternatives),
        "assumptions": list(found.assumptions),
        "routes": found.routes,
        "uncertainty": found.uncertainty,
        "backtest": found.backtest,
    }


def curve_of(rows: Sequence[Json], start: date) -> Curve:
    """Return a curve as it was written."""
    return Curve(
        days=tuple((date.fromisoformat(row["date"]) - start).days + 1 for row in rows),
        crossed=tuple(row["crossed"] for row in rows),
        ceiling=tuple(row["ceiling"] for row in rows),
    )


def sensitivities_of(rows: Sequence[Json]) -> list[Sensitivity]:
    """Return what limits are worth as it was written."""
    return [
        Sensitivity(limit_id=row["id"], people_per_unit=row["people_per_unit"], flips_at=row["flips_at"])
        for row in rows
        if row["people_per_unit"] is not None
    ]


def _verdict(judged: Judged) -> Json:
    scope, plan = judged.in_scope_people, judged.plan.on_time_people
    return {
        "answer": str(judged.answer),
        "in_scope_people": scope,
        "on_time_people": {"plan": plan, "proved_at_most": judged.proved_at_most},
        "left_after_deadline_people": {"at_least": scope - judged.proved_at_most, "plan": scope - plan},
        "unpublished_limits_used": list(judged.unpublished_use),
    }


def verdict_row(judged: Judged) -> Json:
    """Return a reading's verdict and completion, for tables of alternatives."""
    return {"verdict": _verdict(judged), "completion": _completion(judged)}


def _completion(judged: Judged) -> Json:
    done, start = judged.completion, judged.recount.scenario.start
    return {
        "date": None if done.days is None else (start + timedelta(days=done.days - 1)).isoformat(),
        "days": done.days,
        "proved_not_before": (start + timedelta(days=done.proved_days - 1)).isoformat(),
        "never": done.never,
    }


def effects_of(judged: Judged, *, in_full: bool) -> Effects:
    """Return what a reading's plan, and an order to leave, would do to people; needs and rights only in full."""
    return effects.effects_of(judged.recount, judged.plan, judged.audit, in_full=in_full)


def exact(value: Fraction | None) -> int | float | None:
    """Return a number as JSON keeps it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _range(span: Span | None) -> list[int | float | None] | None:
    return None if span is None else [exact(span.low), exact(span.high)]


UNITS = {
    "throughput": "people a day",
    "queue": "people waiting at the end of a day",
    "intake": "arrivals a day",
    "places": "people a night",
    "onward": "departures a day",
    "desks": "desks",
    "officers": "officers",
    "vehicles": "vehicles",
    "trains": "departures a day",
    "flights": "departures a day",
    "leg": "people a day, both ways",
    "money": "units of money over all days",
}


def _limits(found: Findings) -> list[Json]:
    chosen = found.chosen
    worth = {row.limit_id: row for row in found.sensitivities}
    uses = {use.limit_id: use for use in chosen.audit.uses}
    rows = [_people_limit(found, worth.get(PEOPLE_LIMIT))]
    for key in sorted(uses):
        kind, place = key.split(":", 1)
        use, gain = uses[key], worth.get(key)
        rows.append(
            {
                "id": key,
                "kind": kind,
                "place": place,
                "unit": UNITS[kind],
                "capacity": exact(chosen.recount.amount(kind, place)),
                "used_share": _share(use.used, use.capacity),
                "people_per_unit": None if gain is None else gain.people_per_unit,
                "flips_at": None if gain is None else gain.flips_at,
                "flips_proved": None if gain is None else key in found.flips_proved,
                "source_range": _range(chosen.recount.published(kind, place)),
                "by_scenario": key in found.scenario.limits,
            }
        )
    return rows


def _share(used: int, capacity: int | None) -> float | None:
    """Return used / capacity to four decimals, ``None`` where no limit is known."""
    if capacity is None:
        return None
    return 0.0 if capacity == 0 else round(used / capacity, 4)


def _people_limit(found: Findings, gain: Sensitivity | None) -> Json:
    people = [judged.in_scope_people for judged in found.judged.values()]
    chosen = found.chosen
    return {
        "id": PEOPLE_LIMIT,
        "kind": "people",
        "place": "all",
        "unit": "people in scope",
        "capacity": chosen.in_scope_people,
        "used_share": _share(chosen.plan.on_time_people, chosen.in_scope_people),
        "people_per_unit": None if gain is None else gain.people_per_unit,
        "flips_at": None if gain is None else gain.flips_at,
        "flips_proved": None if gain is None else PEOPLE_LIMIT in found.flips_proved,
        "source_range": [min(people), max(people)],
        "by_scenario": bool(found.scenario.people) or PEOPLE_LIMIT in found.scenario.limits,
    }


def _span(span: Span | None) -> Json | None:
    return None if span is None else {"low": exact(span.low), "central": exact(span.central), "high": exact(span.high)}


def _crossing(judged: Judged, place: str) -> Json:
    crossing, recount = judged.recount.crossings[place], judged.recount
    days = [row for row in judged.plan.crossings if row.id == place]
    peak = max(days, key=lambda row: (row.from_self + row.from_sites, -row.date.toordinal()), default=None)
    people = sum(row.from_self + row.from_sites for row in days)
    use = next((use for use in judged.audit.uses if use.limit_id == f"throughput:{place}"), None)
    return {
        "id": place,
        "name": crossing.name,
        "province": crossing.province,
        "mode": crossing.mode,
        "opens_on": None if crossing.opens_on is None else crossing.opens_on.isoformat(),
        "people_per_day": _span(recount.published("throughput", place)),
        "capacity_people": None if use is None else use.capacity,
        "crossed_people": people,
        "from_self": sum(row.from_self for row in days),
        "from_sites": sum(row.from_sites for row in days),
        "peak_people": 0 if peak is None else peak.from_self + peak.from_sites,
        "peak_date": peak.date.isoformat() if peak is not None and people else None,
        "source_id": crossing.source_id,
        "daily": [
            {"date": row.date.isoformat(), "people": row.from_self + row.from_sites, "waiting": row.waiting}
            for row in days
        ],
    }


def _site(judged: Judged, place: str) -> Json:
    site = next(site for site in judged.recount.case.sites if site.id == place)
    start = judged.recount.scenario.start
    weeks: defaultdict[int, Json] = defaultdict(lambda: {"people_in": 0, "nights": 0, "most_held": 0})
    for row in judged.plan.sites:
        if row.id == place:
            week = weeks[(row.date - start).days // DAYS_A_WEEK]
            week["people_in"] += row.people_in
            week["nights"] += row.held
            week["most_held"] = max(week["most_held"], row.held)
    return {
        "id": place,
        "name": site.name,
        "province": site.province,
        "kind": site.kind,
        "places": _span(site.places),
        "source_id": site.source_id,
        "weeks": [{"week_start": _week(start, week), **row} for week, row in sorted(weeks.items())],
    }


def _week(start: date, week: int) -> str:
    return (start + timedelta(days=week * DAYS_A_WEEK)).isoformat()


def corridors(judged: Judged) -> list[Json]:
    """
    Return the canonical assignment by corridor and week, rounded; small provinces are gathered, small cells withheld.

    A cell of 1 to 9 people reads ``None`` and is printed as ``<10``.
    """
    shown = shown_province(judged.recount)
    start = judged.recount.scenario.start
    cells: defaultdict[tuple[str, str, int], int] = defaultdict(int)
    for row in judged.audit.corridors:
        cells[shown.get(row.from_place, row.from_place), row.to_place, row.week] += row.people
    return [
        {
            "from": a,
            "to": b,
            "week_start": _week(start, week),
            "people": None if people < SMALL_CELL else round_people(people),
        }
        for (a, b, week), people in sorted(cells.items())
        if people
    ]
