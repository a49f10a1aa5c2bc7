"""`scrapy crawlall`: many sites in one process, with one pool of workers and one exit status."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from scrapy.exceptions import UsageError as ScrapyUsageError

from newscrawl.commands import crawl
from newscrawl.commands.crawl import complain
from newscrawl.commands.fleet import Ended, longest_first
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.spiders.loader import CatalogueLoader


class Command(crawl.Command):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Run the spiders of many sites in one process"

    def long_desc(self) -> str:
        return (
            "Runs the project's own sites: its Python spiders and the entries of sites.toml. A site that ships with newscrawl runs where "
            "--sites names it, --where chooses it, or with --shipped. The sites that took longest the last time begin first. "
            "Exit status: 0 all are well, 3 some are not, 1 none worked. A line for each site at the end, the unhealthy sites "
            "last; scrapy report --all gives them as one page."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="the lines at the end as JSON: spider, exit, message, figures")
        parser.add_argument("--sites", metavar="FILE", help="the sites to run: names, one a line")
        parser.add_argument(
            "--where", metavar="FIELD=VALUE", action="append", default=[], help="country, language, topic or evidence: country=NG"
        )
        parser.add_argument("--shipped", action="store_true", help="also all sites that ship with newscrawl")
        parser.add_argument("--only", metavar="NAME,…", default="", help="of the chosen sites these alone")
        parser.add_argument("--skip", metavar="NAME,…", default="", help="of the chosen sites all but these")
        parser.add_argument("--shard", metavar="N/OF", help="this machine's share of the sites: 3/16")
        parser.add_argument("--at-once", metavar="N", type=int, default=50, help="sites under way at a time (50)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise ScrapyUsageError("crawlall takes no spider name; for one site: scrapy crawl SPIDER")
        if "base_url" in opts.spargs:
            raise ScrapyUsageError("base_url belongs to one site; use it with: scrapy crawl SPIDER")
        if opts.at_once < 1:
            raise ScrapyUsageError("--at-once is a number from 1")
        from newscrawl.catalogue.selection import Shard

        assert self.settings is not None
        output = Path(self.settings["NEWSCRAWL_OUTPUT_DIR"])
        try:
            shard = Shard.parse(opts.shard) if opts.shard else Shard(1, 1)
            names = [name for name in narrowed(self._chosen(opts), opts.only, opts.skip) if shard.holds(name)]
        except NewscrawlError as error:
            self.exitcode = complain(str(error), error.exit_status)
            return
        self.exitcode = self.crawl(longest_first(output, names), opts.spargs, opts.at_once)
        if self.fleet is None:  # it did not begin
            return
        ended = sorted(self.fleet.ended, key=lambda one: (bool(one.status), one.name))  # unhealthy sites last
        for one in ended:
            print(_told(one, as_json=opts.json))

    def _chosen(self, opts: argparse.Namespace) -> list[str]:
        """The names of the sites to run. Raises UsageError for a name that no site has, and where nothing is left to run."""
        from newscrawl.catalogue.selection import Where, names_in

        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        where = Where.parse(opts.where)
        if not isinstance(loader, CatalogueLoader):  # a project's own loader
            if opts.sites or opts.where or opts.shipped:
                raise UsageError("--sites, --where and --shipped need SPIDER_LOADER_CLASS = 'newscrawl.spiders.loader.CatalogueLoader'")
            return [name for name in loader.list() if getattr(loader.load(name), "site", None) is not None]
        if not (opts.sites or opts.where or opts.shipped):
            return loader.written()
        entries = {entry.name: entry for entry in loader.entries()}
        wanted = names_in(Path(opts.sites)) if opts.sites else list(entries)
        if unknown := [name for name in wanted if name not in entries]:
            raise UsageError(f"{opts.sites}: no site named {unknown[0]!r}" + (f", nor {len(unknown) - 1} others" if unknown[1:] else ""))
        names = [name for name in wanted if where.holds(entries[name])]
        if not names:
            raise UsageError(f"no site is like {' '.join(opts.where)}; look with: scrapy sites")
        return names


def narrowed(names: Sequence[str], only: str, skip: str) -> list[str]:
    """The names that two lists with commas leave. Raises UsageError for a name that is not among them, and where none is left."""
    wanted, unwanted = ([name.strip() for name in said.split(",") if name.strip()] for said in (only, skip))
    if unknown := [name for name in (*wanted, *unwanted) if name not in names]:
        raise UsageError(f"{unknown[0]!r} is not among the chosen sites; they are: {', '.join(sorted(names)[:20]) or 'none'}")
    left = [name for name in names if (not wanted or name in wanted) and name not in unwanted]
    if not left and names:
        raise UsageError("--only and --skip leave no site to run")
    return left


def _told(ended: Ended, *, as_json: bool) -> str:
    """The line of a site: its figures and its exit status."""
    if as_json:
        return json.dumps({"spider": ended.name, "exit": ended.status, "message": ended.message, **ended.figures}, ensure_ascii=False)
    return ended.line + (f"; exit status {ended.status}" if ended.status else "")
