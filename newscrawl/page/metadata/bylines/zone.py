"""The part of a page around its headline, where people read who wrote it and when. A few hundred elements, never the whole page: teasers,
comments and footers have bylines and dates too."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.page.document.lines import MAX_LINE, element_text, label_before
from newscrawl.page.metadata.bylines.byline_words import LABEL, OTHERS, starts_byline
from newscrawl.page.metadata.bylines.datelines import (
    Shown,
    dateline_of,
    dates_beside,
    is_another_date,
    is_date_line,
    labelled_changed,
    names_beside,
    says_changed,
)

__all__ = ["Zone", "read_zone"]

_BEFORE: Final = 60  # elements before the headline: kicker, byline above the title
_AFTER: Final = 200  # elements after it: standfirst, byline, date, share bar, the first paragraphs

# The patterns of `_marks` are for names in lower case: where case is ignored, each of them takes three to seven times as long.
_AUTHOR = re.compile(
    r"author|byline|by-line|by_line|writer|reporter|contributor|autor|auteur|journalist|redakt(?:eur|or)|verfasser|firma\b|"
    r"penulis|yazar|muhabir|forfatter|skribent|toimittaja|kirjoittaja|autore|firmante|poster\b|dateline__name"
)
_NOT_AUTHOR = re.compile(
    r"avatar|bio\b|biograph|image|img|photo|picture|social|follow|twitter|description|role|job|position|email|count|comment|tooltip|popup|modal|"
    r"by-?label|td-author-by|td-author-line|tdb-author-by|authority|separator|icon|more-from|related"
)
_DATE = re.compile(r"date|datum|fecha|time(?!line)|publish|posted|pubdate|veröffentlicht|dateline")
_PUBLISHED = re.compile(r"publish|entry-date|created|posted")
_NAMED = re.compile(r"name|\bfn\b")
_UNAMBIGUOUS = re.compile(r"\d{4}-\d\d-\d\d|\d{10,13}$")
_MODIFIED = re.compile(r"modif|updat|aktualis|actualiz")
_SUBTITLE = re.compile(
    r"sub-?_?title|standfirst|\bdek\b|\bdeck\b|sub-?headline|sub-?heading|article-?_?_?(?:dek|deck|intro|lead|summary)\b|tdb-title-sub"
)
_SECTION = re.compile(r"(?:^|\s)(?:entry-category|td-post-category|tdb-entry-category|cat-links|post-categor\w+)(?:\s|$)")
_AUTHOR_HREF = re.compile(
    r"/(?:authors?|autor(?:en|es|i)?|auteurs?|by|people|profiles?|staff|journalists?|contributors?|writers?|redaktion|reporter)/[^/?#]+",
    re.IGNORECASE,
)
_PARAGRAPH: Final = 8  # elements that a paragraph counts for: what stands behind the text is farther off than it seems
_OPENING: Final = 3  # paragraphs: a bold line farther down is a sub-heading
_SKIP_TAGS: Final = frozenset(
    {"nav", "aside", "footer", "script", "style", "svg", "form", "noscript", "template", "select", "figure", "iframe", "blockquote"}
)
_SKIP_CLASS = re.compile(
    r"comment|related|sidebar|(?<!elementor-)widget|elementor-(?:widget-)?(?:posts|loop)|newsletter|recirc|trending|popular|most-?read|teaser|promo|recommend|\bads?\b|advert|breadcrumb|share|social|"
    r"td_block_wrap(?!.*tdb[_-])|td_module|author-?bio|menu|mega|footer|tooltip"
)
_ICONS: Final = frozenset({"svg", "img", "i"})  # `<svg/> 3 May 2024`
_LINES: Final = frozenset(
    ["p", "span", "div", "h2", "h3", "h4", "h5", "h6", "address", "em", "small", "li", "legend", "strong", "td", "dd", "i", "b", "font"]
)
# Two to four capitalised words, or several such names: a line in bold that is a byline. A sub-heading ("Mining blasts") has one capital.
_NAME = r"[A-ZÀ-ÞĀ-Ž][\w’'-]+(?: (?:[A-Z]\.|de|da|van|von|der|la|al|bin|[A-ZÀ-ÞĀ-Ž][\w’'-]+)){1,3}"
_NAME_LINE = re.compile(rf"{_NAME}(?:(?: ?/ ?|, | and | & | und | et | y ){_NAME}){{0,3}}")
_BEHIND_DATE = re.compile(r"^.*\d\W*(?:uhr\b\W*)?", re.IGNORECASE)
_MAX_LABELLED: Final = 100
_MAX_UNLABELLED: Final = 12


@dataclass(frozen=True, slots=True)
class Zone:
    """What the elements near the headline say. `names` are elements that hold a name each, `bylines` the lines that hold them,
    `unlabelled` the lines that look like a name and have no mark of one."""

    names: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    unlabelled: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    loose_dates: tuple[str, ...] = ()
    date_lines: tuple[str, ...] = ()
    datelines: tuple[str, ...] = ()
    subtitle: str | None = None
    sections: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    language: str = ""
    names: list[Shown] = field(default_factory=list)
    bylines: list[Shown] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    unlabelled: list[str] = field(default_factory=list)
    paragraphs: int = 0
    published: list[Shown] = field(default_factory=list)
    modified: list[Shown] = field(default_factory=list)
    loose_dates: list[Shown] = field(default_factory=list)
    date_lines: list[Shown] = field(default_factory=list)
    datelines: list[str] = field(default_factory=list)
    subtitles: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)


def read_zone(tree: HtmlElement, headline: HtmlElement | None, language: str = "") -> Zone:
    """The zone around `headline`; without one, around the page's first `<article>` or `<main>`."""
    start = headline if headline is not None else next(tree.iter("article", "main", "body"), None)
    if start is None:
        return Zone()
    found = _Found(language)
    if headline is None:
        for at, element in enumerate(_walk(start, _AFTER)):
            _read(element, at, found)
    else:
        if is_date_line(tail := (headline.tail or "").strip()):
            found.date_lines.append((0, tail))
        for at, element in enumerate(_after(headline)):
            _read(element, at + _PARAGRAPH * found.paragraphs, found)
        for at, element in enumerate(reversed(list(_before(headline)))):  # nearest first: farther up may belong to other articles
            _read(element, at, found)
        found.sections = found.sections or _categories_above(headline)
    published, loose_dates, date_lines, modified = dates_beside(found.published, found.loose_dates, found.date_lines, found.modified)
    names, bylines = names_beside(found.names, found.bylines)
    return Zone(
        names=names,
        bylines=bylines,
        lines=_distinct(found.lines)[:1],
        unlabelled=_distinct(found.unlabelled)[:_MAX_UNLABELLED],
        published=published,
        modified=modified,
        loose_dates=loose_dates,
        date_lines=date_lines[:3],
        datelines=tuple(found.datelines[:1]),
        subtitle=found.subtitles[0] if found.subtitles else None,
        sections=_distinct(found.sections),
    )


def _categories_above(headline: HtmlElement) -> list[str]:
    """What stands before the `<header>` of the headline: tagDiv's `ul.td-category`."""
    header = next(headline.iterancestors("header"), None)
    for sibling in islice(header.itersiblings(preceding=True), 3) if header is not None else ():
        for element in _walk(sibling, 20):
            if (name := element.get("class")) and _marks(name[:300]).section:
                return [element_text(a) for a in element.iter("a")][:5]
    return []


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
author by writer reporter contributor autor auteur journalist redakt verfasser firma penulis yazar muhabir forfatter skribent toimittaja
kirjoittaja poster dat fecha time publish posted öffentlicht modif updat
aktualis actualiz sub standfirst dek deck article categor cat-links comment relat sidebar widget newsletter recirc trending popular read
teaser promo recommend ad elementor breadcrumb share social td_ bio menu mega footer tooltip
"""
_STEMS: Final = re.compile("|".join(_STEM_WORDS.split()))
_UNMARKED: Final = _Marks(skip=False, author=False, name=False, date=False, modified=False, published=False, subtitle=False, section=False)


@lru_cache(maxsize=4_096)  # pages of a site share their class names: nearly every look-up is a hit
def _marks(text: str) -> _Marks:
    text = text.lower()
    if not _STEMS.search(text):
        return _UNMARKED
    author = bool(_AUTHOR.search(text)) and not _NOT_AUTHOR.search(text)
    return _Marks(
        skip=bool(_SKIP_CLASS.search(text)),
        author=author,
        name=author and bool(_NAMED.search(text)),
        date=bool(_DATE.search(text)),
        modified=bool(_MODIFIED.search(text)),
        published=bool(_PUBLISHED.search(text)),
        subtitle=bool(_SUBTITLE.search(text)),
        section=bool(_SECTION.search(text)),
    )


def _read(element: HtmlElement, at: int, found: _Found) -> None:
    if element.tag == "p":
        found.paragraphs += 1
        if found.paragraphs <= _OPENING and (dateline := dateline_of(element)):
            found.datelines.append(dateline)
    if element.tail and is_date_line(tail := element.tail.strip()) and not is_another_date(element, tail):
        found.date_lines.append((at, tail))
    names = [v for key in ("class", "itemprop", "id", "data-testid") if (v := element.get(key))]
    marks = _marks(" ".join(names)[:300]) if names else None
    if element.tag == "time":
        _read_time(element, at, marks, found)
    elif name := _labelled_name(element):
        found.bylines.append((at, name))
    elif element.tag == "a" and ("author" in (element.get("rel") or "").lower() or _AUTHOR_HREF.search(element.get("href") or "")):
        if not OTHERS.search(label_before(element)):
            found.names.append((at, element_text(element)))
    elif marks is None:
        _read_line(element, at, found)
    else:
        _read_named(element, at, marks, found)


def _read_named(element: HtmlElement, at: int, marks: _Marks, found: _Found) -> None:
    """An element whose class or id says what it holds."""
    if marks.author:
        text = element_text(element)
        if is_date_line(text):  # "Jane Doe, 3 May 2024"
            _keep_date(element, at, text, found.date_lines, found)
        (found.names if marks.name and len(text) < 60 else found.bylines).append((at, text))
    elif marks.date:
        stated = (element.get("datetime") or element.get("content") or element_text(element))[:MAX_LINE]
        _keep_date(element, at, stated, found.modified if marks.modified else found.loose_dates, found)
    elif marks.subtitle and not is_date_line((element.text or "").strip()):
        if element.tag in ("p", "h2", "h3", "div", "span") and len(text := element_text(element)) > 15:
            found.subtitles.append(text)
    elif marks.section:
        found.sections += [element_text(a) for a in element.iter("a")][:5] or [element_text(element)]
    else:
        _read_line(element, at, found)


def _labelled_name(element: HtmlElement) -> str:
    """What follows a label: in the element ("By <a>Jane Doe</a>") or behind it ("<p>Written by</p><p>Jane Doe</p>"); '' without one."""
    text = element.text
    if not text or len(text) > _MAX_LABELLED or not LABEL.fullmatch(text.strip()):
        return ""
    following = element.getnext()
    name = element_text(element) if len(element) else (element.tail or "").strip()
    if not name and following is not None:
        name = element_text(following)
    return name if len(name) <= _MAX_LABELLED else ""


def _read_time(element: HtmlElement, at: int, marks: _Marks | None, found: _Found) -> None:
    shown = element_text(element)
    stated = (element.get("datetime") or "").strip()
    if not _UNAMBIGUOUS.match(stated):  # `datetime="02-12-2025"` beside "December 2": people read the text
        stated = shown or stated
    named = says_changed(shown) or (marks is not None and marks.modified and not marks.published)
    _keep_date(element, at, stated[:MAX_LINE], found.modified if named else found.published, found)


def _keep_date(element: HtmlElement, at: int, text: str, kind: list[Shown], found: _Found) -> None:
    """Keeps a date of the article: as one of its kind, or as the last change's where it or its label says so."""
    if not is_another_date(element, text):
        changed = says_changed(text) or labelled_changed(element)
        (found.modified if changed else kind).append((at, text))


def _read_line(element: HtmlElement, at: int, found: _Found) -> None:
    """A line without a class: "By Jane Doe", or a bold line that is nothing but names."""
    if element.tag not in _LINES:
        return
    text = (element.text or "").strip()
    if not text and len(element) and element[0].tag in _ICONS:
        text = (element[0].tail or "").strip()
    if is_date_line(text):
        _keep_date(element, at, text, found.date_lines, found)
        if starts_byline(_BEHIND_DATE.sub("", text), found.language):
            found.bylines.append((at, text))
    elif starts_byline(text, found.language):
        line = element_text(element) if len(element) < 4 else text
        if len(line) <= 120:
            found.bylines.append((at, line))
    elif not text and element.tag == "p" and found.paragraphs <= _OPENING and _is_bold(element):
        line = element_text(element)
        if _NAME_LINE.fullmatch(line):
            found.lines.append(line)
    elif found.paragraphs <= _OPENING and len(text) < 60 and _NAME_LINE.fullmatch(text):
        found.unlabelled.append(text)


def _is_bold(element: HtmlElement) -> bool:
    return len(element) == 1 and element[0].tag in ("strong", "b") and not (element[0].tail or "").strip()


def _walk(element: HtmlElement, limit: int) -> Iterator[HtmlElement]:
    """The element and what it holds, without what never belongs to an article's head."""
    walker = etree.iterwalk(element, events=("start",))
    for _, node in walker:
        if limit <= 0:
            return
        limit -= 1
        if (node.tag in _SKIP_TAGS and not _is_byline_box(node)) or (
            (name := node.get("class") or node.get("id")) and _marks(name[:300]).skip
        ):
            walker.skip_subtree()
            continue
        yield node


def _is_byline_box(node: HtmlElement) -> bool:
    """Whether an `<aside>` is the article's own: a few words with a link to their writer."""
    if node.tag != "aside" or not element_text(node):
        return False
    return any("author" in (a.get("rel") or "") or _AUTHOR_HREF.search(a.get("href") or "") for a in islice(node.iter("a"), 5))


def _before(headline: HtmlElement) -> Iterator[HtmlElement]:
    container = headline
    for ancestor in headline.iterancestors():
        if ancestor.tag in ("body", "html"):
            break
        container = ancestor
        if ancestor.tag in ("article", "header", "main") or len(ancestor) > 6:
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
