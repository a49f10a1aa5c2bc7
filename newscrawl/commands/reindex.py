"""`scrapy reindex SPIDER`: builds the ledger anew from the run files."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.spiderloader import get_spider_loader

from newscrawl.commands.crawl import complain, complain_of_settings
from newscrawl.errors import NewscrawlError
from newscrawl.store.options import StoreOptions
from newscrawl.store.reindex import reindex


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] <spider>"

    def short_desc(self) -> str:
        return "Build a spider's ledger anew from its run files"

    def long_desc(self) -> str:
        return (
            "What was published, rejected or is to be tried again is read back from the run files; the ledger before is kept beside "
            "it. The next crawl reads the site's sources as if for the first time, and fetches no article twice."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        complain_of_settings(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise ScrapyUsageError("name one spider: scrapy reindex SPIDER" if args else "")
        assert self.settings is not None
        try:
            rebuilt, aside = reindex(Path(self.settings["NEWSCRAWL_OUTPUT_DIR"]), args[0], self._options(args[0]))
        except NewscrawlError as error:
            self.exitcode = complain(str(error), error.exit_status)
            return
        left_out = f"; {rebuilt.unreadable} lines are no records and were left out" if rebuilt.unreadable else ""
        kept = f"; the ledger before is {aside.name}" if aside else ""
        found = f"{rebuilt.articles} lines of articles and {rebuilt.rejected} of rejected pages in {rebuilt.runs} runs"
        print(f"{args[0]}: {found}{left_out}{kept}")
        self.exitcode = 0

    def _options(self, name: str) -> StoreOptions:
        """The rechecks as the settings have them, and paths as the spider's site compares them, where the spider is still there."""
        settings = self.settings
        assert settings is not None
        site: Any = None
        with suppress(KeyError, ImportError, SyntaxError):
            site = getattr(get_spider_loader(settings).load(name), "site", None)
        return StoreOptions(
            recheck_days=settings.getfloat("NEWSCRAWL_RECHECK_DAYS"),
            recheck_hours=settings.getfloat("NEWSCRAWL_RECHECK_HOURS"),
            recheck_growth=settings.getfloat("NEWSCRAWL_RECHECK_GROWTH"),
            case_sensitive_paths=getattr(site, "case_sensitive_paths", True),
        )
