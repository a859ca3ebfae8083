"""The style of a layer in the language of QGIS: Okabe-Ito colours with a shape beside each, labels with a halo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from planner.report.drawing import INK

_WHITE = "#FFFFFF"
# A marker of strokes alone: its colour is that of the outline.
_STROKE = "cross2"
# Millimetres that the widest line has more than the thinnest.
_WIDER_MM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """
    How a layer is drawn.

    Parameters
    ----------
    colour
        ``#RRGGBB``.
    mark
        Name of a marker of QGIS; ``None`` for lines, and where kinds have their own.
    mm
        Size of a marker or width of a line.
    width_by
        Column of people that makes a line wider.
    label
        Column that is written beside each place.
    kinds
        Column whose values have a mark of their own, with value and mark, in order.
    """

    colour: str
    mark: str | None = None
    mm: float
    width_by: str | None = None
    label: str | None = None
    kinds: tuple[str, Sequence[tuple[str, str]]] | None = None


def style_of(look: Look) -> str:
    """Return a layer's style."""
    if look.kinds is None:
        head, categories, marks = 'type="singleSymbol"', "", [look.mark]
    else:
        column, known = look.kinds
        head, marks = f'type="categorizedSymbol" attr={quoteattr(column)}', [mark for _, mark in known]
        rows = (
            f'<category value={quoteattr(value)} label={quoteattr(value)} symbol="{k}" render="true" type="string"/>'
            for k, (value, _) in enumerate(known)
        )
        categories = f"<categories>{''.join(rows)}</categories>"
    symbols = "".join(_symbol(look, mark, k) for k, mark in enumerate(marks))
    return (
        '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">'
        f'<qgis version="3.22.0" styleCategories="Symbology|Labeling" labelsEnabled="{int(look.label is not None)}">'
        f'<renderer-v2 {head} symbollevels="0">{categories}<symbols>{symbols}</symbols></renderer-v2>'
        f"{_labels(look.label)}</qgis>"
    )


def _symbol(look: Look, mark: str | None, number: int) -> str:
    colour = _rgba(look.colour)
    if mark is None:
        kind, part = "line", "SimpleLine"
        options = {"line_color": colour, "line_width": f"{look.mm}", "line_width_unit": "MM", "capstyle": "round"}
    else:
        kind, part = "marker", "SimpleMarker"
        is_stroke = mark == _STROKE
        options = {"color": colour, "name": mark, "size": f"{look.mm}", "size_unit": "MM"}
        options |= {
            "outline_color": colour if is_stroke else _rgba(INK),
            "outline_width": "0.6" if is_stroke else "0.3",
        }
    return (
        f'<symbol type="{kind}" name="{number}" alpha="1"><layer class="{part}" enabled="1" pass="0" locked="0">'
        f"{_map(options)}{_wider(look)}</layer></symbol>"
    )


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[k : k + 2], 16)) for k in (1, 3, 5)) + ",255"


def _wider(look: Look) -> str:
    """Return the sum by which a line's width follows its people."""
    if look.width_by is None:
        return ""
    people = f'"{look.width_by}"'
    told = f"{look.mm} + {_WIDER_MM} * coalesce({people} / nullif(maximum({people}), 0), 0)"
    width = (
        '<Option type="Map" name="outlineWidth"><Option type="bool" name="active" value="true"/>'
        f'<Option type="QString" name="expression" value={quoteattr(told)}/>'
        '<Option type="int" name="type" value="3"/></Option>'
    )
    return (
        '<data_defined_properties><Option type="Map"><Option type="QString" name="name" value=""/>'
        f'<Option type="Map" name="properties">{width}</Option>'
        '<Option type="QString" name="type" value="collection"/></Option></data_defined_properties>'
    )


def _labels(column: str | None) -> str:
    if column is None:
        return ""
    return (
        '<labeling type="simple"><settings calloutType="simple">'
        f'<text-style fieldName={quoteattr(column)} isExpression="0" fontSize="8" fontSizeUnit="Point" '
        f'textColor="{_rgba(INK)}"><text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" '
        f'bufferColor="{_rgba(_WHITE)}"/></text-style><placement placement="6" distUnits="MM" dist="1"/>'
        "</settings></labeling>"
    )


def _map(options: Mapping[str, str]) -> str:
    told = "".join(
        f'<Option type="QString" name={quoteattr(key)} value={quoteattr(value)}/>' for key, value in options.items()
    )
    return f'<Option type="Map">{told}</Option>'
