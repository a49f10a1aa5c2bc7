"""Refusals: requests that the downloader does not send, and answers that it does not hand on. One exception with a reason, counted where
it is raised."""

from __future__ import annotations

import logging

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

__all__ = ["Refused", "count", "refuse"]


logger = logging.getLogger(__name__)


class Refused(IgnoreRequest):
    """`reason` is a short word for statistics, `detail` a sentence part for people. Scrapy does not retry it.

    Reasons: address, port, scheme, offsite, credentials-in-url, url-too-long (guard); tls, headers-too-large, too-large, encoding
    (what came back); robots, robots-unavailable; redirects, redirect-broken; retry-later; page-budget.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


def refuse(crawler: Crawler, reason: str, detail: str = "") -> Refused:
    """The exception to raise, counted in `newscrawl/refused/REASON`, and told: Scrapy drops what ends so without a word. The log of a news
    spider tells it with the article or source that it is about, and not here (`extensions.progress`)."""
    count(crawler, f"refused/{reason}")
    refused = Refused(reason, detail)
    logger.info("not fetched: %s", refused)
    return refused


def count(crawler: Crawler, name: str, by: int = 1) -> None:
    if crawler.stats is not None:
        crawler.stats.inc_value(f"newscrawl/{name}", by)
