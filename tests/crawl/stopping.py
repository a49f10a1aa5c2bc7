"""A stop at an instant that a signal from outside hardly ever meets."""

from __future__ import annotations

import asyncio
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings


class StopInTheMiddle:
    """An add-on: the crawl is told to stop while its first article has left the pipelines, and is not counted as done yet."""

    def update_settings(self, settings: BaseSettings) -> None:
        settings["EXTENSIONS"][f"{__name__}.AtTheFirstArticle"] = 1000


class AtTheFirstArticle:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.stop: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        one = cls(crawler)
        crawler.signals.connect(one.scraped, signals.item_scraped)
        return one

    async def scraped(self) -> None:
        if self.stop is None:
            self.stop = asyncio.ensure_future(self.crawler.stop_async())
            for _ in range(100):  # turns of the loop, in which the engine comes to wait for the scraper
                await asyncio.sleep(0)
