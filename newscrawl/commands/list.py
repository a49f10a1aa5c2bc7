"""`scrapy list`: Scrapy's own; what is wrong in sites.toml is one line."""

from __future__ import annotations

import argparse
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import get_spider_loader

from newscrawl.commands.crawl import complain
from newscrawl.errors import NewscrawlError


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "List available spiders: those written in Python, and the sites of the table"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        try:
            print("\n".join(sorted(get_spider_loader(self.settings).list())))
            self.exitcode = 0
        except NewscrawlError as error:
            self.exitcode = complain(str(error), error.exit_status)
