"""Walking the indexes of archives with somebody else's fetch: pages of captures out, and where to go on after a stop.

429 and 503, pauses and retries are the fetch's business. Nothing here raises for what a server answers: an error ends its part of the walk
and comes with the last batch of it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from newscrawl.archive.answer import Answer
from newscrawl.archive.cdx import Capture, Captured, Cdx, cdx_url, group, months, parse_cdx
from newscrawl.archive.services.commoncrawl import Crawl, Hosts, crawls_between, parse_crawls, parse_page_count, parse_paths
from newscrawl.errors import FetchError, SourceError
from newscrawl.site import Site
from newscrawl.urls import folded_key, registered_domain

__all__ = [
    "CaptureBatch",
    "Fetch",
    "NewsMonth",
    "Scope",
    "Span",
    "commoncrawl_captures",
    "news_months",
    "url_day",
    "wayback_captures",
]

LATE_DAYS = 92
EARLY_DAYS = 2  # before the first day: clocks, zones, and dates that were set forward
_LIMIT = 5_000  # rows an answer: about a megabyte, some seconds of the server's time
_REQUESTS = 2_000
_HELD = 20_000
_DATED = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>0[1-9]|1[0-2])(?:[/-](?P<day>0[1-9]|[12]\d|3[01]))?(?=[/-])")

T = TypeVar("T")


# Address and request headers. Raises FetchError where no answer came.
Fetch = Callable[[str, Mapping[str, str]], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days of publication, both included; None is no bound. `late`: days after the last day within which a page may get its first
    capture."""

    since: date | None = None
    until: date | None = None
    late: int = LATE_DAYS

    @property
    def captured_until(self) -> date | None:
        return self.until + timedelta(days=self.late) if self.until else None

    def may_hold(self, captured: Captured) -> bool:
        """Whether a page may have been published in these days: by the date in its address, else by its captures. A page is at least as
        old as its first known capture."""
        dated = url_day(captured.url)
        if dated:
            first, last = dated
            return (self.since is None or last >= self.since) and (self.until is None or first <= self.until)
        if self.captured_until and captured.first.date() > self.captured_until:
            return False
        return self.since is None or (captured.captures[-1].at >= _start(self.since) and captured.first >= self.oldest)

    @property
    def oldest(self) -> datetime:
        """The earliest useful capture moment. An earlier capture shows a page that was published before the first day."""
        return _start(self.since) - timedelta(days=EARLY_DAYS) if self.since else datetime.min.replace(tzinfo=UTC)

    def before(self) -> Span | None:
        """The captures that tell which pages are older than the first day; None without one."""
        return Span(until=self.since - timedelta(days=EARLY_DAYS + 1), late=0) if self.since else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureBatch:
    """The captures of one index answer. `partition` is the domain, or the crawl. `resume` is the key to continue behind this batch, None at
    the end.

    A walk that continues from `resume` may repeat the batch's last page, and never skips a page. `listed` counts captures. `outside`
    counts pages that cannot be of the span. `refused` counts rows and pages that are no article of the site.
    """

    partition: str
    pages: tuple[Captured, ...] = ()
    resume: str | None = None
    listed: int = 0
    outside: int = 0
    refused: int = 0
    error: SourceError | FetchError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsMonth:
    """The CC-NEWS files of one month, as addresses."""

    month: date
    files: tuple[str, ...] = ()
    error: SourceError | FetchError | None = None


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def url_day(url: str) -> tuple[date, date] | None:
    """The first and last day that an address with a date in its path can mean: `/2021/05/06/slug` one day, `/2021/05/slug` the month."""
    found = _DATED.search(url)
    if found is None:
        return None
    try:
        first = date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    except ValueError:
        return None
    return (first, first) if found["day"] else (first, months(first, first + timedelta(days=31))[0][1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The aim of a walk. `wants` accepts the (normalised) addresses that may be articles of the site."""

    span: Span
    wants: Callable[[str], bool]
    limit: int = _LIMIT

    def batch(self, partition: str, found: list[Capture], cdx: Cdx, resume: str | None) -> CaptureBatch:
        wanted = [capture for capture in found if self.wants(capture.url)]
        pages = list(group(wanted))
        kept = tuple(page for page in pages if self.span.may_hold(page))
        return CaptureBatch(
            partition=partition,
            pages=kept,
            resume=resume,
            listed=cdx.rows,
            outside=len(pages) - len(kept),
            refused=cdx.refused + len(found) - len(wanted),
        )


async def wayback_captures(
    site: Site, fetch: Fetch, endpoint: str, scope: Scope, *, resume: str | None = None
) -> AsyncIterator[CaptureBatch]:
    """Every page of the site that the Wayback Machine has whole, with all its captures up to three months behind the span.

    One pass over the index in its own order, by address: all captures of a page come together, so that the first one tells pages that are
    older than the span, and the best one can be chosen. `resume` is a batch's, from a walk that was stopped.
    """
    places = _places(site)
    position, _, key = (resume or "0 ").partition(" ")
    start = int(position) if re.fullmatch(r"[0-9]{1,3}", position) else 0
    for number, (address, match) in enumerate(places[start:], start):
        following = f"{number + 1} " if number + 1 < len(places) else None
        async for batch in _wayback(address, match, f"{number} ", following, key, fetch, endpoint, scope):
            yield batch
            if batch.error:
                return
        key = ""


def _places(site: Site) -> list[tuple[str, str]]:
    """The places to ask the index for: the domain, or only the site's own hosts where the domain holds several sites."""
    home = urlsplit(site.origin or site.home).hostname or site.domain
    first = (site.domain, "domain") if home.removeprefix("www.") == site.domain else (home, "host")
    others = [(host, "host") for host in sorted(site.same_site) if first[1] == "host" or registered_domain(host) != site.domain]
    return list(dict.fromkeys([first, *others]))


async def _wayback(
    address: str, match: str, prefix: str, following: str | None, key: str, fetch: Fetch, endpoint: str, scope: Scope
) -> AsyncIterator[CaptureBatch]:
    """One domain or host, page by page. The captures of the last address of a page are held back: they may go on with the next page."""
    held: list[Capture] = []
    held_key, resume = "", prefix + key  # whose captures they are, and the page on which they began
    seen = {key}  # resume keys, and what answers began with
    for _ in range(_REQUESTS):
        until = scope.span.captured_until
        url = cdx_url(endpoint, address, match=match, until=until, limit=scope.limit, resume_key=key or None)
        try:
            cdx = _read(parse_cdx, await fetch(url, {}), url)
            if cdx.resume_key is None and not key and cdx.rows == scope.limit:
                # Cut off without a word on how to go on: a server that knows no resume keys. Without a limit it gives all that it gives.
                url = cdx_url(endpoint, address, match=match, until=until)
                cdx = _read(parse_cdx, await fetch(url, {}), url)
            if cdx.resume_key in seen:
                raise SourceError(url, "a resume key that was given before")  # noqa: TRY301  one place that ends the walk
            _check_new(cdx, seen, url)
        except (SourceError, FetchError) as error:
            yield CaptureBatch(partition=address, resume=resume, error=error)
            return
        named = [(folded_key(capture.url), capture) for capture in cdx.captures]
        captures = [(held_key, capture) for capture in held] + named
        if cdx.resume_key is None:
            yield scope.batch(address, [capture for _, capture in captures], cdx, following)
            return
        last = captures[-1][0] if captures else ""
        held = [capture for name, capture in captures if name == last][:_HELD]
        if last != held_key:
            held_key, resume = last, prefix + key
        key = cdx.resume_key
        seen.add(key)
        yield scope.batch(address, [capture for name, capture in captures if name != last], cdx, resume)
    yield CaptureBatch(partition=address, resume=resume, error=SourceError(address, f"more than {_REQUESTS} pages of captures"))


def _check_new(cdx: Cdx, seen: set[str], url: str) -> None:
    """Raises SourceError for an answer that begins as one before did: an index that turns in circles has no end."""
    for first in cdx.captures[:1]:
        began = f"{first.timestamp} {first.original}"
        if began in seen:
            raise SourceError(url, "captures that were given before")
        seen.add(began)


def _read(parse: Callable[..., T], answer: Answer, url: str) -> T:
    if answer.status != 200:
        raise FetchError(url, f"http-{answer.status}")
    return parse(answer.body, url=url)


async def commoncrawl_captures(
    site: Site, fetch: Fetch, hosts: Hosts, scope: Scope, *, resume: str | None = None
) -> AsyncIterator[CaptureBatch]:
    """Every page of the site in the crawls of the span, crawl by crawl, the oldest first: a page comes once for each crawl that has it.

    A crawl whose index fails is said and passed over. `resume` is a batch's."""
    try:
        crawls = _read(parse_crawls, await fetch(hosts.crawls, {}), hosts.crawls)
    except (SourceError, FetchError) as error:
        yield CaptureBatch(partition="collinfo", resume=resume, error=error)
        return
    chosen = crawls_between(crawls, scope.span.since, scope.span.captured_until)
    parts = [(crawl, place) for crawl in chosen for place in range(len(_places(site)))]
    token = re.fullmatch(r"(\S+) ([0-9]{1,3}) ([0-9]{1,6})", resume or "")
    start = next((n for n, (crawl, place) in enumerate(parts) if token and (crawl.id, str(place)) == token.groups()[:2]), 0)
    page = int(token[3]) if token else 0
    for number, (crawl, place) in enumerate(parts[start:], start):
        following = f"{parts[number + 1][0].id} {parts[number + 1][1]} 0" if number + 1 < len(parts) else None
        async for batch in _crawl(crawl, _places(site)[place], f"{crawl.id} {place} ", page, following, fetch, hosts, scope):
            yield batch
        page = 0


async def _crawl(
    crawl: Crawl, place: tuple[str, str], prefix: str, page: int, following: str | None, fetch: Fetch, hosts: Hosts, scope: Scope
) -> AsyncIterator[CaptureBatch]:
    url = hosts.query(crawl, place[0], match=place[1])
    try:
        answer = await fetch(url, {})
        count = 0 if answer.status == 404 else _read(parse_page_count, answer, url)
        if count > _REQUESTS:
            raise SourceError(url, f"{count} pages of captures: more than any site has")  # noqa: TRY301  one place that ends the walk
        if page >= count:
            yield CaptureBatch(partition=crawl.id, resume=following)
        seen: set[str] = set()
        for number in range(page, count):
            url = hosts.query(crawl, place[0], match=place[1], page=number)
            answer = await fetch(url, {})
            cdx = Cdx() if answer.status == 404 else _read(parse_cdx, answer, url)
            _check_new(cdx, seen, url)
            resume = f"{prefix}{number + 1}" if number + 1 < count else following
            yield scope.batch(crawl.id, list(cdx.captures), cdx, resume)
    except (SourceError, FetchError) as error:
        yield CaptureBatch(partition=crawl.id, resume=following, error=error)


async def news_months(fetch: Fetch, hosts: Hosts, since: date, until: date) -> AsyncIterator[NewsMonth]:
    """The files of CC-NEWS, month by month of capture. A month without a list (the future, and before 2016-08) is one with an error."""
    for first, _ in months(since, until):
        url = hosts.news_paths(first.year, first.month)
        try:
            paths = _read(parse_paths, await fetch(url, {}), url)
        except (SourceError, FetchError) as error:
            yield NewsMonth(month=first, error=error)
            continue
        yield NewsMonth(month=first, files=tuple(f"{hosts.data}/{path}" for path in paths))
