"""The article's body: the chosen container's blocks, checked against every other witness of what the page says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from newscrawl.model import Block, Edit, Image
from newscrawl.page.blocks.footnotes import with_notes
from newscrawl.page.blocks.tree_walk import outline
from newscrawl.page.body.choose import choose, settle
from newscrawl.page.body.images import body_images
from newscrawl.page.body.marks.strays import mark
from newscrawl.page.body.outline import Outline, Piece
from newscrawl.page.body.reach import column
from newscrawl.page.body.witnesses import from_fragment, from_scripts, from_text, from_trafilatura
from newscrawl.page.document.parse import Document
from newscrawl.page.document.script_data import from_data
from newscrawl.page.structure.marks import base_of
from newscrawl.page.structure.shapes import shaped
from newscrawl.page.structure.things import things_of
from newscrawl.text import word_count
from newscrawl.urls import registered_domain

__all__ = ["Body", "Witness", "read_body"]

_FEW_WORDS: Final = 40
_ARTICLE_WORDS: Final = 250
_ACCOUNTED: Final = 0.9
_ENOUGH_WORDS: Final = 80  # below that the first result is doubted


@dataclass(frozen=True, slots=True)
class Witness:
    """What else is known of the body: `html` a feed's or the WordPress API's content and `source` its name, `text` JSON-LD's articleBody,
    `description` what the page says of itself, `words` how many words it claims, `xpath` the site's own hint."""

    html: str | None = None
    source: str = "feed"
    text: str | None = None
    description: str | None = None
    words: int | None = None
    xpath: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """The body's blocks in reading order. An edit's position, like `positions[i]` of block `i`, counts kept and removed blocks alike.
    `things` are pictures, embeds and breaks."""

    blocks: tuple[Block, ...] = ()
    positions: tuple[int, ...] = ()
    edits: tuple[Edit, ...] = ()
    method: str = "none"
    confidence: float = 0.0
    images: tuple[Image, ...] = ()
    things: tuple[Block, ...] = ()
    words: int = 0


def read_body(document: Document, witness: Witness | None = None) -> Body:
    """The body of a page; without blocks where there is none."""
    witness = witness or Witness()
    out = outline(document.tree)
    settle(out)
    node, method = _by_hint(document, out, witness.xpath) or choose(out)
    out.base = base_of(document.tree, document.url)
    body = _from_pieces(out, node, method, witness.text, registered_domain(document.url))
    images = body_images(out.elements[node], out.base) if body.blocks else ()
    words = _words(body.blocks)
    for method, blocks in _others(document, out, witness, words):
        other = _words(blocks)
        if _is_more(other, words) and not _left_out(body, words, other):
            body = Body(blocks=blocks, positions=tuple(range(len(blocks))), method=method)
            words = other
    return replace(_judged(body, witness, words), images=images, words=words)


def _left_out(body: Body, words: int, other: int) -> bool:
    """Whether the body is an article of its own, and what another witness has beyond it was left out knowingly (fact boxes, captions)."""
    return words >= _ARTICLE_WORDS and words + sum(word_count(edit.text) for edit in body.edits) >= _ACCOUNTED * other


def _by_hint(document: Document, out: Outline, xpath: str | None) -> tuple[int, str] | None:
    """The node that the site's own XPath names, where it is on the page."""
    if not xpath:
        return None
    found = document.tree.xpath(xpath)
    element = found[0] if isinstance(found, list) and found else None
    node = next((n for n, candidate in enumerate(out.elements) if candidate is element), None)
    return None if node is None else (node, "hint")


def _from_pieces(out: Outline, node: int, method: str, text: str | None, host: str) -> Body:
    """The blocks of the chosen element and of what belongs to it. What a site's hint names stands alone."""
    first, last = out.first[node], out.last[node]
    pieces = out.pieces[first:last] if method == "hint" else column(out, node)
    mark(out, pieces, text, host)
    pieces = with_notes(out, pieces)
    blocks: list[Block] = []
    positions: list[int] = []
    edits: list[Edit] = []
    for position, piece in enumerate(pieces):
        if piece.reason:
            edits.append(Edit(rule=piece.reason, text=piece.text, position=position))
        else:
            blocks.append(shaped(out, piece, out.base, position))
            positions.append(position)
    return Body(tuple(blocks), tuple(positions), tuple(edits), method, things=_things(out, node, pieces))


def _things(out: Outline, node: int, pieces: Sequence[Piece]) -> tuple[Block, ...]:
    if not out.things:
        return ()
    numbers = {id(piece): number for number, piece in enumerate(out.pieces)}
    places = sorted((numbers[id(piece)], position) for position, piece in enumerate(pieces))
    return things_of(out, node, places, out.base)


def _others(document: Document, out: Outline, witness: Witness, words: int) -> Sequence[tuple[str, tuple[Block, ...]]]:
    """Second opinions, each only where it could matter."""
    found: list[tuple[str, tuple[Block, ...]]] = []
    if witness.html and (words < _ENOUGH_WORDS or len(witness.html) > 6 * words):
        found.append((witness.source, from_fragment(witness.html, document.url)))
    if witness.text and len(witness.text) > max(60, 4 * words):  # fewer characters cannot hold enough words
        found.append(("json-ld", from_text(witness.text)))
    if words < _FEW_WORDS:
        found += [("embedded", from_scripts(document.tree, document.url)), ("embedded", from_data(document.tree))]
    if words < _ENOUGH_WORDS and _is_more(_unpruned(out), words):
        found.append(("trafilatura", from_trafilatura(document, out)))
    return found


def _is_more(other: int, words: int) -> bool:
    """Whether another text is so much longer that the first one must have missed the article."""
    return other > max(1.5 * words, words + 30)


def _unpruned(out: Outline) -> int:
    """The words of all that trafilatura would be given and that could be text: it cannot find more, but strings lists of links together."""
    return sum(word_count(piece.text) for piece in out.pieces if not out.standing[piece.node] and piece.links * 2 <= len(piece.text))


def _judged(body: Body, witness: Witness, words: int) -> Body:
    """The body with its confidence: how it was found, and whether the page's other claims agree."""
    if not body.blocks:
        return Body(edits=body.edits)
    score = {"hint": 0.9, "container": 0.85, "density": 0.7, "wordpress": 0.85, "feed": 0.75, "json-ld": 0.7}.get(body.method, 0.5)
    claims = [witness.words or 0, _claimed(witness.text), _claimed_html(witness)]
    for claimed in (claim for claim in claims if claim >= 50):
        score += 0.08 if 0.8 <= words / claimed <= 1.25 else -0.12 if not 0.5 <= words / claimed <= 2 else 0.0
    if words < _ENOUGH_WORDS:
        score -= 0.2
    removed = sum(len(edit.text) for edit in body.edits)
    kept = sum(len(block.text) for block in body.blocks)
    if removed > kept:
        score -= 0.1
    return replace(body, confidence=round(min(0.99, max(0.05, score)), 2))


def _claimed(text: str | None) -> int:
    return word_count(text) if text else 0


def _claimed_html(witness: Witness) -> int:
    return len(witness.html) // 7 if witness.html and len(witness.html) > 1500 else 0


def _words(blocks: Sequence[Block]) -> int:
    return sum(word_count(block.text) for block in blocks)
