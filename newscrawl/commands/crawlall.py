"""`scrapy crawlall`: every site in one process, with one pool of workers and one exit status: the worst."""

from __future__ import annotations

import argparse

from scrapy.exceptions import UsageError as ScrapyUsageError

from newscrawl.commands import crawl
from newscrawl.extensions.keeper import RunKeeper
from newscrawl.extensions.progress import summary


class Command(crawl.Command):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Run the spiders of all sites in one process"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise ScrapyUsageError("crawlall takes no spider name; for one site: scrapy crawl SPIDER")
        if "base_url" in opts.spargs:
            raise ScrapyUsageError("base_url belongs to one site; use it with: scrapy crawl SPIDER")
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        names = [name for name in loader.list() if getattr(loader.load(name), "site", None) is not None]
        self.exitcode = self.crawl(names, opts.spargs)
        for crawler in self.crawlers:
            started = RunKeeper.of(crawler) is not None  # else it has no statistics
            print(summary(crawler.spidercls.name, crawler.stats.get_stats() if started else {}))
