"""
What a case and a scenario say in their own words, held against the rules of what goes out before anything is computed.

A title or a note is printed as it is. One that tells people by district, or uses a word that is never used of a plan,
would be found in every file of the run; here it is a fault of the input, told by file and place and not repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planner.disclosure.known import Known, known_of
from planner.disclosure.wording import (
    DISTRICT_RULE,
    WORD_RULE,
    districts_counted,
    without_public_texts,
    words_never_used,
)
from planner.errors import Fault
from planner.records import Case

EXPECTED = {
    WORD_RULE: (
        "other words: humane, lawful, approved and compliant are never used of a plan, nor illegal, target, burden or"
        " load of people (G3-word)"
    ),
    DISTRICT_RULE: "no count of people beside a district (G1-district)",
}


# An event may say how many died in a district; how many of those in scope live, are held or leave there it may not.
_EVENTS = ("statements.csv", "timeline.csv")
_IN_SCOPE = re.compile(
    r"afghan|returnee|refugee|undocumented|foreigner|migrant|national|holder|deport|detain|\bheld\b|\breturned\b",
    re.IGNORECASE,
)


def wording_faults(case: Case, title: str | None = None) -> tuple[Fault, ...]:
    """
    Return what may not be printed of a case's own texts, one fault each.

    Parameters
    ----------
    title
        Of the scenario, if there is one.
    """
    known = known_of([case], with_events=False)
    texts = list(_texts(case))
    if title is not None:
        texts.insert(0, ("config", "title", title))
    return tuple(
        Fault(file=file, key=key, expected=EXPECTED[rule])
        for file, key, text in texts
        for rule in dict.fromkeys(_rules(text, known))
        if rule != DISTRICT_RULE or file not in _EVENTS or _IN_SCOPE.search(text)
    )


def _texts(case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield file, key and text of everything that a case says in its own words."""
    yield "case.yaml", "title", case.title
    yield from (("case.yaml", f"statuses.{status}", title) for status, title in case.statuses.items())
    yield from (("case.yaml", f"notes[{k}]", note) for k, note in enumerate(case.notes))
    yield from (("closures.csv", f"reason, row {k}", row.reason) for k, row in enumerate(case.closures, 2))
    for file, rows, who in (("statements.csv", case.statements, "who"), ("timeline.csv", case.timeline, "event")):
        for row in rows:
            yield file, f"{who} of {row.day}", row.who
            yield file, f"gist of {row.day}", row.gist


def _rules(text: str, known: Known) -> Iterator[str]:
    if any(words_never_used(without_public_texts(text, known))):
        yield WORD_RULE
    if any(True for _ in districts_counted(text, known)):
        yield DISTRICT_RULE
