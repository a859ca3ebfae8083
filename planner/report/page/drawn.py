"""Figures as parts of a page: colours that follow its light or dark look, letters that scale, looks told once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from planner.report.drawing import BLUE, BREACH, GREEN, GREY, INK, ORANGE, PALE, SKY, TINT, VERMILION
from planner.report.page.paths import number_of, shorter

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
_CLIP = re.compile(r' clip-path="([^"]*)"')
_PATH = re.compile(r' d="([^"]*)"')
_BARE_GROUP = re.compile(r"<g\s*>")
_ALIKE = re.compile(r'<path class="([^"]+)" d="[^"]*"/>(?:<path class="\1" d="[^"]*"/>){2,}')
_UNSEEN = re.compile(r'<path [^>]*style="fill: none"/>|<g\s*/>')
_NOTHING = re.compile(r"<(defs|g)></\1>")
_NUMBER = re.compile(r"(?<=[ \"(,])-?\d+\.\d+")
_NUMBER_IN_STYLE = re.compile(r"(?<=[:, ])-?\d+\.\d{2,}")
_ELEMENT = re.compile(r"^<\w+")
_CLASS = re.compile(r' class="([^"]*)"')
_FAINT = re.compile(r"(?:^|;)opacity:")
_AROUND = re.compile(r"\s*([:;])\s*")


def on_page(figures: Mapping[str, str], alts: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """
    Return figures by name as elements of a page, and the style sheet that they share.

    Parameters
    ----------
    figures
        SVG by name, as drawn.
    alts
        What each figure shows, for who cannot see it.

    Raises
    ------
    ValueError
        When there is no drawing in a text.
    """
    looks: dict[str, str] = {}
    told = {name: _element(svg, name, f"f{k}", alts[name], looks) for k, (name, svg) in enumerate(figures.items())}
    return told, "".join(f".figure .{word}{{{look}}}" for look, word in looks.items())


def _element(svg: str, name: str, short: str, alt: str, looks: dict[str, str]) -> str:
    found = _BODY.search(_LEFT_OUT.sub("", svg))
    if found is None:
        raise ValueError(f"figure {name!r}: expected an SVG drawing with a viewBox")
    tags = "".join(_TAG.findall(found["inside"]))
    links = dict.fromkeys(link for m in _NAME.finditer(tags) for link in (m[2], m[3]) if link)
    # Only tags are rewritten: what stands between them is text, perhaps from a user, and stays as it is.
    inside = "".join(_Drawing(short, links, looks).pieces(re.sub(r"\s*\n\s*", " ", found["inside"])))
    inside = _ALIKE.sub(lambda m: _grouped(m, looks), _NOTHING.sub("", inside))
    box = f'viewBox="{found["box"]}"'
    return f'<svg class="figure" role="img" aria-label="{escape(alt)}" {box}>{inside}</svg>'


def _grouped(found: re.Match[str], looks: Mapping[str, str]) -> str:
    """Return paths alike as a group with their look, but for one that is faint as a whole: there some lie on others."""
    classes = found[1].split()
    if any(word in classes and _FAINT.search(look) for look, word in looks.items()):
        return found[0]
    return f'<g class="{found[1]}">{_CLASS.sub("", found[0])}</g>'


class _Drawing:
    """
    One figure's tags, rewritten short.

    Parameters
    ----------
    figure
        What its names begin with, so that they are its own on the page.
    links
        The names that something in it refers to.
    looks
        The looks of the whole page, each with the word it goes by; new ones are added.
    """

    def __init__(self, figure: str, links: Iterable[str], looks: dict[str, str]) -> None:
        self._links = {link: f"{figure}_{k}" for k, link in enumerate(links)}
        self._looks = looks

    def pieces(self, drawing: str) -> Iterator[str]:
        """Yield a drawing piece by piece, without groups that group nothing."""
        kept: list[bool] = []
        end = 0
        for found in _TAG.finditer(drawing):
            between = drawing[end : found.start()]
            yield "" if between.isspace() else between
            end, tag = found.end(), "" if _UNSEEN.fullmatch(found[0]) else self._tag(found[0])
            if tag.startswith("<g") and not tag.endswith("/>"):
                kept.append(_BARE_GROUP.fullmatch(tag) is None)
                tag = tag if kept[-1] else ""
            elif tag == "</g>":
                tag = tag if kept.pop() else ""
            yield tag

    def _tag(self, tag: str) -> str:
        tag = _NAME.sub(self._renamed, tag)
        tag = _COLOUR.sub(lambda m: f"var(--{_COLOURS[m[0].upper()]})", tag)
        tag = _PATH.sub(lambda m: f' d="{shorter(m[1])}"', _FONT.sub(_font, _TURN.sub("", tag)))
        # The outline that a part is cut to is a property too, and so goes by a class.
        tag = _CLIP.sub(lambda m: self._classes(f"clip-path: {m[1]}"), tag)
        tag = _STYLE.sub(lambda m: self._classes(m[1]), tag)
        return _one_class(_NUMBER.sub(lambda m: number_of(float(m[0])), tag))

    def _classes(self, style: str) -> str:
        look = _AROUND.sub(r"\1", style.strip(" ;"))
        look = _NUMBER_IN_STYLE.sub(lambda m: number_of(float(m[0])), look)
        return f' class="{self._looks.setdefault(look, f"k{len(self._looks)}")}"' if look else ""

    def _renamed(self, found: re.Match[str]) -> str:
        if found[1] is not None:
            # Names that nothing refers to would only stand twice on the page.
            return f'id="{self._links[found[1]]}"' if found[1] in self._links else ""
        return f'href="#{self._links[found[2]]}"' if found[2] is not None else f"url(#{self._links[found[3]]})"


def _one_class(tag: str) -> str:
    """Return a tag whose classes stand in one attribute, before all others."""
    words = _CLASS.findall(tag)
    return _ELEMENT.sub(rf'\g<0> class="{" ".join(words)}"', _CLASS.sub("", tag)) if words else tag


def _font(found: re.Match[str]) -> str:
    """Leave the size and weight of letters, and take the family from the page."""
    if found["size"] is None:
        return ""
    weight = f"font-weight: {found['weight'].strip()}; " if found["weight"] else ""
    return f"{weight}font-size: {found['size']}"
