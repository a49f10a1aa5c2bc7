"""`scrapy newsite URL`: looks at a site, and writes its spider, pages of it, and a test that they give what they give now."""

from __future__ import annotations

import argparse
import json
import keyword
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.utils.conf import closest_scrapy_cfg

from newscrawl.commands.crawl import complain, complain_of_settings
from newscrawl.commands.looking import look_at
from newscrawl.discover.walk import SourceState, Window, walk
from newscrawl.errors import FetchError, NewscrawlError, OutputError, UsageError
from newscrawl.middlewares.safe.hygiene import printable
from newscrawl.model import Candidate, Page, Refined, as_record
from newscrawl.site import Site
from newscrawl.spiders.auto import AutoSpider
from newscrawl.spiders.fetching import Fetcher
from newscrawl.urls import registered_domain

ENOUGH = 30  # candidates after which no further source is asked
TRIED = 4  # pages that are fetched at most for each that is wanted
EXPECTED = ("title", "subtitle", "authors", "date_published", "date_modified", "date_precision", "section", "tags", "language", "text")
_MOST = 20


class Command(ScrapyCommand):
    requires_project = True

    def syntax(self) -> str:
        return "[options] <URL>"

    def short_desc(self) -> str:
        return "Look at a site, and write its spider, pages of it and their test"

    def long_desc(self) -> str:
        return (
            "Finds the feeds, the API and the sitemaps of the site that URL belongs to, fetches some of its newest articles, and writes "
            "newscrawl/spiders/NAME.py, tests/sites/NAME/ with each page and what it gives, and tests/sites/test_NAME.py. Read what the "
            "pages give, and correct it by hand where it is wrong: then the test says what is to be mended. Nothing is overwritten."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--name", help="the spider's name (made from the site's address)")
        parser.add_argument("--pages", type=int, default=3, metavar="N", help="how many articles are kept for the test (3)")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        complain_of_settings(self.settings)
        look_at(args, self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise ScrapyUsageError("name one site: scrapy newsite https://example.com" if args else "")
        if not 1 <= opts.pages <= _MOST:
            raise ScrapyUsageError(f"--pages is a number from 1 to {_MOST}")
        try:
            AutoSpider.parse_arguments({"url": args[0]})
            name = _name(opts.name if opts.name is not None else _named_after(args[0]))
            files = SiteFiles(Path(closest_scrapy_cfg()).parent, name)
            spider = self._survey(args[0], opts.pages)
            for line in files.write(replace(spider.site, name=name, listings=("/",)), spider):
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
                found.update((candidate.url, candidate) for candidate in batch.candidates)
            if len(found) >= ENOUGH:
                break
        never = datetime.min.replace(tzinfo=UTC)
        return sorted(found.values(), key=lambda one: one.published.at if one.published else never, reverse=True)

    async def _read(self, candidates: list[Candidate]) -> None:
        from newscrawl.refinement import refine

        for candidate in candidates[: TRIED * self.pages]:
            if len(self.articles) == self.pages:
                return
            try:
                got = await Fetcher(self.crawler)(candidate.url)
            except FetchError as error:
                self.trouble = self.trouble or error
                self.left_out.append(str(error))
                continue
            if got.status != 200:
                self.left_out.append(f"{got.url}: http-{got.status}")
                continue
            page = Page(url=got.url, body=got.body, headers=got.headers, fetched_at=datetime.now(UTC).replace(microsecond=0))
            outcome = refine(page, self.site)
            if isinstance(outcome, Refined):
                self.articles.append((page, outcome))
            else:
                self.left_out.append(f"{got.url}: {outcome.reason} {outcome.detail}".rstrip())


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

    def newest(self, url: str) -> datetime | None:
        return None


class SiteFiles:
    """What is written for a site, below the project's folder. Raises UsageError where any of it is there already."""

    def __init__(self, project: Path, name: str) -> None:
        self.name = name
        self.spider = project / "newscrawl" / "spiders" / f"{name}.py"
        self.folder = project / "tests" / "sites" / name
        self.test = self.folder.with_name(f"test_{name}.py")
        for path in (project / "newscrawl" / "sites" / f"{name}.py", self.spider, self.folder, self.test):
            if path.exists():
                raise UsageError(f"{path} exists; take another name with --name, or remove it first")

    def write(self, site: Site, survey: SurveySpider) -> Iterator[str]:
        """Writes all of it. Gives what a person should know, line by line."""
        yield f"{site.home}  {site.title or '(no name)'}, {site.language or 'language unknown'}" + (", WordPress" if site.wordpress else "")
        for (kind, url), count in survey.sources.items():
            yield f"  {kind:<10} {url}: {count} articles"
        yield from (f"  left out   {said}" for said in survey.left_out)
        try:
            self.folder.mkdir(parents=True)
            for number, (page, outcome) in enumerate(survey.articles, 1):
                record = as_record(outcome.article)
                expected = {"url": page.url, "content_type": page.header("content-type"), "fetched_at": record["fetch"]["fetched_at"]}
                expected |= {field: record[field] for field in EXPECTED}
                (self.folder / f"{number}.html").write_bytes(page.body)
                (self.folder / f"{number}.json").write_text(json.dumps(expected, indent=2, ensure_ascii=False) + "\n", "utf-8")
                authors = ", ".join(record["authors"]) or "no author"
                said = f"{record['title']}; {authors}; {record['date_published'] or 'no day'}; {record['word_count']} words"
                yield f"  article {number}  {said}"
            self.test.write_text(_TEST.format(name=self.name, spider=_class_name(self.name), domain=site.domain), "utf-8")
            self.spider.write_text(spider_code(site), "utf-8")
        except OSError as error:
            raise OutputError(f"{error.filename or self.folder} cannot be written: {error.strerror}") from None
        yield f"written: {self.spider}, {self.test}, {self.folder}"
        yield f"read the .json files there, correct what is wrong by hand, then: python -m pytest {self.test}; scrapy crawl {self.name}"


def spider_code(site: Site) -> str:
    """The file of a site: data, and nothing that a page could have put there but strings."""
    feeds = tuple(_path(url, site) for url in site.feeds[:1])
    values: dict[str, object] = {
        "name": site.name,
        "home": site.home,
        "title": site.title,
        "feeds": feeds,
        "sitemaps": tuple(_path(url, site) for url in site.sitemaps),
        "wordpress": _path(site.wordpress, site) if site.wordpress else None,
        "language": site.language,
        "case_sensitive_paths": False if site.wordpress else None,
    }
    lines = "".join(f"        {name}={_literal(value)},\n" for name, value in values.items() if value not in (None, (), ""))
    title = "" if site.title else '        title="",\n'
    return _SPIDER.format(domain=site.domain, spider=_class_name(site.name), values=lines + title)


def _literal(value: object) -> str:
    """As Python has it, in double quotes."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_literal, value))},)"
    return json.dumps(value) if isinstance(value, str) else repr(value)


def _path(url: str, site: Site) -> str:
    """Short where it is on the site itself."""
    parts, home = urlsplit(url), urlsplit(site.home)
    return url if parts.netloc != home.netloc else parts.path + (f"?{parts.query}" if parts.query else "")


def _named_after(url: str) -> str:
    host = AutoSpider.parse_arguments({"url": url}).site.name
    first = host.split(".")[0] if not host.replace(".", "").isdigit() else host
    name = re.sub(r"[^a-z0-9]+", "_", first.lower()).strip("_")
    return f"site_{name}" if not name or name[0].isdigit() or keyword.iskeyword(name) else name


def _name(name: str) -> str:
    """Raises UsageError for what cannot name a spider's file."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name) or keyword.iskeyword(name):
        raise UsageError(f"{name[:80]!r} names no spider: a letter, then letters, digits and _, all small")
    return name


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_")) + "Spider"


_SPIDER = '''"""{domain}, as `scrapy newsite` found it."""

from newscrawl.site import Site
from newscrawl.spiders.base import NewsSpider


class {spider}(NewsSpider):
    site = Site(
{values}    )
'''

_TEST = '''"""What pages of {domain} give. A .json file that is wrong is to be corrected by hand: then this says what is to be mended."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from newscrawl.model import Page, Refined, as_record
from newscrawl.refinement import refine
from newscrawl.spiders.{name} import {spider}

PAGES = sorted((Path(__file__).parent / "{name}").glob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    page = Page(
        url=expected.pop("url"),
        body=path.read_bytes(),
        headers=(("content-type", expected.pop("content_type")),),
        fetched_at=datetime.fromisoformat(expected.pop("fetched_at")),
    )
    outcome = refine(page, {spider}.site)
    assert isinstance(outcome, Refined), outcome
    record = as_record(outcome.article)
    assert {{name: record[name] for name in expected}} == expected
'''
