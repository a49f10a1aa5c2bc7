"""The end of a crawl that is stopped: waiting work ends at once, running work gets a short grace, and nothing hangs.

Scrapy waits for every request that it has begun, however long the request takes, including requests that wait for their turn. Its
scraper checks whether it may close when a response is done (`_check_if_closing` in scrapy/core/scraper.py), never when an item is done.
A crawl that is stopped while an item of `start()` is in the pipelines would wait for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, Self, TypeVar

from scrapy import signals
from scrapy.crawler import Crawler

from newscrawl.middlewares.refused import refuse

__all__ = ["GRACE", "TOLD_TO_STOP", "Stopping", "TooLate", "is_closing", "is_stopping"]

T = TypeVar("T")

GRACE = 15.0  # seconds for what is under way: half of what a service manager gives a process before it kills it
TOLD_TO_STOP = object()  # a signal, sent once when the crawl begins to close
_TICK = 0.25  # seconds between two looks


class TooLate(Exception):  # noqa: N818  an outcome, not a fault
    """The crawl ended before this was done."""


def is_stopping(crawler: Crawler) -> bool:
    """Whether the crawl is stopping or has ended. Work that is not done stays for the next run."""
    engine = crawler.engine
    return engine is None or engine.spider is None or _slot(crawler) is None or is_closing(crawler)


def is_closing(crawler: Crawler) -> bool:
    """Whether the crawl is stopping and has not ended yet."""
    slot = _slot(crawler)
    return slot is not None and slot.closing is not None


def _slot(crawler: Crawler) -> Any:
    """The engine's slot, which has no public name; None before a crawl and after it."""
    return getattr(crawler.engine, "_slot", None)


class Stopping:
    """Looks now and then whether the crawl is to end, and sees it through."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._over: asyncio.Future[None] | None = None
        self._until: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @classmethod
    def of(cls, crawler: Crawler) -> Stopping:
        stopping = crawler.get_extension(Stopping)
        if stopping is None:
            raise RuntimeError("newscrawl's downloader needs the extension newscrawl.middlewares.stopping.Stopping; add it to EXTENSIONS")
        return stopping

    async def unless_over(self, work: Awaitable[T]) -> T:
        """The result of the work. Raises TooLate when a stopping crawl has no more time for the work."""
        task = asyncio.ensure_future(work)
        either: set[asyncio.Future[Any]] = {task, self._end()}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise TooLate
            return task.result()
        finally:
            task.cancel()  # nothing, where it is done

    def _end(self) -> asyncio.Future[None]:
        if self._over is None:
            self._over = asyncio.get_running_loop().create_future()
        return self._over

    def _opened(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(_TICK, self._look)

    def _closed(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_TICK, self._look)
        if not is_stopping(self.crawler):
            return
        if self._until is None:
            self._until = loop.time() + GRACE
            self.crawler.signals.send_catch_log(TOLD_TO_STOP)
        self._let_go()
        if loop.time() >= self._until and not self._end().done():
            self._end().set_result(None)
        self._close_scraper()

    def _let_go(self) -> None:
        """Requests that wait for their turn are not sent any more."""
        for slot in self.crawler.engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(refuse(self.crawler, "retry-later", "the run ended while it waited"))

    def _close_scraper(self) -> None:
        engine = self.crawler.engine
        slot = engine.scraper.slot
        if slot is not None and slot.closing is not None and slot.is_idle() and not slot.closing.called and engine.spider is not None:
            slot.closing.callback(engine.spider)
