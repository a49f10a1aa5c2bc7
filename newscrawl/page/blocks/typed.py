"""Text that lays out its own lines: verses, and what a style sheet shows with the line ends that it was typed with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lxml.html import HtmlElement

from newscrawl.text import tidy

__all__ = ["BREAK", "is_torn", "is_verse", "join_verse", "typed_paragraphs"]

BREAK: Final = "\u2028"
"""What stands for a `<br>` between two lines of a verse until its text is tidied."""

# A text without any markup whose paragraphs are set apart by blank lines
_LONG_TEXT: Final = 1000  # characters
_BLANK_LINES: Final = 3
_BLANK_LINE = re.compile(r"(?<=[.!?…。！？：”»\"])[ \t\r]*\n[ \t\r]*\n\s*(?=\S)")
_TYPED_LINE = re.compile(r"(?<=[.!?…。！？：”»\"])[ \t\r]*\n\s*(?=\S)|\n[ \t\r]*\n\s*(?=\S)")
_SHOWN_AS_TYPED = re.compile(r"white-space\s*:\s*(?:pre-line|pre-wrap|break-spaces)")
_SHOWN_LEAST: Final = 80  # characters
_OUTER: Final = 3
# "A small lender", "I am": a first letter that is a word; not in "I n May", where nothing else can be.
_A_WORD = re.compile(r"[AIÀАВИКОСУЯ] \w*[aeiouyàâäáéèêíîóôöúüаеиоуыэюяё]", re.IGNORECASE)
_INITIAL = re.compile(r"drop-?_?cap|initial-?_?(?:letter|cap)?\b|first-?_?letter|lettrine|capolettera|capitular|initiale?\b", re.IGNORECASE)
_VERSE = re.compile(
    r"(?:^|[\s_-])(?:verse|poem|poetry|lyrics?|stanza|strophe|gedicht|liedtext|poesia|poésie|paroles)(?:$|[\s_-])", re.IGNORECASE
)


def typed_paragraphs(parts: Sequence[str], element: HtmlElement) -> list[str]:
    """The paragraphs of the text that an element holds between two block boundaries; mostly one."""
    if len(parts) == 1 and len(parts[0]) > _LONG_TEXT:
        found = _BLANK_LINE.split(parts[0])
        if len(found) > _BLANK_LINES:
            return found
    source = "".join(parts)
    if len(source) > _SHOWN_LEAST and "\n" in source.strip() and _is_shown_as_typed(element):
        return _TYPED_LINE.split(source)
    return [source]


def _is_shown_as_typed(element: HtmlElement | None) -> bool:
    for _ in range(_OUTER):
        if element is None:
            return False
        if (style := element.get("style")) and _SHOWN_AS_TYPED.search(style):
            return True
        element = element.getparent()
    return False


def is_torn(text: str, element: HtmlElement) -> bool:
    """Whether a paragraph's first letter, set large in an element of its own, is half a word with white space behind it."""
    if not text[2:3].islower() or _A_WORD.match(text):
        return False
    inside = element.iterdescendants("span", "div", "strong", "b", "big")
    return any(_INITIAL.search(inner.get("class") or "") for inner in inside)


def is_verse(element: HtmlElement) -> bool:
    """Whether a name says that an element, or the one around it, is a verse or a song."""
    outer = element.getparent()
    return any(_VERSE.search(inner.get("class") or "") for inner in (element, outer) if inner is not None)


def join_verse(source: str) -> str:
    """The lines of a verse, each tidied."""
    return "\n".join(filter(None, map(tidy, source.split(BREAK))))
