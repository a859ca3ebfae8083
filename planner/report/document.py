"""The whole report as data: the first page, then blocks in order, then the names of the figures they need."""

from __future__ import annotations

from planner.report import (
    answers,
    background,
    certainty,
    findings,
    fleet,
    happened,
    method,
    people,
    requirements,
    rights,
    rooms,
    sectors,
    text,
)
from planner.report.advice import recommendations
from planner.report.front import front
from planner.report.story import Json, Story
from planner.report.summary import key_findings

_IN_BRIEF = ("heading", "table", "note")
_MOST_BRIEF_ROWS, _FIRST_ROWS = 8, 5


def document_of(story: Story, *, brief: bool) -> Json:
    """
    Return everything the template prints, as plain values; every text in it is a text and never markup.

    Parameters
    ----------
    brief
        Whether to return the two-page brief: what was found, without figures, assumptions and sources.
    """
    full = [
        *key_findings(story),
        *background.unpublished(story),
        *background.assumed(story),
        *method.question(story),
        *background.timeline(story),
        *method.scenarios(story),
        *people.people(story),
        *findings.corridors(story),
        *findings.over_time(story),
        *findings.crossings(story),
        *sectors.needs(story),
        *answers.exposure(story),
        *rights.rights(story),
        *requirements.requirements(story),
        *answers.binding(story),
        *fleet.fleet(story),
        *answers.alternatives(story),
        *answers.readings(story),
        *certainty.certainty(story),
        *happened.happened(story),
        *rooms.not_assessed(story),
        *background.statements(story),
        *recommendations(story),
        *background.sources(story),
        *method.annexes(story),
        *background.reproduce(story),
    ]
    short = [
        *answers.readings(story),
        *answers.alternatives(story),
        *answers.binding(story, alone=False),
        *background.reproduce_briefly(story),
    ]
    return {
        "title": text.title(story.result),
        "lang": "en",
        "footer": {"gates": text.gate_line(story.result["gates"]), "run": f"run {story.run['run_id']}"},
        "front": front(story),
        "blocks": [_shortened(block) for block in short if block["kind"] in _IN_BRIEF] if brief else full,
    }


def _shortened(block: Json) -> Json:
    """Return a block as the brief has room for it: of a long table the first rows, which its caption says."""
    if block["kind"] != "table" or len(block["rows"]) <= _MOST_BRIEF_ROWS:
        return block
    kept = block["rows"][:_FIRST_ROWS]
    return {
        **block,
        "rows": kept,
        "total": False,
        "caption": f"{block['caption']}; the first {len(kept)}",
    }


def figure_names(document: Json) -> list[str]:
    """Return the figures that a document calls for, in order."""
    # A comparison has no first page.
    first = [document["front"]["picture"]] if "front" in document else []
    return [block["name"] for block in [*first, *document["blocks"]] if block["kind"] == "figure"]
