"""How much of a site, and how much text, one run takes: the settings as values. What is beyond a bound is told, and never cut to fit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

from scrapy.settings import BaseSettings

from newscrawl.discover.limits import Limits
from newscrawl.errors import UsageError
from newscrawl.model import Page, Refined, Rejected

__all__ = ["ArticleBounds", "discovery_limits"]

MOST_PAGES = 60  # `extract.metadata` follows no longer row of pages


def discovery_limits(settings: BaseSettings) -> Limits:
    """How far the walk over a site's sources goes. Raises UsageError for a number that is none, or below one."""
    return Limits(
        requests=_count(settings, "NEWSCRAWL_SOURCE_REQUESTS"),
        pages=_count(settings, "NEWSCRAWL_LISTING_PAGES"),
        feed_entries=_count(settings, "NEWSCRAWL_FEED_ENTRIES"),
        sitemap_depth=_count(settings, "NEWSCRAWL_SITEMAP_DEPTH"),
        sitemap_files=_count(settings, "NEWSCRAWL_SITEMAP_FILES"),
        sitemap_entries=_count(settings, "NEWSCRAWL_SITEMAP_ENTRIES"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleBounds:
    """`pages` of one article (no more than `MOST_PAGES`, behind which no next page is looked for), and characters of its text."""

    pages: int
    length: int

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """Raises UsageError like `discovery_limits`."""
        return cls(pages=_count(settings, "NEWSCRAWL_ARTICLE_PAGES", MOST_PAGES), length=_count(settings, "NEWSCRAWL_TEXT_LENGTH"))

    def checked(self, page: Page, outcome: Refined | Rejected) -> Refined | Rejected:
        """The outcome, or its rejection as `too-long`. An article that goes on behind its last allowed page has no end: it is none."""
        if isinstance(outcome, Rejected):
            return outcome
        if (length := len(outcome.article.text or "")) > self.length:
            return Rejected(url=page.url, reason="too-long", detail=f"{length} characters > NEWSCRAWL_TEXT_LENGTH {self.length}")
        if outcome.next_url and len(page.parts) + 1 >= self.pages:
            return Rejected(url=page.url, reason="too-long", detail=f"it goes on behind NEWSCRAWL_ARTICLE_PAGES {self.pages} pages")
        return outcome


def _count(settings: BaseSettings, name: str, most: float = math.inf) -> int:
    value = settings[name]
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = 0
    if not 1 <= number <= most:
        raise UsageError(f"{name}={value!r} is not a number of at least 1{f' and at most {most}' if most < math.inf else ''}")
    return number
