"""The feeds, sitemaps and API that a site's page names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from newscrawl.discover.formats.markup import decode
from newscrawl.discover.formats.scalars import language, line
from newscrawl.discover.formats.wordpress import Api
from newscrawl.errors import SourceError
from newscrawl.urls import join, registered_domain

__all__ = ["WELL_KNOWN_FEEDS", "WELL_KNOWN_SITEMAPS", "Probe", "probe"]

# In the order in which they are tried; Yoast, most others, WordPress itself, news plugins.
WELL_KNOWN_SITEMAPS = ("/sitemap_index.xml", "/sitemap.xml", "/wp-sitemap.xml", "/news-sitemap.xml")
WELL_KNOWN_FEEDS = ("/feed/", "/rss.xml", "/atom.xml", "/feed.xml", "/rss", "/index.xml")

_FEED_TYPE = re.compile(r"^application/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json)|^text/(?:rss\+)?xml|^application/json$", re.IGNORECASE)
_NO_ARTICLES = re.compile(r"/comments/|wp-json|oembed|[?&]feed=comments|#comment", re.IGNORECASE)
_LONGEST = 1 << 20

_BETWEEN_NAMES = re.compile(r"\s+[-–—|•·»:]+\s+|\s*[|»]\s*")
_HOME_WORDS = frozenset(("home", "homepage", "home page", "start", "startseite", "accueil", "inicio", "início", "главная"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """The sources that the head of a page names; addresses are absolute and normalised, as the page gives them. `wordpress`: the API's
    root.

    `platform`: the content of `<meta name=generator>`, in one line.
    """

    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    wordpress: str | None = None
    title: str | None = None
    language: str | None = None
    platform: str | None = None


def probe(body: bytes, url: str, headers: Iterable[tuple[str, str]] = ()) -> Probe:
    """Reads a home page. Raises SourceError for what is no HTML."""
    named = {name.lower(): value for name, value in headers}
    text = decode(body[:_LONGEST], named.get("content-type", "")).replace("\x00", "")
    if not re.search(r"<(?:html|head|body|title|link|meta|!doctype)\b", text, re.IGNORECASE):
        raise SourceError(url, "not a page")
    parser = lxml_html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise SourceError(url, "not a page that can be parsed") from error
    api = Api.found_in(text, named.get("link", ""), url)
    return Probe(
        feeds=_links(tree, url, "alternate", feeds=True),
        sitemaps=_links(tree, url, "sitemap", feeds=False),
        wordpress=api.root if api else None,
        title=_title(tree, url),
        language=language(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")),
        platform=_meta(tree, "name", "generator"),
    )


def _links(tree: Any, url: str, rel: str, *, feeds: bool) -> tuple[str, ...]:
    """Addresses of `<link rel=…>`. A site's own feed comes before those of one category or article: the shortest path first."""
    found: dict[str, None] = {}
    for element in tree.iter("link"):
        href = element.get("href") or ""
        if rel not in (element.get("rel") or "").lower().split() or (feeds and not _FEED_TYPE.match(element.get("type") or "")):
            continue
        address = join(url, href)
        if address and not (feeds and (_NO_ARTICLES.search(address) or re.search(r"comment", element.get("title") or "", re.IGNORECASE))):
            found[address] = None
    return tuple(sorted(found, key=len))[:10]


def _meta(tree: Any, attribute: str, name: str) -> str | None:
    for element in tree.iter("meta"):
        if (element.get(attribute) or "").lower() == name and element.get("content"):
            return line(element.get("content"), 200)
    return None


def _title(tree: Any, url: str) -> str | None:
    """The site's name. A `<title>` names more than that ("Home - The Gazette", "The Gazette | News of the valley"): of its parts the part
    that the host's name repeats, else the first that is not the word for a home page."""
    stated = _meta(tree, "property", "og:site_name") or _meta(tree, "name", "application-name")
    if stated:
        return stated
    title = next(tree.iter("title"), None)
    whole = line("".join(title.itertext())) if title is not None else None
    parts = [part for part in _BETWEEN_NAMES.split(whole or "") if part.strip() and part.strip().lower() not in _HOME_WORDS]
    host = registered_domain(url).partition(".")[0]
    own = [part for part in parts if (name := re.sub(r"^the |\W", "", part.lower())) and (name in host or host in name)]
    return (own or parts or [whole])[0]
