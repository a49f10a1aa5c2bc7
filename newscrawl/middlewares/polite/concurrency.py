"""No more requests to a host at a time than CONCURRENT_REQUESTS_PER_DOMAIN says."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from scrapy.core.downloader import Downloader, Slot
from scrapy.http import Request
from twisted.internet.defer import Deferred

__all__ = ["ExactDownloader"]


class ExactDownloader(Downloader):
    """Scrapy's Downloader, which counts a request as under way only when its task first runs: of those that come in one turn of the
    event loop, it sends them all."""

    def _wait_for_download(self, slot: Slot, request: Request, queue_dfd: Deferred[Any]) -> Coroutine[Any, Any, None]:
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)
