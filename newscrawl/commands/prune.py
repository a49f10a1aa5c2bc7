"""`scrapy prune SPIDER --keep-pages 90d`: removes the stored pages of old runs."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline
from newscrawl.errors import UsageError


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] <spider> [<spider> ...]"

    def short_desc(self) -> str:
        return "Remove the stored pages (WARC files) of old runs; articles stay"

    def long_desc(self) -> str:
        return (
            "Without --yes the command only says what would go. Removed pages cannot be cleaned again (reclean) or shown beside their "
            "articles; run files, edits and the ledger stay, and the manifest notes what was removed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--keep-pages", metavar="DAYS", default="", help="keep the pages of this many days: 90d")
        parser.add_argument("--yes", action="store_true", help="remove the files")

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        if not args:
            raise ScrapyUsageError("name one spider or more: scrapy prune SPIDER --keep-pages 90d")
        found = re.fullmatch(r"(\d{1,5})d?", opts.keep_pages)
        if not found:
            raise UsageError(f"--keep-pages {opts.keep_pages!r} is no number of days; write --keep-pages 90d")
        from newscrawl.store.recovery.prune import old_pages, prune

        output, now = Path(settings["NEWSCRAWL_OUTPUT_DIR"]), datetime.now(UTC)
        for spider in args:
            files = old_pages(output, spider, timedelta(days=int(found[1])), now)
            size = sum(file.bytes for file in files)
            if opts.yes and files:
                prune(output, spider, files, now)
            done = "removed" if opts.yes else "would be removed; add --yes to remove them"
            yield f"{spider}: {len(files)} files of pages, {size / 1e6:.1f} MB, {done}" if files else f"{spider}: no pages are that old"
