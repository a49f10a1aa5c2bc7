"""`scrapy newsite URL`: looks at a site, and writes its entry or its spider, pages of it, and a test that they give what they give now."""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.http import Request
from scrapy.utils.conf import closest_scrapy_cfg

from newscrawl.commands.crawl import complain, complain_of_settings
from newscrawl.commands.looking import look_at
from newscrawl.commands.sitefiles import SiteFiles, as_written, spider_code
from newscrawl.discover.walk import SourceState, Window, walk
from newscrawl.errors import FetchError, NewscrawlError, UsageError
from newscrawl.extensions.bounds import policy_of
from newscrawl.intake.intake import Intake, refine_here
from newscrawl.middlewares.safe.hygiene import printable
from newscrawl.model import Candidate, Page, Refined
from newscrawl.site import Site
from newscrawl.spiders.auto import AutoSpider, with_scheme
from newscrawl.spiders.fetching import ANSWERS, Fetcher, fetched_page, live_parts
from newscrawl.spiders.loader import own_file
from newscrawl.store.ledger.candidates import merge_hints
from newscrawl.urls import registered_domain

__all__ = ["Command", "SiteFiles", "SurveySpider", "spider_code"]

ENOUGH = 30  # candidates after which no further source is asked
TRIED = 4  # pages that are fetched at most for each that is wanted
_MOST = 20


class Command(ScrapyCommand):
    requires_project = True

    def syntax(self) -> str:
        return "[options] <URL>"

    def short_desc(self) -> str:
        return "Look at a site, and write its entry in sites.toml, pages of it and their test"

    def long_desc(self) -> str:
        return (
            "Finds the feeds, the API and the sitemaps of the site that URL belongs to, fetches some of its newest articles, and writes "
            "its entry in sites.toml (with --python the class newscrawl/spiders/NAME.py), tests/sites/NAME/ with each page and what it "
            "gives, and tests/sites/test_NAME.py. Read what the pages give, and correct it by hand where it is wrong: then the test says "
            "what is to be mended. Nothing is overwritten."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--name", help="the spider's name (made from the site's address)")
        parser.add_argument("--python", action="store_true", help="write a class instead of an entry in sites.toml")
        parser.add_argument("--pages", type=int, default=3, metavar="N", help="how many articles are kept for the test (3)")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        complain_of_settings(self.settings)
        look_at(args, self.settings)
        if len(args) != 1:
            raise ScrapyUsageError("name one site: scrapy newsite https://example.com" if args else "")
        if not 1 <= opts.pages <= _MOST:
            raise ScrapyUsageError(f"--pages is a number from 1 to {_MOST}")
        try:  # before Scrapy makes an event loop for the crawl
            self._url = with_scheme(args[0])
            AutoSpider.parse_arguments({"url": self._url})
            self._name = _name(opts.name if opts.name is not None else _named_after(self._url))
            self._files = SiteFiles(Path(closest_scrapy_cfg()).parent, self._name, own_file(self.settings), python=opts.python)
        except NewscrawlError as error:
            sys.exit(complain(str(error), error.exit_status))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            spider = self._survey(self._url, opts.pages)
            for line in self._files.write(replace(as_written(spider.site), name=self._name), spider):
                print(printable(line))
            self.exitcode = 0
        except NewscrawlError as error:
            self.exitcode = complain(str(error), error.exit_status)

    def _survey(self, url: str, pages: int) -> SurveySpider:
        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler(SurveySpider)
        self.crawler_process.crawl(crawler, url=url, pages=pages)
        self.crawler_process.start()
        if not isinstance(crawler.spider, SurveySpider):
            raise FetchError(url, "not fetched", "the log says why")
        if not crawler.spider.articles:
            raise crawler.spider.trouble or UsageError(f"no article was found at {url}; look at one of its pages with: scrapy explain URL")
        return crawler.spider


class SurveySpider(AutoSpider):
    """Reads a site's sources until it has seen enough, and some of its newest articles."""

    name = "newsite"
    custom_settings = {"LOG_LEVEL": "ERROR"}  # noqa: RUF012  Scrapy's own form

    def __init__(self, url: str, pages: int) -> None:
        super().__init__(url=url)
        self.pages = pages
        self.sources: Counter[tuple[str, str]] = Counter()  # kind and address: how many articles it named
        self.articles: list[tuple[Page, Refined]] = []
        self.left_out: list[str] = []
        self.trouble: NewscrawlError | None = None

    async def start(self) -> AsyncIterator[Any]:
        try:
            home = await Fetcher(self.crawler)(self.site.home)
            self.site = replace(self.site, home=_root(home.url, self.site))
            self.site = await self.prepare()
            await self._read(await self._candidates())
        except NewscrawlError as error:
            self.trouble = error
        return
        yield

    async def _candidates(self) -> list[Candidate]:
        """The newest first, those without a known day last."""
        found: dict[str, Candidate] = {}
        batches = walk(self.site, Window(), Fetcher(self.crawler), Forgetful())
        async for batch in batches:
            if batch.error is not None:
                self.trouble = self.trouble or batch.error
            elif batch.candidates:
                self.sources[batch.source, batch.url] += len(batch.candidates)
                for candidate in batch.candidates:
                    known = found.setdefault(candidate.url, candidate)
                    found[candidate.url] = replace(known, hints=merge_hints(known.hints, candidate.hints))
            if len(found) >= ENOUGH:
                break
        never = datetime.min.replace(tzinfo=UTC)
        return sorted(found.values(), key=lambda one: one.published.at if one.published else never, reverse=True)

    async def _read(self, candidates: list[Candidate]) -> None:
        """The articles of the newest pages, made as a crawl makes them: with all their pages, and with what their sources say."""
        intake = Intake(as_written(self.site), None, refine_here, policy_of(self.settings), None, lambda *_: None)
        for candidate in candidates[: TRIED * self.pages]:
            if len(self.articles) == self.pages:
                return
            try:
                response = await Fetcher(self.crawler).response(Request(candidate.url, meta={"handle_httpstatus_all": True}))
                if response.status not in ANSWERS:
                    self.left_out.append(f"{response.url}: http-{response.status}")
                    continue
                first = fetched_page(response, candidate).page
                page, outcome = await intake.whole(
                    replace(first, fetched_at=first.fetched_at.replace(microsecond=0)), live_parts(self.crawler, self.site)
                )
            except FetchError as error:
                self.trouble = self.trouble or error
                self.left_out.append(str(error))
                continue
            if isinstance(outcome, Refined):
                self.articles.append((page, outcome))
            else:
                self.left_out.append(f"{page.url}: {outcome.reason} {outcome.detail}".rstrip())


def _root(url: str, site: Site) -> str:
    """The home page by the address that it is served at (https, `www.`), where that is the same site's."""
    scheme, _, host, *_ = url.split("/", 3)
    return f"{scheme}//{host}/" if registered_domain(url) == site.domain else site.home


class Forgetful:
    """The memory of a walk that is made once."""

    def source(self, url: str) -> SourceState | None:
        return None

    def remember(self, url: str, state: SourceState) -> None:
        pass

    def listed(self, url: str, keys: Any) -> None:
        pass

    def known(self, keys: Any) -> frozenset[str]:
        return frozenset()

    def doubted(self, keys: Any) -> frozenset[str]:
        return frozenset()

    def articles(self, keys: Any) -> frozenset[str]:
        return frozenset()

    def newest(self, url: str) -> datetime | None:
        return None


def _named_after(url: str) -> str:
    host = registered_domain(AutoSpider.parse_arguments({"url": url}).site.home)
    first = host.split(".")[0] if not host.replace(".", "").isdigit() else host
    name = re.sub(r"[^a-z0-9]+", "_", first.lower()).strip("_")
    return f"site_{name}" if not name or name[0].isdigit() or keyword.iskeyword(name) else name


def _name(name: str) -> str:
    """Raises UsageError for what cannot name a spider's file."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name) or keyword.iskeyword(name):
        raise UsageError(f"{name[:80]!r} names no spider: a letter, then letters, digits and _, all small")
    return name
