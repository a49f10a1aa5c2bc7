"""One crawl, told by JSON on standard input; how each fetch ended as JSON on standard output. Not a test: tests run it as a process."""

# ruff: noqa: N802, N803  Twisted's names

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer

from newscrawl.middlewares.polite.robots import RobotsStore
from newscrawl.site import Site

JOB = json.load(sys.stdin)
ENDS: dict[str, dict[str, Any]] = {}
EXTRA: dict[str, Any] = {}


@implementer(IHostnameResolver)
class TestResolver:
    """Names resolve to what the job says, and to nothing otherwise."""

    __test__ = False

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Any:
        self = cls()
        self.reactor = reactor
        return self

    def install_on_reactor(self) -> None:
        self.reactor.installNameResolver(self)

    def resolveHostName(
        self, receiver: Any, hostName: str, portNumber: int = 0, addressTypes: Any = None, transportSemantics: str = "TCP"
    ) -> Any:
        receiver.resolutionBegan(None)
        EXTRA.setdefault("lookups", []).append(hostName)
        for address in JOB["resolver"].get(hostName, [hostName] if hostName[0].isdigit() else []):
            receiver.addressResolved((IPv6Address if ":" in address else IPv4Address)("TCP", address, portNumber))
        receiver.resolutionComplete()


class Probe(scrapy.Spider):
    name = "probe"

    def __init__(self) -> None:
        super().__init__()
        site = Site(name="probe", home=JOB.get("home", "https://probe.example/"), title="Probe", same_site=tuple(JOB.get("same_site", ())))
        self.site = site.rebased(JOB["base"]) if JOB.get("base") else site

    async def start(self) -> Any:
        if JOB.get("sitemaps_of"):
            robots = await RobotsStore.of(self.crawler).get(JOB["sitemaps_of"])
            EXTRA["sitemaps"], EXTRA["unavailable"] = list(robots.rules.sitemaps), robots.unavailable
        if JOB.get("at_once", True):
            await asyncio.gather(*map(self.fetch, JOB["urls"]))
        else:
            for url in JOB["urls"]:
                await self.fetch(url)
        for url in JOB.get("scheduled", ()):
            yield scrapy.Request(
                url, callback=self.answered, errback=self.failed, cb_kwargs={"url": url}, meta={"handle_httpstatus_all": True}
            )

    async def fetch(self, url: str) -> None:
        request = scrapy.Request(url, meta={"handle_httpstatus_all": True, **JOB.get("meta", {})}, headers=JOB.get("headers"))
        started = time.monotonic()
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001  how it ended is the result
            ENDS[url] = {
                "error": type(error).__name__,
                "reason": getattr(error, "reason", ""),
                "detail": getattr(error, "detail", str(error)),
            }
        else:
            self.answered(response, url)
        ENDS[url]["took"] = time.monotonic() - started

    def answered(self, response: Any, url: str) -> None:
        ENDS[url] = {
            "url": response.url,
            "status": response.status,
            "body": response.body.decode("utf-8", "replace"),
            "flags": response.flags,
        }

    def failed(self, failure: Any) -> None:
        url = failure.request.cb_kwargs["url"]
        ENDS[url] = {"error": type(failure.value).__name__, "reason": getattr(failure.value, "reason", ""), "detail": str(failure.value)}


def main() -> None:
    settings = Settings()
    settings.setmodule("newscrawl.settings", "project")
    settings.setdict({"ITEM_PIPELINES": {}, "SPIDER_MODULES": [], "ADDONS": {}}, "project")
    extensions = settings.getdict("EXTENSIONS").items()
    settings.set("EXTENSIONS", {name: order for name, order in extensions if ".middlewares." in name or order is None}, "project")
    settings.setdict(JOB["settings"], "cmdline")
    if "resolver" in JOB:
        settings.set("TWISTED_DNS_RESOLVER", TestResolver, "cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Probe)
    process.crawl(crawler)
    process.start()
    stats = {key: value for key, value in crawler.stats.get_stats().items() if isinstance(value, int | float | str)}
    # Not ru_maxrss, which a process inherits from the one that started it.
    stats["peak_kb"] = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) if Path("/proc/self/status").exists() else 0
    sys.stdout.write("RESULT:" + json.dumps({"ends": ENDS, "stats": stats, "extra": EXTRA}))


if __name__ == "__main__":
    main()
