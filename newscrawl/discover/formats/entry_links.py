"""Which of the addresses in a feed's entry is the article's. Pure.

Readers take `<link>` and go to the guid where there is none; feeds are known whose every link is the home page and whose guid is the
article's address (NetNewsWire #344, FreshRSS #5329), and feeds that give one guid to all entries (miniflux v2 #4197).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

__all__ = ["Own", "article_links", "is_front", "shared"]

Own = Callable[[str], bool]
"""Whether an address is of the site whose feed this is."""


def is_front(address: str) -> bool:
    """Whether an address is a home page, and so no article's own address."""
    parts = urlsplit(address)
    return not parts.path.strip("/") and not parts.query


def article_links(entries: Sequence[Sequence[str]], own: Own) -> list[str | None]:
    """For each entry the article's address among its addresses, the most trusted first: no home page, none that most entries have, one of
    the site. Where none is all of that, the address that comes closest. None for an entry without addresses."""
    counted = Counter(address for addresses in entries for address in set(addresses))
    crowd = {address for address, count in counted.items() if count > 1 and count * 2 > len(entries)}

    def rank(address: str) -> tuple[bool, bool, bool]:
        return is_front(address), address in crowd, not own(address)

    return [min(addresses, key=rank, default=None) for addresses in entries]


def shared(entries: Sequence[Sequence[str]], links: Sequence[str | None]) -> frozenset[str]:
    """Addresses that stand in entries of different articles: they name none of them."""
    of: dict[str, set[str | None]] = {}
    for addresses, link in zip(entries, links, strict=True):
        for address in addresses:
            of.setdefault(address, set()).add(link)
    return frozenset(address for address, articles in of.items() if len(articles) > 1)
