"""``report.html``: the blocks of the report through a template that escapes every text, in one file."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from planner.report.document import document_of, figure_names
from planner.report.letters import clean
from planner.report.page.chart import chart_of
from planner.report.page.drawn import on_page
from planner.report.story import Json, Story

PAGE = "report.html"
_HERE = Path(__file__).parent
_OWN = ("map", "gaps")
"""Figures that the page draws itself, small enough for one file."""
# HTML lets these ends be left out, which is a tenth of the page. Texts have no tags: theirs are escaped.
_ENDS = re.compile(r"</(?:td|th|tr|thead|tbody|tfoot)>\n?")
_NOT_ON_PAGE = ("Annex: data dictionary",)
"""Reference matter that stands beside the page in a file of its own."""
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def page_figures(story: Story) -> list[str]:
    """Return the names of the figures that the page has from the report; it draws the maps itself."""
    return [name for name in figure_names(document_of(story, brief=False)) if name not in _OWN]


def write_page(folder: Path, story: Story, case_folder: Path, drawn: Mapping[str, str] | None = None) -> None:
    """
    Write ``report.html`` into a run folder: one file, the same bytes each time.

    Parameters
    ----------
    case_folder
        Holds the boundaries for the map.
    drawn
        Its figures as SVG by name, where they are drawn already; others are left.

    Raises
    ------
    InputError
        When the boundaries of the case cannot be read.
    """
    from planner.report.figures import draw

    document = document_of(story, brief=False)
    figures = draw(story, page_figures(story), case_folder) if drawn is None else drawn
    chart = chart_of(story, case_folder)
    (folder / PAGE).write_text(page_of(clean(document), figures, clean(chart), story), encoding="utf-8")


def page_of(document: Json, figures: Mapping[str, str], chart: Json, story: Story) -> str:
    """
    Return the page.

    Parameters
    ----------
    figures
        Drawings by name; of the maps none is used.
    chart
        The map and its steps.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    templates = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    alts = {block["name"]: block["alt"] for block in _figures(document)}
    used = {name: svg for name, svg in figures.items() if name in alts and name not in _OWN}
    drawn, looks = on_page(used, alts)
    page = templates.get_template("page.html").render(
        doc=document,
        sections=[section for section in _sections(document["blocks"]) if section["label"] not in _NOT_ON_PAGE],
        figures={name: Markup(svg) for name, svg in drawn.items()},
        chart=chart,
        moves=Markup(_json(_moves(chart))),
        style=Markup(style + looks),
        script=Markup(script),
        foot=Markup(_css_text(f"{document['footer']['gates']} {document['footer']['run']}")),
        script_hash=b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
        command=story.run["command"],
    )
    return _ENDS.sub("", page)


def _figures(document: Json) -> list[Json]:
    blocks = [document["front"]["picture"], *document["blocks"]]
    return [block for block in blocks if block["kind"] == "figure"]


def _sections(blocks: list[Json]) -> Iterator[Json]:
    """Yield the blocks by section, each with a name of its own to link to."""
    section: Json | None = None
    seen: set[str] = set()
    for block in blocks:
        if block["kind"] == "heading" and block["level"] == 2:  # noqa: PLR2004 - a section's heading
            if section is not None:
                yield section
            name = _NOT_IN_NAMES.sub("-", block["label"].lower()).strip("-") or "section"
            while name in seen:
                name += "-2"
            seen.add(name)
            section = {"id": name, "label": block["label"], "title": block["text"], "blocks": []}
        elif section is not None:
            section["blocks"].append(block)
    if section is not None:
        yield section


def _moves(chart: Json) -> Json:
    """Return what the script needs of the map: numbers by step, and names for the words it writes."""
    keys = ("people", "waiting", "name")
    return {
        "unit": chart["unit"],
        "sizes": chart["sizes"],
        "steps": chart["steps"],
        "weeks": chart["weeks"],
        "crossings": [{key: row[key] for key in keys} for row in chart["crossings"]],
        "sites": [{key: row[key] for key in ("name", "arrived")} for row in chart["sites"]],
        "corridors": [{key: row[key] for key in ("from", "to", "people")} for row in chart["corridors"]],
    }


def _css_text(text: str) -> str:
    """Return a text for a style sheet: every letter that could end it is written by its number."""
    return "".join(letter if letter.isalnum() or letter in " .:," else f"\\{ord(letter):06X}" for letter in text)


def _json(value: Any) -> str:
    """Return JSON that may stand inside a script element: no letter in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
