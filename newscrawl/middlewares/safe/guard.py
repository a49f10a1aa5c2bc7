"""The guard decides from a request's address alone whether the request may go there. The connection checks the resolved address:
`connect`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Request
from scrapy.settings import BaseSettings

from newscrawl.archive.services.commoncrawl import Hosts
from newscrawl.middlewares.refused import Refused, refuse
from newscrawl.middlewares.safe.addresses import Authority, authority, literal, parse_authorities, parse_authority, special_use
from newscrawl.middlewares.safe.hygiene import guard_log
from newscrawl.site import Site
from newscrawl.urls import registered_domain

__all__ = ["ELSEWHERE", "KEYRING", "LOOK_AT", "PAGE", "ROBOTS", "Frontier", "Guard", "crawl_frontier", "frontier_of", "slot_key"]

ROBOTS = "newscrawl_robots"  # meta: this request fetches a robots.txt
ELSEWHERE = "newscrawl_elsewhere"  # meta: a list that the site names; it may lie on another host
PAGE = "newscrawl_page"  # meta: a page is wanted; what is an image, a sound or a film by its type is not loaded
KEYRING = "newscrawl_keyring"  # the attribute of a crawler that brings the site's keys
LOOK_AT = "LOOK_AT_ADDRESS"  # a setting that the commands for one page make: the address that the user gave
_WEB_PORTS = (80, 443)
_LOCAL_NAMES = ("localhost",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The bounds of one crawl. `opened`: addresses that the user opened, private or not, each a host with its port. `named`: names that
    the user gave, each with its port; the owner of a name decides where it leads, so it opens no private address. `domains`: registered
    domains of the site; None where the spider has no site, and offsite is Scrapy's own question. `ports`: the site's own, beside 80, 443.
    `endpoints`: those of `opened` that are services, not sites."""

    opened: frozenset[Authority] = frozenset()
    named: frozenset[Authority] = frozenset()
    endpoints: frozenset[Authority] = frozenset()
    domains: frozenset[str] | None = None
    ports: frozenset[int] = frozenset()
    url_length: int = 0

    def check(self, url: str, *, offsite: bool = False) -> None:
        """Raises Refused for an address that must not be requested. `offsite` lifts only the question whose host it is."""
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise Refused("address", str(error)) from error
        if parts.scheme not in ("http", "https"):
            raise Refused("scheme", f"{parts.scheme[:20]!r} is neither http nor https")
        if "@" in parts.netloc:
            raise Refused(
                "credentials-in-url", "a name or password in an address is never sent; give it by HTTPAUTH_USER and HTTPAUTH_PASS"
            )
        if self.url_length and len(url) > self.url_length:
            raise Refused("url-too-long", f"{len(url)} characters > URLLENGTH_LIMIT {self.url_length}")
        try:
            host, port = authority(url)
        except ValueError as error:
            raise Refused("address", str(error)) from error
        if (host, port) in self.opened or (host, port) in self.named:
            return
        if (address := literal(host)) and (use := special_use(address)):
            raise Refused("address", f"{address} is {use}; open it with NEWSCRAWL_ALLOW_HOSTS={host}:{port}")
        if port not in _WEB_PORTS and port not in self.ports:
            raise Refused("port", f"port {port} is not the site's; open it with NEWSCRAWL_ALLOW_HOSTS={host}:{port}")
        if self.domains is not None and not offsite and registered_domain(host) not in self.domains:
            raise Refused("offsite", f"{host} is not of {', '.join(sorted(self.domains)) or 'the site that is served elsewhere'}")


def frontier_of(settings: BaseSettings, site: Site | None, named: Iterable[str] = ()) -> Frontier:
    """The addresses that settings and site open. A private address is open in four cases: it is `base_url`, it stands in a setting
    NEWSCRAWL_…_URL or NEWSCRAWL_ALLOW_HOSTS, or the user gave it as a number or as localhost (in `named` or as the site's home): nobody
    can make a number resolve to something else. Any other name in `named` opens its port alone."""
    urls = [settings[name] for name in settings if name.startswith("NEWSCRAWL_") and name.endswith("_URL") and settings[name]]
    if archive := settings["NEWSCRAWL_COMMONCRAWL_URL"]:
        urls += [Hosts.at(archive).index, Hosts.at(archive).data]
    endpoints = frozenset(map(parse_authority, urls))
    given = frozenset(map(parse_authority, [*named, *([settings[LOOK_AT]] if settings.get(LOOK_AT) else [])]))
    sure = frozenset(one for one in given if _is_sure(one))
    opened = endpoints | parse_authorities(settings.getlist("NEWSCRAWL_ALLOW_HOSTS")) | sure
    length = settings.getint("URLLENGTH_LIMIT")
    if site is None:
        return Frontier(opened=opened, named=given - sure, endpoints=endpoints, url_length=length)
    home = parse_authority(site.home)
    if site.origin or _is_sure(home):
        opened |= {home}
    hosts = [] if site.origin else [f"//{host}" for host in site.hosts]  # served elsewhere: only there
    ports = frozenset(port for host in hosts if (port := urlsplit(host).port))
    domains = frozenset(map(registered_domain, [*hosts, *(host for host, _ in given)] if site.many_hosts else hosts))
    return Frontier(opened=opened, named=given - sure, endpoints=endpoints, domains=domains, ports=ports, url_length=length)


def _is_sure(named: Authority) -> bool:
    """Whether a host means one machine, whatever a name server answers."""
    return named[0] in _LOCAL_NAMES or literal(named[0]) is not None


def crawl_frontier(crawler: Crawler) -> Frontier:
    """The frontier of the crawler's spider, by its `site` and `named_addresses` where it has them."""
    site = getattr(crawler.spider, "site", None)
    return frontier_of(crawler.settings, site if isinstance(site, Site) else None, getattr(crawler.spider, "named_addresses", ()))


def slot_key(url: str) -> str:
    """The name of the downloader's slot: each host for itself, and each foreign port, as robots.txt sees them."""
    host, port = authority(url)
    return host if port in _WEB_PORTS else f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class Guard:
    """Refuses what leaves the frontier, before robots.txt is asked; gives each request its host's slot, also after a redirect."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.frontier = crawl_frontier(crawler)
        guard_log()
        crawler.signals.connect(self._no_page, signals.headers_received)

    def _no_page(self, headers: Headers, request: Request) -> None:
        """An address may say anything; the answer's type decides, before its body is there."""
        kind = (headers.get("Content-Type") or b"").strip().lower()
        if request.meta.get(PAGE) and kind.startswith((b"image/", b"audio/", b"video/", b"font/", b"application/pdf", b"application/zip")):
            raise StopDownload(fail=False)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        try:
            self.frontier.check(request.url, offsite=bool(request.meta.get(ROBOTS) or request.meta.get(ELSEWHERE)))
        except Refused as refused:
            raise refuse(self.crawler, refused.reason, refused.detail) from refused
        request.meta["download_slot"] = slot_key(request.url)
