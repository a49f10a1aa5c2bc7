"""`scrapy report SPIDER`: a run as an HTML page, and the runs before it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline, check_files
from newscrawl.errors import OutputError, UsageError


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] <spider>"

    def short_desc(self) -> str:
        return "Show a run as an HTML page: its health, its figures, what was left out and why"

    def long_desc(self) -> str:
        return (
            "One page without scripts or outside resources, of the latest run or of the one that --run names, with the runs before it. "
            "It is written to report.html beside the run files."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--run", metavar="ID", help="the run, as its files name it: 20261123T030000Z (the latest)")
        parser.add_argument("--html", metavar="OUT", type=Path, help="write the page to OUT (report.html beside the run files)")

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        if len(args) != 1:
            raise ScrapyUsageError("name one spider: scrapy report SPIDER" if args else "")
        from newscrawl.health.report import page

        name, folder = args[0], Path(settings["NEWSCRAWL_OUTPUT_DIR"]) / args[0]
        if name != folder.name:
            raise UsageError(f"{name!r} is no spider's name; list them with: scrapy list")
        written = opts.html or folder / "report.html"
        text = page(folder, name, opts.run)
        part = written.with_name(f".{written.name}.{os.getpid()}.part")  # two reports of one spider may be written at once
        try:
            part.write_text(text, "utf-8")
            part.replace(written)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise OutputError(f"{written} cannot be written: {error.strerror}; choose another file with --html") from None
        yield str(written)
        check_files(folder.parent, [name])
