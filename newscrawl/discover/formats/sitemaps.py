"""Sitemaps: index, urlset, news sitemap, text, a feed used as one. Bytes in, candidates and children out; no network, no files."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from newscrawl.dates import parse_moment
from newscrawl.discover.formats.entry_links import Own
from newscrawl.discover.formats.feeds import FEED_ROOTS, parse_feed
from newscrawl.discover.formats.markup import decode, document, unpack
from newscrawl.discover.formats.scalars import language, line, terms
from newscrawl.discover.limits import Limits
from newscrawl.errors import SourceError
from newscrawl.model import Candidate, Hint, Moment
from newscrawl.urls import is_http, join

__all__ = ["Sitemap", "parse_sitemap"]

_ROOTS = frozenset({"urlset", "sitemapindex"}) | FEED_ROOTS
_CHUNK = re.compile(rb"<(?:[\w.-]{1,20}:)?(url|sitemap)(?=[\s>])")
_LOC_LENGTH = 4_096

# iterparse and the parser of single entries take the same bounds: no entities, no document type, no network, no huge trees.
_SAFE: dict[str, Any] = {
    "recover": True,
    "huge_tree": False,
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
    "encoding": "utf-8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """The entries of a sitemap, in its order. Addresses are absolute and normalised, as the sitemap gives them.

    `children`: further sitemaps with their lastmod. `dropped`: entries without a usable address. `whole`: False where the body was cut
    short or beyond a limit, so that the sitemap may have more entries.
    """

    candidates: tuple[Candidate, ...] = ()
    children: tuple[tuple[str, Moment | None], ...] = ()
    dropped: int = 0
    whole: bool = True


def parse_sitemap(
    body: bytes, url: str, content_type: str = "", *, timezone: str = "UTC", limits: Limits | None = None, own: Own = bool
) -> Sitemap:
    """The entries of a sitemap; for a broken or cut-off sitemap, its whole entries. gzip is undone, whatever the name or the header says.

    `lastmod` becomes `modified`: a plain sitemap never says when an article was published. Raises SourceError for a document that is no
    sitemap and for a sitemap that declares XML entities.
    """
    limits = limits or Limits()
    body, whole = unpack(body, limits.sitemap_bytes)
    begin = body[:4_096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not begin.startswith(b"<") and not re.search(rb"<(?:[\w.-]{1,20}:)?(?:urlset|sitemapindex|rss|feed)[\s>]", begin):
        return _text(body, url, whole, limits)
    found = document(body, url, content_type, _ROOTS, "a sitemap")
    if found.root in FEED_ROOTS:
        feed = parse_feed(found.text, url, "application/xml; charset=utf-8", timezone=timezone, limits=limits, own=own)
        return Sitemap(candidates=feed.candidates, dropped=feed.dropped, whole=whole)
    listed = _stream(found.text, url, timezone, limits)
    if listed.broken:
        # One fault ends the stream for good (`a < b`, an attribute without quotes): the entries are read one by one.
        listed = _one_by_one(found.text, url, timezone, limits)
    return Sitemap(
        candidates=tuple(listed.candidates),
        children=tuple(dict(listed.children).items()),
        dropped=listed.dropped,
        whole=whole and not listed.cut,
    )


@dataclass(slots=True)
class _Listed:
    candidates: list[Candidate] = field(default_factory=list)
    children: list[tuple[str, Moment | None]] = field(default_factory=list)
    dropped: int = 0
    broken: bool = False
    cut: bool = False

    def __len__(self) -> int:
        return len(self.candidates) + len(self.children)


def _local(element: Any) -> str:
    """`news:title`, `{http://…}title` and `title` are one: prefixes go undeclared and namespaces are misspelt."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _stream(text: bytes, url: str, timezone: str, limits: Limits) -> _Listed:
    listed = _Listed()
    depth = elements = inside = 0
    context = etree.iterparse(io.BytesIO(text), events=("start", "end"), **_SAFE)
    try:
        for event, element in context:
            if event == "start":
                depth += 1
                continue
            depth -= 1
            elements += 1
            inside += 1
            if _local(element) in ("url", "sitemap"):
                if len(listed) + listed.dropped >= limits.sitemap_entries:
                    listed.cut = True
                    return listed
                if inside <= limits.entry_elements:
                    _take(listed, element, url, timezone)
                else:
                    listed.dropped += 1  # most of it is forgotten already
                inside = 0
            if depth <= 1 or inside > limits.entry_elements:
                _forget(element)
            if elements >= limits.sitemap_elements:
                listed.cut = True
                return listed
    except (etree.XMLSyntaxError, AssertionError):
        listed.broken = True
    listed.broken = listed.broken or any(e.domain_name != "NAMESPACE" and e.level_name != "WARNING" for e in context.error_log)
    return listed


def _forget(element: Any) -> None:
    """Frees an element that is done, and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _one_by_one(text: bytes, url: str, timezone: str, limits: Limits) -> _Listed:
    listed = _Listed()
    root = re.match(rb"<[^<>]{1,8000}>", text)
    opening = root[0] if root and not root[0].endswith(b"/>") else b"<urlset>"
    starts = _CHUNK.finditer(text)
    this, tried = next(starts, None), 0
    while this is not None and tried < limits.sitemap_entries:
        tried += 1
        following = next(starts, None)
        chunk = text[this.start() : following.start() if following else None]
        ends = list(re.finditer(rb"</(?:[\w.-]{1,20}:)?(?:url|sitemap)\s*>", chunk[-200_000:]))
        # the last one without an end was cut off: half an address is no address
        element = _element(opening + chunk) if following is not None or ends else None
        if element is not None:
            _take(listed, element, url, timezone)
        else:
            listed.cut = True
        this = following
    listed.cut = listed.cut or this is not None or not re.search(rb"</(?:[\w.-]{1,20}:)?(?:urlset|sitemapindex)\s*>", text[-2_000:])
    return listed


def _element(markup: bytes) -> Any:
    try:
        root = etree.fromstring(markup, etree.XMLParser(**_SAFE))
    except (etree.XMLSyntaxError, ValueError):
        return None
    return next((e for e in root.iter() if _local(e) in ("url", "sitemap")), None) if root is not None else None


def _take(listed: _Listed, element: Any, url: str, timezone: str) -> None:
    """Adds one entry. Only its own `loc` counts: images and videos inside it have theirs."""
    stated: dict[str, str] = {}
    news: Any = None
    image: str | None = None
    for child in element:
        name = _local(child)
        if name == "news":
            news = child
        elif name == "image" and image is None:
            image = next((str(e.text) for e in child if _local(e) == "loc" and e.text), None)
        elif child.text and name not in stated:
            stated[name] = str(child.text)
    loc = "".join(stated.get("loc", "").split()).replace("&amp;", "&")
    address = join(url, loc) if 0 < len(loc) <= _LOC_LENGTH else None
    if address is None:
        listed.dropped += 1
        return
    lastmod = parse_moment(stated.get("lastmod"), timezone=timezone)
    if _local(element) == "sitemap":
        listed.children.append((address, lastmod))
        return
    picture = join(url, image) if image and len(image) <= _LOC_LENGTH else None
    hint = _news(news, lastmod, picture, timezone) if news is not None else Hint(source="sitemap", modified=lastmod, image_url=picture)
    listed.candidates.append(Candidate(url=address, hints=(hint,)))


def _news(news: Any, lastmod: Moment | None, picture: str | None, timezone: str) -> Hint:
    stated = {_local(e): str(e.text) for e in reversed(list(news.iter())) if e.text and e.text.strip()}
    return Hint(
        source="news-sitemap",
        title=line(stated.get("title")),
        published=parse_moment(stated.get("publication_date"), timezone=timezone),
        modified=lastmod,
        language=language(stated.get("language")),
        tags=terms(stated.get("keywords", "").split(",")),
        image_url=picture,
    )


def _text(body: bytes, url: str, whole: bool, limits: Limits) -> Sitemap:
    """The entries of a text sitemap: an address a line."""
    addresses: dict[str, None] = {}
    dropped = 0
    if not re.search(r"https?://", decode(body[:4_096])):
        body = body[:60]  # megabytes of anything else are not worth reading
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for tried, found in enumerate(_lines(decode(body).encode("utf-8", "replace") if wide else body)):
        if tried >= limits.sitemap_entries:
            whole = False
            break
        address = join(url, found) if len(found) <= _LOC_LENGTH and is_http(found) else None
        if address:
            addresses[address] = None
        else:
            dropped += 1
    if not addresses:
        seen = " ".join(body[:60].decode("latin-1").split()) or "nothing"
        raise SourceError(url, f"not a sitemap: it begins with {seen!r}")
    return Sitemap(
        candidates=tuple(Candidate(url=address, hints=(Hint(source="sitemap"),)) for address in addresses), dropped=dropped, whole=whole
    )


def _lines(body: bytes) -> Iterator[str]:
    """Line by line from the bytes: 50 MB of text are up to 200 MB of characters."""
    for match in re.finditer(rb"[^\r\n]+", body):
        if found := match[0][: _LOC_LENGTH + 1].decode("utf-8", "replace").strip("\ufeff \t"):
            yield found
