"""The spider that every site's file fills in: discover, fetch, refine, hand on. What it decides itself is only the order."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from typing import Any

import scrapy
from scrapy import signals
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newscrawl.archive.write import RequestSeen
from newscrawl.clean.recurring import HoldBack
from newscrawl.dates import parse_moment
from newscrawl.discover.rules import localize
from newscrawl.discover.walk import Batch, walk
from newscrawl.discover.walks.memory import Validators
from newscrawl.errors import FetchError, NewscrawlError
from newscrawl.extensions.keeper import RunKeeper
from newscrawl.middlewares.polite.robots import RobotsStore
from newscrawl.middlewares.stopping import Stopping, TooLate, is_stopping
from newscrawl.model import Article, Candidate, Page, Refined, Rejected, Rights
from newscrawl.page.rights.signals import obeyed
from newscrawl.pipelines import RefinedItem
from newscrawl.reasons import NOT_ASKED
from newscrawl.site import Site
from newscrawl.spiders.arguments import Arguments
from newscrawl.spiders.backfill import archived_articles, begin_plan
from newscrawl.spiders.fetching import Fetcher, conditional, fetch_error, page_headers, page_of, part_of
from newscrawl.spiders.keeping import PageStore
from newscrawl.spiders.site_rights import SiteRights
from newscrawl.store.run import Due
from newscrawl.workers.pool import WorkerLost

__all__ = ["NewsSpider"]

logger = logging.getLogger(__name__)

REFINE = "newscrawl.refinement:refine"  # by name: what extraction imports belongs to the workers alone
TRAPS = "newscrawl/traps/"  # statistics: addresses by the pattern that gives them away
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

    def __init__(self, **given: str | None) -> None:
        super().__init__()
        self.arguments = self.parse_arguments(given)
        self.site = self.arguments.site  # the class's, perhaps served from elsewhere
        self._rights = SiteRights()
        self._store: PageStore | None = None
        self._held: HoldBack | None = None
        self._held_keys: deque[str] = deque()
        self._released = 0  # articles on their way to the run file, and there
        self._open_articles = 0
        self._not_asked = 0  # articles in a row that the site was not asked for
        self._settled = asyncio.Event()

    @classmethod
    def parse_arguments(cls, given: dict[str, str | None]) -> Arguments:
        """Raises UsageError for arguments that a run could not start with."""
        return Arguments.parse(cls.site, given)

    async def prepare(self) -> Site:
        """The site as it is to be crawled; here what its file says."""
        return self.site

    async def start(self) -> AsyncIterator[Any]:
        """Discovery first, so that an article that several sources name is fetched once with all their hints; then what is due."""
        try:
            begin_plan(self)
            for number, way in enumerate(self.arguments.ways):
                if number:  # what the way before gave, this one need not fetch
                    await self.keeper.recorded(self._released)
                async for one in self._live() if way == "live" else self._archived(way):
                    yield one
                if is_stopping(self.crawler):
                    return
                for item in self.unreleased():
                    yield item
        except NewscrawlError as error:
            self.keeper.fail(error)

    async def _live(self) -> AsyncIterator[Request]:
        """The requests for what is due, after discovery."""
        run, window = self.keeper.run, self.arguments.window
        self.site = await self.prepare()
        self._rights = await SiteRights.read(self.site.home, Fetcher(self.crawler), self._product)
        if run.plan is None or not run.plan.is_listed("live"):
            await self._discover()
        while due := run.due(BATCH, since=window.start, until=window.end):
            await self.keeper.pool.start(len(due))
            for article in due:
                if self._reserved_unseen(article):
                    continue
                await self._room()
                yield self._request(article)
            if self._not_asked >= MOST_NOT_ASKED:
                logger.warning("%s: nothing more can be asked for in this run; what was not fetched stays due", self.name)
                break
        await self._all_settled()

    async def _archived(self, way: str) -> AsyncIterator[RefinedItem]:
        await self.keeper.pool.start()
        async for item in archived_articles(self, way):
            yield item

    async def _discover(self) -> None:
        """Reads all sources. A backfill that was stopped behind that goes on without it."""
        plan, failed = self.keeper.run.plan, False
        if plan:
            plan.listing = "live"
        async for batch in walk(self.site, self.arguments.window, Fetcher(self.crawler), self.keeper.run.memory, self.keeper.limits):
            await self._discovered(batch)
            failed = failed or batch.error is not None
        self._tell_traps()
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

    async def _discovered(self, batch: Batch) -> None:
        if batch.error is not None:
            self._count(f"sources/failed/{batch.source}")
            logger.warning("%s: source %s failed: %s", self.name, batch.source, batch.error)
        if batch.error is None or batch.candidates:  # what was cut at a limit was read
            self._count(f"sources/read/{batch.source}")
        for pattern, count in batch.traps.items():
            self._count(f"{TRAPS.removeprefix('newscrawl/')}{pattern.replace(' ', '-')}", count)
        self._count("candidates/listed", batch.listed)
        self._count("candidates/foreign", batch.foreign)
        for start in range(0, len(batch.candidates) or 1, AT_ONCE):
            found = self.keeper.run.discover(batch.candidates[start : start + AT_ONCE], source=batch.source)
            self._count("candidates/new", found.new)
            self._count("candidates/changed", found.changed)
            await self.keeper.pool.start(found.new + found.changed)  # they warm up while the other sources are read
            await asyncio.sleep(0)

    def _tell_traps(self) -> None:
        stats = self.crawler.stats.get_stats() if self.crawler.stats else {}
        told = {key.removeprefix(TRAPS): count for key, count in sorted(stats.items()) if key.startswith(TRAPS)}
        if told:
            kinds = ", ".join(f"{pattern} {count}" for pattern, count in told.items())
            logger.warning("%s: %d addresses look like a trap and are left alone (%s)", self.name, sum(told.values()), kinds)

    @property
    def _product(self) -> str:
        return RobotsStore.of(self.crawler).product

    def _reserved_unseen(self, due: Due) -> bool:
        """Whether the site reserves the article before anybody looked at it: then nobody does."""
        unwanted = self._reserved(due.candidate.url, self._rights.of(due.candidate.url))
        if unwanted:
            self._count(f"rejected/{unwanted.reason}")
            published = due.candidate.published
            self.keeper.run.lay_aside(unwanted, key=due.key, published=published.at if published else None)
        return unwanted is not None

    def _reserved(self, url: str, rights: Rights) -> Rejected | None:
        """NEWSCRAWL_RIGHTS=skip leaves out what is reserved."""
        signals = obeyed(rights, self._product) if self.settings["NEWSCRAWL_RIGHTS"] == "skip" else ()
        return Rejected(url=url, reason="rights-reserved", detail="; ".join(signals)[:300]) if signals else None

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
            meta={"handle_httpstatus_all": True},
        )

    def _settle(self) -> None:
        self._open_articles -= 1
        if not self._open_articles:
            self._settled.set()

    async def _all_settled(self) -> None:
        if self._open_articles:
            await self._settled.wait()

    async def parse_article(self, response: Response, due: Due) -> AsyncIterator[RefinedItem]:
        """One answer: its disposition goes to the ledger, its article on to the pipelines."""
        try:
            self._count("pages/answered")
            self._not_asked = 0
            run = self.keeper.run
            if response.status == 304:
                self._count("pages/not-modified")
                run.not_modified(due.key)
            elif response.status in (404, 410):
                self._count(f"pages/{response.status}")
                run.gone(due.key, response.status)
            elif response.status != 200:
                self._failed(due, FetchError(response.url, f"http-{response.status}"))
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
        self._count(f"pages/failed/{error.reason}")
        logger.warning("%s: not fetched: %s", self.name, error)
        self.keeper.run.failed(due.key, error.reason, error.detail, asked=asked)

    async def _refined(self, response: Response, due: Due) -> list[RefinedItem]:
        page = page_of(response, due.candidate, site_rights=self._rights.of(response.url))
        fetched: list[tuple[Page, Response | None]] = [(page, response)]
        outcome = await self._refine(page)
        while isinstance(outcome, Refined) and (next_url := localize(outcome.next_url or "", self.site)):
            try:
                further = await Fetcher(self.crawler).response(Request(next_url, meta={"handle_httpstatus_all": True}))
            except FetchError as error:
                self._failed(due, error)  # an article without its end is no article
                return []
            if further.status != 200:
                self._failed(due, FetchError(next_url, f"http-{further.status}", "a further page of the article"))
                return []
            fetched.append((page_of(further, Candidate(url=next_url), site_rights=Rights()), further))
            page = replace(page, parts=(*page.parts, part_of(further)))
            outcome = await self._refine(page)
        outcome = await self._kept(outcome, fetched)
        if isinstance(outcome, Refined):
            self._count("pages/refined")
            if unwanted := self._unwanted(outcome.article):
                self._count(f"rejected/{unwanted.reason}")
                published = parse_moment(outcome.article.date_published)
                self.keeper.run.lay_aside(unwanted, key=due.key, published=published.at if published else None)
                return []
        if isinstance(outcome, Rejected):
            self._count(f"rejected/{outcome.reason}")
            self.keeper.run.reject(outcome, key=due.key)
            return []
        return self._release(RefinedItem(refined=outcome, key=due.key))

    def _unwanted(self, article: Article) -> Rejected | None:
        """Why this run leaves out an article that another one may want: it is reserved; or a backfill writes what was published in its
        window, also where no source knew the day."""
        if reserved := self._reserved(article.url, article.rights):
            return reserved
        if self.arguments.window.contains(parse_moment(article.date_published)) is False:
            return Rejected(url=article.url, reason="outside-window", detail=article.date_published or "")
        return None

    async def _kept(self, outcome: Refined | Rejected, fetched: Iterable[tuple[Page, Response | None]]) -> Refined | Rejected:
        """Stores all pages of an article and says in it where the first one lies. What is left out by NEWSCRAWL_RIGHTS=skip is not stored
        either, nor then what gave no article: nobody knows what that reserves."""
        skips = self.settings["NEWSCRAWL_RIGHTS"] == "skip"
        if skips and (isinstance(outcome, Rejected) or self._reserved(outcome.article.url, outcome.article.rights)):
            return outcome
        if not self.settings.getbool("NEWSCRAWL_WARC"):
            return outcome
        (name, offset), *_ = [await self._keep(page, response) for page, response in fetched]
        if isinstance(outcome, Rejected):
            return outcome
        fetch = replace(outcome.article.fetch, warc_file=name, warc_offset=offset)
        return replace(outcome, article=replace(outcome.article, fetch=fetch))

    async def _keep(self, page: Page, response: Response | None) -> tuple[str, int]:
        """Stores what was fetched as WARC, with the request that we sent for it (none for a page that an archive gave)."""
        if self._store is None:
            fields = {"http-header-user-agent": self.settings["USER_AGENT"] or ""}
            self._store = PageStore(self.keeper.run, fields, most=self.settings.getint("NEWSCRAWL_WARC_MAX_BYTES"))
        request = response.request if response else None
        sent = RequestSeen(url=request.url, headers=page_headers(request)) if request else None
        ip = str(response.ip_address) if response and response.ip_address else None
        return await self._store.keep(page, sent, ip=ip)

    def _release(self, item: RefinedItem) -> list[RefinedItem]:
        """The articles that are ready now: a new site's first ones wait until it is known which of their lines recur."""
        if self._held is None:
            self._held = HoldBack(self.keeper.run.lines)
        self._held_keys.append(item.key)
        return self._keyed(self._held.add(item.refined))

    def unreleased(self) -> list[RefinedItem]:
        """What is still held back, for the end of the run."""
        return self._keyed(self._held.finish()) if self._held else []

    def _keyed(self, ready: Iterable[Refined]) -> list[RefinedItem]:
        items = [RefinedItem(refined=refined, key=self._held_keys.popleft()) for refined in ready]
        self._released += len(items)
        return items

    async def _refine(self, page: Page) -> Refined | Rejected:
        try:
            work = self.keeper.pool.run(REFINE, page, self.site)
            outcome: Refined | Rejected = await Stopping.of(self.crawler).unless_over(work)
        except WorkerLost as lost:
            return Rejected(url=page.url, reason=lost.reason, detail=lost.detail)
        return self.keeper.bounds.checked(page, outcome)

    def _count(self, name: str, by: int = 1) -> None:
        if by and self.crawler.stats:
            self.crawler.stats.inc_value(f"newscrawl/{name}", by)
