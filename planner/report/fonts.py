"""
Fonts by package, so that every machine makes the same bytes: Source Sans 3, and what matplotlib ships for the rest.

The typesetter reads the variable font itself. In figures it and matplotlib know only a variable font's thinnest
weight, so for them two weights of its Latin letters are cut once a process. Letters that the font lacks come from
DejaVu Sans.
"""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FAMILY = "Source Sans 3"
ARABIC = "Amiri"
FIGURE_FAMILY = "Report Sans"
FALLBACK = "DejaVu Sans"
FIGURE_FAMILIES = (FIGURE_FAMILY, FALLBACK)
"""Font families for figures, in order."""
_WEIGHTS = {"Regular": (400, 400), "Bold": (600, 700)}
"""By style: the weight that is cut, and the weight it goes by, so that DejaVu Sans has a match."""
_LETTERS = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x2010, 0x2040), range(0x2190, 0x2194), range(0x2212, 0x2213))
_ABSENT = "□"
_NOT_IN_FIGURES = ("BASE", "GDEF", "GPOS", "GSUB", "HVAR", "MVAR", "STAT")
"""Tables for setting text and for other weights: figures set each line as it is."""
_UNICODE_NAMES = (3, 1, 0x409)


def font_folders(*, arabic: bool = False, figures: Path | None = None) -> list[Path]:
    """
    Return the folders of fonts that the typesetter may use.

    Parameters
    ----------
    arabic
        Whether a whole text runs in Arabic script, for which a font of its own is added.
    figures
        A folder with the fonts for figures, where there are figures in the text.
    """
    import fontpkg

    folders = [Path(fontpkg.path(FAMILY)).parent, _shipped_with_matplotlib()]
    if arabic:
        folders.append(Path(fontpkg.path(ARABIC)).parent)
    if figures is not None:
        folders.append(figures)
    return folders


def _shipped_with_matplotlib() -> Path:
    """Return where matplotlib has its fonts, without loading it: that takes longer than setting some pages."""
    found = find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


@cache
def register_fonts(folder: Path | None = None) -> None:
    """
    Have figures find their fonts; the first call does.

    Parameters
    ----------
    folder
        Where another process has cut them; else they are cut here.
    """
    from matplotlib import font_manager

    for path in sorted((folder or cut_fonts()).iterdir()):
        font_manager.fontManager.addfont(path)


def cut_fonts() -> Path:
    """Return the folder of the fonts for figures, with the fonts in it."""
    folder = fonts_folder()
    write_fonts(folder)
    return folder


@cache
def fonts_folder() -> Path:
    """Return a folder for the fonts for figures, which lasts as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="report-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def write_fonts(folder: Path) -> None:
    """Write the fonts for figures into a folder."""
    for name, font in cut().items():
        (folder / name).write_bytes(font)


@cache
def cut() -> Mapping[str, bytes]:
    """Return the fonts for figures by file; the first call cuts them."""
    return {f"{style}.ttf": _cut(style, *weights) for style, weights in _WEIGHTS.items()}


def _cut(style: str, weight: int, known_as: int) -> bytes:
    """Return one weight of the Latin letters as a font of its own."""
    import fontpkg
    from fontTools import subset  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
    from fontTools.varLib import instancer  # type: ignore[import-untyped]

    options = subset.Options()
    options.layout_features = []
    options.layout_closure = options.hinting = False
    options.drop_tables += _NOT_IN_FIGURES
    letters = subset.Subsetter(options)
    letters.populate(unicodes=[code for part in _LETTERS for code in part])
    # The last name is the one by which SVG tells the glyphs of two weights apart.
    names = {1: FIGURE_FAMILY, 2: style, 4: f"{FIGURE_FAMILY} {style}", 6: f"ReportSans-{style}"}
    with TTFont(fontpkg.path(FAMILY), recalcTimestamp=False, recalcBBoxes=False, lazy=True) as font:
        letters.subset(font)
        instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
        for name_id, name in names.items():
            font["name"].setName(name, name_id, *_UNICODE_NAMES)
        font["OS/2"].usWeightClass = known_as
        written = io.BytesIO()
        font.save(written)
    return written.getvalue()


@cache
def _drawable() -> frozenset[int]:
    """Return the code points that figures can draw."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    fallback = FT2Font(font_manager.findfont(FALLBACK)).get_charmap()
    return frozenset(fallback) | {code for part in _LETTERS for code in part}


def drawable(text: str, longest: int = 30) -> str:
    """Return a text as figures draw it: cut to a length, and a box where no font has the letter."""
    cut = text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
    return "".join(letter if ord(letter) in _drawable() else _ABSENT for letter in cut)
