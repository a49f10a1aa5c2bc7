"""A page's bytes as one tree, parsed once. Every reader of the page (metadata, pruning, body) takes this value."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.model import Rejected
from newscrawl.page.document.charset import decode, has_mojibake, may_have_mojibake, repair_mojibake
from newscrawl.page.document.shown import as_shown, writable

__all__ = ["MAX_BYTES", "MAX_TAGS", "Document", "parse"]

MAX_BYTES: Final = 16_000_000  # the largest real article pages have 3 to 6 MB, nearly all of it scripts
MAX_TAGS: Final = 250_000  # a tree node costs about 200 bytes and every reader walks it; real pages stay below 30,000
_MAX_DEPTH: Final = 200  # libxml2 stops reading at 2,048 open elements, and the rest of the page would be lost without a word
_MAX_ATTRIBUTES: Final = 30_000  # libxml2 needs quadratic time for the attributes of one tag: 100,000 of them take 11 seconds

_HALF_STRETCH: Final = 50_000
_SIGNS: Final = (b'"', b">", b"<", b"'")

_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"\x00\x00\x01\x00",
    b"{\\rtf",
    b"\x28\xb5\x2f\xfd",
    b"BZh",
)
_NOT_HTML_TYPE = re.compile(
    r"^\s*(?:(?:image|audio|video|font)/|application/(?:json|ld\+json|pdf|zip|gzip|octet-stream|rss\+xml|atom\+xml|javascript))",
    re.IGNORECASE,
)
_JSON = re.compile(rb"[\[{]\s*+(?:[\"\[{\]}]|-?\d)")  # whatever markup is in its strings
_DOCUMENT = re.compile(r"<(?:!doctype html|html|body|main|article)\b", re.IGNORECASE)
_DOCUMENT_BYTES = re.compile(rb"<(?:!doctype html|html)\b", re.IGNORECASE)
_CONTROLS: Final = [bytes([c]) for c in range(1, 32) if c not in b"\t\n\v\f\r\x1a\x1b"]
# XML declaration, comments (their ends are never skipped), then the root of a feed, a sitemap or a picture
_FEED = re.compile(
    r"(?:<\?xml[^>]*+>\s*+|<!--(?:[^-]|-(?!->))*+-->\s*+|<!DOCTYPE (?:rss|rdf|svg)\b[^>]*+>\s*+)*+"
    r"<(rss|feed|rdf:RDF|urlset|sitemapindex|svg|soap:Envelope|soap)(?=[\s>/])",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_LONG_TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*'){20000,}+>?")
_NO_END_TAG = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_CLOSED_BY_THE_NEXT = {"p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option"}
# lxml.html's own look-up calls Python for every element that is looked at, each time: a tenth of a page's cost
_HTML_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
_UNCOUNTED = frozenset(_NO_END_TAG | _CLOSED_BY_THE_NEXT)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page. `tree` is the `<html>` element, without comments and processing instructions. `flags` name what was odd about the
    bytes: `charset-contradiction`, `charset-guessed`, `charset-errors`, `mojibake`, `nul-bytes`, `too-deep`. `elements` are all of the
    tree's, in order: while somebody holds them, lxml makes none of them twice."""

    tree: HtmlElement
    url: str
    encoding: str
    flags: tuple[str, ...] = ()
    elements: tuple[HtmlElement, ...] = ()


def parse(body: bytes, *, content_type: str = "", url: str) -> Document | Rejected:
    """The page as a tree; `Rejected` (`empty`, `not-html`, `too-large`) for what is none. Never raises, whatever the bytes."""
    if not body.strip(b" \t\r\n\0"):
        return Rejected(url=url, reason="empty", detail=f"{len(body)} bytes without content")
    if refused := _not_html(body, content_type):
        return Rejected(url=url, reason="not-html", detail=refused)
    if len(body) > MAX_BYTES:
        return Rejected(url=url, reason="too-large", detail=f"{len(body)} bytes > {MAX_BYTES}")
    if len(body) > MAX_TAGS and (tags := body.count(b"<")) > MAX_TAGS:
        return Rejected(url=url, reason="too-large", detail=f"{tags} tags > {MAX_TAGS}")
    text, encoding, flags = decode(body, content_type)
    if b"\0" in body and "\0" in text:
        text, flags = text.replace("\0", ""), (*flags, "nul-bytes")
    if _is_feed(text) or not re.search(r"<[a-zA-Z!]", text):
        return Rejected(url=url, reason="not-html", detail=f"starts with {text[:40].strip()!r}")
    # What is searched for below is searched for in UTF-8: most pages are that already, and bytes take a tenth of the time of a text
    # that a single dash has made two bytes wide.
    markup = body.removeprefix(BOM_UTF8) if encoding == "utf-8" and "\ufffd" not in text and not flags else text.encode("utf-8", "replace")
    tree, deep = _tree(_without_long_tags(markup))
    if tree is None:
        return Rejected(url=url, reason="empty", detail="no element in the page")
    flags = (*flags, "too-deep") if deep else flags
    as_shown(tree, markup)
    if may_have_mojibake(markup) and has_mojibake(text):
        _repair(tree)
        flags = (*flags, "mojibake")
    return Document(tree=tree, url=url, encoding=encoding, flags=flags, elements=tuple(tree.iter()))


def _is_feed(text: str) -> bool:
    """Whether a text is a feed, a sitemap or a picture. Pages may begin with comments, or with their icons (`<svg>`)."""
    found = _FEED.match(text[:20_000].lstrip())
    return found is not None and not (found[1].lower() == "svg" and _DOCUMENT.search(text))


def _is_binary(start: bytes) -> bool:
    """Whether these bytes have control characters as no text has: 9 % of random bytes are such, of a page with a fault a handful.
    UTF-16, where halves of letters look like them, is told by its mark or by the NULs of its first tags."""
    wide = start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or start[:200].count(0) > 20
    return not wide and sum(map(start.count, _CONTROLS)) * 25 > len(start)


def _not_html(body: bytes, content_type: str) -> str:
    """Why these bytes are no page, '' where they may be one. A wrong Content-Type is common, so markup overrules it."""
    start = body[:1024].lstrip()
    if start.startswith(_MAGIC):
        return f"starts with {start[:8]!r}"
    if _is_binary(body[:20_000]):
        return "control characters all over its start"
    looks_like_markup = re.search(rb"<(?:!doctype html|html|head|body|article|div|p|h1)\b", body[:4096].replace(b"\0", b""), re.IGNORECASE)
    if _NOT_HTML_TYPE.match(content_type) and not looks_like_markup:
        return f"content type {content_type[:60]!r}"
    if start[:1] in (b"{", b"[") and (not looks_like_markup or (_JSON.match(start) and not _DOCUMENT_BYTES.search(body[:4096]))):
        return f"starts with {start[:40]!r}"
    return ""


def _tree(markup: bytes) -> tuple[HtmlElement | None, bool]:
    """The tree, and whether elements had to be left out because they were nested too deep."""
    tree, deep = _parsed(markup)
    return (tree, False) if not deep else (_parsed(_flattened(markup.decode("utf-8", "replace")).encode("utf-8", "replace"))[0], True)


def _parsed(markup: bytes) -> tuple[HtmlElement | None, bool]:
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False, huge_tree=True
    )
    parser.set_element_class_lookup(_HTML_ELEMENTS)
    try:
        tree = etree.fromstring(markup, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None, False
    # the last error is the one that stopped the parser
    deep = bool(parser.error_log) and "depth" in (parser.error_log.last_error.message if parser.error_log.last_error else "")
    return (tree if isinstance(tree, HtmlElement) else None), deep


def _flattened(text: str) -> str:
    """The markup without the start and end tags of what is nested deeper than `_MAX_DEPTH`: the text stays. Elements that close
    each other (`<p>`, `<li>`) are not counted."""
    kept_tags: list[bool] = []

    def keep(match: re.Match[str]) -> str:
        name = match[2].lower()
        if name in _UNCOUNTED or match[3].endswith("/"):
            return match[0]
        if not match[1]:
            kept_tags.append(len(kept_tags) < _MAX_DEPTH)
            return match[0] if kept_tags[-1] else " "
        return match[0] if not kept_tags or kept_tags.pop() else " "

    return _TAG.sub(keep, text)


def _without_long_tags(markup: bytes) -> bytes:
    if markup.count(b"=") <= _MAX_ATTRIBUTES and not _has_long_stretch(markup):
        return markup
    text = markup.decode("utf-8", "replace")
    if text.count("=") <= _MAX_ATTRIBUTES and not re.search(r"<[a-zA-Z][^<>\"']{100000,}", text):
        return markup
    return _LONG_TAG.sub(" ", text).encode("utf-8", "replace")


def _has_long_stretch(markup: bytes) -> bool:
    """Whether 100,000 bytes in a row could be free of quotes and brackets: then a piece of half that length, counted from the start, is."""
    pieces = range(0, len(markup), _HALF_STRETCH)
    return len(markup) > 2 * _HALF_STRETCH and any(all(markup.find(sign, at, at + _HALF_STRETCH) < 0 for sign in _SIGNS) for at in pieces)


def _repair(tree: HtmlElement) -> None:
    for element in tree.iter():
        if element.text:
            element.text = _repaired(element.text)
        if element.tail:
            element.tail = _repaired(element.tail)
        for name in ("content", "title", "alt"):
            if value := element.get(name):
                element.set(name, _repaired(value))


def _repaired(text: str) -> str:
    """Without what no tree takes back, though its parser let it in: one control character would cost the page."""
    return writable(repair_mojibake(text))
