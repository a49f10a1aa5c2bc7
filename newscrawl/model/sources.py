"""The kinds of sources in which a site, or an archive of it, lists its articles: one table, from which trust, labels and words follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

__all__ = ["ARTICLES_ONLY", "HINT_LABELS", "KINDS", "HintSource", "Kind", "Label"]

HintSource = Literal["wordpress", "feed", "news-sitemap", "listing", "sitemap", "cdx"]
Label = Literal["json-ld", "opengraph", "meta", "wordpress", "feed", "sitemap", "html", "url"]
"""Where a value of a record came from, as `field_sources` names it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source. `label`: what `field_sources` calls a value of it; None where it gives none. `place`: where a value stood.
    `articles_only`: the format is made for articles, so that an address in it is the site's word that there is one."""

    name: HintSource
    label: Label | None
    place: str
    articles_only: bool = False


_TABLE: Final = (  # most trusted first: the API states UTC and structure, a feed is written for readers, a plain sitemap knows changes only
    Kind("wordpress", "wordpress", "the REST API's post", articles_only=True),
    Kind("feed", "feed", "the feed's entry", articles_only=True),
    Kind("news-sitemap", "sitemap", "the news sitemap's entry", articles_only=True),
    Kind("listing", None, "the listing page's entry"),
    Kind("sitemap", "sitemap", "the sitemap's entry"),
    Kind("cdx", None, "the archive's index"),
)
KINDS: Final = {kind.name: kind for kind in _TABLE}
"""Each kind by its name, the most trusted first."""
ARTICLES_ONLY: Final = tuple(kind.name for kind in _TABLE if kind.articles_only)
HINT_LABELS: Final = frozenset(kind.label for kind in _TABLE if kind.label)
"""What `field_sources` says of values that stand outside of the page."""

assert set(KINDS) == set(get_args(HintSource))
