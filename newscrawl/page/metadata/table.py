"""Where each field comes from: one table a field, the most trusted source first. docs/metadata.md is this table in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from newscrawl.model import ARTICLES_ONLY, KINDS, Hint, HintSource, Label, Moment
from newscrawl.page.document.meta import plain
from newscrawl.page.metadata.bylines.writers import (
    category_links,
    confirmed_names,
    far_authors,
    far_times,
    labelled_lines,
    labelled_times,
    linked_writers,
    named_dates,
    searched_date,
    tag_links,
)
from newscrawl.page.metadata.evidence import Evidence
from newscrawl.page.metadata.moments import day_in_url
from newscrawl.page.metadata.titles import has_trimmings, without_site_name
from newscrawl.text import fold

__all__ = [
    "AUTHORS",
    "DESCRIPTION",
    "FIELDS",
    "FREE",
    "IMAGE",
    "LICENSE",
    "MODIFIED",
    "PUBLISHED",
    "SECTION",
    "SUBTITLE",
    "TAGS",
    "TITLE",
    "Source",
]


@dataclass(frozen=True, slots=True)
class Source:
    """One place where a field is stated. `read` gives all that it states, as text; `place` says where, for people.
    `running_text`: found by what it looks like, so that only what plainly is the value counts. `last_resort`: asked only where no other
    source of the field has anything."""

    label: Label
    place: str
    read: Callable[[Evidence], Sequence[str]]
    running_text: bool = False
    last_resort: bool = False


def _ld(*keys: str) -> Source:
    def read(evidence: Evidence) -> list[str]:
        linked = evidence.linked
        for node in linked.about:
            for key in keys:
                if found := linked.strings(node, key):
                    return found
        return []

    return Source("json-ld", ", ".join(f"`{key}`" for key in keys), read)


def _ld_each(*keys: str) -> Source:
    def read(evidence: Evidence) -> list[str]:
        return [text for node in evidence.linked.about for key in keys for text in evidence.linked.strings(node, key)]

    return Source("json-ld", ", ".join(f"`{key}`" for key in keys), read)


def _meta(*names: str, label: Label = "meta") -> Source:
    def read(evidence: Evidence) -> Sequence[str]:
        return next((found for name in names if (found := evidence.head.metas.get(name))), ())

    return Source(label, ", ".join(f"`{name}`" for name in names), read)


def _og(*names: str) -> Source:
    return _meta(*names, label="opengraph")


def _micro(*names: str) -> Source:
    def read(evidence: Evidence) -> Sequence[str]:
        return next((found for name in names if (found := evidence.microdata.all(name.lower()))), ())

    return Source("html", "microdata " + ", ".join(f"`{name}`" for name in names), read)


def _hint(kind: HintSource, read_one: Callable[[Hint], Sequence[str]]) -> Source:
    """What a source that listed the article said of it."""
    label = KINDS[kind].label
    assert label is not None, f"a value cannot come from {kind}"

    def read(evidence: Evidence) -> Sequence[str]:
        return next((found for hint in evidence.hints(kind) if (found := read_one(hint))), ())

    return Source(label, KINDS[kind].place, read)


def _hints(read_one: Callable[[Hint], Sequence[str]], *, sitemap: bool = True) -> tuple[Source, ...]:
    """What the REST API, the feed and the news sitemap said, in this order."""
    return tuple(_hint(kind, read_one) for kind in ARTICLES_ONLY if sitemap or KINDS[kind].label != "sitemap")


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _at(moment: Moment | None) -> tuple[str, ...]:
    """A moment as the table's readers give it: as text; a day without a time stays one."""
    return (moment.at.date().isoformat() if moment.precision == "day" else moment.isoformat(),) if moment else ()


def _label_data(evidence: Evidence) -> Iterator[str]:
    """Yoast's Twitter labels: `twitter:label1` names what `twitter:data1` holds, in the site's language, the writer first."""
    label, data = evidence.head.meta("twitter:label1") or "", evidence.head.meta("twitter:data1") or ""
    if label and data and any(word in label.casefold() for word in _WRITTEN_BY):
        yield data


_WRITTEN_BY: Final = (
    "written", "author", "by", "verfasst", "geschrieben", "autor", "écrit", "auteur", "escrito", "scritto", "geschreven",
    "skrevet", "skriven", "napisane", "автор", "написано", "ditulis", "yazan", "von",
)  # fmt: skip


def _html(place: str, read: Callable[[Evidence], Sequence[str]]) -> Source:
    return Source("html", place, read, running_text=True)


def _resort(place: str, read: Callable[[Evidence], Sequence[str]]) -> Source:
    return Source("html", place, read, running_text=True, last_resort=True)


def _url_day(evidence: Evidence) -> tuple[str, ...]:
    day = day_in_url(urlsplit(evidence.page.url).path)
    return (day.isoformat(),) if day else ()


def _confirmed_headline(evidence: Evidence) -> tuple[str, ...]:
    """The heading that stands above the text, where the head names the same story. Measured on 1,326 pages: of those without a JSON-LD
    headline whose `og:title` and `<h1>` differ but have words in common, people call four of five by the `<h1>`."""
    shown = evidence.headline_texts
    names, domain = evidence.site_names, evidence.site.domain
    texts = (evidence.head.meta("og:title"), evidence.head.title)
    shared, titled = (without_site_name(plain(text), names, domain) if text else "" for text in texts)
    key = fold(shown[0]) if shown else ""
    if not key or has_trimmings(shown[0], shared):
        return ()
    words = set(key.split())
    return shown if any(fold(other) == key or len(words & set(fold(other).split())) >= 2 for other in (shared, titled)) else ()


def _title_day(evidence: Evidence) -> list[str]:
    titles = (evidence.head.meta("og:title") or "", evidence.head.title)
    parts = [re.split(r"\s[-–—|]\s", plain(title)) for title in titles]
    return [end for part in parts for end in (part[-1], part[0]) if re.search(r"\d{4}$", end) and len(end) <= 30]


TITLE: Final = (
    _ld("headline"),
    _html("`<h1>` or the heading that stands for it, where `og:title` or `<title>` names the same story", _confirmed_headline),
    _meta("headline"),
    _og("og:title"),
    _meta("parsely-title", "sailthru.title", "cxenseparse:title", "dc.title", "dcterms.title", "citation_title", "title"),
    _meta("twitter:title"),
    _micro("headline"),
    _html("`<h1>` that is not the site's name", lambda e: e.headline_texts),
    _hint("wordpress", lambda h: _one(h.title)),
    _hint("feed", lambda h: _one(h.title)),
    _hint("news-sitemap", lambda h: _one(h.title)),
    _ld("name"),
    _html("`<title>`", lambda e: _one(e.head.title)),
)

SUBTITLE: Final = (
    _ld("alternativeHeadline"),
    _meta("cxenseparse:subtitle"),
    _html("standfirst beside the headline (`.td-post-sub-title`, `.standfirst`, `.dek`)", lambda e: _one(e.zone.subtitle)),
)

DESCRIPTION: Final = (
    _ld("description"),
    _og("og:description"),
    _meta("description", "sailthru.description", "dc.description", "dcterms.description", "twitter:description"),
    _micro("description"),
    *_hints(lambda h: _one(h.description)),
)

NEWSROOM: Final = (
    Source("json-ld", "`author`, `creator`: organizations too, where no source names a person", lambda e: linked_writers(e.linked)[1]),
)

AUTHORS: Final = (
    Source("json-ld", "`author`, `creator`: all but organizations", lambda e: linked_writers(e.linked)[0]),
    _meta(
        "parsely-author",
        "sailthru.author",
        "cxenseparse:author",
        "author",
        "article:author",
        "og:article:author",
        "article.author",
        "authors",
    ),
    _meta("byl", "dc.creator", "dcterms.creator", "citation_author", "rbauthors", "article:author_name", "creator"),
    Source("meta", "`twitter:data1` where `twitter:label1` says “Written by”", lambda e: list(_label_data(e))),
    _micro("author", "creator"),
    _html("links with `rel=author` or to an author's page, elements named for an author, beside the headline", lambda e: e.zone.names),
    _html("byline beside the headline (“By …”)", lambda e: e.zone.bylines),
    *_hints(lambda h: h.authors, sitemap=False),
    _html("a bold first line that is nothing but names", lambda e: e.zone.lines),
    _html(
        "a line beside the headline that is nothing but a name, where a script of the page gives that name as its writer's",
        lambda e: confirmed_names(e.document.tree, e.zone.unlabelled),
    ),
    _html("author elements anywhere, and values labelled “Author”", lambda e: () if e.zone.names else far_authors(e.document.tree)),
    Source(
        "html",
        "where nothing states a name: the user name in an element for the author's name beside the headline",
        lambda e: [name for name in e.zone.names if " " not in name],
        last_resort=True,
    ),
)

PUBLISHED: Final = (
    _ld_each("datePublished"),
    _og("article:published_time", "og:article:published_time", "og:published_time", "og:publish_date"),
    _meta(
        "article:published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
        "publishdate", "publish-date", "publish_date", "published-date", "published_time", "published", "datepublished", "date.published",
        "pubdate", "pub_date", "originalpublicationdate", "dc.date.issued", "dcterms.issued", "dcterms.created",
        "dc.date.created", "citation_publication_date", "citation_date", "citation_online_date", "article_date_original",
        "bt:pubdate", "dc.date", "dcterms.date", "date", "datecreated", "last-published", "rnews:datepublished",
    ),
    _micro("datePublished", "dateCreated"),
    _html("`<time>` behind a label such as “Published”", lambda e: labelled_times(e.document.tree)),
    _html("`<time>` beside the headline", lambda e: e.zone.published),
    _html("element named for a date beside the headline", lambda e: e.zone.loose_dates),
    _html("line beside the headline that is nothing but a date", lambda e: e.zone.date_lines),
    _hint("wordpress", lambda h: _at(h.published)),
    _hint("feed", lambda h: _at(h.published)),
    _hint("news-sitemap", lambda h: _at(h.published)),
    _html("the dateline that begins the text (“BERLIN, 3 May 2024 –”)", lambda e: e.zone.datelines),
    _ld_each("dateCreated", "uploadDate"),
    _html("`<time>` anywhere, and values labelled “Date”", lambda e: far_times(e.document.tree)),
    Source("url", "the day in the address", _url_day),
    _html("elements anywhere that are named for a publication's date", lambda e: named_dates(e.document.tree)),
    _html("a date that ends `<title>` or `og:title`", _title_day),
    _resort("where nothing states a publication: the last change's date beside the headline", lambda e: e.zone.modified),
    _resort("a line anywhere that begins with “Published” or “Updated” and is a date", lambda e: labelled_lines(e.document.tree)),
    _resort("htmldate's quick search", lambda e: searched_date(e.document.tree)),
)  # fmt: skip

MODIFIED: Final = (
    _ld_each("dateModified"),
    _og("article:modified_time", "og:updated_time", "og:article:modified_time"),
    _meta(
        "article:modified",
        "last-modified",
        "dcterms.modified",
        "dc.date.modified",
        "datemodified",
        "lastmod",
        "revised",
        "moddate",
        "bt:moddate",
    ),
    _micro("dateModified"),
    _html("`<time>` or element named for changes beside the headline", lambda e: e.zone.modified),
    _hint("wordpress", lambda h: _at(h.modified)),
    _hint("feed", lambda h: _at(h.modified)),
    _hint("news-sitemap", lambda h: _at(h.modified)),
    _hint("sitemap", lambda h: _at(h.modified)),
)

SECTION: Final = (
    _ld("articleSection"),
    _og("article:section", "og:article:section"),
    _meta("parsely-section", "cxenseparse:section", "section", "category", "article.section", "subject"),
    _micro("articleSection"),
    _hint("wordpress", lambda h: _one(h.section)),
    _html("category links beside the headline (`.entry-category`)", lambda e: e.zone.sections),
    _html(
        'links with `rel="category tag"`, with `rel=tag` to a category, or in breadcrumbs (`.entry-crumb`)',
        lambda e: category_links(e.anchors),
    ),
    _hint("feed", lambda h: _one(h.section)),
)

TAGS: Final = (
    _ld("keywords"),
    _og("article:tag", "og:article:tag"),
    _meta("news_keywords", "parsely-tags", "sailthru.tags", "cxenseparse:keywords", "article:keywords"),
    _hint("wordpress", lambda h: h.tags),
    _html("links with `rel=tag` but to categories, and tag lists below the text", lambda e: tag_links(e.anchors, e.document.tree)),
    _micro("keywords"),
    _hint("feed", lambda h: h.tags),
    _meta("keywords"),
)

IMAGE: Final = (
    _og("og:image:secure_url", "og:image", "og:image:url"),
    Source("json-ld", "`image`, `thumbnailUrl`", lambda e: e.linked_images),
    _meta("twitter:image", "twitter:image:src", "parsely-image-url", "sailthru.image.full", "image"),
    *_hints(lambda h: _one(h.image_url)),
)

FREE: Final = (
    Source("json-ld", "`isAccessibleForFree`, also of what the article `hasPart`", lambda e: e.linked_access),
    _meta("article:content_tier", "og:article:content_tier"),
    _html(
        "microdata `isAccessibleForFree`, where the page has no JSON-LD",
        lambda e: () if e.linked.about else e.microdata.all("isaccessibleforfree"),
    ),
)

LICENSE: Final = (
    _ld("license"),
    _html("`<link rel=license>`", lambda e: _one(e.head.link("license"))),
    _meta("dc.rights.license", "dcterms.license", "dcterms.rights", "dc.rights", "copyright-license"),
)

FIELDS: Final[Mapping[str, tuple[Source, ...]]] = {
    "title": TITLE,
    "subtitle": SUBTITLE,
    "description": DESCRIPTION,
    "authors": AUTHORS,
    "date_published": PUBLISHED,
    "date_modified": MODIFIED,
    "section": SECTION,
    "tags": TAGS,
    "image_url": IMAGE,
    "is_accessible_for_free": FREE,
    "license": LICENSE,
}


def stated(sources: Sequence[Source], evidence: Evidence, *, last_resorts: bool = False) -> Iterator[tuple[Source, Sequence[str]]]:
    """(source, what it states) of each source that states something, in order. A source is read only when those before did not suffice."""
    for source in sources:
        if source.last_resort == last_resorts and (found := source.read(evidence)):
            yield source, found
