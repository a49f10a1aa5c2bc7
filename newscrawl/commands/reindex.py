"""`scrapy reindex SPIDER`: builds the ledger anew from the run files."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline, site_named
from newscrawl.store.options import StoreOptions
from newscrawl.store.recovery.reindex import reindex


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] <spider>"

    def short_desc(self) -> str:
        return "Build a spider's ledger anew from its run files"

    def long_desc(self) -> str:
        return (
            "What was published, rejected or is to be tried again is read back from the run files; the ledger before is kept beside "
            "it. The next crawl reads the site's sources as if for the first time, and fetches no article twice."
        )

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        if len(args) != 1:
            raise ScrapyUsageError("name one spider: scrapy reindex SPIDER" if args else "")
        rebuilt, aside = reindex(Path(settings["NEWSCRAWL_OUTPUT_DIR"]), args[0], _options(settings, args[0]))
        left_out = f"; {rebuilt.unreadable} lines are no records and were left out" if rebuilt.unreadable else ""
        kept = f"; the ledger before is {aside.name}" if aside else ""
        found = f"{rebuilt.articles} lines of articles and {rebuilt.rejected} of rejected pages in {rebuilt.runs} runs"
        due = f"; {rebuilt.due} articles whose lines are lost are due again" if rebuilt.due else ""
        yield f"{args[0]}: {found}{left_out}{due}{kept}"


def _options(settings: BaseSettings, name: str) -> StoreOptions:
    """The rechecks as the settings have them, and paths as the spider's site compares them, where the spider is still there."""
    site = site_named(settings, name)
    return StoreOptions(
        recheck_days=settings.getfloat("NEWSCRAWL_RECHECK_DAYS"),
        recheck_hours=settings.getfloat("NEWSCRAWL_RECHECK_HOURS"),
        recheck_growth=settings.getfloat("NEWSCRAWL_RECHECK_GROWTH"),
        case_sensitive_paths=site.case_sensitive_paths if site else True,
    )
