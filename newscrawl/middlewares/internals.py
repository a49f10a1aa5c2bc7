"""Every private name of Scrapy and Twisted that newscrawl imports: no version promises them. `PRIVATE` lists the private attributes too.

Tried with Scrapy 2.19 and Twisted 26.10. tests/middlewares/test_internals.py says which name is gone, and where it was used.
"""

from __future__ import annotations

from scrapy.core.downloader import Downloader
from scrapy.core.downloader.handlers.http11 import _BindAddressAgent as BindAddressAgent
from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientFactory as ClientFactory
from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientProtocol as ClientProtocol
from scrapy.core.downloader.handlers.http11 import _LenientHTTPClientParser as ClientParser
from scrapy.core.downloader.handlers.http11 import _ScrapyAgent as ScrapyAgent
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exporters import CsvItemExporter
from scrapy.extensions.throttle import AutoThrottle
from scrapy.utils._download_handlers import normalize_bind_address, wrap_twisted_exceptions
from twisted.web._newclient import Request as WireRequest
from twisted.web._newclient import ResponseNeverReceived
from twisted.web.client import HTTPConnectionPool
from twisted.web.http import _DataLoss as DataLoss
from twisted.web.http import _IdentityTransferDecoder as IdentityDecoder

__all__ = [
    "PRIVATE",
    "BindAddressAgent",
    "ClientFactory",
    "ClientParser",
    "ClientProtocol",
    "DataLoss",
    "IdentityDecoder",
    "ResponseNeverReceived",
    "ScrapyAgent",
    "WireRequest",
    "base_delay",
    "normalize_bind_address",
    "use_factory",
    "wrap_twisted_exceptions",
]

# Methods that subclasses of ours override or call, by class.
PRIVATE: dict[type, tuple[str, ...]] = {
    ClientProtocol: ("_finishResponse", "_giveUp"),
    ScrapyAgent: ("_get_agent",),
    Downloader: ("_wait_for_download",),
    AutoThrottle: ("_response_downloaded",),
    RedirectMiddleware: ("_build_redirect_request", "_redirect", "_engine_started"),
    CsvItemExporter: ("_build_row",),
    HTTPConnectionPool: ("_factory",),
}


def use_factory(pool: HTTPConnectionPool, factory: type[ClientFactory]) -> None:
    """From now on the pool's connections are made by this factory."""
    pool._factory = factory


def base_delay(downloader: Downloader) -> float:
    """DOWNLOAD_DELAY, or what the spider sets instead."""
    return float(downloader._delay)
