"""`scrapy doctor SITE… | --all`: what holds today of what the entries of sites say."""

from __future__ import annotations

import argparse
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import Spider
from scrapy.commands import ScrapyCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.http import Request

from newscrawl.commands.crawl import complain, complain_of_settings, of_all
from newscrawl.commands.fleet import Fleet
from newscrawl.commands.looking import look_at
from newscrawl.discover.batch import Fetched
from newscrawl.errors import FetchError, KeyRefused, NewscrawlError, UsageError
from newscrawl.extensions.bounds import policy_of
from newscrawl.intake.intake import Intake, refine_here
from newscrawl.middlewares.safe.guard import ELSEWHERE, PAGE
from newscrawl.middlewares.safe.hygiene import printable
from newscrawl.model import Candidate, Page, Refined, Rejected
from newscrawl.site import Site
from newscrawl.spiders.fetching import ANSWERS, ANY_STATUS, Fetcher, fetched_page, live_parts
from newscrawl.spiders.loader import CatalogueLoader, own_file

if TYPE_CHECKING:
    from newscrawl.catalogue.entry import Entry
    from newscrawl.doctor.findings import Diagnosis

_AT_ONCE = 16


class Command(ScrapyCommand):
    requires_project = True

    def syntax(self) -> str:
        return "[options] <site>… | --all"

    def short_desc(self) -> str:
        return "Ask sites what holds today of their entries: sources, rules, articles"

    def long_desc(self) -> str:
        return (
            "Asks robots.txt, the home page, feeds, sitemaps and the API that the entry of each site names, and reads three of its newest "
            "articles; says what works, what moved, what is new and what forbids, and prints the entry as it should be. Nothing is stored. "
            "Exit status: 0 all holds, 3 something does not, 1 no site answered."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="all sites of the table, those that ship and your own")
        parser.add_argument(
            "--where", metavar="FIELD=VALUE", action="append", default=[], help="country, language, topic or evidence: country=NG"
        )
        parser.add_argument("--fix", action="store_true", help="write the entries as they should be into your sites.toml")
        parser.add_argument("--json", action="store_true", help="one JSON object a site and line")
        parser.add_argument("--at-once", metavar="N", type=int, default=_AT_ONCE, help=f"sites asked at a time ({_AT_ONCE})")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        complain_of_settings(self.settings)
        look_at([], self.settings)
        self.settings.set("LOG_LEVEL", "ERROR", "command")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if bool(args) == (opts.all or bool(opts.where)):
            raise ScrapyUsageError("name sites (scrapy doctor SITE), or choose of all with --all or --where")
        if opts.at_once < 1:
            raise ScrapyUsageError("--at-once is a number from 1")
        try:
            self.exitcode = self._examine(self._chosen(args, opts), opts)
        except NewscrawlError as error:
            self.exitcode = complain(str(error), error.exit_status)

    def _chosen(self, args: list[str], opts: argparse.Namespace) -> dict[str, Entry]:
        from newscrawl.catalogue.entry import Entry
        from newscrawl.catalogue.selection import Where

        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        if not isinstance(loader, CatalogueLoader):
            raise UsageError("doctor needs SPIDER_LOADER_CLASS = 'newscrawl.spiders.loader.CatalogueLoader'")
        python, where = loader.python_sites(), Where.parse(opts.where)
        if not args:
            chosen = {entry.name: entry for entry in loader.entries() if where.holds(entry)}
            if not chosen:
                raise UsageError(f"no site is like {' '.join(opts.where)}; look with: scrapy sites")
            return chosen
        found = {
            name: Entry(site=python[name], own=True, table={}) if name in python else loader.catalogue.find(name)
            for name in dict.fromkeys(args)
        }
        if unknown := [name for name, entry in found.items() if entry is None]:
            raise UsageError(f"no site named {unknown[0]!r}; look with: scrapy sites")
        return {name: entry for name, entry in found.items() if entry is not None}

    def _examine(self, entries: dict[str, Entry], opts: argparse.Namespace) -> int:
        assert self.settings is not None and self.crawler_process is not None
        seen: dict[str, Diagnosis] = {}

        def done(diagnosis: Diagnosis) -> None:
            seen[diagnosis.name] = diagnosis
            for line in [_as_json(diagnosis)] if opts.json else _as_text(diagnosis):
                print(printable(line), flush=True)

        fleet = Fleet(self.crawler_process, list(entries), {}, opts.at_once, lambda name: self._examiner(entries[name], done))
        fleet.begin()
        self.crawler_process.start()
        statuses = []
        for name, entry in entries.items():
            diagnosis = seen.get(name)
            if diagnosis is None:
                statuses.append(complain(f"{name}: could not be examined; the log says why (-L INFO)", 1))
                continue
            statuses.append(diagnosis.exit_status)
            if opts.fix and diagnosis.differs:
                self._fix(entry, diagnosis)
        return of_all(statuses)

    def _fix(self, entry: Entry, diagnosis: Diagnosis) -> None:
        assert self.settings is not None
        path = own_file(self.settings)
        if not entry.table:
            complain(f"{entry.name} is a spider in Python: change its file by hand", 0)
        elif diagnosis.articles:
            from newscrawl.catalogue.toml_files import write_entry

            write_entry(path, entry.name, diagnosis.fixed)
            complain(f"[{entry.name}] written to {path}" + ("" if entry.own else "; crawlall runs this site from now on"), 0)
        else:
            complain(f"[{entry.name}] stays as it is: no article was read, so nothing shows that another entry would be better", 0)

    def _examiner(self, entry: Entry, done: Callable[[Diagnosis], None]) -> Crawler:
        assert self.crawler_process is not None
        made: type[Spider] = type(
            "DoctorSpider", (_Examiner,), {"name": entry.name, "site": entry.site, "entry": entry, "done": staticmethod(done)}
        )
        return self.crawler_process.create_crawler(made)


class _Examiner(scrapy.Spider):
    """Asks one site. `shares_turns`: other commands at this host are waited for."""

    name = "doctor"
    site: Site
    entry: Entry
    done: Callable[[Diagnosis], None]
    shares_turns = True
    custom_settings = {  # noqa: RUF012  Scrapy's own form
        "LOG_LEVEL": "ERROR",
        "RETRY_TIMES": 1,
        "NEWSCRAWL_PATIENCE": 20.0,
        "DOWNLOAD_TIMEOUT": 20,
    }

    async def start(self) -> AsyncIterator[Any]:
        from newscrawl.doctor.examine import Asking, examine

        policy = policy_of(self.settings)
        intake = Intake(self.site, None, refine_here, policy, None, lambda *_: None)
        fetcher = Fetcher(self.crawler)

        async def fetch(url: str) -> Fetched:
            return await fetcher(url, elsewhere=True)

        async def look(candidate: Candidate, site: Site) -> Refined | Rejected:
            response = await fetcher.response(Request(candidate.url, meta={**ANY_STATUS, ELSEWHERE: True, PAGE: True}))
            if response.status not in ANSWERS:
                raise FetchError(candidate.url, f"http-{response.status}")
            return (await intake.whole(fetched_page(response, candidate).page, live_parts(self.crawler, site), site))[1]

        async def read(answer: Fetched, site: Site) -> Refined | Rejected:
            page = Page(url=answer.url, body=answer.body, fetched_at=datetime.now(UTC), status=answer.status, headers=answer.headers)
            return await refine_here(page, site)

        if self.site.keys:
            from newscrawl.middlewares.safe.keyring import unlock

            try:
                await unlock(self.crawler, self.site)
            except KeyRefused as error:
                complain(str(error), error.exit_status)
        asking = Asking(fetch=fetch, look=look, read=read, product=policy.product)
        self.done(await examine(self.entry.name, self.site, self.entry.table, asking))
        return
        yield


def _as_text(diagnosis: Diagnosis) -> Iterator[str]:
    words = {0: "all holds", 1: "no answer", 3: "not as the entry says"}
    yield f"{diagnosis.name}: {words[diagnosis.exit_status]}"
    for one in diagnosis.findings:
        yield f"  {one.mark:<8} {one.what:<10} {one.url}{f' -> {one.now}' if one.now else ''}{f': {one.said}' if one.said else ''}"
    for article in diagnosis.articles:
        said = f"{article.words} words, confidence {article.confidence:.2f}, {article.published or 'no day'}"
        yield f"  works    article    {article.url}: {article.title}; {', '.join(article.authors) or 'no author'}; {said}"
    if diagnosis.table and diagnosis.differs:
        from newscrawl.catalogue.entry import entry_toml

        yield "  the entry as it should be (--fix writes it):"
        yield from (f"    {line}" for line in entry_toml(diagnosis.name, diagnosis.fixed).splitlines())


def _as_json(diagnosis: Diagnosis) -> str:
    def plain(values: Iterable[Any]) -> list[dict[str, Any]]:
        return [{name: getattr(one, name) for name in one.__slots__} for one in values]

    said = {
        "site": diagnosis.name,
        "exit": diagnosis.exit_status,
        "findings": plain(diagnosis.findings),
        "articles": plain(diagnosis.articles),
        "candidates": diagnosis.candidates,
        "differs": diagnosis.differs,
        "entry": diagnosis.fixed,
    }
    return json.dumps(said, ensure_ascii=False, default=lambda value: value.isoformat() if isinstance(value, date) else str(value))
