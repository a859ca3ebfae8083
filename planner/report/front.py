"""The first page: gates, title, verdict, proof, and six numbers with their ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from planner.report import proving, text
from planner.report.story import Json, Story, figure

_GATE_TITLES = {"voluntariness": "Voluntariness", "screening": "Individual screening"}


def front(story: Story) -> Json:
    """Return everything the first page prints."""
    result, scenario = story.result, story.result["scenario"]
    return {
        "reading": story.reading,
        "about": f"{story.case.title}. {scenario['title']}. {text.capital(story.reading)} reading.",
        "gates": [
            {"title": title, "status": result["gates"][key]["status"], "text": result["gates"][key]["text"]}
            for key, title in _GATE_TITLES.items()
        ],
        "title": text.title(result),
        "verdict": {"word": result["verdict"]["answer"], "lines": text.verdict_lines(result, story.names)},
        "proof": {
            "heading": f"The proof, {story.reading} reading",
            "paragraphs": proving.paragraphs(result, story.certificate),
            "head": ["Limit", "Days", "Each day", "Lets through"],
            "rows": proving.proof_table(result, story.certificate, story.names),
            "sums": proving.sums(result, story.certificate),
            "note": (
                "Exact numbers. “planner verify” counts this again from the case, who has a way across and what"
                " the limits pass, and adds up; it has no solver."
            ),
        },
        "picture": _picture(story),
        "numbers": numbers(story),
        "numbers_note": (
            "People in scope, across and left are exact; nights and people waiting are rounded."
            " Public, aggregate data only."
        ),
    }


def _completion(done: Mapping[str, Any], row: Callable[..., Json]) -> Json:
    """Return the day by which all could have crossed: one date in large, and beneath it how far it is proved."""
    proved = text.is_proved(done)
    told: Json = row(
        "Earliest day by which all could have crossed" if proved else "Day by which all could have crossed",
        lambda r: text.completion_text(r["completion"]),
        text.completion_note(done) if proved else f"plan found, {text.completion_note(done)}",
    )
    return told if proved else {**told, "value": text.short_day(done["date"])}


def _picture(story: Story) -> Json:
    readings = story.result["readings"]
    told = "; ".join(
        f"{name}, at most {readings[name]['verdict']['on_time_people']['proved_at_most']:,} of"
        f" {readings[name]['verdict']['in_scope_people']:,}"
        for name in text.READINGS
    )
    return figure(
        "bars",
        f"Three bars, one a reading, of the people in scope: who could be across by {text.day(story.deadline)}"
        f" and who is left. {told}.",
        f"People in scope by {text.day(story.deadline)}, by reading; the numbers are those above.",
    )


def numbers(story: Story) -> list[Json]:
    """Return the six big numbers, each with the three readings where they were computed."""
    result, readings = story.result, story.result["readings"]
    deadline = text.short_day(story.deadline)

    def row(label: str, of: Callable[[Mapping[str, Any]], str], note: str = "") -> Json:
        told = [[name, of(readings[name])] for name in text.READINGS]
        return {"label": label, "value": of(readings[story.reading]), "note": note, "range": told}

    must, done = result["exposure"]["must"], result["completion"]
    return [
        row("People in scope", lambda r: f"{r['verdict']['in_scope_people']:,}"),
        row(
            f"Most who can cross by {deadline}",
            lambda r: f"{r['verdict']['on_time_people']['proved_at_most']:,}",
            "proved",
        ),
        row(
            "Left after it, at least",
            lambda r: f"{r['verdict']['left_after_deadline_people']['at_least']:,}",
            "proved",
        ),
        _completion(done, row),
        row(
            f"Nights waiting in queues or outside full sites by {deadline}, if all set out on release",
            lambda r: text.rounded(r["exposure"]["must"]["nights_in_queue"]),
            f"and {text.rounded(must['nights_in_holding'])} nights in holding",
        ),
        row(
            "In queues or outside full sites on the worst night, if all set out on release",
            lambda r: text.rounded(r["exposure"]["must"]["most_waiting_people"]),
            f"held at sites or waiting, {text.rounded(must['over_48h'])} stay over 48 hours at one place",
        ),
    ]
