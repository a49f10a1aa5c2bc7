"""`scrapy why URL-or-ID`: what became of a page, out of what is stored."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] <URL-or-ID>"

    def short_desc(self) -> str:
        return "Say what became of a page: when found, asked, written or rejected, and why"

    def long_desc(self) -> str:
        return "Reads the ledgers and the run files of all sites, without network. For an unknown address the nearest known ones are told."

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        if len(args) != 1:
            raise ScrapyUsageError("name one page: scrapy why https://example.com/story" if args else "")
        from newscrawl.dataset.history import history

        yield from history(Path(settings["NEWSCRAWL_OUTPUT_DIR"]), args[0])
