"""`scrapy takedown URL…`: an article goes from every export, now and later."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError

from newscrawl.commands.crawl import complain, complain_of_settings
from newscrawl.errors import NewscrawlError
from newscrawl.store.takedown import TAKEDOWNS, take_down


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] <url> [<url> ...]"

    def short_desc(self) -> str:
        return "Leave an article out of every export from now on"

    def long_desc(self) -> str:
        return (
            f"The addresses are added to {TAKEDOWNS} in the output folder. No export gives what stands at them, or the same title and text "
            "at another address, whether it was crawled before or is crawled later. Export again what was exported before."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        complain_of_settings(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise ScrapyUsageError("name one address or more: scrapy takedown URL")
        assert self.settings is not None
        output = Path(self.settings["NEWSCRAWL_OUTPUT_DIR"])
        try:
            new = take_down(output, args, datetime.now(UTC))
        except NewscrawlError as error:
            self.exitcode = complain(str(error), error.exit_status)
            return
        known = f"; {len(args) - len(new)} were there" if len(new) < len(args) else ""
        print(f"{len(new)} added to {output / TAKEDOWNS}{known}; export again what was exported before")
        for url in (url for url, ids in new.items() if not ids):
            print(f"no crawl has found an article at {url} so far; what one finds there stays out")
        self.exitcode = 0
