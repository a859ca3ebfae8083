"""``routes`` of the result: what the rounds of every basis come to, the hired vehicles, and the findings in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.recount import Recount
from planner.rounds.asked import Asked, asked_of
from planner.rounds.checker import faults_of, faults_over
from planner.rounds.days import by_other_means, problems_of
from planner.rounds.distances import Distances
from planner.rounds.figures import Figures
from planner.rounds.shuttle import DayProblem, DayRounds
from planner.rounds.totals import Totals
from planner.solution import Departure
from planner.units import round_people

Json = dict[str, Any]
NONE, FOUND, UNDECIDED = "none", "found", "undecided"
LABELS = {
    "plan": "The movements of the plan, which keeps nights in holding lowest",
    "order": "The movements if all set out on their day of release, as places at sites allow",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    The days of one basis, as they are put to the solver.

    Parameters
    ----------
    basis
        ``plan`` or ``order``.
    otherwise
        People who leave a site by air or by train.
    """

    basis: str
    otherwise: int
    problems: Mapping[int, Sequence[DayProblem]]
    asked: Asked


def question_of(
    basis: str, recount: Recount, figures: Figures, distances: Distances, departures: Iterable[Departure]
) -> Question:
    """Return the days of one basis."""
    rows = tuple(departures)
    problems = problems_of(recount, figures, distances, rows)
    otherwise = sum(row.people for row in rows if by_other_means(recount, row))
    return Question(basis=basis, otherwise=otherwise, problems=problems, asked=asked_of(problems))


def shuttle_of(
    recount: Recount, figures: Figures, question: Question, days: Mapping[int, Sequence[DayRounds]]
) -> tuple[Json, list[Json]]:
    """
    Return what the rounds of one basis come to, and its findings; the rounds themselves go no further.

    Raises
    ------
    AssertionError
        When a round breaks a rule: a bug of ours, and nothing is added up.
    """
    faults = [fault for rows in days.values() for row in rows for fault in faults_of(row)]
    faults += faults_over(days)
    if faults:
        raise AssertionError("\n".join(faults))
    totals = Totals(recount, figures, question.asked, days)
    left = sum(row.people for rows in days.values() for found in rows for row in found.left)
    weeks, peak = totals.weeks(), totals.peak_day()
    row: Json = {
        "basis": question.basis,
        "reading": str(recount.reading),
        "label": LABELS[question.basis],
        "status": _status(question.asked.people, left),
        "people": question.asked.people,
        "left_people": left,
        "peak_day": None if peak is None else totals.on_day(peak),
        "weeks": weeks,
        "national": totals.national(weeks),
        "corridors": totals.corridors(weeks),
        "vehicle_time": totals.vehicle_time(),
    }
    return row, list(_findings(recount, question, days))


def _status(people: int, left: int) -> str:
    if not people:
        return NONE
    return UNDECIDED if left else FOUND


def _findings(recount: Recount, question: Question, days: Mapping[int, Sequence[DayRounds]]) -> Iterator[Json]:
    basis = question.basis
    if question.otherwise:
        told = (
            f"{_people(question.otherwise)} leave sites by air or by train: buses that bring them to an airport or a "
            "station are not among these rounds."
        )
        yield _finding("by-other-means", basis, None, told)
    if not question.asked.people and not question.otherwise:
        yield _finding("nobody-by-site", basis, None, "Nobody leaves a site for a crossing, so no bus is asked for.")
    left: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for rows in days.values():
        for found in rows:
            for row in found.left:
                left[row.place, row.why].append(row.people)
    for (place, why), people in sorted(left.items()):
        told = (
            f"{_name(recount, place)}: for {_people(sum(people))}, on {_counted(len(people), 'day')}, no round was "
            f"found: {why}. That is undecided, and no proof that there is none."
        )
        yield _finding("no-round", basis, place, told)
    yield from _of_places(recount, question)


def _of_places(recount: Recount, question: Question) -> Iterator[Json]:
    """Tell depots without vehicles and ways of no length, once each."""
    empty, still = set(), set()
    for rows in question.problems.values():
        for problem in rows:
            empty |= {pool.id for pool in problem.pools if pool.vehicles == 0}
            for row in problem.movements:
                if problem.between(row.place, problem.target) == 0:
                    still.add((row.place, problem.target))
    for pool in sorted(empty):
        told = f"Fleet {pool} has no vehicle at its depots: no round of its own leaves them."
        yield _finding("depot-without-vehicles", question.basis, pool, told)
    for one, other in sorted(still):
        told = (
            f"{_name(recount, one)} and {_name(recount, other)} are no minute apart by road: a leg of zero length. "
            "A bus there only stands while people board and get off."
        )
        yield _finding("zero-length", question.basis, one, told)


def _finding(kind: str, basis: str, place: str | None, told: str) -> Json:
    return {"kind": kind, "basis": basis, "place": place, "text": told}


def _name(recount: Recount, place: str) -> str:
    if place in recount.crossings:
        return recount.crossings[place].name
    return recount.sites[place].name if place in recount.sites else place


def _people(people: int) -> str:
    return "fewer than 10 people" if people < 10 else f"{round_people(people):,} people"  # noqa: PLR2004


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
