"""Redirects: a few, never in a circle, with nothing secret taken to another host."""

from __future__ import annotations

import logging
from urllib.parse import urljoin, urlsplit

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Request, Response
from w3lib.url import safe_url_string

from newscrawl.middlewares.polite.throttle import Throttle
from newscrawl.middlewares.polite.waiting import retry_after
from newscrawl.middlewares.refused import refuse

__all__ = ["Redirect"]

logger = logging.getLogger(__name__)

_FOLLOWED = (301, 302, 303, 307, 308)
_COOKIES = "newscrawl_cookies"  # meta: cookies that a chain of redirects has set
# What a request may carry to another host. Anything else may be a secret: Authorization, Cookie, an API key.
_HARMLESS = frozenset(("accept", "accept-language", "accept-encoding", "user-agent", "if-none-match", "if-modified-since", "range"))


class Redirect(RedirectMiddleware):
    """Scrapy's RedirectMiddleware with reasons (`redirects`, `redirect-broken`, `retry-later`).

    REDIRECT_ENABLED, REDIRECT_MAX_TIMES and the meta key `dont_redirect` hold. Unlike Scrapy's it follows also where
    `handle_httpstatus_all` is set: a caller that takes any final status still wants the page. The guard checks each step.
    """

    def _engine_started(self) -> None:
        """No Referer is sent, so there is nothing to look for."""

    def handle_referer(self, request: Request, response: Response) -> None:
        request.headers.pop("Referer", None)

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        location = response.headers.get("Location")
        if response.status not in _FOLLOWED or not location or request.meta.get("dont_redirect"):
            return response
        redirected = self._redirected(request, response, _target(request.url, location))
        throttle = Throttle.of(self.crawler)
        wait = retry_after(response.headers.get("Retry-After"), throttle.clock.now())  # RFC 9110: before the redirected request
        if wait:
            if wait > throttle.patience:
                logger.info("%s redirects in %.0f s > NEWSCRAWL_PATIENCE %.0f s: not in this run", request.url, wait, throttle.patience)
                return response
            await throttle.pause(wait)
        return redirected

    def _redirected(self, request: Request, response: Response, target: str | None) -> Request:
        if target is None:
            raise refuse(self.crawler, "redirect-broken", f"HTTP {response.status} to what is no address")
        before = [*request.meta.get("redirect_urls", []), request.url]
        if len(before) > self.max_redirect_times:
            raise refuse(self.crawler, "redirects", f"more than REDIRECT_MAX_TIMES {self.max_redirect_times}")
        try:
            again = self._build_redirect_request(request, response, url=target)
        except ValueError as error:
            raise refuse(self.crawler, "redirect-broken", f"HTTP {response.status} to what is no address") from error
        if again.url in before and not self._new_cookie(response, again):
            told = f"a circle of {len(before) - before.index(again.url)}"
            gate = "; the site sets a cookie and wants it back: allow cookies with COOKIES_ENABLED=True, or cookies=True in the site's file"
            raise refuse(self.crawler, "redirects", told + (gate if self._sets_cookie(response) else ""))
        if urlsplit(again.url).netloc != urlsplit(request.url).netloc:
            for name in [name for name in again.headers if name.decode("latin-1").lower() not in _HARMLESS]:
                del again.headers[name]
        return self._redirect(again, request, response.status)

    def _sets_cookie(self, response: Response) -> bool:
        return bool(response.headers.getlist("Set-Cookie")) and not self.crawler.settings.getbool("COOKIES_ENABLED")

    def _new_cookie(self, response: Response, again: Request) -> bool:
        """Whether the answer sets a cookie that this chain of redirects did not have: the same address may then answer otherwise. Stores
        the cookie in the request."""
        if not self.crawler.settings.getbool("COOKIES_ENABLED"):
            return False
        had = again.meta.get(_COOKIES, ())
        new = [pair for value in response.headers.getlist("Set-Cookie") if (pair := value.partition(b";")[0].strip()) not in had]
        again.meta[_COOKIES] = (*had, *new)
        return bool(new)


def _target(base: str, location: bytes) -> str | None:
    """Location as an absolute address, a fragment of the request kept; None where it cannot be one."""
    try:
        target = urljoin(base, safe_url_string(location.strip()))
        return target if urlsplit(target).scheme else None
    except ValueError:
        return None
