"""
What a reading's plan, and an order to leave, would do to people: exposure, needs, costs and rights checks.

Everything here follows from the case, the scenario and the plan, without a solver; the run and ``planner verify`` both
work it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from planner.audit import Audit
from planner.needs import (
    KEPT_TOGETHER,
    Further,
    Population,
    assess_needs,
    checked_rows,
    further_of,
    population_of,
)
from planner.recount import Recount
from planner.rights import Facts, assess_rights
from planner.simulate import Daybook, Exposure, daybook_of_plan, exposure_of_plan, replay_order, waiting_by_day
from planner.solution import Plan

Json = dict[str, Any]
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """
    What one reading does to people.

    Parameters
    ----------
    may, must
        Under the plan, and when everyone leaves on release.
    waiting
        Who waits at the end of each day when everyone leaves on release.
    needs, costs, rights, standards
        Rows for ``result.json``; empty for a reading that does not lead.
    """

    may: Exposure
    must: Exposure
    further_may: Further
    further_must: Further
    waiting: Sequence[Json]
    needs: Sequence[Json] = ()
    costs: Sequence[Json] = ()
    rights: Sequence[Json] = ()
    standards: Sequence[Json] = ()

    def exposure(self) -> Json:
        """Return both exposures, and the days of the second, as plain values."""
        return {
            "may": _exposure(self.may, self.further_may),
            "must": _exposure(self.must, self.further_must),
            "days": self.waiting,
        }


def effects_of(recount: Recount, plan: Plan, audit: Audit, *, in_full: bool) -> Effects:
    """
    Return what a reading does to people.

    Parameters
    ----------
    in_full
        Whether to work out needs, costs and rights as well, as for the reading that leads.
    """
    must, ordered = replay_order(recount)
    may, planned = exposure_of_plan(recount, plan, audit.road_minutes), daybook_of_plan(recount, plan, audit.movements)
    people = population_of(recount.case, recount.scenario)
    further = further_of(recount, ordered, people)
    effects = Effects(
        may=may,
        must=must,
        further_may=further_of(recount, planned, people),
        further_must=further,
        waiting=_waiting(recount, ordered),
    )
    if not in_full:
        return effects
    found = assess_needs(recount, ordered, planned)
    rights = assess_rights(_facts(recount, (must, ordered), further, people))
    return replace(
        effects,
        needs=found.needs,
        costs=found.costs,
        rights=rights,
        standards=checked_rows(recount, ordered, further, people),
    )


def _waiting(recount: Recount, ordered: Daybook) -> list[Json]:
    start = recount.scenario.start
    days = enumerate(waiting_by_day(ordered))
    return [{"date": (start + timedelta(days=day)).isoformat(), **asdict(row)} for day, row in days]


def _facts(recount: Recount, order: tuple[Exposure, Daybook], further: Further, people: Population) -> Facts:
    return Facts(
        recount=recount,
        must=order[0],
        book=order[1],
        shares={
            "adults": people.adults,
            "children": people.children,
            "pregnant": people.span("DEM-15"),
            "disabled": people.span("DEM-12"),
            "identified": people.span("DEM-13"),
            "unaccompanied": people.span("DEM-23"),
            "births": people.span("DEM-18"),
            "deaths": people.span("DEM-25"),
        },
        household_people=people.household_people,
        children_nights=further.children_nights,
        legs_after_sunset_share=further.dusk.share,
        cold_nights=further.cold_nights,
        person_days=further.person_days,
    )


def _exposure(exposure: Exposure, further: Further) -> Json:
    """Return an exposure; what needs sources that the case lacks is ``None``, which reads NOT ASSESSED."""
    return {
        "nights_in_holding": exposure.nights_in_holding,
        "nights_in_queue": exposure.nights_in_queue,
        "over_24h": exposure.over_24h,
        "over_48h": exposure.over_48h,
        "children_nights": round(further.children_nights),
        "road_hours": exposure.road_hours,
        "dark_hours": round(further.dusk.minutes / MINUTES_AN_HOUR),
        "legs_after_sunset_share": further.dusk.share,
        "cold_nights": further.cold_nights,
        "crossed_people": exposure.crossed_people,
        "most_waiting_people": exposure.most_waiting_people,
        "person_days_on_the_way": further.person_days,
        "births": round(float(further.births), 1),
        "obstetric_emergencies": round(float(further.obstetric_emergencies), 1),
        "families": round(further.families),
        "families_at_risk": [
            {"kept_together": float(chance), "families": round(families)}
            for chance, families in zip(KEPT_TOGETHER, further.families_at_risk, strict=True)
        ],
        "nights_without_shelter": further.nights_without_shelter,
        "most_without_shelter": further.most_without_shelter,
    }
