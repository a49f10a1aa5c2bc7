"""Bodies from other witnesses than our own reading of the page: trafilatura, a feed's HTML, JSON-LD's text."""

from __future__ import annotations

import json
import logging
import re
from copy import deepcopy
from typing import Final

from lxml.html import HtmlElement

from newscrawl.model import Block, BlockKind, Rejected
from newscrawl.page.blocks.tree_walk import outline
from newscrawl.page.body.outline import Outline
from newscrawl.page.document.parse import Document, parse
from newscrawl.page.document.shown import without_controls
from newscrawl.text import paragraphs, tidy

__all__ = ["from_fragment", "from_scripts", "from_text", "from_trafilatura"]

_KINDS: Final[dict[str, BlockKind]] = {"head": "heading", "item": "item", "quote": "quote", "code": "code", "row": "table"}
_PRUNED: Final = "data-pruned-by-newscrawl"
_MAX_ELEMENTS: Final = 20_000  # trafilatura's recovery passes compare blocks with each other
_SENTENCES_A_PARAGRAPH: Final = 600

_SENTENCE_END = re.compile(r"[.!?。]['\"”»]?\s")
# Both begin at the first of several backslashes, or behind none: else a script of nothing but backslashes is read from each of them.
_PARAGRAPHS = re.compile(r"(?:<|(?<!\\)\\++u003[cC])\\*+/p(?:>|\\++u003[eE])")
_LITERAL = re.compile(r'(?<!\\)"((?:[^"\\]|\\.){400,}+)"', re.DOTALL)
_PARAGRAPHS_OF_AN_ARTICLE: Final = 3

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs every page without a body as an error


def from_trafilatura(document: Document, out: Outline) -> tuple[Block, ...]:
    """What trafilatura finds once everything that `prune` names is gone. Works on a copy: others still read the tree."""
    from trafilatura import bare_extraction  # 0.4 s to import; most pages never need it

    if len(out.elements) > _MAX_ELEMENTS:
        return ()
    for node, element in enumerate(out.elements):
        parent = out.parents[node]
        if out.standing[node] and not (parent >= 0 and out.standing[parent]):
            element.set(_PRUNED, "")
    pruned = deepcopy(document.tree)
    without_controls(pruned)
    for element in pruned.xpath(f".//*[@{_PRUNED}]"):
        element.drop_tree()
    try:
        found = bare_extraction(pruned, url=document.url, fast=True, include_comments=False, with_metadata=False)
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
    from newscrawl.page.body.choose import settle
    from newscrawl.page.structure.shapes import shaped

    out = outline(document.tree)
    settle(out)
    return tuple(shaped(out, piece, url, position) for position, piece in enumerate(out.pieces) if not piece.reason)


def from_scripts(tree: HtmlElement, url: str) -> tuple[Block, ...]:
    """The longest HTML that a script carries as a string: how pages that render in the browser (Next.js, Nuxt) bring their article."""
    best = ""
    for script in tree.iter("script"):
        source = script.text or ""
        if len(source) < 500 or not _PARAGRAPHS.search(source):
            continue
        for literal in _LITERAL.finditer(source):
            text = _unescaped(literal[1])
            if len(re.findall(r"</p>|<br ?/?>", text)) >= _PARAGRAPHS_OF_AN_ARTICLE and len(text) > len(best):
                best = text
    return from_fragment(best[best.index("<") :], url) if best else ()


def _unescaped(literal: str) -> str:
    """A JSON string's text; what is JSON inside of JSON is opened twice."""
    for _ in range(3):
        try:
            literal = json.loads(f'"{literal}"', strict=False)
        except ValueError:
            return literal
        if "\\" not in literal:
            return literal
        inner = max((m[1] for m in _LITERAL.finditer(literal) if _PARAGRAPHS.search(m[1])), key=len, default=None)
        if inner is None:
            return literal
        literal = inner
    return literal


def from_text(text: str) -> tuple[Block, ...]:
    """The paragraphs of a plain text; where it is one long line, it is cut after sentences."""
    lines = paragraphs(re.sub(r"<(?:/?p|br|/?div|/?li)\b[^>]*>", "\n", text)) if "<" in text else paragraphs(text)
    found: list[Block] = []
    for line in lines:
        line = tidy(re.sub(r"</?[a-zA-Z][^<>]{0,500}>", "", line))
        start = 0
        while len(line) - start > 2 * _SENTENCES_A_PARAGRAPH and (cut := _SENTENCE_END.search(line, start + _SENTENCES_A_PARAGRAPH)):
            found.append(Block(line[start : cut.end()].strip()))
            start = cut.end()
        if start < len(line):
            found.append(Block(line[start:]))
    return tuple(found)
