"""The progress line of a run, rewritten in place on a terminal, and a last line with the result.

A backfill takes hours: without a terminal, the log shows its progress now and then.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Mapping
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.extensions.keeper import RunKeeper
from newscrawl.health.estimate import Estimate, spoken
from newscrawl.health.judge import total
from newscrawl.store.ledger.plan import Plan

__all__ = ["Progress", "figures", "standing", "summary"]

logger = logging.getLogger(__name__)

# What Scrapy lists at every start: for whoever builds on it (LOG_LEVEL=DEBUG), not for the person who reads last night's log.
CHATTER = (
    "scrapy.middleware", "scrapy.crawler", "scrapy.utils.log", "scrapy.addons", "scrapy.extensions.logstats", "scrapy.core.engine",
    "newscrawl.middlewares.refused",
)  # fmt: skip
INTERVAL = 0.5  # seconds between two states of the line
TELL = 300.0  # seconds between two lines of the log that say how far a backfill is


def figures(stats: Mapping[str, Any]) -> dict[str, int]:
    """The figures of a run for people: pages found, fetched, new and so on."""
    return {
        "found": total(stats, "candidates/new") + total(stats, "candidates/changed"),
        "fetched": total(stats, "pages/answered"),
        "not fetched": total(stats, "pages/failed/"),
        "new": total(stats, "articles/written"),
        "changed": total(stats, "articles/revision"),
        "unchanged": total(stats, "articles/unchanged") + total(stats, "pages/not-modified"),
        "duplicate": total(stats, "articles/duplicate"),
        "gone": total(stats, "pages/404") + total(stats, "pages/410"),
        "rejected": total(stats, "rejected/"),
        "sources not due": total(stats, "sources/not-due/"),
    }


def summary(name: str, stats: Mapping[str, Any]) -> str:
    """`techpoint: 14 found, 13 fetched, 12 new, 0 changed, 1 unchanged, 1 rejected (soft-404 1)`."""
    rejected = {key.rsplit("/", 1)[1]: value for key, value in sorted(stats.items()) if key.startswith("newscrawl/rejected/")}
    always = ("found", "fetched", "new")
    text = ", ".join(f"{count} {what}" for what, count in figures(stats).items() if count or what in always)
    return f"{name}: {text}" + (f" ({', '.join(f'{reason} {count}' for reason, count in rejected.items())})" if rejected else "")


def standing(plan: Plan, left: float | None) -> str:
    """The progress of a backfill: `812 of 2000 pages, 17 of 60 months, about 40 min left`."""
    if plan.listing:
        return f"{plan.listing} is asked what there is, {plan.total} pages so far"
    done, total = plan.progress
    finished = sum(not waiting for waiting in plan.months.values())
    told = f"{done} of {total} {plan.unit}, {finished} of {len(plan.months)} months"
    return told if left is None or done >= total else f"{told}, {spoken(left)} left"


class Progress:
    """Writes to standard error, on a terminal or where NEWSCRAWL_PROGRESS is true."""

    def __init__(self, crawler: Crawler, *, live: bool) -> None:
        self.crawler, self.live = crawler, live
        self._ticking: asyncio.TimerHandle | None = None
        self._estimate = Estimate()

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
        self._ticking = asyncio.get_running_loop().call_later(INTERVAL if self.live else TELL, self._tick)

    def closed(self, spider: Spider, reason: str) -> None:
        if self._ticking:
            self._ticking.cancel()
        if self.live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        logger.info("%s; %s", self._line(), reason)

    def _tick(self) -> None:
        standing = self._standing()
        if self.live:
            sys.stderr.write(f"\r\x1b[K{self._line()}{f'; {standing}' if standing else ''}")
            sys.stderr.flush()
        elif standing:
            logger.info("%s: %s", self._name, standing)
        self._ticking = asyncio.get_running_loop().call_later(INTERVAL if self.live else TELL, self._tick)

    def _standing(self) -> str:
        keeper = self.crawler.get_extension(RunKeeper)
        plan = keeper.run.plan if keeper else None
        if plan is None:
            return ""
        left = None if plan.listing else self._estimate.seconds(*plan.progress, time.monotonic())
        return standing(plan, left)

    @property
    def _name(self) -> str:
        return self.crawler.spider.name if self.crawler.spider else ""

    def _line(self) -> str:
        return summary(self._name, self.crawler.stats.get_stats() if self.crawler.stats else {})
