"""`scrapy schema [--for READER]`: the record's JSON Schema, or its columns as a reader of the files wants them told."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline
from newscrawl.errors import UsageError
from newscrawl.schema import article_schema
from newscrawl.schema.readers import READERS


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Print the record's schema, or its columns for DuckDB, pandas, polars, datasets, Arrow"

    def long_desc(self) -> str:
        return "Without --for: the JSON Schema of an article. With --for: the columns as that reader takes them (docs/files.md)."

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--for", dest="reader", metavar="READER", help=", ".join(READERS))

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        if args:
            raise ScrapyUsageError("schema takes no argument: scrapy schema --for duckdb")
        if opts.reader is None:
            yield json.dumps(article_schema(), ensure_ascii=False)
            return
        if opts.reader not in READERS:
            raise UsageError(f"--for {opts.reader!r} is unknown; there are: {', '.join(READERS)}")
        yield READERS[opts.reader]()
