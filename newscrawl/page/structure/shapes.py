"""The shape of a block: the level of a heading or a list item, the language of a listing, the cells of a table."""

from __future__ import annotations

import re
from typing import Final

from lxml.html import HtmlElement

from newscrawl.model.blocks import Block, Shape
from newscrawl.page.blocks.tables import Cell, cells_of
from newscrawl.page.body.outline import Outline, Piece
from newscrawl.page.structure.marks import spans_of

__all__ = ["shaped"]

_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|highlight-source|brush:?|sourceCode)[-\s:]\s*([\w+#.-]{1,30})", re.IGNORECASE)
_NO_LANGUAGE: Final = frozenset(("none", "plain", "plaintext", "text", "auto", "nohighlight"))
_LISTS: Final = frozenset(("ul", "ol", "menu", "dir"))
_OUTER: Final = 3  # elements around a listing that may name its language


def shaped(out: Outline, piece: Piece, url: str, position: int) -> Block:
    """A piece of the body as a block."""
    spans = spans_of(piece.parts, piece.marks, piece.text, url)
    element = out.elements[piece.node]
    kind = piece.kind
    if kind == "heading":
        level = int(piece.tag[1]) if piece.tag[:1] == "h" and piece.tag[1:].isdecimal() else 2
        shape = Shape(position=position, level=level, spans=spans, note=piece.note)
    elif kind == "code":
        shape = Shape(position=position, language=_language(element))
    elif kind == "table":
        shape = Shape(position=position, rows=tuple(tuple(_cell(c, url) for c in row) for row in cells_of(element)))
    else:
        level, ordered, begins = _list(out, piece)
        shape = Shape(position=position, level=level, ordered=ordered, begins=begins, spans=spans, note=piece.note)
    return Block(piece.text, piece.kind, shape)


def _list(out: Outline, piece: Piece) -> tuple[int, bool, bool]:
    """How many lists a block lies in, whether the innermost one is ordered, and whether the block begins its item."""
    if piece.kind not in ("item", "paragraph"):
        return 0, False, True
    level, ordered, begins = 0, False, True
    item = -1
    node = piece.node
    while node >= 0:
        tag = out.elements[node].tag
        if item < 0 and tag in ("li", "dd", "dt"):
            item = node
            begins = out.pieces[out.first[node]] is piece
        if tag in _LISTS or tag == "dl":
            ordered = ordered if level else tag == "ol"
            level += 1
        node = out.parents[node]
    return (level or 1, ordered, begins) if item >= 0 else (0, False, True)


def _cell(cell: Cell, url: str) -> Block:
    return Block(cell.text, "table", Shape(spans=spans_of(cell.parts, cell.marks, cell.text, url)))


def _language(element: HtmlElement) -> str:
    inner = element.find(".//code")
    around = [element, *([] if inner is None else [inner])]
    outer = element.getparent()
    for _ in range(_OUTER):
        if outer is not None:
            around.append(outer)
            outer = outer.getparent()
    for one in around:
        named = one.get("data-lang") or one.get("data-language") or one.get("data-code-language")
        found = _LANGUAGE.search(one.get("class") or "")
        language = (named or (found[1] if found else "")).strip().lower()[:30]
        if language and re.fullmatch(r"[\w+#.-]+", language):
            return "" if language in _NO_LANGUAGE else language
    return ""
