"""`scrapy crawl auto -a url=https://example.com`: a site that nobody has configured."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy.crawler import Crawler

from newscrawl.discover.batch import Batch
from newscrawl.discover.probe import probe
from newscrawl.errors import FetchError, SourceError, UsageError
from newscrawl.middlewares.safe.addresses import authority, literal, special_use
from newscrawl.model import Candidate
from newscrawl.site import Site, bare_site, folder_name
from newscrawl.spiders.arguments import Arguments
from newscrawl.spiders.base import NewsSpider
from newscrawl.spiders.fetching import Fetcher
from newscrawl.urls import is_http, registered_domain

if TYPE_CHECKING:
    from newscrawl.discover.address_list import AddressList

logger = logging.getLogger(__name__)

_FILES, _LINES = 20, 500  # of a folder that is looked at
_CHUNK = 1000  # addresses of a list at a time
_NAME = re.compile(r"\w[\w.-]{0,99}")


def with_scheme(url: str) -> str:
    """The address; a bare host (`example.com`, `example.com/news`) is meant with https, which is told."""
    if "://" in url or not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/\S*)?", url):
        return url
    logger.info("%s is read as https://%s", url, url)
    return f"https://{url}"


def continued(site: Site, output_dir: Path) -> Site:
    """The site under the name of a folder that an earlier version named by the registered domain, where most articles in that folder are
    of this host. Every other host has a folder of its own."""
    domain, own = folder_name(registered_domain(site.home) or ""), folder_name(urlsplit(site.home).netloc)
    if own in (domain, "") or site.name != own or (output_dir / own).is_dir() or not (output_dir / domain).is_dir():
        return site
    hosts = Counter(map(folder_name, _hosts(output_dir / domain)))
    if hosts and hosts.most_common(1)[0][0] == own:
        logger.info("%s goes on in %s, where most articles are of this host; choose another name with -a name=", own, output_dir / domain)
        return replace(site, name=domain)
    logger.info("%s has articles of other hosts; those of %s go to %s", output_dir / domain, own, output_dir / own)
    return site


def _hosts(folder: Path) -> Iterator[str]:
    """The hosts of articles in the folder's latest files."""
    for path in sorted(folder.glob("articles-*.jsonl"), reverse=True)[:_FILES]:
        with suppress(OSError), path.open("rb") as file:
            for line in islice(file, _LINES):
                with suppress(ValueError, KeyError, TypeError, AttributeError):
                    yield urlsplit(json.loads(line)["url"]).netloc


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
        # Their ports are allowed; a private address only as a number or as localhost.
        self.named_addresses: tuple[str, ...] = (self.site.home,)
        self._listed: AddressList | None = None
        if "urls" in given:
            from newscrawl.discover.address_list import AddressList

            self._listed = AddressList.open(Path(given["urls"] or ""))
            self.named_addresses = tuple(_roots(self._listed))

    @classmethod
    def parse_arguments(cls, given: dict[str, str | None]) -> Arguments:
        if "urls" in given:
            return _parse_list(given)
        url = with_scheme(given.get("url") or "")
        if not is_http(url):
            raise UsageError(f"url={url[:200]!r} is not an address; write: scrapy crawl auto -a url=https://example.com")
        name = given.get("name")
        if name is not None and not _NAME.fullmatch(name):
            raise UsageError(f"name={name[:100]!r} cannot name a folder; use letters, digits, dots, dashes and underscores")
        return Arguments.parse(bare_site(url, name), {key: value for key, value in given.items() if key not in ("url", "name")})

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **given: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **given)
        if not given.get("name") and not spider.site.many_hosts:
            spider.site = continued(spider.site, Path(crawler.settings["NEWSCRAWL_OUTPUT_DIR"]))
        return spider

    def batches(self) -> AsyncIterator[Batch]:
        return _batches(self._listed) if self._listed else super().batches()

    async def prepare(self) -> Site:
        if self._listed:
            return self.site
        return await probed(self.site, Fetcher(self.crawler))


def _parse_list(given: Mapping[str, str | None]) -> Arguments:
    """The arguments of a run over a list of addresses. Raises UsageError."""
    from newscrawl.discover.address_list import AddressList

    name, urls = given.get("name"), given.get("urls") or ""
    if not name or not _NAME.fullmatch(name):
        raise UsageError("a list of addresses needs a name for its folder: scrapy crawl auto -a urls=FILE -a name=NAME")
    if wrong := [one for one in ("url", "archive", "base_url") if one in given]:
        raise UsageError(f"{wrong[0]}= does not go with urls=; the list itself says what is fetched")
    home = next(iter(_roots(AddressList.open(Path(urls)))), None)
    if home is None:
        raise UsageError(f"{urls} names no host that may be asked")
    site = Site(name=name, home=home, title="", listings=(), many_hosts=True)
    return Arguments.parse(site, {key: value for key, value in given.items() if key not in ("urls", "name")})


def _roots(addresses: AddressList) -> Iterator[str]:
    """The hosts of a list, each once, without what is no host. A number in a list that a machine put together opens no private address."""
    seen: set[str] = set()
    for url in addresses:
        root = urljoin(url, "/")
        if root not in seen:
            seen.add(root)
            private = _is_private(root)
            if private is not None and not (private and addresses.is_table):
                yield root


def _is_private(url: str) -> bool | None:
    """Whether the host is a number, or a name, that means a machine of the own network; None for what is no host."""
    try:
        host = authority(url)[0]
        address = literal(host)
    except ValueError:
        return None
    return host == "localhost" or (address is not None and bool(special_use(address)))


async def _batches(addresses: AddressList) -> AsyncIterator[Batch]:
    urls = iter(addresses)
    while chunk := list(islice(urls, _CHUNK)):
        candidates = tuple(Candidate(url=url) for url in dict.fromkeys(chunk))
        yield Batch(source="list", url=str(addresses.path), candidates=candidates, listed=len(chunk))
