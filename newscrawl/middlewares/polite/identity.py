"""The crawler's identity: a user agent with a contact, and credentials only for the host that they are meant for."""

from __future__ import annotations

import logging
from typing import Self

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.settings import BaseSettings
from scrapy.utils.url import url_is_from_any_domain

from newscrawl.middlewares.safe.addresses import authority
from newscrawl.middlewares.safe.guard import crawl_frontier
from newscrawl.middlewares.safe.hygiene import printable
from newscrawl.site import Site
from newscrawl.version import __version__

__all__ = ["Identity", "user_agent"]

logger = logging.getLogger(__name__)


def user_agent(settings: BaseSettings) -> str:
    """USER_AGENT, with NEWSCRAWL_CONTACT (an address of a page or of a person) appended where it is given and not yet in it."""
    agent, contact = settings["USER_AGENT"] or f"newscrawl/{__version__}", str(settings.get("NEWSCRAWL_CONTACT") or "").strip()
    contact = contact.encode("ascii", "ignore").decode()
    return printable(agent if not contact or contact in agent else f"{agent} (+{contact})")


class Identity:
    """Sets User-Agent; warns once when the public internet is asked by nobody in particular; takes an Authorization header off requests
    to hosts that HTTPAUTH_DOMAIN does not name, and where it names none, to those that are not the site's."""

    def __init__(self, crawler: Crawler) -> None:
        self.user_agent = user_agent(crawler.settings)
        self._named = "(" in self.user_agent or "@" in self.user_agent
        frontier = crawl_frontier(crawler)
        self._opened, self._own = frontier.opened, frontier.opened - frontier.endpoints
        site = getattr(crawler.spider, "site", None)
        domain = crawler.settings.get("HTTPAUTH_DOMAIN")
        self._domains = [domain] if domain else [site.domain] if isinstance(site, Site) else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        request.headers.setdefault("User-Agent", self.user_agent)
        if not self._named and authority(request.url) not in self._opened:
            self._named = True
            logger.warning("set NEWSCRAWL_CONTACT to a page or a mail address: sites block crawlers that nobody answers for")
        if "Authorization" in request.headers and not self._trusted(request):
            del request.headers["Authorization"]

    def _trusted(self, request: Request) -> bool:
        return self._domains is None or url_is_from_any_domain(request.url, self._domains) or authority(request.url) in self._own
