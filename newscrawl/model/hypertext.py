"""Blocks as plain HTML: nothing that a browser would run, and no address but of the web."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from newscrawl.model.blocks import Block, Span, outermost

__all__ = ["html_of"]

_TAGS: Final = {"strong": "strong", "emphasis": "em", "code": "code", "sub": "sub", "sup": "sup", "formula": "code", "display": "code"}
_DEEPEST: Final = 8


def html_of(blocks: Sequence[Block]) -> str:
    """The HTML of a body, a block a line, without a document around the blocks."""
    return "\n".join(_written(blocks))


def _written(blocks: Sequence[Block]) -> Iterator[str]:
    lists: list[str] = []
    for block in blocks:
        level = max(1, block.shape.level) if block.kind == "item" else 0
        while len(lists) > level:
            yield f"</li></{lists.pop()}>"
        if block.kind == "item":
            tag = "ol" if block.shape.ordered else "ul"
            if len(lists) == level and block.shape.begins:
                if lists[-1] == tag:
                    yield "</li><li>"
                else:
                    yield f"</li></{lists.pop()}>"
            while len(lists) < level:
                lists.append(tag)
                yield f"<{tag}><li>"
            yield f"<p>{_inline(block)}</p>"
        else:
            yield _block(block)
    while lists:
        yield f"</li></{lists.pop()}>"


def _block(block: Block) -> str:
    shape, kind = block.shape, block.kind
    if kind == "heading":
        level = min(6, max(1, shape.level or 2))
        return f"<h{level}>{_inline(block)}</h{level}>"
    if kind == "quote":
        return f"<blockquote><p>{_inline(block)}</p></blockquote>"
    if kind == "code":
        named = f' class="language-{escape(shape.language)}"' if shape.language else ""
        return f"<pre><code{named}>{escape(block.text)}</code></pre>"
    if kind == "table":
        return _table(block)
    if kind == "break":
        return "<hr>"
    if kind == "picture":
        caption = f"<figcaption>{escape(shape.caption)}</figcaption>" if shape.caption else ""
        return f'<figure><img src="{_address(shape.url)}" alt="{escape(shape.alt)}">{caption}</figure>'
    if kind == "embed":
        return f'<p><a href="{_address(shape.url)}">{escape(shape.url)}</a></p>'
    return f"<p>{_inline(block)}</p>"


def _table(block: Block) -> str:
    rows = [[_inline(cell) for cell in row] for row in block.shape.rows]
    rows = rows or [[escape(cell) for cell in line.split(" | ")] for line in block.text.split("\n")]
    lines = ["".join(f"<{tag}>{cell}</{tag}>" for cell in row) for tag, row in zip(["th", *["td"] * len(rows)], rows, strict=False)]
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _inline(block: Block) -> str:
    spans = sorted(block.shape.spans, key=lambda span: (span.start, -span.end))
    return _render(block.text, 0, len(block.text), spans, 0).replace("\n", "<br>")


def _render(text: str, first: int, last: int, spans: Sequence[Span], depth: int) -> str:
    parts, at = list[str](), first
    for span, end, inner in outermost(spans, first, last):
        shown = _render(text, span.start, end, inner if depth < _DEEPEST else (), depth + 1)
        parts += [escape(text[at : span.start]), _marked(span, shown)]
        at = end
    return "".join([*parts, escape(text[at:last])])


def _marked(span: Span, shown: str) -> str:
    if span.kind == "link":
        return f'<a href="{_address(span.target)}">{shown}</a>'
    tag = _TAGS.get(span.kind, "sup")
    return f"<{tag}>{shown}</{tag}>"


def _address(url: str) -> str:
    """The address, if it is one of the web: what was read from a file may be anything."""
    return escape(url) if url.startswith(("https://", "http://")) else ""
