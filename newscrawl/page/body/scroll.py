"""Further complete articles that a page loads below the first one (infinite scroll): the first is the article."""

from __future__ import annotations

from itertools import accumulate
from typing import Final

from newscrawl.page.body.outline import Outline, prose
from newscrawl.text import fold

__all__ = ["further_articles", "headline_of"]

_FIRST: Final = 300  # characters of prose that the first article has at least, before anything else is taken for a further one
_FURTHER: Final = 400
_MAX_HEADLINES: Final = 60
_BUILDERS: Final = ("elementor-", "wp-block-", "has-", "vc_", "et_pb_", "fl-")
_HEADS: Final = frozenset(("", "dom-header", "dom-meta", "dom-author", "dom-media", "dom-caption"))  # where headlines stand


def further_articles(out: Outline) -> list[int]:
    """The nodes that hold the second and later articles of a page.

    A later `<h1>` alone is no proof, since some editors write every sub-heading as one: it must look like the first (a class in
    common), or stand in an `<article>` or beside a `<time>` of its own. Where the headline stands in an `<article>`, later `<article>`
    elements that are as long as one are further ones, too. The headline may be an `<h2>` where the `<h1>` is the section's name."""
    headlines = [node for node, element in enumerate(out.elements) if element.tag == "h1" and _is_visible(out, node)]
    sums = list(accumulate((0 if out.named[piece.node] else prose(piece) for piece in out.pieces), initial=0))
    if not headlines or not _is_title(out, headlines[0]):
        lesser = (node for node, element in enumerate(out.elements) if element.tag == "h2" and _is_visible(out, node))
        first = next((node for node in lesser if _is_title(out, node)), None)
        return _later_articles(out, set(out.ancestors(first)), sums) if first is not None else []
    first = headlines[0]
    found: list[int] = []
    around_first = set(out.ancestors(first))
    for later in headlines[1:_MAX_HEADLINES]:
        unit = next((n for n in reversed(out.ancestors(later)) if n not in around_first), later)
        if unit == later or any(out.first[n] <= out.first[unit] and out.last[unit] <= out.last[n] for n in found):
            continue
        before = sums[out.first[unit]] - sums[out.last[first]]
        mass = sums[out.last[unit]] - sums[out.first[unit]]
        if before >= _FIRST and mass >= _FURTHER and _is_headline(out, first, later, unit):
            found.append(unit)
    return found + _later_articles(out, around_first, sums)


def headline_of(out: Outline) -> int | None:
    """The node of the headline: the first heading that says what the page is called, else the first `<h1>`."""
    headings = [n for n, element in enumerate(out.elements) if element.tag in ("h1", "h2", "h3") and out.first[n] < out.last[n]][
        :_MAX_HEADLINES
    ]
    titles = (n for n in headings if _is_title(out, n))
    return next(titles, next((n for n in headings if out.elements[n].tag == "h1"), None))


def _is_visible(out: Outline, node: int) -> bool:
    return out.first[node] < out.last[node] and all(out.reasons[n] in _HEADS for n in out.ancestors(node))


def _is_title(out: Outline, node: int) -> bool:
    """Whether the headline is what the page itself is called."""
    title = out.elements[0].find(".//title")
    called = set(fold(title.text or "").split()) if title is not None else set()
    words = set(fold(out.pieces[out.first[node]].text).split())
    return bool(words) and len(words & called) >= 0.5 * len(words)


def _is_headline(out: Outline, first: int, later: int, unit: int) -> bool:
    if _classes(out, later) & _classes(out, first):
        return True
    element = out.elements[unit]
    return element.tag == "article" or element.find(".//article") is not None or element.find(".//time") is not None


def _classes(out: Outline, node: int) -> set[str]:
    """The classes of an element, without those that a page builder gives to every heading."""
    return {name for name in (out.elements[node].get("class") or "").split() if not name.startswith(_BUILDERS)}


def _later_articles(out: Outline, around_first: set[int], sums: list[int]) -> list[int]:
    own = next((node for node in sorted(around_first, reverse=True) if out.elements[node].tag == "article"), None)
    if own is None or sums[out.last[own]] - sums[out.first[own]] < _FIRST:
        return []
    return [
        node
        for node, element in enumerate(out.elements)
        if element.tag == "article" and out.first[node] >= out.last[own] and sums[out.last[node]] - sums[out.first[node]] >= _FURTHER
    ]
