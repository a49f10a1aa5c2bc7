"""Where in a page's outline the article's body is, and which names in the DOM to believe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from lxml.html import HtmlElement

from newscrawl.page.body.named import MOST
from newscrawl.page.body.outline import Outline, Piece, block_parent, prose
from newscrawl.page.body.scroll import further_articles, headline_of
from newscrawl.page.body.vocabulary import BODY_NAMES
from newscrawl.text import ended

__all__ = ["choose", "settle"]

_ANY_AMOUNT: Final = frozenset(("dom-comments", "dom-hidden", "dom-consent", "dom-related", "dom-footer"))
_ALL: Final = 0.9  # of the page's prose: what holds that much needs no more around it
_UNDER_HEADLINE: Final = 2  # times as much counts what follows the headline: a legal notice may be longer than a short article
_MOST: Final = 0.25
_LINKED: Final = 0.35
_LITTLE: Final = 300
_ENOUGH: Final = 0.25
_ROUNDS: Final = 12
_ARTICLE: Final = 1500  # characters: an article of its own, beside which a fact box may print a whole speech
_OF_LINKS: Final = {
    "dom-related": 200,
    "dom-tags": 100,
    "dom-navigation": 120,
}  # what is made of links, and the prose from which on such a name may mislead
_LINKLESS: Final = 0.02
_HEADED: Final = frozenset(("dom-hidden", "dom-comments", "dom-consent"))
_ITS_TEXT: Final = 200  # characters of prose under the headline: what holds both is the article, whatever it is called
_DOUBTED: Final = frozenset(
    (
        "dom-related",
        "dom-ad",
        "dom-author",
        "dom-tags",
        "dom-share",
        "dom-header",
        "dom-newsletter",
        "dom-banner",
        "dom-media",
        "dom-meta",
        "dom-navigation",
        "dom-button",
    )
)
_NEVER: Final = 1_000_000_000
_RUNNING: Final = 600  # characters of prose
_PARAGRAPHS: Final = 3
_LONG: Final = 80
_TEASERS: Final = 3
_SURE: Final = 300  # characters of prose elsewhere, before an element that holds more than that may be left out


def settle(out: Outline) -> None:
    """Decides which of the reasons that the DOM names are believed, and gives each piece the outermost one that stands.

    An element that holds most of the page's prose, or more than what its name stands for ever has, is the article or its wrapper,
    whatever it is called."""
    sums = list(accumulate(map(prose, out.pieces), initial=0))
    mass = [sums[last] - sums[first] for first, last in zip(out.first, out.last, strict=True)]
    believed = [reason if mass[node] <= MOST.get(reason, 1000) else "" for node, reason in enumerate(out.reasons)]
    headline = headline_of(out)
    for node, reason in enumerate(believed):
        if not reason or reason in _HEADED:
            continue
        headed = headline is not None and out.first[node] <= out.first[headline] < out.last[node]
        if (
            (headed and sums[out.last[node]] - sums[out.last[headline or 0]] >= _ITS_TEXT)
            or (mass[node] >= _OF_LINKS.get(reason, _NEVER) and _is_text(out, node, reason))
            or (mass[node] >= _RUNNING and reason in _DOUBTED and _is_running_text(out.pieces[out.first[node] : out.last[node]]))
        ):
            believed[node] = ""
    further = further_articles(out)
    for node in further:
        believed[node] = "dom-next-article"
    for _ in range(_ROUNDS):
        standing = _inherited(out, believed)
        clean = list(accumulate((0 if standing[piece.node] else prose(piece) for piece in out.pieces), initial=0))
        doubtful = [node for node in _outermost(out, standing) if node not in further and _too_much(standing[node], mass[node], clean[-1])]
        if doubtful:
            believed[max(doubtful, key=mass.__getitem__)] = ""
        elif sections := _sections(out, standing, mass, clean[-1]):
            for node in sections:
                believed[node] = ""
        else:
            break
    out.standing = _inherited(out, believed)
    for piece in out.pieces:
        piece.leave_out(out.standing[piece.node])


def _is_text(out: Outline, node: int, reason: str) -> bool:
    """Whether an element is running text or a list, and not links to other stories or to tags."""
    pieces = out.pieces[out.first[node] : out.last[node]]
    if reason == "dom-related" and (len(pieces) < _TEASERS or out.pictures[node]):
        return False
    return sum(piece.links for piece in pieces) < _LINKLESS * sum(len(piece.text) for piece in pieces)


def _is_running_text(pieces: Sequence[Piece]) -> bool:
    """Whether blocks are mostly paragraphs of whole sentences with hardly a link: no name for boxes, teasers or portraits fits them."""
    sentences = [piece for piece in pieces if prose(piece) >= _LONG and piece.links * 10 < len(piece.text) and ended(piece.text)]
    if len(sentences) < _PARAGRAPHS or any(piece.kind == "heading" and piece.links * 2 > len(piece.text) for piece in pieces):
        return False
    return sum(map(prose, sentences)) * 3 > 2 * sum(len(piece.text) for piece in pieces)


def _sections(out: Outline, standing: list[str], mass: list[int], clean: int) -> list[int]:
    """Elements of one class that are named for the ads between them (`section--ads`): together they hold more prose than all the rest."""
    groups: dict[str, list[int]] = {}
    for node in _outermost(out, standing):
        if standing[node] == "dom-ad" and mass[node]:
            groups.setdefault(out.elements[node].get("class") or "", []).append(node)
    return [node for nodes in groups.values() if len(nodes) > 1 and sum(mass[n] for n in nodes) > clean for node in nodes]


def _too_much(reason: str, mass: int, clean: int) -> bool:
    """Whether an element has too much of the page's prose to be what its name says. `clean` is the prose outside of all named elements."""
    return mass > clean and not (clean >= _SURE and reason in _ANY_AMOUNT) and not (clean >= _ARTICLE and reason == "dom-factbox")


def _inherited(out: Outline, believed: list[str]) -> list[str]:
    standing: list[str] = []
    for parent, reason in zip(out.parents, believed, strict=True):
        standing.append((standing[parent] if parent >= 0 else "") or reason)
    return standing


def _outermost(out: Outline, standing: list[str]) -> Iterator[int]:
    return (node for node, parent in enumerate(out.parents) if standing[node] and not (parent >= 0 and standing[parent]))


def choose(out: Outline) -> tuple[int, str]:
    """The node that holds the body, and how it was found: `container` by a name that themes give to it, `density` by where the prose is."""
    sums = list(accumulate((0 if piece.reason else prose(piece) for piece in out.pieces), initial=0))
    mass = [sums[last] - sums[first] for first, last in zip(out.first, out.last, strict=True)]
    total = mass[0]
    named = [node for node, element in enumerate(out.elements) if mass[node] and not out.standing[node] and _is_body(element)]
    if named:
        best = max(named, key=mass.__getitem__)
        if mass[best] >= 0.6 * total:
            return max(
                n for n in named if out.first[n] >= out.first[best] and out.last[n] <= out.last[best] and mass[n] >= 0.95 * mass[best]
            ), "container"
    return _densest(out, mass), "density"


def _densest(out: Outline, mass: list[int]) -> int:
    """The element with the most prose of its own, or the wrapper around it, as far out as what comes with each step is prose, too, and
    not links: lists of other articles are mostly links."""
    own: dict[int, int] = {}
    for piece in out.pieces:
        if not piece.reason and (weight := prose(piece)):
            parent = block_parent(out, piece)
            own[parent] = own.get(parent, 0) + weight
    headline = next((n for n, element in enumerate(out.elements) if element.tag == "h1" and out.first[n] < out.last[n]), None)
    if headline is not None and (under := next((p for p in out.pieces[out.last[headline] :] if not p.reason and prose(p)), None)):
        own[block_parent(out, under)] *= _UNDER_HEADLINE
    node = max(own, key=own.__getitem__, default=0)
    while (parent := out.parents[node]) >= 0 and mass[node] < _ALL * mass[0]:
        if headline is not None and mass[node] >= _MOST * mass[0] and out.first[node] <= out.first[headline] < out.last[node]:
            break
        added = [p for p in out.pieces[out.first[parent] : out.first[node]] if not p.reason]
        added += [p for p in out.pieces[out.last[node] : out.last[parent]] if not p.reason]
        size, links = sum(len(p.text) for p in added), sum(p.links for p in added)
        if size > _LITTLE and links > _LINKED * size and mass[node] >= _ENOUGH * mass[0]:
            break
        node = parent
    return node


def _is_body(element: HtmlElement) -> bool:
    if "articleBody" in (element.get("itemprop") or ""):
        return True
    return any((value := element.get(name)) and BODY_NAMES.search(value) for name in ("class", "id"))
