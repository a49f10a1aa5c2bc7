"""Scrapy's spider loader, which also makes a spider of each entry of the table of sites."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import Spider
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.conf import closest_scrapy_cfg

from newscrawl.site import Site
from newscrawl.spiders.base import NewsSpider

if TYPE_CHECKING:
    from newscrawl.catalogue.entry import Entry
    from newscrawl.catalogue.toml_files import Catalogue

__all__ = ["CatalogueLoader", "catalogue_of", "own_file"]


def own_file(settings: BaseSettings) -> Path:
    """The user's table: `NEWSCRAWL_SITES`, else `sites.toml` beside scrapy.cfg. The file need not exist."""
    named = settings.get("NEWSCRAWL_SITES")
    folder = Path(closest_scrapy_cfg()).parent
    return Path(named).expanduser() if named else folder / "sites.toml"


def catalogue_of(settings: BaseSettings) -> Catalogue:
    """The table of sites that the settings name. Raises UsageError where NEWSCRAWL_SITES names no file."""
    from newscrawl.catalogue.toml_files import Catalogue
    from newscrawl.errors import UsageError

    path = own_file(settings)
    if settings.get("NEWSCRAWL_SITES") and not path.is_file():
        raise UsageError(f"NEWSCRAWL_SITES={path} is no file; make it, or leave the setting out")
    return Catalogue(path)


class CatalogueLoader(SpiderLoader):
    """A Python spider goes before an entry of the same name. The table is read when a name is asked for that no Python spider has, or when
    all names are asked for."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._settings = settings

    @cached_property
    def catalogue(self) -> Catalogue:
        return catalogue_of(self._settings)

    def load(self, spider_name: str) -> type[Spider]:
        if spider_name in self._spiders:
            return self._spiders[spider_name]
        entry = self.catalogue.find(spider_name)
        if entry is None:
            raise KeyError(f"Spider not found: {spider_name}")
        return _spider_of(entry)

    def list(self) -> builtins.list[str]:
        return sorted({*self._spiders, *self.catalogue.names()})

    def written(self) -> builtins.list[str]:
        """The project's own: spiders written in Python that have a site, and the entries of the user's table."""
        return builtins.list(dict.fromkeys([*self.python_sites(), *self.catalogue.own_names()]))

    def python_sites(self) -> dict[str, Site]:
        """The sites of the spiders written in Python, by name."""
        return {name: site for name, spider in self._spiders.items() if isinstance(site := getattr(spider, "site", None), Site)}

    def entries(self) -> Iterator[Entry]:
        """All sites: those of Python spiders, with what their `Site` says, then the entries of the table under other names."""
        from newscrawl.catalogue.entry import Entry

        python = self.python_sites()
        yield from (Entry(site=site, own=True, table={}) for site in python.values())
        yield from (entry for entry in self.catalogue.entries() if entry.name not in self._spiders)


def _spider_of(entry: Entry) -> type[Spider]:
    words = "".join(part.capitalize() for part in entry.name.replace("-", "_").split("_"))
    return type(f"{words}Spider", (NewsSpider,), {"site": entry.site, "__module__": __name__})
