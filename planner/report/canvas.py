"""
Figures to SVG with one renderer for layout and drawing, which measures a text once however many figures show it.

matplotlib itself makes a renderer for each layout, and reads files of fonts anew for each text on it.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.font_manager import FontProperties, fontManager, get_font

from planner.report.drawing import EDGED

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_POINTS_PER_IN = 72
# The size in points at which texts are measured: widths grow with it.
_MEASURED_PT = 100.0


def svg_of(figure: Figure) -> str:
    """Return a figure as SVG, laid out and drawn once; labels that are to have an edge are marked."""
    stream = io.StringIO()
    resolution, figure.dpi = figure.dpi, _POINTS_PER_IN
    width, height = figure.get_size_inches() * _POINTS_PER_IN
    renderer: Any = _Renderer(width, height, stream, image_dpi=resolution, metadata={"Date": None, "Creator": None})
    _Canvas(figure, renderer)
    figure.draw(renderer)
    renderer.finalize()
    return stream.getvalue()


class _Canvas(FigureCanvasSVG):
    """A canvas whose figure is laid out with the renderer that draws it."""

    def __init__(self, figure: Figure, renderer: _Renderer) -> None:
        super().__init__(figure)
        self._renderer = renderer

    def get_renderer(self) -> _Renderer:
        """Return what the layout measures with."""
        return self._renderer


class _Renderer(RendererSVG):
    """Draws SVG."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)  # type: ignore[no-untyped-call]
        self._edged = 0

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Begin a group of elements; labels that are to have an edge are counted, since names stand once in a file."""
        if gid == EDGED:
            gid, self._edged = f"{EDGED}-{self._edged}", self._edged + 1
        super().open_group(s, gid)  # type: ignore[no-untyped-call]

    def get_text_width_height_descent(
        self,
        s: str,
        prop: FontProperties,
        ismath: object,  # noqa: ARG002 - no text here is mathematics
    ) -> tuple[float, float, float]:
        """Return the size of a line of text."""
        width, height, descent = _measured(s, _face(prop))
        scale = prop.get_size_in_points() / _MEASURED_PT
        return width * scale, height * scale, descent * scale


_LOOKS = ("style", "variant", "weight", "stretch")
_Face = tuple[tuple[str, ...], str, str, str | int, str | int]


def _face(prop: FontProperties) -> _Face:
    """Return what a font is found by, but for its size."""
    return (
        tuple(prop.get_family()),
        prop.get_style(),
        prop.get_variant(),
        prop.get_weight(),
        prop.get_stretch(),
    )


@cache
def _files(face: _Face) -> tuple[str, ...]:
    """Return the files of a font: one for each family, in order."""
    families, *rest = face
    looks: Any = dict(zip(_LOOKS, rest, strict=True))  # words that matplotlib lists one by one
    each = (FontProperties(family=[name], **looks) for name in families)
    return tuple(fontManager.findfont(one, fallback_to_default=False) for one in each)


@cache
def _measured(text: str, face: _Face) -> tuple[float, float, float]:
    """Return width, height and descent of a line of text at the size at which texts are measured."""
    from matplotlib.ft2font import LoadFlags

    font = get_font(_files(face))
    font.set_size(_MEASURED_PT, _POINTS_PER_IN)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width, height = font.get_width_height()
    # The library counts in 64ths of a point.
    return width / 64, height / 64, font.get_descent() / 64
