"""A page as a flat list of blocks in reading order, each with where it stands: what `blocks.tree_walk` makes of a tree, and everything else
computes on.

A node is an element that matters for the layout (a block element, or one whose name the vocabulary knows). Nodes are numbered in document
order; node `n` holds the pieces `first[n]` up to `last[n]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml.html import HtmlElement

from newscrawl.model import BlockKind
from newscrawl.page.structure.marks import Mark
from newscrawl.text import names

__all__ = ["Outline", "Piece", "block_parent", "prose"]

_SPACELESS_FROM: Final = "\u0e00"
_SPACELESS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3001-\u30ff\u3400-\u9fff\uff01\uff0c\uff1f]"
)  # Thai, Lao, Burmese, Khmer, kana, kanji
_NO_PROSE: Final = frozenset(("heading", "caption", "table", "code"))
_SHORT_SENTENCE: Final = 8  # signs of a script without spaces
_PROSE: Final = 40  # characters: below that a block says nothing about where prose is
_LINES: Final = names("p li ul ol h1 h2 h3 h4 h5 h6 blockquote pre table dl dd dt")


@dataclass(slots=True)
class Piece:
    """One block of text of the page: `links` counts the characters inside links, `jumps` those in links within the page, `bold` those in
    bold, `reason` says why the block is not body. `marks` are the inline elements in `parts`, of which the text was made; `note` is the
    id of the footnote that begins here."""

    text: str
    kind: BlockKind
    tag: str
    node: int
    links: int = 0
    bold: int = 0
    jumps: int = 0
    parts: Sequence[str] = ()
    marks: Sequence[Mark] = ()
    reason: str = field(default="", init=False)
    note: str = field(default="", init=False)

    def leave_out(self, reason: str) -> None:
        """Leaves the block out of the body. The first reason stays: a later rule cannot replace it."""
        self.reason = self.reason or reason

    def take_back(self, because: str) -> None:
        """Takes a block that was left out back into the body. `because`: why the earlier reason does not count, for who reads the rule."""
        assert because, "a reason is overruled by another one"
        self.reason = ""


@dataclass(slots=True)
class Outline:
    """The walk's result. The lists are indexed by node number. `reasons` are what the DOM names
    (`named`: here or further out), `standing` what `choose.settle` believes. `pictures` says whether one is inside, `alts` are their
    descriptions, folded. `references` are the ids that numbers in the text point at. `things` are pictures, embeds and breaks: the number
    of the piece that follows, the node around, the element. `base` is where relative links start."""

    pieces: list[Piece] = field(default_factory=list)
    elements: list[HtmlElement] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    named: list[bool] = field(default_factory=list)
    pictures: list[bool] = field(default_factory=list)
    standing: list[str] = field(default_factory=list)
    alts: set[str] = field(default_factory=set)
    references: dict[str, int] = field(default_factory=dict)
    things: list[tuple[int, int, HtmlElement]] = field(default_factory=list)
    base: str = ""

    def ancestors(self, node: int) -> list[int]:
        """The node and what it lies in, innermost first."""
        found = []
        while node >= 0:
            found.append(node)
            node = self.parents[node]
        return found


def prose(piece: Piece) -> int:
    """The characters of a block that count as prose: 0 for short lines, headings and what is mostly links."""
    text, size = piece.text, len(piece.text)
    if size < _SHORT_SENTENCE or piece.links * 2 > size or piece.kind in _NO_PROSE:
        return 0
    if text.isascii():
        return size if size >= _PROSE else 0
    weighed = weight(text)
    return weighed if weighed >= _PROSE or (weighed > size and text[-1] in "。！？") else 0


def weight(text: str) -> int:
    """The length of a text in characters of an alphabet: one sign of a script without spaces says as much as three."""
    size = len(text)
    if text[size // 2] < _SPACELESS_FROM and text[0] < _SPACELESS_FROM and text[size // 3] < _SPACELESS_FROM:
        return size
    return 3 * size if len(_SPACELESS.findall(text)) * 2 > size else size


def block_parent(out: Outline, piece: Piece) -> int:
    """The element around a paragraph or a list: what its siblings share."""
    node = piece.node
    while node > 0 and out.elements[node].tag in _LINES:
        node = out.parents[node]
    return max(node, 0)
