"""The fonts for figures are the report's own font, cut: same letters, same outlines, under a name of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from planner.report.fonts import FIGURE_FAMILY, FIGURE_FONTS
from tests.figure_fonts import WEIGHTS, cut


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    cut(folder)
    return folder


@pytest.mark.parametrize("style", WEIGHTS)
def test_what_lies_there_is_what_is_cut_from_the_font_of_the_report(fresh: Path, style: str) -> None:
    shipped, again = (TTFont(folder / f"{style}.ttf") for folder in (FIGURE_FONTS, fresh))
    assert shipped.getBestCmap() == again.getBestCmap()
    assert shipped["hmtx"].metrics == again["hmtx"].metrics
    assert all(shipped["glyf"][name] == again["glyf"][name] for name in again.getGlyphOrder())
    assert shipped["OS/2"].usWeightClass == again["OS/2"].usWeightClass


@pytest.mark.parametrize("style", WEIGHTS)
def test_it_goes_by_a_name_that_is_not_reserved_and_with_its_licence(style: str) -> None:
    with TTFont(FIGURE_FONTS / f"{style}.ttf") as font:
        assert {font["name"].getDebugName(k) for k in (1, 4)} == {FIGURE_FAMILY, f"{FIGURE_FAMILY} {style}"}
    assert "Reserved Font Name" in (FIGURE_FONTS / "OFL.txt").read_text(encoding="utf-8")
