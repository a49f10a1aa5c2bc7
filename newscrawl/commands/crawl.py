"""`scrapy crawl SPIDER`: Scrapy's own command, with the contract's exit statuses and no traceback for what a person can mend."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl import settings as project_settings
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.extensions.checks import check_settings
from newscrawl.extensions.keeper import SHARED_POOL, RunKeeper, pool_of
from newscrawl.middlewares.hygiene import mask, printable

SEVERITY = (0, 3, 4, 2, 1)  # exit statuses from the best to the worst


class Command(CrawlCommand):
    crawlers: Sequence[Crawler] = ()

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
            raise ScrapyUsageError("name one spider: scrapy crawl SPIDER" if args else "")
        self.exitcode = self.crawl([args[0]], opts.spargs)

    def crawl(self, names: list[str], arguments: dict[str, str]) -> int:
        """Runs the spiders in this process. Gives the worst exit status; each trouble is one line on standard error."""
        assert self.crawler_process is not None
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
        tasks = [self.crawler_process.crawl(crawler, **arguments) for crawler in crawlers]
        self.crawler_process.start()
        self.crawlers = crawlers
        return max((exit_status(crawler, task) for crawler, task in zip(crawlers, tasks, strict=True)), key=SEVERITY.index, default=0)


def exit_status(crawler: Crawler, task: Any) -> int:
    """What one finished crawl ends with, after its trouble was told."""
    name = crawler.spidercls.name
    error = task.exception() if task.done() and not task.cancelled() else None
    if isinstance(error, NewscrawlError):
        return complain(str(error), error.exit_status)
    if error is not None:
        return complain(f"{name}: unexpected {type(error).__name__}: {error}", 1)
    keeper = crawler.get_extension(RunKeeper) if crawler._extensions else None
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
    """One line on standard error, nothing in it raw."""
    print(f"newscrawl: {printable(mask(' '.join(message.split())))}", file=sys.stderr)
    return status
