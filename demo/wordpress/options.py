"""How a site is served."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from demo.tagdiv.blog import CanonicalMode
from demo.wordpress import sitemaps

__all__ = ["SOURCES", "Options"]

SOURCES = frozenset({"feed", "sitemap", "news-sitemap", "wordpress", "listings"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a site is served. `sources` are the ways to find its articles that are switched on.

    `canonical_host`: the address pages declare as theirs, when it is not the one they are served from; with `verbatim` their links carry it
    too, and feeds, sitemaps and API as well (a mirror that changed nothing). `validators`: what answers carry for conditional requests:
    `both`, `etag`, `last-modified` or `none`. `news_hours` counts back from the newest article. `soft_404s` are paths that answer 200 with
    "Page not found", `dead_links` paths that answer 404: both stand in the sitemap, with
    `stale_news` in the news sitemap too. `static` and `attachments` are path, title and
    paragraphs.
    """

    name: str
    tagline: str
    sections: tuple[str, ...]
    zone: ZoneInfo
    static: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    sources: frozenset[str] = SOURCES
    per_listing: int = 10
    per_feed: int = 10
    feed_content: bool = True
    news_hours: int = 48
    canonical: CanonicalMode = "own"
    canonical_host: str | None = None
    verbatim: bool = False
    validators: str = "both"
    pad_kb: int = 0
    robots: str = ""
    soft_404s: tuple[str, ...] = ()
    dead_links: tuple[str, ...] = ()
    stale_news: bool = False
    attachments: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    sitemap_per_file: int = sitemaps.PER_FILE
