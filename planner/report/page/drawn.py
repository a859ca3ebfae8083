"""Figures as parts of a page: colours that follow its light or dark look, letters that scale, names used once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
_STYLE = re.compile(r' ?style="([^"]*)"')
_PATH = re.compile(r' d="([^"]*)"')
_BESIDE_LETTER = re.compile(r" ?([A-Za-z]) ?")
_WHOLE = re.compile(r"(?<=\d)\.0(?!\d)")
_BARE_GROUP = re.compile(r"<g\s*>")
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
    names = _Names(name, dict.fromkeys(link for m in _NAME.finditer(tags) for link in (m[2], m[3]) if link))
    # Only tags are rewritten: what stands between them is text, perhaps from a user, and stays as it is.
    inside = "".join(names.pieces(re.sub(r"\s*\n\s*", " ", found["inside"])))
    box = f'viewBox="{found["box"]}"'
    return f'<svg class="figure" role="img" aria-label="{escape(alt)}" {box}>{names.sheet()}{inside}</svg>'


class _Names:
    """The names and looks of one figure, each written once and short."""

    def __init__(self, figure: str, links: Iterable[str]) -> None:
        self._figure = figure
        self._links = {link: f"{figure}_{k}" for k, link in enumerate(links)}
        self._looks: dict[str, str] = {}

    def pieces(self, drawing: str) -> Iterator[str]:
        """Yield a drawing piece by piece, without groups that group nothing."""
        kept: list[bool] = []
        end = 0
        for found in _TAG.finditer(drawing):
            between = drawing[end : found.start()]
            yield "" if between.isspace() else between
            end, tag = found.end(), self._tag(found[0])
            if tag.startswith("<g") and not tag.endswith("/>"):
                kept.append(_BARE_GROUP.fullmatch(tag) is None)
                tag = tag if kept[-1] else ""
            elif tag == "</g>":
                tag = tag if kept.pop() else ""
            yield tag

    def sheet(self) -> str:
        """Return the looks as a style sheet of the figure's own classes."""
        return f"<style>{''.join(f'.figure .{word}{{{look}}}' for look, word in self._looks.items())}</style>"

    def _tag(self, tag: str) -> str:
        tag = _NAME.sub(self._renamed, tag)
        tag = _COLOUR.sub(lambda m: f"var(--{_COLOURS[m[0].upper()]})", tag)
        tag = _NUMBER.sub(lambda m: f"{float(m[0]):.1f}", _FONT.sub(_font, _TURN.sub("", tag)))
        return _PATH.sub(_path, _STYLE.sub(self._look, tag))

    def _look(self, found: re.Match[str]) -> str:
        look = found[1].strip(" ;")
        word = self._looks.setdefault(look, f"{self._figure}-{len(self._looks)}")
        return f' class="{word}"' if look else ""

    def _renamed(self, found: re.Match[str]) -> str:
        if found[1] is not None:
            # Names that nothing refers to would only stand twice on the page.
            return f'id="{self._links[found[1]]}"' if found[1] in self._links else ""
        return f'href="#{self._links[found[2]]}"' if found[2] is not None else f"url(#{self._links[found[3]]})"


def _path(found: re.Match[str]) -> str:
    """Return a path without the blanks and zeros that it can do without."""
    return f' d="{_BESIDE_LETTER.sub(lambda m: m[1], _WHOLE.sub("", found[1])).strip()}"'


def _font(found: re.Match[str]) -> str:
    """Leave the size and weight of letters, and take the family from the page."""
    if found["size"] is None:
        return ""
    weight = f"font-weight: {found['weight'].strip()}; " if found["weight"] else ""
    return f"{weight}font-size: {found['size']}"
