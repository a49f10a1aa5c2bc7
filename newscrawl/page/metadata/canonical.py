"""Which address an article goes by, and where its next page is."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from newscrawl.page.metadata.evidence import Evidence
from newscrawl.urls import is_http, join, normalize, registered_domain, without_trackers

__all__ = ["canonical_url", "next_url"]

_WAYBACK = re.compile(r"^https?://web\.archive\.org/web/\d+[a-z_]*/(?=https?:/)", re.IGNORECASE)
# What every site has and no article is: listings by topic, person, day or page.
_LISTING = re.compile(
    r"^/(?:[a-z]{2}(?:-[a-z]{2})?/)?(?:category|categories|tags?|topics?|authors?|search|feed|section|page|"
    r"archives?(?!/(?!(?:19|20)\d\d(?:/|$))\d+(?:/|$)))(?:/[^/]+){0,2}/?$|"  # but /archives/123, WordPress's numeric permalink
    r"/page/\d+/?$|^/(?:19|20)\d\d(?:/\d\d?){0,2}/?$",
    re.IGNORECASE,
)
_HOME = re.compile(r"^/(?:index\.\w{2,5}|home/?|[a-z]{2}(?:-[a-z]{2})?/?)?$", re.IGNORECASE)
_SAME_ARTICLE_TAIL = re.compile(r"^/?(?:amp|\d{1,2}|page/\d+|print|full|all|single|index\.\w+)?/?$", re.IGNORECASE)
_PAGE_PARAMETERS: Final = ("page", "paged", "pg", "pagina", "seite", "p", "page_number")
_MAX_PAGES: Final = 60
_PAGER = re.compile(
    r"page-links|page-nav-post|post-page-numbers|post-pagination|pagelink|article-?_?pag|nextpage|multipage|pagination", re.IGNORECASE
)


def canonical_url(evidence: Evidence) -> tuple[str, str, tuple[str, ...]]:
    """(address, its source, flags). What the page declares, where that can be its own address; else the address it was fetched from."""
    head, linked = evidence.head, evidence.linked
    declared = [("html", head.link("canonical")), ("opengraph", head.meta("og:url"))]
    declared += [
        ("json-ld", text)
        for node in linked.about[:1]
        for key in ("mainEntityOfPage", "url")
        for text in linked.strings(node, key)[:1]
        if is_http(text)
    ]
    flags: list[str] = []
    for source, href in declared:
        if not href or not (url := join(evidence.base_url, _WAYBACK.sub("", href.strip()))):
            continue
        if _believable(url, evidence):
            if source == "html" and _contradicted(url, evidence):
                flags.append("canonical-not-believed")
                continue
            return without_trackers(url), source, tuple(flags)
        if source == "html":
            flags.append("canonical-not-believed")
    return without_trackers(evidence.page.url), "url", tuple(flags)


def _believable(url: str, evidence: Evidence) -> bool:
    if evidence.key(url) == evidence.key(evidence.page.url):
        return True
    own, theirs = urlsplit(evidence.page.url), urlsplit(url)
    site = evidence.site
    if theirs.netloc.lower() not in site.hosts and registered_domain(url) not in {registered_domain(evidence.page.url), site.domain}:
        return False
    if (theirs.port or registered_domain(url) == theirs.hostname) and theirs.netloc.lower() not in {own.netloc.lower(), *site.hosts}:
        return False  # the same address or host name at another port is another server
    path = theirs.path or "/"
    if not theirs.query and (_HOME.match(path) or _LISTING.search(path)):
        return False
    # the folder that the page lies in is its section's listing
    folder = path.rstrip("/") + "/"
    return not (
        own.path.startswith(folder) and not theirs.query and not _SAME_ARTICLE_TAIL.match(own.path[len(folder) :]) and not own.query
    )


def _contradicted(url: str, evidence: Evidence) -> bool:
    """Whether the page's og:url says that it is the page that was fetched, and the canonical says it is another."""
    shared = evidence.head.meta("og:url")
    fetched = evidence.key(evidence.page.url)
    return (
        bool(shared)
        and evidence.key(url) != fetched
        and evidence.key(shared or "") == fetched
        and not evidence.is_amp
        and not _is_part(url, evidence.page.url)
    )


def _is_part(url: str, fetched: str) -> bool:
    return _page_number(urlsplit(url).path, urlsplit(fetched).path) > 1 or bool(urlsplit(fetched).query)


def _page_number(base: str, path: str) -> int:
    """2 for `/slug/2/` beside `/slug/`; 0 where path is no further page of base."""
    base = base.rstrip("/") + "/"
    number = path[len(base) :].rstrip("/") if path.startswith(base) else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) <= 2 else 0


def next_url(evidence: Evidence) -> str | None:
    """The next page of the same article, from a pager below the text or `<link rel=next>`; never a listing's or another article's."""
    url = normalize(evidence.page.url)
    path = urlsplit(url).path
    if _LISTING.search(path) or (_HOME.match(path) and not urlsplit(url).query):
        return None
    linked = [join(evidence.base_url, link.href) for link in evidence.head.links.get("next", ())]
    pagers = _pager_links(evidence)
    if not linked and not pagers:
        return None
    previous = [join(evidence.base_url, link.href) for link in evidence.head.links.get("prev", ())]
    first, number = _first_page(url, {evidence.key(link) for link in [*pagers, *previous] if link}, evidence)
    for target in [*pagers, *linked]:
        if target and number < _MAX_PAGES and _number_of(target, first, evidence) == number + 1:
            return target
    return None


def _pager_links(evidence: Evidence) -> list[str | None]:
    """Links in a pager. All that can be pages of this article hold its path, or its number (`/?p=123`), or are relative to it: few of a
    page's links do."""
    parts = urlsplit(normalize(evidence.page.url))
    stem = unquote(re.sub(r"/\d{1,2}/?$", "", parts.path).rstrip("/")) or unquote(parts.query.split("&")[0])
    found: list[str | None] = []
    for a in evidence.anchors:
        href = a.get("href")
        if href and ((stem and stem in (unquote(href) if "%" in href else href)) or href[:1] == "?" or href.strip("./").isdigit()):
            around = [a, *islice(a.iterancestors(), 2)]
            if any(_PAGER.search((e.get("class") or "")[:300]) for e in around):
                found.append(join(evidence.base_url, href))
                if len(found) >= 100:
                    break
    return found


def _first_page(url: str, neighbours: set[str], evidence: Evidence) -> tuple[str, int]:
    """The article's first page and this page's number. A number at the end of a path is a page's only when a neighbour says so:
    `/articles/41` has an id."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    for name in _PAGE_PARAMETERS:
        if query.get(name, "").isdigit() and 2 <= int(query[name]) <= _MAX_PAGES and (name != "p" or len(query) > 1):
            rest = urlencode([(k, v) for k, v in parse_qsl(parts.query) if k != name])
            return urlunsplit((parts.scheme, parts.netloc, parts.path, rest, "")), int(query[name])
    if (m := re.fullmatch(r"(/.*[^/])/(\d{1,2})/?", parts.path)) and 2 <= int(m[2]) <= _MAX_PAGES:
        first = urlunsplit((parts.scheme, parts.netloc, m[1], parts.query, ""))
        before = first if int(m[2]) == 2 else f"{first}/{int(m[2]) - 1}"
        after = f"{first}/{int(m[2]) + 1}"
        if {evidence.key(first), evidence.key(before), evidence.key(after)} & neighbours:
            return first, int(m[2])
    return url, 1


def _number_of(target: str, first: str, evidence: Evidence) -> int:
    """Which page of the article at `first` an address is; 0 for none."""
    a, b = urlsplit(first), urlsplit(target)
    if evidence.key(urlunsplit((b.scheme, b.netloc, "/", "", ""))) != evidence.key(urlunsplit((a.scheme, a.netloc, "/", "", ""))):
        return 0
    if a.query == b.query and a.path.rstrip("/") and (number := _page_number(a.path, b.path)):
        return number
    if a.path.rstrip("/") != b.path.rstrip("/") or (_HOME.match(a.path) and not a.query):
        return 0
    ours, theirs = dict(parse_qsl(a.query)), dict(parse_qsl(b.query))
    extra = theirs.keys() - ours.keys()
    if len(extra) == 1 and all(theirs.get(k) == v for k, v in ours.items()):
        name = extra.pop()
        if name in _PAGE_PARAMETERS and theirs[name].isdigit():
            return int(theirs[name])
    return 0
