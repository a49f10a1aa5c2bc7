"""Reads an archive's index into the ledger: the pages that may have been published in the window, with their captures."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, time, timedelta

from newscrawl.archive.cdx import Capture, Captured
from newscrawl.archive.services.archives import Service
from newscrawl.archive.services.index_walk import CaptureBatch, Scope, Span, url_day
from newscrawl.archive.services.stored import dump_captures, in_trying_order, merge_captures
from newscrawl.discover.rules import is_article_url
from newscrawl.intake.flow import Task
from newscrawl.intake.intake import page_key
from newscrawl.store.ledger.captures import CaptureSeen
from newscrawl.store.ledger.plan import HAD, Planned

__all__ = ["Index"]

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)


class Index:
    """The index of one archive, for the days of one run. `read` it, then ask of each page that waits whether it `may_hold` an article."""

    def __init__(self, task: Task, service: Service, late_days: int) -> None:
        self.task, self.service, self.site, self.plan = task, service, task.intake.site, task.plan
        self.captures, self.count = task.run.captures, task.intake.count
        window = task.window
        self.span = Span(since=window.since and window.since - DAY, until=window.until and window.until + DAY, late=late_days)
        self.since = int(window.start.timestamp()) if window.start else None
        self.until = int(window.end.timestamp()) if window.end else None

    async def read(self) -> None:
        """Reads the index from the point where an earlier run with the same window stopped."""
        self.plan.listing, failed = self.service.name, False
        async for batch in self._walk(f"{self.service.name} {self.span.since} {self.span.captured_until or ''}", self.span):
            self._listed(batch)
            failed = failed or batch.error is not None
        before = self.span.before()
        if before and not self.service.complete and not self.task.stopping():
            # A page that looks new in one index may be known as old in an index from before these days.
            async for batch in self._walk(f"{self.service.name} before {self.span.since}", before):
                self._predate(batch)
        if self.task.stopping():
            return
        self.plan.listing = ""
        if not failed and not self.plan.total:
            self.count("archive/empty")
            logger.warning("%s: %s has no page of %s from these days", self.site.name, self.service.name, ", ".join(self.site.hosts))
        if not failed:
            self.plan.listed(self.service.name)
            self.task.run.checkpoint()

    async def _walk(self, name: str, span: Span) -> AsyncIterator[CaptureBatch]:
        """The batches of the index. Each is counted first; its place is remembered after the caller has worked on it."""
        scope = Scope(span=span, wants=lambda url: is_article_url(url, self.site))
        async for batch in self.service.walk(self.site, scope, self.captures.resume(name)):
            if self.task.stopping():
                return
            if batch.error is not None:
                self.count(f"sources/failed/{self.service.name}")
                logger.warning("%s: the index of %s failed: %s", self.site.name, batch.partition, batch.error)
            else:
                self.count(f"sources/read/{self.service.name}")
            self.count("archive/captures", batch.listed)
            yield batch
            self.captures.remember(name, batch.resume)
            self.task.run.checkpoint()

    def _listed(self, batch: CaptureBatch) -> None:
        self.count("archive/outside-window", batch.outside)
        seen = [
            CaptureSeen(
                key=page_key(page.url, self.site, folded=True),
                first=int(page.first.timestamp()),
                last=int(page.captures[-1].at.timestamp()),
                data=dump_captures(in_trying_order(page.captures)),
            )
            for page in batch.pages
        ]
        self.count("candidates/new", self.captures.add(self.service.name, seen, self.since, self.until, merge_captures))
        self._plan(batch.pages, [one.key for one in seen])

    def _plan(self, pages: Sequence[Captured], keys: Sequence[str]) -> None:
        """Plans each page under the month of the date in its address, else of its first capture, until the page states its date."""
        decided, waiting = self.task.run.decided(keys), self.captures.waiting_of(self.service.name, keys)
        for page, key in zip(pages, keys, strict=True):
            outcome, published = decided.get(key, ("outside-window", None))
            waits = key in waiting and not self._is_older(page.url, waiting[key])
            self.plan.add(
                Planned(
                    key=key,
                    source=self.service.name,
                    published=published or int(_earliest(page).timestamp()),
                    sure=published is not None,
                    outcome=None if waits and outcome != HAD else outcome,
                )
            )

    def _predate(self, batch: CaptureBatch) -> None:
        """A page captured before the window was published before it. The page stays pending for other windows."""
        first = {
            page_key(page.url, self.site, folded=True): int(page.first.timestamp()) for page in batch.pages if url_day(page.url) is None
        }
        self.captures.predate(self.service.name, first)
        for key in self.captures.waiting_of(self.service.name, list(first)):
            self.plan.settle(key, "outside-window", fetched=False)

    def may_hold(self, captures: tuple[Capture, ...], first: int, published: int | None) -> bool:
        """Whether a page may have been published in the window: by the date of a source, else by its address and first capture."""
        if published is not None:
            day = datetime.fromtimestamp(published, UTC).date()
            return (self.span.since is None or day >= self.span.since) and (self.span.until is None or day <= self.span.until)
        by_time = tuple(sorted(captures, key=lambda capture: capture.at))
        url = by_time[-1].url
        return self.span.may_hold(Captured(url=url, captures=by_time)) and not self._is_older(url, first)

    def _is_older(self, url: str, first: int) -> bool:
        return url_day(url) is None and datetime.fromtimestamp(first, UTC) < self.span.oldest


def _earliest(page: Captured) -> datetime:
    dated = url_day(page.url)
    return datetime.combine(dated[0], time.min, UTC) if dated else page.first
