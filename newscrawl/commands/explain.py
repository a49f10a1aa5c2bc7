"""`scrapy explain URL-or-FILE`: what was kept of a page, what was removed and by which rule, where each metadata value came from."""

from __future__ import annotations

import argparse
import asyncio
import io
import shutil
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from scrapy import Spider
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.http import Request
from scrapy.settings import BaseSettings

from newscrawl.commands.clean import leave_quietly
from newscrawl.commands.crawl import complain, complain_of_settings
from newscrawl.commands.offline import site_for
from newscrawl.dataset.known import Known, KnownPages
from newscrawl.errors import FetchError, NewscrawlError, StateError, UsageError
from newscrawl.extensions.bounds import policy_of
from newscrawl.health.explained import Explained, as_html, as_json, as_text
from newscrawl.intake.intake import Intake, NextPart, refine_here
from newscrawl.intake.reread import as_noted, with_hinted_values, without_recurring
from newscrawl.middlewares.safe.hygiene import printable
from newscrawl.model import Candidate, Page, Refined, Rejected
from newscrawl.site import bare_site
from newscrawl.spiders.auto import continued, probed
from newscrawl.spiders.fetching import ANSWERS, Fetcher, fetched_page, live_parts
from newscrawl.urls import is_http

MAX_FILE = 50 << 20  # bytes of a page that is read from a file
SAVED = "https://example.com/saved-page"  # the address of a file for which none is given


class Command(ScrapyCommand):
    requires_project = True

    def syntax(self) -> str:
        return "[options] <URL or FILE>"

    def short_desc(self) -> str:
        return "Show what is kept of a page, and what is removed by which rule"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", metavar="URL", help="the address that FILE was fetched from")
        parser.add_argument("--json", action="store_true", help="print the record and its edits as a crawl writes them, on one line")
        parser.add_argument("--markdown", action="store_true", help="print the article alone, as Markdown")
        parser.add_argument("--html", metavar="OUT", help="write a page to OUT instead of text to the terminal")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        complain_of_settings(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise ScrapyUsageError("name one page: scrapy explain URL-or-FILE" if args else "")
        assert self.settings is not None
        try:
            explained = self._fetched(args[0]) if is_http(args[0]) else self._saved(args[0], opts.url)
        except NewscrawlError as error:
            self.exitcode = complain(str(error), error.exit_status)
            return
        if opts.html:
            try:
                Path(opts.html).write_text(as_html(explained), "utf-8")
            except OSError as error:
                self.exitcode = complain(f"{opts.html!r} cannot be written: {error.strerror}", 1)
                return
        elif opts.json:
            _show([as_json(explained)])
        elif opts.markdown and isinstance(explained.outcome, Refined):
            article = explained.outcome.article
            _show(map(printable, article.markdown.split("\n")))
        else:
            width = min(shutil.get_terminal_size().columns, 110)
            _show(printable(line.expandtabs(4)) for line in as_text(explained, width))
        self.exitcode = 0 if isinstance(explained.outcome, Refined) else 3

    def _fetched(self, url: str) -> Explained:
        assert self.crawler_process is not None
        assert self.settings is not None
        crawler = self.crawler_process.create_crawler(ExplainSpider)
        self.crawler_process.crawl(crawler, reading=Reading(self.settings, url))
        self.crawler_process.start()
        spider = crawler.spider
        explained, error = getattr(spider, "explained", None), getattr(spider, "error", None)
        if not isinstance(explained, Explained):
            raise error or FetchError(url, "not fetched", "the log says why")
        return explained

    def _saved(self, name: str, url: str | None) -> Explained:
        assert self.settings is not None
        page = read_file(name, url)
        reading = Reading(self.settings, page.url)
        if url is None:
            reading.remarks.append("no address is given: name it with --url, and the site's own data and its ledger are used")

        async def next_part(address: str, _: Page) -> None:
            reading.remarks.append(f"the article goes on at {address}: a crawl takes that page too")

        return asyncio.run(reading.explained(page, next_part))


def _show(lines: Iterable[str]) -> None:
    """Writes to the terminal, in whatever encoding it has, for as long as somebody reads."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        sys.stdout.writelines(line + "\n" for line in lines)
        sys.stdout.flush()
    except BrokenPipeError:  # `scrapy explain … | head`
        leave_quietly()


class Reading:
    """The reading of one page, as a crawl of its site would read the page, with the facts that the site's runs have on it. `remarks`:
    reasons why a crawl may decide otherwise."""

    def __init__(self, settings: BaseSettings, url: str) -> None:
        self.settings, self.url, self.remarks = settings, url, list[str]()
        found = site_for(settings, url)
        self.is_configured, self.site = found is not None, found or continued(bare_site(url), Path(settings["NEWSCRAWL_OUTPUT_DIR"]))
        if found is None and url != SAVED:
            self.remarks.append(f"no site is configured for {self.site.home}: the page is read as `scrapy crawl auto` reads it")
        self.intake = Intake(self.site, None, refine_here, policy_of(settings), None, lambda *_: None)

    async def explained(self, page: Page, next_part: NextPart) -> Explained:
        """The page's article, and what a crawl may do otherwise."""
        try:
            output = Path(self.settings["NEWSCRAWL_OUTPUT_DIR"])
            with KnownPages.open(output, self.site.name, case_sensitive=self.site.case_sensitive_paths) or nullcontext() as known:
                return await self._explained(page, next_part, known)
        except StateError as error:
            self.remarks.append(str(error))
            return await self._explained(page, next_part, None)

    async def _explained(self, page: Page, next_part: NextPart, known: KnownPages | None) -> Explained:
        found = known.of(self.url) or known.of(page.url) if known else None
        page = as_noted(page, found, known.folder) if known and found else page
        version = found.version if found else None
        page, outcome = await self.intake.whole(page, next_part, self.site)
        if isinstance(outcome, Refined):
            outcome = without_recurring(outcome, version, known.lines if known else None)
            outcome = self.intake.policy.judged(with_hinted_values(outcome, version) if version else outcome)
        self.remarks += self._remarks(outcome, known, found)
        line_of = str(version.record["fetch"].get("fetched_at") or "")[:10] if version else ""
        return Explained(url=page.url, outcome=outcome, line_of=line_of, remarks=tuple(self.remarks))

    def _remarks(self, outcome: Refined | Rejected, known: KnownPages | None, found: Known | None) -> Iterator[str]:
        """The reasons why a crawl may decide otherwise than this explanation."""
        taken = self.intake.policy.taken(outcome)
        if isinstance(outcome, Refined) and isinstance(taken, Rejected):
            yield f"NEWSCRAWL_RIGHTS=skip leaves the article out ({taken.reason}: {taken.detail})"
        if found and found.version and isinstance(outcome, Refined):
            record = found.version.record
            if record["fetch"]["via"] != "live":
                yield f"the latest line was made of a capture of {record['fetch']['captured_at']}"
            if (record["title"], record["text"]) != (outcome.article.title, outcome.article.text):
                yield f"the page or the rules changed since the line of {record['fetch']['fetched_at'][:10]}, which says something else"
        if self.url == SAVED or (found and found.version):
            return
        missing = "what only a feed, sitemap or API says of the page is not known"
        if known is None:
            yield f"{self.site.name} has no ledger that can be read: {missing}, nor which lines recur in the site's articles"
        else:
            yield f"no run has written an article of this page: {missing}"
        if found and found.rejected and getattr(outcome, "reason", "") != found.rejected:
            yield f"a run rejected this page as {found.rejected}"


class ExplainSpider(Spider):
    """Fetches one page, and its further pages, through the project's own middlewares."""

    name = "explain"
    custom_settings = {"LOG_LEVEL": "ERROR"}  # noqa: RUF012  Scrapy's own form

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading, self.site = reading, reading.site
        self.explained: Explained | None = None
        self.error: NewscrawlError | None = None

    async def start(self) -> AsyncIterator[Request]:
        url = self.reading.url
        try:
            response = await Fetcher(self.crawler).response(Request(url, meta={"handle_httpstatus_all": True}))
            if response.status not in ANSWERS:
                raise FetchError(response.url, f"http-{response.status}")
            page = fetched_page(response, Candidate(url=url)).page
            if not self.reading.is_configured:
                self.site = self.reading.site = await probed(self.site, Fetcher(self.crawler))
            self.explained = await self.reading.explained(page, live_parts(self.crawler, self.site))
        except NewscrawlError as error:
            self.error = error
        return
        yield


def read_file(name: str, url: str | None) -> Page:
    """A saved page. Raises UsageError where there is none, and for an address that is none."""
    if url is not None and not is_http(url):
        raise UsageError(f"--url {url!r} is no http(s) address: give the one that the file was fetched from, or leave it out")
    path = Path(name)
    try:
        if not path.is_file():
            raise UsageError(f"{name!r} is neither an address nor a file")
        with path.open("rb") as file:
            body = file.read(MAX_FILE + 1)
    except OSError as error:
        raise UsageError(f"{name[:80]!r} cannot be read: {error.strerror}") from None
    if len(body) > MAX_FILE:
        raise UsageError(f"{name!r} is larger than {MAX_FILE >> 20} MiB")
    return Page(url=url or SAVED, body=body, fetched_at=datetime.now(UTC))
