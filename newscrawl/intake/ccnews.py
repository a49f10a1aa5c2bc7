"""Backfills from CC-NEWS, Common Crawl's news files. The files have no index: each file of the window is streamed as a whole, and the
pages of other sites are passed over."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, BinaryIO, cast

from newscrawl.archive.reader.ordered import captured
from newscrawl.archive.services.commoncrawl import Hosts
from newscrawl.archive.services.index_walk import news_months
from newscrawl.archive.sets.remote import PIECE, RemoteFile
from newscrawl.archive.sets.sift import Sift
from newscrawl.discover.rules import is_article_url, is_further_page
from newscrawl.discover.walk import Fetched
from newscrawl.errors import FetchError, OutputError
from newscrawl.intake.flow import Task, in_order, in_thread, wanted
from newscrawl.intake.intake import FetchedPage, RefinedItem, page_key
from newscrawl.model import Page, Refined, Rejected

__all__ = ["NAME", "NewsFiles"]

logger = logging.getLogger(__name__)

NAME = "ccnews"
FIRST = date(2016, 8, 26)  # the first file of CC-NEWS
LATE = timedelta(days=7)  # it follows feeds: what is published is captured within hours, or days
EARLY = timedelta(days=1)
BATCH = 16
_STAMP = re.compile(r"-(\d{8})\d{6}-")


class NewsFiles:
    """A backfill from the CC-NEWS files of the window's days."""

    def __init__(self, task: Task, hosts: Hosts) -> None:
        self.task, self.hosts, self.plan, self.run, self.intake = task, hosts, task.plan, task.run, task.intake
        window, today = task.window, datetime.now(UTC).date()
        self.since = max(FIRST, window.since - EARLY) if window.since else FIRST
        self.until = min(today, window.until + LATE) if window.until else today
        self.place = f"{NAME} {window.since} {window.until}"
        self.site = site = task.intake.site
        self.sift = Sift(
            is_article=lambda url: is_article_url(url, site),
            is_part=lambda url: is_further_page(url, site),
            key=lambda url: page_key(url, site),
            via="commoncrawl",
        )
        self._open: deque[tuple[str, set[str]]] = deque()  # files that were read, and whose articles are on their way

    async def articles(self) -> AsyncIterator[RefinedItem]:
        """Every article in the files that the ledger has not. A file that was done once, for the same days, is not fetched again."""
        try:
            files = await self._listed()
            self.plan.unit, self.plan.expected = "files", len(files)
            for url in files:
                async for item in self._file(url):
                    yield item
                if self.task.stopping():
                    return
                self._note_done()
            for item in self.intake.unreleased():
                yield item
            await self.task.recorded(self.intake.released)
            self._note_done()
        except OSError as error:
            raise OutputError(f"pages cannot be laid aside: {error}; set TMPDIR to a folder with room") from error
        finally:
            self.sift.close()

    async def _listed(self) -> list[str]:
        """The addresses of the files of these days that are still to do, the oldest first."""
        self.plan.listing = NAME
        done, found = self.run.captures.resume(self.place) or "", []
        async for month in news_months(lambda url, headers: self.task.fetch(url, headers), self.hosts, self.since, self.until):
            if self.task.stopping():
                return []
            if month.error is not None:
                self.intake.count(f"sources/failed/{NAME}")
                logger.warning("%s: the list of CC-NEWS files of %s failed: %s", self.site.name, f"{month.month:%Y-%m}", month.error)
                if getattr(month.error, "reason", "") in ("http-403", "http-404"):
                    continue  # there is none
                break  # a single mark stores the progress: later months wait for this month
            self.intake.count(f"sources/read/{NAME}")
            found += [url for url in month.files if self._is_asked_for(url) and _name(url) > done]
        self.plan.listing = ""
        return sorted(found, key=_name)

    def _is_asked_for(self, url: str) -> bool:
        """Whether the day in a file's name lies in the window. A name without a day passes: its file may hold any day."""
        stamp = _STAMP.search(_name(url))
        with suppress(ValueError):
            return stamp is None or self.since <= datetime.strptime(stamp[1], "%Y%m%d").replace(tzinfo=UTC).date() <= self.until
        return True

    async def _file(self, url: str) -> AsyncIterator[RefinedItem]:
        """Reads one file to its end, then gives its articles, the oldest capture first. A file that cannot be read to its end is left to
        the next run."""
        loop, stopped = asyncio.get_running_loop(), asyncio.Event()

        def ask(address: str, span: str) -> Future[Fetched]:
            fetching = self.task.fetch(address, {"Range": span, "Accept-Encoding": "identity"}, most=2 * PIECE)
            return asyncio.run_coroutine_threadsafe(_unless(stopped, address, fetching), loop)

        remote: list[RemoteFile] = []

        def read() -> Iterator[int]:
            remote.append(RemoteFile(url, ask))
            yield from self.sift.read(_name(url), cast("BinaryIO", remote[0]), datetime.now(UTC))

        try:
            async for _ in in_thread(read, 1):
                if self.task.stopping():
                    return
        except OSError as error:
            self._failed(url, error)
            return
        finally:
            stopped.set()
        self._tell(url)
        released: set[str] = set()
        self._open.append((_name(url), released))
        async for page, outcome in in_order(self._jobs(url), self.task.in_flight):
            if self.task.stopping():
                return
            key = page_key(page.url, self.site)
            if isinstance(outcome, Refined):
                released.add(key)
            for item in self.intake.settle(key, outcome, captured(page)):
                yield item
        self.plan.handled += 1

    async def _jobs(self, url: str) -> AsyncIterator[Coroutine[Any, Any, tuple[Page, Refined | Rejected]]]:
        async def next_part(address: str, page: Page) -> FetchedPage | Rejected:
            part = await asyncio.to_thread(self.sift.part, address, captured(page))
            if part is None:
                return Rejected(url=page.url, reason="part-missing", detail=f"{address} is in none of the files so far")
            return FetchedPage(part)

        left = self.sift.pages()
        while batch := list(islice(left, BATCH)):
            for page in wanted(self.task, batch):
                self.intake.count("pages/answered")
                yield self.intake.whole(FetchedPage(replace(page, fetched_at=datetime.now(UTC), archive_url=url)), next_part)

    def _tell(self, url: str) -> None:
        tally = self.sift.tally
        if tally["damaged"]:
            logger.warning("%s: %s: %d damaged records are left out", self.site.name, _name(url), tally["damaged"])
        for word, count in tally.items():
            self.intake.count(f"archive/{word}", count)
        tally.clear()

    def _failed(self, url: str, error: OSError) -> None:
        """Counts a file that was not read. Later files cannot count as done without it, so the next run begins with this file."""
        self.intake.count(f"sources/failed/{NAME}")
        logger.warning("%s: %s was not read to its end: %s", self.site.name, url, error)
        self._open.append((_name(url), {""}))
        self.sift.tally.clear()
        self.plan.handled += 1

    def _note_done(self) -> None:
        """A file is done when the ledger has all that came out of it, and all before it are."""
        while self._open and self._open[0][1] <= self.run.decided(self._open[0][1]).keys():
            self.run.captures.remember(self.place, self._open.popleft()[0])
            self.run.checkpoint()


async def _unless(stopped: asyncio.Event, url: str, fetching: Awaitable[Fetched]) -> Fetched:
    """The answer to a request. Raises FetchError once `stopped` is set: a thread that goes on waiting would keep the process alive."""
    tasks = asyncio.ensure_future(fetching), asyncio.ensure_future(stopped.wait())
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if not tasks[0].done():
            raise FetchError(url, "stopped")
        return tasks[0].result()
    finally:
        for task in tasks:
            task.cancel()


def _name(url: str) -> str:
    return url.rpartition("/")[2]
