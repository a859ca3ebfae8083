"""
The sentences of the report: numbers and dates as they are shown, the title, the verdict, what each section found.

Nothing here computes an answer. Sums are printed only where their parts stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from planner.solution import Answer
from planner.units import MONTHS, counted, show_day, show_people

Json = Mapping[str, Any]

NOT_A_FINDING = "this is not a finding that it is lawful, safe or voluntary"
NOT_ASSESSED = "NOT ASSESSED"
NOT_PUBLISHED = "not published"
READINGS = ("favourable", "central", "strict")
_MILLION = 1_000_000
_THOUSAND = 1_000
_MOST_NAMED = 12
_WHOLE_HUNDREDTHS = 10_000
_MEANING = {
    Answer.IMPOSSIBLE: (
        "No plan can do it, even with travel day and night, no night at any site and no standard kept."
    ),
    Answer.NOT_WITHIN_STANDARDS: "No plan that keeps the minimum standards can do it.",
    Answer.NOT_EXCLUDED: ("A plan that reaches everyone on time was found and checked against every published limit."),
    Answer.UNDECIDED: "The published figures settle it neither way.",
}
_NOBODY = "Nobody is in scope, so there is nothing to carry out."


def day(text: str | date, *, year: bool = True) -> str:
    """Return a date in words, such as ``31 October 2023``; ``text`` is a date or its ISO form."""
    return show_day(text, year=year)


def short_day(text: str | date) -> str:
    """Return a date in short, such as ``31 Oct 2023``."""
    when = date.fromisoformat(text) if isinstance(text, str) else text
    return f"{when.day} {MONTHS[when.month - 1][:3]} {when.year}"


def span(first: date, last: date, *, both: str = "{first} to {last}", one: str = "{last}") -> str:
    """Return days in words, or the only day; ``both`` and ``one`` are the phrases that they stand in."""
    return (one if first == last else both).format(first=day(first), last=day(last))


def number(value: float | None, absent: str = "") -> str:
    """Return an exact number with thousands separators, ``absent`` where there is none."""
    if value is None:
        return absent
    if isinstance(value, int) or value.is_integer():
        return f"{int(value):,}"
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def rounded(people: int | None) -> str:
    """Return people after the display rule; what was not computed reads NOT ASSESSED."""
    return NOT_ASSESSED if people is None else show_people(people)


def quantity(value: float | None) -> str:
    """Return what is needed, not people: to a digit below 1,000, then as people are rounded."""
    if value is None:
        return NOT_ASSESSED
    if value < _THOUSAND:
        return number(round(float(value), 1))
    return show_people(round(value))


def quantity_range(low: float | None, high: float | None) -> str:
    """Return both ends of what is needed, the smaller first; empty where they are one."""
    if low is None or high is None or low == high:
        return ""
    return f"{quantity(min(low, high))} – {quantity(max(low, high))}"


def millions(money: float | None) -> str:
    """Return money in millions, to two digits after the point."""
    return NOT_ASSESSED if money is None else f"{money / _MILLION:,.2f}"


def percent(share: float | None) -> str:
    """Return a share in per cent, empty where there is none."""
    return "" if share is None else f"{number(round(100 * share, 1))} %"


def in_words(people: int) -> str:
    """Return a total as people say it where that is exact, such as ``1.73 million``, else in digits."""
    if people >= _MILLION and people % _WHOLE_HUNDREDTHS == 0:
        return f"{people / _MILLION:g} million"
    return f"{people:,}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun, such as ``1 day`` or ``28 days``."""
    return counted(count, one, many)


def is_or_are(count: int) -> str:
    """Return the verb that a count asks for."""
    return "is" if count == 1 else "are"


def joined(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence."""
    *front, end = list(words) or [""]
    return f"{', '.join(front)} {last} {end}" if front else end


def capital(text: str) -> str:
    """Return a text whose first letter is a capital."""
    return text[:1].upper() + text[1:]


def answer_text(answer: str) -> str:
    """Return an answer as it may be printed: the one that is not a no never stands alone."""
    return f"{answer} ({NOT_A_FINDING})" if answer == Answer.NOT_EXCLUDED else answer


def answer_note(answer: str) -> str:
    """Return the sentence that must follow an answer, empty for the others."""
    return f"{capital(NOT_A_FINDING)}." if answer == Answer.NOT_EXCLUDED else ""


def title(result: Json) -> str:
    """Return the report's title: the finding itself."""
    verdict, scenario = result["verdict"], result["scenario"]
    scope, across = verdict["in_scope_people"], verdict["on_time_people"]
    if not scope:
        return f"Nobody is in scope, so nothing is asked of logistics; {NOT_A_FINDING}"
    head = f"{in_words(scope)} {'person' if scope == 1 else 'people'} in {plural(scenario['days'], 'day')}"
    answer = verdict["answer"]
    if answer == Answer.IMPOSSIBLE:
        return f"{head}: not possible, at most {across['proved_at_most']:,} could cross"
    if answer == Answer.NOT_WITHIN_STANDARDS:
        return f"{head}: not possible within minimum standards, at most {across['proved_at_most']:,} could cross"
    if answer == Answer.NOT_EXCLUDED:
        return f"{head}: not excluded by logistics; {NOT_A_FINDING}"
    return f"{head}: undecided, {_what_is_missing(verdict)}"


def _what_is_missing(verdict: Json) -> str:
    missing = len(verdict["unpublished_limits_used"])
    if missing:
        return f"{plural(missing, 'limit')} it would rest on {'was' if missing == 1 else 'were'} never published"
    across = verdict["on_time_people"]
    return f"a plan reaches {across['plan']:,} and none reaches more than {across['proved_at_most']:,}"


def verdict_lines(result: Json, names: Mapping[str, str]) -> list[str]:
    """
    Return what follows the verdict word, in order.

    Parameters
    ----------
    names
        Place names by id.
    """
    verdict = result["verdict"]
    answer = Answer(verdict["answer"])
    lines = [note] if (note := answer_note(answer)) else []
    lines.append(_MEANING[answer] if verdict["in_scope_people"] else _NOBODY)
    missing = verdict["unpublished_limits_used"] if answer is Answer.UNDECIDED else []
    if missing:
        told = [names.get(place, place) for place in missing[:_MOST_NAMED]]
        rest = len(missing) - len(told)
        places = joined([*told, f"{rest:,} more"] if rest else told)
        lines.append(
            f"The plan relies on places whose people a day or places for the night nobody published: {places}."
        )
    elif answer is Answer.UNDECIDED:
        lines.append(f"{capital(_what_is_missing(verdict))}.")
    lines.append(robustness(result))
    return lines


def robustness(result: Json) -> str:
    """Return whether the three readings agree."""
    answers = {name: result["readings"][name]["verdict"]["answer"] for name in READINGS}
    if result["verdict"]["robust"]:
        return "Robust: the favourable, central and strict readings give this same answer."
    told = "; ".join(f"{name}: {answer_text(answer)}" for name, answer in answers.items())
    return f"Not robust, the answer depends on which figures are believed. {capital(told)}."


def completion_text(completion: Json) -> str:
    """Return the earliest date by which everyone could have crossed, or what is known instead."""
    if completion["never"]:
        return "never"
    if completion["date"] is None:
        return f"not before {short_day(completion['proved_not_before'])}"
    if completion["date"] == completion["proved_not_before"]:
        return short_day(completion["date"])
    return f"{short_day(completion['date'])} (not before {short_day(completion['proved_not_before'])})"


def is_proved(completion: Json) -> bool:
    """Return whether what is told of completion is proved: a date only where the proof excludes all before it."""
    return completion["date"] is None or completion["date"] == completion["proved_not_before"]


def completion_note(completion: Json) -> str:
    """Return what is proved about the date."""
    if completion["never"]:
        return "no amount of time would do"
    if completion["date"] is None:
        return "no date found within the days searched"
    proved = short_day(completion["proved_not_before"])
    return f"day {completion['days']:,}; proved not before {proved}"


def crossings_finding(result: Json) -> str:
    """Return which crossings carry those who could cross."""
    used = _by_people(result["crossings"])
    total = sum(row["crossed_people"] for row in used)
    if not result["verdict"]["in_scope_people"]:
        return "Nobody is in scope, so no corridor and no crossing is asked for"
    if not used:
        return "Nobody could cross by the deadline"
    if len(used) == 1:
        return f"All {total:,} people who could cross in time pass {used[0]['name']}"
    if len(used) == 2:  # noqa: PLR2004 - both are named
        return f"{used[0]['name']} and {used[1]['name']} pass all {total:,} people who could cross in time"
    first = used[0]["crossed_people"] + used[1]["crossed_people"]
    if first < total / 2:
        most = f", {used[0]['name']} most" if used[0]["crossed_people"] > used[1]["crossed_people"] else ""
        return f"{len(used):,} crossings share the {total:,} who could cross in time{most}"
    return f"{used[0]['name']} and {used[1]['name']} pass {first:,} of the {total:,} who could cross in time"


def _by_people(crossings: Sequence[Json]) -> list[Json]:
    used = [row for row in crossings if row["crossed_people"]]
    return sorted(used, key=lambda row: (-row["crossed_people"], row["id"]))


def curve_finding(result: Json) -> str:
    """Return what the curve of people across shows."""
    verdict, completion = result["verdict"], result["completion"]
    scope, most = verdict["in_scope_people"], verdict["on_time_people"]["proved_at_most"]
    deadline = day(result["scenario"]["deadline"])
    if not scope:
        return "Nobody is in scope, so no day is asked for by which all could have crossed"
    if completion["never"]:
        end = "no later date is enough"
    elif completion["date"] is None:
        end = f"all of them not before {day(completion['proved_not_before'])}"
    elif not is_proved(completion):
        end = (
            f"a plan was found that has everyone across by {day(completion['date'])}, and it is proved that none does"
            f" before {day(completion['proved_not_before'])}"
        )
    elif most >= scope:
        done = day(completion["date"])
        return f"All {scope:,} people could be across by {done} at the earliest, as far as published limits say"
    else:
        end = f"all of them by {day(completion['date'])} at the earliest"
    return f"By {deadline} at most {most:,} of {scope:,} people could be across; {end}"


def days_by(result: Json, when: str) -> int:
    """Return how many days of a run have passed by the end of one."""
    return (date.fromisoformat(when) - date.fromisoformat(result["scenario"]["start"])).days + 1


def days_finding(result: Json) -> str:
    """Return how many days it would take, beside those given: as needed only so many as are proved."""
    done, given = result["completion"], result["scenario"]["days"]
    if not result["verdict"]["in_scope_people"]:
        return "Nobody is in scope, so no days are needed"
    if done["never"]:
        return "No number of days would be enough"
    proved = days_by(result, done["proved_not_before"])
    least = f"More than {plural(given, 'day')}" if proved > given else f"At least {plural(proved, 'day')}"
    if done["days"] is None:
        return f"{least} would be needed; no date was found within the days searched"
    days = plural(done["days"], "day")
    if done["days"] <= given:
        return f"{days} would be enough, of the {given:,} given, as far as published limits say"
    where = f"where {given:,} {'was' if given == 1 else 'were'} given"
    if is_proved(done):
        return f"{days} would be needed {where}"
    return f"At least {plural(proved, 'day')} would be needed {where}; a plan was found for {days}"


def arrivals_finding(result: Json, daily_totals: Mapping[str, int]) -> str:
    """Return how many people those who receive them would meet on the busiest day."""
    busiest = max(daily_totals.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if not busiest[1]:
        return "Those who receive people would meet nobody before the deadline"
    count = sum(1 for row in result["crossings"] if row["crossed_people"])
    return f"Those who receive people would meet up to {busiest[1]:,} arrivals a day at {plural(count, 'crossing')}"


def alternatives_finding(result: Json) -> str:
    """Return how many of the alternatives change the answer."""
    rows = result["alternatives"]
    if not rows:
        return "No alternative was computed in this run"
    changed = sum(row["verdict"]["answer"] != result["verdict"]["answer"] for row in rows)
    if not changed:
        return f"None of the {plural(len(rows), 'alternative')} computed changes the answer"
    verb = "changes" if changed == 1 else "change"
    return f"{changed} of the {plural(len(rows), 'alternative')} computed {verb} the answer"


def exposure_finding(result: Json) -> str:
    """Return what it would do to people if everyone set out on the day of release."""
    must = result["exposure"]["must"]
    nights = must["nights_in_queue"] + must["nights_in_holding"]
    if not nights:
        return (
            "If all set out on their day of release, nobody would wait a night at a site or a crossing before the"
            " deadline"
        )
    return (
        f"If all set out on their day of release, people would spend {show_people(must['nights_in_queue'])} nights"
        f" waiting in queues or outside full sites and {show_people(must['nights_in_holding'])} in holding before the"
        " deadline"
    )


def certainty_finding(told: Json, result: Json) -> str:
    """Return what the draws show of the people across by the deadline."""
    by_percent = {row["percent"]: row["value"] for row in told["people_on_time"]["quantiles"]}
    low, high = show_people(by_percent[min(by_percent)]), show_people(by_percent[max(by_percent)])
    chance = told["chance_on_time"]
    people = f"{low} to {high} people are" if low != high else "nobody is" if low == "0" else f"{low} people are"
    between = f"in nine of ten draws {people} across by {day(result['scenario']['deadline'])}"
    if not chance["hits"]:
        return f"{capital(between)}, and in none of {told['draws']:,} is everyone"
    return f"{capital(between)}; everyone is in {chance['hits']:,} of {told['draws']:,}"


def gate_line(gates: Json) -> str:
    """Return the line that stands at the foot of every page."""
    return " ".join(f"{line}." for line in gate_lines(gates))


def gate_lines(gates: Json) -> tuple[str, str]:
    """Return what must stand on every page: each gate and its status."""
    return (
        f"Voluntariness: {gates['voluntariness']['status']}",
        f"Individual screening: {gates['screening']['status']}",
    )
