"""Blocks inside the chosen container that are not the article's text, told by where they stand and what they repeat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from lxml.html import HtmlElement

from newscrawl.page.body.marks.boxes import mark_offers, mark_pull_quotes
from newscrawl.page.body.marks.confirm import confirm
from newscrawl.page.body.outline import Outline, Piece, block_parent, prose
from newscrawl.page.body.reach import make
from newscrawl.text import fold
from newscrawl.urls import registered_domain

__all__ = ["mark"]

_MOST: Final = 0.7
_MAIN_LEAST: Final = 800
_PARAGRAPHS: Final = 2  # of whole sentences: an element that has them is a part of the text, not a promotion
_LINKS: Final = 0.7
_WHOLE: Final = 0.95
_LEAD: Final = 80  # characters: a lead paragraph is a sentence or more
_COPY: Final = 80  # characters of prose: a run of shorter lines repeats by right ("Pros", "Cons")
_RUN: Final = 2  # blocks
_PASSAGE: Final = 140  # characters
_NEARLY_ALL: Final = 0.9
_CAPTION: Final = 600
_PICTURE: Final = 250
_SENTENCE: Final = 140  # characters: a `<p>` with more beside a picture is a paragraph as often as a caption
_TEASER: Final = 200
_LEADS: Final = 4
_ENTRIES: Final = 4  # boxes of one class between headline and body: titles of other videos, not a lead
_POINTED: Final = 0.25
_ADDRESS = re.compile(r"https?://|^(?:[\w-]+\.)+[a-z]{2,6}(?:/\S*)?$")
_HEADS: Final = frozenset(("", "dom-header", "dom-meta", "dom-author", "dom-media", "dom-caption"))  # where headlines stand
_ELSEWHERE: Final = ("dom-rel", "dom-lin", "dom-str", "dom-news", "dom-ad", "dom-banner")  # a heading over these announces them
_HEADING: Final = 150
_HEADING_TAGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BUTTON: Final = 60
_ENDED = re.compile(r"[.!?…。！？]$")
_PICTURES = re.compile(
    r"(?:^|[\s_-])(?:image|img|photo|picture|foto|figure)(?:box\w?|wrap(?:per)?|holder|container|block)?(?:$|[\s_-])", re.IGNORECASE
)
_CREDIT = re.compile(r"\b(?:photos?|fotos?|images?|pictures?|credits?)\b *(?:by\b|:)|©", re.IGNORECASE)
_ROOTS: Final = frozenset(("html", "body", "main", "article"))


def mark(out: Outline, pieces: Sequence[Piece], text: str | None = None, host: str = "") -> None:
    """Gives a reason to each piece that does not belong: `dom-headline`, `dom-caption`, `dom-related`,
    `dom-copy`, `dom-links`, `dom-navigation`, `dom-stray`, and with the page's own text of the article (JSON-LD) `dom-unconfirmed`."""
    _mark_headline(pieces)
    _mark_captions(out, pieces)
    _mark_pictures(out, pieces)
    _mark_teasers(out, pieces)
    _mark_copies(pieces)
    mark_pull_quotes(out, pieces)
    mark_offers(out, pieces)
    _mark_links(out, pieces, host)
    _mark_strays(out, pieces)
    _mark_tail_links(pieces)
    confirm(pieces, text)
    _mark_labels(pieces)
    _mark_orphans(pieces)


def _mark_headline(pieces: Sequence[Piece]) -> None:
    """The headline is the title, not text; and so is what stands above it."""
    headline = next((i for i, piece in enumerate(pieces) if piece.tag == "h1" and not piece.reason), None)
    if headline is None or sum(prose(piece) for piece in pieces[:headline] if not piece.reason) > 0:
        return
    for piece in pieces[: headline + 1]:
        piece.leave_out("dom-headline")


def _mark_captions(out: Outline, pieces: Sequence[Piece]) -> None:
    """A line that repeats the description (`alt`) of a picture on the page is its caption."""
    if not out.alts:
        return
    for piece in pieces:
        if (
            not piece.reason
            and piece.kind in ("paragraph", "item", "caption")
            and 15 < len(piece.text) < _CAPTION
            and fold(piece.text) in out.alts
        ):
            piece.leave_out("dom-caption")


def _mark_pictures(out: Outline, pieces: Sequence[Piece]) -> None:
    """An element that is a picture and a line or two of text is a picture with its caption, also where no name says so."""
    captions: list[Piece] = []
    for node, own in _groups(out, pieces).items():
        element = out.elements[node]
        named = bool(_PICTURES.search(element.get("class") or ""))
        if len(own) > 3 or sum(len(piece.text) for piece in own) > (_CAPTION if named else _PICTURE) or element.tag in _ROOTS:
            continue
        if not named and any(piece.tag == "p" and len(piece.text) > _SENTENCE for piece in own):
            continue
        if (
            any(
                piece.kind in ("item", "quote", "table", "code")
                or (piece.kind == "heading" and not (named and len(piece.text) > _SENTENCE))
                for piece in own
            )
            or not out.pictures[node]
        ):
            continue
        if _runs_on(element, own):
            continue
        captions += own
    # Where they hold more sentences than all the rest, they are the text: steps of an instruction, each with its picture.
    told = sum(len(piece.text) for piece in captions if _ENDED.search(piece.text))
    if told > sum(prose(piece) for piece in pieces if not piece.reason) - sum(map(prose, captions)):
        return
    for piece in captions:
        piece.leave_out("dom-caption")


def _runs_on(element: HtmlElement, own: Sequence[Piece]) -> bool:
    """Whether a paragraph merely begins with its picture (`<p><img>The dress was stolen …</p>`): a caption has a line, an emphasis or a
    credit of its own."""
    text = own[0].text
    if element.tag != "p" or len(own) != 1 or len(text) < _LEAD or not _ENDED.search(text.rstrip('”"»’')) or _CREDIT.search(text):
        return False
    plain = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
    return plain * 2 > len(text) and element.find(".//br") is None


def _mark_teasers(out: Outline, pieces: Sequence[Piece]) -> None:
    """Two or more neighbours of the same make that are each a linked heading and at most a line or two: teasers of other articles."""
    groups = _groups(out, pieces)
    teasers: dict[tuple[int, str], list[int]] = {}
    for node, own in groups.items():
        if len(own) <= 4 and out.elements[node].tag not in _HEADING_TAGS and _is_teaser(own):
            teasers.setdefault((out.parents[node], str(out.elements[node].tag)), []).append(node)
    for nodes in teasers.values():
        if len(nodes) >= 2:
            for node in nodes:
                for piece in groups[node]:
                    piece.leave_out("dom-related")


def _is_teaser(pieces: Sequence[Piece]) -> bool:
    linked = [piece for piece in pieces if piece.links > _LINKS * len(piece.text) and len(piece.text) > 15]
    rest = sum(len(piece.text) for piece in pieces if piece not in linked)
    return bool(linked) and rest < _TEASER and any(piece.kind == "heading" or piece.tag in ("a", "div", "span") for piece in linked)


def _groups(out: Outline, pieces: Sequence[Piece]) -> dict[int, list[Piece]]:
    """For each element with one to four blocks, these blocks; not for the elements that only pass a single block on."""
    found: dict[int, list[Piece]] = {}
    for piece in pieces:
        if not piece.reason:
            for node in out.ancestors(piece.node):
                if out.last[node] - out.first[node] > 12:
                    break
                found.setdefault(node, []).append(piece)
    return found


def _mark_copies(pieces: Sequence[Piece]) -> None:
    """The second copy of a passage: a run of blocks that comes twice (a variant for small screens, hidden microdata), or a long paragraph.
    Lines that a schedule, a recipe or a questionnaire repeats stay."""
    kept = [piece for piece in pieces if not piece.reason and piece.kind not in ("table", "code")]
    keys = [fold(piece.text) for piece in kept]
    first: dict[str, int] = {}
    at = 0
    while at < len(kept):
        earlier, size = first.get(keys[at]), 0
        if earlier is not None:
            while at + size < len(kept) and earlier + size < at and keys[at + size] == keys[earlier + size]:
                size += 1
        run = kept[at : at + size]
        passage = size >= _RUN and sum(len(piece.text) for piece in run) >= _PASSAGE
        if run and max(map(prose, run)) >= _COPY and (passage or len(run[0].text) >= _PASSAGE):
            for piece in run:
                piece.leave_out("dom-copy")
        for i in range(at, at + max(1, size)):
            first.setdefault(keys[i], i)
        at += max(1, size)


def _mark_links(out: Outline, pieces: Sequence[Piece], host: str) -> None:
    """Lines that are links: tables of contents, and headings and list items that lead to other pages of the site. `host`: the site's."""
    kept = [piece for piece in pieces if not piece.reason]
    last = max((i for i, piece in enumerate(kept) if prose(piece)), default=-1)
    for i, piece in enumerate(kept):
        size = len(piece.text)
        if piece.jumps > _LINKS * size and piece.kind != "heading":
            piece.leave_out("dom-navigation")
        elif _points_elsewhere(piece) or (
            piece.links > _LINKS * size and piece.kind in ("heading", "item") and not _belongs(kept, i, last, out, host)
        ):
            piece.leave_out("dom-links")


def _points_elsewhere(piece: Piece) -> bool:
    """Whether a line is made as newsrooms set a link to another story between two paragraphs: in capitals, in brackets, as a button."""
    text, size = piece.text, len(piece.text)
    if text.startswith(">>") and piece.links > _POINTED * size:
        return True
    if piece.links > 0.9 * (size - 4) and size > 15 and (text.isupper() or (text[0] == "[" and text[-1] == "]")):
        return True
    return piece.links > _WHOLE * size and size < _BUTTON and piece.tag in ("div", "span", "section", "a") and not _ENDED.search(text)


def _belongs(kept: Sequence[Piece], i: int, last: int, out: Outline, host: str) -> bool:
    """Whether a linked heading stands over a paragraph of its own, or a linked item before the last paragraph leads to another site
    (reading lists, round-ups, release notes)."""
    piece = kept[i]
    if piece.kind == "heading":
        return i + 1 < len(kept) and prose(kept[i + 1]) >= _LEAD
    if i > last:
        return False
    addresses = [link.get("href") or "" for link in out.elements[piece.node].iter("a")]
    own = host.partition(".")[0]  # one name in all countries: bbc.com, bbc.co.uk
    elsewhere = sum(address.startswith("http") and registered_domain(address).partition(".")[0] != own for address in addresses)
    return bool(own) and elsewhere * 2 > len(addresses)


def _mark_tail_links(pieces: Sequence[Piece]) -> None:
    """Behind the last paragraph, lines that are links and nothing else lead elsewhere. An address that is written out is a source."""
    for piece in reversed(pieces):
        if piece.reason or piece.kind == "heading":
            continue
        if piece.kind != "paragraph" or piece.links < 0.9 * len(piece.text) or _ADDRESS.search(piece.text):
            return
        piece.leave_out("dom-links")


def _mark_strays(out: Outline, pieces: Sequence[Piece]) -> None:
    """Where one element holds most of the body's prose, a line in another element behind its last paragraph is a label or a
    promotion, unless it is a whole sentence or that element is of the same make; where it holds nearly all, so are the boxes between."""
    kept = [piece for piece in pieces if not piece.reason]
    parents = [block_parent(out, piece) for piece in kept]
    own: dict[int, int] = {}
    for piece, parent in zip(kept, parents, strict=True):
        own[parent] = own.get(parent, 0) + prose(piece)
    main = max(own, key=own.__getitem__, default=-1)
    share = own[main] / sum(own.values()) if main >= 0 and own[main] >= _MAIN_LEAST else 0.0
    if share < _MOST:
        return
    inside = [i for i, parent in enumerate(parents) if parent == main]
    around = set(out.ancestors(main))
    units = [_unit(out, piece, around) for piece in kept]
    sentences = Counter(unit for unit, piece in zip(units, kept, strict=True) if _is_sentence(piece))
    tail_goes_on, siblings = _is_headed(kept[inside[-1] + 1 :]), Counter(parents)
    for i, piece in enumerate(kept):
        if parents[i] == main or sentences[units[i]] >= _PARAGRAPHS or make(out, units[i]) == make(out, main):
            continue
        between = inside[0] < i < inside[-1] and share >= _NEARLY_ALL and piece.kind in ("paragraph", "caption")
        # A paragraph alone in its element is one that the author styled: tagDiv's `td-paragraph-padding-1`, an indented lead.
        styled = siblings[parents[i]] == 1 and not piece.links and bool(_ENDED.search(piece.text.rstrip('”"»’')))
        behind = i > inside[-1] and not tail_goes_on and piece.kind not in ("table", "code", "quote", "item")
        if (between and not styled) or (behind and not _is_sentence(piece)):
            piece.leave_out("dom-stray")


def _unit(out: Outline, piece: Piece, around: set[int]) -> int:
    """The outermost element around a block that does not hold the body's main element, too."""
    node = piece.node
    while node >= 0 and node not in around and out.parents[node] not in around:
        node = out.parents[node]
    return node


def _is_sentence(piece: Piece) -> bool:
    return prose(piece) >= _LEAD and piece.links * 10 < len(piece.text) and bool(_ENDED.search(piece.text.rstrip('”"»’')))


def _is_headed(pieces: Sequence[Piece]) -> bool:
    """Whether this is text in sections of its own (questions and answers at the end of a guide)."""
    pairs = pairwise(pieces)
    return sum(1 for one, next_ in pairs if one.kind == "heading" and not one.links and prose(next_) >= _LEAD) >= 2


def _mark_labels(pieces: Sequence[Piece]) -> None:
    """`Read also:` goes with the links that it announces."""
    for piece, following in pairwise(pieces):
        label = piece.kind == "paragraph" and len(piece.text) < _BUTTON and piece.text.endswith((":", "："))
        if label and not piece.reason and following.reason in ("dom-links", "dom-related"):
            piece.leave_out(following.reason)


def _mark_orphans(pieces: Sequence[Piece]) -> None:
    """A heading goes with what stood under it; one with nothing under it is no part of a text."""
    under: str | None = "dom-heading"  # why nothing is under a heading that stands here; None where something is
    for i in range(len(pieces) - 1, -1, -1):
        piece = pieces[i]
        if piece.reason:
            continue
        if piece.kind != "heading":
            under = None
            continue
        following = pieces[i + 1] if i + 1 < len(pieces) else None
        if under:
            if len(piece.text) < _HEADING:
                piece.leave_out(under)
        elif following is not None and following.reason.startswith(_ELSEWHERE) and _next_is_heading(pieces, i):
            piece.leave_out(following.reason)


def _next_is_heading(pieces: Sequence[Piece], i: int) -> bool:
    """Whether the next block that stays is a heading, too."""
    return next((piece.kind == "heading" for piece in pieces[i + 1 :] if not piece.reason), True)
