"""The part of a page around its headline, where people read who wrote it and when. A few hundred elements, never the whole page: teasers,
comments and footers have bylines and dates too."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.head import plain

__all__ = ["Zone", "element_text", "heading_text", "read_zone"]

_BEFORE: Final = 60  # elements before the headline: kicker, byline above the title
_AFTER: Final = 200  # elements after it: standfirst, byline, date, share bar, the first paragraphs
_MAX_TEXT: Final = 300

_AUTHOR = re.compile(
    r"author|byline|by-line|by_line|writer|reporter|contributor|autor|auteur|journalist|redakt(?:eur|or)|verfasser|firma\b", re.IGNORECASE
)
_NOT_AUTHOR = re.compile(
    r"avatar|bio\b|biograph|image|img|photo|picture|social|follow|twitter|description|role|job|position|email|count|comment|tooltip|popup|modal|"
    r"by-?label|td-author-by|td-author-line|tdb-author-by|authority|separator|icon|more-from|related",
    re.IGNORECASE,
)
_DATE = re.compile(r"date|datum|fecha|time(?!line)|publish|posted|pubdate|veröffentlicht|dateline", re.IGNORECASE)
_UNAMBIGUOUS = re.compile(r"\d{4}-\d\d-\d\d|\d{10,13}$")
_UPDATED = re.compile(
    r"\s*(?:last\s+)?(?:updat|modif|revis|aktualis|mis à jour|actualiz|aggiornat|bijgewerkt|oppdater|uppdater|opdater|обновл|更新)",
    re.IGNORECASE,
)
_MODIFIED = re.compile(r"modif|updat|aktualis|actualiz", re.IGNORECASE)
_SUBTITLE = re.compile(
    r"sub-?_?title|standfirst|\bdek\b|\bdeck\b|sub-?headline|sub-?heading|article-?_?_?(?:dek|deck|intro|lead|summary)\b|tdb-title-sub",
    re.IGNORECASE,
)
_SECTION = re.compile(r"(?:^|\s)(?:entry-category|td-post-category|tdb-entry-category|cat-links|post-categor\w+)(?:\s|$)", re.IGNORECASE)
_AUTHOR_HREF = re.compile(
    r"/(?:authors?|autor(?:en|es|i)?|auteurs?|by|people|profiles?|staff|journalists?|contributors?|writers?|redaktion|reporter)/[^/?#]+",
    re.IGNORECASE,
)
_SKIP_TAGS: Final = frozenset(
    {"nav", "aside", "footer", "script", "style", "svg", "form", "noscript", "template", "select", "figure", "iframe"}
)
_SKIP_CLASS = re.compile(
    r"comment|related|sidebar|widget|newsletter|recirc|trending|popular|most-?read|teaser|promo|recommend|\bads?\b|advert|breadcrumb|share|social|"
    r"td_block_wrap(?!.*tdb[_-])|td_module|author-box|author-?bio|menu|mega|footer|tooltip",
    re.IGNORECASE,
)
_BLOCKS: Final = frozenset({"br", "div", "p", "small", "time", "li", "h1", "h2", "h3"})
_EDGE = re.compile(r"(?<=[:!?.|»”])\0+(?=\S)|(?<=[a-zà-þ0-9’'])\0+(?=[A-ZÀ-Þ„“«\"])")
_LINES: Final = frozenset({"p", "span", "div", "h4", "h5", "h6", "address", "em", "small", "li", "legend", "strong"})
# Two to four capitalised words, or several such names: a line in bold that is a byline. A sub-heading ("Mining blasts") has one capital.
_NAME = r"[A-ZÀ-ÞĀ-Ž][\w’'-]+(?: (?:[A-Z]\.|de|da|van|von|der|la|al|bin|[A-ZÀ-ÞĀ-Ž][\w’'-]+)){1,3}"
_NAME_LINE = re.compile(rf"{_NAME}(?:(?: ?/ ?|, | and | & | und | et | y ){_NAME}){{0,3}}")
# A line that is nothing but a date: a year, at most 50 characters, few words beside it.
_DATE_LINE = re.compile(r"(?=.{6,50}$)(?=.*\b(?:19|20)\d\d\b)(?=(?:\D*\d+){2,7}\D*$)[\w.,:;|/\\\s·•–—-]+", re.DOTALL)
# "By" and a capitalised word: "By combining these" is a sentence. Other scripts have no case to tell by.
_BY_LINE = re.compile(
    r"(?:[Bb]y|BY|Von|VON|Par|PAR|Por|POR|Di|Door|Oleh|Av|Af|Text|TEXT|Autor(?:es|in)?|Written by|Words by)\s*:?\s+[A-ZÀ-ÞĀ-Ž]|"
    r"(?:автор|作者|文)\s*[:：]"
)


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
    date_lines: tuple[str, ...] = ()
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
    date_lines: list[str] = field(default_factory=list)
    subtitles: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)


def read_zone(tree: HtmlElement, headline: HtmlElement | None) -> Zone:
    """The zone around `headline`; without one, around the page's first `<article>` or `<main>`."""
    start = headline if headline is not None else next(tree.iter("article", "main", "body"), None)
    if start is None:
        return Zone()
    found = _Found()
    if headline is None:
        for element in _walk(start, _AFTER):
            _read(element, found)
    else:
        for element in _after(headline):
            _read(element, found)
        for element in reversed(list(_before(headline))):  # nearest first: what is farther up may belong to other articles
            _read(element, found)
    return Zone(
        names=_distinct(found.names),
        bylines=_distinct(found.bylines),
        lines=_distinct(found.lines)[:1],
        published=_distinct(found.published),
        modified=_distinct(found.modified),
        loose_dates=_distinct(found.loose_dates),
        date_lines=_distinct(found.date_lines)[:3],
        subtitle=found.subtitles[0] if found.subtitles else None,
        sections=_distinct(found.sections),
    )


def _distinct(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


@dataclass(frozen=True, slots=True)
class _Marks:
    """What an element's class, id and other names say that it holds."""

    skip: bool
    author: bool
    name: bool
    date: bool
    modified: bool
    published: bool
    subtitle: bool
    section: bool


# Every pattern below needs one of these: nine of ten class names hold none, and are told at a twentieth of the cost.
_STEM_WORDS: Final = """
author by writer reporter contributor autor auteur journalist redakt verfasser firma dat fecha time publish posted öffentlicht modif updat
aktualis actualiz sub standfirst dek deck article categor cat-links comment relat sidebar widget newsletter recirc trending popular read
teaser promo recommend ad breadcrumb share social td_ bio menu mega footer tooltip
"""
_STEMS: Final = tuple(_STEM_WORDS.split())
_UNMARKED: Final = _Marks(skip=False, author=False, name=False, date=False, modified=False, published=False, subtitle=False, section=False)


@lru_cache(maxsize=20_000)  # pages of a site share their class names: nearly every look-up is a hit
def _marks(text: str) -> _Marks:
    text = text.lower()
    if not any(stem in text for stem in _STEMS):
        return _UNMARKED
    author = bool(_AUTHOR.search(text)) and not _NOT_AUTHOR.search(text)
    return _Marks(
        skip=bool(_SKIP_CLASS.search(text)),
        author=author,
        name=author and bool(re.search(r"name|\bfn\b", text, re.IGNORECASE)),
        date=bool(_DATE.search(text)),
        modified=bool(_MODIFIED.search(text)),
        published=bool(re.search(r"publish|entry-date|created|posted", text, re.IGNORECASE)),
        subtitle=bool(_SUBTITLE.search(text)),
        section=bool(_SECTION.search(text)),
    )


def _read(element: HtmlElement, found: _Found) -> None:
    tag = element.tag
    names = [v for key in ("class", "itemprop", "id", "data-testid") if (v := element.get(key))]
    marks = _marks(" ".join(names)[:300]) if names else None
    if tag == "time":
        stated = (element.get("datetime") or "").strip()
        if not _UNAMBIGUOUS.match(stated):  # `datetime="02-12-2025"` beside "December 2": people read the text
            stated = element_text(element) or stated
        changed = (marks and marks.modified and not marks.published) or _UPDATED.match(element_text(element))
        (found.modified if changed else found.published).append(stated[:_MAX_TEXT])
    elif tag == "a" and ("author" in (element.get("rel") or "").lower() or _AUTHOR_HREF.search(element.get("href") or "")):
        found.names.append(element_text(element))
    elif marks is None:
        _read_line(element, found)
    elif marks.author:
        text = element_text(element)
        (found.names if marks.name and len(text) < 60 else found.bylines).append(text)
    elif marks.date:
        stated = element.get("datetime") or element.get("content") or element_text(element)
        (found.modified if marks.modified or _UPDATED.match(stated) else found.loose_dates).append(stated[:_MAX_TEXT])
    elif marks.subtitle:
        if tag in ("p", "h2", "h3", "div", "span") and len(text := element_text(element)) > 15:
            found.subtitles.append(text)
    elif marks.section:
        found.sections += [element_text(a) for a in element.iter("a")][:5] or [element_text(element)]
    else:
        _read_line(element, found)


def _read_line(element: HtmlElement, found: _Found) -> None:
    """A line without a class: "By Jane Doe", or a bold line that is nothing but names."""
    if element.tag not in _LINES:
        return
    text = (element.text or "").strip()
    if _DATE_LINE.fullmatch(text):
        found.date_lines.append(text)
    elif _BY_LINE.match(text):
        line = element_text(element) if len(element) < 4 else text
        if len(line) <= 120:
            found.bylines.append(line)
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


def heading_text(element: HtmlElement) -> str:
    """A heading on one line. Its blocks are set apart; its inline parts only where one plainly ends: "Kicker:" + "Headline" are two
    words, "H" + "2" + "O" and a drop cap are one."""
    pieces: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        edge = " " if node.tag in _BLOCKS else "\0" if node.tag in ("span", "a", "strong", "b", "em", "i") else ""
        if event == "start":
            if node.tag in ("script", "style", "noscript", "svg", "template"):
                walker.skip_subtree()
                continue
            pieces += [edge, node.text or ""]
        elif node is not element:
            pieces += [edge, node.tail or ""]
        if len(pieces) > 2_000:
            break
    text = "".join(pieces)[:2_000]
    return plain(_EDGE.sub(" ", text).replace("\0", ""))


def _walk(element: HtmlElement, limit: int) -> Iterator[HtmlElement]:
    """The element and what it holds, without what never belongs to an article's head."""
    walker = etree.iterwalk(element, events=("start",))
    for _, node in walker:
        if limit <= 0:
            return
        limit -= 1
        if node.tag in _SKIP_TAGS or ((name := node.get("class")) and _marks(name[:300]).skip):
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
