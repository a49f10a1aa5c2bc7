"""The text of a small element or a heading on one line."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.page.document.meta import plain
from newscrawl.text import fold

__all__ = ["MAX_LINE", "element_text", "heading_text", "label_before", "without_kicker"]

MAX_LINE: Final = 300
_MAX_LABEL: Final = 40
_BLOCKS: Final = frozenset({"br", "div", "p", "small", "time", "li", "h1", "h2", "h3"})
_EDGE = re.compile(r"(?<=[:!?.|»”])\0+(?=\S)|(?<=[a-zà-þ0-9’'])\0+(?=[A-ZÀ-Þ„“«\"])")
_PARTS: Final = ("span", "small", "strong", "em", "b", "i", "a", "div", "p", "h2", "h3", "h4", "h5", "h6")
_KICKER = re.compile(
    r"kicker|overline|over-?title|top-?(?:title|line)|toptitle|dachzeile|spitzmarke|roofline|ober(?:zeile|titel)|eyebrow|pre-?(?:title|header)|"
    r"super-?title|sur-?titre|surtitle|ante-?titulo|antetitle|volanta|cintillo|occhiello|chapeu|label|vignette|flag|category|section|tag\b"
)
_MAX_KICKER: Final = 6  # words
_SHORT_CJK: Final = 6  # characters: a headline without blanks that is shorter may be a section
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
            if node.tag in ("script", "style", "noscript", "svg", "template") or _is_permalink(node):
                walker.skip_subtree()
                continue
            pieces += [edge, node.text or ""]
        elif node is not element:
            pieces += [edge, node.tail or ""]
        if len(pieces) > 2_000:
            break
    text = "".join(pieces)[:2_000]
    return plain(_EDGE.sub(" ", text).replace("\0", ""))


def _is_permalink(element: HtmlElement) -> bool:
    """Whether a link in a heading holds nothing but a sign for the heading's own address: "¶", "#", "🔗"."""
    return element.tag == "a" and "#" in (element.get("href") or "") and not any(c.isalnum() for c in element.text_content()[:20])


def without_kicker(element: HtmlElement, text: str, named: Container[str]) -> str:
    """A heading's text without the kicker that its first part holds: a part whose class says so, or before the rest of the heading that
    another witness names. `named`: what else the page calls itself, folded."""
    if (element.text or "").strip():
        return text
    for part in islice(element.iter(*_PARTS), 4):
        kicker = element_text(part)
        rest = text.removeprefix(kicker).lstrip(" :|–—-•·") if kicker else ""
        if rest and rest != text:
            headline = len(rest.split()) > 1 or len(rest) > _SHORT_CJK
            told = _KICKER.search((part.get("class") or "").lower()[:200]) is not None or fold(rest) in named
            return rest if headline and told and len(kicker.split()) <= _MAX_KICKER else text
    return text


def label_before(element: HtmlElement) -> str:
    """The short text right before an element; '' where there is none or a long one."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        label = (before.tail or "").strip() or (before.text if isinstance(before.tag, str) and len(before) == 0 else "")
    else:
        label = parent.text if parent is not None else ""
    label = (label or "").strip()
    return label if len(label) <= _MAX_LABEL else ""
