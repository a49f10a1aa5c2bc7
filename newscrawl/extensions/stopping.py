"""The end of a crawl whose articles come from `start()` itself, not out of responses.

Scrapy's scraper looks whether it may close when a response is done with (`_check_if_closing` in scrapy/core/scraper.py), never when an item
is: a crawl that is told to stop while an item of `start()` is in the pipelines would wait for ever.
"""

from __future__ import annotations

import asyncio

from scrapy import signals
from scrapy.crawler import Crawler

__all__ = ["ItemWatch", "is_stopping"]

_PAUSE = 0.02  # seconds from an item's last signal to when it is counted as done


def is_stopping(crawler: Crawler) -> bool:
    """Whether the crawl was told to end, or has ended: what is not done stays for the next run."""
    engine = crawler.engine
    slot = getattr(engine, "_slot", None)
    return engine is None or engine.spider is None or slot is None or slot.closing is not None


class ItemWatch:
    """Closes a scraper that waits for items when the last one is through."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._looking = False
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(self._item_done, signal)

    def _item_done(self) -> None:
        if is_stopping(self.crawler) and not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_later(_PAUSE, self._look)

    def _look(self) -> None:
        engine = self.crawler.engine
        slot = engine.scraper.slot if engine else None
        if slot is None or engine is None or engine.spider is None:
            return
        if slot.closing is not None and slot.is_idle():
            if not slot.closing.called:
                slot.closing.callback(engine.spider)
            return
        asyncio.get_running_loop().call_later(_PAUSE, self._look)
