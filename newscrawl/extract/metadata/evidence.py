"""All that one page says of itself, gathered for the readers in `table`. What costs is read when the first reader asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.document import Document
from newscrawl.extract.jsonld import LinkedData, read_linked_data, types_of
from newscrawl.extract.language import language_tag
from newscrawl.extract.metadata.head import Head, plain, read_head
from newscrawl.extract.metadata.microdata import Microdata, read_microdata
from newscrawl.extract.metadata.moments import day_in_url
from newscrawl.extract.metadata.zone import Zone, element_text, read_zone
from newscrawl.model import Hint, Page
from newscrawl.sites import Site
from newscrawl.text import fold
from newscrawl.urls import is_http, join, url_key

__all__ = ["Evidence"]

_AUTHOR_ANYWHERE = etree.XPath(
    "//a[contains(@rel, 'author')] | //*[contains(@class, 'author-name') or contains(@class, 'author_name') or contains(@class, 'byline') or contains(@class, 'author__name')]"
)
_TAG_LINKS = etree.XPath(
    "//a[contains(concat(' ', @rel, ' '), ' tag ')] | //ul[contains(@class, 'td-tags') or contains(@class, 'tdb-tags')]//a"
)
_FOREIGN = re.compile(
    r"comment|related|sidebar|recirc|trending|popular|teaser|td_module|td_block_(?!wrap tdb)|recommend|menu|nav", re.IGNORECASE
)

_AMP_PATH = re.compile(r"/amp/?$|\.amp(?:\.html)?$|^/amp/|[?&](?:amp|outputType=amp)\b", re.IGNORECASE)


@dataclass(frozen=True)  # no slots: cached_property needs the instance's dict
class Evidence:
    document: Document
    page: Page
    site: Site

    @cached_property
    def head(self) -> Head:
        return read_head(self.document.tree)

    @cached_property
    def base_url(self) -> str:
        return (join(self.page.url, self.head.base) if self.head.base else None) or self.page.url

    @cached_property
    def is_amp(self) -> bool:
        parts = urlsplit(self.page.url)
        return self.head.amp or parts.netloc.startswith("amp.") or bool(_AMP_PATH.search(f"{parts.path}?{parts.query}"))

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Keys of the addresses that are this page: as fetched, as its sources know it, as its head declares it."""
        candidate = self.page.candidate
        urls = [self.page.url, *((candidate.url, *candidate.aliases) if candidate else ())]
        urls += [u for u in (self.head.link("canonical"), self.head.meta("og:url")) if u]
        return frozenset(key for url in urls if (key := self.key(url)) and not key.endswith("|"))

    def key(self, url: str) -> str:
        """What all spellings of an address share; the site's own hosts and the mirror that serves it count as one."""
        absolute = join(self.page.url, url)
        if absolute is None:
            return ""
        key = url_key(absolute, case_sensitive=self.site.case_sensitive_paths)
        host, slash, path = key.partition("/")
        return ("site" if host in self._own_hosts else host) + "|" + slash + path

    @cached_property
    def _own_hosts(self) -> frozenset[str]:
        hosts = {urlsplit(self.page.url).netloc.lower(), *(h.lower() for h in self.site.hosts)}
        return frozenset(re.sub(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)", "", host) for host in hosts)

    def is_this_page(self, url: str) -> bool:
        return self.key(url) in self.addresses

    @cached_property
    def h1s(self) -> tuple[HtmlElement, ...]:
        """The page's headlines of the first order that have a text; site names in a header's `<h1>` are among them."""
        found = []
        for element in self.document.tree.iter("h1"):
            if element.text_content().strip():
                found.append(element)
            if len(found) >= 10:
                break
        return tuple(found)

    @cached_property
    def h1_texts(self) -> tuple[str, ...]:
        return tuple(plain(" ".join(h.itertext())[:2000]) for h in self.h1s)

    @cached_property
    def linked(self) -> LinkedData:
        names = [self.head.meta("og:title") or "", *self.h1_texts, self.head.title]
        return read_linked_data(self.head.scripts, is_this_page=self.is_this_page, headlines=names)

    @cached_property
    def zone(self) -> Zone:
        """The part of the page around its headline: byline, date, standfirst."""
        return read_zone(self.document.tree, self._headline)

    @cached_property
    def _headline(self) -> HtmlElement | None:
        """The `<h1>` that names the article: the one that the head names too, else the last one in the page's first article."""
        named = [fold(plain(t)) for t in (self.head.meta("og:title"), self.linked.first("headline"), self.head.title) if t]
        for element, text in zip(self.h1s, map(fold, self.h1_texts), strict=True):
            if text and any(text == name or (len(text) > 12 and (text in name or name in text)) for name in named if name):
                return element
        return self.h1s[0] if self.h1s else None

    @cached_property
    def microdata(self) -> Microdata:
        return read_microdata(self.document.tree)

    @cached_property
    def headline_texts(self) -> tuple[str, ...]:
        """The `<h1>` of the article."""
        return (plain(" ".join(self._headline.itertext())[:2000]),) if self._headline is not None else ()

    @cached_property
    def linked_authors(self) -> tuple[str, ...]:
        """The writers that JSON-LD names, people before organizations; each in one string."""
        linked = self.linked
        for node in linked.about:
            for key in ("author", "creator"):
                values = linked.values(node, key)
                people = [n for v in values if not _is_organization(v) for n in _names(v)]
                if found := people or [n for v in values for n in _names(v)]:
                    return tuple(found)
        return ()

    @cached_property
    def linked_images(self) -> tuple[str, ...]:
        linked = self.linked
        found = []
        for node in linked.about:
            for value in [*linked.values(node, "image"), *linked.values(node, "thumbnailUrl")]:
                url = (
                    next((value[k] for k in ("url", "contentUrl", "@id") if isinstance(value.get(k), str)), None)
                    if isinstance(value, dict)
                    else value
                )
                if isinstance(url, str):
                    found.append(url)
        return tuple(found)

    @cached_property
    def linked_access(self) -> tuple[str, ...]:
        """`true` or `false` as text; one part behind a paywall closes the article."""
        linked = self.linked
        parts = [p for node in linked.about for p in (node, *linked.values(node, "hasPart")) if isinstance(p, dict)]
        claims = [
            str(value).strip().rsplit("/", 1)[-1].lower() for p in parts for value in (p.get("isAccessibleForFree"),) if value is not None
        ]
        return ("false",) if "false" in claims or "no" in claims else ("true",) if claims else ()

    @cached_property
    def far_authors(self) -> tuple[str, ...]:
        """Names in author elements anywhere, for pages without a headline or with the writer at their end."""
        found: Any = _AUTHOR_ANYWHERE(self.document.tree)
        return tuple(dict.fromkeys(text for e in found[:20] if not _in_foreign_part(e) and (text := element_text(e))))[:3]

    @cached_property
    def far_times(self) -> tuple[str, ...]:
        found = [e for e in self.document.tree.iter("time") if e.get("datetime") and not _in_foreign_part(e)][:3]
        return tuple((e.get("datetime") or "")[:100] for e in found)

    @cached_property
    def tag_links(self) -> tuple[str, ...]:
        found: Any = _TAG_LINKS(self.document.tree)
        return tuple(
            dict.fromkeys(
                text for a in found[:60] if not _in_foreign_part(a, allow_footer=True) and (text := element_text(a)) and len(text) < 80
            )
        )

    @cached_property
    def url_day(self) -> tuple[str, ...]:
        day = day_in_url(urlsplit(self.page.url).path)
        return (day.isoformat(),) if day else ()

    @cached_property
    def searched_date(self) -> tuple[str, ...]:
        """The last resort: htmldate's search through markup and text, without its slow part."""
        from htmldate import find_date

        try:
            found = find_date(self.document.tree, extensive_search=False, original_date=True, url=None)
        except Exception:  # noqa: BLE001  a third party's heuristics over hostile markup; no date is the answer
            return ()
        return (found,) if found else ()

    def hints(self, *sources: str) -> list[Hint]:
        """What the sources said that led to this page."""
        return [h for h in self.page.candidate.hints if h.source in sources] if self.page.candidate else []

    @cached_property
    def site_names(self) -> tuple[str, ...]:
        """What the site may call itself in titles."""
        names = [
            self.site.title,
            self.site.name,
            self.head.meta("og:site_name"),
            self.head.meta("application-name", "apple-mobile-web-app-title"),
        ]
        names += [*self.linked.site_names, self.head.meta("twitter:site", "dc.publisher", "citation_journal_title")]
        return tuple(dict.fromkeys(n for n in (plain(n).lstrip("@") for n in names if n) if n and not is_http(n)))

    @cached_property
    def declared_language(self) -> str | None:
        head = self.head
        values = [
            head.language,
            self.linked.first("inLanguage"),
            head.meta("og:locale"),
            head.meta("content-language", "language", "dc.language"),
        ]
        values += [
            self.page.header("content-language"),
            *(h.language for h in self.hints("wordpress", "feed", "news-sitemap")),
            self.site.language,
        ]
        return next((tag for value in values if (tag := language_tag(value))), None)


def _in_foreign_part(element: HtmlElement, *, allow_footer: bool = False) -> bool:
    """Whether an element lies in a part of the page that is about other articles."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in ("nav", "aside") or (ancestor.tag == "footer" and not allow_footer):
            return True
        if ancestor.tag not in ("body", "html") and _FOREIGN.search((ancestor.get("class") or "")[:300]):
            return True
    return False


def _is_organization(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and any(t.endswith(("Organization", "Corporation", "Brand")) for t in types_of(value))
        and "Person" not in types_of(value)
    )


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
