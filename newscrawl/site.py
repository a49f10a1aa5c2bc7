"""Site: what an entry in `sites/` fills in. Data only: where a site lists its articles and how its addresses look."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import urljoin, urlsplit

from newscrawl.errors import UsageError
from newscrawl.urls import is_http, normalize, registered_domain

__all__ = ["Keys", "Layout", "Login", "Site", "bare_site", "folder_name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a site's pages were made until a day, the last one on which they were served so. `body` as in `Site`."""

    until: date
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A log-in form. `page`: where the form stands. `fields`: a file of `name=value` lines. `success`: text that only the page behind the
    log-in has."""

    page: str
    fields: str
    success: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What a reader of the site has, as files that others may not read: `cookies` in Netscape's format, `auth` (name:password), `headers`
    (Name: value lines), `proxy` (an address), `login`. `consent`: a cookie that stands for the answer to a consent wall, `name=value`."""

    cookies: str | None = None
    auth: str | None = None
    headers: str | None = None
    proxy: str | None = None
    login: Login | None = None
    consent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A news site. Paths are relative to `home` or absolute addresses; patterns are regular expressions searched in the path and query.

    `articles`: when given, only matching addresses are articles. `not_articles`: never articles, beside what every site has
    (categories, tags, authors, attachments: `discover.rules`). `same_site`: further hosts that serve the same articles.
    `body`: XPath of the element that holds the body, only where the general extractor needs the hint; `layouts`: the same for pages that
    an archive captured in earlier years. `cookies`: the site shows its pages only to who brings its cookie back (COOKIES_ENABLED).
    `keys`: what a reader has to be let in. `many_hosts`: a list of pages of many sites, each of which stays on its own host.
    """

    name: str
    home: str
    title: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    wordpress: str | None = None
    listings: tuple[str, ...] = ("/",)
    date_archives: str | None = None
    articles: tuple[str, ...] = ()
    not_articles: tuple[str, ...] = ()
    same_site: tuple[str, ...] = ()
    language: str | None = None
    timezone: str = "UTC"
    case_sensitive_paths: bool = True
    body: str | None = None
    layouts: tuple[Layout, ...] = ()
    cookies: bool = False
    many_hosts: bool = False
    keys: Keys | None = None
    origin: str | None = None

    def __post_init__(self) -> None:
        for pattern in (*self.articles, *self.not_articles):
            re.compile(pattern)

    @property
    def domain(self) -> str:
        """The registered domain of the site itself, also when it is served from a mirror."""
        return registered_domain(self.origin or self.home)

    @property
    def hosts(self) -> frozenset[str]:
        """Host names, with the port where it is not the scheme's own, that serve this site."""
        named = [urlsplit(url).netloc.lower() for url in (self.home, self.origin or self.home)]
        return frozenset([*named, *self.same_site])

    def body_at(self, at: datetime) -> str | None:
        """The hint for a page that was served at that moment: of the first layout that was still in use."""
        day = at.astimezone(UTC).date()
        return next((one.body for one in sorted(self.layouts, key=lambda one: one.until) if day <= one.until), self.body)

    def address(self, path: str) -> str:
        """A source's path as an absolute address."""
        return urljoin(self.home, path)

    def rebased(self, base_url: str) -> Site:
        """The same site served from `base_url`: every source and rule follows. Raises UsageError for anything but http(s)://host[:port][/path]."""
        try:
            parts = urlsplit(base_url)
            valid = is_http(base_url) and not (parts.query or parts.fragment)
        except ValueError:
            valid = False
        if valid and "@" in parts.netloc:
            raise UsageError("base_url carries a name or password, which is never sent; give them by HTTPAUTH_USER and HTTPAUTH_PASS")
        if not valid:
            raise UsageError(f"base_url={base_url[:200]!r} is not a site's address; give one like http://127.0.0.1:8000")
        home = normalize(base_url).rstrip("/") + "/"

        def move(path: str) -> str:
            p = urlsplit(urljoin(self.home, path))
            return urljoin(home, p.path.lstrip("/") + (f"?{p.query}" if p.query else ""))

        return replace(
            self,
            home=home,
            origin=self.origin or self.home,
            feeds=tuple(map(move, self.feeds)),
            sitemaps=tuple(map(move, self.sitemaps)),
            wordpress=move(self.wordpress) if self.wordpress else None,
            listings=tuple(map(move, self.listings)),
        )


def bare_site(url: str, name: str | None = None) -> Site:
    """The site of an address, as far as the address says anything of it. The site is named by its host without `www.`, and by its port
    where that is not 80 or 443: two blogs of one domain are two sites."""
    parts = urlsplit(normalize(url))
    named = name or folder_name(parts.netloc)
    return Site(name=named, home=f"{parts.scheme}://{parts.netloc}/", title="", listings=tuple(dict.fromkeys(["/", parts.path])))


def folder_name(netloc: str) -> str:
    """A host and its port as the name of a folder."""
    return re.sub(r"[^a-z0-9.-]+", "-", netloc.lower().removeprefix("www.")).strip(".-") or "site"
