"""Who JSON-LD says wrote it, and elements far from the headline that may say who and when: readers of last resort."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.page.document.jsonld import LinkedData, types_of
from newscrawl.page.document.lines import element_text, label_before
from newscrawl.page.metadata.bylines.byline_words import LABEL, OTHERS
from newscrawl.page.metadata.bylines.datelines import (
    is_another_date,
    is_date_line,
    labelled_changed,
    labelled_published,
    says_changed,
    says_published,
)
from newscrawl.urls import is_http

__all__ = [
    "category_links",
    "confirmed_names",
    "far_authors",
    "far_times",
    "labelled_lines",
    "labelled_times",
    "linked_writers",
    "named_dates",
    "searched_date",
    "tag_links",
]

# One pass with few conditions, the rest in Python: the same in one expression takes twice the time.
_AUTHOR_ANYWHERE: Final = etree.XPath("descendant::*[contains(@class, 'author') or contains(@class, 'byline') or contains(@rel, 'author')]")
_DATE_ANYWHERE: Final = etree.XPath("descendant::*[contains(@class, 'ate') or contains(@class, 'ublish') or contains(@class, 'osted')]")
_NAMED_FOR_DATE = re.compile(
    r"(?:^|[\s_-])(?:(?:entry|post|article|news|pub|publish|published|document|dt|meta)[_-]*)?(?:date|published|pubdate|posted-on|date-header)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_ISO = re.compile(r"\s*(?:19|20)\d\d-\d\d-\d\d")
_MAX_NAMED_DATES: Final = 3
_NAMED_FOR_AUTHOR = re.compile(r"author-name|author_name|byline|author__name|post-author|author vcard|vcard author")
_OF_WRITER = re.compile(r"author|byline|writer|creator|penulis|autor", re.IGNORECASE)
_MAX_SCRIPT: Final = 3_000_000
_MAX_MARKED: Final = 1_000
_MAX_TIMES: Final = 200
_MAX_TEXTS: Final = 20_000
_MAX_DATED_LINE: Final = 80
_MAX_SEARCHED: Final = 3_000  # elements; htmldate copies the tree and searches its markup: up to 100 ms for larger pages, in vain
_DATE_LABEL = re.compile(r"(?:datum|date|published|publication date|fecha|data|dato|veröffentlicht(?: am)?|publié le)\s*:?", re.IGNORECASE)
_TAG_LIST = re.compile(r"tdb?-tags")
_NUMBERS = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d")  # 3/4/2026 has two readings
_SITE_ACCOUNT = re.compile(r"/author/(?:admin|administrator|editor|webmaster|staff|news)/?(?:#.*)?$", re.IGNORECASE)
_FOREIGN = re.compile(
    r"comment|related|sidebar|recirc|trending|popular|teaser|td_module|td_block_(?!wrap tdb|template_)|recommend|menu|nav", re.IGNORECASE
)


def linked_writers(linked: LinkedData) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(those that are no organization, all) of the writers that JSON-LD names; each in one string."""
    for node in linked.about:
        for key in ("author", "creator"):
            writers = [(_is_organization(value), name) for value in linked.values(node, key) for name in _names(value)]
            if writers:
                return tuple(name for organization, name in writers if not organization), tuple(name for _, name in writers)
    return (), ()


def _is_organization(value: Any) -> bool:
    """Whether an author is a company or newsroom; also the account of the site itself, whatever name it was given."""
    if not isinstance(value, dict):
        return False
    if any(isinstance(url := value.get(key), str) and _SITE_ACCOUNT.search(url) for key in ("url", "@id")):
        return True
    return any(t.endswith(("Organization", "Corporation", "Brand")) for t in types_of(value)) and "Person" not in types_of(value)


def _names(value: Any) -> list[str]:
    """The names of one author: a string, or a node with a name or its parts."""
    if isinstance(value, str):
        return [] if is_http(value) else [value]
    if not isinstance(value, dict):
        return []
    name = value.get("name") or value.get("@value")
    if isinstance(name, dict):
        name = name.get("@value") or name.get("name")
    if isinstance(name, list):
        return [n for n in name if isinstance(n, str)][:50]
    if isinstance(name, str) and name.strip():
        return [] if is_http(name) else [name]
    parts = [value.get(k) for k in ("givenName", "additionalName", "familyName")]
    joined = " ".join(p for p in parts if isinstance(p, str))
    return [joined] if joined else []


def far_authors(tree: HtmlElement) -> tuple[str, ...]:
    """Names in author elements anywhere, for pages without a headline or with the writer at their end."""
    found: Any = _AUTHOR_ANYWHERE(tree)
    marked = [element for element in islice(found, _MAX_MARKED) if not OTHERS.search(label_before(element))]
    named = (e for e in marked if _NAMED_FOR_AUTHOR.search(e.get("class") or "") or (e.tag == "a" and "author" in (e.get("rel") or "")))
    near = dict.fromkeys(text for e in islice(named, 20) if not _in_foreign_part(e) and (text := element_text(e)))
    return tuple(near)[:3] or _labelled(tree, LABEL) or _only(e for e in marked if e.tag == "a" and "author" in (e.get("rel") or ""))


def confirmed_names(tree: HtmlElement, names: Sequence[str]) -> tuple[str, ...]:
    """Those of these names that a script of the page gives right behind the word "author" or the like."""
    scripts = (
        [script.text for script in islice(tree.iter("script"), 200) if script.text and len(script.text) < _MAX_SCRIPT] if names else []
    )
    return tuple(name for name in names if any(_is_writer_in(text, name) for text in scripts))


def _is_writer_in(script: str, name: str) -> bool:
    at = -1
    for _ in range(5):
        at = script.find(name, at + 1)
        if at < 0:
            return False
        if script[at - 1 : at] in ('"', "'") and _OF_WRITER.search(script[max(0, at - 120) : at]):
            return True
    return False


def _only(links: Iterable[HtmlElement]) -> tuple[str, ...]:
    """The one name that all these links have: a footer's, where there are no other articles' writers on the page."""
    names = {text for link in islice(links, 50) if (text := element_text(link))}
    return tuple(names) if len(names) == 1 else ()


def labelled_times(tree: HtmlElement) -> tuple[str, ...]:
    """The first `<time>` that a label right before it calls the publication's, wherever it stands."""
    for element in islice(tree.iter("time"), _MAX_TIMES):
        shown = element_text(element)[:100]
        if labelled_published(element):
            return (stated,) if (stated := (element.get("datetime") or shown)[:100]) else ()
        if says_published(shown):  # where the attribute has another day, it is the last change's (SPIP): what readers are told comes first
            stated = (element.get("datetime") or "")[:100]
            return tuple(filter(None, (stated, shown) if _NUMBERS.search(shown) else (shown, stated)))
    return ()


def far_times(tree: HtmlElement) -> tuple[str, ...]:
    found = []
    for element in tree.iter("time"):
        stated = element.get("datetime")
        if stated and not labelled_changed(element) and not is_another_date(element, stated) and not _in_foreign_part(element):
            found.append(stated[:100])
        if len(found) == 3:
            break
    return tuple(found) or _labelled(tree, _DATE_LABEL)


def named_dates(tree: HtmlElement) -> tuple[str, ...]:
    """Dates in elements anywhere that are named for a publication's; none where there are many, a list's."""
    found: Any = _DATE_ANYWHERE(tree)
    texts: dict[str, None] = {}
    for element in islice(found, _MAX_MARKED):
        if _NAMED_FOR_DATE.search(element.get("class")[:300]) and not labelled_changed(element) and not _in_foreign_part(element):
            shown = element_text(element)[:100]
            stated = next((value[:100] for key in ("datetime", "content", "title") if _ISO.match(value := element.get(key) or "")), shown)
            if (stated is not shown or is_date_line(shown)) and not says_changed(shown) and not is_another_date(element, shown):
                texts[stated] = None
    return tuple(texts) if len(texts) <= _MAX_NAMED_DATES else ()


def _labelled(tree: HtmlElement, label: re.Pattern[str]) -> tuple[str, ...]:
    """What stands behind a label in bold or in a definition list: `<strong>Author</strong> Jane Doe`."""
    for element in islice(tree.iter("strong", "b", "dt"), 300):
        if len(element) == 0 and label.fullmatch((element.text or "").strip()):
            value = element.tail or ""
            if element.tag == "dt" and (following := element.getnext()) is not None:
                value = element_text(following)
            if 2 < len(value := value.strip(" :\n\t")) < 100 and not _in_foreign_part(element):
                return (value,)
    return ()


def category_links(anchors: Sequence[HtmlElement]) -> tuple[str, ...]:
    """Texts of links that WordPress says lead to the article's categories; without any, the last one on tagDiv's way from the home page."""
    found = [a for a in anchors if _is_term(a) and _is_category(a) and not _in_foreign_part(a, allow_footer=True)]
    crumbs = [a for a in anchors if "entry-crumb" in (a.get("class") or "") and _is_category(a)]
    return tuple(dict.fromkeys(text for a in found[:5] or crumbs[-1:] if 0 < len(text := element_text(a)) < 80))


def _is_term(a: HtmlElement) -> bool:
    return "tag" in (a.get("rel") or "").split()


def _is_category(a: HtmlElement) -> bool:
    """Themes write `rel="category tag"`; blocks give each taxonomy `rel=tag`, and the address tells."""
    return "category" in (a.get("rel") or "").split() or "/category/" in (a.get("href") or "")


def tag_links(anchors: Sequence[HtmlElement], tree: HtmlElement) -> tuple[str, ...]:
    """Texts of links with `rel=tag` but to categories, and of those in a tag list of tagDiv's themes."""
    found = [a for a in anchors if _is_term(a) and not _is_category(a)]
    found += [a for ul in tree.iter("ul") if "-tags" in (name := ul.get("class") or "") and _TAG_LIST.search(name) for a in ul.iter("a")]
    texts = (element_text(a) for a in found[:60] if not _in_foreign_part(a, allow_footer=True))
    return tuple(dict.fromkeys(text for text in texts if 0 < len(text) < 80))


def labelled_lines(tree: HtmlElement) -> tuple[str, ...]:
    """Lines anywhere that say of themselves when the page was published, else when it was changed: "Last updated: 13 November 2025"."""
    published, changed = [], []
    for text in islice(tree.itertext(), _MAX_TEXTS):
        if 10 <= len(text) <= 200 and 10 <= len(line := " ".join(text.split())) <= _MAX_DATED_LINE and re.search(r"\d", line):
            if says_published(line):
                published.append(line)
            elif says_changed(line):
                changed.append(line)
    return tuple(published[:3] or changed[:3])


def searched_date(tree: HtmlElement) -> tuple[str, ...]:
    """The last resort: htmldate's search through markup and text, without its slow part and not for huge pages."""
    if sum(1 for _ in islice(tree.iter(), _MAX_SEARCHED + 1)) > _MAX_SEARCHED:
        return ()
    from htmldate import find_date

    try:
        found = find_date(tree, extensive_search=False, original_date=True)
    except Exception:  # noqa: BLE001  a third party's heuristics over hostile markup; no date is the answer
        return ()
    return (found,) if found and _states_day(tree, found) else ()


def _states_day(tree: HtmlElement, found: str) -> bool:
    """htmldate makes the first of a month of a month alone, and of a day that no month has: whether the page does have that first."""
    if not found.endswith("-01"):
        return True
    year, first = found[:4], r"(?<!\d)0?1(?!\d)"
    return re.search(rf"{first}.{{1,20}}{year}|{year}.{{1,12}}{first}", etree.tostring(tree, encoding="unicode")) is not None


def _in_foreign_part(element: HtmlElement, *, allow_footer: bool = False) -> bool:
    """Whether an element lies in a part of the page that is about other articles."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in ("nav", "aside", "blockquote") or (ancestor.tag == "footer" and not allow_footer):
            return True
        if ancestor.tag not in ("body", "html") and _FOREIGN.search((ancestor.get("class") or "")[:300]):
            return True
    return False
