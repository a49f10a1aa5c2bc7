"""The common part of the commands that crawl nothing: `export`, `reclean`, `reindex`, `takedown`."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from newscrawl.commands.crawl import complain, complain_of_settings
from newscrawl.dataset.known import KnownPages
from newscrawl.discover.rules import localize
from newscrawl.errors import NewscrawlError, StateError, Unhealthy
from newscrawl.middlewares.safe.hygiene import printable
from newscrawl.site import Site
from newscrawl.spiders.loader import CatalogueLoader

__all__ = ["Offline", "as_it_was_served", "check_files", "configured_sites", "site_for", "site_named"]

if TYPE_CHECKING:
    from scrapy.commands import ScrapyCommand as _Command
else:
    _Command = object  # Scrapy takes each of its classes that it finds in this package for a command


class Offline(_Command):
    """Works on the files of runs. What it has to say are lines on standard output; what a person can mend is one line on standard error."""

    requires_project = True
    requires_crawler_process = False

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        complain_of_settings(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, signal.default_int_handler)
        try:
            for line in self.lines(args, opts, self.settings):
                print(printable(line.expandtabs(4)))
            self.exitcode = 0
        except NewscrawlError as error:
            self.exitcode = complain(str(error), error.exit_status)
        except KeyboardInterrupt:
            self.exitcode = complain("it was told to stop before it was done; what is written is whole, run the command again", 1)

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        """Runs the command; gives the lines of its report. Raises a NewscrawlError where the command fails, Scrapy's UsageError where
        `args` are wrong."""
        raise NotImplementedError


def check_files(output_dir: Path, sites: Iterable[str]) -> None:
    """Compares names and lengths of all run files with the manifests. Raises Unhealthy that names the files which differ, and says what
    to do: called when the command's own work is done."""
    from newscrawl.store.files.damage import advice, size_damage
    from newscrawl.store.files.manifest import listed_files

    damaged = {site: found for site in sites if (found := size_damage(output_dir / site, listed_files(output_dir / site).values()))}
    if damaged:
        raise Unhealthy("; ".join(advice(site, found) for site, found in damaged.items()))


def configured_sites(settings: BaseSettings) -> list[Site]:
    """All sites of the project and the table; none where a spider's module cannot be loaded."""
    try:
        loader = get_spider_loader(settings)
        if isinstance(loader, CatalogueLoader):
            return [entry.site for entry in loader.entries()]
        return [site for name in loader.list() if isinstance(site := getattr(loader.load(name), "site", None), Site)]
    except (ImportError, SyntaxError):
        return []


def site_for(settings: BaseSettings, url: str) -> Site | None:
    """The configured site that an address belongs to: by its host, else as the mirror (`base_url`) from which a run took that address; None
    for an address of no configured site."""
    found = configured_sites(settings)
    own = [site for site in found if localize(url, site)]
    if own:
        return own[0]
    output, parts = Path(settings["NEWSCRAWL_OUTPUT_DIR"]), urlsplit(url)
    for site in found:
        with suppress(StateError), KnownPages.open(output, site.name, case_sensitive=site.case_sensitive_paths) or nullcontext() as known:
            if known and known.of(url):
                return site.rebased(f"{parts.scheme}://{parts.netloc}/")
    return None


def site_named(settings: BaseSettings, name: str) -> Site | None:
    """The site of a spider of this project; None where there is no such spider, or it has none."""
    site: Any = None
    with suppress(KeyError, ImportError, SyntaxError):
        site = getattr(get_spider_loader(settings).load(name), "site", None)
    return site if isinstance(site, Site) else None


def as_it_was_served(site: Site, url: str) -> Site:
    """The site, or the mirror of it that a stored page came from."""
    return site if localize(url, site) else _mirror(site, "/".join(url.split("/")[:3]))


@lru_cache(maxsize=16)
def _mirror(site: Site, home: str) -> Site:
    return site.rebased(home)
