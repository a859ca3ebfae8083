"""
Fonts by package, so that every machine makes the same bytes: Source Sans 3, and what matplotlib ships for the rest.

The typesetter reads the variable font itself. In figures it and matplotlib know only a variable font's thinnest
weight, so for them two weights of its Latin letters lie in ``figure_fonts``, cut from it once under a name of their
own (``python -m tests.figure_fonts`` cuts them again). Letters that the font lacks come from DejaVu Sans.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

FAMILY = "Source Sans 3"
ARABIC = "Noto Sans Arabic"
FIGURE_FAMILY = "Report Sans"
FALLBACK = "DejaVu Sans"
FIGURE_FAMILIES = (FIGURE_FAMILY, FALLBACK)
"""Font families for figures, in order."""
FIGURE_FONTS = Path(__file__).with_name("figure_fonts")
LETTERS = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x2010, 0x2040), range(0x2190, 0x2194), range(0x2212, 0x2213))
"""Code points of the fonts for figures, as far as the font they are cut from has them."""
_ABSENT = "□"


def font_folders(*, arabic: bool = False, figures: bool = False) -> list[Path]:
    """
    Return the folders of fonts that the typesetter may use.

    Parameters
    ----------
    arabic
        Whether a whole text runs in Arabic script, for which a font of its own is added.
    figures
        Whether there are figures in the text, whose fonts are added.
    """
    import fontpkg

    folders = [Path(fontpkg.path(FAMILY)).parent, _shipped_with_matplotlib()]
    if arabic:
        folders.append(Path(fontpkg.path(ARABIC)).parent)
    if figures:
        folders.append(FIGURE_FONTS)
    return folders


def _shipped_with_matplotlib() -> Path:
    """Return where matplotlib has its fonts, without loading it: that takes longer than setting some pages."""
    found = find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


@cache
def register_fonts() -> None:
    """Have figures find their fonts; the first call does."""
    from matplotlib import font_manager

    for path in sorted(FIGURE_FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)


@cache
def _drawable() -> frozenset[int]:
    """Return the code points that figures can draw."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    fallback = FT2Font(font_manager.findfont(FALLBACK)).get_charmap()
    return frozenset(fallback) | {code for part in LETTERS for code in part}


def drawable(text: str, longest: int = 30) -> str:
    """Return a text as figures draw it: cut to a length, and a box where no font has the letter."""
    cut = text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
    return "".join(letter if ord(letter) in _drawable() else _ABSENT for letter in cut)
