"""robots.txt, fetched once a run and host before anything else, by RFC 9309; kept across runs with its validators."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured, StopDownload
from scrapy.http import Request, Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import BaseSettings

from newscrawl.middlewares.polite.clock import Clock
from newscrawl.middlewares.polite.robots_rules import MAX_BYTES, RobotsRules, is_html, parse
from newscrawl.middlewares.polite.throttle import Throttle
from newscrawl.middlewares.refused import Refused, count, refuse
from newscrawl.middlewares.safe.addresses import authority
from newscrawl.middlewares.safe.guard import ROBOTS, crawl_frontier, slot_key

__all__ = ["CachedRobots", "Robots", "RobotsCache", "RobotsMiddleware", "RobotsStore", "product_of", "product_token"]

logger = logging.getLogger(__name__)

MAX_AGE = 24 * 3600.0  # seconds; RFC 9309, 2.4: no robots.txt is used longer than a day
_LOOK_AGAIN = 600.0  # seconds until an unreadable robots.txt is asked for again, in a run that still goes on
_RETRIES = 4  # everything waits for this answer, and none is an answer too
_TIMEOUT = 15.0  # seconds; it is a small file
# Refusals of ours that mean that the site's answer leads nowhere: as good as no robots.txt.
_NOT_THE_SERVERS = frozenset(
    ("redirects", "redirect-broken", "scheme", "port", "address", "credentials-in-url", "url-too-long", "encoding")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedRobots:
    """A robots.txt that was read: what a store keeps from run to run. `fetched_at` is Unix time."""

    body: bytes
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: float = 0.0


@dataclass(frozen=True, slots=True)
class RobotsCache:
    """The store of robots.txt files between runs: two callables, keyed by the address of the robots.txt."""

    load: Callable[[str], CachedRobots | None] = lambda _url: None
    save: Callable[[str, CachedRobots], None] = lambda _url, _cached: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """The robots.txt of one host. `unavailable`: why it could not be read, so that nothing may be fetched; '' where it was read or is
    known to be missing."""

    url: str
    rules: RobotsRules
    unavailable: str = ""
    fetched_at: float = 0.0


class RobotsStore:
    """The robots.txt files of one crawl. `await RobotsStore.of(crawler).get(url)` for anyone who needs one: it is fetched once."""

    def __init__(self, crawler: Crawler, clock: Clock | None = None) -> None:
        self.crawler, self.clock = crawler, clock or Clock()
        settings = crawler.settings
        self.product = product_of(settings)
        self._limits = {
            "max_retry_times": min(settings.getint("RETRY_TIMES", _RETRIES), _RETRIES),
            "download_timeout": min(settings.getfloat("DOWNLOAD_TIMEOUT") or _TIMEOUT, _TIMEOUT),
        }
        self.longest_delay = settings.getfloat("NEWSCRAWL_CRAWL_DELAY_MAX", 60.0)
        self.cache = RobotsCache()
        self._known: dict[str, asyncio.Task[Robots]] = {}
        self._received: WeakKeyDictionary[Request, int] = WeakKeyDictionary()
        crawler.signals.connect(self._stop_at_limit, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @classmethod
    def of(cls, crawler: Crawler) -> RobotsStore:
        store = crawler.get_extension(RobotsStore)
        if store is None:
            raise RuntimeError(f"newscrawl's downloader needs the extension {cls.__module__}.{cls.__name__}; add it to EXTENSIONS")
        return store

    async def get(self, url: str) -> Robots:
        """The robots.txt that speaks for this address. Never raises for what the site does."""
        parts = urlsplit(url)
        robots_url = f"{parts.scheme}://{parts.netloc}/robots.txt"
        task = self._known.get(robots_url)
        if task is None or (task.done() and self._is_old(task.result())):
            task = self._known[robots_url] = asyncio.ensure_future(self._read(robots_url))
        return await asyncio.shield(task)

    def _is_old(self, robots: Robots) -> bool:
        return self.clock.now() - robots.fetched_at > (_LOOK_AGAIN if robots.unavailable else MAX_AGE)

    async def _read(self, url: str) -> Robots:
        robots = await self._fetch(url)
        if robots.unavailable:
            count(self.crawler, "robots/unavailable")
            logger.warning("%s could not be read (%s): nothing is fetched from that host in this run", url, robots.unavailable)
        elif (delay := robots.rules.crawl_delay) and self._keep_crawl_delay(url, delay) < delay:
            count(self.crawler, "robots/crawl-delay-capped")
            told = "%s asks for a Crawl-delay of %.0f s; NEWSCRAWL_CRAWL_DELAY_MAX makes it %.0f s"
            logger.warning(told, url, delay, self.longest_delay)
        if odd := robots.rules.odd_delays:
            logger.warning("%s has a Crawl-delay that is no number of seconds, and is passed over: %s", url, ", ".join(map(repr, odd)))
        return robots

    def _keep_crawl_delay(self, url: str, delay: float) -> float:
        """Sets the host's Crawl-delay, bounded by the longest allowed. Returns the delay in seconds."""
        kept = min(delay, self.longest_delay)
        Throttle.of(self.crawler).crawl_delay(slot_key(url), kept)
        return kept

    async def _fetch(self, url: str) -> Robots:
        cached = self.cache.load(url)
        if cached and (delay := parse(cached.body, self.product).crawl_delay):
            self._keep_crawl_delay(url, delay)  # robots.txt itself may have to be asked for again
        try:
            response = await self.crawler.engine.download_async(self._request(url, cached))
        except Refused as refused:
            if refused.reason in _NOT_THE_SERVERS:
                return self._robots(url, b"", "missing")  # RFC 9309, 2.3.1.2: too many redirects may count as none
            return self._robots(url, b"", "unavailable", str(refused))
        except IgnoreRequest as ignored:
            return self._robots(url, b"", "unavailable", str(ignored))
        except Exception as error:  # noqa: BLE001  whatever ended the download: the answer is unknown
            return self._robots(url, b"", "unavailable", f"{type(error).__name__}: {error}")
        return self._answered(url, response, cached)

    def _request(self, url: str, cached: CachedRobots | None) -> Request:
        headers = {"Accept": "text/plain,*/*;q=0.5", "Accept-Encoding": "identity"}  # so that the 500 KiB are those that are sent
        if cached and cached.etag:
            headers["If-None-Match"] = cached.etag
        if cached and cached.last_modified:
            headers["If-Modified-Since"] = cached.last_modified
        meta = {ROBOTS: True, "dont_obey_robotstxt": True, "download_maxsize": 0, "dont_cache": True, **self._limits}
        return Request(url, callback=NO_CALLBACK, headers=headers, priority=1000, meta=meta, dont_filter=True)

    def _answered(self, url: str, response: Response, cached: CachedRobots | None) -> Robots:
        status = response.status
        if status == 304 and cached:
            body = cached.body
        elif 200 <= status < 300:
            body = response.body[: MAX_BYTES + 1]
        elif 300 <= status < 500 and status != 429:
            return self._robots(url, b"", "missing")  # RFC 9309, 2.3.1.3, also for 401 and 403; and redirects to nowhere
        else:
            return self._robots(url, b"", "unavailable", f"HTTP {status}")
        headers = response.headers
        etag, modified = (_text(headers.get(name)) for name in ("ETag", "Last-Modified"))
        if status == 304 and cached:
            etag, modified = etag or cached.etag, modified or cached.last_modified
        self.cache.save(url, CachedRobots(body=body, etag=etag, last_modified=modified, fetched_at=self.clock.now()))
        return self._robots(url, body, "html" if is_html(body) else "read")

    def _robots(self, url: str, body: bytes, outcome: str, why: str = "") -> Robots:
        count(self.crawler, f"robots/{outcome}") if outcome != "unavailable" else None
        return Robots(url=url, rules=parse(body, self.product), unavailable=why, fetched_at=self.clock.now())

    def _stop_at_limit(self, data: bytes, request: Request) -> None:
        if request.meta.get(ROBOTS):
            self._received[request] = self._received.get(request, 0) + len(data)
            if self._received[request] > MAX_BYTES:
                raise StopDownload(fail=False)


class RobotsMiddleware:
    """Asks the store before each request, and answers for it what asks for robots.txt itself. Off with ROBOTSTXT_OBEY = False.

    Services that settings name (NEWSCRAWL_…_URL) are asked as their owners document it; robots.txt is about pages that a crawler finds.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("ROBOTSTXT_OBEY is False")
        self.crawler = crawler
        self._endpoints = crawl_frontier(crawler).endpoints

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        if request.meta.get(ROBOTS) or request.meta.get("dont_obey_robotstxt") or authority(request.url) in self._endpoints:
            return None
        robots = await RobotsStore.of(self.crawler).get(request.url)
        if robots.unavailable:
            raise refuse(self.crawler, "robots-unavailable", f"{robots.url}: {robots.unavailable}")
        if request.url == robots.url:  # someone wants to read it for themselves: it was fetched already
            body = robots.rules.body
            return TextResponse(
                request.url, status=200 if body else 404, body=body, headers={"Content-Type": "text/plain"}, request=request
            )
        if not robots.rules.allows(request.url):
            raise refuse(self.crawler, "robots", f"{robots.url} disallows it")
        return None


def product_of(settings: BaseSettings) -> str:
    """The token under which robots.txt and a page's own signals may address us."""
    token: str = settings["ROBOTSTXT_USER_AGENT"] or product_token(settings["USER_AGENT"] or "")
    return token


def product_token(user_agent: str) -> str:
    """`newscrawl` of `newscrawl/1.0 (+mailto:…)`."""
    return user_agent.split("/")[0].split()[0].lower() if user_agent.strip() else "newscrawl"


def _text(value: bytes | None) -> str | None:
    return value.decode("latin-1") if value else None
