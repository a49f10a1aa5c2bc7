"""Backfills from an archive that has an index: the index into the ledger first, then each page's best capture, or its next best one."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from scrapy.http import Response

from newscrawl.archive.cdx import Capture
from newscrawl.archive.replay import NoPage
from newscrawl.archive.services.archives import Service
from newscrawl.archive.services.stored import in_trying_order, load_captures
from newscrawl.dates import parse_moment
from newscrawl.discover.rules import is_article_url
from newscrawl.errors import FetchError
from newscrawl.middlewares.stopping import is_stopping
from newscrawl.model import Page, Part, Refined, Rejected
from newscrawl.pipelines import RefinedItem
from newscrawl.reasons import ANOTHER_CAPTURE, LAID_ASIDE, NO_ANSWER_HERE, NOT_ASKED
from newscrawl.spiders.archived import in_order
from newscrawl.spiders.indexing import Index
from newscrawl.store.ledger.captures import CaptureDue
from newscrawl.store.ledger.plan import HAD

if TYPE_CHECKING:
    from newscrawl.spiders.base import NewsSpider

__all__ = ["Backfill"]

logger = logging.getLogger(__name__)

BATCH = 100  # pages asked of the ledger at a time
IN_FLIGHT = 16  # pages between archive and ledger; how fast the archive is asked is the downloader's business
MOST_REFINED = 4  # captures of one page that are extracted before it is taken for no article
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """What came of a page: an article or the reason why there is none, or `failed` where the archive did not answer."""

    key: str
    url: str
    outcome: Refined | Rejected | None = None
    captured_at: datetime | None = None
    failed: FetchError | None = None


@dataclass(slots=True)
class _Attempt:
    """What is known of a page while its captures are tried. `unread`: a capture that is listed could not be read; `read`: payloads that
    were, and are no article."""

    best: Rejected | None = None
    failed: FetchError | None = None
    refined: int = 0
    unread: bool = False
    read: set[str] = field(default_factory=set)


class Backfill:
    """One run on one archive."""

    def __init__(self, spider: NewsSpider, service: Service) -> None:
        self.spider, self.service, self.site = spider, service, spider.site
        self.captures = spider.keeper.run.captures
        self.index = Index(spider, service)
        assert spider.keeper.run.plan is not None, "a run on an archive has a plan"
        self.plan = spider.keeper.run.plan
        self._released: list[str] = []

    async def articles(self) -> AsyncIterator[RefinedItem]:
        """Every article that the archive has and the ledger has not."""
        if not self.plan.is_listed(self.service.name):
            await self.index.read()
        if is_stopping(self.spider.crawler):
            return
        async for tried in in_order(self._jobs(), IN_FLIGHT):
            if is_stopping(self.spider.crawler):
                return
            for item in self._settle(tried):
                yield item
            if len(self._released) >= BATCH:
                self._note_written()
        self._note_written()

    async def _jobs(self) -> AsyncIterator[Coroutine[Any, Any, _Tried]]:
        while due := self.captures.due(self.service.name, BATCH):
            keys = {one.key for one in due}
            known, dated = self.spider.keeper.run.published(keys), self.spider.keeper.run.dated(keys)
            self.captures.done(self.service.name, list(known), article=True)
            for one in due:
                found = load_captures(one.data)
                if one.key in known:
                    self.plan.settle(one.key, HAD, fetched=False)
                elif not found:
                    self.captures.done(self.service.name, [one.key], article=False)
                elif not self.index.may_hold(found, one.first, dated.get(one.key)):  # it goes on waiting, for a run on other days
                    self.plan.settle(one.key, "outside-window", dated.get(one.key), fetched=False)
                else:
                    yield self._try(one, found)

    async def _try(self, due: CaptureDue, captures: tuple[Capture, ...]) -> _Tried:
        """The first capture that gives an article; else the last reason, unless the archive owes an answer."""
        tried, attempt = _Tried(key=due.key, url=captures[0].url), _Attempt()
        async for capture in self._in_turn(captures, attempt):
            try:
                found = await self._article(capture, attempt)
            except FetchError as error:
                attempt.failed = error
                if error.reason in NO_ANSWER_HERE:
                    break
                continue
            if found:
                outcome, page = found
                return replace(tried, outcome=outcome, captured_at=page.captured_at)
            if attempt.refined >= MOST_REFINED:
                break
        if attempt.failed is not None and attempt.refined < MOST_REFINED:
            return replace(tried, failed=attempt.failed)
        best = attempt.best or Rejected(url=tried.url, reason="no-capture", detail="the archive lists none that is whole")
        return replace(tried, outcome=best, captured_at=max(capture.at for capture in captures))

    async def _in_turn(self, captures: tuple[Capture, ...], attempt: _Attempt) -> AsyncIterator[Capture]:
        """The captures that the walk brought, and, once one of them could not be read, those that repeat it: each payload until it was
        read."""
        waiting = deque(captures)
        asked = False
        while waiting:
            capture = waiting.popleft()
            if capture.digest in attempt.read:
                continue
            yield capture
            if attempt.unread and not asked:
                asked = True
                known = {(one.timestamp, one.original) for one in captures}
                try:
                    others = await self.service.repetitions(capture)
                except FetchError as error:
                    attempt.failed = error
                    continue
                waiting = deque(in_trying_order([*waiting, *(one for one in others if (one.timestamp, one.original) not in known)]))

    async def _article(self, capture: Capture, attempt: _Attempt) -> tuple[Refined | Rejected, Page] | None:
        """What a capture says of its page; None where another one may say better."""
        page = await self.service.page(capture)
        if isinstance(page, NoPage) or not is_article_url(page.url, self.site):
            why = page.reason if isinstance(page, NoPage) else f"moved to {page.url}"
            attempt.best = attempt.best or Rejected(url=page.url, reason="no-capture", detail=f"{why} at {capture.timestamp}")
            attempt.unread = attempt.unread or isinstance(page, NoPage)
            return None
        outcome, page = await self._refine(page, capture)
        attempt.refined += 1
        if isinstance(outcome, Refined) or outcome.reason not in ANOTHER_CAPTURE:
            return outcome, page
        attempt.best = outcome
        if outcome.reason == "part-missing":  # the same page beside another capture of its further ones is worth a try
            attempt.unread = True
        elif capture.digest not in ("", "-"):
            attempt.read.add(capture.digest)
        return None

    async def _refine(self, page: Page, capture: Capture) -> tuple[Refined | Rejected, Page]:
        self.spider._count("pages/answered")
        kept: list[tuple[Page, Response | None]] = [(page, None)]
        outcome = await self.spider._refine(page)
        while isinstance(outcome, Refined) and outcome.next_url:
            part = await self.service.part(_same_host(outcome.next_url, page.url), capture)
            if isinstance(part, NoPage):
                return Rejected(url=page.url, reason="part-missing", detail=f"{outcome.next_url}: {part.reason}"), page
            kept.append((part, None))
            page = replace(page, parts=(*page.parts, Part(url=part.url, body=part.body, content_type=part.header("content-type"))))
            outcome = await self.spider._refine(page)
        return await self.spider._kept(outcome, kept), page

    def _settle(self, tried: _Tried) -> list[RefinedItem]:
        outcome, run = tried.outcome, self.spider.keeper.run
        if tried.failed is not None:
            self.spider._count(f"pages/failed/{tried.failed.reason}")
            self.plan.settle(tried.key, None)
            logger.warning("%s: not fetched: %s", self.spider.name, tried.failed)
            if self.captures.failed(self.service.name, tried.key, asked=tried.failed.reason not in NOT_ASKED):
                given_up = Rejected(url=tried.url, reason="fetch-failed", detail=f"given up: {tried.failed.reason}")
                run.reject(given_up, key=tried.key, captured_at=datetime.now(UTC))
            return []
        published = None
        if isinstance(outcome, Refined):
            self.spider._count("pages/refined")
            stated = parse_moment(outcome.article.date_published)
            published = stated.at if stated else None
            outcome = self.spider._unwanted(outcome.article) or outcome
        if isinstance(outcome, Rejected):
            self.spider._count(f"rejected/{outcome.reason}")
            outside = outcome.reason == "outside-window" and published is not None
            if outcome.reason not in LAID_ASIDE:
                run.reject(outcome, key=tried.key, captured_at=tried.captured_at)
            else:
                self.plan.settle(tried.key, outcome.reason, int(published.timestamp()) if published else None)
            self.captures.done(
                self.service.name, [tried.key], article=False, published=int(published.timestamp()) if outside and published else None
            )
            return []
        assert outcome is not None
        self._released.append(tried.key)
        return self.spider._release(RefinedItem(refined=outcome, key=tried.key))

    def _note_written(self) -> None:
        """Pages are done when the ledger has their articles, not before: some are still held back, or on their way."""
        written = self.spider.keeper.run.published(self._released)
        self.captures.done(self.service.name, [key for key in self._released if key in written], article=True)
        self._released = [key for key in self._released if key not in written]


def _same_host(url: str, page_url: str) -> str:
    """A further page where the archive has the first one: a copy of the site links to itself, the archive knows the original."""
    return urlunsplit((*urlsplit(page_url)[:2], *urlsplit(url)[2:]))
