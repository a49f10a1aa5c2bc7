"""Articles out of archives instead of from the live site: the same worker pool, window and ledger, another way to the pages."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from newscrawl.archive.reader.ordered import FileSet, captured
from newscrawl.archive.reader.warc import find
from newscrawl.archive.services.index_walk import url_day
from newscrawl.dates import parse_moment
from newscrawl.discover.rules import is_article_url, is_further_page, localize
from newscrawl.discover.span import Window
from newscrawl.errors import OutputError
from newscrawl.middlewares.stopping import is_stopping
from newscrawl.model import Page, Part, Refined, Rejected
from newscrawl.pipelines import RefinedItem
from newscrawl.reasons import LAID_ASIDE
from newscrawl.site import Site
from newscrawl.store.ledger.plan import HAD, Plan, Planned
from newscrawl.urls import folded_key, normalize, url_key

if TYPE_CHECKING:
    from newscrawl.spiders.base import NewsSpider

__all__ = ["archive_files", "articles_from_files", "in_order", "in_thread", "page_key", "settle", "wanted"]

logger = logging.getLogger(__name__)

T = TypeVar("T")

IN_FLIGHT = 4  # pages for each worker, between reader and ledger
BATCH = 16  # pages read at a time, and asked of the ledger
BATCH_BYTES = 4 << 20
CLOCKS = timedelta(days=2)  # clocks, zones, and dates that were set forward


def archive_files(way: str) -> list[Path]:
    """The files that `warc:PATH` names; none for anything else. Raises UsageError where they are not there."""
    return find(way.removeprefix("warc:")) if way.startswith("warc:") else []


def page_key(url: str, site: Site, *, folded: bool = False) -> str:
    """The ledger's key of an address of the site, however it was reached. `folded`: of an index, which lists a page under every tracker
    that anybody ever used."""
    key = folded_key if folded else url_key
    return key(localize(url, site) or normalize(url), case_sensitive=site.case_sensitive_paths)


async def in_order(jobs: AsyncIterator[Coroutine[Any, Any, T]], width: int) -> AsyncIterator[T]:
    """Runs at most `width` jobs at a time, and gives their results in the order of the jobs."""
    waiting: deque[asyncio.Task[T]] = deque()
    try:
        async for job in jobs:
            waiting.append(asyncio.ensure_future(job))
            while len(waiting) >= width or (waiting and waiting[0].done()):
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        for task in waiting:
            task.cancel()


async def in_thread(source: Callable[[], Iterator[T]], most: int, weight: Callable[[T], int] = lambda _: 0) -> AsyncIterator[list[T]]:
    """What an iterator gives, in lists of up to `most`, taken in a thread while the caller works on the list before."""
    iterator = source()

    def take() -> list[T]:
        taken: list[T] = []
        bytes_taken = 0
        while len(taken) < most and bytes_taken < BATCH_BYTES and (one := next(iterator, None)) is not None:
            taken.append(one)
            bytes_taken += weight(one)
        return taken

    following = asyncio.ensure_future(asyncio.to_thread(take))
    try:
        while batch := await following:
            following = asyncio.ensure_future(asyncio.to_thread(take))
            yield batch
    finally:
        following.cancel()


def may_hold(window: Window, page: Page) -> bool:
    """Whether a page may have been published in these days, by its address and its capture."""
    dated = url_day(page.url)
    if dated:
        first, last = dated[0] - timedelta(days=1), dated[1] + timedelta(days=1)
        return (window.since is None or last >= window.since) and (window.until is None or first <= window.until)
    return window.since is None or captured(page) >= datetime.combine(window.since, time.min, UTC) - CLOCKS


async def articles_from_files(spider: NewsSpider, way: str) -> AsyncIterator[RefinedItem]:
    """Every article of the site that the files hold and the ledger does not, each one's versions from the oldest on. No network."""
    site, plan = spider.site, spider.keeper.run.plan
    assert plan is not None, "a run on an archive has a plan"
    files = FileSet(
        archive_files(way),
        is_article=lambda url: is_article_url(url, site),
        is_part=lambda url: is_further_page(url, site),
        key=lambda url: page_key(url, site),
    )
    try:
        plan.listing = "warc"
        async for _ in in_thread(files.survey, 1):
            if is_stopping(spider.crawler):
                return
        _tell(spider, files)
        plan.listing, plan.handled, plan.expected = "", 0, files.captures
        jobs = _jobs(spider, files, plan)
        async for page, outcome in in_order(jobs, IN_FLIGHT * max(1, spider.keeper.pool.size)):
            if is_stopping(spider.crawler):
                return
            for item in settle(spider, page, outcome):
                yield item
    except OSError as error:
        raise OutputError(f"pages cannot be laid aside in the folder for temporary files: {error}; set TMPDIR to one with room") from error
    finally:
        files.close()


def _tell(spider: NewsSpider, files: FileSet) -> None:
    """What the files hold, before the first page of them is looked at."""
    for name, reasons in files.damaged.items():
        told = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
        logger.warning("%s: %s: %d damaged records are left out (%s)", spider.name, name, reasons.total(), told)
    for word, count in files.tally.items():
        spider._count(f"archive/{word}", count)
    readable = files.tally["page"] > 0 or files.tally["other-site"] > 0 or not files.damaged
    spider._count("sources/read/warc" if readable else "sources/failed/warc", len(files.paths))
    if not files.tally["page"]:
        logger.warning("%s: no page of the site is in these %d files", spider.name, len(files.paths))


async def _jobs(spider: NewsSpider, files: FileSet, plan: Plan) -> AsyncIterator[Coroutine[Any, Any, tuple[Page, Refined | Rejected]]]:
    async for batch in in_thread(files.pages, BATCH, lambda page: len(page.body)):
        plan.handled += len(batch)
        for page in wanted(spider, plan, batch):
            yield _refined(spider, files, page)


def wanted(spider: NewsSpider, plan: Plan, batch: Sequence[Page]) -> Iterator[Page]:
    """Those captures that may bring something new. All that may be of the run's days are in the plan."""
    keys = {page_key(page.url, spider.site) for page in batch}
    settled, decided = spider.keeper.run.settled(keys), spider.keeper.run.decided(keys)
    for page in batch:
        key = page_key(page.url, spider.site)
        known = int(captured(page).timestamp()) <= settled.get(key, -1)
        if not known and not may_hold(spider.arguments.window, page):
            spider._count("archive/outside-window")
            continue
        outcome, published = decided.get(key, (None, None))
        plan.add(_planned(page, key, published, outcome if known or outcome == HAD else None))
        if known:
            spider._count("archive/known")
        else:
            yield page


def _planned(page: Page, key: str, published: int | None, outcome: str | None) -> Planned:
    """Until the page says its month, that of its address or its capture stands for it."""
    dated = url_day(page.url)
    guess = datetime.combine(dated[0], time.min, UTC) if dated else captured(page)
    return Planned(
        key=key,
        source="warc",
        published=int(guess.timestamp()) if published is None else published,
        sure=published is not None,
        outcome=outcome,
    )


async def _refined(spider: NewsSpider, files: FileSet, page: Page) -> tuple[Page, Refined | Rejected]:
    spider._count("pages/answered")
    outcome = await spider._refine(page)
    while isinstance(outcome, Refined) and outcome.next_url:
        part: Part | None = await asyncio.to_thread(files.part, outcome.next_url, captured(page))
        if part is None:
            return page, Rejected(url=page.url, reason="part-missing", detail=f"{outcome.next_url} is not in the archive")
        page = replace(page, parts=(*page.parts, part))
        outcome = await spider._refine(page)
    return page, outcome


def settle(spider: NewsSpider, page: Page, outcome: Refined | Rejected) -> list[RefinedItem]:
    """What becomes of a page. One from outside the window is only counted: another window may want it."""
    key, published = page_key(page.url, spider.site), None
    if isinstance(outcome, Refined):
        spider._count("pages/refined")
        stated = parse_moment(outcome.article.date_published)
        published = int(stated.at.timestamp()) if stated else None
        outcome = spider._unwanted(outcome.article) or outcome
    if isinstance(outcome, Rejected):
        spider._count(f"rejected/{outcome.reason}")
        if outcome.reason not in LAID_ASIDE:
            spider.keeper.run.reject(outcome, key=key, captured_at=captured(page))
        elif spider.keeper.run.plan:
            spider.keeper.run.plan.settle(key, outcome.reason, published)
        return []
    return spider._release(RefinedItem(refined=outcome, key=key))
