"""`scrapy sites`: searches the table of sites; takes OPML in and gives OPML out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from newscrawl.commands.offline import Offline
from newscrawl.errors import UsageError
from newscrawl.spiders.loader import CatalogueLoader, own_file


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] [word…]"

    def short_desc(self) -> str:
        return "Search the sites that can be crawled, by country, language, topic and evidence"

    def long_desc(self) -> str:
        return (
            "Lists the sites that ship with newscrawl and your own. Words are looked for in name, title, address, topics and note. "
            "evidence says where an entry comes from: good: two independent lists or a dated check; one list; looked at: by scrapy doctor "
            "or newsite. No shipped entry was fetched when it was written: scrapy doctor SITE tells what holds today."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        for field, example in (("country", "NG,KE"), ("language", "fr"), ("topic", "startups"), ("evidence", "good")):
            parser.add_argument(f"--{field}", metavar=example.upper() if field == "country" else example, help=f"only this {field}")
        parser.add_argument("--own", action="store_true", help="only your own: Python spiders and sites.toml")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument("--opml", metavar="OUT", nargs="?", const="-", help="the feeds as OPML, to OUT or to standard output")
        parser.add_argument("--import", dest="imported", metavar="OPML", help="add the sites of an OPML file to your sites.toml")

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        from newscrawl.catalogue.selection import Where

        loader = get_spider_loader(settings)
        if not isinstance(loader, CatalogueLoader):
            raise UsageError("the table of sites needs SPIDER_LOADER_CLASS = 'newscrawl.spiders.loader.CatalogueLoader'")
        if opts.imported:
            return _import(loader, settings, opts.imported)
        given = [
            f"{field}={value}" for field in ("country", "language", "topic", "evidence") if (value := getattr(opts, field)) is not None
        ]
        where = Where.parse([*given, *(f"topic={word}" for word in args)])
        found = [entry for entry in loader.entries() if where.holds(entry) and (entry.own or not opts.own)]
        if not found:
            raise UsageError("no site is like that; all are listed by: scrapy sites")
        if opts.opml:
            return _export(found, opts.opml)
        return map(_as_json if opts.json else _as_line, found)


def _as_line(entry: Any) -> str:
    evidence, day = entry.evidence or ("own" if entry.own else "?"), str(entry.checked or entry.date or "-")
    site, where = entry.site, f"{entry.country or '--':<3} {entry.site.language or '?':<6}"
    return f"{entry.name:<24} {where} {evidence:<9} {day:<11} {site.title or site.home}  {site.home}"


def _as_json(entry: Any) -> str:
    values = {
        **{name: getattr(entry.site, name) for name in ("name", "title", "home", "language", "feeds", "sitemaps", "wordpress")},
        **{name: getattr(entry, name) for name in ("own", "country", "topics", "evidence", "source", "checked", "date", "note")},
    }
    return json.dumps(values, ensure_ascii=False, default=str)


def _export(found: Iterable[Any], out: str) -> Iterator[str]:
    from newscrawl.catalogue.opml import opml_of
    from newscrawl.errors import OutputError

    markup = opml_of(found)
    if out == "-":
        sys.stdout.write(markup.decode("utf-8"))
        return
    try:
        Path(out).write_bytes(markup)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}") from None
    yield out


def _import(loader: CatalogueLoader, settings: BaseSettings, file: str) -> Iterator[str]:
    """Adds each site whose host no entry has. Gives a line for each, and for what is there already."""
    from newscrawl.catalogue.opml import opml_entries
    from newscrawl.catalogue.toml_files import write_entry
    from newscrawl.urls import bare_host

    try:
        markup = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    path = own_file(settings)
    there = {bare_host(host): entry.name for entry in loader.entries() for host in entry.site.hosts}
    for name, table in opml_entries(markup, loader.list()):
        host = bare_host(table["home"].split("/")[2])
        if host in there:
            yield f"{there[host]} has {table['home']} already"
            continue
        write_entry(path, name, table)
        yield f"{name} added to {path}: {table['title']}, {table['home']}"
