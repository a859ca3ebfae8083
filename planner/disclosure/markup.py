"""Pages and drawings as words: paragraphs, tooltips and rows of tables, in the order in which they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "section",
        "header",
        "footer",
        "nav",
        "main",
        "figure",
        "figcaption",
        "caption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "title",
        "desc",
        "text",
        "g",
        "svg",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "blockquote",
        "details",
        "summary",
        "option",
        "button",
        "body",
        "head",
        "html",
    ]
)
_SPOKEN_ATTRIBUTES = frozenset(["title", "alt", "content", "label", "placeholder", "summary", "value"])
_SILENT = frozenset(("style",))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    is_header: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, and the line of the file on which it begins."""

    place: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """
    Words, and the line of the file on which they begin.

    Parameters
    ----------
    kind
        ``text``; ``attribute`` for words of an element's own, such as a tooltip; ``json`` for embedded data;
        ``script`` and ``comment`` for what only a reader of the source sees.
    """

    place: str
    text: str
    kind: str


def read_markup(markup: str) -> Iterator[TableRow | Spoken]:
    """Yield the words and tables of HTML or SVG."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    reader.flush()
    yield from reader.found


class _Reader(HTMLParser):
    """Gathers words between the ends of blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[TableRow | Spoken] = []
        self._words: list[str] = []
        self._cells: list[Cell] | None = None
        self._cell: list[str] | None = None
        self._row_place = self._place = ""
        self._verbatim = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a row, a cell or a script; keep an element's own words."""
        kinds = dict(attrs)
        for name, value in attrs:
            if value and (name in _SPOKEN_ATTRIBUTES or name.startswith(("aria-label", "aria-desc", "data-"))):
                self.found.append(Spoken(f"line {self.getpos()[0]}, {name}", value, "attribute"))
        if tag == "script":
            self.flush()
            self._verbatim = "json" if "json" in (kinds.get("type") or "") else "script"
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS and self._cell is None:
            self.flush()
        if tag == "tr":
            self._cells, self._row_place = [], f"line {self.getpos()[0]}"
        elif tag in ("td", "th") and self._cells is not None:
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        """End a block, a row, a cell or a script."""
        if tag in _SILENT:
            self._silent -= 1
        if tag == "script":
            self.flush(self._verbatim)
            self._verbatim = ""
        elif tag in ("td", "th") and self._cells is not None and self._cell is not None:
            self._cells.append(Cell(" ".join("".join(self._cell).split()), tag == "th"))
            self._cell = None
        elif tag == "tr" and self._cells is not None:
            if self._cells:
                self.found.append(TableRow(self._row_place, tuple(self._cells)))
            self._cells = None
        elif tag in _BLOCKS and self._cell is None:
            self.flush()

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if self._silent:
            return
        if not self._words:
            self._place = f"line {self.getpos()[0]}"
        (self._words if self._cell is None else self._cell).append(data)

    def handle_comment(self, data: str) -> None:
        """Keep what only a reader of the source sees."""
        self.found.append(Spoken(f"line {self.getpos()[0]}, a comment", data, "comment"))

    def flush(self, kind: str = "text") -> None:
        """End the words gathered so far."""
        text = "".join(self._words)
        self._words.clear()
        if text.strip():
            self.found.append(Spoken(self._place, text if kind != "text" else " ".join(text.split()), kind))
