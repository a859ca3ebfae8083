"""Figures as parts of a page: colours that follow its light or dark look, letters that scale, names used once."""

from __future__ import annotations

import re
from html import escape

from planner.report.drawing import BLUE, BREACH, GREEN, GREY, INK, ORANGE, PALE, SKY, TINT, VERMILION

_COLOURS = {
    INK: "ink",
    GREY: "soft",
    PALE: "rule",
    TINT: "tint-breach",
    BREACH: "breach",
    BLUE: "blue",
    SKY: "sky",
    ORANGE: "orange",
    VERMILION: "vermilion",
    GREEN: "green",
    "#FFFFFF": "paper",
    "#000000": "ink",
}
_COLOUR = re.compile("|".join(map(re.escape, _COLOURS)), re.IGNORECASE)
_BODY = re.compile(r"<svg[^>]*viewBox=\"(?P<box>[^\"]*)\"[^>]*>(?P<inside>.*)</svg>", re.DOTALL)
_FONT = re.compile(r"font-family: [^;\"]*;?|font: (?P<weight>\d+ )?(?P<size>[\d.]+px)[^;\"]*")
_LEFT_OUT = re.compile(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", re.DOTALL)
_TURN = re.compile(r' transform="rotate\(-0 [^"]*"')
_NAME = re.compile(r'\bid="([^"]*)"|(?:xlink:)?href="#([^"]*)"|url\(#([^)]*)\)')
_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"(?<=[ \"(,])-?\d+\.\d{2,}")


def on_page(svg: str, name: str, alt: str) -> str:
    """
    Return a figure as an element of a page.

    Parameters
    ----------
    svg
        As drawn with letters.
    name
        Of the figure, unique on the page; the names inside it are led by it.
    alt
        What the figure shows, for who cannot see it.

    Raises
    ------
    ValueError
        When there is no drawing in the text.
    """
    found = _BODY.search(_LEFT_OUT.sub("", svg))
    if found is None:
        raise ValueError(f"figure {name!r}: expected an SVG drawing with a viewBox")
    tags = "".join(_TAG.findall(found["inside"]))
    used = {link for m in _NAME.finditer(tags) for link in (m[2], m[3]) if link}
    # Only tags are rewritten: what stands between them is text, perhaps from a user, and stays as it is.
    inside = _TAG.sub(lambda m: _tag(m[0], name, used), re.sub(r"\s*\n\s*", " ", found["inside"]))
    return f'<svg class="figure" role="img" aria-label="{escape(alt)}" viewBox="{found["box"]}">{inside}</svg>'


def _tag(tag: str, name: str, used: set[str]) -> str:
    tag = _NAME.sub(lambda m: _renamed(m, name, used), tag)
    tag = _COLOUR.sub(lambda m: f"var(--{_COLOURS[m[0].upper()]})", tag)
    return _NUMBER.sub(lambda m: f"{float(m[0]):.1f}", _FONT.sub(_font, _TURN.sub("", tag)))


def _renamed(found: re.Match[str], name: str, used: set[str]) -> str:
    if found[1] is not None:
        # Names that nothing refers to would only stand twice on the page.
        return f'id="{name}-{found[1]}"' if found[1] in used else ""
    return f'href="#{name}-{found[2]}"' if found[2] is not None else f"url(#{name}-{found[3]})"


def _font(found: re.Match[str]) -> str:
    """Leave the size and weight of letters, and take the family from the page."""
    if found["size"] is None:
        return ""
    weight = f"font-weight: {found['weight'].strip()}; " if found["weight"] else ""
    return f"{weight}font-size: {found['size']}"
