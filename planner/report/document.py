"""The whole report as data: the first page, then blocks in order, then the names of the figures they need."""

from __future__ import annotations

from planner.report import answers, background, findings, text
from planner.report.front import front
from planner.report.story import Json, Story


def document_of(story: Story, *, brief: bool) -> Json:
    """
    Return everything the template prints, as plain values; every text in it is a text and never markup.

    Parameters
    ----------
    brief
        Whether to return the two-page brief: what was found, without figures, assumptions and sources.
    """
    full = [
        *background.unpublished(story),
        *background.assumed(story),
        *findings.corridors(story),
        *findings.over_time(story),
        *findings.crossings(story),
        *answers.binding(story),
        *answers.readings(story),
        *answers.alternatives(story),
        *answers.exposure(story),
        *background.statements(story),
        *background.sources(story),
        *background.reproduce(story),
    ]
    short = [
        *answers.readings(story),
        *answers.alternatives(story),
        *answers.binding(story),
        *background.reproduce_briefly(story),
    ]
    return {
        "title": text.title(story.result),
        "lang": "en",
        "footer": {"gates": text.gate_line(story.result["gates"]), "run": f"run {story.run['run_id']}"},
        "front": front(story),
        "blocks": short if brief else full,
    }


def figure_names(document: Json) -> list[str]:
    """Return the figures that a document calls for, in order."""
    return [block["name"] for block in [document["front"]["picture"], *document["blocks"]] if block["kind"] == "figure"]
