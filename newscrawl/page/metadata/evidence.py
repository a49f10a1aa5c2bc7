"""All that one page says of itself, gathered for the readers in `table`. What costs is read when the first reader asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.languages.detect import language_tag
from newscrawl.model import ARTICLES_ONLY, Hint, Page
from newscrawl.page.document.jsonld import LinkedData, read_linked_data, types_of
from newscrawl.page.document.lines import heading_text, without_kicker
from newscrawl.page.document.meta import Head, plain, read_head
from newscrawl.page.document.microdata import Microdata, read_microdata
from newscrawl.page.document.parse import Document
from newscrawl.page.metadata.bylines.zone import Zone, read_zone
from newscrawl.page.metadata.titles import parts_of_title
from newscrawl.site import Site
from newscrawl.text import fold
from newscrawl.urls import is_http, join, url_key

__all__ = ["Evidence"]

_AMP_PATH = re.compile(r"/amp/?$|\.amp(?:\.html)?$|^/amp/|[?&](?:amp|outputType=amp)\b", re.IGNORECASE)
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_MAX_H1S = 10
_MAX_LESSER_HEADINGS = 40
_MAX_ANCHORS = 20_000


def _is_telling(name: str) -> bool:
    """Whether a folded title is long enough to tell an article by: scripts without blanks say more in fewer letters."""
    return len(name) > 12 or (len(name) > 4 and not name.isascii() and " " not in name)


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
        return frozenset(_HOST_PREFIX.sub("", host) for host in hosts)

    def is_this_page(self, url: str) -> bool:
        return self.key(url) in self.addresses

    @cached_property
    def anchors(self) -> tuple[HtmlElement, ...]:
        """The page's links, collected once: several readers look through all of them."""
        return tuple(islice(self.document.tree.iter("a"), _MAX_ANCHORS))

    @cached_property
    def _h1s(self) -> tuple[tuple[HtmlElement, str], ...]:
        """The headings of the first order that have a text, with it."""
        found: list[tuple[HtmlElement, str]] = []
        for element in self.document.tree.iter("h1"):
            if text := heading_text(element):
                found.append((element, text))
            if len(found) >= _MAX_H1S:
                break
        return tuple(found)

    @cached_property
    def linked(self) -> LinkedData:
        names = [self.head.meta("og:title") or "", *(text for _, text in self._h1s), self.head.title]
        return read_linked_data(self.head.scripts, is_this_page=self.is_this_page, headlines=names)

    @cached_property
    def of_newsroom(self) -> bool:
        """Whether JSON-LD calls the page a news article."""
        return any("News" in name or "Report" in name for node in self.linked.about for name in types_of(node))

    @cached_property
    def microdata(self) -> Microdata:
        return read_microdata(self.document.tree)

    @cached_property
    def _parts(self) -> frozenset[str]:
        """The head's titles for the article, and their parts between separators, folded; without the site's names."""
        titles = (self.head.meta("og:title"), self.linked.first("headline"), self.head.meta("twitter:title"), self.head.title)
        return frozenset(fold(part) for title in titles if title for part in parts_of_title(plain(title))) - self.own_names

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(name for name in self._parts if _is_telling(name))

    @cached_property
    def own_names(self) -> frozenset[str]:
        return frozenset(fold(name) for name in self.site_names)

    @cached_property
    def headline(self) -> tuple[HtmlElement, str] | None:
        """The heading that names the article: the `<h1>` that the head names too. Where no `<h1>` has two words of what the head says, or
        the `<h1>` is only a part of it, a lesser heading that the head names; else the first `<h1>` that is not the site's logo or name."""
        own = [(e, self._headline_in(e, text)) for e, text in self._h1s if not self._is_logo(e)]
        own = [(e, text) for e, text in own if fold(text) not in self.own_names] or own
        named = max(((e, text) for e, text in own if self._names_article(fold(text))), key=lambda found: len(found[1]), default=None)
        spoken_of = {word for name in self._named for word in name.split()}
        shared = named or next((found for found in own if len(spoken_of & set(fold(found[1]).split())) >= 2), None)
        if shared is None or fold(shared[1]) in self._parts:
            same = self._lesser_heading(longer_than=len(shared[1]) if shared else 0)
            if same and not (shared and any(fold(same[1]) in fold(text) for _, text in own)):
                return same
        return named or (own[0] if own else None)

    def _headline_in(self, element: HtmlElement, text: str) -> str:
        """The heading without its kicker. A kicker with a colon that `og:title` has, too, belongs to the headline ("Draft law: A step")."""
        headline = without_kicker(element, text, self._named)
        kicker = text.removesuffix(headline).rstrip()
        return text if kicker.endswith(":") and fold(text) == fold(plain(self.head.meta("og:title") or "")) else headline

    def _names_article(self, key: str) -> bool:
        return any(key == name or (min(len(key), len(name)) > 12 and (key in name or name in key)) for name in self._named if key)

    def _lesser_heading(self, *, longer_than: int) -> tuple[HtmlElement, str] | None:
        for element in islice(self.document.tree.iter("h2", "h3", "h4", "legend"), _MAX_LESSER_HEADINGS):
            text = heading_text(element)
            if len(text) > longer_than and fold(text) in self._named and not self._leads_on(element):
                return element, text
        return None

    def _leads_on(self, heading: HtmlElement) -> bool:
        """Whether a heading is a teaser's: it is or holds a link to another page."""
        links = [*heading.iter("a"), *heading.iterancestors("a")]
        return any(not self.is_this_page(a.get("href") or "") for a in links)

    @cached_property
    def headline_texts(self) -> tuple[str, ...]:
        return (self.headline[1],) if self.headline else ()

    def _is_logo(self, heading: HtmlElement) -> bool:
        """Whether a heading is the site's name: it holds one link, to the home page."""
        links = [a.get("href") or "" for a in heading.iter("a")]
        if len(links) != 1 or not (target := join(self.base_url, links[0])):
            return False
        return urlsplit(target).path.strip("/") in ("", "blog", "index.html") and not self.is_this_page(target)

    @cached_property
    def zone(self) -> Zone:
        """The part of the page around its headline: byline, date, standfirst."""
        return read_zone(self.document.tree, self.headline[0] if self.headline else None, (self.declared_language or "").partition("-")[0])

    def hints(self, *sources: str) -> list[Hint]:
        """What the sources said that led to this page."""
        return [h for h in self.page.candidate.hints if h.source in sources] if self.page.candidate else []

    @cached_property
    def site_names(self) -> tuple[str, ...]:
        """What the site may call itself in titles and bylines."""
        head = self.head
        names = [self.site.title, self.site.name, head.meta("og:site_name"), head.meta("application-name", "apple-mobile-web-app-title")]
        names += [*self.linked.site_names, head.meta("twitter:site", "dc.publisher", "citation_journal_title")]
        names += [text for element, text in self._h1s if len(text) < 60 and self._is_logo(element)]
        return tuple(dict.fromkeys(n for n in (plain(n).lstrip("@") for n in names if n) if n and not ("://" in n and is_http(n))))

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
            *(h.language for h in self.hints(*ARTICLES_ONLY)),
            self.site.language,
        ]
        return next((tag for value in values if (tag := language_tag(value))), None)

    @cached_property
    def linked_images(self) -> tuple[str, ...]:
        linked = self.linked
        found = []
        for node in linked.about:
            for value in [*linked.values(node, "image"), *linked.values(node, "thumbnailUrl")]:
                if isinstance(value, dict):
                    value = next((value[k] for k in ("url", "contentUrl", "@id") if isinstance(value.get(k), str)), None)
                if isinstance(value, str):
                    found.append(value)
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
