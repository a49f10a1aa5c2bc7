"""Marks of inline elements, from the parts that a walk gathers to offsets in the tidied text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from lxml.html import HtmlElement

from newscrawl.model.blocks import Span, SpanKind
from newscrawl.text import tidy
from newscrawl.urls import join, without_trackers

__all__ = ["MARKS", "Mark", "address_of", "base_of", "spans_of"]

MARKS: Final[dict[str, SpanKind]] = {
    "b": "strong",
    "strong": "strong",
    "em": "emphasis",
    "i": "emphasis",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
    "sub": "sub",
    "sup": "sup",
}
_MOST: Final = 1_000  # of one block
_LONGEST: Final = 100_000  # characters of a block: a longer one keeps its text and loses its marks
_LONGEST_ADDRESS: Final = 2_000
_NESTED: Final = 20  # times as many characters as the block has may lie in its marks
_SPACES = re.compile(r"\s+")
_DRIFT: Final = 8  # characters that tidying may have taken out before a mark


class Mark(NamedTuple):
    """An inline element of a block: the numbers of its first part and of the one behind its last."""

    kind: SpanKind
    start: int
    end: int
    target: str = ""


def spans_of(parts: Sequence[str], marks: Sequence[Mark], text: str, url: str) -> tuple[Span, ...]:
    """The marks as offsets in `text`, which is what tidying made of `parts`. A link without an address of the web is left out."""
    if not marks or len(text) > _LONGEST:
        return ()
    return tuple(_found(parts, sorted(marks[:_MOST], key=lambda mark: (mark.start, -mark.end)), text, url))


def _found(parts: Sequence[str], marks: Sequence[Mark], text: str, url: str) -> Iterator[Span]:
    at, cursor, spaced = 0, 0, True
    room = _NESTED * len(text)
    for mark in marks:
        if room <= 0:
            return
        if mark.start > at:
            between = _SPACES.sub(" ", "".join(parts[at : mark.start]))
            cursor += len(between) - (spaced and between.startswith(" "))
            spaced = between.endswith(" ") if between else spaced
            at = mark.start
        words = tidy("".join(parts[mark.start : mark.end]))
        room -= len(words)
        start = text.find(words, max(0, cursor - _DRIFT), cursor + len(words) + 4 * _DRIFT) if words else -1
        exact = cursor + (not spaced and parts[mark.start][:1].isspace()) if words else -1
        if words and text.startswith(words, exact):
            start = exact
        if start < 0:
            continue
        target = mark.target if mark.kind == "note" else address_of(mark.target, url) if mark.kind == "link" else ""
        if target or mark.kind != "link":
            yield Span(mark.kind, start, start + len(words), target)


def base_of(tree: HtmlElement, url: str) -> str:
    """The address that a page's relative links start from: its `<base>`, else its own."""
    base = next(iter(tree.iter("base")), None)
    return (join(url, (base.get("href") or "")[:_LONGEST_ADDRESS]) if base is not None else None) or url


def address_of(link: str, url: str) -> str:
    """A link as an absolute address without trackers, its fragment kept; '' for what is no address of the web."""
    bare, _, fragment = link[:_LONGEST_ADDRESS].strip().partition("#")
    found = join(url, bare) if bare else None
    if not found:
        return ""
    fragment = re.sub(r"[\s<>()]", "", fragment)
    return without_trackers(found) + (f"#{fragment}" if fragment else "")
