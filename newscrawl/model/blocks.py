"""The blocks of a body: their text, and their shape beyond the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

__all__ = ["Block", "BlockKind", "Shape", "Span", "SpanKind", "outermost", "with_text"]

BlockKind = Literal["paragraph", "heading", "item", "quote", "caption", "table", "code", "picture", "embed", "break"]
SpanKind = Literal["link", "strong", "emphasis", "code", "sub", "sup", "note", "formula", "display"]


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a block's text, from `start` to before `end`. `target`: the absolute address of a link, the id of a note."""

    kind: SpanKind
    start: int
    end: int
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The structure of a block. `position` counts the blocks of the body before any were removed. `level`: of a heading from 1, of a list
    item from 1 for an outer list. `begins`: the block begins its list item. `rows`: the cells of a table, the first row its header.
    `note`: the id of the footnote that begins here. A picture and an embed have `url`, `alt`, `caption` and `credit`."""

    position: int = -1
    level: int = 0
    ordered: bool = False
    begins: bool = True
    language: str = ""
    note: str = ""
    spans: tuple[Span, ...] = ()
    rows: tuple[tuple[Block, ...], ...] = ()
    url: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""


_PLAIN = Shape()


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a body, in reading order: its text on one line (tables and code keep their lines), and what it is. Pictures, embeds
    and breaks have no text."""

    text: str
    kind: BlockKind = "paragraph"
    shape: Shape = field(default=_PLAIN, compare=False, repr=False)


def with_text(block: Block, text: str) -> Block:
    """The block with a part of its text; the spans that lie in this part stay."""
    start = block.text.find(text)
    return replace(block, text=text, shape=replace(block.shape, spans=_moved(block.shape.spans, start, len(text))))


def _moved(spans: Sequence[Span], start: int, size: int) -> tuple[Span, ...]:
    if start < 0:
        return ()
    clipped = ((span, max(0, span.start - start), min(size, span.end - start)) for span in spans)
    return tuple(replace(span, start=first, end=last) for span, first, last in clipped if first < last)


def outermost(spans: Sequence[Span], first: int, last: int) -> Iterator[tuple[Span, int, Sequence[Span]]]:
    """The outermost spans of a part of a text, in order: each with its end and the spans that begin within it. A span that crosses the end
    of another one, or of the part, is cut there. `spans` are sorted by start, the longest first."""
    at, index = first, 0
    while index < len(spans):
        span = spans[index]
        index += 1
        if span.start < at or span.start >= last:
            continue
        at, behind = min(span.end, last), index
        while behind < len(spans) and spans[behind].start < at:
            behind += 1
        yield span, at, spans[index:behind]
        index = behind
