"""The Wayback Machine and Common Crawl as one kind of thing: an index to walk, captures to fetch as pages. The fetch is handed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from newscrawl.archive.answer import Answer, content_range
from newscrawl.archive.cdx import Capture, cdx_url, parse_cdx
from newscrawl.archive.replay import Moved, NoPage, Place, capture_url, page_from_capture
from newscrawl.archive.services.commoncrawl import Crawl, Hosts, page_from_record
from newscrawl.archive.services.index_walk import CaptureBatch, Scope, commoncrawl_captures, wayback_captures
from newscrawl.errors import FetchError, SourceError
from newscrawl.model import Page
from newscrawl.site import Site

__all__ = ["CommonCrawl", "Fetch", "Service", "Wayback"]

_STEPS = 5  # redirects from capture to capture
_REPETITIONS = 1_000
_SPARE = 1 << 16
_SMALL = 1 << 26
_BUSY = ("status-429", "status-5")  # the archive's own trouble: nothing is said of the capture


class Fetch(Protocol):
    """Fetches an address without following redirects of an archived page out of the archive. `most`: bytes of the answer; 0 is the
    settings' own limit. Raises FetchError where no answer came."""

    def __call__(self, url: str, headers: Mapping[str, str], *, follow: bool = True, most: int = 0) -> Awaitable[Answer]: ...


class Service(Protocol):
    """An archive of other people's pages. `complete`: its index brings all captures of a page at once."""

    @property
    def name(self) -> str: ...
    @property
    def complete(self) -> bool: ...

    def walk(self, site: Site, scope: Scope, resume: str | None) -> AsyncIterator[CaptureBatch]:
        """The captures of a site, batch by batch."""
        ...

    async def page(self, capture: Capture) -> Page | NoPage:
        """The page of a capture. Raises FetchError where the archive gave no answer, or was busy."""
        ...

    async def part(self, url: str, beside: Capture) -> Page | NoPage:
        """Another page, as it was captured closest to this capture. Raises FetchError as `page` does."""
        ...

    async def repetitions(self, capture: Capture) -> tuple[Capture, ...]:
        """All captures of a capture's page, where the walk leaves out those that repeat a payload. Raises FetchError as `page` does."""
        ...


@dataclass(frozen=True, slots=True)
class Wayback:
    """`endpoint`: the address that `/cdx/search/cdx` and `/web/` are below."""

    endpoint: str
    fetch: Fetch
    name: str = "wayback"
    complete: bool = True

    def walk(self, site: Site, scope: Scope, resume: str | None) -> AsyncIterator[CaptureBatch]:
        return wayback_captures(site, lambda url, headers: self.fetch(url, headers), self.endpoint, scope, resume=resume)

    async def page(self, capture: Capture) -> Page | NoPage:
        return await self._shown(capture, Place(timestamp=capture.timestamp, url=capture.original))

    async def part(self, url: str, beside: Capture) -> Page | NoPage:
        return await self._shown(beside, Place(timestamp=beside.timestamp, url=url))

    async def repetitions(self, capture: Capture) -> tuple[Capture, ...]:
        index = cdx_url(self.endpoint, capture.original, match="exact", collapse=(), limit=_REPETITIONS)
        answer = await self.fetch(index, {})
        if answer.status != 200:
            raise FetchError(index, f"http-{answer.status}", "the archive is busy or broken")
        try:
            return parse_cdx(answer.body, url=index).captures
        except SourceError:
            return ()

    async def _shown(self, capture: Capture, place: Place) -> Page | NoPage:
        request = capture_url(self.endpoint, place.timestamp, place.url)
        for _ in range(_STEPS):
            answer = await self.fetch(request, {}, follow=False)
            found = page_from_capture(
                capture,
                endpoint=self.endpoint,
                status=answer.status,
                headers=answer.headers,
                body=answer.body,
                fetched_at=datetime.now(UTC),
                place=place,
            )
            memento = any(name == "memento-datetime" for name, _ in answer.headers)  # RFC 7089: the status is the capture's
            if isinstance(found, NoPage) and found.reason.startswith(_BUSY) and not memento:
                raise FetchError(request, f"http-{answer.status}", "the archive is busy or broken")
            if not isinstance(found, Moved):
                return found
            place, request = found.place, found.request
        return NoPage(url=capture.url, reason="redirect")


@dataclass(frozen=True, slots=True)
class CommonCrawl:
    hosts: Hosts
    fetch: Fetch
    name: str = "commoncrawl"
    complete: bool = False

    def walk(self, site: Site, scope: Scope, resume: str | None) -> AsyncIterator[CaptureBatch]:
        return commoncrawl_captures(site, lambda url, headers: self.fetch(url, headers), self.hosts, scope, resume=resume)

    async def page(self, capture: Capture) -> Page | NoPage:
        wanted = self.hosts.record(capture)
        if wanted is None:
            return NoPage(url=capture.url, reason="no-record")
        headers = {"Range": wanted.header, "Accept-Encoding": "identity"}
        before = capture.offset or 0
        most = wanted.length + _SPARE + (before if before < _SMALL else 0)
        answer = await self.fetch(wanted.url, headers, most=most)
        _check_busy(wanted.url, answer)
        data = answer.body
        if answer.status == 200:  # a server that knows no ranges, and a file that is small enough
            data = data[before:][: wanted.length]
        elif answer.status != 206:
            return NoPage(url=capture.url, reason=f"status-{answer.status}")
        elif len(data) < wanted.length and not _ends_file(answer):
            raise FetchError(wanted.url, "cut-short", f"{len(data)} of a record's {wanted.length} bytes came")
        return page_from_record(data, capture, hosts=self.hosts, fetched_at=datetime.now(UTC))

    async def part(self, url: str, beside: Capture) -> Page | NoPage:
        crawl = beside.filename.split("/")[1] if beside.filename.count("/") > 1 else ""
        day = beside.at.date()
        index = self.hosts.query(Crawl(id=crawl, since=day, until=day), url, match="exact", page=0)
        answer = await self.fetch(index, {})
        _check_busy(index, answer)
        if answer.status != 200:
            return NoPage(url=url, reason=f"status-{answer.status}")
        try:
            captures = parse_cdx(answer.body, url=index).captures
        except SourceError:
            return NoPage(url=url, reason="no-index")
        closest = min(captures, key=lambda capture: abs(capture.at - beside.at), default=None)
        return await self.page(closest) if closest else NoPage(url=url, reason="no-capture")

    async def repetitions(self, capture: Capture) -> tuple[Capture, ...]:
        return ()  # its index lists each one


def _check_busy(url: str, answer: Answer) -> None:
    """Raises FetchError for the archive's own trouble: nothing is said of the capture."""
    if answer.status == 429 or answer.status >= 500:
        raise FetchError(url, f"http-{answer.status}", "the archive is busy or broken")


def _ends_file(answer: Answer) -> bool:
    """Whether an answer reaches the end of the file and holds all the bytes that its Content-Range announces."""
    said = content_range(answer)
    return said is not None and said[1] + 1 == said[2] and len(answer.body) == said[1] + 1 - said[0]
