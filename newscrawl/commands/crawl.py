"""`scrapy crawl SPIDER`: Scrapy's own command, with the contract's exit statuses and no traceback for what a person can mend."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from difflib import get_close_matches

from scrapy import Spider, signals
from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl import settings as project_settings
from newscrawl.commands.fleet import Fleet
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.extensions.keeper import SHARED_POOL, pool_of
from newscrawl.health.checks import check_settings
from newscrawl.middlewares.safe.hygiene import mask, printable
from newscrawl.middlewares.stopping import TOLD_TO_STOP

LONGEST_STOP = 27.0  # seconds from the order to stop: what then still holds the process (a name look-up, a disk) is left where it is
NEW_OBJECTS = 10_000  # between two looks of the garbage collector, some ten pages: each leaves six objects that only it would find
MOST_NAMED = 20  # names of spiders in a message
LONGEST_LEAVE = 5.0  # seconds from the last line to the end of the process: a thread may be deep in an archive's file


class Command(CrawlCommand):
    fleet: Fleet | None = None
    _frozen = False
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

    def crawl(self, names: Sequence[str], arguments: dict[str, str], at_once: int = 0) -> int:
        """Runs the spiders in this process, `at_once` of them at a time (0: all). Gives the worst exit status; each trouble is one line on
        standard error."""
        assert self.crawler_process is not None
        gc.set_threshold(NEW_OBJECTS, 20, 20)
        try:
            for name in names:
                check = getattr(self._spider(name), "parse_arguments", None)
                if check:
                    check(arguments)
        except NewscrawlError as error:
            return complain(str(error), error.exit_status)
        except (ImportError, SyntaxError) as error:
            return complain(f"a spider cannot be loaded: {error}", 1)
        fleet = self.fleet = Fleet(self.crawler_process, names, arguments, at_once, self._prepare)
        self._pool = pool_of(self.crawler_process.settings)
        if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # not under nohup
            signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
        fleet.begin()
        self.crawler_process.start()
        fleet.end()
        for ended in fleet.ended:
            if ended.message:
                complain(ended.message, ended.status)
        if fleet.waiting:
            complain(f"{len(fleet.waiting)} sites were not begun: the command was told to stop", 1)
        status = of_all([ended.status for ended in fleet.ended])
        self._end_within(LONGEST_LEAVE, status)
        return status

    def _spider(self, name: str) -> type[Spider]:
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        try:
            return loader.load(name)
        except KeyError:
            known = loader.list()
        near = get_close_matches(name, known, 5)
        more = "scrapy list shows all" if len(known) > MOST_NAMED else ""
        there = f"did you mean {', '.join(near)}?" if near and more else "" if more else f"there are: {', '.join(sorted(known))}"
        raise UsageError(f"no spider named {name!r}; {' '.join(filter(None, [there, more]))}")

    def _prepare(self, name: str) -> Crawler:
        """The crawler of a spider, with the worker pool that all share."""
        crawler = self._create_crawler(name)
        setattr(crawler, SHARED_POOL, self._pool)
        crawler.signals.connect(self._told_to_stop, TOLD_TO_STOP)
        crawler.signals.connect(self._opened, signals.spider_opened)
        return crawler

    def _opened(self) -> None:
        """Exempts all present objects from garbage collection: they live as long as the command. Objects of later sites do not."""
        if not self._frozen:
            self._frozen = True
            gc.freeze()

    def _told_to_stop(self) -> None:
        """A crawl began to close. Of several sites, one that closes by itself stops nobody else: only a signal stops all."""
        assert self.fleet is not None
        if len(self.fleet.names) > 1 and not self.fleet.is_told_to_stop:
            return
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
