"""Is a body whole? It may end where a connection ended, or the program that wrote it. Pure."""

from __future__ import annotations

import re

__all__ = ["ends_open", "same_length"]

# How a document of each kind begins, and what its end then holds. HTML may leave out its end tags: so this is a doubt, no verdict.
_BEFORE = rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)*"
_KINDS = (
    (re.compile(_BEFORE + rb"(?is:<(?:!doctype\s+html|html|head|body)\b)", re.DOTALL), re.compile(rb"(?i)</(?:html|body)\s*>")),
    (
        re.compile(_BEFORE + rb"(?i:<(?:\?xml|rss|feed|urlset|sitemapindex|rdf:rdf)\b)", re.DOTALL),
        re.compile(rb"(?s)</[\w:]+\s*>\s*(?:<!--.*?-->\s*)*$"),
    ),
    (re.compile(rb"\s*[\[{]"), re.compile(rb"[\]}]\s*$")),
)
_TAIL = 4096  # bytes; what statistics scripts and caches write after </html> is shorter
_NEAR = 0.01


def ends_open(body: bytes) -> bool:
    """Whether a body that begins as HTML, XML or JSON lacks the end of such a document."""
    for begins, ends in _KINDS:
        if begins.match(body[:_TAIL]):
            return not ends.search(body[-_TAIL:])
    return False


def same_length(one: int, other: int) -> bool:
    """Whether two lengths may be those of one document with another date or counter. A body cut by accident is cut elsewhere each time."""
    return abs(one - other) <= _NEAR * max(one, other)
