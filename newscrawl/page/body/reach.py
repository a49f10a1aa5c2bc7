"""How far the body goes beyond the chosen element: lead paragraphs above it, parts beside it, and what is left out of its column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from newscrawl.page.body.outline import Outline, Piece, block_parent, prose

__all__ = ["column", "leads", "make"]

_HEADS: Final = frozenset(("", "dom-header", "dom-meta", "dom-author", "dom-media", "dom-caption"))  # where headlines stand
_LEAD_NAMES: Final = frozenset(("", "dom-header", "dom-related"))  # `<header>`, `teaser-text`: names of elements with a standfirst, too
_LEAD_TAGS: Final = frozenset(("p", "h2", "h3", "div", "span", "li"))
_LEAD: Final = 80  # characters: a lead paragraph is a sentence or more
_LEADS: Final = 4
_ENTRIES: Final = 4  # boxes of one class between headline and body: titles of other videos, not a lead
_TEASER_PIECES: Final = 3
_FEW_LINKS: Final = 0.2
_PART: Final = 80  # characters of prose
_SHARE: Final = 0.15  # of the body's prose: blocks of such parents are what the body is made of
_COLUMNS: Final = frozenset(("article", "main", "body", "html"))


def leads(out: Outline, first: int) -> list[int]:
    """The paragraphs between the page's headline and the element that starts at piece `first`: lead paragraphs outside of that element."""
    headline = next((i for i in range(first - 1, -1, -1) if out.pieces[i].tag == "h1" and out.pieces[i].reason in _HEADS), None)
    if headline is None:
        return []
    between = [out.pieces[i] for i in range(headline + 1, first)]
    boxes = Counter(out.elements[piece.node].get("class") for piece in between if piece.tag in ("div", "span") and not piece.reason)
    entries = {name for name, count in boxes.items() if name and count >= _ENTRIES}
    inside = {piece.text for piece in out.pieces[first:]}
    found = [i for i in range(headline + 1, first) if _is_lead(out, out.pieces[i]) and out.pieces[i].text not in inside]
    return [i for i in found if out.pieces[i].tag in ("p", "h2") or out.elements[out.pieces[i].node].get("class") not in entries][:_LEADS]


def _is_lead(out: Outline, piece: Piece) -> bool:
    if piece.reason not in _LEAD_NAMES or piece.tag not in _LEAD_TAGS or piece.kind == "caption":
        return False
    if len(piece.text) < _LEAD or piece.links > _FEW_LINKS * len(piece.text):
        return False
    if piece.reason != "dom-related":
        return True
    named = next(node for node in reversed(out.ancestors(piece.node)) if out.standing[node])
    return out.last[named] - out.first[named] <= _TEASER_PIECES and not out.pictures[named]


def column(out: Outline, node: int) -> list[Piece]:
    """The blocks of the chosen element, the further parts of the body that stand beside it, and between and around them what is left out
    of the same column: as `dom-outside`, or by the reason that it has."""
    scope = _scope(out, node)
    parts = {node, *_parts(out, node, scope)}
    first = min(out.first[n] for n in parts)
    leading = leads(out, first)
    for i in leading:
        out.pieces[i].reason, out.pieces[i].kind = "", "paragraph"
    found: list[Piece] = [out.pieces[i] for i in leading if i < out.first[scope]]
    ends = iter(sorted((out.first[n], out.last[n]) for n in parts))
    start, end = next(ends)
    for i in range(out.first[scope], out.last[scope]):
        while i >= end:
            start, end = next(ends, (len(out.pieces), len(out.pieces) + 1))
        piece = out.pieces[i]
        if start <= i or i in leading:
            found.append(piece)
        elif prose(piece):
            piece.leave_out("dom-outside")
            found.append(piece)
    return found


def _scope(out: Outline, node: int) -> int:
    """The column that the body stands in: the `<article>` or `<main>` around it; else what is around it and the headline."""
    around = out.ancestors(node)
    for n in around:
        if out.elements[n].tag in ("article", "main"):
            return n
    headline = next((n for n, element in enumerate(out.elements) if element.tag == "h1" and out.first[n] < out.last[n]), None)
    if headline is None:
        return next((n for n in around[1:] if out.elements[n].tag not in _COLUMNS), node)
    return next((n for n in around if out.first[n] <= out.first[headline] < out.last[n]), node)


def _parts(out: Outline, node: int, scope: int) -> Iterator[int]:
    """Elements beside the chosen one that are the same kind of text: prose of their own, hardly a link, no headline of another story."""
    own = Counter[tuple[str, str]]()
    for piece in out.pieces[out.first[node] : out.last[node]]:
        if not piece.reason and (size := prose(piece)):
            own[make(out, block_parent(out, piece))] += size
    total = sum(own.values())
    makes = {like for like, size in own.items() if size >= _SHARE * total and like[1]} | {make(out, node)}
    around = set(out.ancestors(node))
    headline = next((out.first[n] for n, element in enumerate(out.elements) if element.tag == "h1" and out.first[n] < out.last[n]), -1)
    for n, parent in enumerate(out.parents):
        beside = parent in around and n not in around and n > scope and out.last[n] <= out.last[scope]
        if beside and not out.standing[n] and headline < out.first[n] < out.last[n] and _is_part(out, n, makes):
            yield n


def _is_part(out: Outline, node: int, makes: set[tuple[str, str]]) -> bool:
    pieces = [piece for piece in out.pieces[out.first[node] : out.last[node]] if not piece.reason]
    mass = sum(map(prose, pieces))
    size = sum(len(piece.text) for piece in pieces)
    if mass < _PART or mass * 2 < size or sum(piece.links for piece in pieces) > _FEW_LINKS * size:
        return False
    if any(piece.kind == "heading" and piece.links * 2 > len(piece.text) for piece in pieces):
        return False
    same = sum(prose(piece) for piece in pieces if make(out, block_parent(out, piece)) in makes)
    return same * 2 >= mass


def make(out: Outline, node: int) -> tuple[str, str]:
    """What an element is made like: its tag and its class."""
    element = out.elements[node]
    return str(element.tag), element.get("class") or element.get("itemprop") or ""
