"""The text of a small element or a heading on one line."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.head import plain

__all__ = ["MAX_LINE", "element_text", "heading_text", "label_before"]

MAX_LINE: Final = 300
_MAX_LABEL: Final = 40
_BLOCKS: Final = frozenset({"br", "div", "p", "small", "time", "li", "h1", "h2", "h3"})
_EDGE = re.compile(r"(?<=[:!?.|»”])\0+(?=\S)|(?<=[a-zà-þ0-9’'])\0+(?=[A-ZÀ-Þ„“«\"])")
_TEXTS = etree.XPath(".//text()[not(parent::script or parent::style or parent::noscript or parent::template)]", smart_strings=False)


def element_text(element: HtmlElement) -> str:
    """The text of a small element on one line, blanks between its parts; '' for one that holds more than a line."""
    pieces, size = [], 0
    for piece in _TEXTS(element):
        size += len(piece)
        if size > 4 * MAX_LINE:
            return ""
        pieces.append(piece)
    text = plain(" ".join(pieces))
    return text if len(text) <= MAX_LINE else ""


def heading_text(element: HtmlElement) -> str:
    """A heading on one line. Its blocks are set apart; its inline parts only where one plainly ends: "Kicker:" + "Headline" are two
    words, "H" + "2" + "O" and a drop cap are one."""
    pieces: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        edge = " " if node.tag in _BLOCKS else "\0" if node.tag in ("span", "a", "strong", "b", "em", "i") else ""
        if event == "start":
            if node.tag in ("script", "style", "noscript", "svg", "template"):
                walker.skip_subtree()
                continue
            pieces += [edge, node.text or ""]
        elif node is not element:
            pieces += [edge, node.tail or ""]
        if len(pieces) > 2_000:
            break
    text = "".join(pieces)[:2_000]
    return plain(_EDGE.sub(" ", text).replace("\0", ""))


def label_before(element: HtmlElement) -> str:
    """The short text right before an element; '' where there is none or a long one."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        label = (before.tail or "").strip() or (before.text if isinstance(before.tag, str) and len(before) == 0 else "")
    else:
        label = parent.text if parent is not None else ""
    label = (label or "").strip()
    return label if len(label) <= _MAX_LABEL else ""
