"""`scrapy export SPIDER…`: the dataset view of all runs, with a card."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline, check_files
from newscrawl.dataset.exporting.export import Exported, export
from newscrawl.dataset.exporting.sinks import FORMATS
from newscrawl.errors import UsageError
from newscrawl.store.recovery.rebuild import written_sites


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] [<spider> ...]"

    def short_desc(self) -> str:
        return "Write the articles of all runs as a dataset: JSON Lines, Parquet, a card"

    def long_desc(self) -> str:
        return (
            "Of the named spiders, or of all: the latest revision of each article, without those that are gone, exact duplicates, and what "
            "was taken down. Near duplicates are marked and stay. datasets.load_dataset takes the folder as it is. Exporting again "
            "replaces what is in the folder."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--folder", type=Path, default=Path("export"), help="where to (export)")
        parser.add_argument("--format", default="jsonl", metavar="F[,F]", help=f"{', '.join(FORMATS)}, or several with commas (jsonl)")
        parser.add_argument("--drop-near-duplicates", action="store_true", help="leave out those whose original is in the export")

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        output = Path(settings["NEWSCRAWL_OUTPUT_DIR"])
        args = args or written_sites(output)
        if not args:
            raise UsageError(f"{output} has no run files; crawl a site first")
        found = export(
            output,
            args,
            opts.folder,
            formats=_formats(opts.format),
            near_duplicates=not opts.drop_near_duplicates,
        )
        yield _told(found, opts.folder, dropped=opts.drop_near_duplicates)
        check_files(output, args)


def _formats(said: str) -> list[str]:
    names = [name.strip() for name in said.lower().split(",")]
    if wrong := [name for name in names if name not in FORMATS]:
        raise UsageError(f"--format {wrong[0]!r} is unknown; there are: {', '.join(FORMATS)}")
    return [name for name in FORMATS if name in names]


def _told(found: Exported, folder: Path, *, dropped: bool) -> str:
    """The export's report, in one line: the articles given, the articles left out, and the folder."""
    left_out = {
        "gone": found.gone,
        "exact duplicates": found.duplicates,
        "near duplicates": found.near_duplicates if dropped else 0,
        "taken down": found.taken_down,
        "lines that are no records": found.unreadable,
    }
    said = ", ".join(f"{count} {name}" for name, count in left_out.items() if count)
    near = f" ({found.near_duplicates} marked as near duplicates)" if found.near_duplicates and not dropped else ""
    return f"{found.articles} articles in {folder}{near}" + (f"; left out: {said}" if said else "")
