"""The progress of a crawl's articles that come from `start()` itself, not from responses."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from scrapy import signals
from scrapy.crawler import Crawler

from newscrawl.middlewares.stopping import is_stopping

__all__ = ["ItemWatch"]

_LOOK_UP = 1.0  # seconds after which one who waits looks whether the crawl still goes on


class ItemWatch:
    """Counts the items that are through the pipelines."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.through = 0
        self._moved = asyncio.Event()
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(self._item_done, signal)

    async def reached(self, count: int) -> None:
        """Waits until so many items are through, or the crawl is stopping."""
        while self.through < count and not is_stopping(self.crawler):
            self._moved.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), _LOOK_UP)

    def _item_done(self) -> None:
        self.through += 1
        self._moved.set()
