"""Elements that hold more than they should: a missing end tag makes the parser put the rest of the page into them."""

from __future__ import annotations

from itertools import islice
from typing import Final

from lxml.html import HtmlElement

__all__ = ["holds_article", "length", "swallowed"]

_PARAGRAPHS: Final = 3
_TEXT: Final = 1000  # characters
_MENU_TAGS: Final = frozenset(("nav", "menu", "footer"))
_SENTENCE: Final = 60  # characters
_DISHES: Final = 2


def length(element: HtmlElement) -> int:
    """The characters inside an element. `text_content()` is not for the walk: it evaluates one XPath object that all of a process share,
    under a lock; where Python's recursion ends inside of that, the lock stays taken, and the next call waits for ever (lxml 6.1)."""
    return sum(map(len, element.itertext()))


def swallowed(element: HtmlElement) -> bool:
    """Whether an element holds the paragraphs of an article."""
    paragraphs = list(element.iter("p"))
    if element.tag == "head":  # of a page without `<body>`, as HTML allows it: the parser takes an `<article>` for a part of the head
        return bool(paragraphs)
    return len(paragraphs) >= _PARAGRAPHS and sum(length(p) for p in paragraphs) > _TEXT


def holds_article(element: HtmlElement) -> bool:
    """Whether more is inside than a menu: a name that misleads (the menu of a restaurant), or a missing end tag."""
    if any(inner is not element for inner in element.iter("h1", "main", "article", "blockquote")) or swallowed(element):
        return True
    if element.tag in _MENU_TAGS:
        return False
    sentences = (p for p in element.iter("p") if p.find(".//a") is None and len("".join(p.itertext()).strip()) >= _SENTENCE)
    return len(list(islice(sentences, _DISHES))) == _DISHES
