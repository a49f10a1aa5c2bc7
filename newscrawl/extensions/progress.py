"""One line that says where a run stands, rewritten in place on a terminal; and a last line that says what it did."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Mapping
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.extensions.health import total

__all__ = ["Progress", "summary"]

logger = logging.getLogger(__name__)

# What Scrapy lists at every start: for whoever builds on it (LOG_LEVEL=DEBUG), not for the person who reads last night's log.
CHATTER = (
    "scrapy.middleware", "scrapy.crawler", "scrapy.utils.log", "scrapy.addons", "scrapy.extensions.logstats", "scrapy.core.engine",
    "newscrawl.middlewares.refused",
)  # fmt: skip
INTERVAL = 0.5  # seconds between two states of the line


def summary(name: str, stats: Mapping[str, Any]) -> str:
    """`techpoint: 14 found, 13 fetched, 12 new, 0 changed, 1 unchanged, 1 rejected (soft-404 1)`."""
    rejected = {key.rsplit("/", 1)[1]: value for key, value in sorted(stats.items()) if key.startswith("newscrawl/rejected/")}
    fetched = total(stats, "pages/answered")
    parts = {
        "found": total(stats, "candidates/"),
        "fetched": fetched,
        "not fetched": total(stats, "pages/failed/"),
        "new": total(stats, "articles/written"),
        "changed": total(stats, "articles/revision"),
        "unchanged": total(stats, "articles/unchanged") + total(stats, "pages/not-modified"),
        "duplicate": total(stats, "articles/duplicate"),
        "gone": total(stats, "pages/404") + total(stats, "pages/410"),
        "rejected": sum(rejected.values()),
    }
    always = ("found", "fetched", "new")
    text = ", ".join(f"{count} {what}" for what, count in parts.items() if count or what in always)
    return f"{name}: {text}" + (f" ({', '.join(f'{reason} {count}' for reason, count in rejected.items())})" if rejected else "")


class Progress:
    """Writes to standard error, on a terminal or where NEWSCRAWL_PROGRESS is true."""

    def __init__(self, crawler: Crawler, *, live: bool) -> None:
        self.crawler, self.live = crawler, live
        self._ticking: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if crawler.spider is None or not hasattr(crawler.spider, "arguments"):
            raise NotConfigured("not a news spider")
        wanted = crawler.settings.get("NEWSCRAWL_PROGRESS")
        live = sys.stderr.isatty() if wanted is None else crawler.settings.getbool("NEWSCRAWL_PROGRESS")
        progress = cls(crawler, live=live)
        if crawler.settings["LOG_LEVEL"] != "DEBUG":
            for name in CHATTER:
                logging.getLogger(name).setLevel(logging.WARNING)
        crawler.signals.connect(progress.opened, signals.spider_opened)
        crawler.signals.connect(progress.closed, signals.spider_closed)
        return progress

    def opened(self, spider: Spider) -> None:
        if self.live:
            self._tick()

    def closed(self, spider: Spider, reason: str) -> None:
        if self._ticking:
            self._ticking.cancel()
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        logger.info("%s; %s", self._line(), reason)

    def _tick(self) -> None:
        sys.stderr.write(f"\r\x1b[K{self._line()}")
        sys.stderr.flush()
        self._ticking = asyncio.get_running_loop().call_later(INTERVAL, self._tick)

    def _line(self) -> str:
        return summary(
            self.crawler.spider.name if self.crawler.spider else "", self.crawler.stats.get_stats() if self.crawler.stats else {}
        )
