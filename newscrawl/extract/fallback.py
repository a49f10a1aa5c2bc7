"""Bodies from other witnesses than our own reading of the page: trafilatura, a feed's HTML, JSON-LD's text."""

from __future__ import annotations

import logging
import re
from typing import Final

from newscrawl.extract.document import Document, parse
from newscrawl.extract.outline import Outline, outline
from newscrawl.model import Block, BlockKind, Rejected
from newscrawl.text import paragraphs, tidy

__all__ = ["from_fragment", "from_text", "from_trafilatura"]

_KINDS: Final[dict[str, BlockKind]] = {"head": "heading", "item": "item", "quote": "quote", "code": "code", "row": "table"}
_MAX_ELEMENTS: Final = 20_000  # trafilatura's recovery passes compare blocks with each other
_SENTENCES_A_PARAGRAPH: Final = 600

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs every page without a body as an error


def from_trafilatura(document: Document, out: Outline) -> tuple[Block, ...]:
    """What trafilatura finds once everything that `prune` names is gone. Changes the tree."""
    from trafilatura import bare_extraction  # 0.4 s to import; most pages never need it

    if len(out.elements) > _MAX_ELEMENTS:
        return ()
    for node, element in enumerate(out.elements):
        parent = out.parents[node]
        if out.standing[node] and not (parent >= 0 and out.standing[parent]) and element.getparent() is not None:
            element.drop_tree()
    try:
        found = bare_extraction(document.tree, url=document.url, fast=True, include_comments=False, with_metadata=False)
    except (ValueError, TypeError, AttributeError, RecursionError, KeyError, IndexError):
        return ()  # its own faults on odd trees; the first result stands
    tree = getattr(found, "body", None)
    if tree is None:
        return ()
    blocks = []
    for element in tree.iter("p", "head", "item", "quote", "code", "row"):
        if any(ancestor.tag in ("item", "quote", "row") for ancestor in element.iterancestors()):
            continue
        if text := tidy(" ".join(element.itertext())):
            blocks.append(Block(text, _KINDS.get(str(element.tag), "paragraph")))
    return tuple(blocks)


def from_fragment(html: str, url: str) -> tuple[Block, ...]:
    """The blocks of a feed's or the WordPress API's content."""
    document = parse(html.encode("utf-8", "replace"), content_type="text/html; charset=utf-8", url=url)
    if isinstance(document, Rejected):
        return from_text(html)
    from newscrawl.extract.choose import settle

    out = outline(document.tree)
    settle(out)
    return tuple(Block(piece.text, piece.kind) for piece in out.pieces if not piece.reason)


def from_text(text: str) -> tuple[Block, ...]:
    """The paragraphs of a plain text; where it is one long line, it is cut after sentences."""
    lines = paragraphs(re.sub(r"<(?:/?p|br|/?div|/?li)\b[^>]*>", "\n", text)) if "<" in text else paragraphs(text)
    found: list[Block] = []
    for line in lines:
        line = tidy(re.sub(r"</?[a-zA-Z][^<>]{0,500}>", "", line))
        while len(line) > 2 * _SENTENCES_A_PARAGRAPH and (cut := re.search(r"[.!?。]['\"”»]?\s", line[_SENTENCES_A_PARAGRAPH:])):
            found.append(Block(line[: _SENTENCES_A_PARAGRAPH + cut.end()].strip()))
            line = line[_SENTENCES_A_PARAGRAPH + cut.end() :]
        if line:
            found.append(Block(line))
    return tuple(found)
