"""`scrapy crawlall`: every site in one process, with one pool of workers and one exit status."""

from __future__ import annotations

import argparse
import json

from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError as ScrapyUsageError

from newscrawl.commands import crawl
from newscrawl.extensions.keeper import RunKeeper
from newscrawl.extensions.progress import figures, summary


class Command(crawl.Command):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Run the spiders of all sites in one process"

    def long_desc(self) -> str:
        return "Exit status: 0 all are well, 3 some are not, 1 none worked. A line for each site at the end, the unhealthy sites last."

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="the lines at the end as JSON: spider, exit, message, figures")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise ScrapyUsageError("crawlall takes no spider name; for one site: scrapy crawl SPIDER")
        if "base_url" in opts.spargs:
            raise ScrapyUsageError("base_url belongs to one site; use it with: scrapy crawl SPIDER")
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        names = [name for name in loader.list() if getattr(loader.load(name), "site", None) is not None]
        self.exitcode = self.crawl(names, opts.spargs)
        ended = sorted(zip(self.crawlers, self.statuses, strict=True), key=lambda pair: bool(pair[1]))  # unhealthy sites last
        for crawler, status in ended:
            print(_told(crawler, status, as_json=opts.json))


def _told(crawler: Crawler, status: int, *, as_json: bool) -> str:
    """The line of a site: its figures and its exit status."""
    name, keeper = crawler.spidercls.name, RunKeeper.of(crawler)
    stats = crawler.stats.get_stats() if keeper and crawler.stats else {}  # else it has no statistics
    if as_json:
        message = keeper.verdict.message if keeper and keeper.verdict else ""
        return json.dumps({"spider": name, "exit": status, "message": message, **figures(stats)}, ensure_ascii=False)
    return summary(name, stats) + (f"; exit status {status}" if status else "")
