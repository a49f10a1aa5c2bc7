"""The author's footnotes: what numbers in the text point at, wherever it stands and whatever it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lxml.html import HtmlElement

from newscrawl.page.body.outline import Outline, Piece

__all__ = ["is_number", "is_way_back", "with_notes"]

_NUMBER = re.compile(r"\W{0,3}(?:\d{1,3}|[a-z]|[ivx]{1,5}|(?:notes?|footnote|fn|anm\.?) ?\d{1,3})\W{0,3}|[*†‡§¹²³⁴-⁹]{1,3}", re.IGNORECASE)
_WAY_BACK = re.compile(
    r"[\s\[(]*(?:[↩↑⤴⏎⮐↵⇑⇧^¶§#🔗][\ufe0e\ufe0f]?)+[\s\])]*|\W*(?:jump (?:up|back)(?: to .{1,30})?|back to (?:text|content))\W*",
    re.IGNORECASE,
)
_NAMED = re.compile(r"foot-?note|end-?note|doc-(?:foot|end)note|^_?f(?:t?n|n)[-_:.]?\w{0,8}$|cite|\bnote", re.IGNORECASE)
_MOST: Final = 1_000
_BLOCKS: Final = 8  # of one note
_MARK: Final = 8  # characters: a line of a note that is not longer and leads back is its number
_NOT_THE_AUTHORS: Final = frozenset(("dom-copy", "dom-ad", "dom-comments", "dom-next-article"))


def is_number(text: str) -> bool:
    """Whether the text of a link within the page is the number or sign of a note."""
    return len(text) < 16 and _NUMBER.fullmatch(text) is not None


def is_way_back(text: str) -> bool:
    """Whether the text of a link within the page is an arrow or a sign, which is nothing to read."""
    return len(text) < 48 and _WAY_BACK.fullmatch(text) is not None


def with_notes(out: Outline, pieces: Sequence[Piece]) -> list[Piece]:
    """The body's blocks, in which its footnotes stay, and behind them the footnotes that stand elsewhere, in order."""
    if not out.references:
        return list(pieces)
    here = {id(piece) for piece in pieces}
    behind: list[Piece] = []
    for node, name in _notes(out):
        first = next(
            (piece for piece in out.pieces[out.first[node] : out.last[node]] if not (piece.jumps and len(piece.text) <= _MARK)), None
        )
        if first is not None:
            first.note = first.note or name
        for piece in out.pieces[out.first[node] : out.last[node]]:
            if piece.jumps and len(piece.text) <= _MARK:
                piece.leave_out("dom-navigation")
            elif piece.reason not in _NOT_THE_AUTHORS:
                piece.take_back("a number in the text points at the note")
            if id(piece) not in here and not piece.reason:
                here.add(id(piece))
                behind.append(piece)
    return [*pieces, *behind]


def _notes(out: Outline) -> Iterator[tuple[int, str]]:
    """The nodes of the notes that a kept block refers to, in order, and the names by which it does."""
    nodes = {element: node for node, element in enumerate(out.elements)}
    found: dict[int, str] = {}
    for element in out.elements[0].iter():
        name = element.get("id") or (element.get("name") if element.tag == "a" else None)
        if name is None or (reference := out.references.get(name)) is None or len(found) >= _MOST:
            continue
        node = _node_of(element, nodes)
        behind = reference < out.first[node] and not out.pieces[reference].reason
        if behind and _is_note(out, node, name):
            found.setdefault(node, name)
            if element.tag == "dt" and (text := element.getnext()) is not None and text.tag == "dd":
                found.setdefault(nodes[text], name)
    return iter(sorted(found.items()))


def _node_of(element: HtmlElement, nodes: dict[HtmlElement, int]) -> int:
    while element not in nodes and (outer := element.getparent()) is not None:
        element = outer
    return nodes.get(element, 0)


def _is_note(out: Outline, node: int, name: str) -> bool:
    """Whether a few lines are called a note, or lead back to where the text refers to them."""
    pieces = out.pieces[out.first[node] : out.last[node]]
    if len(pieces) > _BLOCKS or any(piece.kind == "heading" for piece in pieces):
        return False
    element = out.elements[node]
    if _NAMED.search(name) or any(_NAMED.search(element.get(key) or "") for key in ("class", "role")):
        return True
    return any((link.get("href") or "").startswith("#") for link in element.iter("a"))
