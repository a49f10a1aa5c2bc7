"""OPML, the format in which feed readers keep their lists: entries out, entries in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from newscrawl.catalogue.entry import Entry
from newscrawl.errors import UsageError
from newscrawl.text import plain_ascii
from newscrawl.urls import bare_host, is_http, registered_domain

__all__ = ["Listed", "name_for", "opml_entries", "opml_of"]

Listed = tuple[str, dict[str, Any]]  # a name, and the table of an entry
_MOST = 50_000  # feeds
_HOSTING = frozenset(
    ("feedburner.com", "feedburner.google.com", "feedblitz.com", "rss.app", "feedx.net", "rsshub.app")
)  # of other sites' feeds


def opml_of(entries: Iterable[Entry]) -> bytes:
    """The feeds of the entries as OPML 2.0, grouped by country. An entry without a feed is left out: a reader could not read it."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "News sites of newscrawl"
    body = etree.SubElement(root, "body")
    with_feeds = sorted((entry for entry in entries if entry.site.feeds), key=lambda entry: (entry.country or "~", entry.name))
    for country, group in groupby(with_feeds, key=lambda entry: entry.country):
        folder = etree.SubElement(body, "outline", text=country or "no country")
        for entry in group:
            for feed in entry.site.feeds:
                values = {
                    "type": "rss",
                    "text": entry.site.title or entry.name,
                    "xmlUrl": entry.site.address(feed),
                    "htmlUrl": entry.site.home,
                    "language": entry.site.language or "",
                }
                etree.SubElement(folder, "outline", {key: value for key, value in values.items() if value})
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written


def opml_entries(markup: bytes, taken: Iterable[str]) -> Iterator[Listed]:
    """The sites that an OPML file lists, one entry a home page, whatever folders they lie in. `taken`: names that no entry may get. Raises
    UsageError for what is no OPML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(markup, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UsageError(f"the file is no OPML: {error}") from None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise UsageError("the file is no OPML: its first element is not <opml>")
    feeds: dict[str, tuple[str, list[str]]] = {}
    for outline in list(root.iter("outline"))[:_MOST]:
        values = {str(key).lower(): str(value).strip() for key, value in outline.attrib.items()}
        feed, home = values.get("xmlurl", ""), _home(values.get("htmlurl", ""), values.get("xmlurl", ""))
        if is_http(feed) and home:
            title = " ".join((values.get("title") or values.get("text") or "").split())[:200]
            feeds.setdefault(home, (title, []))[1].append(feed)
    if not feeds:
        raise UsageError("the OPML lists no feed with an address of http or https")
    names = set(taken)
    for home, (title, addresses) in feeds.items():
        name = name_for(home, names)
        names.add(name)
        yield name, {"title": title or name, "home": home, "feeds": _short(addresses, home), "source": "OPML"}


def _home(page: str, feed: str) -> str | None:
    """The home page of a feed's site: what the list names, else the feed's own host; None where that is a host of many sites' feeds."""
    for url in (page, feed):
        if is_http(url) and (url == page or registered_domain(url) not in _HOSTING):
            parts = urlsplit(url)
            return f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}/"
    return None


def _short(addresses: Sequence[str], home: str) -> list[str]:
    return list(dict.fromkeys("/" + one.removeprefix(home) if one.startswith(home) else one for one in addresses))


def name_for(home: str, taken: Iterable[str]) -> str:
    """A name for a site, made from its host: `techcabal` of https://www.techcabal.com/; with a number where the name is taken."""
    host = bare_host(urlsplit(home).netloc)
    label = (registered_domain(home) or host).partition(".")[0] if not re.fullmatch(r"[\d.]+", host) else host
    name = re.sub(r"[^a-z0-9]+", "_", (plain_ascii(label) or label).lower()).strip("_")[:50] or "site"
    held = set(taken)
    return next(one for number in range(1, 10_000_000) if (one := name if number == 1 else f"{name}_{number}") not in held)
