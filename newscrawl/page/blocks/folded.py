"""Hidden text that readers see all the same: what a click unfolds, and letters that only screen readers are spared."""

from __future__ import annotations

import re
from typing import Final

from lxml.html import HtmlElement

from newscrawl.page.blocks.swallowed import length

__all__ = ["Folds", "is_seen"]

_PROSE: Final = 60  # characters of a paragraph
_BESIDE: Final = 150  # characters: what a button says when it is pressed is shorter
_ENDED = re.compile(r"[.!?…。！？][\"'”’»）)]*\s*$")
_FOREIGN: Final = ("form", "nav", "input", "iframe", "dialog", "article", "h1")
_NAMED_BY: Final = "//@aria-controls | //@data-target | //@data-bs-target | //a[@role='button' or @data-toggle or @aria-expanded]/@href"
_MOST_CONTROLS: Final = 2_000
_LABEL: Final = 60  # characters of what is clicked
_NOWHERE = re.compile(r"#?|javascript:.*", re.IGNORECASE)
_INITIAL: Final = 3  # characters, a quotation mark with them
_INLINE: Final = frozenset(("span", "b", "strong", "i", "em", "big", "font", "small", "mark"))


class Folds:
    """What the controls of one page open. The controls are looked for when a hidden element asks for them: few pages have any."""

    __slots__ = ("_controlled", "_tree")

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree
        self._controlled: frozenset[str] | None = None

    def opens(self, element: HtmlElement) -> bool:
        """Whether a click shows a hidden element that holds prose: a control of the page names the element, or stands beside it."""
        if not _has_prose(element) or any(True for _ in element.iter(*_FOREIGN)):
            return False
        name = element.get("id")
        if name is not None and name in self._names():
            return True
        return length(element) >= _BESIDE and (_is_control(element.getprevious()) or _is_control(element.getnext()))

    def _names(self) -> frozenset[str]:
        if self._controlled is None:
            found = self._tree.xpath(_NAMED_BY)
            values = found[:_MOST_CONTROLS] if isinstance(found, list) else []
            self._controlled = frozenset(name.lstrip("#") for value in values for name in str(value)[:500].split())
        return self._controlled


def is_seen(element: HtmlElement, tag: str) -> bool:
    """Whether the large first letter of a word is hidden from screen readers alone, which are told the letter in another way."""
    if tag not in _INLINE or element.get("aria-hidden") != "true" or element.get("hidden") is not None:
        return False
    letter = "".join(element.itertext()).strip()
    if len(letter) > _INITIAL or not letter[-1:].isalpha():
        return False
    told = element.getnext() if not element.tail else None
    return ((element.tail if told is None else told.tail) or "")[:1].isalpha()


def _has_prose(element: HtmlElement) -> bool:
    lines = ["".join(inner.itertext()) for inner in element.iter("p", "li", "blockquote")] or ["".join(element.itertext())]
    return any(len(line) >= _PROSE and _ENDED.search(line[-10:]) for line in lines)


def _is_control(element: HtmlElement | None) -> bool:
    """Whether an element is what a reader clicks to see what stands beside it: it says so to screen readers, or leads nowhere."""
    if element is None or length(element) > _LABEL:
        return False
    return any(
        inner.tag in ("button", "summary")
        or inner.get("aria-expanded") is not None
        or (inner.tag == "a" and _NOWHERE.fullmatch(inner.get("href") or "") is not None)
        for inner in element.iter("button", "summary", "a", "div", "span", "h2", "h3", "h4", "h5", "p")
    )
