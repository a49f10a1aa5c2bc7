"""Trying again: when the server says, else later and later; one host's trouble slows that host only."""

from __future__ import annotations

import logging

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Request, Response
from scrapy.utils.response import response_status_message

from newscrawl.middlewares.polite.throttle import Throttle
from newscrawl.middlewares.polite.waiting import retry_after

__all__ = ["Retry"]

logger = logging.getLogger(__name__)

_BUSY = (429, 503)  # the statuses that speak for the host, not for the page; RFC 6585, RFC 9110


class Retry(RetryMiddleware):
    """Scrapy's RetryMiddleware (RETRY_TIMES, RETRY_HTTP_CODES, RETRY_EXCEPTIONS and their meta keys hold) with waits before each try.

    429 and 503 hold the whole host, for as long as Retry-After says or longer each time; anything else waits by itself, doubling with
    jitter. A wait beyond the run's patience ends as Refused `retry-later`; while only one address asks for it, it is that page's, and the
    answer is handed on.
    """

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        throttle, key = Throttle.of(self.crawler), request.meta.get("download_slot", "")
        if response.headers.get("Memento-Datetime"):  # RFC 7089: an archive gives what a page once answered, a 503 too
            throttle.recovered(key)
            return response
        if response.status not in _BUSY and response.status < 500:
            throttle.recovered(key)
        asked = retry_after(response.headers.get("Retry-After"), throttle.clock.now()) if response.status in _BUSY else None
        if asked and asked > throttle.patience and throttle.only_one_asks(key, request.url):
            told = "%s asks to be left alone for %.0f s (HTTP %d) > NEWSCRAWL_PATIENCE %.0f s: it waits for a later run"
            logger.warning(told, request.url, asked, response.status, throttle.patience)
            return response
        if asked:
            logger.info("%s asks to be left alone for %.0f s (HTTP %d)", key, asked, response.status)
            throttle.hold(key, asked)
        if request.meta.get("dont_retry") or response.status not in self.retry_http_codes:
            return response
        if response.status in _BUSY:
            throttle.failed(key, asked or throttle.hold_longer(key))
            return self._retry(request, response_status_message(response.status)) or response
        again = self._retry(request, response_status_message(response.status))
        if again is None:
            return response
        await self._wait(throttle, key, again)
        return again

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:  # type: ignore[override]
        if not isinstance(exception, self.exceptions_to_retry) or request.meta.get("dont_retry"):
            return None
        again = self._retry(request, exception)
        if again is not None:
            await self._wait(Throttle.of(self.crawler), request.meta.get("download_slot", ""), again)
        return again

    async def _wait(self, throttle: Throttle, key: str, again: Request) -> None:
        wait = throttle.backoff(again.meta["retry_times"])
        throttle.failed(key, wait)
        await throttle.pause(wait)
