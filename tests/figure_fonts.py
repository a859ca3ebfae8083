"""Cuts the fonts for figures from the font of the report: ``python -m tests.figure_fonts`` writes them again."""

from __future__ import annotations

from pathlib import Path

import fontpkg
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from planner.report.fonts import FAMILY, FIGURE_FAMILY, FIGURE_FONTS, LETTERS

# By style: the weight that is cut, and the weight it goes by, so that DejaVu Sans has a match.
WEIGHTS = {"Regular": (400, 400), "Bold": (600, 700)}
UNICODE_NAMES = (3, 1, 0x409)


def cut(folder: Path) -> None:
    """Write each weight of the Latin letters as a font of its own."""
    for style, (weight, known_as) in WEIGHTS.items():
        options = subset.Options()
        options.layout_features = []
        options.hinting = False
        options.drop_tables += ["GSUB", "GPOS", "MVAR", "STAT"]
        letters = subset.Subsetter(options)
        letters.populate(unicodes=[code for part in LETTERS for code in part])
        # The last name is the one by which SVG tells the glyphs of two weights apart.
        names = {1: FIGURE_FAMILY, 2: style, 4: f"{FIGURE_FAMILY} {style}", 6: f"ReportSans-{style}"}
        with TTFont(fontpkg.path(FAMILY), recalcTimestamp=False, lazy=True) as font:
            letters.subset(font)
            instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
            for name_id, name in names.items():
                font["name"].setName(name, name_id, *UNICODE_NAMES)
            font["OS/2"].usWeightClass = known_as
            font.save(folder / f"{style}.ttf")


if __name__ == "__main__":
    cut(FIGURE_FONTS)
