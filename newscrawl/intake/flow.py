"""The common part of the ways through archives: their tools, the order of their pages, and the choice of captures."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Protocol, TypeVar

from newscrawl.archive.reader.ordered import captured
from newscrawl.archive.services.index_walk import url_day
from newscrawl.discover.span import Window
from newscrawl.discover.walk import Fetched
from newscrawl.intake.intake import Intake, page_key
from newscrawl.model import Page
from newscrawl.store.ledger.plan import HAD, Plan, Planned
from newscrawl.store.run import Run

__all__ = ["IN_FLIGHT", "ArchiveFetch", "Task", "in_order", "in_thread", "wanted"]

T = TypeVar("T")

IN_FLIGHT = 4  # pages for each worker, between reader and ledger
BATCH_BYTES = 4 << 20
CLOCKS = timedelta(days=2)  # clocks, zones, and dates that were set forward


class ArchiveFetch(Protocol):
    """Fetches from an archive's service. Raises FetchError where no answer came. `most`: bytes of the answer."""

    def __call__(self, url: str, headers: Mapping[str, str], *, follow: bool = True, most: int = 0) -> Awaitable[Fetched]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The tools of a way through an archive. `recorded(n)` waits until n articles of this run are in the ledger. `workers`: the number
    of pages that are extracted at a time."""

    intake: Intake
    run: Run
    plan: Plan
    fetch: ArchiveFetch
    stopping: Callable[[], bool]
    recorded: Callable[[int], Awaitable[None]]
    workers: int

    @property
    def window(self) -> Window:
        """The days that the run asks for."""
        return self.intake.policy.window

    @property
    def in_flight(self) -> int:
        """The greatest number of pages between reader and ledger."""
        return IN_FLIGHT * max(1, self.workers)


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
    """The items of an iterator, in lists of at most `most`. A thread fills the next list while the caller works on the last."""
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
    """Whether a page may have been published in the window, by the date in its address, else by its capture."""
    dated = url_day(page.url)
    if dated:
        first, last = dated[0] - timedelta(days=1), dated[1] + timedelta(days=1)
        return (window.since is None or last >= window.since) and (window.until is None or first <= window.until)
    return window.since is None or captured(page) >= datetime.combine(window.since, time.min, UTC) - CLOCKS


def wanted(task: Task, batch: Sequence[Page]) -> Iterator[Page]:
    """The captures that may bring something new. All that may be of the run's days are put into the plan."""
    keys = [page_key(page.url, task.intake.site) for page in batch]
    settled, decided = task.run.settled(set(keys)), task.run.decided(set(keys))
    for page, key in zip(batch, keys, strict=True):
        known = int(captured(page).timestamp()) <= settled.get(key, -1)
        if not known and not may_hold(task.window, page):
            task.intake.count("archive/outside-window")
            continue
        outcome, published = decided.get(key, (None, None))
        task.plan.add(_planned(page, key, published, outcome if known or outcome == HAD else None))
        if known:
            task.intake.count("archive/known")
        else:
            yield page


def _planned(page: Page, key: str, published: int | None, outcome: str | None) -> Planned:
    """Uses the month of the address, or of the capture, until the page states its date."""
    dated = url_day(page.url)
    guess = datetime.combine(dated[0], time.min, UTC) if dated else captured(page)
    return Planned(
        key=key,
        source="warc",
        published=int(guess.timestamp()) if published is None else published,
        sure=published is not None,
        outcome=outcome,
    )
