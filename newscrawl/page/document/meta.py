"""What a page's `<meta>`, `<link>`, `<title>` and JSON-LD `<script>` elements say, collected in one walk over the tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Final

from lxml.html import HtmlElement

from newscrawl.text import tidy

__all__ = ["Head", "Link", "decoded", "plain", "read_head"]

_MAX_METAS: Final = 600
_MAX_LINKS: Final = 400
_MAX_SCRIPTS: Final = 60
_MAX_VALUE: Final = 20_000  # characters of one attribute; keyword lists get long, anything longer is no metadata
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|br|cite|code|div|em|font|h[1-6]|i|li|mark|p|q|s|small|span|strong|sub|sup|u|ul|ol|wbr)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_KEYS: Final = ("property", "name", "itemprop", "http-equiv")


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    type: str = ""
    hreflang: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """`metas`: content by lower-case property or name, in page order. `links`: by each lower-case rel token. `scripts`: JSON-LD texts."""

    metas: Mapping[str, tuple[str, ...]]
    links: Mapping[str, tuple[Link, ...]]
    scripts: tuple[str, ...]
    title: str
    language: str
    base: str
    amp: bool

    def meta(self, *names: str) -> str | None:
        """The first value of the first of these names that has one."""
        return next((value for name in names for value in self.metas.get(name, ())), None)

    def link(self, rel: str) -> str | None:
        return next((link.href for link in self.links.get(rel, ())), None)


def read_head(tree: HtmlElement) -> Head:
    """One walk. Elements that a parser moved into the body are read too: broken markup is where metadata is scarcest."""
    metas: dict[str, list[str]] = {}
    links: dict[str, list[Link]] = {}
    scripts: list[str] = []
    title = base = ""
    counts = [0, 0]
    for element in tree.iter("meta", "link", "title", "script", "base"):
        tag = element.tag
        if tag == "meta" and counts[0] < _MAX_METAS:
            counts[0] += 1
            _add_meta(element, metas)
        elif tag == "link" and counts[1] < _MAX_LINKS:
            counts[1] += 1
            _add_link(element, links)
        elif tag == "script" and len(scripts) < _MAX_SCRIPTS:
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                scripts.append(element.text)
        elif tag == "title" and not title and not any(a.tag == "svg" for a in element.iterancestors()):
            title = plain(element.text_content()[:_MAX_VALUE])
        elif tag == "base" and not base:
            base = (element.get("href") or "")[:2000]
    return Head(
        metas={name: tuple(values) for name, values in metas.items()},
        links={rel: tuple(found) for rel, found in links.items()},
        scripts=tuple(scripts),
        title=title,
        language=(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang") or "")[:40],
        base=base,
        amp=tree.get("amp") is not None or tree.get("⚡") is not None,
    )


def _add_meta(element: HtmlElement, metas: dict[str, list[str]]) -> None:
    value = element.get("content") or element.get("value")
    if not value or len(value) > _MAX_VALUE or value.isspace():
        return
    for key in _KEYS:
        if (name := element.get(key)) and (key != "itemprop" or element.getparent() is None or element.getparent().tag == "head"):  # type: ignore[union-attr]
            metas.setdefault(name.strip().lower()[:100], []).append(value)
            if key == "property" or element.get("property") is None:
                return


def _add_link(element: HtmlElement, links: dict[str, list[Link]]) -> None:
    href, rels = (element.get("href") or "").strip(), (element.get("rel") or "").lower()[:200]
    if href and rels and len(href) <= 4000:
        link = Link(href, (element.get("type") or "")[:100].lower(), (element.get("hreflang") or "")[:40].lower())
        for rel in rels.split():
            links.setdefault(rel, []).append(link)


def decoded(text: str) -> str:
    """Character references decoded, also those that were encoded twice (`&amp;#8211;`)."""
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            return text
        text = _ENTITY.sub(lambda m: unescape(m[0]), text)
    return text


def plain(text: str) -> str:
    """A metadata value as one line of text: decoded, without inline markup, tidy."""
    text = decoded(text)
    if "<" in text:
        text = _MARKUP.sub(lambda m: " " if m[0][1:].lstrip("/")[:2].lower() in ("br", "p>", "p ", "di", "li") else "", text)
    return tidy(text)
