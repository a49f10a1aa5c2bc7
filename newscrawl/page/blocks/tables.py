"""Tables of data as rows of cells."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.page.blocks.swallowed import length
from newscrawl.text import names, tidy

__all__ = ["is_data", "links_of", "rows_of"]

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


def _text(cell: HtmlElement) -> str:
    """The words of a cell on one line: lines, paragraphs and list items are parted by a blank."""
    if not len(cell):
        return tidy(cell.text or "")
    parts: list[str] = []
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        style = element.get("style") if element is not cell else None
        if element.tag in _PARTS or (style and _BLOCK_STYLE.search(style)):
            parts.append(" ")
        if event == "end":
            if element is not cell and element.tail:
                parts.append(element.tail)
        elif element.tag in _LEFT_OUT or (style and _HIDDEN_STYLE.search(style)):
            walk.skip_subtree()
        elif element.text:
            parts.append(element.text)
    return tidy("".join(parts))
