"""``routes`` of the result, put together; and held against what can be counted again without a solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.recount import Recount
from planner.rounds.distances import Distances
from planner.rounds.figures import Figures, figures_of, missing_rows
from planner.rounds.hired import hired_of
from planner.rounds.relief_told import Solve, relief_of, relief_sums
from planner.rounds.shuttle import DayRounds
from planner.rounds.telling import Question, question_of, shuttle_of
from planner.rounds.totals import added_up
from planner.solution import Departure, Plan

Json = dict[str, Any]
NOT_ASSESSED = "not-assessed"
SPLIT = ("vehicle_days", "vehicle_hours", "km")
Days = Mapping[int, Sequence[DayRounds]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements:
    """
    Who moves and who waits.

    Parameters
    ----------
    departures
        Who leaves which site for which crossing.
    waiting
        People at a place overnight, or handed over to it, by place and day.
    """

    departures: Sequence[Departure]
    waiting: Mapping[tuple[str, int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """
    What rounds are asked about: a plan, and the order to leave, of one reading.

    Parameters
    ----------
    movements
        By the name of the basis.
    corridors
        Where from, where to, week and people of the plan's assignment.
    """

    recount: Recount
    plan: Plan
    movements: Mapping[str, Movements]
    corridors: Sequence[tuple[str, str, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A basis made ready: its figures and its questions to the solver."""

    basis: Basis
    figures: Figures
    questions: tuple[Question, ...]


def asking_of(basis: Basis) -> Asking | None:
    """Return the questions of a basis, ``None`` where the scenario's profiles lack a figure that rounds need."""
    if missing_rows(basis.recount):
        return None
    figures, distances = figures_of(basis.recount), Distances(basis.recount.case)
    return Asking(
        basis=basis,
        figures=figures,
        questions=tuple(
            question_of(name, basis.recount, figures, distances, rows.departures)
            for name, rows in basis.movements.items()
        ),
    )


def not_assessed(basis: Basis) -> Json:
    """Return the routes of a scenario without the figures for them."""
    rows = ", ".join(missing_rows(basis.recount))
    told = f"Rounds are NOT ASSESSED: no profile of standards that the scenario names has {rows}."
    return {
        "status": NOT_ASSESSED,
        "figures": [],
        "shuttle": [],
        "hired": None,
        "relief": [],
        "findings": [{"kind": NOT_ASSESSED, "basis": None, "place": None, "text": told}],
    }


def routes_of(asking: Asking, days: Sequence[Days], solve: Solve) -> Json:
    """
    Return what the rounds of every question come to, and relief.

    Parameters
    ----------
    days
        The rounds that carry people, question by question.
    solve
        Finds relief rounds.
    """
    basis, rows, findings = asking.basis, [], []
    for question, found in zip(asking.questions, days, strict=True):
        row, words = shuttle_of(basis.recount, asking.figures, question, found)
        rows.append(row)
        findings += words
    waiting = {name: movements.waiting for name, movements in basis.movements.items()}
    relief, words = relief_of(basis.recount, asking.figures, waiting, solve)
    findings += words
    return {
        "status": "undecided" if any(row["status"] == "undecided" for row in (*rows, *relief)) else "found",
        "figures": list(asking.figures.told),
        "shuttle": rows,
        "hired": hired_of(basis.recount, asking.figures, basis.plan, basis.corridors),
        "relief": relief,
        "findings": findings,
    }


def routes_faults(said: Json, basis: Basis) -> Iterator[str]:
    """
    Yield what is wrong with the routes of a result: sums that do not add up, and what can be counted again and differs.

    Counted again: people, bounds, the programme's vehicle time, hired vehicles and figures. The rounds themselves were
    checked before they were added up, and are not written.
    """
    asking = asking_of(basis)
    if asking is None:
        if said != not_assessed(basis):
            yield "routes: the scenario lacks the figures for them, so that nothing can be told"
        return
    if said["figures"] != list(asking.figures.told):
        yield "routes.figures are not those of the scenario's profiles"
    if said["hired"] != hired_of(basis.recount, asking.figures, basis.plan, basis.corridors):
        yield "routes.hired is not the arithmetic of the plan"
    if [row["basis"] for row in said["shuttle"]] != [question.basis for question in asking.questions]:
        yield "routes.shuttle does not answer the questions of the plan"
        return
    for row in said["relief"]:
        for fault in relief_sums(row):
            yield f"routes.relief, {row['basis']}: {fault}"
    for row, question in zip(said["shuttle"], asking.questions, strict=True):
        for fault in (*_sums(row), *_counted(row, question, basis.recount)):
            yield f"routes.shuttle, {question.basis}: {fault}"


def _sums(row: Json) -> Iterator[str]:
    weeks = row["weeks"]
    for what, total in added_up(weeks).items():
        if total != row["national"][what]:
            yield f"{what} of the weeks do not add up to {row['national'][what]}"
    for week in weeks:
        parts = [part for part in row["corridors"] if part["week_start"] == week["week_start"]]
        for what in SPLIT:
            if sum(part[what] for part in parts) != week[what]:
                yield f"{what} of the corridors in the week of {week['week_start']} do not add up to {week[what]}"
    if row["national"]["people"] + row["left_people"] != row["people"]:
        yield f"{row['national']['people']} people on rounds and {row['left_people']} left are not {row['people']}"
    tables: Iterable[Json] = (*weeks, row["national"], *([row["peak_day"]] if row["peak_day"] else []))
    for table in tables:
        carrying = sum(n for kind, n in table["vehicles"].items() if kind != "ambulance")
        if carrying > table["carrying_people"]:
            yield f"{carrying} vehicles with people on the busiest day, {table['carrying_people']} at most on any"


def _counted(row: Json, question: Question, recount: Recount) -> Iterator[str]:
    asked = question.asked
    if row["people"] != asked.people:
        yield f"people are {row['people']}, the movements are {asked.people}"
    least = max(asked.least.values(), default=0)
    if row["national"]["at_least"] != least:
        yield f"at_least is {row['national']['at_least']}, counted again it is {least}"
    if not row["left_people"] and row["national"]["carrying_people"] < least:
        yield f"{row['national']['carrying_people']} vehicles are fewer than the bound, {least}"
    time = row["vehicle_time"]
    if time["programme_vehicle_days"] != round(float(asked.seat_days), 2):
        yield "the programme's vehicle time is not that of the movements"
    if not row["left_people"] and not (
        time["programme_vehicle_days"] <= time["wheel_vehicle_days"] <= time["rounds_vehicle_days"]
    ):
        yield "the programme's vehicle time is above that of the rounds"
    peak = row["peak_day"]
    if peak is not None:
        day = next((d for d in asked.least if recount.date(d).isoformat() == peak["date"]), None)
        if day is None or peak["at_least"] != asked.at_least(day):
            yield f"the bound of the peak day, {peak['at_least']}, is not that of {peak['date']}"
