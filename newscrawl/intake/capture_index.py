"""Backfills from an archive that has an index: the index into the ledger first, then each page's best capture, or its next best one."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from newscrawl.archive.cdx import Capture
from newscrawl.archive.replay import NoPage
from newscrawl.archive.services.archives import Service
from newscrawl.archive.services.stored import in_trying_order, load_captures
from newscrawl.discover.rules import is_article_url
from newscrawl.errors import FetchError
from newscrawl.intake.flow import Task, in_order
from newscrawl.intake.indexing import Index
from newscrawl.intake.intake import FetchedPage, RefinedItem
from newscrawl.model import Page, Refined, Rejected
from newscrawl.reasons import ANOTHER_CAPTURE, NO_ANSWER_HERE, NOT_ASKED
from newscrawl.store.ledger.captures import CaptureDue
from newscrawl.store.ledger.plan import HAD

__all__ = ["Backfill"]

logger = logging.getLogger(__name__)

BATCH = 100  # pages asked of the ledger at a time
IN_FLIGHT = 16  # pages between archive and ledger; how fast the archive is asked is the downloader's business
MOST_REFINED = 4  # captures of one page that are extracted before it is taken for no article
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """The result of trying a page: an article, or the reason for none; `failed` where the archive did not answer."""

    key: str
    url: str
    outcome: Refined | Rejected | None = None
    captured_at: datetime | None = None
    failed: FetchError | None = None


@dataclass(slots=True)
class _Attempt:
    """The state of a page while its captures are tried. `unread`: a listed capture could not be read. `read`: digests of payloads that were
    read and held no article."""

    best: Rejected | None = None
    failed: FetchError | None = None
    refined: int = 0
    unread: bool = False
    read: set[str] = field(default_factory=set)


class Backfill:
    """A backfill from one archive."""

    def __init__(self, task: Task, service: Service, late_days: int) -> None:
        self.task, self.service, self.intake, self.plan = task, service, task.intake, task.plan
        self.captures = task.run.captures
        self.index = Index(task, service, late_days)
        self._released: list[str] = []

    async def articles(self) -> AsyncIterator[RefinedItem]:
        """Every article that the archive has and the ledger has not."""
        if not self.plan.is_listed(self.service.name):
            await self.index.read()
        if self.task.stopping():
            return
        async for tried in in_order(self._jobs(), IN_FLIGHT):
            if self.task.stopping():
                return
            for item in self._settle(tried):
                yield item
            if len(self._released) >= BATCH:
                self._note_written()
        self._note_written()

    async def _jobs(self) -> AsyncIterator[Coroutine[Any, Any, _Tried]]:
        while due := self.captures.due(self.service.name, BATCH):
            keys = {one.key for one in due}
            known, dated = self.task.run.published(keys), self.task.run.dated(keys)
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
        best = _best(attempt, tried.url, "the archive lists none that is whole")
        return replace(tried, outcome=best, captured_at=max(capture.at for capture in captures))

    async def _in_turn(self, captures: tuple[Capture, ...], attempt: _Attempt) -> AsyncIterator[Capture]:
        """The captures in the order of trying. After a capture that could not be read, the archive is asked for its repetitions, and they
        are tried too. A payload that was read once is not read again."""
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
        """The outcome that a capture gives its page; None where another capture may give a better one."""
        page = await self.service.page(capture)
        if isinstance(page, NoPage) or not is_article_url(page.url, self.intake.site):
            why = page.reason if isinstance(page, NoPage) else f"moved to {page.url}"
            attempt.best = _best(attempt, page.url, f"{why} at {capture.timestamp}")
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
        async def next_part(url: str, first: Page) -> FetchedPage | Rejected:
            part = await self.service.part(_same_host(url, first.url), capture)
            if isinstance(part, NoPage):
                return Rejected(url=first.url, reason="part-missing", detail=f"{url}: {part.reason}")
            return FetchedPage(part)

        self.intake.count("pages/answered")
        page, outcome = await self.intake.whole(FetchedPage(page), next_part)
        return outcome, page

    def _settle(self, tried: _Tried) -> list[RefinedItem]:
        """Tells the ledger what came of a page, and the index whether the page waits for other days."""
        if tried.failed is not None:
            self._failed(tried, tried.failed)
            return []
        outcome = tried.outcome
        assert outcome is not None, "what did not fail has an outcome"
        taken = self.intake.policy.taken(outcome)
        if isinstance(taken, Rejected):
            stated = outcome.published if isinstance(outcome, Refined) and taken.reason == "outside-window" else None
            published = int(stated.at.timestamp()) if stated else None
            self.captures.done(self.service.name, [tried.key], article=False, published=published)
        else:
            self._released.append(tried.key)
        return self.intake.settle(tried.key, outcome, tried.captured_at or datetime.now(UTC))

    def _failed(self, tried: _Tried, error: FetchError) -> None:
        """The page stays due, until it was asked for in vain often enough."""
        self.intake.count(f"pages/failed/{error.reason}")
        self.plan.settle(tried.key, None)
        logger.warning("%s: not fetched: %s", self.intake.site.name, error)
        if self.captures.failed(self.service.name, tried.key, asked=error.reason not in NOT_ASKED):
            given_up = Rejected(url=tried.url, reason="fetch-failed", detail=f"given up: {error.reason}")
            self.task.run.reject(given_up, key=tried.key, captured_at=datetime.now(UTC))

    def _note_written(self) -> None:
        """Pages are done when the ledger has their articles, not before: some are still held back, or on their way."""
        written = self.task.run.published(self._released)
        self.captures.done(self.service.name, [key for key in self._released if key in written], article=True)
        self._released = [key for key in self._released if key not in written]


def _same_host(url: str, page_url: str) -> str:
    """The address of a further page on the host of the first page: a mirror links to itself, and the archive knows the original host."""
    return urlunsplit((*urlsplit(page_url)[:2], *urlsplit(url)[2:]))


def _best(attempt: _Attempt, url: str, detail: str) -> Rejected:
    """The best that was found so far, or the word that no capture is whole."""
    return attempt.best if attempt.best is not None else Rejected(url=url, reason="no-capture", detail=detail)
