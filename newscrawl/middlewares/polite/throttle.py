"""The speed of requests to each host: Crawl-delay is a floor under every delay, and a host can ask for pauses or earn them by failing."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response

from newscrawl.middlewares.polite.clock import Clock
from newscrawl.middlewares.refused import count, refuse
from newscrawl.middlewares.safe.guard import LOOK_AT
from newscrawl.middlewares.stopping import is_closing
from newscrawl.store.files.host_turns import SharedTurns

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot

__all__ = ["HostAutoThrottle", "Throttle"]

_LOOK_UP = 0.5  # seconds between two looks whether the run is being closed, so that no pause delays its end


@dataclass(slots=True)
class _Host:
    """Moments of the monotonic clock, in seconds."""

    not_before: float = -math.inf
    failing_since: float | None = None
    asking: str = ""  # the first address that asked for more than the run's patience
    left: bool = False
    step: int = 0
    crawl_delay: float = 0.0


class Throttle:
    """The politeness of one crawl, host by host; hosts are named as the downloader's slots are.

    `patience`, in seconds, is how long a host may keep this run waiting: for one pause that it asks for, and altogether without a
    single good answer. What would take longer is refused as `retry-later`, and stays for a later run.
    """

    def __init__(self, crawler: Crawler, clock: Clock | None = None) -> None:
        self.crawler, self.clock = crawler, clock or Clock()
        settings = crawler.settings
        self.patience = settings.getfloat("NEWSCRAWL_PATIENCE", 300.0)
        self.first_wait = settings.getfloat("NEWSCRAWL_RETRY_SECONDS", 0.5)
        self.longest_wait = settings.getfloat("NEWSCRAWL_RETRY_SECONDS_MAX", 60.0)
        self._hosts: dict[str, _Host] = {}
        self._shared = SharedTurns(Path(settings["NEWSCRAWL_OUTPUT_DIR"]) / ".state" / "hosts") if _shares(crawler) else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @classmethod
    def of(cls, crawler: Crawler) -> Throttle:
        throttle = crawler.get_extension(Throttle)
        if throttle is None:
            raise RuntimeError(f"newscrawl's downloader needs the extension {cls.__module__}.{cls.__name__}; add it to EXTENSIONS")
        return throttle

    def _host(self, key: str) -> _Host:
        return self._hosts.setdefault(key, _Host())

    # Pauses

    def backoff(self, times: int) -> float:
        """Seconds before attempt number `times` + 1: doubling, with jitter, capped."""
        return min(self.first_wait * 2.0 ** min(times - 1, 30), self.longest_wait) * self.clock.jitter()

    def hold(self, key: str, seconds: float) -> None:
        """Nothing is asked of this host for so long."""
        host = self._host(key)
        host.not_before = max(host.not_before, self.clock.monotonic() + seconds)

    def only_one_asks(self, key: str, url: str) -> bool:
        """Notes that `url` asks for a longer wait than the run allows. True while no other address of the host has asked so. One page of
        168 that says "in a day" does not speak for the host; a second address does."""
        host = self._host(key)
        host.asking = host.asking or url
        if host.asking == url:
            return True
        count(self.crawler, "host-left")
        return False

    def hold_longer(self, key: str) -> float:
        """Holds a host that is busy and does not say for how long, longer each time. Answers to what was sent before the pause add
        nothing to it. Returns the seconds."""
        host, now = self._host(key), self.clock.monotonic()
        if host.not_before <= now:
            host.step += 1
            host.not_before = now + self.backoff(host.step)
        return host.not_before - now

    def recovered(self, key: str) -> None:
        """The host gave a good answer."""
        host = self._hosts.get(key)
        if host:
            host.failing_since, host.step = None, 0

    def failed(self, key: str, wait: float) -> None:
        """The host failed, and would be asked again after `wait` seconds. Raises Refused when that is beyond the run's patience."""
        host, now = self._host(key), self.clock.monotonic()
        if host.failing_since is None:
            host.failing_since = now
        failing = now - host.failing_since
        if failing + wait > self.patience:
            host.left = host.left or wait <= self.patience
            raise self._later(key, wait if wait > self.patience else failing + wait)

    def _later(self, key: str, seconds: float) -> Exception:
        return refuse(
            self.crawler, "retry-later", f"{key} would keep the run waiting {seconds:.0f} s > NEWSCRAWL_PATIENCE {self.patience:.0f} s"
        )

    async def turn(self, key: str) -> None:
        """Returns when this host may be asked. Raises Refused when that is beyond the run's patience."""
        host = self._hosts.get(key)
        if host is None:
            return
        if host.left:
            raise refuse(self.crawler, "retry-later", f"{key} gave no good answer for {self.patience:.0f} s (NEWSCRAWL_PATIENCE)")
        waited = False
        while (rest := host.not_before - self.clock.monotonic()) > 0:
            if rest > self.patience:
                raise self._later(key, rest)
            await self.pause(rest)
            waited = True
        if waited:  # those that waited together do not leave together
            slot = self._slot(key)
            host.not_before = self.clock.monotonic() + (slot.delay if slot else 0.0)

    async def share(self, key: str) -> None:
        """Returns when no other command has its turn at this host. Without a delay there is nothing to share."""
        slot = self._slot(key)
        if self._shared and slot and slot.delay > 0 and (rest := self._shared.take(key, slot.delay)) > 0:
            await self.pause(rest)

    async def again(self, key: str) -> None:
        """Returns when a request that has its turn may be sent once more."""
        slot = self._slot(key)
        if slot and slot.delay:
            await self.pause(slot.delay)

    async def pause(self, seconds: float) -> None:
        """Waits without blocking anything; raises Refused when the run ends meanwhile."""
        until = self.clock.monotonic() + seconds
        count(self.crawler, "waits")
        while (rest := until - self.clock.monotonic()) > 0:
            if is_closing(self.crawler):
                raise refuse(self.crawler, "retry-later", "the run ended while it waited")
            await self.clock.sleep(min(rest, _LOOK_UP))

    # Crawl-delay

    def crawl_delay(self, key: str, seconds: float) -> None:
        """From now on at least `seconds` between the end of one request to this host and the next, one at a time, without jitter."""
        host = self._host(key)
        host.crawl_delay = max(host.crawl_delay, seconds)  # http and https of one host may each have a robots.txt
        if not seconds or not self.crawler.engine:
            return
        from newscrawl.middlewares.internals import base_delay  # a command that fetches nothing starts faster without the handlers

        downloader = self.crawler.engine.downloader
        own = downloader.per_slot_settings.get(key, {})
        delay = max(seconds, float(own.get("delay", base_delay(downloader))))
        # Slots are made when first needed and dropped when idle: what is stated here, each new one follows.
        downloader.per_slot_settings[key] = {**own, "delay": delay, "jitter": 0.0, "concurrency": 1}
        if slot := self._slot(key):
            slot.delay, slot.jitter, slot.concurrency = max(slot.delay, delay), 0.0, 1
            slot.lastseen = time.monotonic()  # robots.txt itself was a request

    def keep_floor(self, key: str) -> None:
        """Lifts a slot's delay that something else lowered back to the host's Crawl-delay."""
        host, slot = self._hosts.get(key), self._slot(key)
        if host and slot and host.crawl_delay:
            slot.delay = max(slot.delay, host.crawl_delay)

    def finished(self, key: str) -> None:
        """A request to this host ended. Counting from here and not from its start, no two can arrive closer than the Crawl-delay,
        however long name lookup, connection and TLS took for the first."""
        host, slot = self._hosts.get(key), self._slot(key)
        if host and slot and host.crawl_delay:
            slot.lastseen = time.monotonic()  # the slot's own clock

    def _slot(self, key: str) -> Slot | None:
        engine = self.crawler.engine
        return engine.downloader.slots.get(key) if engine else None


def _shares(crawler: Crawler) -> bool:
    """Whether the crawl keeps a state folder: a run does, a look at one page does not."""
    return bool(crawler.settings.get("NEWSCRAWL_OUTPUT_DIR")) and (
        (hasattr(crawler.spider, "arguments") and not crawler.settings.get(LOOK_AT)) or getattr(crawler.spider, "shares_turns", False)
    )


class HostAutoThrottle(AutoThrottle):
    """Scrapy's AutoThrottle, never faster than the host's Crawl-delay."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        Throttle.of(self.crawler).keep_floor(request.meta.get("download_slot", ""))
