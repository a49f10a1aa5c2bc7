"""`scrapy takedown URL…`: an article goes from every export, now and later."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline
from newscrawl.dataset.takedown import TAKEDOWNS, take_down


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] <url> [<url> ...]"

    def short_desc(self) -> str:
        return "Leave an article out of every export from now on"

    def long_desc(self) -> str:
        return (
            f"The addresses are added to {TAKEDOWNS} in the output folder. No export gives what stands at them, or the same title and text "
            "at another address, whether it was crawled before or is crawled later. Export again what was exported before."
        )

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        if not args:
            raise ScrapyUsageError("name one address or more: scrapy takedown URL")
        output = Path(settings["NEWSCRAWL_OUTPUT_DIR"])
        new = take_down(output, args, datetime.now(UTC))
        known = f"; {len(args) - len(new)} were there" if len(new) < len(args) else ""
        yield f"{len(new)} added to {output / TAKEDOWNS}{known}; export again what was exported before"
        for url in (url for url, ids in new.items() if not ids):
            yield f"no crawl has found an article at {url} so far; what one finds there stays out"
