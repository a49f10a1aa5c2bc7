"""`scrapy curate INPUT…`: archive files of all sites at once."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline, configured_sites
from newscrawl.curate.local import Curated, curate
from newscrawl.curate.naming import Sites
from newscrawl.curate.stage_two import Recording
from newscrawl.extensions.bounds import policy_of
from newscrawl.extensions.keeper import pool_of, store_options
from newscrawl.intake.intake import REFINE
from newscrawl.model import Page, Refined, Rejected
from newscrawl.site import Site
from newscrawl.spiders.auto import continued


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] <input> [input ...]"

    def short_desc(self) -> str:
        return "Take the articles of all sites from archive files (WARC, WACZ, ARC)"

    def long_desc(self) -> str:
        return (
            "Inputs are files, folders or globs. Each file is read once, whatever sites are in it; then each site's articles are recorded "
            "as by a crawl, in a folder of the site's own. A page belongs to the configured site of its host, or to a site named as `crawl "
            "auto` names it. The same command goes on where an earlier one ended, and takes only files that are new or have changed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--output", metavar="DIR", help="the folder of the dataset (NEWSCRAWL_OUTPUT_DIR)")

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        if not args:
            raise ScrapyUsageError("name an archive file or a folder: scrapy curate INPUT… --output DIR")
        if opts.output:
            settings.set("NEWSCRAWL_OUTPUT_DIR", opts.output, priority="cmdline")
        pool, output = pool_of(settings), Path(settings["NEWSCRAWL_OUTPUT_DIR"])

        async def refine(page: Page, site: Site) -> Refined | Rejected:
            outcome: Refined | Rejected = await pool.run(REFINE, page, site)
            return outcome

        recording = Recording(
            output=output,
            sites=Sites(configured_sites(settings), lambda site: continued(site, output)),
            policy=policy_of(settings),
            options=lambda site: store_options(settings, site),
            refine=refine,
        )
        curated = asyncio.run(curate(args, recording, pool))
        yield from _told(curated, output)
        if curated.busy:
            yield f"{len(curated.busy)} sites were left out because another run is at work there; run the same command again"
            raise curated.busy[0]


def _told(curated: Curated, output: Path) -> Iterable[str]:
    for file, reasons in curated.damaged.items():
        yield f"{file}: damaged records are left out: {', '.join(f'{reason} {times}' for reason, times in sorted(reasons.items()))}"
    before = f", {curated.done} of them before" if curated.done else ""
    written = f"{curated.count('written')} articles and {curated.count('revision')} revisions of {len(curated.sites)} sites"
    yield f"{curated.files} files{before}; {curated.pages} pages read; {written} in {output}"
