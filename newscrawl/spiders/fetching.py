"""Scrapy's requests and responses as the values that discovery and extraction take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from scrapy import exceptions
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from newscrawl.archive.write import RequestSeen
from newscrawl.discover.rules import localize
from newscrawl.discover.walk import Fetched
from newscrawl.discover.walks.memory import Validators
from newscrawl.errors import FetchError
from newscrawl.intake.intake import FetchedPage, NextPart
from newscrawl.middlewares.safe.guard import ELSEWHERE
from newscrawl.model import Candidate, Page, Rights
from newscrawl.site import Site
from newscrawl.urls import registered_domain

__all__ = [
    "ANSWERS",
    "ANY_STATUS",
    "NO_RIGHTS",
    "ArchiveFetcher",
    "Fetcher",
    "conditional",
    "fetch_error",
    "fetched_page",
    "live_parts",
    "page_headers",
]

ANSWERS = (200, 203)  # 203: a proxy on the way changed the page (RFC 9110, 15.3.4)
NO_RIGHTS = Rights()
# What a download can end with, in one word for statistics.
_REASONS = (
    (exceptions.DownloadTimeoutError, "timeout"),
    (exceptions.CannotResolveHostError, "no-such-host"),
    (exceptions.DownloadConnectionRefusedError, "refused"),
    (exceptions.ResponseDataLossError, "cut-short"),
    (exceptions.DownloadCancelledError, "too-large"),
    (exceptions.UnsupportedURLSchemeError, "scheme"),
    (exceptions.DownloadFailedError, "connection"),
    (exceptions.IgnoreRequest, "ignored"),
    (OSError, "connection"),
)


# Every answer is for us to judge, and comes from the site: the ledger says what is asked for, not a cache of Scrapy's.
ANY_STATUS: Final = {"handle_httpstatus_all": True, "dont_cache": True}


class Fetcher:
    """Fetches one address through all of Scrapy's downloader middlewares: robots.txt, delays, retries, redirects, limits."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    async def __call__(self, url: str, validators: Validators | None = None, *, elsewhere: bool = False) -> Fetched:
        """An answer of any status as it is. `elsewhere`: a list that the site names, on whatever host. Raises FetchError when no answer
        came."""
        meta = {**ANY_STATUS, **({ELSEWHERE: True} if elsewhere else {})}
        response = await self.response(Request(url, headers=conditional(validators), meta=meta))
        return Fetched(url=response.url, status=response.status, headers=page_headers(response), body=response.body)

    async def response(self, request: Request) -> Response:
        try:
            return await self.crawler.engine.download_async(request)
        except Exception as error:
            raise fetch_error(request.url, error) from error


class ArchiveFetcher:
    """Fetches from an archive's service. A captured redirect is the page's, not the archive's: followed by itself it would lead out of the
    archive, to the live site."""

    def __init__(self, crawler: Crawler) -> None:
        self._fetcher = Fetcher(crawler)

    async def __call__(self, url: str, headers: Mapping[str, str], *, follow: bool = True, most: int = 0) -> Fetched:
        """Raises FetchError when no answer came. `most`: bytes of the answer, where that is less than the settings allow."""
        meta: dict[str, Any] = dict(ANY_STATUS)
        if not follow:
            meta["dont_redirect"] = True
        if most:
            meta["download_maxsize"] = most
        response = await self._fetcher.response(Request(url, headers=dict(headers), meta=meta))
        return Fetched(url=response.url, status=response.status, headers=page_headers(response), body=response.body)


def live_parts(crawler: Crawler, site: Site) -> NextPart:
    """Fetches the further pages of an article from the site as it is served now. Another site's page is no part of the article."""

    async def next_part(url: str, first: Page) -> FetchedPage | None:
        address = localize(url, site)
        if address is None or (site.many_hosts and registered_domain(address) != registered_domain(first.url)):
            return None
        further = await Fetcher(crawler).response(Request(address, meta=dict(ANY_STATUS)))
        if further.status not in ANSWERS:
            raise FetchError(address, f"http-{further.status}", "a further page of the article")
        return fetched_page(further, Candidate(url=address))

    return next_part


def conditional(validators: Validators | None) -> dict[str, str]:
    """The headers that make a request conditional. A Last-Modified ahead of the clock is no validator: the server would say "not modified"
    until then (FreshRSS #1020, NetNewsWire #3191)."""
    headers = {}
    if validators and validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators and validators.last_modified and _is_past(validators.last_modified):
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def _is_past(stamp: str) -> bool:
    try:
        at = parsedate_to_datetime(stamp)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)) < datetime.now(UTC) + timedelta(hours=1)
    except (ValueError, TypeError, OverflowError, IndexError):
        return True  # no date to us; the server may compare it as it stands (RFC 9110, 13.1.3)


def fetch_error(url: str, error: BaseException | None) -> FetchError:
    """A download's exception as a reason and a detail on one line."""
    reason = getattr(error, "reason", None) if isinstance(error, exceptions.IgnoreRequest) else None
    if not isinstance(reason, str):
        reason = next((word for kind, word in _REASONS if isinstance(error, kind)), type(error).__name__)
    detail = getattr(error, "detail", None) or str(error)
    return FetchError(url, reason, " ".join(str(detail).split())[:200])


def page_headers(message: Request | Response) -> tuple[tuple[str, str], ...]:
    """Names in lower case; a header that came several times stays several pairs."""
    return tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, values in message.headers.items() for value in values or ()
    )


def fetched_page(response: Response, candidate: Candidate, site_rights: Rights = NO_RIGHTS) -> FetchedPage:
    """A response as a page, with the request that we sent for it."""
    page = Page(
        url=response.url,
        body=response.body,
        fetched_at=datetime.now(UTC),
        status=response.status,
        headers=page_headers(response),
        candidate=candidate,
        site_rights=site_rights,
    )
    request, ip = response.request, response.ip_address
    sent = RequestSeen(url=request.url, headers=page_headers(request)) if request else None
    return FetchedPage(page, sent, str(ip) if ip else None)
