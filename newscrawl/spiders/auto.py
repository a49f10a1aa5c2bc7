"""`scrapy crawl auto -a url=https://example.com`: a site that nobody has configured."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from urllib.parse import urlsplit

from newscrawl.discover.probe import probe
from newscrawl.errors import FetchError, SourceError, UsageError
from newscrawl.site import Site
from newscrawl.spiders.arguments import Arguments
from newscrawl.spiders.base import NewsSpider
from newscrawl.spiders.fetching import Fetcher
from newscrawl.urls import is_http, normalize, registered_domain

logger = logging.getLogger(__name__)


def bare_site(url: str) -> Site:
    """The site of an address, as far as the address says anything of it."""
    parts = urlsplit(normalize(url))
    name = re.sub(r"[^a-z0-9.-]+", "-", registered_domain(url) or parts.netloc).strip(".-") or "site"
    return Site(name=name, home=f"{parts.scheme}://{parts.netloc}/", title="", listings=tuple(dict.fromkeys(["/", parts.path])))


async def probed(site: Site, fetch: Fetcher) -> Site:
    """The site with the sources that its home page names; the site unchanged where the home page cannot be read."""
    try:
        home = await fetch(site.home)
        found = probe(home.body, home.url, home.headers)
    except (FetchError, SourceError) as error:
        logger.warning("%s: the home page says nothing of the site: %s", site.name, error)
        return site
    return replace(
        site,
        title=found.title or "",
        language=found.language,
        feeds=found.feeds,
        sitemaps=found.sitemaps,
        wordpress=found.wordpress,
    )


class AutoSpider(NewsSpider):
    """Takes what the home page names (feeds, API, title, language) for the site's data; sitemaps are found as for every site."""

    name = "auto"

    def __init__(self, **given: str | None) -> None:
        super().__init__(**given)
        self.named_addresses = (self.site.home,)  # what a person names is allowed, private address or not; it and nothing else

    @classmethod
    def parse_arguments(cls, given: dict[str, str | None]) -> Arguments:
        url = given.get("url") or ""
        if not is_http(url):
            raise UsageError(f"url={url[:200]!r} is not an address; write: scrapy crawl auto -a url=https://example.com")
        return Arguments.parse(bare_site(url), {key: value for key, value in given.items() if key != "url"})

    async def prepare(self) -> Site:
        return await probed(self.site, Fetcher(self.crawler))
