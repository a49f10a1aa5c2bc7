"""Tables of data as rows of cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.page.blocks.swallowed import length
from newscrawl.page.structure.marks import MARKS, Mark
from newscrawl.text import names, tidy

__all__ = ["Cell", "cells_of", "is_data", "links_of", "rows_of"]

_MOST_CELLS: Final = 5_000
_WIDEST: Final = 50
_LONG_CELL: Final = 300  # characters: a cell that holds a paragraph or more lays a page out, it is not data
_LEFT_OUT: Final = names("script style template noscript svg button select textarea")
_PARTS: Final = names("br p div li dt dd ul ol dl h1 h2 h3 h4 h5 h6 tr td hr blockquote pre figure section article")
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|list-item|flex)")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none")


def is_data(table: HtmlElement) -> bool:
    """Whether a table holds data, and does not lay out a page."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    cells = list(table.iter("td", "th"))
    return len(cells) > 1 and all(length(cell) < _LONG_CELL for cell in cells)


def rows_of(table: HtmlElement) -> str:
    """The rows of a table as lines, their cells parted by `|`."""
    rows = [[_text(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    return "\n".join(" | ".join(filter(None, row)) for row in rows if any(row))


def links_of(table: HtmlElement) -> int:
    """The characters of a table that are links."""
    return sum(length(a) for a in table.iter("a"))


class Cell(NamedTuple):
    """A cell of a table: its words on one line, and the inline elements in the parts of which they were made."""

    text: str
    parts: Sequence[str]
    marks: Sequence[Mark]


_EMPTY: Final = Cell("", (), ())


def cells_of(table: HtmlElement) -> list[list[Cell]]:
    """The rows of a table as cells. A cell that spans columns or rows stands in the first one; the others are empty. What is beyond 5,000
    cells is left out."""
    rows: list[list[Cell]] = []
    taken: dict[tuple[int, int], None] = {}
    room = _MOST_CELLS
    for row in table.iter("tr"):
        cells: list[Cell] = []
        for cell in row:
            if cell.tag not in ("td", "th") or room <= 0:
                continue
            while (len(rows), len(cells)) in taken:
                cells.append(_EMPTY)
            across, down = min(_span(cell, "colspan"), room), _span(cell, "rowspan")
            for below in range(1, down):
                taken.update(((len(rows) + below, len(cells) + beside), None) for beside in range(across))
            parts: list[str] = []
            marks: list[Mark] = []
            cells += [Cell(_text(cell, parts, marks), parts, marks), *[_EMPTY] * (across - 1)]
            room -= across * down
        if any(cell.text for cell in cells):
            rows.append(cells)
    return rows


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return max(1, min(_WIDEST, int(value))) if value.isascii() and value.isdecimal() and len(value) < 6 else 1


def _text(cell: HtmlElement, parts: list[str] | None = None, marks: list[Mark] | None = None) -> str:
    """The words of a cell on one line: lines, paragraphs and list items are parted by a blank. `parts` and `marks` are filled."""
    parts = [] if parts is None else parts
    if not len(cell):
        parts.append(cell.text or "")
        return tidy(parts[0])
    starts: list[int] = []
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        style = element.get("style") if element is not cell else None
        if element.tag in _PARTS or (style and _BLOCK_STYLE.search(style)):
            parts.append(" ")
        if event == "end":
            begun = starts.pop()
            kind = "link" if element.tag == "a" else MARKS.get(str(element.tag))
            if marks is not None and kind and begun < len(parts):
                marks.append(Mark(kind, begun, len(parts), element.get("href") or ""))
            if element is not cell and element.tail:
                parts.append(element.tail)
            continue
        starts.append(len(parts))
        if element.tag in _LEFT_OUT or (style and _HIDDEN_STYLE.search(style)):
            walk.skip_subtree()
        elif element.text:
            parts.append(element.text)
    return tidy("".join(parts))
