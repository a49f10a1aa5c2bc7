"""`scrapy verify [SPIDER…|--all]`: whether all files of all runs are as they were written."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline
from newscrawl.errors import Unhealthy
from newscrawl.store.recovery.rebuild import written_sites


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] [<spider> ...]"

    def short_desc(self) -> str:
        return "Check every run file: checksums, lines, stored pages, the ledger"

    def long_desc(self) -> str:
        return "Reads every file of the named spiders (or of all) and says per file what is wrong. Exit status 3 where anything is."

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="all spiders that ever wrote anything")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each fault: spider, file, at, trouble")

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        from newscrawl.dataset.verify import verify

        output = Path(settings["NEWSCRAWL_OUTPUT_DIR"])
        if not args and not opts.all:
            raise ScrapyUsageError("name one spider or more: scrapy verify SPIDER, or --all")
        faulty = []
        for spider in args or written_sites(output):
            count = 0
            for fault in verify(output, spider):
                count += 1
                told = {"spider": spider, "file": fault.file, "at": fault.at, "trouble": fault.trouble}
                yield json.dumps(told, ensure_ascii=False) if opts.json else f"{spider}/{fault}"
            if count:
                faulty.append(spider)
            elif not opts.json:
                yield f"{spider}: all files are as they were written"
        if faulty:
            raise Unhealthy(f"{', '.join(faulty)}: files are not as they were written; restore them, or run: scrapy reindex {faulty[0]}")
