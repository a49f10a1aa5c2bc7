"""The spider of every site: discovers, fetches, and hands pages to the intake. The spider itself decides the order only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy import signals
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newscrawl.discover.polling import Poll
from newscrawl.discover.rules import TRAPS, leads_away
from newscrawl.discover.walk import Batch, walk
from newscrawl.discover.walks.account import Accounts
from newscrawl.discover.walks.memory import Validators
from newscrawl.errors import FetchError, NewscrawlError
from newscrawl.extensions.keeper import RunKeeper
from newscrawl.intake.flow import Task
from newscrawl.intake.intake import Intake, RefinedItem
from newscrawl.intake.ways import Archives, archived_articles
from newscrawl.middlewares.safe.guard import PAGE
from newscrawl.middlewares.stopping import TooLate, is_stopping
from newscrawl.model import Rejected, Rights
from newscrawl.page.rights.site_rights import SiteRights
from newscrawl.reasons import NOT_ASKED
from newscrawl.site import Site
from newscrawl.spiders.arguments import Arguments
from newscrawl.spiders.fetching import (
    ANSWERS,
    ANY_STATUS,
    NO_RIGHTS,
    ArchiveFetcher,
    Fetcher,
    conditional,
    fetch_error,
    fetched_page,
    live_parts,
)
from newscrawl.store.ledger.plan import Plan
from newscrawl.store.run import Due
from newscrawl.urls import url_key

__all__ = ["NewsSpider"]

logger = logging.getLogger(__name__)

MOST_NOT_ASKED = 20  # in a row: there is no host left to ask
BATCH = 200  # articles asked of the ledger at a time
AT_ONCE = 100  # candidates stored before the event loop goes on: 400 at once kept it for a tenth of a second


class NewsSpider(scrapy.Spider):
    """Crawls one site. A site's file gives `site` and no code; `-a` arguments are `Arguments`."""

    site: Site
    arguments: Arguments

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "site" in cls.__dict__:
            cls.name = cls.site.name
            if cls.site.cookies:
                cls.custom_settings = {**(cls.custom_settings or {}), "COOKIES_ENABLED": True}

    def __init__(self, **given: str | None) -> None:
        super().__init__()
        self.arguments = self.parse_arguments(given)
        self.site = self.arguments.site  # the class's, perhaps served from elsewhere
        self._rights: dict[str, SiteRights] = {}  # by host; '' for the site's
        self._open_articles = 0
        self._not_asked = 0  # articles in a row that the site was not asked for
        self._settled = asyncio.Event()
        self._accounts = Accounts()

    @classmethod
    def parse_arguments(cls, given: dict[str, str | None]) -> Arguments:
        """Raises UsageError for arguments that a run could not start with."""
        return Arguments.parse(cls.site, given)

    async def prepare(self) -> Site:
        """The site as the crawl uses it; a subclass may ask the site itself first."""
        return self.site

    async def start(self) -> AsyncIterator[Any]:
        """Discovery first, so that an article that several sources name is fetched once with all their hints; then what is due."""
        try:
            if self.site.keys:
                from newscrawl.middlewares.safe.keyring import unlock

                await unlock(self.crawler, self.site)
            plan = self._begin_plan()
            for number, way in enumerate(self.arguments.ways):
                if number:  # what the way before gave, this one need not fetch
                    await self.keeper.recorded(self.intake.released)
                async for one in self._live() if plan is None or way == "live" else self._archived(way, plan):
                    yield one
                if is_stopping(self.crawler):
                    return
                for item in self.intake.unreleased():
                    yield item
        except NewscrawlError as error:
            self.keeper.fail(error)

    def _begin_plan(self) -> Plan | None:
        """The plan of a run over the past, which outlives the run until the past is done; None for an incremental run."""
        arguments, window = self.arguments, self.arguments.window
        if not arguments.is_backfill:
            return None
        name = f"{','.join(arguments.ways)} {window.since or 'all'} {window.until or ''} {arguments.site.home}"
        return self.keeper.run.begin_backfill(name, since=window.start, until=window.end)

    async def _live(self) -> AsyncIterator[Request]:
        """The requests for what is due, after discovery."""
        run, window = self.keeper.run, self.arguments.window
        self.site = self.intake.site = await self.prepare()
        await self.read_rights([self.site.home])
        if run.plan is None or not run.plan.is_listed("live"):
            await self._discover()
        while due := run.due(BATCH, since=window.start, until=window.end):
            await self.keeper.pool.start(len(due))
            await self.read_rights([article.candidate.url for article in due])
            for article in due:
                url, published = article.candidate.url, article.candidate.published
                if self.intake.turned_away(article.key, url, self.rights_of(url), published.at if published else None):
                    continue
                await self._room()
                yield self._request(article)
            if self._not_asked >= MOST_NOT_ASKED:
                logger.warning("%s: nothing more can be asked for in this run; what was not fetched stays due", self.name)
                break
        await self._all_settled()

    async def _archived(self, way: str, plan: Plan) -> AsyncIterator[RefinedItem]:
        keeper, settings = self.keeper, self.settings
        await keeper.pool.start()
        task = Task(
            intake=keeper.intake,
            run=keeper.run,
            plan=plan,
            fetch=ArchiveFetcher(self.crawler),
            stopping=lambda: is_stopping(self.crawler),
            recorded=keeper.recorded,
            workers=keeper.pool.size,
        )
        archives = Archives(
            wayback=settings["NEWSCRAWL_WAYBACK_URL"],
            commoncrawl=settings["NEWSCRAWL_COMMONCRAWL_URL"],
            late_days=max(0, settings.getint("NEWSCRAWL_ARCHIVE_LATE_DAYS")),
        )
        async for item in archived_articles(way, task, archives):
            yield item

    async def read_rights(self, urls: Sequence[str]) -> None:
        """Reads what the hosts of these addresses reserve, each host once a run. A site is one host, by its home page."""
        hosts = {urlsplit(url).netloc: urljoin(url, "/") for url in urls} if self.site.many_hosts else {"": self.site.home}
        new = [host for host in hosts if host not in self._rights]
        read = [SiteRights.read(hosts[host], Fetcher(self.crawler), self.intake.policy.product) for host in new]
        self._rights.update(zip(new, await asyncio.gather(*read), strict=True))

    def rights_of(self, url: str) -> Rights:
        """What the host of an address reserves for it, as far as that was read."""
        known = self._rights.get(urlsplit(url).netloc if self.site.many_hosts else "")
        return known.of(url) if known else NO_RIGHTS

    def batches(self) -> AsyncIterator[Batch]:
        """What the sources of the site name."""
        memory = self.keeper.run.memory
        learned = self.settings["NEWSCRAWL_POLL"] == "learned"
        poll = Poll(memory.rhythm(datetime.now(UTC)), memory) if learned else None
        return walk(self.site, self.arguments.window, Fetcher(self.crawler), memory, self.keeper.limits, poll)

    async def _discover(self) -> None:
        """Reads all sources. A backfill stopped after this point does not read its sources again."""
        plan, failed = self.keeper.run.plan, False
        if plan:
            plan.listing = "live"
        async for batch in self.batches():
            await self._discovered(batch)
            failed = failed or batch.error is not None
        self._tell_lists()
        if plan:
            plan.listing = ""
            if not failed and not is_stopping(self.crawler):
                plan.listed("live")
                self.keeper.run.checkpoint()

    @property
    def keeper(self) -> RunKeeper:
        """The run that this crawl belongs to."""
        keeper = self.crawler.get_extension(RunKeeper)
        assert keeper is not None, "NewsSpider needs the extension newscrawl.extensions.keeper.RunKeeper"
        return keeper

    @property
    def intake(self) -> Intake:
        """The intake that takes the pages of this crawl."""
        return self.keeper.intake

    async def _discovered(self, batch: Batch) -> None:
        if batch.error is not None:
            self.keeper.count(f"sources/failed/{batch.source}")
            logger.warning("%s: source %s failed: %s", self.name, batch.source, batch.error)
        if batch.not_due:
            self.keeper.count(f"sources/not-due/{batch.source}")
        elif batch.error is None or batch.candidates:  # what was cut at a limit was read
            self.keeper.count(f"sources/read/{batch.source}")
        self.keeper.count("candidates/listed", batch.listed)
        self.keeper.count("candidates/foreign", batch.foreign)
        new = changed = 0
        for start in range(0, len(batch.candidates) or 1, AT_ONCE):
            found = self.keeper.run.discover(batch.candidates[start : start + AT_ONCE], source=batch.source)
            new, changed = new + found.new, changed + found.changed
            await self.keeper.pool.start(found.new + found.changed)  # they warm up while the other sources are read
            await asyncio.sleep(0)
        self.keeper.count("candidates/new", new)
        self.keeper.count("candidates/changed", changed)
        self._accounts.add(batch, new=new, changed=changed)

    def _tell_lists(self) -> None:
        """Logs a line for each source of which much was not taken, and stores the counts of all sources."""
        for account in self._accounts:
            for pattern, count in account.refused.items():
                self.keeper.count(f"traps/{pattern.replace(' ', '-')}", count if pattern in TRAPS else 0)
            if said := account.sentence():
                logger.warning("%s: %s", self.name, said)
        if self.crawler.stats:
            self.crawler.stats.set_value("newscrawl/lists", self._accounts.records)

    async def _room(self) -> None:
        """Waits until Scrapy takes another request: what is due stays in the ledger, not in memory."""
        if self.crawler.engine.needs_backout():
            await self.crawler.signals.wait_for(signals.scheduler_empty)

    def _request(self, due: Due) -> Request:
        self._open_articles += 1
        self._settled.clear()
        return Request(
            due.candidate.url,
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"due": due},
            headers=conditional(Validators(etag=due.etag, last_modified=due.last_modified)),
            dont_filter=True,  # the ledger hands out each article once
            meta={**ANY_STATUS, PAGE: True},
        )

    def _settle(self) -> None:
        self._open_articles -= 1
        if not self._open_articles:
            self._settled.set()

    async def _all_settled(self) -> None:
        if self._open_articles:
            await self._settled.wait()

    async def parse_article(self, response: Response, due: Due) -> AsyncIterator[RefinedItem]:
        """Handles an answer: its disposition goes to the ledger, its article to the pipelines."""
        try:
            self.keeper.count("pages/answered")
            self._not_asked = 0
            run = self.keeper.run
            if response.status == 304:
                self.keeper.count("pages/not-modified")
                run.not_modified(due.key)
            elif response.status in (404, 410):
                self.keeper.count(f"pages/{response.status}")
                run.gone(due.key, response.status)
            elif response.status not in ANSWERS:
                self._failed(due, FetchError(response.url, f"http-{response.status}"))
            elif reason := leads_away(due.candidate.url, response.url, self.site):
                self.keeper.count("pages/led-away")
                logger.info("%s: %s leads to %s (%s): taken for gone", self.name, due.candidate.url, response.url, reason)
                run.gone(due.key, 301, response.url)
            else:
                for item in await self._refined(response, due):
                    yield item
        except TooLate:
            logger.debug("%s: the run ended before this was done, it stays due: %s", self.name, response.url)
        except NewscrawlError as error:
            self.keeper.fail(error)
        finally:
            self._settle()

    def article_failed(self, failure: Failure) -> None:
        """No answer came, whatever Scrapy tried: the article stays due for a later run."""
        due: Due = failure.request.cb_kwargs["due"]  # type: ignore[attr-defined]
        try:
            self._failed(due, fetch_error(due.candidate.url, failure.value))
        except NewscrawlError as error:
            self.keeper.fail(error)
        finally:
            self._settle()

    def _failed(self, due: Due, error: FetchError) -> None:
        if is_stopping(self.crawler):
            return  # not the site's fault: it stays due, and no attempt is counted
        asked = error.reason not in NOT_ASKED
        self._not_asked = 0 if asked else self._not_asked + 1
        self.keeper.count(f"pages/failed/{error.reason}")
        logger.warning("%s: not fetched: %s", self.name, error)
        self.keeper.run.failed(due.key, error.reason, error.detail, asked=asked)

    async def _refined(self, response: Response, due: Due) -> list[RefinedItem]:
        page = fetched_page(response, due.candidate, self.rights_of(response.url))
        try:
            _, outcome = await self.intake.whole(page, live_parts(self.crawler, self.site))
        except FetchError as error:
            self._failed(due, error)  # an article without its end is no article
            return []
        if isinstance(outcome, Rejected) and url_key(response.url) != url_key(due.candidate.url):
            outcome = replace(outcome, url=due.candidate.url, detail=f"{outcome.detail} (answered by {response.url})".strip())
        return self.intake.settle(due.key, outcome)
