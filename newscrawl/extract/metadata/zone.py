"""The part of a page around its headline, where people read who wrote it and when. A few hundred elements, never the whole page: teasers,
comments and footers have bylines and dates too."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.metadata.head import plain

__all__ = ["Zone", "element_text", "read_zone"]

_BEFORE: Final = 60  # elements before the headline: kicker, byline above the title
_AFTER: Final = 350  # elements after it: standfirst, byline, date, share bar, the first paragraphs
_MAX_TEXT: Final = 300

_AUTHOR = re.compile(
    r"author|byline|by-line|by_line|writer|reporter|contributor|autor|auteur|journalist|redakt(?:eur|or)|verfasser|firma\b", re.I
)
_NOT_AUTHOR = re.compile(
    r"avatar|bio\b|biograph|image|img|photo|picture|social|follow|twitter|description|role|job|position|email|count|comment|tooltip|popup|modal|"
    r"by-?label|td-author-by|td-author-line|tdb-author-by|authority|separator|icon|more-from|related",
    re.I,
)
_DATE = re.compile(r"date|datum|fecha|time(?!line)|publish|posted|pubdate|veröffentlicht|dateline", re.I)
_MODIFIED = re.compile(r"modif|updat|aktualis|actualiz", re.I)
_SUBTITLE = re.compile(
    r"sub-?_?title|standfirst|\bdek\b|\bdeck\b|sub-?headline|sub-?heading|article-?_?_?(?:dek|deck|intro|lead|summary)\b|tdb-title-sub",
    re.I,
)
_SECTION = re.compile(r"(?:^|\s)(?:entry-category|td-post-category|tdb-entry-category|cat-links|post-categor\w+)(?:\s|$)", re.I)
_AUTHOR_HREF = re.compile(
    r"/(?:authors?|autor(?:en|es|i)?|auteurs?|by|people|profiles?|staff|journalists?|contributors?|writers?|redaktion|reporter)/[^/?#]+",
    re.I,
)
_SKIP_TAGS: Final = frozenset(
    {"nav", "aside", "footer", "script", "style", "svg", "form", "noscript", "template", "select", "figure", "iframe"}
)
_SKIP_CLASS = re.compile(
    r"comment|related|sidebar|widget|newsletter|recirc|trending|popular|most-?read|teaser|promo|recommend|\bads?\b|advert|breadcrumb|share|social|"
    r"td_block_wrap(?!.*tdb[_-])|td_module|author-box|author-?bio|menu|mega|footer|tooltip",
    re.I,
)
_LINES: Final = frozenset({"p", "span", "div", "h4", "h5", "h6", "address", "em", "small"})
# Two to four capitalised words, or several such names: a line in bold that is a byline and not a sub-heading. "Mining blasts" has one capital.
_NAME = r"[A-ZÀ-ÞĀ-Ž][\w’'-]+(?: (?:[A-Z]\.|de|da|van|von|der|la|al|bin|[A-ZÀ-ÞĀ-Ž][\w’'-]+)){1,3}"
_NAME_LINE = re.compile(rf"{_NAME}(?:(?: ?/ ?|, | and | & | und | et | y ){_NAME}){{0,3}}")
_BY_LINE = re.compile(r"(?:by|von|par|por|di|door|autor(?:es)?|text|written by|автор|作者)\s*:?\s+\S", re.I)


_TEXTS = etree.XPath(".//text()[not(parent::script or parent::style or parent::noscript or parent::template)]", smart_strings=False)


@dataclass(frozen=True, slots=True)
class Zone:
    """What the elements near the headline say. `names` are elements that hold a name each, `bylines` the lines that hold them."""

    names: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    loose_dates: tuple[str, ...] = ()
    subtitle: str | None = None
    sections: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    names: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)
    loose_dates: list[str] = field(default_factory=list)
    subtitles: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)


def read_zone(tree: HtmlElement, headline: HtmlElement | None) -> Zone:
    """The zone around `headline`; without one, around the page's first `<article>` or `<main>`."""
    start = headline if headline is not None else next(tree.iter("article", "main", "body"), None)
    if start is None:
        return Zone()
    found = _Found()
    before = list(_before(start)) if headline is not None else []
    for element in before:
        _read(element, found)
    for element in _after(start) if headline is not None else _walk(start, _AFTER):
        _read(element, found)
    return Zone(
        names=tuple(dict.fromkeys(found.names)),
        bylines=tuple(dict.fromkeys(found.bylines)),
        lines=tuple(dict.fromkeys(found.lines))[:1],
        published=tuple(dict.fromkeys(found.published)),
        modified=tuple(dict.fromkeys(found.modified)),
        loose_dates=tuple(dict.fromkeys(found.loose_dates)),
        subtitle=found.subtitles[0] if found.subtitles else None,
        sections=tuple(dict.fromkeys(found.sections)),
    )


def _read(element: HtmlElement, found: _Found) -> None:
    tag = element.tag
    marks = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('data-testid') or ''} {element.get('id') or ''}"[
        :400
    ]
    if tag == "time":
        stated = (element.get("datetime") or "").strip() or element_text(element)
        (found.modified if _MODIFIED.search(marks) and not re.search(r"publish|entry-date", marks, re.I) else found.published).append(
            stated
        )
        return
    if "author" in (element.get("rel") or "").lower() or (tag == "a" and _AUTHOR_HREF.search(element.get("href") or "")):
        found.names.append(element_text(element))
        return
    if marks.isspace():
        if tag in _LINES:
            _read_line(element, found)
        return
    if _AUTHOR.search(marks) and not _NOT_AUTHOR.search(marks):
        text = element_text(element)
        if text:
            (found.names if re.search(r"name|\bfn\b", marks, re.I) and len(text) < 60 else found.bylines).append(text)
    if _DATE.search(marks):
        stated = element.get("datetime") or element.get("content") or element_text(element)
        (found.modified if _MODIFIED.search(marks) else found.loose_dates).append(stated[:_MAX_TEXT])
    elif tag in ("p", "h2", "h3", "div", "span") and _SUBTITLE.search(marks) and len(text := element_text(element)) > 15:
        found.subtitles.append(text)
    elif _SECTION.search(marks):
        found.sections += [element_text(a) for a in element.iter("a")][:5] or [element_text(element)]


def _read_line(element: HtmlElement, found: _Found) -> None:
    """A line without a class: "By Jane Doe", or a bold line that is nothing but names."""
    text = (element.text or "").strip()
    if _BY_LINE.match(text):
        found.bylines.append(element_text(element) if len(element) < 4 else text)
    elif (
        not text and element.tag == "p" and len(element) == 1 and element[0].tag in ("strong", "b") and not (element[0].tail or "").strip()
    ):
        line = element_text(element)
        if _NAME_LINE.fullmatch(line):
            found.lines.append(line)


def element_text(element: HtmlElement) -> str:
    """The text of a small element on one line, blanks between its parts; '' for one that holds more than a line."""
    pieces, size = [], 0
    for piece in _TEXTS(element):
        size += len(piece)
        if size > 4 * _MAX_TEXT:
            return ""
        pieces.append(piece)
    text = plain(" ".join(pieces))
    return text if len(text) <= _MAX_TEXT else ""


def _walk(element: HtmlElement, limit: int) -> Iterator[HtmlElement]:
    """The element and what it holds, without what never belongs to an article's head."""
    walker = etree.iterwalk(element, events=("start",))
    for _, node in walker:
        if limit <= 0:
            return
        limit -= 1
        if node.tag in _SKIP_TAGS or _SKIP_CLASS.search((node.get("class") or "")[:300]):
            walker.skip_subtree()
            continue
        yield node


def _before(headline: HtmlElement) -> Iterator[HtmlElement]:
    container = headline
    for ancestor in headline.iterancestors():
        if ancestor.tag in ("body", "html", "main"):
            break
        container = ancestor
        if ancestor.tag in ("article", "header") or len(ancestor) > 6:
            break
    last: deque[HtmlElement] = deque(maxlen=_BEFORE)
    for node in _walk(container, 400):
        if node is headline:
            yield from last
            return
        last.append(node)


def _after(headline: HtmlElement) -> Iterator[HtmlElement]:
    left, node = _AFTER, headline
    for _ in range(5_000):
        sibling = node.getnext()
        while sibling is None:
            parent = node.getparent()
            if parent is None:
                return
            node, sibling = parent, parent.getnext()
        for element in _walk(sibling, left):
            left -= 1
            yield element
        left -= 1
        if left <= 0:
            return
        node = sibling
