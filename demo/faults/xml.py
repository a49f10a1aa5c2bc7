"""Feeds and sitemaps that attack, or that list whatever they are told to."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from demo.faults.answers import reply
from demo.faults.injector import Fault, SiteReply
from demo.http import Raw, Reply, Request

__all__ = ["entity_bomb", "external_entity", "feed_of", "nested_sitemaps", "quadratic_bomb", "sitemap_of"]

Kind = Literal["feed", "sitemap"]
_XML = "text/xml; charset=UTF-8"
_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _document(kind: Kind, doctype: str, text: str) -> Fault:
    body = (
        f"<rss version='2.0'><channel><title>{text}</title><link>/</link><item><title>{text}</title><link>/x/</link></item></channel></rss>"
        if kind == "feed"
        else f"<urlset xmlns='{_NS}'><url><loc>{text}</loc></url></urlset>"
    )
    return reply(f'<?xml version="1.0"?>\n{doctype}\n{body}', _XML)


def entity_bomb(kind: Kind, levels: int = 9) -> Fault:
    """A billion laughs: each entity is ten of the one before."""
    entities = ['<!ENTITY e0 "lol">'] + [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels + 1)]
    return _document(kind, f"<!DOCTYPE x [{''.join(entities)}]>", f"&e{levels};")


def quadratic_bomb(kind: Kind, kilobytes: int = 100, times: int = 20_000) -> Fault:
    """One large entity, named many times."""
    return _document(kind, f'<!DOCTYPE x [<!ENTITY a "{"a" * kilobytes * 1024}">]>', "&a;" * times)


def external_entity(kind: Kind, target: str = "file:///etc/passwd") -> Fault:
    """An entity, and a DTD, that are to be read from elsewhere."""
    return _document(kind, f'<!DOCTYPE x SYSTEM "{target}" [<!ENTITY a SYSTEM "{target}"><!ENTITY % p SYSTEM "{target}"> %p;]>', "&a;")


def feed_of(entries: Mapping[str, str] | Sequence[str]) -> Fault:
    """A feed of these addresses (and titles), as they are."""
    pairs = entries.items() if isinstance(entries, Mapping) else [(url, f"Story {n}") for n, url in enumerate(entries)]
    items = "".join(f"<item><title>{html.escape(title)}</title><link>{html.escape(url)}</link></item>" for url, title in pairs)
    return reply(f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title><link>/</link>{items}</channel></rss>', _XML)


def sitemap_of(urls: Sequence[str], *, index: bool = False) -> Fault:
    """A sitemap, or an index, of these addresses."""
    root, item = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    entries = "".join(f"<{item}><loc>{html.escape(url)}</loc></{item}>" for url in urls)
    return reply(f'<?xml version="1.0"?><{root} xmlns="{_NS}">{entries}</{root}>', _XML)


def nested_sitemaps() -> Fault:
    """An index of one more index, and so on for ever (a counter in the query), and of itself."""

    def answer(request: Request, site: SiteReply) -> Reply | Raw:
        level = int(request.query.get("level", "0"))
        address = request.base + re.sub(r"\?.*", "", request.target)
        entries = "".join(f"<sitemap><loc>{address}?level={n}</loc></sitemap>" for n in (level + 1, level))
        return Reply(body=f'<?xml version="1.0"?><sitemapindex xmlns="{_NS}">{entries}</sitemapindex>'.encode(), content_type=_XML)

    return answer
