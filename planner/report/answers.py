"""What the answer turns on: what binds, the three readings, the alternatives, and what it would do to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planner.report import text
from planner.report.backlog import backlog
from planner.report.naming import MOST_LIMITS, binding_limits, drawn_limits, limit_name
from planner.report.story import SOURCE, Json, Story, figure, heading, note, para, table


def binding(story: Story, *, alone: bool = True) -> list[Json]:
    """
    Return the limits ranked by what one unit more of each is worth.

    Parameters
    ----------
    alone
        Whether the section that tells each limit alone is in the same document, and is pointed to.
    """
    others = binding_limits(story.result)
    finding = binding_finding(story.result)
    limits = [row for row in story.result["limits"] if row["kind"] != "people"]
    known = sum(row["capacity"] is not None for row in limits)
    blocks = [heading(finding, "What binds")]
    if others:
        rows = [_limit_row(story, row) for row in others[:MOST_LIMITS]]
        head = [
            "Limit",
            ">Now",
            ">Used",
            ">People gained by one unit more",
            ">Meets the deadline alone at",
            "Range of its source",
        ]
        caption = "Limits by the people that one unit more on every open day brings across"
        if len(drawn_limits(story.result)) > 1:
            blocks.append(_binding_figure(finding, drawn_limits(story.result)))
        blocks.append(table(caption, head, rows, widths=["1.8fr", "auto", "auto", "1fr", "1fr", "1.3fr"]))
    more = len(others) - MOST_LIMITS
    blocks.append(
        note(
            _tried(known, len(others))
            + (f" {more:,} more are in tables/limits.csv." if more > 0 else "")
            + _asked(story.result, alone=alone)
            + _fewer(story.result["limits"])
        )
    )
    return blocks


def binding_finding(result: Mapping[str, Any]) -> str:
    """Return what holds people back at the deadline, in one sentence."""
    if not result["verdict"]["left_after_deadline_people"]["at_least"]:
        return "No published limit holds anyone back in this reading"
    others, reading = binding_limits(result), result["scenario"]["reading"]
    held = result["requirements"].get("held_back_by", {}).get(reading, ())
    if others:
        best = max(row["people_per_unit"] for row in others)
        which, verb = ("it", "binds") if len(others) == 1 else ("one of them", "bind")
        gained = f"one unit more of {which} lets at most {text.plural(best, 'more person', 'more people')}"
        return f"{text.plural(len(others), 'limit')} {verb}: {gained} across in time"
    if not held:
        return "No limit above 0 holds anyone back: too few days are left after release, closures, travel and stays"
    several = ": several bind at once" if len(held) > 1 else ""
    return f"One unit more of any single limit gains nobody{several}"


def _tried(known: int, gain: int) -> str:
    """Return how many limits were tried, and how many of them gain anybody."""
    if not known:
        return "No limit has a figure that could be tried."
    if known == 1:
        return (
            f"The one limit with a figure was tried by a count of its own; it gains {'somebody' if gain else 'nobody'}."
        )
    gains = f"{gain:,} gain{'s' * (gain == 1)} somebody" if gain else "none gains anybody"
    return f"{known:,} limits with a figure were tried one at a time, each by a count of its own; {gains}."


def _asked(result: Mapping[str, Any], *, alone: bool) -> str:
    """Return of how many of these limits more may be asked, so that the two counts of the report stand side by side."""
    asked = len(result["requirements"]["single"])
    if not asked:
        return ""
    where = f" ({'it' if asked == 1 else 'each'} alone under “What would be needed”)" if alone else ""
    return (
        f" Of {asked:,} of the limits more may be asked{where}; of nights before the border never, nor of a crossing"
        " that no source gives a figure."
    )


def _fewer(limits: Sequence[Mapping[str, Any]]) -> str:
    """Return what fewer people in scope would change, empty where it was not counted or would change nothing."""
    people = next((row for row in limits if row["kind"] == "people"), None)
    if people is None or not people["people_per_unit"] or people["flips_at"] is None:
        return ""
    return (
        f" One person fewer in scope is {text.plural(people['people_per_unit'], 'person', 'people')} fewer left; the"
        f" largest total, split the same way, that could cross on time is {people['flips_at']:,}{_unproved(people)}."
    )


def _unproved(row: Mapping[str, Any]) -> str:
    """Return what is said of a value that a solver found and no claim of the certificate shows."""
    return " (computed, not proved)" if row.get("flips_proved") is False and row["flips_at"] is not None else ""


def _binding_figure(finding: str, others: list[Mapping[str, Any]]) -> Json:
    spans = sum(row["source_range"] is not None for row in others)
    return figure(
        "binds",
        f"Dots and bars, a limit each, as multiples of the value used: {spans:,} with the range of a source."
        f" {finding}. The numbers are in the table that follows.",
        "Bar, the range of the limit's source; dot, the value used; triangle, the value that meets the deadline alone,"
        " where one does. Multiples of the value used, so that limits of any size stand beside each other.",
    )


def _limit_row(story: Story, row: Mapping[str, Any]) -> list[str]:
    span, flips = row["source_range"], row["flips_at"]
    told = f"{text.number(span[0])} to {text.number(span[1])}" if span else "no source"
    if span and flips is not None:
        told += "; outside it" if flips < span[0] or flips > span[1] else "; inside it"
    told += ", set by this scenario" if row["by_scenario"] else ""
    value = text.number(flips, "no value of it alone") + _unproved(row)
    gained = text.number(row["people_per_unit"])
    return [
        limit_name(row, story.names),
        text.number(row["capacity"]),
        text.percent(row["used_share"]),
        gained,
        value,
        told,
    ]


def readings(story: Story) -> list[Json]:
    """Return the three readings side by side."""
    answers = {story.result["readings"][name]["verdict"]["answer"] for name in text.READINGS}
    finding = (
        "All three readings give the same answer"
        if len(answers) == 1
        else "The readings disagree: the answer depends on which figures are believed"
    )
    told = [story.result["readings"][name] for name in text.READINGS]
    parts = [
        (row["verdict"], row["verdict"]["on_time_people"], row["verdict"]["left_after_deadline_people"]) for row in told
    ]
    rows = [
        ["Answer", *[text.answer_text(v["answer"]) for v, _, _ in parts]],
        ["People in scope", *[f"{v['in_scope_people']:,}" for v, _, _ in parts]],
        ["Across by the deadline, plan found", *[f"{p['plan']:,}" for _, p, _ in parts]],
        ["Across by the deadline, at most (proved)", *[f"{p['proved_at_most']:,}" for _, p, _ in parts]],
        ["Left after the deadline, at least", *[f"{left['at_least']:,}" for _, _, left in parts]],
        ["All could have crossed by", *[text.completion_text(row["completion"]) for row in told]],
        ["What is proved of that day", *[text.completion_note(row["completion"]) for row in told]],
    ]
    return [
        heading(finding, "Readings side by side"),
        para(
            "The favourable reading takes every uncertain figure at the end that helps the plan: the fewest"
            " people in scope, and for each crossing the highest figure in its source, repeated on every day."
            " The strict reading takes the other ends, the central one the middle. A verdict is robust when"
            " all three give the same answer."
        ),
        table(
            "Three readings of the same sources",
            ["", *[text.capital(n) for n in text.READINGS]],
            rows,
            widths=["1.4fr", "1fr", "1fr", "1fr"],
        ),
    ]


def alternatives(story: Story) -> list[Json]:
    """Return the two pure streams and every other alternative beside the scenario itself."""
    rows = [_alternative("This scenario", story.result["verdict"], story.result["completion"])]
    rows += [_alternative(row["title"], row["verdict"], row["completion"]) for row in story.result["alternatives"]]
    return [
        heading(text.alternatives_finding(story.result), "Streams and alternatives"),
        para(
            "How people travel is an input, never chosen by the computation, so both pure cases stand beside"
            " the mixture. Leave to stay (regularisation) is a decision and not a question of capacity: the rows"
            " show what would be left to do if a quarter, half or three quarters of the people in scope had it."
        ),
        table(
            f"The same question asked in other ways, {story.reading} reading",
            [
                "Alternative",
                "Answer",
                ">In scope",
                ">Across in time, at most",
                ">Left, at least",
                ">All could have crossed by",
            ],
            rows,
            widths=["1.5fr", "1.5fr", "auto", "1fr", "auto", "1.1fr"],
        ),
    ]


def _alternative(title: str, verdict: Mapping[str, Any], completion: Mapping[str, Any]) -> list[str]:
    return [
        title,
        text.answer_text(verdict["answer"]),
        f"{verdict['in_scope_people']:,}",
        f"{verdict['on_time_people']['proved_at_most']:,}",
        f"{verdict['left_after_deadline_people']['at_least']:,}",
        text.completion_text(completion),
    ]


_EXPOSURES = (
    ("nights_in_holding", "Nights in holding or transit sites (person-nights)"),
    ("nights_in_queue", "Nights in queues or outside full sites (person-nights)"),
    ("over_24h", "People who wait more than 24 hours at one place"),
    ("over_48h", "People who wait more than 48 hours at one place"),
    ("children_nights", "Nights of children in holding; every one is a breach"),
    ("road_hours", "Hours on the road (person-hours)"),
    ("dark_hours", "Hours on the road after dark"),
    ("cold_nights", "Nights in the cold"),
    ("nights_without_shelter", "Nights in queues and outside sites without shelter (person-nights)"),
    ("births", "Births expected among people held, waiting or on the way"),
    ("obstetric_emergencies", "Obstetric emergencies expected among them"),
    ("crossed_people", "People across by the deadline"),
    ("most_waiting_people", "Most people waiting at the end of one day"),
)


def _waits(story: Story) -> list[Json]:
    """Return who would wait longer than a day, by reading, where anybody would."""
    told = {name: story.result["readings"][name]["exposure"]["must"] for name in text.READINGS}
    if not any(row["over_24h"] for row in told.values()):
        return []
    words = "; ".join(
        f"{name}: {text.rounded(row['over_24h'])} over 24 hours, {text.rounded(row['over_48h'])} over 48 hours"
        for name, row in told.items()
    )
    return [
        figure(
            "waits",
            f"Bars by reading of people who would wait more than 24 and more than 48 hours at one place. {words}.",
            f"People who wait at one place by {text.day(story.deadline)} if all set out on their day of release, out of"
            f" the people in scope. {SOURCE}",
        )
    ]


def exposure(story: Story) -> list[Json]:
    """Return what the plan, and an order to leave, would do to people."""
    may, must = story.result["exposure"]["may"], story.result["exposure"]["must"]
    show = {"crossed_people": text.number, "births": text.quantity, "obstetric_emergencies": text.quantity}
    rows = [[words, *(show.get(key, text.rounded)(side.get(key)) for side in (may, must))] for key, words in _EXPOSURES]
    days = text.span(story.start, story.deadline, both="From {first} to {last}", one="On {last}")
    return [
        heading(text.exposure_finding(story.result), "What it would do to people"),
        para(
            "May: people leave when the plan has room for them, so it shows the least. Must: everyone leaves"
            " on the day of release, for the quickest site or crossing they are allowed, and whoever finds no"
            " place waits outside, first come first served."
        ),
        *_waits(story),
        *backlog(story),
        table(
            f"{days}, {story.reading} reading, rounded",
            ["What people go through", ">May", ">Must"],
            rows,
            widths=["2.4fr", "1fr", "1fr"],
        ),
        note(f"{text.NOT_ASSESSED}: the case has no source from which it could be counted. It does not mean none."),
    ]
