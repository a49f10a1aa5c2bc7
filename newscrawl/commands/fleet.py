"""Many sites in one process: a bounded number under way, and of each that ended no more than its figures."""

from __future__ import annotations

import signal
from asyncio import Task
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from newscrawl.errors import NewscrawlError, OutputError
from newscrawl.extensions.keeper import RunKeeper
from newscrawl.extensions.progress import figures, summary
from newscrawl.store.files.manifest import last_entries

__all__ = ["Ended", "Fleet", "longest_first"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One site's run that ended. `message`: what happened and what to do, '' for a healthy run."""

    name: str
    status: int
    message: str
    line: str
    figures: Mapping[str, int]


@dataclass(slots=True, weakref_slot=True)  # signals hold their receivers weakly
class Fleet:
    """Runs `names` in their order, `at_once` at a time (0: all). `prepare` makes the crawler of a name when the site's turn comes, so
    that a site that waits costs a name."""

    process: Any  # Scrapy's AsyncCrawlerProcess
    names: Sequence[str]
    arguments: Mapping[str, str]
    at_once: int
    prepare: Callable[[str], Crawler]
    ended: list[Ended] = field(default_factory=list)
    waiting: deque[str] = field(default_factory=deque)
    _under_way: dict[str, tuple[Crawler, Task[None]]] = field(default_factory=dict)
    _handler: Any = None  # of SIGTERM while nobody told the command to stop

    @property
    def is_told_to_stop(self) -> bool:
        """Whether a signal came: at the first one, Scrapy puts another handler in the place of its own."""
        return self._handler is not None and signal.getsignal(signal.SIGTERM) != self._handler

    def begin(self) -> None:
        """Starts the first sites; each that ends starts the next."""
        self.waiting.extend(self.names)
        for _ in range(self.at_once or len(self.names)):
            self._next()

    def _next(self) -> None:
        if self.waiting and not self.is_told_to_stop:
            self._start(self.waiting.popleft())

    def _start(self, name: str) -> None:
        crawler = self.prepare(name)
        crawler.signals.connect(self._opened, signals.spider_opened)
        task = self.process.crawl(crawler, **self.arguments)
        self._under_way[name] = crawler, task
        # Called after Scrapy's own callback and before `join` looks again, as asyncio keeps the order: the next site is under way by then.
        task.add_done_callback(lambda _: self._done(name))

    def _opened(self) -> None:
        self._handler = self._handler or signal.getsignal(signal.SIGTERM)

    def _done(self, name: str) -> None:
        self.ended.append(_ended(name, *self._under_way.pop(name)))
        self._next()

    def end(self) -> None:
        """Ends the runs that a second signal left under way. A signal may come when the run is open and Scrapy's engine is not yet running:
        then nothing closes it. After a second signal, when Scrapy ignores all others, nothing is to be waited for."""
        twice = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        for name, (crawler, task) in list(self._under_way.items()):
            keeper = RunKeeper.of(crawler)
            if keeper is not None and crawler.spider is not None and not task.done() and not twice:
                keeper.end(crawler.spider, "shutdown")
            self.ended.append(_ended(name, *self._under_way.pop(name)))


def _ended(name: str, crawler: Crawler, task: Task[Any]) -> Ended:
    keeper = RunKeeper.of(crawler)
    stats = crawler.stats.get_stats() if keeper and crawler.stats else {}  # else it has no statistics
    status, message = _verdict(name, crawler, task)
    return Ended(name=name, status=status, message=message, line=summary(name, stats), figures=figures(stats))


def _verdict(name: str, crawler: Crawler, task: Task[Any]) -> tuple[int, str]:
    """The exit status of one crawl, and what a person should know of it."""
    error = task.exception() if task.done() and not task.cancelled() else None
    if isinstance(error, NewscrawlError):
        return error.exit_status, str(error)
    if error is not None:
        return 1, f"{name}: unexpected {type(error).__name__}: {error}"
    keeper = RunKeeper.of(crawler)
    if keeper is None:
        return (0 if crawler.spider is not None else 1), ""
    if keeper.verdict is None:
        return 1, f"{name}: stopped at once; what is committed is whole, the next run goes on from there"
    return keeper.verdict.exit_status, f"{name}: {keeper.verdict.message}" if keeper.verdict.exit_status else ""


def longest_first(output: Path, names: Iterable[str]) -> list[str]:
    """The names by how long the last run took, the longest first: so that no long run begins when all others are done. A site that never
    ran goes before all, since its first run is its longest."""
    took = {name: _took(output / name) for name in names}
    return sorted(took, key=lambda name: -took[name])


def _took(folder: Path) -> float:
    with suppress(OutputError, ValueError, TypeError):
        for entry in last_entries(folder, 1):
            return (datetime.fromisoformat(entry.finished) - datetime.fromisoformat(entry.started)).total_seconds()
    return float("inf")
