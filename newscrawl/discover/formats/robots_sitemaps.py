"""The Sitemap lines of robots.txt. What may be fetched is decided elsewhere."""

from __future__ import annotations

import re

from newscrawl.discover.formats.markup import decode
from newscrawl.urls import join

__all__ = ["sitemap_urls"]

# Typing errors that parsers of search engines take, too.
_LINE = re.compile(r"^[ \t]*(?:site-?map|site[ \t]map)[ \t]*[: \t][ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_MOST = 500


def sitemap_urls(body: bytes, url: str = "") -> list[str]:
    """The addresses of the Sitemap lines, in order, each once. Relative ones are joined to `url`; others without it are left out."""
    text = decode(body[: 1 << 20]).replace("\ufeff", "").replace("\x00", "").replace("\r", "\n")
    found = (join(url, match[1].split("#")[0]) for match in _LINE.finditer(text))
    return list(dict.fromkeys(address for address in found if address))[:_MOST]
