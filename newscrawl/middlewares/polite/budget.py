"""The number of requests that one run may send to one host."""

from __future__ import annotations

from collections import Counter
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request

from newscrawl.middlewares.refused import refuse
from newscrawl.middlewares.safe.guard import ROBOTS

__all__ = ["PageBudget"]


class PageBudget:
    """Refuses what is beyond NEWSCRAWL_PAGE_BUDGET requests to a host in one run, retries and redirects counted, robots.txt not."""

    def __init__(self, crawler: Crawler) -> None:
        self.budget = crawler.settings.getint("NEWSCRAWL_PAGE_BUDGET", 0)
        if self.budget <= 0:
            raise NotConfigured
        self.crawler = crawler
        self._sent: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if request.meta.get(ROBOTS):
            return
        key = request.meta.get("download_slot", "")
        if self._sent[key] >= self.budget:
            raise refuse(
                self.crawler, "page-budget", f"{key} had its NEWSCRAWL_PAGE_BUDGET of {self.budget} requests; the next run goes on"
            )
        self._sent[key] += 1
