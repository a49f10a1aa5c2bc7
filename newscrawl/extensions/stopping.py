"""The end of a crawl whose articles come from `start()` itself, not out of responses.

Scrapy's scraper looks whether it may close when a response is done with (`_check_if_closing` in scrapy/core/scraper.py), never when an item
is: a crawl that is told to stop while an item of `start()` is in the pipelines would wait for ever.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from scrapy import signals
from scrapy.crawler import Crawler

__all__ = ["ItemWatch", "is_stopping"]

_LOOK_UP = 1.0  # seconds after which one who waits looks whether the crawl still goes on
_PAUSE = 0.02  # seconds from an item's last signal to when it is counted as done


def is_stopping(crawler: Crawler) -> bool:
    """Whether the crawl was told to end, or has ended: what is not done stays for the next run."""
    engine = crawler.engine
    slot = getattr(engine, "_slot", None)
    return engine is None or engine.spider is None or slot is None or slot.closing is not None


class ItemWatch:
    """Closes a scraper that waits for items when the last one is through. `through` counts them."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.through = 0
        self._moved = asyncio.Event()
        self._looking = False
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(self._item_done, signal)

    async def reached(self, count: int) -> None:
        """Waits until so many items are through, or the crawl is told to end."""
        while self.through < count and not is_stopping(self.crawler):
            self._moved.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), _LOOK_UP)

    def _item_done(self) -> None:
        self.through += 1
        self._moved.set()
        if not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_later(_PAUSE, self._look)

    def _look(self) -> None:
        """Again and again while anything is on its way: Scrapy counts an item as done a while after its signal, and the crawl may be told
        to end in between."""
        engine = self.crawler.engine
        slot = engine.scraper.slot if engine else None
        if slot is None or engine is None or engine.spider is None:
            return
        if not slot.is_idle():
            asyncio.get_running_loop().call_later(_PAUSE, self._look)
            return
        self._looking = False
        if slot.closing is not None and not slot.closing.called:
            slot.closing.callback(engine.spider)
