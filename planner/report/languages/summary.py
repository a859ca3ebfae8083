"""A page of one run in one language: gates, title, answer, key findings; its numbers are held against the English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from planner.report.fonts import font_folders
from planner.report.languages.catalogue import LANGUAGES, Language, Texts
from planner.report.letters import clean
from planner.report.story import Json, Story
from planner.report.text import gate_line
from planner.solution import Answer
from planner.units import show_people

TEMPLATE = Path(__file__).with_name("summary.typ")
_NUMBER = re.compile(r"\d+(?:,\d{3})*")
_TITLES = {
    Answer.IMPOSSIBLE: "{scope} people in {days} days: not possible, at most {most} could cross",
    Answer.NOT_WITHIN_STANDARDS: (
        "{scope} people in {days} days: not possible within minimum standards, at most {most} could cross"
    ),
    Answer.NOT_EXCLUDED: (
        "{scope} people in {days} days: not excluded by logistics;"
        " this is not a finding that it is lawful, safe or voluntary"
    ),
    Answer.UNDECIDED: "{scope} people in {days} days: undecided; the published figures settle it neither way",
}
_TITLES_OF_ONE_DAY = {
    Answer.IMPOSSIBLE: "{scope} people in {days} day: not possible, at most {most} could cross",
    Answer.NOT_WITHIN_STANDARDS: (
        "{scope} people in {days} day: not possible within minimum standards, at most {most} could cross"
    ),
    Answer.NOT_EXCLUDED: (
        "{scope} people in {days} day: not excluded by logistics;"
        " this is not a finding that it is lawful, safe or voluntary"
    ),
    Answer.UNDECIDED: "{scope} people in {days} day: undecided; the published figures settle it neither way",
}
_NOBODY = (
    "Nobody is in scope, so nothing is asked of logistics; this is not a finding that it is lawful, safe or voluntary"
)
_MEANINGS = {
    Answer.IMPOSSIBLE: "No plan can do it, even with travel day and night, no night at any site and no standard kept.",
    Answer.NOT_WITHIN_STANDARDS: "No plan that keeps the minimum standards can do it.",
    Answer.NOT_EXCLUDED: (
        "A plan that reaches everyone on time was found and checked against every published limit."
        " This is not a finding that it is lawful, safe or voluntary."
    ),
    Answer.UNDECIDED: "The published figures settle it neither way.",
}
_DRAFT = "Draft: no reader has signed this translation yet. The English report decides."


def write_summary(folder: Path, story: Story, code: str) -> Path:
    """
    Write ``summary-CODE.pdf`` into a run folder and return its path.

    Parameters
    ----------
    code
        ``en``, ``ur``, ``ps`` or ``prs``.

    Raises
    ------
    AssertionError
        When a number differs from the English: a fault of the catalogue.
    """
    path = folder / f"summary-{code}.pdf"
    path.write_bytes(_typeset(summary_of(story, LANGUAGES[code])))
    return path


def summary_of(story: Story, language: Language) -> Json:
    """
    Return everything the page prints, as plain values.

    Raises
    ------
    AssertionError
        When a number differs from the English.
    """
    texts = Texts(language)
    told, english = _page(story, texts), _page(story, Texts(LANGUAGES["en"]))
    for here, there in zip(_texts(told), _texts(english), strict=True):
        if sorted(_NUMBER.findall(here)) != sorted(_NUMBER.findall(there)):
            raise AssertionError(f"{language.code}: the numbers of {here!r} are not those of {there!r}")
    return {
        **told,
        "lang": language.tag[0],
        "region": language.tag[1],
        "dir": "rtl" if language.right_to_left else "ltr",
        "draft": "" if texts.signed_by else texts.say(_DRAFT),
        "draft_english": "" if texts.signed_by else _DRAFT,
        # On every page in English too: who checks a page need not read its language.
        "gates_english": gate_line(story.result["gates"]) if language.right_to_left else "",
    }


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _page(story: Story, texts: Texts) -> Json:
    result = story.result
    verdict, scenario = result["verdict"], result["scenario"]
    answer = Answer(verdict["answer"])
    facts = {
        "scope": f"{verdict['in_scope_people']:,}",
        "days": f"{scenario['days']:,}",
        "most": f"{verdict['on_time_people']['proved_at_most']:,}",
    }
    gates = result["gates"]
    names = {"voluntariness": "Voluntariness", "screening": "Individual screening"}
    return {
        "gates_title": texts.say("Gates"),
        "gates": [
            {
                "title": texts.say(name),
                "status": texts.say(gates[key]["status"]),
                "text": texts.say(_escaped(gates[key]["text"])),
            }
            for key, name in names.items()
        ],
        "title": texts.say(_title(result, answer), **facts),
        "span": _span(story, texts),
        "answer_title": texts.say("Answer"),
        "answer": [
            texts.say(_MEANINGS[answer] if verdict["in_scope_people"] else _NOBODY),
            texts.say(_robust(result)),
        ],
        "findings_title": texts.say("Key findings"),
        "findings": list(_findings(story, texts)),
        "end": texts.say(
            "The full report, its sources and the command that remakes it are in English. Run {run}.",
            run=story.run["run_id"],
        ),
    }


def _title(result: Mapping[str, Any], answer: Answer) -> str:
    if not result["verdict"]["in_scope_people"]:
        return _NOBODY
    return (_TITLES_OF_ONE_DAY if result["scenario"]["days"] == 1 else _TITLES)[answer]


def _span(story: Story, texts: Texts) -> str:
    last = texts.day(story.deadline)
    if story.start == story.deadline:
        return texts.say("One day, {deadline}.", deadline=last)
    return texts.say("From {start} to {deadline}, both days counted.", start=texts.day(story.start), deadline=last)


def _escaped(text: str) -> str:
    """Return a text of the result as a key without places to fill."""
    return text.replace("{", "{{").replace("}", "}}")


def _robust(result: Mapping[str, Any]) -> str:
    if result["verdict"]["robust"]:
        return "Three ways of reading uncertain figures give the same answer."
    return "Three ways of reading uncertain figures give different answers: it depends on which figures are believed."


def _findings(story: Story, texts: Texts) -> Iterator[str]:
    result = story.result
    yield _across(story, texts)
    if result["verdict"]["in_scope_people"]:
        yield _completion(result["completion"], texts)
    for name, english in (
        ("favourable", "If everything uncertain helps the plan: at most {most} of {scope} people across in time."),
        ("strict", "If nothing uncertain helps the plan: at most {most} of {scope} people across in time."),
    ):
        reading = result["readings"][name]["verdict"]
        most, scope = reading["on_time_people"]["proved_at_most"], reading["in_scope_people"]
        yield texts.say(english, most=f"{most:,}", scope=f"{scope:,}")
    must = result["exposure"]["must"]
    yield texts.say(
        "If all set out on their day of release, people would spend {queue} nights waiting in queues or"
        " outside full sites and {holding} nights in holding before the deadline.",
        queue=show_people(must["nights_in_queue"]),
        holding=show_people(must["nights_in_holding"]),
    )
    absent = sum(row["capacity"] is None for row in result["limits"])
    if absent == 1:
        yield texts.say("One limit has no published figure. A no never rests on a missing figure.")
    elif absent:
        yield texts.say(
            "{absent} limits have no published figure. A no never rests on a missing figure.", absent=f"{absent:,}"
        )


def _across(story: Story, texts: Texts) -> str:
    verdict, deadline = story.result["verdict"], texts.day(story.deadline)
    left = verdict["left_after_deadline_people"]["at_least"]
    if not left:
        return texts.say("No published limit keeps anyone from being across by {deadline}.", deadline=deadline)
    return texts.say(
        "At most {most} of {scope} people can be across by {deadline}; left, at least: {left}.",
        most=f"{verdict['on_time_people']['proved_at_most']:,}",
        scope=f"{verdict['in_scope_people']:,}",
        deadline=deadline,
        left=f"{left:,}",
    )


def _completion(completion: Mapping[str, Any], texts: Texts) -> str:
    if completion["never"]:
        return texts.say("No later date is enough.")
    first = date.fromisoformat(completion["proved_not_before"])
    if completion["date"] is None:
        return texts.say("All could have crossed not before {date}.", date=texts.day(first))
    done = date.fromisoformat(completion["date"])
    if done != first:
        return texts.say(
            "A plan was found that has all across by {date}; it is proved that none does before {first}.",
            date=texts.day(done),
            first=texts.day(first),
        )
    return texts.say("All could have crossed by {date} at the earliest.", date=texts.day(done))


def _typeset(page: Json) -> bytes:
    import typst

    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=font_folders(arabic=True),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(clean(page), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
