"""`scrapy report SPIDER`: a run as an HTML page, and the runs before it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline, check_files
from newscrawl.errors import OutputError
from newscrawl.store.recovery.rebuild import require_runs


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] <spider> | --all"

    def short_desc(self) -> str:
        return "Show a run as an HTML page: its health, its figures, what was left out and why"

    def long_desc(self) -> str:
        return (
            "One page without scripts or outside resources, of the latest run or of the one that --run names, with the runs before it. "
            "It is written to report.html beside the run files. "
            "--all gives all sites on one page, the unhealthy first, in the output folder."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="all sites on one page, the unhealthy first (without a name)")
        parser.add_argument("--run", metavar="ID", help="the run, as its files name it: 20261123T030000Z (the latest)")
        parser.add_argument("--html", metavar="OUT", type=Path, help="write the page to OUT (report.html beside the run files)")

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        from newscrawl.health.report import all_sites, page

        if opts.all or not (args or opts.run):
            if args or opts.run:
                raise ScrapyUsageError("--all is of all sites and their latest runs; leave the name and --run out")
            output = Path(settings["NEWSCRAWL_OUTPUT_DIR"])
            yield _written(all_sites(output, datetime.now(UTC)), opts.html or output / "report.html")
            return
        if len(args) != 1:
            raise ScrapyUsageError("name one spider: scrapy report SPIDER, or none for all sites")
        name, folder = args[0], require_runs(Path(settings["NEWSCRAWL_OUTPUT_DIR"]), args[0])
        yield _written(page(folder, name, opts.run), opts.html or folder / "report.html")
        check_files(folder.parent, [name])


def _written(text: str, path: Path) -> str:
    """Writes a page, whole or not at all; gives its path."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")  # two reports of one spider may be written at once
    try:
        part.write_text(text, "utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"{path} cannot be written: {error.strerror}; choose another file with --html") from None
    return str(path)
