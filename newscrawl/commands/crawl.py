"""`scrapy crawl SPIDER`: Scrapy's own command, with the contract's exit statuses and no traceback for what a person can mend."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import Any

from scrapy import signals
from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl import settings as project_settings
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.extensions.keeper import SHARED_POOL, RunKeeper, pool_of
from newscrawl.health.checks import check_settings
from newscrawl.middlewares.safe.hygiene import mask, printable
from newscrawl.middlewares.stopping import TOLD_TO_STOP

LONGEST_STOP = 27.0  # seconds from the order to stop: what then still holds the process (a name look-up, a disk) is left where it is
NEW_OBJECTS = 10_000  # between two looks of the garbage collector, some ten pages: each leaves six objects that only it would find
LONGEST_LEAVE = 5.0  # seconds from the last line to the end of the process: a thread may be deep in an archive's file


class Command(CrawlCommand):
    crawlers: Sequence[Crawler] = ()
    statuses: Sequence[int] = ()  # of the crawlers, in their order
    _end: threading.Timer | None = None

    def long_desc(self) -> str:
        return (
            "One run of a spider. Exit status: 0 healthy, 1 failed, 2 wrong usage, 3 finished but unhealthy, "
            "4 another run of the same spider is under way."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        complain_of_settings(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if unknown := [arg for arg in args if arg.startswith("-")]:
            raise ScrapyUsageError(f"{unknown[0]} is not an option")
        if len(args) != 1:
            raise ScrapyUsageError("name one spider: scrapy crawl SPIDER")
        self.exitcode = self.crawl([args[0]], opts.spargs)

    def crawl(self, names: list[str], arguments: dict[str, str]) -> int:
        """Runs the spiders in this process. Gives the worst exit status; each trouble is one line on standard error."""
        assert self.crawler_process is not None
        gc.set_threshold(NEW_OBJECTS, 20, 20)
        try:
            known = self.crawler_process.spider_loader.list()
            if unknown := [name for name in names if name not in known]:
                raise UsageError(f"no spider named {unknown[0]!r}; there are: {', '.join(sorted(known))}")
            crawlers = [self._create_crawler(name) for name in names]
            for crawler in crawlers:
                check = getattr(crawler.spidercls, "parse_arguments", None)
                if check:
                    check(arguments)
        except NewscrawlError as error:
            return complain(str(error), error.exit_status)
        except (ImportError, SyntaxError) as error:
            return complain(f"a spider cannot be loaded: {error}", 1)
        pool = pool_of(self.crawler_process.settings)
        for crawler in crawlers:
            setattr(crawler, SHARED_POOL, pool)
            crawler.signals.connect(self._told_to_stop, TOLD_TO_STOP)
            crawler.signals.connect(keep_what_is_there, signals.spider_opened)
        tasks = [self.crawler_process.crawl(crawler, **arguments) for crawler in crawlers]
        self.crawler_process.start()
        self.crawlers = crawlers
        for crawler, task in zip(crawlers, tasks, strict=True):
            self._end_before_it_began(crawler, task)
        self.statuses = [exit_status(crawler, task) for crawler, task in zip(crawlers, tasks, strict=True)]
        status = of_all(self.statuses)
        self._end_within(LONGEST_LEAVE, status)
        return status

    def _end_before_it_began(self, crawler: Crawler, task: Any) -> None:
        """A signal may come when the run is open and Scrapy's engine is not yet running: then nothing closes it. A second signal, after
        which Scrapy ignores all others, means that nothing is to be waited for."""
        keeper = RunKeeper.of(crawler)
        twice = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        if keeper is not None and crawler.spider is not None and not task.done() and not twice:
            keeper.end(crawler.spider, "shutdown")

    def _told_to_stop(self) -> None:
        if self._end is None:
            self._end_within(
                LONGEST_STOP, 1, "newscrawl: it did not stop in time, and was ended; what is committed is whole, run it again\n"
            )

    def _end_within(self, seconds: float, status: int, last_words: str = "") -> None:
        """The process ends within that time, whatever holds it: ended at any instant, a run loses nothing (docs/ledger.md)."""

        def end() -> None:
            sys.stdout.flush()
            sys.stderr.write(last_words)
            sys.stderr.flush()
            os._exit(status)

        if self._end is not None:
            self._end.cancel()
        self._end = threading.Timer(seconds, end)
        self._end.daemon = True
        self._end.start()


def of_all(statuses: Sequence[int]) -> int:
    """The exit status of several runs: 3 where some are well and others are not, 1 where none worked; a single status is its own."""
    kinds = set(statuses)
    if len(kinds) <= 1:
        return kinds.pop() if kinds else 0
    return 3 if kinds & {0, 3} else 1


def keep_what_is_there() -> None:
    """Exempts all present objects from garbage collection: they live as long as the crawl."""
    gc.freeze()


def exit_status(crawler: Crawler, task: Any) -> int:
    """The exit status of one finished crawl. Prints the crawl's error, if any."""
    name = crawler.spidercls.name
    error = task.exception() if task.done() and not task.cancelled() else None
    if isinstance(error, NewscrawlError):
        return complain(str(error), error.exit_status)
    if error is not None:
        return complain(f"{name}: unexpected {type(error).__name__}: {error}", 1)
    keeper = RunKeeper.of(crawler)
    if keeper is None:
        return 0 if crawler.spider is not None else 1
    if keeper.verdict is None:
        return complain(f"{name}: stopped at once; what is committed is whole, the next run goes on from there", 1)
    return complain(f"{name}: {keeper.verdict.message}", keeper.verdict.exit_status) if keeper.verdict.exit_status else 0


def complain_of_settings(settings: BaseSettings) -> None:
    """Ends the program where a setting is wrong: Scrapy would show a traceback of whatever reads it first."""
    try:
        check_settings(settings, {name: value for name, value in vars(project_settings).items() if name.isupper()})
    except UsageError as error:
        sys.exit(complain(str(error), error.exit_status))


def complain(message: str, status: int) -> int:
    """Prints a line on standard error, without secrets and control characters. Returns `status`."""
    print(f"newscrawl: {printable(mask(' '.join(message.split())))}", file=sys.stderr)
    return status
