"""Why blocks go that no element's name speaks against: what `scrapy explain` says of these rules."""

from __future__ import annotations

from typing import Final

__all__ = ["FOUND"]

FOUND: Final[dict[str, str]] = {
    "dom-next-article": "a further complete article on the same page",
    "dom-headline": "the headline, or what stands above it",
    "dom-copy": "the second copy of a paragraph, or a quote in large type that a paragraph has, too",
    "dom-links": "a line that is nothing but links to elsewhere, where it is no part of the text",
    "dom-stray": "stands in another element than nearly all of the text, behind or between it",
    "dom-heading": "a heading with nothing under it",
    "dom-unconfirmed": "the page's own full text in JSON-LD leaves it out",
    "dom-repeated": "each page of the split article repeats it",
}
