"""The run of one spider: opened before anything is fetched, finished after the last article, judged for its exit status."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

from newscrawl.discover.limits import Limits
from newscrawl.errors import NewscrawlError
from newscrawl.extensions.bounds import discovery_limits, policy_of
from newscrawl.extensions.items import ItemWatch
from newscrawl.health.judge import Verdict, judge
from newscrawl.intake.intake import REFINE, Intake, Policy
from newscrawl.intake.warc_store import WarcStore
from newscrawl.middlewares.polite.robots import CachedRobots, RobotsCache, RobotsStore
from newscrawl.middlewares.stopping import Stopping
from newscrawl.model import Page, Refined, Rejected
from newscrawl.site import Site
from newscrawl.store.files.damage import advice
from newscrawl.store.files.manifest import last_entries
from newscrawl.store.run import Run, StoreOptions
from newscrawl.version import __version__
from newscrawl.workers.pool import Pool

__all__ = ["SHARED_POOL", "RunKeeper", "pool_of", "store_options"]

logger = logging.getLogger(__name__)


SHARED_POOL = "newscrawl_pool"  # the attribute of a crawler that brings the pool of several


def pool_of(settings: BaseSettings) -> Pool:
    """The worker pool that the settings ask for."""
    return Pool(
        settings.getint("NEWSCRAWL_WORKERS"),
        deadline=settings.getfloat("NEWSCRAWL_PAGE_SECONDS"),
        memory=settings.getint("NEWSCRAWL_WORKER_MB") << 20,
        preload="newscrawl.refinement:warm_up",
    )


def store_options(settings: BaseSettings, site: Site) -> StoreOptions:
    """The store's options, from the settings and the site."""
    return StoreOptions(
        commit_articles=settings.getint("NEWSCRAWL_COMMIT_ARTICLES"),
        commit_seconds=settings.getfloat("NEWSCRAWL_COMMIT_SECONDS"),
        recheck_days=settings.getfloat("NEWSCRAWL_RECHECK_DAYS"),
        recheck_hours=settings.getfloat("NEWSCRAWL_RECHECK_HOURS"),
        recheck_growth=settings.getfloat("NEWSCRAWL_RECHECK_GROWTH"),
        give_up_runs=settings.getint("NEWSCRAWL_GIVE_UP_RUNS"),
        near_duplicate=settings.getfloat("NEWSCRAWL_NEAR_DUPLICATE"),
        case_sensitive_paths=site.case_sensitive_paths,
    )


class RunKeeper:
    """Holds what one run needs from start to end: `run` (the ledger and the files), `pool` (the workers), `intake` (the way of a page),
    `limits` (how far discovery goes); ends with a `verdict`."""

    def __init__(self, crawler: Crawler, run: Run, pool: Pool, *, limits: Limits, policy: Policy, site: Site) -> None:
        self.crawler, self.run, self.pool, self.limits = crawler, run, pool, limits
        settings = crawler.settings
        fields = {"http-header-user-agent": settings["USER_AGENT"] or ""}
        warc = WarcStore(run, fields, most=settings.getint("NEWSCRAWL_WARC_MAX_BYTES")) if settings.getbool("NEWSCRAWL_WARC") else None
        self.intake = Intake(site, run, self._refine, policy, warc, self.count)
        pool.hold()
        self.items: ItemWatch | None = None
        self.failure: NewscrawlError | None = None
        self.verdict: Verdict | None = None
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        spider, settings = crawler.spider, crawler.settings
        site = getattr(spider, "site", None)
        if spider is None or not hasattr(spider, "arguments") or not isinstance(site, Site):
            raise NotConfigured("not a news spider")
        limits, policy = discovery_limits(settings), policy_of(settings, spider.arguments.window)
        run = Run.open(
            Path(settings["NEWSCRAWL_OUTPUT_DIR"]),
            site.name,
            started=datetime.now(UTC),
            spider_version=__version__,
            options=store_options(settings, site),
        )
        keeper = cls(crawler, run, getattr(crawler, SHARED_POOL, None) or pool_of(settings), limits=limits, policy=policy, site=site)
        if settings.getbool("HTTPCACHE_ENABLED"):
            logger.warning(
                "HTTPCACHE_ENABLED has no effect on %s: a cached list would hide what is new; the ledger saves requests", site.name
            )
        if run.damaged:
            logger.error(advice(site.name, run.damaged))
            keeper.count("files/damaged", len(run.damaged))
        keeper.items = ItemWatch(crawler)
        crawler.signals.connect(keeper.opened, signals.spider_opened)
        crawler.signals.connect(keeper.item_crashed, signals.item_error)
        crawler.signals.connect(keeper.closed, signals.spider_closed)
        return keeper

    def opened(self) -> None:
        """robots.txt files outlive a run in the ledger."""

        def load(url: str) -> CachedRobots | None:
            kept = self.run.robots.load(url)
            return CachedRobots(body=kept[0], etag=kept[1], last_modified=kept[2], fetched_at=kept[3]) if kept else None

        def save(url: str, robots: CachedRobots) -> None:
            self.run.robots.save(url, (robots.body, robots.etag, robots.last_modified, robots.fetched_at))

        store = self.crawler.get_extension(RobotsStore)
        if store is not None:
            store.cache = RobotsCache(load, save)

    @classmethod
    def of(cls, crawler: Crawler) -> RunKeeper | None:
        """The keeper of a crawl; None for a crawl without a keeper, or a crawl that ended before its extensions were made."""
        try:
            return crawler.get_extension(cls)
        except RuntimeError:
            return None

    async def _refine(self, page: Page, site: Site) -> Refined | Rejected:
        """Extraction in a worker. Raises TooLate where the crawl ends before."""
        outcome: Refined | Rejected = await Stopping.of(self.crawler).unless_over(self.pool.run(REFINE, page, site))
        return outcome

    def count(self, name: str, by: int = 1) -> None:
        """Adds to the statistic `newscrawl/NAME`."""
        if by and self.crawler.stats:
            self.crawler.stats.inc_value(f"newscrawl/{name}", by)

    def fail(self, error: NewscrawlError) -> None:
        """Stops the crawl on an error that no run survives (a full disk, a broken ledger). Keeps the first such error."""
        if self.failure is None and self.verdict is None:
            self.failure = error
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="failed"))

    async def recorded(self, count: int) -> None:
        """Waits until so many articles of this run came through the pipelines."""
        if self.items:
            await self.items.reached(count)

    def item_crashed(self) -> None:
        """An article did not get through a pipeline: it stays due, and the run is not a healthy one."""
        self.count("crashed")

    async def closed(self, spider: Spider, reason: str) -> None:
        self.end(spider, reason)
        await self.pool.release()

    def end(self, spider: Spider, reason: str) -> None:
        """Finishes the run and judges it, once."""
        if self.verdict is not None:
            return
        stats: dict[str, Any] = dict(self.crawler.stats.get_stats()) if self.crawler.stats else {}
        try:
            verdict = self._finish(reason, stats)
        except NewscrawlError as error:
            verdict = Verdict(error.exit_status, str(error))
        except Exception as error:
            logger.exception("%s: the run could not be finished", spider.name)
            verdict = Verdict(1, f"unexpected {type(error).__name__} at the end of the run; what is committed is safe, run it again")
        self.run.abort()  # after `finish` it does nothing
        self.verdict = self._measured(verdict, stats)

    def _measured(self, verdict: Verdict, stats: dict[str, Any]) -> Verdict:
        """Writes the run's metrics, where they are asked for. The verdict stays; a healthy run whose metrics cannot be written is not."""
        path = self.crawler.settings["NEWSCRAWL_METRICS"]
        if not path:
            return verdict
        from newscrawl.extensions.metrics import samples, update

        now = datetime.now(UTC)
        seconds = (now - datetime.fromisoformat(self.run.started)).total_seconds()
        try:
            found = samples(self.run.spider, verdict.exit_status, stats, ended=now.timestamp(), seconds=seconds)
            update(Path(path), self.run.spider, found)
        except NewscrawlError as error:
            return verdict if verdict.exit_status else Verdict(3, str(error))
        return verdict

    def _finish(self, reason: str, stats: dict[str, Any]) -> Verdict:
        if self.failure is not None:
            return Verdict(self.failure.exit_status, str(self.failure))
        for item in self.intake.unreleased():  # a second signal: Scrapy left its pipelines as they were
            self.run.record(item.refined, key=item.key)
        verdict = judge(reason, stats, [entry.stats for entry in last_entries(self.run.folder)])
        self.run.finish(reason=reason, exit_status=verdict.exit_status, stats=stats)
        return verdict
