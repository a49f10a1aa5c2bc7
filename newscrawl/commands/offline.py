"""What the commands that crawl nothing have in common: `export`, `reclean`, `reindex`, `takedown`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from newscrawl.commands.crawl import complain, complain_of_settings
from newscrawl.errors import NewscrawlError
from newscrawl.middlewares.safe.hygiene import printable
from newscrawl.site import Site

__all__ = ["Offline", "site_named"]

if TYPE_CHECKING:
    from scrapy.commands import ScrapyCommand as _Command
else:
    _Command = object  # Scrapy takes each of its classes that it finds in this package for a command


class Offline(_Command):
    """Works on the files of runs. What it has to say are lines on standard output; what a person can mend is one line on standard error."""

    requires_project = True
    requires_crawler_process = False

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        complain_of_settings(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        try:
            for line in self.lines(args, opts, self.settings):
                print(printable(line.expandtabs(4)))
            self.exitcode = 0
        except NewscrawlError as error:
            self.exitcode = complain(str(error), error.exit_status)

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        """Does it, and gives what is to be told. Raises a NewscrawlError where it cannot, Scrapy's UsageError where `args` are wrong."""
        raise NotImplementedError


def site_named(settings: BaseSettings, name: str) -> Site | None:
    """The site of a spider of this project; None where there is no such spider, or it has none."""
    site: Any = None
    with suppress(KeyError, ImportError, SyntaxError):
        site = getattr(get_spider_loader(settings).load(name), "site", None)
    return site if isinstance(site, Site) else None
