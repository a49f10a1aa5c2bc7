"""`scrapy explain URL-or-FILE`: what was kept of a page, what was removed and by which rule, where each metadata value came from."""

from __future__ import annotations

import argparse
import html
import io
import shutil
import sys
import textwrap
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from scrapy import Spider
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.http import Request

from newscrawl.commands.clean import leave_quietly
from newscrawl.commands.crawl import complain, complain_of_settings
from newscrawl.errors import FetchError, UsageError
from newscrawl.middlewares.safe.hygiene import printable
from newscrawl.model import Article, Page, Refined, Rejected
from newscrawl.reasons import FOUND, meaning
from newscrawl.site import Site
from newscrawl.spiders.fetching import Fetcher
from newscrawl.urls import is_http, registered_domain

SHOWN = ("title", "subtitle", "authors", "date_published", "date_modified", "section", "tags", "language", "canonical_url", "license")
MAX_FILE = 50 << 20  # bytes of a page that is read from a file


class Command(ScrapyCommand):
    requires_project = True

    def syntax(self) -> str:
        return "[options] <URL or FILE>"

    def short_desc(self) -> str:
        return "Show what is kept of a page, and what is removed by which rule"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", metavar="URL", help="the address that FILE was fetched from")
        parser.add_argument("--html", metavar="OUT", help="write a page to OUT instead of text to the terminal")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        complain_of_settings(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise ScrapyUsageError("name one page: scrapy explain URL-or-FILE" if args else "")
        try:
            page = self._fetch(args[0]) if is_http(args[0]) else read_file(args[0], opts.url)
        except (FetchError, UsageError) as error:
            self.exitcode = complain(str(error), error.exit_status)
            return
        from newscrawl.refinement import refine  # the one command that extracts in its own process; the others start faster without it

        outcome = refine(page, site_of(page.url))
        if opts.html:
            try:
                Path(opts.html).write_text(as_html(page.url, outcome), "utf-8")
            except OSError as error:
                self.exitcode = complain(f"{opts.html!r} cannot be written: {error.strerror}", 1)
                return
        else:
            width = min(shutil.get_terminal_size().columns, 110)
            _show(printable(line.expandtabs(4)) for line in as_text(page.url, outcome, width))
        self.exitcode = 0 if isinstance(outcome, Refined) else 3

    def _fetch(self, url: str) -> Page:
        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler(ExplainSpider)
        self.crawler_process.crawl(crawler, url=url)
        self.crawler_process.start()
        spider = crawler.spider
        page, error = getattr(spider, "page", None), getattr(spider, "error", None)
        if not isinstance(page, Page):
            raise error or FetchError(url, "not fetched", "the log says why")
        return page


def _show(lines: Iterable[str]) -> None:
    """Writes to the terminal, in whatever encoding it has, for as long as somebody reads."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        sys.stdout.writelines(line + "\n" for line in lines)
        sys.stdout.flush()
    except BrokenPipeError:  # `scrapy explain … | head`
        leave_quietly()


class ExplainSpider(Spider):
    """Fetches one page through the project's own middlewares."""

    name = "explain"
    custom_settings = {"LOG_LEVEL": "ERROR"}  # noqa: RUF012  Scrapy's own form

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.site = url, site_of(url)
        self.page: Page | None = None
        self.error: FetchError | None = None

    async def start(self) -> AsyncIterator[Request]:
        try:
            got = await Fetcher(self.crawler)(self.url)
            if got.status == 200:
                self.page = Page(url=got.url, body=got.body, headers=got.headers, fetched_at=datetime.now(UTC))
            else:
                self.error = FetchError(got.url, f"http-{got.status}")
        except FetchError as error:
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
    return Page(url=url or "https://example.com/saved-page", body=body, fetched_at=datetime.now(UTC))


def site_of(url: str) -> Site:
    return Site(name=registered_domain(url), home=url.split("/", 3)[0] + "//" + url.split("/", 3)[2] + "/", title="")


def as_text(url: str, outcome: Refined | Rejected, width: int) -> Iterator[str]:
    """The explanation, line by line, for a terminal."""
    if isinstance(outcome, Rejected):
        yield f"No article at {url}"
        yield f"  {outcome.reason}: {meaning(outcome.reason)} {outcome.detail}".rstrip()
        return
    article = outcome.article
    for name, value, source in facts(article):
        yield f"{name:>15}  {value}" + (f"   [{source}]" if source else "")
    yield ""
    yield f"── kept: {article.word_count} words, {article.extraction.method}, confidence {article.extraction.confidence:.2f} ".ljust(
        width, "─"
    )
    for paragraph in (article.text or "").split("\n\n"):
        yield from ("", *textwrap.wrap(paragraph, width - 2, initial_indent="  ", subsequent_indent="  "))
    yield ""
    yield f"── removed: {len(outcome.edits)} ".ljust(width, "─")
    for edit in outcome.edits:
        yield ""
        yield f"  − {textwrap.shorten(edit.text, width - 6, placeholder=' …')}"
        yield f"      {edit.rule}: {explain_rule(edit.rule)}"


def explain_rule(rule: str) -> str:
    """Why a rule removes what it removes."""
    if rule in FOUND:
        return FOUND[rule]
    if rule.startswith("dom-"):
        return f"the page's own markup marks it: {rule[4:].replace('-', ' ')}"
    from newscrawl.clean import RULES

    return next((known.reason for known in RULES if known.name == rule), "")


def facts(article: Article) -> Iterator[tuple[str, str, str]]:
    """Each metadata value, and the source that it came from."""
    for name in SHOWN:
        value = getattr(article, name)
        text = ", ".join(value) if isinstance(value, tuple) else value
        yield name, text or "–", article.field_sources.get(name) or ""


PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 17px/1.55 system-ui, sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #1b1b1b; background: #fff }}
table {{ border-collapse: collapse; font-size: 85%; margin: 1.5em 0 }} td {{ padding: .15em 1em .15em 0; vertical-align: top }}
td:first-child, td:last-child, .rule {{ color: #666 }}
del {{ display: block; background: #fdecea; color: #8a1c12; text-decoration: none;
  border-left: 3px solid #d9534f; padding: .3em .8em; margin: .6em 0 }}
.rule {{ display: block; font-size: 80% }}
@media (prefers-color-scheme: dark) {{ body {{ background: #161616; color: #ddd }} del {{ background: #3a1a17; color: #f0b5ae }} }}
</style>
<h1>{title}</h1>
<table>{facts}</table>
<h2>Kept</h2>
{kept}
<h2>Removed</h2>
{removed}
</html>
"""


def as_html(url: str, outcome: Refined | Rejected) -> str:
    """The explanation as one page without scripts or outside resources."""
    if isinstance(outcome, Rejected):
        told = "\n".join(f"<p>{html.escape(line)}</p>" for line in as_text(url, outcome, 110))
        return PAGE.format(title=html.escape(url), facts="", kept=told, removed="")
    rows = "".join(f"<tr><td>{html.escape(n)}<td>{html.escape(v)}<td>{html.escape(s)}" for n, v, s in facts(outcome.article))
    kept = "\n".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in (outcome.article.text or "").split("\n\n"))
    removed = "\n".join(
        f'<del>{html.escape(edit.text)}<span class="rule">{html.escape(edit.rule)}: {html.escape(explain_rule(edit.rule))}</span></del>'
        for edit in outcome.edits
    )
    return PAGE.format(title=html.escape(outcome.article.title), facts=rows, kept=kept, removed=removed or "<p>nothing</p>")
